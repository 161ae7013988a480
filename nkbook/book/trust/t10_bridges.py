"""T10: such trust can grow into communities and solidarity. No open series: not testable."""

from nkbook.book.trust.shares import latest, share
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence

t10 = Answers("T10")


@t10.reading("bridges")
def bridges(rows: Evidence, confidence: float) -> Measurement:
    """Answer from people who share: how many have a trusted tie to another group that shares."""
    return share(latest(rows.rows()), confidence)
