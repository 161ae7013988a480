"""Noise must not look decided, a real effect must still be seen, and what is shared in noise stays shared."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nkbook.claims import noise as stored_noise
from nkbook.claims.noise import Worlds, abstains
from nkbook.claims.registry import Criterion, Noise, Region, claim
from nkbook.errors import BookError
from nkbook.multiverse import results
from nkbook.multiverse.analyses import distinct, outcomes
from nkbook.multiverse.noise import Model, model, simulated
from nkbook.multiverse.settings import plan

WHY = "residuals round a straight line"
CRITERION = Criterion(
    quantity="q",
    unit="percent",
    supports=Region(at_least=10),
    contradicts=Region(at_most=5),
    otherwise="otherwise",
)


def printed(seed: int, years: int = 20) -> pd.DataFrame:
    """Return two countries that share their weather, one of them printed twice."""
    rng = np.random.default_rng(seed)
    weather = rng.normal(size=years)
    rows = [
        {
            "series": "a",
            "country": country,
            "source": "s",
            "vintage": vintage,
            "variant": "",
            "year": 2000 + n,
        }
        | {"date": str(2000 + n), "value": level + 0.1 * n + scale * weather[n]}
        for country, vintage, level, scale in (("PRK", "1", 10, 1), ("PRK", "2", 10, 1), ("KOR", "", 50, 2))
        for n in range(years)
    ]
    return pd.DataFrame(rows)


def world(made: Model, seed: int) -> pd.DataFrame:
    """Return a world as years by series."""
    values = made.world(np.random.default_rng(seed))
    frame = pd.DataFrame({"group": made.group, "year": made.year, "value": list(values.values())})
    return frame.pivot(index="year", columns="group", values="value")


def test_draws_keep_the_weather_of_a_year_and_the_printings_of_a_figure() -> None:
    made = model(Noise(why=WHY, length=3), printed(1))
    for seed in range(20):
        drawn = world(made, seed)
        line = pd.DataFrame({"group": made.group, "year": made.year, "line": made.line})
        rest = drawn - line.pivot(index="year", columns="group", values="line")
        assert rest[1].to_numpy() == pytest.approx(rest[2].to_numpy())
        assert rest[0].to_numpy() == pytest.approx(2 * rest[1].to_numpy())


def test_residuals_come_in_blocks_of_neighbouring_years() -> None:
    made = model(Noise(why=WHY, length=4), printed(2))
    rest = made.residuals[0]
    drawn = world(made, 3)[0].to_numpy() - made.line[made.group == 0]
    places = [int(np.abs(rest - value).argmin()) for value in drawn]
    follows = [(b - a) % len(rest) == 1 for a, b in pairwise(places)]
    assert sum(follows) >= 14


def test_series_that_share_too_few_years_have_no_model() -> None:
    with pytest.raises(BookError, match="more than 3 years that all series share"):
        model(Noise(why=WHY, length=3, since=2017), printed(1))


def test_a_p_value_counts_the_observed_world_and_those_that_look_as_decided() -> None:
    worlds = Worlds(3, 12.0, [11.0, 10.5, 9.0], [13.0, 12.0, 11.0], [15, 3, 1, 0], [19, 0, 0, 0])
    assert worlds.p_value(CRITERION) == 2 / 20  # two analyses lie wholly in the region, and so in one world
    between = Worlds(1, 7.0, [6.0], [8.0], [19, 0], [19, 0])
    assert between.p_value(CRITERION) is None


def test_the_worlds_move_with_a_threshold() -> None:
    worlds = Worlds(3, 12.0, [11.0, 10.5, 9.0], [13.0, 12.0, 11.0], [15, 3, 1, 0], [19, 0, 0, 0])
    lower = CRITERION.model_copy(update={"supports": Region(at_least=8)})
    higher = CRITERION.model_copy(update={"supports": Region(at_least=11.5)})
    assert worlds.p_value(lower) == 1 / 20
    assert worlds.p_value(higher) == 1.0


def looks_decided(effect: float, seed: int) -> bool:
    """Tell whether a step in short noise looks more decided than worlds without one, over three windows."""
    rng = np.random.default_rng(seed)
    years, draws = 16, 79
    series = np.stack([rng.normal(size=years)] * (draws + 1))
    residuals = series[0] - series[0].mean()
    for n in range(1, draws + 1):
        starts = rng.integers(0, years, size=years // 2)
        series[n] = residuals[(starts[:, None] + np.arange(2)).ravel() % years]
    series[0, 8:] += effect
    counts = []
    for one in series:
        found = 0
        for window in (5, 6, 8):
            before, after = one[8 - window : 8], one[8 : 8 + window]
            error = np.sqrt((before.var(ddof=1) + after.var(ddof=1)) / window)
            found += after.mean() - before.mean() - 2 * error > 0
        counts.append(found)
    above = np.bincount(counts[1:], minlength=4).tolist()
    decided = Worlds(3, 1.0, [1.0] * counts[0] + [-1.0] * (3 - counts[0]), [2.0] * 3, above, above)
    at_nought = CRITERION.model_copy(update={"supports": Region(at_least=0)})
    p = decided.p_value(at_nought)
    return p is not None and p <= stored_noise.LEVEL


def test_pure_noise_looks_decided_in_about_a_twentieth_of_histories_at_most() -> None:
    assert np.mean([looks_decided(0.0, seed) for seed in range(300)]) <= 0.08


def test_a_large_effect_is_still_seen() -> None:
    assert np.mean([looks_decided(3.0, seed) for seed in range(40)]) > 0.8


def test_the_harvests_are_tried_in_worlds_without_a_policy(copy: Path) -> None:
    item = claim("E5")
    found = plan(item)
    analyses = distinct(found, outcomes(found)["fao_2025"])
    worlds = simulated(found, "fao_2025", analyses, draws=6)
    assert worlds is not None
    assert worlds == simulated(found, "fao_2025", analyses, draws=6)
    assert len(worlds.lower) == 20 < worlds.distinct
    assert sum(worlds.above) == sum(worlds.below) == 6
    assert simulated(plan(claim("E1")), "output", []) is None
    # What is stored decides whether a reading abstains, and nothing stored decides nothing.
    results.folder().mkdir(parents=True, exist_ok=True)
    path = results.folder() / "E5.json"
    path.unlink(missing_ok=True)
    assert not abstains("E5", "fao_2025")
    for share, quiet in ((6, True), (0, False)):
        told = {"distinct": 1, "estimate": -2.0, "lower": [-3.0], "upper": [-1.0]}
        noise = told | {"above": [100, 0], "below": [100 - share, share]}
        path.write_text(json.dumps({"readings": {"fao_2025": {"noise": noise}}}), encoding="utf-8")
        assert abstains("E5", "fao_2025") is quiet
