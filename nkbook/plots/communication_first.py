"""Figures of the chapter on communication: what is on record of the first networks and of 2008."""

import numpy as np
import pandas as pd

from nkbook.claims import communication as measured
from nkbook.errors import NoEvidence
from nkbook.figures import (
    COMPARATOR,
    DASHES,
    FAINT,
    NORTH_KOREA,
    SECOND,
    event,
    figure,
    label,
)
from nkbook.methods import diffusion
from nkbook.parameters import Communication
from nkbook.plots.communication_shared import (
    COLOURS,
    as_table,
    day,
    event_date,
    footer,
    international,
    load_rows,
    month_ends,
    part_of,
    span_of,
)
from nkbook.plots.drawing import Drawing
from nkbook.prose import millions

QUARTER_ENDS = ("03", "06", "09", "12")
LAST_QUARTER = "2011-09"


def first_networks(p: Communication) -> Drawing:
    """Draw the network of 2002, its ban and the relaunch, beside what the international series prints."""
    first = load_rows(p, "sunnet_subscribers")
    later = load_rows(p, "koryolink_subscribers", need=False)
    later = later[(later["date"] <= "2010-03") & (later["grade"] != "C")]
    printed = load_rows(p, "mobile_subscriptions_total", need=False, corrected=False)
    printed = printed[printed["year"] <= 2009]
    opened, banned, reopened = (
        event_date("2002-11", "opens"),
        event_date("2004-05", "banned"),
        measured.launch_date(),
    )
    months = (banned.year - opened.year) * 12 + banned.month - opened.month
    silent = (reopened.year - banned.year) * 12 + reopened.month - banned.month
    fig = figure(
        f"The first public network lasted {months} months; no line is on record before it",
        f"Mobile lines on record, {span_of(first, later)}; dots: estimates and counts, dashes: "
        "international series",
        footer(pd.concat([first, later, printed]), "the early figures are single reports that disagree"),
        height=400,
    )
    fig.add_scatter(
        x=printed["time"] + pd.offsets.YearEnd(0),
        y=printed["value"],
        mode="lines",
        line={"color": SECOND, "dash": DASHES[1], "width": 2},
    )
    fig.add_scatter(
        x=month_ends(later),
        y=later["value"],
        mode="lines+markers",
        line={"color": NORTH_KOREA},
        marker={"size": 7},
    )
    fig.add_scatter(
        x=month_ends(first),
        y=first["value"],
        mode="markers",
        marker={"color": NORTH_KOREA, "size": 9, "symbol": "circle-open", "line": {"width": 2}},
    )
    for date, text in ((opened, "opens"), (banned, "ban"), (reopened, "reopens")):
        event(fig, date, text)
    fig.update_yaxes(rangemode="tozero", tickformat="~s")
    table = as_table([first, later, printed])
    facts = {
        "months": f"{months}",
        "silent": f"{silent}",
        "most": f"{first['value'].max():,.0f}",
        "least": f"{first['value'].min():,.0f}",
        "opened": f"{opened:%B %Y}",
        "banned": f"{banned:%B %Y}",
        "reopened": f"{reopened.day} {reopened:%B %Y}",
    }
    alt = (
        f"Lines on record rise to at most {facts['most']} before the ban of {facts['banned']}, vanish for "
        f"{silent} "
        f"months, and start again in {reopened:%B %Y}."
    )
    return Drawing(fig, alt, table, facts)


def quarters(p: Communication, last: str = LAST_QUARTER) -> pd.DataFrame:
    """Return the operator's count at the end of each quarter: the lowest statement, or the one chosen.

    Columns as loaded, with `end` (last day of the quarter). Raises `NoEvidence` where none is left.
    """
    rows = load_rows(p, "koryolink_subscribers")
    rows = rows[rows["date"].str.fullmatch(r"\d{4}-\d\d") & (rows["date"] <= last)]
    rows = rows[rows["date"].str[-2:].isin(QUARTER_ENDS)].sort_values(["date", "value"])
    opening = rows["date"] == "2008-12"
    keep_last = p.count_2008 == "applications"
    chosen = pd.concat(
        [
            rows[opening].iloc[[-1 if keep_last else 0]] if opening.any() else rows[opening],
            rows[~opening].drop_duplicates("date"),
        ]
    )
    if chosen.empty:
        raise NoEvidence("no quarterly count of the operator is admitted")
    return chosen.assign(end=month_ends(chosen))


