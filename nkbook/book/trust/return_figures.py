"""Figures on solidarity, trust among the young, reasons for leaving (T6, T7, X1). Words: figures.yml."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from nkbook import words
from nkbook.book.trust import drawing
from nkbook.book.trust import t6_solidarity as t6
from nkbook.book.trust import x1_motives as x1
from nkbook.chapter import Chapter, figure
from nkbook.errors import NoEvidence, or_none
from nkbook.figures import ACCENT, COMPARATOR, FOURTH, NORTH_KOREA, SECOND, THIRD, rgba
from nkbook.marks import Chart, whisker
from nkbook.methods import meta, surveys
from nkbook.parameters import Trust

PEOPLE = 1_000_000  # inhabitants, of whom people leave in a year
LET_GO = 1989  # before, exit from East Germany was allowed by dose; then the wall fell
WALLED_IN = 1970
UNION = (1979, 1981)  # in Poland, before the free trade union and in its last legal year
SUCCESSION = 2011
SIX = (SECOND, NORTH_KOREA, THIRD, ACCENT, COMPARATOR, FOURTH)  # sources of motives at most

# T6 ------------------------------------------------------------------------------------------


@figure("T6")
def civil_society(c: Chapter[Trust]) -> Chart:
    """An index of civil society around the fall of communist states."""
    society, names = c.chosen["society"], c.names["country"]
    rows = drawing.needed(c, society, country=None)
    table = t6.by_country(rows)
    risen, table = t6.risen_from_as_low(table, c.chosen["window"]), 100 * table
    own, others = table["PRK"].dropna(), table.ffill().iloc[-1].dropna().drop("PRK")
    shown = [k for k in dict.fromkeys([*[k for k, _ in risen], "POL", *c.p.comparators]) if k in table]
    facts = {
        "own": names["PRK"],
        "index": drawing.title_of(society),
        "years": drawing.years(rows),
        "level_now": own.iloc[-c.chosen["window"] :].mean(),
        "below": [names[k] for k in others.index if others[k] < own.iloc[-1]],
        "first": (names[risen[0][0]], risen[0][1]) if risen else None,
        "risen": _years_by_country(risen, names),
        "rise": _rise(table, *risen[-1]) if risen else None,
        "union": _union(table),
    }
    chart = drawing.chart_of(c, facts, [rows])
    drawing.side_by_side(chart, own, {names[k]: table[k].dropna() for k in shown}, own_lift=-11, yshift=5)
    chart.axes(
        x={"range": [table.index.min(), table.index.max() + 0.34 * (np.ptp(table.index) + 4)]},
        y={"range": [-9, 102], "ticksuffix": "%"},
    )
    return chart


@figure("T6")
def exit_voice(c: Chapter[Trust]) -> Chart:
    """Yearly exits per inhabitant: North Korea to the South, East Germany to the West."""
    arrivals, people = c.rows("arrivals_total", need=False), c.rows("population_total", need=False)
    left = c.rows("exit_total", country="DDR", need=False)
    base = c.rows("population_beside_informants", country="DDR", need=False)
    if arrivals.empty or people.empty:
        raise NoEvidence("no count of arrivals is admitted")
    drawn = set(c.sources)
    inhabitants = people.groupby("year")["value"].median()
    yearly = arrivals.sort_values("vintage", kind="stable").groupby("year")["value"].last()
    own = PEOPLE * yearly / inhabitants.reindex(yearly.index).ffill().bfill()
    german = (PEOPLE * left.groupby("year")["value"].median() / base["value"].median()).dropna()
    walled = german[(german.index >= WALLED_IN) & (german.index < LET_GO)]
    facts = {
        "inhabitants": PEOPLE,
        "peak": own.max(),
        "peak_year": own.idxmax(),
        "now": own.iloc[-1],
        "german_peak": walled.max() if len(walled) else None,
        "german_peak_year": walled.idxmax() if len(walled) else None,
        "failed": _failed_escapes(c),
    }
    chart = c.chart(facts, drawn)
    chart.data = pd.DataFrame({"north_korea": own, "east_germany": german}).reset_index()
    names = c.names["country"]
    chart.line(own.index, own, names["PRK"], width=3)
    chart.label(own.index[-1], np.log10(own.iloc[-1]), names["PRK"])
    if len(german):
        chart.line(german.index, german, names["DDR"], colour=COMPARATOR, **drawing.WITH_DOTS)
        chart.label(german.index[-1], np.log10(german.iloc[-1]), names["DDR"], COMPARATOR)
    chart.axes(y={"type": "log", "tickvals": [1, 10, 100, 1000, 10000], "tickformat": ","})
    return chart


# T7 ------------------------------------------------------------------------------------------


@figure("T7")
def support_by_age(c: Chapter[Trust]) -> Chart:
    """The support for the leader that leavers ascribe to others, by their own age."""
    rows = drawing.needed(c, *[f"perceived_leader_support_age_{age}s" for age in range(20, 70, 10)])
    ages = rows["series"].str[-3:]
    by_age = list(zip(ages, rows["value"], strict=True))
    youngest, oldest = by_age[0], by_age[-1]
    facts = {
        "by_age": by_age,
        "youngest": youngest,
        "oldest": oldest,
        "more": max(youngest, oldest, key=itemgetter(1)),
        "less": min(youngest, oldest, key=itemgetter(1)),
        "together": drawing.dated(c.rows("perceived_leader_support_pooled", need=False)),
    }
    chart = drawing.chart_of(c, facts, [rows], height=380)
    chart.bars(
        ages,
        rows["value"],
        text=[f"{value:.0f}%" for value in rows["value"]],
        textposition="outside",
        cliponaxis=False,
    )
    chart.axes(y={"range": [0, 100], "ticksuffix": "%"})
    return chart


@figure("T7")
def own_and_perceived(c: Chapter[Trust]) -> Chart:
    """Own rejection of the succession beside the support that leavers see in others."""
    own = drawing.answers(c, "succession_not_justified_exit_to_2011", "succession_not_justified")
    own = own.sort_values("year", kind="stable")
    others = drawing.answers(c, "perceived_leader_support_over_half")
    others = others[others["year"] >= SUCCESSION]
    if own.empty and others.empty:
        raise NoEvidence("no survey of attitudes to the leader is admitted")
    pride = c.rows("proud_of_northern_origin_direct_minus_list", need=False)
    pride = pride[pride["variant"] == drawing.variant(c)]
    facts = {
        "apart": drawing.grew(own) and drawing.grew(others),
        "rejection": drawing.dated(own),
        "seen": drawing.dated(drawing.ends(others)),
        "leaning": [(-r["value"], -r["upper"], -r["lower"]) for _, r in pride.head(1).iterrows()],
        "asked": drawing.sizes(own),
    }
    chart = drawing.chart_of(c, facts, [own, others])
    for rows, name, colour, lift in ((own, "own", NORTH_KOREA, -22), (others, "others", SECOND, 34)):
        known, bounds = drawing.interval_of(c, rows)
        error = whisker(known["value"], bounds["low"], bounds["high"], colour, width=None)
        chart.dots(known["year"], known["value"], colour=colour, error_y=error)
        if len(rows):
            chart.line(rows["year"], rows["value"], colour=colour, width=1.5)
            drawing.above(chart, rows, chart.say(name), colour, lift)
    chart.axes(x={"range": [2010, 2021]}, y={"range": [0, 100], "ticksuffix": "%"})
    return chart


@figure("T7")
def price(c: Chapter[Trust]) -> Chart:
    """The one priced network of trust: contact across the border, and what brokers keep."""
    asked = ("nkdb_contact_with_north", "remit_fee_contract", "remit_fee_actual")
    contact, agreed, paid = (drawing.answers(c, series) for series in asked)
    if contact.empty and paid.empty:
        raise NoEvidence("no survey of contact or remittances is admitted")
    facts = {
        "contacts": drawing.dated(drawing.ends(contact)),
        "fees": drawing.dated(paid),
        "fee_ends": drawing.dated(drawing.ends(paid)),
        "above": _above_agreed(paid, agreed),
        "asked": drawing.sizes(contact),
        "wrong_way": drawing.grew(contact.iloc[::-1]) and drawing.grew(paid),
    }
    chart = drawing.chart_of(c, facts, [contact, agreed, paid])
    known, bounds = drawing.interval_of(c, contact)
    chart.band(known["year"], bounds["low"], bounds["high"], colour=SECOND)
    for rows, name, colour, dash in (
        (contact, "contact", SECOND, "solid"),
        (paid, "paid", NORTH_KOREA, "solid"),
        (agreed, "agreed", NORTH_KOREA, "dot"),
    ):
        if len(rows):
            chart.line(rows["year"], rows["value"], colour=colour, dash=dash, **drawing.WITH_DOTS)
            chart.label(rows["year"].iloc[-1], rows["value"].iloc[-1], chart.say(name), colour)
    chart.axes(x={"range": [2014.5, 2026.5]}, y={"range": [0, 65], "ticksuffix": "%"})
    return chart


# X1 ------------------------------------------------------------------------------------------


@figure("X1")
def motives(c: Chapter[Trust]) -> Chart:
    """The balance of political over economic reasons by period of leaving and source."""
    rows = c.evidence("pooled")
    names = ("serial_entries", "reasons_named", "bound", "undated", "unsized", "briefing")
    balances = x1.reasons(rows, **{name: c.chosen[name] for name in names})
    trend = or_none(x1.line, balances, c.p.confidence, c.chosen["pooling"])
    chart = c.chart(_trend_facts(trend), rows.sources, height=480)
    chart.data = balances
    chart.rule(y=0, dash=None)
    z = surveys.student(c.p.confidence, 10**6)
    for (source, part), colour in zip(balances.groupby("source"), SIX, strict=False):
        error = (z * np.sqrt(part["variance"])).fillna(0)
        chart.line(
            part["when"],
            part["balance"],
            colour=colour,
            width=1,
            mode="lines+markers",
            marker_size=9,
            marker_symbol=["circle" if is_dated else "circle-open" for is_dated in part["dated"]],
            error={"type": "data", "array": error, "color": colour},
        )
        chart.label(part["when"].iloc[-1], part["balance"].iloc[-1], c.names["source"][str(source)], colour)
    first, last = balances["when"].min(), balances["when"].max()
    if trend is not None:
        x = np.array([first, last])
        y = trend.intercept + trend.slope * (x - 2000) / 10
        chart.line(x, y, colour=rgba("#333333", 0.6), width=None, dash="dash")
    chart.axes(x={"range": [first - 1, last + 11]})
    return chart


def _years_by_country(risen: list[tuple[str, int]], names: Mapping[str, str]) -> list[tuple[str, str]]:
    countries = dict.fromkeys(country for country, _ in risen)
    return [(names[k], words.listed(year for country, year in risen if country == k)) for k in countries]


def _rise(table: pd.DataFrame, country: str, year: int) -> tuple[float, float]:
    """Return the level of a country in a year, and its highest level soon after."""
    soon = year + int(t6.t6.threshold("soon"))
    return table[country][year], table[country].loc[year + 1 : soon].max()


def _union(table: pd.DataFrame) -> list[tuple[float, int]]:
    """Return level and year in Poland before its free trade union and with it; nothing where not admitted."""
    if "POL" not in table or not set(UNION) <= set(table.index):
        return []
    return [(table["POL"][year], year) for year in UNION]


def _failed_escapes(c: Chapter[Trust]) -> list[tuple[float, int]]:
    """Return the share of escapes from East Germany that failed, in percent, first and last year."""
    rows = c.rows("escapes_thwarted_mfs", "escapes_successful_mfs", country="DDR", need=False)
    table = rows.pivot_table(index="year", columns="series", values="value")
    if table.shape[1] < 2:
        return []
    failed = 100 * table["escapes_thwarted_mfs"] / table.sum(axis=1)
    return [(failed[year], year) for year in (failed.index[0], failed.index[-1])]


def _above_agreed(paid: pd.DataFrame, agreed: pd.DataFrame) -> list[tuple[float, int]]:
    """Return how far the fee paid lay above the fee agreed, in points, and the year, where both are known."""
    gap = (paid.set_index("year")["value"] - agreed.set_index("year")["value"]).dropna()
    return list(zip(gap, gap.index, strict=True))


def _trend_facts(trend: meta.MetaRegression | None) -> dict[str, Any]:
    if trend is None:
        return {"slope": None}
    return {
        "slope": trend.slope,
        "lower": trend.lower,
        "upper": trend.upper,
        "sure": trend.lower > 0,
        "spread": float(np.hypot(trend.between, trend.within)),
        "readings": trend.surveys,
        "surveys": trend.sources,
    }
