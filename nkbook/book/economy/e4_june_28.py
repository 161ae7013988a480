"""E4: the June 28 policy of 2012 loosened farming.

Quantity: step of the harvest of 2013 on, in percent, beyond that of the neighbours.
"""

from nkbook.book.economy import harvest
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence

e4 = Answers("E4")


@e4.reading("fao_2025", "fao_2020", "rda")
def step(
    rows: Evidence,
    confidence: float,
    reading: str,
    crop: str = "cereals",
    weather_control: str = "neighbours",
    window: int = 5,
    policy_year: str = "before",
    estimator: str = "means",
    errors: str = "independent",
) -> Measurement:
    """Answer from one printing of the harvest. Interval: of Student's t; choices as in `Harvest`."""
    how = harvest.Harvest(crop, weather_control, window, policy_year, estimator, errors)
    return harvest.measured(e4, rows, reading, confidence, how)
