"""Sentences of the chapter on the economy whose wording depends on what was computed."""

from nkbook.claims import Assessment, Verdict
from nkbook.claims.card import estimate, number
from nkbook.claims.verdicts import SUPPORTING
from nkbook.errors import NoEvidence
from nkbook.parameters import Economy
from nkbook.plots import economy as plots

VERBS = {
    Verdict.SUPPORTED: "supports",
    Verdict.WITHIN_LIMITS: "supports, within limits,",
    Verdict.CONTRADICTED: "contradicts",
    Verdict.CONTESTED: "is divided over",
    Verdict.UNDETERMINED: "does not decide",
}
CLAIMED = {
    "E1": "that the planned economy collapsed in the 1990s",
    "E2": "that private property is tacitly accepted",
    "E3": "that markets spread across the country",
    "E4": "that the policy of June 2012 loosened farming",
    "E5": "that the measures of May 2014 widened responsibility on the farms",
    "E6": "that private business is tolerated in exchange for dues",
}


MEASURED = {
    "E1": "at its lowest, output or what stands for it was at",
    "E2": "leavers with a practice of private property:",
    "E3": "leavers or their income in the informal economy:",
    "E4": "step of the harvest:",
    "E5": "step of the harvest:",
    "E6": "leavers who paid officials:",
}
# Barro and Ursúa 2008: a crisis is a fall of at least this part of the level, in percent.
CRISIS = 10.0


def sentences(found: dict[str, Assessment], p: Economy) -> dict[str, str]:
    """Return the sentences of the chapter by the names under which they are glued."""
    return {
        "opening": " ".join([*(answer(found[claim]) for claim in ("E1", "E2", "E3", "E6")), _farms(found)]),
        "story": _story(found),
        "crisis": f"{CRISIS:g} percent",
        "sample": _sample(p),
        "state_jobs": _state_jobs(p),
        "budget": _budget(p),
        "release_2015": _release(found),
        "one_estimate": _one_estimate(p),
        **{f"answer_{claim}": answer(a) for claim, a in found.items()},
        **{f"limits_{claim}": _limits(a) for claim, a in found.items()},
        **{f"alone_{claim}": _alone(a) for claim, a in found.items()},
        "farm_reading": _farm_reading(found),
    }


def answer(a: Assessment) -> str:
    """Return what the evidence does with a claim, with the default estimate, as one sentence."""
    if a.verdict is Verdict.NOT_TESTABLE:
        return f"No admitted evidence tests the claim {CLAIMED[a.claim.id]}."
    return (
        f"The admitted evidence {VERBS[a.verdict]} the claim {CLAIMED[a.claim.id]}; {MEASURED[a.claim.id]} "
        f"{estimate(a.default)}."
    )


def _farms(found: dict[str, Assessment]) -> str:
    first, second = found["E4"], found["E5"]
    if first.verdict == second.verdict:
        if first.verdict is Verdict.NOT_TESTABLE:
            return "No admitted harvest tests the farm policies."
        return (
            f"On the farm policies the harvests speak with one voice: the evidence {VERBS[first.verdict]} "
            "either claim "
            f"({_short(first)} after June 2012, {_short(second)} after May 2014)."
        )
    return f"{answer(first)} {answer(second)}"


def _short(a: Assessment) -> str:
    e = a.default
    if e.estimate is None or e.lower is None or e.upper is None:
        return "no step can be computed"
    return f"{e.estimate:+.1f} percent, interval {e.lower:+.1f} to {e.upper:+.1f}"


