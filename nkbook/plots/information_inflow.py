"""Figures of the chapter on information inflow.

Each function takes the parameters of the chapter and returns a `Drawing`; it raises `NoEvidence`
where no admitted row is left; `shown` then holds the place of the figure and of its phrases.
"""

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from nkbook import data
from nkbook.claims import claim
from nkbook.claims import information_inflow as measured
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.figures import (
    ACCENT,
    COMPARATOR,
    DASHES,
    FAINT,
    FOURTH,
    NORTH_KOREA,
    SECOND,
    THIRD,
    band,
    event,
    figure,
    label,
)
from nkbook.methods import diversity, power, proportions, surveys
from nkbook.parameters import InformationInflow
from nkbook.plots.drawing import Drawing, draw

UNITED_STATES = "#56b4e9"  # of the same palette as the others
OWNERS = {
    "kr_nis": ("southern intelligence", SECOND),
    "kr_public": ("southern public radio", THIRD),
    "us_gov": ("United States", UNITED_STATES),
    "kr_military": ("southern military", FOURTH),
    "others": ("all others", COMPARATOR),
    "religious": ("religious stations", ACCENT),
}
OWNER_TITLES = {
    "kr_nis": "southern intelligence service",
    "kr_public": "southern public broadcaster",
    "us_gov": "United States",
    "kr_military": "southern military",
    "religious": "group of religious stations",
    "uk_public": "British public broadcaster",
    "ngo": "group of civic stations",
    "jp_gov": "Japanese government",
    "jp_ngo": "Japanese civic group",
}
HOURS = {"frequency": "frequency-hours a day", "air": "hours on the air a day"}
HARDENED = (2015, 2020)
MARGIN = 10.0
USUAL = 80.0  # percent reached, about what leavers of the last periods say
REIGN = 2011  # last year before Kim Jong Un
EVENING = "23:00"
CREED_TITLES = {
    "baekdu_bloodline": "leader's bloodline",
    "fair_treatment": "fair treatment",
    "juche": "Juche",
    "political_influence": "standing in the world",
    "socialist_system": "socialist system",
}
# Sign of what a study finds on questioning one's own state; the words stand in the table of studies.
STUDIES = {
    "Kern & Hainmueller": (-1, "East Germany"),
    "Kern (Comparative": (0, "East Germany"),
    "Crabtree": (0, "East Germany"),
    "Grdesic": (1, "East Germany"),
    "Friehe": (1, "East Germany"),
    "InterMedia": (0, "North Korea"),
    "Haggard & Noland": (1, "North Korea"),
    "Jung": (1, "North Korea"),
}

MANY = 4  # keys of one origin that are still listed one by one
LABELLED = 0.03  # smallest part of the highest bar that gets a name
PER = 1_000
CLOSE = 10  # percent by which counts by different rules may differ and still agree
MISSING = "(no admitted figure)"
Build = Callable[[InformationInflow], Drawing]
_told: dict[str, tuple[str, ...]] = {}


def tells(names: str) -> Callable[[Build], Build]:
    """Declare the phrases that a figure gives to the prose, so that they exist without it too.

    names: parted by blanks.
    """

    def register(build: Build) -> Build:
        _told[build.__name__] = tuple(names.split())
        return build

    return register


def shown(name: str, build: Build, p: InformationInflow) -> dict[str, str]:
    """Show a figure or hold its place; return its phrases, which say so where nothing is admitted."""
    return dict.fromkeys(_told[build.__name__], MISSING) | draw(name, build, p)


def footer(rows: Iterable[pd.DataFrame] | pd.DataFrame, weakness: str) -> str:
    """Return the line below a figure: source keys, and what is weak about the sample."""
    tables = [rows] if isinstance(rows, pd.DataFrame) else list(rows)
    keys = sorted({str(source) for table in tables for source in table["source"]})
    sizes = Counter(key.split("_")[0] for key in keys)
    named = [_collapsed(key, sizes) for key in keys]
    return f"Sources: {', '.join(dict.fromkeys(named))}. {weakness}"


def _collapsed(key: str, sizes: Counter[str]) -> str:
    start = key.split("_")[0]
    return f"{start}_* ({sizes[start]})" if sizes[start] > MANY else key


def evidence(p: InformationInflow, identifier: str, reading: str | None = None) -> Evidence:
    """Return the evidence of a claim's reading (its default one where None) under the parameters."""
    item = claim(identifier)
    return Evidence(item.readings[reading or item.default], p.grades, p.start_year, p.end_year)


@tells(
    "reach_first reach_before reach_last reach_step reach_step_low reach_step_high reach_step_p reach_n "
    "reach_finding reach_often reach_trend reach_early"
)
def reach(p: InformationInflow) -> Drawing:
    """Draw who had ever watched, by the years of leaving, beside yearly contact with the South."""
    rows = measured.periods(evidence(p, "I1"))
    step = proportions.difference(*_ends(rows), p.confidence)
    flat = step.lower <= 0
    finding = "has not clearly risen since" if flat else "went on rising"
    low, high = _exact(rows, p.confidence)
    fig = figure(
        f"From {rows['value'].iloc[0]:.0f}% to {rows['value'].iloc[-2]:.0f}% of leavers: reach {finding}",
        "Percent of leavers who had ever watched foreign video, by last year of the leaving period (bars: "
        f"{100 * p.confidence:g}% interval), and who met southern culture ever or often, by year of survey",
        footer([rows, *_yearly(p)], "Leavers only, mostly women from the border; sampling error only."),
    )
    for series, dash, text in (("ever", DASHES[0], "ever (IPUS)"), ("frequent", DASHES[1], "often (IPUS)")):
        found = [t for t in _yearly(p) if t["series"].iloc[0].endswith(series)]
        if found:
            line = found[0]
            fig.add_scatter(
                x=line["year"], y=line["value"], mode="lines", line={"color": SECOND, "dash": dash}
            )
            label(
                fig,
                line["year"].iloc[-1],
                line["value"].iloc[-1],
                text,
                SECOND,
                yshift=22 if series == "ever" else -14,
                xanchor="right",
                xshift=0,
            )
    fig.add_scatter(
        x=rows["year"],
        y=rows["value"],
        mode="lines+markers",
        line={"color": NORTH_KOREA},
        marker={"size": 9},
        error_y=_bars(rows["value"], low, high, NORTH_KOREA),
    )
    label(
        fig,
        rows["year"].iloc[0],
        rows["value"].iloc[0],
        "any foreign video (ministry)",
        NORTH_KOREA,
        xshift=10,
        yshift=4,
    )
    fig.update_yaxes(range=[0, 100], ticksuffix="%")
    often = [t for t in _yearly(p) if t["series"].iloc[0].endswith("frequent")]
    facts = {
        "reach_first": f"{rows['value'].iloc[0]:.1f}",
        "reach_before": f"{rows['value'].iloc[-2]:.1f}",
        "reach_last": f"{rows['value'].iloc[-1]:.1f}",
        "reach_step": f"{step.estimate:+.1f}",
        "reach_step_low": f"{step.lower:+.1f}",
        "reach_step_high": f"{step.upper:+.1f}",
        "reach_step_p": f"{step.p:.2f}",
        "reach_n": f"{int(rows['n'].sum()):,}",
        "reach_finding": "cannot be told from none" if flat else "is larger than chance would make it",
        "reach_often": _between(often[0]["value"]) if often else "not admitted",
    }
    facts |= {"reach_trend": _trend(often, p.confidence), "reach_early": _early(rows)}
    alt = (
        f"Reach by leaving period: {_listed(rows)}; the last step is {facts['reach_step']} points "
        f"({facts['reach_step_low']} to {facts['reach_step_high']})."
    )
    return Drawing(fig, alt, _table([rows, *_yearly(p)]), facts)


