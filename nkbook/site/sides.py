"""What stands against what where a claim is contested: both sides of each part, reading by reading."""

from typing import Any

from nkbook.claims import Assessment, phrases, section
from nkbook.claims.evaluation import Finding
from nkbook.claims.rule import SIDES, Verdict, opposite
from nkbook.data import credit
from nkbook.site.plotly_renderer import listed
from nkbook.site.template import render


def html(found: Assessment) -> str:
    """Return what each side says, whom it asked, when, and how it could be wrong; "" without dispute."""
    parts = [_part(found, key) for key, part in found.parts.items() if part.verdict is Verdict.CONTESTED]
    return render("sides", claim=found.claim, parts=parts) if parts else ""


def _part(found: Assessment, key: str) -> dict[str, Any]:
    """Return a contested part: the readings that carry a side, and those that exclude it."""
    heard = [one for one in found.findings.values() if one.part == key and one.stance]
    for side in SIDES:
        carry = [one for one in heard if one.stance and one.stance.carries == side]
        exclude = [one for one in heard if one.stance and side in one.stance.excludes]
        if carry and exclude:
            break
    sides = [
        (words, [_told(found, one) for one in readings])
        for words, readings in ((side, carry), (opposite(side), exclude))
    ]
    part = found.claim.parts[key]
    return {"title": part.title or key.capitalize(), "quantity": part.criterion.quantity, "sides": sides}


def _told(found: Assessment, one: Finding) -> dict[str, Any]:
    claim, fails = found.claim, found.claim.fails(one.reading)
    assert one.stance is not None
    assert one.estimate is not None
    carried = one.stance.carries
    years = sorted({int(row["year"]) for row in one.rows.values()})
    return {
        "title": claim.readings[one.reading].title,
        "says": carried,
        "amount": phrases.brief(one.estimate, one.unit),
        "interval": section.between(one),
        "origins": sorted(credit.names(one.origins).values()),
        "asked": one.n,
        "samples": sorted({row["sample"] for row in one.rows.values() if row.get("sample")}),
        "by": fails.by,
        "years": (years[0], years[-1]),
        "wrong": [
            phrases.region(getattr(claim.criterion_of(one.reading), opposite(carried)), one.unit, short=True)
            if carried
            else "",
            fails.why,
        ],
        "sources": listed(one.sources),
    }
