"""Run one chapter with other parameters into a file of its own."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nkbook import files, parameters, paths
from nkbook.errors import BookError
from nkbook.execute import html, notebook


def run(chapter: str, given: Mapping[str, Any], output: Path, *, as_html: bool = False) -> Path:
    """Validate parameters given as text, run the chapter with them, and write `output`.

    With `as_html` the output is one page that needs no network. Raises `BookError` before
    anything is executed when a parameter is refused; no output file is left then.
    """
    admitted = parameters.validate(chapter, given, text=True)
    source = paths.chapters() / f"{chapter}.ipynb"
    if not output.parent.is_dir():
        raise BookError(f"{output.parent}: no such folder to write to")
    settings = {name: getattr(admitted, name) for name in given}
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "out.ipynb"
        done, _ = notebook.execute(source, target, settings, folder=paths.chapters())
    content = html.page(done) if as_html else notebook.text(done)
    files.write_atomic(output, content)
    return output