@tells("first_fastest first_last first_last_low first_last_high first_ratio first_finding")
def first_time(p: InformationInflow) -> Drawing:
    """Draw how fast those who had never watched began to, from one leaving period to the next."""
    rows = measured.periods(evidence(p, "I1"))
    found = []
    for (_, a), (_, b) in zip(rows.iloc[:-1].iterrows(), rows.iloc[1:].iterrows(), strict=True):
        years = int(b["year"] - a["year"])
        low, high = proportions.first_time_interval(
            a["value"], int(a["n"]), b["value"], int(b["n"]), years, p.confidence
        )
        rate = proportions.first_time_rate(a["value"], b["value"], years)
        found.append((f"{_period(a)} →<br>{_period(b)}", rate, low, high))
    rates = pd.DataFrame(found, columns=["step", "percent_a_year", "lower", "upper"])
    last, fastest = rates.iloc[-1], rates.iloc[int(rates["percent_a_year"].argmax())]
    slowed = last["upper"] < fastest["lower"]
    verb = "slowed" if slowed else "did not clearly slow"
    fig = figure(
        f"First viewing {verb}: {last['percent_a_year']:.0f}% a year of those who had never watched, "
        f"at its fastest {fastest['percent_a_year']:.0f}%",
        "Percent a year of people who had never watched foreign video who began to, between leaving periods",
        footer(rows, "Assumes one population at different times; leavers of different years differ."),
        height=300,
    )
    fig.add_scatter(
        x=rates["percent_a_year"],
        y=rates["step"],
        mode="markers",
        marker={"color": NORTH_KOREA, "size": 11},
        error_x=_bars(rates["percent_a_year"], rates["lower"], rates["upper"], NORTH_KOREA),
    )
    fig.add_vline(x=0, line={"color": COMPARATOR, "width": 1})
    fig.update_yaxes(autorange="reversed")
    fig.update_xaxes(ticksuffix="%")
    facts = {
        "first_fastest": f"{fastest['percent_a_year']:.0f}",
        "first_last": f"{last['percent_a_year']:.1f}",
        "first_last_low": f"{last['lower']:.1f}",
        "first_last_high": f"{last['upper']:.1f}",
        "first_ratio": f"{100 * last['percent_a_year'] / fastest['percent_a_year']:.0f}",
        "first_finding": "has slowed" if slowed else "has not clearly slowed",
    }
    alt = "; ".join(
        f"{r.step}: {r.percent_a_year:.1f}% a year ({r.lower:.1f} to {r.upper:.1f})" for r in _each(rates)
    )
    return Drawing(fig, f"First viewing by step. {alt}.", rates, facts)


@tells("bound_low bound_high bound_border bound_half_low bound_half_high")
def bounds(p: InformationInflow) -> Drawing:
    """Draw what the share among leavers leaves open for the population, whatever lives at the border."""
    rows = measured.periods(evidence(p, "I1"))
    border_rows = _beside(p, "mou2024_sample_border_province_share")
    share, border = float(rows["value"].iloc[-1]) / 100, float(border_rows["value"].iloc[-1]) / 100
    inland_low = max(0.0, (share - border) / (1 - border))
    border_low = max(0.0, (share - (1 - border)) / border)
    at_border = np.linspace(0, 1, 21)
    low = 100 * (at_border * min(1.0, share / border) + (1 - at_border) * inland_low)
    high = 100 * (at_border * border_low + (1 - at_border) * min(1.0, share / (1 - border)))
    low, high = np.minimum(low, high), np.maximum(low, high)
    middle = 10
    fig = figure(
        f"With {100 * at_border[middle]:.0f}% of the people at the border, anything from {low[middle]:.0f}% "
        f"to {high[middle]:.0f}% of all fits what leavers say",
        "Possible percent of the population who had ever watched, by the percent living in border provinces",
        footer([rows, border_rows], "No sampling error; leavers taken as like others of their own region."),
        height=380,
    )
    band(fig, 100 * at_border, low, high, NORTH_KOREA)
    fig.add_hline(y=100 * share, line={"color": COMPARATOR, "dash": "dot", "width": 1})
    label(
        fig,
        2,
        100 * share,
        f"among leavers, {100 * border:.0f}% of them from the border",
        COMPARATOR,
        yshift=-10,
    )
    fig.update_yaxes(range=[0, 101], ticksuffix="%")
    fig.update_xaxes(range=[0, 100], ticksuffix="%")
    facts = {
        "bound_low": f"{100 * inland_low:.0f}",
        "bound_high": "100",
        "bound_border": f"{100 * border:.0f}",
        "bound_half_low": f"{low[middle]:.0f}",
        "bound_half_high": f"{high[middle]:.0f}",
    }
    alt = (
        f"A band: {low[0]:.0f} to {high[0]:.0f}% possible without anybody at the border, {low[middle]:.0f} "
        f"to {high[middle]:.0f}% in the middle; leavers say {100 * share:.1f}%."
    )
    table = pd.DataFrame({"border_percent": 100 * at_border, "lowest": low, "highest": high})
    return Drawing(fig, alt, table, facts)


