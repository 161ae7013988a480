"""Evidence for many evaluations of the same data: looked up once, or replaced by noise."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import pandas as pd

from nkbook.claims.evidence import Evidence, Key, Row
from nkbook.claims.registry import Reading
from nkbook.data import descriptor


@dataclass
class Remembered(Evidence):
    """The same rows as `Evidence`; equal questions are looked up once as long as the data stay."""

    def rows(
        self, *series: str, country: str | Iterable[str] | None = "PRK", inferred: bool = False
    ) -> pd.DataFrame:
        """Return the admitted rows, as `Evidence.rows` does."""
        frame, seen = self._found(series, country, inferred)
        self.note(seen)
        return frame.copy(deep=False)

    def _found(
        self, series: tuple[str, ...], country: str | Iterable[str] | None, inferred: bool
    ) -> tuple[pd.DataFrame, dict[Key, Row]]:
        """Return the admitted rows, not to be changed, and the same by key in the same order."""
        countries = country if country is None or isinstance(country, str) else tuple(country)
        return _looked_up(
            descriptor.path().stat().st_mtime_ns,
            series or tuple(self.reading.series),
            self.grades,
            self.start_year,
            self.end_year,
            tuple(self.exclude),
            countries,
            inferred,
        )


@dataclass
class Noisy(Remembered):
    """Evidence of a world in which `world` stands in place of the printed values."""

    world: dict[Key, float] = field(default_factory=dict)

    def rows(
        self, *series: str, country: str | Iterable[str] | None = "PRK", inferred: bool = False
    ) -> pd.DataFrame:
        """Return the admitted rows with the values of this world; bounds move with their value."""
        frame, seen = self._found(series, country, inferred)
        self.note(seen)
        drawn = pd.Series([self.world.get(key, math.nan) for key in seen], index=frame.index)
        moved = (drawn - frame["value"]).fillna(0.0)
        return frame.assign(**{name: frame[name] + moved for name in ("value", "lower", "upper")})


@lru_cache(maxsize=2048)
def _looked_up(
    _changed: int,
    series: tuple[str, ...],
    grades: str,
    start: int | None,
    end: int | None,
    exclude: tuple[str, ...],
    country: str | tuple[str, ...] | None,
    inferred: bool,
) -> tuple[pd.DataFrame, dict[Key, Row]]:
    # The time of the descriptor is an argument so that an edited data package is read anew.
    evidence = Evidence(Reading(title="", series=list(series)), grades, start, end, exclude)
    frame = evidence.rows(*series, country=country, inferred=inferred)
    frame.attrs = {}
    return frame, evidence.seen
