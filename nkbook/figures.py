"""One way to draw: a slim template, a few colours that mean the same in every chapter, `show`."""

import base64
import json
import re
import textwrap
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
from IPython.display import display

from nkbook import phone
from nkbook.errors import BookError

PLOTLY = "application/vnd.plotly.v1+json"
DIGITS = 6
THIN = "\u202f"  # never ends a line, unlike the thin space

# Okabe and Ito's palette: told apart by readers who see few colours, on light and dark ground.
NORTH_KOREA = "#d55e00"
COMPARATOR = "#8a8a8a"
SECOND = "#0072b2"
THIRD = "#009e73"
FOURTH = "#cc79a7"
ACCENT = "#b8860b"
FAINT = "rgba(128,128,128,.25)"
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WIDTH = 78
_NARROW = 17

LAYOUT: dict[str, Any] = {
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "font": {"family": "system-ui, 'Noto Sans', 'Nanum Gothic', sans-serif", "size": 13, "color": "#333"},
    "colorway": [NORTH_KOREA, SECOND, THIRD, FOURTH, ACCENT, COMPARATOR],
    "height": 440,
    "margin": {"l": 56, "r": 24, "t": 84, "b": 84},
    "showlegend": False,
    "hovermode": "closest",
    "xaxis": {"showgrid": False, "gridcolor": FAINT, "zerolinecolor": FAINT, "automargin": True},
    "yaxis": {"gridcolor": FAINT, "zerolinecolor": FAINT, "automargin": True},
}
CONFIG = {"displaylogo": False, "responsive": True}


def figure(title: str, subtitle: str, footer: str, **layout: Any) -> go.Figure:
    """Return an empty figure in the style of the book.

    title: the finding, a sentence built from computed values. subtitle: what is measured, unit,
    sample. footer: source keys and the weakness of the sample. Further layout as in plotly.
    """
    fig = go.Figure(layout={"template": "none"})
    fig.update_layout(**LAYOUT)
    fig.update_layout(
        title={
            "text": _wrap(title, 70),
            "subtitle": {"text": _wrap(subtitle), "font": {"size": 12}},
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "font": {"size": 17},
        }
    )
    fig.add_annotation(
        name="footer",
        text=_wrap(footer, 100),
        showarrow=False,
        align="left",
        x=0,
        xref="paper",
        xanchor="left",
        y=0,
        yref="paper",
        yanchor="top",
        yshift=-44,
        font={"size": 11, "color": COMPARATOR},
    )
    fig.update_layout(**layout)
    return fig


def foot(fig: go.Figure, footer: str) -> None:
    """Put another footer below a figure, when more has been drawn."""
    fig.update_annotations(selector={"name": "footer"}, text=_wrap(footer, 100))


def band(
    fig: go.Figure,
    x: Iterable[Any],
    lower: Iterable[float],
    upper: Iterable[float],
    colour: str,
    **place: Any,
) -> None:
    """Draw an interval as a band; `colour` is hexadecimal, `place` may hold row and col."""
    x = list(x)
    fig.add_trace(
        go.Scatter(
            x=x + x[::-1],
            y=list(upper) + list(lower)[::-1],
            fill="toself",
            hoverinfo="skip",
            fillcolor=rgba(colour, 0.18),
            line={"width": 0},
            mode="lines",
        ),
        **place,
    )


def label(fig: go.Figure, x: Any, y: Any, text: str, colour: str, **place: Any) -> None:
    """Name a line or point directly, in its own colour, instead of in a legend."""
    settings = {"showarrow": False, "xanchor": "left", "xshift": 6, "font": {"color": colour, "size": 12}}
    fig.add_annotation(x=x, y=y, text=text, **(settings | place))


def event(fig: go.Figure, x: Any, text: str, **place: Any) -> None:
    """Mark a dated event by a thin labelled line."""
    fig.add_vline(
        x=x,
        line={"color": COMPARATOR, "width": 1, "dash": "dot"},
        annotation_text=text,
        annotation_font={"size": 11, "color": COMPARATOR},
        annotation_position="top left",
        **place,
    )


def narrow(names: Iterable[str]) -> list[str]:
    """Return the names of bars or rows broken into lines, so that a phone has room for the figure."""
    return [_wrap(name, _NARROW) for name in names]


