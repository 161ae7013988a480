"""How the book is cited: each claim, page, figure and table, in APA and BibTeX, from `CITATION.cff` alone."""

import re
from collections.abc import Mapping
from typing import Literal

from nkbook.book.papers import cited
from nkbook.claims import Assessment
from nkbook.site.template import render

SPECIAL, ESCAPED = re.compile(r"([%&$#_])"), r"\\\1"  # what LaTeX would take for a command
# Braces of their own keep authors whole who are no persons, and the capitals of a title.
KEPT_WHOLE = ("author", "title")

Kind = Literal["Claim", "Figure", "Page"]


def of_book(title: str, kind: Kind, address: str) -> dict[str, str]:
    """Return the parts of an entry in a bibliography for a part of the book, at its address in the book."""
    return entry(title) | {"howpublished": render("cite-place", kind=kind, book=cited(), page=address)}


def entry(title: str) -> dict[str, str]:
    """Return what every entry in a bibliography has: author, title, year and version of the book."""
    book = cited()
    return {
        "author": book["authors"][0]["name"],
        "title": title,
        "year": str(book["date-released"])[:4],
        "note": f"Version {book['version']}",
    }


def bibtex(key: str, parts: Mapping[str, str]) -> str:
    """Return an entry of a bibliography in BibTeX, safe for LaTeX."""
    safe = {name: SPECIAL.sub(ESCAPED, text) for name, text in parts.items()}
    lines = [f"  {name} = {{{f'{{{text}}}' if name in KEPT_WHOLE else text}}}" for name, text in safe.items()]
    return f"@misc{{{key.replace('-', '_')},\n" + ",\n".join(lines) + "\n}"


def of_claim(found: Assessment) -> str:
    """Return how to cite a claim, always with its verdict: the sentence alone would be the essay's."""
    item = found.claim
    title = render("cite-claim", claim=item, verdict=found.verdict)
    return _both("cite-both", item.id.lower(), title, "Claim", f"chapters/{item.theme}.html#{item.id}")


def of_page(docname: str, title: str) -> str:
    """Return a fold that says how to cite a page of the book."""
    return _both("cite", docname.rpartition("/")[2], title, "Page", f"{docname}.html")


def _both(template: str, key: str, title: str, kind: Kind, address: str) -> str:
    written = bibtex(f"change_from_below_{key}", of_book(title, kind, address))
    return render(template, title=title, page=address, book=cited(), bibtex=written)
