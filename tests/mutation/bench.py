"""Change a figure in a resealed copy of the data package and see which verdicts move."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nkbook import data, paths
from nkbook.claims import claims, evaluate
from nkbook.claims.assessment import judge
from nkbook.claims.rule import Verdict
from nkbook.data import descriptor

NUMBERS = ("value", "lower", "upper")


@dataclass(frozen=True)
class Change:
    """A named change: the rows of some series (where their cells match) take other numbers."""

    series: tuple[str, ...]
    to: Callable[[float], float]
    where: Mapping[str, Any]

    def __call__(self) -> None:
        """Rewrite the rows in the working copy and seal it again."""
        for item in filter(descriptor.is_observations, descriptor.resources()):
            if set(self.series) & set(item.get("series", [])):
                self._rewrite(paths.data() / item["path"])
        data.seal()

    def _rewrite(self, path: Any) -> None:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        rows = frame["series"].isin(self.series)
        for column, wanted in self.where.items():
            rows &= frame[column].isin([wanted] if isinstance(wanted, str) else list(wanted))
        assert rows.any(), self
        for column in NUMBERS:
            filled = rows & (frame[column] != "")
            frame.loc[filled, column] = [f"{self.to(float(v)):.10g}" for v in frame.loc[filled, column]]
        frame.to_csv(path, index=False, lineterminator="\n")


def change(*series: str, to: Callable[[float], float], **where: Any) -> Change:
    """Return a change of the rows of `series` whose cells equal `where`."""
    return Change(series, to, where)


def verdicts() -> dict[str, Verdict]:
    """Return the verdict of every claim with default choices."""
    return {
        item.id: judge(item, {key: evaluate(item.id, reading=key) for key in item.readings})[1].verdict
        for item in claims()
    }
