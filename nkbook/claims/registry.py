"""The claims of the essay and their criteria, read from `data/claims/<theme>.yml`."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from nkbook import paths
from nkbook.data.package import note_read
from nkbook.errors import DataError

THEMES = ("economy", "communication", "trust", "information_inflow")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Region(_Model):
    """A half-line or a range of the estimated quantity."""

    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _bounded(self) -> "Region":
        if self.at_least is None and self.at_most is None:
            raise ValueError("a region needs at_least, at_most or both")
        return self


class Criterion(_Model):
    """What counts for and against a claim, in numbers."""

    quantity: str = Field(description="what is estimated, in words")
    unit: str = Field(description="key of units.csv")
    supports: Region
    contradicts: Region
    limits: dict[str, str] = Field(
        default_factory=dict,
        description="conditions, each computed, that turn supported into supported within limits",
    )
    thresholds: dict[str, float] = Field(
        default_factory=dict, description="numbers behind the limits and the readings, by name"
    )
    otherwise: str = Field(description="what leaves the claim undetermined, contested or untestable")


class Noise(_Model):
    """The sampling model of a reading of series: how they scatter round a straight line.

    nothing: the truth where nothing happened, in the unit of the criterion. length: blocks of years whose
    residuals are drawn together, for every row of the reading alike, so that what its rows share (a
    year's weather, a release) stays shared. since: first year whose residuals are drawn.
    """

    why: str = Field(min_length=10)
    nothing: float = 0.0
    length: int = Field(default=3, ge=1)
    since: int | None = None


class Reading(_Model):
    """One eligible body of evidence, able to answer the claim alone."""

    title: str
    series: list[str] = Field(min_length=1)
    noise: Noise | None = Field(default=None, description="sampling model, where there is one")


Value = bool | int | float | str | None | list[str]


class Option(_Model):
    """One option of a choice, with a reason that a referee could reject."""

    value: Value
    why: str = Field(min_length=10)


class Choice(_Model):
    """One choice that an analyst of the claim has to make.

    type: E, the options are equivalent; N, they answer different questions; U, it is uncertain
    which of the two holds (Del Giudice and Gangestad 2021); S, they differ in strictness, and never
    move an estimate. also: values that a reader may ask for and that nobody would defend as a
    choice of their own.
    """

    type: Literal["E", "N", "U", "S"]
    why: str = Field(min_length=10, description="why the choice is of this type")
    default: Value
    options: list[Option] = Field(min_length=2)
    also: list[Value] = []

    @model_validator(mode="after")
    def _distinct_with_default(self) -> "Choice":
        values = [canonical(option.value) for option in self.options]
        if len(set(values)) < len(values):
            raise ValueError("an option stands twice")
        if canonical(self.default) not in values:
            raise ValueError(f"default {self.default!r} is not one of the options")
        return self

    @property
    def values(self) -> list[Value]:
        """Return the values of the options."""
        return [option.value for option in self.options]

    @property
    def admitted(self) -> list[Value]:
        """Return every value that may be asked for: the options, and what is no option but allowed."""
        return [*self.also, *self.values]


class Constraint(_Model):
    """What choices go together: names of choices, each with a value or a list of values.

    reading: the one that has no say under what is left out; None where the choices tell whose they
    are. forbidden_if: settings that match all of it are left out. allowed_if: settings that match
    `when` (all, where `when` is empty) must match it.
    """

    reading: str | None = None
    when: dict[str, Any] = Field(default_factory=dict)
    forbidden_if: dict[str, Any] | None = None
    allowed_if: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one_rule(self) -> "Constraint":
        if (self.forbidden_if is None) == (self.allowed_if is None):
            raise ValueError("a constraint has either forbidden_if or allowed_if")
        if self.when and self.allowed_if is None:
            raise ValueError("when goes with allowed_if only")
        return self

    @property
    def names(self) -> set[str]:
        """Return the names of the choices that the constraint speaks of."""
        return {*self.when, *(self.forbidden_if or {}), *(self.allowed_if or {})}

    def admits(self, settings: Mapping[str, Value]) -> bool:
        """Tell whether these settings may stay."""
        if self.forbidden_if is not None:
            return not _matches(settings, self.forbidden_if)
        return not _matches(settings, self.when) or _matches(settings, self.allowed_if or {})


class Change(_Model):
    """A later change of a criterion."""

    date: str
    old: str
    new: str
    reason: str
    verdict_before: str
    verdict_after: str


class Claim(_Model):
    """One claim of the essay."""

    id: str = Field(pattern=r"[A-Z]\d+")
    paragraph: str = Field(description="paragraph of the essay, or the linked column")
    theme: Literal["economy", "communication", "trust", "information_inflow"]
    claim: str = Field(description="the claim in our words")
    criterion: Criterion
    readings: dict[str, Reading] = Field(min_length=1)
    default: str = Field(description="key of the reading that the criterion was written for")
    rival: str = Field(description="the rival explanation")
    against: str = Field(description="the strongest evidence against the likely verdict, in words")
    would_change: str = Field(description="evidence that would change the verdict")
    log: list[Change] = Field(default_factory=list)
    choices: dict[str, Choice] = Field(default_factory=dict, description="defensible choices, by name")
    constraints: list[Constraint] = Field(default_factory=list)

    @model_validator(mode="after")
    def _default_is_a_reading(self) -> "Claim":
        if self.default not in self.readings:
            raise ValueError(f"default {self.default!r} is not one of the readings")
        return self

    @model_validator(mode="after")
    def _choices_fit(self) -> "Claim":
        for name, choice in self.choices.items():
            for value in choice.values:
                _admit(self, name, value)
        if "reading" in self.choices:
            raise ValueError("bodies of evidence are no alternatives: reading is no choice")
        for constraint in self.constraints:
            unknown = sorted(constraint.names - set(self.choices))
            if unknown:
                raise ValueError(f"a constraint names {unknown[0]!r}, which is no choice")
            if constraint.reading not in (None, *self.readings):
                raise ValueError(f"a constraint names {constraint.reading!r}, which is no reading")
            if not constraint.admits({name: choice.default for name, choice in self.choices.items()}):
                raise ValueError("a constraint leaves out the defaults")
        return self

    @property
    def states(self) -> list[str]:
        return ["claim"]

    def part_of(self, reading: str) -> str:
        return "claim"

    def criterion_of(self, reading: str) -> Criterion:
        return self.criterion

    @property
    def needs(self) -> list[str]:
        """Return every series that some reading uses."""
        return sorted({name for reading in self.readings.values() for name in reading.series})


def canonical(value: Any) -> str:
    """Return a value as the one text that stands for it, whatever the order of keys."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def claims(theme: str | None = None) -> list[Claim]:
    """Return the claims of one theme, or all in the order of the essay's table."""
    return [item for name in ([theme] if theme else THEMES) for item in _of_theme(name)]


def claim(identifier: str) -> Claim:
    """Return one claim; raise `DataError` for an unknown id."""
    for theme in THEMES:
        for item in _parsed(*_dated(theme)):
            if item.id == identifier:
                note_read(file_of(theme))
                return item
    raise DataError(f"no claim {identifier!r}; claims are: {', '.join(c.id for c in claims())}")


def file_of(theme: str) -> Path:
    """Return the file that holds the claims of a theme."""
    return paths.data() / "claims" / f"{theme}.yml"


def _of_theme(theme: str) -> tuple[Claim, ...]:
    note_read(file_of(theme))
    return _parsed(*_dated(theme))


def _dated(theme: str) -> tuple[Path, int]:
    path = file_of(theme)
    if not path.is_file():
        raise DataError(f"data/claims/{theme}.yml is missing; themes are: {', '.join(THEMES)}")
    return path, path.stat().st_mtime_ns


@lru_cache(maxsize=32)
def _parsed(path: Path, _modified: int) -> tuple[Claim, ...]:
    place = f"data/claims/{path.name}"
    found = tuple(_claim(entry, place) for entry in yaml.safe_load(path.read_text(encoding="utf-8")))
    ids = [item.id for item in found]
    doubled = sorted({i for i in ids if ids.count(i) > 1})
    if doubled:
        raise DataError(f"{place}: claim {doubled[0]} stands twice")
    stray = [item.id for item in found if item.theme != path.stem]
    if stray:
        raise DataError(f"{place}: claim {stray[0]} names another theme")
    return found


def _claim(entry: dict[str, Any], file: str) -> Claim:
    try:
        return Claim.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DataError(f"{file}: {entry.get('id', '?')}: {place}: {first['msg']}") from None


def _matches(settings: Mapping[str, Value], wanted: Mapping[str, Any]) -> bool:
    return all(_is_among(settings[name], value) for name, value in wanted.items())


def _is_among(value: Value, wanted: Any) -> bool:
    alternatives = [wanted, *(wanted if isinstance(wanted, list) else [])]
    return canonical(value) in map(canonical, alternatives)


def _admit(item: Claim, name: str, value: Value) -> None:
    """Raise `ValueError` for a value that `evaluate` would refuse, or would silently misread."""
    year = value is None or (isinstance(value, int) and not isinstance(value, bool))
    rules = {
        "grades": (isinstance(value, str) and set(value) <= set("ABC") and value != "", "letters of ABC"),
        "start_year": (year, "a year or null"),
        "end_year": (year, "a year or null"),
        "confidence": (isinstance(value, float) and 0.5 <= value < 1, "a number from 0.5 to below 1"),
        "exclude": (isinstance(value, list), "a list of source keys"),
    }
    allowed, words = rules.get(name, (True, ""))
    if not allowed:
        raise ValueError(f"choice {name}: {value!r} is not allowed; allowed: {words}")
