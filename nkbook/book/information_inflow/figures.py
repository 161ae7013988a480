"""The figures of the chapter on information inflow: what is drawn from which rows. Words: figures.yml."""

import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from nkbook import data, words
from nkbook.book.information_inflow import i2_ways as i2
from nkbook.book.information_inflow import i3_once as i3
from nkbook.book.information_inflow import i4_punishment as i4
from nkbook.book.information_inflow import i5_exchange as i5
from nkbook.book.information_inflow import i6_young as i6
from nkbook.book.information_inflow import i7_questions as i7
from nkbook.book.information_inflow import i8_hands as i8
from nkbook.book.information_inflow import leavers, schedules
from nkbook.chapter import Chapter, figure
from nkbook.claims import Evaluation
from nkbook.claims.registry import claim
from nkbook.errors import NoEvidence
from nkbook.figures import ACCENT, COMPARATOR, DASHES, FAINT, FOURTH, NORTH_KOREA, SECOND, THIRD
from nkbook.marks import Chart, whisker
from nkbook.methods import diversity, power, proportions, surveys
from nkbook.methods.bounds import reweighted
from nkbook.parameters import InformationInflow

Inflow = Chapter[InformationInflow]

UNITED_STATES = "#56b4e9"  # of the same palette as the others
OWNERS = {
    "kr_nis": SECOND,
    "kr_public": THIRD,
    "us_gov": UNITED_STATES,
    "kr_military": FOURTH,
    "others": COMPARATOR,
    "religious": ACCENT,
}
COLUMNS = ["series", "date", "value", "lower", "upper", "unit", "n", "sample", "source", "grade"]
DARK = "#444444"  # of intervals on bars
USUAL = 80.0  # percent reached, about what leavers of the last periods say
EVEN = 50.0  # percent at which a share is known worst
POWER = 0.8
LOST = 50.0  # percent of the best level below which most is lost
NEAR_BEST = 90.0  # percent of the best level at which a line is named
UNDER_WAY = 2  # years within which those who left before the border closed had arrived
PRESENT = 2025  # last full year, to which laws are drawn
LABELLED = 0.03  # smallest part of the highest bar that gets a name
UNCHANGED = 0.005  # hours a day below which a station has kept its time
PER = 1_000

# I1 ------------------------------------------------------------------------------------------


@figure("I1")
def reach(c: Inflow) -> Chart:
    """Who had ever watched, by the years of leaving, beside yearly contact with the South."""
    table = leavers.periods(c.evidence("reach"))
    tables = {kind: c.rows(f"ipus_sk_media_exposure_{kind}", need=False) for kind in ("ever", "frequent")}
    yearly = {kind: rows for kind, rows in tables.items() if len(rows)}
    chart = c.chart(_reach_facts(c, table, yearly.get("frequent")), c.sources | set(table["source"]))
    for (kind, dash), shift in zip({"ever": DASHES[0], "frequent": DASHES[1]}.items(), (22, -14), strict=True):
        if kind in yearly:
            x, y = yearly[kind]["year"], yearly[kind]["value"]
            chart.line(x, y, colour=SECOND, width=None, dash=dash)
            place = {"yshift": shift, "xanchor": "right", "xshift": 0}
            chart.label(x.iloc[-1], y.iloc[-1], chart.say(kind), SECOND, **place)
    exact = [surveys.exact_percent(r.value, int(r.n), c.p.confidence) for r in table.itertuples()]
    low, high = (pd.Series(ends) for ends in zip(*exact, strict=True))
    error = whisker(table["value"], low, high, NORTH_KOREA, 1.5)
    look = {"mode": "lines+markers", "marker_size": 9}
    chart.line(table["year"], table["value"], width=None, error=error, **look)
    chart.label(table["year"].iloc[0], table["value"].iloc[0], chart.say("any"), xshift=10, yshift=4)
    chart.axes(y={"range": [0, 100], "ticksuffix": "%"})
    chart.data = _printed([table, *yearly.values()])
    return chart


