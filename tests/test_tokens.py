"""What a verdict looks like: one glyph and one hue, told apart by everybody, the same wherever it stands."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from nkbook import figures
from nkbook.claims.rule import Verdict
from nkbook.tokens import HOLLOW, HUES, TOKENS, outline

CSS = (Path(figures.__file__).parent / "site" / "assets" / "nkbook.css").read_text(encoding="utf-8")
PAGES = {"light": "#ffffff", "dark": "#15191e"}
# Machado, Oliveira and Fernandes (2009), table 1, severity 1: what dichromats see of linear red, green, blue.
SIGHT = {
    "all three": np.eye(3),
    "no red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "no blue": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}
WHITE = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    dark, light = sorted(float(WHITE[1] @ linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def difference(one: str, other: str, sight: object) -> float:
    """Return the distance of two colours in CIELAB (1976) as somebody sees them."""

    def lab(colour: str) -> np.ndarray:
        seen = np.clip(np.asarray(sight) @ linear(colour), 0, 1)
        x, y, z = np.cbrt(np.maximum(WHITE @ seen / WHITE.sum(axis=1), 1e-6))
        return np.array([116 * y, 500 * (x - y), 200 * (y - z)])

    return float(np.linalg.norm(lab(one) - lab(other)))


def test_every_verdict_has_a_glyph_of_its_own() -> None:
    assert set(TOKENS) == {str(verdict) for verdict in Verdict}
    paths = [token.path for token in (*TOKENS.values(), HOLLOW)]
    assert len(set(paths)) == len(paths)


@pytest.mark.parametrize("side", ["supported", "contradicted"])
def test_within_limits_is_the_half_form_of_its_side(side: str) -> None:
    full, half = TOKENS[side], TOKENS[f"{side} within limits"]
    assert (half.hue, half.outer) == (full.hue, full.outer)
    assert half.path != full.path


@pytest.mark.parametrize("scheme", PAGES)
def test_the_page_has_the_hues_of_the_table(scheme: str) -> None:
    own = re.search(rf'^html\[data-theme="{scheme}"\][^{{]*\{{(.*?)\}}', CSS, re.MULTILINE | re.DOTALL)
    paper = re.search(r"@media print \{\s*html\[data-theme\] \{(.*?)\}", CSS, re.DOTALL)
    assert own is not None
    assert paper is not None
    for part, look in ((own[1], scheme), (paper[1], "light")):
        for name, hue in HUES.items():
            assert f"--nk-{name}: {getattr(hue, look)};" in part
            assert f"--nk-{name}-ground: {getattr(hue, f'{look}_ground')};" in part


@pytest.mark.parametrize("scheme", PAGES)
@pytest.mark.parametrize("name", HUES)
def test_words_in_a_hue_can_be_read_on_the_page_and_on_its_ground(scheme: str, name: str) -> None:
    ink, ground = getattr(HUES[name], scheme), getattr(HUES[name], f"{scheme}_ground")
    assert min(contrast(ink, PAGES[scheme]), contrast(ink, ground)) >= 4.5


@pytest.mark.parametrize("scheme", PAGES)
@pytest.mark.parametrize("sight", SIGHT)
def test_whoever_sees_few_colours_tells_the_sides_apart(scheme: str, sight: str) -> None:
    one, other = (getattr(HUES[side], scheme) for side in ("supports", "contradicts"))
    assert difference(one, other, SIGHT[sight]) >= 30


@pytest.mark.parametrize("scheme", PAGES)
def test_orange_is_north_korea_and_no_verdict(scheme: str) -> None:
    for hue in HUES.values():
        assert difference(getattr(hue, scheme), figures.NORTH_KOREA, SIGHT["all three"]) >= 40


@pytest.mark.parametrize("name", TOKENS)
def test_a_glyph_is_drawn_alike_by_page_and_figure(name: str) -> None:
    path = TOKENS[name].path
    assert re.fullmatch(r"([MLC]-?[\d.]+,-?[\d.]+( -?[\d.]+,-?[\d.]+)*|Z)+", path)
    points, drawn = (
        np.array(re.findall(r"(-?[\d.]+),(-?[\d.]+)", p), float) for p in (path, outline(TOKENS[name], 32))
    )
    np.testing.assert_allclose(drawn, 2 * (points - 8) * [1, -1], atol=1e-2)
    assert np.abs(points - 8).max() <= 8.5


def test_hues_are_few_and_differ() -> None:
    for scheme, (one, other) in itertools.product(PAGES, itertools.combinations(HUES.values(), 2)):
        assert getattr(one, scheme) != getattr(other, scheme)