def rgba(colour: str, alpha: float) -> str:
    """Return a hexadecimal colour with transparency."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def show(fig: go.Figure, *, alt: str, **said: Any) -> None:
    """Display a figure the one way the book knows: its `bundle`, and its words for who cannot see it."""
    display({PLOTLY: bundle(fig, alt=alt, **said), "text/plain": alt}, raw=True)


def bundle(
    fig: go.Figure,
    *,
    name: str,
    alt: str,
    data: pd.DataFrame,
    sources: Iterable[str] = (),
    series: Iterable[str] = (),
) -> dict[str, Any]:
    """Return a figure as plain JSON, with its words and data, as a chapter stores it.

    name: lower-case id, unique in the book. alt: what a reader who cannot see it is told; stands
    as plain text beside the figure, so that nbval compares it too. data: the figures that are
    drawn, offered for download. sources: keys of all sources behind them. series: names of those
    that were read.

    Raises `BookError` for a malformed name, an empty alt or a figure without finding or footer.
    """
    if not _NAME.fullmatch(name):
        raise BookError(f"figure name {name!r}: use lower-case letters, digits and single hyphens")
    if len(alt) < 20:
        raise BookError(f"figure {name}: alt must tell the finding in words, got {alt!r}")
    if not fig.layout.title.text or not any(a.name == "footer" for a in fig.layout.annotations):
        raise BookError(f"figure {name}: start from nkbook.figures.figure(title, subtitle, footer)")
    stored = json.loads(pio.to_json(fig, validate=True))
    stored["layout"].pop("template", None)
    stored = rounded(stored)
    _set_percent_apart(stored["layout"])
    meta = {"name": name, "alt": alt, "data": rounded(_table(data)), "phone": phone.layout(stored)}
    read = {"sources": sorted(sources), "series": sorted(series)}
    stored["layout"]["meta"] = meta | {key: names for key, names in read.items() if names}
    return {**stored, "config": CONFIG}


def no_evidence(name: str, title: str, reason: str) -> None:
    """Hold the place of a figure for which no row is admitted, and say so."""
    fig = figure(title, reason, "No row of the data package passes the chosen parameters.", height=200)
    fig.update_layout(xaxis={"visible": False}, yaxis={"visible": False})
    fig.add_annotation(
        text="no evidence of this grade",
        showarrow=False,
        font={"size": 16},
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
    )
    show(fig, name=name, alt=f"{title}. No evidence of the chosen grades and years.", data=pd.DataFrame())


def rounded(value: Any) -> Any:
    """Return JSON content with typed arrays as lists, floats at 6 significant digits, NaN as null."""
    if isinstance(value, dict):
        return rounded(_decode(value)) if "bdata" in value else {k: rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, np.generic):
        return rounded(value.item())
    if isinstance(value, float):
        return significant(value)
    return value


def significant(value: float) -> float | int | None:
    """Round to 6 significant digits; whole numbers become integers, NaN and infinity None."""
    if not np.isfinite(value):
        return None
    short = float(f"{value:.{DIGITS}g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short


def _set_percent_apart(layout: dict[str, Any]) -> None:
    """Put a thin space before the percent sign of every axis."""
    for name, axis in layout.items():
        if re.fullmatch(r"[xy]axis\d*", name) and axis.get("ticksuffix", "").strip() == "%":
            axis["ticksuffix"] = f"{THIN}%"


def _decode(array: dict[str, Any]) -> list[Any]:
    flat = np.frombuffer(base64.b64decode(array["bdata"]), dtype=array["dtype"])
    shape = [int(n) for n in str(array.get("shape", flat.size)).split(",")]
    decoded: list[Any] = flat.reshape(shape).tolist()
    return decoded


def _table(data: pd.DataFrame) -> dict[str, Any]:
    plain = data.reset_index(drop=True)
    content = json.loads(plain.to_json(orient="split", date_format="iso", double_precision=15))
    return {"columns": content["columns"], "rows": content["data"]}


def _wrap(text: str, width: int = _WIDTH) -> str:
    return "<br>".join(textwrap.wrap(text, width))
