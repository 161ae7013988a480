"""The figures of the chapter on communication about phones in homes, and about what they are for."""

from typing import Any

import numpy as np
import pandas as pd

from nkbook.book.communication import c3_year_2023 as c3
from nkbook.book.communication import c4_homes as c4
from nkbook.book.communication import c5_opening as c5
from nkbook.book.communication import shared
from nkbook.book.communication.figures import error_bars
from nkbook.chapter import Chapter, figure
from nkbook.claims import claim
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.figures import COMPARATOR, FAINT, NORTH_KOREA, SECOND, THIN
from nkbook.marks import Chart
from nkbook.methods import bounds, surveys
from nkbook.parameters import Communication

# C4 ------------------------------------------------------------------------------------------


@figure("C4")
def homes_by_spread(c: Chapter[Communication]) -> Chart:
    """The share of homes with a phone over lines per home, for every way in which lines may spread."""
    rows, most = c.evidence("lines"), c.p.most_lines
    facts = _spread_facts(c, rows)
    chart = c.chart(facts, rows.sources, height=430, margin={"l": 56, "r": 12, "t": 84, "b": 96})
    edge = max(1.4, 1.2 * facts["claimed"])
    x = np.linspace(0, edge, 57)
    curves = {
        "even": np.minimum(x, 1),
        "chance": [bounds.spread_over(lines) for lines in x],
        "crowded": [bounds.spread_over(lines, crowded=True) for lines in x],
        "fewest": np.minimum(x / most, 1),
    }
    for name, shares in curves.items():
        y, colour = 100 * np.asarray(shares), SECOND if name == c.chosen["spread"] else COMPARATOR
        chart.add(**{"lines per household": x, "spread": name, "percent of households": y})
        chart.line(x, y, colour=colour)
        chart.label(edge, y[-1], chart.say(name), colour, yshift=-7 if name == "fewest" else 3)
    chart.rule(y=_half())
    per = facts["per"]
    chart.line([per, per], [facts["low"], facts["high"]], width=5)
    chart.label(per, facts["high"], chart.say("printed"), xanchor="right", yshift=12)
    chart.axes(x={"range": [0, 1.3 * edge]}, y={"range": [0, 106], "ticksuffix": "%"})
    return chart


@figure("C4")
def household_surveys(c: Chapter[Communication]) -> Chart:
    """What each body of evidence says about households, with the regions behind the leavers."""
    names, places = c.names["body"], _regions(c)
    found = {key: c.evaluate(reading=key) for key in names}
    heard = {key: e for key, e in found.items() if e.estimate is not None}
    if not heard:
        raise NoEvidence("no body of evidence on households is admitted")
    table = pd.DataFrame(
        [(names[key], e.estimate, e.lower, e.upper, ", ".join(e.sources)) for key, e in heard.items()],
        columns=["evidence", "estimate", "lower", "upper", "sources"],
    )
    half = _half()
    facts = {
        "bodies": table.to_dict("records"),
        "half": half,
        "above": int((table["lower"] > half).sum()),
        "carrying": sum(e.stance is not None and e.stance.carries == "supports" for e in heard.values()),
        **_town_and_country(c),
        **{place: places.get(place) for place in c4.REGIONS},
    }
    chart = c.chart(
        facts,
        {source for e in heard.values() for source in e.sources},
        height=170 + 50 * len(table),
        margin={"l": 130, "r": 20, "t": 84, "b": 96},
    )
    chart.data = table
    for row in table.to_dict("records"):
        chart.line(
            [row["lower"], row["upper"]], [row["evidence"]] * 2, colour=FAINT, width=14, hoverinfo="skip"
        )
    chart.dots(table["estimate"], table["evidence"], size=10)
    if "leavers_region" in heard:
        at = [names["leavers_region"]] * len(places)
        chart.dots(list(places.values()), at, symbol="circle-open", size=8)
    chart.rule(x=half)
    chart.axes(x={"range": [0, 102], "ticksuffix": "%"}, y={"autorange": "reversed"})
    return chart


