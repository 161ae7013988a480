"""Copies MathJax out of its installed wheel; plotly.js lies among the book's own assets."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from nkbook.errors import BookError

MATHJAX_JS = "vendor/mathjax/tex-chtml.js"
MATHJAX_FONTS = "output/chtml/fonts"


def copy(static: Path) -> None:
    """Copy MathJax below the built book's `_static` folder."""
    # The wheel is found but never loaded as an extension: that would copy 24 MB.
    mathjax = _package("sphinx-mathjax-offline") / "static" / "mathjax"
    target = static / MATHJAX_JS
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(mathjax / target.name, target)
    fonts = target.parent / MATHJAX_FONTS
    shutil.copytree(mathjax / MATHJAX_FONTS, fonts, dirs_exist_ok=True)


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise BookError(f"the package {name} is missing; install requirements.txt.")
    return Path(next(iter(spec.submodule_search_locations)))
