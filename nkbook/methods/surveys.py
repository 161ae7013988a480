"""Shares from surveys: intervals for one share, several pooled, a trend."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from nkbook.methods.proportions import wilson

Interval = tuple[float, float]
ShareInterval = Literal["exact", "wilson"]


def exact(count: float, n: float, confidence: float) -> Interval:
    """Return the interval of Clopper and Pearson (1934) for `count` of `n`, as shares from 0 to 1.

    Neither need be whole: an effective number of people (Korn and Graubard 1998) is not.
    """
    tail = (1 - confidence) / 2
    low = stats.beta.ppf(tail, count, n - count + 1) if count > 0 else 0.0
    high = stats.beta.ppf(1 - tail, count + 1, n - count) if count < n else 1.0
    return float(low), float(high)


def exact_percent(percent: float, n: int, confidence: float, design_effect: float = 1.0) -> Interval:
    """Return the exact interval, in percent, for a share printed as a percentage of `n` people.

    The count is not printed: it is the whole number nearest to `percent` of `n`. design_effect: as in
    `share_interval`.
    """
    return percent_interval(percent, n, confidence, design_effect=design_effect)


def share_interval(
    count: float, n: float, confidence: float, interval: ShareInterval = "exact", design_effect: float = 1.0
) -> Interval:
    """Return an interval for `count` of `n`, as shares from 0 to 1, by one of two rules.

    interval: "exact" (Clopper and Pearson) or "wilson" (Wilson). design_effect: variance of the
    share over that of a simple random sample; people count for as many fewer (Kish 1965).
    """
    rule = exact if interval == "exact" else wilson
    return rule(count / design_effect, n / design_effect, confidence)


def percent_interval(
    percent: float, n: int, confidence: float, interval: ShareInterval = "exact", design_effect: float = 1.0
) -> Interval:
    """Return `share_interval`, in percent, for a share printed as a percentage of `n` people.

    The count is not printed: it is the whole number nearest to `percent` of `n`.
    """
    low, high = share_interval(round(percent / 100 * n), n, confidence, interval, design_effect)
    return 100 * low, 100 * high


def worst_case_mean(
    percent: float, n: float, confidence: float, design_effect: float = 1.0, *, at_mean: bool = False
) -> Interval:
    """Return an interval, in percent, for the mean of answers that each lie from 0 to 100.

    Only the mean and `n` are printed. No variable between 0 and 100 has a standard deviation above
    50 (Popoviciu's inequality), so the normal interval with that value is the widest one. at_mean:
    take the largest standard deviation that such answers can have with this mean, the root of
    mean times distance to 100 (Bhatia and Davis 2000). design_effect: as in `share_interval`.
    """
    spread = (percent * (100 - percent)) ** 0.5 if at_mean else 50
    half = float(stats.norm.ppf((1 + confidence) / 2)) * spread / (n / design_effect) ** 0.5
    return max(0.0, percent - half), min(100.0, percent + half)


def student(confidence: float, freedom: int) -> float:
    """Return the quantile of Student's t that a two-sided interval of this level uses."""
    return float(stats.t.ppf((1 + confidence) / 2, freedom))


@dataclass(frozen=True)
class Pooled:
    """A pooled share in percent, its interval, and the heterogeneity between surveys."""

    estimate: float
    lower: float
    upper: float
    i_squared: float
    tau: float
    n: int


def pooled(percents: Sequence[float], sizes: Sequence[int], confidence: float) -> Pooled:
    """Pool shares on the logit scale with random effects (DerSimonian and Laird).

    percents, sizes: one entry per survey, at least one. I squared is the share of the variance that
    lies between surveys, from 0 to 1; tau is the standard deviation between them, in logits.
    """
    n = np.asarray(sizes, dtype=float)
    count = np.round(np.asarray(percents, dtype=float) / 100 * n)
    # Half a person more on each side keeps a share of nought or all finite.
    logit = np.log((count + 0.5) / (n - count + 0.5))
    variance = 1 / (count + 0.5) + 1 / (n - count + 0.5)
    weight = 1 / variance
    fixed = np.sum(weight * logit) / weight.sum()
    q, free = float(np.sum(weight * (logit - fixed) ** 2)), len(n) - 1
    scale = weight.sum() - np.sum(weight**2) / weight.sum()
    between = max(0.0, (q - free) / scale) if free else 0.0
    weight = 1 / (variance + between)
    centre = float(np.sum(weight * logit) / weight.sum())
    half = float(stats.norm.ppf((1 + confidence) / 2) / np.sqrt(weight.sum()))
    low, middle, high = (100 / (1 + np.exp(-x)) for x in (centre - half, centre, centre + half))
    return Pooled(
        middle, low, high, max(0.0, 1 - free / q) if q > 0 else 0.0, float(np.sqrt(between)), int(n.sum())
    )


@dataclass(frozen=True)
class Trend:
    """Change of a share per year, in percentage points, with its interval."""

    slope: float
    lower: float
    upper: float
    surveys: int


def trend(years: Sequence[float], percents: Sequence[float], confidence: float) -> Trend:
    """Return the least-squares slope of shares over years with a t interval.

    Surveys weigh alike; their scatter round the line, noise of sampling included, gives the
    interval. Needs three surveys or more in different years.
    """
    fit = stats.linregress(np.asarray(years, dtype=float), np.asarray(percents, dtype=float))
    half = stats.t.ppf((1 + confidence) / 2, len(years) - 2) * fit.stderr
    return Trend(float(fit.slope), float(fit.slope - half), float(fit.slope + half), len(years))


def ends(percents: Sequence[float], size: int, confidence: float) -> tuple[float, float, float]:
    """Return how much the last `size` surveys lie above the first ones, in points, with a t interval.

    percents: in order of year, twice `size` or more. The scatter within both ends, noise of
    sampling included, is the error.
    """
    first, last = np.asarray(percents[:size], dtype=float), np.asarray(percents[-size:], dtype=float)
    change, free = float(last.mean() - first.mean()), 2 * size - 2
    squares = float(np.sum((first - first.mean()) ** 2) + np.sum((last - last.mean()) ** 2))
    half = student(confidence, free) * float(np.sqrt(squares / free * 2 / size))
    return change, change - half, change + half
