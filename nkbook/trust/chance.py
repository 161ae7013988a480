"""Counter-based random numbers: the draw of an item depends on its number, not on who draws it.

The draw of item i in stream s and step t of a run with a seed is SplitMix64 (Steele, Lea and
Flood 2014, doi 10.1145/2660193.2660195) read at position i of a sequence that starts at a hash of
(seed, s, t). So results are the same for one thread or many, in any order, in numpy or numba. Each
draw has 64 bits, used as two independent numbers of 32: an event of chance p happens if the number
is below p·2³².
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
Kernel = TypeVar("Kernel", bound=Callable[..., Any])

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)
LOW_HALF = np.uint64(0xFFFFFFFF)
_MASK = (1 << 64) - 1


class Stream(enum.IntEnum):
    """What a draw is for; each use has numbers of its own."""

    INMINBAN, WORKPLACE, LONG = 1, 2, 3
    INFORMER, HOLDER, HOME_TRUST = 11, 12, 13
    EXCHANGE, AFTERMATH, INFLOW = 21, 22, 23
    OPEN_TIE, REMOVAL, NOISE = 31, 32, 33
    SEED, THRESHOLD = 41, 42


def compiled(kernel: Kernel) -> Kernel:
    """Compile a kernel for one thread; keep the machine code on disk."""
    return cast(Kernel, numba.njit(cache=True)(kernel))


def inlined(kernel: Kernel) -> Kernel:
    """Compile a small function into each kernel that calls it."""
    return cast(Kernel, numba.njit(cache=True, inline="always")(kernel))


def compiled_parallel(kernel: Kernel) -> Kernel:
    """Compile a kernel whose `prange` loops run on all threads; keep the code on disk."""
    return cast(Kernel, numba.njit(cache=True, parallel=True)(kernel))


@inlined
def draw(start: np.uint64, item: int) -> np.uint64:
    """Return 64 random bits of one item, inside kernels; equal to `draws`."""
    x = start + (np.uint64(item) + np.uint64(1)) * GOLDEN
    x = (x ^ (x >> np.uint64(30))) * FIRST
    x = (x ^ (x >> np.uint64(27))) * SECOND
    return x ^ (x >> np.uint64(31))


def draws(start: np.uint64, items: npt.NDArray[np.int64]) -> Words:
    """Return 64 random bits for each item, an array of the same shape."""
    x = start + (items.astype(np.uint64) + np.uint64(1)) * GOLDEN
    x = (x ^ (x >> np.uint64(30))) * FIRST
    x = (x ^ (x >> np.uint64(27))) * SECOND
    return x ^ (x >> np.uint64(31))


def start_of(seed: int, stream: int, step: int = 0) -> np.uint64:
    """Return where the sequence of a stream and step begins: a hash of the three numbers."""
    x = 0
    for part in (seed, stream, step):
        x = _scramble((x ^ (part & _MASK)) + int(GOLDEN))
    return np.uint64(x)


def bar(chance: float) -> np.uint64:
    """Return the number below which an event of this chance happens, chance·2³² rounded."""
    return np.uint64(round(chance * 2**32))


def happens(seed: int, stream: int, count: int, chance: float, step: int = 0) -> Bools:
    """Return for items 0 … count − 1 whether an event of this chance happens; shape (count,)."""
    bits = draws(start_of(seed, stream, step), np.arange(count, dtype=np.int64))
    return (bits >> np.uint64(32)) < bar(chance)


def uniforms(seed: int, stream: int, count: int) -> npt.NDArray[np.float64]:
    """Return one number in [0, 1) for each item 0 … count − 1, with 53 random bits; shape (count,)."""
    bits = draws(start_of(seed, stream), np.arange(count, dtype=np.int64))
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _scramble(x: int) -> int:
    """Apply the finaliser of SplitMix64 to a plain integer."""
    x &= _MASK
    x = ((x ^ (x >> 30)) * int(FIRST)) & _MASK
    x = ((x ^ (x >> 27)) * int(SECOND)) & _MASK
    return x ^ (x >> 31)