def _story(found: dict[str, Assessment]) -> str:
    parts = []
    if found["E1"].verdict in SUPPORTING:
        parts.append("What collapsed was output and the state's ability to provide, not the state.")
    if "plateau" in found["E3"].default.limits:
        parts.append(
            "Markets filled the gap before any policy allowed them, and stopped growing in number while "
            "they could still be counted."
        )
    if not {Verdict.NOT_TESTABLE, *SUPPORTING} & {found["E4"].verdict, found["E5"].verdict}:
        parts.append(
            "The farm policies that are meant to have left the old model behind leave no trace in the "
            "harvest that the weather, or the next revision of the data, could not also have left."
        )
    if "recentralised" in found["E6"].default.limits:
        parts.append(
            "The bargain over dues describes a period that had a beginning and, by the dated steps of "
            "the state, an end."
        )
    if not parts:
        return "Too little is admitted for the sections below to tell one story."
    return " ".join(["Read in order, the sections below tell one story.", *parts])


def _sample(p: Economy) -> str:
    try:
        women, border = (
            plots.admitted(p, f"mou2024_sample_{part}_share")["value"].iloc[-1]
            for part in ("women", "border_province")
        )
    except NoEvidence:
        return "What the sample was made of is not admitted here."
    return (
        f"Of these {women:.0f} percent are women, and {border:.0f} percent come from the provinces along "
        "the border."
    )


def _state_jobs(p: Economy) -> str:
    try:
        share = plots.admitted(p, "ipus_official_economy_participation")["value"].iloc[-1]
    except NoEvidence:
        return "Whether state jobs outlived the collapse cannot be said with the admitted rows."
    return (
        f"State jobs outlived the collapse: of the latest leavers surveyed {share:.0f} percent had one in "
        "the household."
    )


def _budget(p: Economy) -> str:
    try:
        table = plots.admitted(p, "state_budget_revenue_share_local").sort_values("year")
    except NoEvidence:
        return ""
    first, last = table.iloc[0], table.iloc[-1]
    return (
        f"It stood at {first['value']:g} percent in {first['year']} and at {last['value']:g} percent in "
        f"{last['year']}."
        if len(table) > 1
        else f"It stood at {first['value']:g} percent in {first['year']}."
    )


def _release(found: dict[str, Assessment]) -> str:
    new, old = (found["E5"].alone[key].estimate for key in ("fao_2025", "fao_2020"))
    if new is None or old is None:
        return "The releases cannot be compared here."
    if (new < 0) != (old < 0):
        return f"The release of the data decides the sign: {old:+.1f} percent in one, {new:+.1f} in the next."
    return f"The step is {old:+.1f} percent in one release and {new:+.1f} in the next."


def _limits(a: Assessment) -> str:
    words = [a.claim.criterion.limits[limit] for limit in a.default.limits]
    if not words:
        return "None of the conditions set out in advance limits it under these parameters."
    return f"What limits it: {'; '.join(words)}."


def _alone(a: Assessment) -> str:
    parts = [
        f"{a.claim.readings[key].title}: {number(e.estimate)} ({e.verdict})"
        for key, e in a.alone.items()
        if e.estimate is not None
    ]
    return f"Taken alone: {'; '.join(parts)}." if parts else "No reading of the evidence is admitted."


def _one_estimate(p: Economy) -> str:
    found = plots.one_estimate(p)
    if not found:
        return "Under the chosen parameters the printings cannot be compared."
    return (
        "Yearly growth of the United Nations series correlates with that of the Bank of Korea at "
        f"{found['un']}, that of "
        f"the Maddison project at {found['maddison']}."
    )


def _farm_reading(found: dict[str, Assessment]) -> str:
    readings = {
        (str(e.verdict), key)
        for claim in ("E4", "E5")
        for key, e in found[claim].alone.items()
        if e.estimate is not None
    }
    verdicts = {verdict for verdict, _ in readings}
    if not readings:
        return "No harvest series is admitted, so nothing can be said."
    if verdicts == {str(Verdict.UNDETERMINED)}:
        return (
            "Every source leaves both policies undetermined. This is weak evidence against the policies "
            "and strong "
            "evidence about the data."
        )
    if len(verdicts) == 1:
        return f"Every source ends in the same word for both policies: {verdicts.pop()}."
    return "The answer changes with the source; the cards say which source says what."
