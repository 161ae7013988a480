"""Growth curves: published estimates, known parameters, forecasts from what was known."""

import numpy as np
import pandas as pd
import pytest

from nkbook.errors import NoEvidence
from nkbook.methods import diffusion

# Sales of the textbook example in the documentation of the R package DIMORA (BASS.standard), with
# the estimates printed for it: market 68,000, p 0.00659, q 0.638, residual standard error 727.
SALES = [840, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890]


def bass_rate(time: np.ndarray, ceiling: float, innovation: float, imitation: float) -> np.ndarray:
    total = innovation + imitation
    fading = np.exp(-total * time)
    return ceiling * total**2 / innovation * fading / (1 + imitation / innovation * fading) ** 2


# Sales per period instead of lines in use: the form in which the literature prints its examples.
BASS_RATE = diffusion.Curve("Bass, rate", bass_rate, diffusion.CURVES["bass"].start, False)


def test_bass_gives_the_published_estimates() -> None:
    found = diffusion.fit(BASS_RATE, range(1, 11), SALES)
    assert found.ceiling == pytest.approx(68_000, rel=0.005)
    assert found.shape == pytest.approx((0.00659, 0.638), rel=0.005)
    assert np.sqrt(found.rss / 7) * max(SALES) == pytest.approx(727, abs=1)


@pytest.mark.parametrize("key", diffusion.CURVES)
def test_a_curve_without_error_is_recovered(key: str) -> None:
    curve = diffusion.CURVES[key]
    shape = (0.01, 0.9) if key == "bass" else (0.8, 5.0)
    time = np.arange(1.0, 16.0)
    found = diffusion.fit(curve, time, curve.level(time, 500.0, *shape))
    assert found.ceiling == pytest.approx(500, rel=1e-3)
    assert found.shape == pytest.approx(shape, rel=1e-2)


def test_sales_of_the_bass_model_peak_where_the_closed_form_says() -> None:
    innovation, imitation = 0.01, 0.4
    time = np.linspace(0, 20, 20_001)
    sales = BASS_RATE.level(time, 1.0, innovation, imitation)
    peak = np.log(imitation / innovation) / (innovation + imitation)
    assert time[sales.argmax()] == pytest.approx(peak, abs=1e-3)
    assert sales.max() == pytest.approx((innovation + imitation) ** 2 / (4 * imitation))


def test_a_rate_that_vanishes_during_the_search_does_not_stop_it() -> None:
    time = [5, 6, 7, 8, 9, 11, 12]
    lines = [2_420_000, 2_800_000, 3_240_000, 3_606_000, 3_810_000, 4_253_000, 6_000_000]
    assert np.isfinite(diffusion.fit(diffusion.CURVES["bass"], time, lines).at(14))


def test_a_forecast_uses_only_what_was_known() -> None:
    time = np.arange(1.0, 11.0)
    lines = diffusion.CURVES["logistic"].level(time, 100.0, 1.0, 5.0)
    table = diffusion.rolling_origin(diffusion.CURVES["logistic"], time, lines, 6)
    assert table["origin"].tolist() == [6.0, 7.0, 8.0, 9.0]
    assert table["ratio"].to_numpy() == pytest.approx(1, abs=1e-3)


def test_a_crossing_lies_between_the_counts_that_bracket_it() -> None:
    dates = list(pd.to_datetime(["2009-12-31", "2010-03-31"]))
    below, passed, above = diffusion.crossing(dates, [50.0, 200.0], 100.0)
    assert (below, above) == (dates[0], dates[1])
    assert passed == pd.Timestamp("2010-02-14")


def test_counts_that_never_reach_a_level_give_no_date() -> None:
    with pytest.raises(NoEvidence):
        diffusion.crossing(list(pd.to_datetime(["2009-12-31", "2010-03-31"])), [50.0, 60.0], 100.0)


def test_a_level_is_reached_by_straight_interpolation() -> None:
    assert diffusion.reached([2000, 2001, 2002], [0, 10, 30], 20) == 2001.5
    assert np.isnan(diffusion.reached([2000, 2001], [5, 6], 20))
    assert np.isnan(diffusion.reached([2000, 2001], [25, 30], 20))


def test_early_counts_depend_on_the_shape_of_growth() -> None:
    assert [diffusion.early_level(100, 10, 100, e) for e in (0, 1, 2)] == pytest.approx([100, 10, 1])


def test_too_few_counts_are_no_evidence() -> None:
    with pytest.raises(NoEvidence):
        diffusion.fit(diffusion.CURVES["logistic"], [1, 2, 3], [1, 2, 3])


def test_a_count_that_doubles_every_month_was_half_as_large_a_month_before() -> None:
    assert diffusion.level_before(100, 200, 30, 30) == pytest.approx(50)
    assert diffusion.level_before(100, 200, 30, 60) == pytest.approx(25)
