"""Prose as an executed output: a cell that begins with %%prose is a template over the notebook's names.

    %%prose
    Output fell to {{ output.low|n1 }} percent of where it had been.

The cell displays the text with its numbers as Markdown, which every viewer shows and strict nbval
compares. Chapters that have not changed over glue their numbers into Markdown cells instead.
"""

import re
from collections.abc import Mapping
from typing import Any

import nbformat
import numpy as np
import pandas as pd
from IPython.core.getipython import get_ipython
from IPython.display import display
from myst_nb import glue as _glue

from nkbook import words
from nkbook.errors import BookError
from nkbook.figures import significant

_ROLE = re.compile(r"\{glue:text\}`([A-Za-z0-9_]+)(?::([^`]*))?`")
_RECORD = "application/papermill.record/text/plain"


def enable() -> None:
    """Make the magic %%prose known to the running notebook."""
    shell = get_ipython()
    if shell is not None:
        shell.magics_manager.register_function(_prose, "cell", "prose")


def _prose(_line: str, cell: str) -> None:
    """Display a cell as Markdown, its template rendered over the names of the notebook.

    What the cell defines as a macro can be used by the cells below.
    """
    shell = get_ipython()
    assert shell is not None
    text, macros = words.page(cell, shell.user_ns, "prose")
    shell.user_ns |= macros
    if text:
        display({"text/markdown": text}, raw=True)


def glue(**values: Any) -> None:
    """Store values under their names for the roles {glue:text}`name` and {glue:text}`name:.1f`.

    Numbers become plain Python numbers of 6 significant digits, since the build cannot read the
    scalars of numpy; dates become ISO text. Raises `BookError` for a missing number: a sentence
    needs another wording then, not "nan".
    """
    for name, value in values.items():
        _glue(name, _plain(name, value), display=False)


def millions(value: float, digits: int = 1) -> str:
    """Return a large number in words, e.g. "6.9 million"."""
    return f"{value / 1e6:.{digits}f} million"


def say(facts: Mapping[str, Any], sentence: str) -> str:
    """Return a sentence with computed facts in its places, or that there are none.

    facts: by the names in braces; empty where no admitted row answers.
    """
    return sentence.format(**facts) if facts else "No admitted row answers this under the chosen parameters."


def phrases(facts: Mapping[str, Any], *names: str) -> dict[str, str]:
    """Return facts that are sentences, by name, or for each that no admitted row answers."""
    return {name: say(facts, f"{{{name}}}") for name in names}


def values(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """Return what an executed notebook has glued: name to the text that was stored."""
    found: dict[str, str] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if name and _RECORD in output.get("data", {}):
                found[name] = output["data"][_RECORD]
    return found


def filled(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a copy whose prose holds the glued values in place of the roles, for reading outside."""
    copy: nbformat.NotebookNode = nbformat.from_dict(notebook)
    known = values(notebook)
    for cell in copy.cells:
        if cell.cell_type == "markdown":
            cell.source = _ROLE.sub(lambda match: _formatted(known, match), cell.source)
    return copy


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    short = significant(value) if isinstance(value, float) else value
    if short is None:
        raise BookError(f"glued number {name!r} is missing (nan or infinite)")
    return short


def _formatted(known: dict[str, str], match: re.Match[str]) -> str:
    name, spec = match.groups()
    if name not in known:
        return match.group(0)
    text = known[name].strip("'\"")
    return format(float(text), spec) if spec else text
