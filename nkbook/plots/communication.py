"""Figures of the chapter on communication.

Each function takes the parameters of the chapter and returns a `Drawing`; it raises `NoEvidence`
where no admitted row is left, and `nkbook.plots.drawing.draw` then holds the place.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from scipy import stats

from nkbook import data
from nkbook.claims import Evaluation, claim, evaluate
from nkbook.claims import communication as measured
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.figures import (
    COMPARATOR,
    DASHES,
    FAINT,
    NORTH_KOREA,
    SECOND,
    THIRD,
    event,
    figure,
    label,
)
from nkbook.methods import bounds, diffusion, surveys, vintages
from nkbook.parameters import Communication
from nkbook.plots.drawing import Drawing
from nkbook.prose import millions

MISSING = "(no admitted figure)"
CLAIMED_LINES = 7_000_000
QUARTER_ENDS = ("03", "06", "09", "12")
LAST_QUARTER = "2011-09"
ONE_PARTY = ("CHN", "CUB", "LAO", "VNM")
LATE = 2004
COLOURS = (SECOND, NORTH_KOREA, THIRD)
NAMES = {
    "BDI": "Burundi", "BGD": "Bangladesh", "BLR": "Belarus", "CHN": "China", "CUB": "Cuba",
    "ERI": "Eritrea", "ETH": "Ethiopia", "KHM": "Cambodia", "KOR": "South Korea", "LAO": "Laos",
    "MMR": "Myanmar", "MWI": "Malawi", "NPL": "Nepal", "PRK": "North Korea", "SOM": "Somalia",
    "SSD": "South Sudan", "TCD": "Chad", "TJK": "Tajikistan", "TKM": "Turkmenistan",
    "UZB": "Uzbekistan", "VEN": "Venezuela", "VNM": "Vietnam",
}


def choices(p: Communication) -> dict[str, Any]:
    """Return the parameters as choices of the claims."""
    return {
        "grades": p.grades, "start_year": p.start_year, "end_year": p.end_year, "confidence": p.confidence,
        "vintage": p.itu_vintage, "count": p.count_2008, "counted": p.counted,
        "most_lines": p.most_lines, "keep_jump": p.keep_jump,
    }


def first_networks(p: Communication) -> Drawing:
    """Draw the network of 2002, its ban and the relaunch, beside what the international series prints."""
    first = _rows(p, "sunnet_subscribers")
    later = _rows(p, "koryolink_subscribers", need=False)
    later = later[(later["date"] <= "2010-03") & (later["grade"] != "C")]
    printed = _rows(p, "mobile_subscriptions_total", need=False, corrected=False)
    printed = printed[printed["year"] <= 2009]
    opened, banned, reopened = _event("2002-11", "opens"), _event("2004-05", "banned"), measured.launch_date()
    months = (banned.year - opened.year) * 12 + banned.month - opened.month
    silent = (reopened.year - banned.year) * 12 + reopened.month - banned.month
    fig = figure(
        f"The first public network lasted {months} months; no line is on record before it",
        f"Mobile lines on record, {_span(first, later)}; dots: estimates and counts, dashes: international series",
        _footer(pd.concat([first, later, printed]), "the early figures are single reports that disagree"),
        height=400,
    )
    fig.add_scatter(x=printed["time"] + pd.offsets.YearEnd(0), y=printed["value"], mode="lines",
                    line={"color": SECOND, "dash": DASHES[1], "width": 2})
    fig.add_scatter(x=_ends(later), y=later["value"], mode="lines+markers",
                    line={"color": NORTH_KOREA}, marker={"size": 7})
    fig.add_scatter(x=_ends(first), y=first["value"], mode="markers",
                    marker={"color": NORTH_KOREA, "size": 9, "symbol": "circle-open", "line": {"width": 2}})
    for date, text in ((opened, "opens"), (banned, "ban"), (reopened, "reopens")):
        event(fig, date, text)
    fig.update_yaxes(rangemode="tozero", tickformat="~s")
    table = _table([first, later, printed])
    facts = {
        "months": f"{months}", "silent": f"{silent}", "most": f"{first['value'].max():,.0f}",
        "least": f"{first['value'].min():,.0f}", "opened": f"{opened:%B %Y}", "banned": f"{banned:%B %Y}",
        "reopened": f"{reopened.day} {reopened:%B %Y}",
    }
    alt = (
        f"Lines on record rise to at most {facts['most']} before the ban of {facts['banned']}, vanish for {silent} "
        f"months, and start again in {reopened:%B %Y}."
    )
    return Drawing(fig, alt, table, facts)


def quarters(p: Communication, last: str = LAST_QUARTER) -> pd.DataFrame:
    """Return the operator's count at the end of each quarter: the lowest statement, or the one chosen.

    Columns as loaded, with `end` (last day of the quarter). Raises `NoEvidence` where none is left.
    """
    rows = _rows(p, "koryolink_subscribers")
    rows = rows[rows["date"].str.fullmatch(r"\d{4}-\d\d") & (rows["date"] <= last)]
    rows = rows[rows["date"].str[-2:].isin(QUARTER_ENDS)].sort_values(["date", "value"])
    opening = rows["date"] == "2008-12"
    keep_last = p.count_2008 == "applications"
    chosen = pd.concat([
        rows[opening].iloc[[-1 if keep_last else 0]] if opening.any() else rows[opening],
        rows[~opening].drop_duplicates("date"),
    ])
    if chosen.empty:
        raise NoEvidence("no quarterly count of the operator is admitted")
    return chosen.assign(end=_ends(chosen))


def crossing(p: Communication) -> Drawing:
    """Draw the operator's quarters around the line that the figure claimed for 2008 marks."""
    counts = quarters(p, "2010-06")
    others = _rows(p, "koryolink_subscribers")
    others = others[others["date"].isin(counts["date"]) & ~others["value"].isin(counts["value"])]
    printed = _rows(p, "mobile_subscriptions_total", need=False, corrected=False)
    printed = printed[printed["year"].isin([2008, 2009])]
    expected = _rows(p, "koryolink_subscribers_expected", need=False)
    expected = expected[expected["year"] == 2008]
    level = measured.CLAIMED_2008
    below, passed, above = diffusion.crossing(counts["end"].tolist(), counts["value"].tolist(), level)
    late = (passed - pd.Timestamp(2008, 12, 31)).days / 30.44
    fig = figure(
        f"The line number {level:,} was sold between {_day(below)} and {_day(above)}, not in 2008",
        "Mobile lines at the end of each quarterly period, counted by the operator; crosses: international series",
        _footer(pd.concat([counts, others, printed, expected]), "one operator, read in press reports; lines, not people"),
        height=430,
    )
    fig.add_vrect(x0=below, x1=above, fillcolor=FAINT, line_width=0)
    fig.add_hline(y=level, line={"color": COMPARATOR, "width": 1, "dash": "dot"})
    fig.add_scatter(x=counts["end"], y=counts["value"], mode="lines+markers", line={"color": NORTH_KOREA},
                    marker={"size": 8})
    fig.add_scatter(x=_ends(others), y=others["value"], mode="markers",
                    marker={"color": NORTH_KOREA, "size": 9, "symbol": "circle-open", "line": {"width": 2}})
    fig.add_scatter(x=printed["time"] + pd.offsets.YearEnd(0), y=printed["value"], mode="markers",
                    marker={"color": SECOND, "size": 10, "symbol": "x-thin", "line": {"width": 2, "color": SECOND}})
    if not expected.empty:
        fig.add_scatter(x=[pd.Timestamp(2008, 12, 31)], y=expected["value"], mode="markers",
                        marker={"color": COMPARATOR, "size": 12, "symbol": "diamond-open"})
        label(fig, pd.Timestamp(2008, 12, 31), level, "forecast before launch", COMPARATOR, yshift=14)
    for _, row in counts.iterrows():
        label(fig, row["end"], row["value"], f"{row['value']:,.0f}", NORTH_KOREA, xshift=4, yshift=-11)
    fig.update_yaxes(rangemode="tozero", tickformat="~s")
    fig.update_xaxes(range=[pd.Timestamp(2008, 11, 20), pd.Timestamp(2010, 9, 10)])
    facts = {
        "level": f"{level:,}", "below": _day(below), "above": _day(above), "passed": f"{passed:%B %Y}",
        "late": f"{late:.0f}", "first": f"{counts['value'].iloc[0]:,.0f}", "first_date": _day(counts["end"].iloc[0]),
        "before": f"{counts.loc[counts['end'] == below, 'value'].iloc[0]:,.0f}",
        "after": f"{counts.loc[counts['end'] == above, 'value'].iloc[0]:,.0f}",
        "printed": " and ".join(f"{v:,.0f} for {y}" for y, v in zip(printed["year"], printed["value"], strict=True))
        or "nothing that is admitted",
    }
    alt = (
        f"The operator counted {facts['first']} lines on {facts['first_date']}, {facts['before']} on {facts['below']} "
        f"and {facts['after']} on {facts['above']}; {facts['level']} lies between the last dates."
    )
    return Drawing(fig, alt, _table([counts, others, printed, expected]), facts)


