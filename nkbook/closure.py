"""Which files of nkbook a module depends on: the closure of its imports, read and never executed."""

import ast
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from nkbook import files, paths


def of(modules: Iterable[str], without: frozenset[str] = frozenset()) -> list[str]:
    """Return the files behind modules, relative to the clone; names that are no module of nkbook have none.

    without: modules whose imports are not followed.
    """
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        path = None if name in without else _file(name)
        if path is not None and str(path) not in found:
            found.add(str(path))
            waiting += _imports(path, files.stamp(path))
    return sorted(Path(path).relative_to(paths.CODE).as_posix() for path in found)


def imported(source: str) -> list[str]:
    """Return the modules of nkbook that a piece of code imports; a name in one may be a module, too."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from nkbook.methods import surveys` names a module, `from nkbook.errors import X` a class.
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [name for name in names if name.partition(".")[0] == "nkbook"]


def _file(module: str) -> Path | None:
    place = paths.CODE.joinpath(*module.split("."))
    candidates = (place.with_suffix(".py"), place / "__init__.py")
    return next((path for path in candidates if path.is_file()), None)


@lru_cache(maxsize=512)
def _imports(path: Path, _changed: files.Stamp) -> tuple[str, ...]:
    return tuple(imported(path.read_text(encoding="utf-8")))
