"""Regression over surveys with a random effect for each source."""

import numpy as np
import pytest
import statsmodels.api as sm

from nkbook.errors import NoEvidence
from nkbook.methods import meta

# Ten studies of Lipsey and Wilson (2001), as printed in the tests of the R package metafor.
EFFECTS = [-0.33, 0.32, 0.39, 0.31, 0.17, 0.64, -0.33, 0.15, -0.02, 0.00]
VARIANCES = [0.084, 0.035, 0.017, 0.034, 0.072, 0.117, 0.102, 0.093, 0.012, 0.067]
RANDOM = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1]


def test_the_textbook_comparison_of_two_kinds_of_studies_is_matched() -> None:
    # Exhibit 7.4: means 0.2984 (s.e. 0.0813) and -0.0277 (s.e. 0.0917), no spread beyond sampling.
    found = meta.regression(EFFECTS, VARIANCES, RANDOM, [str(i) for i in range(10)], 0.95)
    assert found.intercept == pytest.approx(0.2984, abs=2e-4)
    assert found.intercept + found.slope == pytest.approx(-0.0277, abs=2e-4)
    assert found.error == pytest.approx(np.hypot(0.0813, 0.0917), abs=2e-4)
    assert (found.between, found.sources, found.surveys) == (0.0, 10, 10)
    assert found.within < 0.01


def test_a_line_without_noise_is_found_again() -> None:
    x = [0.0, 1.0, 2.0, 3.0, 4.0]
    found = meta.regression([1 + 2 * t for t in x], [0.01] * 5, x, list("abcde"), 0.95)
    assert (found.intercept, found.slope) == (pytest.approx(1), pytest.approx(2))


def test_moving_one_source_up_or_down_is_spread_between_sources_not_trend() -> None:
    x = [0.0, 1.0, 2.0] * 4
    groups = [g for g in "abcd" for _ in range(3)]
    lift = {"a": 0.0, "b": 5.0, "c": -5.0, "d": 2.0}
    noise = np.random.default_rng(2).normal(0, 0.1, 12)
    found = meta.regression(
        [t + lift[g] + e for t, g, e in zip(x, groups, noise, strict=True)], [0.01] * 12, x, groups, 0.95
    )
    assert found.slope == pytest.approx(1, abs=0.1)
    assert found.between == pytest.approx(np.std(list(lift.values()), ddof=1), rel=0.1)
    assert found.within < 0.3


def test_too_few_surveys_or_one_time_are_refused() -> None:
    with pytest.raises(NoEvidence):
        meta.regression([1.0, 2.0], [1.0, 1.0], [0.0, 1.0], ["a", "b"], 0.95)
    with pytest.raises(NoEvidence):
        meta.regression([1.0, 2.0, 3.0], [1.0] * 3, [2.0] * 3, list("abc"), 0.95)


def test_the_variance_of_a_balance_is_that_of_a_multinomial() -> None:
    drawn = np.random.default_rng(4).multinomial(80, [0.4, 0.25, 0.35], 40_000)
    balance = 100 * (drawn[:, 0] - drawn[:, 1]) / 80
    assert meta.balance_variance(40, 25, 80) == pytest.approx(balance.var(), rel=0.02)


@pytest.mark.slow
def test_the_interval_of_the_slope_covers_as_often_as_promised() -> None:
    random, covered, x = np.random.default_rng(6), [], [0.0, 1.0, 2.0] * 6
    groups = [g for g in "abcdef" for _ in range(3)]
    for _ in range(200):
        lift = dict(zip("abcdef", random.normal(0, 2, 6), strict=True))
        y = [0.5 * t + lift[g] + random.normal(0, 1) for t, g in zip(x, groups, strict=True)]
        found = meta.regression(y, [0.5] * 18, x, groups, 0.9)
        covered.append(found.lower <= 0.5 <= found.upper)
    assert 0.86 <= np.mean(covered) <= 1.0


def test_least_squares_is_the_line_that_statsmodels_fits() -> None:
    x, y = np.array([0.0, 0.5, 1.0, 1.7, 2.2]), np.array([-30.0, 2.0, -4.0, 25.0, 31.0])
    found = meta.least_squares(list(y), list(x), list("aabbc"), 0.9)
    reference = sm.OLS(y, sm.add_constant(x)).fit()
    assert (found.intercept, found.slope) == pytest.approx(tuple(reference.params))
    assert (found.lower, found.upper) == pytest.approx(tuple(reference.conf_int(0.1)[1]))
    assert found.within == pytest.approx(float(np.sqrt(reference.scale)))
    assert (found.sources, found.surveys) == (3, 5)
    with pytest.raises(NoEvidence):
        meta.least_squares([1.0, 2.0], [0.0, 1.0], ["a", "b"], 0.9)


def test_variances_are_found_to_the_last_digits_and_three_surveys_are_enough() -> None:
    rng = np.random.default_rng(3)
    time = np.linspace(-1, 2, 12)
    groups = [str(n // 3) for n in range(12)]
    effects = 5 * time + np.repeat(rng.normal(0, 4, 4), 3) + rng.normal(0, 2, 12)
    found = meta.regression(list(effects), [1.0] * 12, list(time), groups, 0.95)
    moved = meta.regression(list(effects * (1 + 1e-13)), [1.0] * 12, list(time), groups, 0.95)
    assert moved.slope == pytest.approx(found.slope, rel=1e-11)
    assert moved.between == pytest.approx(found.between, rel=1e-9)
    assert np.isfinite(meta.regression([1, 5, 4], [70, 55, 51], [0, 1, 2], ["a", "a", "b"], 0.95).slope)


def test_two_surveys_of_a_source_without_sampling_error_settle_a_line_and_no_spread() -> None:
    with pytest.raises(NoEvidence, match="nothing tells their spread"):
        meta.regression([-50, -30, 45, 30], [0, 24, 0, 82], [0, 0.8, 1.5, 1.75], list("abac"), 0.95)
