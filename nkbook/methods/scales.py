"""Scores that hardly move: how much a scale can show, and how small a change it could find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from nkbook.errors import NoEvidence
from nkbook.methods.surveys import normal

Span = Literal["since_base", "latest"]


def detectable_change(first: Sequence[float], again: Sequence[float], confidence: float) -> float:
    """Return the smallest change that is more than the error of measuring the same thing again.

    first, again: the same quantities measured two times, in one order. With the standard error of
    measurement s = SD(again - first) / sqrt(2), a difference of two measurements has the error
    s * sqrt(2), so the least detectable change is z * SD(again - first) (Bland and Altman 1986).
    Raises `NoEvidence` below three pairs.
    """
    difference = np.asarray(again, dtype=float) - np.asarray(first, dtype=float)
    if len(difference) < 3:
        raise NoEvidence("fewer than three values were measured again")
    return normal(confidence) * float(difference.std(ddof=1))


@dataclass(frozen=True)
class Gain:
    """A change from a base window to the latest years, with the range over single years since."""

    estimate: float
    lowest: float
    highest: float
    base: float
    latest: float


def gain(values: pd.Series, base_year: int, window: int = 5, span: Span = "since_base") -> Gain:
    """Return how far `values` rose from the `window` years up to `base_year` to the latest ones.

    values: indexed by year. lowest and highest compare the worst and the best single year with the
    mean of the base window. span: single years after the base year ("since_base") or in the latest
    window ("latest"). Raises `NoEvidence` when the base window or the time since is empty.
    """
    before = values[(values.index > base_year - window) & (values.index <= base_year)]
    after = values[values.index > base_year].sort_index()
    if before.empty:
        raise NoEvidence(f"no admitted year from {base_year - window + 1} to {base_year} to compare with")
    if after.empty:
        raise NoEvidence(f"no admitted year after {base_year}")
    end = after.iloc[-window:]
    single = end if span == "latest" else after
    base, latest = float(before.mean()), float(end.mean())
    return Gain(latest - base, float(single.min()) - base, float(single.max()) - base, base, latest)


def largest_rise(values: pd.Series, years: int = 5) -> tuple[int, float]:
    """Return the year in which the largest rise within `years` began, and the rise.

    values: indexed by year, every year present. Raises `NoEvidence` when they are too few.
    """
    rises = (values.sort_index().shift(-years) - values.sort_index()).dropna()
    if rises.empty:
        raise NoEvidence("too few years for a rise")
    return int(rises.index[int(rises.to_numpy().argmax())]), float(rises.max())


def band_of_grade(grades: pd.Series, scores: pd.Series, grade: float) -> tuple[float, float]:
    """Return the lowest and the highest score that was ever published together with a grade.

    grades, scores: one entry per country and year, in one order. A coarse grade hides the score
    behind it; this says within which bounds. Raises `NoEvidence` when the grade never occurs.
    """
    hidden = scores[(grades == grade).to_numpy()]
    if hidden.empty:
        raise NoEvidence(f"no score was published together with the grade {grade:g}")
    return float(hidden.min()), float(hidden.max())


def distinct(values: pd.Series) -> int:
    """Return how many different values a series takes."""
    return int(values.dropna().nunique())


def never_changing(series: Mapping[str, pd.Series]) -> float:
    """Return the share of series (0 to 1) that take one value throughout; series without values don't count.

    Raises `NoEvidence` when none has a value.
    """
    counts = [distinct(values) for values in series.values()]
    counts = [count for count in counts if count]
    if not counts:
        raise NoEvidence("no series has a value")
    return sum(count == 1 for count in counts) / len(counts)
