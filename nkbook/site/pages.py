"""Tidies the theme's pages: nothing loaded that is not used, nobody asked, everybody served."""

import re
from collections import Counter
from itertools import takewhile
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from nkbook.site import icons, outlines
from nkbook.site.template import render

FOLD = '<details class="nk-code"><summary>'
# Works only with JavaScript, so it appears only with JavaScript.
SWITCH = '<button type="button" class="nk-switch" hidden>Show all code</button>\n'
THEBE = re.compile(
    r'\s*<script type="text/x-thebe-config">.*?</script>|\s*<link [^>]*sphinx-thebe\.css[^>]*>', re.DOTALL
)
HEADING = re.compile(r"</h1>\s*")
STYLES = {"nk-bridge": "front.css", "nk-summary": "summary.css"}  # of pages that show something
ICON = "_static/icon.svg"
# What the theme and its extensions load on every page: part of a file's name, or of what an inline script
# says, and what a page must hold to need it ("" for what no page needs).
NEEDED = {
    "mathjax": 'class="math',
    "copybutton": '<div class="highlight',
    "clipboard": '<div class="highlight',
    "togglebutton": 'class="toggle',
    "toggleHint": 'class="toggle',
    "toggleOpen": 'class="toggle',
    "design": 'class="sd-',
    "mystnb": 'class="cell',
    "pygments": '<div class="highlight',
    "model.js": "nk-model",
    "doctools": "",
    "sphinx_highlight": "",
    "thebe": "",
}
THEMES_SEARCH = re.compile(
    r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^>]*></script>'
)
OWN_SEARCH = '<script src="_static/language_data.js"></script><script src="_static/search.js"></script>'
STORAGE = '<script data-cfasync="false">'  # the theme's first words, which ask for what the reader has set
GROUP = re.compile(
    r'<p aria-level="2" class="caption" role="heading"><span class="caption-text">([^<]*)</span></p>\s*'
    r'(<ul class="[^"]*bd-sidenav">.*?</ul>)(?=\s*(?:<p aria-level="2" class="caption"|</div>\s*</nav>))',
    re.DOTALL,
)
CONTENTS = re.compile(
    r'(<div class="bd-article-container">.*?)'
    r'(<dialog id="pst-secondary-sidebar-modal">.*?)(</div>\s*<footer class="bd-footer-content">)',
    re.DOTALL,
)
# The menu of downloads and tooltips are all that the theme's largest script does here; a fold is a menu too.
BOOTSTRAP = re.compile(r"\s*<(?:script|link)\b[^>]*scripts/bootstrap\.js[^>]*>(?:</script>)?")
MENU = re.compile(
    r'<div class="dropdown ([^"]*)">\s*<button class="btn dropdown-toggle"[^>]* (aria-label="[^"]*")>'
    r"(.*?)</button>(\s*<ul.*?</ul>)\s*</div>",
    re.DOTALL,
)
SEARCH_BUTTON = re.compile(
    r'(<button class="btn search-button[^"]*[^>]*?) title="Search" aria-label="Search"'
)
SEARCH_PAGE = '<div id="search-results">'
SIDEBAR = '<div id="pst-primary-sidebar"'
# Blanks at the start of a line and empty lines say nothing, but for those of code.
INDENTED = re.compile(r"(?P<code><pre\b.*?</pre>)|\s*\n[ \t]*(?=<)", re.DOTALL)
# Names, operators, punctuation and blanks of code have the colour of the text around them.
PLAIN = re.compile(r'<span class="(?:n|o|p|w|pasted-text)">([^<]*)</span>')
# The source of a page, which the theme opens instead of handing it over.
SOURCE = re.compile(r'(<a href="[^"]*_sources/[^"]*\.(\w+)") target="_blank"([^>]*?)title="[^"]*"')
# The arrow that folds pages below another in the contents has no name of its own.
BELOW = re.compile(r'(reference internal" href="[^"]*">([^<]*)</a><details[^>]*><summary)>')
# What leads to a page in Korean, outside its text.
KOREAN = re.compile(r'(<(?:a class="[^"]*reference internal|p class="prev-next-title)[^>]*)>(?=\s*[가-힣])')
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
        _set_up_last(self.document)
        seen: Counter[str] = Counter()
        for source in list(self.document.findall(nodes.container)):
            if source.get("nb_element") == "cell_code_source":
                title = _title(source)
                seen[title] += 1
                named = render("code-name", what=_kind(source), title=title, number=seen[title])
                text = f"{FOLD}{named}</summary>"
                fold, end = (nodes.raw("", part, format="html") for part in (text, "</details>"))
                source.parent.replace(source, [fold, source, end])


