"""How far a verdict rests on choices: exact shares, what turns it, what carries it, its label.

Supported and supported within limits are one side. Everything is said by reading first, since a
claim's combinations are multiplied by choices that change nothing.
"""

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from nkbook.claims.registry import Value
from nkbook.claims.rule import CONTRADICTING, SIDES, SUPPORTING, Stance, rule
from nkbook.multiverse.analyses import Analysis, Outcome, distinct, heard, table
from nkbook.multiverse.fold import Class, Reader, bare, fold, side
from nkbook.multiverse.settings import Options, Plan

DECIDED = ("supported", "contradicted", "holds in part")
FEW = 10  # fewer analyses, added over the readings that carry the verdict, are few
STEADY = 0.95  # share of combinations, and of the analyses of one reading, that agree

Change = dict[str, Value]


@dataclass(frozen=True)
class Claimed:
    """The evaluated analyses of one claim. abstains: readings that noise keeps from carrying a side."""

    plan: Plan
    outcomes: Mapping[str, Sequence[Outcome]]
    abstains: frozenset[str] = frozenset()
    analyses: dict[str, list[Analysis]] = field(init=False)

    def __post_init__(self) -> None:
        found = {key: distinct(self.plan, rows) for key, rows in self.outcomes.items()}
        object.__setattr__(self, "analyses", found)

    @cached_property
    def stated(self) -> list[str]:
        """Return the readings of the parts that the essay asserts, which alone decide."""
        item = self.plan.item
        return [key for key in item.readings if item.part_of(key) in item.states]

    @cached_property
    def readers(self) -> dict[str, Reader]:
        """Return the readings that decide, as the fold sees them."""
        return {
            key: Reader(
                self.plan.item.part_of(key),
                table(self.plan, key, self.analyses[key], abstains=key in self.abstains),
            )
            for key in self.stated
        }

    @cached_property
    def everything(self) -> int:
        """Return all allowed shared settings as bits."""
        return (1 << len(self.plan.settings)) - 1

    @cached_property
    def by_options(self) -> dict[str, dict[Options, Outcome]]:
        """Return the outcome of each reading under each setting of what it faces."""
        return {key: {one.options: one for one in rows} for key, rows in self.outcomes.items()}

    def options(self, reading: str, changed: Mapping[str, int]) -> Options:
        """Return the setting of a reading with these choices changed, all else at default."""
        at = self.plan.defaults | dict(changed)
        return tuple(at[name] for name in self.plan.faced[reading])

    def has_say(self, reading: str, changed: Mapping[str, int]) -> bool:
        """Tell whether its constraints allow a reading this setting."""
        return self.options(reading, changed) in self.by_options[reading]

    def heard(self, reading: str, changed: Mapping[str, int]) -> bool:
        """Tell whether a reading finds evidence under this setting."""
        one = self.by_options[reading].get(self.options(reading, changed))
        return one is not None and one.found is not None

    def stance(self, reading: str, changed: Mapping[str, int] | None = None) -> Class:
        """Return what a reading says with these choices changed, all else at default."""
        one = self.by_options[reading].get(self.options(reading, changed or {}))
        found = one.found if one else None
        return Stance() if reading in self.abstains and isinstance(found, Stance) else bare(found)

    def side(self, changed: Mapping[str, int] | None = None) -> str:
        """Return the side on which the claim ends with these choices changed, all else at default."""
        part_of = self.plan.item.part_of
        return side(frozenset((part_of(key), self.stance(key, changed)) for key in self.stated))

    def single_changes(self) -> Iterator[dict[str, int]]:
        """Yield each change of one choice that its constraints allow, all else at default."""
        plan = self.plan
        for name in plan.analytic:
            for option in range(len(plan.item.choices[name].options)):
                changed = {name: option}
                if option != plan.defaults[name] and self._allowed(changed):
                    yield changed

    def _allowed(self, changed: Mapping[str, int]) -> bool:
        name = next(iter(changed))
        at = self.plan.defaults | dict(changed)
        if name in self.plan.shared:
            return tuple(at[n] for n in self.plan.shared) in self.plan.settings
        return any(name in faced and self.has_say(key, changed) for key, faced in self.plan.faced.items())

    def named(self, changed: Mapping[str, int]) -> Change:
        """Return a change with the options that the registry holds."""
        return {name: self.plan.item.choices[name].values[option] for name, option in changed.items()}


