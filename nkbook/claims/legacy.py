"""Claims whose readings still stand in one function; goes with the last of them."""

import inspect
from collections.abc import Callable

from nkbook.claims.answers import Answers, Measurement, module_of
from nkbook.claims.registry import claim as find_claim

__all__ = ["Measurement", "measures"]


class Legacy(Answers):
    """Readings behind one dispatching function, which ignores choices that it does not know."""

    def _refuse_unknown(self, choices: dict[str, object]) -> None:
        pass


def measures(identifier: str) -> Callable[[Callable[..., Measurement]], Callable[..., Measurement]]:
    """Register the function `(evidence, reading, confidence, **options)` of a claim."""

    def register(function: Callable[..., Measurement]) -> Callable[..., Measurement]:
        if ".book." in module_of(identifier, find_claim(identifier).theme):
            return function
        found = Legacy(identifier)
        named = [p for p in inspect.signature(function).parameters.values() if p.kind is not p.VAR_KEYWORD]
        for key in find_claim(identifier).readings:
            found.readings[key] = lambda rows, confidence, reading, **given: function(
                rows, reading, confidence, **given
            )
            found.takes[key] = ("rows", "confidence", "reading", *(p.name for p in named[3:]))
        return function

    return register
