"""The map of studies on T7 to T10, and the model's figure that readers can set. Words: figures.yml.

The latter is drawn from the side of people who trust one another, and is set by what such people can know:
what they believe, how long they have shared, how many ties they have. `data/do_no_harm.yml` lists what
no figure may show.
"""

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from nkbook import data, trust
from nkbook.book.trust import drawing
from nkbook.book.trust.drawing import documented
from nkbook.book.trust.t4_saying import counted_share as median_of
from nkbook.chapter import Chapter, figure
from nkbook.claims import maps, registry
from nkbook.errors import NoEvidence
from nkbook.figures import COMPARATOR, NORTH_KOREA, THIRD, rgba
from nkbook.marks import Chart
from nkbook.parameters import Trust, TrustModel
from nkbook.trust import TrustParameters, joining

TIES = 10.0  # ties beyond the home, an assumption; the figure of reach varies it
MONTHS = 120  # of sharing, at most

# The map of studies on the claims that nothing here can test.
MAPPED = ("T7", "T8", "T9", "T10")
DESIGNS = ("field", "laboratory", "elsewhere", "observed")
SIGNS = {"for": "triangle-up", "against": "triangle-down", "mixed": "diamond"}
NAMED = {symbol: sign for sign, symbol in SIGNS.items()}
HERE = "North Korea|NK |leavers|border cities"  # places of studies of North Koreans
ABREAST = 4  # marks side by side

# What the figure of reach can be set to.
STEP, SHOWN = 3, 18  # months between settings of its slider, and the month of the still picture
BELIEFS, RANGE = 23, (0.01, 0.6)
FEWEST, MOST = 0.5, 40.0  # ties on the axis
TRIED = np.geomspace(FEWEST, MOST, 41)


def counted_share(c: Chapter[Any]) -> float:
    """Return the share of informers at the median of the documented counts; from 0 to 1."""
    shares = documented(c)
    c.sources |= set(shares[shares["kind"] == "count"]["source"])
    return median_of(shares) / 100


def assumed(p: Trust | TrustModel, actual: float, **changes: float) -> TrustParameters:
    """Return the documented priors of the model with the chapter's belief."""
    given = {"believed_share": p.believed_share, "informer_share": actual}
    return TrustParameters(**(given | changes))


