"""Layer 1, belief: what an exchange that goes unpunished teaches about a partner.

Symbols (per exchange unless said otherwise; see `parameters` for sources and ranges)

ρ  actual share of informers among people
ρ̂  share that people believe; the prior of every tie
d  chance that an exchange with an informer is punished
q  chance that an ordinary partner denounces
b  chance that the exchange is found out by other means
τ  posterior below which a tie counts as trusted
λ  exchanges per tie and month

The formulas follow from Bayes' rule with independent exchanges; independence is an assumption.
Limits of all of them: informers are independent of one another, do not learn, and punishment
comes at once. An exchange that could not have gone wrong through the partner teaches nothing.
"""

from __future__ import annotations

import math

from scipy.special import betaln, gammainc, gammaincc

from nkbook.trust.checks import between, share, whole


def group_is_clean_exactly(people: int, informers: int, population: int) -> float:
    """Return the chance that k people drawn without return hold none of I informers, C(N−I, k)/C(N, k).

    Source: hypergeometric distribution. Tends to (1 − I/N)^k for N much larger than k.
    """
    population = whole("population", population, 1)
    informers = whole("informers", informers, 0, population)
    people = whole("people", people, 0, population)
    return math.comb(population - informers, people) / math.comb(population, people)


def group_is_clean_with_one_watcher_per_block(people: int, block: int) -> float:
    """Return the chance that k people of one block of m miss its single watcher, 1 − k/m.

    Source: elementary; one watcher per block is an assumption.
    """
    block = whole("block", block, 1)
    return 1 - whole("people", people, 0, block) / block


def posterior(exchanges: float, believed_share: float, informer_risk: float, denunciation: float) -> float:
    """Return the belief that the partner informs, after n unpunished exchanges.

    π_n = 1 / (1 + (1 − ρ̂)/ρ̂ · Λ^n), with Λ = (1 − q)/(1 − d).
    exchanges: n ≥ 0. believed_share, informer_risk, denunciation: ρ̂, d and q, in [0, 1]. The
    background risk b cancels. Source: Bayes' rule.
    Limit: d = q leaves π_n = ρ̂ for ever; d < q makes safe exchanges suspicious.
    """
    between("exchanges", exchanges, 0, math.inf)
    prior = share("believed_share", believed_share)
    if prior in (0.0, 1.0):
        return prior
    log_odds = _logit(prior) - exchanges * _lesson(informer_risk, denunciation)
    return _logistic(log_odds)


def posterior_unknown_risk(
    exchanges: float, believed_share: float, alpha: float, beta: float, denunciation: float = 0.0
) -> float:
    """Return the belief after n unpunished exchanges when d itself is unknown, d ~ Beta(α, β).

    Odds fall as B(α, β + n)/B(α, β) / (1 − q)^n: a power law n^−α instead of an exponential.
    Example: Beta(1, 9), q = 0 gives odds ρ̂/(1 − ρ̂) · 9/(9 + n).
    Source: Beta–binomial conjugacy; the Beta prior is an assumption.
    """
    between("exchanges", exchanges, 0, math.inf)
    between("alpha", alpha, 0, math.inf, open_low=True)
    between("beta", beta, 0, math.inf, open_low=True)
    prior = share("believed_share", believed_share)
    if prior in (0.0, 1.0):
        return prior
    silent = betaln(alpha, beta + exchanges) - betaln(alpha, beta)
    honest = exchanges * math.log1p(-between("denunciation", denunciation, 0, 1 - 1e-15))
    return _logistic(_logit(prior) + float(silent) - honest)


def exchanges_to_trust(
    believed_share: float, trust_below: float, informer_risk: float, denunciation: float
) -> float:
    """Return the unpunished exchanges after which a tie is trusted, n*.

    n* = ⌈(logit ρ̂ − logit τ)/ln Λ⌉; 0 if ρ̂ ≤ τ; infinite if d ≤ q.
    A whole number as float. Source: from `posterior`.
    Limit: ρ̂, τ, d and q enter through this one number only, so data on the time to trust
    cannot separate them.
    """
    prior = share("believed_share", believed_share)
    bar = between("trust_below", trust_below, 0, 1, open_low=True)
    if prior <= bar:
        return 0.0
    lesson = _lesson(informer_risk, denunciation)
    if lesson <= 0 or prior == 1.0:
        return math.inf
    if math.isinf(lesson):
        return 1.0
    exact = (_logit(prior) - _logit(bar)) / lesson
    return float(math.ceil(exact)) if math.isfinite(exact) else math.inf


