"""The two states that are compared, each laid out in a folder where it can be looked at.

A revision answers with its own code and shows its own stored chapters. A data package is put under the code
of this clone; chapters that read what is other in it are executed, with the trials and analyses stored here.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from nkbook import paths
from nkbook.errors import BookError

BESIDE = ("nkbook", "chapters", "requirements.txt", "CITATION.cff")  # what a data package is put under


def lay_out(name: str, folder: Path) -> None:
    """Fill `folder` with the state called `name`: a folder with a data package, else a revision of git."""
    candidates = (Path(name), Path(name) / "data") if name else ()
    package = next((place for place in candidates if (place / paths.MARKER.name).is_file()), None)
    if package:
        _of_package(package, folder)
    else:
        _of_revision(name, folder)


def _of_package(package: Path, folder: Path) -> None:
    shutil.copytree(package, folder / "data")
    for name in BESIDE:
        whence = paths.CODE / name
        if whence.is_dir():
            shutil.copytree(whence, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(whence, folder / name)
    run(folder, "execute")


def _of_revision(name: str, folder: Path) -> None:
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found.returncode:
        raise BookError(f"{name}: neither a folder with a data package nor a revision of this repository")
    archive = folder / "archive.zip"
    made = _git("archive", "--output", str(archive), found.stdout.decode().strip())
    if made.returncode:
        raise BookError(f"{name}: {made.stderr.decode(errors='replace').strip()}")
    shutil.unpack_archive(archive, folder)
    archive.unlink()


def _git(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", *words], cwd=paths.root(), capture_output=True, check=False)


def run(folder: Path, *words: str) -> str:
    """Return what `nkbook` prints in a state, run with its own code; raise `BookError` where it fails."""
    code = "from nkbook.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip()).splitlines() or ["it told no reason"]
        raise BookError(f"`nkbook {' '.join(words)}` fails there: {lines[-1]}")
    return done.stdout