@figure("I1")
def first_viewing(c: Inflow) -> Chart:
    """How fast those who had never watched began to, from one leaving period to the next."""
    rows = c.evidence("reach")
    rates = pd.DataFrame(_first_rates(c, leavers.periods(rows)))
    last, fastest = rates.iloc[-1], rates.iloc[int(rates["percent_a_year"].argmax())]
    facts = {
        "last": last,
        "fastest": fastest["percent_a_year"],
        "slowed": last["upper"] < fastest["lower"],
        "steps": rates.to_dict("records"),
    }
    chart = c.chart(facts, rows.sources, height=300)
    _across(chart, rates["percent_a_year"], rates["step"], rates, size=11)
    chart.rule(x=0, dash=None)
    chart.axes(x={"ticksuffix": "%"}, y={"autorange": "reversed"})
    chart.data = rates
    return chart


@figure("I1")
def bounds(c: Inflow) -> Chart:
    """What the share among leavers leaves open for the population, whatever lives at the border."""
    rows, border_rows = c.evidence("reach"), _known(c, "mou2024_sample_border_province_share")
    share = float(leavers.periods(rows)["value"].iloc[-1]) / 100
    border = float(border_rows["value"].iloc[-1]) / 100
    at_border = np.linspace(0, 1, 21)
    low, high = 100 * np.array([reweighted(share, border, part) for part in at_border]).T
    middle = len(at_border) // 2
    facts = {
        "part": 100 * at_border[middle],
        "low": low[middle],
        "high": high[middle],
        "inland_low": low[0],
        "inland_high": high[0],
        "share": 100 * share,
        "border": 100 * border,
    }
    chart = c.chart(facts, rows.sources | c.sources, height=380)
    chart.band(100 * at_border, low, high)
    chart.rule(y=100 * share)
    chart.label(2, 100 * share, chart.say("leavers"), COMPARATOR, yshift=-10)
    chart.axes(x={"range": [0, 100], "ticksuffix": "%"}, y={"range": [0, 101], "ticksuffix": "%"})
    chart.data = pd.DataFrame({"border_percent": 100 * at_border, "lowest": low, "highest": high})
    return chart


@figure("I1")
def supply(c: Inflow) -> Chart:
    """What can be counted on its way in, and the people who come out, against the best year."""
    rows, lines = c.evidence("broadcast"), _flows(c)
    hours = schedules.totals(rows, c.p.hours, c.p.religious, c.chosen["public_broadcaster"])
    hours.index = pd.to_datetime(hours.index)
    lines = {"broadcasting": hours, **lines}
    ends = {key: 100 * float(line.iloc[-1] / line.max()) for key, line in lines.items()}
    facts = {
        "ends": ends,
        "flow": c.names["flow"],
        "fallen": max(ends.values()) < LOST,
        "counted": c.names["hours"][c.p.hours],
        "years": {key: line.index[-1].year for key, line in lines.items()},
    }
    chart = c.chart(facts, rows.sources | c.sources)
    look = {"broadcasting": (SECOND, 0), "arrivals": (NORTH_KOREA, 0), "devices": (THIRD, 1)}
    for key, line in lines.items():
        (colour, dash), share = look[key], 100 * line / line.max()
        chart.line(
            share.index,
            share,
            colour=colour,
            width=None,
            dash=DASHES[dash],
            mode="lines+markers",
            marker_size=6,
        )
        named = {"broadcasting": share[share >= NEAR_BEST].index[0], "arrivals": share.idxmax()}
        at = named.get(key, share.index[-1])
        shift = -8 if key == "arrivals" else -6
        chart.label(at, float(share[at]), chart.say(key), colour, xanchor="right", xshift=shift)
        dates = share.index.strftime("%Y-%m-%d")
        chart.add(what=c.names["flow"][key], date=dates, percent_of_best=share.to_numpy())
    chart.axes(y={"range": [0, 105], "ticksuffix": "%"})
    return chart


# I2 ------------------------------------------------------------------------------------------


@figure("I2")
def ways(c: Inflow) -> Chart:
    """The ways that receivers name, with their intervals."""
    rows = c.evidence("received")
    table, people = _ways_table(c, rows)
    tv = table.loc[table["way"] == "television", "percent"]
    facts = {
        "base": c.p.channel_base,
        "people": people,
        "ways": table.to_dict("records"),
        "first": table.iloc[0],
        "least": table.iloc[-1],
        "tv": tv.iloc[0] if len(tv) else None,
        "interval": c.chosen["interval"],
    }
    chart = c.chart(facts, rows.sources, height=340)
    colours = [COMPARATOR if way == "television" else NORTH_KOREA for way in table["way"]]
    error = whisker(table["percent"], table["lower"], table["upper"], DARK, 1.5)
    chart.bars(table["percent"], table["way"], colour=colours, orientation="h", error_x=error)
    chart.axes(x={"range": [0, 100], "ticksuffix": "%"}, y={"autorange": "reversed"})
    chart.data = table
    return chart


