"""How much cheaper a universe is as a function than as a notebook.

    python -m benchmarks.multiverse [--chapter chapters/economy.ipynb] [--runs 3]

Everything is measured in one run on one machine, and ratios are what it is for. A universe as a
notebook is a whole run of its chapter by papermill, kernel and imports included.
"""

import argparse
import logging
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import papermill

from nkbook import paths
from nkbook.claims.registry import Claim, claims
from nkbook.execute.notebook import stripped, text
from nkbook.multiverse.outcomes import outcome
from nkbook.multiverse.universes import chosen, universes

UNIVERSES = 60  # of each claim, a seeded sample


def main() -> None:
    """Measure, and print seconds and ratios."""
    options = _options()
    logging.getLogger("papermill").setLevel(logging.ERROR)
    os.environ["PYTHONHASHSEED"] = "0"
    with tempfile.TemporaryDirectory() as scratch:
        # A copy: a chapter that somebody edits meanwhile would differ from itself.
        chapter = Path(scratch) / "chapter.ipynb"
        shutil.copy(options.chapter, chapter)
        per_claim = {item.id: _seconds(item) for item in claims() if item.choices}
        runs = [_run(chapter, Path(scratch)) for _ in range(options.runs)]
    _report(per_claim, runs)


def _report(per_claim: dict[str, float], runs: list[tuple[float, str]]) -> None:
    function = statistics.median(per_claim.values())
    notebook = statistics.median(wall for wall, _ in runs)
    print(f"universe as a function, median over {len(per_claim)} claims: {1e3 * function:.2f} ms")
    print("  " + ", ".join(f"{name} {1e3 * s:.1f}" for name, s in per_claim.items()))
    print(f"universe as a notebook: {notebook:.2f} s")
    print(f"ratio: {notebook / function:,.0f}")
    if len({outputs for _, outputs in runs}) > 1:
        sys.exit("OUTPUTS DIFFER from run to run")


def _seconds(item: Claim) -> float:
    """Return the seconds that one universe of a claim takes, once the data are in memory."""
    found = chosen(universes(item), UNIVERSES)
    outcome(found[0])
    start = time.perf_counter()
    for one in found:
        outcome(one)
    return (time.perf_counter() - start) / len(found)


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
