"""The command line: `nkbook --help` lists its commands."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Column, Table

from nkbook import paths
from nkbook.errors import BookError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Rerun, check and build the book 'Change from Below?'.",
)
data_app = typer.Typer(no_args_is_help=True, help="Check or seal the data package.")
app.add_typer(data_app, name="data")
console = Console()
TYPED = ("parameter", "claim", "choice")  # columns of names that a person types


def main() -> None:
    """Run a command; what a person or the machine did wrong is one line on stderr and exit code 2."""
    try:
        paths.refuse_foreign()
        sys.exit(app(standalone_mode=False))  # typer would tell what is wrong in five lines and a frame
    except BrokenPipeError:  # who reads our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (
        typer.TyperException,
        BookError,
        OSError,
        ModuleNotFoundError,
        BrokenExecutor,
        MemoryError,
    ) as error:
        if line := told(error):  # of help, which has been printed, nothing is left to tell
            print(line, file=sys.stderr)
        sys.exit(2)


def told(error: Exception) -> str:
    """Return an error in one line."""
    match error:
        case typer.TyperException():
            said: str = getattr(error, "format_message", error.__str__)()
            return said
        case OSError():
            return ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)
        case ModuleNotFoundError():
            return f"the package {error.name} is missing from this environment; run `make setup`"
        case BrokenExecutor():
            return "a process was ended from outside, perhaps for want of memory; what was stored is whole"
        case MemoryError():
            return "there is not enough memory"
    return str(error)


def jobs_checked(jobs: int) -> int:
    """Refuse no processes at all, which is a question without an answer."""
    if jobs == 0:
        raise BookError("-j 0: name a number of processes, or -1 for all processors")
    return jobs


Jobs = Annotated[
    int, typer.Option("-j", "--jobs", callback=jobs_checked, help="Processes; -1 for all processors.")
]


@app.command()
def run(
    chapter: Annotated[str, typer.Argument(help="Name of a chapter, e.g. economy.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write; - for standard output.")],
    parameter: Annotated[list[str], typer.Option("-p", help="name=value; may be repeated.")] = [],  # noqa: B006
    html: Annotated[bool, typer.Option("--html", help="Write a page instead of a notebook.")] = False,
) -> None:
    """Run a chapter with other parameters."""
    from nkbook.execute.once import named
    from nkbook.execute.once import run as run_chapter
    from nkbook.execute.target import STANDARD_OUTPUT

    written = run_chapter(chapter, named(parameter, "-p "), output, as_html=html)
    if written != STANDARD_OUTPUT:
        print(written)


@app.command()
def parameters(chapter: Annotated[str, typer.Argument(help="Name of a chapter.")]) -> None:
    """List the parameters of a chapter, and the choices of its claims: default, what is allowed, meaning."""
    from nkbook.parameters import describe, describe_choices

    console.print(table_of(("parameter", "default", "allowed", "meaning"), describe(chapter)))
    if choices := describe_choices(chapter):
        console.print(table_of(("claim", "choice", "default", "options"), choices))


def table_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Return a table in which nothing is cut, and no name broken that has to be typed."""
    table = Table(*(Column(name, no_wrap=name in TYPED, overflow="fold") for name in head))
    for row in rows:
        table.add_row(*map(escape, row))
    return table


@app.command()
def execute(
    everything: Annotated[bool, typer.Option("--all", help="Also chapters that are up to date.")] = False,
    jobs: Jobs = -1,
) -> None:
    """Execute the chapters and exercises for which something that matters has changed."""
    from nkbook.execute.chapters import all_chapters, all_exercises, execute_chapters, stale

    chosen = [path for path in (*all_chapters(), *all_exercises()) if everything or stale(path)]
    if not chosen:
        print("every chapter is up to date")
        return
    done = track(execute_chapters(chosen, jobs), "executing", total=len(chosen), console=console)
    for name in done:
        console.print(f"executed {name}")


@app.command()
def build() -> None:
    """Build the book and print the address of its first page."""
    from nkbook.site.build import build as build_book

    index = build_book(paths.root(), paths.root() / "_build" / "html")
    print(f"The book is at {index.as_uri()}")


@app.command()
def verify(
    quick: Annotated[
        bool, typer.Option("--quick", help="Make no environment anew, run no trial or analysis again.")
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Record what is here, after an intended change.")
    ] = False,
    jobs: Jobs = -1,
) -> None:
    """Tell whether the same answer comes out: exit 0 when nothing differs from the record, 1 otherwise."""
    from nkbook.verify import command

    if write:
        command.write()
        print("recorded in verified/")
    elif not command.verify(console, quick=quick, jobs=jobs):
        sys.exit(1)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="A revision, a folder with data, or parameters.")],
    after: Annotated[str, typer.Argument(help="The same, as it is after a change.")],
    chapter: Annotated[
        str | None, typer.Option("-c", "--chapter", help='Compare parameters of it: "" and "grades=AB".')
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Also write a page into this file.")] = None,
) -> None:
    """Tell which rows, estimates, verdicts, figures and sentences differ between two states of the book."""
    from nkbook.diff import command

    found = command.diff(before, after, chapter, html)
    if as_json:
        print(command.as_json(found))
    else:
        command.tell(found, console)


@app.command()
def claims(as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False) -> None:
    """Print every claim of the essay with its computed verdict."""
    from nkbook.claims import assess, report
    from nkbook.claims import claims as all_claims

    found = [assess(item.id) for item in all_claims()]
    if as_json:
        print(report.as_json(found))
    else:
        console.print(report.as_table(found))


