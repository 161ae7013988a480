"""What the book expects, and what its methods would have said of figures that have since been printed."""

from typing import Any

import numpy as np
import pandas as pd

from nkbook import data
from nkbook.book import papers
from nkbook.book.papers import expected
from nkbook.figures import SECOND
from nkbook.marks import Chart, whisker
from nkbook.methods import forecasts
from nkbook.words import fixed

NAME = "forecasts"
MILLION = 1e6
NARROW, WIDE = forecasts.LEVELS
CONFIDENCE, DRAWS, SEED = 0.9, 4000, 2026


def build() -> tuple[Chart, pd.DataFrame]:
    """Return how each method's past scores compare with the naive one, and all back-tests."""
    rows = expected.rows()
    tested = {row["series"]: row for row in reversed(rows)}  # one of each series, the first
    tables = {row["forecast"].rsplit("_", 1)[0]: (row, expected.back_tests(row)) for row in tested.values()}
    tables = {name: pair for name, pair in tables.items() if len(pair[1])}  # some were printed all at once
    tests = [_summary(name, row, table) for name, (row, table) in reversed(tables.items())]
    sources = {source for row in tested.values() for source in expected.prints(row)["source"]}
    facts = {
        "level": f"{100 * CONFIDENCE:g}",
        "tests": tests,
        "better": [t["figure"] for t in tests if t["upper"] < 100 and t["number"] >= forecasts.ENOUGH],
        "forecasts": [_told(row) for row in rows],
        "scored": sum(row["state"] == "scored" for row in rows),
        "enough": forecasts.ENOUGH,
        "narrow": NARROW,
        "wide": WIDE,
        "all": sum(test["number"] for test in tests),
        "all_narrow": sum(test["inside_50"] for test in tests),
        "all_wide": sum(test["inside_90"] for test in tests),
        "made": pd.Timestamp(min(row["made"] for row in rows)),
        "window": next(row["window"] for row in rows if row["window"]),
    }
    chart = papers.chart(NAME, facts, sources, height=340, margin={"l": 150})
    for test in tests:
        test["label"] = chart.say(test["figure"])
    chart.facts["tests"] = tests
    shown = pd.DataFrame(tests)
    chart.data = shown[["label", "method", "number", "percent", "lower", "upper", "inside_50", "inside_90"]]
    chart.rule(x=100, words=chart.say("naive"), place="top right")
    error = whisker(shown["percent"], shown["lower"], shown["upper"], SECOND)
    chart.dots(shown["percent"], shown["label"], colour=SECOND, error_x=error)
    chart.axes(x={"rangemode": "tozero", "ticksuffix": " %"}, y={"range": [len(tests) - 0.5, -0.9]})
    parts = [
        table.assign(figure=chart.say(name), unit=row["unit"], method=row["method"])
        for name, (row, table) in reversed(tables.items())
    ]
    return chart, pd.concat(parts, ignore_index=True)


def _summary(name: str, row: expected.Row, table: pd.DataFrame) -> dict[str, Any]:
    """Return how a method did: scores in percent of the naive ones; interval by drawing figures anew."""
    own, naive = table["score"].to_numpy(), table["naive_score"].to_numpy()
    drawn = np.random.default_rng(SEED).integers(0, len(own), size=(DRAWS, len(own)))
    ratios = 100 * own[drawn].sum(axis=1) / naive[drawn].sum(axis=1)
    low, high = np.quantile(ratios, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    found = {
        "figure": name,
        "label": name,
        "method": row["method"],
        "number": len(own),
        "first": int(table["year"].min()),
        "last": int(table["year"].max()),
        "percent": 100 * float(own.sum() / naive.sum()),
        "lower": float(low),
        "upper": float(high),
    }
    for level in forecasts.LEVELS:
        found[f"inside_{100 * level:.0f}"] = forecasts.inside(table, level)
        found[f"naive_inside_{100 * level:.0f}"] = forecasts.inside(table, level, "naive_")
    return found


def _told(row: expected.Row) -> dict[str, Any]:
    """Return a forecast as the page says it, and its score where it has one."""
    percent, large = row["unit"] == "percent_change", row["middle"] >= MILLION

    def said(name: str) -> str:
        return (
            fixed(row[name], 1) if percent else fixed(row[name] / MILLION, 2) if large else fixed(row[name])
        )

    def ends(level: float, name: str = "") -> str:
        return f"{said(f'{name}low_{100 * level:.0f}')} to {said(f'{name}high_{100 * level:.0f}')}"

    told = {key: row[key] for key in ("forecast", "what", "printed_by", "due", "state", "note")}
    title = data.units()["title"][row["unit"]].split(" (")[0]
    told |= {"unit": "%" if percent else f"million {title}" if large else title}
    told |= {"middle": said("middle"), "naive": said("naive_middle")}
    told |= {"low": ends(NARROW), "most": ends(WIDE), "naive_most": ends(WIDE, "naive_")}
    scored = row["state"] == "scored"
    own, naive = expected.scores(row) if scored else (None, None)
    return told | {"outcome": said("outcome") if scored else "", "score": own, "naive_score": naive}
