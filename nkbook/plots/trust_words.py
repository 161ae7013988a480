"""Sentences and tables of the chapter on trust that depend on a result or on the choices."""

import re

import pandas as pd
from IPython.display import display

from nkbook import data
from nkbook.claims import Assessment, Verdict, claim, evaluate
from nkbook.claims import trust as measured
from nkbook.claims.card import number
from nkbook.claims.verdicts import combine
from nkbook.methods import power
from nkbook.parameters import Trust
from nkbook.plots.trust import choices

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


def sentences(found: dict[str, Assessment], p: Trust) -> dict[str, str]:
    """Return the conditional sentences of the chapter by name."""
    return {
        "answer_rights": _rights(found["T1"]),
        "answer_solidarity": f"The claim that no civic solidarity has formed {HOLDS[found['T6'].verdict]}.",
        "answer_distrust": _distrust(found),
        "answer_heart": _heart(found),
        "answer_motives": f"That motives moved from hunger to freedom {HOLDS[found['X1'].verdict]}.",
        **{f"holds_{name}": HOLDS[a.verdict] for name, a in found.items()},
        "retest": _floor(found["T1"]),
        "needed_open": f"{power.per_group(*_shares(), power=CERTAINTY, confidence=p.confidence):,}",
        "needed_list": _listed(p),
        "certainty": f"{CERTAINTY:.0%}",
        "points": str(POINTS),
        "recent_leavers": _recent(p),
        "complain": _complain(p),
        "saying_fails": _saying(found["T4"]),
        "watched_near": _near(found["T5"]),
        "cycles": _cycles(p),
        "protest_share": _protest(found["T6"]),
        "saying": str(measured.SAYING),
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
        f"That distrust cut the ties between citizens {HOLDS[found['T3'].verdict]}, the saying about "
        "spies, taken at its "
        f"word, {HOLDS[found['T4'].verdict]}, and lifelong surveillance {HOLDS[found['T5'].verdict]}; "
        "that change came from "
        f"the top and not from below {HOLDS[found['T2'].verdict]}."
    )


def _heart(found: dict[str, Assessment]) -> str:
    heart = [name for name in ("T7", "T8", "T9", "T10") if found[name].verdict is Verdict.NOT_TESTABLE]
    if len(heart) < 4:
        return "On the heart of the argument, trust that grows from shared risk, some evidence is admitted."
    return (
        "The heart of the argument, that trust is coming back among the young and grows from shared risk "
        "and guilt, "
        "cannot be tested with open data: nobody has measured it."
    )


def _floor(found: Assessment) -> str:
    stuck = [found.claim.readings[key].title for key, e in found.alone.items() if "floor" in e.limits]
    if not stuck:
        return "None of the sources stands at its floor."
    names = {"vdem": "V-Dem", "freedom_house": "Freedom House", "fariss": "Fariss"}
    at = [names[key] for key, e in found.alone.items() if "floor" in e.limits]
    return f"At their floor stand: {', '.join(at)}."


def _shares() -> tuple[float, float]:
    return 0.5 - POINTS / 200, 0.5 + POINTS / 200


def _listed(p: Trust) -> str:
    rows = data.load("proud_of_northern_origin_list", grades=p.grades)
    rows = rows[rows["variant"] == ("" if p.serial_entries else "without_serial_entries")]
    if rows.empty:
        return "an unknown number of"
    row = rows.iloc[0]
    variance = power.harmless_variance(
        (row["upper"] - row["lower"]) / 200, row["value"] / 100, int(row["n"]), 0.95
    )
    people = power.per_group_by_list(*_shares(), variance=variance, power=CERTAINTY, confidence=p.confidence)
    return f"{round(people, -2):,}"


def _recent(p: Trust) -> str:
    rows = data.load("arrivals_total", grades=p.grades, start=max(p.start_year, 2021), end=p.end_year)
    if rows.empty:
        return "an unknown number of"
    last = rows.sort_values("vintage", kind="stable").groupby("year")["value"].last()
    return f"{last.sum():,.0f}"


def _complain(p: Trust) -> str:
    rows = data.load("inside_complain_or_joke_privately", grades=p.grades, start=p.start_year, end=p.end_year)
    if rows.empty:
        return NONE
    row = rows.iloc[0].copy()
    count, n = int(row["value"]), int(row["n"])
    row["value"] = 100 * count / n
    found = measured.share(row, p.confidence)
    return (
        f"Of {n} residents asked inside the country in {row['year']}, {count} knew somebody who "
        "complained or joked about "
        f"the government in private; the exact interval runs from {found.lower:.0f} percent upwards."
    )


