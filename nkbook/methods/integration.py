"""How fast a price gap between two places closes, where reports hold the gap and noise.

In logarithms a reported gap is a mean, what observed drivers move, a slow gap and noise of reporting:
y(t) = x(t)'b + g(t) + e(t), with g an autoregression of order one and e independent from month to month.
Whatever moves both prices alike, seen or latent, drops out of the difference. This is a linear Gaussian
state space model whose likelihood the Kalman filter gives (Durbin and Koopman 2012); here the same
likelihood is written down for all months at once, on a grid of half-lives and of shares of noise, so that
no optimiser and no tolerance comes between data and answer, and missing months cost nothing.

Mean and drivers are integrated out: the ratio of this restricted likelihood keeps close to chi-squared
even where a gap never closes (Chen and Deo 2009). It does not where the gap is so short that months cannot
tell it from noise, for then the share of noise has no meaning; `factor` says by how much, from worlds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh_tridiagonal
from scipy.stats import chi2

Array = NDArray[np.float64]

# Months: from three days to eight years, eight to a doubling, and a gap that never closes.
HALF_LIVES: Array = np.append(0.1 * 2 ** (np.arange(81) / 8), np.inf)
KNOTS = (0, 8, 16, 24, 32, 40, 81)  # numbers of half-lives at which worlds are drawn
FLAT = 1e-6  # difference of log likelihoods that is none
SHARES: Array = np.linspace(0, 1, 101)  # of the variance of a reported gap that is noise


@dataclass(frozen=True)
class Span:
    """A value with the interval of a likelihood ratio; an end may lie at the edge of what was tried."""

    value: float
    lower: float
    upper: float


def surface(time: Array, gaps: Array, drivers: Array | None = None) -> Array:
    """Return the log likelihood of each series, half-life and share: shape (series, half-lives, shares).

    time: month of each report, shape (n,); months may be missing. gaps: shape (series, n). drivers: shape
    (n, columns). The share of noise is one of the variance expected in these months round mean and
    drivers, so that it has a meaning for a gap that never closes, too. Scale, mean and drivers are
    integrated out.
    """
    x = _columns(time, drivers)
    free = len(time) - x.shape[1]
    found = np.empty((len(gaps), len(HALF_LIVES), len(SHARES)))
    for i, half_life in enumerate(HALF_LIVES):
        variances, axes, _ = _slow(time, x, half_life)
        y, z = axes.T @ gaps.T, axes.T @ x
        weights = 1 / ((1 - SHARES[:, None]) * variances + SHARES[:, None])
        weighted = weights[:, None, :] * z.T
        zz, zy = weighted @ z, weighted @ y
        rest = weights @ y**2 - (zy * np.linalg.solve(zz, zy)).sum(axis=1)
        size = np.linalg.slogdet(zz)[1] - np.log(weights).sum(axis=1)
        found[:, i] = -0.5 * (free * np.log(rest / free) + size[:, None]).T
    return found


def half_life(surfaces: Iterable[Array], confidence: float, factors: Sequence[float] | None = None) -> Span:
    """Return one half-life in months for all windows, each with noise, scale and drivers of its own.

    surfaces: of one series in each window, shape (half-lives, shares). factors: at `KNOTS`, as `factor`
    gives them, none below one. Infinity is a gap that never closes.
    """
    wider = (
        np.ones(1) if factors is None else np.interp(range(len(HALF_LIVES)), KNOTS, np.maximum(factors, 1))
    )
    return span(np.sum([profile(one) for one in surfaces], axis=0), confidence, wider)


def factor(profiles: Array, at: int, confidence: float) -> float:
    """Return by how much likelihood ratios of worlds exceed chi-squared at the true half-life, number `at`.

    profiles: one for each world, shape (worlds, half-lives).
    """
    ratios = 2 * (profiles.max(axis=1) - profiles[:, at])
    return float(np.quantile(ratios, confidence) / chi2.ppf(confidence, 1))


def best(profiles: Array) -> NDArray[np.int_]:
    """Return the number of the likeliest value of each profile, and the first where several are as likely.

    Where nothing but noise is seen every half-life is, and rounding must not choose between them.
    """
    found: NDArray[np.int_] = (profiles > profiles.max(axis=-1, keepdims=True) - FLAT).argmax(axis=-1)
    return found


def span(profile: Array, confidence: float, wider: Array | float = 1.0, values: Array = HALF_LIVES) -> Span:
    """Return the likeliest value, and the ends of those that are not significantly less likely."""
    inside = values[2 * (profile.max() - profile) <= wider * chi2.ppf(confidence, 1)]
    return Span(float(values[best(profile)]), float(inside[0]), float(inside[-1]))


def noise(one: Array, confidence: float) -> Span:
    """Return the share of noise in the variance of a reported gap, whatever the half-life."""
    return span(one.max(axis=-2), confidence, values=SHARES)


def profile(surfaces: Array) -> Array:
    """Return the log likelihood of each half-life at the share of noise that suits it best."""
    best: Array = surfaces.max(axis=-1)
    return best


def naive(windows: Sequence[tuple[Array, Array]]) -> Array:
    """Return the half-life of each series by regression on the month before, with a mean per window.

    windows: time, shape (n,), and gaps, shape (series, n). Noise of share w multiplies the coefficient by
    1 - w, so that noise alone makes a gap look closed; nought where the coefficient is not positive.
    """
    with_before, before_alone = 0.0, 0.0
    for time, gaps in windows:
        follows = np.flatnonzero(np.diff(time) == 1)
        before, now = (
            part - part.mean(axis=1, keepdims=True) for part in (gaps[:, follows], gaps[:, follows + 1])
        )
        with_before = with_before + (before * now).sum(axis=1)
        before_alone = before_alone + (before**2).sum(axis=1)
    slope = np.clip(with_before / before_alone, 1e-9, 1 - 1e-9)
    months: Array = np.where(slope > 1e-9, np.log(0.5) / np.log(slope), 0.0)
    return months


def worlds(
    time: Array,
    half_life: float,
    noise: float,
    draws: int,
    rng: np.random.Generator,
    drivers: Array | None = None,
) -> Array:
    """Return reported gaps drawn from the model, shape (draws, n), of variance one round mean and drivers."""
    *_, scale = _slow(time, _columns(time, drivers), half_life)
    kept, new = _steps(time, half_life)
    shocks, errors = rng.standard_normal((2, draws, len(time)))
    gaps = shocks.copy()
    for i, (share, variance) in enumerate(zip(kept, new, strict=True), 1):
        gaps[:, i] = share * gaps[:, i - 1] + np.sqrt(variance) * shocks[:, i]
    drawn: Array = np.sqrt((1 - noise) * scale) * gaps + np.sqrt(noise) * errors
    return drawn


def _columns(time: Array, drivers: Array | None) -> Array:
    constant = np.ones((len(time), 1))
    return constant if drivers is None else np.column_stack([constant, drivers - drivers.mean(axis=0)])


def _steps(time: Array, half_life: float) -> tuple[Array, Array]:
    """Return what is kept of the gap from each report to the next, and the variance of what is new."""
    steps = np.diff(time)
    kept: Array = 0.5 ** (steps / half_life)
    return kept, 1 - kept**2 if np.isfinite(half_life) else steps


def _slow(time: Array, x: Array, half_life: float) -> tuple[Array, Array, float]:
    """Return variances and axes of the slow gap, its expected variance round x being one, and their scale.

    What a month says of the next is all that earlier ones say, so that the inverse of the covariance is
    tridiagonal. A random walk, like the rest, starts with variance one, which the mean takes up.
    """
    kept, new = _steps(time, half_life)
    inverse = np.append(1.0, 1 / new)
    inverse[:-1] += kept**2 / new
    values, axes = eigh_tridiagonal(inverse, -kept / new)
    z = axes.T @ x
    round_x = (1 / values).sum() - np.trace(np.linalg.solve(z.T @ z, z.T @ (z / values[:, None])))
    scale = float((len(time) - x.shape[1]) / round_x)
    return scale / values, axes, scale
