"""The claims of the essay and their criteria, read from `data/claims/<theme>.yml`."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from nkbook import files, paths
from nkbook.data import plain
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


class Limit(_Model):
    """A condition, computed, under which what a reading says stands within limits.

    kind: what is limited: the people it speaks of, the period, the measure, or its precision.
    """

    kind: Literal["population", "period", "measure", "precision"]
    text: str = Field(min_length=10)


class Criterion(_Model):
    """What counts for and against a part of a claim, in numbers."""

    quantity: str = Field(description="what is estimated, in words")
    unit: str = Field(description="key of units.csv")
    supports: Region
    contradicts: Region
    limits: dict[str, Limit] = Field(default_factory=dict)
    thresholds: dict[str, float] = Field(
        default_factory=dict, description="numbers behind the limits and the readings, by name"
    )
    otherwise: str = Field(description="what leaves the claim undetermined, contested or untestable")

    @model_validator(mode="after")
    def _regions_disjoint(self) -> "Criterion":
        disjoint(self.supports, self.contradicts)
        return self


class StandIn(_Model):
    """Why a reading of another quantity may stand for that of the criterion, and its own two regions."""

    why: str = Field(min_length=10)
    supports: Region
    contradicts: Region

    @model_validator(mode="after")
    def _regions_disjoint(self) -> "StandIn":
        disjoint(self.supports, self.contradicts)
        return self


UNSAMPLED = ("document", "count")  # worlds in which nothing is drawn, so that no level applies


class Failing(_Model):
    """How a reading could have failed to carry the side that it carries.

    by: the worlds in which it is tried (`nkbook.claims.trials`); document, where another document
    would have said otherwise; count, where nothing is sampled and another number would have; witness,
    a bound that can carry one side only. why: for documents which one would have contradicted, and
    where it was sought; else what the worlds hold.
    """

    by: Literal["share", "change", "stock", "scatter", "ratio", "document", "count", "witness"]
    why: str = Field(min_length=10)


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
    """One eligible body of evidence, able to answer its part of a claim alone.

    series: what it reads. says, denies: documents and dated reports that say that a rule is in force,
    or that it is not, each by the first words of its date and title. stands_in: set where it measures
    something else than the criterion asks for; it then has the limit "measure". fails: how the reading
    could have failed to say what it says.
    """

    title: str
    series: list[str] = []
    says: list[str] = []
    denies: list[str] = []
    stands_in: StandIn | None = None
    fails: Failing | None = None
    noise: Noise | None = Field(default=None, description="sampling model, where there is one")

    @model_validator(mode="after")
    def _read_something(self) -> "Reading":
        if not (self.series or self.says or self.denies):
            raise ValueError("a reading needs series or documents")
        return self


class Part(_Model):
    """One part of a claim: what documents rule, what people do, or what came of it.

    about: whom or what the quantity belongs to. A share or mean over persons speaks about residents,
    and leavers stand for them within limits; where the quantity is a fact leavers are witnesses; a
    quantity of the leavers themselves is theirs.
    """

    title: str = ""
    kind: Literal["rule", "practice", "outcome"]
    about: Literal["residents", "leavers", "fact"]
    criterion: Criterion
    readings: dict[str, Reading] = {}


class Outcome(_Model):
    """One outcome on which an evidence map lays studies together.

    counts_for: what a study has to find, as to direction, to count for the claim. no_effect_against:
    whether finding no effect counts against it, or for neither side.
    """

    title: str
    counts_for: str = Field(min_length=10)
    no_effect_against: bool = True


class Voice(_Model):
    """What North Koreans say of themselves: a series, and the words that follow its share."""

    series: str
    says: str = Field(min_length=10)


class Asked(_Model):
    """A survey that would settle a claim which now has a map and no verdict.

    question: what is asked. whom: of whom. tomorrow: what leavers could be asked as things are. apart: two
    shares, in percent, that it has to tell from each other. groups: shares that are compared; four where a
    difference is set against another, which doubles its variance. answers: of each person, to as many of
    these shares. why: for these shares and groups.
    """

    question: str = Field(min_length=10)
    whom: str = Field(min_length=10)
    tomorrow: str = Field(min_length=10)
    apart: tuple[float, float]
    groups: Literal[1, 2, 4] = 2
    answers: Literal[1, 2, 4] = 1
    why: str = Field(min_length=10)


class EvidenceMap(_Model):
    """What is laid out where no study can test a claim: `data/studies.csv`, outcome by outcome.

    outcomes: by their key in the table of studies, the one that the claim is about first. voices: North
    Korean evidence, which never changes a word of the map. bounds: what can be said without any causal
    study. missing, needed: what nobody has measured, and what a survey of it would need. asked: that
    survey in full, its size computed.
    """

    outcomes: dict[str, Outcome] = Field(min_length=1)
    voices: list[Voice] = []
    bounds: str = Field(min_length=10)
    missing: str = Field(min_length=10)
    needed: str = Field(min_length=10)
    asked: Asked | None = None


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

    date: plain.Day
    old: str
    new: str
    reason: str
    verdict_before: str
    verdict_after: str


class TwoRules(_Model):
    """A verdict under the first and the second rule of verdicts, and why it changed or stayed."""

    first: str
    second: str
    why: str = Field(min_length=10)


class SecondRule(_Model):
    """When the second rule of verdicts came, and what every claim was under either that day."""

    day: plain.Day
    claims: dict[str, TwoRules]


class Claim(_Model):
    """One claim of the essay."""

    id: str = Field(pattern=r"[A-Z]\d+")
    paragraph: str = Field(description="paragraph of the essay, or the linked column")
    theme: Literal["economy", "communication", "trust", "information_inflow"]
    claim: str = Field(description="the claim in our words")
    states: list[str] = Field(min_length=1, description="parts that the essay asserts, joined by and")
    parts: dict[str, Part] = Field(min_length=1)
    recast: bool = Field(default=False, description="whether parts and readings are to be set anew")
    saying: bool = Field(default=False, description="a saying that the essay quotes, counted apart")
    map: EvidenceMap | None = Field(default=None, description="for parts that have a map and no verdict")
    rival: str = Field(description="the rival explanation")
    against: str = Field(description="the strongest evidence against the likely verdict, in words")
    would_change: str = Field(description="evidence that would change the verdict")
    log: list[Change] = Field(default_factory=list)
    choices: dict[str, Choice] = Field(default_factory=dict, description="defensible choices, by name")
    constraints: list[Constraint] = Field(default_factory=list)

    @model_validator(mode="after")
    def _parts_fit(self) -> "Claim":
        unknown = sorted(set(self.states) - set(self.parts))
        if unknown:
            raise ValueError(f"states names {unknown[0]!r}, which is no part")
        keys = [key for part in self.parts.values() for key in part.readings]
        doubled = sorted({key for key in keys if keys.count(key) > 1})
        if doubled:
            raise ValueError(f"the reading {doubled[0]!r} stands in two parts")
        if self.map is None and not all(part.readings for part in self.parts.values()):
            raise ValueError("a part without readings needs an evidence map")
        untried = sorted(key for key, reading in self.readings.items() if reading.fails is None)
        if untried:
            raise ValueError(f"the reading {untried[0]!r} does not say how it could have failed")
        return self

    def fails(self, reading: str) -> Failing:
        """Return how a reading could have failed."""
        found = self.readings[reading].fails
        assert found is not None  # a claim is not read in without it
        return found

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
    def readings(self) -> dict[str, Reading]:
        """Return the readings of all parts by key; those of the parts that the essay asserts come first."""
        ordered = [*self.states, *(key for key in self.parts if key not in self.states)]
        return {key: found for part in ordered for key, found in self.parts[part].readings.items()}

    @property
    def lead(self) -> str:
        """Return the key of the reading whose number is quoted first, "" for a map; it counts no more."""
        return next(iter(self.readings), "")

    @property
    def criterion(self) -> Criterion:
        """Return the criterion of the first part that the essay asserts."""
        return self.parts[self.states[0]].criterion

    def criterion_of(self, reading: str) -> Criterion:
        """Return the criterion that a reading is held against, with its own regions if it stands in."""
        criterion, own = self.parts[self.part_of(reading)].criterion, self.readings[reading].stands_in
        if own is None:
            return criterion
        return criterion.model_copy(update={"supports": own.supports, "contradicts": own.contradicts})

    def part_of(self, reading: str) -> str:
        """Return the key of the part that a reading answers."""
        return next(key for key, part in self.parts.items() if reading in part.readings)

    @property
    def needs(self) -> list[str]:
        """Return every series that some reading uses."""
        voices = [voice.series for voice in self.map.voices] if self.map else []
        return sorted({*voices, *(name for reading in self.readings.values() for name in reading.series)})


def disjoint(supports: Region, contradicts: Region) -> None:
    """Raise `ValueError` for two regions that have more than an edge in common."""
    for one, other in ((supports, contradicts), (contradicts, supports)):
        if one.at_most is not None and other.at_least is not None and one.at_most <= other.at_least:
            return
    raise ValueError("supports and contradicts overlap")


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


def second_rule() -> SecondRule:
    """Return the verdict on every claim under the first and the second rule, as they stood at the change."""
    path = paths.data() / "claims" / "second_rule.yml"
    note_read(path)
    return plain.fitted(SecondRule, plain.read(path, dict), path)


def file_of(theme: str) -> Path:
    """Return the file that holds the claims of a theme."""
    return paths.data() / "claims" / f"{theme}.yml"


def _of_theme(theme: str) -> tuple[Claim, ...]:
    note_read(file_of(theme))
    return _parsed(*_dated(theme))


def _dated(theme: str) -> tuple[Path, files.Stamp]:
    path = file_of(theme)
    if not path.is_file():
        raise DataError(f"data/claims/{theme}.yml is missing; themes are: {', '.join(THEMES)}")
    return path, files.stamp(path)


@lru_cache(maxsize=32)
def _parsed(path: Path, _changed: files.Stamp) -> tuple[Claim, ...]:
    place = plain.name(path)
    found = tuple(plain.fitted(Claim, entry, path) for entry in plain.read(path, list))
    ids = [item.id for item in found]
    doubled = sorted({i for i in ids if ids.count(i) > 1})
    if doubled:
        raise DataError(f"{place}: claim {doubled[0]} stands twice")
    stray = [item.id for item in found if item.theme != path.stem]
    if stray:
        raise DataError(f"{place}: claim {stray[0]} names another theme")
    return found


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