@dataclass(frozen=True)
class Agreement:
    """How far the combinations of a claim's analyses agree with its default.

    side: where all defaults end. agree, combinations: numbers of combinations of distinct analyses.
    under: the same two numbers under each option of each shared choice. flips: single choices, all else
    at default, that lead to another side. carried_by: readings that carry the side by default. label:
    hangs, few, steady, mostly; "" for claims that are not decided. shares: of the variance of agreement
    that each reading and shared choice accounts for (Shapley).
    """

    side: str
    agree: int
    combinations: int
    under: list[tuple[str, Value, int, int]]
    flips: list[Change]
    carried_by: list[str]
    label: str
    shares: dict[str, float]


@dataclass(frozen=True)
class OfReading:
    """What the analyses of one reading say.

    analyses: number of distinct ones that find evidence. carry, exclude: how many carry a side, or
    exclude it. default: "supports", "contradicts", "abstains", "silent" or "failed". turned: single
    choices, all else at default, that change what it carries. variance: share of the estimates'
    variance that each choice accounts for (Shapley). failed: errors, each once.
    """

    part: str
    analyses: int
    carry: dict[str, int]
    exclude: dict[str, int]
    default: str
    turned: list[Change]
    variance: dict[str, float]
    failed: list[str]


def agreement(found: Claimed) -> Agreement:
    """Return how far the combinations of a claim agree with its default."""
    default = found.side()
    sides = fold(found.readers, found.everything)
    flips = [found.named(c) for c in found.single_changes() if found.side(c) != default]
    carrying = carriers(found)
    agree, total = sides[default], sides.total()
    return Agreement(
        default,
        agree,
        total,
        list(_conditional(found, default)),
        flips,
        carrying,
        label(found, default, agree / total if total else 0.0, bool(flips), carrying),
        verdict_shares(found, default),
    )


def of_reading(found: Claimed, key: str) -> OfReading:
    """Return what the analyses of a reading say."""
    analyses = heard(found.analyses[key])
    # Where noise would look as decided no analysis of the reading has a say.
    told = () if key in found.abstains else analyses
    stances = [a.first.found for a in told if isinstance(a.first.found, Stance)]
    default = found.stance(key)
    faced = found.plan.faced[key]
    changes = [c for c in found.single_changes() if next(iter(c)) in faced and found.heard(key, c)]
    return OfReading(
        found.plan.item.part_of(key),
        len(analyses),
        {s: sum(one.carries == s for one in stances) for s in SIDES},
        {s: sum(s in one.excludes for one in stances) for s in SIDES},
        word(default),
        [found.named(c) for c in changes if default and word(found.stance(key, c)) != word(default)],
        estimate_shares(found.plan, key, found.outcomes[key]),
        sorted({one.error for one in found.outcomes[key] if one.error}),
    )


def word(found: Class) -> str:
    """Return what an analysis says in one word."""
    if isinstance(found, Stance):
        return found.carries or "abstains"
    return found or "silent"


def carriers(found: Claimed) -> list[str]:
    """Return the readings that by default carry the side on which their part ends."""
    parts: dict[str, list[str]] = {}
    for key in found.stated:
        parts.setdefault(found.plan.item.part_of(key), []).append(key)
    keys = []
    for members in parts.values():
        stances = {key: one for key in members if isinstance(one := found.stance(key), Stance)}
        verdict = rule(stances.values()).verdict
        ended = "supports" if verdict in SUPPORTING else "contradicts" if verdict in CONTRADICTING else None
        keys += [key for key, one in stances.items() if one.carries == ended]
    return keys


def label(found: Claimed, default: str, share: float, flips: bool, carrying: Sequence[str]) -> str:
    """Return how firmly a decided side stands; "" where no side is decided."""
    if default not in DECIDED:
        return ""
    if flips:
        return "hangs"
    counts = {key: len(heard(found.analyses[key])) for key in carrying}
    if sum(counts.values()) < FEW:
        return "few"
    alone = (
        sum(word(a.first.found) == word(found.stance(key)) for a in heard(found.analyses[key])) / counts[key]
        for key in carrying
    )
    return "steady" if share >= STEADY and any(one >= STEADY for one in alone) else "mostly"


