"""Phrases of the chapter on information inflow whose wording depends on what was computed."""

from collections.abc import Mapping
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
IN_ORDER = (
    Verdict.SUPPORTED,
    Verdict.WITHIN_LIMITS,
    Verdict.CONTESTED,
    Verdict.UNDETERMINED,
    Verdict.CONTRADICTED,
    Verdict.NOT_TESTABLE,
)
GRADES = ("A", "AB", "ABC")
ABOUT = {
    "I1": "a steady flow",
    "I2": "the list of ways",
    "I3": "the saying that nobody watches only once",
    "I4": "harsher punishment",
    "I5": "an exchange that went on",
    "I6": "the young at the centre",
    "I7": "material that makes people question",
    "I8": "channels in too few hands",
}
CLOSE = 10  # percent by which counts by different rules may differ and still agree
EVENING = "23:00"


def shown(c: Inflow, build: Build) -> dict[str, str]:
    """Show a figure or hold its place; return its phrases, which say so where nothing is admitted."""
    found = c.show(build)
    return {name: found.get(name, MISSING) for name in words.of_chapter(c.name)[build.__name__]["prose"]}


def told(c: Inflow, name: str, facts: Mapping[str, Any] | None) -> dict[str, str]:
    """Return phrases that belong to no figure; they say so where nothing is admitted."""
    said = words.of_chapter(c.name)[name]
    return dict.fromkeys(said["prose"], MISSING) if facts is None else words.phrases(said, facts, name)


def sentences(found: dict[str, Assessment]) -> dict[str, str]:
    """Return the opening, and for each claim verdict and each reading's result, as phrases.

    Keys: opening, weak, and for claim I1 and its reading "often": i1_verdict, i1_often.
    """
    told = {"opening": opening(found), "weak": weak_evidence(found)}
    for claim, item in found.items():
        told[f"{claim.lower()}_verdict"] = str(item.verdict)
        for key, alone in item.alone.items():
            known = alone.estimate is not None
            told[f"{claim.lower()}_{key}"] = f"{estimate(alone)}, {alone.verdict}" if known else alone.reason
    broken = [e for e in found["I5"].alone.values() if e.verdict is Verdict.CONTRADICTED]
    told["i5_break"] = "A break shows" if broken else "No series shows a clear break"
    return told


def opening(found: dict[str, Assessment]) -> str:
    """Return what became of the claims, grouped by verdict, as one sentence."""
    groups = {v: [ABOUT[c] for c, item in found.items() if item.verdict is v] for v in IN_ORDER}
    text = "; ".join(
        f"{words.listed(names)} {'is' if len(names) == 1 else 'are'} {v}"
        for v, names in groups.items()
        if names
    )
    return f"{text[0].upper()}{text[1:]}."


def weak_evidence(found: dict[str, Assessment]) -> str:
    """Return which claims use evidence of grade C, and which rest on a single origin."""
    weak = [c for c, item in found.items() if any("C" in e.grades for e in item.alone.values())]
    single = [c for c, item in found.items() if len(item.origins) == 1]
    first = (
        f"Evidence of grade C enters {words.listed(weak)}" if weak else "No claim uses evidence of grade C"
    )
    second = "none rests on a single origin"
    if single:
        second = f"a single origin stands behind {words.listed(single)}"
    return f"{first}; {second}."


def by_grade(c: Inflow) -> dict[str, Any]:
    """Return the verdicts under three sets of grades, as a table, and what grade C decides.

    Keys: table (one row per claim), grade_finding (a sentence).
    """
    rows = [
        {"Claim": claim, "What it says": about} | {grades: _quick(c, claim, grades) for grades in GRADES}
        for claim, about in ABOUT.items()
    ]
    table = pd.DataFrame(rows)
    turned = table.loc[table["AB"] != table["ABC"], "Claim"].tolist()
    finding = f"the verdict changes for {words.listed(turned)}" if turned else "no verdict changes"
    return {"table": table, "grade_finding": f"without it {finding}"}


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
    return told(c, "run", facts)


def saying() -> dict[str, str]:
    """Return when the saying was spoken by an official, from the table of events."""
    events = data.events("information_inflow")
    row = events[events["event"].str.contains("nobody has seen it only once")]
    return {"saying_date": str(row["date"].iloc[0]) if len(row) else "an unknown date"}


def direct_answers(c: Inflow) -> dict[str, str]:
    """Return how far direct answers and a list experiment differ in the South, as phrases."""
    view = c.of("I7")
    gaps = data.load("proud_of_northern_origin_direct_minus_list", grades=view.p.grades)
    gaps = gaps.dropna(subset="value")
    if gaps.empty:
        return told(c, "bias", None)
    gap, said = gaps.iloc[0], one("view_of_regime_more_negative_after_video", view)
    line = registry.claim("I7").criterion.supports.at_least or 0.0
    enough = said != MISSING and float(said) + gap["value"] < line <= float(said)
    return told(c, "bias", {"gap": gap["value"], "low": gap["lower"], "high": gap["upper"], "enough": enough})


def once_or_twice(c: Inflow) -> dict[str, str]:
    """Return the range of the share who met southern culture once or twice, as phrases."""
    values = c.of("I3").rows("ipus_sk_media_exposure_once_or_twice", need=False)["value"]
    return told(c, "twice", {"low": values.min(), "high": values.max()} if len(values) else None)


def outside_count(c: Inflow) -> dict[str, str]:
    """Return how the hours from schedules compare with the count of 38 North, as phrases."""
    view = c.of("I8")
    try:
        theirs = view.rows("n38_hours_day_total").dropna(subset="value").sort_values("date")["value"]
        table = schedules.by_provider(view.evidence(), "frequency", religious=False)
        seasons = i8.compared(table.index)
    except NoEvidence:
        return told(c, "check", None)
    before, after = (float(table[table.index == season].sum().sum()) for season in seasons)
    # Their second count was taken before the military station fell silent, ours after.
    if "ministry_of_national_defence" in table:
        after += float(table["ministry_of_national_defence"][seasons[0]])
    counts = {"before": (theirs.iloc[0], before), "after": (theirs.iloc[-1], after)}
    facts = {
        key: {"theirs": other, "ours": mine, "gap": 100 * (mine / other - 1)}
        for key, (other, mine) in counts.items()
    }
    return told(c, "check", {**facts, "close": CLOSE})


def evening(c: Inflow) -> dict[str, str]:
    """Return what a listener finds in the evening, before and after the cuts, as phrases."""
    found: dict[str, str] = {}
    for what in ("stations", "frequencies"):
        facts = None
        try:
            rows = c.of("I8").rows(f"{what}_at_2300kst_excl_religious").dropna(subset="value")
            line = rows.set_index("date")["value"].sort_index()
            facts = dict(zip(("before", "after"), line[list(i8.compared(line.index))], strict=True))
        except NoEvidence:
            pass
        found |= told(c, f"evening_{what}", facts)
    return found


def asked(series: str, c: Inflow) -> str:
    """Return how many people stand behind the latest admitted value of a series, as a phrase."""
    rows = c.rows(series, country=None, need=False).dropna(subset="n")
    return f"{rows.sort_values('date')['n'].iloc[-1]:,}" if len(rows) else MISSING


def one(series: str, c: Inflow, year: int | None = None) -> str:
    """Return the latest admitted value of a series as a phrase, of one year where it is given."""
    rows = c.rows(series, country=None, need=False).dropna(subset="value")
    rows = rows if year is None else rows[rows["year"] == year]
    return words.grouped(rows.sort_values("date")["value"].iloc[-1]) if len(rows) else MISSING
