"""Execute the stale chapters of the book side by side."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from joblib import Parallel, delayed

from nkbook import files, notebook, parameters, paths
from nkbook.errors import BookError
from nkbook.execute import key


def all_chapters() -> list[Path]:
    """Return the notebooks of the book in order of name; raise `BookError` where one has been lost."""
    found = sorted(paths.chapters().glob("*.ipynb"))
    if lost := sorted(set(parameters.CHAPTERS) - {path.stem for path in found}):
        missing = ", ".join(f"chapters/{name}.ipynb" for name in lost)
        raise BookError(f"{missing}: missing; `git checkout` brings back what was lost")
    return found


def all_exercises() -> list[Path]:
    """Return the notebooks of exercises; they are executed and compared as chapters are, and are none."""
    return sorted(paths.chapters().glob("exercises/*.ipynb"))


def stale(path: Path) -> bool:
    """Tell whether what the outputs of a chapter depend on has changed, or the outputs themselves."""
    chapter = notebook.read(path)
    stamp, reads = key.stored(chapter)
    return stamp != key.key(chapter, reads) or not key.unbroken(chapter)


def execute_chapters(chapters: list[Path], jobs: int = -1) -> Iterator[str]:
    """Execute chapters in parallel processes; yield the name of each that is done and stored.

    An interrupted or failing run leaves the stored notebook as it was. Raises `BookError` with
    all failures, after the other chapters were stored.
    """
    work = Parallel(n_jobs=jobs, return_as="generator_unordered")(
        delayed(_execute_one)(path) for path in chapters
    )
    failures = []
    for name, failure in work:
        if failure:
            failures.append(failure)
        else:
            yield name
    if failures:
        raise BookError("; ".join(sorted(failures)))


def _execute_one(path: Path) -> tuple[str, str]:
    with tempfile.TemporaryDirectory() as scratch:
        try:
            done, reads = notebook.execute(path, Path(scratch) / path.name, {}, folder=path.parent)
        except BookError as error:
            return path.stem, str(error)
    done.metadata["nkbook"] = {"key": key.key(done, reads), "reads": reads}
    done.metadata["nkbook"]["seal"] = key.seal(done)
    files.write_atomic(path, notebook.text(done))
    return path.stem, ""
