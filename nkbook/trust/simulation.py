"""Run the model: months of exchange on a network, and cascades of action over it.

Every function takes `engine="numba"` (compiled, packed) or `"numpy"` (the reference);
results are equal bit for bit, for any number of threads. To use many machines distribute runs,
each with its own seed, and pass networks by path (`Network.save`).
"""

from __future__ import annotations

import functools
import math
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt
from scipy.stats import poisson

from nkbook.errors import BookError
from nkbook.trust import kernels, reference
from nkbook.trust.chance import Bools, Stream, Words, bar, happens, start_of
from nkbook.trust.checks import share, whole
from nkbook.trust.kernels import NEVER, NEVER_ACTS, PUNISHED, Bytes, Needs
from nkbook.trust.networks import Engine, Ints, Network
from nkbook.trust.parameters import TrustParameters

MOST_THREADS = numba.get_num_threads()
MONTH_STREAMS = (Stream.EXCHANGE, Stream.AFTERMATH, Stream.INFLOW)
MOST_PER_MONTH = 64  # λ ≤ 20 makes more exchanges than this in a month once in 10¹⁴


@dataclass
class History:
    """Counts at the end of each month, of which month 0 is the start; int64 arrays (months + 1,).

    trusted, punished: ties, those of people who have since been removed included. holders, detained:
    people.
    """

    trusted: Ints
    punished: Ints
    holders: Ints
    detained: Ints


@dataclass
class Society:
    """A network with the state of its people and ties; made by `begin`."""

    network: Network
    parameters: TrustParameters
    seed: int
    people: Bytes  # packed, two people a byte
    ties: Bytes  # uint8 (ties,): unpunished exchanges, or a code of `kernels`
    month: int = 0
    _removed: Bytes = field(init=False, repr=False)
    _reached: Bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._removed = np.zeros(self.network.people, np.uint8)
        self._reached = np.zeros(self.network.people, np.uint8)

    @property
    def target(self) -> np.uint8:
        """Return n* as a tie counts it."""
        return MonthBars.of(self.parameters).target

    def who(self, trait: np.uint8) -> Bools:
        """Return who has a trait (INFORMER, HOLDER or DETAINED of `kernels`), bool (people,)."""
        bits = unpack_people(self.people, self.network.people)
        return np.asarray((bits & trait) != 0)

    def trusted(self) -> Bools:
        """Return which ties are trusted, bool (ties,)."""
        return np.greater_equal(self.ties, self.target) & np.not_equal(self.ties, PUNISHED)

    def standing(self) -> Bools:
        """Return which ties are trusted and join two people who are both still there."""
        trusted = self.trusted()
        kernels.drop_ties_of_detained(*self.network.rows, self.people, trusted)
        return trusted

    def standing_among_ordinary(self) -> Bools:
        """Return which of these join two people neither of whom informs, bool (ties,)."""
        informer = self.who(kernels.INFORMER)
        one, other = self.network.ends()
        return self.standing() & ~informer[one] & ~informer[other]

    def checksum(self) -> int:
        """Return the CRC-32 of people and ties: equal states have equal numbers."""
        return zlib.crc32(self.ties.data, zlib.crc32(self.people.data))


def begin(network: Network, parameters: TrustParameters, seed: int = 0) -> Society:
    """Return the start: informers and first holders drawn, household ties trusted, no exchange yet.

    Raises `BookError` where n* is beyond what a tie can count.
    """
    parameters.countable()
    n = network.people
    informer = happens(seed, Stream.INFORMER, n, parameters.informer_share)
    holder = happens(seed, Stream.HOLDER, n, parameters.first_holders)
    people = pack_people(informer * kernels.INFORMER | holder * kernels.HOLDER)
    ties = np.zeros(network.ties, np.uint8)
    if network.household > 1 and parameters.household_trust > 0:
        start = start_of(seed, Stream.HOME_TRUST)
        kernels.trust_at_home(*network.rows, network.household, start, bar(parameters.household_trust), ties)
    return Society(network, parameters, seed, people, ties)


def live(society: Society, months: int, engine: Engine = "numba") -> History:
    """Let `months` pass, changing `society`; return the counts month by month."""
    whole("months", months, 0)
    rows = [_counts(society)]
    with _useful_threads(society.network.people):
        for _ in range(months):
            trusted, punished, holders, detained = one_month(society, engine)
            rows.append((rows[-1][0] + trusted, rows[-1][1] + punished, holders, detained))
    return History(*np.array(rows, dtype=np.int64).T)


def one_month(society: Society, engine: Engine = "numba") -> tuple[int, int, int, int]:
    """Let one month pass; return ties newly trusted, newly punished, holders, detained."""
    month = {"numba": _month, "numpy": _month_plainly}[_known(engine)]
    counts = month(society)
    society.month += 1
    return counts


