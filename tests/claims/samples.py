"""Claims as a section shows them, small and made up: one of each kind that a reader can meet."""

from dataclasses import dataclass, field
from math import inf
from types import SimpleNamespace
from typing import Any

from nkbook.claims.registry import Region
from nkbook.claims.rule import Ruling, Stance, Verdict, place, rule, together

SOURCE, OTHER = "abendblatt_exit", "aaqilx_idg_2009"


@dataclass(frozen=True)
class Criterion:
    quantity: str
    unit: str
    supports: Region
    contradicts: Region
    otherwise: str = "Between the two the claim stays undetermined."
    limits: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    reading: str
    part: str
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    unit: str = "percent"
    stance: Stance | None = None
    abstains: str = ""
    limits: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reason: str = ""
    n: int | None = None
    residents: Any = None

    @property
    def verdict(self) -> Verdict:
        return rule(
            [self.stance and Stance(self.stance.carries, self.stance.excludes, self.stance.limits)]
        ).verdict


def criterion(unit: str = "percent", low: float = 75, high: float = 90, *, upward: bool = False) -> Criterion:
    below, above = Region(at_most=low), Region(at_least=high)
    supports, contradicts = (above, below) if upward else (below, above)
    limits = {"border": SimpleNamespace(kind="population", text="four in five came from two provinces")}
    return Criterion(
        "Lowest level of output as a share of the last year before the fall",
        unit,
        supports,
        contradicts,
        limits=limits,
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
        return Finding(reading, part, unit=about.unit, reason=more.pop("reason", "no evidence of this grade"))
    low, middle, high = ends
    carries, excludes = place(about, low, high)  # type: ignore[arg-type]
    stance = Stance(
        carries, excludes, frozenset(["population"] if more.get("limits") else []), frozenset([origin])
    )
    if more.get("abstains"):
        stance = Stance(origins=frozenset([origin]))
    bounds = (None if low == -inf else low, None if high == inf else high)
    return Finding(reading, part, middle, *bounds, about.unit, stance, **more)


def assessment(
    identifier: str,
    parts: dict[str, tuple[str, Criterion, list[Finding]]],
    without: dict[str, Verdict] | None = None,
) -> Any:
    """Return an assessment over parts: title, criterion and findings by key."""
    titles = {
        "output": "Real output, Bank of Korea and what repeats it",
        "electricity": "Electricity used per person, IEA",
    }
    shown = {
        key: SimpleNamespace(
            title=title,
            kind="practice",
            about="residents",
            criterion=about,
            readings={
                f.reading: SimpleNamespace(
                    title=titles.get(f.reading, f.reading.capitalize()), stands_in=None
                )
                for f in found
            },
        )
        for key, (title, about, found) in parts.items()
    }
    claim = SimpleNamespace(
        id=identifier,
        paragraph="8-9",
        theme="economy",
        claim="The planned economy collapsed in the 1990s",
        parts=shown,
        states=list(parts),
        readings={name: reading for part in shown.values() for name, reading in part.readings.items()},
        against="All output series rest on one outside estimate; most leavers still had a job <of the state>",
        rival="The shock came from outside & would have hit any economy so dependent",
        would_change="An independent series that falls by less than a quarter",
    )
    rulings: dict[str, Ruling] = {key: rule(f.stance for f in found) for key, (_, _, found) in parts.items()}
    ruling = together(rulings)
    changed = without or {}
    return SimpleNamespace(
        claim=claim,
        verdict=ruling.verdict,
        ruling=ruling,
        parts=rulings,
        findings={f.reading: f for _, _, found in parts.values() for f in found},
        without=changed,
        hangs_on=tuple(o for o, v in changed.items() if v != ruling.verdict),
        sources=(OTHER, SOURCE),
        origins=("brd_exit_statistics", "koryolink_operator"),
    )


def residents(interval: tuple[float, float], bounds: tuple[float, float]) -> Any:
    return SimpleNamespace(
        interval=interval,
        bounds=bounds,
        odds=1.8,
        odds_end=1.4,
        share=24.0,
        share_end=31.5,
        weight=13.0,
        rung=1,
    )


def supported() -> Any:
    about = criterion()
    found = [
        finding(
            about,
            "output",
            (66.5, 68, 69.4),
            limits=("border",),
            warnings=("the years before 1990 are pieced together",),
        ),
        finding(about, "electricity", (50.2, 51.8, 53.5), origin="iea", limits=("border",)),
        finding(about, "rations", (60, 72, 88), origin="fao", abstains="too_wide"),
        finding(about, "freight", None),
    ]
    return assessment(
        "E1", {"main": ("", about, found)}, {"bok": Verdict.UNDETERMINED, "iea": Verdict.WITHIN_LIMITS}
    )


def contested() -> Any:
    about = criterion(low=25, high=50, upward=True)
    found = [
        finding(about, "hourly", (62, 70, 78), limits=("border",), residents=residents((62, 78), (12, 99))),
        finding(about, "yearly", (9, 14.5, 19), origin="iea"),
        finding(about, "letters", (55, 60, 64), origin="fao", abstains="grade_c"),
    ]
    return assessment("E3", {"main": ("", about, found)})


def in_part() -> Any:
    law, practice = criterion("times", 1, 1.25, upward=True), criterion("percentage_points", -10, -5)
    return assessment(
        "I4",
        {
            "rule": (
                "The law",
                law,
                [
                    finding(law, "statutes", (1.5, 1.5, 1.5), part="rule"),
                    finding(law, "decrees", (1.4, 2, 2.6), part="rule", origin="iea"),
                ],
            ),
            "practice": (
                "Practice",
                practice,
                [finding(practice, "executions", (-4, 2.5, 9), part="practice")],
            ),
        },
    )


def endless() -> Any:
    about = criterion("subscriptions", 5_250_000, 6_300_000, upward=True)
    found = [
        finding(about, "operator", (7_000_000, 7_200_000, inf)),
        finding(about, "minister", (4_000_000, 5_900_000, 80_000_000), origin="iea", abstains="too_wide"),
        finding(about, "ceiling", (-inf, 6_000_000, 6_100_000), origin="fao", abstains="one_side_open"),
    ]
    return assessment("C3", {"main": ("", about, found)})


def untested() -> Any:
    about = criterion("percentage_points", 0, 10, upward=True)
    return assessment(
        "T7", {"main": ("", about, [finding(about, "named ties", None, reason="nobody asked")])}
    )


SAMPLES = {
    "supported": supported,
    "contested": contested,
    "in part": in_part,
    "endless": endless,
    "untested": untested,
}
