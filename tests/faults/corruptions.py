"""Ways in which a file of the data package can be broken, each of which has to be told in lines."""

import csv
import gzip
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nkbook.data import descriptor

Break = Callable[[Path, random.Random], None]


@dataclass(frozen=True)
class Corruption:
    """One file of the data package, relative to `data/`, and what is done to it."""

    file: str
    how: str

    def __str__(self) -> str:
        return f"{self.file}-{self.how}"


def _bytes(change: Callable[[bytes, random.Random], bytes]) -> Break:
    def write(path: Path, rng: random.Random) -> None:
        path.write_bytes(change(path.read_bytes(), rng))

    return write


def _gone(path: Path, _: random.Random) -> None:
    path.unlink()


def _folder(path: Path, _: random.Random) -> None:
    path.unlink()
    path.mkdir()


def _loop(path: Path, _: random.Random) -> None:
    path.unlink()
    path.symlink_to(path.name)


POINTER = (
    b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22e\nsize 12345\n"
)
PAGE = b"<!DOCTYPE html><html><head><title>404</title></head><body>\n<h1>Not Found</h1></body></html>\n"

# What can befall any file.
ANY: dict[str, Break] = {
    "deleted": _gone,
    "made a folder": _folder,
    "linked to itself": _loop,
    "emptied": _bytes(lambda old, _: b""),
    "a newline only": _bytes(lambda old, _: b"\n"),
    "utf-16": _bytes(lambda old, _: old.decode().encode("utf-16")),
    "gzip": _bytes(lambda old, _: gzip.compress(old, mtime=0)),
    "a pointer": _bytes(lambda old, _: POINTER),
    "a page of an error": _bytes(lambda old, _: PAGE),
    "noise": _bytes(lambda old, rng: rng.randbytes(400)),
    "latin-1 byte": _bytes(lambda old, _: old[:40] + b"\xe9\xff" + old[40:]),
}


def _rows(change: Callable[[list[str], random.Random], list[str]]) -> Break:
    def on(old: bytes, rng: random.Random) -> bytes:
        return "\n".join(change(old.decode().split("\n"), rng)).encode()

    return _bytes(on)


