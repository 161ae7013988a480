"""What prices in several places promise."""

import numpy as np
import pandas as pd
import pytest

from nkbook.methods import prices


def test_equal_prices_have_no_spread_and_gaps_are_left_out() -> None:
    table = pd.DataFrame({"a": [2.0, 1.0, np.nan], "b": [2.0, 3.0, 1.0]})
    found = prices.spread(table)
    assert found.tolist() == pytest.approx([0.0, 100 * np.sqrt(2) / 2])


def _gap(rho: float, months: int, seed: int) -> pd.Series:
    random = np.random.default_rng(seed)
    values = np.zeros(months)
    for t in range(1, months):
        values[t] = rho * values[t - 1] + random.normal(0, 0.05)
    return pd.Series(values, index=pd.period_range("2010-01", periods=months, freq="M"))


def test_a_long_series_gives_its_half_life() -> None:
    found = prices.half_life(_gap(0.5, 5000, 1), 0.95)
    assert found is not None
    assert found.months == pytest.approx(1.0, abs=0.15)


def test_missing_months_cost_only_their_pairs() -> None:
    gap = _gap(0.5, 100, 2)
    found = prices.half_life(gap.drop(gap.index[50]), 0.95)
    assert found is not None
    assert found.pairs == 97


def test_two_years_are_needed() -> None:
    assert prices.half_life(_gap(0.5, 20, 3), 0.95) is None


@pytest.mark.slow
def test_the_interval_covers_the_true_coefficient_at_the_length_of_the_real_series() -> None:
    true, hits, draws = np.log(0.5) / np.log(0.3), 0, 1000
    for seed in range(draws):
        found = prices.half_life(_gap(0.3, 120, seed), 0.95, draws=199, seed=seed)
        assert found is not None
        hits += found.lower <= true <= found.upper
    assert 0.92 <= hits / draws <= 0.98
