"""The figures of the chapter on information inflow: what is drawn from which rows. Words: figures.yml."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from nkbook import words
from nkbook.book.information_inflow import i1_flow as i1
from nkbook.book.information_inflow import i2_ways as i2
from nkbook.book.information_inflow import i4_punishment as i4
from nkbook.book.information_inflow import i6_young as i6
from nkbook.book.information_inflow import leavers
from nkbook.chapter import Chapter, figure
from nkbook.claims import Finding
from nkbook.claims.evidence import Evidence
from nkbook.claims.registry import claim
from nkbook.errors import NoEvidence
from nkbook.figures import COMPARATOR, DASHES, FAINT, NORTH_KOREA, SECOND, THIRD, narrow
from nkbook.marks import Chart, whisker
from nkbook.methods import power, proportions, surveys
from nkbook.parameters import InformationInflow

Inflow = Chapter[InformationInflow]

COLUMNS = ["series", "date", "value", "lower", "upper", "unit", "n", "sample", "source", "grade"]
DARK = "#444444"  # of intervals on bars
USUAL = 80.0  # percent reached, about what leavers of the last periods say
HALF = 50.0  # percent: above it are most, below it is less than half; where a share is known worst
POWER = 0.8
UNDER_WAY = 2  # years within which those who left before the border closed had arrived
PRESENT = 2025  # last full year, to which laws are drawn
NEVER = 10.0  # percent that can never be reached, in the second set of rates

# I1 ------------------------------------------------------------------------------------------


@figure("I1")
def reach(c: Inflow) -> Chart:
    """Who had ever watched, by the years of leaving, beside yearly contact with the South."""
    table = leavers.periods(c.evidence("first"))
    tables = {kind: c.rows(f"ipus_sk_media_exposure_{kind}", need=False) for kind in ("ever", "frequent")}
    yearly = {kind: rows for kind, rows in tables.items() if len(rows)}
    chart = c.chart(_reach_facts(c, table, yearly.get("frequent")), c.sources | set(table["source"]))
    for kind, dash, shift in (("ever", DASHES[0], 14), ("frequent", DASHES[1], -14)):
        if kind in yearly:
            x, y = yearly[kind]["year"], yearly[kind]["value"]
            chart.line(x, y, colour=SECOND, width=None, dash=dash)
            beside: dict[str, Any] = {"yshift": shift, "xanchor": "right", "xshift": 0}
            chart.label(x.iloc[-1], y.max() if shift > 0 else y.min(), chart.say(kind), SECOND, **beside)
    ends = _exact(table["value"], table["n"], c.p.confidence)
    error = whisker(table["value"], ends["lower"], ends["upper"], NORTH_KOREA, 1.5)
    chart.dots(table["year"], table["value"], size=10, error_y=error)
    for _, row in table.iterrows():
        place: dict[str, Any] = {"xanchor": "right", "xshift": 8, "yshift": -20}
        chart.label(row["year"], row["value"], _period(c, row), **place)
    chart.axes(x={"range": [1994, 2022]}, y={"range": [0, 105], "ticksuffix": " %"})
    chart.data = _printed([table, *yearly.values()])
    return chart


@figure("I1")
def first_viewing(c: Inflow) -> Chart:
    """How fast those who had never watched began to, from one leaving period to the next."""
    rows, level, how = c.evidence("first"), c.p.confidence, c.chosen["period_dates"]
    table = leavers.periods(rows)
    rates = {share: i1.first_rates(table, level, how, share) for share in (0.0, NEVER)}
    risk = rates[0.0]
    if len(risk) < 2:
        raise NoEvidence("fewer than two steps between leaving periods are admitted")
    last, fastest = risk[-1], max(risk, key=lambda rate: rate.percent)
    among = [rate for rate in rates[NEVER] if rate.end == last.end]
    facts = {
        "last": last,
        "fastest": fastest,
        "slowed": last.upper < fastest.lower,
        "never": NEVER,
        "never_last": among[0] if among else None,
        "steps": risk,
        "n": int(table["n"].sum()),
        "left_never": 100 - float(table["value"].iloc[-1]),
        "groups": [_period(c, row) for _, row in table.tail(2).iterrows()],
    }
    chart = c.chart(facts, rows.sources, height=330)
    chart.data = pd.DataFrame(
        [
            {"step": _step(c, table, rate), "never_reachable": share, "percent_a_year": rate.percent}
            | {"lower": rate.lower, "upper": rate.upper}
            for share, found in rates.items()
            for rate in found
        ]
    )
    for share, colour in ((0.0, NORTH_KOREA), (NEVER, COMPARATOR)):
        part = chart.data[chart.data["never_reachable"] == share]
        shift = 0.12 if share else -0.12
        error = whisker(part["percent_a_year"], part["lower"], part["upper"], colour, 1.5)
        places = [list(dict.fromkeys(chart.data["step"])).index(step) + shift for step in part["step"]]
        chart.dots(part["percent_a_year"], places, colour=colour, size=11, error_x=error)
    steps = list(dict.fromkeys(chart.data["step"]))
    first = chart.data[chart.data["step"] == steps[0]].set_index("never_reachable")["percent_a_year"]
    chart.label(float(first.get(0.0, 0)), -0.12, chart.say("risk"), xshift=14, yshift=12)
    if NEVER in first:
        chart.label(float(first[NEVER]), 0.12, chart.say("some"), COMPARATOR, xshift=14, yshift=-12)
    chart.rule(x=0, dash=None)
    ticks = {"tickvals": list(range(len(steps))), "ticktext": steps, "range": [len(steps) - 0.4, -0.6]}
    chart.axes(x={"ticksuffix": " %"}, y=ticks)
    return chart


# I2 ------------------------------------------------------------------------------------------


@figure("I2")
def ways(c: Inflow) -> Chart:
    """The ways that receivers name, with their intervals."""
    rows = c.evidence("received")
    table, people = _ways_table(c, rows)
    facts = {
        "base": c.p.channel_base,
        "people": people,
        "ways": table.to_dict("records"),
        "first": table.iloc[0],
        "least": table.iloc[-1],
        "tv": table.set_index("way")["percent"]["television"],
        "each": i2.answers_per_person(),
    }
    chart = c.chart(facts, rows.sources, height=340)
    colours = [COMPARATOR if way == "television" else NORTH_KOREA for way in table["way"]]
    error = whisker(table["percent"], table["lower"], table["upper"], DARK, 1.5)
    chart.bars(table["percent"], table["way"], colour=colours, orientation="h", error_x=error)
    chart.axes(x={"range": [0, 100], "ticksuffix": "%"}, y={"autorange": "reversed"})
    chart.data = table
    return chart


# I4 ------------------------------------------------------------------------------------------


@figure("I4")
def penalties(c: Inflow) -> Chart:
    """The longest fixed terms in law as steps."""
    drawn = {act: rows for act, rows in _terms(c).items() if len(rows)}
    if "watching" not in drawn:
        raise NoEvidence("no term for watching is admitted")
    deadly = (_known(c, "death_penalty_distribution_sk_content")["value"] == 1).any()
    first, last = drawn["watching"].iloc[0], drawn["watching"].iloc[-1]
    speech = {end: _known(c, f"{end}_penalty_sk_style_speech")["value"].tolist() for end in ("max", "min")}
    codes = _known(c, "max_penalty_decadent_act").sort_values("year")
    bringing = drawn["bringing_in"]["value"].tolist() if "bringing_in" in drawn else []
    facts = {
        "act": c.names["offence"][c.chosen["offence"]],
        "old": first["value"],
        "new": last["value"],
        "ratio": last["value"] / first["value"],
        "first": first["year"],
        "last": last["year"],
        "codes": [(int(row["year"]), row["value"]) for _, row in codes.iterrows()],
        "southern": _last(c, "max_penalty_watching_sk_content"),
        "foreign": _last(c, "max_penalty_watching_foreign_content"),
        "bringing": [bringing[0], bringing[-1]] if bringing else None,
        "speech": [speech["max"][-1], speech["min"][-1]] if all(speech.values()) else None,
        "deadly": bool(deadly),
    }
    chart = c.chart(facts, height=430)
    look = {"watching": (NORTH_KOREA, 10), "bringing_in": (SECOND, 10), "broadcasts": (THIRD, -12)}
    for (key, (colour, shift)), dash in zip(look.items(), DASHES, strict=False):
        if key in drawn:
            _steps(chart, c, drawn[key], dash, colour, key, shift)
    if deadly:
        chart.rule(x=pd.Timestamp(2020, 12, 1), words=chart.say("death"))
    tops = [rows["value"].max() for rows in drawn.values()]
    chart.axes(y={"range": [0, 1.15 * max(tops)]})
    chart.data = _printed(drawn.values())
    return chart


@figure("I4")
def executions(c: Inflow) -> Chart:
    """Public executions counted by year, and per thousand people who left later and could be asked."""
    rows = c.evidence("counts")
    table = i4.witnessed(rows, c.chosen["exposed"])
    before = table[table.index < i4.i4.threshold("reign")]
    under = table[table.index >= i4.i4.threshold("reign")]
    found = _with_interval(c.evaluate(reading="counts"))
    if before.empty or under.empty or found is None:
        raise NoEvidence("counts of either reign are missing")
    facts = {
        "ratio": found,
        "killed": [before["killed"].mean(), under["killed"].mean()],
        "rates": [(year, row.rate, int(row.killed), int(row.witnesses)) for year, row in table.iterrows()],
        "least": int(table["witnesses"].min()),
        "most": int(table["witnesses"].max()),
        "last": int(i4.i4.threshold("counted_to")),
        "spans": [_span(before.index), _span(under.index)],
        "years": len(table),
        "per": i4.PER,
    }
    above, below = (
        {"domain": part, "gridcolor": FAINT, "rangemode": "tozero"} for part in ([0.56, 1], [0, 0.42])
    )
    years = {
        "anchor": "y2",
        "tickvals": list(table.index),
        "range": [table.index[0] - 1, table.index[-1] + 1],
    }
    chart = c.chart(
        facts, c.sources | rows.sources, height=480, yaxis=above, yaxis2=below | {"anchor": "x"}, xaxis=years
    )
    chart.bars(table.index, table["killed"], colour=COMPARATOR, width=0.6)
    chart.bars(table.index, table["rate"], yaxis="y2", width=0.6)
    first = int(table.index[0])
    chart.label(
        first - 0.5, float(table["killed"].max()), chart.say("killed"), COMPARATOR, xshift=0, yshift=12
    )
    place: dict[str, Any] = {"yref": "y2", "xshift": 0, "yshift": 12}
    chart.label(first - 0.5, float(table["rate"].max()), chart.say("rate"), **place)
    chart.rule(x=i4.i4.threshold("reign") - 0.5, words=chart.say("reign"), place="top left")
    chart.data = table.rename_axis("year").reset_index()
    return chart


# I5 ------------------------------------------------------------------------------------------


@figure("I5")
def known(c: Inflow) -> Chart:
    """How many people a survey of each year's arrivals could ask, and how wide its answer would be."""
    arrivals = _known(c, "arrivals_total").groupby("year")["value"].median()
    if arrivals.empty:
        raise NoEvidence("no arrivals are admitted")
    direct = c.rows("arrivals_direct_by_sea", "arrivals_direct_from_nk", need=False)
    most = direct.assign(most=direct["upper"].fillna(direct["value"])).groupby("year")["most"].max()
    closed = claim("I5").criterion.thresholds["last_exits"]
    recent = most[most.index > closed + UNDER_WAY]
    chart = c.chart(_known_facts(c, arrivals, recent, arrivals[arrivals.index < closed]))
    chart.bars(arrivals.index, arrivals, colour=COMPARATOR)
    if chart.facts["late"]:
        chart.bars(recent.index, recent)
        at = int(recent.index[-1]), chart.facts["most"]
        chart.label(*at, chart.say("straight"), xanchor="right", yshift=18, xshift=0)
    chart.fig.update_layout(barmode="overlay")
    chart.axes(y={"rangemode": "tozero"})
    chart.data = pd.DataFrame({"arrivals": arrivals, "straight_at_most": most}).rename_axis("year")
    chart.data = chart.data.reset_index()
    return chart


