"""T8: sharing at great risk creates trust between those who share. No open series: not testable."""

from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence

t8 = Answers("T8")


@t8.reading("pairs")
def pairs(rows: Evidence, confidence: float) -> Measurement:
    """Answer from pairs who are followed: rise of their trust after the first exchange."""
    before, after = (rows.values(name).mean() for name in rows.reading.series)
    return Measurement(float(after - before), no_interval="sample sizes are needed")
