"""Figures on bribes, fees and the steps of the state (E6)."""

import pandas as pd

from nkbook.claims import economy as measured
from nkbook.errors import NoEvidence
from nkbook.figures import FAINT, NORTH_KOREA, SECOND, THIRD, figure, label
from nkbook.parameters import Economy
from nkbook.plots.drawing import Drawing
from nkbook.plots.economy_shared import (
    admitted,
    change_words,
    enumerated,
    error_bars,
    evidence_of,
    footer_of,
    interval_of,
    left_words,
    level_words,
    middle_year,
    way,
)

BRIBES = (
    ("mou2024_paid_bribe", "Ministry", "any"),
    ("mou2024_paid_bribe_exit_to_2011", "Ministry", "any"),
    ("mou2024_paid_bribe_exit_from_2012", "Ministry", "any"),
    ("ipus_paid_bribes_any", "University", "any"),
    ("mou2024_lost_30pct_or_more_income_to_officials", "Ministry", "heavy"),
    ("ipus_paid_bribes_over_30pct_of_income", "University", "heavy"),
)


def bribes(p: Economy) -> Drawing:
    """Draw both bribe surveys: who paid at all, and who gave up much of the income."""
    found = []
    for series, survey, kind in BRIBES:
        try:
            rows = admitted(p, series)
        except NoEvidence:
            continue
        for _, row in rows.iterrows():
            if survey == "Ministry" and row["period_start"] == "" and row["date"] == "2022":
                continue
            low, high = interval_of(row, p.confidence)
            where = (survey, kind, middle_year(row), left_words(row))
            found.append((*where, row["value"], low, high, row["source"]))
    if not found:
        raise NoEvidence("no evidence of this grade")
    table = pd.DataFrame(
        found, columns=["survey", "kind", "year", "left", "value", "lower", "upper", "source"]
    )
    any_paid = table[table["kind"] == "any"].sort_values(["survey", "year"])
    words = [
        f"{change_words(group['value'])} by the {str(survey).lower()}"
        for survey, group in any_paid.groupby("survey")
    ]
    ways = {
        way(g["value"].iloc[-1] - g["value"].iloc[0]) for _, g in any_paid.groupby("survey") if len(g) > 1
    }
    fig = figure(
        f"{'The surveys disagree on the trend of' if len(ways) > 1 else 'Leavers who paid'} bribes: "
        "percent from "
        f"{enumerated(words)}",
        f"Percent of leavers who paid bribes (above) or gave up at least {30} % of income (below), by "
        "year of leaving; "
        f"whiskers: {level_words(p)} where the sample is printed",
        footer_of(table["source"], "differing questions; leavers only; none left after 2020"),
        height=560,
        yaxis={"domain": [0.48, 1], "range": [0, 105], "ticksuffix": " %", "gridcolor": FAINT},
        yaxis2={"domain": [0, 0.36], "range": [0, 60], "ticksuffix": " %", "gridcolor": FAINT, "anchor": "x"},
        xaxis={"anchor": "y2", "gridcolor": FAINT},
    )
    for (who, what), group in table.groupby(["survey", "kind"]):
        group = group.sort_values("year")
        colour = NORTH_KOREA if who == "Ministry" else SECOND
        axis = "y" if what == "any" else "y2"
        fig.add_scatter(
            x=group["year"],
            y=group["value"],
            yaxis=axis,
            mode="lines+markers",
            name=str(who),
            line={"color": colour, "width": 1.5},
            marker={"size": 8, "color": colour},
            error_y=error_bars(group["value"], group["lower"], group["upper"], colour, 1.5),
        )
        end = group.iloc[0]
        late = end["year"] > 2008
        beside = {"xanchor": "right", "xshift": -8} if late else {"yanchor": "top", "yshift": -8}
        label(fig, end["year"], end["value"], str(who), colour, yref=axis, **beside)
    facts = {
        "ends": enumerated(words),
        "agreement": (
            "They agree that paying is common among recent leavers, and disagree on whether it grew"
            if len(ways) > 1
            else "They do not contradict each other here, which with so few surveys says little"
        ),
    }
    facts |= _payer_facts(p)
    listed = "; ".join(f"{r.survey}, {r.kind}, left {r.left}: {r.value:g}" for r in table.itertuples())
    return Drawing(fig, f"Line chart in percent. {listed}.", table, facts)


def _payer_facts(p: Economy) -> dict[str, str]:
    try:
        line = measured.heavy_payers(evidence_of(p, "E6", "ipus"), p.confidence)
    except NoEvidence:
        return {"slope": "no slope can be computed"}
    return {"slope": f"{line.slope:+.2f} points a year ({line.lower:+.2f} to {line.upper:+.2f})"}


FEES = (
    ("market_daily_stall_fee_food", "food stall", "pyongyang"),
    ("market_daily_stall_fee_clothing", "clothes stall", "pyongyang"),
    ("market_daily_stall_fee_electronics_meat", "electronics or meat", "pyongyang"),
    ("market_daily_stall_fee_ryonghung_pyongyang", "Pyongyang, one market", "pyongyang"),
    ("market_daily_stall_fee_range", "several markets", "pyongyang"),
    ("market_daily_fee_sariwon_informal_min", "Sariwon, street", "pyongyang"),
    ("market_daily_stall_fee_sariwon_max", "Sariwon, highest", "pyongyang"),
    ("market_daily_stall_fee_sinuiju", "Sinuiju", "sinuiju"),
)


