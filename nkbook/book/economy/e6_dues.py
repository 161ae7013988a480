"""E6: private business is tolerated in exchange for dues.

Quantity: percent of the latest leavers who paid bribes or dues to officials. One survey asks
whether a bribe was paid, the other what share of income went into bribes.
"""

from nkbook.book import leavers as surveyed
from nkbook.book.economy import state_steps
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import surveys

UNIVERSITY = {"any": "ipus_paid_bribes_any", "heavy": "ipus_paid_bribes_over_30pct_of_income"}

e6 = Answers("E6")


@e6.reading("mou")
def interviews(
    rows: Evidence,
    confidence: float,
    leavers: str = "latest",
    payment: str = "any",
    cohort_size: str = "smallest",
    design_effect: float = 2.0,
) -> Measurement:
    """Answer from interviews of the ministry. Interval: exact, by the size of the group.

    leavers: those of the last period, or all who left from 2012 on, whose number is printed.
    payment: any, or heavy, which counts those who lost about a third of their income or more and is
    known of those who left from 2012 on. cohort_size: which printed number of people answered, for
    the last period. design_effect: by how much clusters enlarge the variance.
    """
    limits, note = turned(rows) + burden(rows, confidence), ""
    if payment == "heavy":
        table = rows.rows("mou2024_lost_30pct_or_more_income_to_officials")
        table = table[table["period_start"] == "2012"]
        if table.empty:
            raise NoEvidence("the group that left from 2012 on is not admitted")
        sizes = surveyed.printed(rows, "mou2024_cohort_size_from_2012")["value"]
        row, n = table.iloc[-1], surveyed.group_size(sizes, cohort_size)
    elif leavers == "since_2012":
        row = rows.rows("mou2024_paid_bribe_exit_from_2012").iloc[-1]
        n = surveyed.size(row)
    else:
        row, note = rows.rows("mou2024_paid_bribe").iloc[-1], surveyed.OTHER_QUESTION
        n = surveyed.cohort(rows, int(row["year"]), cohort_size)
    return surveyed.of_cohort(row, n, confidence, design_effect, limits, note)


@e6.reading("ipus")
def yearly(
    rows: Evidence, confidence: float, payment: str = "any", pooled: int = 1, design_effect: float = 2.0
) -> Measurement:
    """Answer from the yearly surveys of the university. Interval: exact, or of the pooled surveys.

    payment: any, or heavy, more than thirty percent of income. pooled: number of surveys with a
    printed size that are taken together. design_effect: by how much clusters enlarge the variance.
    """
    limits, table = turned(rows) + burden(rows, confidence), rows.rows(UNIVERSITY[payment])
    if pooled == 1:
        return surveyed.latest(table, confidence, design_effect, limits)
    return surveyed.together(table, pooled, confidence, design_effect, limits)


def heavy_payers(rows: Evidence, confidence: float) -> surveys.Trend | None:
    """Return the yearly change, in points, of the share who gave up more than 30 % of income, if known."""
    table = surveyed.printed(rows, UNIVERSITY["heavy"])
    if table["year"].nunique() < e6.threshold("fewest_surveys"):
        return None
    return surveys.trend(table["year"].to_list(), table["value"].to_list(), confidence)


def burden(rows: Evidence, confidence: float) -> tuple[str, ...]:
    """Return the limit that the share of heavy payers has not risen for sure."""
    change = heavy_payers(rows.aside(), confidence)
    return ("burden",) if change and change.lower <= 0 else ()


def turned(rows: Evidence) -> tuple[str, ...]:
    """Return the limit that the state has of late restricted more often than it tolerated."""
    since = state_steps.between(int(e6.threshold("recentralised_from")), rows.end_year)
    steps = state_steps.tally(since)
    return ("recentralised",) if steps["restrict"] > steps["tolerate"] else ()
