"""Spread of a technology: growth curves fitted by likelihood, and how little they fix the ceiling."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, stats
from statsmodels.tools import eval_measures

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

    ceiling: in the unit of the data. shape: as in the curve. n: observations.
    likelihood: logarithm, with the scale of the error at its maximum. aicc: Akaike's criterion
    for small samples, four parameters with the scale.
    """

    curve: Curve
    ceiling: float
    shape: tuple[float, float]
    rss: float
    n: int

    @property
    def likelihood(self) -> float:
        """Return the logarithm of the likelihood at its maximum."""
        return float(-self.n / 2 * (np.log(2 * np.pi * max(self.rss, 1e-300) / self.n) + 1))

    @property
    def aicc(self) -> float:
        """Return Akaike's criterion corrected for small samples; infinite below six observations."""
        return float(eval_measures.aicc(self.likelihood, self.n, 4))

    def at(self, time: float | Sequence[float] | Array) -> Array:
        """Return the fitted level at `time`, same unit as the data."""
        return self.curve.level(np.asarray(time, dtype=float), self.ceiling, *self.shape)


def fit(
    curve: Curve,
    time: Sequence[float] | Array,
    value: Sequence[float] | Array,
    *,
    errors: str = "relative",
    ceiling: float | None = None,
) -> Fit:
    """Fit a curve by likelihood; `ceiling` fixes it.

    time: increasing, in years or periods (since the launch for Bass). value: positive. errors:
    "relative" takes logarithms (lines in use), "absolute" does not (sales, Srinivasan and Mason
    1986). Raises `NoEvidence` below four observations.
    """
    t, y = np.asarray(time, dtype=float), np.asarray(value, dtype=float)
    if len(y) < 4:
        raise NoEvidence("a growth curve needs four observations or more")
    scale = float(y.max())
    y = y / scale

    def unpack(theta: Array) -> tuple[float, float, float]:
        free = theta if ceiling is None else np.concatenate([[np.log(ceiling / scale)], theta])
        last = float(free[2]) if curve.signed else float(np.exp(free[2]))
        return float(np.exp(free[0])), float(np.exp(free[1])), last

    def residual(theta: Array) -> Array:
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            level = curve.level(t, *unpack(theta))
            gap = np.log(y) - np.log(level) if errors == "relative" else y - level
        return np.nan_to_num(np.clip(gap, -1e3, 1e3), nan=1e3)

    first, second = curve.start(t)
    shape = [np.log(first), second if curve.signed else np.log(second)]
    # Two starts: a curve that has nearly ended and one that has hardly begun.
    starts = [shape] if ceiling is not None else [[np.log(s), *shape] for s in (1.5, 10.0)]
    found = [optimize.least_squares(residual, start, method="lm", max_nfev=400) for start in starts]
    best = min(found, key=lambda result: result.cost)
    top, *rest = unpack(best.x)
    return Fit(curve, top * scale, (rest[0], rest[1]), 2 * float(best.cost), len(y))


def profile(
    curve: Curve,
    time: Sequence[float] | Array,
    value: Sequence[float] | Array,
    ceilings: Sequence[float] | Array,
    *,
    errors: str = "relative",
) -> pd.DataFrame:
    """Return for each fixed ceiling how much worse the curve fits than at its best.

    Columns: ceiling, excess (n times the logarithm of the ratio of residual sums of squares; zero
    at the best ceiling, never negative).
    """
    fits = [fit(curve, time, value, ceiling=float(c), errors=errors) for c in ceilings]
    least = min([fit(curve, time, value, errors=errors).rss, *(f.rss for f in fits)])
    excess = [f.n * np.log(f.rss / least) for f in fits]
    return pd.DataFrame({"ceiling": np.asarray(ceilings, dtype=float), "excess": excess})


def cutoff(n: int, confidence: float) -> float:
    """Return the excess at which a ceiling is excluded: F with one and n - 3 degrees of freedom.

    The likelihood-ratio statistic of one parameter in a regression with three; the F form holds
    its level in samples of a dozen, where chi-squared does not.
    """
    if n <= 3:
        return float("inf")
    return float(n * np.log1p(stats.f.ppf(confidence, 1, n - 3) / (n - 3)))


def ceiling_interval(profiled: pd.DataFrame, n: int, confidence: float) -> tuple[float, float]:
    """Return the ceilings that are not excluded; infinite where the highest one tried is not."""
    kept = profiled[profiled["excess"] <= cutoff(n, confidence)]["ceiling"]
    if kept.empty:
        best = float(profiled["ceiling"].iloc[int(profiled["excess"].to_numpy().argmin())])
        return best, best
    top = float("inf") if kept.max() == profiled["ceiling"].max() else float(kept.max())
    return float(kept.min()), top


def rolling_origin(
    curve: Curve,
    time: Sequence[float] | Array,
    value: Sequence[float] | Array,
    first: int,
    *,
    errors: str = "relative",
) -> pd.DataFrame:
    """Fit to the first `first`, `first` + 1 ... observations and forecast the last one.

    Columns: origin (time of the last observation used), ceiling, forecast, actual, ratio.
    """
    t, y = np.asarray(time, dtype=float), np.asarray(value, dtype=float)
    rows = []
    for k in range(first, len(y)):
        done = fit(curve, t[:k], y[:k], errors=errors)
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
