"""What the book has said and says no longer (`data/withdrawn.yml`)."""

from pydantic import BaseModel, ConfigDict

from nkbook import paths
from nkbook.data import plain


class Withdrawal(BaseModel):
    """One sentence that was taken back."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: plain.Day
    page: str
    said: str
    instead: str
    reason: str


def withdrawn() -> list[Withdrawal]:
    """Return what was taken back; raise `DataError` naming the entry that is malformed."""
    path = paths.data() / "withdrawn.yml"
    return [plain.fitted(Withdrawal, entry, path) for entry in plain.read(path, list)]
