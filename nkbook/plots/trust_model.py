"""Figures of the trust model: what follows from sharing, under which conditions.

Everything is drawn from the side of people who trust one another: exchanges they need, ties they can
trust, reach of their circles. How often informers strike is no control of any figure, since an answer
by that would be of use to one side only.
"""

import dataclasses
import math
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from nkbook import data, trust
from nkbook.claims import trust as measured
from nkbook.errors import NoEvidence
from nkbook.figures import (
    ACCENT,
    COMPARATOR,
    NORTH_KOREA,
    SECOND,
    THIRD,
    figure,
    label,
    rgba,
)
from nkbook.parameters import Trust
from nkbook.plots.drawing import Drawing
from nkbook.plots.trust import documented_shares
from nkbook.trust import TrustParameters, kernels, signs

TIES = 10.0  # ties beyond the home, an assumption; the figure of reach varies it
MONTHS = 120  # of sharing, in the figure of joint conditions
LITERAL = 1 / measured.SAYING
PEOPLE, SEED = 20_000, 8

# What the figure of reach can be set to.
STEP, SHOWN = 3, 18  # months between settings of its slider, and the month of the still picture
RISKS = (0.05, 0.1, 0.3)
REMOVALS, WORTHS = (0.0, 0.05, 0.2, 1.0), (0.02, 0.05, 0.1)
BELIEFS, RANGE = 23, (0.01, 0.6)
FEWEST, MOST = 0.5, 40.0  # ties on the axis


def counted_share(p: Trust) -> float:
    """Return the share of informers at the median of the documented counts; from 0 to 1."""
    counts = [percent for _, percent, _, kind in documented_shares(p) if kind == "count"]
    if not counts:
        raise NoEvidence("no count of informers is admitted")
    return float(np.median(counts)) / 100


def assumed(p: Trust, actual: float, **changes: float) -> TrustParameters:
    """Return the documented priors of the model with the chapter's belief and risk."""
    given = {"believed_share": p.believed_share, "informer_risk": p.informer_risk, "informer_share": actual}
    return TrustParameters(**(given | changes))


def count(exchanges: float) -> str:
    """Return a number of exchanges in words that also hold for none and for no end."""
    if exchanges == 0:
        return "no exchange at all"
    if math.isinf(exchanges):
        return "more exchanges than anybody can make"
    return f"{exchanges:,.0f} exchange{'s' if exchanges > 1 else ''}"


# -- T8: what a safe exchange teaches ---------------------------------------------------------------


