"""Draws stored plotly figures on the page, through MyST-NB's `myst_nb.mime_renderers`.

MyST-NB alone drops a plotly figure with a mere warning. Here each becomes an HTML `<figure>` that
can be read without JavaScript; its drawing, data and picture lie beside the pages in `_figures/`.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError

from nkbook import data
from nkbook.claims.phrases import source_page
from nkbook.errors import BookError
from nkbook.site import stored_figure
from nkbook.site.stored_figure import PLOTLY_MIME, StoredFigure
from nkbook.site.template import render

FOLDER = "_figures"
TABLES = "tables"  # below it: scripts with the data of a figure, fetched when a reader opens them
# Longer tables are no reading matter; the CSV always holds them whole.
MAX_TABLE_ROWS = 200


class FigureError(BookError, SphinxError):
    """A figure that cannot go into the book; Sphinx prints the sentence and stops."""

    category = "Figure error"


class FigureNode(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """A figure of the book, not yet turned into any output format."""


class PlotlyRenderer:
    """The plugin that MyST-NB asks about every output of every notebook."""

    mime_priority_overrides = (("*", PLOTLY_MIME, 1),)

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Return the figure's node; None for any other output or outside this book's build."""
        env = getattr(renderer.renderer, "sphinx_env", None)
        if data.mime_type != PLOTLY_MIME or env is None or "nkbook.site" not in env.app.extensions:
            return None
        return [figure_node(env, data.content, data.cell_index)]


def figure_node(env: BuildEnvironment, content: Any, cell_index: int | None) -> FigureNode:
    """Check a stored figure and note its name; raises FigureError with chapter and cell."""
    bundle = json.loads(content) if isinstance(content, str | bytes) else dict(content)
    where = Path(env.doc2path(env.docname)).name
    if cell_index is not None:
        where += f", cell {cell_index + 1}"
    try:
        figure = stored_figure.read(bundle, where)
    except BookError as error:
        raise FigureError(str(error)) from None
    other = names(env).setdefault(figure.name, where)
    if other != where:
        raise FigureError(f"{where}: figure name {figure.name!r} is already used in {other}.")
    return FigureNode(figure=figure)


def names(env: BuildEnvironment) -> dict[str, str]:
    """Return the book's figure names and the place of each, kept with Sphinx's environment."""
    if not hasattr(env, "nkbook_figures"):
        env.nkbook_figures = {}  # type: ignore[attr-defined]
    found: dict[str, str] = env.nkbook_figures  # type: ignore[attr-defined]
    return found


def forget_page(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop the names of a page that is about to be read again."""
    page = Path(env.doc2path(docname)).name
    for name in [key for key, where in names(env).items() if where.split(",")[0] == page]:
        del names(env)[name]


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Turn the figures of one page into HTML and files, or into text for other formats."""
    for node in list(doctree.findall(FigureNode)):
        figure: StoredFigure = node["figure"]
        if app.builder.format != "html":
            node.replace_self(as_text(figure))
            continue
        picture = Path(app.srcdir, "chapters", "figures", f"{figure.name}.svg")
        write_files(figure, picture, Path(app.outdir) / FOLDER)
        root = app.builder.get_relative_uri(docname, FOLDER).removesuffix(".html").rstrip("/")
        text = as_html(figure, root, has_picture=picture.is_file())
        node.replace_self(nodes.raw("", text, format="html"))


def write_files(figure: StoredFigure, picture: Path, folder: Path) -> None:
    """Write drawing, data and picture of a figure below the built pages."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{figure.name}.js").write_text(figure.script(), encoding="utf-8", newline="\n")
    (folder / f"{figure.name}.csv").write_text(figure.csv(), encoding="utf-8", newline="\n")
    if table := table_html(figure):
        tables = folder / TABLES
        tables.mkdir(exist_ok=True)
        script = f"nkbookTable({json.dumps(figure.name)},{stored_figure.in_script(table)});\n"
        (tables / f"{figure.name}.js").write_text(script, encoding="utf-8", newline="\n")
    if picture.is_file():
        (folder / f"{figure.name}.svg").write_bytes(picture.read_bytes())


def as_text(figure: StoredFigure) -> list[nodes.Node]:
    """Return the figure in words, for formats that cannot draw it (LaTeX, plain text, epub)."""
    words = [figure.subtitle, figure.alt, figure.footer]
    return [
        nodes.paragraph("", "", nodes.strong("", figure.title)),
        *(nodes.paragraph("", text) for text in words if text),
    ]


def as_html(figure: StoredFigure, folder: str, *, has_picture: bool) -> str:
    """Return the figure for a page whose way to the figure files is `folder`."""
    shown = {"folder": folder, "has_picture": has_picture, "has_table": bool(table_html(figure))}
    return render("figure", figure=figure, sources=_listed(figure.sources), **shown)


def _listed(keys: Iterable[str]) -> list[dict[str, str]]:
    """Return the publishers of sources, each with the place in the book of one of them."""
    table = data.sources()
    found = {table["publisher"][key]: source_page(key) for key in keys}
    return [{"publisher": name, "page": found[name]} for name in sorted(found)]


def table_html(figure: StoredFigure) -> str:
    """Return the data as a table; nothing where there are none, or too many for reading."""
    if not 0 < len(figure.rows) <= MAX_TABLE_ROWS:
        return ""
    return render("figure-data", figure=figure, number=number)


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
