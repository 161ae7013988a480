"""The layout shows the architecture: arrows point down, and chapters keep their rhythm."""

import ast
import statistics
from pathlib import Path

import nbformat
import pytest

from nkbook.execute.key import OUTSIDE

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = {
    "methods": ("site", "teach", "cli", "claims", "plots", "execute", "multiverse", "data"),
    "trust": ("site", "teach", "cli", "claims", "plots", "execute", "multiverse", "data"),
    "data": ("site", "teach", "cli", "claims", "plots", "execute", "multiverse", "methods"),
    "claims": ("site", "teach", "cli", "plots", "execute", "multiverse"),
    "plots": ("site", "teach", "cli", "execute"),
}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("room", FORBIDDEN)
def test_no_room_imports_one_above_it(room: str) -> None:
    for path in (ROOT / "nkbook" / room).rglob("*.py"):
        above = {n for n in imports(path) for up in FORBIDDEN[room] if f"{n}.".startswith(f"nkbook.{up}.")}
        assert not above, f"{path.relative_to(ROOT)} imports {above}"


@pytest.mark.parametrize("path", sorted((ROOT / "chapters").glob("*.ipynb")), ids=lambda p: p.stem)
def test_a_chapter_imports_only_what_its_execution_key_covers(path: Path) -> None:
    rooms = tuple(f"nkbook.{name.removesuffix('.py')}" for name in OUTSIDE)
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            for name in (n for node in ast.walk(ast.parse(cell.source)) for n in _names(node)):
                assert not name.startswith(rooms), name


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


@pytest.mark.parametrize("path", sorted((ROOT / "chapters").glob("*.ipynb")), ids=lambda p: p.stem)
def test_a_chapter_is_prose_first(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    lines = sorted(len(c.source.strip().splitlines()) for c in cells if c.cell_type == "code")
    assert statistics.median(lines) <= 5
    assert lines[int(0.9 * (len(lines) - 1))] <= 12
    kinds = "".join("c" if c.cell_type == "code" else "m" for c in cells)
    assert "ccc" not in kinds


def test_nbval_is_strict_everywhere() -> None:
    for path in (ROOT / "chapters").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert "NBVAL_" not in text
        assert "nbval-" not in text
