"""What stored state promises: damage is noticed, named, and made good where a command can make it again."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from nkbook import data, notebook
from nkbook.claims import assess, claim, noise, trials
from nkbook.errors import BookError
from nkbook.execute import chapters
from nkbook.multiverse import lines, results, worlds
from nkbook.site import stored_figure
from tests.faults.machine import NKBOOK, TOLD, start, told

Change = Callable[[dict[str, Any]], Any]


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small chapter as an execution has stored it."""
    path = tmp_path_factory.mktemp("chapters") / "small.ipynb"
    cells = [nbformat.v4.new_code_cell(source) for source in ("x = 2", "x + 1", "print(x)")]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    path.write_text(notebook.text(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    assert list(chapters.execute_chapters([path], jobs=1)) == ["small"]
    assert not chapters.stale(path)
    return path


EDITS: dict[str, Change] = {
    "an output edited": lambda n: n["cells"][1]["outputs"][0]["data"].update({"text/plain": ["4"]}),
    "an output cleared": lambda n: n["cells"][1].update(outputs=[]),
    "an output added": lambda n: n["cells"][0].update(outputs=n["cells"][1]["outputs"]),
    "counts of another run": lambda n: n["cells"][1].update(execution_count=7),
    "a time": lambda n: n["cells"][1]["metadata"].update(execution={"iopub.execute_input": "2026"}),
    "another kernel": lambda n: n["metadata"]["kernelspec"].update(name="nk-env"),
    "no note of an execution": lambda n: n["metadata"].pop("nkbook"),
    "a note of another form": lambda n: n["metadata"].update(nkbook=["key"]),
    "a note without files": lambda n: n["metadata"]["nkbook"].update(reads=None),
    "a cell edited": lambda n: n["cells"][0].update(source="x = 3"),
    "a cell removed": lambda n: n["cells"].pop(),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_stored_chapter_that_was_edited_is_stale(executed: Path, tmp_path: Path, edit: str) -> None:
    path = Path(shutil.copy(executed, tmp_path))
    content = json.loads(path.read_text(encoding="utf-8"))
    EDITS[edit](content)
    path.write_text(json.dumps(content), encoding="utf-8")
    assert chapters.stale(path)


def test_executing_an_edited_chapter_again_brings_back_every_byte(executed: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(executed, tmp_path))
    content = json.loads(path.read_text(encoding="utf-8"))
    for edit in ("an output edited", "a time", "another kernel", "counts of another run"):
        EDITS[edit](content)
    path.write_text(json.dumps(content), encoding="utf-8")
    list(chapters.execute_chapters([path], jobs=1))
    assert path.read_bytes() == executed.read_bytes()


BROKEN = [b"", b"{}", b"[]", b"7", b"null", b"\xff\xfe\x00", b'{"cells": [', b'{"cells": 7}', b"[" * 9_000]
BROKEN += [
    b'{"cells": [{}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    b'{"worksheets": []}',
    b"<html>",
]


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_notebook_is_told_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "torn.ipynb"
    path.write_bytes(content)
    for read in (chapters.stale, lambda found: list(stored_figure.in_notebook(found))):
        with pytest.raises(BookError, match=r"^torn\.ipynb: not a notebook; .*$"):
            read(path)


def test_a_chapter_that_was_lost_is_named(copy: Path) -> None:
    (copy / "chapters" / "trust.ipynb").unlink()
    code, lines = told(start(NKBOOK, "execute", folder=copy))
    assert (code, len(lines)) == (2, 1)
    assert lines[0].startswith("chapters/trust.ipynb: missing; ")


def test_a_chapter_that_fails_is_not_announced_as_executed(tmp_path: Path) -> None:
    path = tmp_path / "broken.ipynb"
    cell = nbformat.v4.new_code_cell("1 / 0")
    path.write_text(notebook.text(nbformat.v4.new_notebook(cells=[cell])), encoding="utf-8")
    announced = []
    with pytest.raises(BookError, match=r"^broken\.ipynb: "):
        announced.extend(chapters.execute_chapters([path], jobs=1))
    assert announced == []


WORDS = {
    "that dies": (
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        [r"one.ipynb: its kernel stopped .*"],
    ),
    "that speaks as it ends": ("import atexit, os; atexit.register(os.write, 2, b'late')", []),
    "that writes past its messages": ("import os; os.write(2, b'within')", []),
}


@pytest.mark.parametrize("kernel", WORDS)
def test_of_a_kernel_a_user_is_told_that_it_died_and_nothing_else(tmp_path: Path, kernel: str) -> None:
    source, expected = WORDS[kernel]
    path = tmp_path / "one.ipynb"
    cell = nbformat.v4.new_code_cell(source, id="cell-0")
    path.write_text(notebook.text(nbformat.v4.new_notebook(cells=[cell])), encoding="utf-8")
    code, lines = told(start(TOLD, str(path), folder=tmp_path))
    assert code == (2 if expected else 0)
    assert len(lines) == len(expected)
    assert all(re.fullmatch(pattern, line) for pattern, line in zip(expected, lines, strict=True))


def test_a_chapter_runs_under_a_temporary_folder_of_a_long_name(
    executed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 90)
    long.mkdir()
    path = Path(shutil.copy(executed, tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(long))
    assert list(chapters.execute_chapters([path], jobs=1)) == ["small"]


CUTS = ["", "{", "[]", "null", "{}", "[" * 9_000, '{"key": 1}', '{"key": "x", "series": [], "readings": []}']


@pytest.mark.parametrize("content", CUTS)
def test_damaged_results_are_computed_again_and_named_until_then(copy: Path, content: str) -> None:
    path = copy / "chapters" / "multiverse" / "E1.json"
    path.write_text(content)
    assert results.stale(claim("E1"))
    with pytest.raises(BookError, match=r"^chapters/multiverse/E1\.json: damaged; .*$"):
        results.load("E1")


@pytest.mark.parametrize("content", CUTS[:7])
def test_damaged_trials_and_worlds_are_made_again_and_named_until_then(copy: Path, content: str) -> None:
    for folder in ("trials", "multiverse", "lines"):
        (copy / "chapters" / folder / "E1.json").write_text(content)
    assert worlds.stale(claim("E1"))
    assert lines.stale(claim("E1"))
    with pytest.raises(BookError, match=r"^chapters/trials/E1\.json: missing or damaged; .*$"):
        trials.stored("E1")
    with pytest.raises(BookError, match=r"^chapters/lines/E1\.json: missing or damaged; .*$"):
        lines.stored("E1")
    with pytest.raises(BookError, match=r"^chapters/multiverse/E1\.json: damaged; .*$"):
        noise.worlds("E1", claim("E1").lead)


def test_a_lost_trial_is_named_and_changes_no_verdict(copy: Path) -> None:
    (copy / "chapters" / "trials" / "C5.json").unlink()
    with pytest.raises(BookError, match=r"^chapters/trials/C5\.json: missing or damaged; .*$"):
        assess("C5")


def test_a_library_of_another_clone_is_refused_before_it_does_anything(copy: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
    code, lines = told(start("from nkbook.cli import main; main()", "execute", "--all", folder=copy))
    assert (code, len(lines)) == (2, 1)
    assert lines[0].startswith(f"this clone is {copy.resolve()}, but nkbook was loaded from ")
    assert {path: path.stat().st_mtime_ns for path in copy.rglob("*")} == before


def test_a_package_that_is_missing_is_told_in_one_line(copy: Path) -> None:
    without = "import sys; sys.modules['typer'] = None; from nkbook.__main__ import main; main()"
    code, lines = told(start(without, "claims", folder=copy))
    assert code != 0
    assert lines == ["the package typer is missing from this environment; run `make setup`"]


def test_what_was_sealed_can_be_loaded(copy: Path) -> None:
    for change in data.seal():
        pytest.fail(change)
    assert data.check() == []
