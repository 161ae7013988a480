"""What the figures of the chapter on the economy share: choices, admitted rows, words, whiskers."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from nkbook import data
from nkbook.claims import Assessment, assess, evaluate
from nkbook.claims import claim as find_claim
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.figures import COMPARATOR
from nkbook.methods import surveys
from nkbook.parameters import Economy

CITIES = ("pyongyang", "sinuiju", "hyesan")
OPTIONS = {
    "E1": ("output_source",),
    "E2": ("cohort_size",),
    "E3": ("market_measure", "cohort_size"),
    "E4": ("crop", "weather_control", "window"),
    "E5": ("crop", "weather_control", "window"),
    "E6": ("cohort_size",),
}


def choices(p: Economy, claim: str) -> dict[str, Any]:
    """Return the parameters of the chapter as choices of one claim."""
    shared = {"grades": p.grades, **p.claim_years}
    own = {name: getattr(p, name) for name in OPTIONS[claim]}
    return {**shared, "confidence": p.confidence, **own}


def assessed(p: Economy, claim: str) -> Assessment:
    """Return the verdict of a claim under the parameters of the chapter."""
    return assess(claim, **choices(p, claim) | p.choices.get(claim, {}))


def evidence_of(p: Economy, claim: str, reading: str) -> Evidence:
    return Evidence(find_claim(claim).readings[reading], p.grades, p.start_year, p.end_year)


def admitted(p: Economy, *series: str, country: str | list[str] = "PRK") -> pd.DataFrame:
    rows = data.load(series, grades=p.grades, country=country, start=p.start_year, end=p.end_year)
    if rows.empty:
        raise NoEvidence("no evidence of this grade")
    rows.attrs = {}
    return rows


def sources_of(p: Economy, claim: str) -> list[str]:
    found: set[str] = set()
    for reading in find_claim(claim).readings:
        found |= set(evaluate(claim, reading=reading, **choices(p, claim)).sources)
    return sorted(found)


def footer(evidence: Evidence, weakness: str) -> str:
    found = {row["source"] for row in evidence.seen.values()}
    return footer_of(found, weakness)


def footer_of(sources: Any, weakness: str) -> str:
    keys = sorted(set(sources))
    more = f" and {len(keys) - 6} more" if len(keys) > 6 else ""
    return f"Sources: {', '.join(keys[:6])}{more}. Weakness: {weakness}."


def level_words(p: Economy) -> str:
    return f"{100 * p.confidence:g} % interval"


def left_words(row: pd.Series) -> str:
    start, end = str(row["period_start"]), str(row["period_end"])
    if not start and end:
        return "before 2000" if end == "2000" else "up to 2011" if end == "2011" else "all periods"
    if start and end:
        return "from 2012" if end == "2022" else f"{start[:4]}-{end[:4]}" if start != end else start
    return str(row["year"])


def middle_year(row: pd.Series) -> float:
    start, end = str(row["period_start"]), str(row["period_end"])
    if start and end:
        return (int(start[:4]) + min(int(end[:4]), 2020)) / 2
    return float(int(end) - 1 if end == "2000" else int(end) - 5 if end else row["year"])


def interval_of(row: pd.Series, confidence: float) -> tuple[float | None, float | None]:
    n = whole(row["n"])
    return surveys.exact_percent(row["value"], n, confidence) if n else (None, None)


def whole(n: Any) -> int | None:
    return None if pd.isna(n) else int(n)


def error_bars(
    middle: pd.Series, low: pd.Series, high: pd.Series, colour: str, width: float
) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "color": colour,
        "thickness": width,
        "width": 0,
        "array": (high.astype(float) - middle).tolist(),
        "arrayminus": (middle - low.astype(float)).tolist(),
    }


def whiskers(
    fig: go.Figure, names: pd.Series, middle: pd.Series, low: pd.Series, high: pd.Series, colours: list[str]
) -> None:
    """Draw one dot with whiskers per row, names on the vertical axis."""
    for name, at, below, above, colour in zip(names, middle, low, high, colours, strict=True):
        if pd.notna(below) and pd.notna(above):
            fig.add_scatter(
                x=[below, above],
                y=[name] * 2,
                mode="lines",
                line={"color": colour, "width": 2},
                hoverinfo="skip",
            )
        fig.add_scatter(x=[at], y=[name], mode="markers", marker={"color": colour, "size": 9}, name=str(name))


def threshold_line(fig: go.Figure, y: float, words: str) -> None:
    fig.add_hline(
        y=y,
        line={"color": COMPARATOR, "width": 1, "dash": "dot"},
        annotation_text=words,
        annotation_font={"size": 11, "color": COMPARATOR},
        annotation_position="bottom right",
    )


def moments(p: Economy, dates: tuple[str, ...], words: tuple[str, ...]) -> list[tuple[Any, str]]:
    """Return events of the events table that lie in the admitted years, with short names."""
    known = set(data.events("economy")["date"])
    pairs = [(d, w) for d, w in zip(dates, words, strict=True) if d in known]
    return [(int(d) if len(d) == 4 else d, w) for d, w in pairs if p.start_year <= int(d[:4]) <= p.end_year]


def range_words(row: Any) -> str:
    low, high, value = row["lower"], row["upper"], row["value"]
    if value is None or pd.isna(value):
        return f"{low:.1f} to {high:.1f} %"
    return f"{value:g} %"


def change_words(values: pd.Series) -> str:
    first, last = values.iloc[0], values.iloc[-1]
    return f"{first:g} to {last:g}" if len(values) > 1 else f"{first:g}"


def way(change: float) -> str:
    return "fell" if change < 0 else "rose"


def count_words(flags: pd.Series) -> str:
    return f"All {len(flags)}" if flags.all() else f"{int(flags.sum())} of {len(flags)}"


def broken(text: str) -> str:
    return text.replace(", ", ",<br>").replace(" (", "<br>(")


def enumerated(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def city_prices(p: Economy, good: str) -> pd.DataFrame:
    """Return monthly prices, one column per city; old won before the redenomination are left out."""
    rows = admitted(p, *(f"{good}_{city}" for city in CITIES))
    table = rows.assign(
        city=rows["series"].str.rpartition("_")[2], month=pd.PeriodIndex(rows["date"], freq="M")
    )
    wide = table.pivot(index="month", columns="city", values="value")
    wide = wide[wide.index >= pd.Period("2010-01", "M")]
    if wide.empty or set(CITIES) - set(wide.columns):
        raise NoEvidence("no prices of all cities")
    return wide
