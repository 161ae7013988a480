"""Draws stored plotly figures on the page, through MyST-NB's `myst_nb.mime_renderers`.

MyST-NB alone drops a plotly figure with a mere warning. Here each becomes an HTML `<figure>` that
can be read without JavaScript; its drawing, pictures and data lie beside the pages in `_figures/`.
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
from nkbook.figures import PLOTLY
from nkbook.site import static_images, stored_figure, take_away
from nkbook.site.stored_figure import StoredFigure
from nkbook.site.template import render

FOLDER = "_figures"


class FigureError(BookError, SphinxError):
    """A figure that cannot go into the book; Sphinx prints the sentence and stops."""

    category = "Figure error"


class FigureNode(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """A figure of the book, not yet turned into any output format."""


class PlotlyRenderer:
    """The plugin that MyST-NB asks about every output of every notebook."""

    mime_priority_overrides = (("*", PLOTLY, 1),)

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Return the figure's node; None for any other output or outside this book's build."""
        env = getattr(renderer.renderer, "sphinx_env", None)
        if data.mime_type != PLOTLY or env is None or "nkbook.site" not in env.app.extensions:
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
        page = f"{app.builder.get_target_uri(docname)}#fig-{figure.name}"
        way = app.builder.get_relative_uri(docname, FOLDER).removesuffix(".html").rstrip("/")
        out = Path(app.outdir) / FOLDER
        has_picture = write_files(figure, Path(app.srcdir, "chapters"), page, way, out)
        node.replace_self(nodes.raw("", as_html(figure, way, has_picture=has_picture), format="html"))


def write_files(figure: StoredFigure, chapters: Path, page: str, way: str, folder: Path) -> bool:
    """Write drawing, pictures and all that can be taken from a figure; return whether it has pictures.

    page: the figure's address in the book. way: from there to the folder of figures.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{figure.name}.js").write_text(figure.script(), encoding="utf-8", newline="\n")
    pictures = {name: static_images.path_of(chapters, figure.name, name) for name in static_images.WIDTHS}
    drawn = all(path.is_file() for path in pictures.values())
    for name, path in pictures.items():
        if drawn:
            (folder / name).mkdir(exist_ok=True)
            (folder / name / path.name).write_bytes(path.read_bytes())
    if figure.rows:
        take_away.write(figure, pictures[""].read_text(encoding="utf-8") if drawn else "", page, way, folder)
    return drawn


def as_text(figure: StoredFigure) -> list[nodes.Node]:
    """Return the figure in words, for formats that cannot draw it (LaTeX, plain text, epub)."""
    words = [figure.subtitle, figure.alt, figure.footer]
    return [
        nodes.paragraph("", "", nodes.strong("", figure.title)),
        *(nodes.paragraph("", text) for text in words if text),
    ]


def as_html(figure: StoredFigure, folder: str, *, has_picture: bool) -> str:
    """Return the figure for a page whose way to the figure files is `folder`."""
    shown = {"folder": folder, "has_picture": has_picture, "widths": static_images.WIDTHS}
    return render("figure", figure=figure, sources=listed(figure.sources), **shown)


def listed(keys: Iterable[str]) -> list[dict[str, str]]:
    """Return the publishers of sources, each with the place in the book of one of them."""
    table = data.sources()
    found = {table["publisher"][key]: source_page(key) for key in keys}
    return [{"publisher": name, "page": found[name]} for name in sorted(found)]
