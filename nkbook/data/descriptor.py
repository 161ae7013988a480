"""The Frictionless descriptor of the data package (`data/datapackage.json`)."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from nkbook import paths
from nkbook.errors import DataError

OBSERVATIONS = "schemas/observations.json"

Resource = dict[str, Any]


def path() -> Path:
    """Return the path of the descriptor."""
    return paths.root() / paths.MARKER


def read() -> dict[str, Any]:
    """Read the descriptor afresh."""
    try:
        content: dict[str, Any] = json.loads(path().read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise DataError(f"data/datapackage.json: cannot be read ({error})") from None
    return content


@lru_cache(maxsize=8)
def _parsed(file: Path, modified: int) -> dict[str, Any]:
    return read()


def resources() -> list[Resource]:
    """Return the resources of the package, parsed once as long as the descriptor stays as it is."""
    file = path()
    if not file.is_file():
        raise DataError(f"{paths.MARKER} is missing: this folder is no clone of the book")
    found: list[Resource] = _parsed(file, file.stat().st_mtime_ns)["resources"]
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
