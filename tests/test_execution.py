"""What execution promises: only what changed, no noise, nothing half-written."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from nkbook import notebook, paths
from nkbook.cli import app
from nkbook.errors import BookError
from nkbook.execute import chapters, key
from nkbook.site import stored_figure

EVERY = [
    path.relative_to(paths.chapters()).as_posix()
    for path in (*chapters.all_chapters(), *chapters.all_exercises())
]


def write(path: Path, *cells: str) -> Path:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    for number, cell in enumerate(made.cells):
        cell["id"] = f"cell-{number}"
    path.write_text(notebook.text(made), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", EVERY)
def test_a_fresh_clone_executes_nothing(name: str) -> None:
    assert not chapters.stale(paths.chapters() / name), "run `make book` and commit"


@pytest.mark.parametrize("name", EVERY)
def test_stored_notebooks_hold_no_time_host_or_version(name: str) -> None:
    stored = nbformat.read(paths.chapters() / name, as_version=4)
    text = notebook.text(stored)
    assert text == (paths.chapters() / name).read_text(encoding="utf-8")
    assert notebook.text(notebook.stripped(stored)) == text
    assert "bdata" not in text
    assert str(Path.home()) not in text


def test_executing_again_changes_no_byte(tmp_path: Path) -> None:
    path = write(tmp_path / "small.ipynb", "x = 2\nx + 1", "print(x)")
    list(chapters.execute_chapters([path], jobs=1))
    first = path.read_bytes()
    list(chapters.execute_chapters([path], jobs=1))
    assert path.read_bytes() == first
    assert not chapters.stale(path)


def test_a_changed_cell_or_data_file_makes_a_chapter_stale(tmp_path: Path) -> None:
    load = "from nkbook import data\nlen(data.load('trade_total_kotra'))"
    path = write(tmp_path / "small.ipynb", load)
    list(chapters.execute_chapters([path], jobs=1))
    stored = nbformat.read(path, as_version=4)
    stamp, reads = key.stored(stored)
    assert "data/economy/trade.csv" in reads
    assert stamp == key.key(stored, reads)
    assert key.key(stored, [*reads, "data/events.csv"]) != stamp
    stored.cells[0].source += " + 1"
    assert key.key(stored, reads) != stamp


def test_a_failing_chapter_keeps_its_stored_outputs_and_tells_one_sentence(tmp_path: Path) -> None:
    path = write(tmp_path / "broken.ipynb", "from nkbook.errors import BookError\nraise BookError('too hot')")
    before = path.read_bytes()
    with pytest.raises(BookError, match=r"^broken\.ipynb: too hot$"):
        list(chapters.execute_chapters([path], jobs=1))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["broken.ipynb"]


def test_a_file_that_is_no_notebook_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "torn.ipynb"
    path.write_text('{"cells": [', encoding="utf-8")
    for read in (chapters.stale, lambda p: list(stored_figure.in_notebook(p))):
        with pytest.raises(BookError, match=r"^torn\.ipynb: not a notebook"):
            read(path)


@pytest.mark.parametrize("given", ["strat_year=2000", "start_year=abc", "start_year", "confidence=7"])
def test_run_refuses_before_it_executes_and_leaves_no_file(tmp_path: Path, given: str) -> None:
    output = tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "nkbook.cli", "run", "economy", "-p", given, "-o", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=paths.root(), check=False)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["strat_year", "start_year"])
def test_plain_papermill_fails_with_the_same_sentence_last(tmp_path: Path, name: str) -> None:
    value = "2000" if name == "strat_year" else "abc"
    ours = CliRunner().invoke(
        app, ["run", "economy", "-p", f"{name}={value}", "-o", str(tmp_path / "no.ipynb")]
    )
    papermill = str(Path(sys.executable).with_name("papermill"))
    chapter, output = str(paths.chapters() / "economy.ipynb"), str(tmp_path / "out.ipynb")
    command = [papermill, chapter, output, "-p", name, value]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1].endswith(str(ours.exception))


@pytest.mark.slow
def test_run_writes_a_page_that_asks_no_other_host(tmp_path: Path) -> None:
    output = tmp_path / "page.html"
    arguments = ["run", "communication", "-p", "start_year=1990", "-o", str(output), "--html"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    page = output.read_text(encoding="utf-8")
    assert "plotly" in page
    assert 'src="http' not in page
