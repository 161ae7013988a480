"""Draws an outline that a page shows more than once a single time: a tenth of a page with many verdicts."""

import re
from collections import Counter

# Of glyphs and icons, whose look comes from the element itself; shorter ones are not worth a reference.
OUTLINE = re.compile(r'<path\b(?P<look>(?: [\w-]+="[^"]*")*?) d="(?P<outline>[^"]{60,})"\s*(?:/>|></path>)')
OWN_LOOK = re.compile(r'class="nk-(?:mark|paper)"|fill="currentColor"')
BETWEEN = re.compile(r">\s+<")
RULE = ' fill-rule="evenodd"'
# What holds where nothing is said, and what only browsers of long ago asked.
SAID_ANYWAY = re.compile(r' (?:focusable="false"|(?:x1|y1|y2|x|y)="0(?:\.0)?%?")')
WHOLE = re.compile(r'(?<=\d)\.0(?=%")')
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
BODY = re.compile(r"<body\b[^>]*>")


def shared(html: str) -> str:
    """Return a page whose repeated outlines stand once, at its start, and are referred to below."""
    html = DRAWING.sub(lambda drawing: _bare(drawing[0]), html)
    found = (_key(path) for path in OUTLINE.finditer(html) if OWN_LOOK.search(path["look"]))
    names = {key: f"nk-o{n}" for n, (key, count) in enumerate(Counter(found).items()) if count > 1}
    if not names:
        return html

    def referred(path: re.Match[str]) -> str:
        name, look = names.get(_key(path)), path["look"].replace(RULE, "")
        return f'<use{look} href="#{name}"/>' if name and OWN_LOOK.search(path["look"]) else path[0]

    store = "".join(f'<path id="{name}" d="{text}"{rule}/>' for (text, rule), name in names.items())
    html = OUTLINE.sub(referred, html)
    return BODY.sub(
        lambda body: f'{body[0]}<svg class="nk-store" aria-hidden="true">{store}</svg>', html, count=1
    )


def _key(path: re.Match[str]) -> tuple[str, str]:
    """Return an outline and the rule by which it is filled, which is its own."""
    return path["outline"], RULE if RULE in path["look"] else ""


def _bare(drawing: str) -> str:
    """Return a drawing without white space and without what need not be said."""
    return WHOLE.sub("", SAID_ANYWAY.sub("", BETWEEN.sub("><", drawing)))