@figure("I2")
def budget(c: Inflow) -> Chart:
    """The devices that senders count, per thousand households and year."""
    homes = float(data.load("households_total", country="PRK")["value"].iloc[-1])
    people = float(data.load("population_total", country="PRK").sort_values("year")["value"].iloc[-1])
    table = _devices(c)
    table["per_thousand_homes"] = PER * table["devices"] / homes
    most, alone = table.iloc[0], 100 * table["devices"].iloc[0] / people
    facts = {
        "most": most,
        "least": table["per_thousand_homes"].iloc[-1],
        "spread": most["devices"] / table["devices"].iloc[-1],
        "alone": alone,
        "reached": alone * c.p.viewers_per_device,
        "per": PER,
        "viewers": c.p.viewers_per_device,
        "counts": table.to_dict("records"),
    }
    chart = c.chart(facts, table["source"], height=420)
    chart.dots(table["per_thousand_homes"], table["what"].map(_wrap), colour=SECOND, size=11)
    chart.axes(x={"rangemode": "tozero"}, y={"autorange": "reversed"})
    chart.data = table.drop(columns="source")
    return chart


# I3 ------------------------------------------------------------------------------------------


@figure("I3")
def frequency(c: Inflow) -> Chart:
    """How many viewers watched at least monthly, survey by survey and pooled, and once only."""
    rows = c.evidence("once")
    table = i3.monthly_viewers(rows)
    table["survey"] = table["survey"].map(c.names["survey"])
    exact = [surveys.exact_percent(r.percent, r.n, c.p.confidence) for r in table.itertuples()]
    table["lower"], table["upper"] = zip(*exact, strict=True)
    pool = surveys.pooled(table["percent"].tolist(), table["n"].tolist(), c.p.confidence)
    once = _with_interval(c.evaluate(answer="once"))
    asked = {"once": once, c.chosen["answer"]: _with_interval(c.evaluate())}
    facts = {
        "pool": pool,
        "surveys": len(table),
        "least": table["percent"].min(),
        "most": table["percent"].max(),
        "once": once,
        "interval": c.chosen["interval"],
    }
    chart = c.chart(facts, rows.sources | c.sources, height=560)
    names = [_label(c, "survey", **row) for row in table.to_dict("records")]
    _across(chart, table["percent"], names, table, colour=SECOND, size=9)
    _across(chart, [pool.estimate], [chart.say("pooled")], _ends(pool), size=13, symbol="diamond")
    for answer, found in asked.items():
        if found:
            _across(chart, [found.estimate], [_wrap(chart.say(answer))], _ends(found), size=11, symbol="x")
    chart.axes(x={"range": [0, 101], "ticksuffix": "%"}, y={"autorange": "reversed"})
    chart.data = table
    return chart


# I4 ------------------------------------------------------------------------------------------


@figure("I4")
def penalties(c: Inflow) -> Chart:
    """The longest fixed terms in law as steps, with counted public executions in the table."""
    drawn = {act: rows for act, rows in _terms(c).items() if len(rows)}
    act = "bringing_in" if c.chosen["offence"] == "bringing_in" else "watching"
    if act not in drawn:
        raise NoEvidence("no term for watching is admitted")
    killed = _known(c, "kinu_public_executions").sort_values("year")
    deadly = (_known(c, "death_penalty_distribution_sk_content")["value"] == 1).any()
    first, last = drawn[act].iloc[0], drawn[act].iloc[-1]
    executed = [part.mean() if len(part) else None for part in i4.executions(killed)]
    facts = {
        "offence": c.chosen["offence"],
        "old": first["value"],
        "new": last["value"],
        "first": first["year"],
        "last": last["year"],
        "killed": dict(zip(("before", "since"), executed, strict=True)),
    }
    chart = c.chart(facts, height=430)
    look = {"watching": (NORTH_KOREA, 10), "bringing_in": (SECOND, 10), "broadcasts": (THIRD, -12)}
    for (key, (colour, shift)), dash in zip(look.items(), DASHES, strict=False):
        if key in drawn:
            _steps(chart, c, drawn[key], dash, colour, key, shift)
    if deadly:
        chart.rule(x=pd.Timestamp(2020, 12, 1), words=chart.say("death"))
    tops = [rows["value"].iloc[-1] for key, rows in drawn.items() if key in (act, "watching")]
    chart.axes(y={"range": [0, 1.15 * max(tops)]})
    chart.data = _printed([*drawn.values(), killed])
    return chart


