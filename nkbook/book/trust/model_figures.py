"""Figures of the trust model: what follows from sharing, under which conditions. Words: figures.yml.

Everything is drawn from the side of people who trust one another: exchanges they need, ties they can
trust, reach of their circles. How often informers strike is no control of any figure, since an answer
by that would be of use to one side only.
"""

import dataclasses
import math
from typing import Any

import numpy as np
import pandas as pd

from nkbook import data, trust
from nkbook.book.trust.drawing import documented
from nkbook.book.trust.t4_saying import counted_share as median_of
from nkbook.book.trust.t4_saying import t4
from nkbook.chapter import Chapter, figure
from nkbook.figures import ACCENT, COMPARATOR, NORTH_KOREA, SECOND, THIRD, rgba
from nkbook.marks import Chart
from nkbook.parameters import Trust
from nkbook.trust import TrustParameters, joining, signs

TIES = 10.0  # ties beyond the home, an assumption; the figure of reach varies it
MONTHS = 120  # of sharing, at most
LITERAL = 1 / t4.threshold("group")

# What the figure of reach can be set to.
STEP, SHOWN = 3, 18  # months between settings of its slider, and the month of the still picture
REMOVALS, WORTHS = (0.0, 0.05, 0.2, 1.0), (0.02, 0.05, 0.1)
SHOWN_REMOVAL = 0.2
BELIEFS, RANGE = 23, (0.01, 0.6)
FEWEST, MOST = 0.5, 40.0  # ties on the axis
TRIED = np.geomspace(FEWEST, MOST, 41)

# Colour of each line of belief, and where it stands apart from the others: exchanges, shift in pixels.
LINES = {
    "known": (SECOND, 41, 8),
    "unknown": (ACCENT, 72, 9),
    "waiting": (NORTH_KOREA, 72, 9),
    "few": (THIRD, 6, 10),
}


def counted_share(c: Chapter[Trust]) -> float:
    """Return the share of informers at the median of the documented counts; from 0 to 1."""
    shares = documented(c)
    c.sources |= set(shares[shares["kind"] == "count"]["source"])
    return median_of(shares) / 100


def assumed(p: Trust, actual: float, **changes: float) -> TrustParameters:
    """Return the documented priors of the model with the chapter's belief and risk."""
    given = {"believed_share": p.believed_share, "informer_risk": p.informer_risk, "informer_share": actual}
    return TrustParameters(**(given | changes))


def count(c: Chapter[Trust], exchanges: float | None) -> str:
    """Return a number of exchanges in words; None or infinite where there is no end."""
    finite = exchanges if exchanges is not None and math.isfinite(exchanges) else None
    return str(c.told("model_count", {"exchanges": finite})["count"])


# T8: what a safe exchange teaches ---------------------------------------------------------------


@figure("T8")
def model_exchanges(c: Chapter[Trust]) -> Chart:
    """How belief that a partner informs falls with unpunished exchanges, in four worlds."""
    world = assumed(c.p, counted_share(c))
    tried = np.unique(np.geomspace(1, 300, 21).round()).astype(int)
    curves = {name: [100 * b for b in beliefs] for name, beliefs in _beliefs(world, tried).items()}
    chart = c.chart(_learning(c, world) | {"lowest": min(curves["unknown"])}, height=430)
    table: dict[str, Any] = {"exchanges": tried}
    for name, (colour, at, shift) in LINES.items():
        chart.line(tried, curves[name], colour=colour, width=2.5)
        table[chart.say(name)] = curves[name]
        y = math.log10(float(np.interp(at, tried, curves[name])))
        chart.label(math.log10(at), y, chart.say(name), colour, yshift=shift)
    chart.data = pd.DataFrame(table).map(lambda v: float(f"{v:.3g}"))
    chart.rule(y=100 * world.trust_below, width=None)
    ticks = {"type": "log", "tickvals": [1, 3, 10, 30, 100, 300]}
    chart.axes(
        x=ticks | {"title_text": chart.say("exchanges"), "range": [0, 2.48]},
        y={"type": "log", "range": [-2, 2], "tickvals": [0.01, 0.1, 1, 10, 100]},
    )
    return chart


