"""Rerun analyses in notebooks: the function that a sweep calls is what the chapter shows.

A chapter takes its choices as the parameter `choices` (claim to options) and passes them to
`nkbook.claims.assess`, which adds what each reading finds, unrounded, to the file that
NKBOOK_RESULTS names.
"""

import json
import math
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nkbook import notebook, paths
from nkbook.claims import registry
from nkbook.claims.assessment import RESULTS
from nkbook.claims.registry import Claim, Value, canonical
from nkbook.errors import BookError
from nkbook.multiverse.analyses import Evaluate, evaluate
from nkbook.multiverse.settings import plan

TOLERANCE = 1e-12  # relative
NUMBERS = ("estimate", "lower", "upper")

Record = dict[str, Any]
Choices = Mapping[str, Value]


def verify(
    claims: Iterable[str],
    seed: int = 0,
    *,
    chapter: Callable[[Claim], Path] | None = None,
    function: Evaluate = evaluate,
) -> list[str]:
    """Return where a notebook and the function differ, one line each; none when they are equal.

    Each chapter runs twice: its claims with all choices at default, and with a seeded analysis of each.
    chapter: path of a claim's notebook.
    """
    home = chapter or (lambda item: paths.chapters() / f"{item.theme}.ipynb")
    books: dict[Path, list[Claim]] = defaultdict(list)
    for name in claims:
        item = registry.claim(name)
        books[home(item)].append(item)
    problems = []
    for path, items in sorted(books.items()):
        for take in (defaults, lambda item: drawn(item, seed)):
            problems += _differences(path, {item.id: take(item) for item in items}, function)
    return problems


def defaults(item: Claim) -> Choices:
    """Return all choices of a claim at their default."""
    return {name: choice.default for name, choice in item.choices.items()}


def drawn(item: Claim, seed: int) -> Choices:
    """Return one setting that the constraints of a claim allow for one of its readings, drawn by a seed."""
    planned = plan(item)
    rng = np.random.default_rng([seed, *item.id.encode()])
    reading = list(item.readings)[rng.integers(len(item.readings))]
    grid = planned.grid(reading) or [planned.default(reading)]
    return {**defaults(item), **planned.values(planned.faced[reading], grid[rng.integers(len(grid))])}


def run(path: Path, choices: Mapping[str, Choices]) -> list[Record]:
    """Run a chapter with choices; return the lines of its side file."""
    with tempfile.TemporaryDirectory() as scratch:
        log, made = Path(scratch) / "results.jsonl", Path(scratch) / "out.ipynb"
        given = {"choices": {name: dict(one) for name, one in choices.items()}}
        with notebook.environment(RESULTS, str(log)):
            notebook.execute(path, made, given, folder=path.parent)
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return [json.loads(line) for line in lines]


def differences(
    claim: str, choices: Choices, records: Iterable[Record], function: Evaluate = evaluate
) -> list[str]:
    """Return how what a notebook noted for the readings of a claim differs from the function."""
    told = {r["reading"]: r for r in records if r["claim"] == claim and _named(r, choices)}
    arguments = {name: tuple(v) if isinstance(v, list) else v for name, v in choices.items()}
    lines = []
    for reading in registry.claim(claim).readings:
        place = f"{claim}, {reading}"
        if reading not in told:
            lines.append(
                f"{place}: the notebook noted no result with these choices: {canonical(dict(choices))}"
            )
            continue
        found, record = function(claim, reading=reading, **arguments), told[reading]
        lines += [
            f"{place}: {name} is {record[name]!r} in the notebook, {getattr(found, name)!r} in the function"
            for name in NUMBERS
            if not _equal(record[name], getattr(found, name))
        ]
        if record["verdict"] != str(found.verdict):
            lines.append(f"{place}: {record['verdict']} in the notebook, {found.verdict} in the function")
    return lines


def _differences(path: Path, asked: Mapping[str, Choices], function: Evaluate) -> list[str]:
    try:
        records = run(path, asked)
    except BookError as error:
        return [f"{', '.join(asked)}: {error}"]
    return [line for name, choices in asked.items() for line in differences(name, choices, records, function)]


def _named(record: Record, choices: Choices) -> bool:
    """Tell whether a record was noted for these choices; a chapter may name others besides."""
    given = record["choices"]
    return all(n in given and canonical(given[n]) == canonical(v) for n, v in choices.items())


def _equal(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=TOLERANCE) or (math.isnan(one) and math.isnan(other))
