"""E3: markets have spread across the country.

Quantity: percent of the latest leavers, or of their income, in the informal or private economy.
Three surveys ask three questions; counts of markets only tell whether the spread has ended.
"""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from nkbook.book import leavers
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import prices, surveys

PRIVATE_SOURCES = tuple(
    f"ipus_main_income_{name}"
    for name in (
        "retail",
        "resale_wholesale",
        "private_processing",
        "personal_services",
        "rented_restaurant_or_shop",
        "money_changing_lending",
        "day_labour",
    )
)
# Series of the ministry, and what makes the interval: of a mean only the widest can be known.
MEASURES = {
    "income_share": ("mou2024_informal_share_of_household_income", surveys.worst_case_mean),
    "private_work": ("nkras2020_private_economy_workers", surveys.exact_percent),
}
CAPITAL = "pyongyang"
SHUT = pd.Period("2020-01", "M")  # the border with China closed at the end of this month

e3 = Answers("E3")


@e3.reading("ipus")
def households(
    rows: Evidence, confidence: float, dependence: str = "any", design_effect: float = 2.0
) -> Measurement:
    """Answer from households surveyed each year. Interval: exact, by the people surveyed.

    dependence: any informal work, or a main income from private sources, which is another question.
    design_effect: by how much clusters enlarge the variance.
    """
    limits = ended(rows)
    if dependence == "any":
        table = rows.rows("ipus_informal_economy_participation")
        return leavers.latest(table, confidence, design_effect, limits)
    table = rows.rows(*PRIVATE_SOURCES)
    table = table[table["year"] == table["year"].max()]
    if len(table) < len(PRIVATE_SOURCES):
        raise NoEvidence("not every private source of income is admitted")
    whole = table.iloc[[0]].assign(value=table["value"].sum())
    return leavers.latest(whole, confidence, design_effect, limits)


@e3.reading("kli")
def workers(rows: Evidence, confidence: float, design_effect: float = 2.0) -> Measurement:
    """Answer from a survey about work. Interval: exact; `design_effect` widens it for clusters."""
    table = rows.rows("kli_participated_in_informal_economy")
    return leavers.latest(table, confidence, design_effect, ended(rows))


@e3.reading("mou")
def interviews(
    rows: Evidence,
    confidence: float,
    market_measure: str = "income_share",
    cohort_size: str = "smallest",
    design_effect: float = 2.0,
) -> Measurement:
    """Answer from interviews of the ministry. Interval: the widest of a mean of shares, or exact.

    market_measure: informal share of household income, or share in private work. cohort_size: which
    printed number of people answered. design_effect: by how much clusters enlarge the variance.
    """
    series, interval = MEASURES[market_measure]
    row = rows.rows(series).iloc[-1]
    limits = ended(rows) + leavers.border(rows, e3.threshold("border"))
    n = leavers.cohort(rows, int(e3.threshold("latest_leavers")), cohort_size)
    return leavers.of_cohort(row, n, confidence, design_effect, limits, leavers.OTHER_QUESTION, interval)


def plateau(rows: Evidence) -> tuple[float, float] | None:
    """Return how far one author's later count exceeds the counts of one year, and how far these differ.

    None where counts of that author for that year and for a later one are not both admitted.
    """
    year, counts = e3.threshold("counted_twice"), leavers.printed(rows, "official_market_count")
    counts = counts[counts["variant"] == "kinu"] if len(counts) else counts
    same, later = counts.loc[counts["year"] == year, "value"], counts.loc[counts["year"] > year, "value"]
    if len(same) < 2 or later.empty:
        return None
    return float(later.iloc[-1] - same.mean()), float(same.max() - same.min())


def ended(rows: Evidence) -> tuple[str, ...]:
    """Return the limit that counts rise no more than those of one year differ."""
    found = plateau(rows.aside())
    return ("plateau",) if found and found[0] <= found[1] else ()


def closing(table: pd.DataFrame, confidence: float) -> list[dict[str, Any]]:
    """Return how fast the price gap of each city to the capital closes, with the border open and `shut`.

    table: prices by month, one column per city. Per city and time the half-life in `months`, with
    its interval, which is infinite where a gap may not close; none for too few months.
    """
    found: list[dict[str, Any]] = []
    for shut in (False, True):
        part = table[(table.index >= SHUT) == shut]
        for city in table.columns.drop(CAPITAL):
            fit = prices.half_life(pd.Series(np.log(part[city] / part[CAPITAL])), confidence)
            if fit is not None:
                found.append({"city": city, "shut": shut} | asdict(fit))
    return found
