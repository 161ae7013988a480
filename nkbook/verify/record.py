"""What was recorded of a book found right: `verified/record.json` and `verified/book.sha256`."""

import json
from pathlib import Path
from typing import Any

from nkbook import files, paths
from nkbook.errors import BookError

AGAIN = "`nkbook verify --write` records what is here now"


def folder() -> Path:
    """Return where the record lies."""
    return paths.root() / "verified"


def read() -> dict[str, Any]:
    """Return the record of data, criteria, corrections and answers; raise `BookError` where there is none."""
    found = files.stored(folder() / "record.json")
    if {*found} != {"files", "corrections", "criteria", "claims"}:
        raise BookError(f"verified/record.json: is missing or damaged; {AGAIN}")
    return found


def write(found: dict[str, Any]) -> None:
    """Write the record, one line for each thing, so that a change of it is readable."""
    parts = (
        f"{json.dumps(name)}: {{\n"
        + ",\n".join(f" {json.dumps(key)}: {_line(value)}" for key, value in sorted(part.items()))
        + "\n}"
        for name, part in found.items()
    )
    files.write_atomic(folder() / "record.json", "{\n" + ",\n".join(parts) + "\n}\n")


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)


def read_book() -> dict[str, str]:
    """Return the SHA-256 of each file of the built book by path; raise `BookError` where none is recorded."""
    try:
        lines = (folder() / "book.sha256").read_text(encoding="utf-8").splitlines()
        return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    except (FileNotFoundError, ValueError):
        raise BookError(f"verified/book.sha256: is missing or damaged; {AGAIN}") from None


def write_book(hashes: dict[str, str]) -> None:
    """Write the hashes of a built book, in the form that `sha256sum --check` reads in its folder."""
    lines = (f"{digest}  {path}\n" for path, digest in sorted(hashes.items()))
    files.write_atomic(folder() / "book.sha256", "".join(lines))
