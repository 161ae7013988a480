"""Functions behind the claims of the chapter on trust."""

from typing import Literal

import pandas as pd

from nkbook.claims.evaluation import Measurement, measures
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import groups, meta, scales, surveys

Index = Literal["v2x_civlib", "v2x_clpol", "v2x_clpriv", "v2x_clphy"]

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
    **_: object,
) -> Measurement:
    """Gain in rights since the five years up to `base_year`, in percent of the source's scale.

    The interval covers the worst and the best single year since, and what is known of the source's
    own error: two releases of one coding (V-Dem), the scores that a grade can hide (Freedom
    House). index: which of V-Dem's indices of civil liberty stands for rights.
    """
    if reading == "vdem":
        return _vdem(evidence, confidence, index, base_year)
    if reading == "freedom_house":
        return _freedom_house(evidence, base_year)
    return _fariss(evidence, base_year)


def _vdem(evidence: Evidence, confidence: float, index: Index, base_year: int) -> Measurement:
    rows = evidence.rows(index, country=CODED_AGAIN if index == "v2x_civlib" else "PRK")
    found = scales.gain(newest(rows[rows["country"] == "PRK"]), base_year)
    error = 0.0
    warnings = ["interval: range over single years, not a sampling error; no intervals of the coders seen"]
    again = coded_again(rows)
    if len(again) >= 3:
        error = scales.detectable_change(list(again["first"]), list(again["again"]), confidence)
        warnings.append("widened by the difference between two releases of the same coding")
    floor = max(found.base, found.latest) <= FLOOR / 100
    return Measurement(
        100 * found.estimate, 100 * (found.lowest - error), 100 * (found.highest + error),
        limits=("floor",) if floor else (), warnings=tuple(warnings),
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


def _freedom_house(evidence: Evidence, base_year: int) -> Measurement:
    rows = evidence.rows(*FH_PARTS, *FH_PARTS.values(), country=None)
    bounds = freedom_house_bounds(rows)
    low = scales.gain(bounds["low"], base_year)
    high = scales.gain(bounds["high"], base_year)
    grade = scales.gain(bounds["grade"], base_year)
    stuck = bool((bounds["grade"] == bounds["grade"].iloc[0]).all())
    return Measurement(
        100 * grade.estimate, low.latest - high.base, high.latest - low.base,
        limits=("floor",) if stuck else (),
        warnings=("interval: what the scores behind the grades allow; estimate: the grades themselves",),
    )


def freedom_house_bounds(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what North Korea's score out of 100 was or can have been, by year.

    rows: ratings and scores of all countries. Columns: low and high (equal where the score was
    published, else the range of scores ever published with the same ratings, cut at the bottom
    of the scale), grade (0 to 1 on the published ratings, 1 best).
    """
    wide = rows.pivot_table(index=["country", "year"], columns="series", values="value")
    if not set(FH_PARTS) <= set(wide.columns) or "PRK" not in wide.index.get_level_values("country"):
        raise NoEvidence("no ratings of North Korea are admitted")
    own = wide[wide.index.get_level_values("country") == "PRK"].droplevel("country")
    own = own.dropna(subset=list(FH_PARTS))
    bounds = pd.DataFrame({"low": 0.0, "high": 0.0}, index=own.index)
    for rating, score in FH_PARTS.items():
        if score not in wide:
            raise NoEvidence("no scores behind the ratings are admitted")
        both = wide[[rating, score]].dropna()
        known = own[score]
        bands = {grade: scales.band_of_grade(both[rating], both[score], grade) for grade in set(own[rating])}
        bounds["low"] += known.fillna(own[rating].map(lambda g, b=bands: max(0.0, b[g][0])))
        bounds["high"] += known.fillna(own[rating].map(lambda g, b=bands: b[g][1]))
    mean = own[list(FH_PARTS)].mean(axis=1)
    return bounds.assign(grade=(WORST_RATING - mean) / (WORST_RATING - 1))


def _fariss(evidence: Evidence, base_year: int) -> Measurement:
    rows = evidence.rows("fariss_human_rights_protection", country=None)
    values = rows[rows["country"] == "PRK"].set_index("year")["value"]
    found = scales.gain(values, base_year)
    length = float(rows["value"].max() - rows["value"].min())
    near = max(found.base, found.latest) - float(rows["value"].min()) <= FLOOR / 100 * length
    return Measurement(
        100 * found.estimate / length, 100 * found.lowest / length, 100 * found.highest / length,
        limits=("floor",) if near else (),
        warnings=("interval: range over single years; scale: worst to best year of any country seen",),
    )


@measures("T2")
def first_mover(evidence: Evidence, reading: str, confidence: float, **_: object) -> Measurement:
    """Share of income or homes from private dealing before permission, in percent of households."""
    if reading == "homes":
        row = latest(evidence.rows("ipus_home_bought"))
        return share(row, confidence)
    rows = evidence.rows("mou2024_informal_share_of_household_income")
    before = rows[rows["year"] <= MARKETS_PERMITTED].dropna(subset="value")
    if before.empty:
        raise NoEvidence("no admitted answer of people who left before markets were permitted")
    row = latest(before)
    people = cohort(evidence, int(row["year"]))
    if people is None:
        return Measurement(float(row["value"]), no_interval=NO_BASE)
    low, high = surveys.worst_case_mean(float(row["value"]), people, confidence)
    return Measurement(
        float(row["value"]), low, high, people,
        warnings=("a mean of shares recalled by leavers; interval: sampling error only, at its widest",),
    )


@measures("T3")
def severed(evidence: Evidence, reading: str, confidence: float, **_: object) -> Measurement:
    """Share of respondents without a tie of trust outside the family, in percent."""
    if reading == "umg":
        row = latest(evidence.rows("how_obtained_borrow_free_from_friends"))
        found = share(row, confidence)
        low = None if found.upper is None else 100 - found.upper
        high = None if found.lower is None else 100 - found.lower
        return Measurement(
            100 - found.estimate, low, high, found.n, no_interval=found.no_interval,
            warnings=("self-selected residents reached by phone; interval: sampling error only",),
        )
    row = latest(evidence.rows("trusted_someone_outside_family_no"))
    found = share(row, confidence)
    return Measurement(
        found.estimate, found.lower, found.upper, found.n, _cause_open(evidence),
        ("one press item for the share; interval: sampling error only",), found.no_interval,
    )


def _cause_open(evidence: Evidence) -> tuple[str, ...]:
    """Tell that surveillance as the cause is open: unless East German effects are all clear of nought."""
    try:
        effects = evidence.rows("stasi_plus_1sd_trust_in_strangers_first_wave", country="DDR")
    except NoEvidence:
        return ("cause",)
    return ("cause",) if bool((effects["upper"] >= 0).any()) else ()


@measures("T4")
def informers(
    evidence: Evidence, reading: str, confidence: float, *, inferred_dates: bool = False, **_: object
) -> Measurement:
    """Informer share that the saying needs over the share that a source documents.

    inferred_dates: also rows whose year was deduced (the ceiling for North Korea, the national
    estimate for China).
    """
    shares = informer_shares(evidence, reading, inferred_dates)
    needed = 100 * groups.share_needed(SAYING, EVEN)
    if reading == "ceiling":
        return Measurement(
            needed / shares.max(), limits=("ceiling",),
            no_interval="a ceiling from one officer's quota: the ratio is at least this",
        )
    if len(shares) == 1:
        return Measurement(needed / shares.iloc[0], no_interval="one figure only")
    return Measurement(
        needed / shares.median(), needed / shares.max(), needed / shares.min(),
        warnings=("interval: from the widest count to the strictest, not a sampling error",),
    )


def informer_shares(evidence: Evidence, reading: str, inferred: bool) -> pd.Series:
    """Return the informer shares that one reading documents, in percent of inhabitants."""
    if reading == "china":
        rows = evidence.rows("informants_share", country="CHN", inferred=inferred)
        return rows["value"].dropna()
    if reading == "ceiling":
        rows = evidence.rows("inhabitants_per_informant_floor", inferred=inferred)
        return 100 / rows["lower"].dropna()
    people = evidence.rows("population_beside_informants", country="DDR")["value"].median()
    counts = evidence.rows(
        "informants_total", "informants_lifetime", "informants_occasional_total", country="DDR"
    )
    last = counts["year"].max()
    shares: pd.Series = 100 * counts[counts["year"] == last]["value"].dropna() / people
    return shares


@measures("T5")
def lifelong(evidence: Evidence, reading: str, confidence: float, **_: object) -> Measurement:
    """Share of the latest leavers who felt surveillance in daily life, in percent."""
    if reading == "ipus":
        rows = evidence.rows()
        last = rows[rows["year"] == rows["year"].max()]
        total = last.iloc[0].copy()
        total["value"] = last["value"].sum()
        found = share(total, confidence)
        note = "people could name one worry only, so that this is a floor; interval: sampling error only"
        return Measurement(
            found.estimate, found.lower, found.upper, found.n, (), (note,), found.no_interval
        )
    row = latest(evidence.rows("watched_at_home"))
    people = cohort(evidence, int(row["year"]))
    limits = _border(evidence)
    if people is None:
        return Measurement(float(row["value"]), limits=limits, no_interval=NO_BASE)
    low, high = surveys.exact_percent(float(row["value"]), people, confidence)
    note = "base not printed: the smallest printed group of the period stands for it; sampling error only"
    return Measurement(float(row["value"]), low, high, people, limits, (note,))


def _border(evidence: Evidence) -> tuple[str, ...]:
    try:
        rows = evidence.rows("mou2024_sample_border_province_share")
    except NoEvidence:
        return ()
    return ("border",) if float(rows["value"].iloc[-1]) > 50 else ()


@measures("T6")
def solidarity(evidence: Evidence, reading: str, confidence: float, **_: object) -> Measurement:
    """Extent of civic solidarity in percent of the most that the source can show."""
    if reading == "kdi":
        row = latest(evidence.rows("injustice_protest"))
        found = share(row, confidence)
        note = "resettled leavers on what they would do, one press item; interval: sampling error only"
        return Measurement(found.estimate, found.lower, found.upper, found.n, warnings=(note,))
    rows = evidence.rows("v2xcs_ccsi", country=None)
    table = rows.pivot_table(index="year", columns="country", values="value")
    if "PRK" not in table:
        raise NoEvidence("no coding of North Korea is admitted")
    own = table["PRK"].dropna()
    recent = own.iloc[-10:]
    return Measurement(
        100 * float(own.iloc[-5:].mean()), 100 * float(recent.min()), 100 * float(recent.max()),
        limits=("blind",) if risen_from_as_low(table) else (),
        warnings=("interval: range over the last ten years coded, not a sampling error",),
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
        limits=("leavers",), no_interval="sample sizes per cohort are needed",
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
    evidence: Evidence, reading: str, confidence: float, *, serial_entries: bool = True, **_: object
) -> Measurement:
    """Change per decade of the balance of reasons (political less economic), percentage points.

    serial_entries: keep the near-identical consecutive records of one data set.
    """
    balances = reasons(evidence, reading, serial_entries)
    if reading == "ministry":
        return _two_points(balances)
    found = meta_regression(balances, confidence)
    return Measurement(
        found.slope, found.lower, found.upper, limits=("seoul",),
        warnings=(
            f"{found.surveys} readings of {found.sources} sources; spread between sources "
            f"{found.between:.0f} points, within {found.within:.0f}",
        ) if reading == "pooled" else ("one data set; answers exclude each other",),
    )


def meta_regression(balances: pd.DataFrame, confidence: float) -> meta.MetaRegression:
    """Return the line through balances of reasons over decades, with a random effect per source.

    A source without a printed number of respondents counts as if sampling error were nought: what
    it lacks in precision goes into the spread within sources.
    """
    return meta.regression(
        list(balances["balance"]), list(balances["variance"].fillna(0.0)),
        list((balances["when"] - 2000) / 10), list(balances["group"]), confidence,
    )


def _two_points(balances: pd.DataFrame) -> Measurement:
    if len(balances) < 2:
        raise NoEvidence("one period only: no change can be computed")
    first, last = balances.iloc[0], balances.iloc[-1]
    decades = (last["when"] - first["when"]) / 10
    return Measurement(
        float((last["balance"] - first["balance"]) / decades), limits=("seoul",),
        no_interval="no number of respondents was printed",
    )


# Which answers are political, which economic, for each family of readings.
POLITICAL = {
    "motive_political_by_year_left", "motive_longing_freedom", "motive_regime_dissatisfaction",
    "motive_political_total", "motive_political_oppression", "motive_surveillance_control_freedom_gyeonggi",
}
ECONOMIC = {
    "motive_economic_by_year_left", "motive_hunger_economic", "motive_economic_snu", "motive_economy",
    "motive_food_shortage_gyeonggi", "motive_earn_more_gyeonggi",
}


def reasons(evidence: Evidence, reading: str, serial_entries: bool = True) -> pd.DataFrame:
    """Return the balance of reasons for each source and period, in order of time.

    Columns: source, group (the same for readings of one source), when (middle of the period of
    leaving; its end where the start is open; year asked where no period is printed), dated (whether
    a period is printed), political, economic, balance (percent and points), n, variance. Where only
    an upper bound of an answer is printed the bound is taken, which makes the change smaller.
    """
    rows = evidence.rows()
    variant = {"": 1, "without_serial_entries": 0 if serial_entries else 2}
    rows = rows.assign(order=rows["variant"].map(variant)).query("order > 0").sort_values("order")
    rows = rows.drop_duplicates(["series", "date", "source"], keep="last")
    rows = rows.assign(value=rows["value"].fillna(rows["upper"]), when=[_when(r) for _, r in rows.iterrows()])
    found = []
    for (source, when), part in rows.groupby(["source", "when"]):
        political = part[part["series"].isin(POLITICAL)]
        economic = part[part["series"].isin(ECONOMIC)]
        if political.empty or economic.empty:
            continue
        a, b = float(political["value"].sum()), float(economic["value"].sum())
        n = None if part["n"].isna().all() else int(part["n"].min())
        found.append({
            # One data set alone: its periods are independent samples.
            "source": source, "group": source if reading == "pooled" else str(when), "when": when,
            "dated": bool((part["period_end"] != "").all()),
            "political": a, "economic": b, "balance": a - b, "n": n,
            "variance": float("nan") if n is None else meta.balance_variance(a, b, n),
        })
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


def share(row: pd.Series, confidence: float) -> Measurement:
    """Return a printed percentage with its exact interval, or without one where n is not printed."""
    if pd.isna(row["n"]):
        return Measurement(float(row["value"]), no_interval="the number of respondents was not printed")
    low, high = surveys.exact_percent(float(row["value"]), int(row["n"]), confidence)
    return Measurement(float(row["value"]), low, high, int(row["n"]))


def cohort(evidence: Evidence, year: int) -> int | None:
    """Return the smallest printed size of the Ministry's group of leavers of a period, or None."""
    try:
        rows = evidence.rows("mou2024_cohort_size")
    except NoEvidence:
        return None
    sizes = rows[rows["year"] == year]["value"].dropna()
    return int(sizes.min()) if len(sizes) else None