def _protest(found: Assessment) -> str:
    asked = found.alone["kdi"]
    if asked.estimate is None:
        return "an unknown share"
    interval = f" ({asked.lower:.0f} to {asked.upper:.0f})" if asked.lower and asked.upper else ""
    return f"{asked.estimate:.0f} percent{interval}"


def _saying(found: Assessment) -> str:
    heard = [e.verdict for e in found.alone.values() if e.verdict is not Verdict.NOT_TESTABLE]
    if heard and set(heard) == {Verdict.CONTRADICTED}:
        return "Read as a number, the saying fails against each of them that is admitted."
    return "Read as a number, the saying is not refuted by every figure admitted."


def _near(found: Assessment) -> str:
    asked, line = found.alone["mou"], found.claim.criterion.supports.at_least
    if asked.lower is None or asked.upper is None or line is None:
        return "Without a size of the group nothing more can be said of the latest leavers."
    if asked.lower < line <= asked.upper:
        return (
            "The share of the latest leavers who had been watched at home lies so near the line of the "
            "criterion that "
            "the size of the group, which was not printed, decides."
        )
    return "The share of the latest leavers who had been watched at home lies clear of the line of the "
    "criterion."


def _cycles(p: Trust) -> str:
    rows = data.load("lohmann_protest_cycles", grades=p.grades)
    return "several" if rows.empty else f"{rows['value'].iloc[0]:.0f}"


def _criteria() -> dict[str, str]:
    wanted = {"T1": "t1", "T2": "t2", "T3": "t3", "T4": "t4", "T5": "t5", "T6": "t6", "X1": "x1"}
    words: dict[str, str] = {}
    for name, short in wanted.items():
        criterion = claim(name).criterion
        for side, region in (("yes", criterion.supports), ("no", criterion.contradicts)):
            bound = region.at_least if region.at_least is not None else region.at_most
            assert bound is not None
            words[f"{short}_{side}"] = number(bound)
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


def by_grade(p: Trust, found: dict[str, Assessment]) -> None:
    """Display the verdict of each claim with grade A only, with A and B, and with all.

    found: the verdicts under the chapter's own choices, which need not be computed again.
    """
    table = pd.DataFrame(
        {
            f"grades {grades}": {
                name: str(a.verdict if grades == p.grades else _graded(name, grades, p))
                for name, a in found.items()
            }
            for grades in ("A", "AB", "ABC")
        }
    )
    show_table(table.rename_axis("claim").reset_index())


def _graded(name: str, grades: str, p: Trust) -> Verdict:
    """Return the verdict with other grades, from the readings alone (no source is left out)."""
    item = claim(name)
    alone = [evaluate(name, reading=key, **(choices(p) | {"grades": grades})) for key in item.readings]
    default = next(e for e in alone if e.reading == item.default)
    return combine(default.verdict, [e.verdict for e in alone])


def studies(*sources: str) -> None:
    """Display studies with what they found and what it means for the argument."""
    table = data.read("literature")
    table = table[table["source"].isin(sources)].sort_values("study", kind="stable")
    table = table[["study", "year", "setting", "outcome", "direction", "bears_on"]]
    show_table(
        table.rename(
            columns={
                "study": "Study",
                "year": "Year",
                "setting": "Setting",
                "outcome": "Outcome",
                "direction": "Finding",
                "bears_on": "Meaning here",
            }
        )
    )


def protests(p: Trust) -> None:
    """Display dated collective protests in North Korea, no finer than the year."""
    table = data.events("trust")
    table = table[table["source"].isin(PROTESTS)]
    years = table["date"].str[:4].astype(int)
    table = table[years.between(p.start_year, p.end_year)]
    show_table(
        pd.DataFrame(
            {
                "Year": table["date"].str[:4],
                "What happened": table["event"],
                "Caveat": table["note"],
                "Source": table["source"],
            }
        )
    )


def wanted() -> None:
    """Display what was sought for this chapter and not found, with the nearest figure there is."""
    table = data.read("wanted")
    table = table[table["theme"] == "trust"][["wanted", "why", "nearest"]]
    show_table(table.rename(columns={"wanted": "Wanted", "why": "Why", "nearest": "Nearest there is"}))


def show_table(table: pd.DataFrame) -> None:
    """Display a table whose cells wrap, as HTML and as plain text."""
    html = re.sub(r"\n\s*", "", table.to_html(index=False, border=0, justify="left"))
    display({"text/html": html, "text/plain": table.to_string(index=False)}, raw=True)
