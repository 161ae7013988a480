"""T6: no civic solidarity has formed that could carry discontent.

Quantity: extent of civic solidarity in percent of the most that the source can show: V-Dem's scale of
civil society, or all leavers asked.
"""

import pandas as pd

from nkbook.book.trust.shares import latest, share
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods.surveys import ShareInterval

DEEDS = {"protest": "injustice_protest", "helped": "helped_nonfamily_defect_yes"}

ROUNDING = 1e-9  # means of equal values may differ in their last digits

t6 = Answers("T6")


@t6.reading("vdem")
def vdem(
    rows: Evidence, confidence: float, society: str = "v2xcs_ccsi", window: int = 5, years_shown: int = 10
) -> Measurement:
    """Answer from the coding of civil society. Range over single years, not a sampling error.

    society: index of autonomous organisations, or of taking part in organisations. window: latest
    years averaged. years_shown: latest years whose range the interval covers.
    """
    table = by_country(rows.rows(society, country=None))
    own = table["PRK"].dropna()
    recent = own.iloc[-years_shown:]
    shown = "ten" if years_shown == 10 else years_shown
    return Measurement(
        100 * float(own.iloc[-window:].mean()),
        100 * float(recent.min()),
        100 * float(recent.max()),
        limits=("range", "blind") if risen_from_as_low(table, window) else ("range",),
        warnings=(f"interval: range over the last {shown} years coded, not a sampling error",),
    )


@t6.reading("kdi")
def kdi(
    rows: Evidence,
    confidence: float,
    deed: str = "protest",
    interval: ShareInterval = "exact",
    design_effect: float = 2,
) -> Measurement:
    """Answer from resettled leavers. Interval: sampling error.

    deed: would protest at injustice, or helped somebody outside the family to leave. interval,
    design_effect: as in `surveys.share_interval`.
    """
    note = "resettled leavers on what they would do, one press item; interval: sampling error only"
    return share(latest(rows.rows(DEEDS[deed])), confidence, interval, design_effect, note)


def by_country(rows: pd.DataFrame) -> pd.DataFrame:
    """Return an index as years by countries; raise `NoEvidence` where North Korea is not coded."""
    table = rows.pivot_table(index="year", columns="country", values="value")
    if "PRK" not in table:
        raise NoEvidence("no coding of North Korea is admitted")
    return table


def risen_from_as_low(table: pd.DataFrame, window: int = 5) -> list[tuple[str, int]]:
    """Return countries, with the year before, that rose from as low as North Korea stands now.

    table: civil society index (0 to 1), years by countries. Levels are means over the `window` years up to a
    year, for all countries alike. As low: at most North Korea's highest level of the last years coded;
    risen: solidarity carries within a few years. How many years, and what carries, are thresholds.
    """
    carries = t6.threshold("carries")
    lately, soon = int(t6.threshold("lately")), int(t6.threshold("soon"))
    means = {country: table[country].dropna().rolling(window).mean() for country in table}
    level = float(means["PRK"].iloc[-lately:].max())
    found = []
    for country in table.columns.drop("PRK"):
        values = table[country].dropna()
        for year in values.index[means[country] <= level + ROUNDING]:
            if (values.reindex(range(year + 1, year + soon + 1)) >= carries).any():
                found.append((str(country), int(year)))
    return found
