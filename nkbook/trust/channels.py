"""Layers 1 to 4 in one line: from content that arrives to the reach of trust, and its elasticities.

Content arrives, is copied and lost (`inflow`); a tie with content at either end exchanges, learns
or is punished (`belief`); trusted ties join up (`percolation`). Each step is a closed form or an
integral of one, so that the effect of a lever can be taken apart: more content, content that can be
passed on, less danger of being found out.

Effects are stated from the side of people who share and trust one another: what a lever adds to, or
takes from, the reach of their trust. Levels that would stop them are not computed. Limits: ties are
random and equal, homes are left out, and a person's ties are trusted independently of one another.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.integrate import trapezoid
from scipy.special import betaincinv
from scipy.stats import qmc

from nkbook.trust import percolation
from nkbook.trust.checks import between, share, whole
from nkbook.trust.parameters import TrustParameters

STEP = 0.01  # half width, in logarithms, of the difference that stands for a derivative
MOMENTS = 61  # points in time at which content is followed
TIES = 24  # ties, from the one with least content to the one with most, that stand for all
AT_START = ("first_holders", "household_trust")
LEAST_COPYING = 1e-6  # below it copies per month are nought: the formulas divide by them

Gate = Literal["given", "dared", "telling", "open"]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Reach:
    """What has become of ordinary people and of their ties to each other.

    holders: share of people with content. trusted: p_o, share of ties that are trusted and lead to
    an ordinary person. remaining: k, share of people still there. reach: R = c·p_o·k. joined: S,
    share in one web of trust, of all there were at the start.
    """

    holders: float
    trusted: float
    remaining: float
    reach: float
    joined: float


def holders_by(
    months: npt.ArrayLike, arrival: float, copying: float, loss: float, first_holders: float = 0.0
) -> tuple[Floats, Floats]:
    """Return the share of people who hold content after so many months, h(t), and ∫h dt up to then.

    arrival, copying, loss: m, B (copies a holder makes per month among people without) and γ, per
    month. first_holders: h₀. Source: solution of ḣ = m(1 − h) + Bh(1 − h) − γh, a Riccati
    equation, with h = ẏ/(By); it tends to `inflow.holders_equilibrium`.
    """
    t = np.asarray(months, dtype=np.float64)
    m = between("arrival", arrival, 0, math.inf)
    b = between("copying", copying, 0, math.inf)
    g = between("loss", loss, 0, math.inf)
    h0 = share("first_holders", first_holders)
    if b < LEAST_COPYING:
        return _without_copying(t, m, g, h0)
    gap = math.hypot(b - m - g, 2 * math.sqrt(b * m))
    if gap == 0:  # nothing arrives, and as much is copied as is lost
        return h0 / (1 + b * h0 * t), np.log1p(b * h0 * t) / b
    up, down = _roots(b - m - g, gap, b * m)
    rising, falling = (b * h0 - down) / gap, (up - b * h0) / gap
    fade = np.exp(-gap * t)
    # Without any content both terms vanish; the least float keeps their quotient at nought.
    total = np.maximum(rising + falling * fade, np.finfo(float).tiny)
    held = (rising * up + falling * down * fade) / (b * total)
    sure = m > 0 or h0 > 0
    return np.clip(held, 0, 1) * sure, (up * t + np.log(total)) / b * sure


def content_on_ties(
    months: float, arrival: float, copying: float, loss: float, first_holders: float = 0.0
) -> Floats:
    """Return for how many months ties have had content at either end, least to most, (TIES,).

    Holders keep what they hold, so some ties always have content and others never. Mean and
    variance over ties are those of two independent ends; between them a Beta distribution.
    Arguments as in `holders_by`. Limit: the Beta shape, and ends independent though they copy
    from each other.
    """
    t = between("months", months, 0, math.inf)
    when = np.linspace(0, t, MOMENTS)
    held, so_far = holders_by(when, arrival, copying, loss, first_holders)
    none = 1 - held
    mean = trapezoid(1 - none**2, when)
    # Someone without content at one time is still, or again, without it later.
    faded = (arrival + loss) * when + copying * so_far
    decay = np.exp(-np.abs(faded[:, None] - faded))
    early = np.minimum.outer(np.arange(MOMENTS), np.arange(MOMENTS))
    late = np.maximum.outer(np.arange(MOMENTS), np.arange(MOMENTS))
    both = (none[early] * (none[late] + held[early] * decay)) ** 2
    variance = trapezoid(trapezoid(both, when), when) - trapezoid(none**2, when) ** 2
    return _spread(mean, variance, t)


def reach_of_trust(parameters: TrustParameters, ties: float, months: float) -> Reach:
    """Return how far trust reaches after some months among people with `ties` random ties each.

    Where the first exchange is not worth its risk nothing is shared, and only ties that were
    trusted from the start count. Raises `BookError` outside the ranges. Source: composed here of the
    layers, with risks run in order as in `TrustParameters.reach`; checked by simulation.
    Limit: too high where few people remain, and least sure where content is rare.
    """
    p, c = parameters, between("ties", ties, 0, math.inf)
    inflow = (p.arrival, c * p.copying * -math.expm1(-p.exchanges), p.loss, p.first_holders)
    held = float(holders_by(months, *inflow)[0])
    if p.needed > 0 and not p.ignites:
        return Reach(held, trusted=0.0, remaining=1.0, reach=0.0, joined=0.0)
    loads = content_on_ties(months, *inflow)
    partners, informers = np.mean([p.punished_through(load) for load in loads], axis=0)
    # One step of time: the simulation is matched no better with more.
    left = percolation.remaining_in_time(c, p.removal, (0.0, partners), (0.0, informers))[-1]
    trusted = float(np.mean([p.trusted_among_ordinary(load) for load in loads]))
    reach = c * trusted * left
    return Reach(held, trusted, left, reach, percolation.joined_share(reach, left))


def elasticity(lever: str, parameters: TrustParameters, ties: float, months: float) -> float:
    """Return by how many percent the reach R of trust rises when a lever rises by one percent.

    lever: name of a parameter, e.g. "arrival". NaN where trust reaches nobody. The elasticity
    to the share of channels whose content can be passed on is that to `arrival`: the one
    multiplies the other (`inflow.inflow`). Source: central difference of logarithms.
    """
    value = getattr(parameters, lever)
    low, high = (
        reach_of_trust(dataclasses.replace(parameters, **{lever: value * factor}), ties, months).reach
        for factor in (math.exp(-STEP), math.exp(STEP))
    )
    return math.nan if min(low, high) <= 0 else math.log(high / low) / (2 * STEP)


def combinations(count: int, **fixed: float) -> list[TrustParameters]:
    """Return combinations of the assumed parameters, spread evenly over their plausible ranges.

    fixed: parameters held at one value. The same count gives the same combinations (Halton's
    sequence, scrambled with a fixed seed). Nothing is held at the start and homes are left out, as
    in `reach_of_trust`.
    Limit: a share of combinations is no probability, for nobody drew them from anything.
    """
    free = [f for f in dataclasses.fields(TrustParameters) if f.name not in {*AT_START, *fixed}]
    low, high = np.array([f.metadata["plausible"] for f in free]).T
    points = low + (high - low) * qmc.Halton(len(free), rng=1).random(whole("count", count, 1))
    names = [f.name for f in free]
    return [TrustParameters(**dict(zip(names, map(float, row), strict=True)), **fixed) for row in points]


def gate(parameters: TrustParameters) -> Gate:
    """Return what comes first of all that can keep exchange from teaching trust.

    "given": trust asks for no exchange, ρ̂ ≤ τ. "dared": the first exchange is not worth its risk.
    "telling": safe exchanges tell nothing, since informers punish no more often than others
    denounce. "open": exchange can teach trust.
    """
    if parameters.needed == 0:
        return "given"
    if not parameters.ignites:
        return "dared"
    return "telling" if math.isinf(parameters.needed) else "open"


def _spread(mean: float, variance: float, most: float) -> Floats:
    """Return TIES values of a Beta distribution on 0 to `most` with this mean and variance."""
    centre = mean / most if most > 0 else 0.0
    room = centre * (1 - centre)
    scatter = variance / most**2 if most > 0 else 0.0
    if room < 1e-9 or scatter < 1e-9:
        return np.full(TIES, mean)
    size = max(room / scatter - 1, 1e-3)
    places = (np.arange(TIES) + 0.5) / TIES
    return np.asarray(most * betaincinv(centre * size, (1 - centre) * size, places))


def _roots(slope: float, gap: float, product: float) -> tuple[float, float]:
    """Return the larger and the smaller root of x² − slope·x − product, without cancellation."""
    large = (slope + math.copysign(gap, slope)) / 2
    small = -product / large
    return (large, small) if large > 0 else (small, large)


def _without_copying(t: Floats, m: float, g: float, h0: float) -> tuple[Floats, Floats]:
    """Return h(t) and ∫h where nobody copies: an approach to m/(m + γ) at rate m + γ."""
    rate = m + g
    if rate == 0:
        return np.full_like(t, h0), h0 * t
    end = m / rate
    gone = -np.expm1(-rate * t)
    return h0 + (end - h0) * gone, end * t + (h0 - end) * gone / rate
