"""T2: change came from the top, through policy, and not from below.

Markets, phones, farms, laws and food: origins that report that the state's permission came before a kind of
dealing spread, less those that report the spread first. Practice: percent of household income, or of homes,
from private dealing before general markets were permitted, or while the sale of homes is forbidden.
"""

import pandas as pd

from nkbook.book import documents, leavers
from nkbook.book.trust.shares import NO_BASE, latest, pooled, share
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import surveys
from nkbook.methods.surveys import ShareInterval

t2 = Answers("T2")


@t2.reading(
    "asked", "histories", "sunnet", "koryolink", "texts", "observers", "codes", "decision", "glossary"
)
def first(rows: Evidence, confidence: float, reading: str) -> Measurement:
    """Answer from documents of the state and from reports on what came before them."""
    said = rows.documents(rows.reading.says)
    limits = documents.unread(rows) if rows.reading.says else ()
    if reading in ("decision", "glossary") and (said["year"] < t2.threshold("famine")).all():
        limits = (*limits, "old")
    return documents.weighed(rows, limits)


@t2.reading("income")
def income(
    rows: Evidence,
    confidence: float,
    cohort_size: str = "smallest",
    mean_interval: str = "widest",
    design_effect: float = 2,
) -> Measurement:
    """Answer from income before general markets were permitted. Interval: error of a mean, at its widest.

    cohort_size: as in `leavers.cohort`. mean_interval: the answers spread as far as answers on this scale
    can, or as far as answers with this mean can. design_effect: as in `surveys.share_interval`.
    """
    told = before_markets(rows.rows("mou2024_informal_share_of_household_income"))
    if told.empty:
        raise NoEvidence("no admitted answer of people who left before markets were permitted")
    row = latest(told)
    value, people = float(row["value"]), leavers.cohort(rows.aside(), int(row["year"]), cohort_size)
    if people is None:
        return Measurement(value, limits=("kinds",), no_interval=NO_BASE)
    low, high = surveys.worst_case_mean(
        value, people / design_effect, confidence, at_mean=mean_interval == "at_mean"
    )
    note = "a mean of shares recalled by leavers; interval: sampling error only, at its widest"
    return Measurement(value, low, high, people, ("kinds",), (note,), borrowed=True)


@t2.reading("homes")
def homes(
    rows: Evidence,
    confidence: float,
    home_survey: str = "latest",
    interval: ShareInterval = "exact",
    design_effect: float = 2,
) -> Measurement:
    """Answer from homes bought although homes may not be sold. Interval: sampling error.

    home_survey: the latest or the first year asked, or all pooled. interval, design_effect: as in
    `surveys.share_interval`.
    """
    asked = rows.rows("ipus_home_bought").dropna(subset=["value", "n"])
    if asked.empty:
        raise NoEvidence("no evidence of this grade")
    row = pooled(asked) if home_survey == "pooled" else asked.iloc[0 if home_survey == "first" else -1]
    return share(row, confidence, interval, design_effect)


def before_markets(rows: pd.DataFrame) -> pd.DataFrame:
    """Return answers of people who left before the state permitted general markets."""
    return rows[rows["year"] <= t2.threshold("permitted")].dropna(subset="value")
