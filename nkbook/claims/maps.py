"""Evidence maps: what causal studies elsewhere found, outcome by outcome, where none can test a claim.

Only causal designs of grade A or B count, and studies of one body of data count once. Direction counts, not
significance. What North Koreans say of themselves stands beside the map and never changes a word of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal

import pandas as pd

from nkbook import data
from nkbook.claims import surveys
from nkbook.claims.registry import Claim, Outcome
from nkbook.methods import power

Sign = Literal["for", "against", "mixed"]
FEWEST = 3  # bodies of data below which there is too little
MOSTLY = 0.75  # share on one side from which on they are mostly for or against
OUTSIDE = 2  # of these, at least so many outside a laboratory
CERTAINTY, CONFIDENCE = 0.8, 0.95  # of a survey that is still to be made
COUNTED = "AB"  # grades that count


@dataclass(frozen=True)
class Unit:
    """One body of data that counts, with the sign of its studies, mixed where these differ."""

    name: str
    sign: Sign
    laboratory: bool
    studies: tuple[str, ...]


@dataclass(frozen=True)
class Laid:
    """One outcome of a map.

    word, second: by the first coding and by the second one. without: the word with each unit left out, by its
    studies. studies: all rows of the table of studies for this outcome, those that do not count included.
    """

    key: str
    outcome: Outcome
    units: tuple[Unit, ...]
    word: str
    second: str
    without: dict[str, str]
    studies: tuple[dict[str, Any], ...]

    @property
    def turned(self) -> dict[str, str]:
        """Return those units, by their studies, without which the word is another."""
        return {name: word for name, word in self.without.items() if word != self.word}


@dataclass(frozen=True)
class Said:
    """What North Koreans say of themselves: a share in percent, what it is of, and how many were asked."""

    share: float
    says: str
    n: int | None
    source: str


@dataclass(frozen=True)
class Size:
    """How many people a survey asks, in how many groups, to tell two shares (percent) apart, how surely.

    answers: of each person. With several fewer people do, the more alike the answers of one person are.
    """

    people: int
    groups: int
    answers: int
    low: float
    high: float
    certainty: int


def laid_out(item: Claim, grades: str = "ABC", exclude: Sequence[str] = ()) -> tuple[Laid, ...]:
    """Return the outcomes of a claim's map. grades, exclude (source keys): which studies are admitted."""
    if item.map is None:
        return ()
    table = data.read("studies")
    admitted = (table["claim"] == item.id) & table["grade"].isin(list(grades))
    table = table[admitted & ~table["source"].map(lambda keys: bool({*keys.split("; ")} & {*exclude}))]
    return tuple(
        _laid(key, outcome, table[table["outcome_key"] == key]) for key, outcome in item.map.outcomes.items()
    )


def voices(item: Claim, grades: str = "ABC", exclude: Sequence[str] = ()) -> tuple[Said, ...]:
    """Return what North Koreans say of themselves, the latest admitted figure of each series of a map."""
    found = []
    for voice in item.map.voices if item.map else ():
        rows = data.load(voice.series, grades=grades).dropna(subset="value")
        rows = rows[(rows["unit"] == "percent") & ~rows["source"].isin(exclude)].sort_values("grade")
        for row in rows.head(1).to_dict("records"):
            n = None if pd.isna(row["n"]) else int(row["n"])
            found.append(Said(float(row["value"]), voice.says, n, row["source"]))
    return tuple(found)


def asked(item: Claim, confidence: float = CONFIDENCE) -> Size | None:
    """Return how many people the survey that would settle a claim has to ask, if one is described.

    Power of the two-sided test of two shares, or of one share against a line; the design effect is that of a
    survey of leavers of unknown sampling.
    """
    plan = item.map.asked if item.map else None
    if plan is None:
        return None
    low, high = sorted(plan.apart)
    effect = surveys.surveys().unknown.design_effect * (2 if plan.groups == 4 else 1)
    if plan.groups == 1:
        each = power.against_line(high / 100, low / 100, power=CERTAINTY, confidence=confidence)
    else:
        each = power.per_group(high / 100, low / 100, power=CERTAINTY, confidence=confidence)
    groups = plan.groups // plan.answers
    return Size(ceil(each * effect) * groups, groups, plan.answers, low, high, round(100 * CERTAINTY))


def word(units: Sequence[Unit]) -> str:
    """Return what the bodies of data come to: none, too little, mostly for, mostly against, or mixed."""
    if len(units) < FEWEST:
        return "too little" if units else "none"
    for side in ("for", "against"):
        own = [unit for unit in units if unit.sign == side]
        if len(own) >= MOSTLY * len(units) and sum(not unit.laboratory for unit in own) >= OUTSIDE:
            return f"mostly {side}"
    return "mixed"


def counted(studies: pd.DataFrame, outcome: Outcome, coding: str = "sign") -> tuple[Unit, ...]:
    """Return the bodies of data that count under a coding (sign or sign_second), in order of their names."""
    kept = studies[(studies["causal"] == "true") & (studies["carries"] == "true")]
    kept = kept[kept["grade"].isin(list(COUNTED))]
    no_effect = "against" if outcome.no_effect_against else "mixed"
    signs = kept[coding].where(kept[coding] != "", kept["sign"]).replace("no_effect", no_effect)
    kept = kept.assign(coded=signs)[signs.isin(["for", "against", "mixed"])]
    return tuple(_unit(str(name), rows) for name, rows in kept.groupby("unit"))


def _unit(name: str, rows: pd.DataFrame) -> Unit:
    signs = set(rows["coded"])
    sign: Sign = signs.pop() if len(signs) == 1 else "mixed"
    return Unit(name, sign, bool((rows["design"] == "laboratory").all()), tuple(rows["study"]))


def _laid(key: str, outcome: Outcome, studies: pd.DataFrame) -> Laid:
    first, second = (counted(studies, outcome, coding) for coding in ("sign", "sign_second"))
    without = {"; ".join(u.studies): word([other for other in first if other != u]) for u in first}
    counting = {study for unit in first for study in unit.studies}
    rows = [
        {str(name): cell for name, cell in row.items()} | {"counts": row["study"] in counting}
        for row in studies.to_dict("records")
    ]
    return Laid(key, outcome, first, word(first), word(second), without, tuple(rows))
