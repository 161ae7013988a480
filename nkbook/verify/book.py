"""The built book, file by file: the one that lies in `_build/html`, and one built from the stored outputs."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from nkbook import files, paths
from nkbook.site.build import build
from nkbook.verify import record
from nkbook.verify.stage import Difference


def before() -> Iterator[Difference]:
    """Compare the book that was built here before, if there is one, with the record."""
    folder = paths.root() / "_build" / "html"
    if folder.is_dir():
        yield from between("_build/html/", record.read_book(), hashes(folder))


def after() -> Iterator[Difference]:
    """Build the book from stored outputs into scratch, and compare it with the record."""
    held = record.read_book()
    yield from between("", held, built())


def built() -> dict[str, str]:
    """Return the hashes of a book that is built for this purpose and not kept."""
    with tempfile.TemporaryDirectory() as scratch:
        return hashes(build(paths.root(), Path(scratch) / "html").parent)


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a built book by its path in it."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): files.sha256(path.read_bytes()) for path in found}


def between(place: str, held: dict[str, str], found: dict[str, str]) -> Iterator[Difference]:
    """Yield the files of a book that are missing, other than recorded, or not in the record."""
    for path in sorted({*held, *found}):
        if path not in found:
            yield Difference(f"{place}{path}", "is missing from the book")
        elif path not in held:
            yield Difference(f"{place}{path}", "is in the book and not in the record")
        elif held[path] != found[path]:
            yield Difference(f"{place}{path}", "is not the page or file that was recorded")
