"""How many people a survey must ask before it can find a difference."""

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import samplesize_proportions_2indep_onetail

from nkbook.methods.surveys import normal


def smallest_shown(half_width: float, *, power: float, confidence: float) -> float:
    """Return the smallest difference that an estimate with this interval would show with `power`.

    half_width: of the interval, in the unit of the estimate, and so is the difference. Normal
    approximation (Bloom 1995, who calls it the minimum detectable effect).
    """
    return half_width * (1 + float(stats.norm.ppf(power)) / normal(confidence))


def per_group(first: float, second: float, *, power: float, confidence: float) -> int:
    """Return the people per group needed to tell two shares (0 to 1) apart with `power`.

    Normal approximation of the two-sided test of two independent proportions without continuity
    correction (Fleiss, Levin and Paik 2003, formula 4.14).
    """
    people = samplesize_proportions_2indep_onetail(first - second, second, power, alpha=1 - confidence)
    return int(np.ceil(people))


def against_line(share: float, line: float, *, power: float, confidence: float) -> int:
    """Return the people needed to show with `power` that a share differs from a line, both 0 to 1.

    Normal approximation of the two-sided test of one proportion.
    """
    at_line, at_share = (np.sqrt(p * (1 - p)) for p in (line, share))
    spread = normal(confidence) * at_line + stats.norm.ppf(power) * at_share
    return int(np.ceil((spread / (share - line)) ** 2))


def per_group_by_list(
    first: float, second: float, *, variance: float, power: float, confidence: float
) -> int:
    """Return the people per group when a list experiment asks the question.

    Half of each group gets the list with the sensitive item; the share is the difference of two mean
    counts. variance: of the count over the harmless items, which the design adds to the answer's own
    (Blair and Imai 2012). The four half groups weigh alike.
    """
    z = normal(confidence) + stats.norm.ppf(power)
    own = [share * (1 - share) for share in (first, second)]
    return int(np.ceil(2 * sum(2 * variance + s for s in own) * (z / (first - second)) ** 2))
