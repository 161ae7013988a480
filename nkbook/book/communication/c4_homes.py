"""C4: more than half of the households have a mobile phone.

Quantity: share of households with at least one mobile phone, as bounds; the estimate is the middle of
the bounds where nothing better is known. Five bodies of evidence: lines, a survey of households,
figures of towns and countryside, and leavers asked as persons, twice.
"""

from dataclasses import replace

import numpy as np

from nkbook.book.communication.shared import NEWEST, between, last_print, latest, refuse_old
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import bounds
from nkbook.methods.surveys import exact_percent

CENSUS = 2008
REGIONS = ("pyongyang", "border", "nonborder")

c4 = Answers("C4")


@c4.reading("lines")
def lines(
    rows: Evidence,
    confidence: float,
    most_lines: float = 2.5,
    household_count: str = "census",
    keep_jump: bool = True,
    vintage: str = NEWEST,
) -> Measurement:
    """Answer from lines per household, as bounds.

    most_lines: the most that owning households may hold on average. household_count: see
    `households`. keep_jump, vintage: which print of the international series counts the lines.
    """
    per_household, year = lines_per_household(rows, vintage, keep_jump, household_count)
    refuse_old(c4, year)
    low, high = (100 * share for share in bounds.share_with_one(per_household, most_lines))
    limit = bounds.concentration_at(per_household, 0.5)
    warning = (
        f"the estimate is the middle of bounds, not a measurement; half of the households own a phone "
        f"when owning households hold {limit:.2f} lines each ({year})"
    )
    return Measurement((low + high) / 2, low, high, warnings=(warning,), bounds=True)


@c4.reading("survey")
def survey(
    rows: Evidence, confidence: float, household_count: str = "census", overlap: str = "unknown"
) -> Measurement:
    """Answer from a survey of fixed or mobile phones, fixed lines taken off. Interval: round the bounds.

    overlap: of fixed and mobile phones in a household, bounded (unknown) or taken as chance
    (independent). household_count: see `households`.
    """
    row = rows.rows("household_phone_fixed_or_mobile").iloc[-1]
    year, n, either = int(row["year"]), int(row["n"]), float(row["value"]) / 100
    window = between(rows, year, year)
    lines = window.aside()
    fixed = latest(lines, "fixed_telephone_per_100") / 100 * latest(lines, "population_total")
    fixed_share = fixed / households(rows.aside(), year, household_count)
    low, high = bounds.one_of_two(either, fixed_share)
    if overlap == "independent":
        low = high = bounds.one_of_two_independent(either, fixed_share)
    below, above = (
        bounds.survey_error(share, n, confidence, c4.threshold("design_effect")) for share in (low, high)
    )
    return Measurement(
        50 * (low + high),
        100 * (low - below),
        100 * (high + above),
        n,
        limits=("upper_part_assumed",),
        warnings=("state interviewers asked; the estimate is the middle of bounds",),
    )


@c4.reading("urban_rural")
def urban_rural(rows: Evidence, confidence: float) -> Measurement:
    """Answer from towns and countryside, weighted by the census. Range: for any share of towns."""
    urban, rural = (latest(rows, f"kdi_mobile_diffusion_{place}") for place in ("urban", "rural"))
    town, country = (latest(rows.aside(), f"households_{place}") for place in ("urban", "rural"))
    return Measurement(
        bounds.weighted(rural, urban, town / (town + country)),
        min(rural, urban),
        max(rural, urban),
        limits=("base_unknown",),
        warnings=("the ends hold for any share of towns; how many were asked is not printed",),
        unsized=True,
    )


@c4.reading("leavers_region")
def leavers_region(rows: Evidence, confidence: float) -> Measurement:
    """Answer from leavers by region, weighted to the households of the census. Bounds: from below only."""
    capital, *elsewhere = (latest(rows, f"mou_phone_own_{place}_2011on") for place in REGIONS)
    census = rows.aside()
    share = latest(census, "households_pyongyang") / latest(census, "households_total")
    ends = sorted(bounds.weighted(rest, capital, share) for rest in elsewhere)
    return Measurement(
        float(np.mean(ends)),
        ends[0],
        100.0,
        limits=("persons_only",),
        warnings=("leavers, persons, left 2011 to 2020; the share of households can only be higher",),
        bounds=True,
    )


@c4.reading("leavers_recent")
def leavers_recent(rows: Evidence, confidence: float, surveys: int = 2) -> Measurement:
    """Answer from recent leavers with a phone of their own. Lower end: exact; they bound from below only.

    surveys: number of the latest yearly surveys that are taken together.
    """
    asked = rows.rows("ipus_phone_own_use")
    asked = asked[asked["n"].notna()].sort_values("year").tail(surveys)
    if asked.empty:
        raise NoEvidence("no admitted survey prints its sample size")
    n = int(asked["n"].sum())
    owners = float((asked["value"] * asked["n"].astype(float)).sum() / n)
    low, _ = exact_percent(owners, n, confidence, c4.threshold("design_effect"))
    return Measurement(
        owners,
        low,
        100.0,
        n,
        limits=("persons_only",),
        warnings=("leavers, mostly from border provinces: sampling error only",),
        bounds=True,
    )


def lines_per_household(
    rows: Evidence, vintage: str, keep_jump: bool, household_count: str = "census"
) -> tuple[float, int]:
    """Return mobile lines per household and the year they stand for, the last one printed."""
    last = last_print(rows, c4, vintage, keep_jump).iloc[-1]
    year = int(last["year"])
    return float(last["value"]) / households(rows.aside(), year, household_count), year


def households(rows: Evidence, year: int, household_count: str = "census") -> float:
    """Return the number of households in a year.

    household_count: "census" enlarges the households of the census of 2008 with the population,
    "size" divides the population by the persons per household that the census printed.
    """
    people = replace(rows, start_year=None).values("population_total")
    if household_count == "size":
        size = latest(between(rows, CENSUS, CENSUS), "household_size")
        if year not in people.index:
            raise NoEvidence(f"no population of {year} is admitted")
        return float(people[year] / size)
    census = latest(rows, "households_total")
    if CENSUS not in people.index or year not in people.index:
        raise NoEvidence(f"no population of {CENSUS} or {year} is admitted")
    return census * float(people[year] / people[CENSUS])
