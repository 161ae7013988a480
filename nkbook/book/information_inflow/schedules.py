"""Hours of broadcasting in Korean towards the North, by station, editor or owner, from the schedules."""

import pandas as pd

from nkbook import data
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import broadcasts


def stations() -> pd.DataFrame:
    """Return the table of stations: station, title, owner, editor, religious."""
    return data.read("information-inflow-radio-stations")


def counted_elsewhere(rows: Evidence) -> float:
    """Return the last count of 38 North in percent of its largest earlier one."""
    counts = rows.rows("n38_hours_day_total").dropna(subset="value").sort_values("date")["value"]
    if len(counts) < 2:
        raise NoEvidence("a single count is admitted")
    return float(100 * counts.iloc[-1] / counts.iloc[:-1].max())


def before_cuts(seasons: pd.Index, cuts: float) -> str:
    """Return the last season before the year of the cuts; raise `NoEvidence` where none is followed."""
    early = [str(date) for date in seasons if str(date) < str(int(cuts))]
    if not early or len(early) == len(seasons):
        raise NoEvidence("no season before the cuts and one after them are admitted together")
    return early[-1]


def totals(rows: Evidence, hours: str, religious: bool, kbs: bool = True) -> pd.Series:
    """Return hours a day by season over all stations that count; at least two seasons."""
    return total(by_provider(rows, hours, religious=religious, kbs=kbs, grouping="station"))


def total(table: pd.DataFrame) -> pd.Series:
    """Return hours a day by season; raise `NoEvidence` where a single season leaves no comparison."""
    if len(table) < 2:
        raise NoEvidence("fewer than two broadcasting seasons are admitted")
    return table.sum(axis=1)


def by_provider(
    rows: Evidence, hours: str, *, religious: bool, kbs: bool = True, grouping: str = "editor"
) -> pd.DataFrame:
    """Return hours a day by season and provider (`grouping`: station, title, editor or owner)."""
    return _counts(rows, (hours,), religious, kbs, grouping)[hours]


def both_counts(
    rows: Evidence, *, religious: bool, kbs: bool = True, grouping: str = "station"
) -> dict[str, pd.DataFrame]:
    """Return the tables of `by_provider` for both ways of counting hours."""
    return _counts(rows, ("frequency", "air"), religious, kbs, grouping)


def _counts(
    rows: Evidence, kinds: tuple[str, ...], religious: bool, kbs: bool, grouping: str
) -> dict[str, pd.DataFrame]:
    table = stations()
    counted = broadcasts.chosen(table, religious=religious, kbs=kbs)
    listed = rows.rows(*(broadcasts.prefix_of(kind) + name for kind in kinds for name in counted))
    found = {}
    for kind in kinds:
        wide = broadcasts.daily(listed, kind)
        if wide.empty or not (wide.sum(axis=1) > 0).all():
            raise NoEvidence("a season is admitted without any hour on the air")
        found[kind] = wide if grouping == "station" else broadcasts.grouped(wide, table, grouping)
    return found
