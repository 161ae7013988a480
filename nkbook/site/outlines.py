"""Draws an outline that a page shows more than once a single time: a tenth of a page with many verdicts."""

import re
from collections import Counter

# Of glyphs and icons, whose look comes from the element itself; shorter ones are not worth a reference.
OUTLINE = re.compile(r'<path\b(?P<look>(?: [\w-]+="[^"]*")*?) d="(?P<outline>[^"]{60,})"\s*(?:/>|></path>)')
OWN_LOOK = re.compile(r'class="nk-(?:mark|paper)"|fill="currentColor"')
BETWEEN = re.compile(r">\s+<")
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
BODY = re.compile(r"<body\b[^>]*>")


def shared(html: str) -> str:
    """Return a page whose repeated outlines stand once, at its start, and are referred to below."""
    html = DRAWING.sub(lambda drawing: BETWEEN.sub("><", drawing[0]), html)
    found = (path["outline"] for path in OUTLINE.finditer(html) if OWN_LOOK.search(path["look"]))
    names = {text: f"nk-o{n}" for n, (text, count) in enumerate(Counter(found).items()) if count > 1}
    if not names:
        return html

    def referred(path: re.Match[str]) -> str:
        name = names.get(path["outline"])
        return f'<use{path["look"]} href="#{name}"/>' if name and OWN_LOOK.search(path["look"]) else path[0]

    store = "".join(f'<path id="{name}" d="{text}"/>' for text, name in names.items())
    html = OUTLINE.sub(referred, html)
    return BODY.sub(
        lambda body: f'{body[0]}<svg class="nk-store" aria-hidden="true">{store}</svg>', html, count=1
    )
