"""What a reader can take away beside the chapters: the data package and the tables of papers."""

import shutil
from pathlib import Path

from nkbook import paths
from nkbook.site import papers


def write(out: Path) -> None:
    """Copy the data package to `_data` and write the tables of papers below it."""
    shutil.copytree(paths.data(), out / "_data", dirs_exist_ok=True)
    papers.write(out / "_data")
