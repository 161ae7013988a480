"""T9: shared guilt binds people together. No open series answers it: not testable."""

from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence

t9 = Answers("T9")


@t9.reading("rates")
def rates(rows: Evidence, confidence: float) -> Measurement:
    """Answer from denunciations per exchange: rate where both are guilty over that where one is."""
    both, one = (rows.values(name).mean() for name in rows.reading.series)
    return Measurement(float(both / one), no_interval="sample sizes are needed")
