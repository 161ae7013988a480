"""I8: the channels by which information reaches the country have narrowed.

Quantity: what is sent by radio, at the latest date or at the lowest, in percent of the last schedule before
the cuts of 2025: hours, editors with hours of their own, and the count of others. That channels should be
safer and more diverse is a value judgement, and no reading answers it.
"""

import pandas as pd

from nkbook.book.information_inflow import leavers, schedules
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence

i8 = Answers("I8")


@i8.reading("hours")
def hours_left(
    rows: Evidence,
    confidence: float,
    hours: str = "frequency",
    religious: bool = False,
    kbs: bool = True,
    date: str = "latest",
) -> Measurement:
    """Answer from hours in the schedules. Range: over both ways of counting hours.

    hours: an hour counted on each of its frequencies, or once. religious, kbs: whether these stations
    count. date: the latest schedule, or the lowest since the cuts.
    """
    tables = schedules.both_counts(rows, religious=religious, kbs=kbs)
    shares = {kind: _share(schedules.total(table), date) for kind, table in tables.items()}
    note = "the interval spans two ways of counting hours, not sampling error"
    ends = min(shares.values()), max(shares.values())
    limits = _limits(schedules.total(tables[hours]))
    return Measurement(shares[hours], *ends, limits=limits, warnings=(note,))


@i8.reading("voices")
def voices_left(
    rows: Evidence,
    confidence: float,
    religious: bool = False,
    kbs: bool = True,
    grouping: str = "editor",
    date: str = "latest",
) -> Measurement:
    """Answer from the number of editors, or of owners, with hours of their own. Nothing is sampled.

    religious, kbs: whether these stations count. date: the latest schedule, or the lowest since the cuts.
    """
    heard = voices(rows, religious=religious, kbs=kbs, grouping=grouping)
    whole = "a count of all that the schedules list"
    return Measurement(_share(heard, date), limits=_limits(heard), no_interval=whole, counted=True)


@i8.reading("counted")
def counted(rows: Evidence, confidence: float) -> Measurement:
    """Answer from the counts of 38 North: the last over the largest earlier one. Nothing is sampled."""
    return Measurement(schedules.counted_elsewhere(rows), limits=("radio_only",), counted=True)


def voices(rows: Evidence, *, religious: bool, kbs: bool, grouping: str) -> pd.Series:
    """Return how many editors, or owners, have hours of their own, by season."""
    table = schedules.by_provider(rows, "frequency", religious=religious, kbs=kbs, grouping=grouping)
    return (table > 0).sum(axis=1).astype(float)


def _share(levels: pd.Series, date: str) -> float:
    """Return a level since the cuts in percent of the last one before them."""
    before = schedules.before_cuts(levels.index, i8.threshold("cuts"))
    since = levels[levels.index > before]
    return float(100 * (since.iloc[-1] if date == "latest" else since.min()) / levels[before])


def _limits(levels: pd.Series) -> tuple[str, ...]:
    since = levels[levels.index > schedules.before_cuts(levels.index, i8.threshold("cuts"))]
    return leavers.holding({"returning": since.iloc[-1] > since.min(), "radio_only": True})
