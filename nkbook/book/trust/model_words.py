"""What the sections on the model say beside its figure; the words stand in figures.yml."""

from collections.abc import Mapping
from typing import Any

from nkbook.book.trust.model_figures import follows
from nkbook.book.trust.shares import share
from nkbook.chapter import Chapter
from nkbook.claims import Assessment
from nkbook.claims.phrases import estimate
from nkbook.errors import NoEvidence
from nkbook.marks import Facts
from nkbook.parameters import Trust

WAYS = ("how_obtained_borrow_from_family_relatives", "how_obtained_borrow_free_from_friends")
TRUSTING, WATCHED = "trusted_someone_outside_family_yes", "watched_foreign_video_by_escape_period"
CLAIMS = ("T8", "T9", "T10")


def said(c: Chapter[Trust], found: Mapping[str, Assessment]) -> dict[str, dict[str, Any]]:
    """Return, by claim, under which conditions it follows in the model and what was seen of it."""
    try:
        conditions = follows(c)
    except NoEvidence:
        conditions = Facts()
    rows = c.rows(*WAYS, need=False).drop_duplicates("series", keep="last").set_index("series")
    asked = [rows.loc[name] for name in WAYS] if set(WAYS) == set(rows.index) else []
    seen = c.told("model_observed", {"asked": asked, "outside": estimate(found["T3"].lead)})
    none = "No admitted row answers this under the chosen parameters."
    return {name: {"follows": conditions.get(name, none), "observed": seen[name]} for name in CLAIMS}


def most_bridges(c: Chapter[Trust]) -> str:
    """Return in words how many viewers at most can have a trusted tie into another circle.

    Such a tie leads outside the family, so its share among viewers is at most the share who trusted
    anybody there, over the share who watched: as if all who trusted were viewers. `upper` takes the
    worse end of both intervals. Assumption: the leavers asked about trust and the latest leavers asked
    about watching are alike.
    """
    rows = c.rows(TRUSTING, WATCHED, need=False).dropna(subset=["value", "n"])
    latest = {name: part.iloc[-1] for name, part in rows.sort_values("date").groupby("series")}
    facts: dict[str, Any] = {"asked": []}
    if len(latest) > 1:
        asked = [latest[name] for name in (TRUSTING, WATCHED)]
        trusting, watched = (share(row, c.p.confidence) for row in asked)
        facts = {
            "asked": asked,
            "most": _bound(trusting.estimate, watched.estimate),
            "upper": _bound(trusting.upper, watched.lower),
        }
    return str(c.told("model_bridges", facts)["bound"])


def _bound(trusting: float | None, watched: float | None) -> float:
    """Return the one share over the other, in percent, and no more than everybody."""
    return min(100.0, 100 * (trusting or 100) / (watched or 100))
