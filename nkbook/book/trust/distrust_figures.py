"""Figures on distrust, informers and surveillance (T3 to T5): what is drawn. Words stand in figures.yml."""

from typing import Any

import numpy as np
import pandas as pd

from nkbook.book.trust import drawing
from nkbook.book.trust import t3_ties as t3
from nkbook.book.trust import t4_saying as t4
from nkbook.book.trust.shares import share
from nkbook.chapter import Chapter, figure
from nkbook.claims.answers import Measurement
from nkbook.errors import NoEvidence
from nkbook.figures import ACCENT, COMPARATOR, NORTH_KOREA, SECOND, THIRD
from nkbook.marks import Chart, whisker
from nkbook.methods import groups
from nkbook.parameters import Trust

CERTAIN = 0.95  # chance that a group holds an informer, nearly certain
MOST, MANY = 50, 25  # percent of those asked, in words
FRIENDS = "how_obtained_borrow_free_from_friends"
STRANGERS = "stasi_plus_1sd_trust_in_strangers"
WORRIES = ("police_and_security_crackdowns", "organisational_life")

# T3 ------------------------------------------------------------------------------------------


@figure("T3")
def ties(c: Chapter[Trust]) -> Chart:
    """How far trust reaches, near and across the edge of the family."""
    names = c.names["tie"]
    friends = c.rows(FRIENDS, need=False)
    rows = c.rows(*[series for series in names if series != FRIENDS], need=False)
    if rows.empty and friends.empty:
        raise NoEvidence("no survey of trust is admitted")
    both = pd.concat([rows, friends])
    asked = {series: drawing.last(both, series=series) for series in list(names)[::-1]}
    found = {
        series: share(row, c.p.confidence, c.chosen["interval"], c.chosen["design_effect"])
        for series, row in asked.items()
        if row is not None
    }
    nobody, lent = found.get(t3.ASKED["trusted"]), found.get(FRIENDS)
    facts = {
        "trusted": _facts(nobody),
        "lent": _facts(lent),
        "helped": _facts(found.get(t3.ASKED["helped"])),
        "ignore": _facts(found.get("injustice_ignore")),
        "partners": _facts(found.get("market_partnership_very_common")),
        "leavers": drawing.sizes(rows),
        "residents": drawing.sizes(friends),
        "narrow": nobody is not None and nobody.estimate > MOST,
        "hole": lent is not None and lent.estimate > MANY,
    }
    chart = drawing.chart_of(c, facts, [rows, friends], height=470)
    chart.bars(
        [e.estimate for e in found.values()],
        [drawing.broken(names[series], 19) for series in found],
        orientation="h",
        colour=[SECOND if series == FRIENDS else NORTH_KOREA for series in found],
        error_x=drawing.error_of(list(found.values()), colour="#555"),
    )
    chart.axes(x={"range": [0, 100], "ticksuffix": "%"})
    return chart


@figure("T3")
def stasi(c: Chapter[Trust]) -> Chart:
    """What denser informing did to trust, help and voting in East Germany."""
    names = c.names["effect"]
    rows = drawing.needed(c, *names, country="DDR", inferred=True)
    rows = rows.set_index("series").reindex(list(names)[::-1]).dropna(subset="value").reset_index()
    effects = rows.set_index("series")[["value", "lower", "upper"]].to_dict("index")
    camps = [f"gulag_{place}_{what}" for place in ("near", "far") for what in ("complete_distrust", "voting")]
    gulag = c.rows(*camps, country=None, need=False, inferred=True)
    facts = {
        "below_nought": int((rows["upper"] < 0).sum()),
        "effects": len(rows),
        "negative": bool((rows["value"] < 0).all()),
        "strangers": effects[STRANGERS],
        "first_wave": effects[f"{STRANGERS}_first_wave"],
        "camps_trust": _pair(gulag, "complete_distrust"),
        "camps_vote": _pair(gulag, "voting"),
    }
    chart = drawing.chart_of(c, facts, [rows, gulag], height=420)
    error = whisker(rows["value"], rows["lower"], rows["upper"], COMPARATOR, width=None)
    chart.dots(rows["value"], rows["series"].map(names), colour=COMPARATOR, error_x=error)
    chart.rule(x=0, colour=ACCENT, width=None)
    return chart


@figure("T3")
def strangers(c: Chapter[Trust]) -> Chart:
    """Trust in strangers by country, China among formerly communist states."""
    rows = drawing.needed(c, "generalized_trust_wvs", country=None)
    latest = rows.sort_values(["year", "grade"], ascending=[True, False], kind="stable")
    latest = latest.groupby("country").tail(1).sort_values("value", kind="stable")
    china = drawing.last(latest, country="CHN")
    rank = None if china is None else int((latest["value"] > china["value"]).sum()) + 1
    informers = c.rows("informants_share", country="CHN", need=False, inferred=True)
    facts = {
        "years": drawing.years(latest),
        "countries": len(latest),
        "rank": rank,
        "high": rank is not None and rank <= len(latest) / 3,
        "in_china": drawing.dated(latest[latest["country"] == "CHN"]),
        "in_romania": drawing.dated(latest[latest["country"] == "ROU"]),
        "in_korea": drawing.dated(latest[latest["country"] == "KOR"]),
        "informers": sorted(informers["value"]),
    }
    chart = drawing.chart_of(c, facts, [latest], height=150 + 22 * len(latest))
    chart.bars(
        latest["value"],
        latest["country"].map(c.names["country"]),
        orientation="h",
        colour=[SECOND if country == "CHN" else COMPARATOR for country in latest["country"]],
        text=[f"{value:.0f}" for value in latest["value"]],
        textposition="outside",
        cliponaxis=False,
    )
    chart.axes(x={"range": [0, 80], "ticksuffix": "%"})
    return chart


