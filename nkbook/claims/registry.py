"""The claims of the essay and their criteria, read from `data/claims.yml`."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from nkbook import paths
from nkbook.data.package import note_read
from nkbook.errors import DataError

FILE = "claims.yml"


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
    otherwise: str = Field(description="what leaves the claim undetermined, contested or untestable")


class Reading(_Model):
    """One eligible body of evidence, able to answer the claim alone."""

    title: str
    series: list[str] = Field(min_length=1)


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

    @model_validator(mode="after")
    def _default_is_a_reading(self) -> "Claim":
        if self.default not in self.readings:
            raise ValueError(f"default {self.default!r} is not one of the readings")
        return self

    @property
    def needs(self) -> list[str]:
        """Return every series that some reading uses."""
        return sorted({name for reading in self.readings.values() for name in reading.series})


def claims() -> list[Claim]:
    """Return all claims in the order of the essay's table."""
    path = paths.data() / FILE
    note_read(path)
    return list(_parsed(path, path.stat().st_mtime_ns))


def claim(identifier: str) -> Claim:
    """Return one claim; raise `DataError` for an unknown id."""
    for item in claims():
        if item.id == identifier:
            return item
    raise DataError(f"no claim {identifier!r}; claims are: {', '.join(c.id for c in claims())}")


@lru_cache(maxsize=8)
def _parsed(path: Path, _modified: int) -> tuple[Claim, ...]:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = tuple(_claim(entry) for entry in entries)
    ids = [item.id for item in found]
    doubled = sorted({i for i in ids if ids.count(i) > 1})
    if doubled:
        raise DataError(f"data/{FILE}: claim {doubled[0]} stands twice")
    return found


def _claim(entry: dict[str, Any]) -> Claim:
    try:
        return Claim.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DataError(f"data/{FILE}: {entry.get('id', '?')}: {place}: {first['msg']}") from None
