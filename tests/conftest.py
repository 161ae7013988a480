"""Fixtures that several tests share."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from nkbook.site import static_images
from nkbook.site.build import build

ROOT = Path(__file__).resolve().parent.parent
# A slow machine is no failure: tests say what is right, and benchmarks what is fast.
settings.register_profile("book", deadline=None)
settings.load_profile("book")


@pytest.fixture(scope="session")
def root() -> Path:
    """The clone that is tested."""
    return ROOT


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data package in a folder of its own, made the working directory."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "chapters", tmp_path / "chapters", ignore=shutil.ignore_patterns("figures"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


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