def dues_in_rice(p: Economy) -> Drawing:
    """Draw every stall fee on record in kilograms of rice at the price of that month or year."""
    found = []
    for series, place, city in FEES:
        try:
            fees, rice = admitted(p, series), admitted(p, f"rice_price_{city}")
        except NoEvidence:
            continue
        for _, fee in fees.iterrows():
            price = rice.loc[rice["date"].str.startswith(fee["date"]), "value"].median()
            low = fee["value"] if pd.isna(fee["lower"]) else fee["lower"]
            high = fee["value"] if pd.isna(fee["upper"]) else fee["upper"]
            if price > 0:
                found.append(
                    (f"{fee['date']} {place}", low / price, high / price, low, high, price, fee["source"])
                )
    if not found:
        raise NoEvidence("no stall fee and rice price of one month are admitted together")
    table = pd.DataFrame(found, columns=["what", "low", "high", "fee_low", "fee_high", "rice", "source"])
    table = table.sort_values("what").reset_index(drop=True)
    top = table.iloc[int(table["high"].to_numpy().argmax())]
    span = f"{table['low'].min():.1f} to {top['high']:.1f} kg of rice a day, the highest in {top['what'][:4]}"
    fig = figure(
        f"Stall fees on record run from {span}",
        "Daily fee of a market stall over the rice price of the same city (or Pyongyang), month or year; "
        "kg of rice",
        footer_of(
            table["source"], "single reports from different places: every one is shown, no trend is fitted"
        ),
        height=150 + 32 * len(table),
    )
    for row in table.iloc[::-1].itertuples():
        fig.add_scatter(
            x=[row.low, row.high],
            y=[row.what] * 2,
            mode="lines+markers",
            line={"color": NORTH_KOREA, "width": 3},
            marker={"color": NORTH_KOREA, "size": 9},
        )
    fig.update_xaxes(rangemode="tozero", ticksuffix=" kg")
    listed = "; ".join(f"{r.what}: {r.low:.1f} to {r.high:.1f} kg" for r in table.itertuples())
    facts = {
        "span": span,
        "points": len(table),
        "least": f"{table['low'].min():.1f}",
        "most": f"{table['high'].max():.1f}",
    }
    return Drawing(fig, f"Dot chart of daily stall fees. {listed}.", table, facts)


def timeline(p: Economy) -> Drawing:
    """Draw the dated steps of the state in both directions, year by year."""
    steps = measured.policy_steps(max(p.start_year, 2002), p.end_year)
    if steps.empty:
        raise NoEvidence("no dated step of the state in these years")
    sign = steps["direction"].map({"tolerate": 1, "restrict": -1})
    steps = steps.assign(place=sign * (steps.groupby(["year", "direction"]).cumcount() + 1))
    since = steps[steps["year"] >= 2019]["direction"].value_counts()
    until = steps[steps["year"].between(2012, 2018)]["direction"].value_counts()
    tally = {
        f"{d}_{n}": int(c.get(d, 0))
        for d in ("tolerate", "restrict")
        for n, c in (("until", until), ("since", since))
    }
    fig = figure(
        f"2012-2018: {tally['tolerate_until']} steps tolerate, {tally['restrict_until']} restrict; from "
        "2019 on: "
        f"{tally['tolerate_since']} and {tally['restrict_since']}",
        "Dated steps of the state on markets, farms and firms; above: towards tolerance, below: towards "
        "control",
        footer_of(steps["source"].unique()[:6], "steps that became known abroad; a count is not a weight"),
        height=380,
    )
    for direction, colour, symbol in (
        ("tolerate", THIRD, "triangle-up"),
        ("restrict", NORTH_KOREA, "triangle-down"),
    ):
        part = steps[steps["direction"] == direction]
        fig.add_scatter(
            x=part["year"],
            y=part["place"],
            mode="markers",
            name=direction,
            text=part["event"],
            hovertemplate="%{text}<extra>%{x}</extra>",
            marker={"color": colour, "size": 13, "symbol": symbol},
        )
    top = max(3, int(steps["place"].abs().max()) + 1)
    fig.update_yaxes(range=[-top, top], showticklabels=False, zeroline=True)
    for y, words, colour in (
        (top - 0.5, "towards tolerance", THIRD),
        (-top + 0.5, "towards control", NORTH_KOREA),
    ):
        label(fig, 0, y, words, colour, xref="paper", xshift=0)
    table = steps[["date", "event", "direction", "source"]]
    tally_words = {key: str(value) for key, value in tally.items()}
    tally_words["direction"] = (
        "Still, the direction is plain: from 2019 on the state took back more than it allowed."
        if tally["restrict_since"] > tally["tolerate_since"]
        else "No turn shows in the admitted years."
    )
    alt = (
        f"Timeline of {len(steps)} steps. From 2012 to 2018 {tally['tolerate_until']} tolerate and "
        f"{tally['restrict_until']} restrict; from 2019 on {tally['tolerate_since']} and "
        f"{tally['restrict_since']}."
    )
    return Drawing(fig, alt, table, tally_words)


def steps_table(p: Economy) -> pd.DataFrame:
    """Return the dated steps as a table for readers."""
    steps = measured.policy_steps(max(p.start_year, 2002), p.end_year)
    words = {"tolerate": "tolerates", "restrict": "restricts"}
    table = steps.assign(direction=steps["direction"].map(words))[["date", "event", "direction", "source"]]
    return table.rename(columns=str.capitalize)
