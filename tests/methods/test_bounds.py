"""Bounds: closed forms, and never narrower than the truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkbook.methods import bounds


def test_lines_that_crowd_reach_fewer_homes_than_chance() -> None:
    assert bounds.spread_over(1.0) == pytest.approx(1 - np.exp(-1))
    assert bounds.spread_over(1.0, crowded=True) == 0.5
    assert bounds.spread_over(0.0) == bounds.spread_over(0.0, crowded=True) == 0


def test_lines_bound_the_share_of_owning_households() -> None:
    assert bounds.share_with_one(1.0, 2.5) == pytest.approx((0.4, 1.0))
    assert bounds.share_with_one(3.0, 2.0) == (1.0, 1.0)
    assert bounds.concentration_at(1.1, 0.5) == pytest.approx(2.2)


@given(st.lists(st.integers(0, 4), min_size=5, max_size=60))
def test_the_true_share_lies_within_the_bounds(lines: list[int]) -> None:
    owning = [n for n in lines if n]
    if owning:
        low, high = bounds.share_with_one(float(np.mean(lines)), float(np.mean(owning)))
        assert low - 1e-9 <= len(owning) / len(lines) <= high + 1e-9


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=80))
def test_frechet_bounds_hold_for_every_population(people: list[tuple[bool, bool]]) -> None:
    either = float(np.mean([a or b for a, b in people]))
    other = float(np.mean([b for _, b in people]))
    low, high = bounds.one_of_two(either, other)
    assert low - 1e-9 <= float(np.mean([a for a, _ in people])) <= high + 1e-9


def test_a_design_effect_of_four_doubles_the_error() -> None:
    plain = bounds.survey_error(0.5, 400, 0.95)
    assert plain == pytest.approx(1.959964 * 0.025)
    assert bounds.survey_error(0.5, 400, 0.95, 4) == pytest.approx(2 * plain)


def test_a_weighted_mean_moves_from_one_group_to_the_other() -> None:
    assert bounds.weighted(10, 20, 0.25) == 12.5


def test_things_that_come_together_by_chance_have_closed_forms() -> None:
    assert bounds.any_of_independent([50.0, 50.0]) == pytest.approx(75)
    assert bounds.any_of_independent([30.0]) == pytest.approx(30)
    # A half and a fifth by chance make three fifths.
    assert bounds.one_of_two_independent(0.6, 0.2) == pytest.approx(0.5)
    assert bounds.one_of_two_independent(0.2, 0.2) == 0
    assert bounds.one_of_two_independent(1.0, 1.0) == 0


@given(st.lists(st.floats(0, 100), min_size=1, max_size=5))
def test_chance_lies_between_the_bounds(shares: list[float]) -> None:
    low, high = bounds.any_of(shares)
    assert low - 1e-9 <= bounds.any_of_independent(shares) <= high + 1e-9
