"""Tidies the theme's pages: nothing loaded that is not used, nobody asked, everybody served."""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from nkbook.site import icons, outlines
from nkbook.site.template import render

FOLD = '<details class="nk-code"><summary>The code</summary>'
# Works only with JavaScript, so it appears only with JavaScript.
SWITCH = '<button type="button" class="nk-switch" hidden>Show all code</button>\n'
THEBE = re.compile(
    r'\s*<script type="text/x-thebe-config">.*?</script>|\s*<link [^>]*sphinx-thebe\.css[^>]*>', re.DOTALL
)
HEADING = re.compile(r"</h1>\s*")
# Names, punctuation and blanks of code have the colour of the text around them, as glued numbers have.
PLAIN = re.compile(r'<span class="(?:n|p|w|pasted-text)">([^<]*)</span>')
# The arrow that folds pages below another in the contents has no name of its own.
BELOW = re.compile(r'(reference internal" href="[^"]*">([^<]*)</a><details[^>]*><summary)>')
# The theme has to undo for cells what these two words do.
CELL = re.compile(r'(<div class="cell[^"]*?) docutils container(?=")')


class FoldCode(SphinxPostTransform):
    """Fold the input of every code cell, so that a reader who skips all code follows the text.

    MyST-NB's tag `hide-input` would have to stand at every cell, and it tells a screen reader
    "Toggle hidden content" whatever words are set for it.
    """

    default_priority = 198  # just before MyST-NB folds the cells that carry its own tags
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Wrap each source in `<details>`; a cell that is tagged `remove-input` has none to fold."""
        for source in list(self.document.findall(nodes.container)):
            if source.get("nb_element") == "cell_code_source":
                fold, end = (nodes.raw("", text, format="html") for text in (FOLD, "</details>"))
                source.parent.replace(source, [fold, source, end])


def prepare_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Drop the loader of remote notebooks (thebe) and add the switch for all code of a page."""
    if "script_files" in context:
        context["script_files"] = [s for s in context["script_files"] if not _is_thebe(s)]
    body = context.get("body") or ""
    if '<details class="nk-code">' in body:
        context["body"] = HEADING.sub(lambda heading: heading[0] + SWITCH, body, count=1)


def _is_thebe(script: Any) -> bool:
    body = getattr(script, "attributes", {}).get("body") or ""
    return "thebe" in str(getattr(script, "filename", script)) or "THEBE_JS_URL" in body


def tidy(html: str) -> str:
    """Return a built page without what the theme loads in vain or says wrongly to a screen reader.

    - icons become inline drawings, so that 1.5 MB of script are not loaded;
    - what folds pages below another in the contents says which;
    - a button's label comes from its text or its tooltip, not from both;
    - an outline that a page shows again and again is drawn once;
    - bibliography entries carry roles that ARIA has withdrawn;
    - what looks like the text around it needs no mark-up, a twentieth of a long page;
    - no page names a host from which a browser would load anything.
    """
    html = icons.inline(html)
    html = THEBE.sub("", html)
    html = BELOW.sub(r'\1 aria-label="Pages below \2">', html)
    html = re.sub(r' role="(?:list|doc-biblioentry|doc-backlink)"', "", html)
    html = PLAIN.sub(r"\1", html.replace("<pre><span></span>", "<pre>"))
    html = CELL.sub(r"\1", html)
    html = re.sub(r'\s*<link rel="(?:preconnect|dns-prefetch|canonical)"[^>]*>', "", html)
    html = re.sub(r"\n[ \t]+(?=<)", "\n", html)
    html = outlines.shared(html)
    html = re.sub(r'\s*<(script|link)\b[^>]*\b(?:src|href)="(?:https?:)?//[^>]*>(?:</\1>)?', "", html)
    return html


def tidy_all(folder: Path) -> None:
    """Tidy every page below `folder` and delete what differs between two equal builds."""
    for page in sorted(folder.rglob("*.html")):
        page.write_text(tidy(page.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    (folder / ".buildinfo").unlink(missing_ok=True)


def front_door(folder: Path, page: str, title: str) -> None:
    """Write the `index.html` that leads to the book's first page, unless it is that page."""
    if page != "index.html":
        text = render("front-door", title=title, page=page)
        (folder / "index.html").write_text(text, encoding="utf-8")
