"""The pictures that stand beside links where people share them, as PNG: the bridge, and each claim.

Each drawing is computed and kept beside the chapters with the PNG that a browser has made of it, so that
the PNG is made again only when a verdict, a step, a claim or the look of either has changed.
"""

import textwrap
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from nkbook import paths
from nkbook.book.papers import cited
from nkbook.claims import Assessment, assess, chain, claims
from nkbook.errors import BookError
from nkbook.files import write_atomic
from nkbook.site import bridge, static_images
from nkbook.site.template import render
from nkbook.tokens import BOX, HUES, TOKENS

SIZE = (1200, 630)  # pixels, as sites show it
SIZE_OF_A_CLAIM = (800, 420)  # there are many of them
MARGIN, LINE = 60, 46
ROOM = 54  # characters in a line of the finding
BRIDGE = "bridge"
ROOM_OF_A_CLAIM = 43  # characters in a line of a claim
FONT = Path(__file__).parent / "assets/fonts/source-sans-3-latin-wght-normal.woff2"


def folder() -> Path:
    """Return where drawing and PNG are kept."""
    return paths.chapters() / "social"


def drawing(found: Mapping[str, Assessment]) -> str:
    """Return the bridge with its finding as SVG."""
    steps = bridge.spans(chain.bridge(found))
    return (
        render(
            "social",
            book=cited(),
            steps=[step | {"colour": HUES[TOKENS[step["verdict"]].hue].light} for step in steps],
            lines=textwrap.wrap(finding(found), ROOM),
            tokens=TOKENS,
            size=SIZE,
            margin=MARGIN,
            line=LINE,
            span=(SIZE[0] - 2 * MARGIN) / len(steps),
            box=BOX,
        )
        + "\n"
    )


def finding(found: Mapping[str, Assessment]) -> str:
    """Return what the bridge shows, in a sentence."""
    return render("bridge-title", steps=bridge.spans(chain.bridge(found)))


def of_claim(found: Assessment) -> str:
    """Return a claim with its verdict as SVG."""
    token = TOKENS[str(found.verdict)]
    return (
        render(
            "social-claim",
            book=cited(),
            claim=found.claim,
            verdict=found.verdict,
            token=token,
            lines=textwrap.wrap(found.claim.claim, ROOM_OF_A_CLAIM),
            size=SIZE,
            shown=SIZE_OF_A_CLAIM,
            margin=MARGIN,
        )
        + "\n"
    )


def size(name: str) -> tuple[int, int]:
    """Return width and height of a picture in pixels, by the name of its file."""
    return SIZE if name == BRIDGE else SIZE_OF_A_CLAIM


def drawings(found: Mapping[str, Assessment]) -> dict[str, str]:
    """Return all drawings as SVG by the name of their file: the bridge, and each claim."""
    return {BRIDGE: drawing(found)} | {name: of_claim(a) for name, a in found.items()}


def stale(found: Mapping[str, Assessment]) -> dict[str, str]:
    """Return those drawings whose PNG is missing or shows something else than what is computed now."""
    return {name: svg for name, svg in drawings(found).items() if not _is_current(name, svg)}


def _is_current(name: str, svg: str) -> bool:
    kept = folder() / f"{name}.svg"
    drawn = kept.is_file() and kept.with_suffix(".png").is_file()
    return drawn and kept.read_text(encoding="utf-8") == svg


def redraw() -> int:
    """Make anew each PNG whose drawing has changed, and return how many these are; needs Chromium."""
    todo = stale({item.id: assess(item.id) for item in claims()})
    if not todo:
        return 0
    program = static_images.browser()
    if program is None:
        raise BookError("pictures for links are out of date; install Chromium or set BROWSER_PATH.")
    # Imported here, because only who draws pictures has it.
    from playwright.sync_api import sync_playwright

    folder().mkdir(exist_ok=True)
    font = b64encode(FONT.read_bytes()).decode()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        for name, svg in todo.items():
            width, height = size(name)
            page.set_viewport_size({"width": width, "height": height})
            page.set_content(render("social-page", drawing=svg, font=font))
            page.evaluate("document.fonts.ready")
            write_atomic(folder() / f"{name}.png", page.screenshot())
            write_atomic(folder() / f"{name}.svg", svg)
        browser.close()
    return len(todo)
