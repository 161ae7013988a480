"""Commands in processes of their own, and folders that are full or take nothing."""

import contextlib
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A copy of data and chapters is no clone; here the library is meant to come from elsewhere.
NKBOOK = "from nkbook import cli, paths; paths.refuse_foreign = lambda: None; cli.main()"
# The command `build` for the folder that it stands in, whether or not that holds data.
HERE = NKBOOK.replace("cli.main()", "paths.root = paths.Path.cwd; cli.main()")
EXECUTE = (
    "import sys; from pathlib import Path; from nkbook.execute import chapters; "
    "list(chapters.execute_chapters([Path(name) for name in sys.argv[1:]], jobs=1))"
)
# The same under the command line, which tells what the machine does wrong.
TOLD = (
    "import sys; from pathlib import Path; from nkbook import cli, paths; "
    "from nkbook.execute import chapters; paths.refuse_foreign = lambda: None; "
    "cli.app = lambda **_: print(*chapters.execute_chapters([Path(sys.argv[1])], jobs=1)); cli.main()"
)
BUILD = "import sys; from pathlib import Path; from nkbook.site.build import build; build(Path(sys.argv[1]))"


def start(code: str, *words: str, folder: Path, smallest: int | None = None) -> subprocess.Popen[str]:
    """Start Python code with words in a folder. smallest: bytes beyond which no file may grow."""

    def limit() -> None:
        if smallest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (smallest, smallest))

    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=limit,
    )


def told(process: subprocess.Popen[str]) -> tuple[int, list[str]]:
    """Wait for a process; return its exit code and the lines of its errors."""
    _, errors = process.communicate(timeout=300)
    return process.returncode, errors.strip().splitlines()


@contextlib.contextmanager
def volume(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A disk of its own, in memory; a skip where this user may mount none."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this user may mount no disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def without_writing(folder: Path) -> None:
    """Make a mounted disk one that can only be read."""
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
