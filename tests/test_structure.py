"""The layout shows the architecture: arrows point down, and chapters keep their rhythm."""

import ast
import statistics
from pathlib import Path

import nbformat
import pytest

from nkbook.execute import key

ROOT = Path(__file__).resolve().parent.parent
TOP = ("site", "teach", "cli", "verify", "diff", "archive", "print")
FORBIDDEN = {
    "methods": (*TOP, "claims", "plots", "execute", "multiverse", "data"),
    "trust": (*TOP, "claims", "plots", "execute", "multiverse", "data"),
    "data": (*TOP, "claims", "plots", "execute", "multiverse", "methods"),
    "claims": (*TOP, "book", "execute", "multiverse"),
    "book": (*TOP, "execute"),
    "multiverse": (*TOP, "execute"),
    "execute": TOP,
    "site": ("cli", "verify", "diff", "archive", "print"),
    "print": ("cli", "verify", "diff", "archive", "teach"),
    "teach": ("cli", "verify", "diff", "archive"),
    "verify": ("cli", "diff", "archive"),
    "diff": ("cli", "archive"),
    "archive": ("cli",),
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
