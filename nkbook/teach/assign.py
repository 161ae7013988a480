"""One assignment in one folder: what students get, what nbgrader takes, what the teacher reads and shows."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from joblib import Parallel, delayed
from markupsafe import Markup
from nbconvert.filters import markdown2html_mistune

from nkbook import exercises, notebook, paths
from nkbook.book.papers import cited
from nkbook.errors import BookError
from nkbook.teach import slides
from nkbook.words import pages_of

TEMPLATES = pages_of("nkbook.teach")
TEMPLATES.filters["markdown"] = lambda text: Markup(markdown2html_mistune(text))
CONFIG = "nbgrader_config.py"
PAGES = ("guide", "handout")  # each a page that opens without a network and prints
PRINTS = find_spec("weasyprint") is not None  # `scripts/setup print` adds it
EVIDENCE = ("data", "chapters/trials")  # what evaluations of claims read, beside the library


def assign(theme: str, out: Path, seed: int | None = None, wheel: Path | None = None) -> Path:
    """Write the assignment of a theme below `out` and return its folder; the same seed gives the same bytes.

    student: the folder to hand out. course: that of nbgrader, with solutions and hidden tests. wheel: the
    library where it has been built before. Raises `BookError` before any work for an unknown theme, for a
    folder of the book, or where the folder is taken; nothing half-made is left.
    """
    place = _free(out, exercises.source(theme).stem)
    done = exercises.solved(theme, seed)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".assign-") as scratch:
        made = Path(scratch) / theme
        student, source = made / "student", made / "course" / "source" / theme
        for folder in (student, source):
            folder.mkdir(parents=True)
            bundle(folder, wheel)
        (student / f"{theme}.ipynb").write_text(notebook.text(exercises.for_students(done)), encoding="utf-8")
        (source / f"{theme}.ipynb").write_text(notebook.text(exercises.for_teachers(done)), encoding="utf-8")
        shown = {"sheet": exercises.sheet(theme, done), "book": cited(), "seed": seed}
        (made / "course" / CONFIG).write_text(_rendered("nbgrader_config.txt", **shown), encoding="utf-8")
        for page in PAGES:
            html = _rendered(f"{page}.html", **shown)
            (made / f"{page}.html").write_text(html, encoding="utf-8")
            if PRINTS:
                (made / f"{page}.pdf").write_bytes(_printed(html))
        deck = _rendered("slides.html", **shown, deck=slides.deck(theme))
        (made / "slides.html").write_text(deck, encoding="utf-8")
        made.rename(place)
    return place


def assign_all(themes: tuple[str, ...], out: Path, seed: int | None = None, jobs: int = -1) -> Iterator[Path]:
    """Write the assignments of several themes side by side, the library built once; yield each folder."""
    for theme in themes:
        _free(out, exercises.source(theme).stem)
    with tempfile.TemporaryDirectory() as scratch:
        wheel = built(Path(scratch))
        made = Parallel(n_jobs=jobs, return_as="generator")(
            delayed(assign)(theme, out, seed, wheel) for theme in themes
        )
        yield from made


def bundle(folder: Path, wheel: Path | None = None) -> None:
    """Put the evidence and the library into a folder, so that its notebook runs there without a network."""
    for name in EVIDENCE:
        shutil.copytree(paths.root() / name, folder / name)
    if wheel is None:
        built(folder)
    else:
        shutil.copy(wheel, folder)


def built(folder: Path) -> Path:
    """Build the library as a wheel into a folder; equal sources give equal bytes."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    env = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(command, cwd=paths.CODE, env=env, capture_output=True, text=True, check=False)
    found = sorted(folder.glob("*.whl"))
    if done.returncode or not found:
        last = (done.stderr.strip().splitlines() or ["no wheel was built"])[-1]
        raise BookError(f"the library could not be packed: {last}")
    return found[0]


def _free(out: Path, theme: str) -> Path:
    if out.exists() and not out.is_dir():
        raise BookError(f"{out}: is no folder; name one to write into")
    place = out / theme
    paths.refuse_own(Path(os.path.realpath(place)), out)
    if place.exists():
        raise BookError(f"{place}: exists, and what you may have changed in it is kept; name another folder")
    out.mkdir(parents=True, exist_ok=True)
    return place.resolve()


def _printed(html: str) -> bytes:
    from nkbook.print import pdf

    return pdf.sheet(html)


def _rendered(template: str, **shown: object) -> str:
    return TEMPLATES.get_template(template).render(shown).rstrip() + "\n"
