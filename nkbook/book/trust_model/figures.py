"""What the appendix on the model of trust draws and tabulates. Words: figures.yml.

Everything is told from the side of people who trust one another: exchanges they need, ties they can
trust, reach of their circles. `data/do_no_harm.yml` lists what is not shown.
"""

import math
from contextlib import suppress
from typing import Any

import numpy as np
import pandas as pd

from nkbook import trust
from nkbook.book.trust.model_figures import assumed, counted_share
from nkbook.chapter import Chapter, figure
from nkbook.errors import NoEvidence
from nkbook.figures import ACCENT, SECOND, THIRD
from nkbook.marks import Chart, Facts
from nkbook.parameters import TrustModel
from nkbook.trust import TrustParameters, levers, signs
from nkbook.words import number

# Colour of each line of belief, and where it stands apart from the others: exchanges, shift in pixels.
LINES = {"known": (SECOND, 41, 8), "unknown": (ACCENT, 72, 9), "few": (THIRD, 6, 10)}
SAMPLE, SEED = 2_000, 1
PEOPLE, TIES = 20_000, 10.0  # in the simulated worlds of the check, and ties of each person


@figure("T8")
def exchanges(c: Chapter[TrustModel]) -> Chart:
    """How belief that a partner informs falls with unpunished exchanges, in three worlds."""
    world = assumed(c.p, counted_share(c))
    tried = np.unique(np.geomspace(1, 300, 21).round()).astype(int)
    curves = {name: [100 * b for b in beliefs] for name, beliefs in _beliefs(world, tried).items()}
    chart = c.chart(_learning(world) | {"lowest": min(curves["unknown"])}, height=430)
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
    """Return belief after each number of exchanges: risk known, risk unknown, few believed to inform."""
    d, q, rho = world.informer_risk, world.partner_risk, world.believed_share
    return {
        "known": [trust.posterior(n, rho, d, q) for n in tried],
        "unknown": [trust.posterior_unknown_risk(n, rho, *_vague(d), q) for n in tried],
        "few": [trust.posterior(n, world.informer_share, d, q) for n in tried],
    }


def _learning(world: TrustParameters) -> dict[str, Any]:
    """Return what safe exchanges teach; shares in percent."""
    d, q = world.informer_risk, world.partner_risk
    rho, bar = world.believed_share, world.trust_below
    unknown = trust.exchanges_to_trust_unknown_risk(rho, bar, *_vague(d), q)
    return {
        "believed": 100 * rho,
        "bar": 100 * bar,
        "counted": 100 * world.informer_share,
        "needed": world.needed,
        "unknown": unknown if math.isfinite(unknown) else None,
        "ignites": world.ignites,
    }


def _vague(risk: float) -> tuple[float, float]:
    """Return a vague idea of a risk as a Beta distribution with the same mean."""
    return 1.0, 1 / risk - 1


def circles(c: Chapter[TrustModel]) -> Facts:
    """Return what circles come to with the chapter's ties and months; nothing without a count."""
    try:
        world = assumed(c.p, counted_share(c))
    except NoEvidence:
        return Facts()
    low, high = trust.cascade_window(signs.FRACTION)
    return Facts(
        {
            "trusted": 100 * world.trusted_by(c.p.months),
            "reach": world.reach(c.p.ties, c.p.months),
            "starts": world.ignites or world.needed == 0,
            "least": 100 / c.p.ties,
            "tainted": 100 * world.false_trust,
            "clean": trust.half_clean_size(world.false_trust),
            "fraction": 100 * signs.FRACTION,
            "window": (low, high),
        }
    )


def parameters(c: Chapter[TrustModel]) -> None:
    """Display every parameter of the model: symbol, meaning, value, range tried, where it comes from.

    The share counted elsewhere has no value where no count is admitted.
    """
    given: dict[str, float | None] = {"believed_share": c.p.believed_share, "informer_share": None}
    with suppress(NoEvidence):
        given["informer_share"] = counted_share(c)
    rows = trust.table()
    c.tell("parameters", (row | {"value": given.get(row["name"], row["default"])} for row in rows))


def sign_table(c: Chapter[TrustModel]) -> None:
    """Display which way more content that can be passed on moves trust and joint action, by condition."""
    said = c.told("signs", {"top": number(signs.TOP)})
    rows = signs.sign_map(signs.sampled(SAMPLE, SEED))
    cells = [[signs.in_words(row[name]) for name in signs.OUTCOMES] for row in rows.values()]
    table = pd.DataFrame(cells, columns=[said[name] for name in signs.OUTCOMES])
    table.insert(0, "Condition", [said[condition] for condition in rows])
    c.table(table)


def simulated(c: Chapter[TrustModel]) -> Facts:
    """Display the share joined by trust in fixed worlds, by formula and by simulation.

    Returned are the widest gap between them in points, and how many people were simulated.
    """
    network = trust.random_ties(PEOPLE, TIES, seed=levers.SEED)
    found = {
        name: levers.joined(network, TrustParameters(**own), months)
        for name, (months, own) in levers.WORLDS.items()
    }
    names = c.names["world"]
    months = {name: months for name, (months, _) in levers.WORLDS.items()}
    c.tell("worlds", ({"world": names[n], "months": months[n], "joined": pair} for n, pair in found.items()))
    apart = [abs(formula - drawn) for formula, drawn in found.values()]
    return Facts({"people": PEOPLE, "widest": 100 * max(apart)})
