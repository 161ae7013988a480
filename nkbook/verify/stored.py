"""What is stored in `chapters/`: whether it belongs to what it rests on, and whether it comes out again."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from nkbook import paths
from nkbook.book.economy import market_gaps
from nkbook.claims import claims, trials
from nkbook.claims.registry import Claim
from nkbook.errors import BookError
from nkbook.execute import chapters
from nkbook.figures import rounded
from nkbook.multiverse import lines, results, worlds
from nkbook.verify import alike
from nkbook.verify.stage import Difference


def stale() -> Iterator[Difference]:
    """Yield what does not belong to the code, data and choices that are here, by its key or seal."""
    for item in claims():
        kept: list[tuple[str, bool, Callable[[Claim], bool]]] = [
            ("trials", True, worlds.stale),
            ("multiverse", bool(item.choices), results.stale),
            ("lines", lines.has_lines(item), lines.stale),
        ]
        for folder, due, is_stale in kept:
            if due and is_stale(item):
                yield _stale(f"chapters/{folder}/{item.id}.json", (item.id,))
    if market_gaps.stale():
        yield _stale(f"chapters/{market_gaps.STORED}")
    for path in (*chapters.all_chapters(), *chapters.all_exercises()):
        if chapters.stale(path):
            yield _stale(path.relative_to(paths.root()).as_posix())


def _stale(thing: str, names: tuple[str, ...] = ()) -> Difference:
    return Difference(thing, "does not belong to the code, data and choices here, or was edited", names)


def recomputed(jobs: int) -> Iterator[Difference]:
    """Run trials, analyses and the worlds of price gaps again; compare them with those stored."""
    for item in claims():
        try:
            yield from of_claim(item, jobs)
        except BookError as error:
            yield Difference(item.id, f"cannot be compared ({error})", (item.id,))
    kept = {key: value for key, value in market_gaps.stored().items() if key not in ("key", "worlds")}
    yield from _between(f"chapters/{market_gaps.STORED}", kept, market_gaps.simulated())


def of_claim(item: Claim, jobs: int) -> Iterator[Difference]:
    """Compare what is stored of one claim with what comes out again."""
    tried = {name: asdict(one) for name, one in trials.stored(item.id).items()}
    again = {name: asdict(one) for name, one in worlds.run(item).items()}
    yield from _between(f"chapters/trials/{item.id}.json", tried, again, item.id)
    if item.choices:
        swept, _ = results.compute(item, jobs)
        kept = results.load(item.id)
        yield from _between(f"chapters/multiverse/{item.id}.json", asdict(kept), asdict(swept), item.id)
    if lines.has_lines(item):
        measured = {name: asdict(one) for name, one in lines.compute(item, jobs).items()}
        kept_lines = {name: asdict(one) for name, one in lines.stored(item.id).items()}
        yield from _between(f"chapters/lines/{item.id}.json", kept_lines, measured, item.id)


def _between(thing: str, kept: Any, again: Any, *names: str) -> Iterator[Difference]:
    for gap in alike.gaps(_plain(kept), _plain(again)):
        yield Difference(thing, alike.told(gap, "as stored", "now"), names)


def _plain(value: Any) -> Any:
    return rounded(json.loads(json.dumps(value)))