@tells("supply_hours supply_arrivals supply_devices supply_hours_year supply_arrivals_year")
def supply(p: InformationInflow) -> Drawing:
    """Draw what can be counted on its way in, and the people who come out, against the best year."""
    hours = measured.totals(evidence(p, "I1", "broadcast"), p.hours, p.religious)
    hours.index = pd.to_datetime(hours.index)
    arrivals = _beside(p, "arrivals_total").groupby("year")["value"].median()
    sent = _beside(p, "fdff_sent_year").sort_values("year")
    lines = {"broadcasting": (hours, SECOND, DASHES[0])}
    if len(arrivals):
        arrivals.index = pd.to_datetime(arrivals.index.astype(str) + "-07-01")
        lines["arrivals in the South"] = (arrivals, NORTH_KOREA, DASHES[0])
    if len(sent):
        devices = sent.set_index(pd.to_datetime(sent["year"].astype(str) + "-11-30"))["value"]
        lines["devices of one sender"] = (devices, THIRD, DASHES[1])
    ends = {name: 100 * float(line.iloc[-1] / line.max()) for name, (line, *_) in lines.items()}
    fallen = max(ends.values()) < 50
    worst = ", ".join(f"{name} {end:.0f}%" for name, end in ends.items())
    fig = figure(
        ("All that can be counted has lost most of its best level: " if fallen else "Not all has fallen: ")
        + worst,
        f"Percent of the best season or year: {HOURS[p.hours]}, arrivals in the South, devices sent",
        footer(
            [_beside(p, "arrivals_total"), sent, hours_rows(p)],
            "Arrivals are no inflow: they are the window through which it is seen. Senders count themselves.",
        ),
    )
    tables = []
    for name, (line, color, dash) in lines.items():
        share = 100 * line / line.max()
        fig.add_scatter(
            x=share.index,
            y=share,
            mode="lines+markers",
            line={"color": color, "dash": dash},
            marker={"size": 6},
        )
        if name == "devices of one sender":
            label(fig, share.index[-1], float(share.iloc[-1]), "devices", color, xanchor="right", xshift=-6)
        elif name == "broadcasting":
            full = share[share >= 90.0].index[0]
            label(fig, full, float(share[full]), name, color, xanchor="right", xshift=-6)
        else:
            label(fig, share.idxmax(), 100.0, "arrivals", color, xanchor="right", xshift=-8)
        tables.append(
            pd.DataFrame({"what": name, "date": share.index.strftime("%Y-%m-%d"), "percent_of_best": share})
        )
    fig.update_yaxes(range=[0, 105], ticksuffix="%")
    facts = {
        "supply_hours": f"{ends['broadcasting']:.0f}",
        "supply_hours_year": f"{hours.index[-1]:%Y}",
        "supply_arrivals": f"{ends['arrivals in the South']:.0f}" if len(arrivals) else "not admitted",
        "supply_arrivals_year": f"{arrivals.index[-1]:%Y}" if len(arrivals) else "no admitted year",
        "supply_devices": f"{ends['devices of one sender']:.0f}" if len(sent) else "not admitted",
    }
    return Drawing(
        fig, f"Share of the best level at the end of each record: {worst}.", pd.concat(tables), facts
    )


@tells(
    "ways_first ways_first_share ways_least ways_least_share ways_least_low ways_least_high ways_people "
    "ways_tv"
)
def ways(p: InformationInflow) -> Drawing:
    """Draw the ways that receivers name, with exact intervals."""
    view = evidence(p, "I2")
    shares, people = measured.ways_named(view)
    each = measured.answers_per_person()
    n = people * each if p.channel_base == "answers" else people
    counts = (shares / 100 * people * each).round()
    table = pd.DataFrame({"way": shares.index, "count": counts.to_numpy(), "n": n})
    table["percent"] = 100 * (table["count"] / n).clip(upper=1)
    exact = [surveys.exact(int(min(c, n)), n, p.confidence) for c in table["count"]]
    table["lower"], table["upper"] = [100 * low for low, _ in exact], [100 * high for _, high in exact]
    table = table.sort_values("percent", ascending=False).reset_index(drop=True)
    first, least = table.iloc[0], table.iloc[-1]
    fig = figure(
        f"Receivers name {first['way']} first, {first['percent']:.0f}% of {p.channel_base}, "
        f"and {least['way']} last, {least['percent']:.0f}%",
        f"Percent of {p.channel_base} naming each way, {people} leavers of 2008-09; the sea was not asked",
        footer(
            view.rows(),
            "One study; the number of answers is reconstructed from the shares; sampling error only.",
        ),
        height=340,
    )
    fig.add_bar(
        x=table["percent"],
        y=table["way"],
        orientation="h",
        marker={"color": [COMPARATOR if way == "television" else NORTH_KOREA for way in table["way"]]},
        error_x=_bars(table["percent"], table["lower"], table["upper"], "#444444"),
    )
    fig.update_yaxes(autorange="reversed")
    fig.update_xaxes(range=[0, 100], ticksuffix="%")
    tv = table[table["way"] == "television"]["percent"]
    facts = {
        "ways_first": first["way"],
        "ways_first_share": f"{first['percent']:.0f}",
        "ways_least": least["way"],
        "ways_least_share": f"{least['percent']:.1f}",
        "ways_least_low": f"{least['lower']:.1f}",
        "ways_least_high": f"{least['upper']:.1f}",
        "ways_people": f"{people}",
        "ways_tv": f"{tv.iloc[0]:.0f}" if len(tv) else "not admitted",
    }
    alt = "; ".join(f"{r.way} {r.percent:.1f}% ({r.lower:.1f} to {r.upper:.1f})" for r in _each(table))
    return Drawing(fig, f"Ways named by receivers: {alt}.", table, facts)


@tells("budget_most budget_most_what budget_least budget_reach budget_reach_alone budget_spread")
def budget(p: InformationInflow) -> Drawing:
    """Draw the devices that senders count, per thousand households and year."""
    homes = float(data.load("households_total", country="PRK")["value"].iloc[-1])
    people = float(data.load("population_total", country="PRK").sort_values("year")["value"].iloc[-1])
    rows = []
    for row in _each(_beside(p, "fdff_sent_year")):
        rows.append((f"one sender, {row.year}", row.value, row.source))
    balloons = _beside(p, "launch_storage_devices")
    for year, group in balloons.groupby("year"):
        rows.append((f"balloons, {year}", group["value"].sum(), group["source"].iloc[0]))
    for row in _each(_beside(p, "groups_before_fdff_per_year_upper")):
        rows.append((f"all groups before {row.year}, at most", row.value, row.source))
    if not rows:
        raise NoEvidence("no sender's count is admitted")
    table = pd.DataFrame(rows, columns=["what", "devices", "source"])
    table["per_thousand_homes"] = PER * table["devices"] / homes
    table = table.sort_values("devices", ascending=False, kind="stable").reset_index(drop=True)
    top = table.iloc[0]
    reached = 100 * top["devices"] * p.viewers_per_device / people
    fig = figure(
        f"The largest count of a sender comes to {top['per_thousand_homes']:.1f} devices a year "
        f"per {PER:,} households",
        f"Sticks and cards sent in a year per {PER:,} households, by sender's own count",
        footer(
            table,
            "Sent, not received; launches found in the press are a floor; households of the census of 2008.",
        ),
        height=420,
    )
    fig.add_scatter(
        x=table["per_thousand_homes"],
        y=table["what"].map(_wrap),
        mode="markers",
        marker={"color": SECOND, "size": 11},
    )
    fig.update_xaxes(rangemode="tozero")
    fig.update_yaxes(autorange="reversed")
    facts = {
        "budget_most": f"{top['per_thousand_homes']:.1f}",
        "budget_most_what": top["what"],
        "budget_least": f"{table['per_thousand_homes'].iloc[-1]:.2f}",
        "budget_reach": f"{reached:.2f}",
        "budget_reach_alone": f"{reached / p.viewers_per_device:.2f}",
        "budget_spread": f"{table['devices'].max() / table['devices'].min():.0f}",
    }
    alt = "; ".join(f"{r.what}: {r.per_thousand_homes:.2f}" for r in _each(table))
    return Drawing(fig, f"Devices a year per {PER:,} households: {alt}.", table.drop(columns="source"), facts)


