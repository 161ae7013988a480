"""E3: markets have spread across the country.

Reach: percent of official markets that would have to lie in another province for all to have equally
many by head. Dependence: percent of the latest leavers, or of their income, in the informal or private
economy. Integration: percent of pairs of cities with one price of rice, by published tests.
"""

from dataclasses import replace

import pandas as pd

from nkbook.book import leavers
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.claims.surveys import CENSUS
from nkbook.errors import NoEvidence
from nkbook.methods import surveys
from nkbook.methods.diversity import dissimilarity

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


# Provinces of the census, and the markets counted in them: two cities became provinces of their own later.
PROVINCES = {
    "chagang": ("chagang",),
    "kangwon": ("kangwon",),
    "north_hamgyong": ("north_hamgyong", "rason"),
    "north_hwanghae": ("north_hwanghae",),
    "north_pyongan": ("north_pyongan",),
    "pyongyang": ("pyongyang",),
    "ryanggang": ("ryanggang",),
    "south_hamgyong": ("south_hamgyong",),
    "south_hwanghae": ("south_hwanghae",),
    "south_pyongan": ("south_pyongan", "nampo"),
}


@e3.reading("counts")
def counts(rows: Evidence, confidence: float, census: int = 2008, ryanggang: str = "press") -> Measurement:
    """Answer from markets by province and head. Counted; of the least supplied province a note.

    census: year of that which gives people by province. ryanggang: markets there, as the press or as the
    author prints them.
    """
    table = by_province(rows, census, ryanggang)
    heads = 1e5 * table["markets"] / table["people"]
    least, most = (str(name).replace("_", " ").title() for name in (heads.idxmin(), heads.idxmax()))
    note = f"{heads.min():.1f} for 100,000 people in {least} to {heads.max():.1f} in {most}"
    found = dissimilarity(table["markets"], table["people"])
    return Measurement(100 * found, limits=ended(rows), warnings=(note,), counted=True)


def by_province(rows: Evidence, census: int = 2008, ryanggang: str = "press") -> pd.DataFrame:
    """Return official `markets` and `people` by province of the census; all have to be admitted."""
    names = {name: f"official_markets_{name}" for parts in PROVINCES.values() for name in parts}
    markets = rows.rows(*names.values()).groupby("series")["value"].last()
    # Weights are no evidence about the claim, so that grades and years of a run do not touch them.
    weights = replace(rows.aside(), grades="ABC", start_year=census, end_year=census, exclude=())
    census_rows = weights.rows(*(f"population_province_{name}" for name in PROVINCES))
    people = census_rows[census_rows["source"] == CENSUS].set_index("series")["value"]
    if len(markets) < len(names) or len(people) < len(PROVINCES):
        raise NoEvidence("not every province is admitted")
    if ryanggang == "author":
        markets[names["ryanggang"]] = e3.threshold("ryanggang_author")
    return pd.DataFrame(
        {
            "markets": {key: sum(markets[names[part]] for part in parts) for key, parts in PROVINCES.items()},
            "people": {key: people[f"population_province_{key}"] for key in PROVINCES},
        }
    )


@e3.reading("ipus")
def households(
    rows: Evidence, confidence: float, dependence: str = "any", design_effect: float = 2.0
) -> Measurement:
    """Answer from households surveyed each year. Interval: exact, by the people surveyed.

    dependence: any informal work, or a main income from private sources, which is another question.
    design_effect: by how much clusters enlarge the variance.
    """
    if dependence == "any":
        table = rows.rows("ipus_informal_economy_participation")
        return leavers.latest(table, confidence, design_effect, ())
    table = rows.rows(*PRIVATE_SOURCES)
    table = table[table["year"] == table["year"].max()]
    if len(table) < len(PRIVATE_SOURCES):
        raise NoEvidence("not every private source of income is admitted")
    whole = table.iloc[[0]].assign(value=table["value"].sum())
    return leavers.latest(whole, confidence, design_effect, ())


@e3.reading("kli")
def workers(rows: Evidence, confidence: float, design_effect: float = 2.0) -> Measurement:
    """Answer from a survey about work. Interval: exact; `design_effect` widens it for clusters."""
    table = rows.rows("kli_participated_in_informal_economy")
    return leavers.latest(table, confidence, design_effect, ())


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
    limits = leavers.border(rows.aside(), e3.threshold("border"))
    n = leavers.cohort(rows.aside(), int(e3.threshold("latest_leavers")), cohort_size)
    return leavers.of_cohort(row, n, confidence, design_effect, limits, leavers.OTHER_QUESTION, interval)


@e3.reading("tests")
def one_price(rows: Evidence, confidence: float) -> Measurement:
    """Answer from published tests of one price of rice, pair by pair of cities. Counted."""
    found = rows.rows("rice_one_price_holds", inferred=True)["value"]
    share, why = float(100 * found.mean()), "pairs are counted, not sampled"
    return Measurement(share, n=len(found), limits=("border_price",), no_interval=why, counted=True)


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
