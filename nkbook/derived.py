"""Tables made of evidence, made once for as long as the evidence is remembered."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence

P = ParamSpec("P")
T = TypeVar("T")


def derived(function: Callable[P, T]) -> Callable[P, T]:
    """Keep what a function makes of evidence and hashable choices.

    Evidence that remembers (it has a `memory`) answers the same question with the same object, which
    nobody may change; the rows that were read count as seen each time. Other evidence is computed anew.
    """

    @wraps(function)
    def kept(*args: P.args, **kwargs: P.kwargs) -> T:
        evidence: Any = args[0]
        memory: dict[Any, Any] | None = getattr(evidence, "memory", None)
        if memory is None:
            return function(*args, **kwargs)
        key = (
            function.__module__,
            function.__qualname__,
            evidence.question,
            args[1:],
            *sorted(kwargs.items()),
        )
        if key not in memory:
            memory[key] = _made(function, evidence, args[1:], kwargs)
        made, apart = memory[key]
        evidence.take_note(apart)
        if isinstance(made, NoEvidence):
            raise made
        return made  # type: ignore[no-any-return]

    return kept


def _made(
    function: Callable[..., Any], evidence: Evidence, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Any, Evidence]:
    apart = replace(evidence, seen={}, observed={})
    try:
        return function(apart, *args, **kwargs), apart
    except NoEvidence as error:
        return error, apart
