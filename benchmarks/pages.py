"""How heavy the pages of the built book are, and how long the longest task of a slow processor takes.

    .venv/bin/python -m benchmarks.pages [page ...]

Needs a built book and Chromium. Each page is served from this machine, compressed as a web server would, to
a fresh browser with an empty cache and a processor slowed down fourfold, on a phone's screen. kB are those
on the wire; tasks are those of the main thread, in milliseconds of its processor time, so that other programs
hardly count.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from nkbook import paths
from nkbook.site import static_images

SLOWER = 4
SETTLED, PATIENCE = 2_000, 120_000  # milliseconds after which a page has set itself up; until one is given up
SCREEN = {"width": 360, "height": 740}
TEXT = (".html", ".js", ".css", ".svg", ".csv", ".json")
TRACED = ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"]
SCROLL = """async () => { for (let y = 0; y < document.body.scrollHeight; y += 500) {
    scrollTo(0, y); await new Promise((done) => setTimeout(done, 80)); } }"""


@dataclass
class Measured:
    """One page: kB on load, after scrolling to its end, with one live figure; longest tasks of both."""

    page: str
    loaded: float
    scrolled: float
    live: float | None
    task_scrolling: float
    task_live: float | None

    def __str__(self) -> str:
        cells = (self.loaded, self.scrolled, self.live, self.task_scrolling, self.task_live)
        return f"{self.page:40}" + "".join(f"{'–' if cell is None else f'{cell:.0f}':>12}" for cell in cells)


class Compressing(SimpleHTTPRequestHandler):
    """Serves files of text compressed, as a web server does."""

    def do_GET(self) -> None:
        """Send a file; what is no file is left to the plain server, which says so."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in TEXT or not path.is_file():
            return super().do_GET()
        content = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine alone; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressing, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def measure(browser: Browser, address: str, name: str) -> Measured:
    """Measure one page with a cache of its own."""
    with browser.new_context(viewport=SCREEN, has_touch=True) as context:  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        session = context.new_cdp_session(page)
        received: list[float] = []
        session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        session.send("Network.enable")
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(f"{address}/{name}", wait_until="networkidle")
        page.wait_for_timeout(SETTLED)
        loaded = sum(received)
        scrolling = _longest(page, lambda: page.evaluate(SCROLL))
        scrolled = sum(received)
        button = page.locator(".nk-explore")
        if not button.count():
            return Measured(name, loaded / 1e3, scrolled / 1e3, None, scrolling, None)
        live = _longest(page, lambda: _make_live(page))
        return Measured(name, loaded / 1e3, scrolled / 1e3, sum(received) / 1e3, scrolling, live)


def _make_live(page: Page) -> None:
    page.locator(".nk-explore").first.click()
    page.wait_for_selector(".nk-plot[data-drawn]")


def _longest(page: Page, do: Callable[[], object]) -> float:
    """Return the processor time of the longest task of the main thread while something is done."""
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, categories=TRACED)
    do()
    page.wait_for_load_state("networkidle")
    events = json.loads(browser.stop_tracing())["traceEvents"]
    main = {
        _thread(e) for e in events if e["name"] == "thread_name" and e["args"]["name"] == "CrRendererMain"
    }
    return max((e.get("tdur", 0) for e in events if e["ph"] == "X" and _thread(e) in main), default=0) / 1e3


def _thread(event: dict[str, Any]) -> tuple[int, int]:
    return event["pid"], event["tid"]


def main(names: list[str]) -> None:
    """Print a line for each page named, for all pages of the book where none is."""
    folder = paths.root() / "_build" / "html"
    every = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html")))
    pages = names or [name for name in every if not name.startswith(("_", "index.", "genindex."))]
    heads = ("kB loaded", "scrolled", "one live", "task, ms", "live, ms")
    print(f"{'page':40}" + "".join(f"{head:>12}" for head in heads))
    with served(folder) as address, sync_playwright() as playwright:
        program = static_images.browser()
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name in pages:
            print(measure(browser, address, name), flush=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
