"""What the chapter on trust says and tabulates beside its figures; the words stand in figures.yml."""

from typing import Any

import pandas as pd

from nkbook import data
from nkbook.book.trust.drawing import variant
from nkbook.chapter import Chapter
from nkbook.claims import Assessment
from nkbook.methods import power, surveys
from nkbook.parameters import Trust
from nkbook.words import number

POINTS, CERTAINTY = 10, 0.8  # of a difference that a survey is to find, and how surely
SHARES = 0.5 - POINTS / 200, 0.5 + POINTS / 200
PROTESTS = ("dnk_hoeryong", "nkmonitor2008", "noland2010", "helong")


def sentences(c: Chapter[Trust]) -> dict[str, str]:
    """Return the conditional sentences of the chapter by name."""
    found, p = c.found, c.p
    arrivals = data.load("arrivals_total", grades=p.grades, start=max(p.start_year, 2021), end=p.end_year)
    facts = {
        "found": found,
        "ratings": c.names["ratings"],
        "counts": c.names["counts"],
        "needed_open": power.per_group(*SHARES, power=CERTAINTY, confidence=p.confidence),
        "needed_list": _listed(c),
        "certainty": CERTAINTY,
        "points": POINTS,
        "weak": [(a.claim, key) for a in found.values() for key, e in a.findings.items() if e.grades == "C"],
        "recent_leavers": arrivals.sort_values("vintage", kind="stable").groupby("year")["value"].last(),
        "complain": _complaints(c),
        "searched": c.choices("T5")["intrusion"] == "searched",
        "cycles": data.load("lohmann_protest_cycles", grades=p.grades)["value"],
        "protest_share": c.evaluate("T6", reading="kdi", deed="protest"),
    }
    holds = {f"holds_{name}": c.names["holds"][a.verdict] for name, a in found.items()}
    said = c.told("verdicts", facts | holds | _bounds(found))
    return {name: text for name, text in said.items() if isinstance(text, str)}


def _bounds(found: dict[str, Assessment]) -> dict[str, str]:
    """Return the bound that supports each claim (t1_yes) and the one that contradicts it (t1_no)."""
    bounds = {}
    for name, found_of in found.items():
        item = found_of.claim
        key = next((key for key in ("practice", "bridges") if key in item.parts), item.states[0])
        criterion = item.parts[key].criterion
        for word, side in (("yes", criterion.supports), ("no", criterion.contradicts)):
            ends = (side.at_least, side.at_most)
            bounds[f"{name.lower()}_{word}"] = number(next(end for end in ends if end is not None))
    return bounds | _told_apart(found)


def _told_apart(found: dict[str, Assessment]) -> dict[str, str]:
    """Return what a survey of T8 has to tell from no rise, in points, and one of T9 from equal rates."""
    plans = {name: found[name].claim.map for name in ("T8", "T9") if name in found}
    told = {}
    for name, plan in plans.items():
        assert plan is not None
        assert plan.asked is not None
        low, high = plan.asked.apart
        told[f"{name.lower()}_yes"] = number(high - low if name == "T8" else low / high)
        told[f"{name.lower()}_no"] = number(0 if name == "T8" else 1)
    return told


def _listed(c: Chapter[Trust]) -> int | None:
    """Return the people per group that a list experiment has to ask, in hundreds; None without a model."""
    rows = data.load("proud_of_northern_origin_list", grades=c.p.grades)
    for _, row in rows[rows["variant"] == variant(c)].head(1).iterrows():
        half_width = (row["upper"] - row["lower"]) / 200
        variance = power.harmless_variance(half_width, row["value"] / 100, int(row["n"]), 0.95)
        sure = {"power": CERTAINTY, "confidence": c.p.confidence}
        return round(power.per_group_by_list(*SHARES, variance=variance, **sure), -2)
    return None


def _complaints(c: Chapter[Trust]) -> list[dict[str, Any]]:
    """Return who of those asked inside the country knew somebody who complained; nothing if not admitted."""
    rows = c.rows("inside_complain_or_joke_privately", need=False).head(1)
    told = []
    for year, n, knew in rows[["year", "n", "value"]].astype(int).itertuples(index=False):
        lower, _ = surveys.exact_percent(100 * knew / n, n, c.p.confidence)
        told.append({"year": year, "n": n, "knew": knew, "lower": lower})
    return told


def by_grade(c: Chapter[Trust]) -> None:
    """Display the verdict of each claim with grade A only, with A and B, and with all."""
    table = {f"grades {grades}": list(c.graded(grades).values()) for grades in ("A", "AB", "ABC")}
    c.table(pd.DataFrame({"claim": list(c.found)} | table))


def studies(c: Chapter[Trust], *sources: str) -> None:
    """Display studies with what they found and what it means for the argument."""
    table = data.read("literature").sort_values("study", kind="stable")
    c.tell("studies", table[table["source"].isin(sources)].to_dict("records"))


def protests(c: Chapter[Trust]) -> None:
    """Display dated collective protests in North Korea, no finer than the year."""
    table = data.events("trust")
    years = table["date"].str[:4].astype(int)
    table = table[table["source"].isin(PROTESTS) & years.between(c.p.start_year, c.p.end_year)]
    c.tell("protests", table.to_dict("records"))