@figure("T8")
def evidence(c: Chapter[Trust]) -> Chart:
    """All studies on T7 to T10: outcome by outcome, by design and sign."""
    laid = [(claim, one) for claim in MAPPED for one in maps.laid_out(registry.claim(claim), c.p.grades)]
    table = pd.DataFrame(
        [
            {
                "row": row,
                "outcome": f"{claim} {one.outcome.title.lower()}",
                "study": study["study"],
                "place": study["place"],
                "design": _design(study),
                "sign": SIGNS.get(study["sign"], SIGNS["mixed"]),
                "counts": study["counts"],
                "source": study["source"],
            }
            for row, (claim, one) in enumerate(laid[::-1])
            for study in one.studies
            if study["sign"] != "beside"
        ]
    )
    if table.empty:
        raise NoEvidence("no study is admitted")
    units = [one.units for _, one in laid]
    here = set(table[table["counts"] & table["place"].str.contains(HERE)]["study"])
    facts = {
        "counted": sum(map(len, units)),
        "north": sum(bool(here & set(unit.studies)) for found in units for unit in found),
        "studies": len(table),
        "observed": int((table["design"] == DESIGNS[-1]).sum()),
    }
    keys = {key for keys in table["source"] for key in keys.split("; ")}
    chart = c.chart(facts, keys, height=560)
    at = table.groupby(["row", "design"]).cumcount()
    across = table["design"].map(DESIGNS.index) + 0.22 * (at % ABREAST) - 0.3
    chart.dots(
        across,
        table["row"] + 0.24 - 0.24 * (at // ABREAST),
        size=10,
        colour=list(np.where(table["place"].str.contains(HERE), NORTH_KOREA, COMPARATOR)),
        symbol=list(table["sign"] + np.where(table["counts"].astype(bool), "", "-open")),
        text=table["study"],
        hoverinfo="text",
    )
    names = [drawing.broken(name, 17) for name in table.drop_duplicates("row")["outcome"]]
    columns = [drawing.broken(c.names["design"][design], 11) for design in DESIGNS]
    chart.axes(
        x={"range": [-0.5, len(DESIGNS) - 0.5], "tickvals": list(range(len(DESIGNS))), "ticktext": columns},
        y={"tickvals": table["row"].unique(), "ticktext": names},
    )
    chart.data = table.drop(columns=["row", "sign"]).assign(sign=table["sign"].map(NAMED))
    return chart


def _design(study: Mapping[str, Any]) -> str:
    """Return the column of a study: causal in or outside a laboratory, else whom it observed."""
    if study["causal"] == "true":
        return "laboratory" if study["design"] == "laboratory" else "field"
    return "observed" if re.search(HERE, study["place"]) else "elsewhere"


@figure("T10")
def model_reach(c: Chapter[Trust]) -> Chart:
    """Which combinations of belief and ties join trusted circles; readers set the rest."""
    counted = counted_share(c)
    grid = _grid(c, counted)
    shown, beliefs = grid["shown"], grid["beliefs"]
    fewest = np.array(grid["fewest"][shown["month"]].split(), dtype=float)
    start = min(grid["start"], beliefs[-1])
    trusted = [float(v) for v in grid["trusted"][shown["month"]].split()]
    here, needed = shown["belief"], grid["needed"]
    home = _home(c)
    facts = {
        "believed": 100 * c.p.believed_share,
        "few": fewest[here],
        "joins": fewest[here] < MOST,
        "starts": c.p.believed_share < start or needed[here] == 0,
        "shown": SHOWN,
        "needed": needed[here],
        "trusted": 100 * trusted[here],
        "ties": TIES,
        "least": 100 / TIES,
        "home": home,
        "least_home": 100 * trust.household_threshold(home, TIES),
    }
    chart = c.chart(facts, height=430)
    _areas(chart, grid, fewest, start)
    bar = assumed(c.p, counted).trust_below
    chart.rule(x=bar)
    chart.label(math.log10(bar), math.log10(MOST), chart.say("proof"), COMPARATOR, yanchor="top")
    _logarithmic_axes(chart)
    chart.add(believed_share=beliefs, exchanges_needed=needed, ties_trusted=trusted)
    chart.data["fewest_ties"] = np.where(fewest < MOST, fewest, np.nan)
    return chart


def _home(c: Chapter[Trust]) -> float:
    """Return the people of a home by the latest count."""
    homes = data.load("household_size", country="PRK").dropna(subset="value")
    home = homes.sort_values("date", kind="stable").iloc[-1]
    c.sources.add(str(home["source"]))
    return float(home["value"])


def _logarithmic_axes(chart: Chart) -> None:
    across, up = ([math.log10(v) for v in ends] for ends in (RANGE, (FEWEST, MOST)))
    x = {"type": "log", "range": across, "tickformat": ".0%", "tickvals": [0.01, 0.03, 0.1, 0.3, 0.6]}
    y = {"type": "log", "range": up, "tickvals": [0.5, 1, 2, 5, 10, 20, 40]}
    chart.axes(x=x | {"title_text": chart.say("belief")}, y=y | {"title_text": chart.say("ties")})


def _grid(c: Chapter[Trust], counted: float) -> dict[str, Any]:
    """Return all that the page looks settings up in, each line of numbers as one text."""
    p = c.p
    beliefs = _beliefs(p.believed_share)
    months = list(range(0, MONTHS + 1, STEP))
    worlds = [assumed(p, counted, believed_share=b) for b in beliefs]
    return {
        "part": "join",
        "beliefs": beliefs,
        "months": months,
        "fewest": _fewest(worlds, months),
        "start": _start(worlds[0]),
        "needed": [None if math.isinf(w.needed) else w.needed for w in worlds],
        "trusted": [" ".join(f"{w.trusted_by(t):.3g}" for w in worlds) for t in months],
        "axis": [FEWEST, MOST],
        "shown": {"belief": beliefs.index(p.believed_share), "month": months.index(SHOWN)},
    }


def _beliefs(shown: float) -> list[float]:
    """Return beliefs that are evenly apart; the one that is shown takes the place of its neighbour.

    Exchanges are whole numbers, so that two beliefs close to each other would make a step in the curve.
    """
    first, *between, last = (float(f"{b:.3g}") for b in np.geomspace(*RANGE, BELIEFS))
    if first < shown < last:
        between.remove(min(between, key=lambda b: abs(math.log(b / shown))))
    return sorted({first, *between, last, shown})


def _start(world: TrustParameters) -> float:
    """Return the belief below which people risk a first exchange."""
    risks = world.background_risk, world.informer_risk, world.partner_risk
    # Up to the bar nobody asks for proof, and nothing has to be worth a risk.
    return max(world.trust_below, trust.believed_share_that_starts(world.value_over_loss, *risks))


def _fewest(worlds: list[TrustParameters], months: list[int]) -> list[str]:
    """Return for each month the fewest ties that join, by belief; the most tried where none does."""
    reached = [joining.reaches(world, TRIED, months, world.removal) for world in worlds]
    return [
        " ".join(f"{joining.joining_ties(TRIED, reach[at])[0]:.3g}" for reach in reached)
        for at in range(len(months))
    ]


def _areas(chart: Chart, grid: dict[str, Any], fewest: Any, start: float) -> None:
    """Draw where circles join, where nobody starts, and the belief that is set."""
    beliefs = grid["beliefs"]
    # Where nobody starts nothing joins: the area ends there.
    begun = sum(belief < start for belief in beliefs)
    across = [*beliefs[:begun], start]
    low = [*fewest[:begun], fewest[begun - 1]]
    area: dict[str, Any] = {"fill": "toself", "hoverinfo": "skip"}
    shape = [*across, *across[::-1]], [*low, *[MOST] * len(low)]
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
