"""A figure with what belongs to it, and what stands in its place when nothing is admitted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from IPython.display import display

from nkbook import data
from nkbook.errors import NoEvidence
from nkbook.figures import no_evidence, show


@dataclass(frozen=True)
class Drawing:
    """A figure, what it says in words, the figures drawn, and facts for the prose beside it."""

    fig: go.Figure
    alt: str
    data: pd.DataFrame
    facts: dict[str, Any] = field(default_factory=dict)


def draw(name: str, build: Callable[[Any], Drawing], p: Any) -> dict[str, Any]:
    """Show a figure, or hold its place; return its facts, none where nothing is admitted."""
    try:
        found = build(p)
    except NoEvidence as reason:
        no_evidence(name, name.partition("-")[2].replace("-", " ").capitalize(), str(reason).capitalize())
        return {}
    show(found.fig, name=name, alt=found.alt, data=found.data)
    return found.facts


def show_table(table: pd.DataFrame) -> None:
    """Display a table whose cells wrap, as HTML and as plain text."""
    html = table.to_html(index=False, border=0, justify="left")
    display({"text/html": html, "text/plain": table.to_string(index=False)}, raw=True)


def wanted(theme: str) -> None:
    """Display what was sought for a chapter and not found, with the nearest figure there is."""
    table = data.read("wanted")
    table = table[table["theme"] == theme][["wanted", "why", "nearest"]]
    show_table(table.rename(columns={"wanted": "Wanted", "why": "Why", "nearest": "Nearest there is"}))
