"""Draws the essay's argument as a bridge: a span for each step, and a gap where nobody has measured.

The outlines are in percent of a span and know nothing of the page, which lays the spans side by side,
or one below the other on a phone, and stretches them.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from nkbook.claims.rule import Verdict

UNMEASURED = {Verdict.MAP.slug, Verdict.NOT_TESTABLE.slug}
THICK = 12  # of the deck, across
DECK, TOWER, SAG = 80, 6, 60  # heights, downwards: the deck's top, the cable's top, its fall to the middle
ROAD = 14  # where the deck begins, across, seen from above on a phone

Shape = Sequence[tuple[float, float]]  # corners, along the span and across the deck


def _plank(start: float, end: float, across: float = 0, thick: float = THICK) -> Shape:
    return ((start, across), (end, across), (end, across + thick), (start, across + thick))


_WHOLE = [_plank(0, 100)]
_BROKEN = [((0, 0), (40, 12), (34, 22), (0, THICK)), ((100, 0), (60, 12), (66, 22), (100, THICK))]
# By verdict: what is filled and what is only outlined. The half-filled deck is the half-filled disc.
DECKS: dict[Verdict, tuple[Sequence[Shape], Sequence[Shape]]] = {
    Verdict.SUPPORTED: (_WHOLE, []),
    Verdict.WITHIN_LIMITS: ([_plank(0, 100, thick=THICK / 2)], _WHOLE),
    Verdict.IN_PART: ([_plank(0, 50)], []),
    Verdict.CONTESTED: (
        [],
        [_plank(at + 2, at + 18, 5 * (-1) ** n) for n, at in enumerate(range(0, 100, 20))],
    ),
    Verdict.UNDETERMINED: ([], [_plank(at + 4, at + 16) for at in range(0, 100, 20)]),
    Verdict.CONTRADICTED_WITHIN: ([], _BROKEN),
    Verdict.CONTRADICTED: (_BROKEN, []),
    Verdict.MAP: ([], []),
    Verdict.NOT_TESTABLE: ([], []),
}


def spans(steps: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the steps of `chain.bridge` with what draws them.

    unmeasured: whether nothing in the country was measured. gap: how many spans the gap is long that begins
    here, 0 where none begins. link: the section of the least known claim. side, above: outlines of the deck
    seen from the side and from above; those that are not filled in side_open and above_open. ropes: the cable
    over the span, what hangs from it, cut off over a gap, and a tower at either end of the bridge.
    """
    drawn = []
    for unmeasured, run in groupby(steps, key=lambda step: step["slug"] in UNMEASURED):
        members = list(run)
        for place, step in enumerate(members):
            left, right = ((step["place"] - 1 + end) / len(steps) for end in (0, 1))
            filled, opened = DECKS[Verdict(step["verdict"])]
            first = step["claims"][0]
            drawn.append(
                step
                | {
                    "unmeasured": unmeasured,
                    "gap": len(members) if unmeasured and not place else 0,
                    "link": f"chapters/{first['theme']}.html#{first['id']}",
                    "side": [_path((x, DECK + y) for x, y in shape) for shape in filled],
                    "side_open": [_path((x, DECK + y) for x, y in shape) for shape in opened],
                    "above": [_path((ROAD + y, x) for x, y in shape) for shape in filled],
                    "above_open": [_path((ROAD + y, x) for x, y in shape) for shape in opened],
                    "ropes": _cable(left, right)
                    + _hangers(left, right, cut=unmeasured)
                    + _tower(left, right),
                }
            )
    return drawn


def _path(corners: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in corners) + "Z"


def _height(at: float) -> float:
    """Return how far down the cable hangs; at: 0 at the first tower, 1 at the last."""
    return TOWER + SAG * 4 * at * (1 - at)


def _cable(left: float, right: float) -> str:
    """Return the piece of a parabola between two places, which is a quadratic curve exactly."""
    ends = _height(left), _height(right)
    slope = SAG * 4 * (1 - 2 * left) * (right - left)
    return f"M0,{ends[0]:.4g}Q50,{ends[0] + slope / 2:.4g} 100,{ends[1]:.4g}"


def _tower(left: float, right: float) -> str:
    return ("M0,0V100" if left == 0 else "") + ("M100,0V100" if right == 1 else "")


def _hangers(left: float, right: float, *, cut: bool) -> str:
    lines = []
    for part in (0.25, 0.75):
        top = _height(left + part * (right - left))
        end = top + 0.4 * (DECK - top) if cut else DECK
        lines.append(f"M{100 * part:g},{top:.4g}V{end:.4g}")
    return "".join(lines)
