"""What the figures of the chapter on communication share."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from nkbook import data
from nkbook.claims import claim
from nkbook.claims import communication as measured
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.figures import (
    NORTH_KOREA,
    SECOND,
    THIRD,
)
from nkbook.parameters import Communication

MISSING = "(no admitted figure)"
CLAIMED_LINES = 7_000_000
COLOURS = (SECOND, NORTH_KOREA, THIRD)


def choices(p: Communication) -> dict[str, Any]:
    """Return the parameters as choices of the claims."""
    return {
        "grades": p.grades,
        **p.claim_years,
        "confidence": p.confidence,
        "vintage": p.itu_vintage,
        "count": p.count_2008,
        "counted": p.counted,
        "most_lines": p.most_lines,
        "keep_jump": p.keep_jump,
    }


def load_rows(
    p: Communication, *series: str, need: bool = True, corrected: bool = True, country: Any = "PRK"
) -> pd.DataFrame:
    rows = data.load(
        series, grades=p.grades, start=p.start_year, end=p.end_year, country=country, corrected=corrected
    )
    if need and rows.empty:
        raise NoEvidence("no evidence of this grade")
    return rows


def access(p: Communication, series: str, year: int | None = None) -> float | None:
    """Return the latest admitted value of a series (of one year); None where there is none."""
    rows = load_rows(p, series, need=False).dropna(subset="value")
    rows = rows if year is None else rows[rows["year"] == year]
    return None if rows.empty else float(rows.sort_values("date")["value"].iloc[-1])


def access_all(p: Communication) -> Evidence:
    """Return access to all rows that the parameters admit, whatever reading names them."""
    return Evidence(next(iter(claim("C3").readings.values())), p.grades, p.start_year, p.end_year)


def international(p: Communication) -> pd.Series | None:
    """Return the international series by year, as the chosen print has it; None where not admitted."""
    try:
        table = measured.international(access_all(p), measured.Print(p.itu_vintage, p.keep_jump))
    except NoEvidence:
        return None
    return table.iloc[-1].dropna()


def printed_rows(printed: pd.Series | None) -> pd.DataFrame:
    """Return the international series as rows like those loaded, for footers and tables."""
    columns = ["series", "date", "value", "lower", "upper", "source", "grade"]
    if printed is None:
        return pd.DataFrame(columns=columns)
    rows = pd.DataFrame({"date": printed.index.astype(str), "value": printed.to_numpy(dtype=float)})
    fixed = {"series": "mobile_subscriptions_itu_vintage", "source": "gapminder_sg_wdi", "grade": "A"}
    return rows.assign(**fixed, lower=np.nan, upper=np.nan)[columns]


def event_date(date: str, word: str) -> pd.Timestamp:
    rows = data.events()
    found = rows[(rows["date"] == date) & rows["event"].str.contains(word)]
    return pd.Timestamp(found["date"].iloc[0])


def month_ends(rows: pd.DataFrame) -> list[pd.Timestamp]:
    return [measured.month_end(date) for date in rows["date"]]


def day(date: pd.Timestamp) -> str:
    return f"{date.day} {date:%B %Y}"


def span_of(*frames: pd.DataFrame) -> str:
    years = pd.concat(list(frames))["year"]
    return f"{years.min()} to {years.max()}"


def footer(rows: pd.DataFrame, weakness: str) -> str:
    return f"Sources: {', '.join(sorted(set(rows['source'])))}; {weakness}."


def as_table(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    keep = ["series", "date", "value", "lower", "upper", "source", "grade"]
    return pd.concat([f[keep] for f in frames if not f.empty], ignore_index=True)


def part_of(part: int, whole: int) -> str:
    return f"{part} of {whole}"


def percent(value: float | None) -> str:
    return MISSING if value is None else f"{value:.1f}%"
