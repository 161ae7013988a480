"""Execute the stale chapters of the book side by side."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from joblib import Parallel, delayed
from nbformat.reader import NotJSONError

from nkbook import files, paths
from nkbook.errors import BookError
from nkbook.execute import key, notebook


def all_chapters() -> list[Path]:
    """Return the notebooks of the book in order of name."""
    return sorted(paths.chapters().glob("*.ipynb"))


def stale(path: Path) -> bool:
    """Tell whether something that the outputs of a chapter depend on has changed."""
    try:
        chapter = nbformat.read(path, as_version=4)
    except NotJSONError:
        raise BookError(f"{path.name}: not a notebook; it must hold JSON with cells.") from None
    stamp, reads = key.stored(chapter)
    return stamp != key.key(chapter, reads)


def execute_chapters(chapters: list[Path], jobs: int = -1) -> Iterator[str]:
    """Execute chapters in parallel processes; yield the name of each as it is done.

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
    files.write_atomic(path, notebook.text(done))
    return path.stem, ""
