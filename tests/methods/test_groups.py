"""Informers in groups of people."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkbook.methods import groups


@given(size=st.integers(1, 200), chance=st.floats(0.01, 0.99))
def test_the_share_needed_undoes_the_chance_of_none(size: int, chance: float) -> None:
    share = groups.share_needed(size, chance)
    assert groups.chance_of_none(share, size) == pytest.approx(1 - chance)


@given(share=st.floats(0.001, 0.9), chance=st.floats(0.01, 0.99))
def test_the_group_size_undoes_the_chance_of_none(share: float, chance: float) -> None:
    assert groups.chance_of_none(share, groups.size_for(share, chance)) == pytest.approx(1 - chance)


@pytest.mark.parametrize(("chance", "share"), [(0.5, 0.2063), (0.95, 0.6316)])
def test_the_saying_needs_these_shares_in_a_group_of_three(chance: float, share: float) -> None:
    assert groups.share_needed(3, chance) == pytest.approx(share, abs=5e-5)


def test_drawn_groups_are_clean_as_often_as_computed() -> None:
    drawn = np.random.default_rng(3).random((200_000, 3)) < 1 / 3
    assert (~drawn.any(axis=1)).mean() == pytest.approx(groups.chance_of_none(1 / 3, 3), abs=0.004)