def exchanges_to_trust_unknown_risk(
    believed_share: float, trust_below: float, alpha: float, beta: float, denunciation: float = 0.0
) -> float:
    """Return the fewest exchanges n with `posterior_unknown_risk` ≤ τ, up to 2^40, else infinity.

    A whole number as float. Limit: with q > 0 the belief first falls and later rises
    again (a partner who never denounces looks less and less like an ordinary one), so that the
    bar may never be reached. Source: numerical inverse.
    """
    bar = between("trust_below", trust_below, 0, 1, open_low=True)

    def trusted(n: int) -> bool:
        belief = posterior_unknown_risk(n, believed_share, alpha, beta, denunciation)
        return belief <= bar

    if trusted(0):
        return 0.0
    # Beyond the turning point belief only rises: search up to it.
    turning = 2**40 if denunciation == 0 else max(0, int(alpha / denunciation - alpha - beta) + 1)
    turning = min(turning, 2**40)
    if not trusted(turning):
        return math.inf
    low, high = 0, turning
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if trusted(middle) else (middle, high)
    return float(high)


def survival(risk_from_partner: float, background_risk: float) -> float:
    """Return the chance that one exchange goes unpunished, s = (1 − b)(1 − q) or (1 − b)(1 − d).

    Source: independent risks, an assumption.
    """
    partner = share("risk_from_partner", risk_from_partner)
    return (1 - share("background_risk", background_risk)) * (1 - partner)


def survivors(
    exchanges: float, informer_share: float, informer_risk: float, denunciation: float, background_risk: float
) -> float:
    """Return the share of ties still unpunished after n exchanges, (1 − ρ)s₀^n + ρ s₁^n.

    With n = n* this is A, the share of ties that ever become trusted.
    Seen from an ordinary person: ρ is the share of informers among partners.
    """
    rho = share("informer_share", informer_share)
    ordinary = survival(denunciation, background_risk)
    informer = survival(informer_risk, background_risk)
    if math.isinf(exchanges):
        return (1 - rho) * (ordinary == 1) + rho * (informer == 1)
    between("exchanges", exchanges, 0, math.inf)
    return float((1 - rho) * ordinary**exchanges + rho * informer**exchanges)


def expected_exchanges(survive: float, needed: float) -> float:
    """Return the mean number of exchanges until trust or punishment, (1 − s^n*)/(1 − s).

    survive, needed: s from `survival`, and n*. Tends to n* for s → 1.
    Source: truncated geometric distribution.
    """
    share("survive", survive)
    between("needed", needed, 0, math.inf)
    return float(needed) if survive == 1 else float((1 - survive**needed) / (1 - survive))


def trusted_by(months: float, exchanges_per_month: float, needed: float, eventual: float) -> float:
    """Return the share of ties trusted after t months, p_T(t) = A · P(n*, λt).

    eventual: A, from `survivors` at n*. P is the regularised lower incomplete gamma function:
    exchanges come as a Poisson process, an assumption. Zero for infinite n*.
    Limit: a trusted tie stays trusted, so this is an upper bound on standing trust.
    """
    load = _load(months, exchanges_per_month)
    share("eventual", eventual)
    if needed == 0:
        return eventual
    return 0.0 if math.isinf(needed) else eventual * float(gammainc(needed, load))


def punished_by(
    months: float,
    exchanges_per_month: float,
    needed: float,
    informer_share: float,
    informer_risk: float,
    denunciation: float,
    background_risk: float,
) -> float:
    """Return the share of ties punished before trust within t months, u(t).

    For each kind of partner, 1 − s^n* P(n*, λt) − e^(−λt(1−s)) Q(n*, λts), weighted by ρ.
    Source: derived here from the Poisson process of `trusted_by`.
    """
    rho = share("informer_share", informer_share)
    load = _load(months, exchanges_per_month)
    ordinary = survival(denunciation, background_risk)
    informer = survival(informer_risk, background_risk)
    spared = [_spared(s, needed, load) for s in (ordinary, informer)]
    # Rounding may leave a hair less than nought where nobody is at risk.
    return max(0.0, 1 - (1 - rho) * spared[0] - rho * spared[1])


