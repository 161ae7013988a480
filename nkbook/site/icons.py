"""Sets the theme's icons as small inline drawings.

The theme draws its dozen icons by a script of 1.5 MB. Their outlines are read out of that script
once, while the book is built; pages then need neither the script nor an icon font, which some
browsers refuse to load from a USB stick.
"""

import re
from functools import cache
from pathlib import Path

import pydata_sphinx_theme

SCRIPT = Path("theme/pydata_sphinx_theme/static/scripts/fontawesome.js")
SCRIPT_TAG = re.compile(r"\s*<script[^>]*/scripts/fontawesome\.js[^>]*></script>")
STYLE = Path("styles/pydata-sphinx-theme.css")
RULE = re.compile(r'(?:\.fa-[\w-]+::?before,?)+\{content:"[^"]*"\}')
ICON = re.compile(r'<(i|span) class="([^"]*\bfa[srb]?(?:-solid)? fa-[^"]*)"([^>]*)>\s*</\1>')
OUTLINE = re.compile(r'"?([a-z0-9-]+)"?:\[(\d+),(\d+),(\[[^\]]*\]),"[0-9a-f]+","([^"]+)"\]')


def inline(html: str) -> str:
    """Replace each icon of a page that is known to the theme, and drop the theme's icon script."""
    return ICON.sub(_svg, SCRIPT_TAG.sub("", html))


def _svg(match: re.Match[str]) -> str:
    classes, rest = match[2], match[3]
    known = [c[3:] for c in classes.split() if c[3:] in outlines()]
    if not known:
        return match[0]
    width, height, path = outlines()[known[0]]
    # A title on an svg attribute shows nothing; the button round the icon carries the words.
    rest = re.sub(r'\s*title="[^"]*"', "", rest)
    return (
        f'<svg class="nk-icon {classes}"{rest} aria-hidden="true" focusable="false" '
        f'viewBox="0 0 {width} {height}"><path fill="currentColor" d="{path}"/></svg>'
    )


def unload(static: Path) -> None:
    """Take the icon font's rules, a quarter of it, out of the theme's style sheet: nothing uses them."""
    style = static / STYLE
    style.write_text(RULE.sub("", style.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


@cache
def outlines() -> dict[str, tuple[str, str, str]]:
    """Return width, height and path of every icon in the theme's script, aliases included."""
    script = (Path(pydata_sphinx_theme.__file__).parent / SCRIPT).read_text(encoding="utf-8")
    found: dict[str, tuple[str, str, str]] = {}
    # The solid icons come last in the script and so win over the hollow ones of the same name.
    for name, width, height, aliases, path in OUTLINE.findall(script):
        for known_as in (name, *re.findall(r'"([^"]+)"', aliases)):
            found[known_as] = (width, height, path)
    return found
