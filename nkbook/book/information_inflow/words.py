"""What the phrases of the chapter on information inflow rest on; they stand in figures.yml."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from nkbook import claims, data, words
from nkbook.book.information_inflow import i8_hands as i8
from nkbook.book.information_inflow import schedules
from nkbook.book.information_inflow.figures import PER, Inflow
from nkbook.chapter import Build
from nkbook.claims import Assessment, registry
from nkbook.claims.card import estimate
from nkbook.claims.verdicts import Verdict, combine
from nkbook.errors import NoEvidence

MISSING = "(no admitted figure)"
GRADES = ("A", "AB", "ABC")
CLOSE = 10  # percent by which counts by different rules may differ and still agree
EVENING = "23:00"


def shown(c: Inflow, build: Build) -> dict[str, str]:
    """Show a figure or hold its place; return its phrases, which say so where nothing is admitted."""
    found = c.show(build)
    return {name: found.get(name, MISSING) for name in words.of_chapter(c.name)[build.__name__]["prose"]}


def told(c: Inflow, name: str, find: Callable[[Inflow], Mapping[str, Any]]) -> dict[str, str]:
    """Return phrases that belong to no figure; they say so where `find` finds nothing admitted."""
    try:
        return c.phrases(name, find(c))
    except NoEvidence:
        return dict.fromkeys(words.of_chapter(c.name)[name]["prose"], MISSING)


def sentences(found: dict[str, Assessment]) -> dict[str, str]:
    """Return the opening, and for each claim verdict and each reading's result, as phrases.

    Keys: opening, weak, i5_break, and for claim I1 and its reading "often": i1_verdict, i1_often.
    """
    said = words.of_chapter("information_inflow")
    groups: dict[str, list[str]] = {}
    for claim, item in found.items():
        groups.setdefault(str(item.verdict), []).append(said["names"]["about"][claim])
    facts = {
        "groups": groups,
        "weak": [c for c, item in found.items() if any("C" in e.grades for e in item.alone.values())],
        "single": [c for c, item in found.items() if len(item.origins) == 1],
        "broken": any(e.verdict is Verdict.CONTRADICTED for e in found["I5"].alone.values()),
    }
    phrases = words.phrases(said["verdicts"], facts, "verdicts")
    for claim, item in found.items():
        phrases[f"{claim.lower()}_verdict"] = str(item.verdict)
        for key, e in item.alone.items():
            known = e.estimate is not None
            phrases[f"{claim.lower()}_{key}"] = f"{estimate(e)}, {e.verdict}" if known else e.reason
    return phrases


def by_grade(c: Inflow) -> dict[str, Any]:
    """Return the verdicts under three sets of grades, as a table, and what grade C decides.

    Keys: table (one row per claim), grade_finding (a sentence).
    """
    rows = [
        {"Claim": claim, "What it says": about} | {grades: _quick(c, claim, grades) for grades in GRADES}
        for claim, about in c.names["about"].items()
    ]
    table = pd.DataFrame(rows)
    turned = table.loc[table["AB"] != table["ABC"], "Claim"].tolist()
    return {"table": table, **c.phrases("by_grade", {"turned": turned})}


def _quick(c: Inflow, claim: str, grades: str) -> str:
    """Return the verdict of a claim under other grades, without leaving out each source in turn."""
    item = registry.claim(claim)
    chosen = c.choices(claim) | {"grades": grades}
    alone = {key: claims.evaluate(claim, **chosen | {"reading": key}).verdict for key in item.readings}
    return str(combine(alone[item.default], alone.values()))


def run(c: Inflow) -> dict[str, str]:
    """Return what the parameters of this run come to, and the measures that the prose names."""
    facts = {
        "per": PER,
        "viewers": c.p.viewers_per_device,
        "base": c.of("I2").p.channel_base,
        "ways_interval": c.choices("I2")["interval"],
        "once_interval": c.choices("I3")["interval"],
        "act": c.names["offence"][c.choices("I4")["offence"]],
        "margin": registry.claim("I6").criterion.supports.at_least,
        "hours": c.of("I8").p.hours,
        "evening": EVENING,
    }
    return c.phrases("run", facts)


def saying() -> dict[str, str]:
    """Return when the saying was spoken by an official, from the table of events."""
    events = data.events("information_inflow")
    row = events[events["event"].str.contains("nobody has seen it only once")]
    return {"saying_date": str(row["date"].iloc[0]) if len(row) else "an unknown date"}


def direct_answers(c: Inflow) -> dict[str, str]:
    """Return how far direct answers and a list experiment differ in the South, as phrases."""
    return told(c.of("I7"), "bias", _bias)


def _bias(c: Inflow) -> dict[str, Any]:
    gaps = data.load("proud_of_northern_origin_direct_minus_list", grades=c.p.grades).dropna(subset="value")
    if gaps.empty:
        raise NoEvidence("no evidence of this grade")
    gap, said = gaps.iloc[0], one("view_of_regime_more_negative_after_video", c)
    line = registry.claim("I7").criterion.supports.at_least or 0.0
    enough = said != MISSING and float(said) + gap["value"] < line <= float(said)
    return {"gap": gap["value"], "low": gap["lower"], "high": gap["upper"], "enough": enough}


def once_or_twice(c: Inflow) -> dict[str, str]:
    """Return the range of the share who met southern culture once or twice, as phrases."""
    return told(c.of("I3"), "twice", _twice)


def _twice(c: Inflow) -> dict[str, float]:
    values = c.rows("ipus_sk_media_exposure_once_or_twice")["value"]
    return {"low": values.min(), "high": values.max()}


def outside_count(c: Inflow) -> dict[str, str]:
    """Return how the hours from schedules compare with the count of 38 North, as phrases."""
    return told(c.of("I8"), "check", _counts)


def _counts(c: Inflow) -> dict[str, Any]:
    theirs = c.rows("n38_hours_day_total").dropna(subset="value").sort_values("date")["value"]
    table = schedules.by_provider(c.evidence(), "frequency", religious=False)
    seasons = i8.compared(table.index)
    before, after = (float(table[table.index == season].sum().sum()) for season in seasons)
    # Their second count was taken before the military station fell silent, ours after.
    if "ministry_of_national_defence" in table:
        after += float(table["ministry_of_national_defence"][seasons[0]])
    counts = {"before": (theirs.iloc[0], before), "after": (theirs.iloc[-1], after)}
    compared = {
        key: {"theirs": other, "ours": mine, "gap": 100 * (mine / other - 1)}
        for key, (other, mine) in counts.items()
    }
    return {**compared, "close": CLOSE}


def evening(c: Inflow) -> dict[str, str]:
    """Return what a listener finds in the evening, before and after the cuts, as phrases."""
    return told(c.of("I8"), "evening", _evening)


def _evening(c: Inflow) -> dict[str, Any]:
    rows = c.rows(*(f"{what}_at_2300kst_excl_religious" for what in ("stations", "frequencies")))
    table = rows.dropna(subset="value").pivot(index="date", columns="series", values="value").sort_index()
    return dict(zip(("before", "after"), table.loc[list(i8.compared(table.index))].iloc, strict=True))


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
