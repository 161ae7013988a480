"""C3: in 2023 there were about 7 million mobile phones.

Quantity: mobile lines in use in 2023 (or the people who use them). Nobody has counted them. Four origins
state a number, and each may know the others, so that their spread is no interval; only the
international series has an error, by how far others were from it for years that it prints.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from nkbook.book.communication.shared import (
    NEWEST,
    YEAR,
    between,
    international,
    latest,
    of_origin,
    off_by,
    prints,
    refuse_old,
)
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import vintages

ROUND = (2022, 2024)  # years whose estimates stand for 2023
FEWEST = 3  # origins that have a spread

c3 = Answers("C3")


@c3.reading("itu")
def itu(
    rows: Evidence,
    confidence: float,
    counted: str = "lines",
    error: str = "others",
    keep_jump: bool = True,
    vintage: str = NEWEST,
    carry: int = 2,
) -> Measurement:
    """Answer from the international series, carried forward. Range: how far off it was in earlier years.

    error: as others found it, or by its own revisions. keep_jump: with its years from 2020 on. vintage:
    the series as it stood on that day. carry: steps whose mean growth carries it forward where it
    stops; 0 leaves the last value. counted: lines or users.
    """
    scale, limits = people(rows, counted)
    found = carried(rows, vintage, keep_jump, carry, error)
    return scaled(found, scale, (*limits, *no_count(rows, vintage)))


@c3.reading("together")
def together(
    rows: Evidence,
    confidence: float,
    counted: str = "lines",
    keep_jump: bool = True,
    vintage: str = NEWEST,
    carry: int = 2,
) -> Measurement:
    """Answer from the median of all statements, one per origin. Range: from the lowest to the highest.

    The range is no interval. counted, keep_jump, vintage, carry: as in `itu`.
    """
    scale, limits = people(rows, counted)
    found = statements(rows, vintage, keep_jump, carry)
    if len(found) < FEWEST:
        raise NoEvidence("fewer than three origins state a number")
    low, high = found["lower"].min(), found["upper"].max()
    warning = "origins may know one another; how far they agree is no error of theirs"
    lines = Measurement(found["estimate"].median(), low, high, len(found), warnings=(warning,), unsized=True)
    return scaled(lines, scale, (*limits, *no_count(rows, vintage)))


@c3.reading("north38")
def north38(rows: Evidence, confidence: float, counted: str = "lines") -> Measurement:
    """Answer from the range that researchers printed without a method. counted: lines or users."""
    return _alone(rows, researchers, counted)


@c3.reading("gsma")
def gsma(rows: Evidence, confidence: float, counted: str = "lines") -> Measurement:
    """Answer from a modelled number, which states no error. counted: lines or users."""
    return _alone(rows, model, counted)


@c3.reading("minister")
def minister(rows: Evidence, confidence: float, counted: str = "lines") -> Measurement:
    """Answer from a minister's "or more", a lower bound. counted: lines or users."""
    return _alone(rows, official, counted)


def _alone(rows: Evidence, ask: Callable[[Evidence], Measurement], counted: str) -> Measurement:
    scale, limits = people(rows, counted)
    return scaled(ask(rows), scale, (*limits, "no_count"))


def people(rows: Evidence, counted: str) -> tuple[float, tuple[str, ...]]:
    """Return by what lines are to be multiplied, with the limit that lines are not people."""
    share = users_per_line(rows.aside())
    if counted == "users" and share is None:
        raise NoEvidence("no admitted row tells users from lines")
    fewer = share is not None and share < c3.threshold("users_per_line")
    scale = share if counted == "users" and share is not None else 1.0
    return scale, ("lines_not_people",) if fewer else ()


def users_per_line(rows: Evidence) -> float | None:
    """Return users per line from the one source that prints both for the same year."""
    both = of_origin(rows, "kdb").perhaps("mobile_users_estimate", "mobile_lines_estimate")
    last = both.groupby("series")["value"].last()
    if len(last) < 2:
        return None
    return float(last["mobile_users_estimate"] / last["mobile_lines_estimate"])


def no_count(rows: Evidence, vintage: str) -> tuple[str, ...]:
    """Return the limit that the international series gives no figure for the year, where it gives none."""
    try:
        printed = bool((prints(rows.aside(), c3, vintage)["year"] == YEAR).any())
    except NoEvidence:
        printed = False
    return () if printed else ("no_count",)


def scaled(found: Measurement, scale: float, limits: tuple[str, ...]) -> Measurement:
    """Return a measurement of lines as one of what is counted, under limits."""
    low, high = (None if end is None else end * scale for end in (found.lower, found.upper))
    return replace(found, estimate=found.estimate * scale, lower=low, upper=high, limits=limits)


def statements(rows: Evidence, vintage: str, keep_jump: bool, carry: int = 2) -> pd.DataFrame:
    """Return what each origin states on 2023: estimate, lower and upper, indexed by origin.

    A number without a range is its own ends; the error of the international series is none of its
    statements.
    """
    asked = {
        "itu": partial(carried, rows, vintage, keep_jump, carry, ""),
        "38north": partial(researchers, rows),
        "gsma_intelligence": partial(model, rows),
        "mou_minister": partial(official, rows),
    }
    found = {}
    for origin, ask in asked.items():
        with suppress(NoEvidence):
            said = ask()
            found[origin] = (said.estimate, said.lower or said.estimate, said.upper or said.estimate)
    columns = ["estimate", "lower", "upper"]
    return pd.DataFrame.from_dict(found, orient="index", columns=columns).astype(float)


def carried(rows: Evidence, vintage: str, keep_jump: bool, carry: int, error: str) -> Measurement:
    """Return the lines by the international series, carried forward, with the range of its error, if any."""
    table = international(rows, c3, vintage, keep_jump)
    last = table.iloc[-1].dropna()
    refuse_old(c3, int(last.index[-1]))
    value = vintages.carried_forward(last, YEAR, carry)
    if not error:
        return Measurement(value)
    try:
        least, most = vintages.spread(table)[:2] if error == "revisions" else off_by(rows, c3, last)
    except NoEvidence as reason:
        return Measurement(value, no_interval=str(reason))
    return Measurement(value, value * min(1.0, least), value * max(1.0, most))


def researchers(rows: Evidence) -> Measurement:
    """Return the lines by the researchers of 38 North: the middle and the ends of their range."""
    found = of_origin(between(rows, *ROUND), "38north").rows("mobile_lines_estimate")
    low, high = float(found["lower"].min()), float(found["upper"].max())
    warning = "the researchers print a range and no method"
    return Measurement((low + high) / 2, low, high, warnings=(warning,), unsized=True)


def model(rows: Evidence) -> Measurement:
    """Return the lines by the model of the industry association: the mean of what it prints as total."""
    inside = of_origin(between(rows, *ROUND), "gsma_intelligence")
    totals = []
    with suppress(NoEvidence):
        totals.append(float(inside.rows("mobile_lines_estimate")["value"].mean()))
    with suppress(NoEvidence):
        operators = ("mobile_lines_byol_gsma", "mobile_lines_koryolink_gsma")
        totals.append(sum(latest(inside, name) for name in operators))
    if not totals:
        raise NoEvidence("no evidence of this grade")
    return Measurement(float(np.mean(totals)), no_interval="a model whose method and error are not published")


def official(rows: Evidence) -> Measurement:
    """Return the lines by a minister in Seoul, who says "or more" and names no basis."""
    found = of_origin(between(rows, *ROUND), "mou_minister").rows("mobile_lines_estimate")
    least = float(found["value"].mean())
    return Measurement(least, least, no_interval="a lower bound", bounds=True)
