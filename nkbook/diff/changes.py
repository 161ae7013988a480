"""What differs between two snapshots: verdicts, estimates, rows, figures and sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from nkbook.diff.snapshot import Row, Snapshot
from nkbook.verify.alike import NOTHING, excerpts, gaps

KINDS = ("verdict", "estimate", "row", "figure", "sentence")
IN_WORDS = ("verdict", "limits", "without", "carries", "open")  # of an answer; all else are numbers


@dataclass(frozen=True)
class Change:
    """One thing that differs. kind: one of KINDS. thing: its name. before, after: what it was and is."""

    kind: str
    thing: str
    before: str
    after: str


def between(one: Snapshot, other: Snapshot) -> list[Change]:
    """Return all that differs between two snapshots, in the order of KINDS."""
    found = [*_answers(one, other), *_rows(one, other), *_figures(one, other), *_sentences(one, other)]
    return sorted(found, key=lambda change: KINDS.index(change.kind))


def _change(kind: str, thing: str, before: Any, after: Any) -> Change:
    return Change(kind, thing, *excerpts(before, after))


def _answers(one: Snapshot, other: Snapshot) -> Iterator[Change]:
    for place, before, after in gaps(one.claims, other.claims):
        claim, *path = [part for part in place.split(".") if part not in ("parts", "readings")]
        kind = (
            "verdict"
            if not path or path[-1].partition("[")[0] in IN_WORDS or "without" in path
            else "estimate"
        )
        yield _change(kind, ", ".join([claim, *path]), before, after)


def _rows(one: Snapshot, other: Snapshot) -> Iterator[Change]:
    for table in dict.fromkeys([*one.rows, *other.rows]):
        before, after = one.rows.get(table, {}), other.rows.get(table, {})
        for key in dict.fromkeys([*before, *after]):
            yield from _row(f"{table}, {key}", before.get(key), after.get(key))


def _row(thing: str, before: Row | None, after: Row | None) -> Iterator[Change]:
    """Yield the cells in which a row differs, or the row where one of the two states has none."""
    if before is None or after is None:
        yield Change("row", thing, *(NOTHING if row is None else _written(row) for row in (before, after)))
    elif before != after:
        for column in dict.fromkeys([*before, *after]):
            if before.get(column) != after.get(column):
                cells = before.get(column, NOTHING), after.get(column, NOTHING)
                yield _change("row", f"{thing}, {column}", *cells)


def _written(row: Row) -> str:
    return (
        ", ".join(f"{name} {row[name]}" for name in ("value", "lower", "upper") if row.get(name)) or "a row"
    )


def _figures(one: Snapshot, other: Snapshot) -> Iterator[Change]:
    """Yield a change for each figure that differs: the first place where it does, and how many there are."""
    for name in dict.fromkeys([*one.figures, *other.figures]):
        found = list(gaps(one.figures.get(name, NOTHING), other.figures.get(name, NOTHING)))
        if name not in one.figures or name not in other.figures:
            words = [NOTHING if name not in state.figures else "a figure" for state in (one, other)]
            yield Change("figure", name, *words)
        elif found:
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            place, before, after = found[0]
            yield _change("figure", f"{name}, {place}{more}", before, after)


def _sentences(one: Snapshot, other: Snapshot) -> Iterator[Change]:
    for chapter in dict.fromkeys([*one.sentences, *other.sentences]):
        before, after = one.sentences.get(chapter, []), other.sentences.get(chapter, [])
        for tag, *ends in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag != "equal":
                old, new = before[ends[0] : ends[1]], after[ends[2] : ends[3]]
                for left, right in zip_longest(old, new, fillvalue=NOTHING):
                    yield Change("sentence", chapter, left, right)
