"""Two shares compared, against published and closed-form answers and by simulation."""

import numpy as np
import pytest
from scipy import stats
from scipy.stats.contingency import relative_risk

from nkbook.methods import proportions


def test_difference_gives_the_published_interval_of_newcombe() -> None:
    # Newcombe (1998), table II, contrast (a), method 10: 56 of 70 against 48 of 80.
    found = proportions.difference(100 * 48 / 80, 80, 100 * 56 / 70, 70, 0.95)
    assert found.estimate == pytest.approx(20.0)
    assert (found.lower, found.upper) == pytest.approx((5.24, 33.39), abs=0.005)
    assert found.n == 150


def test_difference_joins_two_intervals_of_wilson() -> None:
    found = proportions.difference(100 * 1794 / 2204, 2204, 100 * 575 / 690, 690, 0.9)
    first, second = 1794 / 2204, 575 / 690
    a = stats.binomtest(1794, 2204).proportion_ci(0.9, method="wilson")
    b = stats.binomtest(575, 690).proportion_ci(0.9, method="wilson")
    lower = second - first - np.hypot(second - b.low, a.high - first)
    upper = second - first + np.hypot(b.high - second, first - a.low)
    assert (found.lower, found.upper) == pytest.approx((100 * lower, 100 * upper), abs=1e-9)


def test_the_p_value_of_a_difference_is_that_of_the_pooled_z_test() -> None:
    table = [[48, 32], [56, 14]]
    expected = stats.chi2_contingency(table, correction=False).pvalue
    assert proportions.difference(60, 80, 80, 70, 0.95).p == pytest.approx(expected)
    assert proportions.difference(0, 80, 0, 70, 0.95).p == 1
    assert proportions.difference(100, 80, 100, 70, 0.95).p == 1


def test_ratio_gives_the_interval_of_katz() -> None:
    found = proportions.ratio(100 * 12 / 225, 225, 100 * 10 / 75, 75, 0.95)
    expected = relative_risk(10, 75, 12, 225)
    interval = expected.confidence_interval(0.95)
    assert found.estimate == pytest.approx(100 * expected.relative_risk) == pytest.approx(250)
    assert (found.lower, found.upper) == pytest.approx((100 * interval.low, 100 * interval.high))
    assert found.lower == pytest.approx(112.61564, abs=1e-4)
    assert proportions.ratio(100, 80, 100, 70, 0.95) == proportions.Comparison(100, 100, 100, 1, 150)


def test_mean_ratio_of_one_survey_each_is_the_ratio_of_katz() -> None:
    one = proportions.mean_ratio([59.0], [140], [43.3], [109], 0.95)
    two = proportions.ratio(59.0, 140, 43.3, 109, 0.95)
    assert (one.estimate, one.lower, one.upper) == pytest.approx((two.estimate, two.lower, two.upper))
    assert one.p == pytest.approx(two.p)


def test_mean_difference_is_welch() -> None:
    a, b = [43.3, 42.6, 43.1, 41.1, 59.0], [51.8, 43.2, 41.2, 47.6, 43.3]
    found = proportions.mean_difference(a, b, 0.95)
    variances = np.var(a, ddof=1) / 5, np.var(b, ddof=1) / 5
    assert found.estimate == pytest.approx(np.mean(b) - np.mean(a))
    assert (found.upper - found.lower) / 2 > 1.96 * np.sqrt(sum(variances))
    assert found.lower < found.estimate < found.upper


def test_from_intervals_adds_the_errors_in_squares() -> None:
    found = proportions.from_intervals((55.3, 52.7, 57.8), (59.2, 55.3, 63.1), 0.95)
    assert found.estimate == pytest.approx(3.9)
    assert (found.upper - found.lower) / 2 == pytest.approx(np.hypot(2.55, 3.9))


def test_equivalence_is_shown_only_by_an_interval_inside_the_margin() -> None:
    # At 90 % the interval of the two one-sided tests at 5 % ends exactly at the margin.
    touching = proportions.Comparison(0.0, -10.0, 10.0, 1.0, 0)
    assert proportions.equivalence(touching, 10.0, 0.9) == pytest.approx(0.05)
    wide = proportions.Comparison(0.0, -20.0, 20.0, 1.0, 0)
    assert proportions.equivalence(wide, 10.0, 0.95) > 0.05
    far = proportions.Comparison(15.0, 14.0, 16.0, 0.0, 0)
    assert proportions.equivalence(far, 10.0, 0.95) > 0.99


def test_half_width_falls_with_the_root_of_the_sample() -> None:
    assert proportions.half_width(25, 0.95) == pytest.approx(19.6, abs=0.01)
    assert proportions.half_width(100, 0.95) == pytest.approx(proportions.half_width(25, 0.95) / 2)


def test_first_time_rate_is_the_constant_hazard_between_two_shares() -> None:
    ever = [100 * (1 - np.exp(-0.12 * t)) for t in (3, 8)]
    assert proportions.first_time_rate(*ever, 5) == pytest.approx(12.0)


@pytest.mark.parametrize(("a", "b"), [(0.5, 0.6), (0.85, 0.83), (0.1, 0.05)])
def test_difference_covers_the_truth_as_often_as_promised(a: float, b: float) -> None:
    random = np.random.default_rng(20)
    hits = 0
    for x, y in zip(random.binomial(120, a, 1000), random.binomial(90, b, 1000), strict=True):
        found = proportions.difference(100 * x / 120, 120, 100 * y / 90, 90, 0.95)
        hits += found.lower <= 100 * (b - a) <= found.upper
    assert 0.93 <= hits / 1000 <= 0.98
