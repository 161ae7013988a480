"""How each body of evidence answers a claim: one function per reading, its signature declares its choices."""

import difflib
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from pathlib import Path

from nkbook.claims.evidence import Evidence
from nkbook.claims.registry import claim as find_claim
from nkbook.data.package import note_read
from nkbook.errors import BookError

# Arguments of every evaluation; every other choice is declared by a reading.
ARGUMENTS = ("reading", "grades", "start_year", "end_year", "confidence", "exclude")
GIVEN = ("rows", "confidence", "reading")


@dataclass(frozen=True)
class Measurement:
    """What a reading computes: the quantity of its claim's criterion.

    estimate, lower, upper: in the unit of the criterion; lower and upper None where no interval
    can be stated, and then `no_interval` says why. n: respondents or observations. limits: the
    conditions of the criterion that hold. warnings: what a reader must know beside the number.
    counted: nothing was sampled, so that the number needs no interval. bounds: the ends bound what
    is not known, whatever the sample. unsized: people were sampled and nobody printed how many, so that
    the ends are no interval. borrowed: n is that of another question, or a minimum.
    """

    estimate: float
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    limits: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    no_interval: str = ""
    counted: bool = False
    bounds: bool = False
    unsized: bool = False
    borrowed: bool = False


def ends(found: Measurement) -> tuple[float, float]:
    """Return the ends of an interval, infinite where only one is known; the number itself of a count."""
    if found.lower is None and found.upper is None:
        return found.estimate, found.estimate
    return (-inf if found.lower is None else found.lower), (inf if found.upper is None else found.upper)


Reading = Callable[..., Measurement]

_answers: dict[str, "Answers"] = {}


class Answers:
    """The readings of one claim, each a pure function of rows, level and the choices it declares.

    A reading is a function `(rows: Evidence, confidence: float, choice=default, …)`; one that
    answers for several readings also takes `reading`, the key of the one that is asked.
    """

    def __init__(self, claim: str) -> None:
        self.claim = claim
        self.readings: dict[str, Reading] = {}
        self.takes: dict[str, tuple[str, ...]] = {}
        _answers[claim] = self

    def reading(self, *keys: str) -> Callable[[Reading], Reading]:
        """Register the function that answers the claim from one body of evidence, or from several alike."""

        def register(function: Reading) -> Reading:
            for key in keys:
                self.readings[key] = function
                self.takes[key] = tuple(inspect.signature(function).parameters)
            return function

        return register

    @property
    def choices(self) -> tuple[str, ...]:
        """Return the names of all choices that some reading takes."""
        names = (name for taken in self.takes.values() for name in taken if name not in GIVEN)
        return tuple(dict.fromkeys(names))

    def threshold(self, name: str) -> float:
        """Return a number behind a limit or a reading, as the registry holds it."""
        parts = find_claim(self.claim).parts.values()
        return next(p.criterion.thresholds[name] for p in parts if name in p.criterion.thresholds)

    def measure(self, rows: Evidence, reading: str, confidence: float, **choices: object) -> Measurement:
        """Answer from one reading; a choice of another reading cannot change it.

        Raises `BookError` for a choice that no reading takes.
        """
        self._refuse_unknown(choices)
        taken = self.takes[reading]
        own = {name: value for name, value in choices.items() if name in taken}
        if "reading" in taken:
            own["reading"] = reading
        return self.readings[reading](rows, confidence, **own)

    def _refuse_unknown(self, choices: dict[str, object]) -> None:
        known, registered = self.choices, find_claim(self.claim).choices
        for name, value in choices.items():
            if name not in known:
                allowed = [*ARGUMENTS, *known]
                raise BookError(f"{self.claim} has no choice {name!r}; {_near(name, allowed, 'choices')}")
            if isinstance(value, str) and name in registered and value not in registered[name].admitted:
                allowed = [str(option) for option in registered[name].admitted]
                raise BookError(
                    f"{self.claim}: {name} cannot be {value!r}; {_near(value, allowed, 'options')}"
                )


def _near(word: str, allowed: list[str], what: str) -> str:
    near = difflib.get_close_matches(word, allowed, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{hint}{what} are: {', '.join(allowed)}"


def answers(claim: str) -> Answers:
    """Return the readings behind a claim; raise `BookError` where nobody has written them."""
    name = module_of(claim, find_claim(claim).theme)
    if not name:
        raise BookError(f"claim {claim} has no file nkbook/book/…/{claim.lower()}_….py yet")
    module = sys.modules.get(name) or importlib.import_module(name)
    note_read(Path(module.__file__ or ""))
    return _answers[claim]


@lru_cache(maxsize=64)
def module_of(claim: str, theme: str) -> str:
    """Return the module that holds the readings of a claim, e.g. nkbook.book.economy.e1_collapse; or ""."""
    package = importlib.import_module(f"nkbook.book.{theme}")
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    found = [name for name in names if name.startswith(f"{claim.lower()}_")]
    return f"{package.__name__}.{found[0]}" if found else ""
