"""Noise must not be called robust, and real effects must still be seen."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nkbook.claims.registry import Claim, Criterion, Noise, canonical
from nkbook.claims.rule import decide
from nkbook.multiverse import joint
from nkbook.multiverse.joint import block, depth, p_value, phase
from nkbook.multiverse.outcomes import Outcome, marked
from nkbook.multiverse.robustness import DECIDED, robustness, side
from nkbook.multiverse.universes import universes
from tests.multiverse import synthetic
from tests.multiverse.synthetic import choice

YEARS, MEMORY = 24, 0.5
# A trend is claimed; each choice is one that analysts of a short series make.
TREND = synthetic.claim(
    {"first": choice("E", 0, 0, 2, 4), "last": choice("E", 0, 0, 2), "level": choice("E", 1.96, 1.96, 1.645)},
    criterion={
        "quantity": "slope",
        "unit": "percent",
        "supports": {"at_least": 0.0},
        "contradicts": {"at_most": 0.0},
        "otherwise": "undetermined",
    },
)
UNIVERSES = universes(TREND)


def intervals(worlds: np.ndarray) -> np.ndarray:
    """Return low and high of the slope, worlds by universes by two: ordinary least squares."""
    found = []
    for u in UNIVERSES:
        first, last, level = (u.arguments()[name] for name in ("first", "last", "level"))
        y = worlds[:, first : YEARS - last]
        t = np.arange(y.shape[1]) - (y.shape[1] - 1) / 2
        slope = y @ t / (t @ t)
        rest = y - y.mean(axis=1, keepdims=True) - slope[:, None] * t
        error = np.sqrt((rest**2).sum(axis=1) / (y.shape[1] - 2) / (t @ t))
        found.append(np.column_stack([slope - level * error, slope + level * error]))
    return np.stack(found, axis=1)


def ar1(rng: np.random.Generator, slope: float = 0.0) -> np.ndarray:
    noise = rng.normal(size=YEARS)
    for year in range(1, YEARS):
        noise[year] += MEMORY * noise[year - 1]
    return noise + slope * np.arange(YEARS)


def label(series: np.ndarray, rng: np.random.Generator, draws: int) -> tuple[str, bool]:
    """Return the label of a series, and whether its default is decided."""
    worlds = np.stack([series, *(phase(series, rng, trend=False) for _ in range(draws))])
    ends = intervals(worlds)
    depths = [depth(TREND.criterion, map(tuple, one)) for one in ends]
    rows = [_outcome(u.id, pair) for u, pair in zip(UNIVERSES, ends[0], strict=True)]
    result = robustness(TREND, marked(rows), p_value(depths[0], depths[1:]) if draws else None)
    return result.label, side(result.verdict) in DECIDED


def _outcome(identifier: str, pair: np.ndarray) -> Outcome:
    u = next(u for u in UNIVERSES if u.id == identifier)
    low, high = map(float, pair)
    verdict = decide(TREND.criterion, (low + high) / 2, (low, high), limits=(), grades="A")
    return Outcome(
        u.id,
        u.kind,
        len(u.changed),
        canonical(dict(u.settings)),
        0,
        str(verdict),
        (low + high) / 2,
        low,
        high,
    )


def called_robust(draws: int, slope: float, repeats: int) -> float:
    rng = np.random.default_rng(2026)
    labels = [label(ar1(rng, slope), rng, draws) for _ in range(repeats)]
    return sum(name == "robust" and decided for name, decided in labels) / repeats


@pytest.mark.slow
def test_pure_noise_is_called_robust_in_at_most_a_twentieth_of_a_thousand_draws() -> None:
    share = called_robust(draws=39, slope=0.0, repeats=1000)
    assert share <= 0.05


def test_joint_inference_is_what_keeps_noise_from_being_robust() -> None:
    naive, guarded = called_robust(0, 0.0, 100), called_robust(39, 0.0, 100)
    assert naive > 0.10
    assert guarded < naive / 2


def test_a_real_trend_is_still_robust() -> None:
    assert called_robust(draws=39, slope=0.5, repeats=40) > 0.5


def test_a_p_value_counts_the_observed_world() -> None:
    assert p_value(3.0, [1.0, 2.0, 3.0, 4.0]) == 3 / 5
    assert p_value(9.0, [0.0] * 19) == 1 / 20


def test_depth_is_how_far_the_median_universe_lies_in_a_region() -> None:
    criterion = synthetic.SIMPLE.criterion
    assert depth(criterion, [(12, 14), (11, 13), (9, 15)]) == 1
    assert depth(criterion, [(1, 3)]) == 2
    assert depth(criterion, [(6, 8)]) == -3
    assert depth(criterion, []) == float("-inf")


@pytest.mark.parametrize("trend", [False, True])
def test_phases_keep_the_level_and_the_spectrum(trend: bool) -> None:
    rng = np.random.default_rng(1)
    for size in (9, 10):
        values = rng.normal(size=size) + np.arange(size)
        line = np.polyval(np.polyfit(np.arange(size), values, int(trend)), np.arange(size))
        drawn = phase(values, rng, trend=trend)
        before, after = (np.abs(np.fft.rfft(series - line)) for series in (values, drawn))
        assert after == pytest.approx(before, abs=1e-9)
        assert drawn != pytest.approx(values)


def test_blocks_are_made_of_neighbours() -> None:
    values = np.arange(12) ** 2.0
    drawn = block(values, np.random.default_rng(3), length=4, trend=False)
    places = {value: place for place, value in enumerate(values)}
    steps = [(places[round(b, 9)] - places[round(a, 9)]) % 12 for a, b in pairwise(drawn)]
    assert len(drawn) == 12
    assert steps.count(1) >= 9


def test_binomial_noise_draws_answers_of_as_many_people() -> None:
    noise = Noise(kind="binomial", why="survey of a sample", series=["a"], share=20)
    rows = pd.DataFrame(
        {
            "series": "a",
            "country": "PRK",
            "source": "s",
            "vintage": "",
            "variant": "",
            "date": ["2001", "2002"],
            "value": [70.0, 80.0],
            "n": pd.array([50, None], dtype="Int64"),
        }
    )
    drawn = [list(joint.world(noise, rows, np.random.default_rng(seed)).values()) for seed in range(200)]
    assert np.mean([one[0] for one in drawn]) == pytest.approx(20, abs=2)
    assert {one[0] * 50 % 100 for one in drawn} == {0}
    assert {one[1] for one in drawn} == {20}


def test_a_claim_of_the_book_can_be_evaluated_in_worlds_of_noise() -> None:
    from nkbook.claims.registry import claim

    item = claim("C5")
    fields: dict[str, Any] = item.model_dump() | {
        "choices": {"confidence": choice("E", 0.95, 0.95, 0.9)},
        "noise": {
            "kind": "binomial",
            "why": "answers of a sample",
            "series": item.readings["contact"].series,
            "share": 50,
        },
    }
    noisy = Claim.model_validate(fields)
    first = joint.joint(noisy, universes(noisy), draws=9, jobs=1)
    assert first == joint.joint(noisy, universes(noisy), draws=9, jobs=1)
    assert first is not None
    assert 0.1 <= first <= 1
    silent = Claim.model_validate(fields | {"noise": None})
    assert joint.joint(silent, universes(silent)) is None


def test_regions_of_two_ends_have_a_depth() -> None:
    between = Criterion.model_validate(
        {
            "quantity": "q",
            "unit": "percent",
            "supports": {"at_least": 2, "at_most": 8},
            "contradicts": {"at_least": 20},
            "otherwise": "o",
        }
    )
    assert depth(between, [(4, 5)]) == 2
