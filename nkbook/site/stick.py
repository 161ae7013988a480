"""The built book as one file to carry: a zip that is the same, byte for byte, for the same book."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from nkbook.book.papers import cited
from nkbook.errors import BookError
from nkbook.files import write_atomic

NAME = "change-from-below"
READABLE = 0o100644 << 16  # an ordinary file that everybody may read


def titled() -> str:
    """Return the name of what is carried: the book and its version."""
    return f"{NAME}-{cited()['version']}"


def pack(book: Path, folder: Path) -> Path:
    """Write a built book as a zip into a folder and return its path; raise `BookError` where none is built.

    Everything lies below one folder in it.
    """
    if not (book / "index.html").is_file():
        raise BookError(f"{book}: no book is built here; run `nkbook build` first.")
    files = sorted(path for path in book.rglob("*") if path.is_file())
    out = folder / f"{titled()}.zip"
    write_atomic(
        out, packed((f"{titled()}/{path.relative_to(book).as_posix()}", path.read_bytes()) for path in files)
    )
    return out


def packed(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return files as a zip; they bear the date of the edition and not that of the clock.

    What is called `mimetype` is not compressed, since that is how an EPUB is told from other zips.
    """
    day = cited()["date-released"]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.external_attr, entry.create_system = READABLE, 3
            archive.writestr(entry, content, compresslevel=9)
    return held.getvalue()