def _beliefs(world: TrustParameters, tried: Any) -> dict[str, list[float]]:
    """Return belief after each number of exchanges: risk known, unknown, informers wait, few believed."""
    d, q, rho = world.informer_risk, world.partner_risk, world.believed_share
    return {
        "known": [trust.posterior(n, rho, d, q) for n in tried],
        "unknown": [trust.posterior_unknown_risk(n, rho, *_vague(d), q) for n in tried],
        "waiting": [trust.posterior(n, rho, q, q) for n in tried],
        "few": [trust.posterior(n, world.informer_share, d, q) for n in tried],
    }


def _learning(c: Chapter[Trust], world: TrustParameters) -> dict[str, Any]:
    """Return what safe exchanges teach; shares in percent."""
    d, q, b = world.informer_risk, world.partner_risk, world.background_risk
    rho, bar = world.believed_share, world.trust_below
    vague = trust.exchanges_to_trust_unknown_risk(rho, bar, *_vague(d), q)
    few = dataclasses.replace(world, believed_share=world.informer_share)
    other = d / 2
    return {
        "believed": 100 * rho,
        "risk": 100 * d,
        "bar": 100 * bar,
        "counted": 100 * world.informer_share,
        "needed": count(c, world.needed),
        "unknown": count(c, vague),
        "few": count(c, few.needed),
        "other_risk": 100 * other,
        "other_belief": 100 * trust.believed_share_that_needs(world.needed, bar, other, q),
        "stake": 100 * trust.first_exchange_risk(b, rho, d, q),
        "worth": 100 * world.value_over_loss,
        "starts": 100 * trust.believed_share_that_starts(world.value_over_loss, b, d, q),
        "ignites": world.ignites,
    }


def _vague(risk: float) -> tuple[float, float]:
    """Return a vague idea of a risk as a Beta distribution with the same mean."""
    return 1.0, 1 / risk - 1


# T10: when circles join -------------------------------------------------------------------------


@figure("T10")
def model_reach(c: Chapter[Trust]) -> Chart:
    """Which combinations of belief and ties join trusted circles; readers set the rest."""
    counted = counted_share(c)
    grid = _grid(c, counted)
    shown, beliefs = grid["shown"], grid["beliefs"]
    low, high = _band(grid["bands"][0][shown["removal"]][shown["month"]])
    start = min(grid["starts"][shown["worth"]], beliefs[-1])
    trusted = [float(v) for v in grid["trusted"][0][shown["month"]].split()]
    here, needed = shown["belief"], grid["needed"]
    ends = {"few": low[here], "joins": low[here] < high[here]}
    ends["starts"] = c.p.believed_share < start or needed[here] == 0
    facts = _joining(c, counted) | {
        "believed": 100 * c.p.believed_share,
        "joined": c.told("model_joined", ends)["joined"],
        "shown": SHOWN,
        "gone": grid["removals"][shown["removal"]],
        "needed": count(c, needed[here]),
        "trusted": 100 * trusted[here],
    }
    chart = c.chart(facts, height=430)
    _areas(chart, grid, low, high, start)
    bar = assumed(c.p, LITERAL).trust_below
    chart.rule(x=bar)
    chart.label(math.log10(bar), math.log10(MOST), chart.say("proof"), COMPARATOR, yanchor="top")
    _logarithmic_axes(chart)
    joins = low < high
    chart.add(believed_share=beliefs, exchanges_needed=needed, ties_trusted=trusted)
    chart.data["fewest_ties"] = np.where(joins, low, np.nan)
    chart.data["most_ties"] = np.where(joins, high, np.nan)
    return chart


def _logarithmic_axes(chart: Chart) -> None:
    across, up = ([math.log10(v) for v in ends] for ends in (RANGE, (FEWEST, MOST)))
    x = {"type": "log", "range": across, "tickformat": ".0%", "tickvals": [0.01, 0.03, 0.1, 0.3, 0.6]}
    y = {"type": "log", "range": up, "tickvals": [0.5, 1, 2, 5, 10, 20, 40]}
    chart.axes(x=x | {"title_text": chart.say("belief")}, y=y | {"title_text": chart.say("ties")})


def _grid(c: Chapter[Trust], counted: float) -> dict[str, Any]:
    """Return all that the page looks settings up in, each line of numbers as one text."""
    p, actuals = c.p, (counted, LITERAL)
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
        "removals": [c.told("model_gone", {"gone": psi, "percent": 100 * psi})["who"] for psi in REMOVALS],
        "worths": [f"{worth:.0%}" for worth in WORTHS],
        "actuals": [f"{actual:.1%}" for actual in actuals],
        "axis": [FEWEST, MOST],
        "shown": {
            "belief": beliefs.index(p.believed_share),
            "month": months.index(SHOWN),
            "removal": REMOVALS.index(SHOWN_REMOVAL),
            "worth": WORTHS.index(base.value_over_loss),
        },
    }