# I5 ------------------------------------------------------------------------------------------


@figure("I5")
def known(c: Inflow) -> Chart:
    """How many people a survey of each year's arrivals could ask, and how wide its answer would be."""
    arrivals = c.rows("arrivals_total").dropna(subset="value").groupby("year")["value"].median()
    direct = c.rows("arrivals_direct_by_sea", "arrivals_direct_from_nk", need=False)
    most = direct.assign(most=direct["upper"].fillna(direct["value"])).groupby("year")["most"].max()
    closed = i5.i5.threshold("last_exits")
    recent = most[most.index > closed + UNDER_WAY]
    chart = c.chart(_known_facts(c, arrivals, recent, arrivals[arrivals.index < closed]))
    chart.bars(arrivals.index, arrivals, colour=COMPARATOR)
    if late := chart.facts["late"]:
        chart.bars(recent.index, recent)
        top = float(arrivals.reindex(recent.index).max()) if chart.facts["since"] else 0
        place = {"xanchor": "right", "yshift": 18, "xshift": 0}
        chart.label(int(recent.index[-1]), top, chart.say("straight"), **place)
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
    table = pd.DataFrame(_leads(c, leads, margin))
    if table.empty:
        raise NoEvidence("no comparison by age is admitted")
    equal = table[table["equivalence_p"] < 1 - c.p.confidence]
    facts = {
        **leads,
        "margin": margin,
        "measures": table.to_dict("records"),
        "ahead": int((table["lower"] >= margin).sum()),
        "equal": equal["measure"].tolist(),
        "equal_p": equal["equivalence_p"].max() if len(equal) else None,
        "needed": _people_needed(c, EVEN, margin),
    }
    chart = c.chart(facts, height=560)
    chart.fig.add_vrect(x0=-margin, x1=margin, fillcolor=FAINT, line_width=0)
    chart.rule(x=0, dash=None)
    _across(chart, table["lead"], table["measure"].map(_wrap), table, size=10)
    chart.axes(y={"autorange": "reversed"})
    chart.data = table
    return chart


# I7 ------------------------------------------------------------------------------------------


@figure("I7")
def studies(c: Inflow) -> Chart:
    """Studies by the sign of what they find on questioning one's own state."""
    table = _signs(c)
    german = table[table["country"] == "DDR"]
    facts = {
        "studies": table.to_dict("records"),
        "more": int((table["sign"] == 1).sum()),
        "none": int((table["sign"] == 0).sum()),
        "less": int((table["sign"] == -1).sum()),
        "german": len(german),
        "german_more": int((german["sign"] == 1).sum()),
    }
    chart = c.chart(facts, table["source"], height=560)
    for country, colour, symbol in (("DDR", COMPARATOR, "square"), ("PRK", NORTH_KOREA, "circle")):
        part = table[table["country"] == country]
        hover = {"text": part["finding"], "hovertemplate": "%{y}: %{text}<extra></extra>"}
        chart.dots(
            part["sign"], part["study"].map(_wrap), colour=colour, size=13, symbol=symbol, **hover
        )
    ticks = [chart.say(sign) for sign in ("less", "none", "more")]
    chart.axes(
        x={"range": [-1.5, 1.5], "tickangle": 0, "tickvals": [-1, 0, 1], "ticktext": ticks},
        y={"categoryorder": "array", "categoryarray": table["study"].map(_wrap).tolist()[::-1]},
    )
    chart.data = table[["study", "sign", "setting", "outcome", "finding"]]
    return chart


