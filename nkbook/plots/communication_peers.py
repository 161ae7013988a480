"""Figures of the chapter on communication: North Korea among other countries."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nkbook import data
from nkbook.claims import communication as measured
from nkbook.errors import NoEvidence
from nkbook.figures import (
    COMPARATOR,
    NORTH_KOREA,
    figure,
)
from nkbook.methods import diffusion
from nkbook.parameters import Communication
from nkbook.plots.communication_shared import (
    MISSING,
    footer,
    load_rows,
    part_of,
)
from nkbook.plots.drawing import Drawing

ONE_PARTY = ("CHN", "CUB", "LAO", "VNM")
LATE = 2004
NAMES = {
    "BDI": "Burundi",
    "BGD": "Bangladesh",
    "BLR": "Belarus",
    "CHN": "China",
    "CUB": "Cuba",
    "ERI": "Eritrea",
    "ETH": "Ethiopia",
    "KHM": "Cambodia",
    "KOR": "South Korea",
    "LAO": "Laos",
    "MMR": "Myanmar",
    "MWI": "Malawi",
    "NPL": "Nepal",
    "PRK": "North Korea",
    "SOM": "Somalia",
    "SSD": "South Sudan",
    "TCD": "Chad",
    "TJK": "Tajikistan",
    "TKM": "Turkmenistan",
    "UZB": "Uzbekistan",
    "VEN": "Venezuela",
    "VNM": "Vietnam",
}


def slow_middle(p: Communication, low: float = 10, high: float = 20) -> Drawing:
    """Draw how many years each country took from one level of lines per 100 people to the next."""
    panel = _panel(p)
    rows = []
    for country, series in panel.items():
        start, end = (diffusion.reached(series.index.tolist(), series.tolist(), v) for v in (low, high))
        if np.isfinite(start):
            last = float(series.index[-1])
            rows.append((country, start, end if np.isfinite(end) else last, bool(np.isfinite(end))))
    table = pd.DataFrame(rows, columns=["country", "from", "to", "reached"])
    table["years"] = table["to"] - table["from"]
    table = table.sort_values("years").reset_index(drop=True)
    if "PRK" not in set(table["country"]) or len(table) < 3:
        raise NoEvidence("too few countries pass both levels in the admitted years")
    own = table[table["country"] == "PRK"].iloc[0]
    others = table[table["country"] != "PRK"]
    rank = int((others["years"] > own["years"]).sum())
    least = "" if own["reached"] else "at least "
    place = (
        f"longer than any of {len(others)} others"
        if rank == 0
        else f"longer than {len(others) - rank} of {len(others)} others"
    )
    unit = str(data.units().at["per_100_people", "title"])
    fig = figure(
        f"From {low:.0f} to {high:.0f} lines {unit} took North Korea {least}{own['years']:.1f} years, "
        f"{place}",
        f"Years from {low:.0f} to {high:.0f} mobile lines {unit}, interpolated between years; "
        f"{_peer_words(p)}",
        footer(
            _panel_rows(p),
            "for North Korea the series rests on estimates; its upper level falls into the step of 2020",
        ),
        height=150 + 20 * len(table),
        margin={"l": 96, "r": 36, "t": 84, "b": 84},
    )
    fig.add_bar(
        x=table["years"],
        y=[NAMES[c] for c in table["country"]],
        orientation="h",
        marker_color=[NORTH_KOREA if c == "PRK" else COMPARATOR for c in table["country"]],
        text=[
            f"{y:.1f}" if r else f"{y:.1f} and counting"
            for y, r in zip(table["years"], table["reached"], strict=True)
        ],
        textposition="outside",
        cliponaxis=False,
    )
    fig.update_xaxes(rangemode="tozero")
    fig.update_yaxes(tickfont={"size": 11}, dtick=1)
    facts = {
        **_takeoff(panel, low),
        "own": f"{least}{own['years']:.1f}",
        "median": f"{others['years'].median():.1f}",
        "place": place,
        "next": NAMES[others.iloc[-1]["country"]],
        "next_years": f"{others.iloc[-1]['years']:.1f}",
        "low": f"{low:.0f}",
        "high": f"{high:.0f}",
        "unit": str(unit),
        **_level_facts(p, panel),
    }
    alt = (
        f"North Korea took {facts['own']} years, the others {facts['median']} in the median; "
        f"{facts['next']} took {facts['next_years']}."
    )
    return Drawing(fig, alt, table.assign(country=table["country"].map(NAMES)), facts)


def peer_ceilings(p: Communication) -> Drawing:
    """Draw the ceiling of the best of three growth curves for each country, with its interval."""
    rows = []
    for country, series in _panel(p).items():
        since = series[series >= 1]
        if len(since) < 8:
            continue
        time = (since.index - since.index[0] + 1).astype(float).tolist()
        fits = {
            k: diffusion.fit(c, time, since.tolist(), errors="absolute") for k, c in diffusion.CURVES.items()
        }
        best = min(fits, key=lambda k: fits[k].aicc)
        tried = since.max() * np.concatenate([np.linspace(0.75, 1.2, 10), np.geomspace(1.4, 10, 6)])
        found = diffusion.profile(diffusion.CURVES[best], time, since.tolist(), tried, errors="absolute")
        low, high = diffusion.ceiling_interval(found, len(since), p.confidence)
        rows.append((country, best, fits[best].ceiling, low, high, fits[best].aicc, len(since)))
    table = pd.DataFrame(rows, columns=["country", "curve", "ceiling", "lower", "upper", "aicc", "n"])
    if "PRK" not in set(table["country"]) or len(table) < 3:
        raise NoEvidence("too few countries have enough years of lines")
    table = table.sort_values("ceiling").reset_index(drop=True)
    own = table[table["country"] == "PRK"].iloc[0]
    others = table[table["country"] != "PRK"]
    lower = int((others["ceiling"] < own["ceiling"]).sum())
    unit = str(data.units().at["per_100_people", "title"])
    top = float(min(table["ceiling"].max(), 200))
    fixed = int(np.isfinite(table["upper"]).sum())
    own_fixed = bool(np.isfinite(own["upper"]))
    place = "the lowest of all" if lower == 0 else f"lower than {len(others) - lower} of {len(others)} others"
    fig = figure(
        f"Growth curves fix a ceiling for {part_of(fixed, len(table))} countries; North Korea is "
        + ("one of them" if own_fixed else "not one of them"),
        f"Ceiling of the curve that fits best, with {p.confidence:.0%} interval; lines {unit}; "
        f"{_peer_words(p)}",
        footer(_panel_rows(p), "a whisker that leaves the plot has no upper end; errors taken as additive"),
        height=150 + 20 * len(table),
        margin={"l": 96, "r": 24, "t": 84, "b": 84},
    )
    edge = 1.3 * top
    upper = table["upper"].clip(upper=edge)
    centre = table["ceiling"].clip(upper=edge)
    fig.add_scatter(
        x=centre,
        y=[NAMES[c] for c in table["country"]],
        mode="markers",
        marker={"color": [NORTH_KOREA if c == "PRK" else COMPARATOR for c in table["country"]], "size": 9},
        error_x={
            "type": "data",
            "array": (upper - centre).clip(lower=0),
            "arrayminus": (centre - table["lower"]).clip(lower=0),
            "color": COMPARATOR,
            "width": 3,
        },
    )
    fig.update_xaxes(range=[0, edge])
    fig.update_yaxes(tickfont={"size": 11}, dtick=1)
    facts = {
        "fixed": part_of(fixed, len(table)),
        "lesson": (
            "so its saturation can be read off"
            if own_fixed
            else "so whether it is saturated or still at the beginning cannot be read off these series"
        ),
        "ceiling": f"{own['ceiling']:.0f}",
        "curve": diffusion.CURVES[own["curve"]].title,
        "place": place,
        "interval": _interval(own["lower"], own["upper"]),
        "countries": f"{len(table)}",
        "median": f"{others['ceiling'].median():.0f}",
        "chosen": ", ".join(
            f"{diffusion.CURVES[str(k)].title} for {n}"
            for k, n in table["curve"].value_counts().sort_index().items()
        ),
    }
    alt = (
        f"North Korea's fitted ceiling is {facts['ceiling']} ({facts['interval']}); the median of the "
        f"others is {facts['median']}."
    )
    return Drawing(fig, alt, table.assign(country=table["country"].map(NAMES)), facts)


def _panel_rows(p: Communication) -> pd.DataFrame:
    return load_rows(p, "mobile_subscriptions_per_100", country=list(NAMES))


def _panel(p: Communication) -> dict[str, pd.Series]:
    """Return lines per 100 people by year for each country that the parameters admit."""
    panel = {}
    for country, rows in _panel_rows(p).groupby("country"):
        series = rows.set_index("year")["value"].sort_index()
        if country == "PRK" and not p.keep_jump:
            series = series[series.index < measured.JUMP]
        began = diffusion.reached(series.index.tolist(), series.tolist(), 1)
        chosen = {
            "all": True,
            "late": np.isfinite(began) and began >= LATE,
            "one_party": country in ONE_PARTY,
        }[p.peers]
        if country == "PRK" or chosen:
            panel[str(country)] = series
    return panel


def _peer_words(p: Communication) -> str:
    return {
        "all": "all countries collected",
        "late": f"countries that began in {LATE} or later",
        "one_party": "one-party states",
    }[p.peers]


def _takeoff(panel: Mapping[str, pd.Series], level: float) -> dict[str, str]:
    """Return how long each country took from the first line per 100 people to `level`, in words."""
    spells = {}
    for country, series in panel.items():
        start, end = (diffusion.reached(series.index.tolist(), series.tolist(), v) for v in (1, level))
        if np.isfinite(start) and np.isfinite(end):
            spells[country] = end - start
    others = [years for country, years in spells.items() if country != "PRK"]
    if "PRK" not in spells or not others:
        return {"takeoff": MISSING, "takeoff_place": MISSING}
    longer = sum(years > spells["PRK"] for years in others)
    place = f"less than {longer} of {len(others)} others"
    if longer == 0:
        place = f"more than any of {len(others)} others"
    return {"takeoff": f"{spells['PRK']:.1f}", "takeoff_place": place}


def _level_facts(p: Communication, panel: Mapping[str, pd.Series]) -> dict[str, str]:
    own = panel["PRK"]
    last = int(own.index[-1])
    others = pd.Series({c: s.get(last) for c, s in panel.items() if c != "PRK"}).dropna()
    lower = int((others < own.iloc[-1]).sum())
    place = "the lowest of all" if lower == 0 else f"above {lower} of {len(others)} others"
    return {
        "last": f"{last}",
        "level": f"{own.iloc[-1]:.1f}",
        "level_place": place,
        "level_median": f"{others.median():.0f}" if len(others) else "no other figure",
    }


def _interval(low: float, high: float) -> str:
    return f"{low:.0f} to {high:.0f}" if np.isfinite(high) else f"{low:.0f} upwards"
