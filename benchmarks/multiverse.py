"""What remembering saves in a sweep, and how much cheaper an analysis is as a function than as a notebook.

    python -m benchmarks.multiverse [--chapter chapters/economy.ipynb] [--runs 3]

Everything is measured in one run on one machine, and ratios are what it is for. Without memory every
evaluation looks its rows up and reshapes them anew. An analysis as a notebook is a whole run of its
chapter by papermill, kernel and imports included.
"""

import argparse
import logging
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import nbformat
import papermill

from nkbook import paths
from nkbook.claims.evaluation import evaluate as evaluate_claim
from nkbook.claims.registry import claim
from nkbook.multiverse.analyses import Evaluate, outcome
from nkbook.multiverse.evidence import Remembered
from nkbook.multiverse.settings import plan
from nkbook.notebook import stripped, text

CLAIMS = ("X1", "E4")
RAW = 40  # analyses of a claim evaluated without memory, a seeded sample


def main() -> None:
    """Measure, and print seconds and ratios."""
    options = _options()
    logging.getLogger("papermill").setLevel(logging.ERROR)
    os.environ["PYTHONHASHSEED"] = "0"
    remembered = [_remembering(name) for name in CLAIMS]
    with tempfile.TemporaryDirectory() as scratch:
        # A copy: a chapter that somebody edits meanwhile would differ from itself.
        chapter = Path(scratch) / "chapter.ipynb"
        shutil.copy(options.chapter, chapter)
        runs = [_run(chapter, Path(scratch)) for _ in range(options.runs)]
    notebook = statistics.median(wall for wall, _ in runs)
    print(f"an analysis as a notebook: {notebook:.2f} s; ratio {notebook / max(remembered):,.0f} and more")
    if len({outputs for _, outputs in runs}) > 1:
        sys.exit("OUTPUTS DIFFER from run to run")


def _remembering(name: str) -> float:
    """Print what remembering saves for one claim; return the seconds that one evaluation takes with it."""
    planned = plan(claim(name))
    work = [(reading, options) for reading in planned.item.readings for options in planned.grid(reading)]
    sample = random.Random(0).sample(work, RAW)
    memory = partial(Remembered, memory={})
    _seconds(name, sample[:2], evaluate_claim)  # files are read and modules imported before the clock runs
    fast = _seconds(name, work, partial(evaluate_claim, look_up=memory))
    slow = _seconds(name, sample, evaluate_claim)
    ratio = f"ratio {slow / fast:.1f}"
    print(f"{name}: {1e3 * fast:.2f} ms with memory, {1e3 * slow:.2f} ms on raw rows without; {ratio}")
    return fast


def _seconds(name: str, work: list[tuple[str, tuple[int, ...]]], function: Evaluate) -> float:
    """Return the seconds that one evaluation takes, over all that are to be done."""
    planned = plan(claim(name))
    start = time.perf_counter()
    for reading, options in work:
        outcome(planned, reading, options, function)
    return (time.perf_counter() - start) / len(work)


def _run(chapter: Path, scratch: Path) -> tuple[float, str]:
    """Return the seconds of a run and the notebook it ends in."""
    target = scratch / "out.ipynb"
    start = time.perf_counter()
    papermill.execute_notebook(
        str(chapter),
        str(target),
        kernel_name="python3",
        language="python",
        progress_bar=False,
        cwd=str(paths.chapters()),
    )
    wall = time.perf_counter() - start
    return wall, text(stripped(nbformat.read(target, as_version=4)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--chapter", type=Path, default=paths.chapters() / "economy.ipynb", help="notebook")
    parser.add_argument("--runs", type=int, default=3, help="runs of the notebook; the median counts")
    return parser.parse_args()


if __name__ == "__main__":
    main()
