"""Functions behind the claims of the chapter on communication.

Every function is pure: it sees the rows that `Evidence` admits and returns one `Measurement` in
the unit of its criterion, or raises `NoEvidence`.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd

from nkbook import data
from nkbook.claims.evidence import Evidence
from nkbook.claims.legacy import Measurement, measures
from nkbook.errors import NoEvidence
from nkbook.methods import bounds, chains, diffusion, origins, surveys, vintages

CLAIMED_2008 = 100_000
END_2008 = pd.Timestamp(2008, 12, 31)
CLAIMED_YEAR = 2023
JUMP = 2020
MOST_CARRIED = 10  # years that a series may be carried forward
AT_ONCE, STEADY, FASTER = 0, 1, 2
ENDS = 3  # surveys at either end of a series that stand for before and after

Missed = Literal["largest", "median"]
Households = Literal["census", "size"]
Overlap = Literal["unknown", "independent"]
Pooling = Literal["geometric", "median"]


@dataclass(frozen=True)
class Print:
    """Which print of the international series: as of a day, with or without the years of its jump.

    carry: steps whose mean growth carries it forward where it stops; 0 leaves the last value.
    """

    vintage: str = "9999"
    keep_jump: bool = True
    carry: int = 2


@dataclass(frozen=True)
class Assumed:
    """What bounds on households assume."""

    confidence: float
    printed: Print
    most_lines: float
    design_effect: float
    household_count: Households
    overlap: Overlap
    surveys: int


@measures("C1")
def phones_before_2000(
    evidence: Evidence,
    reading: str,
    confidence: float,
    missed: Missed = "largest",
    cohort_size: Literal["unknown", "borrowed"] = "unknown",
    **_: object,
) -> Measurement:
    """Return mobile phones per 100 people in the last year before 2000.

    "itu": the printed value; the upper end adds the largest network that the series is known to
    have missed (the median of what is reported of it, with `missed` "median"), over the population
    of that year. "leavers": percent of leavers who had left by 2000 and had used one; no sample
    size is printed, so no interval, unless `cohort_size` borrows it from another question.
    """
    if reading == "leavers":
        return _used_before_2000(evidence, confidence, cohort_size == "borrowed")
    before = _between(evidence, 1990, 1999)
    printed = before.rows("mobile_subscriptions_per_100")
    value = float(printed["value"].iloc[-1])
    network = _missed_network(evidence, missed)
    if network is None:
        return Measurement(
            value, no_interval="how much the series misses is not known from the admitted rows"
        )
    people = float(before.rows("population_total")["value"].iloc[-1])
    return Measurement(
        value,
        value,
        value + 100 * network / people,
        limits=("silent_zeros",) if _zeros_beside_a_network(evidence) else (),
        warnings=(f"the upper end is the {missed} network that the series is known to have missed",),
    )


def _used_before_2000(evidence: Evidence, confidence: float, borrowed: bool) -> Measurement:
    window = _between(evidence, 1990, 2000)
    value = float(window.rows("mou_phone_use_by_period")["value"].iloc[-1])
    warning = "use, not ownership; near the border it may have been a Chinese phone"
    if not borrowed:
        reason = "the sample size of this group is not printed"
        return Measurement(value, no_interval=reason, warnings=(warning,))
    n = int(window.rows("mou2024_cohort_size")["value"].min())
    low, high = surveys.exact_percent(value, n, confidence)
    note = "the size of the group is that of another question of the programme"
    return Measurement(value, low, high, n, warnings=(warning, note))


@measures("C2")
def factor_of_error_2008(
    evidence: Evidence,
    reading: str,
    confidence: float,
    count: str = "activated",
    year_meant: int = 2008,
    anchor: str = "2009-03",
    growth: Literal["power", "exponential"] = "power",
    **_: object,
) -> Measurement:
    """Return the factor between the figure claimed for 2008 and the lines at the end of 2008.

    "counts": the operator's statements for the month; `count` chooses the lowest (activated
    lines) or the highest (applications), the interval spans them. year_meant: another year at
    whose end the figure may have held. "backcast": from the first count of 2009 (from `anchor` on)
    back to the end of 2008, with the number growing as a power of the days since the launch;
    steady additions are the estimate, all at once and steadily growing additions the ends. growth:
    "exponential" takes the rate between that count and the next one instead, and states no error.
    """
    limits = _forecast(evidence) if year_meant == 2008 else ()
    if reading == "counts":
        rows = _between(evidence, year_meant, year_meant).rows("koryolink_subscribers")
        rows = rows[rows["date"] == rows["date"].max()]
        factors = sorted(_factor(v) for v in rows["value"])
        estimate = factors[-1] if count == "activated" else factors[0]
        if len(factors) == 1:
            reason = "one count is admitted; an operator's count states no error"
            return Measurement(estimate, limits=limits, no_interval=reason)
        return Measurement(
            estimate,
            factors[0],
            factors[-1],
            limits=limits,
            warnings=("the interval spans two statements of one operator, applications and active lines",),
        )
    counts = _between(evidence, 2009, 2009).rows("koryolink_subscribers").sort_values("date")
    counts = counts[counts["date"] >= anchor]
    if counts.empty:
        raise NoEvidence(f"no count from {anchor} to the end of the year is admitted")
    first = counts.iloc[0]
    if growth == "exponential":
        return _by_rate(counts, limits)
    launch = launch_date()
    span = (month_end(first["date"]) - launch).days
    elapsed = (END_2008 - launch).days
    levels = [
        diffusion.early_level(float(first["value"]), elapsed, span, exponent)
        for exponent in (AT_ONCE, STEADY, FASTER)
    ]
    most, middle, least = levels
    return Measurement(
        _factor(middle),
        _factor(most),
        _factor(least),
        limits=limits,
        warnings=("the ends are shapes of growth, not sampling error: all at once, ever faster additions",),
    )


def _by_rate(counts: pd.DataFrame, limits: tuple[str, ...]) -> Measurement:
    later = counts[counts["date"] > counts["date"].iloc[0]]
    if later.empty:
        raise NoEvidence("a rate of growth needs two counts")
    first, second = counts.iloc[0], later.iloc[0]
    start = month_end(first["date"])
    span, back = (month_end(second["date"]) - start).days, (start - END_2008).days
    level = diffusion.level_before(float(first["value"]), float(second["value"]), span, back)
    reason = "one rate of growth, between two counts, states no error"
    return Measurement(_factor(level), limits=limits, no_interval=reason)


@measures("C3")
def lines_in_2023(
    evidence: Evidence,
    reading: str,
    confidence: float,
    vintage: str = "9999",
    counted: str = "lines",
    keep_jump: bool = True,
    carry: int = 2,
    pooling: Pooling = "geometric",
    **_: object,
) -> Measurement:
    """Return mobile lines (or, `counted` "users", people using them) in 2023.

    "together": geometric mean of one estimate per origin, with Student's interval (or, `pooling`
    "median", their median and range). "itu": the series as it stood at `vintage`, carried forward
    by the growth of its last `carry` steps, with the whole range of its past revisions as error;
    without `keep_jump` its years from 2020 on are left out. "north38": the printed range, its
    middle as estimate. "gsma": the modelled number, which states no error.
    """
    printed = Print(vintage, keep_jump, carry)
    counted_year = reading in ("together", "itu") and _prints_year(evidence, Print(vintage))
    limits = () if counted_year else ("no_count",)
    share = users_per_line(evidence)
    if share is not None and share < 0.9:
        limits = ("lines_not_people", *limits)
    scale = 1.0
    if counted == "users":
        if share is None:
            raise NoEvidence("no admitted row tells users from lines")
        scale = share
    value, low, high, n, reason, warnings = _lines(evidence, reading, confidence, printed, pooling)
    return Measurement(
        value * scale,
        None if low is None else low * scale,
        None if high is None else high * scale,
        n,
        limits,
        warnings,
        reason,
    )


@measures("C4")
def households_with_phone(
    evidence: Evidence,
    reading: str,
    confidence: float,
    vintage: str = "9999",
    most_lines: float = 2.5,
    design_effect: float = 2.0,
    keep_jump: bool = True,
    household_count: Households = "census",
    overlap: Overlap = "unknown",
    surveys: int = 2,
    **_: object,
) -> Measurement:
    """Return the percent of households with at least one mobile phone, as bounds.

    The estimate is the middle of the bounds where nothing better is known. most_lines: the most
    lines that owning households may hold on average. design_effect: by how much clusters enlarge
    the variance of the household survey. household_count: see `households`. overlap: of fixed and
    mobile phones in the household survey, bounded or taken as chance. surveys: number of the latest
    yearly surveys of leavers.
    """
    printed = Print(vintage, keep_jump)
    assumed = Assumed(confidence, printed, most_lines, design_effect, household_count, overlap, surveys)
    return _HOUSEHOLD[reading](evidence, assumed)


@measures("C5")
def change_in_free_use(
    evidence: Evidence,
    reading: str,
    confidence: float,
    since: int = 2008,
    wording: Literal["chained", "longest"] = "chained",
    media: Literal["frequent", "ever"] = "frequent",
    change: Literal["line", "ends"] = "line",
    design_effect: float = 1.0,
    **_: object,
) -> Measurement:
    """Return by how many percentage points the use of channels beyond the state changed.

    "contact": changes between surveys with one wording, added up over the wordings (or only that
    of the `wording` asked "longest"); variances of independent samples, which is cautious because
    most people are asked again, times `design_effect`. "outside_media": straight line through the
    yearly surveys from `since` on, so that the scatter between years is the error (or, `change`
    "ends", the mean of the last three less that of the first three); media: which answer counts.
    "internet": last minus first value from `since` on.
    """
    if reading == "contact":
        points, low, high, n, last = contact_change(evidence, confidence, wording, design_effect)
        return Measurement(
            points,
            low,
            high,
            n,
            limits=("border_closed",) if last >= 2020 else (),
            warnings=("resettled leavers, sampling error only; years with another wording are not compared",),
        )
    if reading == "outside_media":
        rows = _from(evidence, since).rows(f"ipus_sk_media_exposure_{media}").dropna(subset="value")
        points, low, high = _media_change(rows.sort_values("year"), change, confidence)
        return Measurement(
            points,
            low,
            high,
            limits=("border_closed",) if rows["year"].max() >= 2020 else (),
            warnings=("recent leavers; the scatter between years is the error",),
        )
    values = _from(evidence, since).values("internet_users_share")
    if len(values) < 2:
        raise NoEvidence("fewer than two years of the series are admitted")
    return Measurement(
        float(values.iloc[-1] - values.iloc[0]),
        limits=("stops_early",) if values.index[-1] < 2015 else (),
        no_interval="the series prints zeros and states no error",
    )


def _media_change(rows: pd.DataFrame, change: str, confidence: float) -> tuple[float, float, float]:
    years, percents = rows["year"].tolist(), rows["value"].tolist()
    if change == "ends":
        if len(percents) < 2 * ENDS:
            raise NoEvidence("too few yearly surveys for three at either end are admitted")
        return surveys.ends(percents, ENDS, confidence)
    if rows["year"].nunique() < 3:
        raise NoEvidence("fewer than three yearly surveys are admitted")
    line = surveys.trend(years, percents, confidence)
    span = int(max(years) - min(years))
    return span * line.slope, span * line.lower, span * line.upper


def contact_change(
    evidence: Evidence, confidence: float, wording: str = "chained", design_effect: float = 1.0
) -> tuple[float, float, float, int, int]:
    """Return the change of contact with home: points, lower, upper, n, last year used.

    wording: "chained" adds up the changes under each wording, "longest" takes the one that was
    asked over most years.
    """
    rows = evidence.rows("nkdb_contact_with_north")
    links, years = [], []
    for _, same in rows[rows["n"].notna()].groupby("variant"):
        ordered = same.sort_values("year")
        first, final = ordered.iloc[0], ordered.iloc[-1]
        if first["year"] < final["year"]:
            links.append((float(first["value"]), int(first["n"]), float(final["value"]), int(final["n"])))
            years.append((int(first["year"]), int(final["year"])))
    if wording == "longest" and links:
        place = max(range(len(links)), key=lambda i: years[i][1] - years[i][0])
        links, years = [links[place]], [years[place]]
    return *chains.chained_change(links, confidence, design_effect), max((y[1] for y in years), default=0)


def estimates_of_lines(evidence: Evidence, printed: Print) -> pd.Series:
    """Return one estimate of the lines in 2023 per origin, indexed by origin, for those that state one."""
    found = {}
    for origin in ("itu", "38north", "gsma_intelligence", "mou_minister"):
        try:
            found[origin] = _ORIGINS[origin](evidence, printed)[0]
        except NoEvidence:
            continue
    return pd.Series(found, dtype=float)


def lines_per_household(
    evidence: Evidence, printed: Print, year: int | None = None, count: Households = "census"
) -> tuple[float, int]:
    """Return mobile lines per household and the year they stand for.

    Lines of the international series; count: of households, see `households`. `year` None is the
    last year printed.
    """
    lines = international(evidence, printed).iloc[-1].dropna()
    last = year if year is not None and year in lines.index else int(lines.index[-1])
    return float(lines[last]) / households(evidence, last, count), last


def households(evidence: Evidence, year: int, count: Households = "census") -> float:
    """Return the number of households in `year`.

    count: "census" enlarges the households of the census of 2008 with the population, "size"
    divides the population by the persons per household that the census printed.
    """
    people = replace(evidence, start_year=None).values("population_total")
    if count == "size":
        sizes = _between(evidence, 2008, 2008).rows("household_size")["value"]
        if year not in people.index:
            raise NoEvidence(f"no population of {year} is admitted")
        return float(people[year] / sizes.iloc[-1])
    census = float(evidence.rows("households_total")["value"].iloc[-1])
    if 2008 not in people.index or year not in people.index:
        raise NoEvidence(f"no population of 2008 or {year} is admitted")
    return census * float(people[year] / people[2008])


def reweighted(pyongyang: float, elsewhere: float, evidence: Evidence) -> float:
    """Return a percent of two regions, weighted to the households of the census."""
    capital = float(evidence.rows("households_pyongyang")["value"].iloc[-1])
    total = float(evidence.rows("households_total")["value"].iloc[-1])
    return bounds.weighted(elsewhere, pyongyang, capital / total)


@lru_cache(maxsize=1)
def launch_date() -> pd.Timestamp:
    """Return the day on which the network of 2008 opened, from the table of events."""
    rows = data.events("communication")
    found = rows[rows["event"].str.contains("launched") & rows["date"].str.startswith("2008-12")]
    return pd.Timestamp(found["date"].iloc[0])


def month_end(date: str) -> pd.Timestamp:
    """Return the last day of a month, or the day itself where the date has one."""
    time = pd.Timestamp(date)
    return time if len(date) > 7 else time + pd.offsets.MonthEnd(0)


def _factor(count: float) -> float:
    return max(CLAIMED_2008 / count, count / CLAIMED_2008)


def _between(evidence: Evidence, first: int, last: int) -> Evidence:
    """Return the same evidence with a narrower window; what it sees is recorded together."""
    start = first if evidence.start_year is None else max(first, evidence.start_year)
    end = last if evidence.end_year is None else min(last, evidence.end_year)
    return replace(evidence, start_year=start, end_year=end)


def _from(evidence: Evidence, first: int) -> Evidence:
    return _between(evidence, first, evidence.end_year or 9999)


def _of_origin(evidence: Evidence, origin: str) -> Evidence:
    known = data.origins()
    others = tuple(known.index[known != origin])
    return replace(evidence, exclude=(*evidence.exclude, *others))


def _missed_network(evidence: Evidence, which: Missed) -> float | None:
    try:
        rows = _between(evidence, 2000, 2008).rows("sunnet_subscribers")
    except NoEvidence:
        return None
    return float(rows["value"].max() if which == "largest" else rows["value"].median())


def _zeros_beside_a_network(evidence: Evidence) -> bool:
    try:
        window = _between(evidence, 2002, 2003)
        printed = window.rows("mobile_subscriptions_itu_vintage")
        return bool((printed["value"] == 0).any() and (window.rows("sunnet_subscribers")["value"] > 0).any())
    except NoEvidence:
        return False


def _forecast(evidence: Evidence) -> tuple[str, ...]:
    try:
        rows = _between(evidence, 2008, 2008).rows("koryolink_subscribers_expected")
    except NoEvidence:
        return ()
    return ("forecast_only",) if (rows["value"].map(_factor) < 1.2).any() else ()


def international(evidence: Evidence, printed: Print) -> pd.DataFrame:
    """Return the revision triangle of the international series from 2009 on, as it was printed."""
    return vintages.triangle(_prints(evidence, printed))


def _prints(evidence: Evidence, printed: Print) -> pd.DataFrame:
    rows = _from(evidence, 2009).rows("mobile_subscriptions_itu_vintage")
    rows = rows[(rows["vintage"] <= printed.vintage) & (rows["variant"] == "")]
    if not printed.keep_jump:
        rows = rows[rows["year"] < JUMP]
    if rows.empty:
        raise NoEvidence("no vintage of the international series is admitted")
    return rows


def _refuse_old(year: int) -> None:
    """Refuse a series that ends too early to say anything about the year of the claim."""
    if year < CLAIMED_YEAR - MOST_CARRIED:
        raise NoEvidence(f"the admitted series ends in {year}, too early for {CLAIMED_YEAR}")


def _prints_year(evidence: Evidence, printed: Print) -> bool:
    try:
        return bool((_prints(evidence, printed)["year"] == CLAIMED_YEAR).any())
    except NoEvidence:
        return False


def users_per_line(evidence: Evidence) -> float | None:
    """Return users per line from the one source that prints both for the same year."""
    kdb = _of_origin(evidence, "kdb")
    try:
        users, lines = kdb.rows("mobile_users_estimate"), kdb.rows("mobile_lines_estimate")
    except NoEvidence:
        return None
    return float(users["value"].iloc[-1] / lines["value"].iloc[-1])


Lines = tuple[float, float | None, float | None, int | None, str, tuple[str, ...]]


def _lines(evidence: Evidence, reading: str, confidence: float, printed: Print, pooling: Pooling) -> Lines:
    if reading != "together":
        value, low, high, reason = _ORIGINS[_NAMES[reading]](evidence, printed)
        return value, low, high, None, reason, ()
    found = estimates_of_lines(evidence, printed)
    if pooling == "median":
        value, low, high = origins.median(found.to_list())
    else:
        value, low, high = origins.geometric_mean(found.to_list(), confidence)
    text = f"one estimate per origin: {', '.join(found.index)}; an error that all share stays unseen"
    return value, low, high, len(found), "", (text,)


Estimate = tuple[float, float | None, float | None, str]


def _itu(evidence: Evidence, printed: Print) -> Estimate:
    table = international(evidence, printed)
    _refuse_old(int(table.iloc[-1].dropna().index[-1]))
    value = vintages.carried_forward(table.iloc[-1].dropna(), CLAIMED_YEAR, printed.carry)
    try:
        least, most, _ = vintages.spread(table)
    except NoEvidence as error:
        return value, None, None, str(error)
    return value, value * least, value * most, ""


def _north38(evidence: Evidence, printed: Print) -> Estimate:
    rows = _of_origin(_between(evidence, 2022, 2024), "38north").rows("mobile_lines_estimate")
    low, high = float(rows["lower"].min()), float(rows["upper"].max())
    return (low + high) / 2, low, high, ""


def _gsma(evidence: Evidence, printed: Print) -> Estimate:
    inside = _of_origin(_between(evidence, 2022, 2024), "gsma_intelligence")
    totals = []
    with suppress(NoEvidence):
        totals.append(float(inside.rows("mobile_lines_estimate")["value"].mean()))
    with suppress(NoEvidence):
        names = ("mobile_lines_byol_gsma", "mobile_lines_koryolink_gsma")
        totals.append(float(sum(inside.rows(name)["value"].iloc[-1] for name in names)))
    if not totals:
        raise NoEvidence("no evidence of this grade")
    return float(np.mean(totals)), None, None, "a model whose method and error are not published"


def _minister(evidence: Evidence, printed: Print) -> Estimate:
    rows = _of_origin(_between(evidence, 2022, 2024), "mou_minister").rows("mobile_lines_estimate")
    return float(rows["value"].mean()), None, None, "a statement whose basis is not printed"


_ORIGINS = {"itu": _itu, "38north": _north38, "gsma_intelligence": _gsma, "mou_minister": _minister}
_NAMES = {"itu": "itu", "north38": "38north", "gsma": "gsma_intelligence"}


def _by_lines(evidence: Evidence, assumed: Assumed) -> Measurement:
    per_household, year = lines_per_household(evidence, assumed.printed, count=assumed.household_count)
    _refuse_old(year)
    low, high = (100 * share for share in bounds.share_with_one(per_household, assumed.most_lines))
    limit = bounds.concentration_at(per_household, 0.5)
    return Measurement(
        (low + high) / 2,
        low,
        high,
        warnings=(
            f"the estimate is the middle of bounds, not a measurement; half of the households own a phone "
            f"when owning households hold {limit:.2f} lines each ({year})",
        ),
    )


def _by_survey(evidence: Evidence, assumed: Assumed) -> Measurement:
    row = evidence.rows("household_phone_fixed_or_mobile").iloc[-1]
    year = int(row["year"])
    fixed = float(_between(evidence, year, year).rows("fixed_telephone_per_100")["value"].iloc[-1])
    people = float(_between(evidence, year, year).rows("population_total")["value"].iloc[-1])
    fixed_share = fixed / 100 * people / households(evidence, year, assumed.household_count)
    either = float(row["value"]) / 100
    low, high = bounds.one_of_two(either, fixed_share)
    if assumed.overlap == "independent":
        low = high = bounds.one_of_two_independent(either, fixed_share)
    n = int(row["n"])
    below, above = (
        bounds.survey_error(share, n, assumed.confidence, assumed.design_effect) for share in (low, high)
    )
    return Measurement(
        50 * (low + high),
        100 * (low - below),
        100 * (high + above),
        n,
        limits=("upper_part_assumed",),
        warnings=("state interviewers asked; the estimate is the middle of bounds",),
    )


def _by_place(evidence: Evidence, assumed: Assumed) -> Measurement:
    urban = float(evidence.rows("kdi_mobile_diffusion_urban")["value"].iloc[-1])
    rural = float(evidence.rows("kdi_mobile_diffusion_rural")["value"].iloc[-1])
    town = float(evidence.rows("households_urban")["value"].iloc[-1])
    country = float(evidence.rows("households_rural")["value"].iloc[-1])
    return Measurement(
        bounds.weighted(rural, urban, town / (town + country)),
        min(rural, urban),
        max(rural, urban),
        limits=("base_unknown",),
        warnings=("the interval holds for any share of towns; sampling error is not printed",),
    )


def _by_region(evidence: Evidence, assumed: Assumed) -> Measurement:
    capital, border, other = (
        float(evidence.rows(f"mou_phone_own_{place}_2011on")["value"].iloc[-1])
        for place in ("pyongyang", "border", "nonborder")
    )
    ends = sorted(reweighted(capital, rest, evidence) for rest in (border, other))
    return Measurement(
        float(np.mean(ends)),
        ends[0],
        100.0,
        limits=("persons_only",),
        warnings=("leavers, persons, left 2011 to 2020; the share of households can only be higher",),
    )


def _by_recent_leavers(evidence: Evidence, assumed: Assumed) -> Measurement:
    rows = evidence.rows("ipus_phone_own_use")
    rows = rows[rows["n"].notna()].sort_values("year").tail(assumed.surveys)
    if rows.empty:
        raise NoEvidence("no admitted survey prints its sample size")
    n = int(rows["n"].sum())
    owners = int((rows["value"] * rows["n"].astype(float) / 100).round().sum())
    low, _ = surveys.exact(owners, n, assumed.confidence)
    return Measurement(
        100 * owners / n,
        100 * low,
        100.0,
        n,
        limits=("persons_only",),
        warnings=("leavers, mostly from border provinces: sampling error only",),
    )


_HOUSEHOLD = {
    "lines": _by_lines,
    "survey": _by_survey,
    "urban_rural": _by_place,
    "leavers_region": _by_region,
    "leavers_recent": _by_recent_leavers,
}