def ceiling(p: Communication) -> Drawing:
    """Draw how little the operator's quarters say about where growth would end."""
    counts = quarters(p)
    counts = counts[counts["date"] >= "2009-03"]
    if len(counts) < 7:
        raise NoEvidence("too few quarterly counts are admitted")
    time = ((counts["end"] - measured.launch_date()).dt.days / 365.25).tolist()
    lines = counts["value"].tolist()
    tried = np.geomspace(1.02 * max(lines), 30 * max(lines), 36)
    cut = diffusion.cutoff(len(lines), p.confidence)
    profiles, words, open_ended = [], {}, 0
    for key, curve in diffusion.CURVES.items():
        found = diffusion.profile(curve, time, lines, tried)
        low, high = diffusion.ceiling_interval(found, len(lines), p.confidence)
        open_ended += not np.isfinite(high)
        end = f"to {millions(high)}" if np.isfinite(high) else "upwards without end"
        words[key] = f"{millions(low)} {end}"
        profiles.append(found.assign(curve=curve.title))
    printed = international(p)
    fig = figure(
        f"{_count(open_ended, len(profiles))} growth curves set no upper limit to the lines still to come",
        f"Misfit (up) of each ceiling (across, lines), {len(lines)} quarterly counts; below the dotted line it is "
        f"compatible at {p.confidence:.0%} confidence",
        _footer(counts, "one operator; errors taken as relative and independent"),
        height=420,
    )
    shown = pd.concat(profiles)
    places = ((0.85, "center", 11), (0.12, "left", 6), (0.85, "center", -12))
    for curve, colour, dash, (at, side, up) in zip(profiles, COLOURS, DASHES, places, strict=False):
        fig.add_scatter(x=curve["ceiling"], y=curve["excess"], mode="lines", line={"color": colour, "dash": dash})
        point = curve.iloc[int(len(curve) * at)]
        label(fig, np.log10(point["ceiling"]), min(point["excess"], 14), point["curve"], colour,
              xanchor=side, xshift=6 if side == "left" else 0, yshift=up)
    fig.add_hline(y=cut, line={"color": COMPARATOR, "dash": "dot", "width": 1})
    fig.update_xaxes(type="log", tickvals=[1e6, 2e6, 5e6, 1e7, 2e7], tickformat="~s")
    fig.update_yaxes(range=[-1.4, 15], tickvals=[0, 5, 10, 15])
    facts = dict(words) | {"open": _count(open_ended, len(profiles)), "counts": f"{len(lines)}"}
    if printed is not None:
        last = int(printed.index[-1])
        fig.add_vline(x=float(printed.iloc[-1]), line={"color": COMPARATOR, "width": 1})
        label(fig, np.log10(float(printed.iloc[-1])), 14, f"printed for {last}", COMPARATOR)
    alt = "; ".join(f"{diffusion.CURVES[k].title}: ceilings from {w} fit" for k, w in words.items()) + "."
    return Drawing(fig, alt, shown, facts)


