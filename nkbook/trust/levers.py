"""Which way more content, less danger and less fear move the reach of trust: signs and conditions.

Effects are stated from the side of people who share, and each danger is moved by itself, for they
do not act alike: what comes from elsewhere says nothing about a partner, what comes through the
partner is also what a safe exchange teaches from. Parameters are assumed, so that signs are all
there is: no size, and no count of combinations, since either would say how they were drawn.
"""

import dataclasses
import itertools
import math
from collections.abc import Iterable

from nkbook.trust import channels
from nkbook.trust.kernels import DETAINED, INFORMER
from nkbook.trust.networks import Network
from nkbook.trust.parameters import TrustParameters
from nkbook.trust.simulation import begin, largest_component, live

# Towards more content, towards less danger from elsewhere, through informers and through other
# partners, and towards less fear of partners.
LEVERS = {
    "arrival": 1, "background_risk": -1, "informer_risk": -1, "denunciation": -1, "believed_share": -1,
}  # fmt: skip
FACTOR = 2.0  # by which a lever is moved
LEAST = 0.01  # a smaller change of the share joined counts as none
SEED = 7
# Worlds in which the formula is held against the simulation: months, and what differs from the
# model's defaults. Chosen to cover rare and common content, short and long times.
COMMON: dict[str, float] = {
    "informer_risk": 0.3, "value_over_loss": 0.2, "background_risk": 0.02, "removal": 0.1,
}  # fmt: skip
WORLDS: dict[str, tuple[int, dict[str, float]]] = {
    "alone_short": (12, COMMON | {"copying": 0.0, "arrival": 0.02}),
    "alone_long": (60, COMMON | {"copying": 0.0, "arrival": 0.005}),
    "copied_short": (12, COMMON | {"copying": 0.1, "arrival": 0.02}),
    "copied_long": (60, COMMON | {"copying": 0.1, "arrival": 0.01}),
    "copied_lost": (60, COMMON | {"copying": 0.03, "arrival": 0.005, "loss": 0.1}),
}

Pair = tuple[float, float]  # by formula, by simulation


def moved(world: TrustParameters, lever: str) -> TrustParameters:
    """Return a world with FACTOR times the content, or with a danger or a fear divided by it."""
    return dataclasses.replace(world, **{lever: min(1.0, getattr(world, lever) * FACTOR ** LEVERS[lever])})


def sign(change: float) -> int:
    """Return the sign of a change of the share joined; one below LEAST counts as none."""
    return 0 if abs(change) < LEAST else int(math.copysign(1, change))


def signs(
    worlds: Iterable[TrustParameters], ties: float, months: Iterable[int]
) -> dict[channels.Gate, dict[str, set[int]]]:
    """Return which signs occur for each lever after any of the months, by the first obstacle to trust."""
    gates: tuple[channels.Gate, ...] = ("given", "dared", "telling", "open")
    found = {gate: {lever: set[int]() for lever in LEVERS} for gate in gates}
    for world, t in itertools.product(worlds, months):
        now = channels.reach_of_trust(world, ties, t).joined
        for lever, seen in found[channels.gate(world)].items():
            seen.add(sign(channels.reach_of_trust(moved(world, lever), ties, t).joined - now))
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


def joined(network: Network, world: TrustParameters, months: int) -> Pair:
    """Return the share of ordinary people joined by trust, by formula and by simulation."""
    ties = 2 * network.ties / network.people
    return channels.reach_of_trust(world, ties, months).joined, lived(network, world, months)[1]
