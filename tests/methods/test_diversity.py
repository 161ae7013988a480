"""How evenly something is spread, against closed forms."""

import pandas as pd
import pytest

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