@tells(
    "monthly_pooled monthly_low monthly_high monthly_between monthly_surveys monthly_least monthly_most "
    "once_share once_low once_high once_count once_n monthly_agree"
)
def frequency(p: InformationInflow) -> Drawing:
    """Draw how many viewers watched at least monthly, survey by survey and pooled, and once only."""
    view = evidence(p, "I3")
    table = measured.monthly_viewers(view)
    exact = [surveys.exact_percent(r.percent, r.n, p.confidence) for r in _each(table)]
    table["lower"], table["upper"] = [low for low, _ in exact], [high for _, high in exact]
    pool = surveys.pooled(table["percent"].tolist(), table["n"].tolist(), p.confidence)
    once = _once(p, view)
    fig = figure(
        f"Most viewers watched at least monthly, {pool.estimate:.0f}% pooled"
        + (f"; {once[0]} of {once[1]} teenagers had watched once in their life" if once else ""),
        "Percent of viewers who watched at least monthly, by survey, and pooled with random effects",
        footer(
            [view.rows(*_monthly_series(p))],
            "Viewers who left or who talk to foreigners; sampling error only.",
        ),
        height=560,
    )
    names = [f"{r.survey}<br>{r.year}, n={r.n}" for r in _each(table)]
    fig.add_scatter(
        x=table["percent"],
        y=names,
        mode="markers",
        marker={"color": SECOND, "size": 9},
        error_x=_bars(table["percent"], table["lower"], table["upper"], SECOND),
    )
    fig.add_scatter(
        x=[pool.estimate],
        y=["pooled"],
        mode="markers",
        marker={"color": NORTH_KOREA, "size": 13, "symbol": "diamond"},
        error_x=_bars([pool.estimate], [pool.lower], [pool.upper], NORTH_KOREA),
    )
    if once:
        share, low, high = once[2:]
        fig.add_scatter(
            x=[share],
            y=[_wrap("once in their life")],
            mode="markers",
            marker={"color": NORTH_KOREA, "size": 11, "symbol": "x"},
            error_x=_bars([share], [low], [high], NORTH_KOREA),
        )
    fig.update_yaxes(autorange="reversed")
    fig.update_xaxes(range=[0, 101], ticksuffix="%")
    facts = {
        "monthly_pooled": f"{pool.estimate:.0f}",
        "monthly_low": f"{pool.lower:.0f}",
        "monthly_high": f"{pool.upper:.0f}",
        "monthly_between": f"{100 * pool.i_squared:.0f}",
        "monthly_surveys": f"{len(table)}",
        "monthly_least": f"{table['percent'].min():.0f}",
        "monthly_most": f"{table['percent'].max():.0f}",
        "monthly_agree": ("they agree" if table["percent"].min() > 50 else "nor do they agree")
        + " that it is most",
        "once_count": f"{once[0]}" if once else "no admitted number",
        "once_n": f"{once[1]}" if once else "none",
        "once_share": f"{once[2]:.1f}" if once else "not admitted",
        "once_low": f"{once[3]:.1f}" if once else "not admitted",
        "once_high": f"{once[4]:.1f}" if once else "not admitted",
    }
    alt = (
        f"{len(table)} surveys put monthly viewers at {facts['monthly_least']} to {facts['monthly_most']}%; "
        f"pooled {pool.estimate:.0f}% ({pool.lower:.0f} to {pool.upper:.0f}); "
        f"once only: {facts['once_share']}%."
    )
    return Drawing(fig, alt, table, facts)


@tells("law_old law_new law_ratio law_years killed_before killed_after")
def penalties(p: InformationInflow) -> Drawing:
    """Draw the longest fixed terms in law as steps, and counted public executions beside them."""
    view = evidence(p, "I4")
    steps = {
        "watching": ["max_penalty_decadent_act", "max_penalty_watching_sk_content"],
        "bringing in or spreading": ["max_penalty_import_distribute_decadent_culture"],
        "foreign broadcasts": ["max_penalty_enemy_broadcast_leaflets"],
    }
    fig = figure("", "", "", height=430)
    tables, watching = [], pd.DataFrame()
    styles = zip((NORTH_KOREA, SECOND, THIRD), DASHES, (10, 10, -12), steps.items(), strict=False)
    for color, dash, shift, (name, series) in styles:
        rows = _admitted(view, series).sort_values("time")
        if rows.empty:
            continue
        line = rows.groupby("time")["value"].max()
        until = pd.Timestamp(min(p.end_year, 2025), 12, 31)
        x, y = [*line.index, max(until, line.index[-1])], [*line, line.iloc[-1]]
        fig.add_scatter(
            x=x,
            y=y,
            mode="lines+markers",
            line={"color": color, "dash": dash, "shape": "hv"},
            marker={"size": 6},
        )
        label(fig, x[-1], float(y[-1]), name, color, xanchor="right", xshift=0, yshift=shift)
        tables.append(rows)
        watching = rows if name == "watching" else watching
    if watching.empty:
        raise NoEvidence("no term for watching is admitted")
    old, new = float(watching["value"].iloc[0]), float(watching["value"].iloc[-1])
    first, last = int(watching["year"].iloc[0]), int(watching["year"].iloc[-1])
    killed = _beside(p, "kinu_public_executions").sort_values("year")
    early, late = killed[killed["year"] < 2012]["value"], killed[killed["year"] >= 2012]["value"]
    if (_beside(p, "death_penalty_distribution_sk_content")["value"] == 1).any():
        event(fig, pd.Timestamp(2020, 12, 1), "death for spreading")
    drawn = figure(
        f"The longest fixed term for watching {'rose' if new > old else 'went'} from {old:g} years "
        f"({first}) to {new:g} ({last})",
        "Longest fixed term of reform through labour in law, years; life and death sentences have no length",
        footer(
            [*tables], "Codes as printed in the press; law is not practice, and no count of sentences exists."
        ),
    )
    fig.layout.title, fig.layout.annotations[0].text = drawn.layout.title, drawn.layout.annotations[0].text
    fig.update_yaxes(range=[0, 1.15 * new])
    facts = {
        "law_old": f"{old:g}",
        "law_new": f"{new:g}",
        "law_ratio": f"{new / old:.1f}",
        "law_years": f"{last - first}",
        "killed_before": f"{early.mean():.0f}" if len(early) else "not admitted",
        "killed_after": f"{late.mean():.0f}" if len(late) else "not admitted",
    }
    alt = f"The longest fixed term for watching rises from {old:g} years in {first} to {new:g} in {last}."
    return Drawing(fig, alt, _table([*tables, killed]), facts)


