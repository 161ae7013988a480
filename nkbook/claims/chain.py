"""The essay's argument as a chain of steps, how well each is known, and where the chain is weakest.

A chain of reasoning carries no further than its weakest step, and a step that rests on several
claims is known no better than the least known of them. So strength is a minimum, twice, and never
an average.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from nkbook.claims.assessment import Assessment
from nkbook.claims.verdicts import Verdict

# Worst first, fixed before any strength was computed. What open evidence contradicts breaks a chain.
# What cannot be tested might hold, but nothing says so; what was tested without a decision has at
# least been looked at; where bodies of evidence disagree, at least one of them decides; limits are a
# known restriction of what holds.
IN_ORDER = (
    Verdict.CONTRADICTED,
    Verdict.NOT_TESTABLE,
    Verdict.UNDETERMINED,
    Verdict.CONTESTED,
    Verdict.WITHIN_LIMITS,
    Verdict.SUPPORTED,
)
GRADES = "CBA"  # worst first

Counted = Literal["needed", "stated"]


@dataclass(frozen=True)
class Link:
    """One step of the essay's argument.

    paragraphs: of the essay. title: the step as a sentence, in our words. needed: claims without
    which the next step does not follow. also_stated: what the essay says on the way besides, such
    as a saying or a list. why: the reason for drawing the line there.
    """

    key: str
    paragraphs: str
    title: str
    needed: tuple[str, ...]
    also_stated: tuple[str, ...]
    why: str

    def claims(self, counted: Counted) -> tuple[str, ...]:
        """Return the claims that count for the step."""
        return self.needed if counted == "needed" else self.needed + self.also_stated


CHAIN = (
    Link(
        "above",
        "6–7",
        "Change from above brought no freedom",
        ("T1",),
        ("T2",),
        "If freedom had grown there would be nothing to explain; who moved first does not matter for it",
    ),
    Link(
        "barrier",
        "8–10",
        "Distrust is what stands in the way",
        ("T3", "T6"),
        ("T4", "T5"),
        "Trust helps only if its lack is the obstacle, and solidarity is missing; the saying about spies "
        "and the length of surveillance are colour",
    ),
    Link(
        "inflow",
        "12",
        "Content from outside keeps coming in",
        ("I1",),
        ("I2",),
        "The argument needs a flow; by which of the ways it comes is left open",
    ),
    Link(
        "exchange",
        "15",
        "It is exchanged, at growing risk",
        ("I4", "I5"),
        ("I3",),
        "Shared risk takes danger and an exchange that goes on; that nobody watches only once is a saying",
    ),
    Link(
        "young",
        "11, 15",
        "The young are at its centre",
        ("I6",),
        (),
        "The essay places its hope in them",
    ),
    Link(
        "trust",
        "16–17",
        "Shared risk and guilt make trust",
        ("T8", "T9"),
        (),
        "The essay claims both kinds of trust",
    ),
    Link(
        "return",
        "11",
        "Trust is coming back",
        ("T7",),
        (),
        "What the mechanism should have brought about by now",
    ),
    Link(
        "solidarity",
        "18",
        "Trust grows into solidarity",
        ("T10",),
        (),
        "Without it circles of trust stay circles",
    ),
    Link(
        "questions",
        "19",
        "What people see makes them question",
        ("I7",),
        (),
        "Solidarity without a grievance has no aim",
    ),
)


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
    return "".join(sorted({grade for alone in found.alone.values() for grade in alone.grades}))


def strength(found: Assessment) -> Strength:
    """Return how well a claim is known: by verdict, then by independent origins, then by best grade."""
    grades = grades_of(found)
    best = GRADES.index(grades[0]) if grades else -1
    return Strength(IN_ORDER.index(found.verdict), len(found.origins), best)


def strength_of_link(link: Link, found: Mapping[str, Assessment], counted: Counted = "needed") -> Strength:
    """Return how well a step is known: as well as the least known of its claims."""
    return min(strength(found[claim]) for claim in link.claims(counted))


def weakest(strengths: Mapping[str, Strength]) -> list[str]:
    """Return the keys of least strength in the order given; several where they are tied."""
    least = min(strengths.values())
    return [key for key, value in strengths.items() if value == least]


def weakest_links(found: Mapping[str, Assessment], counted: Counted = "needed") -> list[Link]:
    """Return the weakest steps of the chain, several where they are tied."""
    keys: Collection[str] = weakest({k.key: strength_of_link(k, found, counted) for k in CHAIN})
    return [link for link in CHAIN if link.key in keys]


def verdict_of_link(link: Link, found: Mapping[str, Assessment], counted: Counted = "needed") -> Verdict:
    """Return the verdict of the least known claim of a step."""
    return IN_ORDER[strength_of_link(link, found, counted).verdict]
