"""Several independent estimates of one quantity, none of which states its error."""

from collections.abc import Sequence

import numpy as np
from statsmodels.stats.weightstats import DescrStatsW

from nkbook.errors import NoEvidence


def geometric_mean(values: Sequence[float], confidence: float) -> tuple[float, float, float]:
    """Return the geometric mean of independent estimates with Student's interval.

    Each origin counts once. The interval measures by their own disagreement how far such estimates
    scatter, so it is wide for few; it cannot see an error that all share. Raises `NoEvidence`
    below three values.
    """
    if len(values) < 3:
        raise NoEvidence("fewer than three independent estimates")
    logs = DescrStatsW(np.log(values))
    low, high = logs.tconfint_mean(1 - confidence)
    return float(np.exp(logs.mean)), float(np.exp(low)), float(np.exp(high))


def median(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the median of independent estimates, the least and the greatest of them.

    The range of n estimates that err to either side alike holds what they estimate with
    probability 1 - 2 ** (1 - n). Raises `NoEvidence` below three values.
    """
    if len(values) < 3:
        raise NoEvidence("fewer than three independent estimates")
    return float(np.median(values)), float(min(values)), float(max(values))
