"""What can be compared of one state: its rows, answers, figures and sentences."""

import csv
import html
import json
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from nkbook import notebook, parameters, paths
from nkbook.chapter import Chapter
from nkbook.claims import report
from nkbook.diff import states
from nkbook.errors import BookError
from nkbook.figures import PLOTLY
from nkbook.site.search import TAG, UNSAID
from nkbook.verify import answers, notebooks

# A sentence ends before a blank and a capital, a bracket or a quote; a line of its own is one, too.
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“(\[])|\s*\n+\s*")

Row = dict[str, str]


@dataclass(frozen=True)
class Snapshot:
    """One state of the book.

    rows: by table, then by key. claims: the answer to each. figures: by name, as stored. sentences: by
    chapter, in reading order.
    """

    rows: dict[str, dict[str, Row]]
    claims: dict[str, Any]
    figures: dict[str, Any]
    sentences: dict[str, list[str]]


def of_state(name: str) -> Snapshot:
    """Return a snapshot of a revision or a data package."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch).resolve()
        states.lay_out(name, folder)
        try:
            told = json.loads(states.run(folder, "claims", "--json"))
            claims = {one["id"]: answers.answer(one) for one in told}
        except (KeyError, TypeError, ValueError):
            raise BookError(f"{name}: its `nkbook claims --json` prints claims in another form") from None
        books = {path.stem: notebook.read(path) for path in sorted(folder.glob("chapters/*.ipynb"))}
        return Snapshot(_tables(folder / "data"), claims, *_shown(books))


def of_parameters(chapter: str, given: Mapping[str, str]) -> Snapshot:
    """Return a snapshot of one chapter under parameters given as text; its rows are those that it admits."""
    admitted = parameters.validate(chapter, given, text=True)
    settings = {name: getattr(admitted, name) for name in given}
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "made.ipynb"
        source = paths.chapters() / f"{chapter}.ipynb"
        done, _ = notebook.execute(source, made, settings, folder=paths.chapters())
    found = Chapter(chapter, admitted).found
    rows = {key: row for one in found.values() for f in one.findings.values() for key, row in f.rows.items()}
    told = {" ".join(filter(None, key)): {k: str(v) for k, v in row.items()} for key, row in rows.items()}
    claims = {name: answers.answer(report.record(one)) for name, one in found.items()}
    return Snapshot({"admitted": told}, claims, *_shown({chapter: done}))


def _shown(books: Mapping[str, NotebookNode]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return the figures and the sentences that chapters show."""
    figures = {
        notebooks.figure(cell): shown[PLOTLY]
        for book in books.values()
        for cell in book.cells
        for shown in notebooks.outputs(cell)
        if PLOTLY in shown
    }
    return figures, {name: list(sentences(book.cells)) for name, book in books.items()}


def sentences(cells: Iterable[NotebookNode]) -> Iterable[str]:
    """Yield the sentences of cells, of their prose and of what they show as HTML."""
    for cell in cells:
        pages = [one["text/html"] for one in notebooks.outputs(cell) if "text/html" in one]
        for text in (notebooks.prose(cell), *map(_plain, pages)):
            yield from (" ".join(part.split()) for part in SENTENCE.split(text) if part.strip())


def _plain(page: str) -> str:
    return html.unescape(TAG.sub(" ", UNSAID.sub(" ", page)))


def _tables(data: Path) -> dict[str, dict[str, Row]]:
    items = json.loads((data / paths.MARKER.name).read_text(encoding="utf-8"))["resources"]
    return {f"data/{item['path']}": _keyed(data / item["path"], data / item["schema"]) for item in items}


def _keyed(path: Path, schema: Path) -> dict[str, Row]:
    """Return the rows of a table by their key, or by all that they hold where the schema names no key."""
    keys = json.loads(schema.read_text(encoding="utf-8")).get("primaryKey")
    names = [keys] if isinstance(keys, str) else keys
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {" ".join(filter(None, (row[name] for name in names or row))): row for row in rows}
