"""Scores that hardly move: what a scale can show."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkbook.errors import NoEvidence
from nkbook.methods import scales


def test_the_detectable_change_is_the_quantile_times_the_spread_of_the_differences() -> None:
    first, again = [0.0, 0.0, 0.0, 0.0], [1.0, -1.0, 1.0, -1.0]
    spread = np.std(again, ddof=1)
    assert scales.detectable_change(first, again, 0.95) == pytest.approx(1.959964 * spread, rel=1e-6)


def test_chance_differences_exceed_the_detectable_change_as_often_as_promised() -> None:
    random = np.random.default_rng(1)
    beyond = []
    for _ in range(400):
        first, again, new = random.normal(0, 1, (3, 200))
        limit = scales.detectable_change(list(first), list(again), 0.95)
        beyond.append(np.mean(np.abs(new - first) > limit))
    assert np.mean(beyond) == pytest.approx(0.05, abs=0.01)


def test_a_gain_compares_the_latest_years_with_the_base_years() -> None:
    values = pd.Series(range(11), index=range(1990, 2001), dtype=float)
    found = scales.gain(values, 1994)
    assert (found.base, found.latest, found.estimate) == (2, 8, 6)
    assert (found.lowest, found.highest) == (3, 8)


@pytest.mark.parametrize("base_year", [1980, 2010])
def test_a_gain_without_base_or_later_years_is_refused(base_year: int) -> None:
    with pytest.raises(NoEvidence):
        scales.gain(pd.Series([1.0, 2.0], index=[1999, 2000]), base_year)


@given(shift=st.floats(-5, 5), base_year=st.integers(1994, 2004))
def test_a_gain_does_not_depend_on_where_the_scale_begins(shift: float, base_year: int) -> None:
    values = pd.Series(np.sin(np.arange(20)), index=range(1990, 2010))
    plain, moved = scales.gain(values, base_year), scales.gain(values + shift, base_year)
    assert moved.estimate == pytest.approx(plain.estimate, abs=1e-9)


def test_a_grade_hides_the_scores_that_were_published_with_it() -> None:
    grades, scores = pd.Series([7, 7, 6, 7]), pd.Series([0, 7, 9, 3])
    assert scales.band_of_grade(grades, scores, 7) == (0, 7)
    with pytest.raises(NoEvidence):
        scales.band_of_grade(grades, scores, 1)


def test_series_that_never_change_are_counted_among_those_with_values() -> None:
    series = {
        "still": pd.Series([1.0, 1.0]),
        "moving": pd.Series([1.0, 2.0]),
        "empty": pd.Series([], dtype=float),
    }
    assert scales.never_changing(series) == 0.5


def test_the_largest_rise_is_found_with_the_year_before_it() -> None:
    values = pd.Series([0.0, 0.0, 0.1, 0.9, 0.9, 0.2], index=range(2000, 2006))
    assert scales.largest_rise(values, 2) == (2001, pytest.approx(0.9))


def test_the_latest_window_alone_forgets_a_gain_that_was_lost_again() -> None:
    values = pd.Series([0.0, 0.0, 0.9, 0.1, 0.2], index=range(2000, 2005))
    since, latest = (scales.gain(values, 2001, window=2, span=span) for span in ("since_base", "latest"))
    assert (since.lowest, since.highest) == (0.1, 0.9)
    assert (latest.lowest, latest.highest) == (0.1, 0.2)
    assert since.estimate == latest.estimate == pytest.approx(0.15)
