"""Functions behind the claims of the chapter on trust."""

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from nkbook import data
from nkbook.claims.evidence import Evidence
from nkbook.claims.legacy import Measurement, measures
from nkbook.errors import NoEvidence
from nkbook.methods import groups, meta, scales, surveys
from nkbook.methods.surveys import ShareInterval

Index = Literal["v2x_civlib", "v2x_clpol", "v2x_clpriv", "v2x_clphy"]

Release = Literal["newest", "v14"]
Ratings = Literal["both", "civil_liberties"]
CohortSize = Literal["smallest", "largest", "any_question"]
Definition = Literal["every", "registered"]
CountBy = Literal["rows", "origins"]
Moment = Literal["end", "peak"]
HomeSurvey = Literal["latest", "first", "pooled"]
Tie = Literal["trusted", "helped", "partnership"]
SurveysRead = Literal["latest", "last_three", "all"]
Saying = Literal["even_odds", "one_in_three"]
ReasonsNamed = Literal["wide", "strict"]
Pooling = Literal["by_source", "by_survey", "unweighted"]
Kept = Literal["keep", "drop"]
Deed = Literal["protest", "helped"]

# The countries whose civil liberties the data package holds in both releases of V-Dem.
CODED_AGAIN = ("CHN", "KOR", "PRK")

# Percent of the scale: a level up to here is called the floor.
FLOOR = 5.0

# Freedom House: ratings run from 1 to 7 (worst), the scores behind them to 60 and 40.
WORST_RATING = 7.0
FH_PARTS = {
    "fh_civil_liberties": "fh_civil_liberties_score",
    "fh_political_rights": "fh_political_rights_score",
}
FH_POINTS = {"fh_civil_liberties": 60, "fh_political_rights": 40}

# How the data package names release 14 of V-Dem: by its year.
V14 = "2024"

# Markets were permitted by the measures of July 2002.
MARKETS_PERMITTED = 2002

# The group of the saying, and the chance that makes it even.
SAYING = 3
EVEN = 0.5

NO_BASE = "the size of the group that answered was not printed"

# Where a civil society index of V-Dem stands once solidarity carries: half of the scale.
CARRIES = 0.5


@measures("T1")
def rights(
    evidence: Evidence,
    reading: str,
    confidence: float,
    *,
    index: Index = "v2x_civlib",
    base_year: int = 1994,
    window: int = 5,
    span: scales.Span = "since_base",
    release: Release = "newest",
    ratings: Ratings = "both",
    **_: object,
) -> Measurement:
    """Gain in rights since the `window` years up to `base_year`, in percent of the source's scale.

    The interval covers the worst and the best single year (`span`: since the base year, or of the
    latest window), and what is known of the source's own error: two releases of one coding
    (V-Dem), the scores that a grade can hide (Freedom House). index: which of V-Dem's indices of
    civil liberty stands for rights. release: the newest that codes a year, or release 14 alone.
    ratings: both of Freedom House, or civil liberties alone.
    """
    if reading == "vdem":
        rows = evidence.rows(index, country=CODED_AGAIN if index == "v2x_civlib" else "PRK")
        own = newest(rows[(rows["country"] == "PRK") & ((rows["vintage"] == V14) | (release == "newest"))])
        return _vdem(rows, scales.gain(own, base_year, window, span), confidence)
    if reading == "freedom_house":
        return _freedom_house(evidence, base_year, window, ratings)
    return _fariss(evidence, base_year, window, span)


def _vdem(rows: pd.DataFrame, found: scales.Gain, confidence: float) -> Measurement:
    error = 0.0
    warnings = ["interval: range over single years, not a sampling error; no intervals of the coders seen"]
    again = coded_again(rows)
    if len(again) >= 3:
        error = scales.detectable_change(list(again["first"]), list(again["again"]), confidence)
        warnings.append("widened by the difference between two releases of the same coding")
    floor = max(found.base, found.latest) <= FLOOR / 100
    return Measurement(
        100 * found.estimate,
        100 * (found.lowest - error),
        100 * (found.highest + error),
        limits=("floor",) if floor else (),
        warnings=tuple(warnings),
    )


def newest(rows: pd.DataFrame) -> pd.Series:
    """Return values by year, each from the newest release that has it."""
    ordered = rows.sort_values(["year", "vintage"], kind="stable")
    return ordered.groupby("year")["value"].last()


