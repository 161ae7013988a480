"""What pages and claims say about themselves: language, description, reading time, how to cite them."""

import html
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from nkbook.book.papers import PAPERS, cited
from nkbook.site import cite, sides, social
from nkbook.site.computed import A_MINUTE, assessments
from nkbook.site.pages import HEADING
from nkbook.site.prose import claim_of
from nkbook.site.template import render

TAG = re.compile(r"<[^>]+>")
LANGUAGES = {"korean": "ko"}  # of the text of pages that are not in English
PICTURES = "_static/social"  # that stand beside links
PICTURE = f"{PICTURES}/{social.BRIDGE}.png"
CLAIMS = "claim"  # the folder of pages that lead to a claim
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\S)")
DESCRIBED_IN = 200  # characters; what search engines and sites show of a description


def add_to_claims(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """End the section of each claim with both sides where it is contested, and with how it is cited."""
    if app.builder.format != "html" or not docname.startswith("chapters/"):
        return
    known = {a.claim.id.lower(): a for a in assessments() if docname == f"chapters/{a.claim.theme}"}
    for section in list(doctree.findall(nodes.section)):
        if found := known.get(claim_of(section[0].astext())):
            ending = sides.html(found) + render("cite-link", claim=found.claim)
            section.append(nodes.raw("", ending, format="html"))


def add_to_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Mark the language of a page, and add its description, how long it takes, and how to cite it.

    A page that Sphinx has made gets none of it; one that says itself how to cite it is not told again.
    """
    if doctree is None:
        return
    title = html.unescape(TAG.sub("", context["title"]))
    language = LANGUAGES.get(pagename, "en")
    front = pagename == app.config.root_doc
    base = app.config.html_baseurl.rstrip("/")
    context["metatags"] += render(
        "meta",
        title=cited()["title"] if front else title,
        description=description(doctree),
        language=language,
        front=front,
        image=f"{base}/{PICTURE}" if base else context["pathto"](PICTURE, resource=True),
        alt=social.finding({a.claim.id: a for a in assessments()}),
        size=social.SIZE,
        book=cited(),
    )
    body = context["body"]
    if pagename.startswith("chapters/"):
        time = render("reading-time", minutes=minutes(doctree))
        body = HEADING.sub(lambda heading: heading[0] + time, body, count=1)
    if language != "en":
        body = f'<div lang="{language}">{body}</div>'
    if not front and pagename not in PAPERS:
        body += cite.of_page(pagename, title)
    context["body"] = body


def description(page: nodes.document) -> str:
    """Return the first whole sentences of a page that fit a description, one at least.

    What ends in no full stop is no sentence; a page without any is described as the book is.
    """
    texts = (" ".join(paragraph.astext().split()) for paragraph in page.findall(nodes.paragraph))
    text = next((text for text in texts if text.endswith((".", "!", "?"))), cited()["abstract"])
    said, *more = SENTENCE_END.split(text)
    for sentence in more:
        if len(said) + 1 + len(sentence) > DESCRIBED_IN:
            break
        said += f" {sentence}"
    return said


def minutes(page: nodes.document) -> int:
    """Return how long the text of a page takes to read, tables and what is drawn or folded apart."""
    read = (text for text in page.findall(nodes.paragraph) if not isinstance(text.parent, nodes.entry))
    return max(1, round(sum(len(text.astext().split()) for text in read) / A_MINUTE))


def add_pictures(app: Sphinx, out: Path) -> None:
    """Copy the pictures that stand beside links, and write for each claim the page that shows its own."""
    drawn = {path.stem: path.read_bytes() for path in sorted(social.folder().glob("*.png"))}
    base = app.config.html_baseurl.rstrip("/") or ".."
    shown = {"language": "en", "front": False, "size": social.SIZE_OF_A_CLAIM, "book": cited()}
    (out / PICTURES).mkdir()
    for name, picture in drawn.items():
        (out / PICTURES / f"{name}.png").write_bytes(picture)
    (out / CLAIMS).mkdir()
    for found in assessments():
        page = render("claim-page", a=found, image=f"{base}/{PICTURES}/{found.claim.id}.png", **shown)
        (out / CLAIMS / f"{found.claim.id}.html").write_text(page, encoding="utf-8", newline="\n")
