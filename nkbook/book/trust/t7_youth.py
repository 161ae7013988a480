"""T7: trust is coming back among the young. No open series answers it: not testable."""

from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence

t7 = Answers("T7")


@t7.reading("direct")
def direct(rows: Evidence, confidence: float) -> Measurement:
    """Answer from a survey that is repeated: rise of trust among the young less that among elders."""
    young, old = (rows.values(name) for name in rows.reading.series)
    rise = float((young.iloc[-1] - young.iloc[0]) - (old.iloc[-1] - old.iloc[0]))
    return Measurement(rise, limits=("leavers",), no_interval="sample sizes per cohort are needed")
