"""Where things lie, seen from any folder of a clone."""

import os
from functools import lru_cache
from pathlib import Path

from nkbook.errors import BookError

MARKER = Path("data") / "datapackage.json"
PARTS = ("data", "chapters", "nkbook", "verified", "tests", "docs", "scripts", "benchmarks", ".ci", ".binder")
CODE = Path(__file__).resolve().parent.parent  # the clone that nkbook lies in


def root() -> Path:
    """Return the folder that holds `data/datapackage.json`.

    Papermill runs in the caller's folder and nbval in the notebook's, so the search walks up
    from the working directory; outside any clone it falls back to the clone nkbook lies in.
    """
    return next((folder for folder, marker in _above(os.getcwd()) if os.path.isfile(marker)), CODE)


@lru_cache(maxsize=64)
def _above(here: str) -> tuple[tuple[Path, str], ...]:
    """Return a folder and those above it, each with the place of the marker in it."""
    folder = Path(here)
    return tuple((one, str(one / MARKER)) for one in (folder, *folder.parents))


def refuse_foreign() -> None:
    """Raise `BookError` where nkbook was loaded from another clone than the one worked in.

    What that code computes would be stored here as if the code here had computed it.
    """
    if not root().samefile(CODE):
        raise BookError(
            f"this clone is {root()}, but nkbook was loaded from {CODE}; run `make setup` here and use "
            f"{root() / '.venv' / 'bin' / 'nkbook'}"
        )


def refuse_own(place: Path, given: Path) -> None:
    """Raise `BookError` where a place to write, links followed, lies in a folder of the book.

    given: the place as it was typed.
    """
    for name in PARTS:
        if any(_same(root() / name, folder) for folder in place.parents):
            raise BookError(f"{given}: lies in {name}/ of the book, which a run must not change")


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def data() -> Path:
    """Return the folder of the data package."""
    return root() / "data"


def chapters() -> Path:
    """Return the folder of the chapters."""
    return root() / "chapters"
