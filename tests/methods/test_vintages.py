"""Prints of a series: what changed, what was withdrawn, what can be carried forward."""

import pandas as pd
import pytest

from nkbook.errors import NoEvidence
from nkbook.methods import vintages

ROWS = pd.DataFrame(
    [
        ("2020-01-01", 2017, 10.0),
        ("2020-01-01", 2018, 12.0),
        ("2021-01-01", 2017, 10.0),
        ("2021-01-01", 2018, 15.0),
        ("2021-01-01", 2019, 16.0),
        ("2022-01-01", 2017, 10.0),
        ("2022-01-01", 2018, 15.0),
        ("2022-01-01", 2020, 20.0),
    ],
    columns=["vintage", "year", "value"],
)


def test_a_triangle_has_prints_as_rows_and_years_as_columns() -> None:
    table = vintages.triangle(ROWS)
    assert list(table.index) == ["2020-01-01", "2021-01-01", "2022-01-01"]
    assert table.loc["2021-01-01", 2018] == 15


def test_the_history_tells_revisions_and_withdrawals() -> None:
    past = vintages.history(vintages.triangle(ROWS))
    assert past.loc[2018, "ratio"] == 1.25
    assert past.index[past["withdrawn"]].tolist() == [2019]
    assert past.loc[2020, "lag"] == 2


def test_the_spread_of_past_revisions_is_their_range() -> None:
    assert vintages.spread(vintages.triangle(ROWS)) == (1.0, 1.25, 4)
    with pytest.raises(NoEvidence):
        vintages.spread(vintages.triangle(ROWS[ROWS["year"] == 2017]))


def test_a_missing_year_is_carried_forward_by_the_last_growth() -> None:
    growing = pd.Series({2018: 100.0, 2019: 110.0, 2020: 121.0})
    assert vintages.carried_forward(growing, 2022) == pytest.approx(146.41)
    assert vintages.carried_forward(pd.Series({2020: 7.0}), 2022) == 7
    with pytest.raises(NoEvidence):
        vintages.carried_forward(pd.Series({2024: 7.0}), 2022)
