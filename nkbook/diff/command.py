"""`nkbook diff`: two states on the terminal, as JSON, or as a page."""

import json
import shlex
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nkbook import words
from nkbook.diff import snapshot
from nkbook.diff.changes import Change, between
from nkbook.errors import BookError
from nkbook.execute import target
from nkbook.execute.once import named

TEMPLATES = words.pages_of("nkbook.diff")


def diff(one: str, other: str, chapter: str | None, page: Path | None) -> list[Change]:
    """Return what differs between two states; write it as a page too, where one is asked for.

    one, other: revisions or folders with a data package; with a chapter, sets of its parameters, such as
    "start_year=2000 grades=A", where no words stand for the defaults.
    """
    place = target.checked(page, ".html") if page else None
    if chapter:
        given = [named(_split(text)) for text in (one, other)]
        states = [snapshot.of_parameters(chapter, values) for values in given]
    else:
        states = [snapshot.of_state(name) for name in (one, other)]
    found = between(*states)
    if place:
        shown = {kind: list(group) for kind, group in groupby(found, key=lambda change: change.kind)}
        told = TEMPLATES.get_template("diff.html").render(
            one=one, other=other, chapter=chapter, changes=shown
        )
        target.write(place, told)
    return found


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        raise BookError(f"{text}: a quotation mark is not closed") from None


def as_json(changes: list[Change]) -> str:
    """Return changes as JSON."""
    return json.dumps([asdict(change) for change in changes], indent=1, ensure_ascii=False)


def tell(changes: list[Change], console: Console) -> None:
    """Print changes as a table for each kind."""
    if not changes:
        console.print("nothing differs")
    for kind, group in groupby(changes, key=lambda change: change.kind):
        table = Table("what", "before", "after", title=f"{kind}s", title_justify="left")
        for change in group:
            table.add_row(*map(escape, (change.thing, change.before, change.after)))
        console.print(table)
