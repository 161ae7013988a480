"""Two shares compared: difference, ratio, equivalence, and what a sample could have shown."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportions_ztest,
    test_proportions_2indep,
)

from nkbook.methods.bounds import survey_error
from nkbook.methods.surveys import normal


@dataclass(frozen=True)
class Comparison:
    """A second group against a first one: estimate, interval, p value of no difference, people."""

    estimate: float
    lower: float
    upper: float
    p: float
    n: int


def difference(first: float, n_first: float, second: float, n_second: float, confidence: float) -> Comparison:
    """Return second minus first share, in percentage points, for shares in percent.

    n_first, n_second: people, or as many as they count for. Interval by Newcombe (1998, method 10),
    which joins two Wilson intervals; p value of the pooled two-proportion z test.
    """
    a, b = first / 100 * n_first, second / 100 * n_second
    lower, upper = confint_proportions_2indep(b, n_second, a, n_first, "newcomb", alpha=1 - confidence)
    people = n_first + n_second
    # Nothing tells two groups apart in which nobody, or everybody, does a thing.
    p = proportions_ztest([b, a], [n_second, n_first])[1] if 0 < a + b < people else 1.0
    return Comparison(second - first, 100 * float(lower), 100 * float(upper), float(p), round(people))


def ratio(first: float, n_first: float, second: float, n_second: float, confidence: float) -> Comparison:
    """Return second over first share, in percent, for shares in percent.

    Interval on the logarithm (Katz and others 1978). Both shares must lie above nought.
    """
    counts = second / 100 * n_second, n_second, first / 100 * n_first, n_first
    low, high = confint_proportions_2indep(*counts, "log", "ratio", 1 - confidence)
    some_do_not = min(first, second) < 100
    p = test_proportions_2indep(*counts, compare="ratio", method="log").pvalue if some_do_not else 1.0
    people = round(n_first + n_second)
    return Comparison(100 * second / first, 100 * float(low), 100 * float(high), float(p), people)


def mean_difference(first: Sequence[float], second: Sequence[float], confidence: float) -> Comparison:
    """Return the mean of `second` minus that of `first`, with the interval of Welch (1947).

    first, second: at least two values each, for example yearly shares; their scatter, noise of
    sampling included, gives the interval. n counts values.
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    found = stats.ttest_ind(b, a, equal_var=False)
    interval = found.confidence_interval(confidence)
    return Comparison(
        float(b.mean() - a.mean()),
        float(interval.low),
        float(interval.high),
        float(found.pvalue),
        len(a) + len(b),
    )


def mean_ratio(
    first: Sequence[float],
    n_first: Sequence[int],
    second: Sequence[float],
    n_second: Sequence[int],
    confidence: float,
) -> Comparison:
    """Return the mean share of `second` surveys over that of `first` ones, in percent.

    Shares in percent, one size per survey. Interval on the logarithm, delta method, sampling error
    of independent surveys only.
    """
    means, errors = [], []
    for shares, sizes in ((first, n_first), (second, n_second)):
        p, n = np.asarray(shares, dtype=float) / 100, np.asarray(sizes, dtype=float)
        means.append(float(p.mean()))
        errors.append(float(np.sqrt(np.sum(p * (1 - p) / n)) / len(p) / p.mean()))
    middle, error = np.log(means[1] / means[0]), float(np.linalg.norm(errors))
    half = normal(confidence) * error
    low, mid, high = (100 * float(np.exp(x)) for x in (middle - half, middle, middle + half))
    p_value = float(2 * stats.norm.sf(abs(middle) / error))
    return Comparison(mid, low, high, p_value, int(sum(n_first) + sum(n_second)))


def from_intervals(
    first: tuple[float, float, float],
    second: tuple[float, float, float],
    confidence: float,
    printed: float = 0.95,
) -> Comparison:
    """Return second minus first where only estimates with intervals of level `printed` are known.

    first, second: estimate, lower, upper of independent groups, in one unit. n is not known: 0.
    """
    errors = [(upper - lower) / (2 * normal(printed)) for _, lower, upper in (first, second)]
    gap, error = second[0] - first[0], float(np.linalg.norm(errors))
    half = normal(confidence) * error
    return Comparison(gap, gap - half, gap + half, float(2 * stats.norm.sf(abs(gap) / error)), 0)


def equivalence(found: Comparison, margin: float, confidence: float) -> float:
    """Return the p value of two one-sided tests that the difference lies inside plus and minus `margin`.

    Schuirmann (1987). The standard error is read off the interval of `found`, made at `confidence`.
    A value below 1 - confidence shows equivalence; any other shows nothing.
    """
    error = (found.upper - found.lower) / (2 * normal(confidence))
    below = stats.norm.sf((found.estimate + margin) / error)
    above = stats.norm.sf((margin - found.estimate) / error)
    return float(max(below, above))


def half_width(n: int, confidence: float, share: float = 50.0) -> float:
    """Return half the width, in points, of the normal interval for a share of `n` people."""
    return 100 * survey_error(share / 100, n, confidence)


def first_time_rate(before: float, after: float, years: float) -> float:
    """Return the yearly rate at which those who had never done a thing began, in percent a year.

    before, after: percent who had ever done it in two groups that left `years` apart. Constant
    hazard between them: log of the ratio of the shares who never had, over the years.
    """
    return 100 * float(np.log((100 - before) / (100 - after)) / years)
