"""From findings to the verdict of a part, and from parts to the verdict of a claim: one rule for all.

A finding is one interval set against two regions. It carries a side when the whole interval lies in
the region of that side, and it excludes a side whose region it does not touch. All findings count
alike, so that neither their order nor their number of repetitions matters; what cannot tell the two
regions apart changes nothing. Exchanging the regions exchanges the sides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from nkbook.claims.registry import Criterion, Region

Side = Literal["supports", "contradicts"]
SIDES: tuple[Side, Side] = ("supports", "contradicts")

# Why a finding that carries a side may still not stand without reserve.
LIMITS = ("population", "period", "measure", "precision", "one-sided", "origin")


class Verdict(StrEnum):
    """What a part of a claim, or a claim as a whole, ends in."""

    SUPPORTED = "supported"
    WITHIN_LIMITS = "supported within limits"
    CONTRADICTED = "contradicted"
    CONTRADICTED_WITHIN = "contradicted within limits"
    IN_PART = "holds in part"
    CONTESTED = "contested"
    UNDETERMINED = "undetermined"
    NOT_TESTABLE = "not testable"
    MAP = "evidence map"

    @property
    def slug(self) -> str:
        """Return the verdict as an attribute value, e.g. "supported-within-limits"."""
        return self.value.replace(" ", "-")

    @property
    def side(self) -> str:
        """Return the word without its reserve: supported and supported within limits are one side."""
        return self.value.removesuffix(" within limits")


SUPPORTING = (Verdict.SUPPORTED, Verdict.WITHIN_LIMITS)
CONTRADICTING = (Verdict.CONTRADICTED, Verdict.CONTRADICTED_WITHIN)
PLAIN: dict[Side, Verdict] = {"supports": Verdict.SUPPORTED, "contradicts": Verdict.CONTRADICTED}
LIMITED: dict[Side, Verdict] = {"supports": Verdict.WITHIN_LIMITS, "contradicts": Verdict.CONTRADICTED_WITHIN}


@dataclass(frozen=True)
class Stance:
    """All that the rule sees of a finding.

    carries: the side in whose region the whole interval lies; "" for none. excludes: the sides whose
    region it does not touch. limits: kinds out of LIMITS. origins: independent origins of what was
    observed. A finding that abstains carries and excludes nothing.
    """

    carries: Side | Literal[""] = ""
    excludes: frozenset[Side] = frozenset()
    limits: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ruling:
    """A verdict with the kinds of limits that it stands under.

    twice: a side is carried and excluded by findings of one and the same origin. excluded: sides that
    some finding excludes; what an undetermined part can at least say.
    """

    verdict: Verdict
    limits: frozenset[str] = frozenset()
    twice: bool = False
    excluded: frozenset[Side] = frozenset()


def opposite(side: Side) -> Side:
    """Return the other side."""
    return SIDES[side == SIDES[0]]


def place(criterion: Criterion, low: float, high: float) -> tuple[Side | Literal[""], frozenset[Side]]:
    """Return the side that an interval low..high carries ("" for none), and the sides that it excludes.

    low, high: in the unit of the criterion; infinite where there is no bound. A common edge of the
    two regions belongs to neither. An interval between the regions excludes both.
    """
    carried: list[Side] = [s for s in SIDES if _inside(criterion, s, low, high)]
    excluded = frozenset(s for s in SIDES if not _touches(criterion, s, low, high))
    return (carried[0] if carried else ""), excluded


def edge(region: Region, inward: float = 0.0) -> float:
    """Return the edge at which a region faces the other one, or a point so far inside it."""
    if region.at_least is not None:
        return region.at_least + inward
    assert region.at_most is not None
    return region.at_most - inward


def rule(stances: Iterable[Stance | None]) -> Ruling:
    """Return the verdict of a part from what its readings say; None where a reading found no evidence.

    A side is contested when one finding carries it and another, which shares no origin with the
    first, excludes it. It is decided when some finding carries it and none excludes it; plainly, when
    one of those that carry it has no limit and no single origin stands behind all of them.
    """
    found = frozenset(s for s in stances if s is not None)
    if not found:
        return Ruling(Verdict.NOT_TESTABLE)
    excluded = frozenset(side for s in found for side in s.excludes)
    carrying = {side: [s for s in found if s.carries == side] for side in SIDES}
    for side in SIDES:
        against = [s for s in found if side in s.excludes]
        if any(a.origins.isdisjoint(c.origins) for c in carrying[side] for a in against):
            return Ruling(Verdict.CONTESTED, excluded=excluded)
    standing = [side for side in SIDES if carrying[side] and side not in excluded]
    if len(standing) != 1:
        twice = any(carrying[side] and side in excluded for side in SIDES)
        return Ruling(Verdict.UNDETERMINED, twice=twice, excluded=excluded)
    side = standing[0]
    limits = _limits(carrying[side])
    return Ruling((LIMITED if limits else PLAIN)[side], limits, excluded=excluded)


def limited(ruling: Ruling, side: Side, limit: str) -> Ruling:
    """Return a ruling that decides for a side, with one more limit."""
    return replace(ruling, verdict=LIMITED[side], limits=ruling.limits | {limit})


def together(parts: Mapping[str, Ruling]) -> Ruling:
    """Return the verdict of a claim from the parts that the essay asserts, joined by "and".

    All supported: supported. One contradicted and none supported: contradicted. One of each: holds in
    part. Else contested if a part is, else undetermined. Not testable where no part is.
    """
    words = [ruling.verdict for ruling in parts.values()]
    held = [ruling for ruling in parts.values() if ruling.verdict in SUPPORTING]
    broken = [ruling for ruling in parts.values() if ruling.verdict in CONTRADICTING]
    if all(word is Verdict.NOT_TESTABLE for word in words):
        return Ruling(Verdict.NOT_TESTABLE)
    if held and broken:
        return Ruling(Verdict.IN_PART, _union(held + broken))
    if broken:
        return _carried("contradicts", broken)
    if len(held) == len(words):
        return _carried("supports", held)
    return Ruling(Verdict.CONTESTED if Verdict.CONTESTED in words else Verdict.UNDETERMINED)


def _carried(side: Side, parts: list[Ruling]) -> Ruling:
    limits = _union(parts)
    return Ruling((LIMITED if limits else PLAIN)[side], limits)


def _limits(carrying: list[Stance]) -> frozenset[str]:
    free = any(not s.limits for s in carrying)
    limits = frozenset() if free else frozenset(limit for s in carrying for limit in s.limits)
    shared = frozenset.intersection(*(s.origins for s in carrying))
    return limits | {"origin"} if shared else limits


def _union(parts: list[Ruling]) -> frozenset[str]:
    return frozenset(limit for part in parts for limit in part.limits)


def _edges(region: Region) -> tuple[float, float]:
    low = float("-inf") if region.at_least is None else region.at_least
    return low, float("inf") if region.at_most is None else region.at_most


def _both(criterion: Criterion, side: Side) -> tuple[tuple[float, float], set[float]]:
    own, other = (_edges(getattr(criterion, s)) for s in (side, opposite(side)))
    return own, (set(own) & set(other)) - {float("-inf"), float("inf")}


def _inside(criterion: Criterion, side: Side, low: float, high: float) -> bool:
    (least, most), common = _both(criterion, side)
    above = low > least if least in common else low >= least
    return above and (high < most if most in common else high <= most)


def _touches(criterion: Criterion, side: Side, low: float, high: float) -> bool:
    (least, most), common = _both(criterion, side)
    reaches = high > least if least in common else high >= least
    return reaches and (low < most if most in common else low <= most)
