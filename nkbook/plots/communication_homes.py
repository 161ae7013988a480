"""Figures of the chapter on communication: from lines to households."""

import numpy as np
import pandas as pd

from nkbook.claims import Evaluation, claim, evaluate
from nkbook.claims import communication as measured
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.figures import (
    COMPARATOR,
    NORTH_KOREA,
    SECOND,
    figure,
    label,
)
from nkbook.methods import bounds
from nkbook.parameters import Communication
from nkbook.plots.communication_shared import (
    CLAIMED_LINES,
    MISSING,
    access_all,
    choices,
    footer,
    load_rows,
    part_of,
    percent,
)
from nkbook.plots.drawing import Drawing
from nkbook.prose import millions


def household_region(p: Communication) -> Drawing:
    """Draw where in the plane of lines per household and per owning household most own a phone."""
    evidence = access_all(p)
    printed = measured.Print(p.itu_vintage, p.keep_jump)
    per, year = measured.lines_per_household(evidence, printed)
    claimed = CLAIMED_LINES / measured.households(evidence, _last_population(evidence))
    most = p.most_lines
    half = 0.5
    edge = max(2.0, 1.15 * claimed)
    limit = bounds.concentration_at(per, half)
    low, high = (100 * s for s in bounds.share_with_one(per, most))
    fig = figure(
        f"Most households own a phone unless owning households hold {limit:.1f} lines or more each",
        "Shaded: most households own one. Across: lines per household; up: lines per owning household, "
        f"at most {most:g}",
        footer(
            pd.concat(
                [
                    load_rows(p, "mobile_subscriptions_itu_vintage"),
                    load_rows(p, "households_total"),
                    load_rows(p, "population_total"),
                ]
            ),
            "households of the census enlarged with the population",
        ),
        height=440,
    )
    x = np.linspace(0, edge, 41)
    ceiling_line = np.maximum(np.minimum(x / half, most), np.maximum(x, 1))
    fig.add_scatter(
        x=np.concatenate([x, x[::-1]]),
        y=np.concatenate([np.maximum(x, 1), ceiling_line[::-1]]),
        fill="toself",
        fillcolor="rgba(0,114,178,.15)",
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )
    fig.add_scatter(x=x[x >= half], y=(x / half)[x >= half], mode="lines", line={"color": SECOND})
    fig.add_scatter(
        x=[per, per], y=[max(1.0, per), most], mode="lines", line={"color": NORTH_KOREA, "width": 4}
    )
    fig.add_scatter(
        x=[claimed, claimed],
        y=[max(1.0, claimed), most],
        mode="lines",
        line={"color": COMPARATOR, "width": 3, "dash": "dot"},
    )
    label(fig, per, most, f"printed, {year}", NORTH_KOREA, xanchor="right", xshift=-6, yshift=-8)
    label(fig, claimed, most, "as claimed", COMPARATOR, yshift=-8)
    fig.update_xaxes(range=[0, edge])
    fig.update_yaxes(range=[1, max(most, 1.2)])
    facts = {
        "per": f"{per:.2f}",
        "year": f"{year}",
        "limit": f"{limit:.2f}",
        "low": f"{low:.0f}",
        "high": f"{high:.0f}",
        "most": f"{most:g}",
        "claimed": f"{claimed:.2f}",
        "claimed_limit": f"{claimed / half:.2f}",
        "households": millions(measured.households(evidence, year)),
    }
    alt = (
        f"At {facts['per']} lines per household most households own a phone as long as owning households "
        "hold fewer than "
        f"{facts['limit']} lines; shares from {facts['low']} to {facts['high']} percent are possible."
    )
    table = pd.DataFrame({"lines per household": x, "lines per owning household at the middle": x / half})
    return Drawing(fig, alt, table, facts)


