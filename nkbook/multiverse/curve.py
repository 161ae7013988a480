"""The specification curve: every universe as a point, its choices below, readable on a phone."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from nkbook import figures
from nkbook.claims import registry
from nkbook.claims.phrases import unit_title
from nkbook.claims.registry import Claim, Region, Value
from nkbook.multiverse import results, words
from nkbook.multiverse.results import Result
from nkbook.words import number

OTHER = "other question"
PALE = "#b4b4b4"
CURVE, ROW = 250, 32  # pixels: height of the curve, and of each option below it
MUCH = 1.5  # times the range of the rest, from which on the longest intervals are cut off
LABEL = 38  # characters of an option that fit on a phone
LEGEND = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "font": {"size": 12}}
Row = tuple[str, int, str]


def curve(claim: str) -> go.Figure:
    """Return the specification curve of a claim from its stored result, for `figures.show`."""
    return drawn(registry.claim(claim), results.load(claim))


def table(claim: str) -> pd.DataFrame:
    """Return the distinct universes of a claim, one per row: the data behind its curve."""
    item, result = registry.claim(claim), results.load(claim)
    columns = {k: v for k, v in result.universes.items() if k != "choices"}
    taken = {
        f"choice: {name}": [words.option_name(item, name, item.choices[name].values[n]) for n in numbers]
        for name, numbers in result.universes["choices"].items()
    }
    return pd.DataFrame(columns | taken)


def alt(claim: str) -> str:
    """Return the curve in words; what flips the verdict stands above it."""
    found = results.load(claim).robustness
    return (
        f"Specification curve of {claim}: {found.distinct} distinct universes in order of their estimates. "
        f"Verdicts over equivalent choices: {words.verdict_shares(found, 'E')}. {words.NO_PROBABILITY}"
    )


def show(claim: str) -> None:
    """Display the summary of a claim's universes and, below it, their curve."""
    from IPython.display import display

    item, result = registry.claim(claim), results.load(claim)
    display({"text/html": words.section(item, result), "text/plain": words.plain(item, result)}, raw=True)
    figures.show(curve(claim), name=f"multiverse-{claim.lower()}", alt=alt(claim), data=table(claim))


def analyses_html(claim: str) -> str:
    """Return what other choices do to a claim, as HTML for the fold at the foot of its section."""
    return words.section(registry.claim(claim), results.load(claim))


def drawn(item: Claim, result: Result) -> go.Figure:
    """Draw a result: estimates in order above, a row of ticks for each option below.

    The x of every mark is the rank of its universe, which is all that the page's filter needs;
    `meta` of a trace says what the trace is.
    """
    points = _points(result)
    frame = _frame(item, points)
    rows = _rows(item)
    height = CURVE + ROW * len(rows)
    split = ROW * len(rows) / height
    fig = figures.figure(
        words.finding(result.robustness),
        _subtitle(result),
        _footer(result, frame),
        height=height + 110,
        hovermode="closest",
        showlegend=True,
        legend=LEGEND,
    )
    fig.update_layout(
        xaxis={
            "domain": [0, 1],
            "anchor": "y2",
            "showticklabels": False,
            "showgrid": False,
            "ticks": "",
            "zeroline": False,
            "range": [0, len(points) + 1],
        },
        yaxis={"domain": [split + 0.02, 1], "title": {"text": unit_title(result.unit)}, "range": frame},
        xaxis2={"domain": [0, 1], "anchor": "y2", "overlaying": "x", "range": [0, 1], "visible": False},
        yaxis2={"domain": [0, split], "range": [len(rows) - 0.3, -0.8], "visible": False},
    )
    _draw_criterion(fig, item)
    for name, (symbol, colour), chosen in _groups(points):
        _draw_verdict(fig, name, symbol, colour, chosen)
    _draw_default(fig, points)
    _draw_choices(fig, item, rows, points)
    return fig


def _points(result: Result) -> pd.DataFrame:
    """Return the universes that have an estimate, in order of it, ranked from 1."""
    columns = {k: v for k, v in result.universes.items() if k != "choices"}
    frame = pd.DataFrame(columns | {f"choice {k}": v for k, v in result.universes["choices"].items()})
    frame = frame[frame["estimate"].notna()].reset_index(drop=True)
    return frame.assign(rank=range(1, len(frame) + 1))


def _frame(item: Claim, points: pd.DataFrame) -> list[float] | None:
    """Return where the curve is cut off if a few intervals would else press all others flat; None if not.

    Estimates, bounds of the criterion and nine in ten ends of intervals always lie inside.
    """
    if points.empty:
        return None
    low, high = (points[end].fillna(points["estimate"]) for end in ("lower", "upper"))
    bounds = [b for r in (item.criterion.supports, item.criterion.contradicts) for b, _ in _bounds(r)]
    least = min(points["estimate"].min(), low.quantile(0.05), *bounds)
    most = max(points["estimate"].max(), high.quantile(0.95), *bounds)
    if high.max() - low.min() <= MUCH * (most - least):
        return None
    return [float(least - 0.05 * (most - least)), float(most + 0.05 * (most - least))]


def _rows(item: Claim) -> list[Row]:
    """Return a row for each option, choices one below the other: choice, number of the option, label."""
    return [
        (name, number, _label(item, name, option.value, first=number == 0))
        for name, choice in item.choices.items()
        for number, option in enumerate(choice.options)
    ]


