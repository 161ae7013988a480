"""The strip below a claim's heading: one axis, two regions, every reading as a dot with its interval.

All places are percents of the width, rounded to one decimal, so that a strip fits any screen without a
script while its text keeps its size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf, isfinite, log10
from typing import NamedTuple

from nkbook import data
from nkbook.claims import phrases
from nkbook.claims.evaluation import Finding
from nkbook.claims.registry import Criterion, Part, Reading, Region, StandIn
from nkbook.claims.rule import SIDES
from nkbook.tokens import HOLLOW, TOKENS, Token
from nkbook.words import number

NARROW, LETTER = 300, 7.2  # pixels: width of a strip on a phone, and of a digit on its axis
ROOM, MARGIN = 0.2, 0.05  # shares of the core's length kept free beyond each edge, and beyond all else
MOST = 2.5  # lengths of the core (edges and estimates) beyond it, from which on an interval is cut
TICKS = 4  # about so many round numbers on an axis


class Zone(NamedTuple):
    """A shaded region: side, left end and width in percent."""

    side: str
    x: float
    width: float


class Label(NamedTuple):
    """A number below the axis: its place in percent, line, whether an edge, and what of it stands there.

    anchor: "middle", or "start" or "end" where the middle would push it over an end of the strip.
    """

    x: float
    text: str
    line: int
    edge: bool
    anchor: str

    @property
    def span(self) -> tuple[float, float]:
        """Return where its text begins and ends on a phone, in percent of the strip."""
        width = 2 * _half(self.text)
        left = self.x - {"start": 0, "middle": width / 2, "end": width}[self.anchor]
        return left, left + width


@dataclass(frozen=True)
class Axis:
    """A scale from low to high in the unit of a criterion."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Return where a value lies, in percent of the width; what lies beyond is put at the end."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(100 * share, 1)

    def holds(self, value: float) -> bool:
        """Tell whether a value lies on the axis."""
        return self.low <= value <= self.high


class Row(NamedTuple):
    """One reading of a strip.

    own: whether its regions are others than those of its part. dot, whisker, bar: places of estimate,
    interval and bounds for residents (rung 1). open: whether the interval goes on beyond the axis on the
    left and on the right.
    """

    title: str
    number: str
    interval: str
    note: str
    token: Token
    zones: tuple[Zone, ...]
    own: bool
    edges: tuple[float, ...]
    dot: float | None
    whisker: tuple[float, float] | None
    open: tuple[bool, bool]
    bar: tuple[float, float] | None


def rows(part: Part, found: Sequence[Finding], axis: Axis) -> list[Row]:
    """Return a row for each finding with evidence; a stand-in has regions of its own."""
    return [_row(part.readings[f.reading], part, f, axis) for f in found]


def axis(regions: Iterable[Region], found: Iterable[Finding], unit: str) -> Axis:
    """Return an axis that holds all edges and estimates.

    Intervals and bounds for residents are shown whole unless they go beyond all these by more than MOST
    times their length. The axis leaves room for the regions beyond the outermost edges, but ends where
    the unit ends if no edge lies there.
    """
    edges, found = edges_of(regions), list(found)
    core = [*edges, *(f.estimate for f in found if f.estimate is not None)]
    least, most = min(core), max(core)
    length = (most - least) or abs(most) or 1.0
    spans = [*map(phrases.ends, found), *(f.residents.bounds[1] for f in found if f.residents)]
    tails = [end for span in spans for end in span or () if isfinite(end)]
    low = max(min([least, *tails]), least - MOST * length)
    high = min(max([most, *tails]), most + MOST * length)
    low = min(low - MARGIN * length, min(edges) - ROOM * length)
    high = max(high + MARGIN * length, max(edges) + ROOM * length)
    limits = data.units().loc[unit, ["minimum", "maximum"]]
    first, last = (float(v) if str(v) else i for v, i in zip(limits, (-inf, inf), strict=True))
    low = low if first in edges else max(low, min(first, least))
    return Axis(low, high if last in edges else min(high, max(last, most)))


def edges_of(regions: Iterable[Region]) -> list[float]:
    """Return the edges of regions in order, each once."""
    both = {edge for r in regions for edge in (r.at_least, r.at_most) if edge is not None}
    return sorted(both)


def labels(axis: Axis, edges: Sequence[float]) -> list[Label]:
    """Return the numbers below an axis: all edges, and round numbers where these leave room."""
    placed: list[Label] = []
    for value, edge in [*((e, True) for e in edges), *((t, False) for t in _round_numbers(axis))]:
        text, x = number(value), axis.at(value)
        half = _half(text)
        anchor = "start" if x < half else "end" if x > 100 - half else "middle"
        made = [Label(x, text, line, edge, anchor) for line in ((0, 1) if edge else (0,))]
        free = [one for one in made if not any(one.line == o.line and _meet(one, o) for o in placed)]
        if free and x not in [o.x for o in placed]:
            placed.append(free[0])
    return placed


def _meet(one: Label, other: Label) -> bool:
    """Return whether the texts of two labels lie over one another on a phone."""
    return one.span[0] < other.span[1] and other.span[0] < one.span[1]


def _half(text: str) -> float:
    """Return half the width of a number on a phone, in percent of the strip."""
    return 50 * (len(text) + 1) * LETTER / NARROW


def _round_numbers(axis: Axis) -> list[float]:
    """Return round numbers on an axis, in steps of 1, 2 or 5 times a power of ten."""
    rough = (axis.high - axis.low) / TICKS
    power = 10 ** floor(log10(rough))
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= rough)
    return [step * n for n in range(ceil(axis.low / step), floor(axis.high / step) + 1)]


def _row(reading: Reading, part: Part, found: Finding, axis: Axis) -> Row:
    regions = reading.stands_in or part.criterion
    ends = phrases.ends(found) if phrases.interval(found) else None
    bar = found.residents.bounds[1] if found.residents else None
    carries = bool(found.stance and found.stance.carries)
    return Row(
        title=reading.title,
        number="" if found.estimate is None else phrases.brief(found.estimate, found.unit),
        interval=phrases.interval(found),
        note=found.open,
        token=TOKENS[str(found.verdict)] if carries else HOLLOW,
        zones=zones(regions, axis),
        own=regions_of(regions) != regions_of(part.criterion),
        edges=tuple(axis.at(edge) for edge in edges_of(regions_of(regions))),
        dot=None if found.estimate is None else axis.at(found.estimate),
        whisker=(axis.at(ends[0]), axis.at(ends[1])) if ends else None,
        open=(not axis.holds(ends[0]), not axis.holds(ends[1])) if ends else (False, False),
        bar=(axis.at(bar[0]), axis.at(bar[1])) if bar else None,
    )


def regions_of(criterion: Criterion | StandIn) -> tuple[Region, Region]:
    """Return the regions in which a finding supports and contradicts."""
    return criterion.supports, criterion.contradicts


def zones(criterion: Criterion | StandIn, axis: Axis) -> tuple[Zone, ...]:
    """Return the two regions of a criterion as shaded parts of an axis."""
    return tuple(_zone(side, getattr(criterion, side), axis) for side in SIDES)


def _zone(side: str, found: Region, axis: Axis) -> Zone:
    left = 0.0 if found.at_least is None else axis.at(found.at_least)
    right = 100.0 if found.at_most is None else axis.at(found.at_most)
    return Zone(side, left, round(right - left, 1))
