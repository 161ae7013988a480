"""What the phrases of the chapter on information inflow rest on; they stand in figures.yml."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import pandas as pd

from nkbook import data, words
from nkbook.book.information_inflow import i8_hands as i8
from nkbook.book.information_inflow import schedules
from nkbook.book.information_inflow.figures import PER, Inflow
from nkbook.chapter import Build
from nkbook.claims import Assessment, claim
from nkbook.claims.chain import IN_ORDER
from nkbook.claims.phrases import estimate, predicate
from nkbook.claims.rule import Verdict
from nkbook.errors import NoEvidence

MISSING = "(no admitted figure)"
GRADES = ("A", "AB", "ABC")
CLOSE = 10  # percent by which counts by different rules may differ and still agree
EVENING = "23:00"
Find = Callable[[Inflow], dict[str, Any]]


def shown(c: Inflow, build: Build) -> dict[str, str]:
    """Show a figure or hold its place; return its phrases, which say so where nothing is admitted."""
    found = c.show(build)
    return {name: found.get(name, MISSING) for name in words.of_chapter(c.name)[build.__name__]["prose"]}


def about(claim: str) -> Callable[[Find], Find]:
    """Turn facts about a claim into the phrases under their function's name, which say so without facts."""

    def mark(find: Find) -> Find:
        @wraps(find)
        def told(c: Inflow) -> dict[str, Any]:
            try:
                return c.phrases(find.__name__, find(c.of(claim)))
            except NoEvidence:
                return dict.fromkeys(words.of_chapter(c.name)[find.__name__]["prose"], MISSING)

        return told

    return mark


def sentences(found: dict[str, Assessment]) -> dict[str, str]:
    """Return the opening, and for each claim verdict and each reading's result, as phrases.

    Keys: those of the phrases on verdicts, and for claim I1 and its reading "often": i1_verdict, i1_often.
    """
    said = words.of_chapter("information_inflow")
    groups: dict[Verdict, list[str]] = {verdict: [] for verdict in reversed(IN_ORDER)}
    results: dict[str, str] = {}
    for name, item in found.items():
        groups[item.verdict].append(said["names"]["about"][name])
        results[f"{name.lower()}_verdict"] = predicate(item.verdict)
        for key, e in item.findings.items():
            known = e.estimate is not None
            results[f"{name.lower()}_{key}"] = f"{estimate(e)}, {e.verdict}" if known else e.reason
    facts = {
        "found": found,
        "i1_stock": found["I1"].findings["reach"].open,
        "i5_stock": found["I5"].findings["reach"].open,
        "groups": [(claims, predicate(verdict, len(claims))) for verdict, claims in groups.items() if claims],
        "weak": [c for c, item in found.items() if any("C" in e.grades for e in item.findings.values())],
        "single": [c for c, item in found.items() if len(item.origins) == 1],
        "broken": [
            k for k, e in found["I5"].findings.items() if e.stance and e.stance.carries == "contradicts"
        ],
    }
    return words.phrases(said["verdicts"], facts, "verdicts") | results


def by_grade(c: Inflow) -> dict[str, Any]:
    """Return the verdicts under three sets of grades, as a table, and what grade C decides.

    Keys: table (one row per claim), grade_finding (a sentence).
    """
    columns = {"What it says": c.names["about"]} | {grades: c.graded(grades) for grades in GRADES}
    table = pd.DataFrame(columns).rename_axis("Claim").reset_index()
    turned = table.loc[table["AB"] != table["ABC"], "Claim"].tolist()
    return {"table": table, **c.phrases("by_grade", {"turned": turned})}


def run(c: Inflow) -> dict[str, str]:
    """Return what the parameters of this run come to, and the measures that the prose names."""
    return c.phrases("run", {"c": c, "per": PER, "evening": EVENING})


def saying() -> dict[str, str]:
    """Return when the saying was spoken by an official, from the table of events."""
    events = data.events("information_inflow")
    row = events[events["event"].str.contains("nobody has seen it only once")]
    return {"saying_date": str(row["date"].iloc[0]) if len(row) else "an unknown date"}


@about("I7")
def direct_answers(c: Inflow) -> dict[str, Any]:
    """Return how far direct answers and a list experiment differ in the South."""
    gaps = data.load("proud_of_northern_origin_direct_minus_list", grades=c.p.grades).dropna(subset="value")
    if gaps.empty:
        raise NoEvidence("no evidence of this grade")
    gap, said = gaps.iloc[0], one("view_of_regime_more_negative_after_video", c)
    line = claim("I7").criterion.supports.at_least or 0.0
    enough = said != MISSING and float(said) + gap["value"] < line <= float(said)
    return {"gap": gap["value"], "low": gap["lower"], "high": gap["upper"], "enough": enough}


@about("I3")
def once_or_twice(c: Inflow) -> dict[str, Any]:
    """Return the range of the share who met southern culture once or twice."""
    values = c.rows("ipus_sk_media_exposure_once_or_twice")["value"]
    return {"low": values.min(), "high": values.max()}


@about("I8")
def outside_count(c: Inflow) -> dict[str, Any]:
    """Return how the hours from schedules compare with the count of 38 North."""
    theirs = c.rows("n38_hours_day_total").dropna(subset="value").sort_values("date")["value"]
    table = schedules.by_provider(c.evidence(), "frequency", religious=False)
    seasons = i8.compared(table.index)
    before, after = (float(table[table.index == season].sum().sum()) for season in seasons)
    # Their second count was taken before the military station fell silent, ours after.
    if "ministry_of_national_defence" in table:
        after += float(table["ministry_of_national_defence"][seasons[0]])
    return {
        "before": _beside(theirs.iloc[0], before),
        "after": _beside(theirs.iloc[-1], after),
        "close": CLOSE,
    }


def _beside(theirs: float, ours: float) -> dict[str, float]:
    return {"theirs": theirs, "ours": ours, "gap": 100 * (ours / theirs - 1)}


@about("I8")
def evening(c: Inflow) -> dict[str, Any]:
    """Return what a listener finds in the evening, before and after the cuts."""
    rows = c.rows(*(f"{what}_at_2300kst_excl_religious" for what in ("stations", "frequencies")))
    table = rows.dropna(subset="value").pivot(index="date", columns="series", values="value").sort_index()
    before, after = (table.loc[season] for season in i8.compared(table.index))
    return {"before": before, "after": after}


def asked(series: str, c: Inflow) -> str:
    """Return how many people stand behind the latest admitted value of a series, as a phrase."""
    return _latest(c.rows(series, country=None, need=False), "n")


def one(series: str, c: Inflow, year: int | None = None) -> str:
    """Return the latest admitted value of a series as a phrase, of one year where it is given."""
    rows = c.rows(series, country=None, need=False)
    return _latest(rows if year is None else rows[rows["year"] == year], "value")


def _latest(rows: pd.DataFrame, column: str) -> str:
    found = rows.dropna(subset=column).sort_values("date")[column]
    return words.grouped(found.iloc[-1]) if len(found) else MISSING