def estimates(p: Communication) -> Drawing:
    """Draw every estimate of the lines in use by date and origin, with the figure claimed for 2023."""
    rows = _rows(p, "mobile_lines_estimate", need=False)
    rows = rows[rows["year"] >= 2015]
    printed = international(p)
    if rows.empty and printed is None:
        raise NoEvidence("no estimate is admitted")
    share = measured.users_per_line(_evidence(p)) if p.counted == "users" else 1.0
    if share is None:
        raise NoEvidence("no admitted row tells users from lines")
    found = evaluate("C3", **choices(p))
    what = "people using a phone" if p.counted == "users" else "mobile lines"
    spread = _estimates_title(found, what)
    region = claim("C3").criterion.supports
    fig = figure(
        spread, f"{what.capitalize()} by date; dashes: international series; bars: printed ranges; shaded: "
        "what counts as about the figure claimed",
        _footer(rows, "methods not published; press relays")
        + ("" if printed is None else " International series: gapminder_sg_wdi."), height=440,
    )
    fig.add_hrect(y0=region.at_least, y1=region.at_most, fillcolor=FAINT, line_width=0)
    if printed is not None:
        shown = printed[printed.index >= 2012] * share
        fig.add_scatter(x=[pd.Timestamp(int(y), 12, 31) for y in shown.index], y=shown, mode="lines+markers",
                        line={"color": SECOND, "dash": DASHES[1]}, marker={"size": 6})
    middle = rows["value"].fillna((rows["lower"] + rows["upper"]) / 2) * share
    below = (middle - rows["lower"].fillna(rows["value"]) * share).clip(lower=0)
    above = (rows["upper"].fillna(rows["value"]) * share - middle).clip(lower=0)
    fig.add_scatter(
        x=rows["time"], y=middle, mode="markers", marker={"color": NORTH_KOREA, "size": 9},
        error_y={"type": "data", "array": above, "arrayminus": below, "color": NORTH_KOREA, "width": 4},
        text=[_origin(s) for s in rows["source"]], hovertemplate="%{text}:<br>%{y:,.0f}<extra></extra>",
    )
    for source, up in (("n38_2024", -28), ("operatorwatch_2024", 16), ("joongang_2018", 16), ("newsis_kida_2021", 16)):
        for at, row in rows[rows["source"] == source].iterrows():
            label(fig, row["time"], float(middle[at]), _origin(source), NORTH_KOREA, xanchor="center", xshift=0, yshift=up)
    fig.update_yaxes(rangemode="tozero", tickformat="~s")
    facts = _estimate_facts(p)
    alt = f"{spread}. The international series and estimates from abroad by date since 2012."
    return Drawing(fig, alt, _table([rows]), facts)


def revisions(p: Communication) -> Drawing:
    """Draw the revision triangle of the international series as the table that it is."""
    table = measured.international(_evidence(p), measured.Print(p.itu_vintage))
    table = table[[year for year in table.columns if year >= 2014]]
    if table.shape[1] < 2:
        raise NoEvidence("too few years of the series are admitted")
    table = table.loc[(table.fillna(-1) != table.fillna(-1).shift()).any(axis=1)]
    past = vintages.history(table)
    changed = past.index[(past["ratio"].sub(1).abs() > 0.005) | past["withdrawn"]]
    title = "No figure printed since 2014 was changed or withdrawn in these prints"
    if len(changed):
        title = f"Figures for {_and(changed)} were printed, then withdrawn or replaced"
    step = _step(table.iloc[-1].dropna())
    if step and len(changed):
        title += f"; {step[0]} came in as a step of {step[1]:.0f}%"
    fig = figure(
        title,
        f"Mobile lines (m) by day of print (rows) and year meant (columns); {len(table)} prints that differ, "
        f"to {table.index[-1]}",
        "Sources: gapminder_sg_wdi (ITU through World Bank copies); day = day of the copy, not of the revision.",
        height=120 + 34 * len(table), margin={"l": 84, "r": 8, "t": 84, "b": 84},
    )
    text = table.map(lambda v: "" if pd.isna(v) else f"{v / 1e6:.2f}".rstrip("0").rstrip("."))
    columns = [str(year) for year in table.columns]
    fig.add_heatmap(
        z=table.to_numpy() / 1e6, x=columns, y=table.index.tolist(), text=text.to_numpy(), texttemplate="%{text}",
        colorscale=[[0, "rgba(0,114,178,.10)"], [1, "rgba(213,94,0,.65)"]], showscale=False, xgap=2, ygap=2,
        hovertemplate="print of %{y}: %{x} = %{z} m<extra></extra>",
    )
    fig.update_yaxes(autorange="reversed", type="category")
    fig.update_xaxes(type="category")
    least, most, years = _spread(table)
    facts = {
        "prints": f"{len(table)}", "changed": _and(changed) or "no year", "step_year": str(step[0]) if step else "no year",
        "step": f"{step[1]:.0f}%" if step else "no step", "most_revised": f"{100 * (most - 1):.1f}%", "years": f"{years}",
        "first_print": str(past.loc[step[0], "lag"]) if step else "", "last_print": str(table.index[-1]),
    }
    alt = f"{title}. A table of {len(table)} prints by {len(columns)} years."
    return Drawing(fig, alt, table.reset_index().rename(columns=str), facts)


def slow_middle(p: Communication, low: float = 10, high: float = 20) -> Drawing:
    """Draw how many years each country took from one level of lines per 100 people to the next."""
    panel = _panel(p)
    rows = []
    for country, series in panel.items():
        start, end = (diffusion.reached(series.index.tolist(), series.tolist(), v) for v in (low, high))
        if np.isfinite(start):
            last = float(series.index[-1])
            rows.append((country, start, end if np.isfinite(end) else last, bool(np.isfinite(end))))
    table = pd.DataFrame(rows, columns=["country", "from", "to", "reached"])
    table["years"] = table["to"] - table["from"]
    table = table.sort_values("years").reset_index(drop=True)
    if "PRK" not in set(table["country"]) or len(table) < 3:
        raise NoEvidence("too few countries pass both levels in the admitted years")
    own = table[table["country"] == "PRK"].iloc[0]
    others = table[table["country"] != "PRK"]
    rank = int((others["years"] > own["years"]).sum())
    least = "" if own["reached"] else "at least "
    place = f"longer than any of {len(others)} others" if rank == 0 else f"longer than {len(others) - rank} of {len(others)} others"
    unit = data.units().at["per_100_people", "title"]
    fig = figure(
        f"From {low:.0f} to {high:.0f} lines {unit} took North Korea {least}{own['years']:.1f} years, {place}",
        f"Years from {low:.0f} to {high:.0f} mobile lines {unit}, interpolated between years; {_peer_words(p)}",
        _footer(_panel_rows(p), "for North Korea the series rests on estimates; its upper level falls into the step of 2020"),
        height=150 + 20 * len(table), margin={"l": 96, "r": 36, "t": 84, "b": 84},
    )
    fig.add_bar(
        x=table["years"], y=[NAMES[c] for c in table["country"]], orientation="h",
        marker_color=[NORTH_KOREA if c == "PRK" else COMPARATOR for c in table["country"]],
        text=[f"{y:.1f}" if r else f"{y:.1f} and counting" for y, r in zip(table["years"], table["reached"], strict=True)],
        textposition="outside", cliponaxis=False,
    )
    fig.update_xaxes(rangemode="tozero")
    fig.update_yaxes(tickfont={"size": 11}, dtick=1)
    facts = {
        **_takeoff(panel, low),
        "own": f"{least}{own['years']:.1f}", "median": f"{others['years'].median():.1f}", "place": place,
        "next": NAMES[others.iloc[-1]["country"]], "next_years": f"{others.iloc[-1]['years']:.1f}",
        "low": f"{low:.0f}", "high": f"{high:.0f}", "unit": str(unit), **_level_facts(p, panel),
    }
    alt = (
        f"North Korea took {facts['own']} years, the others {facts['median']} in the median; "
        f"{facts['next']} took {facts['next_years']}."
    )
    return Drawing(fig, alt, table.assign(country=table["country"].map(NAMES)), facts)


