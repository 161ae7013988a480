"""How many people a survey must ask."""

import numpy as np
import pytest
from scipy import stats

from nkbook.methods import power


def test_the_sample_finds_the_difference_as_often_as_promised() -> None:
    first, second, random = 0.45, 0.55, np.random.default_rng(5)
    n = power.per_group(first, second, power=0.8, confidence=0.95)
    a, b = random.binomial(n, first, 20_000) / n, random.binomial(n, second, 20_000) / n
    mean = (a + b) / 2
    z = (b - a) / np.sqrt(2 * mean * (1 - mean) / n)
    assert (np.abs(z) > 1.96).mean() == pytest.approx(0.8, abs=0.015)


def test_a_sharper_difference_needs_fewer_people() -> None:
    wide = power.per_group(0.3, 0.5, power=0.8, confidence=0.95)
    assert wide < power.per_group(0.4, 0.5, power=0.8, confidence=0.95)


def test_a_list_experiment_of_that_size_finds_the_difference_as_often_as_promised() -> None:
    first, second, variance, random = 0.3, 0.6, 0.5, np.random.default_rng(7)
    n = power.per_group_by_list(first, second, variance=variance, power=0.8, confidence=0.95)
    found = []
    for _ in range(2000):
        estimates, errors = [], []
        for share in (first, second):
            plain = random.binomial(2, 0.5, n // 2)
            longer = random.binomial(2, 0.5, n // 2) + (random.random(n // 2) < share)
            estimates.append(longer.mean() - plain.mean())
            errors.append((longer.var(ddof=1) + plain.var(ddof=1)) / (n // 2))
        found.append(abs(estimates[1] - estimates[0]) / np.sqrt(sum(errors)) > 1.96)
    assert np.mean(found) == pytest.approx(0.8, abs=0.03)


def test_people_against_a_line_find_it_as_surely_as_asked() -> None:
    share, line = 0.35, 0.25
    n = power.against_line(share, line, power=0.8, confidence=0.95)
    reach = stats.norm.ppf(0.975) * (line * (1 - line) / n) ** 0.5
    found = stats.binom.sf(n * (line + reach), n, share)
    assert found == pytest.approx(0.8, abs=0.03)
    assert power.against_line(share, line, power=0.9, confidence=0.95) > n
