"""I4: punishment for outside material has become harsher under Kim Jong Un.

Quantity: severity under him as a multiple of severity before: of the longest fixed term in law, or
of the share who say that control had tightened before they left.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from nkbook.book.information_inflow import leavers
from nkbook.book.information_inflow.leavers import SAMPLING_ONLY
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import proportions

BRINGING_IN = "max_penalty_import_distribute_decadent_culture"
# Series and year of the documents that name a longest term for watching before the law of 2020.
DOCUMENTS = {
    "code_2012": ("max_penalty_decadent_act", 2012),
    "nis": ("max_penalty_watching_sk_content_before_2020_law", 2020),
    "code_2015": ("max_penalty_decadent_act", 2015),
}

i4 = Answers("I4")


@i4.reading("law")
def law(
    rows: Evidence, confidence: float, offence: str = "watching_southern", old_maximum: str = "code_2012"
) -> Measurement:
    """Answer from the longest fixed term: the law of 2020 over the one before. Range: over documents.

    offence: watching what is southern, or what is foreign, or bringing either in, for which the
    codes alone print a term. old_maximum: the document that gives the term before.
    """
    limits = severity_limits(rows)
    new, olds = _terms_of_codes(rows) if offence == "bringing_in" else _terms(rows, offence, old_maximum)
    if old_maximum not in olds:
        raise NoEvidence("the chosen document on the old maximum is not admitted")
    spread = set(olds.values())
    estimate = float(new / olds[old_maximum])
    if len(spread) == 1:
        return Measurement(estimate, limits=limits, no_interval="a single document gives the old maximum")
    return Measurement(
        estimate,
        float(new / max(spread)),
        float(new / min(spread)),
        limits=("old_maximum", *limits),
        warnings=("the interval spans documents that disagree; life and death sentences have no length",),
    )


@i4.reading("felt")
def felt(
    rows: Evidence, confidence: float, base: str = "not_printed", design_effect: float = 2.0
) -> Measurement:
    """Answer from leavers who say that control had tightened: those who left since 2012 over those before.

    Interval: none, since no base is printed, or sampling error where `base` takes the sizes of the
    two groups from another question of the programme. design_effect: divides these sizes.
    """
    limits, shares = severity_limits(rows), rows.values("said_surveillance_strengthened")
    if len(shares) < 2:
        raise NoEvidence("only one reign is admitted")
    first, last = float(shares.iloc[0]), float(shares.iloc[-1])
    if base == "not_printed":
        return Measurement(last / first, limits=limits, no_interval="the sample sizes are not printed")
    before = rows.rows("succession_not_justified_exit_to_2011")["n"].iloc[-1]
    since = rows.rows("succession_not_justified_exit_from_2012")["n"].iloc[-1]
    found = proportions.ratio(first, before / design_effect, last, since / design_effect, confidence)
    return Measurement(
        found.estimate / 100,
        found.lower / 100,
        found.upper / 100,
        int(before + since),
        limits,
        ("base not printed: the groups that another question of the programme printed", SAMPLING_ONLY),
    )


def old_maxima(rows: Evidence, chosen: str) -> dict[str, float]:
    """Return the longest term for watching before the law of 2020, by document.

    The code of 2015 is no term from before this reign and counts only where it is `chosen`.
    """
    found = {}
    for key, (series, year) in DOCUMENTS.items():
        printed = leavers.beside(rows, series)
        if (printed["year"] == year).any() and (key != "code_2015" or key == chosen):
            only = replace(rows, start_year=year, end_year=year)
            found[key] = float(only.rows(series).iloc[-1]["value"])
    return found


def executions(counts: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return counted public executions before this reign and under it, from rows by year."""
    under = counts["year"] >= i4.threshold("reign")
    return counts.loc[~under, "value"], counts.loc[under, "value"]


def severity_limits(rows: Evidence) -> tuple[str, ...]:
    """Return the limits that hold whatever the reading."""
    before, under = executions(leavers.beside(rows, "kinu_public_executions"))
    return leavers.holding(
        {
            "counts_fall": len(before) and len(under) and under.mean() <= before.mean(),
            "unequal": len(leavers.beside(rows, "amnesty_bribe_upper", "bribe_to_cut_sentence")),
        }
    )


def _terms(rows: Evidence, offence: str, old_maximum: str) -> tuple[float, dict[str, float]]:
    content = "sk" if offence == "watching_southern" else "foreign"
    new = float(rows.rows(f"max_penalty_watching_{content}_content").iloc[-1]["value"])
    return new, old_maxima(rows, old_maximum)


def _terms_of_codes(rows: Evidence) -> tuple[float, dict[str, float]]:
    terms = rows.values(BRINGING_IN)
    old = terms.get(DOCUMENTS["code_2012"][1], np.nan)
    if len(terms) < 2 or pd.isna(old):
        raise NoEvidence("only one code is admitted")
    return float(terms.iloc[-1]), {"code_2012": float(old)}
