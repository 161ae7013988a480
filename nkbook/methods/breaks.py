"""Steps of a short yearly series at a known date."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.stats.weightstats import CompareMeans

from nkbook.methods.surveys import student


@dataclass(frozen=True)
class Step:
    """A step between two windows, in percent, with its interval and t value."""

    year: int
    estimate: float
    lower: float
    upper: float
    t: float
    n: int


def mean_step(series: pd.Series, year: int, confidence: float) -> Step | None:
    """Return the step of mean log values from `year` on, in percent; None where a side has under two.

    series: positive values indexed by year. The interval is the t interval of two samples with one
    variance, exact for independent normal errors.
    """
    logs = pd.Series(np.log(series))
    before, after = logs[logs.index < year].to_numpy(), logs[logs.index >= year].to_numpy()
    if min(len(before), len(after)) < 2:
        return None
    n, error = len(logs), float(CompareMeans.from_data(after, before).std_meandiff_pooledvar)
    return _as_step(year, float(after.mean() - before.mean()), error, n - 2, n, confidence)


def step(
    series: pd.Series, year: int, confidence: float, *, trend: bool = False, lasting: bool = False
) -> Step | None:
    """Return the step of log values from `year` on by least squares, in percent.

    series: positive values indexed by year. trend: one straight line runs under both sides, and
    the step is what stands beyond it. lasting: the standard error grows as the one of a mean does
    in a first-order autoregression, by sqrt((1 + r) / (1 - r)), with r the autocorrelation of the
    residuals of adjacent years; r from 0 to 0.9, and in few years rather too low. None where a
    side has fewer than two years, or nothing is left to estimate the scatter from.
    """
    years, logs = series.index.to_numpy(dtype=float), np.log(series.to_numpy(dtype=float))
    late = years >= year
    columns = [np.ones(len(years)), late.astype(float)] + ([years - years.mean()] if trend else [])
    design = np.column_stack(columns)
    free = len(logs) - design.shape[1]
    if min(late.sum(), (~late).sum()) < 2 or free < 1:
        return None
    beta = np.linalg.lstsq(design, logs, rcond=None)[0]
    residual = logs - design @ beta
    error = float(np.sqrt(residual @ residual / free * np.linalg.inv(design.T @ design)[1, 1]))
    stretch = memory(years, residual) if lasting else 1.0
    return _as_step(year, float(beta[1]), stretch * error, free, len(logs), confidence)


def memory(years: np.ndarray, residual: np.ndarray) -> float:
    """Return by how much lasting errors stretch the standard error of a mean, 1 or more.

    Years are increasing; only residuals of adjacent years tell how long errors last.
    """
    follows = np.diff(years) == 1
    total = float(residual @ residual)
    shared = float(residual[:-1][follows] @ residual[1:][follows])
    r = min(0.9, max(0.0, shared / total)) if total > 0 else 0.0
    return float(np.sqrt((1 + r) / (1 - r)))


def _as_step(year: int, gap: float, error: float, free: int, n: int, confidence: float) -> Step:
    half = student(confidence, free) * error
    low, middle, high = (100 * (np.exp(x) - 1) for x in (gap - half, gap, gap + half))
    t = gap / error if error > 0 else float(np.sign(gap)) * np.inf
    return Step(year, float(middle), float(low), float(high), t, n)
