"""Gives every section of the book to the search, with its text, so that a reader sees why it was found.

Sphinx's own search skips numbers, and asks a server for excerpts. Ours reads one script, which only the
page of results loads.
"""

import html
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from nkbook.site.stored_figure import in_script
from nkbook.words import squeezed

FILE = "search-sections.js"  # below _static
UNSAID = re.compile(r'<(script|style|svg|pre)\b.*?</\1>|<span class="nk-hidden">.*?</span>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
SKIPPED = (nodes.title, nodes.literal_block, nodes.math_block, nodes.math)

Section = tuple[str, str, str, str]  # address, title of the page, title of the section, text


def collect(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep the sections of a page as it is shown, figures and computed parts included."""
    if app.builder.format == "html":
        _kept(app)[docname] = sections(doctree, app.builder.get_target_uri(docname))


def sections(doctree: nodes.document, page: str) -> list[Section]:
    """Return the sections of a page that have words of their own, in their order."""
    found: list[Section] = []
    for section in doctree.findall(nodes.section):
        title, text = section[0].astext(), _text(section)
        first = found[0][1] if found else title
        address = f"{page}#{section['ids'][0]}" if found else page
        found.append((address, first, title, text))
    return found


def _text(section: nodes.section) -> str:
    """Return what a section says itself, without the sections below it."""
    parts = [_said(child) for child in section.children if not isinstance(child, (nodes.section, *SKIPPED))]
    return squeezed(" ".join(parts))


def _said(node: nodes.Node) -> str:
    if isinstance(node, nodes.raw):
        return html.unescape(TAG.sub(" ", UNSAID.sub(" ", node.astext()))) if node["format"] == "html" else ""
    if isinstance(node, nodes.Text):
        return str(node)
    inline = isinstance(node, nodes.TextElement)
    return ("" if inline else " ").join(_said(c) for c in node.children if not isinstance(c, SKIPPED))


def write(app: Sphinx, static: Path) -> None:
    """Write the sections of all pages as a script that hands them to the search."""
    rows = [section for _, found in sorted(_kept(app).items()) for section in found]
    (static / FILE).write_text(f"nkbookSearch({in_script(rows)});\n", encoding="utf-8", newline="\n")


def _kept(app: Sphinx) -> dict[str, list[Section]]:
    if not hasattr(app, "nkbook_sections"):
        app.nkbook_sections = {}  # type: ignore[attr-defined]
    kept: dict[str, list[Section]] = app.nkbook_sections  # type: ignore[attr-defined]
    return kept
