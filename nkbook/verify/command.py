"""`nkbook verify`: the stages in their order, what they found on the terminal and in two files."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

from rich.console import Console

from nkbook import files, paths
from nkbook.claims import check
from nkbook.errors import BookError
from nkbook.verify import answers, book, notebooks, packages, record, report, seals, stored
from nkbook.verify.stage import Difference, Outcome, Stage, run

MOST = 20  # lines of a stage on the terminal; the files hold all


def stages(jobs: int) -> list[Stage]:
    """Return all stages in their order. jobs: processes of those that work side by side, -1 for all."""
    return [
        Stage("packages", packages.changed),
        Stage("environment", packages.rebuilt, thorough=True),
        Stage("data", seals.changed),
        Stage("answers", answers.changed),
        Stage("keys", stored.stale),
        Stage("results", partial(stored.recomputed, jobs), thorough=True),
        Stage("notebooks", partial(notebooks.changed, jobs)),
        Stage("before", book.before),
        Stage("book", book.after, beside=jobs != 1),
    ]


def verify(console: Console, *, quick: bool, jobs: int) -> bool:
    """Run all stages, or all but the thorough ones; write what they found; tell whether all is the same."""
    due = [stage for stage in stages(jobs) if not (quick and stage.thorough)]
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor() as pool:
        begun = {stage.name: pool.submit(run, stage) for stage in due if stage.beside}
        for stage in due:
            with console.status(report.titles()[stage.name]):
                outcome = begun[stage.name].result() if stage.beside else run(stage)
            outcomes.append(_once(outcome, outcomes))
            _tell(outcomes[-1], console)
    found = report.record(outcomes, quick)
    _sum_up(found, console)
    folder = paths.root() / "_build"
    files.write_atomic(folder / "verification.json", report.as_json(found))
    files.write_atomic(folder / "verification.html", report.as_page(found))
    console.print("all of it in _build/verification.html and .json", highlight=False)
    return bool(found["same"])


def write() -> None:
    """Record what is here; raise `BookError` where something here does not belong together."""
    for stage in (packages.changed, stored.stale):
        if first := next(iter(stage()), None):
            raise BookError(f"nothing is recorded: {first}")
    if faults := check.faults():
        raise BookError(f"nothing is recorded: {faults[0]}")
    parts = {
        "files": seals.hashes(),
        "corrections": seals.declared(),
        "criteria": seals.criteria(),
        "claims": answers.found(),
    }
    hashes = book.built()
    record.write(parts)
    record.write_book(hashes)


def _once(outcome: Outcome, before: list[Outcome]) -> Outcome:
    """Return an outcome in which what an earlier stage has told of something is not told again."""
    told = [gap for one in before for gap in one.differences]

    def short(gap: Difference) -> Difference:
        *before, last = [" ".join(line.split()) for line in gap.how.splitlines() if line.strip()] or [""]
        last = last.rstrip(")") if len(before) < 2 else ""  # more lines tell of more than one cause
        cause = next((one for one in told if last and last.endswith(str(one).rstrip(")"))), None)
        return replace(gap, how=f"not looked at, because of {cause.thing}") if cause else gap

    return replace(outcome, differences=tuple(short(gap) for gap in outcome.differences))


def _tell(outcome: Outcome, console: Console) -> None:
    mark = "different" if outcome.differences else "same"
    console.print(
        f"{mark:<9} {outcome.seconds:6.1f} s  {report.titles()[outcome.stage]}",
        highlight=False,
        soft_wrap=True,
    )
    for gap in outcome.differences[:MOST]:
        console.print(f"  {gap}", markup=False, highlight=False, soft_wrap=True)
    if len(outcome.differences) > MOST:
        more = len(outcome.differences) - MOST
        console.print(f"  and {more} more, in _build/verification.html", highlight=False)


def _sum_up(found: dict[str, Any], console: Console) -> None:
    same = [one["same"] for one in found["claims"]]
    counted = f"{sum(map(bool, same))} of {len(same)} claims come out the same"
    if not any(same) and None in same:
        counted = "no claim could be evaluated"
    differs = "nothing differs" if found["same"] else "what differs is named above"
    console.print(f"{counted}; {differs}", highlight=False, soft_wrap=True)
