"""Builds the book from a clean slate, so that two builds of the same content are the same bytes."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from nkbook import files
from nkbook.errors import BookError

ANSI = re.compile(r"\x1b\[[0-9;]*m")
MAX_LINES = 12
PREFIX = ".book-"  # of the folder in which a book is made


def build(root: Path, out: Path | None = None) -> Path:
    """Build the book in `root` into `out` (default `_build/html`) and return its `index.html`.

    The book is made in a temporary neighbour and moved into place when it is whole; when the build
    fails the old book stays, and a BookError tells what Sphinx said.
    """
    root = root.resolve()
    out = (out or root / "_build" / "html").resolve()
    if not (root / "_toc.yml").is_file():
        raise BookError(f"{root}: no _toc.yml, so there is no book to build here.")
    with files.alone(out.parent):
        for left in out.parent.glob(f"{PREFIX}*"):  # by a build that was killed
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=PREFIX) as work:
            _run_jupyter_book(root, Path(work))
            _swap(Path(work) / "_build" / "html", out, Path(work) / "old")
    return out / "index.html"


def _run_jupyter_book(root: Path, work: Path) -> None:
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()"]
    command += ["build", "-W", "--all", "-q", "--path-output", str(work), str(root)]
    # A fixed hash seed and no inherited date: nothing may change between two builds.
    env = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"} | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(command, env=env, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode or not (work / "_build" / "html" / "index.html").is_file():
        raise BookError("the book was not built; the old one is untouched.\n" + _reason(done.stderr))


def _reason(stderr: str) -> str:
    """Return the lines of a failed build that tell a person what to mend."""
    lines = [line.strip() for line in ANSI.sub("", stderr).splitlines() if line.strip()]
    ours = [line.split("Error: ", 1)[1] for line in lines if re.match(r"nkbook\.[\w.]+Error: ", line)]
    if ours:
        return ours[-1]
    # Jupyter Book ends every failure in a traceback of its own, which tells nothing.
    end = next((n for n, line in enumerate(lines) if re.match(r"Traceback|RuntimeError", line)), None)
    raised = [n for n, line in enumerate(lines) if re.match(r"[\w.]*Error\b", line)]
    # Where it says nothing before that, the reason is the error itself.
    said = lines[:end] or [line for line in lines[raised[-1] if raised else 0 :] if line.strip("=")]
    return "\n".join(said[-MAX_LINES:])


def _swap(new: Path, out: Path, old: Path) -> None:
    if out.exists():
        out.rename(old)
    new.rename(out)
    shutil.rmtree(old, ignore_errors=True)
