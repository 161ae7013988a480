"""E4: the June 28 policy of 2012 loosened farming.

Rule and practice: origins that report them, less those that deny them. Outcome: step of the harvest of
2013 on, in percent, beyond that of the neighbours.
"""

from nkbook import data
from nkbook.book import documents
from nkbook.book.economy import harvest
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence

LAND = "land|plot|pyong"  # words by which a report speaks of land for private use

e4 = Answers("E4")


@e4.reading("observers", "inside")
def announced(rows: Evidence, confidence: float) -> Measurement:
    """Answer from what is written of the policy; no text is public, and trials of the same are older."""
    limits = documents.unread(rows) + (("older",) if tried_before() else ())
    return documents.weighed(rows, limits + documents.silent(rows, "land", LAND))


@e4.reading("reported")
def practised(rows: Evidence, confidence: float) -> Measurement:
    """Answer from reports of where the rule was kept."""
    return documents.weighed(rows)


@e4.reading("fao_2025", "fao_2020")
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


@e4.reading("rda")
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
    return harvest.measured(e4, rows, "rda", confidence, how)


def tried_before() -> bool:
    """Tell whether the ledger holds trials of such a rule before the policy."""
    table = data.documents()
    return bool(((table["carried_out"] == "pilots") & (table["year"] < e4.threshold("announced"))).any())
