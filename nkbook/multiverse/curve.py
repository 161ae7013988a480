"""What the analyses of a claim find: one row for each reading, each dot one analysis."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from nkbook import figures
from nkbook.claims import registry
from nkbook.claims.phrases import unit_title
from nkbook.claims.registry import Claim, Region
from nkbook.multiverse import results, words
from nkbook.multiverse.results import Result

ROW, HEAD, FEET = 116, 116, 84  # pixels of a row, and of what stands above and below all rows
NAME, TICKS = 0.28, 0.24  # of a row, for the name above and the numbers below
MUCH = 1.5  # times the range of the rest, from which on the longest intervals are cut off
MARKS = {"supports": "supported", "abstains": "undetermined", "contradicts": "contradicted"}
SAYS = {"supports": "supports", "abstains": "does not decide", "contradicts": "contradicts"}


def curve(claim: str) -> go.Figure:
    """Return the figure of a claim's analyses from its stored result, for `figures.show`."""
    return drawn(registry.claim(claim), results.load(claim))


def table(claim: str) -> pd.DataFrame:
    """Return the distinct analyses of a claim, one per row: the data behind its figure."""
    item, result = registry.claim(claim), results.load(claim)
    return pd.concat([_rows(item, result, key) for key in item.readings], ignore_index=True)


def alt(claim: str) -> str:
    """Return the figure in words."""
    item, result = registry.claim(claim), results.load(claim)
    return words.write(
        "figure.alt",
        id=claim,
        readings=words.said(item, result)["readings"],
        no_probability=words.sentences()["no_probability"],
    )


def show(claim: str) -> None:
    """Display what the analyses of a claim say and, below it, their figure."""
    from IPython.display import display

    item, result = registry.claim(claim), results.load(claim)
    display({"text/html": words.section(item, result), "text/plain": words.plain(item, result)}, raw=True)
    figures.show(curve(claim), name=f"multiverse-{claim.lower()}", alt=alt(claim), data=table(claim))


def analyses_html(claim: str) -> str:
    """Return what other choices do to a claim, as HTML for the fold at the foot of its section."""
    return words.section(registry.claim(claim), results.load(claim))


def drawn(item: Claim, result: Result) -> go.Figure:
    """Draw a result: estimates in order, one row for each reading, over the regions of its criterion."""
    keys = [key for key in item.readings if result.points[key]["estimate"]]
    frames = {key: _frame(item, result, key) for key in keys}
    units = list(dict.fromkeys(item.criterion_of(key).unit for key in keys))
    facts = {
        "unit": " and ".join(map(unit_title, units)),
        "no_probability": words.sentences()["no_probability"],
        "cut": any(cut for *_, cut in frames.values()),
    }
    fig = figures.figure(
        words.write("figure.title", id=item.id, firm=words.firm(item, result)),
        words.write("figure.subtitle", **facts),
        words.write("figure.footer", **facts),
        height=ROW * len(keys) + HEAD + FEET,
        margin={"l": 12, "r": 24, "t": HEAD, "b": FEET},
    )
    for place, key in enumerate(keys):
        _draw_row(fig, item, result, key, place, len(keys), frames[key][:2])
    return fig


def _rows(item: Claim, result: Result, key: str) -> pd.DataFrame:
    columns = {name: values for name, values in result.points[key].items() if name != "choices"}
    taken = {
        f"choice: {name}": [words.option_name(item.choices[name].values[n]) for n in numbers]
        for name, numbers in result.points[key]["choices"].items()
    }
    return pd.DataFrame({"reading": item.readings[key].title} | columns | taken)


