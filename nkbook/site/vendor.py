"""Copies plotly.js and MathJax out of the installed wheels: the book asks no third party."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from nkbook.errors import BookError

PLOTLY_JS = "vendor/plotly.min.js"
MATHJAX_JS = "vendor/mathjax/tex-chtml.js"
MATHJAX_FONTS = "output/chtml/fonts"


def copy(static: Path) -> None:
    """Copy plotly.js and MathJax below the built book's `_static` folder."""
    plotly = _package("plotly") / "package_data" / "plotly.min.js"
    _copy_file(plotly, static / PLOTLY_JS)
    # The wheel is found but never loaded as an extension: that would copy 24 MB.
    mathjax = _package("sphinx-mathjax-offline") / "static" / "mathjax"
    target = static / MATHJAX_JS
    _copy_file(mathjax / target.name, target)
    fonts = target.parent / MATHJAX_FONTS
    shutil.copytree(mathjax / MATHJAX_FONTS, fonts, dirs_exist_ok=True)


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise BookError(f"the package {name} is missing; install requirements.txt.")
    return Path(next(iter(spec.submodule_search_locations)))
