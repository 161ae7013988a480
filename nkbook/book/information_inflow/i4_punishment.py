"""I4: punishment for outside material has become harsher under Kim Jong Un.

Quantities: longest fixed terms in law, offence by offence, as a multiple of those of the earliest text of the
reign; counted public executions per thousand witnesses, under him over before; and the share of leavers who
say that control had tightened or watching become more dangerous.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from nkbook.book.information_inflow import leavers
from nkbook.book.information_inflow.leavers import SAMPLING_ONLY
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import surveys

BRINGING_IN = "max_penalty_import_distribute_decadent_culture"
# Series and year of the documents that name a longest term for watching before the law of 2020.
DOCUMENTS = {
    "code_2012": ("max_penalty_decadent_act", 2012),
    "nis": ("max_penalty_watching_sk_content_before_2020_law", 2020),
    "code_2015": ("max_penalty_decadent_act", 2015),
}
PER = 1_000  # witnesses

i4 = Answers("I4")


@i4.reading("watching")
def watching(
    rows: Evidence, confidence: float, offence: str = "watching_southern", old_maximum: str = "code_2012"
) -> Measurement:
    """Answer from the longest term for watching: the law of 2020 over the one before. Range: over documents.

    offence: watching what is southern, or foreign. old_maximum: the document that gives the term before.
    """
    content = "sk" if offence == "watching_southern" else "foreign"
    new = float(rows.rows(f"max_penalty_watching_{content}_content").iloc[-1]["value"])
    olds = old_maxima(rows)
    if old_maximum not in olds:
        raise NoEvidence("the chosen document on the old maximum is not admitted")
    spread, estimate = set(olds.values()), float(new / olds[old_maximum])
    if len(spread) == 1:
        return Measurement(estimate, limits=("baseline",), counted=True)
    note = "the interval spans documents that disagree; life and death sentences have no length"
    ends = float(new / max(spread)), float(new / min(spread))
    return Measurement(estimate, *ends, limits=("old_maximum", "baseline"), warnings=(note,), bounds=True)


@i4.reading("bringing_in")
def bringing_in(rows: Evidence, confidence: float) -> Measurement:
    """Answer from the longest term for bringing in and spreading: the last code over the first."""
    terms = rows.values(BRINGING_IN)
    if len(terms) < 2:
        raise NoEvidence("only one code is admitted")
    return Measurement(float(terms.iloc[-1] / terms.iloc[0]), limits=("baseline",), counted=True)


@i4.reading("speech")
def speech(rows: Evidence, confidence: float) -> Measurement:
    """Answer from speaking like the South: least term of the later law over the longest of the earlier."""
    old, new = (
        float(rows.rows(f"{end}_penalty_sk_style_speech")["value"].iloc[-1]) for end in ("max", "min")
    )
    least = "the later law prints a least term, up to life and death in grave cases"
    no_end = "longer terms have no printed end"
    return Measurement(new / old, new / old, None, None, ("baseline",), (least,), no_end, bounds=True)


@i4.reading("counts")
def counts(rows: Evidence, confidence: float, exposed: str = "same_year") -> Measurement:
    """Answer from public executions by year, per thousand witnesses: under this reign over before.

    exposed: whether people who left in the year itself count as witnesses. Interval: of a ratio of two
    rates whose yearly counts scatter more than chance makes them, by as much as these do.
    """
    table = witnessed(rows, exposed)
    under = table.index >= i4.threshold("reign")
    freedom = len(table) - 2
    if not under.any() or under.all() or freedom < 1:
        raise NoEvidence("counts of either reign are missing, or too few")
    sums = table[["killed", "witnesses"]].groupby(under).sum()
    rates = sums["killed"] / sums["witnesses"]
    expected = table["witnesses"] * rates.reindex(under).to_numpy()
    scatter = max(1.0, float(((table["killed"] - expected) ** 2 / expected).sum()) / freedom)
    half = surveys.student(confidence, freedom) * float(np.sqrt(scatter * (1 / sums["killed"]).sum()))
    ratio = float(rates[True] / rates[False])
    ends = ratio * float(np.exp(-half)), ratio * float(np.exp(half))
    note = "executions for all offences; late years have few witnesses"
    return Measurement(ratio, *ends, int(sums["killed"].sum()), ("few_years",), (note,))


@i4.reading("tightened", "danger")
def felt(
    rows: Evidence, confidence: float, reading: str, base: str = "same_programme", design_effect: float = 2.0
) -> Measurement:
    """Answer from those who left under this reign: control tightened, or watching became more dangerous.

    Interval: sampling error. base: where no size is printed, that of another question of the programme, or
    none. design_effect: by how much people who came together answer alike.
    """
    row = rows.rows(rows.reading.series[0]).sort_values("year").iloc[-1]
    if row["year"] < i4.threshold("reign"):
        raise NoEvidence("nobody who left under this reign is admitted")
    n, borrowed = row["n"], bool(pd.isna(row["n"]))
    if borrowed and base == "same_programme":
        n = rows.aside().rows("succession_not_justified_exit_from_2012")["n"].iloc[-1]
    if pd.isna(n):
        return Measurement(float(row["value"]), no_interval="the size of the group is not printed")
    low, high = surveys.percent_interval(float(row["value"]), int(n), confidence, design_effect=design_effect)
    notes = ("the size is that of another question", SAMPLING_ONLY) if borrowed else (SAMPLING_ONLY,)
    return Measurement(float(row["value"]), low, high, int(n), warnings=notes, borrowed=borrowed)


def witnessed(rows: Evidence, exposed: str = "same_year") -> pd.DataFrame:
    """Return by year executions `killed`, `witnesses` (who left later), and `rate` per thousand of these."""
    killed, last = rows.values("kinu_public_executions"), int(i4.threshold("counted_to"))
    every = replace(rows.aside(), start_year=None, end_year=None)
    left = every.rows("arrivals_total").dropna(subset="value").groupby("year")["value"].median()
    start = 0 if exposed == "same_year" else 1
    there = {year: left[(left.index >= year + start) & (left.index <= last)].sum() for year in killed.index}
    table = pd.DataFrame({"killed": killed, "witnesses": pd.Series(there)})
    table = table[table["witnesses"] > 0]
    return table.assign(rate=PER * table["killed"] / table["witnesses"])


def old_maxima(rows: Evidence) -> dict[str, float]:
    """Return the longest term for watching before the law of 2020, by document."""
    found = {}
    for key, (series, year) in DOCUMENTS.items():
        printed = leavers.beside(rows, series)
        if (printed["year"] == year).any():
            only = replace(rows, start_year=year, end_year=year)
            found[key] = float(only.rows(series).iloc[-1]["value"])
    return found
