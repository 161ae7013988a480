"""How far a verdict rests on choices: shares, flips, shares of variance, label.

Verdicts are compared by side, as in `nkbook.claims.rule.combine`: supported and supported
within limits are one side, and a universe that finds no evidence has no say.
"""

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nkbook.claims.registry import Claim, canonical
from nkbook.claims.rule import SUPPORTING, Verdict
from nkbook.multiverse.outcomes import Outcome

ROBUST, MIXED, FRAGILE = "robust", "mixed", "fragile"
# Verdicts that say something about the claim, for which noise must be ruled out.
DECIDED = (Verdict.SUPPORTED, Verdict.CONTRADICTED)


@dataclass(frozen=True)
class Thresholds:
    """What counts as robust: agreement among equivalent universes, and the level of joint inference."""

    agreement: float = 0.95
    level: float = 0.05


@dataclass(frozen=True)
class Robustness:
    """What the universes of one claim say about its verdict.

    universes, distinct: allowed universes evaluated, and those left without redundant ones.
    silent: distinct universes that find no evidence. failed: universes with an error. verdicts: number
    of distinct universes by kind (E, U, N) and verdict. agreement: share of the E universes that
    find evidence and end on the side of the default; None without any. flip_index: share of the
    universes one choice away, other questions (N) left out, that end on another side. flips: the
    smallest sets of choices that lead there, each choice with its option. variance: share of the
    estimates' variance per choice (Shapley). joint: p value of the joint inference, where the
    claim has a sampling model.
    """

    claim: str
    verdict: str
    universes: int
    distinct: int
    silent: int
    failed: int
    verdicts: dict[str, dict[str, int]]
    agreement: float | None
    flip_index: float | None
    flips: list[dict[str, Any]]
    equivalent_flips: list[dict[str, Any]]
    variance: dict[str, float]
    joint: float | None
    label: str


def robustness(
    item: Claim, table: Iterable[Outcome], joint: float | None = None, thresholds: Thresholds | None = None
) -> Robustness:
    """Return what the outcomes of a claim's universes say about its verdict.

    joint: p value of `nkbook.multiverse.joint`. thresholds: what counts as robust.
    """
    rows = list(table)
    heard = [o for o in rows if not o.error]
    default = next((o for o in heard if o.distance == 0), None)
    distinct = [o for o in heard if not o.same_as]
    near = [o for o in heard if o.distance == 1 and o.kind != "N" and not _repeats(o, default)]
    flips = minimal_flips(item, heard, default)
    equivalent_rows = [o for o in distinct if o.kind == "E"]
    agreed = _share_of(side(default.verdict), equivalent_rows) if default else None
    equivalent = [
        flip for flip in minimal_flips(item, [o for o in heard if o.kind == "E"], default) if len(flip) == 1
    ]
    return Robustness(
        claim=item.id,
        verdict=default.verdict if default else "",
        universes=len(rows),
        distinct=len(distinct),
        silent=sum(side(o.verdict) is None for o in distinct),
        failed=len(rows) - len(heard),
        verdicts={
            kind: dict(sorted(Counter(o.verdict for o in distinct if o.kind == kind).items()))
            for kind in "EUN"
        },
        agreement=agreed,
        flip_index=_flip_index(near, default),
        flips=flips,
        equivalent_flips=equivalent,
        variance=variance_shares(item, heard),
        joint=joint,
        label=label(default, agreed, bool(equivalent), joint, thresholds or Thresholds()),
    )


def side(verdict: str) -> Verdict | None:
    """Return the side of a verdict: supporting ones are one, "not testable" is none."""
    found = Verdict(verdict)
    if found is Verdict.NOT_TESTABLE:
        return None
    return Verdict.SUPPORTED if found in SUPPORTING else found


def label(
    default: Outcome | None, agreement: float | None, flipped: bool, joint: float | None, limits: Thresholds
) -> str:
    """Return robust, fragile or mixed; "" where the default universe finds no evidence.

    Fragile: one equivalent choice alone flips the default. Robust: none does, nearly all
    equivalent universes agree, and, where there is a sampling model, noise would rarely look so.
    """
    if default is None or agreement is None or side(default.verdict) is None:
        return ""
    if flipped:
        return FRAGILE
    noise = joint is not None and joint > limits.level and side(default.verdict) in DECIDED
    return ROBUST if agreement >= limits.agreement and not noise else MIXED


