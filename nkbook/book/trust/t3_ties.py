"""T3: distrust bred by the regime has cut the ties between citizens.

Ties: percent who trusted nobody outside the family. Trade: percent who call partnerships in trade
common. Whether surveillance narrows ties has no reading, and a map of studies (`nkbook.claims.maps`).
"""

from nkbook.book.trust.shares import latest, share
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.methods.surveys import ShareInterval

ASKED = {"trusted": "trusted_someone_outside_family_no", "helped": "helped_nonfamily_defect_no"}
ONE_ITEM = "one press item for the share; interval: sampling error only"

t3 = Answers("T3")


@t3.reading("kdi")
def kdi(
    rows: Evidence,
    confidence: float,
    tie: str = "trusted",
    interval: ShareInterval = "exact",
    design_effect: float = 2,
) -> Measurement:
    """Answer from resettled leavers. Interval: sampling error.

    tie: trusted nobody outside the family, or helped nobody outside it to leave. interval,
    design_effect: as in `surveys.share_interval`.
    """
    return share(latest(rows.rows(ASKED[tie])), confidence, interval, design_effect, ONE_ITEM)


@t3.reading("partners")
def partners(
    rows: Evidence, confidence: float, interval: ShareInterval = "exact", design_effect: float = 2
) -> Measurement:
    """Answer from the same leavers who call partnerships in trade common; choices as for `kdi`."""
    common = [latest(rows.rows(f"market_partnership_{often}")) for often in ("common", "very_common")]
    row = common[0].copy()
    row["value"] = sum(float(each["value"]) for each in common)
    return share(row, confidence, interval, design_effect, ONE_ITEM)
