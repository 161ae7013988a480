"""The browser, the built book and its reader."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from nkbook.site import static_images, stored_figure
from nkbook.site.build import build

from .reader import Reader


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, or a skip that says what is missing."""
    program = static_images.browser()
    if program is None:
        reason = "no Chromium found; install it or set BROWSER_PATH"
        if os.environ.get("NKBOOK_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        # Chromium's sandbox does not start for root, as in containers.
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def built_book(root: Path) -> Path:
    """The folder of the built book; built here if nobody has."""
    folder = root / "_build" / "html"
    if not (folder / "index.html").is_file():
        build(root, folder)
    return folder


@pytest.fixture(scope="session")
def pages(built_book: Path) -> list[str]:
    """Every page of the book, as a path below its folder."""
    found = (path.relative_to(built_book).as_posix() for path in built_book.rglob("*.html"))
    # index.html only leads on to the first page of the book.
    return sorted(page for page in found if not page.startswith(("_", "index.html")))


@pytest.fixture(scope="session")
def stored(root: Path) -> dict[str, int]:
    """Page of the built book to the number of figures stored in its notebook."""
    notebooks = (root / "chapters").glob("*.ipynb")
    return {f"chapters/{path.stem}.html": len(list(stored_figure.in_notebook(path))) for path in notebooks}


@pytest.fixture(scope="session")
def reader(browser: Browser, built_book: Path) -> Reader:
    """A reader of the built book."""
    return Reader(browser, built_book)
