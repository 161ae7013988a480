"""Declared corrections of upstream errors (`data/corrections.yml`), applied when a table is read.

A correction names its cell by key, says what stands there now (`expect`) and why that is wrong.
Once upstream mends the cell, `expect` no longer matches and loading fails: the correction has to
go. A cell is replaced, or its row is left out; the file itself stays as the source printed it.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict

from nkbook import files, paths
from nkbook.data import descriptor, plain
from nkbook.errors import DataError

FILE = "corrections.yml"


class Target(BaseModel):
    """The row that a correction is about; key fields left out must not be needed to find it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str  # path below data/, without .csv
    series: str
    date: str
    country: str = "PRK"
    source: str
    vintage: str = ""
    variant: str = ""


class Correction(BaseModel):
    """One declared correction."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    target: Target
    field: Literal["value", "lower", "upper", "n", "date"]
    expect: float | str
    action: Literal["exclude", "replace"]
    replacement: float | str | None = None
    reason: str
    provider: str


def declared() -> list[Correction]:
    """Return the declared corrections; raise `DataError` naming the entry that is malformed."""
    return list(_declared(paths.data() / FILE, identity()))


@lru_cache(maxsize=8)
def _declared(path: Path, _hash: str) -> tuple[Correction, ...]:
    # The hash stands among the arguments so that an edited file is read anew.
    found = tuple(plain.fitted(Correction, entry, path) for entry in plain.read(path, list))
    ids = [correction.id for correction in found]
    if doubled := sorted({name for name in ids if ids.count(name) > 1}):
        raise DataError(f"data/{FILE}: {doubled[0]}: stands twice")
    return found


def faults() -> list[str]:
    """Return what is wrong with the declared corrections as such: one line for each that has no table."""
    try:
        known = {item["path"].removesuffix(".csv") for item in descriptor.resources()}
        lost = [correction for correction in declared() if correction.target.table not in known]
    except DataError as error:
        return [str(error)]
    return [f"data/{FILE}: {c.id}: there is no table {c.target.table!r} in the data package" for c in lost]


def identity() -> str:
    """Return a hash of the file of corrections, by which caches notice a change; "" where none is read."""
    path = paths.data() / FILE
    return _hash(path, files.stamp(path))


@lru_cache(maxsize=8)
def _hash(path: Path, _stamp: files.Stamp) -> str:
    try:
        return files.sha256(path.read_bytes())
    except OSError:
        return ""


def apply(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Apply the corrections of `table` to its rows; raise `DataError` where one no longer fits."""
    for correction in declared():
        if correction.target.table == table:
            frame = _apply_one(frame, correction)
    return frame


def _apply_one(frame: pd.DataFrame, correction: Correction) -> pd.DataFrame:
    target, field = correction.target, correction.field
    found = frame.index[_matches(frame, target)]
    place = f"data/{FILE}: {correction.id}"
    if len(found) != 1:
        raise DataError(f"{place}: names {len(found)} rows of {target.table}, must name one")
    present = frame.at[found[0], field]
    if str(present) != str(correction.expect) and not _same_number(present, correction.expect):
        raise DataError(f"{place}: expects {field} {correction.expect}, found {present!s}")
    if correction.action == "exclude":
        return frame.drop(index=found)
    frame.at[found[0], field] = correction.replacement
    return frame


def _matches(frame: pd.DataFrame, target: Target) -> pd.Series:
    keep = pd.Series(True, index=frame.index)
    for column in ("series", "country", "date", "source", "vintage", "variant"):
        keep &= frame[column] == getattr(target, column)
    return keep


def _same_number(one: Any, other: Any) -> bool:
    try:
        return float(one) == float(other)
    except (TypeError, ValueError):
        return False
