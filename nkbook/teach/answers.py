"""How exercises look at an answer: by what it is, and never by what it says of itself.

An object may claim to equal everything. So an answer is taken apart into plain values first, and anything
that is none is refused. What a test says does not tell the answer that it expects.
"""

import math
from typing import Any

import numpy as np
import pandas as pd

NUMBERS = (int, float, np.float64, np.float32, np.int64, np.int32)
WITHIN = 1e-6  # of the expected number, or of one where that is smaller


def number(answer: Any, low: float = -math.inf, high: float = math.inf) -> float:
    """Return an answer that has to be a number between `low` and `high`; else raise `AssertionError`."""
    assert type(answer) in NUMBERS, f"a number is asked for, not {type(answer).__name__}"
    value = float(answer)
    assert math.isfinite(value), "the number asked for is finite"
    assert low <= value <= high, f"the answer lies outside {low:g} to {high:g}: look at its unit"
    return value


def matches(answer: Any, expected: Any, within: float = WITHIN) -> None:
    """Raise `AssertionError` unless an answer is what is expected, numbers up to `within`, sets in any order."""
    assert _alike(plain(answer), plain(expected), within), "this is not what the evidence gives"


def plain(answer: Any) -> Any:
    """Return an answer made of numbers, words, truth values, lists, sets and days as plain values."""
    kind = type(answer)
    if kind in NUMBERS:
        return number(answer)
    if kind in (bool, np.bool_):
        return bool(answer)
    if kind is pd.Timestamp:
        return f"{answer:%Y-%m-%d}"
    if kind is str:
        return answer.strip()
    if kind in (list, tuple):
        return [plain(part) for part in answer]
    assert kind in (set, frozenset), f"an answer of the kind {kind.__name__} cannot be compared"
    return sorted({plain(part) for part in answer})


def _alike(one: Any, other: Any, within: float) -> bool:
    if type(one) is not type(other):
        return False
    if type(one) is list:
        return len(one) == len(other) and all(_alike(a, b, within) for a, b in zip(one, other, strict=True))
    if type(one) is float:
        return bool(abs(one - other) <= within * max(1.0, abs(other)))
    return bool(one == other)
