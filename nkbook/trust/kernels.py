"""The compiled steps of the model. `reference` says the same in plain numpy, bit for bit.

Each loop over people or ties may run on many threads. Results do not depend on their number,
because draws are counter-based and because threads that share a cell only ever write a one.
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from nkbook.trust.chance import LOW_HALF, Bools, Words, compiled, compiled_parallel, draw, inlined
from nkbook.trust.networks import Ints, People

Bytes = npt.NDArray[np.uint8]
Needs = npt.NDArray[np.uint16]

# A person is four bits, two people to a byte.
INFORMER, HOLDER, DETAINED = np.uint8(1), np.uint8(2), np.uint8(4)
FOUR_BITS, ZERO = np.uint8(15), np.uint8(0)

# A tie is one byte: the number of unpunished exchanges, or one of these.
MOST_EXCHANGES = 250  # the largest n* a tie can count to
COUNT_LIMIT = np.uint8(251)  # counts stop here where trust is out of reach
NEVER = np.uint8(252)  # the n* of "no number of exchanges is enough"
TRUSTED_FROM_START = np.uint8(254)
PUNISHED = np.uint8(255)

NEVER_ACTS = np.uint16(65535)
ONE = np.uint64(1)

BLOCK = 512  # people whose open ties a thread lists at a time


@inlined
def person_bits(people: Bytes, person: int) -> np.uint8:
    """Return the four bits of one person."""
    # The unsigned number spares a test for negative indices, here and below.
    place = np.uint32(person)
    side = np.uint8((place & np.uint32(1)) << np.uint32(2))
    return np.uint8((people[place >> np.uint32(1)] >> side) & FOUR_BITS)


@inlined
def bit_of(flags: Words, person: int) -> np.uint64:
    """Return one person's bit."""
    place = np.uint32(person)
    return np.uint64((flags[place >> np.uint32(6)] >> np.uint64(place & np.uint32(63))) & ONE)


@inlined
def exchanges_made(luck: np.uint64, arrivals: Words) -> np.int64:
    """Return the exchanges of a month: how many bars the draw has passed."""
    # Most pass three at most, and adding three answers costs less than guessing wrong where to stop.
    made = np.int64(luck >= arrivals[0]) + np.int64(luck >= arrivals[1])
    made += np.int64(luck >= arrivals[2])
    while made >= 3 and made < len(arrivals) and luck >= arrivals[made]:
        made += 1
    return made


@inlined
def add_up(count: np.uint8, made: np.int64) -> np.uint8:
    """Return exchanges so far and new ones, up to COUNT_LIMIT."""
    total = np.int64(count) + made
    return np.uint8(total) if total < np.int64(COUNT_LIMIT) else COUNT_LIMIT


