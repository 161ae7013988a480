"""How much of a suite runs: a seeded sample with `make test`, all of it with `make faults` and `.ci/run`."""

import os
import random
from collections.abc import Iterable
from typing import TypeVar

import pytest

T = TypeVar("T")

WHOLE = os.environ.get("NKBOOK_FAULTS") == "all"
SEED = 20261126
# What takes processes and seconds enough that it waits for `make faults`.
long = pytest.mark.skipif(not WHOLE, reason="part of `make faults`")


def of(few: int, many: int) -> int:
    """Return how many cases to try."""
    return many if WHOLE else few


def drawn(items: Iterable[T], few: int, many: int) -> list[T]:
    """Return a seeded sample, in the order in which the items stand."""
    every = list(items)
    places = random.Random(SEED).sample(range(len(every)), min(of(few, many), len(every)))
    return [every[place] for place in sorted(places)]
