"""A reader at a real browser: the built book opened from disk, with every network request cut off."""

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError

WIDTHS = {"desktop": (1280, 900), "phone": (360, 740)}
THEMES = ("light", "dark")
PATIENCE = 30_000  # milliseconds
NETWORK = re.compile(r"^(?!file:|data:|blob:)")  # whatever does not lie on this disk


@dataclass
class Visit:
    """What was seen when a page was opened and scrolled to its end, and then each figure made live."""

    figures: int = 0
    pictures: int = 0
    live: int = 0
    formulas: int = 0
    typeset: int = 0
    overflow: float = 0
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    barriers: list[str] = field(default_factory=list)
    laid_out_again: bool = False


class Reader:
    """Opens pages as a reader would, and remembers what was seen on each."""

    def __init__(self, browser: Browser, book: Path) -> None:
        self.browser, self.book = browser, book
        self.visit = cache(self._visit)
        self._window = cache(self.context)

    def context(self, width: str = "desktop", theme: str = "light", **more: object) -> BrowserContext:
        """Return a browser window of that width and theme, without a network."""
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        made = self.browser.new_context(viewport=size, color_scheme=theme, **more)  # type: ignore[arg-type]
        made.set_default_timeout(PATIENCE)
        made.route(NETWORK, lambda route: route.abort())
        return made

    def open(self, context: BrowserContext, page: str) -> Page:
        """Open a page of the book from disk and wait for its scripts."""
        opened = context.new_page()
        opened.goto((self.book / page).as_uri(), wait_until="load")
        return opened

    def _visit(self, name: str, width: str, theme: str) -> Visit:
        seen = Visit()
        page = self._window(width, theme).new_page()
        page.on("request", lambda r: seen.requests.append(r.url))
        page.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.goto((self.book / name).as_uri(), wait_until="load")
        seen.figures = page.locator(".nk-plot[data-figure]").count()
        try:
            scroll_through(page)
            seen.pictures = page.evaluate(PICTURES)
            explore(page)
        except TimeoutError as error:
            seen.errors.append(f"a figure or formula was not drawn: {error.message}")
        seen.live = page.locator(".nk-live .main-svg:first-of-type").count()
        seen.formulas = page.locator(".math").count()
        seen.typeset = page.locator("mjx-container").count()
        seen.overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        seen.cut = page.evaluate(CUT)
        if width == "desktop":
            page.evaluate(FOLDS, True)
            seen.barriers = barriers(page)
        if (width, theme) == ("desktop", "light"):
            page.evaluate(FOLDS, False)
            page.set_viewport_size({"width": 360, "height": 740})
            seen.laid_out_again = _fits(page)
        page.close()
        return seen


FOLDS = "open => document.querySelectorAll('details').forEach(folded => folded.open = open)"
PICTURES = """() => [...document.querySelectorAll('img.nk-static')]
    .filter((still) => still.complete && still.naturalWidth && still.offsetHeight > 80).length"""

# Labels of live figures that reach beyond their frame.
CUT = """() => [...document.querySelectorAll('.nk-live')].flatMap((live) => {
    const frame = live.getBoundingClientRect();
    const labels = '.annotation, .textpoint text, .bartext, .xtick, .ytick';
    return [...live.querySelectorAll(labels)]
      .filter((node) => node.getBoundingClientRect().width)
      .filter((node) => { const box = node.getBoundingClientRect();
        return box.left < frame.left - 1.5 || box.right > frame.right + 1.5; })
      .map((node) => live.parentNode.dataset.figure + ': ' + node.textContent); })"""


def _fits(page: Page) -> bool:
    """Wait until each live figure is as wide as its box, and tell whether it came to that."""
    fits = "b => Math.abs(b.querySelector('.main-svg').clientWidth - b.clientWidth) < 2"
    try:
        page.wait_for_function(f"[...document.querySelectorAll('.nk-plot[data-figure]')].every({fits})")
    except TimeoutError:
        return False
    return True


def scroll_through(page: Page) -> None:
    """Scroll to each figure and wait until its picture, and all formulas, are there."""
    pictures = page.locator("img.nk-static")
    for number in range(pictures.count()):
        pictures.nth(number).scroll_into_view_if_needed()
        page.wait_for_function(
            "n => { const still = document.querySelectorAll('img.nk-static')[n];"
            " return still.complete && still.naturalWidth; }",
            arg=number,
        )
    if page.locator(".math").count():
        page.wait_for_selector("mjx-container", state="attached")
        page.evaluate("MathJax.startup.promise")


def explore(page: Page) -> None:
    """Make every figure live and wait until all of them are drawn."""
    page.evaluate("document.querySelectorAll('.nk-explore').forEach((button) => button.click())")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.nk-plot[data-figure]')].every((box) => box.dataset.drawn)"
    )


def barriers(page: Page) -> list[str]:
    """Return what axe finds, but for what it calls minor: rule and first element."""
    # axe would fetch the style sheets once more, which file:// forbids; it reads the loaded ones.
    options = {"resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found if rule["impact"] != "minor"]


class Links(HTMLParser):
    """The addresses that a page refers to, and the anchors that it offers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.anchors: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.addresses.add(unquote(value))
            elif name in ("id", "name") and value:
                self.anchors.add(value)
