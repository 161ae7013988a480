"""Figures on rights and on who moved first (T1, T2): what is drawn. Words stand in figures.yml."""

from typing import Any

import numpy as np
import pandas as pd

from nkbook import data
from nkbook.book.trust import drawing
from nkbook.book.trust import t1_rights as t1
from nkbook.book.trust import t2_movers as t2
from nkbook.chapter import Chapter, figure
from nkbook.claims import Finding, Verdict, claim
from nkbook.errors import NoEvidence, or_none
from nkbook.figures import ACCENT, COMPARATOR, FAINT, NORTH_KOREA, SECOND, THIRD, rgba
from nkbook.marks import Chart
from nkbook.methods import scales
from nkbook.parameters import Trust

WITHIN = 5  # years in which a rise is counted as one
SHOCKS = (1995, 2002, 2009, 2020)  # famine, legal markets, currency reform, closed border
LAST_OPENING = 2014
FIRST_STEP = 1990

# T1 ------------------------------------------------------------------------------------------


@figure("T1")
def rights_path(c: Chapter[Trust]) -> Chart:
    """One index of civil liberties for North Korea and its comparators."""
    p, window, names = c.p, c.chosen["window"], c.names["country"]
    own, others = drawing.needed(c, p.index), c.rows(p.index, country=p.comparators, need=False)
    others = others[others["vintage"] == others["vintage"].min()]
    values = 100 * t1.newest(own, c.chosen["release"])
    found = scales.gain(values, p.base_year, window)
    lines = {
        str(country): 100 * part.set_index("year")["value"] for country, part in others.groupby("country")
    }
    rises = {names[k]: or_none(scales.gain, line, p.base_year, window) for k, line in lines.items()}
    known = [(name, rise.estimate) for name, rise in rises.items() if rise is not None]
    ranked = sorted(known, key=lambda rise: (rise[1], rise[0]))
    flat = claim("T1").criterion.thresholds["floor"]
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
        "extremes": ranked[::-1] if len(ranked) < 3 else [ranked[-1], ranked[0]],
        "flat": sorted(name for name, rise in known if abs(rise) <= flat),
    }
    chart = drawing.chart_of(c, facts, [own, others])
    chart.region(x=(p.base_year - window + 0.5, p.base_year + 0.5), colour=FAINT)
    drawing.side_by_side(chart, values, {names[k]: line for k, line in lines.items()}, own_lift=8)
    chart.axes(
        x={"range": [values.index.min(), values.index.max() + 0.32 * (np.ptp(values.index) + 4)]},
        y={"range": [-2, 102], "ticksuffix": "%"},
    )
    return chart


@figure("T1")
def rights_gains(c: Chapter[Trust]) -> Chart:
    """The gain since the base years by source, against the regions of the criterion."""
    item, names = claim("T1"), c.names["ratings"]
    asked = {key: c.evaluate(reading=key) for key in item.readings}
    heard = {key: e for key, e in asked.items() if e.upper is not None}
    if not heard:
        raise NoEvidence("no source of ratings is admitted")
    least, basic = item.criterion.supports.at_most or 0.0, item.criterion.contradicts.at_least or 0.0
    bearing = (Verdict.SUPPORTED, Verdict.WITHIN_LIMITS)
    table = pd.DataFrame(
        [(names[k], e.estimate, e.lower, e.upper, str(e.verdict)) for k, e in heard.items()],
        columns=["source", "gain", "lower", "upper", "verdict"],
    )
    facts = {
        "base_year": c.p.base_year,
        "span": c.chosen["span"],
        "least": least,
        "largest": table["upper"].max(),
        "gains": list(table.drop(columns="verdict").itertuples(index=False, name=None)),
        "supporting": [names[k] for k, e in heard.items() if e.verdict in bearing],
        "freedom_house": _estimate(heard, "freedom_house"),
        "fariss": _estimate(heard, "fariss"),
    }
    chart = c.chart(facts, {source for e in heard.values() for source in e.sources}, height=340)
    chart.data = table
    chart.region(x=(-20, least), colour=rgba(THIRD, 0.12))
    chart.region(x=(basic, 20), colour=rgba(COMPARATOR, 0.12))
    chart.dots(
        table["gain"],
        table["source"],
        size=11,
        mode="markers+text",
        text=[f"{gain:+.1f}" for gain in table["gain"]],
        textposition="top center",
        error_x=drawing.error_of(list(heard.values()), colour=NORTH_KOREA, thickness=2),
    )
    chart.axes(x={"range": [-16, 16], "ticksuffix": "%", "zeroline": True, "zerolinecolor": COMPARATOR})
    return chart


