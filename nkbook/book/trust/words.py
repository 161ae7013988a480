"""Sentences and tables of the chapter on trust that depend on a result or on the choices."""

import pandas as pd

from nkbook import data
from nkbook.book.trust.drawing import variant
from nkbook.book.trust.shares import share
from nkbook.book.trust.t4_saying import t4
from nkbook.chapter import Chapter
from nkbook.claims import Assessment, Verdict, claim, claims
from nkbook.methods import power
from nkbook.parameters import Trust
from nkbook.words import number

HOLDS = {
    Verdict.SUPPORTED: "is supported",
    Verdict.WITHIN_LIMITS: "is supported within limits",
    Verdict.CONTRADICTED: "is contradicted",
    Verdict.CONTESTED: "is contested",
    Verdict.UNDETERMINED: "stays undetermined",
    Verdict.NOT_TESTABLE: "cannot be tested",
}
NONE = "No admitted row answers this under the chosen parameters."
POINTS = 10
CERTAINTY = 0.8
PROTESTS = ("dnk_hoeryong", "nkmonitor2008", "noland2010", "helong")


def sentences(c: Chapter[Trust]) -> dict[str, str]:
    """Return the conditional sentences of the chapter by name."""
    found, level = c.found, c.p.confidence
    return {
        "answer_rights": _rights(found["T1"]),
        "answer_solidarity": f"The claim that no civic solidarity has formed {HOLDS[found['T6'].verdict]}.",
        "answer_distrust": _distrust(found),
        "answer_heart": _heart(found),
        "answer_motives": f"That motives moved from hunger to freedom {HOLDS[found['X1'].verdict]}.",
        **{f"holds_{name}": HOLDS[a.verdict] for name, a in found.items()},
        "retest": _floor(c),
        "needed_open": f"{power.per_group(*_shares(), power=CERTAINTY, confidence=level):,}",
        "needed_list": _listed(c),
        "certainty": f"{CERTAINTY:.0%}",
        "points": str(POINTS),
        "recent_leavers": _recent(c.p),
        "complain": _complain(c),
        "saying_fails": _saying(found["T4"]),
        "watched_near": _near(c),
        "cycles": _cycles(c.p),
        "protest_share": _protest(c),
        "saying": f"{t4.threshold('group'):.0f}",
        **_criteria(),
        "grade_c": _grade_c(found),
    }


def _rights(found: Assessment) -> str:
    highest = [e.upper for e in found.alone.values() if e.upper is not None]
    text = f"The claim that markets and phones brought no basic gain in freedom {HOLDS[found.verdict]}"
    if not highest:
        return f"{text}."
    return f"{text}: no source admits a gain of more than {max(highest):.1f} percent of its own scale."


def _distrust(found: dict[str, Assessment]) -> str:
    return (
        f"That distrust cut the ties between citizens {HOLDS[found['T3'].verdict]}, the saying about spies, "
        f"taken at its word, {HOLDS[found['T4'].verdict]}, and lifelong surveillance "
        f"{HOLDS[found['T5'].verdict]}; that change came from the top and not from below "
        f"{HOLDS[found['T2'].verdict]}."
    )


def _heart(found: dict[str, Assessment]) -> str:
    if any(found[name].verdict is not Verdict.NOT_TESTABLE for name in ("T7", "T8", "T9", "T10")):
        return "On the heart of the argument, trust that grows from shared risk, some evidence is admitted."
    return (
        "The heart of the argument, that trust is coming back among the young and grows from shared risk and "
        "guilt, cannot be tested with open data: nobody has measured it."
    )


def _floor(c: Chapter[Trust]) -> str:
    at = [c.names["ratings"][key] for key, e in c.found["T1"].alone.items() if "floor" in e.limits]
    return f"At their floor stand: {', '.join(at)}." if at else "None of the sources stands at its floor."


def _shares() -> tuple[float, float]:
    return 0.5 - POINTS / 200, 0.5 + POINTS / 200


def _listed(c: Chapter[Trust]) -> str:
    rows = data.load("proud_of_northern_origin_list", grades=c.p.grades)
    rows = rows[rows["variant"] == variant(c)]
    if rows.empty:
        return "an unknown number of"
    row = rows.iloc[0]
    variance = power.harmless_variance(
        (row["upper"] - row["lower"]) / 200, row["value"] / 100, int(row["n"]), 0.95
    )
    people = power.per_group_by_list(
        *_shares(), variance=variance, power=CERTAINTY, confidence=c.p.confidence
    )
    return f"{round(people, -2):,}"


