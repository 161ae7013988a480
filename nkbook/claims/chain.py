"""The essay's argument as a chain of steps, how well each is known, and where the chain is weakest.

A chain of reasoning carries no further than its weakest step, and a step that rests on several
claims is known no better than the least known of them. So strength is a minimum, twice, and never
an average.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from nkbook import paths
from nkbook.claims.assessment import Assessment
from nkbook.claims.evaluation import Finding
from nkbook.claims.rule import Verdict
from nkbook.data.package import note_read
from nkbook.errors import DataError

# Worst first. What open evidence contradicts breaks a chain, within limits hardly less. What cannot be
# tested might hold, but nothing says so; an evidence map adds what was found elsewhere. Where two bodies of
# evidence of different origin stand on opposite sides at least one is wrong, so that contested is no step up
# from undetermined, where what was found at least fits together. What holds in part lacks a part; limits are
# a known restriction of what holds.
IN_ORDER = (
    Verdict.CONTRADICTED,
    Verdict.CONTRADICTED_WITHIN,
    Verdict.NOT_TESTABLE,
    Verdict.MAP,
    Verdict.CONTESTED,
    Verdict.UNDETERMINED,
    Verdict.IN_PART,
    Verdict.WITHIN_LIMITS,
    Verdict.SUPPORTED,
)
GRADES = "CBA"  # worst first

Counted = Literal["needed", "stated"]


class Link(BaseModel):
    """One step of the essay's argument, as `data/chain.yml` describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    paragraphs: str
    title: str
    needed: tuple[str, ...]
    why: str
    also_stated: tuple[str, ...] = ()

    def claims(self, counted: Counted) -> tuple[str, ...]:
        """Return the claims that count for the step."""
        return self.needed if counted == "needed" else self.needed + self.also_stated


def steps() -> tuple[Link, ...]:
    """Return the steps of the argument in the order of the essay."""
    path = paths.data() / "chain.yml"
    note_read(path)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> tuple[Link, ...]:
    return tuple(_link(entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8")))


def _link(entry: dict[str, Any]) -> Link:
    try:
        return Link.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        place = f"{entry.get('key', '?')}: {'.'.join(map(str, first['loc']))}"
        raise DataError(f"data/chain.yml: {place}: {first['msg']}") from None


@dataclass(frozen=True, order=True)
class Strength:
    """How well something is known; the smaller, the weaker.

    verdict: place in IN_ORDER. origins: independent origins behind it. grade: place of the best
    grade in GRADES, -1 where no row is admitted.
    """

    verdict: int
    origins: int
    grade: int


def grades_of(found: Assessment) -> str:
    """Return the grades of the evidence behind a claim, best first, each once."""
    return "".join(sorted({grade for alone in _asserted(found) for grade in alone.grades}))


def _asserted(found: Assessment) -> list[Finding]:
    """Return the findings on the parts that the essay asserts; what stands beside them adds no strength."""
    return [alone for alone in found.findings.values() if alone.part in found.claim.states]


def strength(found: Assessment) -> Strength:
    """Return how well a claim is known: by verdict, then by independent origins, then by best grade."""
    grades = grades_of(found)
    best = GRADES.index(grades[0]) if grades else -1
    origins = {origin for alone in _asserted(found) for origin in alone.origins}
    return Strength(IN_ORDER.index(found.verdict), len(origins), best)


def strength_of_link(link: Link, found: Mapping[str, Assessment], counted: Counted = "needed") -> Strength:
    """Return how well a step is known: as well as the least known of its claims."""
    return min(strength(found[claim]) for claim in link.claims(counted))


def weakest(strengths: Mapping[str, Strength]) -> list[str]:
    """Return the keys of least strength in the order given; several where they are tied."""
    least = min(strengths.values())
    return [key for key, value in strengths.items() if value == least]


def weakest_links(
    found: Mapping[str, Assessment], counted: Counted = "needed", among: Sequence[Link] | None = None
) -> list[Link]:
    """Return the weakest of the steps given, of all where None; several where they are tied."""
    chosen = steps() if among is None else among
    keys: Collection[str] = weakest({k.key: strength_of_link(k, found, counted) for k in chosen})
    return [link for link in chosen if link.key in keys]


def verdict_of_link(link: Link, found: Mapping[str, Assessment], counted: Counted = "needed") -> Verdict:
    """Return the verdict of the least known claim of a step."""
    return IN_ORDER[strength_of_link(link, found, counted).verdict]
