"""The whole book on paper: the built pages, laid out by WeasyPrint with a style of their own."""

import logging
import os
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime, time
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from nkbook.book.papers import cited
from nkbook.errors import BookError
from nkbook.files import write_atomic
from nkbook.print import formulas, pages
from nkbook.print.pages import Page
from nkbook.print.template import render
from nkbook.site import ASSETS, static_images, stick

try:
    with redirect_stdout(None):  # on which it would tell a long story
        import weasyprint
except OSError as error:  # the package is there, a library of the system is not
    raise BookError(
        f"a PDF needs Pango, which this system lacks ({error}); install it (Debian, Ubuntu: apt-get install "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install pango)"
    ) from None

HERE = Path(__file__).parent
STYLES = (ASSETS / "type.css", ASSETS / "nkbook.css", ASSETS / "front.css", HERE / "paper.css")
FAMILY = re.compile(r"font-family:[^;\"}]*")
# What WeasyPrint only remarks on, and what would be a fault of the book.
FAULTS = (".notdef", "Failed to load", "No anchor", "Error")


def write(book: Path, contents: Path, folder: Path) -> Path:
    """Write a built book as a PDF into a folder and return its path.

    Raises `BookError` where a figure, a letter or the target of a link is missing.
    """
    with dated_and_whole():
        made = laid_out(pages.read(book, contents), book).write_pdf()
    out = folder / f"{stick.titled()}.pdf"
    write_atomic(out, made)
    return out


def sheet(html: str) -> bytes:
    """Return a page that needs no other file as a PDF; raises `BookError` as `write` does."""
    with dated_and_whole():
        return weasyprint.HTML(string=html).write_pdf()  # type: ignore[no-any-return]


def laid_out(found: Sequence[Page], book: Path) -> weasyprint.Document:
    """Return pages laid out for paper, behind a cover and contents. book: the folder of their pictures."""
    fonts = weasyprint.text.fonts.FontConfiguration()
    sheets = [weasyprint.CSS(filename=path, font_config=fonts) for path in STYLES]
    html = weasyprint.HTML(string=joined(found, book))
    return html.render(stylesheets=sheets, font_config=fonts)


def joined(found: Sequence[Page], book: Path) -> str:
    """Return all pages as one that needs no other file, each place in it named after its page."""
    known = pages.places(found)
    articles = [_article(page, known, book) for page in found]
    return render("book.html", groups=pages.groups(found), address=_address, articles=articles)


def _article(page: Page, known: Mapping[str, set[str]], book: Path) -> str:
    article = pages.relinked(page, known, _address)
    formulas.put(article, formulas.drawn)
    style = Element("style")  # that of the page does not reach into drawings
    style.text = render("drawing.css")
    for element in article.iter():
        element.tag = element.tag.removeprefix(pages.SVG)  # HTML knows drawings by their name alone
        if place := element.get("id"):
            element.set("id", _address(page.name, place)[1:])
        if element.tag == "svg":
            element.insert(0, style)
        if element.tag == "img":
            element.set("src", _embedded(book / element.get("src", "")))
    article.attrib |= {"id": _address(page.name, "")[1:], "lang": page.language}
    return ElementTree.tostring(article, encoding="unicode", method="html")


def _address(name: str, place: str) -> str:
    slug = name.replace("/", "-")
    return f"#{slug}--{place}" if place else f"#{slug}"


def _embedded(picture: Path) -> str:
    """Return a picture as an address that holds it, in the letters of the book.

    WeasyPrint would draw the halo of words over them, and system-ui is another font on each machine.
    """
    drawing = picture.read_text(encoding="utf-8").replace(static_images.HALO, "")
    drawing = FAMILY.sub("font-family:'Source Sans 3',sans-serif", drawing)
    return f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}"


@contextmanager
def dated_and_whole() -> Iterator[None]:
    """Raise `BookError` where WeasyPrint remarks that a letter, a picture or a target is missing.

    Fonts that are cut to the letters used bear the date of the edition and not that of the clock.
    """
    released = datetime.combine(cited()["date-released"], time(), UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(released.timestamp()))
    told: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: told.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("weasyprint")
    kept, logger.propagate = logger.handlers[:], False
    logger.handlers = [handler]
    try:
        yield
    finally:
        logger.handlers = kept
    faults = [line for line in dict.fromkeys(told) if any(fault in line for fault in FAULTS)]
    if faults:
        fonts = "; install fonts of Korean and Japanese (Debian, Ubuntu: fonts-nanum fonts-ipafont-gothic)"
        raise BookError(f"the PDF would lack something: {faults[0]}{fonts if FAULTS[0] in faults[0] else ''}")