def exchange_is_worth_it(
    value_over_loss: float,
    background_risk: float,
    believed_share: float,
    informer_risk: float,
    denunciation: float,
) -> bool:
    """Return whether the first exchange happens at all, v/L > b + ρ̂d + (1 − ρ̂)q.

    value_over_loss: v/L, worth of the content over the loss if punished, pure number ≥ 0.
    Where it fails no learning starts, and only ties trusted from the start can carry exchange.
    Source: expected gain of a risk-neutral person, an assumption.
    """
    between("value_over_loss", value_over_loss, 0, math.inf)
    return value_over_loss > first_exchange_risk(background_risk, believed_share, informer_risk, denunciation)


def first_exchange_risk(
    background_risk: float, believed_share: float, informer_risk: float, denunciation: float
) -> float:
    """Return the risk of a first exchange as people see it, b + ρ̂d + (1 − ρ̂)q."""
    prior = share("believed_share", believed_share)
    risk = prior * share("informer_risk", informer_risk)
    risk += (1 - prior) * share("denunciation", denunciation)
    return share("background_risk", background_risk) + risk


def believed_share_that_starts(
    value_over_loss: float, background_risk: float, informer_risk: float, denunciation: float
) -> float:
    """Return the share of informers below which people who believe in it still risk a first exchange.

    ρ̂ = (v/L − b − q)/(d − q), cut to [0, 1]: the bound of `exchange_is_worth_it`. Where d ≤ q
    belief makes no exchange less worth it, and the answer is 0 or 1. Source: as there.
    """
    between("value_over_loss", value_over_loss, 0, math.inf)
    q = share("denunciation", denunciation)
    spare = value_over_loss - share("background_risk", background_risk) - q
    more = share("informer_risk", informer_risk) - q
    if more <= 0:
        return 1.0 if spare > 0 else 0.0
    return min(1.0, max(0.0, spare / more))


def believed_share_that_needs(
    exchanges: float, trust_below: float, informer_risk: float, denunciation: float
) -> float:
    """Return the believed share from which trust takes so many exchanges, the inverse of n*.

    Belief and risk enter through the exchanges alone, so that at each risk some belief needs as long.
    """
    lesson = between("exchanges", exchanges, 0, math.inf) * _lesson(informer_risk, denunciation)
    return _logistic(_logit(share("trust_below", trust_below)) + lesson)


def beta_reputation(good: float, bad: float) -> float:
    """Return the baseline estimate of trust, (r + 1)/(r + s + 2), from r good and s bad experiences.

    Source: Jøsang and Ismail 2002, expectation of Beta(r + 1, s + 1).
    """
    between("good", good, 0, math.inf)
    between("bad", bad, 0, math.inf)
    return (good + 1) / (good + bad + 2)


def _lesson(informer_risk: float, denunciation: float) -> float:
    """Return ln Λ, by how much one unpunished exchange lowers the log-odds."""
    d = share("informer_risk", informer_risk)
    q = share("denunciation", denunciation)
    if d == q:
        return 0.0
    honest = math.log1p(-q) if q < 1 else -math.inf
    return honest - (math.log1p(-d) if d < 1 else -math.inf)


def _spared(survive: float, needed: float, load: float) -> float:
    """Return the chance that a tie is trusted already, or still learning, after `load` = λt."""
    if needed == 0:
        return 1.0
    if math.isinf(needed):
        return math.exp(-load * (1 - survive))
    trusted = float(survive**needed * gammainc(needed, load))
    learning = math.exp(-load * (1 - survive)) * float(gammaincc(needed, load * survive))
    return trusted + learning


def _load(months: float, exchanges_per_month: float) -> float:
    between("exchanges_per_month", exchanges_per_month, 0, math.inf)
    return between("months", months, 0, math.inf) * exchanges_per_month


def _logit(p: float) -> float:
    return math.inf if p == 1 else math.log(p) - math.log1p(-p)


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
