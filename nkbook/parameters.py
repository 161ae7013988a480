"""Typed parameters of each chapter: type, range or list, default and a sentence for each.

The cell tagged `parameters` of a chapter holds the same defaults; a test compares the two.
"""

import difflib
import json
import re
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from nkbook.claims.registry import canonical, claims
from nkbook.claims.registry import claim as find_claim
from nkbook.data.validate import NUMBER, WHOLE
from nkbook.errors import BookError

FIRST_YEAR, LAST_YEAR = 1940, 2026
LONGEST = 80  # characters of a value that a message repeats

Grades = Literal["A", "AB", "ABC", "B", "C", "BC", "AC"]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
FirstYear = Annotated[Year, Field(description="first year of the figures")]
LastYear = Annotated[Year, Field(description="last year of the figures")]
# Of the model of trust readers may set what people who trust one another can know, and nothing else.
BelievedShare = Annotated[
    float, Field(ge=0.01, le=0.6, description="in the model, the share of informers that people believe in")
]
Ties = Annotated[float, Field(ge=2, le=50, description="model: people with whom one person might exchange")]
Country = Literal[
    "ALB", "BGR", "BLR", "CHN", "CUB", "CZE", "DDR", "ERI", "HUN", "KOR", "LAO", "MMR", "POL", "ROU",
    "RUS", "TKM", "VNM",
]  # fmt: skip


def distinct(values: list[Any]) -> list[Any]:
    """Return a list as it is; raise `ValueError` where something stands in it twice."""
    if len(set(values)) < len(values):
        raise ValueError("something stands twice")
    return values


@dataclass(frozen=True)
class OptionOf:
    """A parameter that sets a choice of a claim: the registry says what it may be."""

    claim: str
    choice: str

    @property
    def values(self) -> list[Any]:
        """Return what may be asked for."""
        return find_claim(self.claim).choices[self.choice].admitted

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def _checked(self, value: Any) -> Any:
        if value not in self.values:
            raise ValueError("not an option")
        return value