def _draw_row(
    fig: go.Figure, item: Claim, result: Result, key: str, place: int, count: int, frame: tuple[float, float]
) -> None:
    """Draw one reading: ground, name, intervals, dots, and a ring round the default."""
    number = "" if place == 0 else str(place + 1)
    top = 1 - place / count
    fig.update_layout(
        {
            f"xaxis{number}": {"anchor": f"y{number}", "range": list(frame), "tickfont": {"size": 11}},
            f"yaxis{number}": {
                "anchor": f"x{number}",
                "domain": [top - (1 - TICKS) / count, top - NAME / count],
                "visible": False,
                "range": [-1, len(result.points[key]["estimate"])],
            },
        }
    )
    axes = {"xaxis": f"x{number}", "yaxis": f"y{number}"}
    criterion = item.criterion_of(key)
    for side in ("supports", "contradicts"):
        _draw_region(fig, getattr(criterion, side), figures.VERDICTS[MARKS[side]][1], axes, frame)
    fig.add_annotation(
        text=item.readings[key].title,
        x=0,
        xref="paper",
        xanchor="left",
        y=1.02,
        yref=f"{axes['yaxis']} domain",
        yanchor="bottom",
        showarrow=False,
        font={"size": 12},
    )
    points = pd.DataFrame(
        {name: result.points[key][name] for name in ("estimate", "lower", "upper", "says", "default")}
    )
    for says, mark in MARKS.items():
        chosen = points[points["says"] == says]
        if len(chosen):
            _draw_dots(fig, chosen, mark, SAYS[says], axes, 7 if len(points) < 40 else 4)
    default = points[points["default"]]
    ring = {"symbol": "circle-open", "size": 15, "color": figures.ACCENT, "line": {"width": 2.5}}
    fig.add_scatter(
        x=default["estimate"].tolist(), y=default.index.tolist(), mode="markers", marker=ring, hoverinfo="skip",
        meta={"part": "default", "reading": key}, **axes,
    )  # fmt: skip


def _draw_region(
    fig: go.Figure, region: Region, colour: str, axes: dict[str, str], frame: tuple[float, float]
) -> None:
    low = frame[0] if region.at_least is None else region.at_least
    high = frame[1] if region.at_most is None else region.at_most
    fig.add_shape(
        type="rect", x0=low, x1=high, y0=0, y1=1, xref=axes["xaxis"], yref=f"{axes['yaxis']} domain",
        fillcolor=figures.rgba(colour, 0.13), line={"width": 0}, layer="below",
    )  # fmt: skip


def _draw_dots(
    fig: go.Figure, chosen: pd.DataFrame, mark: str, name: str, axes: dict[str, str], size: int
) -> None:
    symbol, colour = figures.VERDICTS[mark]
    low, high = (chosen[end].astype(float).fillna(chosen["estimate"]) for end in ("lower", "upper"))
    ends: dict[str, list[Any]] = {
        "x": [value for pair in zip(low, high, strict=True) for value in (*pair, None)],
        "y": [value for rank in chosen.index for value in (rank, rank, None)],
    }
    fig.add_scatter(
        **ends, mode="lines", line={"color": colour, "width": 1.2}, opacity=0.5, hoverinfo="skip",
        meta={"part": "interval"}, **axes,
    )  # fmt: skip
    fig.add_scatter(
        x=chosen["estimate"].tolist(), y=chosen.index.tolist(), mode="markers", name=name,
        marker={"symbol": symbol, "color": colour, "size": size},
        hovertemplate="%{x}<extra>" + name + "</extra>", meta={"part": "estimate", "says": name}, **axes,
    )  # fmt: skip


def _frame(item: Claim, result: Result, key: str) -> tuple[float, float, bool]:
    """Return the range of a row, alike for all rows of one unit, and whether intervals are cut off by it.

    Estimates, edges of the regions and nine in ten ends of intervals always lie inside.
    """
    unit = item.criterion_of(key).unit
    alike = [k for k in item.readings if item.criterion_of(k).unit == unit]
    columns = ("estimate", "lower", "upper")
    points = pd.concat([pd.DataFrame({c: result.points[k][c] for c in columns}) for k in alike]).astype(float)
    low, high = (points[end].fillna(points["estimate"]) for end in ("lower", "upper"))
    criteria = [item.criterion_of(k) for k in alike]
    edges = [
        edge
        for criterion in criteria
        for region in (criterion.supports, criterion.contradicts)
        for edge in (region.at_least, region.at_most)
        if edge is not None
    ]
    least = min(points["estimate"].min(), low.quantile(0.05), *edges)
    most = max(points["estimate"].max(), high.quantile(0.95), *edges)
    cut = bool(high.max() - low.min() > MUCH * (most - least))
    if not cut:
        least, most = min(least, low.min()), max(most, high.max())
    return float(least - 0.05 * (most - least)), float(most + 0.05 * (most - least)), cut
