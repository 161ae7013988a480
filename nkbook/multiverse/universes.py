"""The universes of a claim: every allowed combination of its choices."""

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from nkbook import files
from nkbook.claims.answers import ARGUMENTS
from nkbook.claims.registry import Claim, Value, canonical
from nkbook.errors import BookError

CAP = 2_000
# Above this a grid is a mistake, not a set of choices that somebody defended one by one.
LARGEST = 1_000_000


@dataclass(frozen=True)
class Universe:
    """One set of choices.

    settings: an option for each choice. changed: the choices that are not at their default. kind:
    E where all of these are equivalent choices, N where one asks another question, else U.
    """

    claim: str
    settings: Mapping[str, Value]
    changed: tuple[str, ...]
    kind: str

    @cached_property
    def id(self) -> str:
        """Return what names the universe, whatever the order of choices and options."""
        return files.sha256(canonical([self.claim, dict(self.settings)]).encode())[:16]

    @property
    def seed(self) -> int:
        """Return a seed that depends on nothing but the universe."""
        return int(np.random.SeedSequence(int(self.id, 16)).generate_state(1)[0])

    def rank(self, seed: int) -> str:
        """Return a text that puts universes in a random order, the same in whatever order they come."""
        return files.sha256(f"{seed}:{self.id}".encode())

    def arguments(self) -> dict[str, Any]:
        """Return the settings as keyword arguments of `nkbook.claims.evaluate`."""
        return {k: tuple(v) if isinstance(v, list) else v for k, v in self.settings.items()}


def universes(item: Claim) -> list[Universe]:
    """Return every allowed universe of a claim, sorted by id; none for a claim without choices."""
    if not item.choices:
        return []
    size = math.prod(len(choice.options) for choice in item.choices.values())
    if size > LARGEST:
        raise BookError(f"{item.id}: {size:,} combinations of choices; at most {LARGEST:,} can be listed")
    names = sorted(item.choices)
    grid = itertools.product(*(item.choices[name].values for name in names))
    all_settings = (dict(zip(names, values, strict=True)) for values in grid)
    allowed = (s for s in all_settings if all(rule.admits(s) for rule in item.constraints))
    return sorted((universe(item, settings) for settings in allowed), key=lambda u: u.id)


def universe(item: Claim, settings: Mapping[str, Value]) -> Universe:
    """Return the universe with these settings; choices that are not named stay at their default."""
    unknown = sorted(set(settings) - set(item.choices))
    if unknown:
        raise BookError(f"{item.id} has no choice {unknown[0]!r}; choices are: {', '.join(item.choices)}")
    full = {name: settings.get(name, choice.default) for name, choice in item.choices.items()}
    changed = tuple(
        sorted(
            name
            for name, choice in item.choices.items()
            if canonical(full[name]) != canonical(choice.default)
        )
    )
    types = {item.choices[name].type for name in changed}
    return Universe(item.id, full, changed, "N" if "N" in types else "U" if "U" in types else "E")


def chosen(found: list[Universe], size: int, seed: int = 0) -> list[Universe]:
    """Return at most `size` universes, sorted by id: the default, its neighbours, a seeded sample.

    The neighbours, which differ from the default in one choice, tell what flips the verdict and
    are never left out; where they alone are more than `size`, all of them stay.
    """
    if len(found) <= size:
        return found
    near = [u for u in found if len(u.changed) <= 1]
    far = sorted((u for u in found if len(u.changed) > 1), key=lambda u: u.rank(seed))
    return sorted(near + far[: max(0, size - len(near))], key=lambda u: u.id)


def refuse_unknown_options(item: Claim, taken: Iterable[str]) -> None:
    """Raise `BookError` for a choice of the registry that neither `evaluate` nor any reading takes."""
    allowed = (*ARGUMENTS, *taken)
    for name in item.choices:
        if name not in allowed:
            raise BookError(f"{item.id}: no reading takes the choice {name!r}; allowed: {', '.join(allowed)}")