@figure("T1")
def rights_floor(c: Chapter[Trust]) -> Chart:
    """How many of V-Dem's indicators never change, by country."""
    codes = sorted(set(data.read("trust-vdem-codebook")["series"]) - {"v2clstown"})
    rows = drawing.needed(c, *codes, country=None)
    rows = rows[rows["vintage"] == rows["vintage"].min()]
    coded = rows.groupby("country")["year"].nunique()
    whole = coded[coded == coded.get("PRK", 0)].index
    if "PRK" not in whole or len(whole) < 2 or coded["PRK"] < 2:
        raise NoEvidence("too few years or countries to compare")
    stuck = pd.Series(
        {
            country: 100 * scales.never_changing({str(s): v["value"] for s, v in part.groupby("series")})
            for country, part in rows[rows["country"].isin(whole)].groupby("country")
        }
    ).sort_values(kind="stable")
    own, others = rows[rows["country"] == "PRK"], stuck.drop("PRK")
    index = 100 * own[own["series"] == c.p.index].set_index("year")["value"]
    facts = {
        "stuck": stuck["PRK"],
        "stuck_peers": others.median(),
        "as_still": int((others >= stuck["PRK"]).sum()),
        "indicators": own["series"].nunique(),
        "years": drawing.years(own),
        "distinct": scales.distinct(index),
        "jump": _largest_jump(index),
    }
    chart = c.chart(facts, rows["source"], height=140 + 26 * len(stuck))
    chart.add(country=stuck.index, never_changing_percent=stuck.to_numpy())
    _ranked_bars(chart, c, stuck, [f"{share:.0f}%" for share in stuck])
    chart.axes(x={"range": [0, 1.15 * max(stuck.max(), 1)], "ticksuffix": "%"})
    return chart


@figure("T1")
def rights_detectable(c: Chapter[Trust]) -> Chart:
    """The largest rises that the same index recorded elsewhere, beside what it could detect."""
    rows = drawing.needed(c, c.p.index, country=None)
    again, coded = t1.coded_again(rows), rows[rows["vintage"] == rows["vintage"].min()]
    rises = _largest_rises(coded)
    if "PRK" not in rises.index:
        raise NoEvidence("too few years of North Korea are admitted")
    episode, others = claim("T1").criterion.contradicts.at_least or 0.0, rises.drop("PRK")
    risen = others[others["rise_percent"] >= episode]
    names, own = c.names["country"], again[again.index.get_level_values("country") == "PRK"]
    facts = {
        "index": drawing.title_of(c.p.index).lower(),
        "years": drawing.years(coded),
        "within": WITHIN,
        "risen": len(risen),
        "peers": len(others),
        "openings": [
            (names[str(k)], r["rise_percent"], int(r["from"])) for k, r in risen.tail(4)[::-1].iterrows()
        ],
        "pairs": len(again),
        "detectable": _retest(again, c.p.confidence),
        "own_detectable": _retest(own, c.p.confidence),
    }
    chart = c.chart(facts, coded["source"], height=140 + 24 * len(rises))
    chart.data = rises.rename_axis("country").reset_index()
    labels = [chart.say("rise", year=year, rise=rise) for year, rise in rises.itertuples(index=False)]
    _ranked_bars(chart, c, rises["rise_percent"], labels)
    chart.rule(x=episode, colour=ACCENT)
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
    first = before["value"].iloc[-1] if len(before) else None
    facts = {
        "first": first,
        "led": first is not None
        and first >= (claim("T2").parts["practice"].criterion.contradicts.at_least or 0.0),
        "income": drawing.dated(before),
        "homes_ipus": drawing.dated(ipus),
        "homes_mou": drawing.dated(bought),
        "asked": drawing.sizes(ipus),
    }
    chart = drawing.chart_of(c, facts, [income, bought, ipus])
    for rows, name, colour, dash, lift in (
        (income, "income", NORTH_KOREA, "solid", 28),
        (bought, "bought", SECOND, "solid", 13),
        (ipus, "ipus", SECOND, "dot", 13),
    ):
        if len(rows):
            look = drawing.WITH_DOTS | {"colour": colour, "dash": dash, "marker_size": 8}
            text = chart.say(name)
            chart.line(rows["year"], rows["value"], text, **look)
            drawing.above(chart, rows, text, colour, lift)
    chart.rule(x=t2.t2.threshold("permitted") + 0.5, words=chart.say("permitted"))
    chart.axes(x={"range": [1998, 2022]}, y={"range": [0, 100], "ticksuffix": "%"})
    return chart