def learning(p: Trust) -> Drawing:
    """Draw how belief that a partner informs falls with unpunished exchanges, in four worlds."""
    actual = counted_share(p)
    world = assumed(p, actual)
    d, q, rho = world.informer_risk, world.partner_risk, p.believed_share
    spread = (1.0, 1 / d - 1)
    tried = np.unique(np.geomspace(1, 300, 21).round()).astype(int)
    lines = {
        "risk known": (SECOND, [trust.posterior(n, rho, d, q) for n in tried]),
        "risk unknown": (ACCENT, [trust.posterior_unknown_risk(n, rho, *spread, q) for n in tried]),
        "informers wait": (NORTH_KOREA, [trust.posterior(n, rho, q, q) for n in tried]),
        "few believed": (THIRD, [trust.posterior(n, actual, d, q) for n in tried]),
    }
    vague = trust.exchanges_to_trust_unknown_risk(rho, world.trust_below, *spread, q)
    fig = figure(
        f"Where {rho:.0%} are believed to inform, it takes {count(world.needed)} to trust a partner; "
        f"if the risk is unknown, {count(vague)}",
        f"Belief that the partner informs, in percent, after unpunished exchanges; both axes logarithmic. "
        f"Dotted: a tie counts as trusted below {world.trust_below:.0%}",
        "Model: Bayes' rule with independent exchanges. Every value but the counted share of informers is an "
        "assumption.",
        height=430,
    )
    # Where each line stands apart from the others, as exchanges and shift in pixels.
    places = {
        "risk known": (41, 8),
        "risk unknown": (72, 9),
        "informers wait": (72, 9),
        "few believed": (6, 10),
    }
    for name, (colour, beliefs) in lines.items():
        curve = [100 * b for b in beliefs]
        fig.add_scatter(x=tried, y=curve, mode="lines", line={"color": colour, "width": 2.5})
        at, lift = places[name]
        y = float(np.interp(at, tried, curve))
        label(fig, math.log10(at), math.log10(y), name, colour, yshift=lift)
    fig.add_hline(y=100 * world.trust_below, line={"color": COMPARATOR, "dash": "dot"})
    fig.update_xaxes(
        type="log", title_text="unpunished exchanges", range=[0, 2.48], tickvals=[1, 3, 10, 30, 100, 300]
    )
    fig.update_yaxes(type="log", range=[-2, 2], tickvals=[0.01, 0.1, 1, 10, 100])
    names = {name: [100 * b for b in beliefs] for name, (_, beliefs) in lines.items()}
    other = d / 2
    facts = {
        "believed": f"{rho:.0%}",
        "needed": count(world.needed),
        "bar": f"{world.trust_below:.0%}",
        "risk": f"{d:.0%}",
        "unknown": count(vague),
        "counted": f"{actual:.1%}",
        "few": count(dataclasses.replace(world, believed_share=actual).needed),
        "lowest": f"{100 * min(lines['risk unknown'][1]):.1f}%",
        "other_risk": f"{other:.0%}",
        "other_belief": f"{_twin(world, other):.0%}",
        "stake": f"{100 * _price(world):.1f}%",
        "starts": f"{_starts(world, world.value_over_loss):.0%}",
        "worth": f"{world.value_over_loss:.0%}",
        "ignites": "would happen" if world.ignites else "would not happen",
    }
    return Drawing(
        fig,
        f"Lines of belief. With a known risk it falls below {facts['bar']} after {facts['needed']}; where "
        "informers wait it does not fall.",
        pd.DataFrame({"exchanges": tried, **names}).map(lambda v: float(f"{v:.3g}")),
        facts,
    )


def _twin(world: TrustParameters, risk: float) -> float:
    """Return the belief that needs as long at another risk: only one number is identified."""
    lesson = math.log((1 - world.partner_risk) / (1 - risk))
    bar = math.log(world.trust_below / (1 - world.trust_below))
    return 1 / (1 + math.exp(-bar - world.needed * lesson)) if math.isfinite(world.needed) else math.nan


def _starts(world: TrustParameters, worth: float) -> float:
    """Return the belief below which people risk a first exchange, for a worth over loss."""
    risks = world.background_risk, world.informer_risk, world.partner_risk
    return trust.believed_share_that_starts(worth, *risks)


def _price(world: TrustParameters) -> float:
    """Return the risk of a first exchange as people see it: the bound on worth over loss."""
    rho = world.believed_share
    return world.background_risk + rho * world.informer_risk + (1 - rho) * world.partner_risk


# -- T9: what shared guilt adds ---------------------------------------------------------------------


def hostages(p: Trust) -> dict[str, str]:
    """Return what the chance that an ordinary partner denounces does to trust, for the prose."""
    try:
        world = assumed(p, counted_share(p))
    except NoEvidence:
        return {}
    bound = dataclasses.replace(world, denunciation=0.0)
    row = {r["name"]: r["plausible"] for r in trust.table()}
    ends = [
        trust.complicity_sign(exposure, leniency, risk)
        for exposure in row["exposure"]
        for leniency in row["leniency"]
        for risk in row["baseline_risk"]
    ]
    return {
        "plain": count(world.needed),
        "bound": count(bound.needed),
        "plain_ties": f"{world.eventual:.0%}",
        "bound_ties": f"{bound.eventual:.0%}",
        "ends": "both signs occur" if {1, -1} <= set(ends) else "the sign does not change",
    }


# -- T10: when circles join -------------------------------------------------------------------------