@dataclass
class Cascade:
    """A finished cascade.

    adopters: people acting after each step, from the start. acting: bool (people,).
    """

    adopters: list[int]
    acting: Bools

    @property
    def steps(self) -> int:
        """Return the steps until nothing changed any more."""
        return len(self.adopters) - 1


def spread(
    network: Network,
    needs: Needs,
    seeds: Bools,
    *,
    noise: float = 0.0,
    max_steps: int | None = None,
    seed: int = 0,
    engine: Engine = "numba",
) -> Cascade:
    """Spread action by thresholds, all people at once in each step, until nobody new acts.

    needs: from `needs_share` or `needs_count`, uint16 (people,).
    seeds: who acts at the start, bool (people,). noise: chance per step to act with at
    least one, but too few, acting neighbours (Eckles et al. 2024); then a step without change
    does not end the run, and `max_steps` (default 100) does.
    """
    if needs.shape != seeds.shape or needs.shape != (network.people,):
        raise BookError(f"needs and seeds must have one entry for each of {network.people} people")
    share("noise", noise)
    limit = max_steps if max_steps is not None else (100 if noise else network.people)
    step = {"numba": _spread_packed, "numpy": _spread_plainly}[_known(engine)]
    with _useful_threads(network.people):
        return step(network, needs, seeds, noise, limit, seed)


def needs_share(network: Network, thresholds: npt.ArrayLike) -> Needs:
    """Return the acting neighbours each person waits for if thresholds are shares of their ties.

    The least count c with c/k ≥ threshold, in floating point; people without ties never act.
    """
    wanted = np.asarray(thresholds, dtype=np.float64)
    if wanted.shape not in ((), (network.people,)):
        raise BookError(f"thresholds must be one number or one for each of {network.people} people")
    if np.isnan(wanted).any():
        raise BookError("thresholds hold a missing number; each must be a share of ties")
    everyone = np.ascontiguousarray(np.broadcast_to(wanted, (network.people,)))
    return np.asarray(kernels.share_to_count(network.indptr, everyone))


def needs_count(network: Network, thresholds: npt.ArrayLike) -> Needs:
    """Return the acting neighbours each person waits for if thresholds are numbers of people."""
    degrees = network.degrees
    count = np.broadcast_to(np.asarray(thresholds, dtype=np.int64), degrees.shape)
    capped = np.clip(count, 0, int(NEVER_ACTS) - 1)
    return np.where((degrees == 0) | (count > degrees), NEVER_ACTS, capped).astype(np.uint16)


def open_ties(network: Network, trust: float, seed: int = 0) -> Bools:
    """Return which ties are trusted, each with chance `trust`, bool (ties,)."""
    return happens(seed, Stream.OPEN_TIE, network.ties, share("trust", trust))


def exposed_ties(network: Network, trust: float, punished: float, removal: float, seed: int = 0) -> Bools:
    """Return which ties are trusted and still standing after removal, bool (ties,): the closed form's world.

    A tie is trusted with chance `trust` or punished with chance `punished`; each end of a
    punished tie is removed with chance `removal`.
    """
    share("trust + punished", trust + punished)
    trusted = open_ties(network, trust, seed)
    burnt = open_ties(network, trust + punished, seed) & ~trusted
    one, other = network.ends()
    gone = np.zeros(network.people, bool)
    gone[one[burnt & happens(seed, Stream.REMOVAL, network.ties, removal, step=0)]] = True
    gone[other[burnt & happens(seed, Stream.REMOVAL, network.ties, removal, step=1)]] = True
    return trusted & ~gone[one] & ~gone[other]


def largest_component(network: Network, keep: Bools, engine: Engine = "numba") -> float:
    """Return the share of people in the largest component over the ties kept."""
    if _known(engine) == "numpy":
        roots = reference.component_of_each(network, keep)
    else:
        roots = kernels.component_of_each(*network.rows, keep)
    return float(np.bincount(roots).max()) / network.people


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Run the block on this many threads, from 1 to what numba found on the machine."""
    before = numba.get_num_threads()
    numba.set_num_threads(whole("threads", count, 1, MOST_THREADS))
    try:
        yield
    finally:
        numba.set_num_threads(before)


def _useful_threads(people: int) -> AbstractContextManager[None]:
    """Use no more threads than there is work for: waking one costs more than 200,000 people do."""
    return threads(min(numba.get_num_threads(), 1 + people // 200_000))


class MonthBars(NamedTuple):
    """What every engine needs to know about a month, as whole numbers (see `chance.bar`)."""

    target: np.uint8
    ignited: bool
    arrivals: Words
    unpunished: Words
    removal: np.uint64
    copying: np.uint64  # the last that exchanges need; people need the rest
    arrival: np.uint64
    loss: np.uint64

    @classmethod
    @functools.lru_cache(maxsize=64)
    def of(cls, parameters: TrustParameters) -> MonthBars:
        """Return the numbers that every month of a run with these parameters shares."""
        p, needed = parameters, parameters.countable()
        made = range(MOST_PER_MONTH + 1)
        arrivals = poisson.cdf(np.arange(MOST_PER_MONTH), p.exchanges).tolist()
        return cls(
            target=NEVER if math.isinf(needed) else np.uint8(needed),
            ignited=p.ignites,
            arrivals=np.array([bar(c) for c in arrivals], np.uint64),
            unpunished=np.array([[bar(s**k) for k in made] for s in p.survival], np.uint64),
            **{name: bar(getattr(p, name)) for name in ("removal", "copying", "arrival", "loss")},
        )


def _luck(society: Society) -> tuple[list[Any], list[Any]]:
    """Return the bars and the starts of this month's draws: those of exchanges, and those of people."""
    bars = MonthBars.of(society.parameters)
    exchange, aftermath, inflow = (start_of(society.seed, s, society.month) for s in MONTH_STREAMS)
    return [*bars[:6], exchange, aftermath], [*bars[6:], inflow]


