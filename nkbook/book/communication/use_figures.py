"""The figures of the chapter on communication about phones in homes, and about what they are for."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from nkbook import data
from nkbook.book.communication import c3_year_2023 as c3
from nkbook.book.communication import c4_homes as c4
from nkbook.book.communication import shared
from nkbook.book.communication.figures import error_bars, printed_lines
from nkbook.chapter import Chapter, figure
from nkbook.claims import Finding, claim
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.figures import COMPARATOR, FAINT, NORTH_KOREA, SECOND, THIRD
from nkbook.marks import Chart
from nkbook.methods import bounds, surveys
from nkbook.parameters import Communication

# C4 ------------------------------------------------------------------------------------------


@figure("C4")
def household_region(c: Chapter[Communication]) -> Chart:
    """Where in the plane of lines per household and per owning household most own a phone."""
    rows, most, half = c.evidence(), c.p.most_lines, _half() / 100
    facts = _region_facts(c, rows, half)
    per, claimed = facts["per"], facts["claimed"]
    chart = c.chart(facts, rows.sources, height=440)
    edge = max(2.0, 1.15 * claimed)
    x = np.linspace(0, edge, 41)
    chart.add(**{"lines per household": x, "lines per owning household at the middle": x / half})
    least, ceiling = np.maximum(x, 1), np.maximum(np.minimum(x / half, most), np.maximum(x, 1))
    chart.fig.add_scatter(
        x=np.concatenate([x, x[::-1]]),
        y=np.concatenate([least, ceiling[::-1]]),
        fill="toself",
        fillcolor="rgba(0,114,178,.15)",
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )
    chart.line(x[x >= half], (x / half)[x >= half], colour=SECOND, width=None)
    chart.line([per, per], [max(1.0, per), most], width=4)
    chart.line([claimed, claimed], [max(1.0, claimed), most], colour=COMPARATOR, width=3, dash="dot")
    chart.label(per, most, chart.say("printed"), xanchor="right", xshift=-6, yshift=-8)
    chart.label(claimed, most, chart.say("claimed"), COMPARATOR, yshift=-8)
    chart.axes(x={"range": [0, edge]}, y={"range": [1, max(most, 1.2)]})
    return chart


@figure("C4")
def household_surveys(c: Chapter[Communication]) -> Chart:
    """What each body of evidence says about households, with the regions behind the leavers."""
    names, regions = c.names["body"], _regions(c)
    found = {key: c.evaluate(reading=key) for key in names}
    heard = {key: e for key, e in found.items() if e.estimate is not None}
    if not heard:
        raise NoEvidence("no body of evidence on households is admitted")
    table = pd.DataFrame(
        [
            (names[key], e.estimate, e.lower, e.upper, str(e.verdict), ", ".join(e.sources))
            for key, e in heard.items()
        ],
        columns=["evidence", "estimate", "lower", "upper", "verdict", "sources"],
    )
    chart = c.chart(
        _surveys_facts(found, table) | {place: regions.get(place) for place in c4.REGIONS},
        {source for e in heard.values() for source in e.sources},
        height=170 + 54 * len(table),
        margin={"l": 120, "r": 20, "t": 84, "b": 96},
    )
    chart.data = table
    chart.dots(
        table["estimate"],
        table["evidence"],
        colour=[SECOND if key.startswith("leavers") else NORTH_KOREA for key in heard],
        size=10,
        error_x=error_bars(
            table["upper"] - table["estimate"], table["estimate"] - table["lower"], COMPARATOR, 5
        ),
    )
    if "leavers_region" in heard:
        at = [names["leavers_region"]] * len(regions)
        chart.dots(list(regions.values()), at, colour=SECOND, symbol="circle-open", size=8)
    chart.rule(x=_half())
    chart.axes(x={"range": [0, 102], "ticksuffix": "%"}, y={"autorange": "reversed"})
    return chart


def _half() -> float:
    """Return the share of households, in percent, from which on most of them own a phone."""
    return claim("C4").criterion.supports.at_least or 0.0


def _region_facts(c: Chapter[Communication], rows: Evidence, half: float) -> dict[str, Any]:
    """Return lines per household, printed and as claimed, and what they allow the share of owners to be."""
    count, most = c.chosen["household_count"], c.p.most_lines
    per, year = c4.lines_per_household(rows, c.p.itu_vintage, c.p.keep_jump, count)
    last = min(int(rows.values("population_total").index[-1]), shared.YEAR)
    claimed = c3.c3.threshold("claimed") / c4.households(rows, last, count)
    low, high = (100 * share for share in bounds.share_with_one(per, most))
    return {
        "per": per,
        "year": year,
        "limit": bounds.concentration_at(per, half),
        "low": low,
        "high": high,
        "most": most,
        "claimed": claimed,
        "claimed_limit": bounds.concentration_at(claimed, half),
        "households": c4.households(rows, year, count),
    }


def _surveys_facts(found: Mapping[str, Finding], table: pd.DataFrame) -> dict[str, Any]:
    """Return what each body of evidence says, and how far town and country lie from the leavers."""
    half, one, other = _half(), found["urban_rural"].estimate, found["leavers_region"].estimate
    return {
        "above": int((table["lower"] >= half).sum()),
        "bodies": table.to_dict("records"),
        "none_fewer": bool((table["upper"] >= half).all()),
        "distance": None if one is None or other is None else one - other,
        **{f"{key}_text": e for key, e in found.items()},
    }


def _regions(c: Chapter[Communication]) -> dict[str, float]:
    """Return the percent of leavers of each region with a phone of their own, where it is admitted."""
    rows = {place: c.rows(f"mou_phone_own_{place}_2011on", need=False) for place in c4.REGIONS}
    return {place: float(found["value"].iloc[-1]) for place, found in rows.items() if not found.empty}


# C5 ------------------------------------------------------------------------------------------

# Series of each rung, from coverage to free use; lines stand between ownership and free use.
RUNGS = {
    "coverage": ("mobile_population_coverage",),
    "use": ("phone_used_3m_men_15_49", "phone_used_3m_women_15_49", "mou_phone_use_by_year"),
    "ownership": ("phone_own_men_15_49", "phone_own_women_15_49", "ipus_phone_own_use"),
    "line": (),
    "free_use": (
        "mou_phone_no_internet_2016_2020",
        "household_intranet",
        "ipus_intranet_used",
        "internet_users_share",
    ),
}
COMPLEMENT = "mou_phone_no_internet_2016_2020"  # prints who ruled it out
LITTLE = 12  # percent; what stays below hardly counts as a rung


@figure("C5")
def ladders(c: Chapter[Communication]) -> Chart:
    """The five rungs from coverage to free use, every admitted figure as a dot."""
    table = _rungs(c)
    reached = {rung: table[table["rung"] == rung]["value"] for rung in RUNGS}
    rungs = [rung for rung, shares in reached.items() if len(shares)]
    if len(rungs) < 2:
        raise NoEvidence("too few rungs have an admitted figure")
    names, first, last = c.names["rung"], rungs[0], rungs[-1]
    facts = {
        "top": names[first],
        "bottom": names[last],
        "high": reached[first].max(),
        "low": reached[last].max(),
        "missing": last == "free_use" and reached[last].max() < LITTLE,
        "rungs": [(names[rung], reached[rung].min(), reached[rung].max()) for rung in rungs],
        **{rung: shares.tolist() for rung, shares in reached.items()},
    }
    chart = c.chart(
        facts, table["source"], height=150 + 62 * len(rungs), margin={"l": 92, "r": 20, "t": 84, "b": 96}
    )
    chart.data = table.assign(rung=table["rung"].map(names))
    for rung in rungs:
        ends = [reached[rung].min(), reached[rung].max()]
        chart.line(ends, [names[rung]] * 2, colour=FAINT, width=14, hoverinfo="skip")
    chart.dots(
        table["value"],
        chart.data["rung"],
        size=10,
        text=table["who"] + ", " + table["year"],
        hovertemplate="%{text}:<br>%{x:.1f}%<extra></extra>",
    )
    for rung in rungs:
        low, high = reached[rung].min(), reached[rung].max()
        words = f"{low:.0f}–{high:.0f}%" if len(reached[rung]) > 1 else f"{high:.0f}%"
        side, beside = ("right", -4) if high > 85 else ("left", 10)
        chart.label(high, names[rung], words, yshift=-17, xanchor=side, xshift=beside)
    order = {"categoryorder": "array", "categoryarray": [names[rung] for rung in rungs[::-1]]}
    chart.axes(x={"range": [0, 102], "ticksuffix": "%"}, y=order)
    return chart


@figure("C5")
def contact(c: Chapter[Communication]) -> Chart:
    """The share of resettled leavers in contact with home, by wording of the question."""
    rows = c.rows("nkdb_contact_with_north")
    rows = rows[rows["n"].notna()].sort_values("date")
    if len(rows) < 2:
        raise NoEvidence("too few surveys on contact are admitted")
    asked = zip(rows["value"], rows["n"], strict=True)
    exact = [surveys.exact_percent(value, int(n), c.p.confidence) for value, n in asked]
    rows = rows.assign(low=[low for low, _ in exact], high=[high for _, high in exact])
    table = rows[["year", "variant", "value", "low", "high", "n", "source"]]
    found = c.evaluate(reading="contact")
    facts = {
        "found": found,
        "moved": c.names["moved"].get(moved(found), ""),
        "size": abs(found.estimate or 0),
        "surveys": table.to_dict("records"),
        "fewest": rows["n"].min(),
        "largest": rows["n"].max(),
    }
    chart = c.chart(facts, table["source"], height=420)
    chart.data = table
    for variant, same in rows.groupby("variant", sort=False):
        _draw_wording(chart, same, c.names["wording"].get(str(variant), str(variant)), str(variant))
    shut = shared.event_date("2020-01", "sealed").year + 0.08
    if c.p.start_year <= shut and int(shut) <= c.p.end_year:
        chart.rule(x=shut)
        chart.label(shut, 4, chart.say("sealed"), COMPARATOR, xanchor="right", xshift=-4)
    chart.axes(
        x={"dtick": 2, "tickformat": "d", "range": [rows["year"].min() - 0.7, rows["year"].max() + 1.3]},
        y={"rangemode": "tozero", "ticksuffix": "%"},
    )
    return chart


def moved(found: Finding) -> str:
    """Return where a change went if its whole interval went there, nothing where it cannot be told."""
    if found.lower is None or found.upper is None:
        return ""
    return "down" if found.upper < 0 else "up" if found.lower > 0 else ""


@figure("C5")
def state_steps(c: Chapter[Communication]) -> Chart:
    """The dated steps of the state, those that tolerate up and those that restrict down, by year."""
    rows = data.events("communication")
    rows = rows[(rows["mover"] == "state") & rows["direction"].isin(["tolerate", "restrict"])]
    rows = rows.assign(year=rows["date"].str[:4].astype(int))
    rows = rows[rows["year"].between(c.p.start_year, c.p.end_year)]
    if len(rows) < 2:
        raise NoEvidence("too few dated steps lie in the chosen years")
    counts = pd.crosstab(rows["year"], rows["direction"]).reindex(
        columns=["tolerate", "restrict"], fill_value=0
    )
    before, after = counts[counts.index < TURN].sum(), counts[counts.index >= TURN].sum()
    towards = after["restrict"] * before.sum() > before["restrict"] * after.sum()
    facts = {
        "turn": TURN,
        "sequence": c.names["sequence"]["towards" if towards else "not_towards"],
        "steps": len(rows),
        "restricted_before": before["restrict"],
        "steps_before": before.sum(),
        "restricted_after": after["restrict"],
        "steps_after": after.sum(),
    }
    chart = c.chart(facts, rows["source"], height=400, barmode="relative")
    chart.data = rows[["date", "event", "direction", "source"]]
    first, top = int(counts.index[0]), int(counts.max().max())
    for direction, sign, colour in (("tolerate", 1, THIRD), ("restrict", -1, NORTH_KOREA)):
        chart.bars(counts.index, sign * counts[direction], colour=colour)
        chart.label(first, sign * 0.85 * top, chart.say(direction), colour, xshift=0)
    ticks = list(range(-top, top + 1))
    chart.axes(
        y={"range": [-top - 0.4, top + 0.4], "tickvals": ticks, "ticktext": [str(abs(v)) for v in ticks]}
    )
    return chart


TURN = 2014  # year of the update that made phones refuse files without a signature of the state
SYMBOLS = {"in_contact": "circle", "in_contact_this_year": "diamond-open", "wording_not_seen": "square-open"}


def _rungs(c: Chapter[Communication]) -> pd.DataFrame:
    """Return the latest figure of each source by rung: rung, who was asked, year, value, source."""
    found = []
    for rung, names in RUNGS.items():
        for series in names:
            rows = c.rows(series, need=False).dropna(subset="value").sort_values("date").tail(1)
            for _, row in rows.iterrows():
                value = 100 - row["value"] if series == COMPLEMENT else row["value"]
                found.append((rung, c.names["asked"][series], row["date"][:4], float(value), row["source"]))
    printed = printed_lines(c).tail(1)
    people = c.rows("population_total", need=False).drop_duplicates("year").set_index("year")["value"]
    for _, row in printed.iterrows():
        if row["year"] in people.index:
            share = 100 * row["value"] / people[row["year"]]
            found.append(("line", c.names["asked"]["line"], str(row["year"]), share, row["source"]))
    return pd.DataFrame(found, columns=["rung", "who", "year", "value", "source"])


def _draw_wording(chart: Chart, same: pd.DataFrame, word: str, variant: str) -> None:
    """Draw the surveys that asked in one way as a line, and name it at its end."""
    error = error_bars(same["high"] - same["value"], same["value"] - same["low"], NORTH_KOREA, 4)
    marker = {"symbol": SYMBOLS.get(variant, "circle-open"), "size": 10}
    chart.line(same["year"], same["value"], width=None, marker=marker, error=error)
    end = same.iloc[-1]
    if variant == "in_contact_this_year":
        chart.label(end["year"], end["low"], word, xanchor="right", xshift=0, yshift=-12)
    else:
        chart.label(end["year"], end["high"], word, xanchor="center", xshift=0, yshift=10)
