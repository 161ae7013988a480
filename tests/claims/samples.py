"""Claims as a section shows them, small and made up: one of each kind that a reader can meet."""

from dataclasses import replace
from math import inf
from typing import Any

from nkbook.claims import Assessment, Claim, Finding, Verdict
from nkbook.claims.registry import Criterion, Failing, Part, Reading, Region, StandIn
from nkbook.claims.rule import Stance, place, rule, together
from nkbook.methods.residents import Residents

SOURCES = ("abendblatt_exit", "aaqilx_idg_2009")
TITLES = {
    "output": "Real output, Bank of Korea and what repeats it",
    "electricity": "Electricity used per person, IEA",
}
FAILING = Failing(by="share", why="another number would have said otherwise")
Parts = dict[str, tuple[str, Criterion, list[Finding]]]


def regions(low: float, high: float, *, upward: bool) -> dict[str, Region]:
    below, above = Region(at_most=low), Region(at_least=high)
    return {"supports": above, "contradicts": below} if upward else {"supports": below, "contradicts": above}


def criterion(unit: str = "percent", low: float = 75, high: float = 90, *, upward: bool = False) -> Criterion:
    limit = {"border": {"kind": "population", "text": "four in five came from two provinces"}}
    return Criterion.model_validate(
        {
            "quantity": "Lowest level of output as a share of the last year before the fall",
            "unit": unit,
            **regions(low, high, upward=upward),
            "limits": limit,
            "otherwise": "Between the two the claim stays undetermined.",
        }
    )


def finding(
    about: Criterion,
    reading: str,
    ends: tuple[float, float, float] | None,
    *,
    origin: str = "bok",
    **more: Any,
) -> Finding:
    """Return a finding with an interval (lower, estimate, upper), placed by the criterion."""
    part = more.pop("part", "main")
    if ends is None:
        return Finding("E1", part, reading, unit=about.unit, **({"reason": "nothing admitted"} | more))
    low, middle, high = ends
    carries, excludes = place(about, low, high)
    limits = frozenset(["population"] if more.get("limits") else [])
    placed = Stance() if more.get("open") else Stance(carries, excludes, limits)
    stance = Stance(placed.carries, placed.excludes, placed.limits, frozenset([origin]))
    bounds = (None if low == -inf else low, None if high == inf else high)
    return Finding("E1", part, reading, middle, *bounds, about.unit, stance=stance, **more)


def assessment(
    identifier: str,
    parts: Parts,
    without: dict[str, Verdict] | None = None,
    stand_ins: dict[str, StandIn] | None = None,
) -> Assessment:
    """Return an assessment over parts: title, criterion and findings by key."""

    def reading(key: str) -> Reading:
        title = TITLES.get(key, key.capitalize())
        own = (stand_ins or {}).get(key)
        return Reading(title=title, series=["none"], stands_in=own, fails=FAILING)

    claim = Claim(
        id=identifier,
        paragraph="8-9",
        theme="economy",
        claim="The planned economy collapsed in the 1990s",
        states=list(parts),
        parts={
            key: Part(
                title=title,
                kind="practice",
                about="residents",
                criterion=about,
                readings={f.reading: reading(f.reading) for f in found},
            )
            for key, (title, about, found) in parts.items()
        },
        against="All output series rest on one estimate; most leavers still had a job <of the state>",
        rival="The shock came from outside & would have hit any economy so dependent",
        would_change="An independent series that falls by less than a quarter",
    )
    every = [found for _, _, own in parts.values() for found in own]
    findings = {found.reading: replace(found, sources=SOURCES) for found in every}
    rulings = {key: rule(f.stance for f in found) for key, (_, _, found) in parts.items()}
    return Assessment(claim, findings, rulings, together(rulings), without or {})


def supported(**stand_ins: StandIn) -> Assessment:
    about = criterion()
    pieced = ("the years before 1990 are pieced together",)
    found = [
        finding(about, "output", (66.5, 68, 69.4), limits=("border",), warnings=pieced),
        finding(about, "electricity", (50.2, 51.8, 53.5), origin="iea", limits=("border",)),
        finding(about, "rations", (60, 72, 88), origin="fao", open="too_wide"),
        finding(about, "freight", None, reason="no evidence of this grade"),
    ]
    without = {"bok": Verdict.UNDETERMINED, "iea": Verdict.WITHIN_LIMITS}
    return assessment("E1", {"main": ("", about, found)}, without, stand_ins)


def contested() -> Assessment:
    about = criterion(low=25, high=50, upward=True)
    stayed = Residents(70, (62, 78), 50, 0.13, {1: (12, 99), 4: (62, 78)}, (1.8, 1.4), (24.0, 131.5))
    found = [
        finding(about, "hourly", (62, 70, 78), limits=("border",), residents=stayed),
        finding(about, "yearly", (9, 14.5, 19), origin="iea"),
        finding(about, "letters", (55, 60, 64), origin="fao", open="grade_c"),
    ]
    return assessment("E3", {"main": ("", about, found)})


def in_part() -> Assessment:
    law, practice = criterion("times", 1, 1.25, upward=True), criterion("percentage_points", -10, -5)
    texts = [
        finding(law, "statutes", (1.5, 1.5, 1.5), part="rule"),
        finding(law, "decrees", (1.4, 2, 2.6), part="rule", origin="iea"),
    ]
    counts = [finding(practice, "executions", (-4, 2.5, 9), part="practice")]
    return assessment("I4", {"rule": ("The law", law, texts), "practice": ("Practice", practice, counts)})


def endless() -> Assessment:
    about = criterion("subscriptions", 5_250_000, 6_300_000, upward=True)
    found = [
        finding(about, "operator", (7_000_000, 7_200_000, inf)),
        finding(about, "minister", (4_000_000, 5_900_000, 80_000_000), origin="iea", open="too_wide"),
        finding(about, "ceiling", (-inf, 6_000_000, 6_100_000), origin="fao", open="bounds"),
    ]
    return assessment("C3", {"main": ("", about, found)})


def untested() -> Assessment:
    about = criterion("percentage_points", 0, 10, upward=True)
    found = [finding(about, "named ties", None, reason="nobody asked")]
    return assessment("T7", {"main": ("", about, found)})


SAMPLES = {
    "supported": supported,
    "contested": contested,
    "in part": in_part,
    "endless": endless,
    "untested": untested,
}
