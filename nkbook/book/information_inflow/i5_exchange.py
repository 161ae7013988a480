"""I5: the exchange of outside material went on in spite of the punishment.

Quantity: change in the share of recent leavers who had met southern culture often, after the penalties rose,
in points. Having ever watched is a stock and no reading. The question on often names no period, so that it
bounds the change from above only. What was measured ends in 2020.
"""

import pandas as pd

from nkbook.book.information_inflow import leavers
from nkbook.book.information_inflow.leavers import SAMPLING_ONLY
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import proportions

i5 = Answers("I5")


@i5.reading("often")
def often(
    rows: Evidence,
    confidence: float,
    contact: str = "frequent",
    hardened: str = "halves",
    error: str = "scatter",
    design_effect: float = 2.0,
) -> Measurement:
    """Answer from yearly surveys: later ones minus earlier ones. Upper end: of scatter, or of sampling.

    contact: frequent, or ever at all. hardened: the two halves of the record, or the surveys before
    2013 and since. error: scatter between years, or sampling error of all people together.
    design_effect: divides the number of people.
    """
    table = rows.rows(f"ipus_sk_media_exposure_{contact}").dropna(subset="value")
    shares = table.groupby("year")["value"].median()
    early, late = _parted(shares, hardened)
    if min(len(early), len(late)) < i5.threshold("fewest_surveys"):
        raise NoEvidence("fewer than four yearly surveys are admitted")
    if error == "scatter":
        found = proportions.mean_difference(early.tolist(), late.tolist(), confidence)
        return _measured(found, shares.index[-1], "recent leavers; the scatter between years is the error")
    size = leavers.sizes(table).groupby(table["year"]).max() / design_effect
    people = [float(size[part.index].sum()) for part in (early, late)]
    found = proportions.difference(float(early.mean()), people[0], float(late.mean()), people[1], confidence)
    return _measured(found, shares.index[-1], SAMPLING_ONLY, found.n)


@i5.reading("after_2020")
def after_2020(rows: Evidence, confidence: float) -> Measurement:
    """Answer from people who left after 2020, whom nobody has asked."""
    leavers.unasked(rows)


def _parted(shares: pd.Series, hardened: str) -> tuple[pd.Series, pd.Series]:
    if hardened == "halves":
        half = len(shares) // 2
        return shares.iloc[:half], shares.iloc[len(shares) - half :]
    since = shares.index >= i5.threshold("hardened")
    return shares[~since], shares[since]


def _measured(found: proportions.Comparison, end: int, note: str, people: int | None = None) -> Measurement:
    limits = leavers.holding({"ends_2020": end <= i5.threshold("last_exits")})
    return Measurement(
        found.estimate, None, found.upper, people, limits, (note,), leavers.LIFETIME, bounds=True
    )