def coded_again(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the country-years that stand in the oldest and in the newest release: first, again."""
    table = rows.pivot_table(index=["country", "year"], columns="vintage", values="value")
    if table.shape[1] < 2:
        table = table.iloc[:0]
        return pd.DataFrame({"first": [], "again": []}, index=table.index, dtype=float)
    table = table[[table.columns[0], table.columns[-1]]].dropna()
    return table.set_axis(["first", "again"], axis=1)


def _freedom_house(evidence: Evidence, base_year: int, window: int, ratings: Ratings) -> Measurement:
    parts = FH_PARTS if ratings == "both" else {"fh_civil_liberties": FH_PARTS["fh_civil_liberties"]}
    rows = evidence.rows(*parts, *parts.values(), country=None)
    bounds = freedom_house_bounds(rows, parts)
    low = scales.gain(bounds["low"], base_year, window)
    high = scales.gain(bounds["high"], base_year, window)
    grade = scales.gain(bounds["grade"], base_year, window)
    stuck = bool((bounds["grade"] == bounds["grade"].iloc[0]).all())
    percent = 100 / sum(FH_POINTS[rating] for rating in parts)
    return Measurement(
        100 * grade.estimate,
        percent * (low.latest - high.base),
        percent * (high.latest - low.base),
        limits=("floor",) if stuck else (),
        warnings=("interval: what the scores behind the grades allow; estimate: the grades themselves",),
    )


def freedom_house_bounds(rows: pd.DataFrame, parts: Mapping[str, str] = FH_PARTS) -> pd.DataFrame:
    """Return what North Korea's score was or can have been, in points, by year.

    rows: ratings and scores of all countries. parts: score behind each rating that counts; both
    together have 100 points. Columns: low and high (equal where the score was published, else the
    range of scores ever published with the same ratings, cut at the bottom of the scale), grade (0
    to 1 on the published ratings, 1 best).
    """
    wide = rows.pivot_table(index=["country", "year"], columns="series", values="value")
    if not set(parts) <= set(wide.columns) or "PRK" not in wide.index.get_level_values("country"):
        raise NoEvidence("no ratings of North Korea are admitted")
    own = wide[wide.index.get_level_values("country") == "PRK"].droplevel("country")
    own = own.dropna(subset=list(parts))
    bounds = pd.DataFrame({"low": 0.0, "high": 0.0}, index=own.index)
    for rating, score in parts.items():
        if score not in wide:
            raise NoEvidence("no scores behind the ratings are admitted")
        both = wide[[rating, score]].dropna()
        known = own[score]
        bands = {grade: scales.band_of_grade(both[rating], both[score], grade) for grade in set(own[rating])}
        bounds["low"] += known.fillna(own[rating].map(lambda g, b=bands: max(0.0, b[g][0])))
        bounds["high"] += known.fillna(own[rating].map(lambda g, b=bands: b[g][1]))
    mean = own[list(parts)].mean(axis=1)
    return bounds.assign(grade=(WORST_RATING - mean) / (WORST_RATING - 1))


def _fariss(evidence: Evidence, base_year: int, window: int, span: scales.Span) -> Measurement:
    rows = evidence.rows("fariss_human_rights_protection", country=None)
    values = rows[rows["country"] == "PRK"].set_index("year")["value"]
    found = scales.gain(values, base_year, window, span)
    length = float(rows["value"].max() - rows["value"].min())
    near = max(found.base, found.latest) - float(rows["value"].min()) <= FLOOR / 100 * length
    return Measurement(
        100 * found.estimate / length,
        100 * found.lowest / length,
        100 * found.highest / length,
        limits=("floor",) if near else (),
        warnings=("interval: range over single years; scale: worst to best year of any country seen",),
    )


@measures("T2")
def first_mover(
    evidence: Evidence,
    reading: str,
    confidence: float,
    *,
    cohort_size: CohortSize = "smallest",
    home_survey: HomeSurvey = "latest",
    mean_interval: Literal["widest", "at_mean"] = "widest",
    interval: ShareInterval = "exact",
    design_effect: float = 1.0,
    **_: object,
) -> Measurement:
    """Share of income or homes from private dealing before permission, in percent of households.

    cohort_size: as in `cohort`. home_survey: the latest or the first year of the university's
    survey, or all pooled. mean_interval: the spread of answers is the largest there can be, or
    the largest with this mean. interval, design_effect: as in `surveys.share_interval`.
    """
    if reading == "homes":
        return share(_home(evidence, home_survey), confidence, interval, design_effect)
    rows = evidence.rows("mou2024_informal_share_of_household_income")
    before = rows[rows["year"] <= MARKETS_PERMITTED].dropna(subset="value")
    if before.empty:
        raise NoEvidence("no admitted answer of people who left before markets were permitted")
    row = latest(before)
    people = cohort(evidence, int(row["year"]), cohort_size)
    if people is None:
        return Measurement(float(row["value"]), no_interval=NO_BASE)
    low, high = surveys.worst_case_mean(
        float(row["value"]), people / design_effect, confidence, at_mean=mean_interval == "at_mean"
    )
    return Measurement(
        float(row["value"]),
        low,
        high,
        people,
        warnings=("a mean of shares recalled by leavers; interval: sampling error only, at its widest",),
    )


def _home(evidence: Evidence, survey: HomeSurvey) -> pd.Series:
    rows = evidence.rows("ipus_home_bought").dropna(subset=["value", "n"])
    if rows.empty:
        raise NoEvidence("no evidence of this grade")
    return pooled(rows) if survey == "pooled" else rows.iloc[0 if survey == "first" else -1]


def pooled(rows: pd.DataFrame) -> pd.Series:
    """Return surveys of one question as one row: all people, and their mean answer in percent.

    Surveys without a printed size have no weight; raises `NoEvidence` when none has one.
    """
    sized = rows.dropna(subset=["value", "n"])
    if sized.empty:
        raise NoEvidence("no survey with a printed number of respondents is admitted")
    people = sized["n"].astype(float)
    row = sized.iloc[-1].copy()
    row["n"], row["value"] = int(people.sum()), float((sized["value"] * people).sum() / people.sum())
    return row


@measures("T3")
def severed(
    evidence: Evidence,
    reading: str,
    confidence: float,
    *,
    tie: Tie = "trusted",
    interval: ShareInterval = "exact",
    design_effect: float = 1.0,
    **_: object,
) -> Measurement:
    """Share of respondents without a tie of trust outside the family, in percent.

    tie: trusted somebody outside the family, helped somebody outside it to leave, or calls
    partnerships in trade common. interval, design_effect: as in `surveys.share_interval`.
    """
    if reading == "umg":
        row = latest(evidence.rows("how_obtained_borrow_free_from_friends"))
        found = share(row, confidence, interval, design_effect)
        low = None if found.upper is None else 100 - found.upper
        high = None if found.lower is None else 100 - found.lower
        return Measurement(
            100 - found.estimate,
            low,
            high,
            found.n,
            no_interval=found.no_interval,
            warnings=("self-selected residents reached by phone; interval: sampling error only",),
        )
    found = share(_without_tie(evidence, tie), confidence, interval, design_effect)
    return Measurement(
        found.estimate,
        found.lower,
        found.upper,
        found.n,
        _cause_open(evidence),
        ("one press item for the share; interval: sampling error only",),
        found.no_interval,
    )


def _without_tie(evidence: Evidence, tie: Tie) -> pd.Series:
    if tie != "partnership":
        untrusting = "trusted_someone_outside_family_no"
        return latest(evidence.rows("helped_nonfamily_defect_no" if tie == "helped" else untrusting))
    rows = [latest(evidence.rows(f"market_partnership_{often}")) for often in ("common", "very_common")]
    row = rows[0].copy()
    row["value"] = 100 - sum(float(each["value"]) for each in rows)
    return row


def _cause_open(evidence: Evidence) -> tuple[str, ...]:
    """Tell that surveillance as the cause is open: unless East German effects are all clear of nought."""
    try:
        effects = evidence.rows("stasi_plus_1sd_trust_in_strangers_first_wave", country="DDR")
    except NoEvidence:
        return ("cause",)
    return ("cause",) if bool((effects["upper"] >= 0).any()) else ()


@measures("T4")
def informers(
    evidence: Evidence,
    reading: str,
    confidence: float,
    *,
    inferred_dates: bool = False,
    definition: Definition = "every",
    count_by: CountBy = "rows",
    saying: Saying = "even_odds",
    moment: Moment = "end",
    officers: bool = False,
    **_: object,
) -> Measurement:
    """Informer share that the saying needs over the share that a source documents.

    inferred_dates: also rows whose year was deduced (the ceiling for North Korea, the national
    estimate for China). saying: a group of three holds a spy with even odds, or one in three of
    all people is one. The rest, for East Germany only, as in `east_german_shares`.
    """
    if reading == "east_germany":
        shares = east_german_shares(evidence, definition, count_by, moment, officers)
    else:
        shares = informer_shares(evidence, reading, inferred_dates)
    needed = 100 * (groups.share_needed(SAYING, EVEN) if saying == "even_odds" else 1 / SAYING)
    if reading == "ceiling":
        return Measurement(
            needed / shares.max(),
            limits=("ceiling",),
            no_interval="a ceiling from one officer's quota: the ratio is at least this",
        )
    if len(shares) == 1:
        return Measurement(needed / shares.iloc[0], no_interval="one figure only")
    return Measurement(
        needed / shares.median(),
        needed / shares.max(),
        needed / shares.min(),
        warnings=("interval: from the widest count to the strictest, not a sampling error",),
    )


def informer_shares(evidence: Evidence, reading: str, inferred: bool) -> pd.Series:
    """Return the informer shares that China or the ceiling documents, in percent of inhabitants."""
    if reading == "china":
        rows = evidence.rows("informants_share", country="CHN", inferred=inferred)
        return rows["value"].dropna()
    rows = evidence.rows("inhabitants_per_informant_floor", inferred=inferred)
    return 100 / rows["lower"].dropna()


def east_german_shares(
    evidence: Evidence,
    definition: Definition = "every",
    count_by: CountBy = "rows",
    moment: Moment = "end",
    officers: bool = False,
) -> pd.Series:
    """Return the informer shares counted for East Germany, in percent of inhabitants at its end.

    definition: every count, or only people registered at one time. count_by: one share for each
    printed count, or the median of counts that go back to one origin. moment: the last year
    counted, or the year of the largest stock. officers: full-time staff added to each count.
    """
    people = evidence.rows("population_beside_informants", country="DDR")["value"].median()
    wider = ("informants_lifetime", "informants_occasional_total") if definition == "every" else ()
    counts = evidence.rows("informants_total", *wider, country="DDR").dropna(subset="value")
    stock = counts[counts["series"] == "informants_total"]
    year = counts["year"].max() if moment == "end" else stock.sort_values("value")["year"].iloc[-1]
    counts = counts[counts["year"] == year]
    values = counts["value"]
    if count_by == "origins":
        values = counts.groupby(["series", counts["source"].map(data.origins())])["value"].median()
    if officers:
        values = values + evidence.rows("security_full_time", country="DDR")["value"].median()
    shares: pd.Series = 100 * values / people
    return shares


@measures("T5")
def lifelong(
    evidence: Evidence,
    reading: str,
    confidence: float,
    *,
    intrusion: Literal["watched", "searched"] = "watched",
    cohort_size: CohortSize = "smallest",
    surveys_read: SurveysRead = "latest",
    interval: ShareInterval = "exact",
    design_effect: float = 1.0,
    **_: object,
) -> Measurement:
    """Share of the latest leavers who felt surveillance in daily life, in percent.

    intrusion: watched at home, or searched there. cohort_size: as in `cohort`. surveys_read: years
    of the university's survey that are pooled. interval, design_effect: as in
    `surveys.share_interval`.
    """
    if reading == "ipus":
        found = share(_worried(evidence.rows(), surveys_read), confidence, interval, design_effect)
        note = "people could name one worry only, so that this is a floor; interval: sampling error only"
        return Measurement(found.estimate, found.lower, found.upper, found.n, (), (note,), found.no_interval)
    row = latest(evidence.rows("watched_at_home" if intrusion == "watched" else "home_searched"))
    people = cohort(evidence, int(row["year"]), cohort_size)
    limits = _border(evidence)
    if people is None:
        return Measurement(float(row["value"]), limits=limits, no_interval=NO_BASE)
    low, high = surveys.percent_interval(float(row["value"]), people, confidence, interval, design_effect)
    group = "largest" if cohort_size == "largest" else "smallest"
    note = f"base not printed: the {group} printed group of the period stands for it; sampling error only"
    return Measurement(float(row["value"]), low, high, people, limits, (note,))


def _worried(rows: pd.DataFrame, read: SurveysRead) -> pd.Series:
    """Return the share who named any of the worries as one row: of the last year, or pooled."""
    years = sorted(set(rows["year"]))[{"latest": -1, "last_three": -3, "all": 0}[read] :]
    totals = []
    for year in years:
        answers = rows[rows["year"] == year]
        total = answers.iloc[0].copy()
        total["value"] = answers["value"].sum()
        totals.append(total)
    return totals[0] if read == "latest" else pooled(pd.DataFrame(totals))


def _border(evidence: Evidence) -> tuple[str, ...]:
    try:
        rows = evidence.rows("mou2024_sample_border_province_share")
    except NoEvidence:
        return ()
    return ("border",) if float(rows["value"].iloc[-1]) > 50 else ()


@measures("T6")
def solidarity(
    evidence: Evidence,
    reading: str,
    confidence: float,
    *,
    society: Literal["v2xcs_ccsi", "v2x_cspart"] = "v2xcs_ccsi",
    window: int = 5,
    years_shown: int = 10,
    deed: Deed = "protest",
    interval: ShareInterval = "exact",
    design_effect: float = 1.0,
    **_: object,
) -> Measurement:
    """Extent of civic solidarity in percent of the most that the source can show.

    society: V-Dem's index of autonomous organisations, or of taking part in organisations.
    window: latest years averaged. years_shown: latest years whose range the interval covers. deed:
    would protest at injustice, or helped somebody outside the family to leave. interval,
    design_effect: as in `surveys.share_interval`.
    """
    if reading == "kdi":
        helped = deed == "helped"
        row = latest(evidence.rows("helped_nonfamily_defect_yes" if helped else "injustice_protest"))
        found = share(row, confidence, interval, design_effect)
        note = "resettled leavers on what they would do, one press item; interval: sampling error only"
        return Measurement(found.estimate, found.lower, found.upper, found.n, warnings=(note,))
    rows = evidence.rows(society, country=None)
    table = rows.pivot_table(index="year", columns="country", values="value")
    if "PRK" not in table:
        raise NoEvidence("no coding of North Korea is admitted")
    own = table["PRK"].dropna()
    recent = own.iloc[-years_shown:]
    shown = "ten" if years_shown == 10 else years_shown
    return Measurement(
        100 * float(own.iloc[-window:].mean()),
        100 * float(recent.min()),
        100 * float(recent.max()),
        limits=("blind",) if risen_from_as_low(table) else (),
        warnings=(f"interval: range over the last {shown} years coded, not a sampling error",),
    )


def risen_from_as_low(table: pd.DataFrame) -> list[tuple[str, int]]:
    """Return countries, with the year before, that rose from as low as North Korea stands now.

    table: civil society index (0 to 1), years by countries. As low: at most North Korea's highest
    level of the last ten years coded; risen: at least half of the scale in the next two years.
    """
    level = float(table["PRK"].dropna().iloc[-10:].max())
    found = []
    for country in [c for c in table.columns if c != "PRK"]:
        values = table[country].dropna()
        for year in values.index[values <= level]:
            if (values.reindex([year + 1, year + 2]) >= CARRIES).any():
                found.append((str(country), int(year)))
    return found


@measures("T7")
def youth(evidence: Evidence, reading: str, confidence: float, **_: object) -> Measurement:
    """Rise of trust outside the family among the young less that among elders, percentage points."""
    young, old = (evidence.values(name) for name in evidence.reading.series)
    return Measurement(
        float((young.iloc[-1] - young.iloc[0]) - (old.iloc[-1] - old.iloc[0])),
        limits=("leavers",),
        no_interval="sample sizes per cohort are needed",
    )


@measures("T8")
def shared_risk(evidence: Evidence, reading: str, confidence: float, **_: object) -> Measurement:
    """Rise of trust in pairs after their first exchange, in percentage points."""
    before, after = (evidence.values(name) for name in evidence.reading.series)
    return Measurement(float(after.mean() - before.mean()), no_interval="sample sizes are needed")


@measures("T9")
def shared_guilt(evidence: Evidence, reading: str, confidence: float, **_: object) -> Measurement:
    """Denunciation rate between people who are both guilty over that where one of them is."""
    both, one = (evidence.values(name) for name in evidence.reading.series)
    return Measurement(float(both.mean() / one.mean()), no_interval="sample sizes are needed")


@measures("T10")
def bridges(evidence: Evidence, reading: str, confidence: float, **_: object) -> Measurement:
    """Share of people who share content and have a trusted tie to another sharing group, percent."""
    return share(latest(evidence.rows()), confidence)


@measures("X1")
def motives(
    evidence: Evidence,
    reading: str,
    confidence: float,
    *,
    serial_entries: bool = True,
    reasons_named: ReasonsNamed = "wide",
    pooling: Pooling = "by_source",
    bound: Literal["upper", "lower"] = "upper",
    undated: Kept = "keep",
    unsized: Kept = "keep",
    briefing: bool = False,
    **_: object,
) -> Measurement:
    """Change per decade of the balance of reasons (political less economic), percentage points.

    serial_entries, reasons_named, bound, briefing: as in `reasons`. pooling: as in
    `meta_regression`. undated, unsized: keep or drop readings without a printed period of leaving,
    or without a printed number of respondents.
    """
    balances = reasons(
        evidence, reading, serial_entries, reasons_named=reasons_named, bound=bound, briefing=briefing
    )
    if undated == "drop":
        balances = balances[balances["dated"]]
    if unsized == "drop":
        balances = balances[balances["n"].notna()]
    if reading == "ministry":
        return _two_points(balances)
    found = meta_regression(balances, confidence, pooling)
    return Measurement(
        found.slope,
        found.lower,
        found.upper,
        limits=("seoul",),
        warnings=(
            f"{found.surveys} readings of {found.sources} sources; spread between sources "
            f"{found.between:.0f} points, within {found.within:.0f}",
        )
        if reading == "pooled"
        else ("one data set; answers exclude each other",),
    )


def meta_regression(
    balances: pd.DataFrame, confidence: float, pooling: Pooling = "by_source"
) -> meta.MetaRegression:
    """Return the line through balances of reasons over decades, by one of three estimators.

    pooling: with a random effect for each source and for each of its readings; for each reading
    alone; or least squares without weights. A source without a printed number of respondents
    counts as if sampling error were nought: what it lacks in precision goes into the spread within
    sources.
    """
    decades, effects = list((balances["when"] - 2000) / 10), list(balances["balance"])
    if pooling == "unweighted":
        return meta.least_squares(effects, decades, list(balances["group"]), confidence)
    groups = balances["group"] if pooling == "by_source" else range(len(balances))
    return meta.regression(
        effects, list(balances["variance"].fillna(0.0)), decades, list(map(str, groups)), confidence
    )


def _two_points(balances: pd.DataFrame) -> Measurement:
    if len(balances) < 2:
        raise NoEvidence("one period only: no change can be computed")
    first, last = balances.iloc[0], balances.iloc[-1]
    decades = (last["when"] - first["when"]) / 10
    return Measurement(
        float((last["balance"] - first["balance"]) / decades),
        limits=("seoul",),
        no_interval="no number of respondents was printed",
    )


# Which answers are political, which economic, for each family of readings.
POLITICAL = {
    "motive_political_by_year_left",
    "motive_longing_freedom",
    "motive_regime_dissatisfaction",
    "motive_political_total",
    "motive_political_oppression",
    "motive_surveillance_control_freedom_gyeonggi",
}
ECONOMIC = {
    "motive_economic_by_year_left",
    "motive_hunger_economic",
    "motive_economic_snu",
    "motive_economy",
    "motive_food_shortage_gyeonggi",
    "motive_earn_more_gyeonggi",
}


# Answers nearest to freedom and to hunger, in place of the wide classes of the same source.
FREEDOM = {
    "motive_political_by_year_left": "motive_surveillance_control_freedom_by_year_left",
    "motive_political_total": "motive_longing_freedom_snu",
    "motive_regime_dissatisfaction": "",
}
HUNGER = {
    "motive_economic_by_year_left": "motive_food_shortage_by_year_left",
    "motive_earn_more_gyeonggi": "",
}

# The ministry's briefing of 2024, whose survey is not named.
BRIEFING = ("motive_dislike_system_mou_brief", "motive_food_shortage_mou_brief")


def reasons(
    evidence: Evidence,
    reading: str,
    serial_entries: bool = True,
    *,
    reasons_named: ReasonsNamed = "wide",
    bound: Literal["upper", "lower"] = "upper",
    briefing: bool = False,
) -> pd.DataFrame:
    """Return the balance of reasons for each source and period, in order of time.

    Columns: source, group (the same for readings of one source), when (middle of the period of
    leaving; its end where the start is open; year asked where no period is printed), dated (whether
    a period is printed), political, economic, balance (percent and points), n, variance. Where only
    an upper bound of an answer is printed the bound is taken, which makes the change smaller, or
    nought (`bound` "lower"). reasons_named "strict": where a source prints them, only the answers
    nearest to hunger and to freedom. briefing: the ministry's later briefing too, when pooled.
    """
    strict = {**FREEDOM, **HUNGER} if reasons_named == "strict" else {}
    names = [name for name in (strict.get(s, s) for s in evidence.reading.series) if name]
    rows = evidence.rows(*names, *(BRIEFING if briefing and reading == "pooled" else ()))
    variant = {"": 1, "without_serial_entries": 0 if serial_entries else 2}
    rows = rows.assign(order=rows["variant"].map(variant)).query("order > 0").sort_values("order")
    rows = rows.drop_duplicates(["series", "date", "source"], keep="last")
    bounded = rows["upper"] if bound == "upper" else rows["upper"].where(rows["upper"].isna(), 0.0)
    rows = rows.assign(value=rows["value"].fillna(bounded), when=[_when(r) for _, r in rows.iterrows()])
    found = []
    for (source, when), part in rows.groupby(["source", "when"]):
        political = part[part["series"].isin({*POLITICAL, *FREEDOM.values(), BRIEFING[0]})]
        economic = part[part["series"].isin({*ECONOMIC, *HUNGER.values(), BRIEFING[1]})]
        if political.empty or economic.empty:
            continue
        a, b = float(political["value"].sum()), float(economic["value"].sum())
        n = None if part["n"].isna().all() else int(part["n"].min())
        found.append(
            {
                # One data set alone: its periods are independent samples.
                "source": source,
                "group": source if reading == "pooled" else str(when),
                "when": when,
                "dated": bool((part["period_end"] != "").all()),
                "political": a,
                "economic": b,
                "balance": a - b,
                "n": n,
                "variance": float("nan") if n is None else meta.balance_variance(a, b, n),
            }
        )
    if not found:
        raise NoEvidence("no source with both kinds of reasons is admitted")
    return pd.DataFrame(found).sort_values(["when", "source"], kind="stable").reset_index(drop=True)


def _when(row: pd.Series) -> float:
    start, end = str(row["period_start"])[:4], str(row["period_end"])[:4]
    if start and end:
        return (int(start) + int(end)) / 2
    return float(end or row["year"])


def latest(rows: pd.DataFrame) -> pd.Series:
    """Return the latest row that has a value; raise `NoEvidence` when none has."""
    valued = rows.dropna(subset="value")
    if valued.empty:
        raise NoEvidence("no evidence of this grade")
    return valued.sort_values("date", kind="stable").iloc[-1]


def share(
    row: pd.Series, confidence: float, interval: ShareInterval = "exact", design_effect: float = 1.0
) -> Measurement:
    """Return a printed percentage with its interval, or without one where n is not printed.

    interval, design_effect: as in `surveys.share_interval`.
    """
    if pd.isna(row["n"]):
        return Measurement(float(row["value"]), no_interval="the number of respondents was not printed")
    low, high = surveys.percent_interval(
        float(row["value"]), int(row["n"]), confidence, interval, design_effect
    )
    return Measurement(float(row["value"]), low, high, int(row["n"]))


def cohort(evidence: Evidence, year: int, size: CohortSize = "smallest") -> int | None:
    """Return a printed size of the Ministry's group of leavers of a period, or None.

    The size differs by question. size: smallest or largest of questions that the whole programme
    asked, or smallest of any, those asked in its last years included.
    """
    late = ("paektu_line_should_continue",) if size == "any_question" else ()
    try:
        rows = evidence.rows("mou2024_cohort_size", *late)
    except NoEvidence:
        return None
    printed = rows["value"].where(rows["series"] == "mou2024_cohort_size", rows["n"].astype(float))
    sizes = printed[rows["year"] == year].dropna()
    if sizes.empty:
        return None
    return int(sizes.max() if size == "largest" else sizes.min())
