"""E5: the May 30 measures of 2014 widened individual responsibility on the farms.

Rule and practice: origins that report them, less those that deny them. Outcome: step of the harvest of
2015 on, in percent, beyond that of the neighbours.
"""

from nkbook.book import documents
from nkbook.book.economy import harvest
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence

e5 = Answers("E5")


@e5.reading("texts")
def texts(rows: Evidence, confidence: float) -> Measurement:
    """Answer from texts of which words were read; they speak of farms and are not those of May 2014."""
    return documents.weighed(rows, (*documents.unread(rows), "other_text"))


@e5.reading("reports")
def reports(rows: Evidence, confidence: float) -> Measurement:
    """Answer from what analysts abroad write of the measures."""
    return documents.weighed(rows, documents.unread(rows))


@e5.reading("kept")
def practised(rows: Evidence, confidence: float) -> Measurement:
    """Answer from reports of where the rule was kept."""
    return documents.weighed(rows)


@e5.reading("fao_2025", "fao_2020")
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


@e5.reading("rda")
def southern_step(
    rows: Evidence,
    confidence: float,
    weather_control: str = "neighbours",
    window: int = 5,
    policy_year: str = "before",
    estimator: str = "means",
    errors: str = "independent",
) -> Measurement:
    """Answer from the southern estimate of all food crops. Interval and choices as above."""
    how = harvest.Harvest("cereals", weather_control, window, policy_year, estimator, errors)
    return harvest.measured(e5, rows, "rda", confidence, how)
