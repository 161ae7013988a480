"""Shares from surveys: intervals for one share, several pooled, a trend."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats
from scipy.special import expit
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import CompareMeans

Interval = tuple[float, float]
ShareInterval = Literal["exact", "wilson"]


def exact(count: float, n: float, confidence: float) -> Interval:
    """Return the exact `share_interval` for `count` of `n`, as shares from 0 to 1."""
    return share_interval(count, n, confidence)


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

    interval: "exact" (Clopper and Pearson 1934) or "wilson" (score interval, Wilson 1927).
    design_effect: variance of the share over that of a simple random sample; people count for as
    many fewer (Kish 1965), and their number need not be whole (Korn and Graubard 1998).
    """
    method = "beta" if interval == "exact" else "wilson"
    low, high = proportion_confint(count / design_effect, n / design_effect, 1 - confidence, method)
    return low, high


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
    half = normal(confidence) * spread / (n / design_effect) ** 0.5
    return max(0.0, percent - half), min(100.0, percent + half)


def normal(confidence: float) -> float:
    """Return the quantile of the normal distribution that a two-sided interval of this level uses."""
    return float(stats.norm.ppf((1 + confidence) / 2))


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
    n: int


def pooled(percents: Sequence[float], sizes: Sequence[float], confidence: float) -> Pooled:
    """Pool shares on the logit scale with random effects (DerSimonian and Laird).

    percents, sizes: one entry per survey, at least one. I squared is the share of the variance that
    lies between surveys, from 0 to 1.
    """
    n = np.asarray(sizes, dtype=float)
    count = np.round(np.asarray(percents, dtype=float) / 100 * n)
    # Half a person more on each side keeps a share of nought or all finite.
    logit = np.log((count + 0.5) / (n - count + 0.5))
    variance = 1 / (count + 0.5) + 1 / (n - count + 0.5)
    with np.errstate(all="ignore"):  # one survey alone leaves no degree of freedom
        found = combine_effects(logit, variance, method_re="dl")
        fixed, random, *_ = found.conf_int(1 - confidence)
    # statsmodels keeps a spread below nought, where surveys differ less than by chance.
    spread = len(n) > 1 and found.tau2 > 0
    centre, (low, high) = (found.mean_effect_re, random) if spread else (found.mean_effect_fe, fixed)
    low, middle, high = (float(100 * expit(x)) for x in (low, centre, high))
    return Pooled(middle, low, high, float(found.i2) if spread else 0.0, int(n.sum()))


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
    half = student(confidence, len(years) - 2) * fit.stderr
    return Trend(float(fit.slope), float(fit.slope - half), float(fit.slope + half), len(years))


def ends(percents: Sequence[float], size: int, confidence: float) -> tuple[float, float, float]:
    """Return how much the last `size` surveys lie above the first ones, in points, with a t interval.

    percents: in order of year, twice `size` or more. The scatter within both ends, noise of
    sampling included, is the error.
    """
    two = CompareMeans.from_data(percents[-size:], percents[:size])
    low, high = two.tconfint_diff(1 - confidence)
    return float(two.d1.mean - two.d2.mean), float(low), float(high)
