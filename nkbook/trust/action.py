"""Layer 4b, action: who moves when enough others have moved.

Threshold models from Granovetter 1978 to Watts 2002. Whether the threshold is a share of one's
ties or a number of people decides the sign of "more trust": a share makes dense networks
stubborn, a number makes them lively. The book treats that as a choice, never as a fact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import gammaln, ndtr, xlogy
from scipy.stats import poisson

from nkbook.trust.checks import between

ThresholdKind = Literal["share", "number"]
Counts = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]

NO_WINDOW = (math.nan, math.nan)


def bandwagon(thresholds: Sequence[float]) -> int:
    """Return how many people act in the end when everybody sees everybody.

    thresholds: for each person, how many must act first.
    Source: Granovetter 1978. Limit: full visibility, no repression, no return.
    """
    acting = 0
    ordered = sorted(thresholds)
    while acting < len(ordered) and ordered[acting] <= acting:
        acting += 1
    return acting


def bandwagon_equilibrium(mean: float, spread: float) -> float:
    """Return the share that acts in the end with normal thresholds: least r with r = Φ((r − μ)/σ).

    mean, spread: μ and σ > 0, as shares of the population. Source: Granovetter 1978, in the
    limit of many people; a finite group jumps at a different σ.
    """
    between("spread", spread, 0, math.inf, open_low=True)
    between("mean", mean, 0, 1)

    def excess(r: float) -> float:
        return float(ndtr((r - mean) / spread)) - r

    # The excess falls, rises round the mean, and falls again; it stops below the rise if it can.
    rise = _rise(mean, spread)
    if rise is None:
        return float(brentq(excess, 0.0, 1.0, xtol=1e-14))
    if excess(rise[0]) <= 0:
        return float(brentq(excess, 0.0, rise[0], xtol=1e-14))
    return float(brentq(excess, rise[1], 1.0, xtol=1e-14))


def _rise(mean: float, spread: float) -> tuple[float, float] | None:
    """Return between which shares Φ((r − μ)/σ) − r grows, cut to [0, 1]; None if it nowhere does."""
    peak = spread * math.sqrt(2 * math.pi)
    if peak >= 1:
        return None
    half = spread * math.sqrt(-2 * math.log(peak))
    return max(0.0, mean - half), min(1.0, mean + half)


def cascade_window(threshold: float) -> tuple[float, float]:
    """Return the least and greatest mean number of ties at which one person can set off a global cascade.

    threshold: φ, the share of trusted ties that must act first. Roots of z·P(Poisson(z) ≤ K − 2) = 1,
    with K = ⌊1/φ⌋; NaN where no such z exists.
    φ = .18 gives 1.0207 to 5.7647. Source: Watts 2002, doi 10.1073/pnas.082090499, for
    random networks.
    Limits: infinite network, single seeds; finite seeds (Gleeson and Cahalane 2007), a little
    noise (Eckles et al. 2024) or finite size (Whitney 2010) widen it.
    """
    share_needed = between("threshold", threshold, 0, 1, open_low=True)
    # A share such as 1/3 must give 3 although 1/(1/3) may round to 2.999….
    most_ties = math.floor(1 / share_needed + 1e-9)

    def vulnerable(z: float) -> float:
        return z * float(poisson.cdf(most_ties - 2, z)) - 1

    top = _peak(vulnerable, most_ties)
    if vulnerable(top) <= 0:
        return NO_WINDOW
    low = brentq(vulnerable, 1e-9, top, xtol=1e-12)
    return float(low), float(brentq(vulnerable, top, 60.0 + 3 * most_ties, xtol=1e-12))


def cascade_share(
    ties: float, seeds: float, threshold: float, kind: ThresholdKind, noise: float = 0.0
) -> float:
    """Return the share of people who act in the end on a random network with z ties each on average.

    seeds: share who act without example. threshold: share of one's ties, or number of people
    (`kind`), that must act first. noise: share of people whom a single example moves,
    a one-off form of the noise of Eckles et al. 2024.
    Source: Gleeson and Cahalane 2007, Physical Review E 75:056103, for Poisson ties.
    Limits: infinite network without short loops; nobody returns to silence.
    """
    z = between("ties", ties, 0, 1000)
    start = between("seeds", seeds, 0, 1)
    between("threshold", threshold, 0, math.inf, open_low=True)
    between("noise", noise, 0, 1)
    most = math.ceil(z + 8 * math.sqrt(z)) + 10
    acting, silent = np.indices((most, most))
    # Along a tie the far end is still silent, and it counts among the ties of the near one.
    along = _moved(acting, silent + 1, threshold, kind, noise)
    q = start
    for _ in range(5000):
        before, q = q, start + (1 - start) * _mean(along, z, q)
        if q - before < 1e-12:
            break
    return float(start + (1 - start) * _mean(_moved(acting, silent, threshold, kind, noise), z, q))


def perceived_arrest_risk(police: float, active: float, strength: float = 2.3) -> float:
    """Return the risk a person sees in joining, 1 − e^(−k C/A); .8997 for one officer per active person.

    Source: Epstein 2002, doi 10.1073/pnas.092080199; k = 2.3 is his assumption.
    """
    between("police", police, 0, math.inf)
    between("strength", strength, 0, math.inf)
    return -math.expm1(-strength * police / between("active", active, 0, math.inf, open_low=True))


def _moved(acting: Counts, silent: Counts, threshold: float, kind: ThresholdKind, noise: float) -> Shares:
    """Return the chance that a person acts, by numbers of acting and of silent neighbours."""
    needed = threshold * (acting + silent) if kind == "share" else threshold
    enough = (acting >= needed - 1e-9) & (acting > 0)
    return np.where(enough, 1.0, np.where(acting > 0, noise, 0.0))


def _mean(moved: Shares, ties: float, acting: float) -> float:
    """Return the mean of `moved` over independent Poisson numbers of acting and silent neighbours."""
    count = np.arange(len(moved))
    means = (ties * acting, ties * (1 - acting))
    seen, unseen = (np.exp(xlogy(count, mean) - mean - gammaln(count + 1)) for mean in means)
    return min(1.0, float(seen @ moved @ unseen))


def _peak(function: Callable[[float], float], most_ties: int) -> float:
    """Return the place of the single maximum of z·P(Poisson(z) ≤ K − 2), by golden section."""
    low, high, ratio = 1e-9, 2.0 + most_ties, (math.sqrt(5) - 1) / 2
    for _ in range(80):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (left, high) if function(left) < function(right) else (low, right)
    return (low + high) / 2
