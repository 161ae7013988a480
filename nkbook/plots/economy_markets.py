"""Figures on private property and markets (E2, E3)."""

from typing import Any

import numpy as np
import pandas as pd

from nkbook.claims import claim as find_claim
from nkbook.claims import economy as measured
from nkbook.errors import NoEvidence
from nkbook.figures import ACCENT, COMPARATOR, NORTH_KOREA, SECOND, THIRD, event, figure, label
from nkbook.methods import prices, proportions, surveys
from nkbook.parameters import Economy
from nkbook.plots.drawing import Drawing
from nkbook.plots.economy_shared import (
    CITIES,
    admitted,
    broken,
    city_prices,
    enumerated,
    error_bars,
    evidence_of,
    footer_of,
    interval_of,
    left_words,
    level_words,
    moments,
    range_words,
    whiskers,
    whole,
)

AUTHORS = {
    "csis_nkdi": "CSIS",
    "kinu": "KINU",
    "lim_eul_chul": "Lim",
    "melvin": "Melvin",
    "nis": "NIS",
    "nkdi": "NKDI",
    "rok_intelligence": "intelligence",
}


def private_homes(p: Economy) -> Drawing:
    """Draw trade in homes and private credit by period of leaving, with bounds where needed."""
    table = pd.concat([_ministry_homes(p), _university_homes(p)], ignore_index=True)
    if table.empty:
        raise NoEvidence("no evidence of this grade")
    private = table[table["what"] == "bought or sold privately"]
    shares = [f"{range_words(row)} of those who left {row['left']}" for _, row in private.iterrows()]
    title = (
        f"Private trade in homes: {shares[0]}, {shares[-1]}"
        if len(shares) > 1
        else "Private homes and private credit among leavers"
    )
    fig = figure(
        title,
        "Percent of leavers, by year of leaving. Bars: bounds, since a person may have bought and sold; "
        "whiskers: "
        f"{level_words(p)}. Ministry of Unification; at the right Seoul National University",
        footer_of(table["source"], "leavers, mostly women from border provinces; not the people who stayed"),
        height=470,
    )
    colours = {
        "bought or sold privately": NORTH_KOREA,
        "traded, lawful transfers included": ACCENT,
        "private credit": SECOND,
        "home bought (university)": THIRD,
    }
    for what, group in table.groupby("what", sort=False):
        middle = (group["lower"] + group["upper"]) / 2
        fig.add_scatter(
            x=group["left"],
            y=group["value"].fillna(middle),
            mode="markers",
            name=str(what),
            marker={"color": colours[str(what)], "size": 10 if group["value"].notna().all() else 1},
            error_y=error_bars(
                group["value"].fillna(middle),
                group["lower"],
                group["upper"],
                colours[str(what)],
                10 if group["value"].isna().all() else 2,
            ),
        )
        end = group.iloc[-1]
        label(
            fig,
            end["left"],
            end["upper"],
            broken(str(what)),
            colours[str(what)],
            yanchor="bottom",
            xanchor="center",
            xshift=0,
        )
    fig.update_yaxes(range=[0, 92], ticksuffix=" %")
    fig.update_xaxes(type="category", categoryorder="array", categoryarray=_periods(table))
    facts = {
        "chance": _chance(p, private),
        "shares": enumerated(shares) or "not admitted",
    }
    listed = "; ".join(f"{r['what']}, left {r['left']}: {range_words(r)}" for _, r in table.iterrows())
    return Drawing(fig, f"Chart by period of leaving. {listed}.", table, facts)


def _chance(p: Economy, private: pd.DataFrame) -> str:
    """Say whether the rise outlasts sampling error, at its smallest and with the smallest printed groups."""
    evidence = evidence_of(p, "E2", "mou")
    sizes = [measured.cohort(evidence, year, "smallest") for year in (2000, 2020)]
    if len(private) < 2 or None in sizes:
        return "Whether that is more than chance cannot be said, since no group size is admitted."
    gap = proportions.difference(
        private["upper"].iloc[0], sizes[0] or 1, private["lower"].iloc[-1], sizes[1] or 1, p.confidence
    )
    if gap.lower > 0:
        return f"Even at its smallest the rise is {gap.lower:.0f} points or more, so it is not chance."
    return "At its smallest the rise could be chance."


def _ministry_homes(p: Economy) -> pd.DataFrame:
    names = (
        "mou2024_housing_bought",
        "mou2024_housing_sold",
        "mou2024_traded_housing_use_right",
        "mou2024_borrowed_privately",
    )
    try:
        rows = admitted(p, *names)
    except NoEvidence:
        return pd.DataFrame()
    found = []
    for left, group in rows.groupby(rows.apply(left_words, axis=1), sort=False):
        shares = group.set_index("series")["value"]
        both = shares.reindex(list(names[:2]))
        source = group["source"].iloc[0]
        if both.notna().all():
            found.append((left, "bought or sold privately", None, both.max(), both.sum(), source))
        for name, what in ((names[2], "traded, lawful transfers included"), (names[3], "private credit")):
            if name in shares:
                n = whole(group[group["series"] == name]["n"].iloc[0])
                low, high = surveys.exact_percent(shares[name], n, p.confidence) if n else (shares[name],) * 2
                found.append((left, what, shares[name], low, high, source))
    return _homes(found)


