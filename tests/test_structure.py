"""The layout shows the architecture: arrows point down, and chapters keep their rhythm."""

import ast
import statistics
from pathlib import Path

import nbformat
import pytest

from nkbook.execute import key

ROOT = Path(__file__).resolve().parent.parent
# From the bottom: no room or module of nkbook imports one that stands behind it here.
ORDER = (
    "errors", "paths", "files", "closure", "methods", "trust", "data", "tokens", "phone", "figures",
    "words", "prose", "marks", "claims", "derived", "parameters", "chapter", "notebook", "exercises",
    "book", "execute", "multiverse", "site", "print", "teach", "verify", "diff", "archive", "cli",
    "__main__", "__init__",
)  # fmt: skip
ALONE = {"methods": {"errors"}, "trust": {"errors"}, "data": {"errors", "paths", "files"}}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(path: Path) -> str:
    return path.relative_to(ROOT / "nkbook").parts[0].removesuffix(".py")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "nkbook").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_no_room_imports_one_above_it(path: Path) -> None:
    own = room(path)
    below = ALONE.get(own, {*ORDER[: ORDER.index(own)]}) | {own}
    parts = (name.split(".") for name in imports(path))
    met = {part[1] for part in parts if part[0] == "nkbook" and len(part) > 1} & {*ORDER}
    assert met <= below


def test_every_room_has_its_place_in_the_order() -> None:
    assert {room(path) for path in (ROOT / "nkbook").rglob("*.py")} == {*ORDER}


@pytest.mark.parametrize("path", sorted((ROOT / "chapters").glob("*.ipynb")), ids=lambda p: p.stem)
def test_the_code_behind_a_chapter_is_all_of_its_own_and_nothing_of_the_site(path: Path) -> None:
    stored = nbformat.read(path, as_version=4)
    behind = key.code(stored, key.stored(stored)[1])
    assert "nkbook/claims/registry.py" in behind
    assert not [name for name in behind if name.split("/")[1] in ("site", "execute", "cli.py")]


@pytest.mark.parametrize("path", sorted((ROOT / "chapters").glob("*.ipynb")), ids=lambda p: p.stem)
def test_a_chapter_is_prose_first(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    code = [c.cell_type == "code" and not c.source.startswith("%%prose") for c in cells]
    lines = sorted(
        len(c.source.strip().splitlines()) for c, is_code in zip(cells, code, strict=True) if is_code
    )
    assert statistics.median(lines) <= 5
    assert lines[int(0.9 * (len(lines) - 1))] <= 12
    kinds = "".join("c" if is_code else "m" for is_code in code)
    assert "ccc" not in kinds


def test_nbval_is_strict_everywhere() -> None:
    for path in (ROOT / "chapters").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert "NBVAL_" not in text
        assert "nbval-" not in text