@figure("T2")
def movers(c: Chapter[Trust]) -> Chart:
    """The running count of the state's steps that open and that tighten, and the people's."""
    inside = _steps(max(c.p.start_year, FIRST_STEP), c.p.end_year)
    if inside.empty:
        raise NoEvidence("no dated step lies in these years")
    state = inside[inside["mover"] == "state"]
    people = inside[(inside["mover"] == "people") & (inside["direction"] == "tolerate")]
    count = state.groupby(["year", "direction"]).size().unstack(fill_value=0)
    count = count.reindex(columns=["tolerate", "restrict"], fill_value=0)
    count = count.reindex(range(inside["year"].min(), inside["year"].max() + 1), fill_value=0).cumsum()
    early = count[count.index <= LAST_OPENING].tail(1).sum()
    late = count.iloc[-1] - early
    facts = {
        "turn": LAST_OPENING,
        "opened": int(late["tolerate"]),
        "tightened": int(late["restrict"]),
        "openings": int(count["tolerate"].iloc[-1]),
        "tightenings": int(count["restrict"].iloc[-1]),
        "openings_before": int(early["tolerate"]),
        "tightenings_before": int(early["restrict"]),
        "by_people": len(people),
        "all": len(inside),
    }
    chart = c.chart(facts, inside["source"])
    chart.data = inside[["date", "event", "direction", "mover", "source"]]
    for direction, colour in (("restrict", NORTH_KOREA), ("tolerate", SECOND)):
        line, text = count[direction], chart.say(direction)
        chart.line(line.index, line, text, line={"color": colour, "shape": "hv"})
        chart.label(line.index[-1], line.iloc[-1], text, colour)
    told: dict[str, Any] = {"text": people["event"], "hoverinfo": "x+text"}
    chart.dots(people["year"], [0] * len(people), colour=THIRD, size=11, symbol="diamond", **told)
    chart.axes(
        x={"range": [count.index[0] - 1, count.index[-1] + 0.2 * (len(count) + 4)]},
        y={"range": [-1.5, 1.08 * float(count.to_numpy().max()) + 1]},
    )
    return chart


def _steps(first: int, last: int) -> pd.DataFrame:
    """Return the dated steps of state and people that open or tighten, at most one a month of each kind."""
    table = data.events()
    table = table.assign(year=table["date"].str[:4].astype(int), month=table["date"].str[:7])
    # One law stands in the lists of several chapters.
    table = table[table["year"].between(first, last)].drop_duplicates(["month", "direction", "mover"])
    kinds = table["mover"].isin(["state", "people"]) & table["direction"].isin(["tolerate", "restrict"])
    return table[kinds]


def _ranked_bars(chart: Chart, c: Chapter[Trust], values: pd.Series, labels: list[str]) -> None:
    chart.bars(
        values,
        [c.names["country"][country] for country in values.index],
        orientation="h",
        colour=[NORTH_KOREA if country == "PRK" else COMPARATOR for country in values.index],
        text=labels,
        textposition="outside",
        cliponaxis=False,
    )


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


def _largest_jump(series: pd.Series) -> float | None:
    """Return the largest change from the year before a shock to the year after; None where there is none."""
    jumps = [
        abs(series[year + 1] - series[year - 1])
        for year in SHOCKS
        if year - 1 in series.index and year + 1 in series.index
    ]
    return max(jumps, default=None)


def _estimate(heard: dict[str, Finding], reading: str) -> float | None:
    return heard[reading].estimate if reading in heard else None
