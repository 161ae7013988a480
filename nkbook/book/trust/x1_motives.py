"""X1: the reasons for leaving moved from hunger to freedom.

Quantity: change per decade of leaving in the balance of reasons, political less economic, in points.
Sources word the question differently, so that the spread between sources counts against a trend.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.derived import derived
from nkbook.errors import NoEvidence
from nkbook.methods import meta

# Which answers are political, which economic, for each family of sources.
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

x1 = Answers("X1")


@x1.reading("pooled")
def pooled(
    rows: Evidence,
    confidence: float,
    serial_entries: bool = True,
    reasons_named: str = "wide",
    pooling: str = "by_source",
    bound: str = "upper",
    undated: str = "keep",
    unsized: str = "keep",
    briefing: bool = False,
) -> Measurement:
    """Answer from all surveys. Interval: of a slope with random effects.

    pooling: as in `line`; the rest as in `reasons`.
    """
    found = line(
        reasons(rows, serial_entries, reasons_named, bound, undated, unsized, briefing), confidence, pooling
    )
    note = (
        f"{found.surveys} readings of {found.sources} sources; spread between sources "
        f"{found.between:.0f} points, within {found.within:.0f}"
    )
    return Measurement(found.slope, found.lower, found.upper, limits=("seoul",), warnings=(note,))


@x1.reading("records")
def records(
    rows: Evidence,
    confidence: float,
    serial_entries: bool = True,
    reasons_named: str = "wide",
    pooling: str = "by_source",
) -> Measurement:
    """Answer from one set of records. Interval: of a slope whose periods are independent samples.

    serial_entries, reasons_named: as in `reasons`. pooling: as in `line`; there is one source only.
    """
    pooling = "by_survey" if pooling == "by_source" else pooling
    found = line(reasons(rows, serial_entries, reasons_named), confidence, pooling)
    note = "one data set; answers exclude each other"
    return Measurement(found.slope, found.lower, found.upper, limits=("seoul",), warnings=(note,))


@x1.reading("ministry")
def ministry(
    rows: Evidence,
    confidence: float,
    reasons_named: str = "wide",
    bound: str = "upper",
    unsized: str = "keep",
) -> Measurement:
    """Answer from the first and the last release of one ministry. No interval; choices as in `reasons`."""
    balances = reasons(rows, reasons_named=reasons_named, bound=bound, unsized=unsized)
    if len(balances) < 2:
        raise NoEvidence("one period only: no change can be computed")
    first, last = balances.iloc[0], balances.iloc[-1]
    change = float((last["balance"] - first["balance"]) / ((last["when"] - first["when"]) / 10))
    return Measurement(change, limits=("seoul",), no_interval="no number of respondents was printed")


def line(balances: pd.DataFrame, confidence: float, pooling: str = "by_source") -> meta.MetaRegression:
    """Return the line through balances of reasons over decades, by one of three estimators.

    pooling: with a random effect for each source and for each of its readings; for each reading
    alone; or least squares without weights. A source without a printed number of respondents
    counts as if sampling error were nought: what it lacks in precision goes into the spread within
    sources.
    """
    decades, effects = list((balances["when"] - 2000) / 10), list(balances["balance"])
    if pooling == "unweighted":
        return meta.least_squares(effects, decades, list(balances["source"]), confidence)
    groups = balances["source"] if pooling == "by_source" else range(len(balances))
    return meta.regression(
        effects, list(balances["variance"].fillna(0.0)), decades, list(map(str, groups)), confidence
    )


def reasons(
    rows: Evidence,
    serial_entries: bool = True,
    reasons_named: str = "wide",
    bound: str = "upper",
    undated: str = "keep",
    unsized: str = "keep",
    briefing: bool = False,
) -> pd.DataFrame:
    """Return the balance of reasons for each source and period, in order of time.

    Columns: source, when (middle of the period of leaving; its end where the start is open; year
    asked where no period is printed), dated (whether a period is printed), political, economic,
    balance (percent and points), n, variance.

    serial_entries: keep consecutive records that agree in nearly all answers. reasons_named: classes as
    the sources sum them, or ("strict") only the answers nearest to hunger and to freedom where a source
    prints them. bound: where only an upper bound of an answer is printed, the bound, which makes the
    change smaller, or nought. undated, unsized: keep or drop what has no printed period, no number of
    respondents.
    briefing: the ministry's later briefing too.
    """
    found = _in_order(rows, serial_entries, reasons_named, bound, briefing)
    if undated == "drop":
        found = found[found["dated"]]
    return found if unsized == "keep" else found[found["n"].notna()]


@derived
def _in_order(
    rows: Evidence, serial_entries: bool, reasons_named: str, bound: str, briefing: bool
) -> pd.DataFrame:
    """Return all balances of reasons in order of time, whether dated and sized or not."""
    found = pd.DataFrame(list(_balances(_answers(rows, serial_entries, reasons_named, bound, briefing))))
    if found.empty:
        raise NoEvidence("no source with both kinds of reasons is admitted")
    return found.sort_values(["when", "source"], kind="stable").reset_index(drop=True)


def _answers(
    rows: Evidence, serial_entries: bool, reasons_named: str, bound: str, briefing: bool
) -> pd.DataFrame:
    """Return one row for each answer, source and date, with the time of leaving it stands for (`when`)."""
    strict = {**FREEDOM, **HUNGER} if reasons_named == "strict" else {}
    names = [name for name in (strict.get(s, s) for s in rows.reading.series) if name]
    table = rows.rows(*names, *(BRIEFING if briefing else ()))
    variant = {"": 1, "without_serial_entries": 0 if serial_entries else 2}
    table = table.assign(order=table["variant"].map(variant)).query("order > 0").sort_values("order")
    table = table.drop_duplicates(["series", "date", "source"], keep="last")
    bounds = table["upper"] if bound == "upper" else table["upper"].where(table["upper"].isna(), 0.0)
    return table.assign(value=table["value"].fillna(bounds), when=[_when(r) for _, r in table.iterrows()])


def _balances(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for (source, when), part in table.groupby(["source", "when"]):
        political = part[part["series"].isin({*POLITICAL, *FREEDOM.values(), BRIEFING[0]})]["value"]
        economic = part[part["series"].isin({*ECONOMIC, *HUNGER.values(), BRIEFING[1]})]["value"]
        if political.empty or economic.empty:
            continue
        a, b = float(political.sum()), float(economic.sum())
        n = None if part["n"].isna().all() else int(part["n"].min())
        yield {
            "source": source,
            "when": when,
            "dated": bool((part["period_end"] != "").all()),
            "political": a,
            "economic": b,
            "balance": a - b,
            "n": n,
            "variance": float("nan") if n is None else meta.balance_variance(a, b, n),
        }


def _when(row: pd.Series) -> float:
    start, end = str(row["period_start"])[:4], str(row["period_end"])[:4]
    if start and end:
        return (int(start) + int(end)) / 2
    return float(end or row["year"])
