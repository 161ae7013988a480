"""A run of a chapter as one page that opens without a network."""

import json

import nbformat
import plotly.graph_objects as go
from nbconvert import HTMLExporter
from traitlets.config import Config

from nkbook.figures import PLOTLY

# Of a cell of prose only the text is shown, not the template behind it.
WITHOUT_TEMPLATES = Config(TagRemovePreprocessor={"enabled": True, "remove_input_tags": ["remove-input"]})


def page(notebook: nbformat.NotebookNode) -> str:
    """Return a notebook as HTML with its figures drawn by an embedded plotly.js."""
    embedded: bool | str = True
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if PLOTLY in output.get("data", {}):
                output["data"] = {"text/html": _figure(output["data"][PLOTLY], embedded)}
                embedded = False
    body: str
    # MathJax would be fetched from elsewhere; formulas stay readable as they are written.
    exporter = HTMLExporter(config=WITHOUT_TEMPLATES, mathjax_url="", require_js_url="")
    body, _ = exporter.from_notebook_node(notebook)
    return body


def _figure(stored: dict[str, object], embedded: bool | str) -> str:
    fig = go.Figure(json.loads(json.dumps({k: stored[k] for k in ("data", "layout")})))
    name = fig.layout.meta["name"]
    text: str = fig.to_html(
        full_html=False, include_plotlyjs=embedded, include_mathjax=False, div_id=f"fig-{name}"
    )
    return text
