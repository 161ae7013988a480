"""How strict one may be before a verdict turns: level of the interval, design effect, other errors.

Strictness never moves an estimate, so that it is no analysis. The claim is evaluated again with all
choices at their default and more strictness, until its side changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nkbook.claims.registry import canonical
from nkbook.multiverse.agreement import DECIDED, Change, Claimed, carriers
from nkbook.multiverse.analyses import Evaluate, Outcome, evaluate, outcome
from nkbook.multiverse.settings import Plan

LEVEL = 0.95  # default of `nkbook.claims.evaluate`
HIGHEST = 0.999  # level of the interval up to which is searched
LARGEST = 10.0  # design effect up to which is searched


@dataclass(frozen=True)
class Strictness:
    """Up to what a decided side holds.

    level: of the interval, as a share. design_effect: by how much clusters may enlarge the variance; None
    where no reading that decides draws a sample. Both end at the largest value searched. turned: options
    of other choices of strictness under which the side changes.
    """

    level: float
    design_effect: float | None
    turned: list[Change]


def strictness(found: Claimed, function: Evaluate = evaluate) -> Strictness | None:
    """Return up to what the side of a claim holds; None where no side is decided."""
    default, item = found.side(), found.plan.item
    if default not in DECIDED:
        return None

    plan = found.plan
    silent = {key for key in found.stated if plan.default(key) not in found.by_options[key]}

    def holds(**more: Any) -> bool:
        rows = {key: [] if key in silent else [_strict(plan, key, function, more)] for key in found.stated}
        return Claimed(plan, rows, found.abstains).side() == default

    clustered = any("design_effect" in found.plan.takes[key] for key in carriers(found))
    least = float(item.choices["design_effect"].default) if "design_effect" in item.choices else 1.0  # type: ignore[arg-type]
    names = [n for n, c in item.choices.items() if c.type == "S" and n not in ("confidence", "design_effect")]
    return Strictness(
        largest(lambda x: holds(confidence=x), LEVEL, HIGHEST, 1e-4),
        largest(lambda x: holds(design_effect=x), least, LARGEST, 0.01) if clustered else None,
        [
            {name: value}
            for name in names
            for value in item.choices[name].values
            if canonical(value) != canonical(item.choices[name].default) and not holds(**{name: value})
        ],
    )


def _strict(plan: Plan, key: str, function: Evaluate, more: dict[str, Any]) -> Outcome:
    return outcome(plan, key, plan.default(key), function, **more)


def largest(holds: Callable[[float], bool], low: float, high: float, within: float) -> float:
    """Return, by bisection, how far above `low` something holds, at most `high`, to `within` below."""
    if holds(high):
        return high
    while high - low > within:
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
