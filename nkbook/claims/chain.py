"""The essay's argument as a chain of steps, how well each is known, and where the chain is weakest.

A chain of reasoning carries no further than its weakest step, and a step that rests on several
claims is known no better than the least known of them. So strength is a minimum, twice, and never
an average. Which claims to find out more about first follows from how many steps would fall with each.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from nkbook import files, paths
from nkbook.claims import registry
from nkbook.claims.assessment import Assessment
from nkbook.claims.evaluation import Finding
from nkbook.claims.rule import CONTRADICTING, SUPPORTING, Verdict
from nkbook.data import plain
from nkbook.data.package import note_read

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
    rests_on: tuple[str, ...]
    also_stated: tuple[str, ...] = ()

    def claims(self, counted: Counted) -> tuple[str, ...]:
        """Return the claims that count for the step."""
        return self.needed if counted == "needed" else self.needed + self.also_stated


def steps() -> tuple[Link, ...]:
    """Return the steps of the argument in the order of the essay."""
    path = paths.data() / "chain.yml"
    note_read(path)
    return _read(path, files.stamp(path))


@lru_cache(maxsize=8)
def _read(path: Path, _stamp: files.Stamp) -> tuple[Link, ...]:
    return tuple(plain.fitted(Link, entry, path) for entry in plain.read(path, list))


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


def falling_with(key: str) -> list[Link]:
    """Return the steps with nothing to stand on where one step falls: itself, and all that rest on it."""
    fallen = {key}
    while more := {link.key for link in steps() if fallen & {*link.rests_on}} - fallen:
        fallen |= more
    return [link for link in steps() if link.key in fallen]


def open_parts(found: Assessment) -> list[str]:
    """Return those parts of a claim that the essay asserts and that no evidence decides, in their order."""
    decided = {*SUPPORTING, *CONTRADICTING}
    return [key for key in found.claim.states if found.parts[key].verdict not in decided]


def to_find_out(found: Mapping[str, Assessment], counted: Counted = "needed") -> list[tuple[str, Link]]:
    """Return each claim of the chain with open parts, and its step: first where most steps would fall.

    Among equals those with fewer origins come first, then those that come first in the essay.
    """
    undecided = [(name, link) for link in steps() for name in link.claims(counted) if open_parts(found[name])]
    return sorted(undecided, key=lambda at: (-len(falling_with(at[1].key)), len(found[at[0]].origins)))


def counts(found: Mapping[str, Assessment]) -> dict[str, Any]:
    """Return which claims are counted as what; plain values, for JSON.

    essay: claims of the essay itself. argument: those of them that its chain needs. sayings: quoted by the
    essay. linked: claims of a column beside it. maps: those claims of the essay that have an evidence map and
    no verdict. verdicts: how many claims of the essay have each other verdict, the strongest first; only
    verdicts that occur, over those claims that `found` holds.
    """
    every = registry.claims()
    sayings = [item.id for item in every if item.saying]
    linked = [item.id for item in every if not item.paragraph[0].isdigit()]
    essay = [item.id for item in every if item.id not in {*sayings, *linked}]
    given = [found[name].verdict for name in essay if name in found]
    needed = [name for link in steps() for name in link.needed]
    return {
        "essay": essay,
        "argument": needed,
        "sayings": sayings,
        "linked": linked,
        "maps": [name for name in essay if name in found and found[name].verdict is Verdict.MAP],
        "verdicts": {
            str(v): given.count(v) for v in reversed(IN_ORDER) if v in given and v is not Verdict.MAP
        },
    }


def bridge(found: Mapping[str, Assessment], counted: Counted = "needed") -> list[dict[str, Any]]:
    """Return the argument as a bridge to draw: its steps in order, what each needs, how well it stands.

    Plain values, for JSON. Of a step: place, key, title, paragraphs, rests_on (keys of steps); verdict, that
    of its least known claim, with its slug; held, whether that supports; weakest; falls, places of all steps
    that have nothing to stand on without it, itself included; claims, the least known first, each with id,
    theme, verdict, slug, word (of a map) and origins.
    """
    weak = {link.key for link in weakest_links(found, counted)}
    places = {link.key: place for place, link in enumerate(steps(), start=1)}
    return [
        {
            "place": places[link.key],
            "key": link.key,
            "title": link.title,
            "paragraphs": link.paragraphs,
            "rests_on": list(link.rests_on),
            "verdict": str(verdict := verdict_of_link(link, found, counted)),
            "slug": verdict.slug,
            "held": verdict in SUPPORTING,
            "weakest": link.key in weak,
            "falls": [places[other.key] for other in falling_with(link.key)],
            "claims": [
                _of_claim(found[name])
                for name in sorted(link.claims(counted), key=lambda name: strength(found[name]))
            ],
        }
        for link in steps()
    ]


def _of_claim(found: Assessment) -> dict[str, Any]:
    return {
        "id": found.claim.id,
        "theme": found.claim.theme,
        "verdict": str(found.verdict),
        "slug": found.verdict.slug,
        "word": found.laid[0].word if found.verdict is Verdict.MAP and found.laid else "",
        "origins": len(found.origins),
    }
