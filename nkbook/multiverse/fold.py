"""The multiverse of a claim without listing it: tables of its readings, folded into one.

The rule of verdicts sees the set of stances that findings take, and nothing else. So each reading
is summed up by how many of its analyses take which stance under which shared settings; folding
multiplies the counts, intersects the settings and joins the stances. Evaluations add up, only
small tables multiply, and the counts are exact.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from nkbook.claims.rule import Stance, rule, together

FAILED: Literal["failed"] = "failed"
# What the rule can see of an analysis; None where no evidence was found.
Class = Stance | None | Literal["failed"]
# How many distinct analyses of a reading take a stance in a set of shared settings (bits of an integer).
Table = Mapping[tuple[int, Class], int]
Classes = frozenset[tuple[str, Class]]


@dataclass(frozen=True)
class Reader:
    """One reading as the fold sees it: the part of the claim that it answers, and its table."""

    part: str
    table: Table


def fold(readers: Mapping[str, Reader], settings: int) -> Counter[str]:
    """Return how many combinations of analyses end on which side, e.g. "supported", or "failed".

    readers: readings of the parts that the essay asserts, in any order. settings: the shared
    settings that are counted, as bits; a combination counts where its analyses share one of them.
    """
    states: Counter[tuple[int, Classes]] = Counter({(settings, frozenset()): 1})
    for reader in readers.values():
        joined: Counter[tuple[int, Classes]] = Counter()
        for (here, classes), number in states.items():
            for (there, found), count in reader.table.items():
                if here & there:
                    joined[here & there, classes | {(reader.part, found)}] += number * count
        states = joined
    sides: Counter[str] = Counter()
    for (_, classes), number in states.items():
        sides[side(classes)] += number
    return sides


@lru_cache(maxsize=100_000)
def side(classes: Classes) -> str:
    """Return the side on which a claim ends whose parts have these stances; "failed" where one failed."""
    if any(found == FAILED for _, found in classes):
        return FAILED
    parts: defaultdict[str, list[Stance | None]] = defaultdict(list)
    for part, found in classes:
        parts[part].append(found)  # type: ignore[arg-type]
    return together({part: rule(stances) for part, stances in parts.items()}).verdict.side


def bare(found: Class) -> Class:
    """Return a stance without what cannot change a side, so that tables stay small.

    Limits never do, and origins only where a side is carried or excluded.
    """
    if not isinstance(found, Stance):
        return found
    return replace(found, limits=frozenset()) if found.carries or found.excludes else Stance()
