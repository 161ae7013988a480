"""What the tests for steps promise: closed forms, stated coverage."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from nkbook.methods import breaks


def yearly(before: np.ndarray, after: np.ndarray) -> pd.Series:
    """Return two samples as one series, the second from 2013 on."""
    years = range(2013 - len(before), 2013 + len(after))
    return pd.Series(np.concatenate([before, after]), index=years)


def test_a_step_is_the_ratio_of_geometric_means_and_its_t_that_of_students_test() -> None:
    before, after = np.array([2.0, 3.0, 4.0]), np.array([3.0, 5.0, 6.0, 4.0])
    found = breaks.step(yearly(before, after), 2013, 0.95)
    assert found is not None
    assert found.estimate == pytest.approx(100 * (stats.gmean(after) / stats.gmean(before) - 1))
    assert found.t == pytest.approx(stats.ttest_ind(np.log(after), np.log(before)).statistic)
    assert found.lower < found.estimate < found.upper


def test_too_short_a_side_gives_no_step() -> None:
    assert breaks.step(yearly(np.array([1.0]), np.array([1.0, 2.0])), 2013, 0.95) is None


def test_the_interval_of_a_step_covers_as_stated_at_the_length_of_the_real_series() -> None:
    random, true, hits, draws = np.random.default_rng(3), 10.0, 0, 2000
    for _ in range(draws):
        before = np.exp(random.normal(0, 0.07, 5))
        after = np.exp(random.normal(np.log(1 + true / 100), 0.07, 5))
        found = breaks.step(yearly(before, after), 2013, 0.95)
        assert found is not None
        hits += found.lower <= true <= found.upper
    assert 0.93 <= hits / draws <= 0.97


def noisy(years: range, seed: int, slope: float = 0.0) -> pd.Series:
    noise = np.random.default_rng(seed).normal(0, 0.05, len(years))
    return pd.Series(np.exp(slope * np.arange(len(years)) + noise), index=years)


def test_a_step_without_a_trend_is_the_difference_of_two_means() -> None:
    series = noisy(range(2008, 2018), 3)
    found = breaks.step(series, 2013, 0.9)
    plain = stats.ttest_ind(np.log(series.loc[2013:]), np.log(series.loc[:2012]))
    interval = plain.confidence_interval(0.9)
    assert found is not None
    assert (found.t, found.n) == (pytest.approx(plain.statistic), 10)
    assert np.log1p(np.array([found.lower, found.upper]) / 100) == pytest.approx(
        [interval.low, interval.high]
    )


def test_a_step_beyond_a_trend_is_the_coefficient_that_least_squares_gives() -> None:
    series = noisy(range(2008, 2018), 4, slope=0.03)
    years = series.index.to_numpy()
    design = sm.add_constant(np.column_stack([years >= 2013, years - 2008]).astype(float))
    expected = sm.OLS(np.log(series.to_numpy()), design).fit()
    found = breaks.step(series, 2013, 0.95, trend=True)
    assert found is not None
    assert found.t == pytest.approx(expected.tvalues[1])
    assert np.log1p(np.array([found.lower, found.upper]) / 100) == pytest.approx(expected.conf_int()[1])


def test_growth_alone_is_no_step_beyond_a_trend() -> None:
    series = pd.Series([1.02**k for k in range(10)], index=range(2008, 2018))
    found = breaks.step(series, 2013, 0.95, trend=True)
    assert found is not None
    assert found.estimate == pytest.approx(0, abs=1e-9)


def test_lasting_errors_stretch_an_interval_as_much_as_their_memory_and_never_narrow_it() -> None:
    for seed in range(20):
        series = noisy(range(2006, 2020), seed)
        short, long = (breaks.step(series, 2013, 0.95, lasting=flag) for flag in (False, True))
        assert short is not None
        assert long is not None
        assert long.estimate == short.estimate
        assert long.lower <= short.lower <= short.upper <= long.upper
    waves = np.repeat([1.0, -1.0, 1.0, -1.0], 5)
    years = np.arange(2000.0, 2020.0)
    r = 13 / 20  # of 19 pairs of adjacent years 16 agree and 3 do not
    assert breaks.memory(years, waves) == pytest.approx(np.sqrt((1 + r) / (1 - r)))
    assert breaks.memory(2 * years, waves) == 1
    assert breaks.memory(years, np.tile([1.0, -1.0], 10)) == 1


def test_too_few_years_for_a_trend_give_no_step() -> None:
    assert breaks.step(noisy(range(2012, 2015), 1), 2013, 0.95) is None
    assert breaks.step(noisy(range(2011, 2015), 1), 2013, 0.95, trend=True) is not None
