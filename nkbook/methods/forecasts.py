"""Forecasts with intervals from what was printed so far, and how they are scored when the figure appears.

Every forecast is a Student distribution, exact where the method's own model holds. Tables of prints have
the columns year (int), printed (ISO date, or its beginning), value and target (whether the print is the
first of its year, and so can be forecast). Dates compare as text: "2025" comes before "2025-08-29".
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from nkbook.errors import NoEvidence
from nkbook.methods.surveys import Interval

LEVELS = (0.5, 0.9)
LEAST = 3  # values that a method needs
ENOUGH = 8  # forecasts scored before any method is called good


@dataclass(frozen=True)
class Forecast:
    """A Student distribution: middle, scale (unit of the figure), degrees of freedom."""

    middle: float
    scale: float
    freedom: int

    def interval(self, level: float) -> Interval:
        """Return the central interval that holds the figure with probability `level`."""
        half = float(stats.t.ppf((1 + level) / 2, self.freedom)) * self.scale
        return self.middle - half, self.middle + half

    def score(self, outcome: float) -> float:
        """Return the `weighted_score` of the intervals at all levels."""
        return weighted_score(self.middle, {level: self.interval(level) for level in LEVELS}, outcome)


Method = Callable[[pd.Series, int], Forecast]


def drift(values: pd.Series, year: int) -> Forecast:
    """Forecast a random walk with drift from the last value on; gaps between years may differ.

    values: indexed by year, three or more, in order. The error of the drift is part of the interval.
    """
    steps, gaps = np.diff(_enough(values)), np.diff(values.index)
    span, ahead = float(gaps.sum()), year - int(values.index[-1])
    slope = float(steps.sum()) / span
    variance = float(np.sum((steps - slope * gaps) ** 2 / gaps)) / (len(steps) - 1)
    scale = (variance * (ahead + ahead**2 / span)) ** 0.5
    return Forecast(float(values.iloc[-1]) + slope * ahead, scale, len(steps) - 1)


def repeat(values: pd.Series, year: int) -> Forecast:
    """Forecast the last value again: a random walk without drift, against which the others are held.

    values: indexed by year, three or more, in order.
    """
    steps, gaps = np.diff(_enough(values)), np.diff(values.index)
    variance = float(np.mean(steps**2 / gaps))
    return Forecast(float(values.iloc[-1]), (variance * (year - int(values.index[-1]))) ** 0.5, len(steps))


def smooth(values: pd.Series, year: int) -> Forecast:
    """Forecast by simple exponential smoothing, with half of the weight on the newest value.

    values: indexed by year, three or more, in order; the first is the level to begin with. Interval
    as in the model ETS(A,N,N): variance of the errors made so far times 1 + (years ahead - 1) / 4.
    """
    level, errors = float(_enough(values)[0]), []
    for value in values.iloc[1:]:
        errors.append(float(value) - level)
        level += errors[-1] / 2
    ahead = year - int(values.index[-1])
    variance = sum(error**2 for error in errors) / len(errors)
    return Forecast(level, (variance * (1 + (ahead - 1) / 4)) ** 0.5, len(errors))


METHODS: dict[str, Method] = {"smooth": smooth, "drift": drift, "repeat": repeat}


def made(method: str, values: pd.Series, year: int, window: int | None = None) -> Forecast:
    """Return the forecast of a method for a year from the last `window` values before it, or from all."""
    known = values[values.index < year].sort_index()
    return METHODS[method](known if window is None else known.iloc[-window:], year)


def _enough(values: pd.Series) -> np.ndarray:
    if len(values) < LEAST:
        raise NoEvidence(f"a forecast needs {LEAST} values, and there are {len(values)}")
    return values.to_numpy(dtype=float)


def interval_score(interval: Interval, level: float, outcome: float) -> float:
    """Return the score of an interval: its width, and 2 / (1 - level) times what it misses by.

    Small is good, and nobody gains by printing another interval than they believe (Gneiting and
    Raftery 2007, equation 43).
    """
    low, high = interval
    return high - low + 2 / (1 - level) * (max(low - outcome, 0.0) + max(outcome - high, 0.0))


def weighted_score(middle: float, intervals: dict[float, Interval], outcome: float) -> float:
    """Return the score of a middle and its intervals, by level, in the unit of the figure.

    (|outcome - middle| / 2 + sum of (1 - level) / 2 times `interval_score`) / (levels + 1/2): near the
    continuous ranked probability score, and equal to the absolute error where all intervals are points
    at the middle (Bracher and others 2021).
    """
    parts = [(1 - level) / 2 * interval_score(found, level, outcome) for level, found in intervals.items()]
    return (abs(outcome - middle) / 2 + sum(parts)) / (len(parts) + 0.5)


def as_of(prints: pd.DataFrame, date: str, *, whole: bool = False) -> pd.Series:
    """Return what was known before a date, by year: the latest print of each.

    whole: every release prints all years, so that what the last one leaves out was withdrawn.
    """
    known = prints[prints["printed"] < date].sort_values("printed", kind="stable")
    if whole and not known.empty:
        known = known[known["printed"] == known["printed"].iloc[-1]]
    return known.groupby("year")["value"].last()


def back_tests(
    prints: pd.DataFrame,
    method: str,
    naive: str = "repeat",
    *,
    window: int | None = None,
    whole: bool = False,
) -> pd.DataFrame:
    """Forecast every print that can be from what had been printed before it; no figure looks ahead.

    Columns: year, printed, known (last year printed before), value, middle, low_50, high_50, low_90,
    high_90, score, and naive_middle to naive_score. Prints with too few before them are left out.
    """
    rows = []
    for target in prints[prints["target"]].sort_values(["printed", "year"]).to_dict("records"):
        year, value = int(target["year"]), float(target["value"])
        known = as_of(prints, target["printed"], whole=whole)
        known = known[known.index < year]
        try:
            pair = {"": made(method, known, year, window), "naive_": made(naive, known, year, window)}
        except NoEvidence:
            continue
        row = {"year": year, "printed": target["printed"], "known": int(known.index.max()), "value": value}
        for name, forecast in pair.items():
            row |= columns(forecast, name) | {f"{name}score": forecast.score(value)}
        rows.append(row)
    return pd.DataFrame(rows)


def columns(forecast: Forecast, name: str = "") -> dict[str, float]:
    """Return middle and ends of the intervals of a forecast under the names of columns."""
    ends = {level: forecast.interval(level) for level in LEVELS}
    found = {f"{name}middle": forecast.middle}
    for level, (low, high) in ends.items():
        found |= {f"{name}low_{100 * level:.0f}": low, f"{name}high_{100 * level:.0f}": high}
    return found


def inside(table: pd.DataFrame, level: float, name: str = "") -> int:
    """Return how many of the values of `back_tests` lie in the intervals of a level."""
    low, high = (table[f"{name}{end}_{100 * level:.0f}"] for end in ("low", "high"))
    return int(table["value"].between(low, high).sum())
