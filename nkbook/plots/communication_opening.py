"""Figures of the chapter on communication: what the phones are for."""

import pandas as pd

from nkbook import data
from nkbook.claims import Evaluation, evaluate
from nkbook.errors import NoEvidence
from nkbook.figures import (
    COMPARATOR,
    FAINT,
    NORTH_KOREA,
    THIRD,
    figure,
    label,
)
from nkbook.methods import surveys
from nkbook.parameters import Communication
from nkbook.plots.communication_shared import MISSING, choices, event_date, footer, international, load_rows
from nkbook.plots.drawing import Drawing

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


def ladders(p: Communication) -> Drawing:
    """Draw the five rungs from coverage to free use, every admitted figure as a dot."""
    parts = []
    for rung, series, who, invert in RUNGS:
        rows = load_rows(p, series, need=False).dropna(subset="value")
        rows = rows.sort_values("date").tail(1)
        for _, row in rows.iterrows():
            value = 100 - row["value"] if invert else row["value"]
            parts.append((rung, who, row["date"][:4], float(value), row["source"]))
    printed = international(p)
    if printed is not None:
        year = int(printed.index[-1])
        people = load_rows(p, "population_total", need=False)
        match = people[people["year"] == year]
        if not match.empty:
            parts.append(
                (
                    "line",
                    "lines over people",
                    str(year),
                    100 * float(printed.iloc[-1]) / float(match["value"].iloc[0]),
                    "gapminder_sg_wdi",
                )
            )
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
        footer(table, "different years, bases and samples; leavers are not a sample of residents"),
        height=150 + 62 * len(rungs),
        margin={"l": 92, "r": 20, "t": 84, "b": 96},
    )
    for rung in rungs:
        values = table[table["rung"] == rung]["value"]
        fig.add_scatter(
            x=[values.min(), values.max()],
            y=[rung, rung],
            mode="lines",
            line={"color": FAINT, "width": 14},
            hoverinfo="skip",
        )
    fig.add_scatter(
        x=table["value"],
        y=table["rung"],
        mode="markers",
        marker={"color": NORTH_KOREA, "size": 10},
        text=table["who"] + ", " + table["year"],
        hovertemplate="%{text}:<br>%{x:.1f}%<extra></extra>",
    )
    for rung in rungs:
        values = table[table["rung"] == rung]["value"]
        label(
            fig,
            values.max(),
            rung,
            f"{values.min():.0f}–{values.max():.0f}%" if len(values) > 1 else f"{values.max():.0f}%",
            NORTH_KOREA,
            xanchor="right" if values.max() > 85 else "left",
            xshift=-4 if values.max() > 85 else 10,
            yshift=-17,
        )
    fig.update_xaxes(range=[0, 102], ticksuffix="%")
    fig.update_yaxes(categoryorder="array", categoryarray=rungs[::-1])
    facts = {
        f"{r.replace(' ', '_')}": _range(table[table["rung"] == r]["value"])
        for r in ("coverage", "use", "ownership", "line", "free use")
    }
    alt = "; ".join(f"{r}: {_range(table[table['rung'] == r]['value'])}" for r in rungs) + "."
    return Drawing(fig, alt, table, facts)


def contact(p: Communication) -> Drawing:
    """Draw the share of resettled leavers in contact with home, by wording of the question."""
    rows = load_rows(p, "nkdb_contact_with_north")
    rows = rows[rows["n"].notna()].sort_values("date")
    if len(rows) < 2:
        raise NoEvidence("too few surveys on contact are admitted")
    exact = [
        surveys.exact_percent(v, int(n), p.confidence) for v, n in zip(rows["value"], rows["n"], strict=True)
    ]
    rows = rows.assign(low=[low for low, _ in exact], high=[high for _, high in exact])
    found = evaluate("C5", reading="contact", **choices(p))
    moved = (
        "changed too little to tell"
        if found.estimate is None or found.lower is None or found.upper is None
        else (
            f"fell by {-found.estimate:.0f} points"
            if found.upper < 0
            else f"rose by {found.estimate:.0f} points"
            if found.lower > 0
            else "changed too little to tell"
        )
    )
    fig = figure(
        f"Contact with home {moved} between surveys that asked alike",
        f"Resettled leavers in contact with people in the North, percent, n {int(rows['n'].min())} to "
        f"{int(rows['n'].max())}; "
        f"{p.confidence:.0%} exact intervals",
        footer(
            rows,
            "people in the South, asked by one organisation; sampling error only; open symbols: other "
            "wording",
        ),
        height=420,
    )
    symbols = {
        "in_contact": "circle",
        "in_contact_this_year": "diamond-open",
        "wording_not_seen": "square-open",
    }
    words = {
        "in_contact": "in contact",
        "in_contact_this_year": "in contact this year",
        "wording_not_seen": "wording not seen",
    }
    for variant, same in rows.groupby("variant", sort=False):
        fig.add_scatter(
            x=same["year"],
            y=same["value"],
            mode="lines+markers",
            line={"color": NORTH_KOREA},
            marker={"symbol": symbols.get(str(variant), "circle-open"), "size": 10},
            error_y={
                "type": "data",
                "array": same["high"] - same["value"],
                "arrayminus": same["value"] - same["low"],
                "color": NORTH_KOREA,
                "width": 4,
            },
        )
        end, word = same.iloc[-1], words.get(str(variant), str(variant))
        if variant == "in_contact_this_year":
            label(fig, end["year"], end["low"], word, NORTH_KOREA, xanchor="right", xshift=0, yshift=-12)
        else:
            label(fig, end["year"], end["high"], word, NORTH_KOREA, xanchor="center", xshift=0, yshift=10)
    shut = event_date("2020-01", "sealed")
    if p.start_year <= shut.year <= p.end_year:
        fig.add_vline(x=shut.year + 0.08, line={"color": COMPARATOR, "width": 1, "dash": "dot"})
        label(fig, shut.year + 0.08, 4, "border sealed", COMPARATOR, xanchor="right", xshift=-4)
    fig.update_yaxes(rangemode="tozero", ticksuffix="%")
    fig.update_xaxes(dtick=2, tickformat="d", range=[rows["year"].min() - 0.7, rows["year"].max() + 1.3])
    facts = {
        "moved": moved,
        "first": f"{rows['value'].iloc[0]:.1f}%",
        "first_year": str(rows["year"].iloc[0]),
        "last": f"{rows['value'].iloc[-1]:.1f}%",
        "last_year": str(rows["year"].iloc[-1]),
        "change": _change(found),
    }
    alt = (
        "; ".join(f"{r.year}: {r.value:.1f} percent ({r.low:.1f} to {r.high:.1f})" for r in rows.itertuples())
        + "."
    )
    return Drawing(fig, alt, rows[["year", "variant", "value", "low", "high", "n", "source"]], facts)


