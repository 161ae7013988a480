"""I2: it comes over the Chinese border, by sea, by foreign radio and by balloon.

Quantity: smallest percent that receivers give to any of the named ways on which they were asked.
One study asked; the sea was not among its answers.
"""

import numpy as np
import pandas as pd

from nkbook import data
from nkbook.book.information_inflow import leavers
from nkbook.book.information_inflow.leavers import SAMPLING_ONLY
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence, known_series
from nkbook.errors import NoEvidence
from nkbook.methods import surveys
from nkbook.methods.surveys import ShareInterval

BORDER = ("dvd_cd", "chinese_people", "mobile_phone")
OTHERS = {"radio": "radio", "leaflets": "balloons", "tv": "television"}
PREFIX = "kida_info_channel_"

i2 = Answers("I2")


@i2.reading("received")
def received(
    rows: Evidence,
    confidence: float,
    channel_base: str = "answers",
    interval: ShareInterval = "exact",
    design_effect: float = 2.0,
) -> Measurement:
    """Answer from ways that leavers of 2008 and 2009 named. Interval: sampling error of the smallest.

    channel_base: shares of answers, as printed, or of persons, as if everybody had named each way
    at most once. interval: rule of the interval. design_effect: for several answers of one person;
    where persons are the base it is one.
    """
    shares, persons = ways_named(rows)
    named = shares.drop("television", errors="ignore")
    if len(named) < 2:
        raise NoEvidence("receivers' shares are admitted for fewer than two of the named ways")
    count = round(float(named.min()) / 100 * persons * answers_per_person())
    n = base_size(persons, channel_base)
    effect = design_effect if channel_base == "answers" else 1.0
    low, high = surveys.share_interval(count, n, confidence, interval, effect)
    limits = {
        "sea_unasked": "received_by_sea_share" not in known_series(),
        "unnamed": shares.get("television", 0.0) >= shares.get("radio", np.inf),
        "old": leavers.beside(rows, *rows.reading.series)["year"].max() < _first_launch(),
    }
    least = f"the smallest is {named.idxmin()}; the size of a base of answers is reconstructed"
    return Measurement(
        100 * count / n, 100 * low, 100 * high, n, leavers.holding(limits), (least, SAMPLING_ONLY)
    )


@i2.reading("by_sea")
def by_sea(rows: Evidence, confidence: float) -> Measurement:
    """Answer from receivers of what came by sea, whom nobody has asked."""
    leavers.unasked(rows)


def ways_named(rows: Evidence) -> tuple[pd.Series, int]:
    """Return the percent of answers by way, smallest border ways joined, and the people asked."""
    table = rows.rows(*(name for name in rows.reading.series if name.startswith(PREFIX)))
    value = table.set_index("series")["value"].rename(lambda name: name.removeprefix(PREFIX))
    border = value.reindex(list(BORDER)).dropna()
    shares = {"the border": border.sum()} if len(border) else {}
    shares |= {title: float(value[key]) for key, title in OTHERS.items() if key in value}
    return pd.Series(shares, dtype=float), int(table["n"].max())


def base_size(persons: int, channel_base: str) -> int:
    """Return how many answers, or persons, the shares are shares of."""
    return persons * answers_per_person() if channel_base == "answers" else persons


def answers_per_person() -> int:
    """Return how many answers each person gave in the survey of ways.

    The smallest whole number for which all printed shares are shares of whole answers.
    """
    rows = data.load([PREFIX + key for key in (*BORDER, *OTHERS)])
    persons = int(rows["n"].max())
    for each in range(1, int(i2.threshold("most_answers")) + 1):
        counts = rows["value"] / 100 * persons * each
        printed = (100 * counts.round() / (persons * each)).round(1)
        if np.allclose(printed, rows["value"]):
            return each
    return 1


def _first_launch() -> int:
    return int(data.load("launch_storage_devices")["year"].min())
