"""Evidence for many evaluations of the same data: looked up once, or replaced by noise."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from nkbook import files
from nkbook.claims.evidence import Evidence, Key, Row
from nkbook.data import descriptor
from nkbook.errors import NoEvidence

Answer = tuple[pd.DataFrame | NoEvidence, dict[Key, Row]]

_memory: dict[Any, Any] = {}


def _common() -> dict[Any, Any]:
    """Return the memory of this process, emptied when the data package has been edited."""
    changed = descriptor.path(), files.stamp(descriptor.path())
    if _memory.get("changed") != changed:
        _memory.clear()
        _memory["changed"] = changed
    return _memory


@dataclass
class Remembered(Evidence):
    """The same rows as `Evidence`; equal questions are answered once for each memory.

    memory: what was answered; of the whole process by default. world: values in place of the printed
    ones, by key of the row; needs a memory of its own.
    """

    memory: dict[Any, Any] = field(default_factory=_common, repr=False, compare=False)
    world: Mapping[Key, float] | None = field(default=None, repr=False, compare=False)

    @property
    def question(self) -> tuple[Any, ...]:
        """Return what is admitted, to tell one question from another."""
        series = tuple(self.reading.series)
        return series, self.grades, self.start_year, self.end_year, tuple(self.exclude)

    def rows(
        self, *series: str, country: str | Iterable[str] | None = "PRK", inferred: bool = False
    ) -> pd.DataFrame:
        """Return the admitted rows, as `Evidence.rows` does; in a world, bounds move with their value."""
        countries = country if country is None or isinstance(country, str) else tuple(country)
        key = ("rows", series, self.question, countries, inferred)
        if key not in self.memory:
            self.memory[key] = self._printed(key) if self.world is None else self._drawn(key)
        frame, seen = self.memory[key]
        if isinstance(frame, NoEvidence):
            raise frame
        self.note(seen)
        return frame.copy(deep=False)  # type: ignore[no-any-return]

    def take_note(self, other: Evidence) -> None:
        """Count the rows that other evidence has handed out as handed out here, too."""
        self.seen.update(other.seen)
        self.observed.update(other.observed)

    def _printed(self, key: tuple[Any, ...]) -> Answer:
        """Return the rows behind a question as they are printed, with their keys."""
        _, series, _, country, inferred = key
        plain = Evidence(self.reading, self.grades, self.start_year, self.end_year, self.exclude)
        try:
            frame = plain.rows(*series, country=country, inferred=inferred)
        except NoEvidence as error:
            return error, {}
        frame.attrs = {}
        return frame, plain.seen

    def _drawn(self, key: tuple[Any, ...]) -> Answer:
        """Return the rows behind a question as they are in this world."""
        common = _common()
        if key not in common:
            common[key] = self._printed(key)
        frame, seen = common[key]
        if isinstance(frame, NoEvidence) or self.world is None:
            return frame, seen
        values = np.array([self.world.get(name, math.nan) for name in seen])
        moved = np.nan_to_num(values - frame["value"].to_numpy(dtype=float))
        return frame.assign(**{name: frame[name] + moved for name in ("value", "lower", "upper")}), seen
