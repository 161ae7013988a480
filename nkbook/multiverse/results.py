"""The results that the book shows: small files in `chapters/multiverse`, sealed by their key.

A fresh clone finds them up to date and evaluates nothing; `nkbook multiverse` renews those whose
code, data or choices have changed. The tables of all evaluations lie in `_build` and are not kept.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from nkbook import files, paths
from nkbook.claims import registry, trials
from nkbook.claims.noise import Worlds, exceeds
from nkbook.claims.registry import Claim
from nkbook.data.package import note_read
from nkbook.errors import BookError
from nkbook.figures import rounded
from nkbook.multiverse import content, noise
from nkbook.multiverse.agreement import Agreement, Claimed, OfReading, agreement, of_reading, word
from nkbook.multiverse.analyses import Evaluate, evaluate, heard, outcomes
from nkbook.multiverse.settings import plan
from nkbook.multiverse.strictness import Strictness, strictness

BROKEN = (KeyError, TypeError, ValueError, AttributeError)  # what a damaged file ends in


@dataclass(frozen=True)
class Result:
    """The multiverse of one claim as the book shows it.

    key: hash of all that it depends on. series: what its analyses have seen. points: by reading, its
    distinct analyses in order of their estimates, as columns: estimate, lower, upper, says, default
    and, by choice, the number of the option. noise: worlds of the readings that have a sampling model.
    """

    claim: str
    key: str
    series: tuple[str, ...]
    agreement: Agreement
    strictness: Strictness | None
    readings: dict[str, OfReading]
    points: dict[str, dict[str, Any]]
    noise: dict[str, Worlds]

    @property
    def failed(self) -> list[str]:
        """Return the errors of failed analyses, each once."""
        return [error for one in self.readings.values() for error in one.failed]


def folder() -> Path:
    """Return where results lie."""
    return paths.chapters() / "multiverse"


def key(item: Claim, series: tuple[str, ...]) -> str:
    """Return the key of a claim's result; what a reading may carry depends on its trials, too."""
    tried = {name: asdict(one) for name, one in trials.stored(item.id).items()}
    return content.key(item, series, worlds=noise.DRAWS, analyses=noise.ANALYSES, trials=tried)


def stale(item: Claim) -> bool:
    """Tell whether something that the result of a claim depends on has changed."""
    found = files.stored(folder() / f"{item.id}.json")
    try:
        parsed(found)
        return bool(found["key"] != key(item, tuple(found["series"])))
    except (*BROKEN, BookError):  # damaged, or its trials are lost
        return True


def compute(
    item: Claim,
    jobs: int = 1,
    seed: int = 0,
    progress: Callable[[int], None] = lambda _: None,
    function: Evaluate = evaluate,
) -> tuple[Result, pd.DataFrame]:
    """Evaluate all analyses of a claim; return what they say, and a table with a row for each.

    jobs: parallel tasks. seed: of worlds of noise. progress: told the number of evaluations done.
    """
    planned = plan(item)
    found = outcomes(planned, function, jobs, progress)
    plain = Claimed(planned, found)
    simulated = {
        name: noise.simulated(planned, name, plain.analyses[name], seed, jobs) for name in item.readings
    }
    worlds = {name: one for name, one in simulated.items() if one}
    quiet = frozenset(k for k, one in worlds.items() if exceeds(one.p_value(item.criterion_of(k))))
    claimed = Claimed(planned, found, quiet) if quiet else plain
    series = tuple(sorted({name for rows in found.values() for one in rows for name in one.series}))
    result = Result(
        item.id,
        key(item, series),
        series,
        agreement(claimed),
        strictness(claimed, function),
        {name: of_reading(claimed, name) for name in item.readings},
        {name: _points(claimed, name) for name in item.readings},
        worlds,
    )
    return result, _table(claimed)


def store(result: Result) -> Path:
    """Write a result; the same result is the same bytes."""
    path = folder() / f"{result.claim}.json"
    found: dict[str, Any] = json.loads(json.dumps(asdict(result)))
    points, worlds = found.pop("points"), found.pop("noise")
    for name, one in found["readings"].items():
        one["variance"] = rounded(one["variance"])
        one["points"], one["noise"] = rounded(points[name]), rounded(worlds.get(name))
    found["agreement"]["shares"] = rounded(found["agreement"]["shares"])
    # One line per column keeps the file small and a change of it readable.
    text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True)
    files.write_atomic(path, _flat(text) + "\n")
    return path


def load(claim: str) -> Result:
    """Return the stored result of a claim; raise `BookError` where there is none, or a damaged one."""
    path = folder() / f"{claim}.json"
    if not path.is_file():
        raise BookError(f"{claim} has no stored multiverse; run `nkbook multiverse {claim}`")
    note_read(path)
    try:
        return parsed(files.stored(path))
    except BROKEN:
        raise BookError(
            f"chapters/multiverse/{path.name}: damaged; `nkbook multiverse {claim}` makes it again"
        ) from None


def parsed(found: Mapping[str, Any]) -> Result:
    """Return a result from the plain values that are stored; raise one of BROKEN where some are missing."""
    readings = {
        name: {k: v for k, v in one.items() if k not in ("points", "noise")}
        for name, one in found["readings"].items()
    }
    worlds = {name: one["noise"] for name, one in found["readings"].items()}
    agreed = found["agreement"] | {"under": [tuple(row) for row in found["agreement"]["under"]]}
    return Result(
        found["claim"],
        found["key"],
        tuple(found["series"]),
        Agreement(**agreed),
        Strictness(**found["strictness"]) if found["strictness"] else None,
        {name: OfReading(**one) for name, one in readings.items()},
        {name: one["points"] for name, one in found["readings"].items()},
        {name: Worlds(**one) for name, one in worlds.items() if one},
    )


def stored() -> dict[str, Result]:
    """Return every stored result by claim, in the order of the claims."""
    known = {path.stem for path in folder().glob("*.json")}
    return {item.id: load(item.id) for item in registry.claims() if item.id in known}


def _points(found: Claimed, key: str) -> dict[str, Any]:
    told = [a.first for a in heard(found.analyses[key])]
    names = found.plan.faced[key]
    return {
        "estimate": [one.estimate for one in told],
        "lower": [one.lower for one in told],
        "upper": [one.upper for one in told],
        "says": [word(one.found) for one in told],
        "default": [one.options == found.plan.default(key) for one in told],
        "choices": {name: [one.options[at] for one in told] for at, name in enumerate(names)},
    }


def _table(found: Claimed) -> pd.DataFrame:
    rows = [
        {
            "reading": key,
            "choices": registry.canonical(found.plan.values(found.plan.faced[key], one.options)),
            "estimate": one.estimate,
            "lower": one.lower,
            "upper": one.upper,
            "says": word(one.found),
            "rows": one.rows,
            "error": one.error,
        }
        for key, several in found.outcomes.items()
        for one in several
    ]
    return pd.DataFrame(rows).astype({"estimate": float, "lower": float, "upper": float})


def _flat(text: str) -> str:
    """Return indented JSON with each list of numbers and words on one line."""
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        bare = line.strip()
        if inside:
            lines[-1] += bare if bare in ("]", "],") else f"{bare} "
            inside = bare not in ("]", "],")
            continue
        lines.append(line)
        inside = line.endswith("[") and not any(f'"{name}"' in line for name in ("flips", "turned", "under"))
    return "\n".join(line.replace(", ]", "]").replace(" ]", "]") for line in lines)