def _label(item: Claim, name: str, value: Value, *, first: bool) -> str:
    head = f"{words.choice_name(name)} ({item.choices[name].type}): " if first else ""
    text = words.option_name(item, name, value)
    room = LABEL - len(head)
    text = text if len(text) <= room else text[: max(8, room - 1)].rstrip() + "…"
    return f"<b>{head}</b>{text}" if head else text


def _groups(points: pd.DataFrame) -> Iterable[tuple[str, tuple[str, str], pd.DataFrame]]:
    own = points[points["kind"] != "N"]
    for verdict, mark in figures.VERDICTS.items():
        chosen = own[own["verdict"] == verdict]
        if len(chosen):
            yield verdict, mark, chosen
    other = points[points["kind"] == "N"]
    if len(other):
        yield OTHER, ("circle-open", PALE), other


def _draw_verdict(fig: go.Figure, name: str, symbol: str, colour: str, chosen: pd.DataFrame) -> None:
    low, high = (chosen[end].fillna(chosen["estimate"]) for end in ("lower", "upper"))
    fig.add_scatter(
        x=_gapped(chosen["rank"], chosen["rank"]),
        y=_gapped(low, high),
        mode="lines",
        hoverinfo="skip",
        line={"color": colour, "width": 1.5},
        opacity=0.55,
        showlegend=False,
        legendgroup=name,
        meta={"part": "interval", "verdict": name},
    )
    fig.add_scatter(
        x=chosen["rank"].tolist(),
        y=chosen["estimate"].tolist(),
        mode="markers",
        legendgroup=name,
        name=f"{name} ({len(chosen)})",
        marker={"symbol": symbol, "color": colour, "size": 9 if len(chosen) < 60 else 6},
        hovertemplate="%{y}<extra>" + name + "</extra>",
        meta={"part": "estimate", "verdict": name},
    )


def _draw_default(fig: go.Figure, points: pd.DataFrame) -> None:
    default = points[points["default"]]
    if len(default):
        fig.add_scatter(
            x=default["rank"].tolist(),
            y=default["estimate"].tolist(),
            mode="markers",
            name="default",
            marker={"symbol": "circle-open", "size": 16, "color": figures.ACCENT, "line": {"width": 2.5}},
            hoverinfo="skip",
            meta={"part": "default"},
        )


def _draw_criterion(fig: go.Figure, item: Claim) -> None:
    for word, region in (("supports", item.criterion.supports), ("contradicts", item.criterion.contradicts)):
        for bound, text in _bounds(region):
            fig.add_hline(y=bound, line={"color": figures.COMPARATOR, "width": 1, "dash": "dot"})
            fig.add_scatter(
                x=[0.995],
                y=[bound],
                xaxis="x2",
                mode="text",
                text=[f"{word} {text}"],
                hoverinfo="skip",
                textposition="top left" if text.startswith("from") else "bottom left",
                showlegend=False,
                textfont={"size": 11, "color": figures.COMPARATOR},
                meta={"part": "label"},
            )


def _bounds(region: Region) -> list[tuple[float, str]]:
    low = [] if region.at_least is None else [(region.at_least, f"from {number(region.at_least)}")]
    high = [] if region.at_most is None else [(region.at_most, f"up to {number(region.at_most)}")]
    return low + high


def _draw_choices(fig: go.Figure, item: Claim, rows: list[Row], points: pd.DataFrame) -> None:
    fig.add_scatter(
        x=[0] * len(rows),
        y=[at - 0.42 for at in range(len(rows))],
        xaxis="x2",
        yaxis="y2",
        mode="text",
        text=[text for _, _, text in rows],
        textposition="middle right",
        textfont={"size": 11},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
        meta={"part": "label"},
    )
    for name in item.choices:
        places = {number: at for at, (choice, number, _) in enumerate(rows) if choice == name}
        for kinds, colour in ((("E", "U"), "#4b5563"), (("N",), PALE)):
            chosen = points[points["kind"].isin(kinds)]
            if not len(chosen):
                continue
            at = chosen[f"choice {name}"].map(places)
            fig.add_scatter(
                x=_gapped(chosen["rank"], chosen["rank"]),
                y=_gapped(at - 0.2, at + 0.16),
                yaxis="y2",
                mode="lines",
                line={"color": colour, "width": _width(len(points))},
                hoverinfo="skip",
                showlegend=False,
                meta=_choice_meta(item, name, min(places.values())),
            )


def _choice_meta(item: Claim, name: str, first: int) -> dict[str, Any]:
    options = [words.option_name(item, name, value) for value in item.choices[name].values]
    # Where its rows begin tells the page which option a tick stands for.
    return {"part": "choice", "choice": words.choice_name(name), "options": options, "first": first}


def _gapped(starts: Iterable[Any], ends: Iterable[Any]) -> list[Any]:
    """Return ends of strokes with gaps between: one path for all is quick to draw."""
    return [value for start, end in zip(starts, ends, strict=True) for value in (start, end, None)]


def _width(count: int) -> float:
    return 6 if count <= 30 else 3 if count <= 100 else 1.5 if count <= 300 else 1


def _subtitle(result: Result) -> str:
    return (
        f"Estimates in {unit_title(result.unit)}. Each mark is one set of choices, with its interval; below "
        f"it, the options taken. {words.NO_PROBABILITY}"
    )


def _footer(result: Result, frame: list[float] | None) -> str:
    text = (
        f"{result.combinations:,} allowed combinations, {result.robustness.distinct:,} that differ. Other "
        "choices than these could be defended; grey universes ask another question."
    )
    if frame:
        text += " Intervals that reach beyond the frame are cut off."
    silent = result.robustness.silent
    return text + (f" {silent:,} find no evidence and are not drawn." if silent else "")
