"""I6: young people are at the centre of the exchange and of the change of mind it brings.

Quantity: lead of the young over their elders, in points: in viewing, in distance from what the
state teaches, in the choice of a democratic candidate.
"""

import numpy as np
import pandas as pd

from nkbook.book.information_inflow import leavers
from nkbook.book.information_inflow.leavers import SAMPLING_ONLY
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import proportions

CREED = ("baekdu_bloodline", "fair_treatment", "juche", "political_influence", "socialist_system")
# Cohorts by birth: elders and young.
COHORTS = {
    "extremes": (("born_1969_or_before",), ("born_1990_or_later",)),
    "halves": (("born_1969_or_before", "born_1970_79"), ("born_1980_89", "born_1990_or_later")),
}

i6 = Answers("I6")


@i6.reading("viewing")
def viewing(rows: Evidence, confidence: float, pair: str = "pupils_southern_media") -> Measurement:
    """Answer from who had ever watched: teenage leavers minus leavers of all ages. Lower end: of sampling.

    Pupils had fewer years to begin, and left earlier, so that no upper end follows.
    pair: the pupils beside those who left in the same years, beside the whole sample of adults, or
    beside adults asked about southern media; or adults who had watched in their youth.
    """
    adolescents, southern = pair == "adolescents_whole_sample", pair == "pupils_southern_media"
    young = rows.rows(
        "watched_sk_drama_in_adolescence" if adolescents else "watched_sk_media_ever_teen_defectors"
    ).iloc[-1]
    old = _elders(rows, pair, int(young["year"]))
    found = proportions.difference(old["value"], int(old["n"]), young["value"], int(young["n"]), confidence)
    asked = (
        "both were asked about southern media, in different words"
        if southern
        else "the pupils were asked about southern media, the others about all foreign video"
    )
    limits = leavers.holding({"not_like": old["source"] != young["source"]})
    fewer = "the young had had fewer years in which to begin, and left at other times"
    return Measurement(
        found.estimate, found.lower, None, found.n, limits, (asked, SAMPLING_ONLY), fewer, bounds=True
    )


@i6.reading("creed")
def creed(
    rows: Evidence,
    confidence: float,
    creed: str = "all",
    creed_survey: str = "pooled",
    cohorts: str = "extremes",
) -> Measurement:
    """Answer from who is not proud of what the state teaches. Interval: sampling error.

    creed: one item, or the mean of all, which are taken as fully correlated. creed_survey, cohorts:
    as in `creed_gap`.
    """
    items = CREED if creed == "all" else (creed,)
    gaps = [creed_gap(rows, item, confidence, creed_survey, cohorts) for item in items]
    middle, low, high = np.mean([[gap.estimate, gap.lower, gap.upper] for gap in gaps], axis=0)
    polled = "two surveys of leavers pooled" if creed_survey == "pooled" else "one survey of leavers"
    return Measurement(
        float(middle),
        float(low),
        float(high),
        max(gap.n for gap in gaps),
        warnings=(f"{polled}; sampling error only",),
    )


@i6.reading("politics")
def politics(rows: Evidence, confidence: float, serial_entries: bool = True) -> Measurement:
    """Answer from who prefers a candidate who calls democracy best. Interval: from printed intervals.

    serial_entries: whether consecutive records that agree in nearly all answers count.
    """
    suffix = "" if serial_entries else "_without_serial_entries"
    young, old = (
        _with_interval(rows, f"conjoint_mm_democracy_best_{group}")
        for group in (f"born_1985_or_later{suffix}", "born_before_1985")
    )
    found = proportions.from_intervals(old[:3], young[:3], confidence)
    note = "migrants in the South, recruited by one organisation; sampling error only"
    return Measurement(found.estimate, found.lower, found.upper, old[3] + young[3], warnings=(note,))


def creed_gap(
    rows: Evidence, item: str, confidence: float, survey: str = "pooled", cohorts: str = "extremes"
) -> proportions.Comparison:
    """Return the lead of the young in not being proud of one item.

    survey: all admitted surveys pooled, or the year of one. cohorts: the oldest and the youngest
    cohort alone, or everybody born before 1980 and since.
    """
    groups = []
    for births in COHORTS[cohorts]:
        table = rows.rows(*(f"proud_of_{item}_{years}" for years in births)).dropna(subset=["value", "n"])
        if survey != "pooled":
            table = table[table["year"] == int(survey)]
        if table.empty:
            raise NoEvidence("no evidence of this grade")
        n = int(table["n"].sum())
        count = (table["value"] / 100 * table["n"].astype(int)).round().sum()
        groups.append((100 * (1 - count / n), n))
    (old, n_old), (young, n_young) = groups
    return proportions.difference(old, n_old, young, n_young, confidence)


def _elders(rows: Evidence, pair: str, year: int) -> pd.Series:
    """Return the row of the people beside whom the young of one year are put."""
    if pair == "pupils_southern_media":
        table = rows.rows("ipus_sk_media_exposure_ever").dropna(subset=["value", "n"])
        return table.iloc[int((table["year"] - year).abs().argmin())]
    if pair != "pupils_same_years":
        return rows.rows("watched_foreign_video_ever_all").iloc[-1]
    table = rows.rows(leavers.REACH).dropna(subset=["value", "n"])
    same = table[table["year"] <= year].sort_values("year")
    if same.empty or same.iloc[-1]["year"] < year - i6.threshold("same_years"):
        raise NoEvidence("no survey of all ages covers the years of the teenagers")
    return same.iloc[-1]


def _with_interval(rows: Evidence, series: str) -> tuple[float, float, float, int]:
    row = rows.rows(series).dropna(subset=["value", "lower", "upper"]).iloc[-1]
    return float(row["value"]), float(row["lower"]), float(row["upper"]), int(row["n"])
