"""What the book promises where a process is killed, a disk is full or read-only, or two run at once."""

import os
import random
import shutil
import signal
import time
from pathlib import Path

import nbformat
import pytest

from nkbook import data, files, notebook
from tests.faults import amount
from tests.faults.machine import (
    BUILD,
    EXECUTE,
    HERE,
    NKBOOK,
    ROOT,
    TOLD,
    start,
    told,
    volume,
    without_writing,
)

WRITE = (
    "import sys; from pathlib import Path; from nkbook import files; print('ready', flush=True)\n"
    "while True:\n    for letter in 'ab': files.write_atomic(Path(sys.argv[1]), letter * 2_000_000)"
)
CONFIG = "title: T\nauthor: A\nexecute:\n  execute_notebooks: 'off'\nonly_build_toc_files: true\n"
BIG = "print('x' * 400_000)"


def chapter(path: Path, *cells: str) -> Path:
    """Write a chapter that was never executed."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    for number, cell in enumerate(made.cells):
        cell["id"] = f"cell-{number}"
    path.write_text(notebook.text(made), encoding="utf-8")
    return path


def killed(code: str, *words: str, folder: Path, after: float) -> None:
    """Start code and kill it, with all that it has started, some seconds later."""
    process = start(code, *words, folder=folder)
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def edited(folder: Path) -> Path:
    """Change a value of a table as a person would, so that a seal has something to do."""
    table = folder / "data" / "economy" / "sanctions.csv"
    rows = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([*rows[:-1], rows[-1] + " x", ""]), encoding="utf-8")
    return folder / "data" / "datapackage.json"


@pytest.mark.parametrize("number", range(amount.of(few=3, many=20)))
def test_a_killed_write_leaves_the_old_file_or_the_new_one_whole(tmp_path: Path, number: int) -> None:
    process = start(WRITE, str(tmp_path / "file"), folder=tmp_path)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(random.Random(number).uniform(0.05, 0.5))
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    found = (tmp_path / "file").read_text()
    assert len(found) == 2_000_000
    assert len(set(found)) == 1


@pytest.mark.parametrize("after", [0.5, 1.5, 2.5, 4.0][: amount.of(few=1, many=4)])
def test_a_killed_execution_leaves_the_chapter_as_it_was_or_done(tmp_path: Path, after: float) -> None:
    path = chapter(tmp_path / "small.ipynb", "import time; time.sleep(1)", "1 + 1")
    before = path.read_bytes()
    killed(EXECUTE, str(path), folder=tmp_path, after=after)
    assert path.read_bytes() == before or notebook.read(path).metadata["nkbook"]
    assert told(start(EXECUTE, str(path), folder=tmp_path))[0] == 0
    assert notebook.read(path).cells[1].outputs


@amount.long
@pytest.mark.parametrize("after", [1.0, 2.0, 4.0, 6.0])
def test_a_killed_seal_leaves_the_old_descriptor_or_the_new_one(copy: Path, after: float) -> None:
    descriptor = edited(copy)
    before = descriptor.read_bytes()
    killed(NKBOOK, "data", "seal", folder=copy, after=after)
    left = descriptor.read_bytes()
    data.seal()
    assert left in (before, descriptor.read_bytes())
    assert data.check() == []


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of one page."""
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "_config.yml").write_text(CONFIG)
    (folder / "_toc.yml").write_text("format: jb-book\nroot: intro\n")
    (folder / "intro.md").write_text("# Intro\n\nWords.\n")
    return folder


@amount.long
@pytest.mark.parametrize("after", [2.0, 4.0])
def test_what_a_killed_build_has_left_is_cleared_by_the_next(book: Path, after: float) -> None:
    killed(BUILD, str(book), folder=book, after=after)
    (book / "_build" / ".book-left").mkdir(parents=True, exist_ok=True)
    assert told(start(BUILD, str(book), folder=book))[0] == 0
    assert sorted(path.name for path in (book / "_build").iterdir()) == [".lock", "html"]


@amount.long
def test_two_builds_at_once_make_the_same_book(book: Path) -> None:
    running = [start(BUILD, str(book), folder=book) for _ in range(2)]
    assert [told(process) for process in running] == [(0, []), (0, [])]
    assert (book / "_build" / "html" / "index.html").is_file()


@amount.long
def test_two_executions_of_one_chapter_at_once_store_the_same_bytes(tmp_path: Path) -> None:
    path = chapter(tmp_path / "small.ipynb", "1 + 1")
    running = [start(EXECUTE, str(path), folder=tmp_path) for _ in range(2)]
    assert [told(process)[0] for process in running] == [0, 0]
    once = path.read_bytes()
    assert told(start(EXECUTE, str(path), folder=tmp_path))[0] == 0
    assert path.read_bytes() == once


@amount.long
def test_two_seals_at_once_leave_a_sound_package(copy: Path) -> None:
    edited(copy)
    running = [start(NKBOOK, "data", "seal", folder=copy) for _ in range(2)]
    assert [told(process)[0] for process in running] == [0, 0]
    assert data.check() == []


@amount.long
def test_two_sweeps_at_once_store_what_one_stores(copy: Path) -> None:
    path = copy / "chapters" / "multiverse" / "C1.json"
    before = files.stored(path)
    path.unlink()
    running = [start(NKBOOK, "multiverse", "C1", "-j", "1", folder=copy) for _ in range(2)]
    assert [told(process) for process in running] == [(0, []), (0, [])]
    assert files.stored(path) | {"key": before["key"]} == before  # a copy without code has another key


@amount.long
def test_a_file_that_may_not_grow_is_one_line_and_nothing_is_half_written(copy: Path) -> None:
    descriptor = edited(copy)
    before = descriptor.read_bytes()
    code, lines = told(start(NKBOOK, "data", "seal", folder=copy, smallest=1_000))
    assert (code, len(lines)) == (2, 1)
    assert descriptor.read_bytes() == before
    assert [path.name for path in descriptor.parent.glob(".*")] == []


def test_a_full_disk_is_one_line_and_the_chapter_stays(tmp_path: Path) -> None:
    with volume(tmp_path / "disk", kilobytes=300) as disk:
        path = chapter(disk / "big.ipynb", BIG)
        before = path.read_bytes()
        exit_code, lines = told(start(TOLD, str(path), folder=disk))
        assert (exit_code, len(lines)) == (2, 1), lines
        assert "No space left on device" in lines[0]
        assert path.read_bytes() == before
        assert [found.name for found in disk.iterdir()] == ["big.ipynb"]


@amount.long
def test_a_disk_that_can_only_be_read_is_one_line(tmp_path: Path) -> None:
    with volume(tmp_path / "disk", kilobytes=20_000) as disk:
        for part in ("data", "chapters"):
            shutil.copytree(ROOT / part, disk / part, ignore=shutil.ignore_patterns("figures"))
        edited(disk)
        without_writing(disk)
        for words in (["data", "seal"], ["run", "economy", "-o", "out.ipynb"], ["execute", "--all"]):
            code, lines = told(start(NKBOOK, *words, folder=disk))
            assert (code, len(lines)) == (2, 1), lines
        assert told(start(NKBOOK, "data", "check", folder=disk))[0] == 1


def test_where_the_book_goes_a_file_stands_in_the_way(book: Path) -> None:
    (book / "_build").write_text("a file")
    exit_code, lines = told(start(HERE, "build", folder=book))
    assert (exit_code, len(lines)) == (2, 1)
    assert (book / "_build").read_text() == "a file"
