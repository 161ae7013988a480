"""What each reading measured, whatever the line: enough to set it against a line that a reader moves.

A measurement does not know the criterion; only where it stands does. So every setting of a reading's choices
is measured once more, and what the rule of verdicts needs of it is kept in `chapters/lines`, sealed by its
key as results are. Numbers are kept in full, so that a line put on an end of an interval stands on it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

from nkbook import files, paths
from nkbook.claims.answers import Measurement, answers, ends
from nkbook.claims.evaluation import Finding, _kinds, _people, _smallest, origins_of
from nkbook.claims.phrases import LEDGER
from nkbook.claims.registry import Claim
from nkbook.claims.registry import claim as find_claim
from nkbook.claims.rule import Stance
from nkbook.data.package import note_read
from nkbook.errors import BookError, NoEvidence
from nkbook.methods.residents import Residents
from nkbook.multiverse import content
from nkbook.multiverse.analyses import Outcome, distinct, outcomes
from nkbook.multiverse.evidence import Remembered
from nkbook.multiverse.settings import Options, plan

LEVEL = 0.95  # of the intervals that the book shows


@dataclass(frozen=True)
class Measured(Stance):
    """What a stance is made from, before a line is drawn.

    ends: of the interval, None where it has no end. cannot: why it carries no side wherever the line stands,
    "grade_c" or "no_interval", else "". bounds: the ends bound what is not known. kinds: of limits, but for
    the population. people: whether leavers stand for residents; a list of both bounds on rung 1 and the
    weight of covered provinces where these follow. smallest: the difference that it would show.
    """

    ends: tuple[float | None, float | None] = (None, None)
    cannot: str = ""
    bounds: bool = False
    kinds: tuple[str, ...] = ()
    people: bool | tuple[float, float, float] = False
    smallest: float | None = None


def measured(
    claim: str,
    *,
    reading: str,
    grades: str = "ABC",
    start_year: int | None = None,
    end_year: int | None = None,
    exclude: tuple[str, ...] = (),
    **options: object,
) -> Finding:
    """Return what a reading finds, with what its stance is made from in place of the stance."""
    item = find_claim(claim)
    rows = Remembered(item.readings[reading], grades, start_year, end_year, exclude)
    try:
        found = answers(claim).measure(rows, reading, LEVEL, **options)
    except NoEvidence as error:
        return Finding(claim, item.part_of(reading), reading, reason=str(error))
    observed = {row["source"] for row in rows.observed.values()}
    about = _people(item, reading, found, observed)
    low, high = ends(found)
    stance = Measured(
        origins=frozenset(origins_of(observed)),
        ends=(_finite(low), _finite(high)),
        cannot=_cannot(found, {row["grade"] for row in rows.observed.values()}),
        bounds=found.bounds,
        kinds=tuple(sorted(_kinds(item, reading, found))),
        people=(*about.bounds[1], about.weight) if isinstance(about, Residents) else about,
        smallest=_smallest(found, LEVEL, item.criterion_of(reading).unit),
    )
    return Finding(
        claim,
        item.part_of(reading),
        reading,
        found.estimate,
        found.lower,
        found.upper,
        stance=stance,
        rows=rows.seen,
    )


@dataclass(frozen=True)
class Readings:
    """What one reading measured under all settings of its choices.

    found: distinct measurements, as plain values: `estimate`, `origins` and the fields of `Measured`. grid:
    by setting, its options joined, the number of its measurement; None without evidence. analyses: of each
    distinct analysis the number of its measurement, and the shared settings in which it occurs, in
    hexadecimal digits.
    """

    found: list[dict[str, Any]]
    grid: dict[str, int | None]
    analyses: list[tuple[int | None, str]]


def renewed(items: Iterable[Claim], jobs: int = -1) -> Iterator[str]:
    """Measure the readings of claims, store what is found, and yield the id of each claim done."""
    for item in items:
        store(item, compute(item, jobs))
        yield item.id


def compute(item: Claim, jobs: int = 1) -> dict[str, Readings]:
    """Measure every reading of a claim under every setting; raise `BookError` where one fails."""
    planned = plan(item)
    found = outcomes(planned, measured, jobs)
    told: dict[str, Readings] = {}
    for reading, rows in found.items():
        if failed := next((one.error for one in rows if one.error), ""):
            raise BookError(f"{item.id}, {reading}: {failed}")
        kept: list[dict[str, Any]] = []
        grid = {joined(one.options): _number(one, kept) for one in rows}
        analyses = [(grid[joined(one.first.options)], f"{one.mask:x}") for one in distinct(planned, rows)]
        told[reading] = Readings(kept, grid, analyses)
    return told


def joined(options: Options) -> str:
    """Return a setting as one word, a digit for each choice."""
    return "".join(map(str, options))


def folder() -> Path:
    """Return where measurements lie: one small file for each claim."""
    return paths.chapters() / "lines"


def has_lines(item: Claim) -> bool:
    """Tell whether some part of a claim has readings and a line that is more than none against one."""
    return any(part.readings and part.criterion.unit != LEDGER for part in item.parts.values())


def stale(item: Claim) -> bool:
    """Tell whether something that the measurements of a claim depend on has changed."""
    return bool(files.stored(folder() / f"{item.id}.json").get("key") != _key(item))


def store(item: Claim, found: dict[str, Readings]) -> None:
    """Write the measurements of a claim; the same measurements are the same bytes."""
    plain = {"key": _key(item), "readings": {name: asdict(one) for name, one in found.items()}}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    # A line for each measurement keeps a change of it readable.
    files.write_atomic(folder() / f"{item.id}.json", text.replace("},{", "},\n{") + "\n")


def stored(claim: str) -> dict[str, Readings]:
    """Return the stored measurements of a claim by reading; raise `BookError` where none are whole."""
    path = folder() / f"{claim}.json"
    note_read(path)
    return _parsed(path, files.stamp(path))


@lru_cache(maxsize=64)
def _parsed(path: Path, _changed: files.Stamp) -> dict[str, Readings]:
    try:
        return {name: Readings(**one) for name, one in files.stored(path)["readings"].items()}
    except (KeyError, TypeError, AttributeError):
        again = f"`nkbook multiverse {path.stem}` makes it again"
        raise BookError(f"chapters/lines/{path.name}: missing or damaged; {again}") from None


def _key(item: Claim) -> str:
    return content.key(item, entries=("nkbook.claims.evaluation", __name__))


def _number(one: Outcome, kept: list[dict[str, Any]]) -> int | None:
    """Return the number of a measurement among those kept, to which it is added if it is new."""
    if one.estimate is None:
        return None
    assert isinstance(one.found, Measured)
    # What a line decides is not kept.
    names = [field.name for field in fields(Measured) if field.name not in ("carries", "excludes", "limits")]
    plain = {"estimate": one.estimate} | {name: getattr(one.found, name) for name in names}
    plain["origins"] = sorted(one.found.origins)
    if plain not in kept:
        kept.append(plain)
    return kept.index(plain)


def _cannot(found: Measurement, grades: set[str]) -> str:
    """Return why a measurement carries no side wherever the line stands; "" where it may."""
    if grades == {"C"}:
        return "grade_c"
    alone = found.lower is None and found.upper is None and not found.counted
    return "no_interval" if found.unsized or alone else ""


def _finite(end: float) -> float | None:
    return end if isfinite(end) else None
