"""Layer 2, incentive: shared guilt as a hostage that each partner holds.

A partner denounces if the gain g exceeds what it costs: g > s + (χ − ωβ)L, with g exponential of
mean ḡ. Hence q(L) = q₀ · exp(−(χ − ωβ)·L/ḡ), capped at 1. Every symbol is an assumption:

q₀   denunciation per exchange where nothing is at stake
χ    share of the loss that falls back on whoever denounces a partner in guilt
ω    leniency a person expects for coming forward
β    risk that the person would have been caught anyway
L/ḡ  loss if punished, in units of the mean gain from denouncing

The idea is Schelling's hostage, told of criminals by Gambetta 2009; Campana and Varese 2013 is the
one quantitative test. The functions say whether partners can rely on one another. They return
no level of punishment or leniency.
"""

from __future__ import annotations

import math

from nkbook.trust.checks import between, share


def denunciation(
    at_no_stake: float, stake: float, exposure: float, leniency: float, baseline_risk: float
) -> float:
    """Return the chance that an ordinary partner denounces, q(L) = min(1, q₀ e^(−(χ−ωβ)L/ḡ)), per exchange.

    at_no_stake: q₀. stake: L/ḡ ≥ 0. exposure, leniency, baseline_risk: χ, ω and β. Source: derived
    from the decision rule above, an assumption. Limits: L = 0 gives q₀; ω = 0 gives a q that only
    falls with L. Informers follow orders, not this rule.
    """
    q0 = share("at_no_stake", at_no_stake)
    bond = _bond(exposure, leniency, baseline_risk)
    power = -bond * between("stake", stake, 0, math.inf)
    return min(1.0, q0 * math.exp(min(power, 700.0)))  # e^700 is about the largest float


def complicity_sign(exposure: float, leniency: float, baseline_risk: float) -> int:
    """Return whether a common stake binds partners (+1), leaves them alone (0) or parts them (−1).

    The sign of χ − ωβ. Source: derived; all three symbols are assumptions.
    """
    bond = _bond(exposure, leniency, baseline_risk)
    return (bond > 0) - (bond < 0)


def _bond(exposure: float, leniency: float, baseline_risk: float) -> float:
    chi = between("exposure", exposure, 0, math.inf)
    omega = between("leniency", leniency, 0, math.inf)
    return chi - omega * share("baseline_risk", baseline_risk)
