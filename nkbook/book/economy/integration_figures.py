"""The figure of the chapter on the economy about how fast gaps between rice prices close."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from nkbook.book.economy import market_gaps
from nkbook.chapter import Chapter, figure
from nkbook.claims.evidence import Evidence
from nkbook.errors import or_none
from nkbook.figures import COMPARATOR, NORTH_KOREA
from nkbook.marks import Chart
from nkbook.methods.integration import HALF_LIVES
from nkbook.parameters import Economy

Row = dict[str, Any]

DAYS = 365.25 / 12  # in a month
SHORTEST, NEVER = float(HALF_LIVES[0]), 300.0  # where the axis begins, and where "never" stands on it
TICKS = {7 / DAYS: "week", 1.0: "month", 12.0: "year", NEVER: "never"}
# Up to how many months a time is told in days, in months, in years.
UNITS = {1.5: ("days", 1 / DAYS), 24.0: ("months", 1.0), np.inf: ("years", 12.0)}
SCALES = {7 / DAYS: "days", 1.0: "weeks", 12.0: "months", np.inf: "years"}


@figure("E3")
def price_gaps(c: Chapter[Economy]) -> Chart:
    """How long half a gap in the price of rice lasts between two cities: by regression, and apart from noise.

    Of all months that are admitted, as claims are, whatever the years of figures.
    """
    years = {end: c.chosen[end] for end in ("start_year", "end_year")}
    rows = replace(c.evidence("tests"), **years)
    rice, rates = (rows.rows(*market_gaps.series(good)) for good in ("rice_price", "usd_market_rate"))
    sources = rows.sources
    parts, stored = market_gaps.windows(market_gaps.months(rice, rates)), market_gaps.stored()
    found = market_gaps.estimates(parts, c.p.confidence, stored.get("factors", {}))
    facts = _facts(c, found) | _simulated(c, found, stored) | _published(c, rows)
    chart = c.chart(facts, sources, height=150 + 24 * (len(found) + 2 * len(market_gaps.PAIRS)))
    chart.data = pd.DataFrame(found).assign(pair=["-".join(row["pair"]) for row in found])
    labels, y = {}, 0.0
    for pair in market_gaps.PAIRS:
        labels[y] = f"<b>{_pair(c, pair)}</b>"
        mine = [row for row in found if row["pair"] == pair]
        for row in mine[-1:] + mine[:-1]:
            y -= 1
            labels[y] = c.names["period"][row["period"]]
            _draw(chart, row, y)
        y -= 1.4
    beside: dict[str, Any] = {"xanchor": "left", "align": "left", "xshift": 0}
    for word, at, colour in (("regression", SHORTEST, COMPARATOR), ("model", 5.0, NORTH_KOREA)):
        chart.label(np.log10(at), 0.15, chart.say(word), colour, **beside)
    shown = {at: chart.say(name) for at, name in TICKS.items()}
    edges = [np.log10(SHORTEST) - 0.06, np.log10(NEVER) + 0.3]
    across = {"tickvals": list(shown), "ticktext": list(shown.values()), "tickangle": 0, "showgrid": True}
    down = {"tickvals": list(labels), "ticktext": list(labels.values()), "showgrid": False, "zeroline": False}
    chart.axes(x={"type": "log", "range": edges} | across, y={"range": [y + 0.8, 1.2]} | down)
    return chart


def _draw(chart: Chart, row: Row, y: float) -> None:
    whole = row["period"] == "all"
    chart.line([_at(row["lower"]), _at(row["upper"])], [y, y], width=5 if whole else 2, hoverinfo="skip")
    chart.dots([_at(row["half_life"])], [y], size=13 if whole else 8)
    chart.dots([_at(row["naive"])], [y], colour=COMPARATOR, size=11 if whole else 7, symbol="x")


def _at(months: float) -> float:
    """Return where a half-life stands on the axis: what is shorter than its beginning stands there."""
    return min(max(months, SHORTEST), NEVER)


def _pair(c: Chapter[Economy], pair: tuple[str, str]) -> str:
    return "–".join(c.names["city"][city] for city in pair)


def lasting(c: Chapter[Economy], months: float | None) -> str:
    """Return a half-life in words: days, months or years, or that a gap never closes (None, infinity)."""
    words = c.names["lasting"]
    if months is None or np.isinf(months):
        return words["never"]
    if months <= SHORTEST:
        return f"{words['under']} {SHORTEST * DAYS:.0f} {words['days']}"
    unit, size = next(unit for end, unit in UNITS.items() if months < end)
    return f"{months / size:.0f} {words[unit]}"


def _scale(c: Chapter[Economy], months: float) -> str:
    name = "never" if np.isinf(months) else next(name for end, name in SCALES.items() if months < end)
    return c.names["lasting"][name]


def _facts(c: Chapter[Economy], found: list[Row]) -> Row:
    """Return what the model finds.

    pairs: one half-life for all periods, by pair, its ends and what regression finds also in words. blind: in
    how many of the `parts`, pairs in one period, noise may be none of the variance and may be all of it.
    noisy: parts in which some of it has to be noise. outside: parts that deny the half-life that suits all
    periods. endless: parts in which a gap may never close.
    """
    pairs, parts = ([row for row in found if (row["period"] == "all") is whole] for whole in (True, False))
    whole = {row["pair"]: row["half_life"] for row in pairs}
    ends = ("half_life", "lower", "upper", "naive")
    told = [
        row | {"name": _pair(c, row["pair"])} | {f"{end}_words": lasting(c, row[end]) for end in ends}
        for row in pairs
    ]
    return {
        "pairs": told,
        "ended": [row for row in told if np.isfinite(row["upper"])],
        "open": [row for row in told if np.isinf(row["upper"])],
        "from_words": _scale(c, min(row["lower"] for row in pairs)),
        "to_words": _scale(c, max(row["upper"] for row in pairs)),
        "months": pairs[0]["months"],
        "parts": len(parts),
        "blind": sum(row["noise_lower"] == 0 and row["noise_upper"] == 1 for row in parts),
        "noisy": [
            {
                "name": _pair(c, row["pair"]),
                "period": c.names["period"][row["period"]],
                "least": row["noise_lower"],
            }
            for row in parts
            if row["noise_lower"] > 0
        ],
        "outside": sum(not row["lower"] <= whole[row["pair"]] <= row["upper"] for row in parts),
        "endless": sum(bool(np.isinf(row["upper"])) for row in parts),
        "same": max(told, key=lambda row: row["same"]),
    }


def _simulated(c: Chapter[Economy], found: list[Row], stored: Row) -> Row:
    """Return what worlds say of the pairs; `worlds` is nought where they were drawn for other rows.

    never: by pair, what regression finds where a gap never closes, and the share of worlds in which the
    model finds a half-life as short as in the data. closing, unknown: pairs in which that is too rare for
    such a world, and the others. unsettled: the choices under which any gap may never close.
    """
    drawn, pairs = stored.get("pairs", {}), [row for row in found if row["period"] == "all"]
    own = {"-".join(row["pair"]): market_gaps.finite(row["half_life"]) for row in pairs}
    if not drawn or any(drawn[name]["half_life"] != value for name, value in own.items()):
        return {"worlds": 0}
    never = [{"name": _pair(c, row["pair"])} | drawn["-".join(row["pair"])]["never"] for row in pairs]
    rare = 1 - market_gaps.LEVEL
    return {
        "worlds": stored["worlds"],
        "never": [world | {"naive_words": lasting(c, world["naive"])} for world in never],
        "closing": [world for world in never if world["as_short"] <= rare],
        "unknown": [world for world in never if world["as_short"] > rare],
        "unsettled": [
            c.names["variant"][name]
            for name, ends in stored["variants"].items()
            if all(upper is None for _, _, upper in ends)
        ],
    }


def _published(c: Chapter[Economy], rows: Evidence) -> Row:
    """Return for which pairs a published test finds one price, and for which it does not."""
    tests = or_none(partial(rows.rows, inferred=True), "rice_one_price_holds")
    if tests is None:
        return {"holds": [], "fails": []}
    names = [
        _pair(c, (near, far)) for near, _, far in tests["variant"].str.partition("_").itertuples(index=False)
    ]
    return {
        "holds": [name for name, value in zip(names, tests["value"], strict=True) if value == 1],
        "fails": [name for name, value in zip(names, tests["value"], strict=True) if value == 0],
    }
