"""What Sphinx needs to make the book: figures, prose, folded code, pages that work from a USB stick."""

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from nkbook.site import (
    about,
    cards,
    computed,
    downloads,
    glossary,
    icons,
    lines,
    pages,
    plotly_renderer,
    prose,
    search,
    vendor,
)

ASSETS = Path(__file__).parent / "assets"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the room with Sphinx (`sphinx.extra_extensions: [nkbook.site]`)."""
    app.add_node(plotly_renderer.FigureNode)
    app.add_transform(prose.Anchors)
    app.add_post_transform(pages.FoldCode)
    computed.setup(app)
    app.add_css_file("type.css")
    app.add_css_file("nkbook.css")
    app.add_js_file("nkbook.js", loading_method="defer")
    app.add_js_file("model.js", loading_method="defer")  # after the loader, which it wraps
    app.add_js_file("lines.js", loading_method="defer")
    app.add_js_file("cards.js", loading_method="defer")
    app.connect("config-inited", add_assets)
    app.connect("source-read", prose.prepare)
    app.connect("env-purge-doc", plotly_renderer.forget_page)
    app.connect("doctree-resolved", plotly_renderer.resolve)
    app.connect("doctree-resolved", glossary.link)
    app.connect("doctree-resolved", cards.collect)
    app.connect("doctree-resolved", search.collect, priority=900)  # once figures are words on the page
    app.connect("doctree-resolved", about.add_to_claims, priority=950)  # which nobody searches for
    # After the theme (500) has added its own scripts to the page.
    app.connect("html-page-context", pages.prepare_page, priority=900)
    app.connect("html-page-context", lines.prepare, priority=900)
    app.connect("html-page-context", about.add_to_page, priority=900)
    app.connect("build-finished", finish)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": False}


def add_assets(app: Sphinx, config: Config) -> None:
    """Add our style, our loader and the local MathJax to the book's static files."""
    # Not in _config.yml: Jupyter Book would load every script of every such folder on every page.
    config.html_static_path.append(str(ASSETS))
    config.mathjax_path = vendor.MATHJAX_JS


def finish(app: Sphinx, error: Exception | None) -> None:
    """Complete an HTML book once all pages are written."""
    if error is None and app.builder.format == "html":
        out = Path(app.outdir)
        vendor.copy(out / "_static")
        search.write(app, out / "_static")
        cards.write(app, out / "_static")
        icons.unload(out / "_static")
        downloads.write(out)
        about.add_pictures(app, out)
        pages.tidy_all(out)
        pages.front_door(out, f"{app.config.root_doc}.html", app.config.html_title)
