"""The Frictionless descriptor of the data package (`data/datapackage.json`)."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field

from nkbook import files, paths
from nkbook.data import plain
from nkbook.errors import DataError

OBSERVATIONS = "schemas/observations.json"

Resource = dict[str, Any]


class _Licence(BaseModel):
    name: str
    path: str = Field("", pattern=r"^(https?://\S+)?$")


class _Source(BaseModel):
    title: str


class _Resource(BaseModel):
    """What the library and the pages read of a table; Frictionless knows more fields."""

    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    path: str = Field(pattern=r"^(\w+/)*\w+\.csv$")
    schema_path: str = Field(alias="schema", pattern=r"^schemas/\w+\.json$")
    title: str
    integrity: Literal["verified", "secondary", "contested", "exploratory"]
    licenses: list[_Licence] = Field(min_length=1)
    # Written by the seal, so that a table just added has none of these.
    rows: int = 0
    hash: str = Field("", pattern=r"^(sha256:[0-9a-f]{64})?$")
    series: list[str] = []
    sources: list[_Source] = []
    spans: bool = False


class _Package(BaseModel):
    name: str
    resources: list[Resource] = Field(min_length=1)


def path() -> Path:
    """Return the path of the descriptor."""
    return paths.root() / paths.MARKER


def read() -> dict[str, Any]:
    """Read the descriptor afresh; raise `DataError` that names what is wrong with it."""
    try:
        content: dict[str, Any] = json.loads(path().read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{paths.MARKER}: cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{paths.MARKER}: is no JSON ({error})") from None
    for number, entry in enumerate(plain.fitted(_Package, content, path()).resources):
        plain.fitted(_Resource, entry, path(), str(entry.get("name", f"resource {number}")))
    for part in ("name", "path"):
        found = [entry[part] for entry in content["resources"]]
        if doubled := sorted({one for one in found if found.count(one) > 1}):
            raise DataError(f"{paths.MARKER}: {part} {doubled[0]} stands twice")
    return content


@lru_cache(maxsize=8)
def _parsed(file: Path, _stamp: files.Stamp) -> dict[str, Any]:
    return read()


def resources() -> list[Resource]:
    """Return the resources of the package, parsed once as long as the descriptor stays as it is."""
    found: list[Resource] = _parsed(path(), files.stamp(path()))["resources"]
    return found


def resource(name: str) -> Resource:
    """Return the resource called `name`."""
    for item in resources():
        if item["name"] == name:
            return item
    known = ", ".join(item["name"] for item in resources())
    raise DataError(f"no table {name!r} in the data package; there are: {known}")


def is_observations(item: Resource) -> bool:
    """Tell whether the resource holds rows of the tidy schema."""
    return bool(item["schema"] == OBSERVATIONS)
