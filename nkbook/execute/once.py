"""Run one chapter with other parameters into a file of its own."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nkbook import notebook, parameters, paths
from nkbook.errors import BookError
from nkbook.execute import html, target


def named(words: Iterable[str], mark: str = "") -> dict[str, str]:
    """Return words of the form name=value as values by name. mark: what stands before a word in errors."""
    given: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise BookError(f"{mark}{word}: write name=value")
        if name.strip() in given:
            raise BookError(f"{mark}{name.strip()} is given twice")
        given[name.strip()] = value.strip()
    return given


def run(chapter: str, given: Mapping[str, Any], output: Path, *, as_html: bool = False) -> Path:
    """Validate parameters given as text, run the chapter with them, and write `output`.

    With `as_html` the output is one page that needs no network. Raises `BookError` before
    anything is executed when a parameter or the place to write to is refused; no file is left then.
    """
    admitted = parameters.validate(chapter, given, text=True)
    place = target.checked(output, ".html" if as_html else ".ipynb")
    settings = {name: getattr(admitted, name) for name in given}
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "out.ipynb"
        done, _ = notebook.execute(
            paths.chapters() / f"{chapter}.ipynb", made, settings, folder=paths.chapters()
        )
    target.write(place, html.page(done) if as_html else notebook.text(done))
    return output
