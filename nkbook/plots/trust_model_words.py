"""Sentences and tables about the trust model that depend on a result or on the choices."""

from collections.abc import Mapping

import pandas as pd

from nkbook import data
from nkbook.claims import Assessment, claim
from nkbook.claims.card import estimate, number
from nkbook.errors import NoEvidence
from nkbook.parameters import Trust
from nkbook.plots import trust_model
from nkbook.plots.drawing import show_table
from nkbook.prose import say
from nkbook.trust import signs

SHOWN = {1: "+", 0: "0", -1: "−"}
SAMPLE, SEED = 600, 1

CONDITIONS: dict[signs.Condition, tuple[str, str]] = {
    "no first exchange": ("No first exchange is worth its risk", "v/L ≤ b + q + ρ̂(d − q), ρ̂ > τ"),
    "trusted from the start": ("Few are believed to inform; no proof is asked", "ρ̂ ≤ τ"),
    "nothing to learn": ("Informers strike no more often than others denounce", "d ≤ q"),
    "few trusted ties": ("Safe exchanges teach; people have few trusted ties", "d > q, R ≤ {top}"),
    "many trusted ties": ("Safe exchanges teach; people have many trusted ties", "d > q, R > {top}"),
}
OUTCOMES: dict[signs.Outcome, str] = {
    "belief": "Trust in a partner",
    "trusted": "Ties trusted",
    "reach": "Reach R",
    "number": "Action: a number must act first",
    "share": "Action: a share of ties must",
    "noisy share": "The same, some need one example only",
}


def criteria() -> dict[str, str]:
    """Return the bounds of the criteria of T8 to T10 by name."""
    words: dict[str, str] = {}
    for name in ("T8", "T9", "T10"):
        criterion = claim(name).criterion
        for side, region in (("yes", criterion.supports), ("no", criterion.contradicts)):
            bound = region.at_least if region.at_least is not None else region.at_most
            assert bound is not None
            words[f"{name.lower()}_{side}"] = number(bound)
    return words


def observed(found: dict[str, Assessment], p: Trust) -> dict[str, str]:
    """Return what was seen of each claim that the model carries, by claim."""
    series = ["how_obtained_borrow_from_family_relatives", "how_obtained_borrow_free_from_friends"]
    rows = data.load(series, grades=p.grades, country="PRK", start=p.start_year, end=p.end_year)
    asked = {str(row["series"]): row for _, row in rows.iterrows()}
    ways = "No admitted row tells along which ties content moves."
    if set(series) == set(asked):
        family, friends = (asked[name] for name in series)
        ways = (
            f"Of {family['n']} residents asked in {family['year']}, {family['value']:.0f} percent had "
            f"content from family and {friends['value']:.0f} percent borrowed it from friends (several "
            "answers allowed): it moves along ties, and nobody asked which came first."
        )
    return {
        "T8": ways,
        "T9": (
            "Shared guilt goes with cooperation in the laboratory and in wiretaps of criminal groups; "
            "informers among traders are reported to be won by the same hold. No rate of denunciation is "
            "known."
        ),
        "T10": (
            "No survey asked for ties between circles. Nearest, among leavers, without a tie of trust "
            f"outside the family: {estimate(found['T3'].default)}."
        ),
    }


def learned(facts: Mapping[str, str]) -> dict[str, str]:
    """Return the sentences on what safe exchanges teach; facts of `trust_model.learning`."""
    return {
        "learn": say(
            facts,
            (
                "Where {believed} are believed to inform and {risk} of exchanges with an informer are "
                "punished, a tie counts as trusted (belief below {bar}) after {needed}. At the share counted "
                "elsewhere, {counted}, it takes {few}: there sharing has nothing to prove."
            ),
        ),
        "vague": say(
            facts,
            (
                "If people do not know the risk, and hold only a vague idea of it around the same mean, "
                "belief falls as a power of the number of exchanges and no longer exponentially; to trust "
                "then takes {unknown}, and belief goes no lower than {lowest} in the figure."
            ),
        ),
        "start": say(
            facts,
            (
                "Under these assumptions a first exchange is worth its risk only if the content is worth more"
                " than {stake} of the loss; at {worth}, the value assumed, it {ignites}, and it would up to a"
                " believed share of {starts}."
            ),
        ),
        "ridge": say(
            facts, ("a people who believe in {other_belief} and face a risk of {other_risk} need as long")
        ),
        "T8": say(
            facts,
            (
                "informers strike more often than ordinary partners denounce (d > q), people know about how "
                "often, and the first exchange is worth its risk; then trust takes {needed} at a believed "
                "share of {believed}"
            ),
        ),
    }


