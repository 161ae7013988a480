"""The marks that every figure of the book is made of: line, dots, bars, whiskers, band, region, rule, label.

A `Chart` is a figure with the facts it states. Its words are templates over these facts and stand in
the chapter's `figures.yml`; its function says what is drawn, and nothing of how it looks.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from nkbook import data, figures, words
from nkbook.data import credit
from nkbook.errors import BookError
from nkbook.figures import COMPARATOR, NORTH_KOREA, rgba
from nkbook.tokens import TOKENS, outline

Colours = str | Sequence[str]
CHRONOLOGY = Path(__file__).with_name("chronology.yml")


class Facts(dict[str, Any]):
    """What a figure found, by name (`facts.low` is `facts["low"]`); empty where nothing is admitted."""

    def __init__(self, facts: Mapping[str, Any] | None = None) -> None:
        super().__init__(facts or {})
        taken = sorted(name for name in self if hasattr(dict, name))
        if taken:
            raise BookError(f"a fact cannot be called {taken[0]!r}; that is a word of the language itself")

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Chart:
    """A figure in the making.

    said: templates of title, subtitle, footer and alt, of `labels` on the drawing by name, and of
    `prose`, phrases for the text beside it. facts: what they may name. sources: keys of all sources
    drawn. Further layout as in plotly.
    """

    def __init__(
        self, name: str, said: words.Words, facts: Mapping[str, Any], sources: Iterable[str], **layout: Any
    ) -> None:
        self.name, self._said = name, said
        self.sources = sorted(set(sources))
        self.series: list[str] = []  # of the data package, set by the chapter that draws it
        self.facts = Facts(facts)
        self.data = pd.DataFrame()
        self._shaded: list[str] = []
        title, *below = (self.say(part) for part in ("title", "subtitle", "footer"))
        self.fig = figures.figure(title, *below, **layout)
        self.facts["title"] = title  # which the alternative text may repeat

    def say(self, part: str, **more: Any) -> str:
        """Return a part of the figure's words, or one of its labels, with the facts in it and more facts."""
        template = self._said.get("labels", {}).get(part) or self._said.get(part)
        if template is None:
            raise BookError(f"figure {self.name}: its words have no {part!r}")
        return words.sentence(str(template), self._known | more, f"figure {self.name}, {part}")

    @property
    def told(self) -> Facts:
        """Return what the figure found, with the phrases that its words hold for the prose beside it."""
        return Facts(self.facts | words.phrases(self._said, self._known, f"figure {self.name}"))

    @property
    def alt(self) -> str:
        """Return the figure in words, for those who cannot see it; they may repeat its title."""
        shaded = words.sentence(words.of(CHRONOLOGY)["alt"], {"spans": self._shaded}) if self._shaded else ""
        return f"{self.say('alt')} {shaded}".strip()

    @property
    def _known(self) -> dict[str, Any]:
        return {"sources": credit.line(self.sources), **self.facts}

    def add(self, **columns: Any) -> None:
        """Add rows to the table behind the figure, which readers can download."""
        self.data = pd.concat([self.data, pd.DataFrame(columns)], ignore_index=True)

    def line(
        self,
        x: Any,
        y: Any,
        name: str | None = None,
        *,
        colour: str = NORTH_KOREA,
        width: float | None = 2,
        dash: str | None = None,
        marker: float | Mapping[str, Any] | None = None,
        error: Mapping[str, Any] | None = None,
        **trace: Any,
    ) -> None:
        """Draw a line. marker: size of a dot at each point, in pixels, or its look. error: see `whisker`."""
        look: dict[str, Any] = {"line": {"color": colour, "width": width, "dash": dash}, "mode": "lines"}
        if marker is not None:
            dot = marker if isinstance(marker, Mapping) else {"size": marker, "color": colour}
            look |= {"marker": dot, "mode": "lines+markers"}
        self.fig.add_scatter(x=x, y=y, name=name, error_y=error, **(look | trace))

    def dots(
        self,
        x: Any,
        y: Any,
        name: str | None = None,
        *,
        colour: Colours = NORTH_KOREA,
        size: float = 9,
        symbol: str | Sequence[str] | None = None,
        **trace: Any,
    ) -> None:
        """Draw a dot at each point. colour: one, or one for each dot."""
        marker = {"color": colour, "size": size, "symbol": symbol}
        self.fig.add_scatter(x=x, y=y, name=name, **({"mode": "markers", "marker": marker} | trace))

    def bars(
        self, x: Any, y: Any, name: str | None = None, *, colour: Colours = NORTH_KOREA, **trace: Any
    ) -> None:
        """Draw bars; `orientation="h"` lays them down."""
        self.fig.add_bar(x=x, y=y, name=name, **({"marker_color": colour} | trace))

    def whiskers(
        self, table: pd.DataFrame, name: str, value: str, colours: Iterable[str], **trace: Any
    ) -> None:
        """Draw one dot with its interval (columns lower and upper) per row, the first row on top."""
        rows = list(zip(table.to_dict("records"), colours, strict=True))
        for row, colour in reversed(rows):
            if pd.notna(row["lower"]) and pd.notna(row["upper"]):
                ends, at = [row["lower"], row["upper"]], [row[name]] * 2
                self.line(ends, at, colour=colour, hoverinfo="skip", **trace)
            self.dots([row[value]], [row[name]], str(row[name]), colour=colour, **trace)

    def band(self, x: Iterable[Any], low: Iterable[float], high: Iterable[float], **look: Any) -> None:
        """Draw an interval along a line as a band."""
        figures.band(self.fig, x, low, high, **({"colour": NORTH_KOREA} | look))

    def region(
        self, *, x: tuple[Any, Any] | None = None, y: tuple[Any, Any] | None = None, colour: str
    ) -> None:
        """Shade what lies between two values of one axis, behind all else."""
        look = {"fillcolor": colour, "line_width": 0, "layer": "below"}
        if x is not None:
            self.fig.add_vrect(x0=x[0], x1=x[1], **look)
        if y is not None:
            self.fig.add_hrect(y0=y[0], y1=y[1], **look)

    def chronology(self) -> None:
        """Shade behind a time axis what shook the economy from outside (chronology.yml), where it covers it.

        Call it last: the axis covers what is drawn by then, or the range it is given. Where it counts
        years, a point stands for the whole year, so that a day lies up to half a year before its place.
        """
        events = data.events("economy")
        over = "y domain" if "xaxis2" in self.fig.layout else "paper"  # one panel, or all of them
        for span in words.of(CHRONOLOGY)["spans"]:
            ends = [events[events["event"].str.startswith(span[end])].iloc[0] for end in ("from", "to")]
            at = self._visible([pd.Timestamp(end["date"]) for end in ends])
            if at is None:
                continue
            grey = {"fillcolor": rgba(COMPARATOR, 0.16), "line_width": 0, "layer": "below"}
            self.fig.add_shape(x0=at[0], x1=at[1], y0=0, y1=1, yref=over, **grey)
            place = {"xanchor": span["side"], "xshift": 0, "yref": over, "yanchor": "bottom"}
            x = at[0] if span["side"] == "left" else at[1]
            self.label(x, 1, span["words"], COMPARATOR, font={"size": 11, "color": COMPARATOR}, **place)
            start, end = (row["date"][:4] for row in ends)
            self._shaded.append(words.sentence(span["said"], {"start": start, "end": end}))
            self.sources = sorted({*self.sources, *(row["source"] for row in ends)})
        figures.foot(self.fig, self.say("footer"))

    def _visible(self, ends: list[pd.Timestamp]) -> tuple[Any, Any] | None:
        """Return the part of a span that the time axis covers, in its values; None where there is none."""
        traces = [trace for trace in self.fig.data if trace.x is not None and trace.xaxis in (None, "x")]
        drawn = pd.Series([x for trace in traces for x in trace.x])
        covered = pd.Series(self.fig.layout.xaxis.range or [drawn.min(), drawn.max()])
        if pd.api.types.is_numeric_dtype(covered):
            span: list[Any] = [end.year + (end.day_of_year - 1) / 365 - 0.5 for end in ends]
        else:
            covered, span = pd.to_datetime(covered), ends
        start, stop = max(span[0], covered.min()), min(span[1], covered.max())
        return (start, stop) if start < stop else None

    def rule(
        self,
        *,
        x: Any = None,
        y: Any = None,
        words: str = "",
        place: str = "top left",
        colour: str = COMPARATOR,
        width: float | None = 1,
        dash: str | None = "dot",
        **look: Any,
    ) -> None:
        """Draw a thin line across: a bound of the criterion, or a dated event, with a word at its end."""
        draw, at = (self.fig.add_hline, {"y": y}) if x is None else (self.fig.add_vline, {"x": x})
        if words:
            look = {
                "annotation_text": words,
                "annotation_font": {"size": 11, "color": COMPARATOR},
                "annotation_position": place,
            } | look
        draw(**at, line={"color": colour, "width": width, "dash": dash}, **look)

    def label(self, x: Any, y: Any, text: str, colour: str = NORTH_KOREA, **place: Any) -> None:
        """Name a line or a point directly, in its own colour, instead of in a legend."""
        figures.label(self.fig, x, y, text, colour, **place)

    def glyph(self, x: Any, y: Any, verdict: str, size: float = 14) -> None:
        """Draw the glyph of a verdict at a point, `size` pixels wide, in its own hue."""
        token = TOKENS[verdict]
        self.fig.add_shape(
            type="path",
            path=outline(token, size),
            xanchor=x,
            yanchor=y,
            xsizemode="pixel",
            ysizemode="pixel",
            fillcolor=token.colour,
            line_width=0,
        )

    def axes(self, *, x: Mapping[str, Any] | None = None, y: Mapping[str, Any] | None = None) -> None:
        """Set what the axes show: range, ticksuffix, rangemode and the like, as in plotly."""
        self.fig.update_xaxes(x or {})
        self.fig.update_yaxes(y or {})


def whisker(
    middle: pd.Series,
    low: pd.Series,
    high: pd.Series,
    colour: str,
    thickness: float | None = None,
    width: float | None = 0,
) -> dict[str, Any]:
    """Return the intervals round points as plotly's error bars. width: of the ends, in pixels."""
    return {
        "type": "data",
        "symmetric": False,
        "color": colour,
        "thickness": thickness,
        "width": width,
        "array": (high.astype(float) - middle).tolist(),
        "arrayminus": (middle - low.astype(float)).tolist(),
    }