# I8 ------------------------------------------------------------------------------------------


@figure("I8")
def hours(c: Inflow) -> Chart:
    """Hours a day by owner and season."""
    rows, kind = c.evidence("hours"), c.p.hours
    table = schedules.by_provider(rows, kind, religious=c.p.religious, grouping="owner")
    before, after = i8.compared(table.index)
    everyone = schedules.by_provider(rows, kind, religious=True, grouping="owner")
    total = table.sum(axis=1)
    facts = {
        "counted": c.names["hours"][kind],
        "religious_too": c.p.religious,
        "before": _season_facts(total, everyone, before),
        "after": _season_facts(total, everyone, after),
        "latest": _season_facts(total, everyone, str(total.index[-1])),
        "change": 100 * (total[after] / total[before] - 1),
        "peak": total.max(),
        "seasons": [(_season(date), hours) for date, hours in total.items()],
    }
    chart = c.chart(facts, rows.sources, height=460)
    main = [key for key in OWNERS if key in table]
    drawn = table[main].assign(others=table.drop(columns=main).sum(axis=1))
    seasons, below = [_season(date) for date in drawn.index], 0.0
    for key in (key for key in OWNERS if key in drawn):
        name, height = c.names["owner"][key], float(drawn.loc[before, key])
        chart.bars(seasons, drawn[key], name, colour=OWNERS[key])
        if height > LABELLED * float(total.max()):
            chart.label(_season(before), below + height / 2, name, OWNERS[key], xshift=16)
        below += height
    chart.fig.update_layout(barmode="stack", bargap=0.35)
    chart.data = drawn.reset_index()
    return chart


@figure("I8")
def fall(c: Inflow) -> Chart:
    """Which stations make up the change between the seasons before and after the cuts."""
    rows, kind = c.evidence("hours"), c.p.hours
    stations, owners = (
        schedules.by_provider(rows, kind, religious=c.p.religious, grouping=grouping)
        for grouping in ("title", "owner")
    )
    before, after = i8.compared(stations.index)
    parts = diversity.decomposed(stations.loc[before], stations.loc[after])
    by_owner = diversity.decomposed(owners.loc[before], owners.loc[after])
    lost = parts[parts["change"] < -UNCHANGED]
    if lost.empty:
        raise NoEvidence("no station lost hours between the admitted seasons")
    owner, table = str(by_owner.index[0]), schedules.stations()
    owned = set(table.loc[table["owner"] == owner, "title"]) & set(lost.index)
    drawn = pd.concat([lost, parts[parts["change"] > UNCHANGED]])
    facts = {
        "counted": c.names["hours"][kind],
        "before": _season(before),
        "after": _season(after),
        "first": _plain(str(lost.index[0])),
        "first_share": lost["share"].iloc[0],
        "owner": c.names["owner_title"].get(owner, owner),
        "owner_share": by_owner["share"].iloc[0],
        "owned": len(owned),
        "stations": len(lost),
        "lost": -lost["change"].sum(),
        "us_share": by_owner["share"].get("us_gov", 0.0),
        "changes": list(drawn["change"].items()),
    }
    chart = c.chart(facts, rows.sources, height=max(320, 140 + 40 * len(drawn)))
    chart.bars(
        drawn["change"],
        [_wrap(_plain(name)) for name in drawn.index],
        colour=[SECOND if name in owned else COMPARATOR for name in drawn.index],
        orientation="h",
        text=[f"{v:+.0f}" if abs(v) >= 0.5 else "" for v in drawn["change"]],
        textposition="outside",
        cliponaxis=False,
    )
    low, high = drawn["change"].min(), drawn["change"].max()
    room = [1.35 * low, max(0.15 * -low, 1.3 * high)]
    chart.axes(x={"nticks": 4, "tickangle": 0, "range": room}, y={"autorange": "reversed"})
    chart.data = drawn.rename_axis("station").reset_index()
    return chart


