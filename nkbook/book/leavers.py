"""Leavers as surveys print them: shares with their intervals, sizes of groups, periods of leaving."""

from collections.abc import Callable

import pandas as pd

from nkbook.claims.answers import Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import surveys

OTHER_QUESTION = "; the size of the cohort is that of another question of the survey"


def printed(rows: Evidence, series: str, year: int | None = None) -> pd.DataFrame:
    """Return the rows of a series, of one year where given; empty where none is admitted."""
    found = rows.perhaps(series)
    return found if year is None else found[found["year"] == year]


def group_size(sizes: pd.Series, which: str) -> int | None:
    """Return the smallest or the largest printed size of a group, which differs by question, if any."""
    if sizes.empty:
        return None
    return int(sizes.max() if which == "largest" else sizes.min())


def cohort(rows: Evidence, year: int, which: str = "smallest") -> int | None:
    """Return a printed size of the ministry's cohort of leavers dated `year`, if any.

    which: smallest or largest of questions that the whole programme asked, or smallest of any
    question, those asked in its last years included.
    """
    late = ("paektu_line_should_continue",) if which == "any_question" else ()
    table = rows.perhaps("mou2024_cohort_size", *late)
    sizes = table["value"].where(table["series"] == "mou2024_cohort_size", table["n"].astype(float))
    return group_size(sizes[table["year"] == year].dropna(), which)


def border(rows: Evidence, most: float) -> tuple[str, ...]:
    """Return the limit that more than `most` percent of the ministry's sample come from the border."""
    share = printed(rows, "mou2024_sample_border_province_share")["value"]
    return ("border",) if len(share) and share.iloc[-1] > most else ()


def of_cohort(
    row: pd.Series,
    n: int | None,
    confidence: float,
    design_effect: float,
    limits: tuple[str, ...],
    note: str = "",
    interval: Callable[[float, int, float, float], surveys.Interval] = surveys.exact_percent,
) -> Measurement:
    """Return a share of a group of `n` leavers; without an interval where its size is not admitted."""
    value = float(row["value"])
    if n is None:
        return Measurement(value, limits=limits, no_interval="size of the cohort not admitted")
    low, high = interval(value, n, confidence, design_effect)
    said = (f"left {left(row)}{note}",)
    return Measurement(value, low, high, n, limits, said, borrowed=note == OTHER_QUESTION)


def latest(
    rows: pd.DataFrame, confidence: float, design_effect: float, limits: tuple[str, ...]
) -> Measurement:
    """Return the share of the latest of several surveys; without an interval where it prints no size."""
    row = rows.iloc[-1]
    low, high, n = None, None, size(row)
    if n is not None:
        low, high = surveys.exact_percent(row["value"], n, confidence, design_effect)
    return Measurement(float(row["value"]), low, high, n, limits, (f"left {left(row)}",))


def together(
    rows: pd.DataFrame, surveyed: int, confidence: float, design_effect: float, limits: tuple[str, ...]
) -> Measurement:
    """Return the share of the last surveys with a printed size, `surveyed` of them, taken together."""
    rows = rows[rows["n"].notna()].tail(surveyed)
    if rows.empty:
        raise NoEvidence("no survey prints its size")
    sizes = rows["n"].astype(float)
    found = surveys.pooled(rows["value"].tolist(), (sizes / design_effect).tolist(), confidence)
    note = f"surveys taken together: {len(rows)}, the last of people who left {left(rows.iloc[-1])}"
    return Measurement(found.estimate, found.lower, found.upper, int(sizes.sum()), limits, (note,))


def size(row: pd.Series) -> int | None:
    """Return how many people a row says it asked, if it does."""
    return None if pd.isna(row["n"]) else int(row["n"])


def left(row: pd.Series) -> str:
    """Return in words when the people of a row left."""
    start, end = str(row["period_start"]), str(row["period_end"])
    return f"{start} to {end}" if start and start != end else f"up to {end}" if end else str(row["year"])