def shares(found: Robustness, kinds: str) -> dict[str, float]:
    """Return the share of each verdict among the distinct universes of kinds, e.g. "E" or "EU"."""
    counts: Counter[str] = Counter()
    for kind in kinds:
        counts.update(found.verdicts.get(kind, {}))
    total = sum(counts.values())
    return {str(v): counts[str(v)] / total for v in Verdict if counts[str(v)]} if total else {}


def agreeing(found: Robustness, kinds: str) -> tuple[float, int]:
    """Return the share of distinct universes of kinds that end on the side of the default, and their number.

    Universes that find no evidence are left out; the share is 1 where nothing else is left.
    """
    heard = [
        (side(verdict), count)
        for kind in kinds
        for verdict, count in found.verdicts.get(kind, {}).items()
        if side(verdict) is not None
    ]
    total = sum(count for _, count in heard)
    same = sum(count for found_side, count in heard if found_side is side(found.verdict))
    return (same / total if total else 1.0), total


def minimal_flips(item: Claim, table: Iterable[Outcome], default: Outcome | None) -> list[dict[str, Any]]:
    """Return the smallest sets of choices, with their options, that flip the default's side.

    Universes that ask another question (N) are left out. Empty where none flips.
    """
    if default is None or side(default.verdict) is None:
        return []
    other = [o for o in table if o.kind != "N" and side(o.verdict) not in (None, side(default.verdict))]
    if not other:
        return []
    least = min(o.distance for o in other)
    found = [_changes(item, o) for o in other if o.distance == least]
    return sorted(found, key=canonical)


def variance_shares(item: Claim, table: Iterable[Outcome]) -> dict[str, float]:
    """Return the share of the estimates' variance that each choice carries (Shapley); sums to one.

    Taken over all universes of types E and U with an estimate, redundant ones included: choices
    stay crossed then, and one that matters in one reading only does not borrow from the reading.
    All shares are zero where the estimates do not vary.
    """
    rows = [o for o in table if o.kind != "N" and o.estimate is not None and math.isfinite(o.estimate)]
    names = sorted(name for name, choice in item.choices.items() if choice.type != "N")
    estimates = np.array([o.estimate for o in rows], dtype=float)
    total = float(estimates.var()) if len(rows) else 0.0
    if total <= 1e-24 * max(1.0, float(np.abs(estimates).max(initial=0.0)) ** 2):
        return dict.fromkeys(names, 0.0)
    codes = {name: _codes([o.options[name] for o in rows]) for name in names}
    found = shapley(names, lambda subset: explained(estimates, [codes[n] for n in subset]))
    return {name: round(value / total, 12) + 0.0 for name, value in found.items()}


def explained(values: np.ndarray, factors: Sequence[np.ndarray]) -> float:
    """Return the variance of `values` that groups by `factors` explain, in squared units."""
    if not factors:
        return 0.0
    _, groups = np.unique(np.column_stack(factors), axis=0, return_inverse=True)
    groups = groups.reshape(-1)
    size = np.bincount(groups)
    means = np.bincount(groups, weights=values) / size
    return float(size @ (means - values.mean()) ** 2 / len(values))


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


def _flip_index(near: list[Outcome], default: Outcome | None) -> float | None:
    if default is None or side(default.verdict) is None:
        return None
    heard = [o for o in near if side(o.verdict) is not None]
    return 1 - share if (share := _share_of(side(default.verdict), heard)) is not None else None


def _share_of(wanted: Verdict | None, rows: list[Outcome]) -> float | None:
    heard = [o for o in rows if side(o.verdict) is not None]
    return sum(side(o.verdict) == wanted for o in heard) / len(heard) if heard else None


def _repeats(o: Outcome, default: Outcome | None) -> bool:
    return default is not None and o.same_as == default.universe


def _changes(item: Claim, o: Outcome) -> dict[str, Any]:
    options: Mapping[str, Any] = o.options
    return {
        name: options[name]
        for name, choice in sorted(item.choices.items())
        if canonical(options[name]) != canonical(choice.default)
    }


def _codes(values: list[Any]) -> np.ndarray:
    texts = [canonical(value) for value in values]
    place = {text: number for number, text in enumerate(sorted(set(texts)))}
    return np.array([place[text] for text in texts])
