"""Broadcasting hours by station and season, and by who owns or edits the station."""

import pandas as pd

DAYS = 7


def daily(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return hours a day by date (rows) and station (columns).

    rows: observations of `freq_hours_week_<station>` or `air_hours_week_<station>`. kind:
    "frequency" adds up all frequencies of a station, "air" counts an hour once. A station without
    a row for a date was not listed then: nought.
    """
    prefix = prefix_of(kind)
    some = rows[rows["series"].str.startswith(prefix)].set_index(["date", "series"])["value"]
    table = some.unstack("series").fillna(0.0)
    return table.rename(columns=lambda name: name.removeprefix(prefix)) / DAYS


def prefix_of(kind: str) -> str:
    """Return how the names of the series of one way of counting begin."""
    return {"frequency": "freq_hours_week_", "air": "air_hours_week_"}[kind]


def chosen(stations: pd.DataFrame, *, religious: bool, kbs: bool) -> list[str]:
    """Return the stations that count.

    stations: table of stations with station, owner, editor and religious ("true" or "false").
    religious, kbs: whether to count these too.
    """
    keep = (stations["religious"] == "false") | religious
    keep &= (stations["editor"] != "kbs") | kbs
    return stations.loc[keep, "station"].tolist()


def grouped(table: pd.DataFrame, stations: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return hours a day by date and owner, editor or title of the station."""
    names = stations.set_index("station")[by]
    return table.T.groupby(names.reindex(table.columns).to_numpy()).sum().T
