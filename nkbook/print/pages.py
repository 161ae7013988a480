"""Takes the built pages apart: what stays of each is text, tables, figures and formulas.

A page is a tree of plain elements, as `tinyhtml5` reads it; drawings in it carry their namespace.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from posixpath import dirname, normpath
from xml.etree.ElementTree import Element

import tinyhtml5

from nkbook.data import plain
from nkbook.errors import BookError
from nkbook.site.papers import figures
from nkbook.words import squeezed

SVG = "{http://www.w3.org/2000/svg}"
# What only works on a screen, and what the book says once for all pages.
DROPPED_TAGS = {"button", "script", "style", "nav", "source"}
DROPPED = {"headerlink", "nk-cite-link", "nk-code", "nk-links", "nk-move", "nk-switch", "nk-time", "nk-tools"}
OPENED = "nk-on-paper"  # a fold that is worth paper; all others are dropped
UNWRAPPED = {"picture"}
VERDICT = ("data-verdict", "data-hue")


@dataclass(frozen=True)
class Page:
    """A page of the book. name: its address without ending. group: the caption above it in the contents."""

    name: str
    group: str
    title: str
    body: Element

    @property
    def slug(self) -> str:
        """Return its name as one word."""
        return self.name.replace("/", "-")

    @property
    def is_chapter(self) -> bool:
        """Return whether it is a notebook."""
        return self.name.startswith("chapters/")

    @property
    def language(self) -> str:
        """Return the language of its text."""
        return next((e.get("lang", "en") for e in self.body if e.tag == "div" and e.get("lang")), "en")

    def sections(self) -> list[tuple[str, str]]:
        """Return id and title of each section right below the page."""
        found = (
            (e.get("id", ""), next((words(h) for h in e if h.tag == "h2"), ""))
            for e in self.body.iter("section")
        )
        return [(name, title) for name, title in found if name and title]


def read(book: Path, contents: Path) -> list[Page]:
    """Return the pages of a built book in the order of its contents.

    Raises `BookError` where no book is built, or where it shows other figures than the notebooks hold.
    """
    if not (book / "index.html").is_file():
        raise BookError(f"{book}: no book is built here; run `nkbook build` first.")
    found = [_page(book, name, group) for name, group in order(contents)]
    _same_figures(found, contents.parent / "chapters")
    return found


def pictures(body: Element) -> Iterator[Element]:
    """Yield the figures of the book on a page, each with the picture it shows."""
    return (figure for figure in body.iter("figure") if "nk-figure" in classes(figure))


def classes(element: Element) -> set[str]:
    """Return the classes of an element."""
    return set(element.get("class", "").split())


def words(element: Element) -> str:
    """Return the text of an element."""
    return squeezed("".join(element.itertext()))


def relinked(page: Page, known: Mapping[str, set[str]], address: Callable[[str, str], str]) -> Element:
    """Return the body of a page whose links lead to where `address` says, given a page and a place on it.

    known: the places on each page. A link to a place that was left out leads to its page; one to what is no
    page of the book loses its target and keeps its words. Links to other sites stay.
    """
    body = deepcopy(page.body)
    for link in body.iter("a"):
        target = link.attrib.pop("href", "")
        for screen_only in ("title", "download"):
            link.attrib.pop(screen_only, None)
        path, _, place = target.partition("#")
        name = (
            normpath(f"{dirname(page.name)}/{path}".lstrip("/")).removesuffix(".html") if path else page.name
        )
        if re.fullmatch(r"https?:\S+", target):
            link.set("href", target)
        elif name in known:
            link.set("href", address(name, place if place in known[name] else ""))
        else:
            link.tag = "span"
    return body


def places(found: Iterable[Page]) -> dict[str, set[str]]:
    """Return the ids that stand on each page."""
    return {page.name: {e.get("id", "") for e in page.body.iter()} - {""} for page in found}


def groups(found: Iterable[Page]) -> list[tuple[str, list[Page]]]:
    """Return the pages by the caption above them in the contents."""
    return [(caption, list(members)) for caption, members in groupby(found, key=lambda page: page.group)]


def replaced(parent: Element, old: Element, new: Element | None) -> None:
    """Put an element, or nothing, in the place of another; the text behind it stays."""
    place = list(parent).index(old)
    if new is not None:
        new.tail = old.tail
        parent[place] = new
        return
    parent.remove(old)
    if place:
        before = parent[place - 1]
        before.tail = (before.tail or "") + (old.tail or "")
    else:
        parent.text = (parent.text or "") + (old.tail or "")


def order(contents: Path) -> Iterator[tuple[str, str]]:
    """Yield name and group of each page in `_toc.yml`."""
    listed = plain.read(contents, dict)
    yield listed["root"], ""
    for part in listed["parts"]:
        for chapter in part["chapters"]:
            for entry in (chapter, *chapter.get("sections", ())):
                yield entry["file"], part["caption"]


def _page(book: Path, name: str, group: str) -> Page:
    html = tinyhtml5.parse((book / f"{name}.html").read_text(encoding="utf-8"), namespace_html_elements=False)
    body = next(html.iter("article"))
    outlines = {path.get("id", ""): path.get("d", "") for path in html.iter(f"{SVG}path") if path.get("id")}
    prepare(body, outlines, {})
    for image in body.iter("img"):
        image.set("src", normpath(f"{dirname(name)}/{image.get('src')}".lstrip("/")))
        for screen_only in ("loading", "width", "height"):
            image.attrib.pop(screen_only, None)
    return Page(name, group, words(next(body.iter("h1"))), body)


def prepare(parent: Element, outlines: dict[str, str], verdict: dict[str, str]) -> None:
    """Leave in an element what can be printed. outlines: of paths, by id. verdict: of what lies around."""
    verdict = {key: parent.get(key, verdict.get(key, "")) for key in VERDICT}
    for child in list(parent):
        if not isinstance(child.tag, str) or child.tag in DROPPED_TAGS or classes(child) & DROPPED:
            replaced(parent, child, None)
            continue
        if child.tag == "details":
            if OPENED not in classes(child):
                replaced(parent, child, None)
                continue
            child.tag = "div"
            child[0].tag = "p"
            child[0].set("class", "nk-opened")
        if child.tag == f"{SVG}use":
            child.tag = f"{SVG}path"
            child.set("d", outlines[child.attrib.pop("href").removeprefix("#")])
        elif child.tag == f"{SVG}svg":  # whose style knows nothing of what lies around it
            child.attrib |= {key: value for key, value in verdict.items() if value and not child.get(key)}
        prepare(child, outlines, verdict)
        if child.tag in UNWRAPPED:
            replaced(parent, child, child[0])


def _same_figures(found: list[Page], chapters: Path) -> None:
    """Refuse a book that shows other figures than the notebooks hold, or one without its picture."""
    drawn = (figure for page in found for figure in pictures(page.body) if figure.find(".//img") is not None)
    shown = {figure.get("id", "").removeprefix("fig-") for figure in drawn}
    if other := sorted(shown ^ set(figures(chapters))):
        raise BookError(
            f"the built book and the notebooks differ in {len(other)} figures, {other[0]} first; run "
            "`make images` and `nkbook build`."
        )
