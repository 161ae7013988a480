"""I1: since the late 1990s information from outside has flowed steadily into North Korea.

Quantity: level at the end of a record in percent of its highest earlier level. Three bodies of
evidence that owe nothing to each other: whom the flow had reached (a stock), who met it often
(its use), and what was broadcast (its supply).
"""

import numpy as np
import pandas as pd

from nkbook.book.information_inflow import leavers, schedules
from nkbook.book.information_inflow.leavers import SAMPLING_ONLY
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import proportions

i1 = Answers("I1")


@i1.reading("reach")
def reach(rows: Evidence, confidence: float, against: str = "best") -> Measurement:
    """Answer from leavers who had ever watched: the last leaving period over earlier ones.

    Interval: sampling error of both. against: the best earlier period, or the mean of all.
    """
    table = leavers.periods(rows)
    earlier, last = table.iloc[:-1], table.iloc[-1]
    best = earlier.sort_values("value").iloc[-1]
    found = proportions.ratio(best["value"], best["n"], last["value"], last["n"], confidence)
    if against == "mean":
        found = proportions.mean_ratio(
            earlier["value"].tolist(), earlier["n"].tolist(), [last["value"]], [last["n"]], confidence
        )
    stock = "having ever watched is a stock: it cannot show that a flow dries up"
    return leavers.compared(found, _limits_of_reach(table, confidence), stock, SAMPLING_ONLY)


@i1.reading("often")
def often(
    rows: Evidence, confidence: float, contact: str = "frequent", width: int = 3, against: str = "best"
) -> Measurement:
    """Answer from yearly surveys: the last ones over the best earlier run that does not overlap.

    Interval: sampling error of the surveys. contact: frequent, or ever at all. width: surveys that
    make a level. against: the best earlier run, or the mean of all earlier surveys.
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
    (first, n_first), (second, n_second) = (
        (table["value"][part].tolist(), size[part].tolist()) for part in (early, slice(last, None))
    )
    found = proportions.mean_ratio(first, n_first, second, n_second, confidence)
    limits = leavers.holding({"ends_2020": table["year"].max() <= i1.threshold("last_exits")})
    picked = "the best earlier run is picked by looking, which leans the ratio downwards"
    return leavers.compared(found, limits, picked, SAMPLING_ONLY)


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
    ratios = {}
    for kind, table in schedules.both_counts(rows, religious=religious, kbs=public_broadcaster).items():
        total = schedules.total(table)
        level = total.iloc[:-1].max() if against == "best" else total.iloc[:-1].mean()
        ratios[kind] = float(100 * total.iloc[-1] / level)
    note = "the interval spans two ways of counting; scheduled hours are not heard hours"
    return Measurement(ratios[hours], min(ratios.values()), max(ratios.values()), warnings=(note,))


def _limits_of_reach(table: pd.DataFrame, confidence: float) -> tuple[str, ...]:
    before, last = table.iloc[-2], table.iloc[-1]
    step = proportions.difference(before["value"], before["n"], last["value"], last["n"], confidence)
    return leavers.holding(
        {
            "trickle": table["value"].iloc[0] < i1.threshold("trickle"),
            "saturated": step.p > 1 - confidence,
            "ends_2020": last["year"] <= i1.threshold("last_exits"),
        }
    )