def household_surveys(p: Communication) -> Drawing:
    """Draw what each body of evidence says about households, with the regions behind the leavers."""
    readings = claim("C4").readings
    names = {
        "lines": "Lines, any spread",
        "survey": "Household survey",
        "urban_rural": "Town and country",
        "leavers_region": "Leavers by region",
        "leavers_recent": "Recent leavers",
    }
    found = {key: evaluate("C4", reading=key, **choices(p)) for key in readings}
    heard = [key for key in names if found[key].estimate is not None]
    if not heard:
        raise NoEvidence("no body of evidence on households is admitted")
    table = pd.DataFrame(
        [
            (
                names[k],
                found[k].estimate,
                found[k].lower,
                found[k].upper,
                str(found[k].verdict),
                ", ".join(found[k].sources),
            )
            for k in heard
        ],
        columns=["evidence", "estimate", "lower", "upper", "verdict", "sources"],
    )
    half = 50
    above = int((table["lower"] >= half).sum())
    fig = figure(
        f"{part_of(above, len(table))} bodies of evidence say that most households own a phone"
        + ("; none says fewer" if (table["upper"] >= half).all() else "; others say fewer"),
        "Share of households with a mobile phone, percent; bars: bounds or intervals; open dots: persons "
        "by region",
        f"Sources: {', '.join(sorted({s for k in heard for s in found[k].sources}))}; leavers: persons, "
        "mostly from "
        "border provinces.",
        height=170 + 54 * len(table),
        margin={"l": 120, "r": 20, "t": 84, "b": 96},
    )
    persons = {"Leavers by region", "Recent leavers"}
    fig.add_scatter(
        x=table["estimate"],
        y=table["evidence"],
        mode="markers",
        marker={"color": [SECOND if e in persons else NORTH_KOREA for e in table["evidence"]], "size": 10},
        error_x={
            "type": "data",
            "array": table["upper"] - table["estimate"],
            "arrayminus": table["estimate"] - table["lower"],
            "color": COMPARATOR,
            "width": 5,
        },
    )
    regions = {}
    for place in ("pyongyang", "border", "nonborder"):
        rows = load_rows(p, f"mou_phone_own_{place}_2011on", need=False)
        if not rows.empty:
            regions[place] = float(rows["value"].iloc[-1])
    if "Leavers by region" in set(table["evidence"]):
        fig.add_scatter(
            x=list(regions.values()),
            y=["Leavers by region"] * len(regions),
            mode="markers",
            marker={"color": SECOND, "symbol": "circle-open", "size": 8},
        )
    fig.add_vline(x=half, line={"color": COMPARATOR, "dash": "dot", "width": 1})
    fig.update_xaxes(range=[0, 102], ticksuffix="%")
    fig.update_yaxes(autorange="reversed")
    facts = {
        "above": part_of(above, len(table)),
        "bodies": f"{len(table)}",
        **{f"{k}_text": _interval_text(found[k]) for k in names},
        "distance": _distance(found["urban_rural"].estimate, found["leavers_region"].estimate),
        "pyongyang": percent(regions.get("pyongyang")),
        "border": percent(regions.get("border")),
        "nonborder": percent(regions.get("nonborder")),
    }
    alt = (
        "; ".join(f"{row.evidence}: {row.lower:.0f} to {row.upper:.0f} percent" for row in table.itertuples())
        + "."
    )
    return Drawing(fig, alt, table, facts)


def _last_population(evidence: Evidence) -> int:
    return min(int(evidence.values("population_total").index[-1]), measured.CLAIMED_YEAR)


def _interval_text(found: Evaluation) -> str:
    if found.estimate is None:
        return MISSING
    return f"{found.estimate:.0f}% ({found.lower:.0f} to {found.upper:.0f})"


def _distance(one: float | None, other: float | None) -> str:
    """Return in words what stands behind the distance between town and country and leavers."""
    if one is None or other is None:
        return "one of the figures is missing, so no distance can be given"
    return (
        f"the distance to the figure from town and country is {one - other:.0f} points: in part time, "
        "since these "
        "leavers left over a decade of growth, in part that persons were asked and a household has "
        "several, in part "
        "who leaves"
    )