def bound(facts: Mapping[str, str]) -> dict[str, str]:
    """Return the sentences on what shared guilt adds; facts of `trust_model.hostages`."""
    return {
        "bond": say(
            facts,
            (
                "Were ordinary partners never to denounce, trust would take {bound} where it takes {plain} "
                "now, and {bound_ties} of ties would end in trust where {plain_ties} do. Over the ranges that"
                " are plausible for these symbols, {ends}."
            ),
        ),
        "T9": say(
            facts,
            (
                "betrayal exposes the betrayer to more than coming forward would save (χ > ωβ); then at most "
                "{bound_ties} of ties end in trust, against {plain_ties} where guilt is not shared. With the "
                "opposite sign guilt parts people"
            ),
        ),
    }


def joined(facts: Mapping[str, str]) -> dict[str, str]:
    """Return the sentences on when circles join; facts of `trust_model.reach`."""
    return {
        "joins": say(
            facts,
            (
                "With {ties} ties beyond the home, {least} of them must be trusted for circles to join, or "
                "{least_home} where homes of {home} people trust fully. After {shown} months, people who hold"
                " the belief assumed here {joined}."
            ),
        ),
        "exposed": say(facts, "{exposed}"),
        "clean": say(
            facts,
            (
                "At the counted share of informers, {tainted} of trusted ties lead to one, and a circle of "
                "{clean} people is as likely as not to be free of them; were the saying a count, "
                "{tainted_literal} would, and the circle could have {clean_literal} people."
            ),
        ),
        "window": say(
            facts,
            (
                "For a threshold of {fraction} of one's ties, single sparks can spread only while people have"
                " between {window_low} and {window_high} trusted ties."
            ),
        ),
        "T10": say(
            facts,
            (
                "people have more than one trusted tie out of their circle that still stands (R above one, "
                "so at least {least} of {ties} ties), and they wait for a number of others rather than a "
                "share of those they trust; circles free of informers stay near {clean} people"
            ),
        ),
    }


def reconciled(facts: Mapping[str, str]) -> dict[str, str]:
    """Return the sentences on what can hold at once; facts of `trust_model.together`."""
    return {
        "joint": say(
            facts,
            (
                "Take the least of what leavers report: {shared} passed on news from outside (n = {asked}). A"
                " web of that size can live with informers as many as in the saying {literal_limit}; with the"
                " counted share, {counted_limit}. Simulated and computed shares differ by {typical_gap} "
                "points in the median and by {gap} at most, near the point where the web breaks."
            ),
        ),
        "final": say(facts, "{final}"),
    }


def sign_table() -> None:
    """Display which way more content that can be passed on moves trust and joint action, by condition."""
    found = signs.sign_map(signs.sampled(SAMPLE, SEED))
    rows = []
    for condition, row in found.items():
        text, formula = CONDITIONS[condition]
        cells = {OUTCOMES[name]: _cell(row[name]) for name in signs.OUTCOMES}
        rows.append({"Condition": f"{text} ({formula.format(top=number(signs.TOP))})", **cells})
    show_table(pd.DataFrame(rows))


def _cell(found: set[int]) -> str:
    return " or ".join(SHOWN[sign] for sign in sorted(found, reverse=True))


def combinations(p: Trust) -> None:
    """Display which combinations of share, risk and removal carry the sharing that leavers report."""
    try:
        table = trust_model.combinations(p)
        gone = {name: f"{name} gone" for name in table.columns[2:]}
        table = table.rename(columns={"inform": "truly inform", "risk": "risk of punishment", **gone})
    except NoEvidence as reason:
        table = pd.DataFrame({"No evidence": [str(reason)]})
    show_table(table)
