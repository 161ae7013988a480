"""What several figures of the chapter on trust share: rows, facts about them, intervals, labels."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle
from typing import Any

import pandas as pd

from nkbook import data
from nkbook.book.trust.t4_saying import documented_shares
from nkbook.chapter import Chapter
from nkbook.claims import Finding
from nkbook.claims.answers import Measurement
from nkbook.errors import NoEvidence
from nkbook.figures import COMPARATOR, DASHES, NORTH_KOREA
from nkbook.marks import Chart, whisker
from nkbook.parameters import Trust

# A line with a dot for each survey, of the widths that plotly gives them.
WITH_DOTS: dict[str, Any] = {"mode": "lines+markers", "width": None}

COLUMNS = ["series", "country", "date", "value", "lower", "upper", "n", "source"]


def needed(
    c: Chapter[Trust], *series: str, country: str | Iterable[str] | None = "PRK", inferred: bool = False
) -> pd.DataFrame:
    """Return rows without which there is no figure."""
    rows = c.rows(*series, country=country, inferred=inferred, need=False)
    if rows.empty:
        raise NoEvidence("no evidence of this grade and of these years")
    return rows


def answers(c: Chapter[Trust], *series: str) -> pd.DataFrame:
    """Return answers of North Koreans that have a value; there may be none."""
    return c.rows(*series, need=False).dropna(subset="value")


def chart_of(
    c: Chapter[Trust], facts: Mapping[str, Any], parts: Sequence[pd.DataFrame], **layout: Any
) -> Chart:
    """Return a chart of parts of the evidence: their sources, and their rows as its table."""
    chart = c.chart(facts, {source for part in parts for source in part["source"]}, **layout)
    frames = [part[COLUMNS] for part in parts if len(part)]
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS)
    if set(table["country"]) == {"PRK"}:
        table = table.drop(columns="country")
    chart.data = table.dropna(axis=1, how="all")
    return chart


def last(rows: pd.DataFrame, **at: str) -> pd.Series | None:
    """Return the last row with a value of a series, or of a country; None where there is none."""
    (column, key), *_ = at.items()
    found = rows[rows[column] == key].dropna(subset="value")
    return found.iloc[-1] if len(found) else None


def documented(c: Chapter[Trust]) -> pd.DataFrame:
    """Return the documented shares of informers, as the choices of T4 count them."""
    view, names = c.of("T4"), ("definition", "moment", "officers", "inferred_dates")
    return documented_shares(view.evidence(), **{name: view.chosen[name] for name in names})


def title_of(index: str) -> str:
    """Return what V-Dem calls an index."""
    return str(data.read("trust-vdem-codebook").set_index("series")["name"][index])


def dated(rows: pd.DataFrame) -> list[tuple[float, int]]:
    """Return value and year of each row, for the words."""
    return list(zip(rows["value"], rows["year"], strict=True))


def ends(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the first and the last row, or the one there is."""
    return rows.iloc[[0, -1]] if len(rows) > 1 else rows


def years(rows: pd.DataFrame) -> tuple[int, int]:
    """Return the first and the last year of rows."""
    return int(rows["year"].min()), int(rows["year"].max())


def sizes(rows: pd.DataFrame) -> tuple[int, ...]:
    """Return the least and the largest printed number of respondents; nothing where none is printed."""
    printed = rows["n"].dropna()
    return () if printed.empty else (int(printed.min()), int(printed.max()))


def error_of(found: Sequence[Measurement | Finding], **look: Any) -> dict[str, Any]:
    """Return intervals as error bars, of no length where one is missing."""
    table = pd.DataFrame([(e.estimate, e.lower, e.upper) for e in found], dtype=float)
    low, high = table[1].fillna(table[0]), table[2].fillna(table[0])
    return whisker(table[0], low, high, width=None, **look)


def above(chart: Chart, rows: pd.DataFrame, text: str, colour: str, lift: int = 13) -> None:
    """Name a line above its last point, which leaves its width to the plot."""
    at = rows.iloc[-1]
    chart.label(at["year"], at["value"], text, colour, xanchor="right", xshift=4, yshift=lift)


def broken(text: str, width: int) -> str:
    """Return a label in short lines, so that a figure keeps its room on a narrow screen."""
    return "<br>".join(textwrap.wrap(text, width))


def years_axis(years: Iterable[float], room: float) -> dict[str, Any]:
    """Return an axis of years with room for labels at its right, whose ticks end with the data."""
    first, last = min(years), max(years)
    step = 10 if last - first > 30 else 5
    ticks = [year for year in range(1900, 2100, step) if first <= year <= last]
    return {"range": [first, last + room * (last - first + 4)], "tickvals": ticks}


def side_by_side(
    chart: Chart, own: pd.Series, others: Mapping[str, pd.Series], own_lift: int, **place: Any
) -> None:
    """Draw North Korea's line, thick, and those of others, thin, each with its name at its end."""
    for dash, (name, values) in zip(cycle(DASHES), others.items(), strict=False):
        chart.line(values.index, values, name, colour=COMPARATOR, width=1.5, dash=dash)
        chart.label(values.index[-1], values.iloc[-1], name, COMPARATOR, **place)
    name = chart.facts["own"]
    chart.line(own.index, own, name, width=3)
    chart.label(own.index[-1], own.iloc[-1], name, NORTH_KOREA, yshift=own_lift)