@tells(
    "known_fall known_level known_arrivals known_direct known_share known_half known_before "
    "known_before_half known_needed "
    "known_years"
)
def known(p: InformationInflow) -> Drawing:
    """Draw how many people a survey of each year's arrivals could ask, and how wide its answer would be."""
    rows = _beside(p, "arrivals_total")
    if rows.empty:
        raise NoEvidence("no arrivals are admitted")
    arrivals = rows.groupby("year")["value"].median()
    direct = _beside(p, "arrivals_direct_by_sea", "arrivals_direct_from_nk", empty=True)
    most = direct.assign(most=direct["upper"].fillna(direct["value"])).groupby("year")["most"].max()
    recent = most[most.index > measured.BORDER_SEALED + 2]
    late = int(recent.sum()) if len(recent) else 0
    since = arrivals.reindex(recent.index).dropna()
    before = arrivals[arrivals.index <= 2019]
    half = proportions.half_width(late, p.confidence) if late else float("nan")
    finding = (
        f"At most {late} of {since.sum():.0f} arrivals came straight from the closed country: a share among "
        f"them is good to ±{half:.0f} points"
        if late and len(since)
        else f"In {arrivals.index[-1]} {arrivals.iloc[-1]:,.0f} people arrived in the South"
    )
    fig = figure(
        finding,
        "People arriving in the South by year; coloured: at most so many came straight, as officials said",
        footer(
            [rows, direct], "Since the border closed most arrivals had lived in third countries for years."
        ),
    )
    fig.add_bar(x=arrivals.index, y=arrivals, marker={"color": COMPARATOR})
    if late:
        fig.add_bar(x=recent.index, y=recent, marker={"color": NORTH_KOREA})
        label(
            fig,
            int(recent.index[-1]),
            float(since.max()) if len(since) else 0,
            f"straight: at most {late}",
            NORTH_KOREA,
            xanchor="right",
            yshift=18,
            xshift=0,
        )
    fig.update_layout(barmode="overlay")
    fig.update_yaxes(rangemode="tozero")
    facts = {
        "known_arrivals": f"{since.sum():,.0f}" if late else "no admitted number",
        "known_direct": f"{late}" if late else "not admitted",
        "known_share": f"{100 * late / since.sum():.1f}" if late and len(since) else "not admitted",
        "known_half": f"{half:.0f}" if late else "not admitted",
        "known_years": f"{since.index.min()} to {since.index.max()}" if len(since) else "no admitted year",
        "known_before": f"{before.iloc[-1]:,.0f}" if len(before) else "not admitted",
        "known_before_half": f"{proportions.half_width(int(before.iloc[-1]), p.confidence):.0f}"
        if len(before)
        else "not admitted",
        "known_fall": f"{MARGIN:.0f}",
        "known_level": f"{USUAL:.0f}",
        "known_needed": f"{_people_needed(USUAL, -MARGIN, p)}",
    }
    table = pd.DataFrame({"arrivals": arrivals, "straight_at_most": most}).rename_axis("year").reset_index()
    return Drawing(fig, f"{finding}.", table, facts)


@tells(
    "youth_view youth_view_low youth_view_high youth_creed youth_creed_low youth_creed_high youth_vote "
    "youth_vote_low youth_vote_high youth_equal youth_equal_p youth_needed youth_tests"
)
def youth(p: InformationInflow) -> Drawing:
    """Draw the lead of the young in viewing, in distance from the creed, and in politics."""
    found: dict[str, tuple[float, float, float]] = {}
    for reading, name in (("viewing", "ever watched"), ("politics", "democratic candidate")):
        if gap := _lead(p, reading):
            found[name] = gap
    view = evidence(p, "I6", "creed")
    for item, title in CREED_TITLES.items():
        try:
            item_gap = measured.creed_gap(view, item, p.confidence)
            found[f"not proud: {title}"] = (item_gap.estimate, item_gap.lower, item_gap.upper)
        except NoEvidence:
            continue
    if not found:
        raise NoEvidence("no comparison by age is admitted")
    table = pd.DataFrame([(k, *v) for k, v in found.items()], columns=["measure", "lead", "lower", "upper"])
    table["equivalence_p"] = [
        proportions.equivalence(
            proportions.Comparison(r.lead, r.lower, r.upper, 1.0, 0), MARGIN, p.confidence
        )
        for r in _each(table)
    ]
    ahead = int((table["lower"] >= MARGIN).sum())
    equal = table[table["equivalence_p"] < 1 - p.confidence]
    fig = figure(
        ("No measure shows" if not ahead else f"{ahead} of {len(table)} measures show")
        + f" the young ahead by {MARGIN:.0f} points",
        f"Lead of the young over their elders, percentage points, {100 * p.confidence:g}% intervals; "
        f"band: inside ±{MARGIN:.0f} points",
        footer(
            _youth_rows(p),
            "Leavers in the South; pupils against all ages, birth cohorts; sampling error only.",
        ),
        height=560,
    )
    fig.add_vrect(x0=-MARGIN, x1=MARGIN, fillcolor=FAINT, line_width=0)
    fig.add_vline(x=0, line={"color": COMPARATOR, "width": 1})
    fig.add_scatter(
        x=table["lead"],
        y=table["measure"].map(_wrap),
        mode="markers",
        marker={"color": NORTH_KOREA, "size": 10},
        error_x=_bars(table["lead"], table["lower"], table["upper"], NORTH_KOREA),
    )
    fig.update_yaxes(autorange="reversed")
    facts = {
        f"youth_{key}{part}": "not admitted"
        for key in ("view", "creed", "vote")
        for part in ("", "_low", "_high")
    }
    for key, reading in (("view", "viewing"), ("creed", "creed"), ("vote", "politics")):
        gap = _lead(p, reading)
        if gap:
            facts |= {
                f"youth_{key}": f"{gap[0]:+.1f}",
                f"youth_{key}_low": f"{gap[1]:+.1f}",
                f"youth_{key}_high": f"{gap[2]:+.1f}",
            }
    facts |= {
        "youth_tests": f"{len(table)}",
        "youth_equal": ", ".join(equal["measure"]) or "none of them",
        "youth_equal_p": f"{equal['equivalence_p'].max():.3f}" if len(equal) else "none below the level",
        "youth_needed": f"{_people_needed(50, MARGIN, p)}",
    }
    alt = "; ".join(f"{r.measure} {r.lead:+.1f} ({r.lower:+.1f} to {r.upper:+.1f})" for r in _each(table))
    return Drawing(fig, f"Lead of the young in points: {alt}.", table, facts)


