"""What a share among leavers says about residents: bounds, tipping points, weighting.

Leavers come from few provinces, and nobody sees those who stayed. Bounds say what a share among
residents can be under one of several assumptions, called rungs (Manski 1990, 2003):

0. none: 0 to 100;
1. leavers resemble residents of the strata, here provinces, that the survey covers;
2. and the share elsewhere is no higher, or no lower, than there;
3. or it differs from the share there by at most a margin;
4. residents are as those asked, or as printed cells say.

No rung meets selection within a province, for which tipping points stand. Shares are in percent,
weights (parts of all residents) and parts of a sample go from 0 to 1.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from math import inf
from typing import Literal

from nkbook.methods.surveys import Interval, share_interval

Others = Literal["no_higher", "no_lower"]

ANYTHING: Interval = (0.0, 100.0)


def covered_weight(population: Mapping[str, float], covered: Collection[str]) -> float:
    """Return the part of all people who live in covered strata; `KeyError` for an unknown stratum."""
    return sum(population[name] for name in covered) / sum(population.values())


def within_covered(p: float, parts: Mapping[str, float], weights: Mapping[str, float]) -> Interval:
    """Return bounds on the share in covered strata, weighted, where only the share of all asked is printed.

    p: that share. parts, weights: of each covered stratum in the sample and among residents. With one
    stratum, the method of bounds of Duncan and Davis (1953): (p - 100 (1 - part)) / part to p / part.
    With more, answers go first where they count least, which is sharp. Nothing covered: 0 to 100.
    """
    if not parts:
        return ANYTHING
    return _least(p, parts, weights), 100 - _least(100 - p, parts, weights)


def _least(p: float, parts: Mapping[str, float], weights: Mapping[str, float]) -> float:
    found, rest = 0.0, max(0.0, p / 100 - (1 - sum(parts.values())))  # the others all give the answer
    for name in sorted(parts, key=lambda stratum: weights[stratum] / parts[stratum]):
        held = min(rest, parts[name])
        found, rest = found + weights[name] * held / parts[name], rest - held
    return 100 * found / sum(weights[name] for name in parts)


def rung(
    low: float,
    high: float,
    weight: float,
    number: Literal[1, 2, 3] = 1,
    others: Others = "no_higher",
    margin: float = 0.0,
) -> Interval:
    """Return the bounds of a rung on the share among residents.

    low, high: share in covered strata, where `weight` of them live. others: how the share elsewhere
    lies to it (rung 2). margin: points by which it differs at most (rung 3).
    """
    least, most = {
        1: ANYTHING,
        2: (0.0, high) if others == "no_higher" else (low, 100.0),
        3: (max(0.0, low - margin), min(100.0, high + margin)),
    }[number]
    return weight * low + (1 - weight) * least, weight * high + (1 - weight) * most


def odds(p: float, line: float, *, above: bool | None = None) -> float:
    """Return how many times likelier people with the answer must leave for residents to be at `line`.

    The odds ratio of p among leavers to `line` among residents, a bound on selection like the gamma
    of Rosenbaum (2002); below the line, its inverse. line: strictly between 0 and 100. above: the
    side, where p is an end that may lie beyond the line, as a value below 1 then says.
    """
    with_answer, without = p * (100 - line), (100 - p) * line
    if not (p >= line if above is None else above):
        with_answer, without = without, with_answer
    return with_answer / without if without else inf


def uncovered_share(p: float, weight: float, line: float) -> float:
    """Return the share in uncovered strata that brings all residents to `line`, with p in covered ones.

    Below 0 or above 100 no answer elsewhere does; infinite where no stratum is uncovered.
    """
    if weight < 1:
        return (line - weight * p) / (1 - weight)
    return line if p == line else inf if p < line else -inf


def weighting_effect(weights: Mapping[str, float], sizes: Mapping[str, float]) -> float:
    """Return the design effect of weighting strata (Kish 1965): squared weights over parts, summed.

    weights: add to 1. sizes: people asked, or numbers in proportion. `ValueError` unless both name
    the same strata.
    """
    if set(weights) != set(sizes):
        raise ValueError("weights and sizes name different strata")
    total = sum(sizes.values())
    return sum(weight**2 * total / sizes[name] for name, weight in weights.items())


def post_stratified(
    cells: Mapping[str, tuple[float, float]],
    weights: Mapping[str, float],
    confidence: float,
    design_effect: float = 1.0,
) -> tuple[float, Interval, float]:
    """Return the mean of cells with the weights of their strata, its interval and its design effect.

    cells: share and people asked, by stratum. design_effect: of the survey; that of weighting is
    multiplied by it. Interval: exact, for as many people as then count (Korn and Graubard 1998).
    """
    sizes = {name: n for name, (_, n) in cells.items()}
    effect, n = design_effect * weighting_effect(weights, sizes), sum(sizes.values())
    estimate = sum(weights[name] * share for name, (share, _) in cells.items())
    low, high = share_interval(estimate / 100 * n, n, confidence, design_effect=effect)
    return estimate, (100 * low, 100 * high), effect


@dataclass(frozen=True)
class Residents:
    """What a share among leavers says about residents.

    estimate, interval: among all asked. line: edge of the region on whose side the estimate lies.
    weight: of covered strata. bounds: by rung, 1 and 4 always. gamma, share: `odds` and
    `uncovered_share`, from the estimate (strata alike) and from the interval's end nearer to the
    line. shown: data, not argument, say how the share elsewhere lies.
    """

    estimate: float
    interval: Interval
    line: float
    weight: float
    bounds: Mapping[int, Interval]
    gamma: tuple[float, float]
    share: tuple[float, float]
    shown: bool = False

    def decided_at(self, decides: Callable[[Interval], bool]) -> int | None:
        """Return the lowest rung whose bounds decide, by the rule given; None where none does."""
        return next((number for number in sorted(self.bounds) if decides(self.bounds[number])), None)

    def limited(self, decides: Callable[[Interval], bool]) -> bool:
        """Tell whether residents need an assumption beyond rung 1, or beyond 2 shown by data."""
        return self.decided_at(decides) not in ((1, 2) if self.shown else (1,))


def residents(
    estimate: float,
    interval: Interval,
    line: float,
    weights: Mapping[str, float],
    *,
    parts: Mapping[str, float] | None = None,
    others: Others | None = None,
    shown: bool = False,
    margin: float | None = None,
    weighted: Interval | None = None,
) -> Residents:
    """Return what a share among leavers says about residents, on every rung asked for.

    weights, parts: of covered strata among residents and in the sample; without parts strata are
    taken as alike. others, shown: ask for rung 2. margin: asks for rung 3, the largest difference
    between printed groups. weighted: interval weighted by printed cells, which then is rung 4.
    """
    weight, (low, high) = sum(weights.values()), interval
    if parts is not None:
        low, high = within_covered(low, parts, weights)[0], within_covered(high, parts, weights)[1]
    bounds = {1: rung(low, high, weight), 4: weighted or interval}
    if others is not None:
        bounds[2] = rung(low, high, weight, 2, others)
    if margin is not None:
        bounds[3] = rung(low, high, weight, 3, margin=margin)
    above = estimate >= line
    nearer, there = (interval[0], low) if above else (interval[1], high)
    gamma = odds(estimate, line), odds(nearer, line, above=above)
    share = uncovered_share(estimate, weight, line), uncovered_share(there, weight, line)
    return Residents(estimate, interval, line, weight, bounds, gamma, share, shown)
