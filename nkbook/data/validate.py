"""Refuse a file that differs from the data package: file, row, column and rule."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from nkbook import files, paths
from nkbook.data import corrections, descriptor
from nkbook.errors import DataError

NUMBERS = ("value", "lower", "upper")
KEY = ["series", "country", "date", "source", "vintage", "variant"]
# Frictionless takes digits of every script, NaN and infinity for numbers.
NUMBER = r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?"
WHOLE = r"-?[0-9]{1,15}"
DATE = "(-(0[1-9]|1[0-2])"  # a month, in the pattern of each column of dates
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ufeff]")

# Frictionless says what each of these found in several sentences; a reader needs the rule only.
RULES = {"primary-key": "key stands twice", "unique-error": "value stands twice"}

Fields = tuple[dict[str, Any], ...]

# Tables that were found sound, with the stamps of the files that say so.
_sound: dict[tuple[Path, str, str], dict[Path, files.Stamp]] = {}


def check(name: str | None = None) -> list[str]:
    """Return what is wrong with the table `name`, or with all tables and corrections: one line per fault.

    A line names file, row (the header is row 1), column and rule; a change that keeps every rule
    is told as the expected and the found row count and hash.
    """
    if name is not None:
        return faults(descriptor.resource(name), sealed=True)
    try:
        items = descriptor.resources()
    except DataError as error:
        return [str(error)]
    problems = [line for item in items for line in faults(item, sealed=True)]
    # What compares tables with one another needs each of them to be sound by itself.
    return problems + corrections.faults() + _strays() + ([] if problems else _doubled_keys())


def refuse_faulty(item: descriptor.Resource) -> None:
    """Raise `DataError` with the first fault of a resource.

    A sound one is looked at again once it, or a file that it refers to, has been written anew.
    """
    key = paths.data(), item["path"], item.get("hash", "")
    if key in _sound and _sound[key] == _stamps(_sound[key]):
        return
    problems = faults(item, sealed=True)
    if problems:
        raise DataError(problems[0])
    _sound[key] = _stamps(paths.data() / name for name in (item["path"], item["schema"], *_others(item)))


def _stamps(used: Iterable[Path]) -> dict[Path, files.Stamp]:
    return {path: files.stamp(path) for path in used}


def faults(item: descriptor.Resource, *, sealed: bool) -> list[str]:
    """Return the faults of one resource; `sealed` also compares row count and hash."""
    place = f"data/{item['path']}"
    try:
        content = (paths.data() / item["path"]).read_bytes()
        lines = list(_own_faults(item["path"], content, *_schema(item), bool(item.get("spans"))))
        lines = lines or list(_shared_faults(item))
    except FileNotFoundError:
        return [f"{place}: file is missing"]
    except OSError as error:
        return [f"{place}: cannot be read ({error.strerror})"]
    except DataError as error:
        return [str(error)]
    if not lines and sealed:
        lines = _seal_faults(item, content)
    return lines


def count_rows(content: bytes) -> int:
    """Return the number of records in a sound CSV file, its header left out."""
    return len(_rows(content)) - 1


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))


def _schema(item: descriptor.Resource) -> tuple[str, str]:
    """Return the path of a table's schema, and the schema as canonical JSON."""
    path = item["schema"]
    try:
        text = (paths.data() / path).read_text(encoding="utf-8")
        schema = json.loads(text)
        named = [field["name"] and field["type"] for field in schema["fields"]]
    except OSError as error:
        raise DataError(f"data/{path}: cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"data/{path}: is no table schema ({type(error).__name__}: {error})") from None
    if not named:
        raise DataError(f"data/{path}: is no table schema (it has no fields)")
    return path, json.dumps(schema, sort_keys=True)


def _seal_faults(item: descriptor.Resource, content: bytes) -> list[str]:
    found, expected = files.sha256(content), item.get("hash", "").removeprefix("sha256:")
    if found == expected:
        return []
    return [
        f"data/{item['path']}: seal broken: expected {item.get('rows')} rows and sha256 "
        f"{expected[:12]}, found {count_rows(content)} rows and sha256 {found[:12]}; "
        "an intended edit is sealed with `nkbook data seal`"
    ]


@lru_cache(maxsize=256)
def _own_faults(path: str, content: bytes, schema_path: str, schema: str, spans: bool) -> tuple[str, ...]:
    """Return what is wrong with a table by itself, as text, by its schema, and for the loader."""
    fields = tuple(json.loads(schema)["fields"])
    lines = list(_text_faults(path, content, fields)) or _schema_faults(path, content, schema_path, schema)
    return tuple(lines or _value_faults(path, _frame(content), fields, spans))


def _text_faults(path: str, content: bytes, fields: Fields) -> Iterator[str]:
    """Yield what keeps a file from being one plain table: encoding, quotes, header, cells of a row."""
    place = f"data/{path}"
    try:
        text = content.decode("utf-8")
        rows = _rows(content)
    except UnicodeDecodeError as error:
        yield f"{place}: is no text in UTF-8 (byte {error.start})"
        return
    except csv.Error as error:
        yield f"{place}: is no table of comma-separated values ({error})"
        return
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        yield f"{place}, line {line}: holds the character U+{ord(found[0]):04X}, which no table may hold"
        return
    names = [field["name"] for field in fields]
    if not rows or rows[0] != names:
        yield from _header_faults(place, rows[0] if rows else [], names)
        return
    if len(rows) == 1:
        yield f"{place}: has a header and no rows"
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(names):
            yield f"{place}, row {number}: {'row is empty' if not row else _cells(len(row), len(names))}"


def _cells(found: int, expected: int) -> str:
    more = "more" if found > expected else "fewer"
    return f"row has {more} cells than the schema has columns"


def _header_faults(place: str, found: list[str], names: list[str]) -> Iterator[str]:
    if not any(found):
        yield f"{place}, row 1: there is no header"
    for column in dict.fromkeys(found):
        if column not in names:
            yield f"{place}, row 1, column {column[:40]}: column is not in the schema"
        elif found.count(column) > 1:
            yield f"{place}, row 1, column {column}: column stands twice"
    for column in names:
        if column not in found:
            yield f"{place}, row 1, column {column}: column is missing"
    if sorted(found) == sorted(names):
        yield f"{place}, row 1: columns stand in another order than in the schema"


def _schema_faults(path: str, content: bytes, schema_path: str, schema: str) -> list[str]:
    from frictionless import FrictionlessException, Resource, Schema

    try:
        # Foreign keys need the other tables; `_key_faults` looks them up.
        fields = Schema.from_descriptor(json.loads(schema) | {"foreignKeys": []})
        report = Resource(content, format="csv", schema=fields, encoding="utf-8").validate()
    except FrictionlessException as error:
        return [f"data/{schema_path}: is no table schema ({error.error.note})"]
    return [_line(path, error) for task in report.tasks for error in task.errors]


def _line(path: str, error: Any) -> str:
    row, column = getattr(error, "row_number", None), getattr(error, "field_name", None)
    place = f"data/{path}" + (f", row {row}" if row else "") + (f", column {column}" if column else "")
    if error.type not in RULES:
        return " ".join(f"{place}: {error.note}".split())
    return f"{place}: {RULES[error.type]} ({error.note})"


def _frame(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)


Rule = tuple[str, str, Any]


def _value_faults(path: str, rows: pd.DataFrame, fields: Fields, spans: bool) -> list[str]:
    """Check what a table schema cannot say of a value: plain digits, days of the calendar, order."""
    rules: list[Rule] = []
    for field in fields:
        column, given = field["name"], rows[field["name"]]
        if field["type"] in ("number", "integer"):
            pattern = NUMBER if field["type"] == "number" else WHOLE
            written = (given == "") | given.str.fullmatch(pattern)
            rules.append((column, "is no number in plain digits", ~written))
            size = given.where(written & (given != ""), "0").astype(float)
            rules.append((column, "is too large a number", ~np.isfinite(size)))
        elif DATE in str(field.get("constraints", {}).get("pattern", "")):
            day = pd.to_datetime(given.where(given != "", "2000"), format="ISO8601", errors="coerce")
            rules.append((column, "is no day of the calendar", day.isna()))
    if {"period_start", "period_end"} <= {*rows}:
        first, last = rows["period_start"], rows["period_end"]
        pairs = zip(first, last, strict=True)
        turned = [bool(a and b) and a[: len(b)] > b[: len(a)] for a, b in pairs]
        rules.append(("period_start", "lies after period_end", pd.Series(turned, index=rows.index)))
        if spans:
            years = first.str.fullmatch("[0-9]{4}") & last.str.fullmatch("[0-9]{4}")
            rules.append(("period_start", "a span needs a first and a last year", ~years))
    return _broken(path, rows, rules)


def _broken(path: str, rows: pd.DataFrame, rules: list[Rule]) -> list[str]:
    return [
        # Row 1 is the header, so the first record is row 2.
        f"data/{path}, row {index + 2}, column {column}: {rule} ({rows.at[index, column]!s})"
        for column, rule, broken in rules
        for index in rows.index[broken]
    ]


def _shared_faults(item: descriptor.Resource) -> tuple[str, ...]:
    """Return what is wrong with a table seen beside those that it refers to."""
    others = _others(item)
    for other in others:
        if not (paths.data() / other).is_file():
            raise DataError(f"data/{other}: file is missing")
    keys = json.dumps(_keys(item), sort_keys=True)
    hashes = tuple(files.sha256((paths.data() / path).read_bytes()) for path in (item["path"], *others))
    return _compared(paths.data(), item["path"], keys, descriptor.is_observations(item), hashes)


def _others(item: descriptor.Resource) -> tuple[str, ...]:
    """Return the paths of the tables that a table refers to."""
    names = [key["reference"]["resource"] for key in _keys(item)]
    if descriptor.is_observations(item):
        names += ["units", "sources"]
    return tuple(dict.fromkeys(descriptor.resource(name)["path"] for name in names))


def _keys(item: descriptor.Resource) -> list[dict[str, Any]]:
    schema = json.loads((paths.data() / item["schema"]).read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = schema.get("foreignKeys", [])
    return found


@lru_cache(maxsize=256)
def _compared(
    folder: Path, path: str, keys: str, observations: bool, _hashes: tuple[str, ...]
) -> tuple[str, ...]:
    rows = _frame((folder / path).read_bytes())
    rules = [rule for key in json.loads(keys) for rule in _key_rules(folder, key, rows)]
    lines = _broken(path, rows, rules)
    if observations:
        lines += _row_faults(folder, path, rows)
    return tuple(lines)


def _key_rules(folder: Path, key: dict[str, Any], rows: pd.DataFrame) -> Iterator[Rule]:
    other = descriptor.resource(key["reference"]["resource"])["path"]
    known = _known(folder, other)
    for column, theirs in zip(key["fields"], key["reference"]["fields"], strict=True):
        if theirs not in known:
            raise DataError(f"data/{other}: column {theirs} is missing")
        lost = (rows[column] != "") & ~rows[column].isin(known[theirs])
        yield column, f"{column} is not in {other}", lost


def _known(folder: Path, path: str) -> pd.DataFrame:
    """Return a table that others refer to; raise `DataError` where it is too broken to be looked into."""
    content = (folder / path).read_bytes()
    return _looked_up(path, files.sha256(content), folder)


@lru_cache(maxsize=16)
def _looked_up(path: str, _hash: str, folder: Path) -> pd.DataFrame:
    try:
        return _frame((folder / path).read_bytes())
    except (OSError, ValueError) as error:
        raise DataError(f"data/{path}: cannot be read ({str(error).strip()})") from None


def _row_faults(folder: Path, path: str, text: pd.DataFrame) -> list[str]:
    """Check bounds in order, ranges of units, and the keys of units and sources."""
    rows = text.assign(**{name: pd.to_numeric(text[name].replace("", None)) for name in NUMBERS})
    units, known = _known(folder, "units.csv"), _known(folder, "sources.csv")
    if not {"unit", "minimum", "maximum"} <= {*units} or "source" not in known:
        raise DataError("data/units.csv, data/sources.csv: columns are missing")
    ranges = units.drop_duplicates("unit").set_index("unit")[["minimum", "maximum"]]
    ranges = ranges.apply(pd.to_numeric, errors="coerce")
    low, high = rows["unit"].map(ranges["minimum"]), rows["unit"].map(ranges["maximum"])
    rules: list[Rule] = [
        ("unit", "unit is not in units.csv", ~rows["unit"].isin(ranges.index)),
        ("source", "source is not in sources.csv", ~rows["source"].isin(known["source"])),
        ("lower", "lower is above upper", rows["lower"] > rows["upper"]),
        ("value", "value lies below lower", rows["value"] < rows["lower"]),
        ("value", "value lies above upper", rows["value"] > rows["upper"]),
        ("value", "row has neither value nor bound", rows[list(NUMBERS)].isna().all(axis=1)),
    ]
    for column in NUMBERS:
        rules.append((column, "lies below the range of its unit", rows[column] < low))
        rules.append((column, "lies above the range of its unit", rows[column] > high))
    return _broken(path, rows, rules)


def _strays() -> list[str]:
    """Return the files below data/ that nothing reads."""
    items = descriptor.resources()
    known = {*(item["path"] for item in items), *(item["schema"] for item in items), "datapackage.json"}
    known |= {path.relative_to(paths.data()).as_posix() for path in paths.data().glob("*.yml")}
    known |= {path.relative_to(paths.data()).as_posix() for path in (paths.data() / "claims").glob("*.yml")}
    found = {path.relative_to(paths.data()).as_posix() for path in paths.data().rglob("*") if path.is_file()}
    return [f"data/{path}: file is not in datapackage.json" for path in sorted(found - known)]


def _doubled_keys() -> list[str]:
    """A key is unique in the whole package, not only in its table."""
    home: dict[tuple[str, ...], str] = {}
    lines = []
    for item in filter(descriptor.is_observations, descriptor.resources()):
        path = paths.data() / item["path"]
        for key in _key_columns(path, item["hash"]):
            if home.setdefault(key, item["path"]) != item["path"]:
                lines.append(f"data/{item['path']}: key {key} stands in data/{home[key]} too")
    return lines


@lru_cache(maxsize=256)
def _key_columns(path: Path, _hash: str) -> tuple[tuple[str, ...], ...]:
    return tuple(_frame(path.read_bytes())[KEY].itertuples(index=False, name=None))