def peer_ceilings(p: Communication) -> Drawing:
    """Draw the ceiling of the best of three growth curves for each country, with its interval."""
    rows = []
    for country, series in _panel(p).items():
        since = series[series >= 1]
        if len(since) < 8:
            continue
        time = (since.index - since.index[0] + 1).astype(float).tolist()
        fits = {k: diffusion.fit(c, time, since.tolist(), errors="absolute") for k, c in diffusion.CURVES.items()}
        best = min(fits, key=lambda k: fits[k].aicc)
        tried = since.max() * np.concatenate([np.linspace(0.7, 1.25, 15), np.geomspace(1.4, 10, 9)])
        found = diffusion.profile(diffusion.CURVES[best], time, since.tolist(), tried, errors="absolute")
        low, high = diffusion.ceiling_interval(found, len(since), p.confidence)
        rows.append((country, best, fits[best].ceiling, low, high, fits[best].aicc, len(since)))
    table = pd.DataFrame(rows, columns=["country", "curve", "ceiling", "lower", "upper", "aicc", "n"])
    if "PRK" not in set(table["country"]) or len(table) < 3:
        raise NoEvidence("too few countries have enough years of lines")
    table = table.sort_values("ceiling").reset_index(drop=True)
    own = table[table["country"] == "PRK"].iloc[0]
    others = table[table["country"] != "PRK"]
    lower = int((others["ceiling"] < own["ceiling"]).sum())
    unit = data.units().at["per_100_people", "title"]
    top = float(min(table["ceiling"].max(), 200))
    fixed = int(np.isfinite(table["upper"]).sum())
    own_fixed = bool(np.isfinite(own["upper"]))
    place = "the lowest of all" if lower == 0 else f"lower than {len(others) - lower} of {len(others)} others"
    fig = figure(
        f"Growth curves fix a ceiling for {_count(fixed, len(table))} countries; North Korea is "
        + ("one of them" if own_fixed else "not one of them"),
        f"Ceiling of the curve that fits best, with {p.confidence:.0%} interval; lines {unit}; {_peer_words(p)}",
        _footer(_panel_rows(p), "a whisker that leaves the plot has no upper end; errors taken as additive"),
        height=150 + 20 * len(table), margin={"l": 96, "r": 24, "t": 84, "b": 84},
    )
    edge = 1.3 * top
    high = table["upper"].clip(upper=edge)
    centre = table["ceiling"].clip(upper=edge)
    fig.add_scatter(
        x=centre, y=[NAMES[c] for c in table["country"]], mode="markers",
        marker={"color": [NORTH_KOREA if c == "PRK" else COMPARATOR for c in table["country"]], "size": 9},
        error_x={"type": "data", "array": (high - centre).clip(lower=0), "arrayminus": (centre - table["lower"]).clip(lower=0),
                 "color": COMPARATOR, "width": 3},
    )
    fig.update_xaxes(range=[0, edge])
    fig.update_yaxes(tickfont={"size": 11}, dtick=1)
    facts = {
        "fixed": _count(fixed, len(table)), "lesson": (
            "so its saturation can be read off" if own_fixed else
            "so whether it is saturated or still at the beginning cannot be read off these series"
        ), "ceiling": f"{own['ceiling']:.0f}", "curve": diffusion.CURVES[own["curve"]].title, "place": place,
        "interval": _interval(own["lower"], own["upper"]), "countries": f"{len(table)}",
        "median": f"{others['ceiling'].median():.0f}",
        "chosen": ", ".join(f"{diffusion.CURVES[k].title} for {n}" for k, n in table["curve"].value_counts().sort_index().items()),
    }
    alt = f"North Korea's fitted ceiling is {facts['ceiling']} ({facts['interval']}); the median of the others is {facts['median']}."
    return Drawing(fig, alt, table.assign(country=table["country"].map(NAMES)), facts)


def forecasts(p: Communication) -> Drawing:
    """Draw what curves fitted to each earlier print would have said about the last year printed."""
    printed = international(p)
    if printed is None or len(printed) < 8:
        raise NoEvidence("too few years of the international series are admitted")
    years = (printed.index - 2008).astype(float).tolist()
    parts = []
    for key, curve in diffusion.CURVES.items():
        found = diffusion.rolling_origin(curve, years, printed.tolist(), 5, errors="absolute")
        parts.append(found.assign(curve=curve.title, key=key, year=found["origin"] + 2008))
    table = pd.concat(parts, ignore_index=True)
    target, actual = int(printed.index[-1]), float(printed.iloc[-1])
    before = table[table["year"] < min(target, measured.JUMP)]
    miss = 100 * (1 - before["ratio"])
    fig = figure(
        f"Curves fitted before {min(target, measured.JUMP)} missed the lines of {target} by {miss.abs().min():.0f} to "
        f"{miss.abs().max():.0f}%",
        f"Lines of {target} forecast from curves fitted up to the year shown; grey line: printed figure",
        "Sources: gapminder_sg_wdi (ITU through World Bank copies); errors taken as additive.", height=420,
    )
    fig.add_hline(y=actual, line={"color": COMPARATOR, "width": 1})
    label(fig, float(table["year"].min()), actual, f"printed: {millions(actual)}", COMPARATOR, yshift=10, xshift=0)
    top = 1.6 * actual
    places = ((-1, -12), (0, 12), (-1, 10))
    for part, colour, dash, (at, up) in zip(parts, COLOURS, DASHES, places, strict=False):
        shown = part[part["forecast"] <= top]
        fig.add_scatter(x=shown["year"], y=shown["forecast"], mode="lines+markers", line={"color": colour, "dash": dash})
        if not shown.empty:
            label(fig, shown["year"].iloc[at], shown["forecast"].iloc[at], part["curve"].iloc[0], colour, yshift=up)
    fig.update_yaxes(range=[0, top], tickformat="~s")
    fig.update_xaxes(dtick=2, tickformat="d", range=[table["year"].min() - 0.4, table["year"].max() + 1.8])
    low, high = float(before["forecast"].min()), float(before["forecast"].max())
    facts = {
        "target": f"{target}", "before": f"{min(target, measured.JUMP)}", "actual": millions(actual), "low": millions(low), "high": millions(high),
        "least": f"{miss.abs().min():.0f}%", "most": f"{miss.abs().max():.0f}%",
        "side": "too low" if (miss > 0).all() else "too high" if (miss < 0).all() else "on both sides",
    }
    alt = f"Forecasts of {target} made before {min(target, measured.JUMP)} run from {facts['low']} to {facts['high']}; {facts['actual']} were printed."
    return Drawing(fig, alt, table.drop(columns="key"), facts)


