"""T5: surveillance and mutual criticism accompany people all their lives.

Institutions and attendance: origins that report them, less those that deny them. Practice: percent of the
latest leavers who felt surveillance in their own daily life.
"""

import pandas as pd

from nkbook.book import documents, leavers
from nkbook.book.trust.shares import NO_BASE, latest, pooled, share
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.methods import surveys
from nkbook.methods.surveys import ShareInterval

ASKED = {"watched": "watched_at_home", "searched": "home_searched"}
FIRST_YEAR_READ = {"latest": -1, "last_three": -3, "all": 0}

t5 = Answers("T5")


@t5.reading("inquiry", "pupils", "institute", "analyst", "decree")
def institutions(rows: Evidence, confidence: float) -> Measurement:
    """Answer from origins that report what binds people at a stage of life."""
    return documents.weighed(rows, documents.unread(rows))


@t5.reading("surveys", "reports", "university", "office", "interviews", "press")
def attended(rows: Evidence, confidence: float) -> Measurement:
    """Answer from origins that report whether sessions and reporting were kept up."""
    limits = documents.silent(rows, "general", "[Ss]ession|visit") if rows.reading.says else ()
    return documents.weighed(rows, limits)


@t5.reading("mou")
def mou(
    rows: Evidence,
    confidence: float,
    intrusion: str = "watched",
    cohort_size: str = "smallest",
    interval: ShareInterval = "exact",
    design_effect: float = 2,
) -> Measurement:
    """Answer from interviews of the latest leavers. Interval: sampling error, the size a stand-in.

    intrusion: watched at home, or searched there. cohort_size: as in `leavers.cohort`. interval,
    design_effect: as in `surveys.share_interval`.
    """
    row = latest(rows.rows(ASKED[intrusion]))
    value, people = float(row["value"]), leavers.cohort(rows.aside(), int(row["year"]), cohort_size)
    limits = leavers.border(rows.aside(), t5.threshold("border"))
    if people is None:
        return Measurement(value, limits=limits, no_interval=NO_BASE)
    low, high = surveys.percent_interval(value, people, confidence, interval, design_effect)
    group = "largest" if cohort_size == "largest" else "smallest"
    note = f"base not printed: the {group} printed group of the period stands for it; sampling error only"
    return Measurement(value, low, high, people, limits, (note,), borrowed=True)


@t5.reading("ipus")
def ipus(
    rows: Evidence,
    confidence: float,
    surveys_read: str = "latest",
    interval: ShareInterval = "exact",
    design_effect: float = 2,
) -> Measurement:
    """Answer from the main worry of daily life. Interval: sampling error.

    surveys_read: the last year's survey, or the last three or all pooled. interval, design_effect:
    as in `surveys.share_interval`.
    """
    note = "people could name one worry only, so that this is a floor; interval: sampling error only"
    return share(_worried(rows.rows(), surveys_read), confidence, interval, design_effect, note)


def _worried(rows: pd.DataFrame, read: str) -> pd.Series:
    """Return the share who named any of the worries as one row: of the last year, or pooled."""
    years = sorted(set(rows["year"]))[FIRST_YEAR_READ[read] :]
    totals = []
    for year in years:
        answers = rows[rows["year"] == year]
        total = answers.iloc[0].copy()
        total["value"] = answers["value"].sum()
        totals.append(total)
    return totals[0] if read == "latest" else pooled(pd.DataFrame(totals))
