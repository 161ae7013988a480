"""A claim made up for the tests, with two readings whose answers are known."""

import time
from typing import Any

from nkbook.claims.evaluation import Finding
from nkbook.claims.registry import Claim
from nkbook.claims.rule import Stance, place
from nkbook.multiverse.agreement import Claimed
from nkbook.multiverse.analyses import Evaluate, outcomes
from nkbook.multiverse.settings import Plan, plan


def choice(kind: str, default: Any, *values: Any) -> dict[str, Any]:
    """Return a choice as the registry holds it."""
    options = [{"value": value, "why": "a reason that can be rejected"} for value in values]
    return {"type": kind, "why": "why it is of this type", "default": default, "options": options}


def reading(title: str) -> dict[str, Any]:
    """Return a reading as the registry holds it."""
    return {"title": title, "series": ["a"], "fails": {"by": "count", "why": "another count could be"}}


def claim(choices: dict[str, Any], **fields: Any) -> Claim:
    """Return a claim that is supported from 10 on and contradicted up to 5."""
    criterion = {
        "quantity": "made up",
        "unit": "percent",
        "supports": {"at_least": 10},
        "contradicts": {"at_most": 5},
        "otherwise": "undetermined",
    }
    readings = {"one": reading("One"), "two": reading("Two")}
    part = {"kind": "outcome", "about": "fact", "criterion": criterion, "readings": readings}
    return Claim.model_validate(
        {
            "id": "S1",
            "paragraph": "0",
            "theme": "economy",
            "claim": "made up",
            "states": ["outcome"],
            "parts": {"outcome": part},
            "rival": "none",
            "against": "none",
            "would_change": "none",
            "choices": choices,
            **fields,
        }
    )


CHOICES = {
    "trim": choice("E", False, False, True),
    "scale": choice("E", 1.0, 1.0, 1.1, 1.2),
    "shift": choice("U", 0, 0, 1, -9),
    "idle": choice("E", "x", "x", "y"),
    "question": choice("N", "mean", "mean", "max"),
    "wide": choice("S", False, False, True),
}
TAKES = {"one": ("trim", "scale", "shift", "idle", "question", "wide"), "two": ("scale",)}


def evaluate(
    claim: str,
    *,
    reading: str,
    trim: bool = False,
    scale: float = 1.0,
    shift: int = 0,
    question: str = "mean",
    wide: bool = False,
    confidence: float = 0.95,
    **_: Any,
) -> Finding:
    """Answer 12 from one (3 where trimmed) and 11 from two, both scaled, one shifted; "max" ends in 99.

    Intervals reach half a point to each side, three where wide, and more with the level of confidence.
    """
    estimate = (3.0 if trim else 12.0) * scale + shift if reading == "one" else 11.0 * scale
    estimate = 99.0 if question == "max" else estimate
    half = (3.0 if wide else 0.5) + 10 * max(0.0, confidence - 0.95)
    interval = (estimate - half, estimate + half)
    stance = Stance(*place(SIMPLE.criterion, *interval), frozenset(), frozenset({reading}))
    rows: Any = {("a", "PRK", "2000", reading, "", str(trim)): {"source": "s"}}
    return Finding(claim, "outcome", reading, estimate, *interval, "percent", 7, stance, rows=rows)


def broken(claim: str, **choices: Any) -> Finding:
    """Fail where `scale` is 1.2."""
    if choices["scale"] == 1.2:
        raise ZeroDivisionError("no such scale")
    return evaluate(claim, **choices)


def slow(claim: str, **choices: Any) -> Finding:
    """Take a while, so that something can happen meanwhile."""
    time.sleep(0.05)
    return evaluate(claim, **choices)


def silent(claim: str, *, reading: str, **_: Any) -> Finding:
    """Find no evidence."""
    return Finding(claim, "outcome", reading, unit="percent", reason="no evidence")


def planned(item: Claim) -> Plan:
    """Return the choices of a made-up claim by reading."""
    return plan(item, {key: tuple(n for n in names if n in item.choices) for key, names in TAKES.items()})


def claimed(item: Claim, function: Evaluate = evaluate) -> Claimed:
    """Return the evaluated analyses of a made-up claim."""
    found = planned(item)
    return Claimed(found, outcomes(found, function))


SIMPLE = claim(CHOICES)
