"""How evenly something is spread, against closed forms."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkbook.methods import diversity


@pytest.mark.parametrize("k", [1, 4, 11])
def test_equal_providers_count_fully(k: int) -> None:
    assert diversity.effective_number(pd.Series([5.0] * k)) == pytest.approx(k)


def test_it_is_the_inverse_herfindahl_index() -> None:
    amounts = pd.Series([20.0, 30.0, 50.0])
    assert diversity.effective_number(amounts) == pytest.approx(1 / (0.04 + 0.09 + 0.25))


def test_a_silent_provider_changes_nothing() -> None:
    with_silent = pd.Series([3.0, 1.0, 0.0])
    heard = with_silent[:2]
    assert diversity.effective_number(with_silent) == pytest.approx(diversity.effective_number(heard))


def test_unequal_providers_count_for_fewer_than_there_are() -> None:
    amounts = pd.Series([380.3, 28.0, 21.0, 20.0, 14.0, 14.0, 14.0, 3.5])
    assert 1 < diversity.effective_number(amounts) < len(amounts)


def test_nothing_provided_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        diversity.effective_number(pd.Series([0.0]))


def test_parts_of_a_fall_add_up_to_it() -> None:
    parts = diversity.decomposed(pd.Series({"a": 10.0, "b": 6.0}), pd.Series({"b": 2.0, "c": 1.0}))
    assert parts["change"].sum() == pytest.approx(3.0 - 16.0)
    assert parts.index[0] == "a"
    assert parts["share"].sum() == pytest.approx(100)
    assert parts.loc["c", "share"] == 0


@given(shares=st.lists(st.floats(0.01, 100), min_size=2, max_size=12), times=st.floats(0.1, 10))
def test_two_things_spread_alike_are_not_dissimilar_whatever_their_number(
    shares: list[float], times: float
) -> None:
    one = pd.Series(shares)
    assert diversity.dissimilarity(one, times * one) == pytest.approx(0, abs=1e-12)


@given(shares=st.lists(st.floats(0, 100), min_size=3, max_size=12))
def test_a_place_with_nothing_adds_its_people_to_dissimilarity_at_least(shares: list[float]) -> None:
    markets, people = pd.Series([0.0, 1.0, *shares]), pd.Series([5.0, 1.0, *shares])
    found = diversity.dissimilarity(markets, people)
    assert people[0] / people.sum() - 1e-12 <= found <= 1
    assert found == pytest.approx(diversity.dissimilarity(people, markets))