TABLE: dict[str, Break] = {
    "a byte order mark": _bytes(lambda old, _: b"\xef\xbb\xbf" + old),
    "ends of lines of Windows": _bytes(lambda old, _: old.replace(b"\n", b"\r\n")),
    "a NUL": _bytes(lambda old, rng: old[:200] + b"\0" + old[200:]),
    "cut in the middle": _bytes(lambda old, rng: old[: len(old) // 2]),
    "an unclosed quote": _bytes(lambda old, _: old + b'"a'),
    "semicolons": _bytes(lambda old, _: old.replace(b",", b";")),
    "tabs": _bytes(lambda old, _: old.replace(b",", b"\t")),
    "a blank before the header": _bytes(lambda old, _: b" " + old),
    "an empty line before the header": _bytes(lambda old, _: b"\n" + old),
    "no header": _rows(lambda lines, _: lines[1:]),
    "header twice": _rows(lambda lines, _: [lines[0], *lines]),
    "header in capitals": _rows(lambda lines, _: [lines[0].upper(), *lines[1:]]),
    "header alone": _rows(lambda lines, _: [lines[0], ""]),
    "a column twice": _rows(
        lambda lines, _: [
            f"{lines[0]},{lines[0].split(',')[0]}",
            *(f"{row},x" for row in lines[1:] if row),
            "",
        ]
    ),
    "an empty row": _rows(lambda lines, _: [lines[0], "", *lines[1:]]),
    "a short row": _rows(lambda lines, _: [*lines[:-1], "x", ""]),
    "a row twice": _rows(lambda lines, _: [*lines[:-1], lines[-2], ""]),
    "a row lost": _rows(lambda lines, _: [*lines[:1], *lines[2:]]),
    "a conflict of git": _rows(
        lambda lines, _: [lines[0], "<<<<<<< HEAD", *lines[1:3], "=======", *lines[3:]]
    ),
    "a letter changed": _bytes(lambda old, rng: old[:-3] + (b"x" if old[-3:-2] != b"x" else b"y") + old[-2:]),
}
CELLS = {
    "not a number": ("value", "NaN"),
    "infinite": ("value", "1e999"),
    "digits of another script": ("value", "１２"),
    "a year that is none": ("date", "0000"),
    "a day that is none": ("date", "2010-02-30"),
    "a period that runs backwards": ("period_start", "2999"),
    "a sample too large": ("n", "9" * 30),
    "a source of nobody": ("source", "hearsay_of_nobody"),
    "a unit of nobody": ("unit", "furlongs"),
}


def _field(column: str, text: str) -> Break:
    def write(path: Path, rng: random.Random) -> None:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        row = rng.randrange(1, len(rows))
        rows[row][rows[0].index(column)] = text
        if column == "period_start":
            rows[row][rows[0].index("period_end")] = "1990"
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8")

    return write


def _words(old: bytes, new: bytes) -> Break:
    def on(held: bytes, _: random.Random) -> bytes:
        assert old in held
        return held.replace(old, new, 1)

    return _bytes(on)


# What is right by itself and names something that is not there.
REFERENCES: tuple[tuple[str, str, Break], ...] = (
    *(
        (f"{table}.csv", f"a {column} of nobody", _field(column, "hearsay_of_nobody"))
        for table, columns in {
            "events": ("source",),
            "sources": ("origin",),
            "literature": ("source",),
            "studies": ("source",),
            "rules": ("source",),
            "errors": ("circulating_source", "correct_source"),
            "survey_pairs": ("mou_series", "ipus_series"),
            "forecasts": ("series",),
        }.items()
        for column in columns
    ),
    ("corrections.yml", "a table misspelt", _words(b"/market_prices_dailynk\n", b"/market_price_dailynk\n")),
    ("corrections.yml", "a series misspelt", _words(b"rice_price_pyongyang", b"rice_prize_pyongyang")),
    ("corrections.yml", "another value expected", _words(b"expect: 3630", b"expect: 3631")),
    ("surveys.yml", "a source of nobody", _words(b"source: newspim_hana2023", b"source: hearsay_of_nobody")),
    ("chain.yml", "a claim of nobody", _words(b"[T1]", b"[T99]")),
    ("claims/economy.yml", "a day of no month", _words(b"date: '2026-11", b"date: '2026-13")),
    ("claims/economy.yml", "a day without dashes", _words(b"date: '2026-11-", b"date: '202611")),
    ("withdrawn.yml", "a day of no month", _words(b"date: '2026-11", b"date: '2026-13")),
    ("datapackage.json", "a script as integrity", _words(b'"verified"', b'"<img src=x onerror=a()>"')),
    ("datapackage.json", "a script as path", _words(b'"path": "units.csv"', b'"path": "<b onload=a()>.csv"')),
    ("datapackage.json", "a path beyond the data", _words(b'"path": "units.csv"', b'"path": "../units.csv"')),
)

TREE: dict[str, Break] = {  # YAML and JSON
    "garbage": _bytes(lambda old, _: b"garbage: ["),
    "a word": _bytes(lambda old, _: b"word\n"),
    "an empty list": _bytes(lambda old, _: b"[]\n"),
    "an empty mapping": _bytes(lambda old, _: b"{}\n"),
    "nothing in YAML": _bytes(lambda old, _: b"null\n"),
    "a list of numbers": _bytes(lambda old, _: b"[1, 2]\n"),
    "nested deeply": _bytes(lambda old, _: b"[" * 5000),
    "a tag of Python": _bytes(lambda old, _: b"!!python/object/apply:os.system [true]\n"),
    "an alias of nothing": _bytes(lambda old, _: b"a: *nobody\n"),
}


def references() -> Iterator[tuple[Corruption, Break]]:
    """Yield what leads nowhere between files of the data package."""
    for path, how, change in REFERENCES:
        yield Corruption(path, how), change


def all_of() -> Iterator[tuple[Corruption, Break]]:
    """Yield every corruption of every file of the data package by itself."""
    tables = {item["path"]: item for item in descriptor.resources()}
    trees = [*sorted({item["schema"] for item in tables.values()}), "datapackage.json"]
    trees += ["chain.yml", "corrections.yml", "do_no_harm.yml", "surveys.yml", "withdrawn.yml"]
    trees += [
        f"claims/{name}.yml"
        for name in ("communication", "economy", "information_inflow", "trust", "second_rule")
    ]
    for path, item in tables.items():
        for how, change in (ANY | TABLE).items():
            yield Corruption(path, how), change
        if descriptor.is_observations(item):
            for how, (column, text) in CELLS.items():
                yield Corruption(path, how), _field(column, text)
    for path in trees:
        for how, change in (ANY | TREE).items():
            yield Corruption(path, how), change
