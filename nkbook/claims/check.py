"""Checks all of `data/`: tables and their seals, the files of words beside them, and what these refer to."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from nkbook import data, paths
from nkbook.claims import chain, registry, surveys
from nkbook.claims.evidence import Evidence, known_series
from nkbook.claims.registry import Claim
from nkbook.data import descriptor, plain
from nkbook.errors import DataError

# Columns that hold keys, several in a cell, of a kind that a table schema cannot declare.
CITED = (
    ("literature", "source"),
    ("studies", "source"),
    ("errors", "circulating_source"),
    ("errors", "correct_source"),
    ("forecasts", "outcome_source"),
)
MEASURED = (("forecasts", "series"), ("survey-pairs", "mou_series"), ("survey-pairs", "ipus_series"))
WORD = re.compile(r"[^\s;,]+")
NEAR = 0.9  # a series that nobody has may be wanted; one that is nearly another is misspelt


def faults() -> list[str]:
    """Return what is wrong with `data/`, one line per fault; nothing is looked up in a broken file."""
    found = data.check() or [line for read in FILES for line in _of(read)]
    return found or [line for look in (_tables, _claims, _chain, _surveys) for line in _of(look)]


def _of(look: Callable[[], Iterable[Any]]) -> list[str]:
    """Return the lines of one check, or that on which it stumbled."""
    try:
        return [line for line in look() if isinstance(line, str)]
    except DataError as error:
        return [str(error)]


def _claims_of(theme: str) -> Callable[[], Iterable[Any]]:
    return lambda: registry.claims(theme)


def _not_shown() -> Iterable[Any]:
    return [plain.read(paths.data() / "do_no_harm.yml", dict)]


def _corrected() -> Iterator[Any]:
    """Read every table as analyses do, so that a correction that no longer fits is found."""
    for item in descriptor.resources():
        yield data.read(item["name"])


FILES: tuple[Callable[[], Iterable[Any]], ...] = (
    *map(_claims_of, registry.THEMES),
    lambda: registry.second_rule().claims.values(),
    chain.steps,
    lambda: [surveys.surveys()],
    data.withdrawn,
    _not_shown,
    _corrected,
)


def _tables() -> Iterator[str]:
    sources, series = set(data.sources().index), known_series()
    claims = {item.id: item for item in registry.claims()}
    for columns, known, what in ((CITED, sources, "source"), (MEASURED, series, "series")):
        for table, column in columns:
            yield from _lost(f"data/{descriptor.resource(table)['path']}", table, column, known, what)
    yield from _lost("data/paragraphs.csv", "paragraphs", "claims", set(claims), "claim")
    for row, study in enumerate(data.read("studies").to_dict("records"), start=2):
        item = claims.get(study["claim"])
        if item is None:
            yield f"data/studies.csv, row {row}, column claim: no claim {study['claim']!r}"
        elif item.map and study["outcome_key"] not in item.map.outcomes:
            key = study["outcome_key"]
            yield f"data/studies.csv, row {row}, column outcome_key: {item.id} has no outcome {key!r}"


def _lost(path: str, table: str, column: str, known: set[str], what: str) -> Iterator[str]:
    for row, cell in enumerate(data.read(table)[column], start=2):
        for key in WORD.findall(cell):
            if key not in known:
                yield f"{path}, row {row}, column {column}: no {what} {key!r}"


def _claims() -> Iterator[str]:
    claims = registry.claims()
    for item in claims:
        place = f"{plain.name(registry.file_of(item.theme))}: {item.id}"
        yield from (f"{place}: {line}" for line in _of_claim(item))
    ids, was = {item.id for item in claims}, set(registry.second_rule().claims)
    for name in sorted(ids ^ was):
        yield f"data/claims/second_rule.yml: {name}: {'no such claim' if name in was else 'is missing'}"


def _of_claim(item: Claim) -> Iterator[str]:
    series, units, sources = known_series(), set(data.units().index), set(data.sources().index)
    for name in item.needs:
        near = difflib.get_close_matches(name, series, n=1, cutoff=NEAR)
        if name not in series and near:
            yield f"no series {name!r}; did you mean {near[0]}?"
    for key, part in item.parts.items():
        if part.criterion.unit not in units:
            yield f"{key}: unit {part.criterion.unit!r} is not in units.csv"
    for reading in item.readings.values():
        try:
            Evidence(reading).documents([*reading.says, *reading.denies])
        except DataError as error:
            yield str(error)
    left_out = item.choices["exclude"].admitted if "exclude" in item.choices else []
    for key in [key for value in left_out if isinstance(value, list) for key in value]:
        if key not in sources:
            yield f"exclude: no source {key!r}"


def _chain() -> Iterator[str]:
    links, ids = chain.steps(), {item.id for item in registry.claims()}
    before: set[str] = set()
    for link in links:
        for name in link.claims("stated"):
            if name not in ids:
                yield f"data/chain.yml: {link.key}: no claim {name!r}"
        for key in link.rests_on:
            if key not in before:
                yield f"data/chain.yml: {link.key}: rests on {key!r}, which is no earlier step"
        if link.key in before:
            yield f"data/chain.yml: {link.key}: stands twice"
        before.add(link.key)


def _surveys() -> Iterator[str]:
    found, series, sources = surveys.surveys(), known_series(), set(data.sources().index)
    origins = sources | set(data.read("origins")["origin"])
    if found.unknown.source not in sources:
        yield f"data/surveys.yml: unknown: no source {found.unknown.source!r}"
    for survey in found.surveys:
        together = [survey.together.share] if survey.together else []
        named = [(key, origins, "origin") for key in survey.origins]
        named += [(survey.source, sources | {""}, "source")]
        named += [(key, series, "series") for key in [*survey.apart.values(), *together]]
        for key, known, what in named:
            if key not in known:
                yield f"data/surveys.yml: {survey.name}: no {what} {key!r}"