def _change(found: Evaluation) -> str:
    if found.estimate is None:
        return MISSING
    return f"{found.estimate:+.1f} points ({found.lower:+.1f} to {found.upper:+.1f})".replace("-", "−")


def state_steps(p: Communication, turn: int = 2014) -> Drawing:
    """Draw the dated steps of the state, those that tolerate up and those that restrict down, by year."""
    rows = data.events("communication")
    rows = rows[(rows["mover"] == "state") & rows["direction"].isin(["tolerate", "restrict"])]
    rows = rows.assign(year=rows["date"].str[:4].astype(int))
    rows = rows[rows["year"].between(p.start_year, p.end_year)]
    if len(rows) < 2:
        raise NoEvidence("too few dated steps lie in the chosen years")
    counts = (
        rows.groupby(["year", "direction"])
        .size()
        .unstack(fill_value=0)
        .reindex(columns=["tolerate", "restrict"], fill_value=0)
    )
    before, after = (counts[counts.index < turn].sum(), counts[counts.index >= turn].sum())
    fig = figure(
        f"Before {turn} {before['restrict']} of {before.sum()} dated steps restricted; since then "
        f"{after['restrict']} of {after.sum()}",
        f"Dated steps of the state on phones and networks, by year, n {len(rows)}: up tolerates, down "
        "restricts",
        f"Sources: {', '.join(sorted(set(rows['source'])))}; a list of reported events, not a census of "
        "them.",
        height=400,
    )
    fig.add_bar(x=counts.index, y=counts["tolerate"], marker_color=THIRD)
    fig.add_bar(x=counts.index, y=-counts["restrict"], marker_color=NORTH_KOREA)
    first = int(counts.index[0])
    top = float(max(counts.max()))
    label(fig, first, 0.85 * top, "tolerates", THIRD, xshift=0)
    label(fig, first, -0.85 * top, "restricts", NORTH_KOREA, xshift=0)
    fig.update_layout(barmode="relative")
    fig.update_yaxes(
        range=[-top - 0.4, top + 0.4],
        tickvals=list(range(-int(top), int(top) + 1)),
        ticktext=[str(abs(v)) for v in range(-int(top), int(top) + 1)],
    )
    facts = {
        "turn": f"{turn}",
        "before": f"{before['restrict']} of {before.sum()}",
        "after": f"{after['restrict']} of {after.sum()}",
        "steps": f"{len(rows)}",
        "sequence": _sequence(before, after),
    }
    alt = f"Steps that restrict: {facts['before']} before {turn}, {facts['after']} since."
    return Drawing(fig, alt, rows[["date", "event", "direction", "source"]], facts)


def _sequence(before: pd.Series, after: pd.Series) -> str:
    """Return in words whether the share of steps that restrict rose."""
    if not before.sum() or not after.sum():
        return "the chosen years lie on one side of it"
    earlier, later = before["restrict"] / before.sum(), after["restrict"] / after.sum()
    return (
        "the sequence is the opposite of a series of concessions"
        if later > earlier
        else ("the sequence does not turn towards restriction")
    )


def _range(values: pd.Series) -> str:
    if values.empty:
        return MISSING
    low, high = values.min(), values.max()
    return f"{low:.0f}%" if round(low) == round(high) else f"{low:.0f} to {high:.0f}%"