@figure("I8")
def editors(c: Inflow) -> Chart:
    """The number of independent editors of equal weight, by season and way of counting."""
    rows, p = c.evidence("hours"), c.p
    ways_to_count = {
        "chosen": (p.hours, p.religious, p.kbs),
        "air": ("air", False, True),
        "religious": (p.hours, True, True),
        "without_kbs": (p.hours, False, False),
    }
    tables = {
        key: schedules.by_provider(rows, kind, religious=faith, kbs=kbs, grouping=p.grouping)
        for key, (kind, faith, kbs) in ways_to_count.items()
    }
    lines = {key: table.apply(diversity.effective_number, axis=1) for key, table in tables.items()}
    chosen, now = tables["chosen"], lines["chosen"]
    before, _ = i8.around(chosen.index)
    last = chosen.iloc[-1]
    facts = {
        "counted": c.names["hours"][p.hours],
        "grouping": p.grouping,
        "now": {key: line.iloc[-1] for key, line in lines.items()},
        "start": {key: line.iloc[0] for key, line in lines.items()},
        "ways": c.names["way_to_count"],
        "before": now[before],
        "best": now.max(),
        "limit": i8.concentrated(),
        "count": int((last > 0).sum()),
        "count_before": int((chosen.loc[before] > 0).sum()),
        "top": str(last.idxmax()),
        "top_share": 100 * last.max() / last.sum(),
    }
    chart = c.chart(facts, rows.sources)
    colours, widths = (NORTH_KOREA, SECOND, ACCENT, COMPARATOR), (3, 2, 2, 2)
    for (key, line), colour, dash, width in zip(lines.items(), colours, DASHES, widths, strict=False):
        x = pd.to_datetime(line.index)
        chart.line(x, line, colour=colour, dash=dash, width=width)
        chart.label(x[0], float(line.iloc[0]), c.names["way_to_count"][key], colour, xshift=4, yshift=9)
    chart.rule(y=i8.concentrated())
    chart.axes(y={"rangemode": "tozero"})
    chart.data = pd.DataFrame(lines).rename(columns=c.names["way_to_count"])
    chart.data = chart.data.rename_axis("season").reset_index()
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


def _first_rates(c: Inflow, table: pd.DataFrame) -> Iterable[dict[str, Any]]:
    for (_, a), (_, b) in zip(table.iloc[:-1].iterrows(), table.iloc[1:].iterrows(), strict=True):
        years = int(b["year"] - a["year"])
        low, high = proportions.first_time_interval(
            a["value"], int(a["n"]), b["value"], int(b["n"]), years, c.p.confidence
        )
        yield {
            "step": f"{_period(c, a)} →<br>{_period(c, b)}",
            "percent_a_year": proportions.first_time_rate(a["value"], b["value"], years),
            "lower": low,
            "upper": high,
        }


def _flows(c: Inflow) -> dict[str, pd.Series]:
    """Return arrivals in the South and devices of one sender, as far as admitted, by day."""
    arrivals = _known(c, "arrivals_total").groupby("year")["value"].median()
    sent = _known(c, "fdff_sent_year").sort_values("year").set_index("year")["value"]
    found = {"arrivals": (arrivals, "-07-01"), "devices": (sent, "-11-30")}
    return {
        key: line.set_axis(pd.to_datetime(line.index.astype(str) + day))
        for key, (line, day) in found.items()
        if len(line)
    }


def _ways_table(c: Inflow, rows: Any) -> tuple[pd.DataFrame, int]:
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


def _devices(c: Inflow) -> pd.DataFrame:
    """Return senders' own counts of devices (what, devices, source), the largest first."""
    sent, balloons = _known(c, "fdff_sent_year"), _known(c, "launch_storage_devices")
    before = _known(c, "groups_before_fdff_per_year_upper")
    launched = balloons.groupby("year").agg(value=("value", "sum"), source=("source", "first"))
    parts = {"one_sender": sent, "balloons": launched.reset_index(), "all_groups": before}
    found = [
        (_label(c, kind, year=row.year), row.value, row.source)
        for kind, part in parts.items()
        for row in part.itertuples()
    ]
    if not found:
        raise NoEvidence("no sender's count is admitted")
    table = pd.DataFrame(found, columns=["what", "devices", "source"])
    return table.sort_values("devices", ascending=False, kind="stable").reset_index(drop=True)


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
    margin = claim("I6").criterion.supports.at_least or 0.0
    level = c.p.confidence
    return {
        "late": late,
        "since": [int(since.index.min()), int(since.index.max())] if len(since) else None,
        "arrivals": since.sum(),
        "half": proportions.half_width(late, level) if late else None,
        "end": int(arrivals.index[-1]),
        "end_arrivals": arrivals.iloc[-1],
        "before": before.iloc[-1] if len(before) else None,
        "before_half": proportions.half_width(int(before.iloc[-1]), level) if len(before) else None,
        "margin": margin,
        "usual": USUAL,
        "needed": _people_needed(c, USUAL, -margin),
    }


