"""Figures of the chapter on communication: the lines of 2023, and the international series."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from nkbook import data
from nkbook.claims import Evaluation, claim, evaluate
from nkbook.claims import communication as measured
from nkbook.errors import NoEvidence
from nkbook.figures import (
    COMPARATOR,
    DASHES,
    FAINT,
    NORTH_KOREA,
    SECOND,
    figure,
    label,
)
from nkbook.methods import diffusion, vintages
from nkbook.parameters import Communication
from nkbook.plots.communication_shared import (
    CLAIMED_LINES,
    COLOURS,
    MISSING,
    access_all,
    as_table,
    choices,
    footer,
    international,
    load_rows,
    printed_rows,
)
from nkbook.plots.drawing import Drawing
from nkbook.prose import millions

_NAMES = {"north38": "researchers"}


def estimates(p: Communication) -> Drawing:
    """Draw every estimate of the lines in use by date and origin, with the figure claimed for 2023."""
    rows = load_rows(p, "mobile_lines_estimate", need=False)
    rows = rows[rows["year"] >= 2015]
    printed = international(p)
    if rows.empty and printed is None:
        raise NoEvidence("no estimate is admitted")
    series = printed_rows(printed)
    share = measured.users_per_line(access_all(p)) if p.counted == "users" else 1.0
    if share is None:
        raise NoEvidence("no admitted row tells users from lines")
    found = evaluate("C3", **choices(p))
    what = "people using a phone" if p.counted == "users" else "mobile lines"
    spread = _estimates_title(found, what)
    region = claim("C3").criterion.supports
    fig = figure(
        spread,
        f"{what.capitalize()} by date; dashes: international series; bars: printed ranges; shaded: "
        "what counts as about the figure claimed",
        footer(pd.concat([rows, series]), "methods not published; press relays"),
        height=440,
    )
    fig.add_hrect(y0=region.at_least, y1=region.at_most, fillcolor=FAINT, line_width=0)
    if printed is not None:
        shown = printed[printed.index >= 2012] * share
        fig.add_scatter(
            x=[pd.Timestamp(int(y), 12, 31) for y in shown.index],
            y=shown,
            mode="lines+markers",
            line={"color": SECOND, "dash": DASHES[1]},
            marker={"size": 6},
        )
    middle = rows["value"].fillna((rows["lower"] + rows["upper"]) / 2) * share
    below = (middle - rows["lower"].fillna(rows["value"]) * share).clip(lower=0)
    above = (rows["upper"].fillna(rows["value"]) * share - middle).clip(lower=0)
    fig.add_scatter(
        x=rows["time"],
        y=middle,
        mode="markers",
        marker={"color": NORTH_KOREA, "size": 9},
        error_y={"type": "data", "array": above, "arrayminus": below, "color": NORTH_KOREA, "width": 4},
        text=[_origin(s) for s in rows["source"]],
        hovertemplate="%{text}:<br>%{y:,.0f}<extra></extra>",
    )
    for source, up in (
        ("n38_2024", -28),
        ("operatorwatch_2024", 16),
        ("joongang_2018", 16),
        ("newsis_kida_2021", 16),
    ):
        for _, row in rows.assign(middle=middle)[rows["source"] == source].iterrows():
            label(
                fig,
                row["time"],
                row["middle"],
                _origin(source),
                NORTH_KOREA,
                xanchor="center",
                xshift=0,
                yshift=up,
            )
    fig.update_yaxes(rangemode="tozero", tickformat="~s")
    facts = _estimate_facts(p)
    alt = f"{spread}. The international series and estimates from abroad by date since 2012."
    return Drawing(fig, alt, as_table([rows, series]), facts)


def _estimate_facts(p: Communication) -> dict[str, str]:
    found = {key: evaluate("C3", reading=key, **choices(p)) for key in claim("C3").readings}
    share = measured.users_per_line(access_all(p))
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


def _origin(source: str) -> str:
    origin = str(data.origins().get(source, source))
    return {
        "38north": "38 North",
        "gsma_intelligence": "GSMA",
        "mou_minister": "minister",
        "nis_rok": "NIS",
        "kdb": "KDB",
        "kida": "KIDA",
        "we_are_social": "We Are Social",
        "sogwang": "Sogwang",
    }.get(origin, origin)


def revisions(p: Communication) -> Drawing:
    """Draw the revision triangle of the international series as the table that it is."""
    table = measured.international(access_all(p), measured.Print(p.itu_vintage))
    table = table[[year for year in table.columns if int(year) >= 2014]]
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
        "Sources: gapminder_sg_wdi (ITU through World Bank copies); day = day of the copy, not of the "
        "revision.",
        height=120 + 34 * len(table),
        margin={"l": 84, "r": 8, "t": 84, "b": 84},
    )
    text = table.map(lambda v: "" if pd.isna(v) else f"{v / 1e6:.2f}".rstrip("0").rstrip("."))
    columns = [str(year) for year in table.columns]
    fig.add_heatmap(
        z=table.to_numpy() / 1e6,
        x=columns,
        y=table.index.tolist(),
        text=text.to_numpy(),
        texttemplate="%{text}",
        colorscale=[[0, "rgba(0,114,178,.10)"], [1, "rgba(213,94,0,.65)"]],
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate="print of %{y}: %{x} = %{z} m<extra></extra>",
    )
    fig.update_yaxes(autorange="reversed", type="category")
    fig.update_xaxes(type="category")
    _, most, years = _spread(table)
    facts = {
        "prints": f"{len(table)}",
        "changed": _and(changed) or "no year",
        "step_year": str(step[0]) if step else "no year",
        "step": f"{step[1]:.0f}%" if step else "no step",
        "most_revised": f"{100 * (most - 1):.1f}%",
        "years": f"{years}",
        "first_print": str(past.loc[step[0], "lag"]) if step else "",
        "last_print": str(table.index[-1]),
    }
    alt = f"{title}. A table of {len(table)} prints by {len(columns)} years."
    return Drawing(fig, alt, table.reset_index().rename(columns=str), facts)


def _and(years: Iterable[Any]) -> str:
    words = [str(y) for y in years]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _step(values: pd.Series) -> tuple[int, float] | None:
    """Return the year and the size in percent of the largest yearly step, if it exceeds a quarter."""
    growth = 100 * (values / values.shift() - 1)
    growth = growth[(values.index.to_series().diff() == 1) & (values.index >= 2015)]
    if growth.empty or growth.max() < 25:
        return None
    year = growth.index[int(growth.to_numpy().argmax())]
    return int(str(year)), float(growth.max())


def _spread(table: pd.DataFrame) -> tuple[float, float, int]:
    try:
        return vintages.spread(table)
    except NoEvidence:
        return 1.0, 1.0, len(table.columns)


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
        f"Curves fitted before {min(target, measured.JUMP)} missed the lines of {target} by "
        f"{miss.abs().min():.0f} to "
        f"{miss.abs().max():.0f}%",
        f"Lines of {target} forecast from curves fitted up to the year shown; grey line: printed figure",
        "Sources: gapminder_sg_wdi (ITU through World Bank copies); errors taken as additive.",
        height=420,
    )
    fig.add_hline(y=actual, line={"color": COMPARATOR, "width": 1})
    label(
        fig,
        float(table["year"].min()),
        actual,
        f"printed: {millions(actual)}",
        COMPARATOR,
        yshift=10,
        xshift=0,
    )
    top = 1.6 * actual
    places = ((-1, -12), (0, 12), (-1, 10))
    for part, colour, dash, (at, up) in zip(parts, COLOURS, DASHES, places, strict=False):
        shown = part[part["forecast"] <= top]
        fig.add_scatter(
            x=shown["year"], y=shown["forecast"], mode="lines+markers", line={"color": colour, "dash": dash}
        )
        if not shown.empty:
            label(
                fig,
                shown["year"].iloc[at],
                shown["forecast"].iloc[at],
                part["curve"].iloc[0],
                colour,
                yshift=up,
            )
    fig.update_yaxes(range=[0, top], tickformat="~s")
    fig.update_xaxes(dtick=2, tickformat="d", range=[table["year"].min() - 0.4, table["year"].max() + 1.8])
    low, high = float(before["forecast"].min()), float(before["forecast"].max())
    facts = {
        "target": f"{target}",
        "before": f"{min(target, measured.JUMP)}",
        "actual": millions(actual),
        "low": millions(low),
        "high": millions(high),
        "least": f"{miss.abs().min():.0f}%",
        "most": f"{miss.abs().max():.0f}%",
        "side": "too low" if (miss > 0).all() else "too high" if (miss < 0).all() else "on both sides",
    }
    alt = (
        f"Forecasts of {target} made before {min(target, measured.JUMP)} run from {facts['low']} to "
        f"{facts['high']}; {facts['actual']} were printed."
    )
    return Drawing(fig, alt, table.drop(columns="key"), facts)
