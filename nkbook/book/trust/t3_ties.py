"""T3: distrust bred by the regime has cut the ties between citizens.

Quantity: share of respondents without a tie of trust outside the family. The criterion measures the
ties; whether surveillance cut them is a limit, not a part of it.
"""

from dataclasses import replace

import pandas as pd

from nkbook.book.trust.shares import latest, share
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.methods.surveys import ShareInterval

ASKED = {"trusted": "trusted_someone_outside_family_no", "helped": "helped_nonfamily_defect_no"}
FRIENDS = "how_obtained_borrow_free_from_friends"
STRANGERS = "stasi_plus_1sd_trust_in_strangers"

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

    tie: trusted somebody outside the family, helped somebody outside it to leave, or calls
    partnerships in trade common. interval, design_effect: as in `surveys.share_interval`.
    """
    row = _no_partners(rows) if tie == "partnership" else latest(rows.rows(ASKED[tie]))
    note = "one press item for the share; interval: sampling error only"
    return share(row, confidence, interval, design_effect, note, limits=_cause_open(rows.aside()))


@t3.reading("umg")
def umg(
    rows: Evidence, confidence: float, interval: ShareInterval = "exact", design_effect: float = 2
) -> Measurement:
    """Answer from residents who do not borrow forbidden media from friends. Interval: sampling error.

    interval, design_effect: as in `surveys.share_interval`.
    """
    note = "self-selected residents reached by phone; interval: sampling error only"
    have = share(latest(rows.rows(FRIENDS)), confidence, interval, design_effect, note)
    low, high = (None if end is None else 100 - end for end in (have.upper, have.lower))
    return replace(have, estimate=100 - have.estimate, lower=low, upper=high)


def _no_partners(rows: Evidence) -> pd.Series:
    common = [latest(rows.rows(f"market_partnership_{often}")) for often in ("common", "very_common")]
    row = common[0].copy()
    row["value"] = 100 - sum(float(each["value"]) for each in common)
    return row


def _cause_open(rows: Evidence) -> tuple[str, ...]:
    """Tell that surveillance as the cause is open: unless East German effects are all clear of nought."""
    effects = rows.perhaps(f"{STRANGERS}_first_wave", country="DDR")
    return ("cause",) if effects.empty or bool((effects["upper"] >= 0).any()) else ()