def reach(p: Trust) -> Drawing:
    """Draw which combinations of belief and ties join trusted circles; readers set the rest."""
    grid = _grid(p)
    beliefs, needed, shown = grid["beliefs"], grid["needed"], grid["shown"]
    here, at = shown["belief"], shown["month"]
    line = grid["bands"][0][shown["removal"]][at]
    low, high = (np.array(side.split(), dtype=float) for side in line.split("|"))
    start = min(grid["starts"][shown["worth"]], beliefs[-1])
    trusted = [float(v) for v in grid["trusted"][0][at].split()]
    joined = _joined(low[here], high[here], p.believed_share < start or needed[here] == 0)
    fig = figure(
        f"After {SHOWN} months of sharing, people who believe that {p.believed_share:.0%} inform {joined}",
        "By believed share of informers and ties beyond the home, both logarithmic. Green: trusted ties "
        "join up. Blank: cells at most. Grey: no first exchange. Of the punished, "
        f"{grid['removals'][shown['removal']]} are gone for good",
        "Model: random ties, independent exchanges, fixed assumptions listed in the chapter. A condition, "
        "and no forecast.",
        height=430,
    )
    _areas(fig, grid, low, high, start)
    bar = assumed(p, LITERAL).trust_below
    fig.add_vline(x=bar, line={"color": COMPARATOR, "width": 1, "dash": "dot"})
    label(fig, math.log10(bar), math.log10(MOST), "proof needed →", COMPARATOR, yanchor="top")
    ranges = [[math.log10(v) for v in ends] for ends in (RANGE, (FEWEST, MOST))]
    fig.update_xaxes(type="log", range=ranges[0], tickformat=".0%", tickvals=[0.01, 0.03, 0.1, 0.3, 0.6])
    fig.update_yaxes(type="log", range=ranges[1], tickvals=[0.5, 1, 2, 5, 10, 20, 40])
    fig.update_layout(xaxis_title_text="believed to inform", yaxis_title_text="ties beyond the home")
    joins = low < high
    table = {"believed_share": beliefs, "exchanges_needed": needed, "ties_trusted": trusted}
    table |= {"fewest_ties": np.where(joins, low, np.nan), "most_ties": np.where(joins, high, np.nan)}
    asked = count(math.inf if needed[here] is None else needed[here])
    alt = (
        f"Map. People who believe that {p.believed_share:.0%} inform need {asked}; after "
        f"{SHOWN} months {trusted[here]:.0%} of ties are trusted, and such people {joined}."
    )
    facts = {**_joining(p, counted_share(p)), "joined": joined, "shown": str(SHOWN)}
    return Drawing(fig, alt, pd.DataFrame(table), facts)


def _grid(p: Trust) -> dict[str, Any]:
    """Return all that the page looks settings up in, each line of numbers as one text."""
    actuals = (counted_share(p), LITERAL)
    beliefs = sorted({*(float(f"{b:.3g}") for b in np.geomspace(*RANGE, BELIEFS)), p.believed_share})
    months = list(range(0, MONTHS + 1, STEP))
    worlds = [[assumed(p, actual, believed_share=b) for b in beliefs] for actual in actuals]
    base = worlds[0][0]
    return {
        "part": "join",
        "beliefs": beliefs,
        "months": months,
        "bands": [[_bands(row, months, psi) for psi in REMOVALS] for row in worlds],
        # Up to the bar nobody asks for proof, and nothing has to be worth a risk.
        "starts": [max(base.trust_below, _starts(base, worth)) for worth in WORTHS],
        "needed": [None if math.isinf(w.needed) else w.needed for w in worlds[0]],
        "trusted": [[" ".join(f"{w.trusted_by(t):.3g}" for w in row) for t in months] for row in worlds],
        "removals": [_gone(psi) for psi in REMOVALS],
        "worths": [f"{worth:.0%}" for worth in WORTHS],
        "actuals": [f"{actual:.1%}" for actual in actuals],
        "axis": [FEWEST, MOST],
        "shown": {
            "belief": beliefs.index(p.believed_share),
            "month": months.index(SHOWN),
            "removal": REMOVALS.index(0.2),
            "worth": WORTHS.index(base.value_over_loss),
        },
    }


