"""What writing a run promises: the place is looked at before any work, and nothing else is replaced."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nkbook import files, paths
from nkbook.errors import BookError
from nkbook.execute import once, target


@pytest.fixture(autouse=True)
def no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where a chapter is executed before its target was refused."""

    def execute(*_: object, **__: object) -> None:
        raise AssertionError("the chapter was executed")

    monkeypatch.setattr(once.notebook, "execute", execute)


def device(path: Path) -> None:
    """Make a null device of our own; never is one of the machine touched."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("this user may make no device")


NODES: dict[str, Callable[[Path], object]] = {
    "device": device,
    "pipe": lambda path: os.mkfifo(path),
    "folder": lambda path: path.mkdir(),
    "link to itself": lambda path: path.symlink_to(path.name),
    "link to a pipe": lambda path: (os.mkfifo(path.with_name("pipe")), path.symlink_to("pipe")),
    "link to a chapter": lambda path: path.symlink_to(paths.chapters() / "economy.ipynb"),
}


@pytest.mark.parametrize("kind", NODES)
def test_what_is_no_plain_file_is_refused_and_stays(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "out.ipynb"
    NODES[kind](path)
    before = os.lstat(path)
    with pytest.raises(BookError) as refusal:
        once.run("economy", {}, path)
    assert "\n" not in str(refusal.value)
    after = os.lstat(path)
    assert (after.st_mode, after.st_ino, after.st_rdev) == (before.st_mode, before.st_ino, before.st_rdev)


PLACES = [
    "",
    ".",
    "/",
    "/proc/out.ipynb",
    "no/folder.ipynb",
    f"{'x' * 300}.ipynb",
    "out",
    "out.html",
    "README.md",
]


@pytest.mark.parametrize("output", PLACES)
def test_a_place_that_cannot_take_a_run_is_refused_before_the_work(output: str) -> None:
    with pytest.raises(BookError) as refusal:
        once.run("economy", {}, Path(output))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "name",
    [
        "chapters/economy.ipynb",
        "chapters/figures/new.ipynb",
        "data/new.ipynb",
        "data/claims/new.ipynb",
        "nkbook/new.ipynb",
        "docs/new.ipynb",
        ".ci/new.ipynb",
    ],
)
def test_nothing_is_written_among_the_files_of_the_book(name: str) -> None:
    with pytest.raises(BookError, match=r"lies in \S+/ of the book"):
        once.run("economy", {}, paths.root() / name)


def test_a_page_is_not_written_under_the_name_of_a_notebook(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"has to end in \.html"):
        once.run("economy", {}, tmp_path / "out.ipynb", as_html=True)


def test_links_are_followed_and_an_old_file_is_replaced_whole(tmp_path: Path) -> None:
    real, link = tmp_path / "real.ipynb", tmp_path / "link.ipynb"
    real.write_text("old")
    link.symlink_to(real)
    target.write(target.checked(link, ".ipynb"), "new")
    files.write_atomic(link, "newer")
    assert link.is_symlink()
    assert real.read_text() == "newer"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.ipynb", "real.ipynb"]


def test_a_hyphen_stands_for_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    target.write(target.checked(Path("-"), ".ipynb"), "a run")
    assert capsys.readouterr().out == "a run"


def test_the_same_parameter_twice_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nkbook", "run", "economy", "-p", "grades=A", "-p", "grades=B"]
    command += ["-o", str(tmp_path / "out.ipynb")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=paths.root(), check=False)
    assert (done.returncode, done.stderr) == (2, "-p grades is given twice\n")
