"""Sentences of the chapter on the economy whose wording depends on what was computed."""

from nkbook.claims import Assessment, Verdict
from nkbook.claims.card import estimate, number
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


def sentences(found: dict[str, Assessment], p: Economy) -> dict[str, str]:
    """Return the sentences of the chapter by the names under which they are glued."""
    return {
        "opening": " ".join((_pair(found["E1"], found["E2"]), _pair(found["E3"], found["E6"]), _farms(found))),
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
    return f"The admitted evidence {VERBS[a.verdict]} the claim {CLAIMED[a.claim.id]}: {estimate(a.default)}."


def _pair(one: Assessment, other: Assessment) -> str:
    return f"{answer(one)} {answer(other)}"


def _farms(found: dict[str, Assessment]) -> str:
    first, second = found["E4"], found["E5"]
    if first.verdict == second.verdict:
        if first.verdict is Verdict.NOT_TESTABLE:
            return "No admitted harvest tests the farm policies."
        return (
            f"On the farm policies the harvests speak with one voice: the evidence {VERBS[first.verdict]} either claim "
            f"({_short(first)} after June 2012, {_short(second)} after May 2014)."
        )
    return f"{answer(first)} {answer(second)}"


def _short(a: Assessment) -> str:
    e = a.default
    if e.estimate is None or e.lower is None or e.upper is None:
        return "no step can be computed"
    return f"{e.estimate:+.1f} percent, interval {e.lower:+.1f} to {e.upper:+.1f}"


def _limits(a: Assessment) -> str:
    words = [a.claim.criterion.limits[limit] for limit in a.default.limits]
    if not words:
        return "None of the conditions set out in advance limits it under these parameters."
    return f"What limits it: {'; '.join(words)}."


def _alone(a: Assessment) -> str:
    parts = [
        f"{a.claim.readings[key].title}: {number(e.estimate)} ({e.verdict})"
        for key, e in a.alone.items() if e.estimate is not None
    ]
    return f"Taken alone: {'; '.join(parts)}." if parts else "No reading of the evidence is admitted."


def _one_estimate(p: Economy) -> str:
    found = plots.one_estimate(p)
    if not found:
        return "Under the chosen parameters the printings cannot be compared."
    return (
        f"Yearly growth of the United Nations series correlates with that of the Bank of Korea at {found['un']}, that of "
        f"the Maddison project at {found['maddison']}."
    )


def _farm_reading(found: dict[str, Assessment]) -> str:
    readings = {
        (str(e.verdict), key) for claim in ("E4", "E5") for key, e in found[claim].alone.items() if e.estimate is not None
    }
    verdicts = {verdict for verdict, _ in readings}
    if not readings:
        return "No harvest series is admitted, so nothing can be said."
    if len(verdicts) == 1:
        return f"Every source ends in the same word for both policies: {verdicts.pop()}."
    return "The answer changes with the source; the cards say which source says what."