def _areas(fig: go.Figure, grid: dict[str, Any], low: Any, high: Any, start: float) -> None:
    """Draw where circles join, where nobody starts, and the belief that is set."""
    beliefs = grid["beliefs"]
    # Where nobody starts nothing joins: the area ends there.
    begun = sum(belief < start for belief in beliefs)
    across = [*beliefs[:begun], start]
    fewest, most = ([*side[:begun], side[begun - 1]] for side in (low, high))
    area: dict[str, Any] = {"mode": "lines", "fill": "toself", "hoverinfo": "skip"}
    line: dict[str, Any] = {"color": THIRD, "width": 1.5}
    join = {"x": [*across, *across[::-1]], "y": [*fewest, *most[::-1]], "meta": grid}
    fig.add_scatter(**area, **join, line=line, fillcolor=rgba(THIRD, 0.35))
    silent = {"x": [start, beliefs[-1], beliefs[-1], start], "y": [FEWEST, FEWEST, MOST, MOST]}
    grey = rgba(COMPARATOR, 0.3)
    fig.add_scatter(**area, **silent, line={"width": 0}, fillcolor=grey, meta={"part": "silent"})
    line = {"color": NORTH_KOREA, "width": 2, "dash": "dot"}
    set_to = {"x": [beliefs[grid["shown"]["belief"]]] * 2, "y": [FEWEST, MOST], "meta": {"part": "belief"}}
    fig.add_scatter(**set_to, mode="lines", hoverinfo="skip", line=line)
    for y, text, colour in ((14, "circles<br>join", THIRD), (0.68, "cells", COMPARATOR)):
        label(fig, math.log10(0.011), math.log10(y), text, colour, xshift=0, align="left")


def _bands(worlds: list[TrustParameters], months: list[int], removal: float) -> list[str]:
    """Return for each month the fewest and most ties that join, by belief; equal where none does."""
    ties = np.geomspace(FEWEST, MOST, 41)
    ends = [[_ends(ties, sizes) for sizes in _reaches(world, ties, months, removal)] for world in worlds]
    lines = []
    for at in range(len(months)):
        low, high = zip(*(row[at] for row in ends), strict=True)
        lines.append("|".join(" ".join(f"{v:.3g}" for v in side) for side in (low, high)))
    return lines


def _reaches(world: TrustParameters, ties: Any, months: list[int], removal: float) -> Any:
    """Return R by month and number of ties, shape (months, ties)."""
    partners, informers = zip(*(world.punished_through(t) for t in months), strict=True)
    left = np.array([trust.remaining_in_time(c, removal, partners, informers) for c in ties]).T
    return np.array([[world.trusted_among_ordinary(t)] for t in months]) * ties * left


def _ends(ties: Any, sizes: Any) -> tuple[float, float]:
    """Return where R crosses one, upwards and downwards, within the numbers of ties of the axis."""
    above = np.flatnonzero(sizes > 1)
    if not len(above):
        return MOST, MOST
    first, last = above[0], above[-1]
    return _crossing(ties, sizes, first - 1, first), _crossing(ties, sizes, last + 1, last)


def _crossing(ties: Any, sizes: Any, outside: int, inside: int) -> float:
    if not 0 <= outside < len(ties):
        return float(ties[inside])
    out, into = np.log(sizes[[outside, inside]] + 1e-12)
    return float(np.exp(np.interp(0, [out, into], np.log(ties[[outside, inside]]))))


def _joined(few: float, most: float, starts: bool) -> str:
    if not starts:
        return "do not risk a first exchange"
    if few >= most:
        return "have cells at most, however many ties they have"
    if most >= MOST:
        return f"have circles that join from {few:.2g} ties a person on"
    return f"have circles that join between {few:.2g} and {most:.2g} ties a person"


def _gone(removal: float) -> str:
    return {0.0: "nobody", 1.0: "everybody"}.get(removal, f"{removal:.0%}")


def _joining(p: Trust, actual: float) -> dict[str, str]:
    """Return the conditions of joining at the documented priors, for the prose."""
    world, literal = assumed(p, actual), assumed(p, LITERAL)
    homes = data.load("household_size", country="PRK").dropna(subset="value")
    home = float(homes.sort_values("date", kind="stable")["value"].iloc[-1])
    low, high = trust.cascade_window(signs.FRACTION)
    return {
        "ties": f"{TIES:.0f}",
        "least": f"{1 / TIES:.0%}",
        "home": f"{home:.1f}",
        "least_home": f"{trust.household_threshold(home, TIES):.1%}",
        "exposed": _exposed(literal),
        "tainted": f"{world.false_trust:.2%}",
        "clean": _people(world.false_trust),
        "tainted_literal": f"{literal.false_trust:.1%}",
        "clean_literal": _people(literal.false_trust),
        "fraction": f"{signs.FRACTION:.0%}",
        "window_low": f"{low:.1f}",
        "window_high": f"{high:.1f}",
    }


