"""Dates of levels and early counts: closed forms."""

import numpy as np
import pandas as pd
import pytest

from nkbook.errors import NoEvidence
from nkbook.methods import diffusion


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


def test_a_count_that_doubles_every_month_was_half_as_large_a_month_before() -> None:
    assert diffusion.level_before(100, 200, 30, 30) == pytest.approx(50)
    assert diffusion.level_before(100, 200, 30, 60) == pytest.approx(25)