def _recent(p: Trust) -> str:
    rows = data.load("arrivals_total", grades=p.grades, start=max(p.start_year, 2021), end=p.end_year)
    if rows.empty:
        return "an unknown number of"
    last = rows.sort_values("vintage", kind="stable").groupby("year")["value"].last()
    return f"{last.sum():,.0f}"


def _complain(c: Chapter[Trust]) -> str:
    rows = c.rows("inside_complain_or_joke_privately", need=False)
    if rows.empty:
        return NONE
    row = rows.iloc[0].copy()
    count, n = int(row["value"]), int(row["n"])
    row["value"] = 100 * count / n
    return (
        f"Of {n} residents asked inside the country in {row['year']}, {count} knew somebody who complained "
        "or joked about the government in private; the exact interval runs from "
        f"{share(row, c.p.confidence).lower:.0f} percent upwards."
    )


def _protest(c: Chapter[Trust]) -> str:
    asked = c.evaluate("T6", reading="kdi", deed="protest")
    if asked.estimate is None:
        return "an unknown share"
    return f"{asked.estimate:.0f} percent ({asked.lower:.0f} to {asked.upper:.0f})"


def _saying(found: Assessment) -> str:
    heard = [e.verdict for e in found.alone.values() if e.verdict is not Verdict.NOT_TESTABLE]
    if heard and set(heard) == {Verdict.CONTRADICTED}:
        return "Read as a number, the saying fails against each of them that is admitted."
    return "Read as a number, the saying is not refuted by every figure admitted."


def _near(c: Chapter[Trust]) -> str:
    asked, line = c.found["T5"].alone["mou"], claim("T5").criterion.supports.at_least
    if asked.lower is None or asked.upper is None or line is None:
        return "Without a size of the group nothing more can be said of the latest leavers."
    felt = "who had been watched at home"
    if c.choices("T5")["intrusion"] == "searched":
        felt = "whose homes had been searched"
    if asked.lower < line <= asked.upper:
        return (
            f"The share of the latest leavers {felt} lies so near the line of the criterion that the size of "
            "the group, which was not printed, decides."
        )
    return f"The share of the latest leavers {felt} lies clear of the line of the criterion."


def _cycles(p: Trust) -> str:
    rows = data.load("lohmann_protest_cycles", grades=p.grades)
    return "several" if rows.empty else f"{rows['value'].iloc[0]:.0f}"


def _criteria() -> dict[str, str]:
    """Return the bound that supports each claim (t1_yes) and the one that contradicts it (t1_no)."""
    words: dict[str, str] = {}
    for item in claims("trust"):
        criterion = item.criterion
        for side, region in (("yes", criterion.supports), ("no", criterion.contradicts)):
            bound = region.at_least if region.at_least is not None else region.at_most
            assert bound is not None
            words[f"{item.id.lower()}_{side}"] = number(bound)
    return words


def _grade_c(found: dict[str, Assessment]) -> str:
    weak = [
        f"{name} ({a.claim.readings[key].title})"
        for name, a in found.items()
        for key, e in a.alone.items()
        if e.grades == "C"
    ]
    if not weak:
        return "No reading of this chapter rests on grade C alone under the chosen parameters."
    return f"These readings rest on grade C alone and can support nothing: {'; '.join(weak)}."


def by_grade(c: Chapter[Trust]) -> None:
    """Display the verdict of each claim with grade A only, with A and B, and with all."""
    table = {f"grades {grades}": c.graded(grades) for grades in ("A", "AB", "ABC")}
    c.table(pd.DataFrame(table).rename_axis("claim").reset_index())


def studies(c: Chapter[Trust], *sources: str) -> None:
    """Display studies with what they found and what it means for the argument."""
    table = data.read("literature")
    table = table[table["source"].isin(sources)].sort_values("study", kind="stable")
    columns = {
        "study": "Study",
        "year": "Year",
        "setting": "Setting",
        "outcome": "Outcome",
        "direction": "Finding",
        "bears_on": "Meaning here",
    }
    c.table(table[list(columns)].rename(columns=columns))


def protests(c: Chapter[Trust]) -> None:
    """Display dated collective protests in North Korea, no finer than the year."""
    table = data.events("trust")
    table = table[table["source"].isin(PROTESTS)]
    table = table.assign(date=table["date"].str[:4])
    table = table[table["date"].astype(int).between(c.p.start_year, c.p.end_year)]
    columns = {"date": "Year", "event": "What happened", "note": "Caveat", "source": "Source"}
    c.table(table[list(columns)].rename(columns=columns))
