"""Spread of a technology: growth curves and what they would have forecast, dates of levels, early counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize

from nkbook.errors import NoEvidence

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """A growth curve: `level(time, ceiling, first, second)`, and starting values for the last two.

    signed: whether the second shape parameter may be negative (a date) or not (a rate).
    """

    title: str
    level: Callable[[Array, float, float, float], Array]
    start: Callable[[Array], tuple[float, float]]
    signed: bool


def _logistic(time: Array, ceiling: float, rate: float, middle: float) -> Array:
    return np.asarray(ceiling / (1 + np.exp(-rate * (time - middle))))


def _gompertz(time: Array, ceiling: float, rate: float, middle: float) -> Array:
    return np.asarray(ceiling * np.exp(-np.exp(-rate * (time - middle))))


def _bass(time: Array, ceiling: float, innovation: float, imitation: float) -> Array:
    fading = np.exp(-(innovation + imitation) * time)
    return np.asarray(ceiling * (1 - fading) / (1 + imitation / innovation * fading))


def _sigmoid_start(time: Array) -> tuple[float, float]:
    span = float(time[-1] - time[0]) or 1.0
    return 4 / span, float(time[-1])


def _bass_start(time: Array) -> tuple[float, float]:
    span = float(time[-1]) or 1.0
    return 0.05 / span, 4 / span


# Logistic and Gompertz as in Gamboa and Otero 2009; Bass 1969, whose time runs from the launch.
CURVES = {
    "logistic": Curve("logistic", _logistic, _sigmoid_start, True),
    "gompertz": Curve("Gompertz", _gompertz, _sigmoid_start, True),
    "bass": Curve("Bass", _bass, _bass_start, False),
}


@dataclass(frozen=True)
class Fit:
    """A fitted curve.

    ceiling: in the unit of the data. shape: as in the curve. rss: sum of squared residuals in parts of
    the largest value.
    """

    curve: Curve
    ceiling: float
    shape: tuple[float, float]
    rss: float

    def at(self, time: float | Sequence[float] | Array) -> Array:
        """Return the fitted level at `time`, same unit as the data."""
        return self.curve.level(np.asarray(time, dtype=float), self.ceiling, *self.shape)


def fit(curve: Curve, time: Sequence[float] | Array, value: Sequence[float] | Array) -> Fit:
    """Fit a curve by nonlinear least squares (Srinivasan and Mason 1986).

    time: increasing, in years or periods (since the launch for Bass). value: positive. Raises
    `NoEvidence` below four observations.
    """
    t, y = np.asarray(time, dtype=float), np.asarray(value, dtype=float)
    if len(y) < 4:
        raise NoEvidence("a growth curve needs four observations or more")
    scale = float(y.max())
    y = y / scale

    def unpack(theta: Array) -> tuple[float, float, float]:
        # Numbers of numpy: a rate that vanishes on the way must not stop the search.
        last = theta[2] if curve.signed else np.exp(theta[2])
        return np.exp(theta[0]), np.exp(theta[1]), last

    def residual(theta: Array) -> Array:
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            gap = y - curve.level(t, *unpack(theta))
        return np.nan_to_num(np.clip(gap, -1e3, 1e3), nan=1e3)

    first, second = curve.start(t)
    shape = [np.log(first), second if curve.signed else np.log(second)]
    # Two starts: a curve that has nearly ended and one that has hardly begun.
    starts = [[np.log(ceiling), *shape] for ceiling in (1.5, 10.0)]
    found = [optimize.least_squares(residual, start, method="lm", max_nfev=400) for start in starts]
    best = min(found, key=lambda result: result.cost)
    top, *rest = unpack(best.x)
    return Fit(curve, float(top * scale), (rest[0], rest[1]), 2 * float(best.cost))


def rolling_origin(
    curve: Curve, time: Sequence[float] | Array, value: Sequence[float] | Array, first: int
) -> pd.DataFrame:
    """Fit to the first `first`, `first` + 1 ... observations and forecast the last one.

    Columns: origin (time of the last observation used), ceiling, forecast, actual, ratio.
    """
    t, y = np.asarray(time, dtype=float), np.asarray(value, dtype=float)
    rows = []
    for k in range(first, len(y)):
        done = fit(curve, t[:k], y[:k])
        forecast = float(done.at(t[-1]))
        rows.append((t[k - 1], done.ceiling, forecast, y[-1], forecast / y[-1]))
    return pd.DataFrame(rows, columns=["origin", "ceiling", "forecast", "actual", "ratio"])


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
