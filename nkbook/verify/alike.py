"""Where two trees of plain values differ: words exactly, numbers at a stated tolerance."""

import math
from collections.abc import Iterator
from typing import Any

# Numbers are stored with six significant digits, of which another processor may move the last by one.
RELATIVE = 1e-5
ABSOLUTE = 1e-9  # below this a number is what arithmetic leaves over of nought
NOTHING = "nothing"
BEFORE, LONGEST = 30, 90  # characters shown before a difference, and in all

Gap = tuple[str, Any, Any]  # where, what is there in the one, what in the other


def gaps(one: Any, other: Any, place: str = "") -> Iterator[Gap]:
    """Yield every place in which two trees of plain values differ.

    Lists of different length differ as wholes; a key that is missing counts as `NOTHING`.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys([*one, *other]):
            yield from gaps(one.get(key, NOTHING), other.get(key, NOTHING), f"{place}.{key}".lstrip("."))
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from gaps(left, right, f"{place}[{number}]")
    elif not _same(one, other):
        yield place, one, other


def _same(one: Any, other: Any) -> bool:
    if _is_number(one) and _is_number(other):
        return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return bool(type(one) is type(other) and one == other)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def told(gap: Gap, was: str, now: str) -> str:
    """Return a gap in one line. was, now: words for the states in which either value was found."""
    place, one, other = gap
    cut = zip((one, other), excerpts(one, other), strict=True)
    before, after = (
        f"“{text}”" if isinstance(value, str) and value != NOTHING else text for value, text in cut
    )
    return f"{place + ' is ' if place else ''}{before} {was}, {after} {now}"


def excerpts(one: Any, other: Any) -> tuple[str, str]:
    """Return two values as words, each on one line, cut to where they begin to differ."""
    left, right = str(one), str(other)
    pairs = zip(left, right, strict=False)
    start = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))
    start = max(0, start - BEFORE)
    return _cut(left, start), _cut(right, start)


def _cut(text: str, start: int) -> str:
    part = " ".join(text[start : start + LONGEST].split())
    return f"{'…' if start else ''}{part}{'…' if len(text) > start + LONGEST else ''}"
