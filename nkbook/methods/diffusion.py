"""Spread of a technology: dates of levels, and what early counts allow for a time before them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nkbook.errors import NoEvidence


def reached(time: Sequence[float], value: Sequence[float], level: float) -> float:
    """Return when a series first reaches `level`, by linear interpolation; NaN where it never does.

    A series that starts above the level has no such date either.
    """
    t, y = np.asarray(time, dtype=float), np.asarray(value, dtype=float)
    above = np.flatnonzero(y >= level)
    if not len(above) or above[0] == 0:
        return float("nan")
    i = int(above[0])
    return float(t[i - 1] + (level - y[i - 1]) / (y[i] - y[i - 1]) * (t[i] - t[i - 1]))


def crossing(
    dates: Sequence[pd.Timestamp], counts: Sequence[float], level: float
) -> tuple[pd.Timestamp, pd.Timestamp, pd.Timestamp]:
    """Return when a growing count passed `level`: last date below, estimate, first date above.

    The two dates bracket the event whatever happened between them; the estimate assumes a
    constant rate of growth. Raises `NoEvidence` when the counts do not span the level.
    """
    below = [i for i, count in enumerate(counts) if count < level]
    if not below or below[-1] + 1 >= len(counts):
        raise NoEvidence("the admitted counts do not span the level")
    i = below[-1]
    share = np.log(level / counts[i]) / np.log(counts[i + 1] / counts[i])
    return dates[i], dates[i] + (dates[i + 1] - dates[i]) * float(share), dates[i + 1]


def early_level(count: float, elapsed: float, span: float, exponent: float) -> float:
    """Return a count `elapsed` days after a launch, from the count `span` days after it.

    The count grows as a power of time: exponent 0 is all at once, 1 steady additions, 2 additions
    that themselves grow steadily.
    """
    return float(count * (elapsed / span) ** exponent)


def level_before(count: float, later: float, span: float, back: float) -> float:
    """Return a count `back` days before `count`, which grew to `later` within `span` days.

    Growth by the same rate before and after, so that the number is never nothing.
    """
    return float(count * (count / later) ** (back / span))
