"""Errors that a reader can act on."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Found = TypeVar("Found")


class BookError(Exception):
    """A user's mistake, told in one line: what is wrong, where, and what is allowed."""

    def _render_traceback_(self) -> list[str]:
        # IPython asks for this, so a notebook that fails ends in the sentence, not in our stack.
        return [str(self)]


class DataError(BookError):
    """A data file that differs from what the data package promises."""


class NoEvidence(BookError):
    """No admitted row is left: an honest result, not a fault of the code."""


def or_none(ask: Callable[Asked, Found], *args: Asked.args, **kwargs: Asked.kwargs) -> Found | None:
    """Return what a function finds; None where there is no evidence."""
    try:
        return ask(*args, **kwargs)
    except NoEvidence:
        return None