def household_region(p: Communication) -> Drawing:
    """Draw where in the plane of lines per household and per owning household most own a phone."""
    evidence = _evidence(p)
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
        f"Shaded: most households own one. Across: lines per household; up: lines per owning household, at most {most:g}",
        _footer(pd.concat([
            _rows(p, "mobile_subscriptions_itu_vintage"), _rows(p, "households_total"), _rows(p, "population_total"),
        ]), "households of the census enlarged with the population"), height=440,
    )
    x = np.linspace(0, edge, 41)
    ceiling_line = np.maximum(np.minimum(x / half, most), np.maximum(x, 1))
    fig.add_scatter(
        x=np.concatenate([x, x[::-1]]), y=np.concatenate([np.maximum(x, 1), ceiling_line[::-1]]), fill="toself",
        fillcolor="rgba(0,114,178,.15)", line={"width": 0}, mode="lines", hoverinfo="skip",
    )
    fig.add_scatter(x=x[x >= half], y=(x / half)[x >= half], mode="lines", line={"color": SECOND})
    fig.add_scatter(x=[per, per], y=[max(1.0, per), most], mode="lines", line={"color": NORTH_KOREA, "width": 4})
    fig.add_scatter(x=[claimed, claimed], y=[max(1.0, claimed), most], mode="lines",
                    line={"color": COMPARATOR, "width": 3, "dash": "dot"})
    label(fig, per, most, f"printed, {year}", NORTH_KOREA, xanchor="right", xshift=-6, yshift=-8)
    label(fig, claimed, most, "as claimed", COMPARATOR, yshift=-8)
    fig.update_xaxes(range=[0, edge])
    fig.update_yaxes(range=[1, max(most, 1.2)])
    facts = {
        "per": f"{per:.2f}", "year": f"{year}", "limit": f"{limit:.2f}", "low": f"{low:.0f}", "high": f"{high:.0f}",
        "most": f"{most:g}", "claimed": f"{claimed:.2f}", "claimed_limit": f"{claimed / half:.2f}",
        "households": millions(measured.households(evidence, year)),
    }
    alt = (
        f"At {facts['per']} lines per household most households own a phone as long as owning households hold fewer than "
        f"{facts['limit']} lines; shares from {facts['low']} to {facts['high']} percent are possible."
    )
    table = pd.DataFrame({"lines per household": x, "lines per owning household at the middle": x / half})
    return Drawing(fig, alt, table, facts)


def household_surveys(p: Communication) -> Drawing:
    """Draw what each body of evidence says about households, with the regions behind the leavers."""
    readings = claim("C4").readings
    names = {
        "lines": "Lines, any spread", "survey": "Household survey", "urban_rural": "Town and country",
        "leavers_region": "Leavers by region", "leavers_recent": "Recent leavers",
    }
    found = {key: evaluate("C4", reading=key, **choices(p)) for key in readings}
    heard = [key for key in names if found[key].estimate is not None]
    if not heard:
        raise NoEvidence("no body of evidence on households is admitted")
    table = pd.DataFrame([
        (names[k], found[k].estimate, found[k].lower, found[k].upper, str(found[k].verdict), ", ".join(found[k].sources))
        for k in heard
    ], columns=["evidence", "estimate", "lower", "upper", "verdict", "sources"])
    half = 50
    above = int((table["lower"] >= half).sum())
    fig = figure(
        f"{_count(above, len(table))} bodies of evidence say that most households own a phone"
        + ("; none says fewer" if (table["upper"] >= half).all() else "; others say fewer"),
        "Share of households with a mobile phone, percent; bars: bounds or intervals; open dots: persons by region",
        f"Sources: {', '.join(sorted({s for k in heard for s in found[k].sources}))}; leavers: persons, mostly from "
        "border provinces.", height=170 + 54 * len(table), margin={"l": 120, "r": 20, "t": 84, "b": 96},
    )
    persons = {"Leavers by region", "Recent leavers"}
    fig.add_scatter(
        x=table["estimate"], y=table["evidence"], mode="markers",
        marker={"color": [SECOND if e in persons else NORTH_KOREA for e in table["evidence"]], "size": 10},
        error_x={"type": "data", "array": table["upper"] - table["estimate"],
                 "arrayminus": table["estimate"] - table["lower"], "color": COMPARATOR, "width": 5},
    )
    regions = {}
    for place in ("pyongyang", "border", "nonborder"):
        rows = _rows(p, f"mou_phone_own_{place}_2011on", need=False)
        if not rows.empty:
            regions[place] = float(rows["value"].iloc[-1])
    if "Leavers by region" in set(table["evidence"]):
        fig.add_scatter(x=list(regions.values()), y=["Leavers by region"] * len(regions), mode="markers",
                        marker={"color": SECOND, "symbol": "circle-open", "size": 8})
    fig.add_vline(x=half, line={"color": COMPARATOR, "dash": "dot", "width": 1})
    fig.update_xaxes(range=[0, 102], ticksuffix="%")
    fig.update_yaxes(autorange="reversed")
    facts = {
        "above": _count(above, len(table)), "bodies": f"{len(table)}",
        **{f"{k}_text": _interval_text(found[k]) for k in names},
        "distance": _distance(found["urban_rural"].estimate, found["leavers_region"].estimate),
        "penalty": _difference(found["urban_rural"].estimate, found["leavers_region"].estimate),
        "pyongyang": _percent(regions.get("pyongyang")), "border": _percent(regions.get("border")),
        "nonborder": _percent(regions.get("nonborder")),
    }
    alt = "; ".join(f"{row.evidence}: {row.lower:.0f} to {row.upper:.0f} percent" for row in table.itertuples()) + "."
    return Drawing(fig, alt, table, facts)


