"""C4: more than half of the households have a mobile phone.

Quantity: share of households with at least one mobile phone. Surveys of persons bound it from below; a
survey of households mixes fixed and mobile phones; lines per household bound it from both sides, and
a model of how lines spread over homes gives the estimate between the bounds.
"""

from dataclasses import replace

from nkbook.book.communication.shared import NEWEST, between, last_print, latest, owners, refuse_old
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.claims.surveys import CENSUS as CENSUS_ROWS
from nkbook.claims.surveys import PEOPLE
from nkbook.errors import NoEvidence
from nkbook.methods import bounds, residents
from nkbook.methods.surveys import exact_percent

CENSUS = 2008
REGIONS = ("pyongyang", "border", "nonborder")
BORDER = ("north_hamgyong", "ryanggang")  # provinces that most leavers of the border come from
ASKED = ("mou_phone_own_2011_2015", "mou_phone_own_2016_2020")  # print how many were asked

c4 = Answers("C4")


@c4.reading("persons")
def persons(rows: Evidence, confidence: float, fuller: float = 1.25) -> Measurement:
    """Answer from people of 15 to 49 with a phone of their own. From below only; fuller: see `floor`."""
    share, low, _, n = owners(rows, confidence, c4.threshold("design_effect"))
    asked = int(rows.rows("phone_own_men_15_49")["year"].max())
    return Measurement(
        share,
        floor(low, fuller),
        100.0,
        n,
        limits=("persons_only", *_earlier(asked)),
        warnings=("state interviewers asked; how many is known as a minimum only",),
        bounds=True,
        borrowed=True,
    )


def floor(share: float, fuller: float) -> float:
    """Return the least percent of homes with a phone, given the percent of people who live in such homes.

    fuller: how many times as many people a home with a phone holds at most as one without, on average.
    """
    return 100 * share / (share + fuller * (100 - share))


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
        limits=("fixed_too", *_earlier(year)),
        warnings=("state interviewers asked; the estimate is the middle of bounds",),
    )


@c4.reading("urban_rural")
def urban_rural(rows: Evidence, confidence: float, base: str = "unknown") -> Measurement:
    """Answer from town and country, weighted by the census.

    base: unknown, where the ends hold for any share of towns and are no interval; or the towns and
    villages of the survey of 2017, for as many households as were asked there.
    """
    urban, rural = (latest(rows, f"kdi_mobile_diffusion_{place}") for place in ("urban", "rural"))
    town, country = (latest(rows.aside(), f"households_{place}") for place in ("urban", "rural"))
    weight = town / (town + country)
    share = bounds.weighted(rural, urban, weight)
    warning = "the ends hold for any share of towns; how many were asked is not printed"
    if base == "unknown":
        ends = min(rural, urban), max(rural, urban)
        return Measurement(share, *ends, limits=("base_unknown",), warnings=(warning,), unsized=True)
    asked = {name: latest(sizes(rows), f"mics_sample_households_{name}") for name in ("urban", "rural")}
    cells = {"urban": (urban, asked["urban"]), "rural": (rural, asked["rural"])}
    weights, effect = {"urban": weight, "rural": 1 - weight}, c4.threshold("design_effect")
    _, ends, _ = residents.post_stratified(cells, weights, confidence, effect)
    n = int(sum(asked.values()))
    return Measurement(share, *ends, n, limits=("base_unknown",), borrowed=True)


@c4.reading("leavers_region")
def leavers_region(rows: Evidence, confidence: float, fuller: float = 1.25) -> Measurement:
    """Answer from leavers of three regions, weighted by the census. Bounds: from below only.

    fuller: see `floor`.
    Sizes of regions are not printed; the whole sample is parted as that of the whole programme.
    """
    cells, weights = regions(rows), region_weights(rows)
    share, (low, _), _ = residents.post_stratified(cells, weights, confidence, c4.threshold("design_effect"))
    n = round(sum(size for _, size in cells.values()))
    warning = "leavers, persons, left 2011 to 2020; homes with a phone may be fuller than others"
    return Measurement(
        share, floor(low, fuller), 100.0, n, ("persons_only",), (warning,), bounds=True, borrowed=True
    )


