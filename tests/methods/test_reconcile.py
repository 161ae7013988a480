"""Bounds under another composition, against what can be worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkbook.methods import reconcile


def test_a_group_can_move_a_share_by_what_it_and_the_others_may_have_answered() -> None:
    # Of 80 in a hundred between 30 and 50 said yes: all or none of the other 20.
    assert reconcile.reweighted(50, 0.8, (0.9, 0.9)) == pytest.approx((43.75, 56.25))
    assert reconcile.reweighted(50, 0.8, (0.8, 0.8)) == pytest.approx((50, 50))
    assert reconcile.reweighted(0, 0.8, (0.1, 0.9)) == pytest.approx((0, 0))
    assert reconcile.reweighted(100, 1.0, (0.5, 0.5)) == pytest.approx((100, 100))


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0.01, 0.99), st.floats(0, 1), st.floats(0, 1))
def test_no_answers_of_the_groups_lead_outside_the_bounds(
    group: float, others: float, part: float, one: float, two: float
) -> None:
    p = part * group + (1 - part) * others
    low, high = reconcile.reweighted(p, part, (min(one, two), max(one, two)))
    for to in np.linspace(min(one, two), max(one, two), 5):
        assert low - 1e-6 <= to * group + (1 - to) * others <= high + 1e-6


def test_cells_give_the_share_and_bounds_where_a_part_is_unknown() -> None:
    cells = {"border": 30.0, "inland": 40.0, "capital": 70.0}
    assert reconcile.from_cells(cells, {"border": 0.8, "inland": 0.15, "capital": 0.05}) == (33.5, 33.5)
    assert reconcile.from_cells(cells, {"border": 0.9}, ("inland", "capital")) == pytest.approx((31, 34))
