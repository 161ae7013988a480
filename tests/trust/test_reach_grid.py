"""The beliefs at which the map of reach is drawn."""

from itertools import pairwise

import pytest

from nkbook.book.trust.model_figures import BELIEFS, RANGE, _beliefs


@pytest.mark.parametrize("shown", [0.333, 0.343, 0.012, 0.59])
def test_the_belief_that_is_shown_lies_on_the_curve_and_makes_no_step(shown: float) -> None:
    beliefs = _beliefs(shown)
    assert shown in beliefs
    assert (beliefs[0], beliefs[-1], len(beliefs)) == (*RANGE, BELIEFS)
    assert beliefs == sorted(beliefs)


def test_no_two_beliefs_inside_the_range_are_close() -> None:
    beliefs = _beliefs(0.333)
    assert min(high / low for low, high in pairwise(beliefs)) > 1.1
