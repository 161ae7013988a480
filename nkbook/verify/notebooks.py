"""Every chapter executed from nothing into scratch, its outputs compared with those stored."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from joblib import Parallel, delayed
from nbformat import NotebookNode

from nkbook import notebook, paths
from nkbook.errors import BookError
from nkbook.execute import chapters
from nkbook.figures import PLOTLY
from nkbook.verify import alike
from nkbook.verify.stage import Difference

HEADING = re.compile(r"^#{1,6} .*?(?:\(([A-Z]\d+)\))?$", re.MULTILINE)
PROSE = "text/markdown"
# How a place begins, which says only that it is what the cell shows.
SHOWN = re.compile(rf"^\[\d+\]\.({re.escape(PLOTLY)}\.|text/\w+$)")


def changed(jobs: int) -> Iterator[Difference]:
    """Execute all chapters and exercises side by side; yield where an output is not the stored one."""
    every = (*chapters.all_chapters(), *chapters.all_exercises())
    for found in Parallel(jobs)(delayed(of_chapter)(path) for path in every):
        yield from found


def of_chapter(path: Path) -> list[Difference]:
    """Execute the chapter at `path` without its outputs into scratch, and compare it with the stored one."""
    home = paths.chapters()
    name = path.relative_to(home).as_posix() if path.is_relative_to(home) else path.name
    place, stored = f"chapters/{name}", notebook.read(path)
    with tempfile.TemporaryDirectory() as scratch:
        bare, made = Path(scratch) / path.name, Path(scratch) / "made.ipynb"
        bare.write_text(notebook.text(emptied(notebook.read(path))), encoding="utf-8")
        try:
            again, _ = notebook.execute(bare, made, {}, folder=path.parent)
        except BookError as error:
            return [Difference(place, f"cannot be executed ({error})")]
    return list(between(place, stored, again))


def emptied(found: NotebookNode) -> NotebookNode:
    """Return a notebook without outputs and without the note of its execution."""
    found.metadata.pop("nkbook", None)
    for cell in found.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return found


def between(place: str, stored: NotebookNode, again: NotebookNode) -> Iterator[Difference]:
    """Yield the cells whose outputs differ: numbers of figures at a tolerance, all words exactly."""
    claim = ""
    for number, (old, new) in enumerate(zip(stored.cells, again.cells, strict=True), start=1):
        claim = _claim(old, claim)
        gap = next(alike.gaps(outputs(old), outputs(new)), None)
        if gap:
            what = figure(old) or figure(new)
            thing = f"{place}, cell {number}" + (f", figure {what}" if what else "")
            told = alike.told((SHOWN.sub("", gap[0]), *gap[1:]), "as stored", "now")
            yield Difference(thing, told, (claim,) if claim else ())


def outputs(cell: NotebookNode) -> list[Any]:
    """Return what a cell shows, as plain values: its data by kind, or the text that it prints."""
    return [dict(one.get("data") or {"text": one.get("text", "")}) for one in cell.get("outputs", ())]


def figure(cell: NotebookNode) -> str:
    """Return the name of the figure that a cell shows, "" where it shows none."""
    for shown in outputs(cell):
        if PLOTLY in shown:
            return str(shown[PLOTLY].get("layout", {}).get("meta", {}).get("name", ""))
    return ""


def prose(cell: NotebookNode) -> str:
    """Return the words that a cell puts on the page, "" where it shows something else."""
    if cell.cell_type == "markdown":
        return str(cell.source)
    return "\n".join(str(shown[PROSE]) for shown in outputs(cell) if PROSE in shown)


def _claim(cell: NotebookNode, before: str) -> str:
    """Return the claim under whose heading a cell stands. before: that of the cell above it."""
    headings = HEADING.findall(prose(cell))
    return str(headings[-1]) if headings else before
