"""Terms of the country with Hangul and romanisation, and the links that lead to them from chapters."""

import re
from functools import lru_cache
from pathlib import Path

from docutils import nodes
from pydantic import BaseModel, ConfigDict
from sphinx.application import Sphinx

from nkbook.data import plain

FILE = Path(__file__).with_name("glossary.yml")
PAGE = "glossary"
# What a link may not stand in.
CLOSED = (
    nodes.reference,
    nodes.pending,
    nodes.title,
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.raw,
)


class Term(BaseModel):
    """One entry, as `glossary.yml` describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    term: str
    hangul: str
    romanised: str
    says: str
    claims: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Return where the entry stands on its page."""
        return "term-" + re.sub("[^a-z]+", "-", self.term.lower())

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return what finds the words of the term as whole words, with either apostrophe."""
        words = "|".join(re.escape(word).replace("'", "['’]") for word in self.words)
        return re.compile(rf"\b(?:{words})\b" if words else "(?!)")


@lru_cache(maxsize=1)
def terms() -> tuple[Term, ...]:
    """Return all terms, in the order of the alphabet."""
    found = [plain.fitted(Term, entry, FILE) for entry in plain.read(FILE, list)]
    return tuple(sorted(found, key=lambda term: term.term.lower()))


def link(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Lead from the first mention of each term in a chapter to its entry."""
    if app.builder.format == "html" and docname.startswith("chapters/"):
        address = app.builder.get_relative_uri(docname, PAGE)
        for term in terms():
            link_first(doctree, term, address)


def link_first(doctree: nodes.document, term: Term, address: str) -> None:
    """Make the first mention of a term in running text a link; its meaning is what a pointer shows."""
    for text in doctree.findall(nodes.Text):
        match = term.pattern.search(str(text))
        if match and not _within(text, CLOSED):
            before, word, after = text[: match.start()], match[0], text[match.end() :]
            to = nodes.reference(
                "", word, internal=True, refuri=f"{address}#{term.anchor}", classes=["nk-term"]
            )
            to["reftitle"] = term.says
            text.parent.replace(text, [nodes.Text(before), to, nodes.Text(after)])
            return


def _within(node: nodes.Node, kinds: tuple[type[nodes.Node], ...]) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, kinds):
            return True
    return False
