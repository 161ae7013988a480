"""Errors that a reader can act on."""


class BookError(Exception):
    """A user's mistake, told in one line: what is wrong, where, and what is allowed."""

    def _render_traceback_(self) -> list[str]:
        # IPython asks for this, so a notebook that fails ends in the sentence, not in our stack.
        return [str(self)]


class DataError(BookError):
    """A data file that differs from what the data package promises."""


class NoEvidence(BookError):
    """No admitted row is left: an honest result, not a fault of the code."""
