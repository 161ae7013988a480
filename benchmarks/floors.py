"""What the machine can do at best: memory streamed, and bits gathered at random places."""

from __future__ import annotations

import time
from collections.abc import Callable

import numba
import numpy as np
import numpy.typing as npt
from numba import njit, prange

from nkbook.trust import Network
from nkbook.trust.chance import Words, draw
from nkbook.trust.kernels import Bytes, bit_of, person_bits

GATHERS = 20_000_000
DOUBLES = 30_000_000


def best(run: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of several runs, after one to compile."""
    run()
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def triad_gigabytes() -> float:
    """STREAM triad a = b + 3c, in GB/s over three arrays."""
    a, b, c = (np.ones(DOUBLES) for _ in range(3))
    return 3 * 8 * DOUBLES / best(lambda: _triad(a, b, c)) / 1e9


def random_bit_gather(people: int) -> float:
    """Seconds to read one bit at a random place among ``people`` bits, streamed indices."""
    rng = np.random.default_rng(1)
    places = rng.integers(0, people, GATHERS, dtype=np.int32)
    words = rng.integers(0, 2**63, -(-people // 64), dtype=np.uint64)
    return best(lambda: _gather_bits(places, words)) / GATHERS


def network_bit_gather(network: Network) -> float:
    """Seconds to read one bit for every tie end of the network, in its own order."""
    words = np.random.default_rng(2).integers(0, 2**63, -(-network.people // 64), dtype=np.uint64)
    return best(lambda: _gather_bits(network.indices, words))


def network_tie_gather(network: Network, people: Bytes, ties: Bytes) -> float:
    """Seconds to read both ends and the byte of every tie and to draw one random number."""
    start = np.uint64(7)
    return best(lambda: _gather_ties(network.indptr, network.indices, network.tie_ptr, people, ties, start))


@njit(parallel=True)
def _triad(a, b, c):  # type: ignore[no-untyped-def]
    for i in prange(len(a)):
        a[i] = b[i] + 3.0 * c[i]


@njit(parallel=True)
def _gather_bits(places: npt.NDArray[np.int32], words: Words) -> int:
    total = np.uint64(0)
    for i in prange(len(places)):
        total += bit_of(words, places[i])
    return total


@njit(parallel=True)
def _gather_ties(indptr, indices, tie_ptr, people, ties, start):  # type: ignore[no-untyped-def]
    total = np.uint64(0)
    for person in prange(len(indptr) - 1):
        me = person_bits(people, person)
        far = indptr[person + 1] - tie_ptr[person + 1]
        for tie in range(tie_ptr[person], tie_ptr[person + 1]):
            you = person_bits(people, indices[far + tie])
            total += np.uint64(me | you | ties[tie]) + (draw(start, tie) >> np.uint64(63))
    return total


def thread_count() -> int:
    """Threads that the compiled loops use."""
    return int(numba.get_num_threads())