def ladders(p: Communication) -> Drawing:
    """Draw the five rungs from coverage to free use, every admitted figure as a dot."""
    parts = []
    for rung, series, who, invert in RUNGS:
        rows = _rows(p, series, need=False).dropna(subset="value")
        rows = rows.sort_values("date").tail(1)
        for _, row in rows.iterrows():
            value = 100 - row["value"] if invert else row["value"]
            parts.append((rung, who, row["date"][:4], float(value), row["source"]))
    printed = international(p)
    if printed is not None:
        year = int(printed.index[-1])
        people = _rows(p, "population_total", need=False)
        match = people[people["year"] == year]
        if not match.empty:
            parts.append(("line", "lines over people", str(year), 100 * float(printed.iloc[-1]) / float(match["value"].iloc[0]),
                          "gapminder_sg_wdi"))
    table = pd.DataFrame(parts, columns=["rung", "who", "year", "value", "source"])
    rungs = [r for r in ("coverage", "use", "ownership", "line", "free use") if r in set(table["rung"])]
    if len(rungs) < 2:
        raise NoEvidence("too few rungs have an admitted figure")
    high = table[table["rung"] == rungs[0]]["value"].max()
    low = table[table["rung"] == rungs[-1]]["value"].max()
    free = "free use" in rungs
    ends = f"{rungs[0].capitalize()} reaches up to {high:.0f}%, {rungs[-1]} at most {low:.0f}%"
    fig = figure(
        ends + (": the last rung is missing" if free and low < 12 else ""),
        "Latest figure of each admitted source, percent of people, persons asked or households; grey: range",
        _footer(table, "different years, bases and samples; leavers are not a sample of residents"),
        height=150 + 62 * len(rungs), margin={"l": 92, "r": 20, "t": 84, "b": 96},
    )
    for rung in rungs:
        values = table[table["rung"] == rung]["value"]
        fig.add_scatter(x=[values.min(), values.max()], y=[rung, rung], mode="lines", line={"color": FAINT, "width": 14},
                        hoverinfo="skip")
    fig.add_scatter(
        x=table["value"], y=table["rung"], mode="markers", marker={"color": NORTH_KOREA, "size": 10},
        text=table["who"] + ", " + table["year"], hovertemplate="%{text}:<br>%{x:.1f}%<extra></extra>",
    )
    for rung in rungs:
        values = table[table["rung"] == rung]["value"]
        label(fig, values.max(), rung, f"{values.min():.0f}–{values.max():.0f}%" if len(values) > 1 else f"{values.max():.0f}%",
              NORTH_KOREA, xanchor="right" if values.max() > 85 else "left", xshift=-4 if values.max() > 85 else 10, yshift=-17)
    fig.update_xaxes(range=[0, 102], ticksuffix="%")
    fig.update_yaxes(categoryorder="array", categoryarray=rungs[::-1])
    facts = {f"{r.replace(' ', '_')}": _range(table[table["rung"] == r]["value"]) for r in
             ("coverage", "use", "ownership", "line", "free use")}
    alt = "; ".join(f"{r}: {_range(table[table['rung'] == r]['value'])}" for r in rungs) + "."
    return Drawing(fig, alt, table, facts)


# rung, series, who was asked, whether the figure is the complement
RUNGS = (
    ("coverage", "mobile_population_coverage", "people covered (operator)", False),
    ("use", "phone_used_3m_men_15_49", "men, used lately (household survey)", False),
    ("use", "phone_used_3m_women_15_49", "women, used lately (household survey)", False),
    ("use", "mou_phone_use_by_year", "leavers of the year", False),
    ("ownership", "phone_own_men_15_49", "men own (household survey)", False),
    ("ownership", "phone_own_women_15_49", "women own (household survey)", False),
    ("ownership", "ipus_phone_own_use", "recent leavers own", False),
    ("free use", "mou_phone_no_internet_2016_2020", "leavers who did not rule out internet by phone", True),
    ("free use", "household_intranet", "households on the domestic network", False),
    ("free use", "ipus_intranet_used", "recent leavers who had used the domestic network", False),
    ("free use", "internet_users_share", "people using the internet", False),
)


def contact(p: Communication) -> Drawing:
    """Draw the share of resettled leavers in contact with home, by wording of the question."""
    rows = _rows(p, "nkdb_contact_with_north")
    rows = rows[rows["n"].notna()].sort_values("date")
    if len(rows) < 2:
        raise NoEvidence("too few surveys on contact are admitted")
    exact = [surveys.exact_percent(v, int(n), p.confidence) for v, n in zip(rows["value"], rows["n"], strict=True)]
    rows = rows.assign(low=[low for low, _ in exact], high=[high for _, high in exact])
    found = evaluate("C5", reading="contact", **choices(p))
    moved = "changed too little to tell" if found.estimate is None or found.lower is None or found.upper is None else (
        f"fell by {-found.estimate:.0f} points" if found.upper < 0 else
        f"rose by {found.estimate:.0f} points" if found.lower > 0 else "changed too little to tell"
    )
    fig = figure(
        f"Contact with home {moved} between surveys that asked alike",
        f"Resettled leavers in contact with people in the North, percent, n {int(rows['n'].min())} to {int(rows['n'].max())}; "
        f"{p.confidence:.0%} exact intervals",
        _footer(rows, "people in the South, asked by one organisation; sampling error only; open symbols: other wording"),
        height=420,
    )
    symbols = {"in_contact": "circle", "in_contact_this_year": "diamond-open", "wording_not_seen": "square-open"}
    words = {"in_contact": "in contact", "in_contact_this_year": "in contact this year", "wording_not_seen": "wording not seen"}
    for variant, same in rows.groupby("variant", sort=False):
        fig.add_scatter(
            x=same["year"], y=same["value"], mode="lines+markers", line={"color": NORTH_KOREA},
            marker={"symbol": symbols.get(str(variant), "circle-open"), "size": 10},
            error_y={"type": "data", "array": same["high"] - same["value"], "arrayminus": same["value"] - same["low"],
                     "color": NORTH_KOREA, "width": 4},
        )
        end, word = same.iloc[-1], words.get(str(variant), str(variant))
        if variant == "in_contact_this_year":
            label(fig, end["year"], end["low"], word, NORTH_KOREA, xanchor="right", xshift=0, yshift=-12)
        else:
            label(fig, end["year"], end["high"], word, NORTH_KOREA, xanchor="center", xshift=0, yshift=10)
    shut = _event("2020-01", "sealed")
    if p.start_year <= shut.year <= p.end_year:
        fig.add_vline(x=shut.year + 0.08, line={"color": COMPARATOR, "width": 1, "dash": "dot"})
        label(fig, shut.year + 0.08, 4, "border sealed", COMPARATOR, xanchor="right", xshift=-4)
    fig.update_yaxes(rangemode="tozero", ticksuffix="%")
    fig.update_xaxes(dtick=2, tickformat="d", range=[rows["year"].min() - 0.7, rows["year"].max() + 1.3])
    facts = {
        "moved": moved, "first": f"{rows['value'].iloc[0]:.1f}%", "first_year": str(rows["year"].iloc[0]),
        "last": f"{rows['value'].iloc[-1]:.1f}%", "last_year": str(rows["year"].iloc[-1]),
        "change": _change(found),
    }
    alt = "; ".join(f"{r.year}: {r.value:.1f} percent ({r.low:.1f} to {r.high:.1f})" for r in rows.itertuples()) + "."
    return Drawing(fig, alt, rows[["year", "variant", "value", "low", "high", "n", "source"]], facts)


