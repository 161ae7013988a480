"""How much cheaper a universe is as a function than as a notebook, and a warm engine than a cold one.

    python -m benchmarks.multiverse [--chapter chapters/economy.ipynb] [--runs 3]

Everything is measured in one run on one machine, and ratios are what it is for. A universe as a
notebook is a whole run of its chapter by papermill's default engine, kernel and imports included.
Start-up is the time of a run beyond that of its cells.
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
from typing import Any

import nbformat
import papermill
from papermill.engines import papermill_engines

from nkbook import paths
from nkbook.claims.registry import Claim, claims
from nkbook.execute.notebook import stripped, text
from nkbook.execute.warm import WarmEngine
from nkbook.multiverse.outcomes import outcome
from nkbook.multiverse.universes import chosen, universes

UNIVERSES = 60  # of each claim, a seeded sample


def main() -> None:
    """Measure, and print seconds and ratios."""
    options = _options()
    papermill_engines.register("warm", WarmEngine)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    os.environ["PYTHONHASHSEED"] = "0"
    with tempfile.TemporaryDirectory() as scratch:
        # A copy: a chapter that somebody edits meanwhile would differ from itself.
        chapter = Path(scratch) / "chapter.ipynb"
        shutil.copy(options.chapter, chapter)
        per_claim = {item.id: _seconds(item) for item in claims() if item.choices}
        cold = [_run(chapter, None, Path(scratch)) for _ in range(options.runs)]
        _run(chapter, "warm", Path(scratch))  # starts the warm interpreter, which every later run shares
        warm = [_run(chapter, "warm", Path(scratch)) for _ in range(options.runs)]
    _report(per_claim, cold, warm)


def _report(per_claim: dict[str, float], cold: list[Any], warm: list[Any]) -> None:
    function = statistics.median(per_claim.values())
    notebook = statistics.median(wall for wall, _, _ in cold)
    print(f"universe as a function, median over {len(per_claim)} claims: {1e3 * function:.2f} ms")
    print("  " + ", ".join(f"{name} {1e3 * s:.1f}" for name, s in per_claim.items()))
    print(f"universe as a notebook (papermill's default engine): {notebook:.2f} s")
    print(f"ratio: {notebook / function:,.0f}")
    start = [statistics.median(wall - cells for wall, cells, _ in runs) for runs in (cold, warm)]
    print(f"start-up beyond the cells: default engine {start[0]:.3f} s, warm engine {start[1]:.3f} s")
    print(f"ratio: 1/{start[0] / start[1]:.1f}")
    whole = statistics.median(wall for wall, _, _ in warm)
    print(f"whole run: default engine {notebook:.2f} s, warm engine {whole:.2f} s")
    print("outputs equal" if cold[0][2] == warm[0][2] else "OUTPUTS DIFFER")
    if cold[0][2] != warm[0][2]:
        sys.exit(1)


def _seconds(item: Claim) -> float:
    """Return the seconds that one universe of a claim takes, once the data are in memory."""
    found = chosen(universes(item), UNIVERSES)
    outcome(found[0])
    start = time.perf_counter()
    for one in found:
        outcome(one)
    return (time.perf_counter() - start) / len(found)


def _run(chapter: Path, engine: str | None, scratch: Path) -> tuple[float, float, str]:
    """Return the seconds of a run, those of its cells, and the notebook it ends in."""
    target = scratch / "out.ipynb"
    start = time.perf_counter()
    done = papermill.execute_notebook(
        str(chapter),
        str(target),
        engine_name=engine,
        kernel_name="python3",
        language="python",
        progress_bar=False,
        cwd=str(paths.chapters()),
    )
    wall = time.perf_counter() - start
    cells = sum(cell.metadata.papermill.duration or 0.0 for cell in done.cells)
    return wall, cells, text(stripped(nbformat.read(target, as_version=4)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--chapter", type=Path, default=paths.chapters() / "economy.ipynb", help="notebook")
    parser.add_argument("--runs", type=int, default=3, help="runs of each engine; the median counts")
    return parser.parse_args()


if __name__ == "__main__":
    main()