@app.command()
def multiverse(
    claims: Annotated[list[str] | None, typer.Argument(help="Ids of claims; all if none.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also claims that are up to date.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count the evaluations of every claim, make none.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of worlds of noise, and of what is verified.")] = 0,
    jobs: Jobs = -1,
    backend: Annotated[str, typer.Option(help="loky (this machine), dask or ray.")] = "loky",
    scheduler: Annotated[str | None, typer.Option(help="Of Dask or Ray, e.g. tcp://host:8786.")] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Rerun defaults and a sample as notebooks.")
    ] = False,
) -> None:
    """Evaluate every defensible analysis, for the claims that have changed."""
    from nkbook.multiverse import command

    ok = command.run(
        claims or [],
        console,
        everything=everything,
        dry_run=dry_run,
        seed=seed,
        jobs=jobs,
        backend=backend,
        scheduler=scheduler,
        verify=verify,
    )
    if not ok:
        sys.exit(1)


@app.command()
def trials(
    names: Annotated[list[str] | None, typer.Argument(help="Ids of claims; all if none.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also claims that are up to date.")] = False,
    jobs: Jobs = -1,
) -> None:
    """Try each reading in worlds where the other side is true, for the claims that have changed."""
    from nkbook.claims import claim
    from nkbook.claims import claims as all_claims
    from nkbook.multiverse import worlds

    asked = [claim(name) for name in names] if names else all_claims()
    chosen = [item for item in asked if everything or worlds.stale(item)]
    if not chosen:
        print("every trial is up to date")
        return
    for name in track(worlds.renewed(chosen, jobs), "trying", total=len(chosen), console=console):
        console.print(f"tried {name}")


@app.command()
def forecasts(
    fill: Annotated[bool, typer.Option("--fill", help="Write the numbers of rows that have none.")] = False,
) -> None:
    """Make every forecast again from what was known on its day; exit 1 where a number differs."""
    from nkbook.book.papers import expected

    if fill:
        for name in expected.fill() or ["no forecast lacks its numbers"]:
            print(name)
        return
    problems = expected.faults()
    for line in problems or [f"{len(expected.rows())} forecasts come out as written"]:
        print(line)
    if problems:
        sys.exit(1)


@app.command()
def integration() -> None:
    """Draw worlds that say what half-lives of price gaps can be trusted, if something has changed."""
    from nkbook.book.economy import market_gaps

    if market_gaps.stale():
        market_gaps.store()
    print("the worlds of price gaps are up to date")


@app.command()
def assign(
    chapter: Annotated[str | None, typer.Argument(help="Name of a chapter, e.g. economy.")] = None,
    out: Annotated[
        Path, typer.Option("--out", help="Folder in which each assignment gets one of its own.")
    ] = ...,  # type: ignore[assignment]
    everything: Annotated[bool, typer.Option("--all", help="The exercises of every chapter.")] = False,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Draw other parameters; the same seed draws the same.")
    ] = None,
    jobs: Jobs = -1,
) -> None:
    """Make an assignment: notebooks for students and nbgrader, data, a guide, a handout, slides."""
    from nkbook.claims.registry import THEMES
    from nkbook.teach.assign import PRINTS, assign_all

    if everything == (chapter is not None):
        raise BookError(f"name one chapter ({', '.join(THEMES)}), or --all")
    for folder in assign_all(THEMES if chapter is None else (chapter,), out, seed, jobs):
        print(folder)
    if not PRINTS:
        print("guide and handout are pages that print; `scripts/setup print` adds what makes them PDFs")


@app.command()
def usb() -> None:
    """Pack the built book into one zip to carry, and print its path and size."""
    from nkbook.site.stick import pack

    packed = pack(paths.root() / "_build" / "html", paths.root() / "_build")
    print(f"{packed} ({packed.stat().st_size / 1e6:.1f} MB)")


@app.command()
def archive() -> None:
    """Renew what editors and archives read: codecheck.yml, .zenodo.json, docs/programs.md."""
    from nkbook.archive.command import renewed

    for name in renewed() or ["nothing changed"]:
        print(name)


@app.command()
def crate() -> None:
    """Pack the book as a Research Object Crate into _build/crate, every file of it described."""
    from nkbook.archive.crate import pack

    print(pack(paths.root() / "_build" / "crate"))


@app.command()
def pdf() -> None:
    """Lay the built book out for paper, and print the path and size of the PDF."""
    from nkbook.print.pdf import write

    _kept(write)


@app.command()
def epub() -> None:
    """Make a file for readers of books of the built book, and print its path and size."""
    from nkbook.print.epub import write

    _kept(write)


def _kept(write: Callable[[Path, Path, Path], Path]) -> None:
    built = paths.root() / "_build"
    made = write(built / "html", paths.root() / "_toc.yml", built)
    print(f"{made} ({made.stat().st_size / 1e6:.1f} MB)")


@app.command()
def images() -> None:
    """Redraw the static image of each figure that has changed, and the pictures for links; needs Chromium."""
    from nkbook.site import social
    from nkbook.site.static_images import redraw

    for name in redraw(paths.chapters()):
        print(f"drew {name}")
    if drawn := social.redraw():
        print(f"drew {drawn} pictures for links")


@data_app.command("check")
def data_check() -> None:
    """Check all of data/: exit 0 when it keeps every rule, 1 otherwise."""
    from nkbook.claims import check, claims

    problems = check.faults()
    for line in problems:
        print(line)
    if problems:
        sys.exit(1)
    print("data/: every file keeps its rules, and every table its seal")
    recast = [item.id for item in claims() if item.recast]
    if recast:
        print(f"claims whose parts and readings are to be set anew: {', '.join(recast)}")


@data_app.command("seal")
def data_seal() -> None:
    """Renew the hashes after an intended edit, and print what changed."""
    from nkbook.data import seal

    for line in seal() or ["nothing changed"]:
        print(line)


if __name__ == "__main__":
    main()