def estimate_shares(plan: Plan, key: str, rows: Iterable[Outcome]) -> dict[str, float]:
    """Return the share of the variance of a reading's estimates that each choice accounts for."""
    told = [one for one in rows if one.estimate is not None]
    estimates = np.array([one.estimate for one in told], dtype=float)
    # A spread in the last digits of a float is no spread.
    if not len(told) or np.ptp(estimates) <= 1e-9 * np.abs(estimates).max():
        return {}
    codes = np.array([one.options for one in told])
    return shares(plan.faced[key], estimates, codes, np.full(len(told), 1 / len(told)))


def verdict_shares(found: Claimed, default: str) -> dict[str, float]:
    """Return the share of the variance of agreement that each reading and shared choice accounts for.

    Every allowed shared setting weighs alike, and under it every distinct analysis of a reading. What
    counts of an analysis is its stance.
    """
    names = [*found.plan.shared, *found.stated]
    codes, weights, agree = [], [], []
    known: dict[Class, int] = {}
    for bit, setting in enumerate(found.plan.settings):
        # An analysis in several settings is told apart by its stance alone.
        under = [_classes(found.readers[key], bit) for key in found.stated]
        for combination in itertools.product(*(classes.items() for classes in under)):
            classes = [c for c, _ in combination]
            codes.append([*setting, *(known.setdefault(c, len(known)) for c in classes)])
            weights.append(math.prod(share for _, share in combination) / len(found.plan.settings))
            parts = (found.readers[key].part for key in found.stated)
            agree.append(side(frozenset(zip(parts, classes, strict=True))) == default)
    values = np.array(agree, dtype=float)
    if not len(values) or values.min() == values.max():
        return {}
    return shares(names, values, np.array(codes), np.array(weights))


def shares(
    names: Sequence[str], values: np.ndarray, codes: np.ndarray, weights: np.ndarray
) -> dict[str, float]:
    """Return the share of the variance of values that each factor accounts for, adding up to 1.

    codes: one column of integers for each name. weights: of the values, adding up to 1.
    """
    total = explained(values, codes, weights)
    place = {name: at for at, name in enumerate(names)}
    found = shapley(names, lambda subset: explained(values, codes[:, [place[n] for n in subset]], weights))
    return {name: round(value / total, 12) + 0.0 for name, value in found.items()}


def explained(values: np.ndarray, codes: np.ndarray, weights: np.ndarray) -> float:
    """Return the variance of values that groups by columns of codes explain, in squared units."""
    if not codes.shape[1]:
        return 0.0
    _, groups = np.unique(codes, axis=0, return_inverse=True)
    size = np.bincount(groups.reshape(-1), weights=weights)
    means = np.bincount(groups.reshape(-1), weights=weights * values) / size
    return float(size @ (means - weights @ values) ** 2)


def shapley(names: Sequence[str], worth: Callable[[tuple[str, ...]], float]) -> dict[str, float]:
    """Return the Shapley value of each name; together they are worth what all of them are worth."""
    count = len(names)
    known = {
        subset: worth(subset) for size in range(count + 1) for subset in itertools.combinations(names, size)
    }
    found = dict.fromkeys(names, 0.0)
    for subset, value in known.items():
        size = len(subset)
        for name in names:
            # A subset counts for a member with the weight that it counts against a stranger with.
            before = size - 1 if name in subset else size
            weight = 1 / (count * math.comb(count - 1, before))
            found[name] += weight * value if name in subset else -weight * value
    return found


def _classes(reader: Reader, bit: int) -> dict[Class, float]:
    """Return the share of a reading's analyses that takes each stance under one shared setting."""
    counts: dict[Class, int] = {}
    for (mask, found), number in reader.table.items():
        if mask >> bit & 1:
            counts[found] = counts.get(found, 0) + number
    return {found: number / sum(counts.values()) for found, number in counts.items()}


def _conditional(found: Claimed, default: str) -> Iterator[tuple[str, Value, int, int]]:
    for place, name in enumerate(found.plan.shared):
        for option, value in enumerate(found.plan.item.choices[name].values):
            bits = sum(1 << bit for bit, s in enumerate(found.plan.settings) if s[place] == option)
            if bits:
                sides = fold(found.readers, bits)
                yield name, value, sides[default], sides.total()
