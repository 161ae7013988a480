"""Regression over surveys: sampling error, spread between sources, and a trend."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from nkbook.errors import NoEvidence
from nkbook.methods.surveys import student

Array = NDArray[np.float64]


@dataclass(frozen=True)
class MetaRegression:
    """A line through surveys.

    intercept, slope: of the line; lower, upper: interval of the slope. between: standard deviation
    of the sources round the line, within: of the surveys of one source beyond sampling error;
    both in the unit of the effects. sources, surveys: counts.
    """

    intercept: float
    slope: float
    lower: float
    upper: float
    error: float
    between: float
    within: float
    sources: int
    surveys: int


def regression(
    effects: Sequence[float],
    variances: Sequence[float],
    x: Sequence[float],
    groups: Sequence[str],
    confidence: float,
) -> MetaRegression:
    """Fit effects to a line in x with a random effect for each group and for each survey.

    effects, variances, x, groups: one entry per survey; variances are those of sampling. The two
    spreads are estimated by restricted maximum likelihood (three-level meta-analysis,
    Konstantopoulos 2011); where no group holds several surveys there is one spread only, the
    classical random effect. The interval uses Student's t with as many degrees of freedom as
    there are groups beyond two, one at least.

    Raises `NoEvidence` below three surveys, when x takes one value only, or where surveys without
    sampling error lie on a line.
    """
    if len(effects) < 3 or np.ptp(np.asarray(x, dtype=float)) == 0:
        raise NoEvidence("fewer than three surveys, or all of one time")
    intercept, slope, error, within, between = _fitted(
        tuple(effects), tuple(variances), tuple(x), tuple(groups)
    )
    count = len(set(groups))
    half = student(confidence, max(1, count - 2)) * error
    low, high = float(slope - half), float(slope + half)
    return MetaRegression(intercept, slope, low, high, error, between, within, count, len(effects))


@lru_cache(maxsize=512)
def _fitted(
    effects: tuple[float, ...], variances: tuple[float, ...], x: tuple[float, ...], groups: tuple[str, ...]
) -> tuple[float, float, float, float, float]:
    """Return intercept, slope, its error, spread within and between groups.

    Remembered, because a sweep asks for one line at several levels of confidence.
    """
    y, v, time = (np.asarray(values, dtype=float) for values in (effects, variances, x))
    names = np.asarray(groups)
    same = (names[:, None] == names[None, :]).astype(float)
    nested = same.sum() > len(y)
    design = np.column_stack([np.ones_like(time), time])

    def covariance(spreads: Array) -> Array:
        within, between = spreads[0] ** 2, (spreads[1] ** 2 if nested else 0.0)
        return np.asarray(np.diag(v + within) + between * same)

    def loss(spreads: Array) -> float:
        return -_restricted_likelihood(y, design, covariance(spreads))

    scale = float(np.std(y)) or 1.0
    near = _least(loss, scale) if nested else _least_within(loss, scale)
    kinds = [np.eye(len(y)), same] if nested else [np.eye(len(y))]
    scored = _scored(y, design, np.diag(v), kinds, near[: len(kinds)] ** 2)
    spreads = np.append(np.sqrt(scored), [0.0])[:2]
    coefficients, inverse = _gls(y, design, covariance(spreads))
    return (
        float(coefficients[0]),
        float(coefficients[1]),
        float(np.sqrt(inverse[1, 1])),
        float(spreads[0]),
        float(spreads[1]) if nested else 0.0,
    )


def least_squares(
    effects: Sequence[float], x: Sequence[float], groups: Sequence[str], confidence: float
) -> MetaRegression:
    """Fit effects to a line in x without weights; the scatter round the line gives the interval.

    within: standard deviation round the line; Student's t with as many degrees of freedom as there
    are surveys beyond two. Raises `NoEvidence` below three surveys, or when x takes one value only.
    """
    if len(effects) < 3 or np.ptp(np.asarray(x, dtype=float)) == 0:
        raise NoEvidence("fewer than three surveys, or all of one time")
    fit = stats.linregress(np.asarray(x, dtype=float), np.asarray(effects, dtype=float))
    rest = np.asarray(effects) - fit.intercept - fit.slope * np.asarray(x)
    free = len(effects) - 2
    half = float(student(confidence, free) * fit.stderr)
    return MetaRegression(
        float(fit.intercept),
        float(fit.slope),
        float(fit.slope - half),
        float(fit.slope + half),
        float(fit.stderr),
        0.0,
        float(np.sqrt(rest @ rest / free)),
        len(set(groups)),
        len(effects),
    )


def balance_variance(first: float, second: float, n: int) -> float:
    """Return the sampling variance of `first - second`, two answers (percent) to one question.

    Answers exclude each other, so that both shares come from one multinomial of n people.
    """
    a, b = first / 100, second / 100
    return float(100**2 * (a + b - (a - b) ** 2) / n)


def _least(loss: Callable[[Array], float], scale: float) -> Array:
    """Return the two spreads of least loss; started both ways, since the loss can have two valleys."""
    near = {"xatol": 1e-3 * scale, "fatol": 1e-6, "maxiter": 2000}
    starts = [np.array([0.1, 1.0]) * scale, np.array([1.0, 0.1]) * scale]
    fits = [optimize.minimize(loss, start, method="Nelder-Mead", options=near) for start in starts]
    best: Array = np.abs(min(fits, key=lambda fit: float(fit.fun)).x)
    return best


def _least_within(loss: Callable[[Array], float], scale: float) -> Array:
    fit = optimize.minimize_scalar(
        lambda within: loss(np.array([within, 0.0])),
        bounds=(0, 5 * scale),
        method="bounded",
        options={"xatol": 1e-3 * scale},
    )
    return np.array([float(fit.x), 0.0])


def _scored(y: Array, design: Array, sampling: Array, kinds: list[Array], start: Array) -> Array:
    """Return the variances of greatest restricted likelihood near `start`, to the last digits.

    By Fisher scoring (Harville 1977), since a search by likelihood alone, which is flat at its top, ends
    some way from it. kinds: which surveys share each variance. A variance at nought stays there
    while the likelihood falls from it.
    """
    variances = start.copy()
    for _ in range(200):
        covariance = sampling + sum(s * kind for s, kind in zip(variances, kinds, strict=True))
        if np.linalg.matrix_rank(covariance) < len(y):
            raise NoEvidence(
                "surveys without a printed size lie on one line, so that nothing tells their spread"
            )
        inverse = np.linalg.inv(covariance)
        weighted = inverse @ design
        rest = inverse - weighted @ np.linalg.solve(design.T @ weighted, weighted.T)
        spread = [rest @ kind for kind in kinds]
        score = np.array([(y @ one @ rest @ y - np.trace(one)) / 2 for one in spread])
        information = np.array([[np.trace(one @ other) / 2 for other in spread] for one in spread])
        free = (variances > 0) | (score > 0)
        step = np.zeros_like(variances)
        # Of surveys too few to tell the variances apart the step is the shortest one.
        step[free] = np.linalg.lstsq(information[np.ix_(free, free)], score[free], rcond=None)[0]
        moved = np.maximum(variances + step, 0.0)
        near = np.allclose(moved, variances, rtol=1e-14, atol=1e-14 * float(variances.max()))
        variances = moved
        if near:
            break
    return variances


def _gls(y: Array, design: Array, covariance: Array) -> tuple[Array, Array]:
    weighted = np.linalg.solve(covariance, design)
    inverse = np.linalg.inv(design.T @ weighted)
    return np.asarray(inverse @ (weighted.T @ y)), np.asarray(inverse)


def _restricted_likelihood(y: Array, design: Array, covariance: Array) -> float:
    sign, size = np.linalg.slogdet(covariance)
    if sign <= 0:
        return -np.inf
    coefficients, inverse = _gls(y, design, covariance)
    rest = y - design @ coefficients
    information = np.linalg.slogdet(inverse)[1]
    return float(-0.5 * (size - information + rest @ np.linalg.solve(covariance, rest)))