def _town_and_country(c: Chapter[Communication]) -> dict[str, float | None]:
    """Return the percent printed for towns (urban) and for the country (rural), None where not admitted."""
    rows = {place: c.rows(f"kdi_mobile_diffusion_{place}", need=False) for place in ("urban", "rural")}
    return {place: None if found.empty else float(found["value"].iloc[-1]) for place, found in rows.items()}


def _half() -> float:
    """Return the share of households, in percent, from which on most of them own a phone."""
    return claim("C4").criterion.supports.at_least or 0.0


def _spread_facts(c: Chapter[Communication], rows: Evidence) -> dict[str, Any]:
    """Return lines per household, printed and as claimed, and what they allow the share of owners to be."""
    count, found = c.chosen["household_count"], c.evaluate(reading="lines")
    per, year = c4.lines_per_household(rows, c.p.itu_vintage, c.p.keep_jump, count)
    last = min(int(rows.values("population_total").index[-1]), shared.YEAR)
    claimed = c3.c3.threshold("claimed") / c4.households(rows, last, count)
    if found.estimate is None:
        raise NoEvidence(found.reason)
    return {
        "per": per,
        "year": year,
        "chance": 100 * bounds.spread_over(per),
        "crowded": 100 * bounds.spread_over(per, crowded=True),
        "low": found.lower,
        "high": found.upper,
        "most": c.p.most_lines,
        "claimed": claimed,
        "limit": bounds.concentration_at(per, _half() / 100),
        "claimed_limit": bounds.concentration_at(claimed, _half() / 100),
        "households": c4.households(rows, year, count),
    }


def _regions(c: Chapter[Communication]) -> dict[str, float]:
    """Return the percent of leavers of each region with a phone of their own, where it is admitted."""
    rows = {place: c.rows(f"mou_phone_own_{place}_2011on", need=False) for place in c4.REGIONS}
    return {place: float(found["value"].iloc[-1]) for place, found in rows.items() if not found.empty}


# C5 ------------------------------------------------------------------------------------------

# Series of each row, the first three through the network of the state, the last past it.
REACHED = {
    "coverage": ("mobile_population_coverage",),
    "ownership": ("phone_own_men_15_49", "phone_own_women_15_49", "ipus_phone_own_use"),
    "intranet": ("household_intranet", "ipus_intranet_used"),
    "internet": ("mou_phone_no_internet_2016_2020",),
    "media": ("ipus_sk_media_exposure_frequent",),
}
COMPLEMENT = "mou_phone_no_internet_2016_2020"  # prints who ruled it out
PAST_THE_STATE = "media"


@figure("C5")
def reach(c: Chapter[Communication]) -> Chart:
    """How far the network of the state reaches, and what reaches people past it."""
    table = _reached(c)
    shares = {row: table[table["row"] == row]["value"] for row in REACHED}
    shown = [row for row, found in shares.items() if len(found)]
    if len(shown) < 2:
        raise NoEvidence("too few channels have an admitted figure")
    names = c.names["reach"]
    facts: dict[str, Any] = {row: found.tolist() for row, found in shares.items()}
    facts["offline"] = [100 - value for value in facts["internet"]]
    facts["used"] = _yearly(c, "ipus_intranet_used")
    facts["rows"] = [(names[row], shares[row].min(), shares[row].max()) for row in shown]
    chart = c.chart(
        facts, table["source"], height=150 + 56 * len(shown), margin={"l": 120, "r": 20, "t": 84, "b": 96}
    )
    chart.data = table.assign(row=table["row"].map(names))
    for row in shown:
        part, (low, high) = table[table["row"] == row], (shares[row].min(), shares[row].max())
        colour = SECOND if row == PAST_THE_STATE else NORTH_KOREA
        chart.line([low, high], [names[row]] * 2, colour=FAINT, width=14, hoverinfo="skip")
        chart.dots(
            part["value"],
            [names[row]] * len(part),
            colour=colour,
            size=10,
            text=part["who"] + ", " + part["year"],
            hovertemplate="%{text}:<br>%{x:.1f}%<extra></extra>",
        )
        words = (f"{low:.0f}–{high:.0f}" if len(part) > 1 else f"{high:.0f}") + f"{THIN}%"
        side, beside = ("right", -10) if high > 85 else ("left", 10)
        chart.label(high, names[row], words, colour, xanchor=side, xshift=beside)
    order = {"categoryorder": "array", "categoryarray": [names[row] for row in shown[::-1]]}
    chart.axes(x={"range": [0, 102], "ticksuffix": "%"}, y=order)
    return chart


