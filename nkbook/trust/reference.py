"""The steps of the model in plain numpy: slow, short, and the measure of the compiled ones.

State is not packed here: people and ties are ordinary arrays. Every function has a namesake in
`kernels` and must give the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nkbook.trust.chance import LOW_HALF, Bools, Words, draws
from nkbook.trust.kernels import COUNT_LIMIT, NEVER, NEVER_ACTS, PUNISHED, Bytes, Needs
from nkbook.trust.networks import Ints, Network


@dataclass
class Crowd:
    """Who informs, who holds content, who is gone: three bool arrays (people,)."""

    informer: Bools
    holder: Bools
    detained: Bools


def exchange_month(
    network: Network,
    crowd: Crowd,
    ties: Bytes,
    target: np.uint8,
    ignited: bool,
    arrivals: Words,
    unpunished: Words,
    removal: np.uint64,
    copying: np.uint64,
    exchange_start: np.uint64,
    aftermath_start: np.uint64,
) -> tuple[Bools, Bools, int, int]:
    """Let a month of exchanges pass, changing `ties`; return removed, reached (people,) and two counts."""
    one, other = network.ends()
    number = np.arange(network.ties)
    trusted = (ties >= target) & (ties != PUNISHED)
    carried = crowd.holder[one] | crowd.holder[other]
    shared = crowd.holder[one] & crowd.holder[other]
    free = ~crowd.detained[one] & ~crowd.detained[other]
    open_ = (ties != PUNISHED) & free & carried & (trusted | ignited) & ~(trusted & shared)

    first, second = _halves(draws(exchange_start, number))
    made = np.searchsorted(arrivals, first, side="right")
    open_ &= made > 0

    learning = open_ & ~trusted
    room = made if target == NEVER else np.where(trusted, 0, int(target) - ties.astype(int))
    counted = np.where(learning, np.minimum(made, room), 0)
    informed = (crowd.informer[one] | crowd.informer[other]).astype(int)
    punished = learning & (second >= unpunished[informed, counted])
    learned = learning & ~punished
    ties[learned] = np.minimum(ties[learned].astype(int) + counted[learned], int(COUNT_LIMIT))
    ties[punished] = PUNISHED

    fate_one, fate_other = _halves(draws(aftermath_start, number))
    removed = np.zeros(network.people, bool)
    removed[one[punished & ~crowd.informer[one] & (fate_one < removal)]] = True
    removed[other[punished & ~crowd.informer[other] & (fate_other < removal)]] = True

    copied = open_ & ~punished & ~shared & (fate_one < copying)
    reached = np.zeros(network.people, bool)
    reached[np.where(crowd.holder[one], other, one)[copied]] = True
    return removed, reached, int((learned & (ties >= target)).sum()), int(punished.sum())


def people_month(
    crowd: Crowd, removed: Bools, reached: Bools, arrival: np.uint64, loss: np.uint64, start: np.uint64
) -> tuple[int, int]:
    """End the month for people, changing `crowd`; return how many are holders and how many detained."""
    arrives, loses = _halves(draws(start, np.arange(len(removed))))
    held = np.where(crowd.holder, loses >= loss, reached | (arrives < arrival))
    crowd.detained |= removed
    crowd.holder = held & ~crowd.detained
    return int(crowd.holder.sum()), int(crowd.detained.sum())


def contagion_step(
    network: Network, needs: Needs, acting: Bools, noise_start: np.uint64, noise: np.uint64
) -> Bools:
    """Return who acts after one synchronous step, bool (people,)."""
    seen = acting_neighbours(network, acting)
    luck, _ = _halves(draws(noise_start, np.arange(network.people)))
    stray = (seen > 0) & (needs != NEVER_ACTS) & (luck < noise)
    return np.asarray(acting | (seen >= needs) | stray)


def acting_neighbours(network: Network, acting: Bools) -> Ints:
    """Return how many neighbours of each person act, int64 (people,)."""
    total = np.concatenate([[0], np.cumsum(acting[network.indices], dtype=np.int64)])
    return np.asarray(total[network.indptr[1:]] - total[network.indptr[:-1]])


def component_of_each(network: Network, keep: Bools) -> Ints:
    """Return the least number in each person's component, by spreading minima until nothing changes."""
    one, other = (end[keep] for end in network.ends())
    root = np.arange(network.people)
    while True:
        lowest = root.copy()
        np.minimum.at(lowest, one, root[other])
        np.minimum.at(lowest, other, root[one])
        lowest = lowest[lowest]
        if np.array_equal(lowest, root):
            return root
        root = lowest


def _halves(bits: Words) -> tuple[Words, Words]:
    return bits >> np.uint64(32), bits & LOW_HALF
