"""Functions behind the claims of the chapter on the economy."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from nkbook import data
from nkbook.claims.evidence import Evidence
from nkbook.claims.legacy import Measurement, measures
from nkbook.errors import NoEvidence
from nkbook.methods import bounds, breaks, revisions, surveys

Output = Literal["bok_revised", "bok_first", "un", "maddison"]
Crop = Literal["cereals", "rice", "maize"]
Weather = Literal["neighbours", "south_korea", "none"]
Release = Literal["fao_2025", "fao_2020", "rda"]
MarketMeasure = Literal["income_share", "private_work"]
CohortSize = Literal["smallest", "largest"]
Revisions = Literal["all", "before_2008"]
Practice = Literal["any", "credit", "home"]
Overlap = Literal["unknown", "independent"]

FALL = (1991, 2000)
FIRST_HARVEST = {"E4": 2013, "E5": 2015}
SERIES_OF_CROP = {"cereals": "cereal_yield", "rice": "rice_yield", "maize": "maize_yield"}
NEIGHBOURS = {"neighbours": ("KOR", "CHN"), "south_korea": ("KOR",), "none": ()}
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


@dataclass(frozen=True)
class Collapse:
    """How a fall is measured: interval, base, years that the trough takes in, error of the rates."""

    confidence: float
    base_year: int = 1989
    trough_years: int = 1
    error_block: int = 3
    revisions_from: Revisions = "all"


@dataclass(frozen=True)
class Harvest:
    """How a step of the harvest is estimated; the fields are the options of `june_28`."""

    crop: Crop
    weather_control: Weather
    window: int
    policy_year: Literal["before", "out"] = "before"
    estimator: Literal["means", "trend"] = "means"
    errors: Literal["independent", "lasting"] = "independent"


# E1 ------------------------------------------------------------------------------------------


@measures("E1")
def collapse(
    evidence: Evidence,
    reading: str,
    confidence: float,
    output_source: Output = "bok_revised",
    base_year: int = 1989,
    trough_years: int = 1,
    error_block: int = 3,
    revisions_from: Revisions = "all",
) -> Measurement:
    """Return the lowest level of 1991-2000 in percent of the last year before the fall.

    output_source: which printing of the one output estimate. base_year: 1989, or 1990, which all
    series have. trough_years: 1, or an odd number of years round the lowest one whose mean is
    taken. error_block: years that an error of the growth rates lasts. revisions_from: the past
    revisions that measure it. Interval: past revisions as measurement error (output), scatter
    between two releases (electricity), or the range over those who counted the year before the
    fall (trade).
    """
    how = Collapse(confidence, base_year, trough_years, error_block, revisions_from)
    if reading == "output":
        return _output(evidence, how, output_source)
    return {"electricity": _electricity, "trade": _trade}[reading](evidence, how)


def output_level(evidence: Evidence, source: Output, base_year: int = 1989) -> pd.Series:
    """Return an output level, 100 in the last year before the fall (1989, or 1990), by year.

    bok_*: total output; un, maddison: output per person. base_year: see `based`. Raises
    `NoEvidence` where the years before the fall are not admitted.
    """
    if source in ("bok_revised", "bok_first"):
        level = revisions.level(_unbroken(bok_growth(evidence, first=source == "bok_first")))
        return level if base_year == level.index[0] else based(level, base_year)
    series = {"un": "unsd_gdp_per_capita_2015usd", "maddison": "maddison_gdp_per_capita"}[source]
    rows = evidence.rows(series)
    newest = rows["vintage"] == rows["vintage"].max()
    return based(pd.Series(rows.loc[newest, "value"].to_numpy(), index=rows.loc[newest, "year"]), base_year)


def bok_growth(evidence: Evidence, *, first: bool) -> pd.Series:
    """Return the growth rates of the Bank of Korea in percent: revised, or as first printed."""
    if not first:
        return evidence.values("bok_real_gdp_growth")
    rows = evidence.rows("bok_gdp_growth_first_release").sort_values(["year", "vintage"])
    rows = rows.drop_duplicates("year")
    return pd.Series(rows["value"].to_numpy(), index=rows["year"])


def bok_revisions(evidence: Evidence) -> pd.Series:
    """Return revised minus first printed growth in points, by year, where both are known."""
    return (bok_growth(evidence, first=False) - bok_growth(evidence, first=True)).dropna()


def based(values: pd.Series, base_year: int = 1989) -> pd.Series:
    """Return a series as a percentage of its value in 1989, or in 1990 where it begins or is based then."""
    for year in range(base_year, 1991):
        if year in values.index:
            return pd.Series(100 * values[values.index >= year].sort_index() / values[year])
    raise NoEvidence("the years before the fall are outside the admitted rows")


def trough(level: pd.Series) -> int:
    """Return the year of the lowest level in the decade of the fall."""
    decade = level[(level.index >= FALL[0]) & (level.index <= FALL[1])]
    if decade.empty:
        raise NoEvidence("the years of the fall are outside the admitted rows")
    return int(decade.index.to_numpy()[decade.to_numpy().argmin()])


def _unbroken(growth: pd.Series) -> pd.Series:
    found = revisions.unbroken(growth, 1990)
    if found.empty:
        raise NoEvidence("the years before the fall are outside the admitted rows")
    return found


def lowest(level: pd.Series, year: int, years: int) -> float:
    """Return the mean level of `years` years round the lowest one; years without a value are left out."""
    return float(level[np.abs(level.index.to_numpy() - year) <= years // 2].mean())


def _output(evidence: Evidence, how: Collapse, source: Output) -> Measurement:
    level = output_level(evidence, source, how.base_year)
    year = trough(level)
    estimate, limits = lowest(level, year, how.trough_years), _recovered(level, year)
    try:
        known = bok_revisions(evidence)
        past = (known if how.revisions_from == "all" else known[known.index < 2008]).to_numpy()
    except NoEvidence:
        past = np.array([])
    if len(past) < 5:
        return Measurement(estimate, limits=limits, no_interval="too few revisions are known")
    growth = 100 * level.pct_change().dropna()
    paths = revisions.perturbed(growth, past, block=how.error_block)
    low, high = paths.interval(year, how.confidence, how.trough_years)
    note = "the interval holds what the producer later knew better, not what nobody knows"
    return Measurement(estimate, low, high, limits=limits, warnings=(note,))


def _electricity(evidence: Evidence, how: Collapse) -> Measurement:
    rows = evidence.rows("electricity_consumption_per_person")
    newest = rows[rows["vintage"] == rows["vintage"].max()].set_index("year")["value"]
    level = based(newest)
    year = trough(level)
    older = rows[rows["vintage"] == rows["vintage"].min()].set_index("year")["value"]
    ratio = np.log(newest / older).dropna()
    estimate, limits = lowest(level, year, how.trough_years), _recovered(level, year)
    if len(ratio) < 3 or rows["vintage"].nunique() < 2:
        return Measurement(estimate, limits=limits, no_interval="one release only")
    half = surveys.student(how.confidence, len(ratio) - 1) * ratio.std(ddof=1) * np.sqrt(2)
    low, high = (float(estimate * np.exp(sign * half)) for sign in (-1, 1))
    note = "the interval is the scatter between releases of one agency"
    return Measurement(estimate, low, high, limits=limits, warnings=(note,))


def _trade(evidence: Evidence, how: Collapse) -> Measurement:
    level = based(evidence.values("trade_total_kotra"))
    year = trough(level)
    estimate, limits = lowest(level, year, how.trough_years), _recovered(level, year)
    try:
        others = evidence.rows("trade_total_other_estimates").query("year == 1990")["value"]
    except NoEvidence:
        others = pd.Series(dtype=float)
    if others.empty or 1990 not in level.index:
        return Measurement(estimate, limits=limits, no_interval="one count only")
    kotra = evidence.values("trade_total_kotra")
    all_levels = [estimate, *(100 * lowest(kotra, year, how.trough_years) / others)]
    note = "current dollars; the range is over three counts of the year before the fall"
    return Measurement(all_levels[0], min(all_levels), max(all_levels), limits=limits, warnings=(note,))


def _recovered(level: pd.Series, year: int) -> tuple[str, ...]:
    later = level[level.index > year]
    regained = (later.max() - level[year]) / (100 - level[year]) if len(later) else 0.0
    return ("recovered",) if regained >= 0.25 else ()


# E2 ------------------------------------------------------------------------------------------


@measures("E2")
def private_property(
    evidence: Evidence,
    reading: str,
    confidence: float,
    cohort_size: CohortSize = "smallest",
    practice: Practice = "any",
    left: int = 2020,
    overlap: Overlap = "unknown",
    survey: Literal["latest", "pooled"] = "latest",
    design_effect: float = 1.0,
) -> Measurement:
    """Return the percent of leavers with at least one practice of private property.

    mou: bounds over private credit and trade in the right to a home, as the joint answers were
    not printed. ipus: share whose household had bought its home, exact interval (needs n).
    cohort_size: which printed number of people answered (mou). practice, left: see
    `private_practices`. overlap: "independent" takes practices to come together by chance, for
    the estimate and for both ends. survey: the latest of the yearly surveys or all of them (ipus).
    design_effect: by how much clusters enlarge the variance.
    """
    if reading == "ipus":
        rows = evidence.rows("ipus_home_bought")
        row = rows.iloc[-1]
        limits = _old(row) + _restricted(evidence)
        return _yearly(rows, 1 if survey == "latest" else len(rows), confidence, design_effect, limits)
    practices = private_practices(evidence, confidence, cohort_size, practice, left, design_effect)
    shares = practices["value"].tolist()
    least, most = bounds.any_of(shares)
    limits = _border(evidence) + _restricted(evidence)
    size = int(practices["n"].min())
    if overlap == "independent" and len(shares) > 1:
        estimate, low, high = (
            bounds.any_of_independent(practices[name].tolist()) for name in ("value", "lower", "upper")
        )
        note = "nobody printed how many did several things; they are taken to come together by chance"
        return Measurement(estimate, low, high, size, limits, (note,))
    low = float(practices["lower"].max())
    high = min(100.0, float(practices["upper"].sum()))
    note = f"one person may have done several things: between {least:.1f} and {most:.1f} % did any"
    return Measurement(least, low, high, size, limits, (note,) if len(shares) > 1 else ())


def private_practices(
    evidence: Evidence,
    confidence: float,
    cohort_size: CohortSize,
    practice: Practice = "any",
    left: int = 2020,
    design_effect: float = 1.0,
) -> pd.DataFrame:
    """Return percent, interval and n of each practice that the ministry survey prints.

    practice: "credit" and "home" leave out the other. Credit was asked of all; trade in homes
    counts lawful transfers too, so that it can raise the upper bound only: where credit is left out
    or not admitted, it enters by the purchases and sales of those who left in the five years up
    to `left`.
    """
    size = _base_size(evidence, cohort_size)
    found = {}
    asked = {"private credit": "mou2024_borrowed_privately"} if practice != "home" else {}
    if practice == "any":
        asked["right to a home traded"] = "mou2024_traded_housing_use_right"
    for name, series in asked.items():
        row = _latest(evidence, series, 2022)
        if row is not None:
            low, high = surveys.exact_percent(row["value"], size, confidence, design_effect)
            found[name] = (row["value"], low, high, size)
    if "private credit" not in found:
        found = {}
        if practice != "credit":
            found = _purchases(evidence, confidence, cohort_size, left, design_effect)
    if not found:
        raise NoEvidence("no evidence of this grade")
    return pd.DataFrame.from_dict(found, orient="index", columns=["value", "lower", "upper", "n"])


def _purchases(
    evidence: Evidence, confidence: float, cohort_size: CohortSize, left: int, design_effect: float
) -> dict[str, tuple[float, float, float, int]]:
    size, found = cohort(evidence, left, cohort_size), {}
    for name, series in (("home bought", "mou2024_housing_bought"), ("home sold", "mou2024_housing_sold")):
        row = _latest(evidence, series, left)
        if row is not None and size:
            low, high = surveys.exact_percent(row["value"], size, confidence, design_effect)
            found[name] = (float(row["value"]), low, high, size)
    return found


def cohort(evidence: Evidence, year: int, which: CohortSize) -> int | None:
    """Return a printed size of the cohort of leavers dated `year`: it differs by question."""
    try:
        rows = evidence.rows("mou2024_cohort_size")
    except NoEvidence:
        return None
    sizes = rows.loc[rows["year"] == year, "value"]
    if sizes.empty:
        return None
    return int(sizes.min() if which == "smallest" else sizes.max())


def _base_size(evidence: Evidence, which: CohortSize) -> int:
    """Return a printed number of respondents to a question put to all: it differs by question."""
    try:
        sizes = evidence.rows("mou2024_base_size")["value"]
    except NoEvidence:
        raise NoEvidence("the number of respondents is not admitted") from None
    return int(sizes.min() if which == "smallest" else sizes.max())


# E3 ------------------------------------------------------------------------------------------


@measures("E3")
def markets(
    evidence: Evidence,
    reading: str,
    confidence: float,
    market_measure: MarketMeasure = "income_share",
    cohort_size: CohortSize = "smallest",
    dependence: Literal["any", "main"] = "any",
    design_effect: float = 1.0,
) -> Measurement:
    """Return the percent of the latest leavers (or of their income) in the informal economy.

    ipus, kli: participation with the exact interval. mou: informal share of household income, with
    the widest interval that a mean of shares can have, or share in private work. dependence:
    "main" asks of the yearly survey (ipus) whose main income is private, another question.
    design_effect: by how much clusters enlarge the variance.
    """
    limits = _plateau(evidence)
    if reading == "ipus" and dependence == "main":
        return _mainly_private(evidence, confidence, design_effect, limits)
    if reading in ("ipus", "kli"):
        rows = evidence.rows(
            {"ipus": "ipus_informal_economy_participation", "kli": "kli_participated_in_informal_economy"}[
                reading
            ]
        )
        return _yearly(rows, 1, confidence, design_effect, limits)
    series = {
        "income_share": "mou2024_informal_share_of_household_income",
        "private_work": "nkras2020_private_economy_workers",
    }[market_measure]
    row = evidence.rows(series).iloc[-1]
    limits += _border(evidence)
    size = cohort(evidence, 2020, cohort_size)
    if size is None:
        return Measurement(float(row["value"]), limits=limits, no_interval="size of the cohort not admitted")
    interval = surveys.worst_case_mean if market_measure == "income_share" else surveys.exact_percent
    low, high = interval(row["value"], size, confidence, design_effect)
    note = f"left {_left(row)}; the size of the cohort is that of another question of the survey"
    return Measurement(float(row["value"]), low, high, size, limits, (note,))


def _mainly_private(
    evidence: Evidence, confidence: float, design_effect: float, limits: tuple[str, ...]
) -> Measurement:
    rows = evidence.rows(*PRIVATE_SOURCES)
    rows = rows[rows["year"] == rows["year"].max()]
    if len(rows) < len(PRIVATE_SOURCES):
        raise NoEvidence("not every private source of income is admitted")
    whole = rows.iloc[[0]].assign(value=rows["value"].sum())
    return _yearly(whole, 1, confidence, design_effect, limits)


def market_plateau(evidence: Evidence) -> tuple[float, float] | None:
    """Return the growth of one author's count after 2016, and how far that author's counts of 2016 differ.

    None where the counts of KINU for 2016 and for a later year are not both admitted.
    """
    try:
        counts = evidence.rows("official_market_count").query("variant == 'kinu'")
    except NoEvidence:
        return None
    same, later = counts.loc[counts["year"] == 2016, "value"], counts.loc[counts["year"] > 2016, "value"]
    if len(same) < 2 or later.empty:
        return None
    return float(later.iloc[-1] - same.mean()), float(same.max() - same.min())


def _plateau(evidence: Evidence) -> tuple[str, ...]:
    found = market_plateau(evidence)
    return ("plateau",) if found and found[0] <= found[1] else ()


# E4, E5 --------------------------------------------------------------------------------------


@measures("E4")
def june_28(
    evidence: Evidence,
    reading: str,
    confidence: float,
    crop: Crop = "cereals",
    weather_control: Weather = "neighbours",
    window: int = 5,
    policy_year: Literal["before", "out"] = "before",
    estimator: Literal["means", "trend"] = "means",
    errors: Literal["independent", "lasting"] = "independent",
) -> Measurement:
    """Return the step of the harvest of 2013 on, in percent, beyond that of the neighbours.

    window: harvests on each side. policy_year: the harvest of the year in which the measures came
    stands before the step or is left out. estimator: difference of the mean logarithms, or step
    beyond a straight line under both sides. errors: of years that are independent or resemble
    each other.
    """
    how = Harvest(crop, weather_control, window, policy_year, estimator, errors)
    return _harvest_step("E4", evidence, reading, confidence, how)


@measures("E5")
def may_30(
    evidence: Evidence,
    reading: str,
    confidence: float,
    crop: Crop = "cereals",
    weather_control: Weather = "neighbours",
    window: int = 5,
    policy_year: Literal["before", "out"] = "before",
    estimator: Literal["means", "trend"] = "means",
    errors: Literal["independent", "lasting"] = "independent",
) -> Measurement:
    """Return the step of the harvest of 2015 on, beyond that of the neighbours; options as in `june_28`."""
    how = Harvest(crop, weather_control, window, policy_year, estimator, errors)
    return _harvest_step("E5", evidence, reading, confidence, how)


def harvests(evidence: Evidence, release: Release, crop: Crop) -> pd.Series:
    """Return one printing of the harvest by year.

    fao_2025, fao_2020: yield in tonnes per hectare; the release of 2020 ends in 2018 and equals
    that of 2025 up to 2013. rda: tonnes of food crops.
    """
    if release == "rda":
        return evidence.values("rda_food_crop_production")
    rows = evidence.rows(SERIES_OF_CROP[crop])
    new = rows[rows["vintage"] == "2025"].set_index("year")["value"]
    if release == "fao_2025":
        found = new
    else:
        old = rows[rows["vintage"] == "2020"].set_index("year")["value"]
        found = old.combine_first(new[new.index <= 2013]) if len(old) else old
    if found.empty:
        raise NoEvidence("no evidence of this grade")
    return found.sort_index()


def weather_rows(evidence: Evidence, crop: Crop, which: Weather) -> pd.DataFrame | None:
    """Return the yields of the neighbours, years by country, newest release first; None without control."""
    if which == "none":
        return None
    rows = evidence.rows(SERIES_OF_CROP[crop], country=NEIGHBOURS[which]).sort_values("vintage")
    return rows.drop_duplicates(["country", "year"], keep="last").pivot(
        index="year", columns="country", values="value"
    )


def weather(neighbours: pd.DataFrame, years: pd.Index) -> pd.Series:
    """Return the geometric mean of the neighbours' yields over `years`.

    A neighbour that lacks one of the years is left out, so that no change of membership looks
    like weather. Raises `NoEvidence` when none covers them all.
    """
    whole = neighbours.reindex(years).dropna(axis=1)
    if whole.empty:
        raise NoEvidence("no neighbour covers these years")
    return pd.Series(np.exp(np.log(whole).mean(axis=1)))


def harvest_step(
    evidence: Evidence,
    release: Release,
    year: int,
    confidence: float,
    crop: Crop,
    weather_control: Weather,
    window: int,
) -> breaks.Step:
    """Return the step of one printing of the harvest at `year`; raise `NoEvidence` where too short.

    The southern estimate has few years before 2014, so that all its years from 2007 on stand for
    the time before.
    """
    series = harvests(evidence, release, crop)
    control = weather_rows(evidence, crop, weather_control)
    return _step(series, control, release, year, confidence, Harvest(crop, weather_control, window))


def _step(
    series: pd.Series, control: pd.DataFrame | None, release: str, year: int, confidence: float, how: Harvest
) -> breaks.Step:
    # A year left out makes room for an earlier one, so that both sides stay equally long.
    out = how.policy_year == "out"
    first = 2007 if release == "rda" else year - how.window - out
    series = series[(series.index >= first) & (series.index < year + how.window)]
    if out:
        series = series[series.index != year - 1]
    if control is not None:
        series = series / weather(control, series.index)
    before, after = series[series.index < year], series[series.index >= year]
    if how.estimator == "means" and how.errors == "independent":
        found = breaks.percent_step(before.to_numpy(), after.to_numpy(), confidence)
    else:
        trend, lasting = how.estimator == "trend", how.errors == "lasting"
        found = breaks.fitted_step(series, year, confidence, trend=trend, lasting=lasting)
    if found is None:
        raise NoEvidence("fewer than two harvests before or after")
    return found


def _harvest_step(
    claim: str, evidence: Evidence, reading: str, confidence: float, how: Harvest
) -> Measurement:
    year = FIRST_HARVEST[claim]
    series = harvests(evidence, reading, how.crop)  # type: ignore[arg-type]
    control = weather_rows(evidence, how.crop, how.weather_control)
    found = _step(series, control, reading, year, confidence, how)
    earlier = []
    for candidate in range(year - 3, year):
        try:
            earlier.append(_step(series, control, reading, candidate, confidence, how).estimate)
        except NoEvidence:
            continue
    limits = ("early",) if any(estimate > found.estimate for estimate in earlier) else ()
    return Measurement(found.estimate, found.lower, found.upper, found.n, limits)


# E6 ------------------------------------------------------------------------------------------


@measures("E6")
def dues(
    evidence: Evidence,
    reading: str,
    confidence: float,
    cohort_size: CohortSize = "smallest",
    leavers: Literal["latest", "since_2012"] = "latest",
    payment: Literal["any", "heavy"] = "any",
    pooled: int = 1,
    design_effect: float = 1.0,
) -> Measurement:
    """Return the percent of the latest leavers who paid bribes or dues to officials.

    leavers: those of the last period, or all who left from 2012 on, whose number is printed (mou).
    payment: "heavy" counts only those who lost about a third of their income or more, another
    question (mou: of those who left from 2012 on). pooled: number of yearly surveys with a printed
    size that are taken together (ipus). design_effect: by how much clusters enlarge the variance.
    """
    limits = _recentralised(evidence) + _burden(evidence, confidence)
    heavy = payment == "heavy"
    if reading == "ipus":
        series = "ipus_paid_bribes_over_30pct_of_income" if heavy else "ipus_paid_bribes_any"
        return _yearly(evidence.rows(series), pooled, confidence, design_effect, limits)
    if heavy or leavers == "since_2012":
        row, size = _since_2012(evidence, heavy)
        note = f"left {_left(row)}"
    else:
        row = evidence.rows("mou2024_paid_bribe").iloc[-1]
        size = cohort(evidence, int(row["year"]), cohort_size)
        note = f"left {_left(row)}; the size of the cohort is that of another question of the survey"
    if size is None:
        return Measurement(float(row["value"]), limits=limits, no_interval="size of the cohort not admitted")
    low, high = surveys.exact_percent(row["value"], size, confidence, design_effect)
    return Measurement(float(row["value"]), low, high, size, limits, (note,))


def _since_2012(evidence: Evidence, heavy: bool) -> tuple[pd.Series, int | None]:
    if not heavy:
        row = evidence.rows("mou2024_paid_bribe_exit_from_2012").iloc[-1]
        return row, _n(row)
    rows = evidence.rows("mou2024_lost_30pct_or_more_income_to_officials")
    rows = rows[rows["period_start"] == "2012"]
    if rows.empty:
        raise NoEvidence("the group that left from 2012 on is not admitted")
    try:
        size = int(evidence.rows("mou2024_cohort_size_from_2012")["value"].iloc[-1])
    except NoEvidence:
        return rows.iloc[-1], None
    return rows.iloc[-1], size


def policy_steps(start: int, end: int) -> pd.DataFrame:
    """Return the dated steps of the state that tolerate or restrict economic freedom."""
    events = data.events("economy")
    steps = events[(events["mover"] == "state") & events["direction"].isin(["tolerate", "restrict"])]
    years = steps["date"].str[:4].astype(int)
    return steps.assign(year=years)[(years >= start) & (years <= end)].reset_index(drop=True)


def heavy_payers(evidence: Evidence, confidence: float) -> surveys.Trend:
    """Return the yearly change, in points, of the share who gave up more than 30 % of income."""
    rows = evidence.rows("ipus_paid_bribes_over_30pct_of_income")
    if rows["year"].nunique() < 3:
        raise NoEvidence("fewer than three surveys")
    return surveys.trend(rows["year"].to_list(), rows["value"].to_list(), confidence)


def _burden(evidence: Evidence, confidence: float) -> tuple[str, ...]:
    try:
        return ("burden",) if heavy_payers(evidence, confidence).lower <= 0 else ()
    except NoEvidence:
        return ()


def _recentralised(evidence: Evidence) -> tuple[str, ...]:
    since = policy_steps(2019, evidence.end_year or 9999)["direction"].value_counts()
    return ("recentralised",) if since.get("restrict", 0) > since.get("tolerate", 0) else ()


# Shared --------------------------------------------------------------------------------------


def _restricted(evidence: Evidence) -> tuple[str, ...]:
    steps = policy_steps(1900, evidence.end_year or 9999)
    return ("restricted",) if len(steps) and steps["direction"].iloc[-1] == "restrict" else ()


def _border(evidence: Evidence) -> tuple[str, ...]:
    try:
        share = evidence.rows("mou2024_sample_border_province_share")["value"].iloc[-1]
    except NoEvidence:
        return ()
    return ("border",) if share > 50 else ()


def _old(row: pd.Series) -> tuple[str, ...]:
    return ("old",) if int(row["period_end"] or row["year"]) <= 2015 else ()


def _latest(evidence: Evidence, series: str, year: int) -> pd.Series | None:
    try:
        rows = evidence.rows(series)
    except NoEvidence:
        return None
    rows = rows[rows["year"] == year]
    return None if rows.empty else rows.iloc[-1]


def _yearly(
    rows: pd.DataFrame, latest: int, confidence: float, design_effect: float, limits: tuple[str, ...]
) -> Measurement:
    """Return the share of the latest survey, or of the `latest` ones with a printed size together."""
    row = rows.iloc[-1]
    if latest > 1:
        rows = rows[rows["n"].notna()].tail(latest)
        if rows.empty:
            raise NoEvidence("no survey prints its size")
        sizes = rows["n"].astype(float)
        found = surveys.pooled(rows["value"].tolist(), (sizes / design_effect).tolist(), confidence)  # type: ignore[arg-type]
        note = f"surveys taken together: {len(rows)}, the last of people who left {_left(rows.iloc[-1])}"
        return Measurement(found.estimate, found.lower, found.upper, int(sizes.sum()), limits, (note,))
    n = _n(row)
    low, high = surveys.exact_percent(row["value"], n, confidence, design_effect) if n else (None, None)
    return Measurement(float(row["value"]), low, high, n, limits, (f"left {_left(row)}",))


def _n(row: pd.Series) -> int | None:
    return None if pd.isna(row["n"]) else int(row["n"])


def _left(row: pd.Series) -> str:
    start, end = str(row["period_start"]), str(row["period_end"])
    return f"{start} to {end}" if start and start != end else f"up to {end}" if end else str(row["year"])