class Parameters(BaseModel):
    """What every chapter takes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    renamed: ClassVar[dict[str, str]] = {}  # parameters that set a choice of another name
    slug: ClassVar[str] = ""  # what names of figures begin with, where it is not the chapter's name
    weighs: ClassVar[tuple[str, ...]] = ()  # themes whose claims a chapter weighs that has none of its own

    start_year: FirstYear
    end_year: LastYear
    grades: Grades = Field("ABC", description="admitted grades of evidence: A primary, B secondary, C weak")
    confidence: float = Field(0.95, ge=0.5, le=0.999, description="level of every interval")

    @model_validator(mode="after")
    def _years_in_order(self) -> "Parameters":
        if self.start_year > self.end_year:
            raise ValueError(
                f"start_year={self.start_year} lies after end_year={self.end_year}; "
                "start_year must not be later than end_year"
            )
        return self

    @property
    def claim_years(self) -> dict[str, int | None]:
        """Return the years to which claims are held: none at an end that is left at its default.

        A chapter's figures begin and end somewhere; its claims weigh all the evidence there is unless
        somebody asks for less.
        """
        fields = type(self).model_fields
        given = {name: getattr(self, name) for name in ("start_year", "end_year")}
        return {name: None if year == fields[name].default else year for name, year in given.items()}

    @classmethod
    def as_choice(cls, name: str) -> str:
        """Return the choice of claims that a parameter sets, where the two differ in name."""
        return cls.renamed.get(name, name)

    @classmethod
    def as_parameter(cls, choice: str) -> str:
        """Return the parameter that sets a choice of claims."""
        return {new: old for old, new in cls.renamed.items()}.get(choice, choice)


class OfClaims(Parameters):
    """What a chapter that answers claims takes besides: other choices than its own for single claims."""

    theme: ClassVar[str]

    choices: dict[str, dict[str, Any]] = Field(
        {}, description="other choices for single claims, by claim and name; they go before all above"
    )

    @model_validator(mode="after")
    def _choices_exist(self) -> "OfClaims":
        known = {item.id: item.choices for item in claims(self.theme)}
        for claim, chosen in self.choices.items():
            _one_of("choices: no claim", claim, known)
            for name, value in chosen.items():
                _one_of(f"choices: {claim} has no choice", name, known[claim])
                options = {canonical(option): option for option in known[claim][name].admitted}
                if canonical(value) not in options:
                    known_words = ", ".join(options)
                    raise ValueError(
                        f"choices: {claim}: {name} cannot be {brief(value)}; options are: {known_words}"
                    )
        return self


class Economy(OfClaims):
    """Parameters of the chapter on the economy."""

    theme = "economy"

    start_year: FirstYear = 1970
    end_year: LastYear = 2025
    output_source: Annotated[str, OptionOf("E1", "output_source")] = Field(
        "bok_revised", description="which printing of the one output estimate measures the collapse"
    )
    crop: Annotated[str, OptionOf("E4", "crop")] = Field(
        "cereals", description="crop whose yield tests the farm policies"
    )
    weather_control: Annotated[str, OptionOf("E4", "weather_control")] = Field(
        "neighbours", description="whose yields stand for the weather"
    )
    window: int = Field(5, ge=3, le=10, description="harvests compared on each side of a policy")
    market_measure: Annotated[str, OptionOf("E3", "market_measure")] = Field(
        "income_share", description="what the ministry survey counts as dependence on markets"
    )
    cohort_size: Annotated[str, OptionOf("E2", "cohort_size")] = Field(
        "smallest", description="which printed size of a group of leavers sets the interval"
    )


class Communication(OfClaims):
    """Parameters of the chapter on communication."""

    theme = "communication"
    renamed: ClassVar[dict[str, str]] = {"itu_vintage": "vintage", "count_2008": "count"}

    start_year: FirstYear = 1998
    end_year: LastYear = 2025
    itu_vintage: Annotated[str, OptionOf("C3", "vintage")] = Field(
        "2025-07-06", description="the international series as it stood on this day"
    )
    count_2008: Annotated[str, OptionOf("C2", "count")] = Field(
        "activated", description="which statement of the operator counts for the end of 2008"
    )
    counted: Annotated[str, OptionOf("C3", "counted")] = Field(
        "lines", description="whether the phones of 2023 are lines or the people who use them"
    )
    most_lines: float = Field(
        2.5, ge=1.0, le=5.0, description="most lines that owning households may hold on average"
    )
    peers: Literal["all", "late", "one_party"] = Field(
        "all", description="countries to compare with: all, those that began late, one-party states"
    )
    keep_jump: bool = Field(
        True, description="whether the international figures of 2020 to 2022 count as measurement"
    )


class Trust(OfClaims):
    """Parameters of the chapter on trust."""

    theme = "trust"

    start_year: FirstYear = 1970
    end_year: LastYear = 2025
    index: Annotated[str, OptionOf("T1", "index")] = Field(
        "v2x_civlib",
        description="V-Dem index that stands for rights: all civil liberties, political, private, physical",
    )
    base_year: int = Field(
        1994, ge=1975, le=2015, description="last of the five years with which later rights are compared"
    )
    comparators: Annotated[list[Country], AfterValidator(distinct)] = Field(
        ["CHN", "VNM", "ROU"], min_length=1, description="countries to compare with"
    )
    inferred_dates: bool = Field(
        False, description="whether figures on informers count whose year was deduced"
    )
    serial_entries: bool = Field(
        True, description="whether consecutive records that agree in nearly all answers are kept"
    )
    believed_share: BelievedShare = 0.333


class TrustModel(Parameters):
    """Parameters of the appendix on the model of trust."""

    slug: ClassVar[str] = "trust-model"

    start_year: FirstYear = 1970
    end_year: LastYear = 2025
    believed_share: BelievedShare = 0.333
    ties: Ties = 10.0
    months: int = Field(120, ge=6, le=240, description="model: months of sharing")


class InformationInflow(OfClaims):
    """Parameters of the chapter on information inflow."""

    theme = "information_inflow"
    slug: ClassVar[str] = "inflow"

    start_year: FirstYear = 1998
    end_year: LastYear = 2026
    hours: Annotated[str, OptionOf("I8", "hours")] = Field(
        "frequency", description="whether an hour on several frequencies counts for each of them or once"
    )
    religious: bool = Field(False, description="whether religious stations count")
    kbs: bool = Field(True, description="whether the public broadcaster of the South counts in the diversity")
    grouping: Annotated[str, OptionOf("I8", "grouping")] = Field(
        "editor", description="whose independence counts: the editor's or the owner's"
    )
    contact: Annotated[str, OptionOf("I1", "contact")] = Field(
        "frequent", description="which answer of the yearly surveys counts as contact with southern culture"
    )
    channel_base: Annotated[str, OptionOf("I2", "channel_base")] = Field(
        "answers", description="base of the shares of ways: answers as printed, or persons"
    )
    viewers_per_device: float = Field(
        10.0, ge=1, le=50, description="people assumed to see what is on one device that was sent"
    )
    old_maximum: Annotated[str, OptionOf("I4", "old_maximum")] = Field(
        "code_2012", description="document that gives the longest term for watching before the law of 2020"
    )
    creed: Annotated[str, OptionOf("I6", "creed")] = Field(
        "all", description="pride in which item of the state's creed is compared by cohort"
    )
    serial_entries: bool = Field(
        True, description="whether consecutive records that agree in nearly all answers are kept"
    )


class Synthesis(Parameters):
    """Parameters of the synthesis. Those of the model of trust have the ranges of that model."""

    weighs = ("trust", "information_inflow")

    start_year: FirstYear = 1948
    end_year: LastYear = 2026
    counted: Literal["needed", "stated"] = Field(
        "needed", description="whether a step counts the claims it needs or all that the essay states"
    )
    ties: Ties = 10.0
    years: int = Field(10, ge=2, le=30, description="model: years of exchange after which reach is taken")
    combinations: int = Field(
        1000, ge=200, le=5000, description="model: combinations of its assumed parameters to try for signs"
    )


CHAPTERS: dict[str, type[Parameters]] = {
    "economy": Economy,
    "communication": Communication,
    "information_inflow": InformationInflow,
    "trust": Trust,
    "trust_model": TrustModel,
    "synthesis": Synthesis,
}


def of(chapter: str) -> type[Parameters]:
    """Return the parameters of a chapter; raise `BookError` for a chapter that does not exist."""
    if chapter not in CHAPTERS:
        raise BookError(f"no chapter {brief(chapter)}; chapters are: {', '.join(CHAPTERS)}")
    return CHAPTERS[chapter]


def validate(chapter: str, given: Mapping[str, Any], *, text: bool = False) -> Parameters:
    """Return the parameters of `chapter` with `given` in place of defaults.

    `text=True` reads values as words of a command line ("2000" is a number there). Raises
    `BookError` with one line that says what is allowed.
    """
    model = of(chapter)
    unknown = [name for name in given if name not in model.model_fields]
    if unknown:
        raise BookError(_unknown(chapter, unknown[0]))
    values = {k: _from_text(model.model_fields[k], v) if text else v for k, v in given.items()}
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise BookError(_refusal(model, error, given)) from None
    except RecursionError:
        raise BookError("choices: what is given is nested too deeply to be read") from None


def check(chapter: str) -> Parameters:
    """Validate the parameters that a running chapter was given, plain papermill included.

    Reads the names that the cells before this call have set in the notebook. Raises `BookError`
    as `validate` does, for a misspelt name too.
    """
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None:
        raise BookError("parameters.check is for a running notebook; elsewhere use parameters.validate")
    names = {
        name: value
        for name, value in shell.user_ns.items()
        if name not in shell.user_ns_hidden and not name.startswith("_") and _is_setting(value)
    }
    known = of(chapter).model_fields
    # Run again in a live notebook, the cells below have long set names of their own.
    first_time = not any(type(value).__module__.startswith("nkbook.") for value in shell.user_ns.values())
    return validate(chapter, {k: v for k, v in names.items() if first_time or k in known})


def describe(chapter: str) -> list[tuple[str, str, str, str]]:
    """Return name, default, what is allowed and a sentence for each parameter of a chapter."""
    return [
        (name, str(field.default), allowed(field, getattr(of(chapter), "theme", "")), field.description or "")
        for name, field in of(chapter).model_fields.items()
    ]


def describe_choices(chapter: str) -> list[tuple[str, str, str, str]]:
    """Return claim, name, default and options of each choice that a chapter's `choices` can set."""
    theme = getattr(of(chapter), "theme", "")
    return [
        (item.id, name, canonical(choice.default), ", ".join(map(canonical, choice.admitted)))
        for item in (claims(theme) if theme else ())
        for name, choice in item.choices.items()
    ]


