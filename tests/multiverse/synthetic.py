"""Claims made up for the tests, with functions whose answers are known."""

import time
from typing import Any

import pandas as pd

from nkbook.claims.evaluation import Finding
from nkbook.claims.registry import Claim
from nkbook.claims.rule import Verdict, decide


def choice(kind: str, default: Any, *values: Any) -> dict[str, Any]:
    """Return a choice as the registry holds it."""
    options = [{"value": value, "why": "a reason that can be rejected"} for value in values]
    return {"type": kind, "why": "why it is of this type", "default": default, "options": options}


def claim(choices: dict[str, Any], **fields: Any) -> Claim:
    """Return a claim that is supported from 10 on and contradicted up to 5."""
    return Claim.model_validate(
        {
            "id": "S1",
            "paragraph": "0",
            "theme": "economy",
            "claim": "made up",
            "criterion": {
                "quantity": "made up",
                "unit": "percent",
                "supports": {"at_least": 10},
                "contradicts": {"at_most": 5},
                "otherwise": "undetermined",
            },
            "readings": {"one": {"title": "One", "series": ["a"]}, "two": {"title": "Two", "series": ["b"]}},
            "default": "one",
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
}


def evaluate(
    claim: str,
    *,
    trim: bool = False,
    scale: float = 1.0,
    shift: int = 0,
    question: str = "mean",
    reading: str = "one",
    **_: Any,
) -> Finding:
    """Answer 12, scaled and shifted; `trim` alone ends in 3, "max" in 99; `idle` changes nothing."""
    estimate = (3.0 if trim else 12.0) * scale + shift
    if question == "max":
        estimate = 99.0
    interval = (estimate - 0.5, estimate + 0.5)
    verdict = decide(SIMPLE.criterion, estimate, interval, limits=(), grades="A")
    rows = {("a", "PRK", "2000", reading, "", str(trim)): pd.Series({"source": "s"})}
    return Finding(claim, reading, verdict, estimate, *interval, "percent", 7, ("s",), rows=rows)


def broken(claim: str, **choices: Any) -> Finding:
    """Fail where `scale` is 1.2."""
    if choices["scale"] == 1.2:
        raise ZeroDivisionError("no such scale")
    return evaluate(claim, **choices)


def slow(claim: str, **choices: Any) -> Finding:
    """Take a while, so that something can happen meanwhile."""
    time.sleep(0.05)
    return evaluate(claim, **choices)


def silent(claim: str, **_: Any) -> Finding:
    """Find no evidence."""
    return Finding(claim, "one", Verdict.NOT_TESTABLE, unit="percent", reason="no evidence")


SIMPLE = claim(CHOICES)
