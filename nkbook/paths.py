"""Where things lie, seen from any folder of a clone."""

from pathlib import Path

from nkbook.errors import BookError

MARKER = Path("data") / "datapackage.json"
CODE = Path(__file__).resolve().parent.parent  # the clone that nkbook lies in


def root() -> Path:
    """Return the folder that holds `data/datapackage.json`.

    Papermill runs in the caller's folder and nbval in the notebook's, so the search walks up
    from the working directory; outside any clone it falls back to the clone nkbook lies in.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / MARKER).is_file():
            return folder
    return CODE


def refuse_foreign() -> None:
    """Raise `BookError` where nkbook was loaded from another clone than the one worked in.

    What that code computes would be stored here as if the code here had computed it.
    """
    if not root().samefile(CODE):
        raise BookError(
            f"this clone is {root()}, but nkbook was loaded from {CODE}; run `make setup` here and use "
            f"{root() / '.venv' / 'bin' / 'nkbook'}"
        )


def data() -> Path:
    """Return the folder of the data package."""
    return root() / "data"


def chapters() -> Path:
    """Return the folder of the chapters."""
    return root() / "chapters"
