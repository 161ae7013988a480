"""Surveys of leavers: how people were found, and which provinces each covers (`data/surveys.yml`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from nkbook import data, files, paths
from nkbook.claims.evidence import known_series
from nkbook.data import descriptor, plain
from nkbook.data.package import note_read
from nkbook.errors import DataError
from nkbook.methods import residents
from nkbook.methods.surveys import Interval

FEWEST = 30  # respondents from a province that cover it
CENSUS, YEAR = "citypop_prk", 2008  # whose people weigh
PEOPLE, ARRIVED = "population_province_", "arrivals_cumulative_"
ALL_ARRIVED = f"{ARRIVED}total"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Unknown(_Model):
    """The design effect of a survey for which no source gives one, and why."""

    design_effect: float = Field(ge=1)
    source: str
    why: str


class Together(_Model):
    """Share of respondents from several provinces, printed together."""

    share: str
    provinces: tuple[str, ...] = Field(min_length=1)


class Survey(_Model):
    """One survey; what the fields mean is said in `data/surveys.yml`."""

    origins: list[str] = Field(min_length=1)
    name: str
    asked: Literal["leavers", "residents"] = "leavers"
    drawn: str = ""
    source: str = ""
    design_effect: float | None = Field(default=None, ge=1)
    together: Together | None = None
    apart: dict[str, str] = {}
    arrivals: bool = False
    assumption: str

    @model_validator(mode="after")
    def _sourced(self) -> "Survey":
        if bool(self.source) != bool(self.drawn or self.design_effect):
            raise ValueError("what is known of the sampling needs a source, and a source a statement")
        return self


class Surveys(_Model):
    """All surveys, and the design effect of those drawn in an unknown way."""

    unknown: Unknown
    surveys: list[Survey]


@dataclass(frozen=True)
class Coverage:
    """Provinces covered, joined where printed together: their parts of residents and of the sample."""

    weights: dict[str, float]
    parts: dict[str, float]
    sources: frozenset[str]


def surveys() -> Surveys:
    """Return what `data/surveys.yml` says."""
    path = paths.data() / "surveys.yml"
    note_read(path)
    return _read(path, files.stamp(path))


def described(source: str) -> Survey | None:
    """Return the survey whose figures a source prints; None where it prints those of no survey."""
    origin = data.origins().get(source, source)
    return next((item for item in surveys().surveys if origin in item.origins), None)


def design_effect(survey: Survey) -> float:
    """Return the design effect that a source gives a survey, or that of an unknown way of sampling."""
    return survey.design_effect or surveys().unknown.design_effect


def coverage(survey: Survey, n: float) -> Coverage:
    """Return the provinces from which at least thirty of `n` respondents come.

    Weights are no evidence about a claim: grades, years and excluded sources of a run do not touch
    them. Provinces printed together count where each could have thirty.
    """
    package = descriptor.path()
    found = _strata(survey.model_dump_json(), package, files.stamp(package))
    for table in found.tables:
        note_read(paths.root() / table)
    parts = {group: part for group, part in found.parts.items() if part * n >= FEWEST * len(group)}
    names = {group: " and ".join(group) for group in parts}
    weights = {names[group]: residents.covered_weight(found.people, group) for group in parts}
    return Coverage(weights, {names[group]: part for group, part in parts.items()}, found.sources)


def on_residents(
    survey: Survey,
    estimate: float,
    interval: Interval,
    n: float,
    line: float,
    *,
    alike: bool = False,
    **asked: Any,
) -> residents.Residents:
    """Return what a share among `n` people of a survey says about residents.

    alike: take provinces as alike, rather than bound the share within the covered ones. asked: the
    rungs wanted, as in `nkbook.methods.residents.residents`.
    """
    found = coverage(survey, n)
    parts = None if alike else found.parts
    return residents.residents(estimate, interval, line, found.weights, parts=parts, **asked)


@dataclass(frozen=True)
class _Strata:
    people: dict[str, float]
    parts: dict[tuple[str, ...], float]
    sources: frozenset[str]
    tables: frozenset[str]


@lru_cache(maxsize=64)
def _strata(described: str, _package: Path, _changed: files.Stamp) -> _Strata:
    """Return the people of all provinces, and the part of a survey from each, as printed or assumed."""
    survey, known = Survey.model_validate_json(described), sorted(known_series())
    rows = data.load([name for name in known if name.startswith(PEOPLE)], source=CENSUS, start=YEAR, end=YEAR)
    people = dict(zip(rows["series"].str.removeprefix(PEOPLE), rows["value"], strict=True))
    arrived = {name: ARRIVED + name for name in people if ARRIVED + name in known}
    apart = arrived if survey.arrivals else survey.apart
    series: dict[tuple[str, ...], str] = {(name,): key for name, key in apart.items()}
    if survey.together:
        series[survey.together.provinces] = survey.together.share
    if unknown := sorted({name for group in series for name in group} - set(people)):
        raise DataError(f"data/surveys.yml: {survey.name}: no province {unknown[0]!r} in the census")
    frames = [rows]
    if series:
        frames.append(_arrived(series.values()) if survey.arrivals else data.load(series.values()))
    latest = frames[-1].sort_values("time", kind="stable").groupby("series")["value"].last()
    return _Strata(
        people,
        {group: float(latest[name]) / 100 for group, name in series.items()},
        frozenset(source for frame in frames for source in frame["source"]),
        frozenset(table for frame in frames for table in data.provenance(frame)["tables"]),
    )


def _arrived(series: Iterable[str]) -> pd.DataFrame:
    """Return counts of arrivals in percent of all arrivals up to the same date, which have to be printed."""
    rows = data.load([*series, ALL_ARRIVED])
    alone = rows["series"] == ALL_ARRIVED
    totals = rows[alone].groupby("date")["value"].median()
    rows = rows[rows["date"].isin({*rows.loc[~alone, "date"]} & {*totals.index})]
    return rows.assign(value=100 * rows["value"] / rows["date"].map(totals))


@lru_cache(maxsize=8)
def _read(path: Path, _stamp: files.Stamp) -> Surveys:
    return plain.fitted(Surveys, plain.read(path, dict), path)
