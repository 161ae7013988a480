"""What more content and less danger do to the reach of trust: by formula, and by simulation.

Effects are stated from the side of people who share. Parameters are assumed, so what is found are
ranges and signs over combinations of assumptions, never one value.
"""

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nkbook.trust import channels
from nkbook.trust.kernels import DETAINED, INFORMER
from nkbook.trust.networks import Network
from nkbook.trust.parameters import TrustParameters
from nkbook.trust.simulation import begin, largest_component, live

LEVERS = {"arrival": 1, "background_risk": -1}  # towards more content, towards less danger
FACTOR = 2.0  # by which a lever is moved
LEAST_REACH = 0.1  # trusted ties a person; below it a percentage is one of next to nothing
COMPARED = 48  # cases in which formula and simulation are held together
DIP = 0.05  # percent: the least loss of reach that shows at one decimal
MOST_SIMULATED = 12  # cases with such a loss that are simulated
SEED = 7
# Worlds in which the formula is held against the simulation: months, and what differs from the
# model's defaults. Chosen to cover rare and common content, short and long times.
COMMON: dict[str, float] = {
    "informer_risk": 0.3,
    "value_over_loss": 0.2,
    "background_risk": 0.02,
    "removal": 0.1,
}
WORLDS: dict[str, tuple[int, dict[str, float]]] = {
    "alone_short": (12, {"copying": 0.0, "arrival": 0.02}),
    "alone_long": (60, {"copying": 0.0, "arrival": 0.005}),
    "copied_short": (12, {"copying": 0.1, "arrival": 0.02}),
    "copied_long": (60, {"copying": 0.1, "arrival": 0.01}),
    "copied_lost": (60, {"copying": 0.03, "arrival": 0.005, "loss": 0.1}),
}

Pair = tuple[float, float]  # by formula, by simulation


@dataclass(frozen=True)
class Response:
    """One combination of assumptions in which trust has a reach to change, and by how much each lever does.

    months: after which reach is taken. elasticities: percent of reach for one percent more content or
    one percent less danger, in the order of LEVERS; NaN where trust reaches nobody.
    """

    world: TrustParameters
    months: int
    elasticities: tuple[float, ...]


@lru_cache(maxsize=8)
def responses(
    count: int, ties: float, months: int, held: tuple[tuple[str, float], ...] = ()
) -> tuple[Response, ...]:
    """Return how reach answers to each lever in those of `count` combinations that leave exchange open.

    held: parameters held at one value.
    """
    worlds = [w for w in channels.combinations(count, **dict(held)) if channels.gate(w) == "open"]
    return tuple(
        Response(
            w, months, tuple(up * channels.elasticity(name, w, ties, months) for name, up in LEVERS.items())
        )
        for w in worlds
        if channels.reach_of_trust(w, ties, months).reach >= LEAST_REACH
    )


def moved(world: TrustParameters, lever: str) -> TrustParameters:
    """Return a world with FACTOR times the content, or the danger divided by it."""
    return dataclasses.replace(world, **{lever: min(1.0, getattr(world, lever) * FACTOR ** LEVERS[lever])})


def by_gate(count: int, ties: float, months: int) -> dict[channels.Gate, list[tuple[float, ...]]]:
    """Return what each lever adds to the share joined, in points, in each combination, by obstacle."""
    found: dict[channels.Gate, list[tuple[float, ...]]] = {
        "given": [],
        "dared": [],
        "telling": [],
        "open": [],
    }
    for world in channels.combinations(count):
        now, *after = (
            channels.reach_of_trust(w, ties, months).joined
            for w in (world, *(moved(world, lever) for lever in LEVERS))
        )
        found[channels.gate(world)].append(tuple(100 * (then - now) for then in after))
    return found


def lived(network: Network, world: TrustParameters, months: int) -> Pair:
    """Return the reach R of trust among ordinary people and the share S of them it joins, in a simulation."""
    society = begin(network, world, seed=SEED)
    live(society, months)
    ordinary = ~society.who(INFORMER)
    left = int((ordinary & ~society.who(DETAINED)).sum())
    among = society.standing_among_ordinary()
    joined = largest_component(network, among) * network.people / int(ordinary.sum())
    return 2 * int(among.sum()) / left if left else 0.0, joined


def effects(network: Network, world: TrustParameters, months: int) -> tuple[Pair, list[Pair]]:
    """Return the share of ordinary people joined now, and by how many points each lever moves it."""
    now, *after = (_joined(network, w, months) for w in (world, *(moved(world, lever) for lever in LEVERS)))
    return now, [(100 * (formula - now[0]), 100 * (drawn - now[1])) for formula, drawn in after]


def sign(points: float) -> int:
    """Return the sign of an effect; one of less than a point counts as none."""
    return 0 if abs(points) < 1 else int(math.copysign(1, points))


def compared(network: Network, cases: Sequence[Response]) -> dict[str, float]:
    """Hold formula and simulation together in COMPARED cases spread evenly over all.

    Returned are how many were, by how many points the shares joined differ (median and most), and
    of how many effects how many have the same sign.
    """
    places = np.unique(np.linspace(0, len(cases) - 1, COMPARED).astype(int))
    found = [effects(network, cases[place].world, cases[place].months) for place in places]
    apart = [abs(100 * (formula - drawn)) for (formula, drawn), _ in found]
    same = [sign(formula) == sign(drawn) for _, pairs in found for formula, drawn in pairs]
    return {
        "compared": len(found),
        "median": float(np.median(apart)),
        "most": max(apart),
        "same": sum(same),
        "effects": len(same),
    }


def turned(network: Network, cases: Sequence[Response]) -> dict[str, float]:
    """Return how often the formula says that more content takes reach away, and the simulation too.

    Returned are these cases (`dips`), how many of them, the clearest, were simulated with more
    content (`tried`), and in how many of those reach was lost (`lost`).
    """
    content = list(LEVERS).index("arrival")
    dips = [case for case in cases if case.elasticities[content] < -DIP]
    tried = sorted(dips, key=lambda case: case.elasticities[content])[:MOST_SIMULATED]
    pairs = [(case.world, moved(case.world, "arrival"), case.months) for case in tried]
    lost = [lived(network, more, t)[0] < lived(network, now, t)[0] for now, more, t in pairs]
    return {"dips": len(dips), "tried": len(tried), "lost": sum(lost)}


def _joined(network: Network, world: TrustParameters, months: int) -> Pair:
    ties = 2 * network.ties / network.people
    return channels.reach_of_trust(world, ties, months).joined, lived(network, world, months)[1]
