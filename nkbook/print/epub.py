"""The whole book for readers of books: the built pages as an EPUB 3, the same bytes for the same book."""

import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from nkbook.files import write_atomic
from nkbook.print import formulas, pages
from nkbook.print.pages import Page
from nkbook.print.template import render
from nkbook.site import ASSETS, stick

FONTS = ASSETS / "fonts"
STYLE = Path(__file__).with_name("epub.css")
TYPE = b"application/epub+zip"
KINDS = {
    ".xhtml": "application/xhtml+xml",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
ElementTree.register_namespace("svg", pages.SVG.strip("{}"))
ElementTree.register_namespace("m", "http://www.w3.org/1998/Math/MathML")


def write(book: Path, contents: Path, folder: Path) -> Path:
    """Write a built book as an EPUB into a folder and return its path."""
    members = list(_members(pages.read(book, contents), book))
    listed = [
        {"name": name, "type": KINDS[Path(name).suffix], "properties": _properties(name, content)}
        for name, content in members
    ]
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, stick.titled())
    package = render("package.opf", listed=listed, identifier=identifier)
    head = [("mimetype", TYPE), ("META-INF/container.xml", render("container.xml").encode())]
    inner = [(f"book/{name}", content) for name, content in (("package.opf", package.encode()), *members)]
    out = folder / f"{stick.titled()}.epub"
    write_atomic(out, stick.packed(head + inner))
    return out


def _members(found: Sequence[Page], book: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file: pages in their order, contents, style, fonts, pictures."""
    known = pages.places(found)
    yield "cover.xhtml", render("cover.xhtml").encode()
    yield "contents.xhtml", render("nav.xhtml", groups=pages.groups(found), address=_address).encode()
    for page in found:
        yield _address(page.name, ""), _as_xhtml(page, known).encode()
    style = render("drawing.css") + STYLE.read_text(encoding="utf-8")
    yield "book.css", ((ASSETS / "type.css").read_text(encoding="utf-8") + style).encode()
    for font in sorted(FONTS.glob("*.woff2")):
        yield f"fonts/{font.name}", font.read_bytes()
    for source in sorted({image.get("src", "") for page in found for image in page.body.iter("img")}):
        yield f"pictures/{Path(source).name}", (book / source).read_bytes()


def _address(name: str, place: str) -> str:
    return f"{name.replace('/', '-')}.xhtml" + (f"#{place}" if place else "")


def _as_xhtml(page: Page, known: dict[str, set[str]]) -> str:
    body = pages.relinked(page, known, _address)
    formulas.put(body, formulas.marked_up)
    for image in body.iter("img"):
        image.set("src", f"pictures/{Path(image.get('src', '')).name}")
    text = ElementTree.tostring(body, encoding="unicode")
    return render("page.xhtml", page=page, text=text)


def _properties(name: str, content: bytes) -> str:
    """Return what a reader has to be told about a file."""
    has = {"nav": name == "contents.xhtml", "svg": b"<svg:svg" in content, "mathml": b"<m:math" in content}
    return " ".join(key for key, holds in has.items() if holds and name.endswith(".xhtml"))
