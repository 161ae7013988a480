"""What the claims on surveys of leavers share: the latest answer, with its interval."""

import pandas as pd

from nkbook.claims.answers import Measurement
from nkbook.errors import NoEvidence
from nkbook.methods import surveys
from nkbook.methods.surveys import ShareInterval

NO_BASE = "the size of the group that answered was not printed"


def latest(rows: pd.DataFrame) -> pd.Series:
    """Return the latest row that has a value; raise `NoEvidence` when none has."""
    valued = rows.dropna(subset="value")
    if valued.empty:
        raise NoEvidence("no evidence of this grade")
    return valued.sort_values("date", kind="stable").iloc[-1]


def share(
    row: pd.Series,
    confidence: float,
    interval: ShareInterval = "exact",
    design_effect: float = 2,
    *notes: str,
    limits: tuple[str, ...] = (),
) -> Measurement:
    """Return a printed percentage with its interval, or without one where n is not printed.

    interval, design_effect: as in `surveys.share_interval`. notes: what a reader must know.
    """
    value = float(row["value"])
    if pd.isna(row["n"]):
        reason = "the number of respondents was not printed"
        return Measurement(value, limits=limits, warnings=notes, no_interval=reason)
    low, high = surveys.percent_interval(value, int(row["n"]), confidence, interval, design_effect)
    return Measurement(value, low, high, int(row["n"]), limits, notes)


def pooled(rows: pd.DataFrame) -> pd.Series:
    """Return surveys of one question as one row: all people, and their mean answer in percent.

    Surveys without a printed size have no weight; raises `NoEvidence` when none has one.
    """
    sized = rows.dropna(subset=["value", "n"])
    if sized.empty:
        raise NoEvidence("no survey with a printed number of respondents is admitted")
    people = sized["n"].astype(float)
    row = sized.iloc[-1].copy()
    row["n"], row["value"] = int(people.sum()), float((sized["value"] * people).sum() / people.sum())
    return row
