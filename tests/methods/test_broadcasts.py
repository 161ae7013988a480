"""Hours by station and season, and by who edits the station."""

import pandas as pd
import pytest

from nkbook.methods import broadcasts

STATIONS = pd.DataFrame(
    {
        "station": ["a", "b", "k", "r"],
        "editor": ["x", "x", "kbs", "r"],
        "owner": ["o", "o", "kr_public", "religious"],
        "religious": ["false", "false", "false", "true"],
    }
)
ROWS = pd.DataFrame(
    [
        ("freq_hours_week_a", "2024", 70.0),
        ("freq_hours_week_b", "2024", 7.0),
        ("freq_hours_week_a", "2025", 14.0),
        ("air_hours_week_a", "2024", 35.0),
    ],
    columns=["series", "date", "value"],
)


def test_a_station_that_is_not_listed_counts_as_silent() -> None:
    table = broadcasts.daily(ROWS, "frequency")
    assert table.loc["2024"].to_dict() == {"a": 10.0, "b": 1.0}
    assert table.loc["2025"].to_dict() == {"a": 2.0, "b": 0.0}


def test_hours_on_the_air_are_kept_apart_from_frequency_hours() -> None:
    assert broadcasts.daily(ROWS, "air").loc["2024", "a"] == pytest.approx(5.0)


def test_stations_of_one_editor_are_one_voice() -> None:
    table = broadcasts.grouped(broadcasts.daily(ROWS, "frequency"), STATIONS, "editor")
    assert table.loc["2024"].to_dict() == {"x": 11.0}


def test_religious_stations_and_kbs_count_only_when_asked_for() -> None:
    assert broadcasts.chosen(STATIONS, religious=False, kbs=True) == ["a", "b", "k"]
    assert broadcasts.chosen(STATIONS, religious=True, kbs=False) == ["a", "b", "r"]