def state_steps(p: Communication, turn: int = 2014) -> Drawing:
    """Draw the dated steps of the state, those that tolerate up and those that restrict down, by year."""
    rows = data.events("communication")
    rows = rows[(rows["mover"] == "state") & rows["direction"].isin(["tolerate", "restrict"])]
    rows = rows.assign(year=rows["date"].str[:4].astype(int))
    rows = rows[rows["year"].between(p.start_year, p.end_year)]
    if len(rows) < 2:
        raise NoEvidence("too few dated steps lie in the chosen years")
    counts = rows.groupby(["year", "direction"]).size().unstack(fill_value=0).reindex(columns=["tolerate", "restrict"], fill_value=0)
    before, after = (counts[counts.index < turn].sum(), counts[counts.index >= turn].sum())
    fig = figure(
        f"Before {turn} {before['restrict']} of {before.sum()} dated steps restricted; since then {after['restrict']} of {after.sum()}",
        f"Dated steps of the state on phones and networks, by year, n {len(rows)}: up tolerates, down restricts",
        f"Sources: {', '.join(sorted(set(rows['source'])))}; a list of reported events, not a census of them.", height=400,
    )
    fig.add_bar(x=counts.index, y=counts["tolerate"], marker_color=THIRD)
    fig.add_bar(x=counts.index, y=-counts["restrict"], marker_color=NORTH_KOREA)
    first = int(counts.index[0])
    top = float(max(counts.max()))
    label(fig, first, 0.85 * top, "tolerates", THIRD, xshift=0)
    label(fig, first, -0.85 * top, "restricts", NORTH_KOREA, xshift=0)
    fig.update_layout(barmode="relative")
    fig.update_yaxes(range=[-top - 0.4, top + 0.4], tickvals=[v for v in range(-int(top), int(top) + 1)],
                     ticktext=[str(abs(v)) for v in range(-int(top), int(top) + 1)])
    facts = {
        "turn": f"{turn}", "before": f"{before['restrict']} of {before.sum()}", "after": f"{after['restrict']} of {after.sum()}",
        "steps": f"{len(rows)}", "sequence": _sequence(before, after),
    }
    alt = f"Steps that restrict: {facts['before']} before {turn}, {facts['after']} since."
    return Drawing(fig, alt, rows[["date", "event", "direction", "source"]], facts)


def _sequence(before: pd.Series, after: pd.Series) -> str:
    """Return in words whether the share of steps that restrict rose."""
    if not before.sum() or not after.sum():
        return "the chosen years lie on one side of it"
    earlier, later = before["restrict"] / before.sum(), after["restrict"] / after.sum()
    return "the sequence is the opposite of a series of concessions" if later > earlier else (
        "the sequence does not turn towards restriction"
    )


def _rows(p: Communication, *series: str, need: bool = True, corrected: bool = True, country: Any = "PRK") -> pd.DataFrame:
    rows = data.load(series, grades=p.grades, start=p.start_year, end=p.end_year, country=country, corrected=corrected)
    if need and rows.empty:
        raise NoEvidence("no evidence of this grade")
    return rows


def access(p: Communication, series: str, year: int | None = None) -> float | None:
    """Return the latest admitted value of a series (of one year); None where there is none."""
    rows = _rows(p, series, need=False).dropna(subset="value")
    rows = rows if year is None else rows[rows["year"] == year]
    return None if rows.empty else float(rows.sort_values("date")["value"].iloc[-1])


def _evidence(p: Communication) -> Evidence:
    """Return access to all rows that the parameters admit, whatever reading names them."""
    return Evidence(next(iter(claim("C3").readings.values())), p.grades, p.start_year, p.end_year)


def international(p: Communication) -> pd.Series | None:
    """Return the international series by year, as the chosen print has it; None where not admitted."""
    try:
        table = measured.international(_evidence(p), measured.Print(p.itu_vintage, p.keep_jump))
    except NoEvidence:
        return None
    return table.iloc[-1].dropna()


def _panel_rows(p: Communication) -> pd.DataFrame:
    return _rows(p, "mobile_subscriptions_per_100", country=list(NAMES))


def _panel(p: Communication) -> dict[str, pd.Series]:
    """Return lines per 100 people by year for each country that the parameters admit."""
    panel = {}
    for country, rows in _panel_rows(p).groupby("country"):
        series = rows.set_index("year")["value"].sort_index()
        if country == "PRK" and not p.keep_jump:
            series = series[series.index < measured.JUMP]
        began = diffusion.reached(series.index.tolist(), series.tolist(), 1)
        chosen = {
            "all": True, "late": np.isfinite(began) and began >= LATE, "one_party": country in ONE_PARTY,
        }[p.peers]
        if country == "PRK" or chosen:
            panel[str(country)] = series
    return panel