def _reached(c: Chapter[Communication]) -> pd.DataFrame:
    """Return the latest figure of each series by row: row, who was asked, year, value, source."""
    found = []
    for row, names in REACHED.items():
        for series in names:
            rows = c.rows(series, need=False).dropna(subset="value").sort_values("date").tail(1)
            for _, last in rows.iterrows():
                value = 100 - last["value"] if series == COMPLEMENT else last["value"]
                found.append((row, c.names["asked"][series], last["date"][:4], float(value), last["source"]))
    return pd.DataFrame(found, columns=["row", "who", "year", "value", "source"])


def _yearly(c: Chapter[Communication], series: str) -> dict[str, float]:
    """Return first and last year of the samples of a series, and their least and most percent."""
    rows = c.rows(series, need=False).dropna(subset="value")
    if rows.empty:
        return {}
    years = rows["year"].astype(int)
    least, most = float(rows["value"].min()), float(rows["value"].max())
    return {"first": int(years.min()), "last": int(years.max()), "least": least, "most": most}


@figure("C5")
def contact(c: Chapter[Communication]) -> Chart:
    """The share of resettled leavers in contact with home, by wording, and of those asked before."""
    rows = c.rows("nkdb_contact_with_north")
    rows = rows[rows["n"].notna()].sort_values("date")
    if len(rows) < 2:
        raise NoEvidence("too few surveys on contact are admitted")
    asked = zip(rows["value"], rows["n"], strict=True)
    exact = [surveys.exact_percent(value, int(n), c.p.confidence) for value, n in asked]
    rows = rows.assign(low=[low for low, _ in exact], high=[high for _, high in exact])
    panel = c.rows("nkdb_sample_share_old_panel", need=False).sort_values("date")
    table = rows[["year", "variant", "value", "low", "high", "n", "source"]]
    facts = {
        "found": c.evaluate(reading="contact"),
        "surveys": table.to_dict("records"),
        "alike": max(c5.links_of_wordings(rows), key=lambda link: link.until - link.since, default=None),
        "panel": panel.set_index("year")["value"].to_dict(),
        "fewest": rows["n"].min(),
        "largest": rows["n"].max(),
    }
    chart = c.chart(facts, [*table["source"], *panel["source"]], height=430)
    chart.data = pd.concat([table, panel[["year", "value", "n", "source"]].assign(variant="asked before")])
    for variant, same in rows.groupby("variant", sort=False):
        _draw_wording(chart, same, c.names["wording"].get(str(variant), str(variant)), str(variant))
    if not panel.empty:
        chart.line(panel["year"], panel["value"], colour=COMPARATOR, marker=5)
        end = panel.iloc[-1]
        chart.label(end["year"], end["value"], chart.say("panel"), COMPARATOR, xanchor="right", yshift=14)
    chart.axes(
        x={"dtick": 2, "tickformat": "d", "range": [rows["year"].min() - 0.7, rows["year"].max() + 1.3]},
        y={"range": [0, 84], "ticksuffix": "%"},
    )
    chart.chronology()
    return chart


SYMBOLS = {"in_contact": "circle", "in_contact_this_year": "diamond-open", "wording_not_seen": "square-open"}


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
