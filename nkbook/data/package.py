"""Load series by name, filtered and with their provenance attached."""

import difflib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from nkbook import paths
from nkbook.data import corrections, descriptor, validate
from nkbook.errors import DataError

# Execution sets this to a file; each table that a chapter reads is noted there, one per line.
READS = "NKBOOK_READS"

_tables: dict[tuple[Path, str], pd.DataFrame] = {}
_origins: dict[tuple[Path, str], pd.Series] = {}
_documents: dict[tuple[tuple[Path, str], ...], pd.DataFrame] = {}


def load(
    series: str | Iterable[str],
    *,
    source: str | Iterable[str] | None = None,
    grades: Iterable[str] = "ABC",
    country: str | Iterable[str] | None = None,
    start: int | None = None,
    end: int | None = None,
    inferred: bool = False,
    corrected: bool = True,
) -> pd.DataFrame:
    """Load one or more series of the data package.

    Parameters
    ----------
    series: name or names of series.
    source, country: keep these only; all where None.
    grades: admitted grades, e.g. "AB".
    start, end: first and last year of `date`, both included.
    inferred: also admit rows whose year was deduced rather than printed.
    corrected: apply the declared corrections; False gives what the source prints.

    Returns
    -------
    One row per figure in the columns of `data/schemas/observations.json`, plus `year` (int) and
    `time` (first day of the date); sorted by series, country, date. `provenance(frame)` tells
    where it comes from. The frame is empty when no row passes the filters.

    Raises
    ------
    DataError: unknown series, or a file that differs from the data package.
    """
    names = [series] if isinstance(series, str) else list(series)
    tables = [item for name in names for item in _homes(name)]
    frames = [read(item["name"], corrected=corrected) for item in _unique(tables)]
    rows = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    keep = rows["series"].isin(names) & rows["grade"].isin(list(grades))
    keep &= _among(rows["source"], source) & _among(rows["country"], country)
    if not inferred:
        keep &= ~rows["date_inferred"]
    if start is not None:
        keep &= rows["year"] >= start
    if end is not None:
        keep &= rows["year"] <= end
    found = rows[keep].sort_values(["series", "country", "date", "source"], kind="stable")
    found = found.reset_index(drop=True)
    found.attrs["provenance"] = {
        "series": names,
        "tables": [f"data/{item['path']}" for item in _unique(tables)],
        "sha256": [item["hash"].removeprefix("sha256:") for item in _unique(tables)],
        "licences": sorted({x["name"] for item in tables for x in item.get("licenses", [])}),
        "sources": sorted(found["source"].unique()),
        "grades": sorted(found["grade"].unique()),
        "rows": len(found),
    }
    return found


def provenance(frame: pd.DataFrame) -> dict[str, Any]:
    """Return where a loaded frame comes from: series, tables, hashes, licences, sources, grades."""
    try:
        found: dict[str, Any] = frame.attrs["provenance"]
    except KeyError:
        raise DataError("this table was not loaded by nkbook.data.load") from None
    return found


def read(name: str, *, corrected: bool = True) -> pd.DataFrame:
    """Read the whole table `name`, validated and corrected; cached as long as its file stays."""
    return _held(name, corrected)[1].copy()


def _held(name: str, corrected: bool) -> tuple[tuple[Path, str], pd.DataFrame]:
    """Return what tells a table from another state of it, and the table, which nobody may change."""
    item = descriptor.resource(name)
    path = paths.data() / item["path"]
    note_read(path)
    validate.refuse_faulty(item)
    declared = corrections.identity() if corrected else "as printed"
    identity = (path, item["hash"] + declared)
    if identity not in _tables:
        _tables[identity] = typed(path, item, corrected)
    return identity, _tables[identity]


def sources() -> pd.DataFrame:
    """Return the table of sources, one row per source, indexed by key."""
    return read("sources").set_index("source")


def origins() -> pd.Series:
    """Return the origin of each source: itself, or the release whose figures it repeats."""
    identity, table = _held("sources", corrected=True)
    if identity not in _origins:
        origin = table.set_index("source")["origin"]
        _origins[identity] = origin.where(origin != "", origin.index.to_series())
    return _origins[identity].copy()


