"""A figure as a chapter stores it: one plotly bundle, taken apart for a page.

`nkbook.figures.show` puts the finding, the subtitle, the footer, the alternative text and the data
into the bundle. A page shows all of these as text, so what is left to draw is only the plot.
"""

import copy
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nkbook import notebook
from nkbook.errors import BookError
from nkbook.figures import PLOTLY
from nkbook.words import squeezed

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FOOTER = "footer"
# With title and footer gone from the plot, their room is given back to the data.
TOP_MARGIN, BOTTOM_MARGIN, DEFAULT_HEIGHT = 28, 44, 420


@dataclass(frozen=True)
class StoredFigure:
    """One figure, with its words and numbers apart from its drawing."""

    name: str
    alt: str
    title: str
    subtitle: str
    footer: str
    sources: tuple[str, ...]
    series: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    spec: dict[str, Any]
    digest: str

    @property
    def height(self) -> int:
        """Height of the plot in pixels."""
        return int(self.spec["layout"]["height"])

    def script(self) -> str:
        """Return the script that hands the drawing to the page: works from `file://`."""
        return f'nkbookFigure("{self.name}",{in_script(self.spec)});\n'


def in_script(value: Any) -> str:
    """Return plain values as JSON that cannot close the script it stands in."""
    # ensure_ascii also escapes U+2028 and U+2029, which end a line in old script engines.
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", chr(92) + "u003c")


def read(bundle: dict[str, Any], where: str) -> StoredFigure:
    """Take a stored plotly bundle apart.

    `where` names chapter and cell in errors. Raises BookError if the figure lacks what a reader
    who cannot see it needs: a name, an alternative text, a finding, the data.
    """
    layout = bundle.get("layout", {})
    meta = layout.get("meta")
    if not isinstance(meta, dict) or not isinstance(meta.get("name"), str):
        raise BookError(f"{where}: the figure has no name; draw it with nkbook.figures.show(name=...).")
    name = meta["name"]
    if not NAME.fullmatch(name):
        raise BookError(f"{where}: figure name {name!r} may hold only a-z, 0-9 and single hyphens.")
    title = layout.get("title") or {}
    if isinstance(title, str):
        title = {"text": title}
    data = meta.get("data") or {}
    figure = StoredFigure(
        name=name,
        alt=plain(meta.get("alt")),
        title=plain(title.get("text")),
        subtitle=plain((title.get("subtitle") or {}).get("text")),
        footer=" ".join(plain(note.get("text")) for note in _footers(layout)),
        sources=tuple(meta.get("sources", ())),
        series=tuple(meta.get("series", ())),
        columns=tuple(data.get("columns", ())),
        rows=tuple(tuple(row) for row in data.get("rows", ())),
        spec=_drawing(bundle, name),
        digest=hashlib.sha256(json.dumps(bundle, sort_keys=True).encode()).hexdigest(),
    )
    for what, given in {"alternative text": figure.alt, "title": figure.title, "data": data}.items():
        if not given:
            raise BookError(f"{where}: figure {name!r} has no {what}.")
    return figure


def in_notebook(path: Path) -> Iterator[StoredFigure]:
    """Yield the figures stored in the notebook at `path`, in reading order."""
    for number, cell in enumerate(notebook.read(path).cells, start=1):
        for output in cell.get("outputs", ()):
            if bundle := output.get("data", {}).get(PLOTLY):
                yield read(bundle, f"{path.name}, cell {number}")


def in_folder(chapters: Path) -> dict[str, StoredFigure]:
    """Return the figures of all notebooks in `chapters` by name; a name may occur only once."""
    found: dict[str, StoredFigure] = {}
    for path in sorted(chapters.glob("*.ipynb")):
        for figure in in_notebook(path):
            if figure.name in found:
                raise BookError(f"{path.name}: another figure of the book is named {figure.name!r}.")
            found[figure.name] = figure
    return found


def _footers(layout: dict[str, Any]) -> list[dict[str, Any]]:
    return [note for note in layout.get("annotations", ()) if note.get("name") == FOOTER]


def _drawing(bundle: dict[str, Any], name: str) -> dict[str, Any]:
    """Return data and layout without what the page says in words."""
    layout = copy.deepcopy(bundle.get("layout", {}))
    layout.pop("title", None)
    layout.pop("width", None)
    layout["meta"] = {"name": name, "phone": layout.get("meta", {}).get("phone", {})}
    footers = _footers(layout)
    layout["annotations"] = [note for note in layout.get("annotations", ()) if note not in footers]
    layout.setdefault("height", DEFAULT_HEIGHT)
    layout["margin"] = {"l": 48, "r": 16} | layout.get("margin", {})
    layout["margin"] |= {"t": TOP_MARGIN, "b": BOTTOM_MARGIN}
    return {"data": copy.deepcopy(bundle.get("data", [])), "layout": layout}


def plain(text: object) -> str:
    """Return plotly's text as plain words: its line breaks become spaces, its tags go."""
    if not isinstance(text, str):
        return ""
    spaced = re.sub(r"<br\s*/?>", " ", text)
    return squeezed(re.sub(r"</?(b|i|sub|sup|span|em|strong|a)\b[^>]*>", "", spaced))
