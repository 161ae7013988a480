"""Speed of the trust model: ``python -m benchmarks.trust [--nation]``. See benchmarks/README.md."""

from __future__ import annotations

import argparse
import multiprocessing
import platform
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from benchmarks import engines, floors, nation
from benchmarks.setting import Outcome

TASKS: dict[str, list[Any]] = {
    engines.CASCADE: [
        engines.nkbook_cascade,
        engines.ndlib_cascade,
        engines.lean_mesa_cascade,
        engines.mesa_cascade,
    ],
    engines.LEARNING: [engines.nkbook_learning, engines.ndlib_learning, engines.mesa_learning],
}
HEAD = (
    f"{'task':<13}{'people':>10} {'engine':<13}{'ms/step min':>12}{'median':>10}"
    f"{'ratio min':>11}{'median':>9}{'build s':>9}{'peak MB':>9}  trajectory"
)


def main() -> int:
    """Run everything, print one table; 1 if any trajectory differs."""
    options = _options()
    print(f"{platform.machine()}, {_apart(floors.thread_count)} threads, "
          f"triad {_apart(floors.triad_gigabytes):.1f} GB/s", flush=True)  # fmt: skip
    print(HEAD, flush=True)
    same = True
    for task, competitors in TASKS.items():
        for people in options.sizes:
            same &= _compare(task, people, competitors, options.runs)
    if options.nation:
        print("\n".join(_apart(nation.cascade, options.people)), flush=True)
        print("\n".join(_apart(nation.ties, options.people, options.months)), flush=True)
    print("all trajectories identical" if same else "TRAJECTORIES DIFFER")
    return 0 if same else 1


def _compare(task: str, people: int, competitors: list[Any], runs: int) -> bool:
    """One block of the table; the first engine is the measure of the others."""
    ours: Outcome | None = None
    same = True
    for competitor in competitors:
        # A slow engine at a million people is measured once or twice, not for an hour.
        times = runs if people < 1_000_000 else min(runs, 2)
        outcome = _apart(competitor, people, times)
        ours = ours or outcome
        equal = outcome.trajectory == ours.trajectory
        same &= equal
        print(_row(outcome, ours, equal), flush=True)
    if ours is not None:
        print(f"{'':<13}{ours.trajectory}", flush=True)
    return same


def _row(outcome: Outcome, ours: Outcome, equal: bool) -> str:
    return (
        f"{outcome.task:<13}{outcome.people:>10,} {outcome.engine:<13}"
        f"{outcome.best * 1e3:>12.3f}{outcome.middle * 1e3:>10.3f}"
        f"{outcome.best / ours.best:>11.1f}{outcome.middle / ours.middle:>9.1f}"
        f"{outcome.build:>9.2f}{outcome.megabytes:>9.0f}  {'identical' if equal else 'DIFFERS'}"
    )


def _apart(task: Any, *arguments: Any) -> Any:
    """Do something in a fresh process, so that its peak memory is its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(task, *arguments).result()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trust", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=3, help="runs of each library")
    parser.add_argument("--nation", action="store_true", help="also 26 million people")
    parser.add_argument("--people", type=int, default=nation.PEOPLE, help="size of the nation")
    parser.add_argument("--months", type=int, default=240, help="months the nation lives")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
