"""The execution key: one hash over all that the outputs of a chapter depend on."""

import json
from typing import Any

import nbformat

from nkbook import closure, files, paths

# Whatever a chapter reads, these decide what it gets.
SHARED = ("requirements.txt", "data/corrections.yml")


def key(notebook: nbformat.NotebookNode, reads: list[str]) -> str:
    """Return the key of a chapter: its source, the files it reads, the code behind it, and the lock.

    reads: paths relative to the root; what is read as code counts with all that it imports. The
    parameters are part of the source. The key holds no platform, path of a machine, or time.
    """
    parts = {
        "cells": [[cell.cell_type, cell.source] for cell in notebook.cells],
        "files": {name: _hash(name) for name in sorted({*reads, *SHARED, *code(notebook, reads)})},
    }
    return files.sha256(json.dumps(parts, sort_keys=True).encode())


def code(notebook: nbformat.NotebookNode, reads: list[str]) -> list[str]:
    """Return the files of nkbook behind the cells of a chapter and behind the modules it has read."""
    cells = [c.source for c in notebook.cells if c.cell_type == "code" and not c.source.startswith("%%")]
    modules = [name.removesuffix(".py").replace("/", ".") for name in reads if name.endswith(".py")]
    return closure.of([*(name for cell in cells for name in closure.imported(cell)), *modules])


def stored(notebook: nbformat.NotebookNode) -> tuple[str, list[str]]:
    """Return the key and the files read that an executed notebook carries ('' and [] if none)."""
    note = _note(notebook)
    return str(note.get("key", "")), [str(name) for name in note.get("reads") or ()]


def seal(notebook: nbformat.NotebookNode) -> str:
    """Return a hash of all that a chapter stores, itself left out: an output edited by hand breaks it."""
    note = {k: v for k, v in _note(notebook).items() if k != "seal"}
    whole = notebook | {"metadata": notebook.metadata | {"nkbook": note}}
    return files.sha256(json.dumps(whole, sort_keys=True).encode())


def unbroken(notebook: nbformat.NotebookNode) -> bool:
    """Tell whether outputs and metadata are those that an execution has stored."""
    return bool(_note(notebook).get("seal") == seal(notebook))


def _note(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    found = notebook.metadata.get("nkbook")
    return found if isinstance(found, dict) else {}


def _hash(name: str) -> str:
    here = [home / name for home in (paths.root(), paths.CODE) if (home / name).is_file()]
    return files.sha256(here[0].read_bytes()) if here else "missing"
