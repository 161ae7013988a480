"""What one universe ends in, as a row of a table."""

import json
import random
import traceback
import warnings
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from nkbook import files
from nkbook.claims.evaluation import Finding
from nkbook.claims.evaluation import evaluate as evaluate_claim
from nkbook.claims.registry import canonical
from nkbook.multiverse.evidence import Remembered
from nkbook.multiverse.universes import Universe

Evaluate = Callable[..., Finding]


@dataclass(frozen=True)
class Outcome:
    """One universe with its evaluation, or with the error it failed with.

    settings: choices as JSON. kind: E, N or U. distance: number of choices away from the default.
    rows, data: number and hash of the rows of the data package seen. same_as: id of the universe
    that saw the same rows and ended in the same estimate, by choices of a better kind or fewer.
    """

    universe: str
    kind: str
    distance: int
    settings: str
    seed: int
    verdict: str = ""
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    limits: str = ""
    warnings: str = ""
    reason: str = ""
    grades: str = ""
    sources: str = ""
    series: str = ""
    rows: int = 0
    data: str = ""
    same_as: str = ""
    error: str = ""

    @property
    def options(self) -> dict[str, Any]:
        """Return the option taken for each choice."""
        found: dict[str, Any] = json.loads(self.settings)
        return found

    def row(self) -> dict[str, Any]:
        """Return the outcome as plain values."""
        return asdict(self)


def evaluate(claim: str, **choices: Any) -> Finding:
    """Evaluate a claim as `nkbook.claims.evaluate` does, remembering what was looked up."""
    return evaluate_claim(claim, look_up=Remembered, **choices)


def outcome(universe: Universe, function: Evaluate = evaluate) -> Outcome:
    """Return what a universe ends in; an error of the evaluation becomes part of the row."""
    start = Outcome(
        universe.id, universe.kind, len(universe.changed), canonical(dict(universe.settings)), universe.seed
    )
    # Pure functions draw nothing from these; one that does gives the same on every machine.
    random.seed(universe.seed)
    np.random.seed(universe.seed)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = function(universe.claim, **universe.arguments())
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        text = f"{type(error).__name__}: {error} ({place.name}, line {place.lineno})"
        return replace(start, error=" ".join(text.split()))
    return replace(
        start,
        verdict=str(found.verdict),
        estimate=_plain(found.estimate),
        lower=_plain(found.lower),
        upper=_plain(found.upper),
        n=None if found.n is None else int(found.n),
        limits=", ".join(found.limits),
        warnings="; ".join(found.warnings),
        reason=found.reason,
        grades=found.grades,
        sources=", ".join(found.sources),
        series=", ".join(sorted({key[0] for key in found.rows})),
        rows=len(found.rows),
        # A key is unique in the data package, so the keys tell which rows were seen.
        data=files.sha256(canonical(sorted(map(list, found.rows))).encode())[:16] if found.rows else "",
    )


def marked(found: Iterable[Outcome]) -> list[Outcome]:
    """Return outcomes sorted by id, each redundant one marked with the universe it repeats."""
    # What equivalent choices reach counts as reached by them, whatever other choices lead there too.
    nearest = sorted(found, key=lambda o: ("EUN".index(o.kind), o.distance, o.universe))
    first: dict[tuple[Any, ...], str] = {}
    rows = [replace(o, same_as=_first(first, o)) for o in nearest]
    return sorted(rows, key=lambda o: o.universe)


def _first(first: dict[tuple[Any, ...], str], o: Outcome) -> str:
    if o.error:
        return ""
    same = (o.data, o.verdict, o.estimate, o.lower, o.upper, o.n, o.limits)
    original = first.setdefault(same, o.universe)
    return "" if original == o.universe else original


def _plain(value: float | None) -> float | None:
    return None if value is None else float(value)