def regions(rows: Evidence) -> dict[str, tuple[float, float]]:
    """Return the percent with a phone of their own, and people asked, by region."""
    shares = {place: latest(rows, f"mou_phone_own_{place}_2011on") for place in REGIONS}
    asked = sizes(rows)
    n = float(asked.rows(*ASKED)["n"].sum())
    capital = latest(asked, "mou_sample_share_pyongyang") / 100
    border = latest(asked, "mou_sample_share_border_provinces") / 100
    parts = {"pyongyang": capital, "border": border, "nonborder": 1 - capital - border}
    return {place: (share, parts[place] * n) for place, share in shares.items()}


def region_weights(rows: Evidence) -> dict[str, float]:
    """Return the part of all people who live in each region, by the census of 2008."""
    names = [PEOPLE + name for name in PROVINCES]
    table = replace(sizes(rows), start_year=CENSUS, end_year=CENSUS).rows(*names)
    people = table[table["source"] == CENSUS_ROWS].set_index("series")["value"]
    capital = float(people[f"{PEOPLE}pyongyang"] / people.sum())
    border = float(sum(people[PEOPLE + name] for name in BORDER) / people.sum())
    return {"pyongyang": capital, "border": border, "nonborder": 1 - capital - border}


PROVINCES = (
    "chagang",
    "kangwon",
    "north_hamgyong",
    "north_hwanghae",
    "north_pyongan",
    "pyongyang",
    "ryanggang",
    "south_hamgyong",
    "south_hwanghae",
    "south_pyongan",
)


@c4.reading("leavers_recent")
def leavers_recent(rows: Evidence, confidence: float, surveys: int = 2, fuller: float = 1.25) -> Measurement:
    """Answer from recent leavers with a phone of their own. They bound from below only.

    surveys: number of the latest yearly surveys that are taken together. fuller: see `floor`.
    """
    asked = rows.rows("ipus_phone_own_use")
    asked = asked[asked["n"].notna()].sort_values("year").tail(surveys)
    if asked.empty:
        raise NoEvidence("no admitted survey prints its sample size")
    n = int(asked["n"].sum())
    share = float((asked["value"] * asked["n"].astype(float)).sum() / n)
    low, _ = exact_percent(share, n, confidence, c4.threshold("design_effect"))
    warning = "leavers, mostly from border provinces: sampling error only"
    return Measurement(share, floor(low, fuller), 100.0, n, ("persons_only",), (warning,), bounds=True)


@c4.reading("lines")
def lines(
    rows: Evidence,
    confidence: float,
    most_lines: float = 2.5,
    spread: str = "chance",
    household_count: str = "census",
    keep_jump: bool = True,
    vintage: str = NEWEST,
) -> Measurement:
    """Answer from lines per household: a model between bounds.

    most_lines: the most that owning households may hold on average. spread: lines fall on homes by chance,
    or crowd. household_count: see `households`. keep_jump, vintage: which print of the international
    series counts the lines.
    """
    per_household, year = lines_per_household(rows, vintage, keep_jump, household_count)
    refuse_old(c4, year)
    low, high = (100 * share for share in bounds.share_with_one(per_household, most_lines))
    share = 100 * bounds.spread_over(per_household, crowded=spread == "crowded")
    limit = bounds.concentration_at(per_household, 0.5)
    warning = (
        f"the estimate is a model, not a measurement; half of the households own a phone "
        f"when owning households hold {limit:.2f} lines each ({year})"
    )
    return Measurement(min(max(share, low), high), low, high, warnings=(warning,), bounds=True)


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


def sizes(rows: Evidence) -> Evidence:
    """Return access to sizes of samples and weights, which no grade or year of a run touches."""
    return replace(rows.aside(), grades="ABC", start_year=None, end_year=None, exclude=())


def _earlier(asked: int) -> tuple[str, ...]:
    return ("earlier",) if asked <= c4.threshold("asked_by") else ()