def _month(society: Society) -> tuple[int, int, int, int]:
    net, of_exchanges, of_people = society.network, *_luck(society)
    people, marked = society.people, (society._removed, society._reached)
    trusted, punished = kernels.exchange_month(*net.rows, people, society.ties, *(*of_exchanges, *marked))
    holders, detained = kernels.people_month(people, net.people, *marked, *of_people)
    return trusted, punished, holders, detained


def _month_plainly(society: Society) -> tuple[int, int, int, int]:
    of_exchanges, of_people = _luck(society)
    crowd = reference.Crowd(*(society.who(t) for t in (kernels.INFORMER, kernels.HOLDER, kernels.DETAINED)))
    removed, reached, trusted, punished = reference.exchange_month(
        society.network, crowd, society.ties, *of_exchanges
    )
    holders, detained = reference.people_month(crowd, removed, reached, *of_people)
    society.people[:] = pack_people(
        crowd.informer * kernels.INFORMER | crowd.holder * kernels.HOLDER | crowd.detained * kernels.DETAINED
    )
    return trusted, punished, holders, detained


def _spread_packed(
    network: Network, needs: Needs, seeds: Bools, noise: float, limit: int, seed: int
) -> Cascade:
    acting = pack_bits(seeds)
    following = np.empty_like(acting)
    adopters = [int(seeds.sum())]
    for step in range(limit):
        start = start_of(seed, Stream.NOISE, step)
        started = kernels.contagion_step(*network.rows[:2], needs, acting, following, start, bar(noise))
        if not started and not noise:
            break
        adopters.append(adopters[-1] + started)
        acting, following = following, acting
    return Cascade(adopters, unpack_bits(acting, network.people))


def _spread_plainly(
    network: Network, needs: Needs, seeds: Bools, noise: float, limit: int, seed: int
) -> Cascade:
    acting = seeds.copy()
    adopters = [int(acting.sum())]
    for step in range(limit):
        start = start_of(seed, Stream.NOISE, step)
        acting = reference.contagion_step(network, needs, acting, start, bar(noise))
        total = int(acting.sum())
        if total == adopters[-1] and not noise:
            break
        adopters.append(total)
    return Cascade(adopters, acting)


def pack_bits(flags: Bools) -> Words:
    """Pack one bit a person, 64 people a word; uint64 (⌈people/64⌉,)."""
    packed = np.packbits(flags, bitorder="little")
    whole_words = np.zeros(-(-len(flags) // 64) * 8, np.uint8)
    whole_words[: len(packed)] = packed
    return whole_words.view("<u8")


def unpack_bits(words: Words, people: int) -> Bools:
    """Undo `pack_bits`."""
    return np.unpackbits(words.view(np.uint8), count=people, bitorder="little").astype(bool)


def pack_people(bits: Bytes) -> Bytes:
    """Pack four bits a person, two people a byte; uint8 (⌈people/2⌉,)."""
    padded = np.zeros(-(-len(bits) // 2) * 2, np.uint8)
    padded[: len(bits)] = bits
    return padded[::2] | padded[1::2] << np.uint8(4)


def unpack_people(packed: Bytes, people: int) -> Bytes:
    """Undo `pack_people`."""
    bits = np.empty(2 * len(packed), np.uint8)
    bits[::2] = packed & kernels.FOUR_BITS
    bits[1::2] = packed >> np.uint8(4)
    return bits[:people]


def _counts(society: Society) -> tuple[int, int, int, int]:
    """Count trusted ties, punished ties, holders and detained afresh."""
    punished = int((society.ties == PUNISHED).sum())
    trusted = int((society.ties >= society.target).sum()) - punished
    holders, detained = (int(society.who(t).sum()) for t in (kernels.HOLDER, kernels.DETAINED))
    return trusted, punished, holders, detained


def _known(engine: str) -> Engine:
    if engine not in ("numba", "numpy"):
        raise BookError(f"engine is {engine!r}; it must be 'numba' or 'numpy'")
    return "numba" if engine == "numba" else "numpy"
