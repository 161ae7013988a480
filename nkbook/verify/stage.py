"""What a stage is, and what came of one."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nkbook.errors import BookError


@dataclass(frozen=True)
class Difference:
    """One thing that is not what was recorded.

    thing: its name, as a person would look for it. how: what is different. claims: ids of the claims that
    it concerns; none where it concerns no claim more than others.
    """

    thing: str
    how: str
    claims: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join(f"{self.thing}: {self.how}".split())


@dataclass(frozen=True)
class Stage:
    """One comparison.

    name: key in `words.yml`. thorough: left out where the verification is quick. beside: begun with the first
    stage, since it waits for a process of its own.
    """

    name: str
    compare: Callable[[], Iterable[Difference]]
    thorough: bool = False
    beside: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of a stage.

    seconds: how long it took, of one beside others together with them. whole: whether it went through.
    """

    stage: str
    seconds: float
    differences: tuple[Difference, ...]
    whole: bool = True


def run(stage: Stage) -> Outcome:
    """Return what comes of a stage; an error on which it stumbles is a difference, too."""
    start = time.perf_counter()
    found: list[Difference] = []
    whole = False
    try:
        for gap in stage.compare():
            found.append(gap)
        whole = True
    except BookError as error:
        found.append(Difference(stage.name, str(error)))
    except (
        Exception
    ) as error:  # damage of a kind that nobody foresaw must not keep the other stages from running
        found.append(Difference(stage.name, f"{type(error).__name__}: {error}"))
    return Outcome(stage.name, time.perf_counter() - start, tuple(found), whole)
