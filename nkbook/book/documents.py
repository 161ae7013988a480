"""Rules of the state as documents and dated reports tell them, weighed by independent origins."""

from nkbook.claims.answers import Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence


def weighed(rows: Evidence, limits: tuple[str, ...] = ()) -> Measurement:
    """Return how many independent origins report what a reading `says`, less those of what it `denies`.

    The upper end leaves the latter aside. Where there are none, it is open: what was not found may exist.
    """
    said, denied = rows.documents(rows.reading.says), rows.documents(rows.reading.denies)
    if said.empty and denied.empty:
        raise NoEvidence("no document of this grade and these years")
    return balance(said["origin"].nunique(), denied["origin"].nunique(), limits)


def balance(said: int, denied: int, limits: tuple[str, ...] = ()) -> Measurement:
    """Return the number of origins that say something, less those that deny it, as criteria count them."""
    most, open_end = (said, "") if denied else (None, "what was not found may exist")
    net = said - denied
    return Measurement(net, net, most, limits=limits, no_interval=open_end, counted=True, bounds=True)


def unread(rows: Evidence) -> tuple[str, ...]:
    """Return the limit that no word of the documents themselves was read."""
    said = rows.documents(rows.reading.says)
    return ("unread",) if (said["text_seen"] == "none").all() else ()


def silent(rows: Evidence, limit: str, words: str) -> tuple[str, ...]:
    """Return a limit where no document or report holds one of some words (a regular expression)."""
    said = rows.documents(rows.reading.says)
    return () if (said["document"] + " " + said["did"]).str.contains(words).any() else (limit,)
