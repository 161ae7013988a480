"""The built book as one file to carry: a zip that is the same, byte for byte, for the same book."""

import io
import zipfile
from pathlib import Path

from nkbook.book.papers import cited
from nkbook.errors import BookError
from nkbook.files import write_atomic

NAME = "change-from-below"
READABLE = 0o100644 << 16  # an ordinary file that everybody may read


def pack(book: Path, folder: Path) -> Path:
    """Write a built book as a zip into a folder and return its path; raise `BookError` where none is built.

    Everything lies below one folder in it. Its files bear the date of the edition and not that of the clock.
    """
    if not (book / "index.html").is_file():
        raise BookError(f"{book}: no book is built here; run `nkbook build` first.")
    edition = cited()
    day = edition["date-released"]
    top = f"{NAME}-{edition['version']}"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for path in sorted(path for path in book.rglob("*") if path.is_file()):
            name = f"{top}/{path.relative_to(book).as_posix()}"
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, READABLE, 3
            packed.writestr(entry, path.read_bytes(), compresslevel=9)
    out = folder / f"{top}.zip"
    write_atomic(out, held.getvalue())
    return out
