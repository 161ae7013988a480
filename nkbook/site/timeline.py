"""What happened, each event with its date and source: a page of its own, and what lies behind a series.

The events are those of `data/events.csv` and of the ledger of rules. A rule that an event tells of on the
same day, or from the same source, stands with it and not once more. Rows of one date that begin with the same
words before a colon are one event, told by several sources or for several themes.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

from nkbook import data
from nkbook.book.papers import cited
from nkbook.site.stored_figure import StoredFigure

FIRST = 1990  # the year with which the page begins
OF_RULES = "economy"  # the theme of the ledger of rules
DATE = re.compile(r"(1[89]|20)\d\d(-\d\d(-\d\d)?)?")
A_DAY = len("2012-06-28")
PLAUSIBLE = range(1900, 2101)  # whole numbers that can be years
FEWEST = 3  # years from which an axis is one of time


@dataclass(frozen=True)
class Event:
    """One event.

    date: as far as it is known. effect: on private room. rule: what the state ruled, "" for none.
    """

    date: str
    name: str
    themes: tuple[str, ...]
    mover: str
    effect: str
    rule: str
    sources: tuple[str, ...]
    anchor: str

    @property
    def year(self) -> int:
        """Return the year."""
        return int(self.date[:4])

    @property
    def at(self) -> float:
        """Return the date as years with a fraction; what is known by year or month lies in its middle."""
        year, month, day = ([int(part) for part in self.date.split("-")] + [0, 0])[:3]
        if not month:
            return year + 0.5
        start = date(year, 1, 1).toordinal()
        return year + (date(year, month, day or 15).toordinal() - start) / 366

    @property
    def said(self) -> str:
        """Return day and month in words, as far as they are known."""
        if len(self.date) == len("2012"):
            return ""
        known = date.fromisoformat(self.date if len(self.date) == A_DAY else f"{self.date}-01")
        return f"{known.day} {known:%B}" if len(self.date) == A_DAY else f"{known:%B}"


@lru_cache(maxsize=1)
def events() -> tuple[Event, ...]:
    """Return all events in the order of their dates."""
    rules: list[dict[str, str]] = data.read("rules").to_dict("records")  # type: ignore[assignment]
    rows: list[dict[str, str]] = data.events().to_dict("records")  # type: ignore[assignment]
    beside = [next((n for n, rule in enumerate(rules) if _same(rule, row)), None) for row in rows]
    told = _joined(
        [_event(row, rules[n] if n is not None else None) for row, n in zip(rows, beside, strict=True)]
    )
    alone = [rule for n, rule in enumerate(rules) if n not in beside]
    told += [
        _event({"event": "", "theme": OF_RULES, "mover": "state", "direction": ""} | rule, rule)
        for rule in alone
    ]
    found = sorted(told, key=lambda event: event["date"])
    return tuple(Event(**event, anchor=f"event-{n}") for n, event in enumerate(found, start=1))


def _joined(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return events with what several rows say of one joined; each row begins with the event's name."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for event in told:
        title, _, said = event["name"].partition(": ")
        one = found.setdefault(
            (event["date"], title), event | {"name": title, "said": (), "themes": (), "sources": ()}
        )
        for key, new in (("said", (said,)), ("themes", event["themes"]), ("sources", event["sources"])):
            one[key] = tuple(dict.fromkeys((*one[key], *filter(None, new))))
        for key in ("mover", "effect", "rule"):
            one[key] = one[key] or event[key]
    return [
        {key: value for key, value in one.items() if key != "said"}
        | {"name": ": ".join(filter(None, (one["name"], "; ".join(one["said"]))))}
        for one in found.values()
    ]


def _same(rule: dict[str, str], row: dict[str, str]) -> bool:
    near = rule["date"] == row["date"] and (len(row["date"]) == A_DAY or rule["source"] == row["source"])
    return near and row["theme"] == OF_RULES


def _event(row: dict[str, str], rule: dict[str, str] | None) -> dict[str, Any]:
    """Return what an event says; one that only the ledger of rules knows is named by its rule."""
    ruled = f"{rule['document'][0].upper()}{rule['document'][1:]}: {rule['did']}" if rule else ""
    sources = (row["source"], *([rule["source"]] if rule else []))
    return {
        "date": row["date"],
        "name": row["event"] or ruled,
        "themes": (row["theme"],),
        "mover": row["mover"],
        "effect": row["direction"] or (rule["effect"] if rule else ""),
        "rule": ruled if row["event"] else "",
        "sources": tuple(dict.fromkeys(sources)),
    }


def last() -> int:
    """Return the year with which the page ends, that of the book's version."""
    return int(cited()["date-released"].year)


def by_year() -> list[tuple[int, list[Event]]]:
    """Return the years of the page, each with its events."""
    shown = (event for event in events() if FIRST <= event.year <= last())
    return [(year, list(found)) for year, found in groupby(shown, key=lambda event: event.year)]


def place(at: float) -> float:
    """Return where on the page's axis a date lies, in percent."""
    return round(100 * (at - FIRST) / (last() + 1 - FIRST), 2)


def behind(figure: StoredFigure, page: str) -> dict[str, Any]:
    """Return the theme of a figure and the events of it within the years that the figure shows.

    page: where the figure stands. The theme is that of its chapter, else that of most of its sources. Empty
    where the figure has no axis of time.
    """
    shown, themes = _years(figure), data.sources()["theme"]
    if shown is None:
        return {}
    stem = PurePosixPath(page.partition("#")[0]).stem
    of_sources = Counter(str(themes[key]) for key in sorted(figure.sources)).most_common(1)
    theme = stem if stem in set(themes) else of_sources[0][0] if of_sources else ""
    found = [event for event in events() if theme in event.themes and event.year in shown]
    return {"theme": theme, "events": found} if found else {}


def _years(figure: StoredFigure) -> range | None:
    """Return the years on a figure's horizontal axis; None where it shows something else than time."""
    years = list(_read(figure.spec["data"]))
    if not years or None in years or figure.spec["layout"].get("xaxis", {}).get("type") == "category":
        return None
    known = [year for year in years if year is not None]
    shown = range(min(known), max(known) + 1)
    return shown if len(shown) > FEWEST else None


def _read(traces: list[dict[str, Any]]) -> Iterator[int | None]:
    for trace in traces:
        for x in trace.get("x") or ():
            if isinstance(x, str):
                yield int(x[:4]) if DATE.match(x) else None
            elif x is not None:
                yield int(x) if int(x) in PLAUSIBLE else None