def _starts(world: TrustParameters, worth: float) -> float:
    """Return the belief below which people risk a first exchange, for a worth over loss."""
    risks = world.background_risk, world.informer_risk, world.partner_risk
    return trust.believed_share_that_starts(worth, *risks)


def _bands(worlds: list[TrustParameters], months: list[int], removal: float) -> list[str]:
    """Return for each month the fewest and most ties that join, by belief; equal where none does."""
    reached = [joining.reaches(world, TRIED, months, removal) for world in worlds]
    lines = []
    for at in range(len(months)):
        low, high = zip(*(joining.joining_ties(TRIED, reach[at]) for reach in reached), strict=True)
        lines.append("|".join(" ".join(f"{v:.3g}" for v in side) for side in (low, high)))
    return lines


def _band(line: str) -> tuple[Any, Any]:
    """Return the fewest and the most ties by belief out of a line of `_bands`."""
    low, high = (np.array(side.split(), dtype=float) for side in line.split("|"))
    return low, high


def _areas(chart: Chart, grid: dict[str, Any], low: Any, high: Any, start: float) -> None:
    """Draw where circles join, where nobody starts, and the belief that is set."""
    beliefs = grid["beliefs"]
    # Where nobody starts nothing joins: the area ends there.
    begun = sum(belief < start for belief in beliefs)
    across = [*beliefs[:begun], start]
    fewest, most = ([*side[:begun], side[begun - 1]] for side in (low, high))
    area: dict[str, Any] = {"fill": "toself", "hoverinfo": "skip"}
    shape = [*across, *across[::-1]], [*fewest, *most[::-1]]
    chart.line(*shape, colour=THIRD, width=1.5, fillcolor=rgba(THIRD, 0.35), meta=grid, **area)
    silent = [start, beliefs[-1], beliefs[-1], start], [FEWEST, FEWEST, MOST, MOST]
    look: dict[str, Any] = {
        "fillcolor": rgba(COMPARATOR, 0.3),
        "line": {"width": 0},
        "meta": {"part": "silent"},
    }
    chart.line(*silent, **(area | look))
    chosen = [beliefs[grid["shown"]["belief"]]] * 2
    chart.line(chosen, [FEWEST, MOST], dash="dot", hoverinfo="skip", meta={"part": "belief"})
    for y, name, colour in ((14, "circles", THIRD), (0.68, "cells", COMPARATOR)):
        place = math.log10(0.011), math.log10(y)
        chart.label(*place, chart.say(name), colour, xshift=0, align="left")


def _joining(c: Chapter[Trust], counted: float) -> dict[str, Any]:
    """Return the conditions of joining at the documented priors; shares in percent."""
    world, literal = assumed(c.p, counted), assumed(c.p, LITERAL)
    homes = data.load("household_size", country="PRK").dropna(subset="value")
    home = homes.sort_values("date", kind="stable").iloc[-1]
    c.sources.add(str(home["source"]))
    low, high = trust.cascade_window(signs.FRACTION)
    return _exposure(literal) | {
        "ties": TIES,
        "least": 100 / TIES,
        "home": float(home["value"]),
        "least_home": 100 * trust.household_threshold(float(home["value"]), TIES),
        "tainted": 100 * world.false_trust,
        "clean": trust.half_clean_size(world.false_trust),
        "tainted_literal": 100 * literal.false_trust,
        "clean_literal": trust.half_clean_size(literal.false_trust),
        "fraction": 100 * signs.FRACTION,
        "window_low": low,
        "window_high": high,
    }


def _exposure(literal: TrustParameters) -> dict[str, Any]:
    """Return what final punishment leaves of trust if informers are as many as in the saying."""
    trusted, punished = literal.trusted_by(MONTHS), literal.punished_by(MONTHS)
    months = list(range(0, MONTHS + 1, STEP))
    return {
        "safe": trusted / punished if punished else None,  # ties trusted for each that is punished
        "bound": math.e,
        "below": trusted < math.e * punished,
        "best": joining.reaches(literal, TRIED, months, 1.0)[-1].max(),
    }