# I6 ------------------------------------------------------------------------------------------


@figure("I6")
def youth(c: Inflow) -> Chart:
    """The lead of the young in viewing, in distance from the creed, and in politics."""
    leads = {key: _with_interval(c.evaluate(reading=key)) for key in ("viewing", "creed", "politics")}
    margin = claim("I6").criterion.supports.at_least or 0.0
    rows = c.evidence("creed")
    table = pd.DataFrame(_leads(c, leads, rows), columns=["measure", "lead", "lower", "upper"])
    table["upper"] = table["upper"].astype(float)
    if table.empty:
        raise NoEvidence("no comparison by age is admitted")
    equal = table[(table["lower"] > -margin) & (table["upper"] < margin)]
    facts = {
        **leads,
        "margin": margin,
        "measures": table.to_dict("records"),
        "equal": equal["measure"].tolist(),
        "needed": _people_needed(c, HALF, margin),
    }
    chart = c.chart(facts, c.sources | rows.sources, height=560)
    chart.region(x=(-margin, margin), colour=FAINT)
    chart.rule(x=0, dash=None)
    ends = table.assign(upper=table["upper"].fillna(table["lead"]))
    _across(chart, table["lead"], narrow(table["measure"]), ends, size=10)
    chart.axes(y={"autorange": "reversed"})
    chart.data = table
    return chart