@tells("studies_n studies_more studies_none studies_less studies_germany studies_germany_more")
def studies(p: InformationInflow) -> Drawing:
    """Draw studies by the sign of what they find on questioning one's own state."""
    table = data.read("literature")
    table = table[table["grade"].isin(list(p.grades))]
    found = []
    for start, (sign, setting) in STUDIES.items():
        for row in _each(table[table["study"].str.startswith(start)]):
            found.append(
                (
                    f"{row.study.split(' (')[0]} {row.year}",
                    sign,
                    setting,
                    row.outcome,
                    row.direction,
                    row.source,
                )
            )
    if not found:
        raise NoEvidence("no study of this grade")
    signs = pd.DataFrame(found, columns=["study", "sign", "setting", "outcome", "finding", "source"])
    signs = signs.sort_values(["sign", "setting", "study"]).reset_index(drop=True)
    counts = {sign: int((signs["sign"] == sign).sum()) for sign in (-1, 0, 1)}
    german = signs[signs["setting"] == "East Germany"]
    fig = figure(
        f"Studies disagree: {counts[1]} find more questioning, {counts[0]} none, {counts[-1]} less",
        "Studies of foreign media by the sign of what they find; squares: East Germany, circles: North Korea",
        footer(
            signs,
            "Signs, not sizes; several read as abstracts; the northern ones compare viewers with others.",
        ),
        height=560,
    )
    for setting, color, symbol in (
        ("East Germany", COMPARATOR, "square"),
        ("North Korea", NORTH_KOREA, "circle"),
    ):
        part = signs[signs["setting"] == setting]
        fig.add_scatter(
            x=part["sign"],
            y=part["study"].map(_wrap),
            mode="markers",
            marker={"color": color, "size": 13, "symbol": symbol},
            text=part["finding"],
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
    fig.update_xaxes(range=[-1.5, 1.5], tickangle=0, tickvals=[-1, 0, 1], ticktext=["less", "none", "more"])
    fig.update_yaxes(categoryorder="array", categoryarray=signs["study"].map(_wrap).tolist()[::-1])
    facts = {
        "studies_n": f"{len(signs)}",
        "studies_more": f"{counts[1]}",
        "studies_none": f"{counts[0]}",
        "studies_less": f"{counts[-1]}",
        "studies_germany": f"{len(german)}",
        "studies_germany_more": f"{int((german['sign'] == 1).sum())}",
    }
    alt = "; ".join(f"{r.study}: {r.finding}" for r in _each(signs))
    return Drawing(fig, f"Studies by sign. {alt}.", signs.drop(columns="source"), facts)


@tells(
    "hours_before hours_after hours_fall hours_before_date hours_after_date hours_latest "
    "hours_latest_date hours_peak hours_us_before hours_us_after hours_religious_before "
    "hours_religious_after hours_ngo_before hours_ngo_after"
)
def hours(p: InformationInflow) -> Drawing:
    """Draw hours a day by owner and season."""
    view = evidence(p, "I8")
    table = measured.by_provider(view, p.hours, religious=p.religious, grouping="owner")
    before, after = _around(table)
    total = table.sum(axis=1)
    change = 100 * (total[after] / total[before] - 1)
    fig = figure(
        f"{HOURS[p.hours].capitalize()} {'fell' if change < 0 else 'rose'} from {total[before]:.0f} "
        f"({_season(before)}) to {total[after]:.0f} ({_season(after)})",
        f"{HOURS[p.hours].capitalize()} in Korean towards the North, by owner and season"
        + ("" if p.religious else ", without religious stations"),
        footer(
            hours_rows(p),
            "Schedules kept by listeners: scheduled hours, not heard ones; no VHF, no television.",
        ),
        height=460,
    )
    main = [key for key in OWNERS if key != "others" and key in table]
    shown = table[main].assign(others=table.drop(columns=main).sum(axis=1))
    seasons, below = [_season(str(d)) for d in shown.index], 0.0
    for key in [k for k in OWNERS if k in shown]:
        title, color = OWNERS[key]
        fig.add_bar(x=seasons, y=shown[key], marker={"color": color}, name=title)
        height = float(_row(shown, before)[key])
        if height > LABELLED * float(total.max()):
            label(fig, _season(before), below + height / 2, title, color, xshift=16)
        below += height
    fig.update_layout(barmode="stack", bargap=0.35)
    everyone = measured.by_provider(view, p.hours, religious=True, grouping="owner")
    facts = {
        "hours_before": f"{total[before]:.0f}",
        "hours_after": f"{total[after]:.0f}",
        "hours_fall": f"{abs(change):.0f}",
        "hours_before_date": _season(before, long=True),
        "hours_after_date": _season(after, long=True),
        "hours_latest": f"{total.iloc[-1]:.0f}",
        "hours_latest_date": _season(total.index[-1], long=True),
        "hours_peak": f"{total.max():.0f}",
    }
    for key, owner in (("us", "us_gov"), ("religious", "religious"), ("ngo", "ngo")):
        column = everyone.get(owner, pd.Series(0.0, index=everyone.index))
        facts |= {
            f"hours_{key}_before": f"{column[before]:.1f}",
            f"hours_{key}_after": f"{column[after]:.1f}",
        }
    alt = "; ".join(f"{_season(str(d))} {v:.0f}" for d, v in total.items())
    return Drawing(fig, f"{HOURS[p.hours].capitalize()} by season: {alt}.", shown.reset_index(), facts)


@tells(
    "fall_first fall_first_share fall_owner fall_owner_share fall_owner_stations fall_stations "
    "fall_total fall_us_share"
)
def fall(p: InformationInflow) -> Drawing:
    """Draw which stations make up the change between the seasons before and after the cuts."""
    view = evidence(p, "I8")
    stations = measured.by_provider(view, p.hours, religious=p.religious, grouping="title")
    before, after = _around(stations)
    parts = diversity.decomposed(_row(stations, before), _row(stations, after))
    owners = measured.by_provider(view, p.hours, religious=p.religious, grouping="owner")
    by_owner = diversity.decomposed(_row(owners, before), _row(owners, after))
    lost = parts[parts["change"] < -0.005]
    if lost.empty:
        raise NoEvidence("no station lost hours between the admitted seasons")
    shown = pd.concat([lost, parts[parts["change"] > 0.005]])
    owner = str(by_owner.index[0])
    title, owned = OWNER_TITLES.get(owner, owner), measured.stations()
    names = set(owned.loc[owned["owner"] == owner, "title"]) & set(lost.index)
    fig = figure(
        f"The {title} accounts for {by_owner['share'].iloc[0]:.0f}% of the hours lost",
        f"Change in {HOURS[p.hours]} by station, {_season(before)} to {_season(after)}",
        footer(hours_rows(p), "Schedules kept by listeners; summer against summer season."),
        height=max(320, 140 + 40 * len(shown)),
    )
    fig.add_bar(
        x=shown["change"],
        y=[_wrap(_plain(name)) for name in shown.index],
        orientation="h",
        marker={"color": [SECOND if i in names else COMPARATOR for i in shown.index]},
        text=[f"{v:+.0f}" if abs(v) >= 0.5 else "" for v in shown["change"]],
        textposition="outside",
        cliponaxis=False,
    )
    fig.update_yaxes(autorange="reversed")
    fig.update_xaxes(
        nticks=4,
        tickangle=0,
        range=[1.35 * shown["change"].min(), max(0.15 * -shown["change"].min(), 1.3 * shown["change"].max())],
    )
    facts = {
        "fall_first": _plain(str(lost.index[0])),
        "fall_first_share": f"{lost['share'].iloc[0]:.0f}",
        "fall_owner": title,
        "fall_owner_share": f"{by_owner['share'].iloc[0]:.0f}",
        "fall_owner_stations": f"{len(names)}",
        "fall_stations": f"{len(lost)}",
        "fall_total": f"{-lost['change'].sum():.0f}",
        "fall_us_share": f"{by_owner['share'].get('us_gov', 0.0):.0f}",
    }
    alt = "; ".join(f"{name} {row.change:+.0f}" for name, row in shown.iterrows())
    return Drawing(
        fig, f"Change in hours a day by station: {alt}.", shown.rename_axis("station").reset_index(), facts
    )


@tells(
    "editors_now editors_before editors_air editors_faith editors_without_kbs editors_count "
    "editors_count_before editors_top editors_top_share editors_best editors_history"
)
def editors(p: InformationInflow) -> Drawing:
    """Draw the number of independent editors of equal weight, by season and way of counting."""
    view = evidence(p, "I8")
    ways_to_count = {
        "as chosen": (p.hours, p.religious, p.kbs),
        "hours on the air": ("air", False, True),
        "with religious stations": (p.hours, True, True),
        "without KBS": (p.hours, False, False),
    }
    tables = {}
    for name, (kind, faith, kbs) in ways_to_count.items():
        table = measured.by_provider(view, kind, religious=faith, kbs=kbs, grouping=p.grouping)
        tables[name] = table.apply(diversity.effective_number, axis=1)
    chosen = measured.by_provider(view, p.hours, religious=p.religious, kbs=p.kbs, grouping=p.grouping)
    before, _ = _around(chosen, quiet=True)
    now = tables["as chosen"]
    concentrated = now.iloc[-1] <= measured.CONCENTRATED
    fig = figure(
        f"{now.iloc[-1]:.1f} {p.grouping}s of equal weight are left on the air"
        + (": highly concentrated" if concentrated else ""),
        f"Inverse Herfindahl index of {HOURS[p.hours]} by {p.grouping} and season; dotted: concentrated",
        footer(
            hours_rows(p), "Schedules kept by listeners; who edits a station is read from its own statements."
        ),
    )
    styles = zip(
        (NORTH_KOREA, SECOND, ACCENT, COMPARATOR), DASHES, (3, 2, 2, 2), tables.items(), strict=False
    )
    for color, dash, width, (name, line) in styles:
        x = pd.to_datetime(line.index)
        fig.add_scatter(x=x, y=line, mode="lines", line={"color": color, "dash": dash, "width": width})
        label(fig, x[0], float(line.iloc[0]), name, color, xshift=4, yshift=9)
    fig.add_hline(y=measured.CONCENTRATED, line={"color": COMPARATOR, "width": 1, "dash": "dot"})
    fig.update_yaxes(rangemode="tozero")
    last = chosen.iloc[-1]
    facts = {
        "editors_now": f"{now.iloc[-1]:.1f}",
        "editors_before": f"{now[before]:.1f}",
        "editors_air": f"{tables['hours on the air'].iloc[-1]:.1f}",
        "editors_faith": f"{tables['with religious stations'].iloc[-1]:.1f}",
        "editors_without_kbs": f"{tables['without KBS'].iloc[-1]:.1f}",
        "editors_count": f"{int((last > 0).sum())}",
        "editors_count_before": f"{int((_row(chosen, before) > 0).sum())}",
        "editors_top": str(last.idxmax()).upper()
        if last.idxmax() in ("kbs", "nis", "bbc")
        else str(last.idxmax()).replace("_", " "),
        "editors_top_share": f"{100 * last.max() / last.sum():.0f}",
        "editors_best": f"{now.max():.1f}",
        "editors_history": ("was" if now[before] <= measured.CONCENTRATED else "was not")
        + " highly concentrated before, too",
    }
    alt = "; ".join(
        f"{name}: {line.iloc[0]:.1f} at first, {line.iloc[-1]:.1f} at last" for name, line in tables.items()
    )
    return Drawing(
        fig,
        f"Editors of equal weight. {alt}.",
        pd.DataFrame(tables).rename_axis("season").reset_index(),
        facts,
    )


def outside_count(p: InformationInflow) -> dict[str, str]:
    """Return how the hours from schedules compare with the count of 38 North, as phrases."""
    names = (
        "check_theirs_before",
        "check_ours_before",
        "check_gap_before",
        "check_theirs_after",
        "check_ours_after",
        "check_gap_after",
        "check_finding",
    )
    try:
        theirs = _rows(evidence(p, "I8"), "n38_hours_day_total").sort_values("date")["value"]
        table = measured.by_provider(evidence(p, "I8"), "frequency", religious=False, grouping="editor")
        before, after = _around(table)
    except NoEvidence:
        return dict.fromkeys(names, MISSING)
    # Their second count was taken before the military station fell silent, ours after.
    military = float(table.get("ministry_of_national_defence", pd.Series(0.0, index=table.index))[before])
    ours = float(_row(table, before).sum()), float(_row(table, after).sum()) + military
    gaps = [
        100 * (mine / other - 1) for mine, other in zip(ours, (theirs.iloc[0], theirs.iloc[-1]), strict=True)
    ]
    return dict(
        zip(
            names,
            (
                f"{theirs.iloc[0]:.0f}",
                f"{ours[0]:.0f}",
                f"{gaps[0]:+.1f}",
                f"{theirs.iloc[-1]:.0f}",
                f"{ours[1]:.0f}",
                f"{gaps[1]:+.1f}",
                f"within {CLOSE}% of each other"
                if max(map(abs, gaps)) < CLOSE
                else f"more than {CLOSE}% apart",
            ),
            strict=True,
        )
    )


def evening(p: InformationInflow) -> dict[str, str]:
    """Return what a listener finds at 23:00 Korean time, before and after the cuts, as phrases."""
    names = (
        "evening_stations_before",
        "evening_stations_after",
        "evening_frequencies_before",
        "evening_frequencies_after",
    )
    found = []
    for what in ("stations", "frequencies"):
        try:
            line = _rows(evidence(p, "I8"), f"{what}_at_2300kst_excl_religious").set_index("date")["value"]
            before, after = _around(line.to_frame())
            found += [f"{line[before]:.0f}", f"{line[after]:.0f}"]
        except NoEvidence:
            found += [MISSING] * 2
    return dict(zip(names, found, strict=True))


def hours_rows(p: InformationInflow) -> pd.DataFrame:
    """Return the rows behind the hours, for the line of sources."""
    return evidence(p, "I1", "broadcast").rows()


def _around(table: pd.DataFrame, quiet: bool = False) -> tuple[str, str]:
    """Return the last season before the cuts and the first one after them.

    Where one of them is not admitted: the first and the last season. Raises `NoEvidence` when
    there is only one, unless `quiet`.
    """
    dates = [str(d) for d in table.index]
    before, after = [d for d in dates if d < measured.CUTS], [d for d in dates if d >= measured.CUTS]
    if before and after:
        return before[-1], after[0]
    if len(dates) < 2 and not quiet:
        raise NoEvidence("a single broadcasting season is admitted")
    return dates[0], dates[-1]


def _season(date: str, long: bool = False) -> str:
    time = pd.Timestamp(date)
    return f"{time:%B %Y}" if long else f"{time:%b} ’{time:%y}"


def _each(table: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table as named tuples."""
    yield from table.itertuples()


def _row(table: pd.DataFrame, key: str) -> "pd.Series[float]":
    """Return the row of a table of numbers."""
    return table.loc[[key]].iloc[0]


def _plain(station: str) -> str:
    """Return the name of a station without what stands in brackets or behind a comma."""
    return station.split(" (")[0].split(",")[0]


def _wrap(text: str, width: int = 17) -> str:
    """Break the name of a bar or row, so that a phone has room for the figure."""
    return "<br>".join(textwrap.wrap(text, width))


def _ends(rows: pd.DataFrame) -> tuple[float, int, float, int]:
    first, last = rows.iloc[-2], rows.iloc[-1]
    return float(first["value"]), int(first["n"]), float(last["value"]), int(last["n"])


def _exact(rows: pd.DataFrame, confidence: float) -> tuple[list[float], list[float]]:
    pairs = [surveys.exact_percent(r.value, int(r.n), confidence) for r in _each(rows)]
    return [low for low, _ in pairs], [high for _, high in pairs]


def _bars(
    middle: Iterable[float], low: Iterable[float], high: Iterable[float], color: str
) -> dict[str, object]:
    """Return error bars from limits, for one axis."""
    m = np.asarray(list(middle), dtype=float)
    return {
        "type": "data",
        "symmetric": False,
        "array": np.asarray(list(high), dtype=float) - m,
        "arrayminus": m - np.asarray(list(low), dtype=float),
        "color": color,
        "thickness": 1.5,
        "width": 0,
    }


def _yearly(p: InformationInflow) -> list[pd.DataFrame]:
    """Return the yearly surveys of contact with the South, ever and often, as far as admitted."""
    tables = [_beside(p, f"ipus_sk_media_exposure_{kind}", empty=True) for kind in ("ever", "frequent")]
    return [table.sort_values("year") for table in tables if len(table)]


def _beside(p: InformationInflow, *series: str, empty: bool = False) -> pd.DataFrame:
    """Return admitted rows with a value (with `empty` also those with bounds only), perhaps none."""
    rows = data.load(series, grades=p.grades, country="PRK", start=p.start_year, end=p.end_year)
    return rows if empty else rows.dropna(subset="value")


def _admitted(view: Evidence, series: list[str]) -> pd.DataFrame:
    found = data.load(series, grades=view.grades, country="PRK", start=view.start_year, end=view.end_year)
    return found.dropna(subset="value")


def _rows(view: Evidence, series: str) -> pd.DataFrame:
    return view.rows(series).dropna(subset="value").sort_values("date")


def _once(p: InformationInflow, view: Evidence) -> tuple[int, int, float, float, float] | None:
    try:
        row = view.rows("teen_viewers_freq_once_in_lifetime").iloc[-1]
    except NoEvidence:
        return None
    count, n = int(row["value"]), int(row["n"])
    low, high = surveys.exact(count, n, p.confidence)
    return count, n, 100 * count / n, 100 * low, 100 * high


def _monthly_series(p: InformationInflow) -> list[str]:
    return [name for _, often, rest, _ in measured.MONTHLY for name in (*often, *rest)]


def _lead(p: InformationInflow, reading: str) -> tuple[float, float, float] | None:
    try:
        found = measured.lead_of_the_young(
            evidence(p, "I6", reading), reading, p.confidence, creed=p.creed, serial_entries=p.serial_entries
        )
    except NoEvidence:
        return None
    if found.lower is None or found.upper is None:
        return None
    return found.estimate, found.lower, found.upper


def _youth_rows(p: InformationInflow) -> pd.DataFrame:
    names = [name for reading in claim("I6").readings.values() for name in reading.series]
    return _beside(p, *dict.fromkeys(names))


def _period(row: pd.Series) -> str:
    start, end = str(row["period_start"])[:4], str(row["period_end"])[:4]
    return f"{start}–{end[2:]}" if start else f"to {end}"


def _listed(rows: pd.DataFrame) -> str:
    return ", ".join(f"{_period(row)} {row['value']:.1f}%" for _, row in rows.iterrows())


def _trend(tables: list[pd.DataFrame], confidence: float) -> str:
    """Return in words whether yearly shares rise or fall."""
    if not tables or len(tables[0]) < 3:
        return "too short for a trend"
    line = surveys.trend(tables[0]["year"].tolist(), tables[0]["value"].tolist(), confidence)
    rising, falling = "with a rising trend", "with a falling trend"
    return rising if line.lower > 0 else falling if line.upper < 0 else "without a clear trend"


def _early(rows: pd.DataFrame) -> str:
    """Return the percent of the whole rise that came before the present leader."""
    early = rows[rows["year"] <= REIGN]
    rise = float(rows["value"].iloc[-1] - rows["value"].iloc[0])
    if len(early) < 2 or rise <= 0:
        return MISSING
    return f"{100 * float(early['value'].iloc[-1] - early['value'].iloc[0]) / rise:.0f}"


def _between(values: pd.Series) -> str:
    return f"between {values.min():.0f} and {values.max():.0f}%"


def _table(tables: list[pd.DataFrame]) -> pd.DataFrame:
    columns = ["series", "date", "value", "lower", "upper", "unit", "n", "sample", "source", "grade"]
    return pd.concat(tables)[columns].reset_index(drop=True)


def _people_needed(share: float, gap: float, p: InformationInflow) -> int:
    """Return the people per group that would show a gap of that many points with the usual power."""
    return power.per_group(share / 100, (share + gap) / 100, power=0.8, confidence=p.confidence)