def _peer_words(p: Communication) -> str:
    return {
        "all": "all countries collected", "late": f"countries that began in {LATE} or later", "one_party": "one-party states",
    }[p.peers]


def _takeoff(panel: Mapping[str, pd.Series], level: float) -> dict[str, str]:
    """Return how long each country took from the first line per 100 people to `level`, in words."""
    spells = {}
    for country, series in panel.items():
        start, end = (diffusion.reached(series.index.tolist(), series.tolist(), v) for v in (1, level))
        if np.isfinite(start) and np.isfinite(end):
            spells[country] = end - start
    others = [years for country, years in spells.items() if country != "PRK"]
    if "PRK" not in spells or not others:
        return {"takeoff": MISSING, "takeoff_place": MISSING}
    longer = sum(years > spells["PRK"] for years in others)
    place = f"less than {longer} of {len(others)} others"
    if longer == 0:
        place = f"more than any of {len(others)} others"
    return {"takeoff": f"{spells['PRK']:.1f}", "takeoff_place": place}


def _level_facts(p: Communication, panel: Mapping[str, pd.Series]) -> dict[str, str]:
    own = panel["PRK"]
    last = int(own.index[-1])
    others = pd.Series({c: s.get(last) for c, s in panel.items() if c != "PRK"}).dropna()
    lower = int((others < own.iloc[-1]).sum())
    place = "the lowest of all" if lower == 0 else f"above {lower} of {len(others)} others"
    return {"last": f"{last}", "level": f"{own.iloc[-1]:.1f}", "level_place": place,
            "level_median": f"{others.median():.0f}" if len(others) else "no other figure"}


_NAMES = {"north38": "researchers"}


def _estimate_facts(p: Communication) -> dict[str, str]:
    found = {key: evaluate("C3", reading=key, **choices(p)) for key in claim("C3").readings}
    share = measured.users_per_line(_evidence(p))
    return {
        **{_NAMES.get(key, key): _lines_text(e) for key, e in found.items()},
        "users": "an unknown share" if share is None else f"{100 * share:.0f}%",
        "claimed": millions(CLAIMED_LINES, 0),
    }


def _estimates_title(found: Evaluation, what: str) -> str:
    if found.estimate is None:
        return f"No admitted estimate reaches {measured.CLAIMED_YEAR}: {what} by date"
    text = f"Estimates for {measured.CLAIMED_YEAR} make {millions(found.estimate)} {what}"
    if found.lower is not None and found.upper is not None:
        text += f", give or take: {millions(found.lower)} to {millions(found.upper)}"
    return f"{text}; none is a count"


def _lines_text(found: Evaluation) -> str:
    if found.estimate is None:
        return MISSING
    if found.lower is None or found.upper is None:
        return f"{millions(found.estimate, 2)} (no interval)"
    return f"{millions(found.estimate, 2)} ({millions(found.lower, 2)} to {millions(found.upper, 2)})"


def _interval_text(found: Evaluation) -> str:
    if found.estimate is None:
        return MISSING
    return f"{found.estimate:.0f}% ({found.lower:.0f} to {found.upper:.0f})"


def _change(found: Evaluation) -> str:
    if found.estimate is None:
        return MISSING
    return f"{found.estimate:+.1f} points ({found.lower:+.1f} to {found.upper:+.1f})".replace("-", "−")


def _step(values: pd.Series) -> tuple[int, float] | None:
    """Return the year and the size in percent of the largest yearly step, if it exceeds a quarter."""
    growth = 100 * (values / values.shift() - 1)
    growth = growth[(values.index.to_series().diff() == 1) & (values.index >= 2015)]
    if growth.empty or growth.max() < 25:
        return None
    return int(growth.idxmax()), float(growth.max())


def _spread(table: pd.DataFrame) -> tuple[float, float, int]:
    try:
        return vintages.spread(table)
    except NoEvidence:
        return 1.0, 1.0, len(table.columns)


def _event(date: str, word: str) -> pd.Timestamp:
    rows = data.events()
    found = rows[(rows["date"] == date) & rows["event"].str.contains(word)]
    return pd.Timestamp(found["date"].iloc[0])


def _ends(rows: pd.DataFrame) -> list[pd.Timestamp]:
    return [measured.month_end(date) for date in rows["date"]]


def _last_population(evidence: Evidence) -> int:
    return min(int(evidence.values("population_total").index[-1]), measured.CLAIMED_YEAR)


def _day(date: pd.Timestamp) -> str:
    return f"{date.day} {date:%B %Y}"


def _span(*frames: pd.DataFrame) -> str:
    years = pd.concat(list(frames))["year"]
    return f"{years.min()} to {years.max()}"


def _origin(source: str) -> str:
    origin = str(data.origins().get(source, source))
    return {
        "38north": "38 North", "gsma_intelligence": "GSMA", "mou_minister": "minister", "nis_rok": "NIS", "kdb": "KDB",
        "kida": "KIDA", "we_are_social": "We Are Social", "sogwang": "Sogwang",
    }.get(origin, origin)


def _footer(rows: pd.DataFrame, weakness: str) -> str:
    return f"Sources: {', '.join(sorted(set(rows['source'])))}; {weakness}."


def _table(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    keep = ["series", "date", "value", "lower", "upper", "source", "grade"]
    return pd.concat([f[keep] for f in frames if not f.empty], ignore_index=True)


def _count(part: int, whole: int) -> str:
    return f"{part} of {whole}"


def _and(years: Iterable[Any]) -> str:
    words = [str(y) for y in years]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _interval(low: float, high: float) -> str:
    return f"{low:.0f} to {high:.0f}" if np.isfinite(high) else f"{low:.0f} upwards"


def _range(values: pd.Series) -> str:
    if values.empty:
        return MISSING
    low, high = values.min(), values.max()
    return f"{low:.0f}%" if round(low) == round(high) else f"{low:.0f} to {high:.0f}%"


def _percent(value: float | None) -> str:
    return MISSING if value is None else f"{value:.1f}%"


def _distance(one: float | None, other: float | None) -> str:
    """Return in words what stands behind the distance between town and country and leavers."""
    if one is None or other is None:
        return "one of the figures is missing, so no distance can be given"
    return (
        f"the distance to the figure from town and country is {one - other:.0f} points: in part time, since these "
        "leavers left over a decade of growth, in part that persons were asked and a household has several, in part "
        "who leaves"
    )


def _difference(one: float | None, other: float | None) -> str:
    return MISSING if one is None or other is None else f"{one - other:.0f} points"
