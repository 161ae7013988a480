"""Sentences of the chapter on information inflow whose wording depends on what was computed."""

from typing import Any

import pandas as pd

from nkbook import data
from nkbook.claims import Assessment, assess, evaluate
from nkbook.claims import claim as find_claim
from nkbook.claims.card import estimate
from nkbook.claims.verdicts import Verdict, combine
from nkbook.parameters import InformationInflow
from nkbook.plots.information_inflow import MISSING

CLAIMS = tuple(f"I{i}" for i in range(1, 9))
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


def assessed(p: InformationInflow) -> dict[str, Assessment]:
    """Return the assessments of the chapter's claims under its parameters."""
    return {claim: assess(claim, **settings(p) | p.choices.get(claim, {})) for claim in CLAIMS}


def settings(p: InformationInflow) -> dict[str, Any]:
    """Return the parameters as choices of every claim."""
    return p.model_dump(exclude={"choices"}) | p.claim_years


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
        f"{_listed(names)} {'is' if len(names) == 1 else 'are'} {v}" for v, names in groups.items() if names
    )
    return f"{text[0].upper()}{text[1:]}."


def weak_evidence(found: dict[str, Assessment]) -> str:
    """Return which claims use evidence of grade C, and which rest on a single origin."""
    weak = [c for c, item in found.items() if any("C" in e.grades for e in item.alone.values())]
    single = [c for c, item in found.items() if len(item.origins) == 1]
    first = f"Evidence of grade C enters {_listed(weak)}" if weak else "No claim uses evidence of grade C"
    second = f"a single origin stands behind {_listed(single)}" if single else "none rests on a single origin"
    return f"{first}; {second}."


def by_grade(p: InformationInflow) -> dict[str, Any]:
    """Return the verdicts under three sets of grades, as a table, and what grade C decides.

    Keys: table (one row per claim), grade_finding (a sentence).
    """
    rows = [
        {"Claim": claim, "What it says": ABOUT[claim]} | {g: str(_quick(claim, p, g)) for g in GRADES}
        for claim in CLAIMS
    ]
    table = pd.DataFrame(rows)
    turned = table.loc[table["AB"] != table["ABC"], "Claim"].tolist()
    finding = f"the verdict changes for {_listed(turned)}" if turned else "no verdict changes"
    return {"table": table, "grade_finding": f"without it {finding}"}


def _quick(claim: str, p: InformationInflow, grades: str) -> Verdict:
    """Return the verdict of a claim under other grades, without leaving out each source in turn."""
    item = find_claim(claim)
    chosen = settings(p) | {"grades": grades}
    alone = {key: evaluate(claim, **chosen, reading=key).verdict for key in item.readings}
    return combine(alone[item.default], alone.values())


def saying() -> dict[str, str]:
    """Return when the saying was spoken by an official, from the table of events."""
    events = data.events("information_inflow")
    row = events[events["event"].str.contains("nobody has seen it only once")]
    return {"saying_date": str(row["date"].iloc[0]) if len(row) else "an unknown date"}


def direct_answers(p: InformationInflow) -> dict[str, Any]:
    """Return how far direct answers and a list experiment differ in the South, as phrases."""
    rows = data.load("proud_of_northern_origin_direct_minus_list", grades=p.grades).dropna(subset="value")
    names = ("bias_gap", "bias_low", "bias_high", "bias_effect")
    if rows.empty:
        return dict.fromkeys(names, MISSING)
    row, said = rows.iloc[0], one("view_of_regime_more_negative_after_video", p)
    line = find_claim("I7").criterion.supports.at_least or 0.0
    enough = said != MISSING and float(said) + float(row["value"]) < line <= float(said)
    return dict(
        zip(
            names,
            (
                f"{row['value']:.0f}",
                f"{row['lower']:.0f}",
                f"{row['upper']:.0f}",
                "would be" if enough else "would not be",
            ),
            strict=True,
        )
    )


def hour_rule(p: InformationInflow) -> str:
    """Return in words what counts as an hour of broadcasting."""
    if p.hours == "air":
        return "an hour counting once, on however many frequencies"
    return "an hour on several frequencies counting for each, since each is a chance of its own to be heard"


def once_or_twice(p: InformationInflow) -> dict[str, str]:
    """Return the range of the share who met southern culture once or twice, as phrases."""
    rows = data.load(
        "ipus_sk_media_exposure_once_or_twice", grades=p.grades, start=p.start_year, end=p.end_year
    )
    if rows.empty:
        return {"twice_low": MISSING, "twice_high": MISSING}
    return {"twice_low": f"{rows['value'].min():.0f}", "twice_high": f"{rows['value'].max():.0f}"}


def asked(series: str, p: InformationInflow) -> str:
    """Return how many people stand behind the latest admitted value of a series, as a phrase."""
    rows = data.load(series, grades=p.grades, start=p.start_year, end=p.end_year).dropna(subset="n")
    return f"{rows.sort_values('date')['n'].iloc[-1]:,}" if len(rows) else MISSING


def one(series: str, p: InformationInflow, year: int | None = None, digits: int = 0) -> str:
    """Return the latest admitted value of a series as a phrase, of one year where it is given."""
    rows = data.load(series, grades=p.grades, start=p.start_year, end=p.end_year).dropna(subset="value")
    rows = rows if year is None else rows[rows["year"] == year]
    return f"{rows.sort_values('date')['value'].iloc[-1]:,.{digits}f}" if len(rows) else MISSING


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
