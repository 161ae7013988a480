"""The figures of the chapter on information inflow: what is drawn from which rows. Words: figures.yml."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from nkbook import data, words
from nkbook.book.information_inflow import i2_ways as i2
from nkbook.book.information_inflow import i3_once as i3
from nkbook.book.information_inflow import i4_punishment as i4
from nkbook.book.information_inflow import i6_young as i6
from nkbook.book.information_inflow import i7_questions as i7
from nkbook.book.information_inflow import leavers, schedules
from nkbook.chapter import Chapter, figure
from nkbook.claims import Finding
from nkbook.claims.evidence import Evidence
from nkbook.claims.registry import claim
from nkbook.errors import NoEvidence
from nkbook.figures import COMPARATOR, DASHES, FAINT, NORTH_KOREA, SECOND, THIRD, narrow
from nkbook.marks import Chart, whisker
from nkbook.methods import power, proportions, surveys
from nkbook.methods.residents import within_covered
from nkbook.parameters import InformationInflow

Inflow = Chapter[InformationInflow]

COLUMNS = ["series", "date", "value", "lower", "upper", "unit", "n", "sample", "source", "grade"]
DARK = "#444444"  # of intervals on bars
USUAL = 80.0  # percent reached, about what leavers of the last periods say
HALF = 50.0  # percent: above it are most, below it is less than half; where a share is known worst
POWER = 0.8
NEAR_BEST = 90.0  # percent of the best level at which a line is named
UNDER_WAY = 2  # years within which those who left before the border closed had arrived
PRESENT = 2025  # last full year, to which laws are drawn
PER = 1_000

# I1 ------------------------------------------------------------------------------------------


@figure("I1")
def reach(c: Inflow) -> Chart:
    """Who had ever watched, by the years of leaving, beside yearly contact with the South."""
    table = leavers.periods(c.evidence("reach"))
    tables = {kind: c.rows(f"ipus_sk_media_exposure_{kind}", need=False) for kind in ("ever", "frequent")}
    yearly = {kind: rows for kind, rows in tables.items() if len(rows)}
    chart = c.chart(_reach_facts(c, table, yearly.get("frequent")), c.sources | set(table["source"]))
    for kind, dash, shift in (("ever", DASHES[0], 22), ("frequent", DASHES[1], -14)):
        if kind in yearly:
            x, y = yearly[kind]["year"], yearly[kind]["value"]
            chart.line(x, y, colour=SECOND, width=None, dash=dash)
            end = x.iloc[-1], y.iloc[-1]
            chart.label(*end, chart.say(kind), SECOND, yshift=shift, xanchor="right", xshift=0)
    ends = _exact(table["value"], table["n"], c.p.confidence)
    error = whisker(table["value"], ends["lower"], ends["upper"], NORTH_KOREA, 1.5)
    chart.line(table["year"], table["value"], width=None, error=error, mode="lines+markers", marker_size=9)
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
    share = float(leavers.periods(rows)["value"].iloc[-1])
    if border_rows.empty:
        raise NoEvidence("where the leavers came from is not admitted")
    border = float(border_rows["value"].iloc[-1]) / 100
    at_border = np.linspace(0, 1, 21)
    parts = {"border": border, "inland": 1 - border}
    found = [within_covered(share, parts, {"border": part, "inland": 1 - part}) for part in at_border]
    low, high = np.array(found).T
    middle = len(at_border) // 2
    facts = {
        "part": 100 * at_border[middle],
        "low": low[middle],
        "high": high[middle],
        "inland_low": low[0],
        "inland_high": high[0],
        "share": share,
        "border": 100 * border,
    }
    chart = c.chart(facts, rows.sources | c.sources, height=380)
    chart.band(100 * at_border, low, high)
    chart.rule(y=share)
    chart.label(2, share, chart.say("leavers"), COMPARATOR, yshift=-10)
    chart.axes(x={"range": [0, 100], "ticksuffix": "%"}, y={"range": [0, 101], "ticksuffix": "%"})
    chart.data = pd.DataFrame({"border_percent": 100 * at_border, "lowest": low, "highest": high})
    return chart


@figure("I1")
def supply(c: Inflow) -> Chart:
    """What can be counted on its way in, and the people who come out, against the best year."""
    rows = c.evidence("broadcast")
    hours = schedules.totals(rows, c.p.hours, c.p.religious, c.chosen["public_broadcaster"])
    hours.index = pd.to_datetime(hours.index)
    lines = {"broadcasting": hours, **_flows(c)}
    ends = {key: 100 * float(line.iloc[-1] / line.max()) for key, line in lines.items()}
    facts = {
        "ends": ends,
        "flow": c.names["flow"],
        "fallen": max(ends.values()) < HALF,
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
    facts = {
        "base": c.p.channel_base,
        "people": people,
        "ways": table.to_dict("records"),
        "first": table.iloc[0],
        "least": table.iloc[-1],
        "tv": table.set_index("way")["percent"]["television"],
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
    chart.dots(table["per_thousand_homes"], narrow(table["what"]), colour=SECOND, size=11)
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
    table = table.join(_exact(table["percent"], table["n"], c.p.confidence))
    pool = surveys.pooled(table["percent"].tolist(), table["n"].tolist(), c.p.confidence)
    once = _with_interval(c.evaluate(answer="once"))
    asked = {"once": once, c.chosen["answer"]: _with_interval(c.evaluate())}
    facts = {
        "pool": pool,
        "surveys": len(table),
        "least": table["percent"].min(),
        "most": table["percent"].max(),
        "between": 100 * pool.i_squared,
        "once": once,
        "once_count": once and round((once.estimate or 0) / 100 * (once.n or 0)),
    }
    chart = c.chart(facts, rows.sources | c.sources, height=560)
    names = [_label(c, "survey", row) for row in table.to_dict("records")]
    _across(chart, table["percent"], names, table, colour=SECOND, size=9)
    _across(chart, [pool.estimate], [chart.say("pooled")], _ends(pool), size=13, symbol="diamond")
    for answer, found in asked.items():
        if found:
            _across(chart, [found.estimate], narrow([chart.say(answer)]), _ends(found), size=11, symbol="x")
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
        "act": c.names["offence"][c.chosen["offence"]],
        "old": first["value"],
        "new": last["value"],
        "ratio": last["value"] / first["value"],
        "first": first["year"],
        "last": last["year"],
        "years": last["year"] - first["year"],
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
    columns = ["measure", "lead", "lower", "upper", "equivalence_p"]
    table = pd.DataFrame(_leads(c, leads, rows, margin), columns=columns)
    if table.empty:
        raise NoEvidence("no comparison by age is admitted")
    equal = table[table["equivalence_p"] < 1 - c.p.confidence]
    facts = {
        **leads,
        "margin": margin,
        "measures": table.to_dict("records"),
        "equal": equal["measure"].tolist(),
        "needed": _people_needed(c, HALF, margin),
    }
    chart = c.chart(facts, c.sources | rows.sources, height=560)
    chart.fig.add_vrect(x0=-margin, x1=margin, fillcolor=FAINT, line_width=0)
    chart.rule(x=0, dash=None)
    _across(chart, table["lead"], narrow(table["measure"]), table, size=10)
    chart.axes(y={"autorange": "reversed"})
    chart.data = table
    return chart


# I7 ------------------------------------------------------------------------------------------


@figure("I7")
def studies(c: Inflow) -> Chart:
    """Studies by the sign of what they find on questioning one's own state."""
    table = _signs(c)
    facts = {
        "studies": table.to_dict("records"),
        "more": int((table["sign"] == 1).sum()),
        "nothing": int((table["sign"] == 0).sum()),
        "less": int((table["sign"] == -1).sum()),
    }
    chart = c.chart(facts, table["source"], height=560)
    for country, colour, symbol in (("DDR", COMPARATOR, "square"), ("PRK", NORTH_KOREA, "circle")):
        part = table[table["country"] == country]
        chart.dots(
            part["sign"],
            narrow(part["study"]),
            colour=colour,
            size=13,
            symbol=symbol,
            text=part["finding"],
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
    ticks = [chart.say(sign) for sign in ("less", "nothing", "more")]
    chart.axes(
        x={"range": [-1.5, 1.5], "tickangle": 0, "tickvals": [-1, 0, 1], "ticktext": ticks},
        y={"categoryorder": "array", "categoryarray": narrow(table["study"])[::-1]},
    )
    chart.data = table[["study", "sign", "setting", "outcome", "finding"]]
    return chart


# What they compute -----------------------------------------------------------------------------


def _reach_facts(c: Inflow, table: pd.DataFrame, often: pd.DataFrame | None) -> dict[str, Any]:
    """Return how reach rose, whether its last step is a step, and what the yearly surveys say."""
    before, last = table.iloc[-2], table.iloc[-1]
    level, value = c.p.confidence, table["value"]
    early = table.loc[table["year"] < claim("I4").criterion.thresholds["reign"], "value"]
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


def _devices(c: Inflow) -> pd.DataFrame:
    """Return senders' own counts of devices (what, devices, source), the largest first."""
    sent, balloons = _known(c, "fdff_sent_year"), _known(c, "launch_storage_devices")
    before = _known(c, "groups_before_fdff_per_year_upper")
    launched = balloons.groupby("year").agg(value=("value", "sum"), source=("source", "first"))
    parts = {"one_sender": sent, "balloons": launched.reset_index(), "all_groups": before}
    found = [
        (_label(c, kind, {"year": row["year"]}), row["value"], row["source"])
        for kind, part in parts.items()
        for row in part.to_dict("records")
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
    c: Inflow, leads: Mapping[str, Finding | None], rows: Evidence, margin: float
) -> Iterable[tuple[str, float, float, float, float]]:
    """Yield measure, lead, interval and the p value of a lead inside the margin."""
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
        gap = proportions.Comparison(lead.estimate, lead.lower, lead.upper, 1.0, 0)
        p = proportions.equivalence(gap, margin, c.p.confidence)
        yield name, gap.estimate, gap.lower, gap.upper, p


def _signs(c: Inflow) -> pd.DataFrame:
    """Return the studies with the words that name them, in order of sign."""
    table = i7.signs_of_studies(c.p.grades).rename(columns={"direction": "finding"})
    years = table["year"].astype(str)
    table["study"] = table["study"].str.split(" (", regex=False).str[0] + " " + years
    table["setting"] = table["country"].map(c.names["country"])
    return table.sort_values(["sign", "setting", "study"]).reset_index(drop=True)


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


def _ends(found: Any) -> pd.DataFrame:
    return pd.DataFrame({"lower": [found.lower], "upper": [found.upper]})


def _exact(percent: pd.Series, n: pd.Series, confidence: float) -> pd.DataFrame:
    """Return the exact intervals of shares of so many people, columns lower and upper."""
    pairs = zip(percent, n.astype(int), strict=True)
    ends = [surveys.exact_percent(share, people, confidence) for share, people in pairs]
    return pd.DataFrame(ends, columns=["lower", "upper"], index=percent.index)


def _with_interval(found: Finding) -> Finding | None:
    return None if found.lower is None else found


def _known(c: Inflow, *series: str) -> pd.DataFrame:
    """Return admitted rows with a value, perhaps none."""
    return c.rows(*series, need=False).dropna(subset="value")


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
