"""Writing files so that an interruption leaves the old one whole."""

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Stamp = tuple[int, int, int]  # inode, size, time of the last change


def write_atomic(path: Path, content: str | bytes) -> None:
    """Write `content` to a temporary neighbour of `path`, then rename it into place; links are followed."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = content.encode() if isinstance(content, str) else content
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(raw)
        # mkstemp makes the file private; a book's files are for everybody to read.
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Work in a folder while nobody else does who asks so too; another waits for this one to end."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)  # the system lets go of it however the process ends
        yield


def stored(path: Path) -> dict[str, Any]:
    """Return what a JSON file of stored results holds; nothing where it is missing or damaged.

    What is made by a command is made again where it is gone, so damage counts as absence.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def sha256(content: bytes) -> str:
    """Return the hexadecimal SHA-256 of `content`."""
    return hashlib.sha256(content).hexdigest()


def stamp(path: Path) -> Stamp:
    """Return what differs once a file has been written anew; zeros where it cannot be asked."""
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0, 0
    return found.st_ino, found.st_size, found.st_mtime_ns
