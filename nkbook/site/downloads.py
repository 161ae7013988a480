"""What a reader can take away: the data package, and chapters with their numbers filled in."""

import shutil
from pathlib import Path

import nbformat

from nkbook import paths, prose
from nkbook.execute.notebook import text
from nkbook.site import papers


def write(out: Path) -> None:
    """Copy the data package and the tables of papers to `_data`; fill in notebooks to download."""
    shutil.copytree(paths.data(), out / "_data", dirs_exist_ok=True)
    papers.write(out / "_data")
    for path in sorted((out / "_sources").rglob("*.ipynb")):
        filled = prose.filled(nbformat.read(path, as_version=4))
        path.write_text(text(filled), encoding="utf-8", newline="\n")