def crossing(p: Communication) -> Drawing:
    """Draw the operator's quarters around the line that the figure claimed for 2008 marks."""
    counts = quarters(p, "2010-06")
    others = load_rows(p, "koryolink_subscribers")
    others = others[others["date"].isin(counts["date"]) & ~others["value"].isin(counts["value"])]
    printed = load_rows(p, "mobile_subscriptions_total", need=False, corrected=False)
    printed = printed[printed["year"].isin([2008, 2009])]
    expected = load_rows(p, "koryolink_subscribers_expected", need=False)
    expected = expected[expected["year"] == 2008]
    level = measured.CLAIMED_2008
    below, passed, above = diffusion.crossing(counts["end"].tolist(), counts["value"].tolist(), level)
    late = (passed - pd.Timestamp(2008, 12, 31)).days / 30.44
    fig = figure(
        f"The line number {level:,} was sold between {day(below)} and {day(above)}, not in 2008",
        "Mobile lines at the end of each quarterly period, counted by the operator; crosses: "
        "international series",
        footer(
            pd.concat([counts, others, printed, expected]),
            "one operator, read in press reports; lines, not people",
        ),
        height=430,
    )
    fig.add_vrect(x0=below, x1=above, fillcolor=FAINT, line_width=0)
    fig.add_hline(y=level, line={"color": COMPARATOR, "width": 1, "dash": "dot"})
    fig.add_scatter(
        x=counts["end"],
        y=counts["value"],
        mode="lines+markers",
        line={"color": NORTH_KOREA},
        marker={"size": 8},
    )
    fig.add_scatter(
        x=month_ends(others),
        y=others["value"],
        mode="markers",
        marker={"color": NORTH_KOREA, "size": 9, "symbol": "circle-open", "line": {"width": 2}},
    )
    fig.add_scatter(
        x=printed["time"] + pd.offsets.YearEnd(0),
        y=printed["value"],
        mode="markers",
        marker={"color": SECOND, "size": 10, "symbol": "x-thin", "line": {"width": 2, "color": SECOND}},
    )
    if not expected.empty:
        fig.add_scatter(
            x=[pd.Timestamp(2008, 12, 31)],
            y=expected["value"],
            mode="markers",
            marker={"color": COMPARATOR, "size": 12, "symbol": "diamond-open"},
        )
        label(fig, pd.Timestamp(2008, 12, 31), level, "forecast before launch", COMPARATOR, yshift=14)
    for end, value in zip(counts["end"], counts["value"], strict=True):
        low = value < 0.05 * level
        label(fig, end, value, f"{value:,.0f}", NORTH_KOREA, xshift=4, yshift=18 if low else -11)
    fig.update_yaxes(rangemode="tozero", tickformat="~s")
    fig.update_xaxes(range=[pd.Timestamp(2008, 11, 20), pd.Timestamp(2010, 10, 20)])
    facts = {
        "level": f"{level:,}",
        "below": day(below),
        "above": day(above),
        "passed": f"{passed:%B %Y}",
        "late": f"{late:.0f}",
        "first": f"{counts['value'].iloc[0]:,.0f}",
        "first_date": day(counts["end"].iloc[0]),
        "before": f"{counts.loc[counts['end'] == below, 'value'].iloc[0]:,.0f}",
        "after": f"{counts.loc[counts['end'] == above, 'value'].iloc[0]:,.0f}",
        "printed": " and ".join(
            f"{v:,.0f} for {y}" for y, v in zip(printed["year"], printed["value"], strict=True)
        )
        or "nothing that is admitted",
    }
    alt = (
        f"The operator counted {facts['first']} lines on {facts['first_date']}, {facts['before']} on "
        f"{facts['below']} "
        f"and {facts['after']} on {facts['above']}; {facts['level']} lies between the last dates."
    )
    return Drawing(fig, alt, as_table([counts, others, printed, expected]), facts)


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
        f"{part_of(open_ended, len(profiles))} growth curves set no upper limit to the lines still to come",
        f"Misfit (up) of each ceiling (across, lines), {len(lines)} quarterly counts; below the dotted "
        "line it is "
        f"compatible at {p.confidence:.0%} confidence",
        footer(counts, "one operator; errors taken as relative and independent"),
        height=420,
    )
    shown = pd.concat(profiles)
    places = ((0.85, "center", 11), (0.12, "left", 6), (0.85, "center", -12))
    for tested, colour, dash, (at, side, up) in zip(profiles, COLOURS, DASHES, places, strict=False):
        fig.add_scatter(
            x=tested["ceiling"], y=tested["excess"], mode="lines", line={"color": colour, "dash": dash}
        )
        point = tested.iloc[int(len(tested) * at)]
        label(
            fig,
            np.log10(point["ceiling"]),
            min(point["excess"], 14),
            point["curve"],
            colour,
            xanchor=side,
            xshift=6 if side == "left" else 0,
            yshift=up,
        )
    fig.add_hline(y=cut, line={"color": COMPARATOR, "dash": "dot", "width": 1})
    fig.update_xaxes(type="log", tickvals=[1e6, 2e6, 5e6, 1e7, 2e7], tickformat="~s")
    fig.update_yaxes(range=[-1.4, 15], tickvals=[0, 5, 10, 15])
    facts = dict(words) | {"open": part_of(open_ended, len(profiles)), "counts": f"{len(lines)}"}
    if printed is not None:
        last = int(printed.index[-1])
        fig.add_vline(x=float(printed.iloc[-1]), line={"color": COMPARATOR, "width": 1})
        label(fig, np.log10(float(printed.iloc[-1])), 14, f"printed for {last}", COMPARATOR)
    alt = "; ".join(f"{diffusion.CURVES[k].title}: ceilings from {w} fit" for k, w in words.items()) + "."
    return Drawing(fig, alt, shown, facts)
