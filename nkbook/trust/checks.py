"""Refuse a value outside its range, in one line that names the range."""

from __future__ import annotations

import math

from nkbook.errors import BookError


def between(name: str, value: float, low: float, high: float, *, open_low: bool = False) -> float:
    """Return `value` if it lies in [low, high], or in (low, high] when `open_low`.

    Raises `BookError` otherwise, also for NaN.
    """
    above = value > low if open_low else value >= low
    if above and value <= high:
        return value
    raise BookError(f"{name} is {value!r}; it must lie in {_interval(low, high, open_low)}")


def share(name: str, value: float) -> float:
    """Return `value` if it is a probability or a share, in [0, 1]."""
    return between(name, value, 0.0, 1.0)


def whole(name: str, value: int, low: int, high: float = math.inf) -> int:
    """Return `value` if it is a whole number in [low, high]."""
    if isinstance(value, bool) or int(value) != value:
        raise BookError(f"{name} is {value!r}; it must be a whole number")
    between(name, value, low, high)
    return int(value)


def _interval(low: float, high: float, open_low: bool) -> str:
    left = "(" if open_low or math.isinf(low) else "["
    right = ")" if math.isinf(high) else "]"
    return f"{left}{low:g}, {high:g}{right}"