def _set_up_last(document: nodes.document) -> None:
    """Move cells that only set a chapter up behind its last section, so that its answer comes first."""
    top = next(document.findall(nodes.section), None)
    sections = [child for child in top or () if isinstance(child, nodes.section)]
    if top and sections:
        for cell in list(takewhile(_shows_nothing, top[1:])):
            top.remove(cell)
            sections[-1].append(cell)


def _shows_nothing(node: nodes.Node) -> bool:
    """Return whether a node is a cell of code without any output."""
    is_cell = isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"
    return is_cell and [part.get("nb_element") for part in node.children] == ["cell_code_source"]


def _kind(source: nodes.container) -> str:
    """Return what the code of a cell is to nbgrader: a solution, a test, or neither."""
    graded = source.parent.get("cell_metadata", {}).get("nbgrader", {})
    return "solution" if graded.get("solution") else "test" if graded.get("grade") else "code"


def _title(node: nodes.Node) -> str:
    """Return the title of the section that a node lies in, "" where it lies in none."""
    while node.parent is not None and not isinstance(node, nodes.section):
        node = node.parent
    return node[0].astext() if isinstance(node, nodes.section) else ""


def prepare_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Load on a page only what it needs, and add the switch for all code of a page."""
    body = context.get("body") or ""
    for shown, style in STYLES.items():
        if f'class="{shown}"' in body:
            app.add_css_file(style)
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context.get(kind, ()) if _needs(body, file)]
    context["favicon_url"] = context["pathto"](ICON, resource=True)
    if FOLD in body:
        context["body"] = HEADING.sub(lambda heading: heading[0] + SWITCH, body, count=1)


def _needs(body: str, file: Any) -> bool:
    said = f"{getattr(file, 'filename', file)} {getattr(file, 'attributes', {}).get('body') or ''}".lower()
    return all(marker and marker in body for part, marker in NEEDED.items() if part.lower() in said)


def tidy(html: str) -> str:
    """Return a built page without what the theme loads in vain or says wrongly to a screen reader.

    - icons become inline drawings, so that 1.5 MB of script are not loaded;
    - the menu of downloads folds without the theme's largest script;
    - the index of the search is loaded by the page of results alone;
    - settings work where a browser keeps none, and code that asks for them does not stop;
    - chapters are open in the list of pages, the rest is folded;
    - the contents of a page come before its text, the title of the book lies in a landmark;
    - what folds pages below another in the contents says which;
    - the source of a page is downloaded, and a notebook says what it needs to run;
    - names of pages in Korean are marked as such;
    - a button's label comes from its text or its tooltip, not from both;
    - an outline that a page shows again and again is drawn once;
    - bibliography entries carry roles that ARIA has withdrawn;
    - what looks like the text around it needs no mark-up, a twentieth of a long page;
    - no page names a host from which a browser would load anything.
    """
    html = icons.inline(html)
    html = THEBE.sub("", html)
    html = THEMES_SEARCH.sub("", html)
    if SEARCH_PAGE in html:
        html = html.replace("</body>", f"{OWN_SEARCH}</body>")
    html = html.replace(STORAGE, render("storage") + STORAGE, 1)
    html = _folded(html)
    html = CONTENTS.sub(r"\2\1\3", html)
    html = MENU.sub(r'<details class="dropdown \1"><summary class="btn" \2>\3</summary>\4</details>', html)
    html = BOOTSTRAP.sub("", html)
    html = SEARCH_BUTTON.sub(r"\1", html)
    html = html.replace(SIDEBAR, f'{SIDEBAR} role="navigation" aria-label="Book"')
    html = BELOW.sub(r'\1 aria-label="Pages below \2">', html)
    html = SOURCE.sub(_downloaded, html)
    html = KOREAN.sub(r'\1 lang="ko">', html)
    html = re.sub(r' role="(?:list|doc-biblioentry|doc-backlink)"', "", html)
    html = PLAIN.sub(r"\1", html.replace("<pre><span></span>", "<pre>"))
    html = CELL.sub(r"\1", html)
    html = re.sub(r'\s*<link rel="(?:preconnect|dns-prefetch|canonical)"[^>]*>', "", html)
    html = INDENTED.sub(lambda found: found["code"] or "\n", html)
    html = outlines.shared(html)
    html = re.sub(r'\s*<(script|link)\b[^>]*\b(?:src|href)="(?:https?:)?//[^>]*>(?:</\1>)?', "", html)
    return html


def _downloaded(link: re.Match[str]) -> str:
    return f'{link[1]} download{link[3]}title="{render("source-title", kind=link[2]).strip()}"'


def _folded(html: str) -> str:
    """Fold all groups in the list of pages but the first and that of the page itself."""
    groups = list(GROUP.finditer(html))
    for group in reversed(groups[1:]):
        shown = " open" if 'class="toctree-l1 current' in group[2] else ""
        fold = f'<details class="nk-group"{shown}><summary>{group[1]}</summary>{group[2]}</details>'
        html = html[: group.start()] + fold + html[group.end() :]
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
