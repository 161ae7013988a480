"""The results that the book shows: small files in `chapters/multiverse`, sealed by their key.

A fresh clone finds them up to date and evaluates nothing; `nkbook multiverse` renews those whose
code, data or choices have changed. The tables of all universes lie in `_build` and are not kept.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nkbook import files, paths
from nkbook.claims import registry
from nkbook.claims.registry import Claim, canonical
from nkbook.data.package import note_read
from nkbook.errors import BookError
from nkbook.figures import rounded
from nkbook.multiverse import content
from nkbook.multiverse.outcomes import Outcome
from nkbook.multiverse.robustness import Robustness
from nkbook.multiverse.universes import CAP


@dataclass(frozen=True)
class Result:
    """The multiverse of one claim as the book shows it.

    key: hash of all that it depends on. series: what its universes have seen. combinations: number of
    allowed universes, of which `robustness.universes` were evaluated. universes: the distinct
    ones, as columns: estimate, lower, upper, verdict, kind, default and, by choice, the number of
    the option.
    """

    claim: str
    key: str
    series: tuple[str, ...]
    combinations: int
    unit: str
    robustness: Robustness
    universes: dict[str, Any]


def folder() -> Path:
    """Return where results lie."""
    return paths.chapters() / "multiverse"


def settings() -> dict[str, Any]:
    """Return the settings of a full sweep, which are part of its key."""
    return {"cap": CAP}


def stale(item: Claim) -> bool:
    """Tell whether something that the result of a claim depends on has changed."""
    path = folder() / f"{item.id}.json"
    if not path.is_file():
        return True
    stored = json.loads(path.read_text(encoding="utf-8"))
    return bool(stored["key"] != content.key(item, tuple(stored["series"]), **settings()))


def collect(item: Claim, table: list[Outcome], combinations: int, found: Robustness) -> Result:
    """Return the result of a finished sweep."""
    series = tuple(sorted({name for o in table for name in o.series.split(", ") if name}))
    distinct = sorted((o for o in table if not o.same_as and not o.error), key=_place)
    places = {
        name: {canonical(option.value): n for n, option in enumerate(choice.options)}
        for name, choice in item.choices.items()
    }
    columns = {
        "estimate": [o.estimate for o in distinct],
        "lower": [o.lower for o in distinct],
        "upper": [o.upper for o in distinct],
        "verdict": [o.verdict for o in distinct],
        "kind": [o.kind for o in distinct],
        "default": [o.distance == 0 for o in distinct],
        "choices": {
            name: [place[canonical(o.options[name])] for o in distinct] for name, place in places.items()
        },
    }
    key = content.key(item, series, **settings())
    return Result(item.id, key, series, combinations, item.criterion.unit, found, columns)


def store(result: Result) -> Path:
    """Write a result; the same result is the same bytes."""
    path = folder() / f"{result.claim}.json"
    plain = rounded(json.loads(json.dumps(asdict(result))))
    # An option is the value that the registry holds: rounding would turn 2.0 into 2.
    for name in ("flips", "equivalent_flips"):
        plain["robustness"][name] = getattr(result.robustness, name)
    # One line per column keeps the file small and a change of it readable.
    text = json.dumps(plain, indent=1, ensure_ascii=False, sort_keys=True)
    files.write_atomic(path, _flat(text) + "\n")
    return path


def load(claim: str) -> Result:
    """Return the stored result of a claim; raise `BookError` where there is none."""
    path = folder() / f"{claim}.json"
    if not path.is_file():
        raise BookError(f"{claim} has no stored multiverse; run `nkbook multiverse {claim}`")
    note_read(path)
    stored = json.loads(path.read_text(encoding="utf-8"))
    found = Robustness(**stored.pop("robustness"))
    return Result(**stored | {"series": tuple(stored["series"]), "robustness": found})


def stored() -> dict[str, Result]:
    """Return every stored result by claim, in the order of the claims."""
    known = {path.stem for path in folder().glob("*.json")}
    return {item.id: load(item.id) for item in registry.claims() if item.id in known}


def _place(o: Outcome) -> tuple[bool, float, str]:
    return (o.estimate is None, o.estimate or 0.0, o.universe)


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
        inside = line.endswith("[") and '"flips"' not in line and "_flips" not in line
    return "\n".join(line.replace(", ]", "]").replace(" ]", "]") for line in lines)
