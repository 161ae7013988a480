"""T2: change came from the top, through policy, and not from below.

Quantity: share of household income, or of homes, that came from private dealing before the state
permitted it or while it forbade it. Where practice is found before permission, practice led.
"""

import pandas as pd

from nkbook.book import leavers
from nkbook.book.trust.shares import NO_BASE, latest, pooled, share
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import surveys
from nkbook.methods.surveys import ShareInterval

t2 = Answers("T2")


@t2.reading("markets")
def markets(
    rows: Evidence,
    confidence: float,
    cohort_size: str = "smallest",
    mean_interval: str = "widest",
    design_effect: float = 2,
) -> Measurement:
    """Answer from income before markets were permitted. Interval: sampling error of a mean, at its widest.

    cohort_size: as in `leavers.cohort`. mean_interval: the answers spread as far as answers on this scale
    can, or as far as answers with this mean can. design_effect: as in `surveys.share_interval`.
    """
    income = before_markets(rows.rows("mou2024_informal_share_of_household_income"))
    if income.empty:
        raise NoEvidence("no admitted answer of people who left before markets were permitted")
    row = latest(income)
    value, people = float(row["value"]), leavers.cohort(rows, int(row["year"]), cohort_size)
    if people is None:
        return Measurement(value, no_interval=NO_BASE)
    low, high = surveys.worst_case_mean(
        value, people / design_effect, confidence, at_mean=mean_interval == "at_mean"
    )
    note = "a mean of shares recalled by leavers; interval: sampling error only, at its widest"
    return Measurement(value, low, high, people, warnings=(note,), borrowed=True)


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
    """Return answers of people who left before the state permitted markets."""
    return rows[rows["year"] <= t2.threshold("permitted")].dropna(subset="value")
