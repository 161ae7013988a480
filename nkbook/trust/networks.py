"""Networks of ties: household, inminban, workplace or school, long ties.

A network is stored as rows (CSR): the neighbours of person i are
`indices[indptr[i] : indptr[i + 1]]`, in rising order. A tie belongs to the lower-numbered of its
two people and is numbered in that order: the ties of i to people above i are the ties
`tie_ptr[i] … tie_ptr[i + 1] − 1`, and their far ends are the last entries of row i.

People of one household, inminban and region carry neighbouring numbers, so most look-ups of a
neighbour stay in the cache.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numba
import numpy as np
import numpy.typing as npt

from nkbook.errors import BookError
from nkbook.trust.chance import (
    LOW_HALF,
    Bools,
    Stream,
    compiled,
    compiled_parallel,
    draw,
    draws,
    inlined,
    start_of,
)
from nkbook.trust.checks import between, whole

Ints = npt.NDArray[np.int64]
People = npt.NDArray[np.int32]
Engine = Literal["numba", "numpy"]

PARTS = ("indptr", "indices", "tie_ptr", "household")


@dataclass(frozen=True, eq=False)
class Network:
    """Undirected ties among `people`; see the module for the layout.

    indptr, indices, tie_ptr: int64 (people + 1), int32 (2 × ties), int64 (people + 1).
    household: size of the households of consecutive people, 1 for none.
    """

    indptr: Ints
    indices: People
    tie_ptr: Ints
    household: int = 1

    @property
    def people(self) -> int:
        """Return how many people."""
        return len(self.indptr) - 1

    @property
    def ties(self) -> int:
        """Return how many ties, each counted once."""
        return int(self.tie_ptr[-1])

    @property
    def degrees(self) -> Ints:
        """Return the ties of each person, int64 (people,)."""
        return np.diff(self.indptr)

    def ends(self) -> tuple[Ints, Ints]:
        """Return the lower and higher end of each tie, two int64 arrays (ties,), of a small network."""
        low = np.repeat(np.arange(self.people), self.degrees)
        forward = self.indices > low
        return low[forward], self.indices[forward].astype(np.int64)

    def at_home(self) -> Bools:
        """Return which ties join people of one household, bool (ties,), of a small network."""
        low, high = self.ends()
        # Households of one person have no ties inside.
        return np.equal(low // self.household, high // self.household)

    def kept(self, keep: Bools, engine: Engine = "numba") -> Network:
        """Return the same people with only the ties marked in `keep`, bool (ties,)."""
        if keep.shape != (self.ties,):
            raise BookError(f"keep has shape {keep.shape}; it must be ({self.ties},), one per tie")
        if engine == "numpy":
            low, high = self.ends()
            return from_ends(self.people, low[keep], high[keep], self.household)
        indptr, indices, tie_ptr = _keep(self.indptr, self.indices, self.tie_ptr, keep)
        return Network(indptr, indices, tie_ptr, self.household)

    def save(self, folder: Path) -> Path:
        """Write the arrays as .npy files into `folder`; return it, for workers to open."""
        folder.mkdir(parents=True, exist_ok=True)
        for part in PARTS:
            np.save(folder / f"{part}.npy", np.asarray(getattr(self, part)))
        return folder

    @classmethod
    def load(cls, folder: Path) -> Network:
        """Open a saved network without reading it into memory (memory maps, read only)."""
        if not (folder / "indptr.npy").exists():
            raise BookError(f"{folder} holds no network; save one there first")
        indptr, indices, tie_ptr = (np.load(folder / f"{p}.npy", mmap_mode="r") for p in PARTS[:3])
        return cls(indptr, indices, tie_ptr, int(np.load(folder / "household.npy")))


@dataclass(frozen=True)
class Layer:
    """Random ties inside groups of `size` people, `ties` per person on average.

    With `dealt` > 1, the people of a region of dealt × size are dealt round to its groups like
    cards, so that neighbours land in different groups. Whoever is left over at the end forms
    one last group.
    """

    stream: int
    size: int
    ties: float
    dealt: int = 1


def layered(
    people: int,
    seed: int = 0,
    *,
    household: int = 4,
    inminban: int = 120,
    inminban_ties: float = 2.0,
    workplace: int = 60,
    workplace_ties: float = 1.9,
    long_ties: float = 3.0,
    engine: Engine = "numba",
) -> Network:
    """Build the layered network of the model.

    people: 2 … 2³¹ − 1. household: size of households, cliques of consecutive people. inminban:
    people per neighbourhood unit, a multiple of `household`. workplace: people per workplace or
    school, drawn from a region of up to 200 of them. …_ties: mean random ties of a person in that
    layer; `long_ties` reach the whole country. Ties drawn twice count once, so the mean degree is
    slightly below the sum. The network is the same for every engine. Raises `BookError` outside the ranges.
    Source: household and inminban sizes from reports (20 to 50 households per inminban);
    numbers of ties are assumptions. Limit: households of one size, fixed ties.
    """
    whole("people", people, 2, 2**31 - 1)
    whole("household", household, 1, 100)
    whole("inminban", inminban, household)
    if inminban % household:
        raise BookError(f"inminban is {inminban}; it must be a multiple of household={household}")
    whole("workplace", workplace, 2)
    layers = [
        Layer(Stream.INMINBAN, inminban, inminban_ties),
        Layer(Stream.WORKPLACE, workplace, workplace_ties, min(200, max(1, people // workplace))),
        Layer(Stream.LONG, people, long_ties),
    ]
    for name, layer in zip(("inminban_ties", "workplace_ties", "long_ties"), layers, strict=True):
        between(name, layer.ties, 0, 1000)
    plans = [_plan(people, layer) for layer in layers]
    starts = np.array([start_of(seed, layer.stream) for layer in layers], dtype=np.uint64)
    if engine == "numpy":
        return _layered_plainly(people, household, plans, starts)
    rows = np.array(plans, dtype=np.int64)
    indptr, indices, tie_ptr = _assemble(people, household, rows, starts)
    return Network(indptr, indices, tie_ptr, household)


def random_ties(people: int, ties: float, seed: int = 0) -> Network:
    """Return a random network (Erdős–Rényi) with `ties` per person on average."""
    return layered(people, seed, household=1, inminban_ties=0, workplace_ties=0, long_ties=ties)


def from_ends(people: int, one: npt.ArrayLike, other: npt.ArrayLike, household: int = 1) -> Network:
    """Return the network with these two ends of ties; doubles and ties to oneself are dropped."""
    a, b = np.asarray(one, dtype=np.int64), np.asarray(other, dtype=np.int64)
    known = [((end >= 0) & (end < people)).all() for end in (a, b)]
    if a.shape != b.shape or not all(known):
        raise BookError(f"ends of ties must be two equally long lists of numbers 0 to {people - 1}")
    low, high = np.minimum(a, b), np.maximum(a, b)
    ties = np.unique((low * people + high)[low != high])
    low, high = ties // people, ties % people
    both = np.sort(np.concatenate([ties, high * people + low]))
    indptr = np.searchsorted(both, np.arange(people + 1) * people)
    tie_ptr = np.searchsorted(ties, np.arange(people + 1) * people)
    return Network(indptr, (both % people).astype(np.int32), tie_ptr, household)


def ring(people: int, radius: int) -> Network:
    """Return a ring where each person knows the `radius` nearest on either side."""
    whole("radius", radius, 1, (people - 1) // 2)
    one = np.repeat(np.arange(people), radius)
    return from_ends(people, one, (one + np.tile(np.arange(1, radius + 1), people)) % people)


def torus(side: int, diagonal: bool = False) -> Network:
    """Return a square grid without border: four neighbours, or eight with `diagonal` (Moore)."""
    whole("side", side, 3)
    row, column = np.divmod(np.arange(side * side), side)
    steps = [(0, 1), (1, 0)] + ([(1, 1), (1, -1)] if diagonal else [])
    far = [(row + down) % side * side + (column + right) % side for down, right in steps]
    return from_ends(side * side, np.tile(np.arange(side * side), len(steps)), np.concatenate(far))


def small_world(people: int, radius: int, rewired: float, seed: int = 0) -> Network:
    """Return the ring, with a share `rewired` of ties led to random people.

    Source: Watts and Strogatz 1998, doi 10.1038/30918.
    """
    low, high = ring(people, radius).ends()
    bits = draws(start_of(seed, Stream.LONG), np.arange(len(low)))
    between("rewired", rewired, 0, 1)
    far = ((bits & LOW_HALF) * np.uint64(people) >> np.uint64(32)).astype(np.int64)
    move = (bits >> np.uint64(32)) < np.uint64(round(rewired * 2**32))
    # Keep the end from which the ring was drawn, also where the ring closes.
    origin = np.where(high - low <= radius, low, high)
    other = np.where(high - low <= radius, high, low)
    return from_ends(people, origin, np.where(move, far, other))


# One layer as whole numbers: size, groups, ties per group, dealt, ties of the last group.
Plan = tuple[int, int, int, int, int]
SIZE, GROUPS, PER_GROUP, DEALT, LEFT_OVER = range(5)


def _plan(people: int, layer: Layer) -> Plan:
    region = layer.size * layer.dealt
    groups = people // region * layer.dealt
    rest = people - groups * layer.size
    return layer.size, groups, _half(layer.size * layer.ties), layer.dealt, _half(rest * layer.ties)


def _half(ends: float) -> int:
    return int(ends / 2 + 0.5)


@inlined
def _ends_of(people: int, plan: Ints, start: np.uint64, tie: int) -> tuple[int, int]:
    """Return the two people of one drawn tie of a layer, by number."""
    bits = draw(start, tie)
    regular = plan[GROUPS] * plan[PER_GROUP]
    size = plan[SIZE] if tie < regular else people - plan[GROUPS] * plan[SIZE]
    one = np.int64(((bits >> np.uint64(32)) * np.uint64(size)) >> np.uint64(32))
    other = np.int64(((bits & LOW_HALF) * np.uint64(size)) >> np.uint64(32))
    if tie >= regular:
        first = plan[GROUPS] * plan[SIZE]
        return first + one, first + other
    group = tie // plan[PER_GROUP]
    region, place = group // plan[DEALT], group % plan[DEALT]
    first = region * plan[DEALT] * plan[SIZE] + place
    return first + one * plan[DEALT], first + other * plan[DEALT]


@compiled
def _assemble(
    people: int, household: int, plans: Ints, starts: npt.NDArray[np.uint64]
) -> tuple[Ints, People, Ints]:
    """Draw every tie twice, once to count and once to store: no list of ties is ever held."""
    indptr = np.zeros(people + 1, np.int64)
    for person in range(people):
        home = person // household * household
        indptr[person + 1] = min(home + household, people) - home - 1
    for layer in range(len(plans)):
        plan, start = plans[layer], starts[layer]
        for tie in range(plan[GROUPS] * plan[PER_GROUP] + plan[LEFT_OVER]):
            one, other = _ends_of(people, plan, start, tie)
            if one != other:
                indptr[one + 1] += 1
                indptr[other + 1] += 1
    for person in range(people):
        indptr[person + 1] += indptr[person]
    indices = np.empty(indptr[people], np.int32)
    place = indptr[:-1].copy()
    for person in range(people):
        home = person // household * household
        for mate in range(home, min(home + household, people)):
            if mate != person:
                indices[place[person]] = mate
                place[person] += 1
    for layer in range(len(plans)):
        plan, start = plans[layer], starts[layer]
        for tie in range(plan[GROUPS] * plan[PER_GROUP] + plan[LEFT_OVER]):
            one, other = _ends_of(people, plan, start, tie)
            if one != other:
                indices[place[one]] = other
                place[one] += 1
                indices[place[other]] = one
                place[other] += 1
    lengths = place  # its work is done: reuse the memory
    _sort_rows(indptr, indices, lengths)
    return _close_gaps(indptr, indices, lengths)


@compiled_parallel
def _sort_rows(indptr: Ints, indices: People, lengths: Ints) -> None:
    """Sort each row, drop doubles, and write the number of neighbours left into `lengths`."""
    for person in numba.prange(len(indptr) - 1):
        row = indices[indptr[person] : indptr[person + 1]]
        for i in range(1, len(row)):
            value, j = row[i], i
            while j > 0 and row[j - 1] > value:
                row[j] = row[j - 1]
                j -= 1
            row[j] = value
        kept = 0
        for i in range(len(row)):
            if i == 0 or row[i] != row[kept - 1]:
                row[kept] = row[i]
                kept += 1
        lengths[person] = kept


@compiled
def _close_gaps(indptr: Ints, indices: People, lengths: Ints) -> tuple[Ints, People, Ints]:
    """Move the rows together, in place, and count each person's ties to people above."""
    people = len(indptr) - 1
    tie_ptr = np.zeros(people + 1, np.int64)
    end = 0
    for person in range(people):
        begin, above = indptr[person], 0
        indptr[person] = end
        for i in range(begin, begin + lengths[person]):
            indices[end] = indices[i]
            end += 1
            above += indices[i] > person
        tie_ptr[person + 1] = tie_ptr[person] + above
    indptr[people] = end
    return indptr, indices[:end], tie_ptr


