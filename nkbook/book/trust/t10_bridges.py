"""T10: such trust can grow into communities and solidarity.

The claim has an evidence map (`nkbook.claims.maps`). Beside it stands a bound on bridges: percent of viewers
with a trusted tie outside the family, at most.
"""

from nkbook.book.trust.shares import latest
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence

TRUSTED, WATCHED = "trusted_someone_outside_family_yes", "watched_foreign_video_by_escape_period"

t10 = Answers("T10")


@t10.reading("bound")
def bound(rows: Evidence, confidence: float) -> Measurement:
    """Answer from two surveys, as if all who trust somebody outside the family were viewers.

    The two are taken to have asked people who are alike; the ends bound what is not known, and hold no
    sampling error.
    """
    trusted, watched = (float(latest(rows.rows(series))["value"]) for series in (TRUSTED, WATCHED))
    most = min(100.0, 100 * trusted / watched)
    note = "two surveys of different people; no sampling error"
    return Measurement(most, 0.0, most, warnings=(note,), bounds=True)
