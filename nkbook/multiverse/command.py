"""`nkbook multiverse`: sweeps on the terminal."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from nkbook.multiverse import results, study, sweep, words
from nkbook.multiverse.backends import backend as use_backend
from nkbook.multiverse.results import Result
from nkbook.multiverse.study import Study


def run(
    names: list[str],
    console: Console,
    *,
    everything: bool,
    dry_run: bool,
    sample: int | None,
    seed: int,
    jobs: int,
    backend: str,
    scheduler: str | None,
    verify: int | None,
) -> bool:
    """Sweep the claims called `names` (all with choices where none is named); tell whether all went well.

    Without `everything` a claim whose stored result is up to date is left as it is.
    """
    items = study.with_choices(names)
    if not items:
        console.print("no claim has choices")
        return True
    fresh = [] if everything or sample else [item for item in items if not results.stale(item)]
    studies = [study.plan(item, sample, seed) for item in items if item not in fresh]
    if dry_run:
        console.print(_planned(studies))
        return True
    ok = True
    found: dict[str, Result] = {}
    if studies:
        with use_backend(backend, jobs, scheduler) as tasks:
            ok = _swept(studies, console, tasks, found, keep=sample is None)
    console.print(
        _labels(
            [
                found.get(item.id) or results.load(item.id)
                for item in items
                if item in fresh or item.id in found
            ]
        )
    )
    return ok and (verify is None or _verified([item.id for item in items], verify, seed, console))


def _swept(
    studies: list[Study], console: Console, jobs: int, found: dict[str, Result], *, keep: bool
) -> bool:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    ok = True
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("universes", total=sum(len(s.universes) for s in studies))
        for one in studies:
            bar.update(task, description=one.claim.id)
            result, table = one.run(jobs, lambda count: bar.advance(task, count))
            found[one.claim.id] = result
            failed = [o for o in table if o.error]
            for o in failed[:3]:
                line = f"{one.claim.id} {o.universe} failed: {o.error} with {o.settings}"
                bar.console.print(line, markup=False)
            if failed:
                ok = False
                bar.console.print(
                    f"{one.claim.id}: {len(failed)} universes failed; all are in "
                    f"{sweep.folder() / one.claim.id}.parquet",
                    markup=False,
                )
            elif keep:
                results.store(result)
    return ok


def _verified(names: list[str], sample: int, seed: int, console: Console) -> bool:
    from nkbook.multiverse.verify import verify

    problems = verify(names, sample, seed)
    for line in problems:
        console.print(line, markup=False)
    if not problems:
        console.print("every universe rerun as a notebook ends in the same numbers and verdicts")
    return not problems


def _planned(studies: list[Study]) -> Table:
    table = Table("claim", "choices", "allowed", "to evaluate", "E", "U", "N", title="Universes")
    for one in studies:
        kinds = [sum(u.kind == kind for u in one.universes) for kind in "EUN"]
        counts = (len(one.claim.choices), one.combinations, len(one.universes), *kinds)
        table.add_row(one.claim.id, *map(str, counts))
    totals = sum(s.combinations for s in studies), sum(len(s.universes) for s in studies)
    table.add_row("", "", *map(str, totals))
    return table


def _labels(found: list[Result]) -> Table:
    table = Table(
        "claim",
        "verdict",
        "label",
        "distinct",
        "allowed",
        "agree (E)",
        "what flips it",
        title="The multiverse",
        caption=words.NO_PROBABILITY,
    )
    for result in found:
        r = result.robustness
        agreement = "" if r.agreement is None else words.percent(r.agreement)
        flips = "; ".join(sorted({" + ".join(flip) for flip in r.flips}))
        table.add_row(
            r.claim,
            r.verdict,
            r.label or "none",
            str(r.distinct),
            str(result.combinations),
            agreement,
            flips or "nothing",
        )
    return table
