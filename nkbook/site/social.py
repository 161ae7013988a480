"""The picture that stands beside a link to the book where people share it: the bridge, as PNG.

The drawing is computed and kept beside the chapters with the PNG that a browser has made of it, so that
the PNG is made again only when a verdict, a step or the look of the bridge has changed.
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
MARGIN, LINE = 60, 46
ROOM = 54  # characters in a line of the finding
PNG = "bridge.png"
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


def is_current(found: Mapping[str, Assessment]) -> bool:
    """Return whether the PNG shows the bridge as it is computed now."""
    kept = folder() / PNG
    source = kept.with_suffix(".svg")
    return kept.is_file() and source.is_file() and source.read_text(encoding="utf-8") == drawing(found)


def redraw() -> bool:
    """Make the PNG anew where the bridge has changed, and return whether it was; needs Chromium."""
    found = {item.id: assess(item.id) for item in claims()}
    if is_current(found):
        return False
    program = static_images.browser()
    if program is None:
        raise BookError("the picture for links is out of date; install Chromium or set BROWSER_PATH.")
    # Imported here, because only who draws pictures has it.
    from playwright.sync_api import sync_playwright

    svg = drawing(found)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport=dict(zip(("width", "height"), SIZE, strict=True)))  # type: ignore[arg-type]
        page.set_content(render("social-page", drawing=svg, font=b64encode(FONT.read_bytes()).decode()))
        page.evaluate("document.fonts.ready")
        picture = page.screenshot()
        browser.close()
    folder().mkdir(exist_ok=True)
    write_atomic(folder() / PNG, picture)
    write_atomic((folder() / PNG).with_suffix(".svg"), svg)
    return True