def allowed(field: FieldInfo, theme: str = "") -> str:
    """Return in words what values a parameter admits. theme: of the chapter, for examples."""
    kind = field.annotation
    option = next((m for m in field.metadata if isinstance(m, OptionOf)), None)
    if option:
        return "one of " + ", ".join(map(str, option.values))
    if get_origin(kind) is dict:
        return f"choices by claim, e.g. {_example(theme)}"
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(str(option) for option in get_args(kind))
    if get_origin(kind) is list:
        inner = get_args(kind)[0]
        options = get_args(inner) if get_origin(inner) is Literal else (inner.__name__,)
        return "a list of " + ", ".join(str(option) for option in options) + ", each once"
    words = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}
    low = next((m.ge for m in field.metadata if hasattr(m, "ge")), None)
    high = next((m.le for m in field.metadata if hasattr(m, "le")), None)
    bounds = f" from {low} to {high}" if low is not None and high is not None else ""
    return words.get(kind, str(kind)) + bounds  # type: ignore[arg-type]


def brief(value: Any) -> str:
    """Return a value for a message: as it was given, or its beginning and end where it is long."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # a whole number too long for Python to print, or too deep a list
        return "what was given"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 20]} … {text[-17:]}"


def _example(theme: str) -> str:
    """Return one choice of the first claim of a theme that has any, with an option other than the default."""
    item = next(item for item in claims(theme or None) if item.choices)
    name, choice = next(iter(item.choices.items()))
    other = next(value for value in choice.values if value != choice.default)
    return canonical({item.id: {name: other}})


def _one_of(complaint: str, name: str, known: Iterable[str]) -> None:
    if name not in known:
        raise ValueError(f"{complaint} {brief(name)}; there are: {', '.join(known) or 'none'}")


def _is_setting(value: Any) -> bool:
    return not callable(value) and not isinstance(value, types.ModuleType | Parameters)


def _unknown(chapter: str, name: str) -> str:
    known = list(of(chapter).model_fields)
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{chapter} has no parameter {brief(name)}; {hint}allowed: {', '.join(known)}"


def _refusal(model: type[Parameters], error: ValidationError, given: Mapping[str, Any]) -> str:
    first = error.errors()[0]
    if not first["loc"]:
        return first["msg"].removeprefix("Value error, ")
    name = str(first["loc"][0])
    must = allowed(model.model_fields[name], getattr(model, "theme", ""))
    return f"{name}={brief(given.get(name))} is not allowed: {name} must be {must}"


def _from_text(field: FieldInfo, word: str) -> Any:
    kind = field.annotation
    if get_origin(kind) is list:
        bare = word[1:-1] if word.startswith("[") and word.endswith("]") else word
        return [part.strip().strip("'\"") for part in bare.split(",")]
    if get_origin(kind) is dict:
        try:
            return json.loads(word)
        except (ValueError, RecursionError):
            return word
    if kind is bool:
        return {"true": True, "false": False}.get(word.lower(), word)
    # Python itself would take 1_0 and digits of every script.
    if kind is int and re.fullmatch(WHOLE, word):
        return int(word)
    if kind is float and re.fullmatch(NUMBER, word):
        return float(word)
    return word
