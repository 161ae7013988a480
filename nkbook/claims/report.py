"""All verdicts at once, for people and for machines."""

import json
from typing import Any

from rich.table import Table

from nkbook.claims.assessment import Assessment
from nkbook.claims.phrases import estimate
from nkbook.figures import rounded


def record(assessment: Assessment) -> dict[str, Any]:
    """Return one claim as plain values: verdict, estimate, interval or the reason for none."""
    found = assessment.default
    return {
        "id": assessment.claim.id,
        "theme": assessment.claim.theme,
        "claim": assessment.claim.claim,
        "verdict": str(assessment.verdict),
        "reading": found.reading,
        "estimate": found.estimate,
        "lower": found.lower,
        "upper": found.upper,
        "unit": found.unit,
        "n": found.n,
        "no_interval": found.reason,
        "alone": {key: str(e.verdict) for key, e in assessment.alone.items()},
        "sources": list(assessment.sources),
        "origins": list(assessment.origins),
        "hangs_on": list(assessment.hangs_on),
    }


def as_json(assessments: list[Assessment]) -> str:
    """Return all claims as JSON, numbers at 6 significant digits."""
    return json.dumps([rounded(record(a)) for a in assessments], indent=1, ensure_ascii=False)


def as_table(assessments: list[Assessment]) -> Table:
    """Return all claims as a table for the terminal."""
    table = Table("", "claim", "verdict", "estimate", "origins", title="The essay, claim by claim")
    for a in assessments:
        table.add_row(a.claim.id, a.claim.claim, str(a.verdict), estimate(a.default), str(len(a.origins)))
    return table
