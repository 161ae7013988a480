"""The execution key: one hash over all that the outputs of a chapter depend on."""

import json
from pathlib import Path

import nbformat

from nkbook import files, paths

# Rooms that no chapter may import; a change in them cannot change an output.
OUTSIDE = ("site", "execute", "teach", "cli.py")


def key(notebook: nbformat.NotebookNode, reads: list[str]) -> str:
    """Return the key of a chapter: its source, the files it reads, nkbook and the lock.

    `reads` are paths relative to the root. The parameters are part of the source. The key holds
    no platform, path of a machine, or time.
    """
    parts = {
        "cells": [[cell.cell_type, cell.source] for cell in notebook.cells],
        "files": {name: _hash(paths.root() / name) for name in sorted({*reads, *library()})},
    }
    return files.sha256(json.dumps(parts, sort_keys=True).encode())


def library() -> list[str]:
    """Return the files, relative to the root, that every chapter depends on."""
    root = paths.root()
    modules = [
        path.relative_to(root).as_posix()
        for path in (root / "nkbook").rglob("*.py")
        if path.relative_to(root / "nkbook").parts[0] not in OUTSIDE
    ]
    return [*modules, "requirements.txt", "data/corrections.yml"]


def stored(notebook: nbformat.NotebookNode) -> tuple[str, list[str]]:
    """Return the key and the files read that an executed notebook carries ('' and [] if none)."""
    note = notebook.metadata.get("nkbook", {})
    return note.get("key", ""), list(note.get("reads", []))


def _hash(path: Path) -> str:
    return files.sha256(path.read_bytes()) if path.is_file() else "missing"
