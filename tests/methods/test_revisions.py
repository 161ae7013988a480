"""What levels built from revised growth rates promise."""

import numpy as np
import pandas as pd
import pytest

from nkbook.methods import revisions


def test_a_level_cumulates_growth_from_the_year_before() -> None:
    found = revisions.level(pd.Series({1990: -10.0, 1991: 10.0}))
    assert found.to_dict() == pytest.approx({1989: 100.0, 1990: 90.0, 1991: 99.0})


def test_a_gap_ends_the_years_that_are_cumulated() -> None:
    assert list(revisions.unbroken(pd.Series({1990: 1.0, 1991: 1.0, 1993: 1.0}), 1990).index) == [1990, 1991]
    assert revisions.unbroken(pd.Series({1991: 1.0}), 1990).empty


def test_without_revisions_there_is_no_error() -> None:
    growth = pd.Series({1990: -4.0, 1991: -4.0, 1992: -7.0})
    low, high = revisions.perturbed(growth, np.zeros(10)).interval(1992, 0.95)
    assert low == pytest.approx(high) == pytest.approx(revisions.level(growth)[1992])


def test_the_same_seed_gives_the_same_band_and_the_band_holds_the_path() -> None:
    growth = pd.Series(dict.fromkeys(range(1990, 1999), -4.0))
    past = np.array([0.1, -0.3, 0.5, 0.0, -0.2, 0.1])
    one, other = (revisions.perturbed(growth, past) for _ in range(2))
    assert np.array_equal(one.draws, other.draws)
    low, high = one.band(0.95)
    path = revisions.level(growth).to_numpy()
    assert (low <= path + 1e-9).all()
    assert (path <= high + 1e-9).all()


def test_the_error_that_lifts_a_level_to_a_threshold_does_so() -> None:
    error = revisions.error_to_reach(68.0, 75.0, 9)
    assert 68.0 * (1 + error / 100) ** 9 == pytest.approx(75.0)


def test_the_interval_covers_true_levels_when_errors_are_like_past_revisions() -> None:
    """Twenty-eight known revisions, nine years of growth: what the chapter has."""
    random, hits, draws = np.random.default_rng(6), 0, 1000
    years = range(1990, 1999)
    for seed in range(draws):
        past, errors = random.normal(0, 0.3, 28), random.normal(0, 0.3, 9)
        printed = pd.Series(-4.0 + errors, index=years)
        truth = 100 * (1 - 0.04) ** 9
        low, high = revisions.perturbed(printed, past, draws=300, block=1, seed=seed).interval(1998, 0.95)
        hits += low <= truth <= high
    assert 0.92 <= hits / draws <= 0.97


def test_the_interval_of_a_mean_of_years_is_that_of_the_mean_of_paths() -> None:
    growth = pd.Series(dict.fromkeys(range(1990, 1999), -4.0))
    paths = revisions.perturbed(growth, np.array([0.1, -0.3, 0.5, 0.0, -0.2, 0.1]))
    column = paths.draws[:, -3:].mean(axis=1)
    assert paths.interval(1997, 0.9, 3) == pytest.approx(tuple(np.quantile(column, [0.05, 0.95])))
    last_two = paths.draws[:, -2:].mean(axis=1)
    assert paths.interval(1998, 0.9, 3) == pytest.approx(tuple(np.quantile(last_two, [0.05, 0.95])))
