"""The rows that one evaluation is allowed to see, and the rows that it has seen."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Self

import pandas as pd

from nkbook import data
from nkbook.claims.registry import Reading
from nkbook.data import descriptor
from nkbook.data.validate import KEY
from nkbook.errors import DataError, NoEvidence

Key = tuple[str, ...]
Row = dict[Any, Any]


@dataclass
class Evidence:
    """Access to data under one set of choices; keeps a record of every row it hands out.

    seen: all rows. observed: those that say something about the claim, and not, as a denominator, a
    weight or a yardstick does, about what it is measured by.
    """

    reading: Reading
    grades: str = "ABC"
    start_year: int | None = None
    end_year: int | None = None
    exclude: tuple[str, ...] = ()
    seen: dict[Key, Row] = field(default_factory=dict)
    observed: dict[Key, Row] = field(default_factory=dict)

    def aside(self) -> Self:
        """Return the same access for denominators, weights and yardsticks: no origins of the claim."""
        return replace(self, seen=self.seen, observed={})

    def rows(
        self, *series: str, country: str | Iterable[str] | None = "PRK", inferred: bool = False
    ) -> pd.DataFrame:
        """Return the admitted rows of series (all of the reading where none is named).

        inferred: also rows whose year was deduced rather than printed. Columns as
        `nkbook.data.load`. Rows without a value (bounds only) are kept. Raises `NoEvidence` when
        no row passes grade, years and excluded sources, or when the data package has no such
        series.
        """
        names = list(series) or self.reading.series
        if not known_series().issuperset(names):
            raise NoEvidence("no open series")
        frame = data.load(
            names,
            grades=self.grades,
            country=country,
            start=self.start_year,
            end=self.end_year,
            inferred=inferred,
        )
        frame = frame[~frame["source"].isin(self.exclude)].reset_index(drop=True)
        if frame.empty:
            raise NoEvidence("no evidence of this grade")
        keys = frame[KEY].astype(str).itertuples(index=False, name=None)
        self.note(dict(zip(keys, frame.to_dict("records"), strict=True)))
        return frame

    def documents(self, names: Iterable[str]) -> pd.DataFrame:
        """Return the admitted documents and dated reports whose date and title begin with one of `names`.

        Columns as `nkbook.data.documents`, and the `origin` of each; empty where none is admitted. A
        name that no document has is refused.
        """
        table, names = data.documents(), tuple(names)
        titles = table["date"] + " " + table["document"]
        if lost := [name for name in names if not any(title.startswith(name) for title in titles)]:
            raise DataError(f"no document {lost[0]!r} in data/rules.csv and data/events.csv")
        kept = titles.map(lambda title: title.startswith(names)) & table["grade"].isin(list(self.grades))
        kept &= table["year"].between(self.start_year or 0, self.end_year or 9999)
        kept &= ~table["source"].isin(self.exclude)
        found = table[kept]
        found = found.assign(origin=found["source"].map(data.origins()))
        keys = [("documents", *key) for key in found[["date", "document"]].itertuples(index=False, name=None)]
        self.note(dict(zip(keys, found.to_dict("records"), strict=True)))
        return found

    def note(self, rows: dict[Key, Row]) -> None:
        """Keep a record of rows handed out."""
        self.seen.update(rows)
        self.observed.update(rows)

    def perhaps(self, *series: str, country: str | Iterable[str] | None = "PRK") -> pd.DataFrame:
        """Return the admitted rows of series, as `rows` does, or an empty table where there are none."""
        try:
            return self.rows(*series, country=country)
        except NoEvidence:
            return data.load(series, country=country).iloc[:0]

    @property
    def sources(self) -> set[str]:
        """Return the keys of the sources of all rows seen."""
        return {row["source"] for row in self.seen.values()}

    def values(self, series: str, country: str = "PRK") -> pd.Series:
        """Return one series as values indexed by year, one per year (the median where sources differ)."""
        frame = self.rows(series, country=country).dropna(subset="value")
        if frame.empty:
            raise NoEvidence("no evidence of this grade")
        return frame.groupby("year")["value"].median()


def known_series() -> set[str]:
    """Return the names of all series of the data package."""
    return {name for item in descriptor.resources() for name in item.get("series", [])}