def events(theme: str | None = None) -> pd.DataFrame:
    """Return dated events, of one theme or of all, in order of date."""
    table = read("events").sort_values("date", kind="stable").reset_index(drop=True)
    return table if theme is None else table[table["theme"] == theme].reset_index(drop=True)


def documents() -> pd.DataFrame:
    """Return what the state ruled: the ledger of rules, and the events that reports date.

    Columns date, year, document (title or event), did, effect, text_seen, carried_out ("" for events),
    source, note, grade. Grades follow those of figures: A, words of the document in a copy of its
    publisher that was verified; C, a source whose figures are called exploratory; else B.
    """
    identity = tuple(_held(name, corrected=True)[0] for name in ("rules", "events", "sources"))
    if identity not in _documents:
        _documents[identity] = _joined()
    return _documents[identity].copy()


def _joined() -> pd.DataFrame:
    dated = events().rename(columns={"event": "document", "direction": "effect"})
    dated = dated.assign(did="", text_seen="none", carried_out="")
    table = pd.concat([read("rules"), dated], join="inner", ignore_index=True)
    behind = sources().loc[table["source"], ["relay", "integrity"]].reset_index(drop=True)
    own = (table["text_seen"] != "none") & (behind["relay"] == "false") & (behind["integrity"] == "verified")
    grade = own.map({True: "A", False: "B"}).mask(behind["integrity"] == "exploratory", "C")
    return table.assign(grade=grade, year=table["date"].str[:4].astype(int))


def units() -> pd.DataFrame:
    """Return the table of units, indexed by unit."""
    return read("units").set_index("unit")


def note_read(path: Path) -> None:
    """Tell a running execution that this file of the repository was read."""
    log = os.environ.get(READS)
    if log:
        home = paths.root() if path.is_relative_to(paths.root()) else paths.CODE
        with open(log, "a", encoding="utf-8") as stream:
            stream.write(path.relative_to(home).as_posix() + "\n")


def typed(path: Path, item: descriptor.Resource, corrected: bool) -> pd.DataFrame:
    """Return a sound file as the table that it stands for: columns typed, declared corrections applied."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    if not descriptor.is_observations(item):
        return frame
    for column in validate.NUMBERS:
        frame[column] = pd.to_numeric(frame[column].replace("", None)).astype(float)
    frame["n"] = pd.to_numeric(frame["n"].replace("", None)).astype("Int64")
    frame["date_inferred"] = frame["date_inferred"] == "true"
    if corrected:
        frame = corrections.apply(frame, item["path"].removesuffix(".csv"))
    if item.get("spans"):
        frame = _yearly(frame)
    frame["year"] = frame["date"].str[:4].astype(int)
    frame["time"] = pd.to_datetime(frame["date"], format="ISO8601")
    return frame


def _yearly(frame: pd.DataFrame) -> pd.DataFrame:
    """Write out rows that hold for a span of years, one row per year.

    Ratings that stay put for decades are stored as spans, which keeps the package small.
    """
    first, last = frame["period_start"].astype(int), frame["period_end"].astype(int)
    rows = frame.loc[frame.index.repeat(last - first + 1)]
    years = first.loc[rows.index] + rows.groupby(level=0).cumcount()
    return rows.assign(date=years.astype(str)).reset_index(drop=True)


def _homes(series: str) -> list[descriptor.Resource]:
    """Return the tables that hold a series: more than one where countries lie apart."""
    items = list(filter(descriptor.is_observations, descriptor.resources()))
    homes = [item for item in items if series in item.get("series", [])]
    if not homes:
        near = difflib.get_close_matches(series, [s for item in items for s in item.get("series", [])])
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise DataError(f"no series {series!r} in the data package{hint}")
    return homes


def _unique(items: list[descriptor.Resource]) -> list[descriptor.Resource]:
    return list({item["name"]: item for item in items}.values())


def _among(column: pd.Series, wanted: str | Iterable[str] | None) -> pd.Series:
    if wanted is None:
        return pd.Series(True, index=column.index)
    return column.isin([wanted] if isinstance(wanted, str) else list(wanted))
