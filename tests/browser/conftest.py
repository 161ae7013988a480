"""The browser, the built book and its reader."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from nkbook.site import stored_figure

from .reader import Reader


@pytest.fixture(scope="session")
def pages(built_book: Path) -> list[str]:
    """Every page of the book, as a path below its folder."""
    found = (path.relative_to(built_book).as_posix() for path in built_book.rglob("*.html"))
    # index.html only leads on to the first page of the book, and a page in claim/ to the section of a claim.
    return sorted(page for page in found if not page.startswith(("_", "index.html", "claim/")))


@pytest.fixture(scope="session")
def stored(root: Path) -> dict[str, int]:
    """Page of the built book to the number of figures stored in its notebook."""
    notebooks = (root / "chapters").glob("*.ipynb")
    return {f"chapters/{path.stem}.html": len(list(stored_figure.in_notebook(path))) for path in notebooks}


@pytest.fixture(scope="session")
def reader(browser: Browser, built_book: Path) -> Reader:
    """A reader of the built book."""
    return Reader(browser, built_book)
