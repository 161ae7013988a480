"""Rerun universes as whole notebooks: the function that a sweep calls is what the chapter shows.

A chapter takes its choices as the parameter `choices` (claim to options) and passes them to
`nkbook.claims.assess`, which adds each result, unrounded, to the file that NKBOOK_RESULTS names.
"""

import itertools
import json
import logging
import math
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import papermill
from papermill.exceptions import PapermillExecutionError

from nkbook import paths
from nkbook.claims import registry
from nkbook.claims.assessment import RESULTS
from nkbook.claims.registry import Claim, canonical
from nkbook.multiverse import results
from nkbook.multiverse.outcomes import Evaluate, Outcome, evaluate, outcome
from nkbook.multiverse.universes import Universe, universe, universes

TOLERANCE = 1e-12  # relative
NUMBERS = ("estimate", "lower", "upper")

Record = dict[str, Any]


def verify(
    claims: Iterable[str],
    sample: int = 3,
    seed: int = 0,
    *,
    chapter: Callable[[Claim], Path] | None = None,
    function: Evaluate = evaluate,
) -> list[str]:
    """Return where a notebook and the function differ, one line each; none when they are equal.

    For each claim the default, every minimal flip and a seeded sample of universes are rerun.
    sample: their number. chapter: path of a claim's notebook.
    """
    home = chapter or (lambda item: paths.chapters() / f"{item.theme}.ipynb")
    items = [registry.claim(name) for name in claims]
    books: dict[Path, list[list[Universe]]] = defaultdict(list)
    for item in items:
        books[home(item)].append(wanted(item, sample, seed))
    problems = []
    for path, columns in sorted(books.items()):
        # One run of a chapter carries one universe of each of its claims.
        for row in itertools.zip_longest(*columns):
            problems += _differences(path, [u for u in row if u is not None], function)
    return problems


def wanted(item: Claim, sample: int, seed: int) -> list[Universe]:
    """Return the universes of a claim that are rerun: default, minimal flips, a seeded sample."""
    flips = results.load(item.id).robustness.flips if not _unstored(item) else []
    picked = {u.id: u for u in [universe(item, {}), *(universe(item, flip) for flip in flips)]}
    far = [u for u in universes(item) if u.id not in picked]
    return [*picked.values(), *sorted(far, key=lambda u: u.rank(seed))[:sample]]


def run(path: Path, choices: dict[str, dict[str, Any]]) -> list[Record]:
    """Run a chapter with choices; return the lines of its side file."""
    logging.getLogger("papermill").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "results.jsonl"
        with _environment({RESULTS: str(log), "PYTHONHASHSEED": "0"}):
            papermill.execute_notebook(
                str(path),
                str(Path(scratch) / "out.ipynb"),
                {"choices": choices},
                kernel_name="python3",
                language="python",
                progress_bar=False,
                cwd=str(path.parent),
            )
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return [json.loads(line) for line in lines]


def differences(expected: Outcome, records: Iterable[Record], claim: str) -> list[str]:
    """Return how what a notebook noted for a universe differs from the outcome of the function."""
    same = [r for r in records if r["claim"] == claim and _named(r, expected)]
    place = f"{claim}, universe {expected.universe}"
    if not same:
        return [f"{place}: the notebook noted no result with these choices: {expected.settings}"]
    record = same[-1]
    lines = [
        f"{place}: {name} is {record[name]!r} in the notebook, {getattr(expected, name)!r} in the function"
        for name in NUMBERS
        if not _equal(record[name], getattr(expected, name))
    ]
    if record["verdict"] != expected.verdict:
        lines.append(f"{place}: {record['verdict']} in the notebook, {expected.verdict} in the function")
    return lines


def _differences(path: Path, row: list[Universe], function: Evaluate) -> list[str]:
    try:
        records = run(path, {u.claim: dict(u.settings) for u in row})
    except PapermillExecutionError as error:
        names = ", ".join(f"{u.claim} {u.id}" for u in row)
        return [f"{path.name} failed with {names}: {error.ename}: {error.evalue}"]
    return [line for u in row for line in differences(outcome(u, function), records, u.claim)]


def _named(record: Record, expected: Outcome) -> bool:
    """Tell whether a record was noted for these choices; a chapter may name others besides."""
    given = record["choices"]
    return all(n in given and canonical(given[n]) == canonical(v) for n, v in expected.options.items())


def _equal(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=TOLERANCE) or (math.isnan(one) and math.isnan(other))


def _unstored(item: Claim) -> bool:
    return not (results.folder() / f"{item.id}.json").is_file()


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
