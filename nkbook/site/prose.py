"""Makes executed prose part of its page: text among text, with citations and anchors that last.

A chapter has to be readable where no Sphinx reads it, so it holds plain Markdown only. What that
leaves to the site is done here, before a page is parsed.
"""

import json
import re
from collections.abc import Container
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.transforms import SphinxTransform
from sphinx.util.nodes import clean_astext

from nkbook.errors import BookError
from nkbook.site import papers

MARKDOWN = "text/markdown"
LINK = re.compile(r"\[[^\[\]]+\]\(#cite-([^()\s]+)\)")
# A citation in running text, or citations that have a pair of parentheses to themselves.
CITATION = re.compile(rf"\({LINK.pattern}(?:;\s+{LINK.pattern})*\)|{LINK.pattern}")
CODE = re.compile(r"(```.*?```|`[^`]*`)", re.DOTALL)
CLAIM = re.compile(r"^([A-Z]\d+)(?: ·|:) |\(([A-Z]\d+)\)$")
COUNTED = re.compile(r"id\d+")


class CitationError(BookError, SphinxError):
    """A citation of something unknown; Sphinx prints the sentence and stops."""

    category = "Citation error"


def prepare(app: Sphinx, docname: str, source: list[str]) -> None:
    """Rewrite a page's source before it is parsed: executed prose as text, links as citations."""
    page = Path(app.env.doc2path(docname))
    bibliography: Any = app.env.domains.get("cite")  # absent from a book without one
    known = bibliography.bibdata.data.entries if bibliography else ()
    if page.suffix != ".ipynb":
        source[0] = cited(papers.filled(docname, source[0]), known, page.name)
        return
    notebook = json.loads(source[0])
    cells = [_as_text(cell) for cell in notebook["cells"]]
    for number, cell in enumerate(cells, start=1):
        for holder, key in _texts(cell):
            holder[key] = cited("".join(holder[key]), known, f"{page.name}, cell {number}")
    source[0] = json.dumps(notebook | {"cells": cells})


def cited(text: str, known: Container[str], where: str) -> str:
    """Return Markdown with each link to `#cite-<key>` as a citation; code stays as it is.

    Raises `CitationError` for a key that is not among the known ones.
    """

    def role(match: re.Match[str]) -> str:
        keys = LINK.findall(match[0])
        for key in keys:
            if key not in known:
                raise CitationError(f"{where}: {key!r} is cited, but the bibliography has no such key.")
        return f"{{cite:{'p' if match[0][0] == '(' else 't'}}}`{','.join(keys)}`"

    parts = CODE.split(text)
    parts[::2] = [CITATION.sub(role, part) for part in parts[::2]]
    return "".join(parts)


def _as_text(cell: dict[str, Any]) -> dict[str, Any]:
    """Return a cell that shows nothing but Markdown as a cell of Markdown; any other as it is.

    Sphinx can then do with its headings what it does with all others: an output it would put into
    a box, where a heading is no part of the contents and nothing can belong to it.
    """
    outputs = [output.get("data", {}).get(MARKDOWN) for output in cell.get("outputs", ())]
    if "remove-input" not in cell["metadata"].get("tags", ()) or None in outputs:
        return cell
    text = "\n\n".join("".join(output) for output in outputs)
    return {key: cell[key] for key in ("id", "metadata") if key in cell} | {
        "cell_type": "markdown",
        "source": text,
    }


def _texts(cell: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """Return where a cell holds Markdown: the holder and the key to it."""
    if cell["cell_type"] == "markdown":
        return [(cell, "source")]
    bundles = [output.get("data", {}) for output in cell.get("outputs", ())]
    return [(bundle, MARKDOWN) for bundle in bundles if MARKDOWN in bundle]


class Anchors(SphinxTransform):
    """Give headings anchors that last: `e1` where one names claim E1, words in place of a count."""

    default_priority = 870  # before MyST-Parser (879) looks for what links point at

    def apply(self, **kwargs: Any) -> None:
        """Put the anchor before the others of its section, where contents and search take it from."""
        known = self.env.metadata[self.env.docname].setdefault(
            "myst_slugs", getattr(self.document, "myst_slugs", {})
        )
        for section in self.document.findall(nodes.section):
            title = clean_astext(section[0])
            anchor = claim_of(title) or (COUNTED.fullmatch(section["ids"][0]) and section.get("slug"))
            if anchor and anchor not in self.document.ids:
                section["ids"].insert(0, anchor)
                self.document.ids[anchor] = section
                known[anchor] = (section.line, anchor, title)


def claim_of(heading: str) -> str:
    """Return the claim that a heading names, in lower case: last as "(E1)", or first as "E1 ·" or "E1:"."""
    found = CLAIM.search(heading)
    return (found[1] or found[2]).lower() if found else ""
