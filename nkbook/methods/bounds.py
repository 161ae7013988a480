"""Bounds: what data fix without assumptions that nobody can check (Manski 2003)."""

from collections.abc import Sequence

import numpy as np

from nkbook.methods.surveys import normal


def share_with_one(per_household: float, most: float) -> tuple[float, float]:
    """Return the least and the greatest share of households that hold at least one line.

    per_household: lines divided by all households. most: the most lines that owning households
    can hold on average; owning households hold one at least. Shares from 0 to 1.
    """
    return min(1.0, per_household / most), min(1.0, per_household)


def spread_over(per_household: float, *, crowded: bool = False) -> float:
    """Return the share of households with a line where lines spread by a model.

    By chance (Poisson), 1 - exp(-L); crowded (geometric: each line makes the next likelier), L / (1 + L).
    """
    return per_household / (1 + per_household) if crowded else float(1 - np.exp(-per_household))


def concentration_at(per_household: float, share: float) -> float:
    """Return the lines per owning household at which exactly `share` of households own one."""
    return per_household / share


def one_of_two(either: float, other: float) -> tuple[float, float]:
    """Return bounds on the share with the first thing, given the shares with either and with the other.

    Fréchet bounds: at least `either` minus `other` (nobody has both), at most `either`.
    """
    return max(0.0, either - other), either


def one_of_two_independent(either: float, other: float) -> float:
    """Return the share with the first thing, given the shares with either and with the other.

    Holds where the two things come together by chance only. Shares from 0 to 1.
    """
    return max(0.0, (either - other) / (1 - other)) if other < 1 else 0.0


def weighted(low: float, high: float, share: float) -> float:
    """Return the mean of two groups, the second of which is `share` of the whole (0 to 1)."""
    return (1 - share) * low + share * high


def survey_error(share: float, n: int, confidence: float, design_effect: float = 1.0) -> float:
    """Return the half width of the normal interval of a share in a survey with clusters.

    design_effect: by how much clusters enlarge the variance of a simple random sample.
    """
    return normal(confidence) * float(np.sqrt(design_effect * share * (1 - share) / n))


def any_of(shares: Sequence[float]) -> tuple[float, float]:
    """Return bounds, in percent, on the share of people with at least one of several things.

    shares: percent with each of them. The lower bound holds when the same people have all of
    them, the upper one when nobody has two (Boole, Fréchet).
    """
    return max(shares), min(100.0, sum(shares))


def any_of_independent(shares: Sequence[float]) -> float:
    """Return the percent of people with at least one of several things that come together by chance."""
    return float(100 * (1 - np.prod(1 - np.asarray(shares, dtype=float) / 100)))
