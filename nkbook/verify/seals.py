"""The data package: its own rules and seals, and whether it is the one that was recorded."""

from collections.abc import Iterator
from typing import Any

from nkbook import files, paths
from nkbook.claims import check, registry
from nkbook.claims.registry import canonical
from nkbook.data import corrections, descriptor
from nkbook.errors import DataError
from nkbook.verify import alike, record
from nkbook.verify.stage import Difference


def changed() -> Iterator[Difference]:
    """Check all of data/, then compare its files, corrections and criteria with the record."""
    for line in check.faults():
        place, _, how = line.partition(": ")
        yield Difference(place, how, _of_table(place.partition(",")[0]))
    held = record.read()
    yield from _lost_or_other(held["files"], hashes(), "")
    yield from _corrections(held["corrections"])
    yield from _criteria(held["criteria"])


def hashes() -> dict[str, str]:
    """Return the SHA-256 of every file below data/ by its path in the clone."""
    found = sorted(path for path in paths.data().rglob("*") if path.is_file())
    return {path.relative_to(paths.root()).as_posix(): files.sha256(path.read_bytes()) for path in found}


def declared() -> dict[str, str]:
    """Return a hash of each declared correction by its id."""
    return {one.id: files.sha256(canonical(one.model_dump()).encode()) for one in corrections.declared()}


def criteria() -> dict[str, Any]:
    """Return what decides each part of each claim in numbers: regions, thresholds, and their unit."""
    kept = {"unit", "supports", "contradicts", "thresholds"}
    return {
        f"{item.id}, {key}": part.criterion.model_dump(include=kept, exclude_none=True)
        for item in registry.claims()
        for key, part in item.parts.items()
    }


def _lost_or_other(held: dict[str, str], found: dict[str, str], within: str) -> Iterator[Difference]:
    for name in sorted({*held, *found}):
        if held.get(name) != found.get(name):
            how = "is missing" if name not in found else "is not in the record" if name not in held else ""
            yield Difference(f"{within}{name}", how or "is not what was recorded", _of_table(name))


def _corrections(held: dict[str, str]) -> Iterator[Difference]:
    yield from _lost_or_other(held, declared(), f"data/{corrections.FILE}, ")


def _criteria(held: dict[str, Any]) -> Iterator[Difference]:
    for gap in alike.gaps(held, criteria()):
        name, _, field = gap[0].partition(".")
        how = alike.told((f"criterion: {field}", *gap[1:]), "in the record", "here")
        yield Difference(name, how, (name.partition(",")[0],))


def _of_table(path: str) -> tuple[str, ...]:
    """Return the claims whose readings name a series of a table; none for another file of data/."""
    try:
        here = [item for item in descriptor.resources() if f"data/{item['path']}" == path]
        series = {name for item in here for name in item.get("series", ())}
        return tuple(item.id for item in registry.claims() if series & set(item.needs))
    except DataError:  # which the check of data/ names
        return ()
