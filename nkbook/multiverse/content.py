"""What the outcomes of a claim depend on: one hash over code, data, choices and the lock."""

from pathlib import Path
from typing import Any

from nkbook import closure, files, paths
from nkbook.claims.answers import module_of
from nkbook.claims.registry import Claim, canonical
from nkbook.data import descriptor

# Every evaluation goes through these, whatever the claim.
ENTRIES = (
    "nkbook.claims.evaluation",
    "nkbook.multiverse.agreement",
    "nkbook.multiverse.strictness",
    "nkbook.multiverse.noise",
)
SHARED = ("data/corrections.yml", "data/events.csv", "data/sources.csv", "data/units.csv", "requirements.txt")


def key(
    item: Claim, series: tuple[str, ...] = (), entries: tuple[str, ...] = ENTRIES, **settings: Any
) -> str:
    """Return the key of a claim's outcomes.

    series: those seen beyond the ones that the claim names. entries: modules that compute them.
    settings: of the sweep. The key holds
    the claim itself, so a changed criterion, choice or justification counts; it holds no machine,
    path or time.
    """
    root = paths.root()
    names = sorted({*code(item, entries), *tables({*item.needs, *series}), *SHARED})
    parts = {
        "claim": item.model_dump(mode="json", exclude={"log"}),
        "files": {name: _hash(root / name) for name in names},
        "settings": settings,
    }
    return files.sha256(canonical(parts).encode())


def tables(series: set[str]) -> list[str]:
    """Return the tables that hold series, as paths relative to the root."""
    observed = filter(descriptor.is_observations, descriptor.resources())
    return sorted(f"data/{item['path']}" for item in observed if series & set(item.get("series", ())))


def code(item: Claim, entries: tuple[str, ...] = ENTRIES) -> list[str]:
    """Return the files behind a claim's readings and behind every evaluation, relative to the clone."""
    # As wholes these packages also draw sections and figures, on which no evaluation depends.
    whole = frozenset({"nkbook.claims", "nkbook.multiverse"})
    return closure.of([module_of(item.id, item.theme), *entries], without=whole)


def _hash(path: Path) -> str:
    return files.sha256(path.read_bytes()) if path.is_file() else "missing"
