"""What pages and claims say about themselves: their language, how to cite them."""

import html
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from nkbook.book.papers import PAPERS
from nkbook.site import cite
from nkbook.site.computed import assessments
from nkbook.site.prose import claim_of

TAG = re.compile(r"<[^>]+>")
LANGUAGES = {"korean": "ko"}  # of the text of pages that are not in English


def add_to_claims(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put at the end of the section of each claim how to cite it."""
    if app.builder.format != "html" or not docname.startswith("chapters/"):
        return
    known = {a.claim.id.lower(): a for a in assessments() if docname == f"chapters/{a.claim.theme}"}
    for section in list(doctree.findall(nodes.section)):
        if found := known.get(claim_of(section[0].astext())):
            section.append(nodes.raw("", cite.of_claim(found), format="html"))


def add_to_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Mark the language of a page, and put at its end how to cite it.

    A page that says so itself, or that Sphinx has made, gets no citation.
    """
    if language := LANGUAGES.get(pagename):
        context["body"] = f'<div lang="{language}">{context["body"]}</div>'
    if doctree and pagename not in {app.config.root_doc, *PAPERS}:
        title = html.unescape(TAG.sub("", context["title"]))
        context["body"] += cite.of_page(pagename, title)
