"""One glyph and one hue for each verdict, the same in chips, strips, figures and icon.

Shape comes first: what supports is round, what contradicts is angular, and "within limits" is the
half-filled form of either. Hue comes second. Blue and crimson stay apart for readers who see few colours;
orange is North Korea, and no verdict comes near it. The custom properties of `nkbook.css` repeat the hues.
"""

import re
from dataclasses import dataclass

BOX = 16  # side of the square that a glyph is drawn in
_PAIR = re.compile(r"(-?[\d.]+),(-?[\d.]+)")


@dataclass(frozen=True)
class Hue:
    """A colour for ink and one for the ground below it, on a light and on a dark page."""

    light: str
    dark: str
    light_ground: str
    dark_ground: str


@dataclass(frozen=True)
class Token:
    """How a verdict looks.

    hue: key of HUES. path: outline in a square of BOX, filled by the rule "evenodd"; absolute commands
    M, L, C and Z only, which both SVG and plotly read. symbol: the nearest mark of plotly, for clouds of
    points too dense for glyphs.
    """

    hue: str
    path: str
    symbol: str

    @property
    def outer(self) -> str:
        """Return the outline alone, to be laid below the glyph as paper."""
        return self.path[: self.path.index("Z") + 1]

    @property
    def colour(self) -> str:
        """Return the colour on a light page; the page makes it lighter on a dark one."""
        return HUES[self.hue].light


_DISC = "M16,8C16,12.4 12.4,16 8,16C3.6,16 0,12.4 0,8C0,3.6 3.6,0 8,0C12.4,0 16,3.6 16,8Z"
_CHECK = "M11.6,4.6L6.9,9.5L4.5,7.2L3.2,8.6L6.9,12.2L13,6Z"
_RIGHT_OF_DISC = "M8,1.8C11.4,1.8 14.2,4.6 14.2,8C14.2,11.4 11.4,14.2 8,14.2Z"
_DIAMOND = "M8,0L16,8L8,16L0,8Z"
_CROSS = "M5,6.3L6.3,5L8,6.7L9.7,5L11,6.3L9.3,8L11,9.7L9.7,11L8,9.3L6.3,11L5,9.7L6.7,8Z"
_RIGHT_OF_DIAMOND = "M8,2.6L13.4,8L8,13.4Z"
_ROUND_AND_ANGULAR = "M7,16C2.8,15.5 0,12.2 0,8C0,3.8 2.8,0.5 7,0ZM9,0L16,8L9,16Z"
_ARROWS_APART = "M0,8L5.5,3L5.5,6.4L10.5,6.4L10.5,3L16,8L10.5,13L10.5,9.6L5.5,9.6L5.5,13Z"
_QUESTION = (
    "M3.5,5.2C3.5,2.3 5.4,0.6 8.1,0.6C10.8,0.6 12.7,2.2 12.7,4.6C12.7,6.6 11.7,7.6 10.4,8.5"
    "C9.4,9.2 9.1,9.6 9.1,10.7L6.8,10.7C6.8,8.7 7.5,7.8 8.8,6.9C9.7,6.2 10.2,5.8 10.2,4.8"
    "C10.2,3.7 9.4,3 8.1,3C6.8,3 6,3.9 6,5.2ZM6.5,12.5L9.4,12.5L9.4,15.4L6.5,15.4Z"
)
_BROKEN_RING = (
    "M5,0.6C6.9,-0.2 9.1,-0.2 11,0.6L10.3,2.3C8.8,1.6 7.2,1.6 5.7,2.3Z"
    "M14.1,2.9C15.5,4.4 16.1,6.5 16,8.6L14.2,8.4C14.3,6.8 13.8,5.2 12.8,4Z"
    "M14.8,12.2C13.7,14 11.9,15.3 9.9,15.8L9.5,14C11.1,13.6 12.4,12.7 13.3,11.3Z"
    "M6.1,15.8C4.1,15.3 2.3,14 1.2,12.2L2.7,11.3C3.6,12.7 4.9,13.6 6.5,14Z"
    "M0,8.6C-0.1,6.5 0.5,4.4 1.9,2.9L3.3,4C2.2,5.2 1.7,6.8 1.8,8.4Z"
)
_GRID = (
    "M0,0L16,0L16,16L0,16ZM1.8,1.8L1.8,7.1L7.1,7.1L7.1,1.8ZM8.9,1.8L8.9,7.1L14.2,7.1L14.2,1.8Z"
    "M1.8,8.9L1.8,14.2L7.1,14.2L7.1,8.9Z"
)
_RING = (
    "M15,8C15,11.9 11.9,15 8,15C4.1,15 1,11.9 1,8C1,4.1 4.1,1 8,1C11.9,1 15,4.1 15,8Z"
    "M13,8C13,10.8 10.8,13 8,13C5.2,13 3,10.8 3,8C3,5.2 5.2,3 8,3C10.8,3 13,5.2 13,8Z"
)

HUES = {
    "supports": Hue("#0b4a94", "#86bcff", "#e6effa", "#12304f"),
    "contradicts": Hue("#a3123f", "#ff8fa8", "#fdeaef", "#441827"),
    "contested": Hue("#5b2479", "#d9b3f5", "#f4ebf9", "#351b45"),
    "open": Hue("#4b5563", "#c5ccd5", "#f0f2f4", "#2a3037"),
    "part": Hue("#20262d", "#dfe3e8", "#f0f2f4", "#2a3037"),
}
TOKENS = {
    "supported": Token("supports", _DISC + _CHECK, "circle"),
    "supported within limits": Token("supports", _DISC + _RIGHT_OF_DISC, "circle-open"),
    "contradicted": Token("contradicts", _DIAMOND + _CROSS, "diamond"),
    "contradicted within limits": Token("contradicts", _DIAMOND + _RIGHT_OF_DIAMOND, "diamond-open"),
    "holds in part": Token("part", _ROUND_AND_ANGULAR, "hourglass"),
    "contested": Token("contested", _ARROWS_APART, "diamond-wide"),
    "undetermined": Token("open", _QUESTION, "square"),
    "not testable": Token("open", _BROKEN_RING, "square-open"),
    "evidence map": Token("open", _GRID, "square-cross"),
}
HOLLOW = Token("open", _RING, "circle-open")  # a single finding that carries no side


def glyph(token: Token) -> str:
    """Return a glyph as an inline drawing in the colour of the text around it; words stand beside it."""
    return (
        f'<svg class="nk-glyph" viewBox="0 0 {BOX} {BOX}" aria-hidden="true" focusable="false">'
        f'<path fill="currentColor" fill-rule="evenodd" d="{token.path}"/></svg>'
    )


def outline(token: Token, size: float) -> str:
    """Return a glyph as a path of plotly, `size` pixels wide, its middle at nought, y upward."""
    scale = size / BOX

    def moved(match: re.Match[str]) -> str:
        x, y = (float(group) - BOX / 2 for group in match.groups())
        return f"{scale * x:.4g},{-scale * y:.4g}"

    return _PAIR.sub(moved, token.path)
