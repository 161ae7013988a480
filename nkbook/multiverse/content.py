"""What the outcomes of a claim depend on: one hash over code, data, choices and the lock."""

import ast
from functools import lru_cache
from pathlib import Path
from typing import Any

from nkbook import files, paths
from nkbook.claims.registry import Claim, canonical
from nkbook.data import descriptor

# Every evaluation goes through these, whatever the claim.
ENTRIES = ("nkbook.claims.evaluation", "nkbook.multiverse.outcomes", "nkbook.multiverse.universes")
SHARED = ("data/corrections.yml", "data/events.csv", "data/sources.csv", "data/units.csv", "requirements.txt")


def key(item: Claim, series: tuple[str, ...] = (), **settings: Any) -> str:
    """Return the key of a claim's outcomes.

    series: those seen beyond the ones that the claim names. settings: of the sweep. The key holds
    the claim itself, so a changed criterion, choice or justification counts; it holds no machine,
    path or time.
    """
    root = paths.root()
    names = sorted({*code(f"nkbook.claims.{item.theme}"), *tables({*item.needs, *series}), *SHARED})
    parts = {
        "claim": item.model_dump(mode="json", exclude={"log"}),
        "files": {name: _hash(root / name) for name in names},
        "settings": settings,
    }
    return files.sha256(canonical(parts).encode())


def everything(item: Claim, **settings: Any) -> str:
    """Return a key that holds the whole data package: what a claim will see is not known yet."""
    names = {name for table in descriptor.resources() for name in table.get("series", ())}
    return key(item, tuple(names), **settings)


def tables(series: set[str]) -> list[str]:
    """Return the tables that hold series, as paths relative to the root."""
    observed = filter(descriptor.is_observations, descriptor.resources())
    return sorted(f"data/{item['path']}" for item in observed if series & set(item.get("series", ())))


def code(module: str) -> list[str]:
    """Return the files of nkbook behind a module and behind every evaluation, relative to the root."""
    root = Path(__file__).resolve().parents[2]
    found: set[str] = set()
    waiting = [module, *ENTRIES]
    while waiting:
        path = _file(root, waiting.pop())
        if path is not None and str(path) not in found:
            found.add(str(path))
            waiting += _imports(path, path.stat().st_mtime_ns)
    return sorted(Path(path).relative_to(root).as_posix() for path in found)


def _file(root: Path, module: str) -> Path | None:
    place = root.joinpath(*module.split("."))
    candidates = (place.with_suffix(".py"), place / "__init__.py")
    return next((path for path in candidates if path.is_file()), None)


@lru_cache(maxsize=512)
def _imports(path: Path, _changed: int) -> tuple[str, ...]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from nkbook.methods import surveys` names a module, `from nkbook.errors import X` a class.
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    # nkbook.claims as a whole also draws cards, on which no evaluation depends.
    return tuple(name for name in names if name.startswith("nkbook.") and name != "nkbook.claims")


def _hash(path: Path) -> str:
    return files.sha256(path.read_bytes()) if path.is_file() else "missing"