# What they compute -----------------------------------------------------------------------------


def _reach_facts(c: Inflow, table: pd.DataFrame, often: pd.DataFrame | None) -> dict[str, Any]:
    """Return how reach rose, whether its last step is a step, and what the yearly surveys say."""
    before, last = table.iloc[-2], table.iloc[-1]
    level, value = c.p.confidence, table["value"]
    early = table.loc[table["year"] < i4.i4.threshold("reign"), "value"]
    rise = value.iloc[-1] - value.iloc[0]
    trend = None
    if often is not None and len(often) >= 3:
        trend = surveys.trend(often["year"].tolist(), often["value"].tolist(), level)
    return {
        "first": value.iloc[0],
        "before": before["value"],
        "last": last["value"],
        "step": proportions.difference(before["value"], before["n"], last["value"], last["n"], level),
        "n": int(table["n"].sum()),
        "often": None if often is None else [often["value"].min(), often["value"].max()],
        "trend": trend,
        "early": 100 * (early.iloc[-1] - early.iloc[0]) / rise if len(early) > 1 and rise > 0 else None,
        "periods": [(_period(c, row), row["value"]) for _, row in table.iterrows()],
    }


def _ways_table(c: Inflow, rows: Evidence) -> tuple[pd.DataFrame, int]:
    """Return way, count, n, percent and interval, the way most named first, and the people asked."""
    shares, people = i2.ways_named(rows)
    n = i2.base_size(people, c.p.channel_base)
    counts = (shares / 100 * people * i2.answers_per_person()).round()
    table = pd.DataFrame({"way": shares.index, "count": counts.to_numpy(), "n": n})
    table["percent"] = 100 * (table["count"] / n).clip(upper=1)
    effect = c.chosen["design_effect"] if c.p.channel_base == "answers" else 1
    ends = [
        surveys.share_interval(int(min(count, n)), n, c.p.confidence, c.chosen["interval"], effect)
        for count in table["count"]
    ]
    table["lower"], table["upper"] = 100 * np.array(ends).T
    return table.sort_values("percent", ascending=False).reset_index(drop=True), people


