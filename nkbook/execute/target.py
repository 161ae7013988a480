"""Where a run may be written: looked at before any work begins."""

import os
import sys
import tempfile
from pathlib import Path

from nkbook import files, paths
from nkbook.errors import BookError

STANDARD_OUTPUT = Path("-")


def checked(output: Path, suffix: str) -> Path:
    """Return the file that a run will be written to, links followed; "-" stands for standard output.

    suffix: what its name has to end in. Raises `BookError` with one line for what is no regular
    file (a folder, a device, a pipe), for a file of the book, and where nothing can be written.
    """
    if output == STANDARD_OUTPUT:
        return output
    try:
        return _checked(Path(os.path.realpath(output)), output, suffix)
    except OSError as error:
        raise BookError(f"{output}: cannot be written ({error.strerror})") from None


def _checked(target: Path, given: Path, suffix: str) -> Path:
    if target.is_dir():
        raise BookError(f"{given}: is a folder; name a file in it that ends in {suffix}")
    if os.path.lexists(target) and not target.is_file():
        raise BookError(f"{given}: is no regular file")
    if target.suffix.lower() != suffix:
        page = "; --html writes a page" if target.suffix.lower() == ".html" else ""
        raise BookError(f"{given}: the name of this output has to end in {suffix}{page}")
    paths.refuse_own(target, given)
    if not target.parent.is_dir():
        raise BookError(f"{given}: there is no folder {target.parent}")
    if target.exists():
        target.open("r+b").close()
    # The file is replaced whole, so its folder has to take a new one.
    tempfile.TemporaryFile(dir=target.parent).close()
    return target


def write(target: Path, content: str) -> None:
    """Write a run to the place that `checked` has returned."""
    if target == STANDARD_OUTPUT:
        sys.stdout.write(content)
    else:
        files.write_atomic(target, content)
