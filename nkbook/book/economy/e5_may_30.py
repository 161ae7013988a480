"""E5: the May 30 measures of 2014 widened individual responsibility on the farms.

Quantity: step of the harvest of 2015 on, in percent, beyond that of the neighbours.
"""

from nkbook.book.economy import harvest
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence

e5 = Answers("E5")


@e5.reading("fao_2025", "fao_2020", "rda")
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
    return harvest.measured(e5, rows, reading, confidence, how)