def _university_homes(p: Economy) -> pd.DataFrame:
    try:
        rows = admitted(p, "ipus_home_bought")
    except NoEvidence:
        return pd.DataFrame()
    found = []
    for _, row in rows.iterrows():
        low, high = surveys.exact_percent(row["value"], int(row["n"]), p.confidence)
        found.append((left_words(row), "home bought (university)", row["value"], low, high, row["source"]))
    return _homes(found)


def _homes(found: list[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(found, columns=["left", "what", "value", "lower", "upper", "source"])


def _periods(table: pd.DataFrame) -> list[str]:
    order = ("before 2000", "2011-2015", "2016-2020", "all periods", "2010-2011", "2012-2013")
    return sorted(table["left"].unique(), key=order.index)


def market_counts(p: Economy) -> Drawing:
    """Draw the counts of official markets by author, with what one author says of one year."""
    rows = admitted(p, "official_market_count")
    evidence = evidence_of(p, "E3", "ipus")
    plateau = measured.market_plateau(evidence)
    title = (
        f"Since 2016 one author's count rose by {plateau[0]:.0f}, less than that author's counts of 2016 "
        "differ "
        f"({plateau[1]:.0f})"
        if plateau and plateau[0] <= plateau[1]
        else f"Since 2016 one author's count rose by {plateau[0]:.0f}, more than those of 2016 differ "
        f"({plateau[1]:.0f})"
        if plateau
        else f"Counts of official markets run from {rows['value'].min():.0f} to {rows['value'].max():.0f}"
    )
    fig = figure(
        title,
        "Official markets counted, by author; each dot is one statement",
        footer_of(rows["source"], "satellite counts by differing definitions; alley markets are not counted"),
        height=440,
    )
    for author, group in rows.groupby("variant"):
        colour = NORTH_KOREA if author == "kinu" else SECOND if author == "melvin" else COMPARATOR
        fig.add_scatter(
            x=group["time"],
            y=group["value"],
            mode="markers",
            name=AUTHORS[str(author)],
            marker={"color": colour, "size": 9},
        )
        at, high = group.iloc[0 if author == "melvin" else -1], author in ("nis", "nkdi")
        label(fig, at["time"], at["value"], AUTHORS[str(author)], colour, yanchor="bottom" if high else "top")
    fig.update_yaxes(rangemode="tozero")
    fig.update_xaxes(
        range=[rows["time"].min() - pd.DateOffset(months=9), rows["time"].max() + pd.DateOffset(months=22)]
    )
    facts = {
        "least": f"{rows['value'].min():.0f}",
        "most": f"{rows['value'].max():.0f}",
        "author": (
            f"One institute alone gives figures for 2016 that lie {plateau[1]:.0f} apart, and its later "
            "count exceeds "
            f"their mean by {plateau[0]:.0f}"
            if plateau
            else "No author counted more than once in the admitted rows"
        ),
        "differ": f"{plateau[1]:.0f}" if plateau else "unknown",
        "plateau": "the spread has ended"
        if plateau and plateau[0] <= plateau[1]
        else "no end of the spread is shown",
    }
    table = rows[["date", "variant", "value", "vintage", "source"]].rename(
        columns={"variant": "author", "value": "markets"}
    )
    alt = (
        f"Dot chart of {len(rows)} counts of official markets from {facts['least']} to {facts['most']}. "
        f"{title}."
    )
    return Drawing(fig, alt, table, facts)


MARKET_ROWS = (
    ("mou2024_informal_share_of_household_income", "informal income", "Ministry"),
    ("nkras2020_private_economy_workers", "private work", "Ministry"),
    ("kli_participated_in_informal_economy", "informal work", "Labor Inst."),
    ("ipus_informal_economy_participation", "informal work", "University"),
    ("ipus_main_job_trade", "trade as job", "University"),
    ("csis_household_income_almost_all_from_market", "market income", "CSIS"),
)


def market_shares(p: Economy) -> Drawing:
    """Draw how many depend on markets: each survey, each definition, each period of leaving."""
    found = []
    for series, what, survey in MARKET_ROWS:
        try:
            rows = admitted(p, series)
        except NoEvidence:
            continue
        for _, row in rows.iterrows():
            low, high = interval_of(row, p.confidence)
            found.append((survey, what, left_words(row), row["value"], low, high, row["source"]))
    if not found:
        raise NoEvidence("no evidence of this grade")
    table = pd.DataFrame(found, columns=["survey", "what", "left", "value", "lower", "upper", "source"])
    latest = table.groupby(["survey", "what"], sort=False).tail(1)
    line = find_claim("E3").criterion.supports.at_least or 0.0
    majority = int((latest["value"] >= line).sum())
    fig = figure(
        f"By {majority} of {len(latest)} measures most of the latest leavers lived from markets",
        "Percent of leavers (of residents for CSIS) or of household income, by year of leaving; "
        f"whiskers: {level_words(p)} where the sample size is printed",
        footer_of(table["source"], "leavers from trading families near the border are over-represented"),
        height=130 + 34 * len(table),
    )
    colours = {"Ministry": NORTH_KOREA, "University": SECOND, "Labor Inst.": THIRD, "CSIS": ACCENT}
    order = table.iloc[::-1]
    names = order["what"] + ", " + order["left"]
    names = names.where(~names.duplicated(keep=False), names + " " + order["survey"])
    whiskers(
        fig, names, order["value"], order["lower"], order["upper"], [colours[x] for x in order["survey"]]
    )
    for name, group in table.groupby("survey", sort=False):
        label(fig, 1, names[group.index[0]], str(name), colours[str(name)], xshift=0, yshift=8)
    fig.add_vline(x=line, line={"color": COMPARATOR, "width": 1, "dash": "dot"})
    fig.update_xaxes(range=[0, 102], ticksuffix=" %")
    facts = {
        "majority": majority,
        "measures": len(latest),
        "least": f"{latest['value'].min():.0f}",
        "most": f"{latest['value'].max():.0f}",
        **{f"{r.what}, {r.left}": f"{r.value:g}" for r in table.itertuples()},
    }
    listed = "; ".join(f"{r.survey}, {r.what}, left {r.left}: {r.value:g}" for r in table.itertuples())
    return Drawing(fig, f"Dot chart, percent. {listed}.", table, facts)


def price_spread(p: Economy) -> Drawing:
    """Draw how far apart the rice prices of three cities are, month by month."""
    table = city_prices(p, "rice_price")
    gap = prices.spread(table)
    if len(gap) < 24:
        raise NoEvidence("the prices of all cities cover too few months")
    months = pd.PeriodIndex(gap.index).to_timestamp()
    smooth = gap.rolling(12, center=True, min_periods=6).median()
    closed = gap.index >= pd.Period("2020-01", "M")
    before, after = gap[~closed].median(), gap[closed].median()
    title = (
        f"One rice market: prices in {len(CITIES)} cities lie {before:.1f} percent apart before the "
        "border closed, "
        f"{after:.1f} after"
        if closed.any() and (~closed).any()
        else f"One rice market: prices in {len(CITIES)} cities lie {gap.median():.1f} percent apart"
    )
    fig = figure(
        title,
        "Standard deviation over mean of the monthly rice price in Pyongyang, Sinuiju and Hyesan; "
        "thick line: median over a year",
        footer_of(["dailynk_fnk_rice"], "a few informants per city; monthly medians; one origin"),
        height=420,
    )
    fig.add_scatter(x=months, y=gap, mode="lines", line={"color": COMPARATOR, "width": 1}, name="month")
    fig.add_scatter(x=months, y=smooth, mode="lines", line={"color": NORTH_KOREA, "width": 3}, name="year")
    for moment, words in moments(
        p, ("2009-11-30", "2020-01-30", "2023-01"), ("new won", "border shut", "grain ban")
    ):
        if months.min() <= pd.Timestamp(moment) <= months.max():
            event(fig, pd.Timestamp(moment), words)
    fig.update_yaxes(rangemode="tozero", ticksuffix=" %", range=[0, min(40.0, float(gap.max()) * 1.1)])
    facts = {
        "before": f"{before:.1f}",
        "after": f"{after:.1f}",
        "peak": f"{gap.max():.0f}",
        "peak_month": str(gap.idxmax()),
        **half_lives(p, table),
    }
    frame = pd.DataFrame({"month": gap.index.astype(str), "spread_percent": gap.to_numpy()})
    return Drawing(
        fig, f"Line chart. {title}. Highest in {facts['peak_month']}: {facts['peak']} percent.", frame, facts
    )


def half_lives(p: Economy, table: pd.DataFrame) -> dict[str, str]:
    """Return in words how fast the gap of each border city to Pyongyang closes, open and shut."""
    parts, slowest = [], 0.0
    closed = table.index >= pd.Period("2020-01", "M")
    for name, part in (("until the border closed", table[~closed]), ("since then", table[closed])):
        for city in CITIES[1:]:
            fit = prices.half_life(pd.Series(np.log(part[city] / part[CITIES[0]])), p.confidence)
            if fit is not None:
                slowest = max(slowest, fit.months)
                ends = f"{fit.lower:.1f} to {_months(fit.upper)}"
                parts.append(f"for {city.capitalize()} {name} {fit.months:.1f} months ({ends})")
    if not parts:
        return {"closing": "Too few months are admitted to say how fast gaps between cities close."}
    speed = "Gaps between cities close within weeks." if slowest < 1.5 else "Not all gaps close within weeks."
    return {
        "closing": f"The time in which {50} percent of a gap to Pyongyang is gone: {enumerated(parts)}. "
        f"{speed}"
    }


def _months(value: float) -> str:
    return f"{value:.1f}" if value < 60 else "years"
