"""Levels from growth rates that are revised: past revisions as measurement error."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


def level(growth: pd.Series, base: float = 100.0) -> pd.Series:
    """Cumulate growth in percent, indexed by year, into a level; the year before the first is `base`.

    The years must follow each other without a gap.
    """
    path = base * (1 + growth / 100).cumprod()
    return pd.concat([pd.Series({growth.index[0] - 1: base}), path])


def unbroken(growth: pd.Series, first: int) -> pd.Series:
    """Return the years from `first` on up to the first missing one; empty where `first` is missing."""
    years = list(growth.index)
    last = first
    while last in years:
        last += 1
    return growth[(growth.index >= first) & (growth.index < last)].sort_index()


@dataclass(frozen=True)
class Paths:
    """Levels drawn at random: `years` (n), `draws` (draws, n)."""

    years: np.ndarray
    draws: np.ndarray

    def interval(self, year: int, confidence: float, width: int = 1) -> tuple[float, float]:
        """Return the percentile interval of the level in one year, or of the mean of `width` years round it.

        width: an odd number; years that were not drawn are left out.
        """
        column = self.draws[:, np.abs(self.years - year) <= width // 2].mean(axis=1)
        low, high = np.quantile(column, [(1 - confidence) / 2, (1 + confidence) / 2])
        return float(low), float(high)

    def band(self, confidence: float) -> tuple[np.ndarray, np.ndarray]:
        """Return the percentile interval of the level in every year."""
        low, high = np.quantile(self.draws, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
        return low, high


def perturbed(
    growth: pd.Series, revisions: np.ndarray, *, draws: int = 2000, block: int = 3, seed: int = 1989
) -> Paths:
    """Draw levels whose growth rates carry errors of the size of past revisions.

    growth: percent, by year, without a gap. revisions: revised minus first rate, in points, in
    order of year. Errors are drawn as moving blocks of past revisions (Kuensch 1989), so that an
    error which lasts several years stays together; the sign of each block is drawn too, since
    nobody knows in which direction the next revision goes. Revisions measure what the producer
    later knew better, not what nobody knows: the interval is a lower bound of the error.
    """
    random = np.random.default_rng(seed)
    block = min(block, len(revisions))
    blocks = -(-len(growth) // block)
    start = random.integers(0, len(revisions) - block + 1, size=(draws, blocks))
    sign = random.choice([-1.0, 1.0], size=(draws, blocks))
    errors = revisions[start[:, :, None] + np.arange(block)] * sign[:, :, None]
    errors = errors.reshape(draws, -1)[:, : len(growth)]
    paths = 100 * np.cumprod(1 + (growth.to_numpy() + errors) / 100, axis=1)
    years = np.concatenate([[growth.index[0] - 1], growth.index.to_numpy()])
    return Paths(years, np.hstack([np.full((draws, 1), 100.0), paths]))


def error_to_reach(level_now: float, threshold: float, years: int) -> float:
    """Return the error, in points of growth in each of `years` years, that lifts a level to a threshold.

    Solves level_now * (1 + e)^years = threshold, which takes growth rates as small.
    """
    return float(100 * ((threshold / level_now) ** (1 / years) - 1))