# T4 ------------------------------------------------------------------------------------------


@figure("T4")
def densities(c: Chapter[Trust]) -> Chart:
    """Documented informer shares on a scale of powers, beside what the saying needs."""
    table = drawing.documented(c).sort_values("share", kind="stable")
    ceiling = table[table["kind"] == "ceiling"]["share"]
    even, literal = t4.share_needed("even_odds"), t4.share_needed("one_in_three")
    facts = {
        "needed": t4.share_needed(c.chosen["saying"]),
        "even": even,
        "literal": literal,
        "surely": 100 * groups.share_needed(int(t4.t4.threshold("group")), CERTAIN),
        "densest": table["share"].max(),
        "ceiling": ceiling.iloc[0] if len(ceiling) else None,
        "officers": c.chosen["officers"],
        "counted": _counted(table),
    }
    chart = c.chart(facts, table["source"], height=170 + 42 * len(table))
    texts = [chart.say(str(row["series"]), **row) for _, row in table.iterrows()]
    chart.data = table[["share", "source", "kind"]].assign(text=texts)[["text", "share", "source", "kind"]]
    chart.dots(
        table["share"],
        [drawing.broken(text, 15) for text in texts],
        colour=[NORTH_KOREA if kind == "ceiling" else COMPARATOR for kind in table["kind"]],
        size=11,
        symbol=["circle" if kind == "count" else "triangle-left" for kind in table["kind"]],
        mode="markers+text",
        text=[f"{share:.2g}%" for share in table["share"]],
        textposition="middle right",
    )
    _upright_rule(chart, even, "even_odds", "right")
    _upright_rule(chart, literal, "one_in_three", "left")
    ticks = [0.3, 1, 3, 10, 30]
    chart.axes(x={"type": "log", "range": [-0.5, 1.75], "ticksuffix": "%", "tickvals": ticks})
    return chart


# T5 ------------------------------------------------------------------------------------------


@figure("T5")
def watched(c: Chapter[Trust]) -> Chart:
    """Surveillance felt by leavers: by period of leaving, and as the main worry by year."""
    home = drawing.answers(c, "watched_at_home").drop_duplicates("date")
    control = drawing.answers(c, "social_control_strengthened")
    worry, life = (drawing.answers(c, f"ipus_main_daily_worry_{what}") for what in WORRIES)
    if all(part.empty for part in (home, control, worry, life)):
        raise NoEvidence("no survey on surveillance is admitted")
    posts = c.rows("border_guard_facilities", need=False)
    facts = {
        "rise": drawing.grew(home),
        "home": drawing.dated(home),
        "house": drawing.dated(c.rows("home_searched", need=False)),
        "grown": drawing.dated(control),
        "meetings": drawing.dated(drawing.ends(life)),
        "facilities": posts["value"].iloc[-1] if len(posts) else None,
        "factor": home["value"].iloc[-1] / home["value"].iloc[0] if len(home) > 1 else None,
    }
    chart = drawing.chart_of(c, facts, [home, control, worry, life], height=470)
    for rows, name, colour, lift in ((home, "home", NORTH_KOREA, -15), (control, "control", THIRD, 13)):
        if len(rows):
            look = drawing.WITH_DOTS | {"colour": colour, "marker_size": 9}
            chart.line(rows["year"], rows["value"], chart.say(name), **look)
            drawing.above(chart, rows, chart.say(name), colour, lift)
    for rows, name, colour in ((worry, "worry", SECOND), (life, "life", ACCENT)):
        if len(rows):
            known, bounds = drawing.interval_of(c, rows)
            chart.band(known["year"], bounds["low"], bounds["high"], colour=colour)
            chart.line(rows["year"], rows["value"], chart.say(name), colour=colour, width=None)
            drawing.above(chart, rows, chart.say(name), colour, -32)
    chart.axes(x={"range": [1998, 2022]}, y={"range": [0, 100], "ticksuffix": "%"})
    return chart


def _facts(found: Measurement | None) -> list[tuple[Any, ...]]:
    """Return a share and its interval as a row of facts; no row where it is not admitted."""
    return [] if found is None else [(found.estimate, found.lower, found.upper)]


def _pair(rows: pd.DataFrame, what: str) -> list[tuple[Any, ...]]:
    """Return the share far from a camp and the one near it as a row of facts."""
    far, near = (drawing.last(rows, series=f"gulag_{place}_{what}") for place in ("far", "near"))
    return [] if far is None or near is None else [(far["value"], near["value"])]


def _counted(table: pd.DataFrame) -> dict[str, float] | None:
    """Return what the median of the documented counts means for a group; None where there is no count."""
    if not (table["kind"] == "count").any():
        return None
    share, size = t4.counted_share(table), int(t4.t4.threshold("group"))
    return {
        "share": share,
        "clean": 100 * groups.chance_of_none(share / 100, size),
        "even_group": groups.size_for(share / 100, t4.t4.threshold("even")),
    }


def _upright_rule(chart: Chart, share: float, name: str, side: str) -> None:
    """Draw what the saying needs, its name along the line."""
    chart.rule(x=share, colour=NORTH_KOREA, width=None)
    chart.fig.add_annotation(
        x=np.log10(share),
        y=1.0,
        yref="paper",
        text=chart.say(name),
        showarrow=False,
        textangle=-90,
        xanchor=side,
        yanchor="top",
        font={"color": NORTH_KOREA, "size": 11},
    )
