"""What a reader can take from a figure: numbers, a picture with its words, how to cite it, lines of Python.

All of it is written when the book is built, so that it is there without a network and, but for the PNG,
without JavaScript. A script of the same content lets a page show it, since no page may read a file.
"""

import csv
import io
import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nkbook import data
from nkbook.book.papers import cited
from nkbook.data import credit
from nkbook.errors import BookError
from nkbook.figures import significant
from nkbook.site import cite, timeline
from nkbook.site.stored_figure import StoredFigure, in_script, plain
from nkbook.site.template import render

USE = "use"  # below the folder of figures: what a reader can do with each, as a page and as a script
WHOLE = "whole"  # pictures with their words, as SVG and as a script
MARKS = ("mark", "name", "x", "y", "x_low", "x_high", "y_low", "y_high", "base", "text")
COMMENT = "#"
MARGIN = 16
# Size in pixels, characters in a line and weight of what stands above and below a picture.
TITLE, SMALL = (19, 72, 650), (12, 118, 400)


@dataclass(frozen=True)
class Line:
    """One line of words on a picture, at its place in pixels."""

    y: int
    size: int
    weight: int
    text: str


def write(figure: StoredFigure, picture: str, page: str, way: str, folder: Path) -> None:
    """Write all that can be taken from a figure into the folder of figures.

    page: the figure's address in the book. way: from there to the folder.
    """
    _put(folder / f"{figure.name}.csv", table(figure, page))
    _put(folder / f"{figure.name}-marks.csv", marks(figure, page))
    facts = about(figure, page)
    shown = render("figure-use", **facts, folder=way, alone=False)
    _put(folder / USE / f"{figure.name}.js", _call("nkbookUse", figure.name, shown))
    _put(folder / USE / f"{figure.name}.html", render("figure-page", **facts, folder="..", alone=True))
    if picture:
        whole = with_words(figure, picture)
        _put(folder / WHOLE / f"{figure.name}.svg", whole)
        _put(folder / WHOLE / f"{figure.name}.js", _call("nkbookWhole", figure.name, whole))


def about(figure: StoredFigure, page: str) -> dict[str, Any]:
    """Return what the templates say about a figure."""
    return {
        "figure": figure,
        "page": page,
        "book": cited(),
        "sources": credit.line(figure.sources),
        "bibtex": bibtex(figure, page),
        "rows": [[_readable(*cell) for cell in zip(figure.columns, row, strict=True)] for row in figure.rows],
        "number": number,
        "behind": timeline.behind(figure, page),
    }


def table(figure: StoredFigure, page: str) -> str:
    """Return the data behind a figure as CSV below a head of comments; a missing value is an empty field."""
    return _csv(figure, page, f"{figure.name}.csv", figure.columns, figure.rows)


def marks(figure: StoredFigure, page: str) -> str:
    """Return every mark as it is drawn, as CSV: what a figure shows can be rebuilt from it."""
    return _csv(figure, page, f"{figure.name}-marks.csv", MARKS, _marks(figure.spec["data"]))


def _csv(
    figure: StoredFigure, page: str, file: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]
) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    if COMMENT in out.getvalue():
        raise BookError(f"figure {figure.name}: {COMMENT!r} in a cell would begin a comment in its CSV.")
    return render("figure-head", figure=figure, page=page, book=cited(), file=file) + out.getvalue()


def _marks(traces: Iterable[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    for mark, trace in enumerate(traces, start=1):
        texts, bases = trace.get("text"), trace.get("base")
        for n, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
            text = plain(texts[n]) if isinstance(texts, list) else ""
            base = bases[n] if isinstance(bases, list) else bases
            ends = (*_ends(x, trace.get("error_x"), n), *_ends(y, trace.get("error_y"), n))
            yield mark, plain(trace.get("name")), _word(x), _word(y), *ends, base, text


def _ends(value: Any, bars: dict[str, Any] | None, n: int) -> tuple[float | None, float | None]:
    """Return both ends of the interval round a value, None where it has none."""
    if not bars or "array" not in bars or value is None:
        return None, None
    above = bars["array"][n]
    below = bars.get("arrayminus", bars["array"])[n]
    low, high = (None if by is None else value + sign * by for sign, by in ((-1, below), (1, above)))
    return tuple(None if end is None else significant(end) for end in (low, high))  # type: ignore[return-value]


def _word(value: Any) -> Any:
    return plain(value) if isinstance(value, str) else value


def with_words(figure: StoredFigure, picture: str) -> str:
    """Return a picture with title, subtitle and source, so that it can stand by itself."""
    size = re.match(r'<svg[^>]* width="(\d+)" height="(\d+)"', picture)
    if size is None:
        raise BookError(f"figure {figure.name}: its picture has no size.")
    width, height = int(size[1]) + 2 * MARGIN, int(size[2])
    above = [*_lines(figure.title, MARGIN, TITLE)]
    above += _lines(figure.subtitle, above[-1].y + 4, SMALL)
    top = above[-1].y + 8
    below = [*_lines(figure.footer, top + height, SMALL)]
    below += _lines(cited()["title"], below[-1].y if below else top + height, SMALL)
    shown = {"width": width, "height": below[-1].y + MARGIN, "lines": above + below, "margin": MARGIN}
    return render("figure-picture", **shown, top=top, drawing=picture.removeprefix("<svg "))


def _lines(text: str, top: int, look: tuple[int, int, int]) -> list[Line]:
    size, room, weight = look
    step = round(1.35 * size)
    found = enumerate(textwrap.wrap(text, room, break_on_hyphens=False), start=1)
    return [Line(top + n * step, size, weight, line) for n, line in found]


def bibtex(figure: StoredFigure, page: str) -> str:
    """Return how to cite a figure, in BibTeX."""
    return cite.bibtex(figure.name, cite.of_book(figure.title, "Figure", page))


def _readable(column: str, cell: Any) -> Any:
    """Return a cell as a reader is shown it: publishers for keys of sources, words for names of series."""
    if not isinstance(cell, str):
        return cell
    if column in ("source", "sources"):
        publishers = data.sources()["publisher"]
        return ", ".join(dict.fromkeys(str(publishers.get(key, key)) for key in re.split("[,;] ", cell)))
    return cell.replace("_", " ")


def number(value: float) -> str:
    """Return a number for reading: 10,000 and more get separators, years keep none.

    >>> number(2009), number(1234567), number(0.25), number(-12000.5)
    ('2009', '1,234,567', '0.25', '-12,000.5')
    """
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if abs(value) < 10_000:
        return str(value)
    return f"{value:,}"


def _call(function: str, name: str, content: str) -> str:
    return f"{function}({json.dumps(name)},{in_script(content)});\n"


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
