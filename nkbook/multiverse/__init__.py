"""Every defensible choice, every combination: which choices carry each verdict.

`universes` lists the combinations of a claim's choices, `sweep` evaluates them, `robustness` tells
what flips the verdict, `joint` whether noise would look the same, `results` keeps what the book
shows, `curve` and `words` show it, `verify` reruns universes as whole notebooks.
"""

from nkbook.multiverse.curve import alt, analyses_html, curve, show, table
from nkbook.multiverse.results import Result, load, stored
from nkbook.multiverse.robustness import Robustness, Thresholds, robustness
from nkbook.multiverse.universes import Universe, universe, universes

__all__ = [
    "Result",
    "Robustness",
    "Thresholds",
    "Universe",
    "alt",
    "analyses_html",
    "curve",
    "load",
    "robustness",
    "show",
    "stored",
    "table",
    "universe",
    "universes",
]
