"""Forecasts and their scores against what can be worked out by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats
from statsmodels.tsa.holtwinters import SimpleExpSmoothing

from nkbook.errors import NoEvidence
from nkbook.methods import forecasts

VALUES = pd.Series({2000: 1.0, 2001: 2.0, 2002: 6.0})
PRINTS = pd.DataFrame(
    [
        (2000, "2001", 1.0, False),
        (2001, "2002", 2.0, False),
        (2002, "2003", 6.0, False),
        (2003, "2004-07", 7.0, True),
        (2003, "2005", 9.0, False),
        (2004, "2005", 8.0, True),
    ],
    columns=["year", "printed", "value", "target"],
)


def test_an_interval_is_that_of_the_students_distribution() -> None:
    found = forecasts.Forecast(3.0, 2.0, 2)
    low, high = found.interval(0.9)
    assert high - found.middle == pytest.approx(2.919986 * 2, rel=1e-6)
    assert low + high == pytest.approx(2 * found.middle)


def test_smoothing_gives_half_of_the_weight_to_the_newest_value() -> None:
    found = forecasts.smooth(VALUES, 2003)
    assert found.middle == 6 / 2 + 2 / 4 + 1 / 4
    assert found.scale**2 == pytest.approx((1 + 4.5**2) / 2)  # errors 2 - 1 and 6 - 1.5
    assert forecasts.smooth(VALUES, 2007).scale ** 2 == pytest.approx(2 * (1 + 4.5**2) / 2)
    fitted = SimpleExpSmoothing(VALUES.to_numpy(), initialization_method="known", initial_level=1.0)
    assert found.middle == pytest.approx(fitted.fit(smoothing_level=0.5, optimized=False).forecast(1)[0])


def test_a_drift_goes_on_and_its_own_error_grows_with_the_square_of_time() -> None:
    one, two = forecasts.drift(VALUES, 2003), forecasts.drift(VALUES, 2004)
    assert (one.middle, two.middle) == (8.5, 11)  # steps 1 and 4: 2.5 a year
    assert one.scale**2 == pytest.approx(4.5 * (1 + 1 / 2))  # (1.5^2 + 1.5^2) / 1 = 4.5
    assert two.scale**2 == pytest.approx(4.5 * (2 + 4 / 2))


def test_a_gap_of_two_years_counts_as_two_steps() -> None:
    gap = pd.Series({2000: 0.0, 2002: 4.0, 2003: 6.0})
    assert forecasts.drift(gap, 2004).middle == 8
    assert forecasts.drift(gap, 2004).scale == 0
    assert forecasts.repeat(gap, 2004).scale ** 2 == pytest.approx((16 / 2 + 4) / 2)


def test_the_naive_forecast_repeats_the_last_value_and_widens_with_the_root_of_time() -> None:
    one, four = forecasts.repeat(VALUES, 2003), forecasts.repeat(VALUES, 2006)
    assert one.middle == four.middle == 6
    assert one.scale**2 == pytest.approx((1 + 16) / 2)
    assert four.scale == pytest.approx(2 * one.scale)


@pytest.mark.parametrize("method", forecasts.METHODS)
def test_two_values_are_too_few_for_any_forecast(method: str) -> None:
    with pytest.raises(NoEvidence, match="needs 3 values, and there are 2"):
        forecasts.made(method, VALUES, 2002)


@pytest.mark.parametrize(("method", "slope"), [("drift", 0.7), ("repeat", 0.0)])
def test_intervals_hold_as_often_as_they_say_where_the_model_is_true(method: str, slope: float) -> None:
    draws = np.cumsum(np.random.default_rng(7).normal(slope, size=(2000, 8)), axis=1)
    years = range(2000, 2007)
    held = [
        low <= path[-1] <= high
        for path in draws
        for low, high in [forecasts.made(method, pd.Series(path[:-1], years), 2007).interval(0.9)]
    ]
    assert np.mean(held) == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize(("outcome", "score"), [(2.0, 2.0), (0.0, 2 + 20.0), (4.0, 2 + 20.0), (3.0, 2.0)])
def test_an_interval_costs_its_width_and_what_it_misses_by(outcome: float, score: float) -> None:
    assert forecasts.interval_score((1.0, 3.0), 0.9, outcome) == pytest.approx(score)


def test_the_score_of_a_point_is_its_error() -> None:
    point = {0.5: (2.0, 2.0), 0.9: (2.0, 2.0)}
    assert forecasts.weighted_score(2.0, point, 5.0) == pytest.approx(3)


def test_the_weighted_score_at_many_levels_is_the_continuous_ranked_probability_score() -> None:
    levels = [k / 500 for k in range(1, 500)]
    ends = {level: stats.norm.interval(level) for level in levels}
    outcome = 0.8
    closed = outcome * (2 * stats.norm.cdf(outcome) - 1) + 2 * stats.norm.pdf(outcome) - np.pi**-0.5
    assert forecasts.weighted_score(0.0, ends, outcome) == pytest.approx(closed, rel=2e-3)


def test_nobody_gains_by_an_interval_other_than_the_one_believed() -> None:
    def expected(factor: float) -> float:
        forecast = forecasts.Forecast(0.0, factor, 200)
        return float(integrate.quad(lambda y: forecast.score(y) * stats.t.pdf(y, 200), -12, 12, limit=200)[0])

    assert expected(1.0) < min(expected(0.7), expected(1.4))


def test_what_was_known_before_a_date_holds_no_later_print() -> None:
    assert forecasts.as_of(PRINTS, "2005").to_dict() == {2000: 1, 2001: 2, 2002: 6, 2003: 7}
    assert forecasts.as_of(PRINTS, "2006").to_dict()[2003] == 9
    assert forecasts.as_of(PRINTS, "2004-07", whole=True).to_dict() == {2002: 6}


def test_back_tests_forecast_each_first_print_from_earlier_prints_alone() -> None:
    found = forecasts.back_tests(PRINTS, "drift")
    assert found["year"].tolist() == [2003, 2004]
    assert found["middle"].tolist() == [8.5, 7 + 2]  # from 1, 2, 6, then from 1, 2, 6, 7
    assert found["naive_middle"].tolist() == [6, 7]
    assert found["known"].tolist() == [2002, 2003]
    changed = PRINTS.assign(value=PRINTS["value"].where(PRINTS["printed"] < "2005", 1000))
    again = forecasts.back_tests(changed, "drift")
    assert again["middle"].tolist() == found["middle"].tolist()


def test_values_inside_intervals_are_counted() -> None:
    found = forecasts.back_tests(PRINTS, "repeat")
    assert forecasts.inside(found, 0.9) == 2
