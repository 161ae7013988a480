"""What a verification found, for machines and as a page that opens without a network."""

import json
from pathlib import Path
from typing import Any

from nkbook import words
from nkbook.claims import registry
from nkbook.errors import BookError
from nkbook.verify import alike, machine
from nkbook.verify.stage import Outcome

TEMPLATES = words.pages_of("nkbook.verify")


def titles() -> words.Words:
    """Return the title of each stage by its name."""
    return words.of(Path(__file__).parent / "words.yml")


def record(outcomes: list[Outcome], quick: bool) -> dict[str, Any]:
    """Return all that a verification found as plain values. quick: whether thorough stages were left out."""
    return {
        "same": not any(one.differences for one in outcomes),
        "quick": quick,
        "tolerance": {"relative": alike.RELATIVE, "absolute": alike.ABSOLUTE},
        "claims": _claims(outcomes),
        "stages": [_stage(one) for one in outcomes],
        "environment": machine.environment(),
        "hardware": machine.hardware(),
        "packages": machine.versions(),
    }


def as_json(found: dict[str, Any]) -> str:
    """Return what `record` gives as JSON."""
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def as_page(found: dict[str, Any]) -> str:
    """Return what `record` gives as one page of HTML."""
    return TEMPLATES.get_template("verification.html").render(found)


def _stage(one: Outcome) -> dict[str, Any]:
    return {
        "name": one.stage,
        "title": titles()[one.stage],
        "seconds": round(one.seconds, 1),
        "differences": [
            {"thing": gap.thing, "how": gap.how, "claims": list(gap.claims)} for gap in one.differences
        ],
    }


def _claims(outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """Return for each claim whether it came out the same, and every difference that concerns it.

    Where the stage that answers them broke off, none is known to be the same: null stands for that.
    """
    answered = all(one.whole for one in outcomes if one.stage == "answers")
    told: dict[str, list[str]] = {}
    for gap in (gap for one in outcomes for gap in one.differences):
        for name in gap.claims:
            told.setdefault(name, []).append(str(gap))
    try:
        known = {item.id: item.claim for item in registry.claims()}
    except BookError:  # the registry cannot be read, which the stage of data says
        known = dict.fromkeys(told, "")
    return [
        {
            "id": name,
            "claim": claim,
            "same": False if name in told else True if answered else None,
            "differences": told.get(name, []),
        }
        for name, claim in known.items()
    ]