def _exposed(literal: TrustParameters) -> str:
    """Return what final punishment leaves of trust if informers are as many as in the saying."""
    trusted, punished = literal.trusted_by(MONTHS), literal.punished_by(MONTHS)
    if punished == 0:
        return "Where no proof is asked of anybody, nobody is punished on the way to trust."
    months = list(range(0, MONTHS + 1, STEP))
    best = _reaches(literal, np.geomspace(FEWEST, MOST, 41), months, 1.0)[-1].max()
    side = "below" if trusted < math.e * punished else "above"
    return (
        f"If informers were as many as the saying has it, {trusted / punished:.2g} ties would be trusted for "
        f"each that is punished, {side} the bound of {math.e:.2f} that holds where punishment always takes "
        f"people away; counted in order, the best that any number of ties gives is a reach of {best:.1f}: "
        f"{'none joins up' if best <= 1 else 'some still join up'}."
    )


def _people(false_trust: float) -> str:
    size = trust.half_clean_size(false_trust)
    return f"{size:,.0f}" if math.isfinite(size) else "any number of"


# -- the joint constraint ---------------------------------------------------------------------------


def together(p: Trust) -> Drawing:
    """Draw the web of trust against removal, in closed form and simulated, beside what leavers report."""
    reported = _reported(p)
    shared = float(reported["value"].min())
    removals, tried = np.linspace(0, 1, 41), (0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 1.0)
    network = trust.random_ties(PEOPLE, TIES, seed=SEED)
    worlds = {NORTH_KOREA: assumed(p, LITERAL), SECOND: assumed(p, counted_share(p))}
    curves = {colour: [100 * web(w, psi) for psi in removals] for colour, w in worlds.items()}
    rings = {colour: [100 * simulated(w, psi, network) for psi in tried] for colour, w in worlds.items()}
    limits = {colour: _limit(removals, curve, shared) for colour, curve in curves.items()}
    finding = f"Were the saying a count, sharing as leavers report it could last {limits[NORTH_KOREA]}"
    fig = figure(
        finding,
        "Percent of ordinary people still there who are in one web of trusted ties after "
        f"{MONTHS} months; {p.believed_share:.0%} are believed to inform. Lines: closed form; rings: "
        f"simulation of {PEOPLE:,} people. Dotted: what leavers report",
        f"Model, with {TIES:.0f} ties beyond the home. Reports: "
        f"{', '.join(sorted(set(reported['source'])))}. Leavers are people who were free to leave.",
        height=440,
    )
    for colour, world in worlds.items():
        line = {"color": colour, "width": 2.5}
        fig.add_scatter(x=removals, y=curves[colour], mode="lines", line=line)
        ring = {"color": colour, "size": 10, "symbol": "circle-open", "line": {"width": 2}}
        fig.add_scatter(x=tried, y=rings[colour], mode="markers", marker=ring)
        at = next((n for n, v in enumerate(curves[colour]) if v < 60), len(removals) // 2)
        text = f"{100 * world.informer_share:.2g}% inform"
        label(fig, removals[at], curves[colour][at], text, colour, yshift=9)
    for _, row in reported.iterrows():
        fig.add_hline(y=row["value"], line={"color": COMPARATOR, "dash": "dot"})
        label(fig, 0.93, row["value"], row["text"], COMPARATOR, xanchor="right", yanchor="top", xshift=0)
    fig.update_xaxes(tickformat=".0%", title_text="of the punished, gone for good", range=[-0.02, 1.02])
    fig.update_yaxes(ticksuffix="%", range=[-3, 106])
    table = pd.DataFrame(
        [
            {
                "inform": world.informer_share,
                "gone": psi,
                "closed_form": 100 * web(world, psi),
                "simulated": ring,
            }
            for colour, world in worlds.items()
            for psi, ring in zip(tried, rings[colour], strict=True)
        ]
    )
    gap = (table["closed_form"] - table["simulated"]).abs()
    facts = {
        "shared": f"{shared:.1f}%",
        "asked": str(reported.sort_values("value")["n"].iloc[0]),
        "watched": f"{reported['value'].max():.0f}%",
        "final": _final(p, shared),
        "literal_limit": limits[NORTH_KOREA],
        "counted_limit": limits[SECOND],
        "gap": f"{gap.max():.0f}",
        "typical_gap": f"{gap.median():.1f}",
        "people": f"{PEOPLE:,}",
        "months": str(MONTHS),
        "ties": f"{TIES:.0f}",
    }
    return Drawing(fig, f"Curves with simulated rings. {finding}.", table.round(2), facts)


def _limit(removals: Any, curve: list[float], shared: float) -> str:
    """Return up to which removal a web holds what leavers report, as the end of a sentence."""
    fits = [psi for psi, size in zip(removals, curve, strict=True) if size >= shared]
    if not fits:
        return "under no rate of removal"
    return (
        f"only while at most {max(fits):.0%} of the punished are gone for good"
        if max(fits) < 1
        else "whoever is removed"
    )


def web(world: TrustParameters, removal: float) -> float:
    """Return the share of ordinary people still there who are in the web after `MONTHS`; closed form."""
    return trust.giant_share(dataclasses.replace(world, removal=removal).reach(TIES, MONTHS))


def simulated(world: TrustParameters, removal: float, network: trust.Network) -> float:
    """Return the same from a run of the model in which everybody holds content throughout."""
    held = {"first_holders": 1.0, "arrival": 0.0, "copying": 0.0, "loss": 0.0}
    # That people share at all says that content is worth the first exchange.
    held |= {"removal": removal, "value_over_loss": 1.0}
    society = trust.begin(network, dataclasses.replace(world, **held), SEED)
    trust.live(society, MONTHS)
    left = int((~society.who(kernels.INFORMER) & ~society.who(kernels.DETAINED)).sum())
    among = society.standing_among_ordinary()
    return trust.largest_component(network, among) * network.people / left if left else 0.0


def _final(p: Trust, shared: float) -> str:
    """Return whether the literal saying leaves room for the reports where every punishment is final."""
    worlds = [assumed(p, LITERAL, informer_risk=risk) for risk in _risks(p)]
    fits = [f"{w.informer_risk:.0%}" for w in worlds if 100 * web(w, 1.0) >= shared]
    start = "Were informers as many as in the saying, and everybody who is punished gone for good, a web"
    if fits:
        return f"{start} of this size would exist at a risk of {', '.join(fits)} only."
    return (
        f"{start} of this size would exist at none of these risks: the saying as a count, punishment that is "
        "always final, and sharing as wide as leavers report exclude one another in the model. Bribes and "
        "warnings, of which there are reports, would reconcile them."
    )


def _risks(p: Trust) -> list[float]:
    return sorted({*RISKS, p.informer_risk})


def combinations(p: Trust) -> pd.DataFrame:
    """Return which combinations of actual share, risk and removal carry the sharing leavers report.

    One row for each share and risk, one column for each removal; the chapter's believed share in all.
    """
    shared = _reported(p)["value"].min()
    rows = []
    for actual in (counted_share(p), LITERAL):
        for risk in _risks(p):
            world = assumed(p, actual, informer_risk=risk)
            sizes = {_gone(psi): 100 * web(world, psi) for psi in REMOVALS}
            told = {
                gone: f"{'yes' if size >= shared else 'no'} ({size:.0f}%)" for gone, size in sizes.items()
            }
            rows.append({"inform": f"{actual:.1%}", "risk": f"{risk:.0%}", **told})
    return pd.DataFrame(rows)


REPORTED = {
    "kida_shared_outside_info_orally": "passed on news from outside",
    "watched_foreign_video_by_escape_period": "saw foreign video",
}


def _reported(p: Trust) -> pd.DataFrame:
    """Return what leavers report, the latest row of each series: value in percent, text, source."""
    rows = data.load(list(REPORTED), grades=p.grades, country="PRK", start=p.start_year, end=p.end_year)
    rows = rows.dropna(subset="value").sort_values("date", kind="stable").groupby("series").last()
    if rows.empty:
        raise NoEvidence("no report of sharing is admitted")
    return rows.assign(text=[REPORTED[str(series)] for series in rows.index])