def _leads(c: Inflow, leads: Mapping[str, Evaluation | None], margin: float) -> Iterable[dict[str, Any]]:
    """Yield measure, lead, interval and the p value of a lead inside the margin."""
    found = [(c.names["measure"][key], leads[key]) for key in ("viewing", "politics") if leads[key]]
    rows, chosen = c.evidence("creed"), c.chosen
    for item in i6.CREED:
        try:
            gap = i6.creed_gap(rows, item, c.p.confidence, chosen["creed_survey"], chosen["cohorts"])
        except NoEvidence:
            continue
        found.append((_label(c, "not_proud", item=c.names["creed"][item]), gap))
    for name, lead in found:
        gap = proportions.Comparison(lead.estimate, lead.lower, lead.upper, 1.0, 0)
        yield {
            "measure": name,
            "lead": gap.estimate,
            "lower": gap.lower,
            "upper": gap.upper,
            "equivalence_p": proportions.equivalence(gap, margin, c.p.confidence),
        }


def _signs(c: Inflow) -> pd.DataFrame:
    """Return the studies with the words that name them, in order of sign."""
    table = i7.signs_of_studies(c.p.grades).rename(columns={"direction": "finding"})
    years = table["year"].astype(str)
    table["study"] = table["study"].str.split(" (", regex=False).str[0] + " " + years
    table["setting"] = table["country"].map(c.names["country"])
    return table.sort_values(["sign", "setting", "study"]).reset_index(drop=True)


def _season_facts(total: pd.Series, everyone: pd.DataFrame, date: str) -> dict[str, Any]:
    """Return hours a day of a season, of all stations that count and of some owners, with its names."""
    owners = {
        key: float(everyone[owner][date]) if owner in everyone else 0.0
        for key, owner in (("us", "us_gov"), ("religious", "religious"), ("ngo", "ngo"))
    }
    time = pd.Timestamp(date)
    return {"hours": total[date], "season": _season(date), "month": f"{time:%B %Y}", **owners}


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
    look = {"mode": "lines+markers", "line_shape": "hv", "marker_size": 6}
    chart.line(x, y, colour=colour, width=None, dash=dash, **look)
    chart.label(until, float(y[-1]), chart.say(name), colour, xanchor="right", xshift=0, yshift=shift)


def _ends(found: Any) -> pd.DataFrame:
    return pd.DataFrame({"lower": [found.lower], "upper": [found.upper]})


def _with_interval(found: Evaluation) -> Evaluation | None:
    return None if found.lower is None else found


def _known(c: Inflow, *series: str) -> pd.DataFrame:
    """Return admitted rows with a value, perhaps none."""
    return c.rows(*series, need=False).dropna(subset="value")


def _people_needed(c: Inflow, share: float, gap: float) -> int:
    """Return the people per group that would show a gap of that many points with the usual power."""
    return power.per_group(share / 100, (share + gap) / 100, power=POWER, confidence=c.p.confidence)


def _printed(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(list(tables))[COLUMNS].reset_index(drop=True)


def _label(c: Inflow, kind: str, **facts: Any) -> str:
    """Return the words of a row or bar that name its own figures."""
    return words.sentence(c.names["label"][kind], facts, f"label {kind}")


def _period(c: Inflow, row: pd.Series) -> str:
    return _label(c, "period", start=str(row["period_start"])[:4], end=str(row["period_end"])[:4])


def _season(date: Any) -> str:
    return f"{pd.Timestamp(date):%b ’%y}"


def _plain(station: str) -> str:
    """Return the name of a station without what stands in brackets or behind a comma."""
    return station.split(" (")[0].split(",")[0]


def _wrap(text: str, width: int = 17) -> str:
    """Break the name of a bar or row, so that a phone has room for the figure."""
    return "<br>".join(textwrap.wrap(text, width))
