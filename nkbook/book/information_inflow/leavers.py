"""What several claims on information inflow read from surveys of people who left."""

from collections.abc import Mapping
from typing import Any, NoReturn

import pandas as pd

from nkbook import data
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence

REACH = "watched_foreign_video_by_escape_period"
CLUSTERS = 2.0  # people who answer alike, where no source says how they were drawn
LIFETIME = "the question names no period, and answers about a life hardly fall when nothing new arrives"
SAMPLING_ONLY = "leavers, not residents; the interval is sampling error only"


def periods(rows: Evidence) -> pd.DataFrame:
    """Return the leaving periods of the ministry survey in order; at least two."""
    table = rows.rows(REACH).dropna(subset=["value", "n"]).sort_values("year").reset_index(drop=True)
    if len(table) < 2:
        raise NoEvidence("fewer than two leaving periods are admitted")
    return table


def sizes(table: pd.DataFrame) -> pd.Series:
    """Return the people asked by row; a size that is not printed is taken to be the smallest that is."""
    return table["n"].astype(float).fillna(float(table["n"].min()))


def beside(rows: Evidence, *series: str) -> pd.DataFrame:
    """Return rows that qualify an answer without entering its number; empty where none is admitted."""
    found = data.load(series, grades=rows.grades, country="PRK", start=rows.start_year, end=rows.end_year)
    return found[~found["source"].isin(rows.exclude)].dropna(subset="value")


def holding(tests: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the limits whose test holds."""
    return tuple(limit for limit, holds in tests.items() if holds)


def unasked(rows: Evidence) -> NoReturn:
    """Raise `NoEvidence` for a reading whose question nobody has ever put."""
    rows.rows()
    raise NoEvidence("nobody has said yet how these answers would be read")