@compiled_parallel
def exchange_month(
    indptr: Ints,
    indices: People,
    tie_ptr: Ints,
    people: Bytes,
    ties: Bytes,
    target: np.uint8,
    ignited: bool,
    arrivals: Words,
    unpunished: Words,
    removal: np.uint64,
    copying: np.uint64,
    exchange_start: np.uint64,
    aftermath_start: np.uint64,
    removed: Bytes,
    reached: Bytes,
) -> tuple[int, int]:
    """Let a month of exchanges pass; return how many ties became trusted and how many were punished.

    Changes `ties`, `removed` and `reached`. people: two to a byte. ties: uint8 (ties,). target: n* or
    NEVER. arrivals: bars of the Poisson law of exchanges per month. unpunished: (2, k), bars of the
    chance that 0 … k − 1 exchanges go unpunished, without and with an informer. removed, reached:
    uint8 (people,), set to one for whoever is detained or given content.
    """
    trusted_now, punished_now = 0, 0  # threads add up their own, in whole numbers
    everybody = len(indptr) - 1
    for block in numba.prange((everybody + BLOCK - 1) // BLOCK):
        first = int(np.int64(block) * BLOCK)
        end = min(everybody, first + BLOCK)
        # First list the ties on which something can happen, without a branch to guess wrong: from
        # the front those that teach, from the back the trusted ones that can only carry content.
        room = np.uint64(tie_ptr[end] - tie_ptr[first] + 2)
        open_end, near = np.empty(room, np.uint64), np.empty(room, np.uint32)
        front, back = np.uint64(0), room - np.uint64(1)
        for person in range(first, end):
            me = person_bits(people, person)
            far = np.uint64(indptr[person + 1] - tie_ptr[person + 1])
            for tie in range(np.uint64(tie_ptr[person]), np.uint64(tie_ptr[person + 1])):
                you = person_bits(people, indices[far + tie])
                count = ties[tie]
                trusted = count >= target
                is_open = (count != PUNISHED) & (((me | you) & (HOLDER | DETAINED)) == HOLDER)
                open_end[front], near[front] = far + tie, person
                open_end[back], near[back] = far + tie, person
                front += np.uint64(is_open & (not trusted) & ignited)
                back -= np.uint64(is_open & trusted & (((me ^ you) & HOLDER) != 0))
        # Then let it happen.
        for place in range(front):
            person, other = int(near[place]), int(indices[open_end[place]])
            tie = open_end[place] - np.uint64(indptr[person + 1] - tie_ptr[person + 1])
            me, you = person_bits(people, person), person_bits(people, other)
            count = ties[tie]
            bits = draw(exchange_start, tie)
            made = exchanges_made(bits >> np.uint64(32), arrivals)
            # Learning stops at trust: later exchanges of the month teach nothing.
            if target != NEVER:
                made = min(made, np.int64(target) - np.int64(count))
            kind = np.uint8((me | you) & INFORMER)
            if (bits & LOW_HALF) >= unpunished[kind, np.uint32(made)]:
                ties[tie] = PUNISHED
                punished_now += 1
                fate = draw(aftermath_start, tie)
                if not me & INFORMER and (fate >> np.uint64(32)) < removal:
                    removed[person] = 1
                if not you & INFORMER and (fate & LOW_HALF) < removal:
                    removed[other] = 1
                continue
            count = add_up(count, made)
            ties[tie] = count
            trusted_now += 1 if count >= target else 0
            one_has_it = ((me ^ you) & HOLDER) != 0
            if (made > 0) & one_has_it & ((draw(aftermath_start, tie) >> np.uint64(32)) < copying):
                reached[other if me & HOLDER else person] = 1
        for place in range(back + np.uint64(1), room):
            person, other = int(near[place]), int(indices[open_end[place]])
            tie = open_end[place] - np.uint64(indptr[person + 1] - tie_ptr[person + 1])
            meet = (draw(exchange_start, tie) >> np.uint64(32)) >= arrivals[0]
            if meet & ((draw(aftermath_start, tie) >> np.uint64(32)) < copying):
                reached[other if person_bits(people, person) & HOLDER else person] = 1
    return trusted_now, punished_now


@compiled_parallel
def people_month(
    people: Bytes,
    count: int,
    removed: Bytes,
    reached: Bytes,
    arrival: np.uint64,
    loss: np.uint64,
    start: np.uint64,
) -> tuple[int, int]:
    """Detain people, give and take content; return how many hold content and how many are detained.

    Clears `removed` and `reached`.
    """
    holders, detained = 0, 0
    for pair in numba.prange(len(people)):
        both = np.uint8(0)
        for side in range(2):
            person = 2 * pair + side
            if person >= count:
                continue
            bits = person_bits(people, person)
            gone = (removed[person] != 0) | ((bits & DETAINED) != 0)
            luck = draw(start, person)
            keeps = (luck & LOW_HALF) >= loss
            gains = (reached[person] != 0) | ((luck >> np.uint64(32)) < arrival)
            holds = (keeps if bits & HOLDER else gains) & (not gone)
            bits = (bits & INFORMER) | (HOLDER if holds else ZERO) | (DETAINED if gone else ZERO)
            removed[person] = 0
            reached[person] = 0
            holders += 1 if holds else 0
            detained += 1 if gone else 0
            both = both | (bits << np.uint8(side << 2))
        people[pair] = both
    return holders, detained


@compiled_parallel
def contagion_step(
    indptr: Ints,
    indices: People,
    needs: Needs,
    acting: Words,
    acting_next: Words,
    noise_start: np.uint64,
    noise: np.uint64,
) -> int:
    """Take one synchronous step of threshold contagion; return how many people start to act.

    acting: one bit a person, 64 people a word; `acting_next` is written.
    needs: acting neighbours a person waits for; NEVER_ACTS for nobody's example.
    noise: bar of the chance to act with at least one, but too few, acting neighbours.
    """
    people = len(indptr) - 1
    started = 0
    for word in numba.prange(len(acting)):
        # The loop's number has no sign; persons have one.
        first = np.int64(64) * np.int64(word)
        now = acting[word]
        grown = now
        for person in range(first, first + 64):
            if person == people:
                break
            bit = ONE << np.uint64(person & 63)
            if now & bit:
                continue
            need = np.int64(needs[person])
            seen = np.int64(0)
            for k in range(indptr[person], indptr[person + 1]):
                if seen >= need:
                    break
                seen += np.int64(bit_of(acting, indices[k]))
            stray = noise > 0 and seen > 0 and need != NEVER_ACTS
            if seen >= need or (stray and (draw(noise_start, person) >> np.uint64(32)) < noise):
                grown |= bit
                started += 1
        acting_next[word] = grown
    return started


@compiled_parallel
def drop_ties_of_detained(indptr: Ints, indices: People, tie_ptr: Ints, people: Bytes, kept: Bools) -> None:
    """Unmark every tie in `kept`, bool (ties,), with an end that is detained."""
    for person in numba.prange(len(indptr) - 1):
        gone = person_bits(people, person) & DETAINED
        far = indptr[person + 1] - tie_ptr[person + 1]
        for tie in range(tie_ptr[person], tie_ptr[person + 1]):
            if gone or person_bits(people, indices[far + tie]) & DETAINED:
                kept[tie] = False


@compiled_parallel
def share_to_count(indptr: Ints, thresholds: npt.NDArray[np.float64]) -> Needs:
    """Return the least count c of k neighbours with c/k ≥ threshold, uint16 (people,); NEVER_ACTS if none."""
    needs = np.empty(len(thresholds), np.uint16)
    for person in numba.prange(len(thresholds)):
        ties, wanted = indptr[person + 1] - indptr[person], thresholds[person]
        needs[person] = NEVER_ACTS
        if ties == 0 or wanted > 1:
            continue
        count = np.int64(max(0.0, np.ceil(wanted * ties)))
        # The product may round across a whole number: let the division itself decide.
        if count > 0 and (count - 1) / ties >= wanted:
            count -= 1
        if count / ties < wanted:
            count += 1
        needs[person] = min(count, np.int64(NEVER_ACTS) - 1)
    return needs


@compiled
def trust_at_home(
    indptr: Ints,
    indices: People,
    tie_ptr: Ints,
    household: int,
    start: np.uint64,
    chance: np.uint64,
    ties: Bytes,
) -> None:
    """Mark ties inside households as trusted from the start, each with this chance."""
    for person in range(len(indptr) - 1):
        far = indptr[person + 1] - tie_ptr[person + 1]
        for tie in range(tie_ptr[person], tie_ptr[person + 1]):
            same = indices[far + tie] // household == person // household
            if same and (draw(start, tie) >> np.uint64(32)) < chance:
                ties[tie] = TRUSTED_FROM_START


@compiled
def component_of_each(indptr: Ints, indices: People, tie_ptr: Ints, keep: Bools) -> Ints:
    """Return for each person the least number in their component over the ties kept, int64 (people,)."""
    people = len(indptr) - 1
    root = np.arange(people)
    for person in range(people):
        far = indptr[person + 1] - tie_ptr[person + 1]
        for tie in range(tie_ptr[person], tie_ptr[person + 1]):
            if keep[tie]:
                a, b = person, np.int64(indices[far + tie])
                while root[a] != a:
                    root[a] = root[root[a]]
                    a = root[a]
                while root[b] != b:
                    root[b] = root[root[b]]
                    b = root[b]
                if a < b:
                    root[b] = a
                else:
                    root[a] = b
    for person in range(people):
        root[person] = root[root[person]]
    return root
