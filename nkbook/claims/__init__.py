"""The spine of the book: claims, criteria fixed in advance, evaluations and verdicts."""

from nkbook.claims.assessment import Assessment, assess
from nkbook.claims.evaluation import Finding, evaluate
from nkbook.claims.registry import Claim, claim, claims
from nkbook.claims.rule import Verdict
from nkbook.claims.section import chips, foot, head

__all__ = [
    "Assessment",
    "Claim",
    "Finding",
    "Verdict",
    "assess",
    "chips",
    "claim",
    "claims",
    "evaluate",
    "foot",
    "head",
]
