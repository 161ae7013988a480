"""What a link to a term, a claim or a work of literature says where it stands: the texts of its card.

One script for each kind, which a page loads when a reader first asks for a card of that kind.
"""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from nkbook.site import glossary
from nkbook.site.computed import assessments
from nkbook.site.stored_figure import in_script
from nkbook.site.template import render

FOLDER = "cards"  # below _static


def collect(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep the works that a page lists, by the address of each."""
    if app.builder.format == "html":
        page = app.builder.get_target_uri(docname)
        for work in doctree.findall(nodes.citation):
            said = " ".join(text.astext() for text in work.findall(nodes.paragraph))
            _works(app)[f"{page}#{work['ids'][0]}"] = render("card-work", said=said)


def write(app: Sphinx, static: Path) -> None:
    """Write the cards of each kind as a script that hands them to the page, by the address of a link."""
    terms = {
        f"{glossary.PAGE}.html#{term.anchor}": render("card-term", term=term) for term in glossary.terms()
    }
    claims = {f"chapters/{a.claim.theme}.html#{a.claim.id}": render("card-claim", a=a) for a in assessments()}
    (static / FOLDER).mkdir()
    for kind, cards in {"terms": terms, "claims": claims, "works": _works(app)}.items():
        script = f"nkbookCards({in_script(cards)});\n"
        (static / FOLDER / f"{kind}.js").write_text(script, encoding="utf-8", newline="\n")


def _works(app: Sphinx) -> dict[str, str]:
    if not hasattr(app, "nkbook_works"):
        app.nkbook_works = {}  # type: ignore[attr-defined]
    works: dict[str, str] = app.nkbook_works  # type: ignore[attr-defined]
    return works
