"""What the command line promises on narrow terminals, in poor locales, and of numbers without a meaning."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nkbook import parameters
from nkbook.cli import app
from nkbook.errors import BookError
from tests.faults.machine import ROOT, start, told


@pytest.mark.parametrize("words", [["execute", "-j", "0"], ["trials", "-j", "0"], ["multiverse", "-j", "0"]])
def test_no_processes_at_all_is_refused_before_any_work(words: list[str]) -> None:
    done = CliRunner().invoke(app, words)
    assert isinstance(done.exception, BookError)
    assert str(done.exception).startswith("-j 0: ")


MISUSED = {
    "frobnicate": "No such command 'frobnicate'.",
    "run economy": "Missing option '-o' / '--output'.",
    "claims --jso": "No such option: --jso (Possible options: --json)",
    "multiverse --dry-run --seed -1": "Invalid value for '--seed': ",
    "multiverse --dry-run -j x": "Invalid value for '-j' / '--jobs': ",
    "multiverse --dry-run --backend spark": "no backend 'spark'; backends are: ",
    "multiverse --dry-run --scheduler tcp://host:1": "loky runs on this machine and has no scheduler",
}


@pytest.mark.parametrize("words", MISUSED)
def test_a_command_that_is_misused_says_so_in_one_line(words: str, tmp_path: Path) -> None:
    code, lines = told(start("from nkbook.cli import main; main()", *words.split(), folder=ROOT))
    assert (code, len(lines)) == (2, 1), lines
    assert lines[0].startswith(MISUSED[words])


@pytest.mark.parametrize("chapter", sorted(parameters.CHAPTERS))
def test_names_that_are_to_be_typed_are_whole_on_a_narrow_terminal(chapter: str) -> None:
    shown = CliRunner().invoke(app, ["parameters", chapter], env={"COLUMNS": "60"}).output
    for name in parameters.of(chapter).model_fields:
        assert re.search(rf"(?<!\w){name}(?!\w)", shown), name


def test_a_locale_without_letters_bears_a_folder_with_a_korean_name(tmp_path: Path) -> None:
    folder = tmp_path / "변화 아래에서"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / ".venv")], check=True)
    (folder / "nkbook").mkdir()
    (folder / "nkbook" / "__init__.py").touch()
    (packages,) = folder.glob(".venv/lib/python3.*/site-packages")
    (packages / "_editable_impl_nkbook.pth").write_text(f"{folder}\n")  # as an installer leaves it
    setup = (ROOT / "scripts" / "setup").read_text(encoding="utf-8")
    (line,) = re.findall(r"^ *(echo .*_editable_impl_nkbook\.pth.*)$", setup, re.MULTILINE)
    subprocess.run(["sh", "-c", f"VENV=.venv; {line}"], cwd=folder, check=True)
    poor = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"LC_ALL": "C"}
    command = [str(folder / ".venv" / "bin" / "python"), "-c", "import nkbook; print(ascii(nkbook.__file__))"]
    done = subprocess.run(command, cwd=tmp_path, env=poor, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "nkbook/__init__.py" in done.stdout


def test_pages_name_commands_so_that_they_can_be_typed() -> None:
    for page in ROOT.glob("*.md"):
        if page.name not in ("README.md", "CONTRIBUTING.md"):
            text = page.read_text(encoding="utf-8")
            assert not re.findall(r"(?:^ *|`)nkbook \w+", text, re.MULTILINE), page.name
