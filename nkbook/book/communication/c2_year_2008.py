"""C2: in 2008 there were about 100,000 mobile phones.

Quantity: factor between the figure claimed and the lines in use at the end of 2008, whichever is
larger over the other. Both readings rest on the counts of one operator: that for the very month, and
those of the next year, led back to it.
"""

import pandas as pd

from nkbook.book.communication.shared import between, event_date, month_end
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import diffusion

YEAR = 2008
YEAR_END = pd.Timestamp(YEAR, 12, 31)
AT_ONCE, STEADY, FASTER = 0, 1, 2

c2 = Answers("C2")


@c2.reading("counts")
def counts(
    rows: Evidence, confidence: float, count: str = "activated", year_meant: int = YEAR
) -> Measurement:
    """Answer from the operator's statements for the end of the year. Interval: spans what is stated.

    count: the lowest statement (activated lines) or the highest, which may count applications. year_meant:
    another year at whose end the figure may have held.
    """
    stated = between(rows, year_meant, year_meant).rows("koryolink_subscribers")
    factors = sorted(factor(value) for value in stated[stated["date"] == stated["date"].max()]["value"])
    estimate = factors[-1] if count == "activated" else factors[0]
    if len(factors) == 1:
        reason = "one count is admitted; an operator's count states no error"
        return Measurement(estimate, no_interval=reason)
    return Measurement(estimate, factors[0], factors[-1])


@c2.reading("backcast")
def backcast(
    rows: Evidence, confidence: float, anchor: str = "2009-03", growth: str = "power"
) -> Measurement:
    """Answer from the first count of 2009, led back to the end of 2008. Interval: shapes of growth.

    growth: a power of the days since the launch (steady additions, with all at once and ever faster
    ones as the ends), or the exponential rate to the next count, which states no error. anchor: month
    from which on a count may be taken.
    """
    later = between(rows, YEAR + 1, YEAR + 1).rows("koryolink_subscribers").sort_values("date")
    later = later[later["date"] >= anchor]
    if later.empty:
        raise NoEvidence(f"no count from {anchor} to the end of the year is admitted")
    if growth == "exponential":
        reason = "one rate of growth, between two counts, states no error"
        return Measurement(factor(_by_rate(later)), no_interval=reason)
    first, launch = later.iloc[0], launch_date()
    span, elapsed = (month_end(first["date"]) - launch).days, (YEAR_END - launch).days
    most, middle, least = (
        factor(diffusion.early_level(float(first["value"]), elapsed, span, exponent))
        for exponent in (AT_ONCE, STEADY, FASTER)
    )
    warning = "the ends are shapes of growth, not sampling error: all at once, ever faster additions"
    return Measurement(middle, most, least, warnings=(warning,))


def _by_rate(counts: pd.DataFrame) -> float:
    """Return the lines at the end of 2008 by the rate of growth between the first two counts."""
    later = counts[counts["date"] > counts["date"].iloc[0]]
    if later.empty:
        raise NoEvidence("a rate of growth needs two counts")
    first, second = counts.iloc[0], later.iloc[0]
    start = month_end(first["date"])
    span, back = (month_end(second["date"]) - start).days, (start - YEAR_END).days
    return diffusion.level_before(float(first["value"]), float(second["value"]), span, back)


def factor(count: float) -> float:
    """Return the factor between a count and the figure claimed, whichever is larger over the other."""
    claimed = c2.threshold("claimed")
    return max(claimed / count, count / claimed)


def launch_date() -> pd.Timestamp:
    """Return the day on which the network of 2008 opened."""
    return event_date("2008-12", "launched")
