"""Figures on distrust, informers, surveillance and solidarity (T3 to T6). Words: figures.yml."""

import numpy as np
import pandas as pd

from nkbook.book.trust import drawing
from nkbook.book.trust import t3_ties as t3
from nkbook.book.trust import t4_saying as t4
from nkbook.book.trust import t6_solidarity as t6
from nkbook.book.trust.shares import share
from nkbook.chapter import Chapter, figure
from nkbook.claims import Finding
from nkbook.claims.answers import Measurement
from nkbook.errors import NoEvidence
from nkbook.figures import COMPARATOR, NORTH_KOREA, THIN, THIRD
from nkbook.marks import Chart
from nkbook.methods import groups
from nkbook.parameters import Trust

PARTNERS = "market_partnership_common"  # with those who call them very common
PEOPLE = 1_000_000  # inhabitants, of whom people leave in a year
LET_GO = 1989  # before, exit from East Germany was allowed by dose; then the wall fell
WALLED_IN = 1970
UNION = (1979, 1981)  # in Poland, before the free trade union and in its last legal year

# T3 ------------------------------------------------------------------------------------------


@figure("T3")
def ties(c: Chapter[Trust]) -> Chart:
    """How far trust reaches beyond the family, and ties of trade."""
    names = c.names["tie"]
    rows = drawing.needed(c, *names)
    series = [name for name in list(names)[::-1] if name != PARTNERS]
    asked = {name: drawing.last(rows, series=name) for name in series}
    found: dict[str, Measurement | Finding] = {
        name: share(row, c.p.confidence, c.chosen["interval"], c.chosen["design_effect"])
        for name, row in asked.items()
        if row is not None
    }
    partners = c.evaluate(reading="partners")
    if partners.estimate is not None:
        found = {PARTNERS: partners, **found}
    facts = {
        "trusted": found.get(t3.ASKED["trusted"]),
        "helped": found.get(t3.ASKED["helped"]),
        "ignore": found.get("injustice_ignore"),
        "partners": found.get(PARTNERS),
        "asked": drawing.sizes(rows),
    }
    chart = drawing.chart_of(c, facts, [rows], height=400)
    chart.bars(
        [e.estimate for e in found.values()],
        [drawing.broken(names[name], 19) for name in found],
        orientation="h",
        error_x=drawing.error_of(list(found.values()), colour="#555"),
    )
    chart.axes(x={"range": [0, 100], "ticksuffix": "%"})
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
        text=[f"{share:.2g}{THIN}%" for share in table["share"]],
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
    """Surveillance as leavers felt it, by period of leaving."""
    home = drawing.answers(c, "watched_at_home").drop_duplicates("date")
    control = drawing.answers(c, "social_control_strengthened")
    if home.empty and control.empty:
        raise NoEvidence("no survey on surveillance is admitted")
    facts = {"home": drawing.dated(home), "grown": drawing.dated(control)}
    chart = drawing.chart_of(c, facts, [home, control])
    for rows, name, colour, lift in ((home, "home", NORTH_KOREA, -15), (control, "control", THIRD, 13)):
        if len(rows):
            look = drawing.WITH_DOTS | {"colour": colour, "marker_size": 9}
            chart.line(rows["year"], rows["value"], chart.say(name), **look)
            drawing.above(chart, rows, chart.say(name), colour, lift)
    chart.axes(x={"range": [1998, 2022]}, y={"range": [0, 100], "ticksuffix": "%"})
    return chart


# T6 ------------------------------------------------------------------------------------------


