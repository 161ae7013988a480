"""Figures on rights, on who moved first, and on reasons for leaving (T1, T2, X1). Words: figures.yml."""

from typing import Any

import numpy as np
import pandas as pd

from nkbook.book.trust import drawing
from nkbook.book.trust import t1_rights as t1
from nkbook.book.trust import t2_movers as t2
from nkbook.book.trust import x1_motives as x1
from nkbook.chapter import Chapter, figure
from nkbook.claims import claim
from nkbook.errors import NoEvidence, or_none
from nkbook.figures import ACCENT, COMPARATOR, FAINT, FOURTH, NORTH_KOREA, SECOND, THIRD, rgba
from nkbook.marks import Chart
from nkbook.methods import meta, scales, surveys
from nkbook.parameters import Trust

WITHIN = 5  # years in which a rise is counted as one
SIX = (SECOND, NORTH_KOREA, THIRD, ACCENT, COMPARATOR, FOURTH)  # sources of motives at most

# T1 ------------------------------------------------------------------------------------------


@figure("T1")
def rights_path(c: Chapter[Trust]) -> Chart:
    """One index of civil liberties for North Korea and its comparators."""
    p, window, names = c.p, c.chosen["window"], c.names["country"]
    release = c.chosen["release"]
    own, others = drawing.needed(c, p.index), c.rows(p.index, country=p.comparators, need=False)
    values = 100 * t1.newest(own, release)
    found = scales.gain(values, p.base_year, window)
    lines = {str(k): 100 * t1.newest(part, release) for k, part in others.groupby("country")}
    rises = {k: or_none(scales.gain, line, p.base_year, window) for k, line in lines.items()}
    known = [(names[k], rise.estimate) for k, rise in rises.items() if rise is not None]
    facts = {
        "own": names["PRK"],
        "index": drawing.title_of(p.index),
        "years": drawing.years(own),
        "base_year": p.base_year,
        "first_base_year": p.base_year - window + 1,
        "last_year": int(values.index.max()),
        "now": found.latest,
        "before": found.base,
        "gain": found.estimate,
        "lowest": values.min(),
        "highest": values.max(),
        "peers": known,
        "revolution": "ROU" in rises,
    }
    chart = drawing.chart_of(c, facts, [own, others])
    chart.region(x=(p.base_year - window + 0.5, p.base_year + 0.5), colour=FAINT)
    drawing.side_by_side(chart, values, {names[k]: line for k, line in lines.items()}, own_lift=8)
    chart.axes(x=drawing.years_axis(values.index, 0.32), y={"range": [-2, 102], "ticksuffix": "%"})
    return chart


@figure("T1")
def rights_detectable(c: Chapter[Trust]) -> Chart:
    """The largest rises that the same index recorded elsewhere, beside what it could detect."""
    rows = drawing.needed(c, c.p.index, country=None)
    again, coded = t1.coded_again(rows), rows[rows["vintage"] == rows["vintage"].min()]
    rises = _largest_rises(coded)
    if "PRK" not in rises.index:
        raise NoEvidence("too few years of North Korea are admitted")
    basic, others = claim("T1").criterion.contradicts.at_least or 0.0, rises.drop("PRK")
    own = again[again.index.get_level_values("country") == "PRK"]
    facts = {
        "index": drawing.title_of(c.p.index).lower(),
        "years": drawing.years(coded),
        "within": WITHIN,
        "basic": basic,
        "risen": int((others["rise_percent"] >= basic).sum()),
        "peers": len(others),
        "reform": list(others.loc[others.index == "VNM", "rise_percent"]),
        "pairs": len(again),
        "detectable": _retest(again, c.p.confidence),
        "own_detectable": _retest(own, c.p.confidence),
    }
    chart = c.chart(facts, coded["source"], height=140 + 24 * len(rises))
    chart.data = rises.rename_axis("country").reset_index()
    labels = [chart.say("rise", year=year, rise=rise) for year, rise in rises.itertuples(index=False)]
    # Who fails has its words behind the line, which runs through none of them.
    _ranked_bars(chart, c, rises["rise_percent"], labels, behind=basic)
    chart.rule(x=basic, colour=ACCENT, width=2)
    chart.axes(x={"range": [0, 1.65 * max(rises["rise_percent"].max(), 10)], "ticksuffix": "%"})
    return chart


# T2 ------------------------------------------------------------------------------------------


@figure("T2")
def practice_first(c: Chapter[Trust]) -> Chart:
    """Private practice against the date of permission, by period of leaving."""
    income = drawing.answers(c, "mou2024_informal_share_of_household_income")
    bought, ipus = (drawing.answers(c, name) for name in ("mou2024_housing_bought", "ipus_home_bought"))
    if income.empty and bought.empty and ipus.empty:
        raise NoEvidence("no survey of private dealing is admitted")
    before = t2.before_markets(income)
    permitted = int(t2.t2.threshold("permitted"))
    facts = {
        "first": before["value"].iloc[-1] if len(before) else None,
        "year": int(before["year"].iloc[-1]) if len(before) else None,
        "permitted": permitted,
        "homes_ipus": drawing.dated(ipus.tail(1)),
        "homes_mou": drawing.dated(bought.tail(1)),
    }
    chart = drawing.chart_of(c, facts, [income, bought, ipus])
    for rows, name, colour, dash, lift in (
        (income, "income", NORTH_KOREA, "solid", 28),
        (bought, "bought", NORTH_KOREA, "dash", 13),
        (ipus, "ipus", SECOND, "dot", 13),
    ):
        if len(rows):
            look = drawing.WITH_DOTS | {"colour": colour, "dash": dash, "marker_size": 8}
            text = chart.say(name)
            chart.line(rows["year"], rows["value"], text, **look)
            drawing.above(chart, rows, text, colour, lift)
    chart.rule(x=permitted + 0.4, words=chart.say("permitted"))
    chart.axes(x={"range": [1998, 2022]}, y={"range": [0, 100], "ticksuffix": "%"})
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
    chart.axes(x=drawing.years_axis([first - 1, last], 0.4))
    return chart


def _ranked_bars(
    chart: Chart, c: Chapter[Trust], values: pd.Series, labels: list[str], behind: float
) -> None:
    """Draw a bar for each country, with its words beside it and behind a value."""
    names = [c.names["country"][country] for country in values.index]
    colours = [NORTH_KOREA if country == "PRK" else COMPARATOR for country in values.index]
    chart.bars(values, names, orientation="h", colour=colours, hovertext=labels)
    words: dict[str, Any] = {
        "mode": "text",
        "text": [f"\u00a0{label}" for label in labels],
        "textposition": "middle right",
    }
    chart.dots(values.clip(lower=behind), names, hoverinfo="skip", **words)


def _largest_rises(coded: pd.DataFrame) -> pd.DataFrame:
    """Return the largest rise of each country and the year before it, least first."""
    lines = {str(country): part.set_index("year")["value"] for country, part in coded.groupby("country")}
    found = {country: or_none(scales.largest_rise, line, WITHIN) for country, line in lines.items()}
    known: dict[str, Any] = {country: rise for country, rise in found.items() if rise is not None}
    table = pd.DataFrame.from_dict(known, orient="index", columns=["from", "rise_percent"])
    table["rise_percent"] *= 100
    return table.sort_values("rise_percent", kind="stable")


def _retest(again: pd.DataFrame, confidence: float) -> float | None:
    """Return the least detectable change in percent of the scale; None below three values coded again."""
    change = or_none(scales.detectable_change, list(again["first"]), list(again["again"]), confidence)
    return None if change is None else 100 * change


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
