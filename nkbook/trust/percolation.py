"""Layer 4a, reach: when do trusted ties join into one network, and what does that cost?

Random ties with mean c per person, each trusted with chance p. "Giant" means a share of all
people that stays above zero as the population grows. Thresholds are those of bond percolation
(Newman 2002, doi 10.1103/PhysRevE.66.016128); Kenah and Robins 2007, doi
10.1103/PhysRevE.76.036113, show that it gives sizes, not chances of an outbreak.
Limits: ties are random beyond the layers named; correlated trust moves every threshold.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from scipy.optimize import brentq
from scipy.special import gammaincinv

from nkbook.trust.checks import between, share, whole


def giant_share(trusted_ties: float, seeds: float = 0.0) -> float:
    """Return the share S of people in the giant component, S = 1 − (1 − i₀)e^(−zS).

    trusted_ties: z = c·p, mean trusted ties per person; zero for z ≤ 1 without seeds.
    seeds: i₀, share of starters; with some it is the final size of a Reed–Frost epidemic with
    R₀ = z. Source: Erdős and Rényi; Newman 2002.
    """
    z = between("trusted_ties", trusted_ties, 0, math.inf)
    rest = 1 - share("seeds", seeds)
    return _largest_root(lambda s: 1 - rest * math.exp(-z * s))


def giant_share_with_households(household: int, outside_ties: float, trust: float) -> float:
    """Return the giant share when households of size H trust fully, S = 1 − e^(−H c p S).

    outside_ties: c per person. trust: p, the chance that each is trusted.
    Source: households as super-nodes, derived here; Ball, Mollison and Scalia-Tomba 1997, doi
    10.1214/aoap/1034625252, for epidemics. Limit: with partial trust at home replace H by the
    mean cluster size met.
    """
    size = whole("household", household, 1)
    ties = between("outside_ties", outside_ties, 0, math.inf) * share("trust", trust)
    return giant_share(size * ties)


def household_threshold(household: float, outside_ties: float) -> float:
    """Return the least trust p for a giant component, 1/(Hc), at most 1."""
    between("household", household, 1, math.inf)
    between("outside_ties", outside_ties, 0, math.inf, open_low=True)
    return min(1.0, 1 / (household * outside_ties))


def degree_threshold(degrees: Sequence[float]) -> float:
    """Return the least trust p on a random network with these numbers of ties, ⟨k⟩/(⟨k²⟩ − ⟨k⟩).

    For z ties each this is 1/(z − 1). At most 1. Source: Molloy and Reed 1995, doi
    10.1002/rsa.3240060204, give the condition Σ k(k − 2) > 0 without thinning; Newman 2002.
    """
    mean = sum(degrees) / len(degrees)
    excess = sum(k * k for k in degrees) / len(degrees) - mean
    return min(1.0, mean / excess) if excess > 0 else 1.0


def months_to_percolate(ties: float, exchanges_per_month: float, needed: float, eventual: float) -> float:
    """Return the months until trusted ties percolate, t_c = P⁻¹(n*, 1/(cA))/λ, infinite if cA ≤ 1.

    ties, exchanges_per_month, needed, eventual: c, λ, n* and A of `belief.survivors`.
    Source: c·p_T(t) = 1, derived here. Limit: nobody is removed (ψ = 0), no households.
    The inverse question, which level of detection prevents percolation, is left out on purpose.
    """
    between("exchanges_per_month", exchanges_per_month, 0, math.inf, open_low=True)
    reach = between("ties", ties, 0, math.inf) * share("eventual", eventual)
    if reach <= 1 or math.isinf(needed):
        return math.inf
    return 0.0 if needed == 0 else float(gammaincinv(needed, 1 / reach)) / exchanges_per_month


def exposed_reach(ties: float, trust: float, punished: float, removal: float) -> float:
    """Return the reach of trust when punished people vanish, R = c p e^(−cψu); giant if and only if R > 1.

    ties: c. trust, punished: chances p and u of a tie, p + u ≤ 1. removal: ψ, the chance that a
    punished tie removes an end, for each end.
    Source: derived here by Poisson thinning, checked by simulation.
    Limits: every risk is run even by people who are gone, so that it bounds the reach of
    `remaining_in_time` from below; nobody warns anybody.
    """
    c = between("ties", ties, 0, math.inf)
    _split(trust, punished)
    return c * trust * math.exp(-c * share("removal", removal) * punished)


def remaining_in_time(
    ties: float, removal: float, by_partners: Sequence[float], by_informers: Sequence[float]
) -> list[float]:
    """Return the share k of ordinary people still there at successive times, with risks run one by one.

    by_partners, by_informers: share of ties punished by then through an ordinary partner and
    through an informer, u_o and u_i, as long as both ends are there; both start at 0 and never fall.
    Whoever is taken away endangers nobody any more, but informers stay, so that 1/k = w grows by
    w' = cψ(u_i' w + u_o'). Without informers k = 1/(1 + cψu); with nobody but informers
    k = e^(−cψu). Source: derived here on a random network, where the past of one partner is
    independent of that of another; checked by simulation. Each step is exact if both shares grow in
    proportion within it. Never below the k of `exposed_reach`, which lets people who are gone
    be dangerous still.
    """
    rate = between("ties", ties, 0, math.inf) * share("removal", removal)
    inverse, shares = 1.0, [1.0]
    for at in range(1, len(by_partners)):
        from_informers = rate * (by_informers[at] - by_informers[at - 1])
        from_partners = rate * (by_partners[at] - by_partners[at - 1])
        growth = math.expm1(from_informers)
        kept = growth / from_informers if from_informers else 1.0
        inverse += inverse * growth + from_partners * kept
        shares.append(1 / inverse)
    return shares


def joined_share(reach: float, remaining: float) -> float:
    """Return the share S of people, out of all there were, in one web of trust among those who remain.

    One belongs to it who remains (chance k, `remaining`) and has a trusted tie to somebody who
    belongs to it, so that S = k(1 − e^(−cpS)). With `reach` R = cpk and S = kσ this becomes
    σ = 1 − e^(−Rσ), hence S = k·`giant_share`(R), with k of `remaining_in_time` or, as a
    bound, of `exposed_reach`. Source: derived here, checked by simulation. Limit: the ties of a
    person are trusted or punished independently of one another.
    """
    return share("remaining", remaining) * giant_share(reach)


def most_ties_trust_can_use(punished: float, removal: float) -> float:
    """Return the ties per person beyond which each further tie endangers more than it connects, 1/(ψu).

    The peak of `exposed_reach` in c; infinite where nothing is punished or nobody removed.
    """
    exposure = share("removal", removal) * share("punished", punished)
    return math.inf if exposure == 0 else 1 / exposure


def cluster_is_clean(members: float, false_trust: float) -> float:
    """Return the chance that a trusted cluster of m holds no informer, (1 − π*)^m.

    false_trust: π*, share of trusted ties whose far end informs, the posterior at n* evaluated
    at the actual ρ. Limit: independence, an assumption.
    """
    between("members", members, 0, math.inf)
    return float((1 - share("false_trust", false_trust)) ** members)


def half_clean_size(false_trust: float) -> float:
    """Return the cluster size that is clean with even odds, ln 2/−ln(1 − π*), close to ln 2/π*.

    13.5 people at π* = 5 %, 69 at 1 %, 693 at .1 %. Zero for π* = 1, infinite for 0.
    """
    tainted = share("false_trust", false_trust)
    if tainted in (0.0, 1.0):
        return math.inf if tainted == 0 else 0.0
    return -math.log(2) / math.log1p(-tainted)


def informers_inside(population: float, giant: float, false_trust: float) -> float:
    """Return the expected informers inside the giant component, N·S·π*: what percolation costs.

    A web that spans the nation is surely watched; what low π* buys is small circles.
    """
    between("population", population, 0, math.inf)
    return population * share("giant", giant) * share("false_trust", false_trust)


def secret_fails_by(years: float, people: float, leak_rate: float = 4.09e-6) -> float:
    """Return the chance that a secret held by N people is out after t years, 1 − e^(−t(1 − (1 − p)^N)).

    leak_rate: p per person and year. Source: Grimes 2016, doi 10.1371/journal.pone.0147905
    (constant population), with the correction 10.1371/journal.pone.0151003. Limit: a handful of
    famous leaks set p.
    """
    between("people", people, 0, math.inf)
    hazard = -math.expm1(people * math.log1p(-between("leak_rate", leak_rate, 0, 1 - 1e-15)))
    return -math.expm1(-between("years", years, 0, math.inf) * hazard)


def _split(trust: float, punished: float) -> None:
    share("trust", trust)
    share("punished", punished)
    between("trust + punished", trust + punished, 0, 1 + 1e-12)


def _largest_root(step: Callable[[float], float]) -> float:
    """Return the largest s in [0, 1] with s = step(s), for a concave step with step(0) ≥ 0."""
    floor = 1e-12
    if step(floor) <= floor:
        return 0.0
    if step(1.0) >= 1.0:
        return 1.0
    return float(brentq(lambda s: step(s) - s, floor, 1.0, xtol=1e-14, rtol=1e-13))
