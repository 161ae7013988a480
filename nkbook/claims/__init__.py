"""The spine of the book: claims, criteria fixed in advance, evaluations and verdicts."""

from nkbook.claims.assessment import Assessment, assess
from nkbook.claims.evaluation import Evaluation, evaluate
from nkbook.claims.registry import Claim, claim, claims
from nkbook.claims.section import chips, foot, head
from nkbook.claims.verdicts import Verdict

__all__ = [
    "Assessment",
    "Claim",
    "Evaluation",
    "Verdict",
    "assess",
    "chips",
    "claim",
    "claims",
    "evaluate",
    "foot",
    "head",
]
