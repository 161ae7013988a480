"""Refuse a file that differs from the data package: file, row, column and rule."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from nkbook import files, paths
from nkbook.data import descriptor
from nkbook.errors import DataError

KEY = ["series", "country", "date", "source", "vintage", "variant"]

# Frictionless says what each of these found in several sentences; a reader needs the rule only.
RULES = {
    "extra-label": "column is not in the schema",
    "missing-label": "column is missing",
    "incorrect-label": "column is not the one the schema expects here",
    "duplicate-label": "column stands twice",
    "extra-cell": "row has more cells than the schema has columns",
    "missing-cell": "row has fewer cells than the schema has columns",
    "blank-row": "row is empty",
    "primary-key": "key stands twice",
    "unique-error": "value stands twice",
}


def check(name: str | None = None) -> list[str]:
    """Return what is wrong with the table `name`, or with all of `data/`: one line per fault.

    A line names file, row (the header is row 1), column and rule; a change that keeps every rule
    is told as the expected and the found row count and hash.
    """
    items = descriptor.resources() if name is None else [descriptor.resource(name)]
    problems = [line for item in items for line in faults(item, sealed=True)]
    return problems if name else problems + _strays() + _doubled_keys()


def refuse_faulty(item: descriptor.Resource) -> None:
    """Raise `DataError` with the first fault of a resource."""
    problems = faults(item, sealed=True)
    if problems:
        raise DataError(problems[0])


def faults(item: descriptor.Resource, *, sealed: bool) -> list[str]:
    """Return the faults of one resource; `sealed` also compares row count and hash."""
    path = paths.data() / item["path"]
    if not path.is_file():
        return [f"data/{item['path']}: file is missing"]
    content = path.read_bytes()
    lines = list(_rule_faults(paths.data(), item["path"], item["schema"], files.sha256(content)))
    if not lines and sealed:
        lines = _seal_faults(item, content)
    return lines


def count_rows(content: bytes) -> int:
    """Return the number of records in a CSV file, its header left out."""
    from io import BytesIO

    return len(pd.read_csv(BytesIO(content), usecols=[0], dtype=str, keep_default_na=False))


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
def _rule_faults(folder: Path, path: str, schema: str, _content_hash: str) -> tuple[str, ...]:
    # The hash stands among the arguments so that an edited file is validated anew.
    lines = _schema_faults(folder, path, schema)
    if not lines and schema == descriptor.OBSERVATIONS:
        lines = _row_faults(folder, path)
    return tuple(lines)


def _schema_faults(folder: Path, path: str, schema: str) -> list[str]:
    from frictionless import Resource, Schema, system

    fields = Schema.from_descriptor(str(folder / schema))
    # Foreign keys need the other tables; `_row_faults` and `_key_faults` look them up.
    fields.foreign_keys = []
    with system.use_context(trusted=True):
        report = Resource(path=str(folder / path), schema=fields, encoding="utf-8").validate()
    return [_line(path, error) for task in report.tasks for error in task.errors]


def _line(path: str, error: Any) -> str:
    row = getattr(error, "row_number", None)
    column = getattr(error, "field_name", None) or getattr(error, "label", None)
    place = f"data/{path}"
    place += f", row {row}" if row else ", row 1" if "label" in error.type else ""
    place += f", column {column}" if column else ""
    return f"{place}: {RULES.get(error.type, error.note)}{_detail(error)}"


def _detail(error: Any) -> str:
    return f" ({error.note})" if error.type in ("primary-key", "unique-error") else ""


def _row_faults(folder: Path, path: str) -> list[str]:
    """Check what a table schema cannot say: bounds in order, unit ranges, keys of other tables."""
    numbers = {"value": [""], "lower": [""], "upper": [""]}
    rows = pd.read_csv(folder / path, keep_default_na=False, na_values=numbers)
    units = pd.read_csv(folder / "units.csv").set_index("unit")
    known = set(pd.read_csv(folder / "sources.csv", usecols=["source"])["source"])
    low, high = rows["unit"].map(units["minimum"]), rows["unit"].map(units["maximum"])
    rules: list[tuple[str, str, Any]] = [
        ("unit", "unit is not in units.csv", ~rows["unit"].isin(units.index)),
        ("source", "source is not in sources.csv", ~rows["source"].isin(known)),
        ("lower", "lower is above upper", rows["lower"] > rows["upper"]),
        ("value", "value lies below lower", rows["value"] < rows["lower"]),
        ("value", "value lies above upper", rows["value"] > rows["upper"]),
        ("value", "row has neither value nor bound", rows[["value", "lower", "upper"]].isna().all(axis=1)),
    ]
    for column in ("value", "lower", "upper"):
        rules.append((column, "lies below the range of its unit", rows[column] < low))
        rules.append((column, "lies above the range of its unit", rows[column] > high))
    return [
        # Row 1 is the header, so the first record is row 2.
        f"data/{path}, row {index + 2}, column {column}: {rule} ({rows.at[index, column]!s})"
        for column, rule, broken in rules
        for index in rows.index[broken]
    ]


def _strays() -> list[str]:
    described = {item["path"] for item in descriptor.resources()}
    found = {path.relative_to(paths.data()).as_posix() for path in paths.data().rglob("*.csv")}
    return [f"data/{path}: file is not in datapackage.json" for path in sorted(found - described)]


def _doubled_keys() -> list[str]:
    """A key is unique in the whole package, not only in its table."""
    home: dict[tuple[str, ...], str] = {}
    lines = []
    for item in filter(descriptor.is_observations, descriptor.resources()):
        keys = pd.read_csv(paths.data() / item["path"], usecols=KEY, dtype=str, keep_default_na=False)
        for key in keys[KEY].itertuples(index=False, name=None):
            if home.setdefault(key, item["path"]) != item["path"]:
                lines.append(f"data/{item['path']}: key {key} stands in data/{home[key]} too")
    return lines
