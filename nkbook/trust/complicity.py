"""Layer 2, incentive: shared guilt as a hostage that each partner holds.

A partner denounces if the gain g exceeds what it costs: g > s + χL, with g exponential of mean ḡ.
Hence q(L) = q₀ · exp(−χ·L/ḡ), capped at 1. Every symbol is an assumption:

q₀   denunciation per exchange where nothing is at stake
χ    hold: part of what both have at stake that falls back on whoever betrays the other, on balance
L/ḡ  loss if punished, in units of the mean gain from denouncing

The idea is Schelling's hostage, told of criminals by Gambetta 2009; Campana and Varese 2013 is the
one quantitative test. The functions say whether partners can rely on one another. What others could
do to loosen their hold is not taken apart.
"""

from __future__ import annotations

import math

from nkbook.trust.checks import between, share


def denunciation(at_no_stake: float, stake: float, hold: float) -> float:
    """Return the chance that an ordinary partner denounces, q(L) = min(1, q₀ e^(−χL/ḡ)), per exchange.

    at_no_stake: q₀. stake: L/ḡ ≥ 0. hold: χ, between −1 and 1. Source: derived from the decision rule
    above, an assumption. Limits: L = 0 gives q₀. Informers follow orders, not this rule.
    """
    q0 = share("at_no_stake", at_no_stake)
    power = -between("hold", hold, -1, 1) * between("stake", stake, 0, math.inf)
    return min(1.0, q0 * math.exp(min(power, 700.0)))  # e^700 is about the largest float


def complicity_sign(hold: float) -> int:
    """Return whether a common stake binds partners (+1), leaves them alone (0) or parts them (−1).

    The sign of χ, an assumption.
    """
    return (hold > 0) - (hold < 0)