@compiled
def _keep(indptr: Ints, indices: People, tie_ptr: Ints, keep: Bools) -> tuple[Ints, People, Ints]:
    people = len(indptr) - 1
    new_ptr = np.zeros(people + 1, np.int64)
    new_tie_ptr = np.zeros(people + 1, np.int64)
    for person in range(people):
        far = indptr[person + 1] - tie_ptr[person + 1]
        above = 0
        for tie in range(tie_ptr[person], tie_ptr[person + 1]):
            if keep[tie]:
                above += 1
                new_ptr[indices[far + tie] + 1] += 1
        new_ptr[person + 1] += above
        new_tie_ptr[person + 1] = new_tie_ptr[person] + above
    for person in range(people):
        new_ptr[person + 1] += new_ptr[person]
    new_indices = np.empty(new_ptr[people], np.int32)
    place = new_ptr[:-1].copy()
    # People come in rising order, so every row fills in rising order.
    for person in range(people):
        far = indptr[person + 1] - tie_ptr[person + 1]
        for tie in range(tie_ptr[person], tie_ptr[person + 1]):
            if keep[tie]:
                other = indices[far + tie]
                new_indices[place[person]] = other
                place[person] += 1
                new_indices[place[other]] = person
                place[other] += 1
    return new_ptr, new_indices, new_tie_ptr


def _layered_plainly(
    people: int, household: int, plans: list[Plan], starts: npt.NDArray[np.uint64]
) -> Network:
    """Build the network in plain numpy, as a check on the compiled builder."""
    pairs = []
    for step in range(1, household):
        low = np.arange(max(0, people - step))
        low = low[low // household == (low + step) // household]
        pairs.append((low, low + step))
    for (size, groups, per_group, dealt, left_over), start in zip(plans, starts, strict=True):
        tie = np.arange(groups * per_group + left_over)
        last = tie >= groups * per_group
        span = np.where(last, people - groups * size, size).astype(np.uint64)
        group = np.where(last, 0, tie // max(1, per_group))
        region, place = np.divmod(group, dealt)
        first = np.where(last, groups * size, region * dealt * size + place)
        stride = np.where(last, 1, dealt)
        bits = draws(start, tie)
        one, other = (
            first + ((half * span) >> np.uint64(32)).astype(np.int64) * stride
            for half in (bits >> np.uint64(32), bits & LOW_HALF)
        )
        pairs.append((one, other))
    ones, others = zip(*pairs, strict=True)
    return from_ends(people, np.concatenate(ones), np.concatenate(others), household)
