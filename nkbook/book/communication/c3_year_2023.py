"""C3: in 2023 there were about 7 million mobile phones.

Quantity: mobile lines in use in 2023 (or the people who use them). Nobody has counted them: four
origins state an estimate, none of which owes anything to the others that is on record.
"""

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
    prints,
    refuse_old,
)
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import origins, vintages

ROUND = (2022, 2024)  # years whose estimates stand for 2023

c3 = Answers("C3")


@c3.reading("together")
def together(
    rows: Evidence,
    confidence: float,
    counted: str = "lines",
    keep_jump: bool = True,
    vintage: str = NEWEST,
    carry: int = 2,
    pooling: str = "geometric",
) -> Measurement:
    """Answer from one estimate per origin. Interval: how far the origins disagree.

    pooling: geometric mean with Student's interval, or median with the range. counted: lines or
    users. keep_jump, vintage, carry: as in `itu`.
    """
    scale, limits = people(rows, counted)
    found = estimates(rows, vintage, keep_jump, carry)
    if pooling == "median":
        value, low, high = origins.median(found.to_list())
    else:
        value, low, high = origins.geometric_mean(found.to_list(), confidence)
    warning = f"one estimate per origin: {', '.join(found.index)}; an error that all share stays unseen"
    lines = Measurement(value, low, high, len(found), warnings=(warning,))
    return scaled(lines, scale, (*limits, *no_count(rows, vintage)))


@c3.reading("itu")
def itu(
    rows: Evidence,
    confidence: float,
    counted: str = "lines",
    keep_jump: bool = True,
    vintage: str = NEWEST,
    carry: int = 2,
) -> Measurement:
    """Answer from the international series, carried forward. Interval: the range of its past revisions.

    keep_jump: with its years from 2020 on. vintage: the series as it stood on that day. carry: steps
    whose mean growth carries it forward where it stops; 0 leaves the last value. counted: lines or
    users.
    """
    scale, limits = people(rows, counted)
    found = carried(rows, vintage, keep_jump, carry)
    return scaled(found, scale, (*limits, *no_count(rows, vintage)))


@c3.reading("north38")
def north38(rows: Evidence, confidence: float, counted: str = "lines") -> Measurement:
    """Answer from the range that researchers printed, its middle as estimate. counted: lines or users."""
    scale, limits = people(rows, counted)
    return scaled(researchers(rows), scale, (*limits, "no_count"))


@c3.reading("gsma")
def gsma(rows: Evidence, confidence: float, counted: str = "lines") -> Measurement:
    """Answer from a modelled number, which states no error. counted: lines or users."""
    scale, limits = people(rows, counted)
    return scaled(model(rows), scale, (*limits, "no_count"))


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
    bank = of_origin(rows, "kdb")
    try:
        return latest(bank, "mobile_users_estimate") / latest(bank, "mobile_lines_estimate")
    except NoEvidence:
        return None


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


def estimates(rows: Evidence, vintage: str, keep_jump: bool, carry: int = 2) -> pd.Series:
    """Return one estimate of the lines in 2023 per origin, indexed by origin, for those that state one."""
    asked = {
        "itu": partial(carried, rows, vintage, keep_jump, carry),
        "38north": partial(researchers, rows),
        "gsma_intelligence": partial(model, rows),
        "mou_minister": partial(minister, rows),
    }
    found = {}
    for origin, ask in asked.items():
        with suppress(NoEvidence):
            found[origin] = ask().estimate
    return pd.Series(found, dtype=float)


def carried(rows: Evidence, vintage: str, keep_jump: bool, carry: int) -> Measurement:
    """Return the lines by the international series, carried forward, with the range of its revisions."""
    table = international(rows, c3, vintage, keep_jump)
    last = table.iloc[-1].dropna()
    refuse_old(c3, int(last.index[-1]))
    value = vintages.carried_forward(last, YEAR, carry)
    try:
        least, most, _ = vintages.spread(table)
    except NoEvidence as error:
        return Measurement(value, no_interval=str(error))
    return Measurement(value, value * least, value * most)


def researchers(rows: Evidence) -> Measurement:
    """Return the lines by the researchers of 38 North: the middle and the ends of their range."""
    found = of_origin(between(rows, *ROUND), "38north").rows("mobile_lines_estimate")
    low, high = float(found["lower"].min()), float(found["upper"].max())
    return Measurement((low + high) / 2, low, high)


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


def minister(rows: Evidence) -> Measurement:
    """Return the lines by a minister in Seoul, who names no basis."""
    found = of_origin(between(rows, *ROUND), "mou_minister").rows("mobile_lines_estimate")
    return Measurement(float(found["value"].mean()), no_interval="a statement whose basis is not printed")
