"""The one setting that every engine gets: network, thresholds, seeds, parameters."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np
import numpy.typing as npt

from nkbook.trust import Network, TrustParameters, layered
from nkbook.trust.chance import Stream, uniforms

SEED = 2026
PARAMETERS = TrustParameters(first_holders=0.3)


@dataclass
class Outcome:
    """What an engine hands back: trajectory, seconds per step of each run, build time, memory."""

    engine: str
    task: str
    people: int
    trajectory: list[tuple[int, ...]]
    seconds: list[float]
    build: float
    megabytes: float

    @property
    def best(self) -> float:
        """Seconds per step in the fastest run."""
        return min(self.seconds)

    @property
    def middle(self) -> float:
        """Seconds per step in the median run."""
        return median(self.seconds)


def network(people: int) -> Network:
    """The layered country, with villages in order."""
    return layered(people, SEED)


def thresholds(people: int) -> npt.NDArray[np.float64]:
    """Shares of ties that must act first, normal (.25, .10), in person order."""
    return np.random.default_rng(SEED).normal(0.25, 0.10, people)


def starters(people: int) -> npt.NDArray[np.bool_]:
    """One person in twenty acts from the start."""
    return uniforms(SEED, Stream.SEED, people) < 0.05


def timed(run: Callable[[], list[tuple[int, ...]]]) -> tuple[list[tuple[int, ...]], float]:
    """A trajectory and the seconds per step it took; the first entry is the start."""
    begun = time.perf_counter()
    trajectory = run()
    return trajectory, (time.perf_counter() - begun) / max(1, len(trajectory) - 1)


def peak_megabytes() -> float:
    """Peak resident memory of this process."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
