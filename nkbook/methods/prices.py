"""Prices of one good in several places: spread, speed of adjustment, value in another good."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


def spread(prices: pd.DataFrame) -> pd.Series:
    """Return the standard deviation over the mean of each row, in percent.

    prices: one row per date, one column per place. Rows with a missing place are left out.
    """
    whole = prices.dropna()
    return 100 * whole.std(axis=1, ddof=1) / whole.mean(axis=1)


GONE = 0.5  # part of a gap that is gone after its half-life


@dataclass(frozen=True)
class HalfLife:
    """Months until half of a price gap is gone, with interval; infinity where it does not close."""

    months: float
    lower: float
    upper: float
    rho: float
    pairs: int


def half_life(gap: pd.Series, confidence: float, *, draws: int = 999, seed: int = 2009) -> HalfLife | None:
    """Return the half-life of a gap that follows a first-order autoregression.

    gap: log price ratio of two places, indexed by month (PeriodIndex); pairs of adjoining months
    are used, so gaps in the data cost their pairs only. The coefficient is corrected for its bias
    in short samples, (1 + 3 rho) / n (Kendall 1954); the interval is the percentile interval of a
    bootstrap of residuals. None below 24 pairs.
    """
    now = gap.dropna()
    before = now.copy()
    before.index = before.index + 1
    pairs = pd.concat({"before": before, "now": now}, axis=1).dropna()
    if len(pairs) < 24:
        return None
    x, y = pairs["before"].to_numpy(), pairs["now"].to_numpy()
    slope, constant = np.polyfit(x, y, 1)
    residuals = y - constant - slope * x
    rho = float(_unbiased(slope, len(x)))
    random = np.random.default_rng(seed)
    noise = random.choice(residuals - residuals.mean(), size=(draws, len(x)))
    path = np.zeros((draws, len(x) + 1))
    path[:, 0] = random.choice(x - x.mean(), size=draws)
    for month in range(len(x)):
        path[:, month + 1] = rho * path[:, month] + noise[:, month]
    lag, lead = path[:, :-1], path[:, 1:]
    lag = lag - lag.mean(axis=1, keepdims=True)
    found = (lag * lead).sum(axis=1) / (lag**2).sum(axis=1)
    low, high = np.quantile(_unbiased(found, len(x)), [(1 - confidence) / 2, (1 + confidence) / 2])
    return HalfLife(_months(rho), _months(low), _months(high), rho, len(x))


def _unbiased(rho: float | np.ndarray, n: int) -> float | np.ndarray:
    return rho + (1 + 3 * rho) / n


def _months(rho: float) -> float:
    """Return the half-life of a coefficient: nought at or below 0, infinite from 1 on."""
    if rho <= 0:
        return 0.0
    return float(np.log(GONE) / np.log(rho)) if rho < 1 else float("inf")
