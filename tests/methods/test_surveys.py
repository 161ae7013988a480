"""What intervals of shares promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nkbook.methods import surveys


@pytest.mark.parametrize(("count", "n"), [(7, 79), (0, 20), (20, 20), (340, 400)])
def test_intervals_are_those_that_scipy_prints(count: int, n: int) -> None:
    for rule in ("exact", "wilson"):
        reference = stats.binomtest(count, n).proportion_ci(0.95, method=rule)
        found = surveys.share_interval(count, n, 0.95, rule)  # type: ignore[arg-type]
        assert found == pytest.approx((reference.low, reference.high), abs=1e-12)
    assert surveys.exact(count, n, 0.95) == surveys.share_interval(count, n, 0.95)


def test_nobody_of_n_has_a_closed_form() -> None:
    assert surveys.exact(0, 20, 0.95) == pytest.approx((0.0, 1 - 0.025 ** (1 / 20)))
    assert surveys.exact(20, 20, 0.95) == pytest.approx((0.025 ** (1 / 20), 1.0))


@given(st.integers(1, 500), st.floats(0, 100), st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_an_interval_holds_its_share_and_stays_within_bounds(n: int, percent: float, level: float) -> None:
    low, high = surveys.exact_percent(percent, n, level)
    nearest = 100 * round(percent / 100 * n) / n
    assert 0 <= low <= nearest + 1e-9
    assert nearest - 1e-9 <= high <= 100


def test_the_exact_interval_covers_at_least_as_stated() -> None:
    n, true = 109, 0.9
    counts = np.arange(n + 1)
    inside = [low <= true <= high for low, high in (surveys.exact(int(k), n, 0.95) for k in counts)]
    assert stats.binom.pmf(counts, n, true)[inside].sum() >= 0.95


def test_no_mean_of_answers_from_0_to_100_needs_a_wider_interval() -> None:
    low, high = surveys.worst_case_mean(50, 400, 0.95)
    worst = 100 * np.sqrt(0.25 / 400) * stats.norm.ppf(0.975)
    assert (high - low) / 2 == pytest.approx(worst)
    assert surveys.worst_case_mean(99, 10, 0.95)[1] == 100


def test_equal_surveys_pool_to_their_share_without_heterogeneity() -> None:
    found = surveys.pooled([40, 40, 40], [100, 100, 100], 0.95)
    assert found.estimate == pytest.approx(40, abs=0.2)
    assert found.i_squared == 0
    assert found.n == 300


def test_one_survey_alone_keeps_its_own_interval() -> None:
    found = surveys.pooled([40], [100], 0.95)
    logit, half = np.log(40.5 / 60.5), stats.norm.ppf(0.975) * np.sqrt(1 / 40.5 + 1 / 60.5)
    expected = [100 / (1 + np.exp(-x)) for x in (logit - half, logit, logit + half)]
    assert [found.lower, found.estimate, found.upper] == pytest.approx(expected)
    assert found.i_squared == 0


def test_surveys_are_pooled_as_dersimonian_and_laird_do() -> None:
    found = surveys.pooled([20, 35, 50], [100, 200, 400], 0.9)
    count, n = np.array([20.0, 70.0, 200.0]) + 0.5, np.array([101.0, 201.0, 401.0])
    logit, weight = np.log(count / (n - count)), count * (n - count) / n
    q = weight @ (logit - weight @ logit / weight.sum()) ** 2
    between = (q - 2) / (weight.sum() - weight @ weight / weight.sum())
    weight = 1 / (1 / weight + between)
    centre = weight @ logit / weight.sum()
    assert found.estimate == pytest.approx(100 / (1 + np.exp(-centre)))
    half = stats.norm.ppf(0.95) / np.sqrt(weight.sum())
    assert found.upper == pytest.approx(100 / (1 + np.exp(-centre - half)))
    assert found.i_squared == pytest.approx(1 - 2 / q)


def test_surveys_that_differ_widen_the_pooled_interval() -> None:
    alike, apart = surveys.pooled([40, 40], [500, 500], 0.95), surveys.pooled([20, 60], [500, 500], 0.95)
    assert apart.upper - apart.lower > 3 * (alike.upper - alike.lower)
    assert apart.i_squared > 0.9


def test_a_straight_line_has_its_slope() -> None:
    found = surveys.trend([2012, 2013, 2014, 2015], [10, 12, 14, 16], 0.95)
    assert found.slope == pytest.approx(2) == pytest.approx(found.lower)


def test_a_design_effect_of_two_leaves_half_of_the_answers() -> None:
    assert surveys.exact_percent(40, 200, 0.95, 2.0) == surveys.exact_percent(40, 100, 0.95)
    assert surveys.worst_case_mean(40, 200, 0.95, 2.0) == surveys.worst_case_mean(40, 100, 0.95)


def test_the_ends_of_a_series_are_compared_as_two_samples() -> None:
    values = [40.0, 44.0, 42.0, 90.0, 5.0, 50.0, 54.0, 55.0]
    change, low, high = surveys.ends(values, 3, 0.95)
    expected = stats.ttest_ind(values[-3:], values[:3])
    assert change == pytest.approx(11)
    assert (low, high) == pytest.approx(tuple(expected.confidence_interval(0.95)))


def test_a_design_effect_leaves_as_many_people_as_it_divides() -> None:
    halved = surveys.share_interval(40, 100, 0.95, design_effect=2)
    assert halved == pytest.approx(surveys.exact(20, 50, 0.95))
    reference = stats.binomtest(20, 50).proportion_ci(0.95, method="wilson")
    wilson = surveys.share_interval(40, 100, 0.95, "wilson", design_effect=2)
    assert wilson == pytest.approx((reference.low, reference.high))


@given(st.integers(1, 500), st.floats(0, 100), st.sampled_from([0.8, 0.95, 0.99]))
def test_a_design_effect_never_narrows_an_interval(n: int, percent: float, level: float) -> None:
    for rule in ("exact", "wilson"):
        low, high = surveys.percent_interval(percent, n, level, rule, 1.0)  # type: ignore[arg-type]
        wider = surveys.percent_interval(percent, n, level, rule, 2.0)  # type: ignore[arg-type]
        assert wider[0] <= low + 1e-9
        assert high - 1e-9 <= wider[1]


@given(st.lists(st.floats(0, 100), min_size=2, max_size=30))
def test_the_spread_at_the_mean_bounds_every_set_of_answers(answers: list[float]) -> None:
    mean = float(np.clip(np.mean(answers), 0, 100))
    z = stats.norm.ppf(0.975)
    low, high = surveys.worst_case_mean(mean, 1e8, 0.95, at_mean=True)
    assert (high - low) / 2 * 1e4 / z + 1e-3 >= np.std(answers)
    widest = surveys.worst_case_mean(mean, 1e8, 0.95)
    assert high - low <= widest[1] - widest[0] + 1e-9