def _terms(c: Inflow) -> dict[str, pd.DataFrame]:
    """Return the rows of the longest terms in law by act, in order of date."""
    content = "foreign" if c.chosen["offence"] == "watching_foreign" else "sk"
    series = {
        "watching": ("max_penalty_decadent_act", f"max_penalty_watching_{content}_content"),
        "bringing_in": (i4.BRINGING_IN,),
        "broadcasts": ("max_penalty_enemy_broadcast_leaflets",),
    }
    return {act: _known(c, *names).sort_values("time") for act, names in series.items()}


def _known_facts(c: Inflow, arrivals: pd.Series, recent: pd.Series, before: pd.Series) -> dict[str, Any]:
    """Return how many could be asked who left after the border closed, and how well they would tell."""
    late = int(recent.sum())
    since = arrivals.reindex(recent.index).dropna()
    level, margin = c.p.confidence, -(claim("I5").criterion.contradicts.at_most or 0.0)
    return {
        "late": late,
        "since": [int(since.index.min()), int(since.index.max())] if len(since) else None,
        "arrivals": since.sum(),
        "most": float(since.max()) if len(since) else 0,
        "share": 100 * late / since.sum() if len(since) else None,
        "half": proportions.half_width(late, level) if late else None,
        "end": int(arrivals.index[-1]),
        "end_arrivals": arrivals.iloc[-1],
        "before": before.iloc[-1] if len(before) else None,
        "before_half": proportions.half_width(int(before.iloc[-1]), level) if len(before) else None,
        "margin": margin,
        "usual": USUAL,
        "needed": _people_needed(c, USUAL, -margin),
    }


