"""`nkbook multiverse`: sweeps on the terminal."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from nkbook import files, paths
from nkbook.claims import registry
from nkbook.claims.registry import Claim
from nkbook.errors import BookError
from nkbook.multiverse import backends, lines, results, words
from nkbook.multiverse.results import Result
from nkbook.multiverse.settings import plan


def run(
    names: list[str],
    console: Console,
    *,
    everything: bool,
    dry_run: bool,
    seed: int,
    jobs: int,
    backend: str,
    scheduler: str | None,
    verify: bool,
) -> bool:
    """Sweep the claims called `names` (all with choices where none is named); tell whether all went well.

    Without `everything` a claim whose stored result is up to date is left as it is.
    """
    backends.check(backend, scheduler)
    items = with_choices(names)
    if not items:
        console.print("no claim has choices")
        return True
    if dry_run:
        console.print(_planned(items))
        return True
    waiting = [item for item in items if everything or results.stale(item)]
    ok = True
    if waiting:
        with backends.backend(backend, jobs, scheduler) as tasks:
            ok = _swept(waiting, console, tasks, seed)
    for name in lines.renewed(_measurable(names, everything), jobs):
        console.print(f"measured {name} for lines that a reader moves")
    known = results.stored()
    console.print(_sentences([known[item.id] for item in items if item.id in known]))
    return ok and (not verify or _verified([item.id for item in items], seed, console))


def with_choices(names: list[str]) -> list[Claim]:
    """Return the claims called `names`, or all that have choices where none is named."""
    chosen = [registry.claim(name) for name in names] or registry.claims()
    without = [item.id for item in chosen if names and not item.choices]
    if without:
        raise BookError(f"{without[0]} has no choices in data/claims/{registry.claim(without[0]).theme}.yml")
    return [item for item in chosen if item.choices]


def _measurable(names: list[str], everything: bool) -> list[Claim]:
    """Return the claims whose measurements are to be stored, with or without choices."""
    chosen = [registry.claim(name) for name in names] or registry.claims()
    return [item for item in chosen if lines.has_lines(item) and (everything or lines.stale(item))]


def _swept(items: list[Claim], console: Console, jobs: int, seed: int) -> bool:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    ok = True
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("analyses", total=sum(evaluations(item) for item in items))
        for item in items:
            bar.update(task, description=item.id)
            result, table = results.compute(item, jobs, seed, lambda count: bar.advance(task, count))
            path = paths.root() / "_build" / "multiverse" / f"{item.id}.parquet"
            files.write_atomic(path, table.to_parquet(index=False))
            for error in result.failed[:3]:
                bar.console.print(f"{item.id} failed: {error}", markup=False)
            if result.failed:
                ok = False
                bar.console.print(f"{item.id}: all failed analyses are in {path}", markup=False)
            else:
                results.store(result)
    return ok


def evaluations(item: Claim) -> int:
    """Return how many evaluations the sweep of a claim takes."""
    planned = plan(item)
    return sum(len(planned.grid(reading)) for reading in item.readings)


def _verified(names: list[str], seed: int, console: Console) -> bool:
    from nkbook.multiverse.verify import verify

    problems = verify(names, seed)
    for line in problems:
        console.print(line, markup=False)
    if not problems:
        console.print("every analysis rerun in a notebook ends in the same numbers")
    return not problems


def _planned(items: list[Claim]) -> Table:
    table = Table("claim", "readings", "E", "U", "N", "S", "shared settings", "evaluations", title="Analyses")
    for item in items:
        kinds = [sum(choice.type == kind for choice in item.choices.values()) for kind in "EUNS"]
        counts = (len(item.readings), *kinds, len(plan(item).settings), evaluations(item))
        table.add_row(item.id, *map(str, counts))
    table.add_row(*[""] * 7, str(sum(map(evaluations, items))))
    return table


def _sentences(found: list[Result]) -> Table:
    table = Table("claim", "verdict", "how firm", "by reading", title="What hangs on our choices")
    for result in found:
        item = registry.claim(result.claim)
        said = words.said(item, result)
        table.add_row(result.claim, result.agreement.side, said["firm"], "\n".join(said["readings"]))
    return table
