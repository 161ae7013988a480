"""All verdicts at once, for people and for machines."""

import json
from typing import Any

from rich.table import Table

from nkbook.claims.assessment import Assessment
from nkbook.claims.evaluation import Finding
from nkbook.claims.phrases import estimate
from nkbook.claims.rule import Stance
from nkbook.figures import rounded


def record(assessment: Assessment) -> dict[str, Any]:
    """Return one claim as plain values: its verdict, each part, each reading with what it finds."""
    item = assessment.claim
    return {
        "id": item.id,
        "theme": item.theme,
        "claim": item.claim,
        "verdict": str(assessment.verdict),
        "limits": sorted(assessment.ruling.limits),
        "states": item.states,
        "recast": item.recast,
        "parts": {key: _part(assessment, key) for key in item.parts},
        "sources": list(assessment.sources),
        "origins": list(assessment.origins),
        "without": {origin: str(verdict) for origin, verdict in assessment.without.items()},
    }


def _part(assessment: Assessment, key: str) -> dict[str, Any]:
    part, ruling = assessment.claim.parts[key], assessment.parts[key]
    return {
        "kind": part.kind,
        "about": part.about,
        "verdict": str(ruling.verdict),
        "limits": sorted(ruling.limits),
        "unit": part.criterion.unit,
        "readings": {name: _finding(assessment.findings[name]) for name in part.readings},
    }


def _finding(found: Finding) -> dict[str, Any]:
    stance = found.stance or Stance()
    return {
        "estimate": found.estimate,
        "lower": found.lower,
        "upper": found.upper,
        "n": found.n,
        "carries": stance.carries,
        "excludes": sorted(stance.excludes),
        "open": found.open or ("" if found.stance else "no_evidence"),
        "limits": sorted(stance.limits),
        "conditions": list(found.limits),
        "origins": list(found.origins),
        "grades": found.grades,
        "no_interval": found.reason,
    }


def as_json(assessments: list[Assessment]) -> str:
    """Return all claims as JSON, numbers at 6 significant digits."""
    return json.dumps([rounded(record(a)) for a in assessments], indent=1, ensure_ascii=False)


def as_table(assessments: list[Assessment]) -> Table:
    """Return all claims as a table for the terminal."""
    table = Table("", "claim", "verdict", "estimate", "origins", title="The essay, claim by claim")
    for a in assessments:
        table.add_row(a.claim.id, a.claim.claim, str(a.verdict), estimate(a.lead), str(len(a.origins)))
    return table
