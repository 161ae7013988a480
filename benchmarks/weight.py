"""Measures what a reader loads who opens a page of the built book, and what all of its figures add.

    python -m benchmarks.weight            # the first page and each chapter, in kB
    python -m benchmarks.weight claims.html data.html

Files are counted as a server would send them: text under gzip, fonts as they are. Needs Chromium and a
built book.
"""

import gzip
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, sync_playwright

from nkbook import paths
from nkbook.site import static_images

PACKED = {".woff", ".woff2", ".png"}  # gzip gains nothing on these
SETTLED = 500  # milliseconds without anything new after which a page is taken as loaded


def weight(path: Path) -> int:
    """Return the bytes that a file has on its way to a reader."""
    content = path.read_bytes()
    return len(content) if path.suffix in PACKED else len(gzip.compress(content, 9))


def loaded(browser: Browser, page: Path, *, scrolled: bool = False) -> set[Path]:
    """Return the files that a browser asks for as it opens a page, or scrolls it to its end."""
    asked: set[Path] = set()
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        context.on("request", lambda request: asked.add(Path(unquote(urlsplit(request.url).path))))
        opened = context.new_page()
        opened.goto(page.as_uri(), wait_until="load")
        opened.wait_for_timeout(SETTLED)
        if scrolled:
            for figure in opened.locator("figure").all():
                figure.scroll_into_view_if_needed()
                opened.wait_for_timeout(SETTLED)
    return {path for path in asked if path.is_file()}


def main(pages: list[str]) -> int:
    """Print a row for each page; return 1 where the book is not built or no browser is found."""
    book, program = paths.CODE / "_build" / "html", static_images.browser()
    if not (book / "index.html").is_file() or program is None:
        print("Build the book first, and install Chromium.", file=sys.stderr)
        return 1
    chosen = pages or [
        "intro.html",
        *(f"chapters/{path.name}" for path in sorted(book.glob("chapters/*.html"))),
    ]
    with sync_playwright() as playwright:
        # Chromium's sandbox does not start for root, as in containers.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        print(f"{'page':36}{'on load':>10}{'scrolled':>10}  kB, gzip")
        for name in chosen:
            sums = [sum(map(weight, loaded(browser, book / name, scrolled=s))) for s in (False, True)]
            print(f"{name:36}" + "".join(f"{total / 1000:10.0f}" for total in sums))
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
