"""I1: since the late 1990s information from outside has flowed steadily into North Korea.

Quantities: hours of broadcasting at the end of a record in percent of the best earlier level, from the
schedules and from another counter; and how fast people who had never watched began to, in percent of the
fastest earlier rate. Having ever watched is a stock and no reading: it cannot fall when nothing new arrives.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nkbook.book.information_inflow import leavers, schedules
from nkbook.book.information_inflow.leavers import SAMPLING_ONLY
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.claims.registry import claim
from nkbook.errors import NoEvidence
from nkbook.methods import proportions

i1 = Answers("I1")

DRAWS = 4_000  # of the shares behind a rate, to give the interval of a ratio of two rates


@i1.reading("broadcast")
def broadcast(
    rows: Evidence,
    confidence: float,
    hours: str = "frequency",
    religious: bool = False,
    public_broadcaster: bool = True,
    against: str = "best",
) -> Measurement:
    """Answer from schedules: hours of the last season over earlier ones. Range: over two ways to count.

    hours: an hour counted on each of its frequencies, or once. religious, public_broadcaster:
    whether these stations count. against: the best earlier season, or the mean of all.
    """
    ratios, before = {}, []
    for kind, table in schedules.both_counts(rows, religious=religious, kbs=public_broadcaster).items():
        total = schedules.total(table)
        level = total.iloc[:-1].max() if against == "best" else total.iloc[:-1].mean()
        ratios[kind] = float(100 * total.iloc[-1] / level)
        last = total[total.index < str(int(i1.threshold("cuts")))].tail(1)
        before += [100 * value / level for value in last]
    kept = steady()
    limits = leavers.holding({"until_2024": before and min(before) >= kept > min(ratios.values())})
    note = "the interval spans two ways of counting; scheduled hours are not heard hours"
    return Measurement(ratios[hours], min(ratios.values()), max(ratios.values()), None, limits, (note,))


@i1.reading("counted")
def counted(rows: Evidence, confidence: float) -> Measurement:
    """Answer from the counts of 38 North: the last over the largest earlier one. Nothing is sampled."""
    return Measurement(schedules.counted_elsewhere(rows), limits=("until_2024",), counted=True)


@i1.reading("first")
def first(
    rows: Evidence, confidence: float, unreachable: str = "unknown", period_dates: str = "middles"
) -> Measurement:
    """Answer from first viewing: the last rate over the fastest earlier one.

    unreachable: how many can never be reached is unknown, so that only a lower end follows, or nobody is
    out of reach, so that the interval is sampling error. period_dates: a group left in the middle of its
    period, or at its end.
    """
    rates = first_rates(leavers.periods(rows), confidence, period_dates)
    if len(rates) < 2:
        raise NoEvidence("fewer than two steps between leaving periods are admitted")
    last, fastest = rates[-1], max(rates[:-1], key=lambda rate: rate.percent)
    ratio = 100 * last.drawn / np.maximum(fastest.drawn, 1e-9)
    low, high = np.quantile(ratio, [(1 - confidence) / 2, (1 + confidence) / 2])
    open_end = unreachable == "unknown"
    note = "whoever can never be reached is not at risk, and makes the true rate faster than this"
    return Measurement(
        100 * last.percent / fastest.percent,
        max(0.0, float(low)),
        None if open_end else float(high),
        last.people,
        leavers.holding({"ends_2020": last.end <= i1.threshold("last_exits")}),
        (note, SAMPLING_ONLY) if open_end else (SAMPLING_ONLY,),
        "how many can never be reached is not known" if open_end else "",
        bounds=open_end,
    )


@i1.reading("often")
def often(
    rows: Evidence, confidence: float, contact: str = "frequent", width: int = 3, against: str = "best"
) -> Measurement:
    """Answer from yearly surveys: the last ones over the best earlier run that does not overlap.

    The question names no period, so that answers may be about a life: only the upper end, of sampling error,
    follows. contact: frequent, or ever at all. width: surveys that make a level. against: the best earlier
    run, or the mean of all earlier surveys.
    """
    table = rows.rows(f"ipus_sk_media_exposure_{contact}").dropna(subset="value")
    table = table.sort_values("year").reset_index(drop=True)
    if len(table) < 2 * width:
        raise NoEvidence(f"fewer than {2 * width} yearly surveys are admitted")
    last = len(table) - width
    means = [float(table["value"].iloc[i : i + width].mean()) for i in range(last - width + 1)]
    best = int(np.argmax(means))
    early = slice(0, last) if against == "mean" else slice(best, best + width)
    size = leavers.sizes(table).astype(int)
    (before, n_before), (after, n_after) = (
        (table["value"][part].tolist(), size[part].tolist()) for part in (early, slice(last, None))
    )
    found = proportions.mean_ratio(before, n_before, after, n_after, confidence)
    limits = leavers.holding({"ends_2020": table["year"].max() <= i1.threshold("last_exits")})
    picked = "the best earlier run is picked by looking, which leans the ratio downwards"
    return Measurement(
        found.estimate,
        None,
        found.upper,
        found.n,
        limits,
        (picked, SAMPLING_ONLY),
        leavers.LIFETIME,
        bounds=True,
    )


@dataclass(frozen=True)
class Rate:
    """How fast people who had never watched began to, from one group of leavers to the next.

    percent, lower, upper: a year, of those who had never watched. start, end: last years of both groups.
    years: between them. people: in both. drawn: the rate in worlds that differ by sampling only.
    """

    start: int
    end: int
    years: float
    percent: float
    lower: float
    upper: float
    people: int
    drawn: Any


def first_rates(
    table: pd.DataFrame, confidence: float, period_dates: str = "middles", unreachable: float = 0.0
) -> list[Rate]:
    """Return the rate of first viewing between each two leaving periods that follow one another.

    table: as `leavers.periods`. unreachable: percent of all people who can never be reached and are taken
    off those at risk; a step after which nobody is left at risk is left out.
    """
    dates = table["year"] if period_dates == "ends" else table.apply(_middle, axis=1)
    rng, found = np.random.default_rng(1), []
    never = [_never(rng, row, unreachable) for _, row in table.iterrows()]
    for i in range(len(table) - 1):
        years = float(dates.iloc[i + 1] - dates.iloc[i])
        ends = [100 - float(table["value"].iloc[j]) - unreachable for j in (i, i + 1)]
        if min(ends) <= 0:
            continue
        drawn = 100 * np.log(never[i] / never[i + 1]) / years
        low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
        start, end = (int(table["year"].iloc[j]) for j in (i, i + 1))
        people = int(table["n"].iloc[i] + table["n"].iloc[i + 1])
        rate = 100 * float(np.log(ends[0] / ends[1])) / years
        found.append(Rate(start, end, years, rate, float(low), float(high), people, drawn))
    return found


def steady() -> float:
    """Return the percent of the best level from which on the radio is steady."""
    return claim("I1").parts["radio"].criterion.supports.at_least or 0.0


def _middle(row: pd.Series) -> float:
    """Return the middle of a leaving period; of the first group, which has no beginning, the end."""
    end = float(str(row["period_end"])[:4])
    return (float(str(row["period_start"])[:4]) + end) / 2 if row["period_start"] else end


def _never(rng: np.random.Generator, row: pd.Series, unreachable: float) -> Any:
    """Return draws of the percent at risk in a group, half a person more on each side, clusters of two."""
    n = float(row["n"]) / leavers.CLUSTERS
    watched = float(row["value"]) / 100 * n
    never = 100 * rng.beta(n - watched + 0.5, watched + 0.5, DRAWS)
    return np.maximum(never - unreachable, 1e-6)
