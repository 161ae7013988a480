"""I8: information reaches the country through too few hands.

Quantity: number of independent editors of equal weight on the air in the latest season, the inverse
Herfindahl index of their hours. The recommendation to have more of them is a value judgement.
"""

from dataclasses import replace

import pandas as pd

from nkbook.book.information_inflow import leavers, schedules
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence, known_series
from nkbook.claims.registry import claim
from nkbook.errors import NoEvidence
from nkbook.methods import diversity

i8 = Answers("I8")


@i8.reading("hours")
def editors_left(
    rows: Evidence,
    confidence: float,
    hours: str = "frequency",
    religious: bool = False,
    kbs: bool = True,
    grouping: str = "editor",
    seasons: int = 2,
) -> Measurement:
    """Answer from the schedules. Range: over both ways of counting hours in the latest seasons.

    hours: an hour counted on each of its frequencies, or once. religious, kbs: whether these
    stations count. grouping: by editor, or by owner. seasons: how many, at most two.
    """
    aside = replace(rows, seen={}, observed={})
    faithful = schedules.by_provider(aside, hours, religious=True, kbs=kbs, grouping=grouping)
    recent = replace(rows, start_year=_first_of_use(faithful.index))
    tables = schedules.both_counts(recent, religious=religious, kbs=kbs, grouping=grouping)
    last = [row for table in tables.values() for _, row in table.iloc[-seasons:].iterrows()]
    ends = [diversity.effective_number(row) for row in last]
    table, shown = tables[hours], "two seasons" if seasons == 2 else "one season"
    limits = {
        "fewer_since": _fewer_since(table),
        "religious": diversity.effective_number(faithful.iloc[-1]) > concentrated(),
        "unheard": "jamming_hours" not in known_series(),
    }
    return Measurement(
        diversity.effective_number(table.iloc[-1]),
        min(ends),
        max(ends),
        limits=leavers.holding(limits),
        warnings=(f"the interval spans two ways of counting hours and {shown}, not sampling error",),
    )


def concentrated() -> float:
    """Return the number of editors up to which competition authorities call a market concentrated."""
    return claim("I8").criterion.supports.at_most or 0.0


def around(seasons: pd.Index) -> tuple[str, str]:
    """Return the last season before the cuts and the first one after them.

    Where one of them is not admitted: the first and the last season.
    """
    before, after = _parted(seasons)
    return (before[-1], after[0]) if before and after else (str(seasons[0]), str(seasons[-1]))


def compared(seasons: pd.Index) -> tuple[str, str]:
    """Return the seasons `around` the cuts; raise `NoEvidence` where there is only one."""
    if len(seasons) < 2:
        raise NoEvidence("a single broadcasting season is admitted")
    return around(seasons)


def _parted(seasons: pd.Index) -> tuple[list[str], list[str]]:
    cuts, dates = str(int(i8.threshold("cuts"))), [str(date) for date in seasons]
    return [date for date in dates if date < cuts], [date for date in dates if date >= cuts]


def _first_of_use(seasons: pd.Index) -> int:
    """Return the year of the earliest season that the diversity of today is compared with."""
    before, _ = _parted(seasons)
    return int(min([str(date) for date in seasons][-2:] + before[-1:])[:4])


def _fewer_since(table: pd.DataFrame) -> bool:
    """Tell whether fewer are on the air than in the last season before the cuts."""
    before, after = _parted(table.index)
    if not before or not after:
        return False
    return bool((table.iloc[-1] > 0).sum() < (table.loc[before[-1]] > 0).sum())