@figure("T6")
def civil_society(c: Chapter[Trust]) -> Chart:
    """An index of civil society around the fall of communist states."""
    society, names = c.chosen["society"], c.names["country"]
    rows = drawing.needed(c, society, country=None)
    table = t6.by_country(rows)
    window = c.chosen["window"]
    lowest, table = _lowest_risen(table, window), 100 * table
    own, others = table["PRK"].dropna(), table.ffill().iloc[-1].dropna().drop("PRK")
    first = [lowest[0]] if lowest else []
    shown = [k for k in dict.fromkeys([*first, "POL", *c.p.comparators]) if k in table]
    facts = {
        "own": names["PRK"],
        "index": drawing.title_of(society),
        "years": drawing.years(rows),
        "level_now": own.iloc[-window:].mean(),
        "below": [names[k] for k in others.index if others[k] < own.iloc[-1]],
        "others": len(others),
        "lowest": {"name": names[lowest[0]], "year": lowest[1], "level": lowest[2]} if lowest else None,
        "union": _union(table),
    }
    chart = drawing.chart_of(c, facts, [rows])
    drawing.side_by_side(chart, own, {names[k]: table[k].dropna() for k in shown}, own_lift=-11, yshift=5)
    chart.axes(x=drawing.years_axis(table.index, 0.34), y={"range": [-9, 102], "ticksuffix": "%"})
    return chart


@figure("T6")
def exit_voice(c: Chapter[Trust]) -> Chart:
    """Yearly exits per inhabitant: North Korea to the South, East Germany to the West."""
    arrivals, people = c.rows("arrivals_total", need=False), c.rows("population_total", need=False)
    left = c.rows("exit_total", country="DDR", need=False)
    base = c.rows("population_beside_informants", country="DDR", need=False)
    if arrivals.empty or people.empty:
        raise NoEvidence("no count of arrivals is admitted")
    drawn = set(c.sources)
    inhabitants = people.groupby("year")["value"].median()
    yearly = arrivals.sort_values("vintage", kind="stable").groupby("year")["value"].last()
    own = PEOPLE * yearly / inhabitants.reindex(yearly.index).ffill().bfill()
    german = (PEOPLE * left.groupby("year")["value"].median() / base["value"].median()).dropna()
    walled = german[(german.index >= WALLED_IN) & (german.index < LET_GO)]
    facts = {
        "inhabitants": PEOPLE,
        "peak": own.max(),
        "peak_year": own.idxmax(),
        "now": own.iloc[-1],
        "german_peak": walled.max() if len(walled) else None,
        "german_peak_year": walled.idxmax() if len(walled) else None,
    }
    chart = c.chart(facts, drawn)
    chart.data = pd.DataFrame({"north_korea": own, "east_germany": german}).reset_index()
    names = c.names["country"]
    chart.line(own.index, own, names["PRK"], width=3)
    chart.label(own.index[-1], np.log10(own.iloc[-1]), names["PRK"])
    if len(german):
        # A year without a count is a gap, not a line.
        every = german.reindex(range(german.index.min(), german.index.max() + 1))
        chart.line(every.index, every, names["DDR"], colour=COMPARATOR, **drawing.WITH_DOTS)
        chart.label(german.index[-1], np.log10(german.iloc[-1]), names["DDR"], COMPARATOR)
    chart.axes(y={"type": "log", "tickvals": [1, 10, 100, 1000, 10000], "tickformat": ","})
    return chart


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


def _lowest_risen(table: pd.DataFrame, window: int) -> tuple[str, int, float] | None:
    """Return country, year and mean level (percent) of the lowest start from which solidarity came soon.

    table: as in `t6.risen_from_as_low`.
    """
    carries, soon = t6.t6.threshold("carries"), int(t6.t6.threshold("soon"))
    starts = []
    for country in table.columns.drop("PRK"):
        values = table[country].dropna()
        means = values.rolling(window).mean().dropna()
        for year, level in zip(means.index.astype(int), means, strict=True):
            soon_after = values.reindex(range(year + 1, year + soon + 1))
            if values[year] < carries <= soon_after.max():
                starts.append((100 * float(level), -year, str(country)))
    if not starts:
        return None
    level, year, country = min(starts)
    return country, -year, level


def _union(table: pd.DataFrame) -> list[tuple[float, int]]:
    """Return level and year in Poland before its free trade union and with it; nothing where not admitted."""
    if "POL" not in table or not set(UNION) <= set(table.index):
        return []
    return [(table["POL"][year], year) for year in UNION]
