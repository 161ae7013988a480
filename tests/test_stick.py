"""One file to carry: the same bytes for the same book, all of it, and as large as the README says."""

import os
import re
import zipfile
from pathlib import Path

import pytest

from nkbook.errors import BookError
from nkbook.site import stick


def small_book(folder: Path) -> Path:
    (folder / "chapters").mkdir(parents=True)
    for name in ("index.html", "chapters/one.html"):
        (folder / name).write_text(f"<p>{name}</p>" * 50, encoding="utf-8")
    return folder


def test_the_same_book_packs_to_the_same_bytes_whenever_its_files_were_written(tmp_path: Path) -> None:
    first, second = small_book(tmp_path / "one"), small_book(tmp_path / "two")
    os.utime(second / "index.html", (0, 0))
    (second / "index.html").chmod(0o600)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    packed = [stick.pack(first, tmp_path / "a"), stick.pack(second, tmp_path / "b")]
    assert packed[0].read_bytes() == packed[1].read_bytes()


def test_the_whole_book_lies_below_one_folder_that_names_its_edition(tmp_path: Path) -> None:
    with zipfile.ZipFile(stick.pack(small_book(tmp_path / "one"), tmp_path)) as packed:
        assert packed.testzip() is None
        (top,) = {name.split("/")[0] for name in packed.namelist()}
        packed.extractall(tmp_path)
    assert re.fullmatch(rf"{stick.NAME}-[\d.]+", top)
    unpacked = {p.relative_to(tmp_path / top): p.read_bytes() for p in (tmp_path / top).rglob("*.html")}
    assert unpacked == {
        p.relative_to(tmp_path / "one"): p.read_bytes() for p in (tmp_path / "one").rglob("*.html")
    }


def test_where_no_book_is_built_one_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="no book is built here"):
        stick.pack(tmp_path, tmp_path)


def test_the_readme_says_how_large_it_is(built_book: Path, root: Path, tmp_path: Path) -> None:
    stated = re.search(r"make usb.*?about ([\d.]+) MB", (root / "README.md").read_text(encoding="utf-8"))
    assert stated
    assert stick.pack(built_book, tmp_path).stat().st_size / 1e6 == pytest.approx(float(stated[1]), rel=0.1)