def _leads(
    c: Inflow, leads: Mapping[str, Finding | None], rows: Evidence
) -> Iterable[tuple[str, float, float, float | None]]:
    """Yield measure, lead and interval of each comparison of the young with elders; an end may be unknown."""
    found: list[tuple[str, Any]] = [
        (c.names["measure"][key], leads[key]) for key in ("viewing", "politics") if leads[key]
    ]
    survey, cohorts = c.chosen["creed_survey"], c.chosen["cohorts"]
    for item in i6.CREED:
        try:
            gap = i6.creed_gap(rows, item, c.p.confidence, survey, cohorts)
        except NoEvidence:
            continue
        found.append((_label(c, "not_proud", {"item": c.names["creed"][item]}), gap))
    for name, lead in found:
        yield name, lead.estimate, lead.lower, lead.upper


# How they are drawn ----------------------------------------------------------------------------


def _across(
    chart: Chart,
    x: Any,
    y: Any,
    ends: pd.DataFrame,
    *,
    colour: str = NORTH_KOREA,
    size: float,
    symbol: str | None = None,
) -> None:
    """Draw dots with intervals that lie across; ends: columns lower and upper."""
    error = whisker(pd.Series(x), ends["lower"], ends["upper"], colour, 1.5)
    chart.dots(x, y, colour=colour, size=size, symbol=symbol, error_x=error)


def _steps(
    chart: Chart, c: Inflow, rows: pd.DataFrame, dash: str, colour: str, name: str, shift: float
) -> None:
    """Draw the longest term in law over time, up to the last admitted year."""
    line = rows.groupby("time")["value"].max()
    until = max(pd.Timestamp(min(c.p.end_year, PRESENT), 12, 31), line.index[-1])
    x, y = [*line.index, until], [*line, line.iloc[-1]]
    look: dict[str, Any] = {"mode": "lines+markers", "line_shape": "hv", "marker_size": 6}
    chart.line(x, y, colour=colour, width=None, dash=dash, **look)
    chart.label(until, float(y[-1]), chart.say(name), colour, xanchor="right", xshift=0, yshift=shift)


def _exact(percent: pd.Series, n: pd.Series, confidence: float) -> pd.DataFrame:
    """Return the exact intervals of shares of so many people, columns lower and upper."""
    pairs = zip(percent, n.astype(int), strict=True)
    ends = [surveys.exact_percent(share, people, confidence) for share, people in pairs]
    return pd.DataFrame(ends, columns=["lower", "upper"], index=percent.index)


def _span(years: Any) -> str:
    """Return a run of years as printed in prose."""
    first, last = int(min(years)), int(max(years))
    return str(first) if first == last else f"{first}–{last % 100:02d}"


def _with_interval(found: Finding) -> Finding | None:
    return None if found.lower is None else found


def _known(c: Inflow, *series: str) -> pd.DataFrame:
    """Return admitted rows with a value, perhaps none."""
    return c.rows(*series, need=False).dropna(subset="value")


def _last(c: Inflow, series: str) -> float | None:
    """Return the latest admitted value of a series, None where there is none."""
    values = _known(c, series).sort_values("date")["value"]
    return None if values.empty else float(values.iloc[-1])


def _people_needed(c: Inflow, share: float, gap: float) -> int:
    """Return the people per group that would show a gap of that many points with the usual power."""
    return power.per_group(share / 100, (share + gap) / 100, power=POWER, confidence=c.p.confidence)


def _printed(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(list(tables))[COLUMNS].reset_index(drop=True)


def _label(c: Inflow, kind: str, facts: Mapping[Any, Any]) -> str:
    """Return the words of a row or bar that name its own figures."""
    return words.sentence(c.names["label"][kind], facts, f"label {kind}")


def _period(c: Inflow, row: pd.Series) -> str:
    start, end = str(row["period_start"])[:4], str(row["period_end"])[:4]
    return _label(c, "period", {"start": start, "end": end, "end_short": end[2:]})


def _step(c: Inflow, table: pd.DataFrame, rate: i1.Rate) -> str:
    """Return two leaving periods as the words of a row."""
    rows = {int(row["year"]): row for _, row in table.iterrows()}
    return f"{_period(c, rows[rate.start])} →<br>{_period(c, rows[rate.end])}"
