"""What each reading of a claim says under each setting of its choices, and which of these differ."""

import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from joblib import Parallel, delayed

from nkbook import files
from nkbook.claims.evaluation import Finding
from nkbook.claims.evaluation import evaluate as evaluate_claim
from nkbook.claims.evidence import Key
from nkbook.claims.registry import canonical
from nkbook.claims.rule import Stance
from nkbook.multiverse.evidence import Remembered
from nkbook.multiverse.fold import FAILED, Class, bare
from nkbook.multiverse.settings import Options, Plan

Evaluate = Callable[..., Finding]

SAME = 1e-9  # of their size; estimates of the same rows that are nearer are one
# Large enough that passing a batch to another process costs little.
BATCH = 25


@dataclass(frozen=True)
class Outcome:
    """One reading under one setting of its choices.

    options: number of the option of each choice that it faces. estimate, lower, upper: in the unit of
    the criterion. found: what the rule sees of it; None without evidence, "failed" with an error. rows:
    hash of the keys of the rows seen. series: those that they belong to.
    """

    reading: str
    options: Options
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    found: Class = None
    rows: str = ""
    series: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Analysis:
    """One distinct analysis of a reading: all settings that lead to the same rows and estimate.

    first: the outcome nearest to the default, whose interval and stance stand for all. mask: the shared
    settings in which it occurs, as bits.
    """

    first: Outcome
    mask: int


def evaluate(claim: str, **choices: Any) -> Finding:
    """Evaluate one reading of a claim as `nkbook.claims.evaluate` does, remembering what was looked up."""
    return evaluate_claim(claim, look_up=Remembered, **choices)


def outcome(
    plan: Plan, reading: str, options: Options, function: Evaluate = evaluate, **more: Any
) -> Outcome:
    """Return what a reading says under a setting; an error of the evaluation becomes part of it.

    more: choices beside those that make analyses differ, e.g. a level of the interval.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = function(plan.item.id, **(plan.arguments(reading, options) | more))
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        text = f"{type(error).__name__}: {error} ({place.name}, line {place.lineno})"
        return Outcome(reading, options, found=FAILED, error=" ".join(text.split()))
    estimate, lower, upper = (
        None if x is None else float(x) for x in (found.estimate, found.lower, found.upper)
    )
    rows, series = _seen(frozenset(found.rows))
    return Outcome(reading, options, estimate, lower, upper, found.stance, rows, series)


def outcomes(
    plan: Plan, function: Evaluate = evaluate, jobs: int = 1, progress: Callable[[int], None] = lambda _: None
) -> dict[str, list[Outcome]]:
    """Evaluate every reading of a claim under every setting that it faces, each once.

    jobs: parallel tasks. progress: told the number of evaluations done, batch by batch.
    """
    work = [(reading, options) for reading in plan.item.readings for options in plan.grid(reading)]
    batches = [work[at : at + BATCH] for at in range(0, len(work), BATCH)]
    found: dict[str, list[Outcome]] = {reading: [] for reading in plan.item.readings}
    for batch in _evaluated(plan, batches, function, jobs):
        for one in batch:
            found[one.reading].append(one)
        progress(len(batch))
    return found


def distinct(plan: Plan, found: Iterable[Outcome]) -> list[Analysis]:
    """Return the distinct analyses of one reading in order of their estimates; silent ones at the end.

    Analyses are one where they read the same rows and no gap between sorted estimates parts them. A
    failed one is never another's repetition.
    """
    groups: dict[Any, list[Outcome]] = {}
    for one in found:
        groups.setdefault(one.options if one.error else one.rows, []).append(one)
    clusters = (cluster for group in groups.values() for cluster in _linked(group))
    analyses = [_analysis(plan, cluster) for cluster in clusters]
    return sorted(
        analyses, key=lambda a: (a.first.estimate is None, a.first.estimate or 0.0, a.first.options)
    )


def table(plan: Plan, reading: str, analyses: Iterable[Analysis], *, abstains: bool = False) -> Counter[Any]:
    """Return how many analyses of a reading take which stance in which shared settings, for `fold`.

    abstains: whether the reading carries no side at all, since noise would look as decided. Where
    its constraints leave it no setting the reading has no say.
    """
    found: Counter[tuple[int, Class]] = Counter()
    covered = 0
    for one in analyses:
        covered |= one.mask
        seen = one.first.found
        found[(one.mask, Stance() if abstains and isinstance(seen, Stance) else bare(seen))] += 1
    rest = ((1 << len(plan.settings)) - 1) & ~covered
    if rest:
        found[(rest, None)] += 1
    return found


def heard(analyses: Iterable[Analysis]) -> list[Analysis]:
    """Return the analyses that found evidence."""
    return [one for one in analyses if one.first.estimate is not None]


@lru_cache(maxsize=4096)
def _seen(rows: frozenset[Key]) -> tuple[str, tuple[str, ...]]:
    """Return the hash of keys of rows, and the series that they belong to."""
    # A key is unique in the data package, so the keys tell which rows were seen.
    text = canonical(sorted(map(list, rows))) if rows else ""
    return files.sha256(text.encode())[:16] if rows else "", tuple(sorted({key[0] for key in rows}))


def _analysis(plan: Plan, members: list[Outcome]) -> Analysis:
    mask = 0
    for one in members:
        mask |= plan.mask(one.reading, one.options)
    nearest = min(members, key=lambda one: (len(plan.changed(one.reading, one.options)), one.options))
    return Analysis(nearest, mask)


def _linked(group: list[Outcome]) -> Iterator[list[Outcome]]:
    """Yield the clusters of outcomes of the same rows, by single linkage of their estimates."""
    silent = [one for one in group if one.estimate is None]
    if silent:
        yield silent
    ordered = sorted(
        (one for one in group if one.estimate is not None), key=lambda one: (one.estimate, one.options)
    )
    numbers = [abs(x) for one in ordered for x in (one.estimate, one.lower, one.upper) if x is not None]
    gap = SAME * max(numbers, default=0.0)
    start = 0
    for at, (one, other) in enumerate(pairwise(ordered), start=1):
        if (other.estimate or 0.0) - (one.estimate or 0.0) > gap:
            yield ordered[start:at]
            start = at
    if ordered:
        yield ordered[start:]


def _evaluated(
    plan: Plan, batches: list[list[tuple[str, Options]]], function: Evaluate, jobs: int
) -> Iterable[list[Outcome]]:
    if jobs == 1 or len(batches) < 2:
        return (_batch(plan, batch, function) for batch in batches)
    found: Iterable[list[Outcome]] = Parallel(jobs, return_as="generator")(
        delayed(_batch)(plan, batch, function) for batch in batches
    )
    return found


def _batch(plan: Plan, batch: list[tuple[str, Options]], function: Evaluate) -> list[Outcome]:
    return [outcome(plan, reading, options, function) for reading, options in batch]
