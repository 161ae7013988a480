"""Figures of the chapter on trust: each takes its parameters and returns a `Drawing`."""

import textwrap
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from nkbook import data
from nkbook.claims import Evaluation, Verdict, claim, evaluate
from nkbook.claims import trust as measured
from nkbook.claims.card import number
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.figures import (
    ACCENT,
    COMPARATOR,
    DASHES,
    FAINT,
    NORTH_KOREA,
    SECOND,
    THIRD,
    band,
    event,
    figure,
    label,
    rgba,
)
from nkbook.methods import groups, scales, surveys
from nkbook.parameters import Trust
from nkbook.plots.drawing import Drawing

NAMES = {
    "ALB": "Albania",
    "BGR": "Bulgaria",
    "BLR": "Belarus",
    "CHN": "China",
    "CUB": "Cuba",
    "CZE": "Czechia",
    "DDR": "East Germany",
    "DEU": "Germany",
    "ERI": "Eritrea",
    "EST": "Estonia",
    "HUN": "Hungary",
    "JPN": "Japan",
    "KAZ": "Kazakhstan",
    "KOR": "South Korea",
    "LAO": "Laos",
    "LTU": "Lithuania",
    "LVA": "Latvia",
    "MMR": "Myanmar",
    "POL": "Poland",
    "PRK": "North Korea",
    "ROU": "Romania",
    "RUS": "Russia",
    "SVK": "Slovakia",
    "SWE": "Sweden",
    "TKM": "Turkmenistan",
    "TWN": "Taiwan",
    "UKR": "Ukraine",
    "USA": "United States",
    "UZB": "Uzbekistan",
    "VNM": "Vietnam",
}
LAST_OPENING = 2014
PEOPLE = 1_000_000
RISE = 5
# Famine, legal markets, currency reform, closed border.
SHOCKS = (1995, 2002, 2009, 2020)


MISSING = "(no admitted figure)"


def choices(p: Trust) -> dict[str, Any]:
    """Return the parameters as choices of the claims."""
    return {
        "grades": p.grades,
        **p.claim_years,
        "confidence": p.confidence,
        "index": p.index,
        "base_year": p.base_year,
        "inferred_dates": p.inferred_dates,
        "serial_entries": p.serial_entries,
    }


# -- T1 ---------------------------------------------------------------------------------------------


def rights_path(p: Trust) -> Drawing:
    """Draw one index of civil liberties for North Korea and its comparators."""
    own = _rows(p, p.index)
    others = _rows(p, p.index, country=p.comparators, need=False)
    others = others[others["vintage"] == others["vintage"].min()]
    values = 100 * measured.newest(own)
    found = scales.gain(values, p.base_year)
    rises = {
        c: _gain_of(100 * part.set_index("year")["value"], p.base_year)
        for c, part in others.groupby("country")
    }
    title = f"North Korea's civil liberties moved by {found.estimate:+.1f}% of the scale since {p.base_year}"
    ranked = sorted((r, NAMES[str(c)]) for c, r in rises.items() if r is not None)
    extremes = ranked[::-1] if len(ranked) < 3 else [ranked[-1], ranked[0]]
    if extremes:
        title += "; " + _and([f"{name}'s by {rise:+.0f}" for rise, name in extremes])
    fig = figure(
        title,
        f"{_title(p.index)} of V-Dem, percent of the scale from worst to best, {_span(own)}; shaded: base "
        "years",
        footer([own, others], "Few coders know the country; this mirror of the data prints no intervals."),
    )
    fig.add_vrect(x0=p.base_year - 4.5, x1=p.base_year + 0.5, fillcolor=FAINT, line_width=0, layer="below")
    for number_, (country, part) in enumerate(others.groupby("country")):
        fig.add_scatter(
            x=part["year"],
            y=100 * part["value"],
            mode="lines",
            name=NAMES[country],
            line={"color": COMPARATOR, "dash": DASHES[number_ % len(DASHES)], "width": 1.5},
        )
        label(fig, part["year"].iloc[-1], 100 * part["value"].iloc[-1], NAMES[country], COMPARATOR)
    fig.add_scatter(
        x=values.index, y=values, mode="lines", name="North Korea", line={"color": NORTH_KOREA, "width": 3}
    )
    label(fig, values.index[-1], values.iloc[-1], "North Korea", NORTH_KOREA, yshift=8)
    fig.update_yaxes(range=[-2, 102], ticksuffix="%")
    fig.update_xaxes(range=[values.index.min(), values.index.max() + 0.32 * (np.ptp(values.index) + 4)])
    facts = {
        "now": f"{found.latest:.1f}%",
        "before": f"{found.base:.1f}%",
        "gain": f"{found.estimate:+.1f}",
        "base_years": f"{p.base_year - 4} to {p.base_year}",
        "last_year": str(values.index.max()),
        "peers": _and([f"{NAMES[c]} {r:+.0f}" for c, r in rises.items() if r is not None])
        or "none of the countries chosen can be compared",
        "flat": _flat({str(c): r for c, r in rises.items() if r is not None and abs(r) <= measured.FLOOR}),
    }
    alt = (
        f"Lines by year. North Korea stays between {values.min():.1f} and {values.max():.1f} percent of "
        "the scale; "
        f"since the base years: {facts['peers']}."
    )
    return Drawing(fig, alt, _table([own, others]), facts)


def rights_gains(p: Trust) -> Drawing:
    """Draw the gain since the base years by source, against the regions of the criterion."""
    criterion = claim("T1").criterion
    found = {key: evaluate("T1", reading=key, **choices(p)) for key in claim("T1").readings}
    heard = {key: e for key, e in found.items() if e.estimate is not None and e.upper is not None}
    if not heard:
        raise NoEvidence("no source of ratings is admitted")
    highest = max(e.upper for e in heard.values() if e.upper is not None)
    names = {"vdem": "V-Dem", "freedom_house": "Freedom House", "fariss": "Fariss"}
    least, basic = criterion.supports.at_most or 0.0, criterion.contradicts.at_least or 0.0
    if highest <= least:
        title = f"No source allows a gain above {highest:.1f}% of its own scale"
    else:
        title = f"The sources allow gains of up to {highest:.1f}% of their scales"
    fig = figure(
        title,
        f"Gain since the years up to {p.base_year}, percent of each source's scale; bars: every single "
        "year since, "
        "and known error of the source",
        f"Sources: {', '.join(sorted({s for e in heard.values() for s in e.sources}))}. "
        "Shaded: no basic gain (left), basic gain (right), by the criterion of T1.",
        height=340,
    )
    fig.add_vrect(x0=-20, x1=least, fillcolor=rgba(THIRD, 0.12), line_width=0, layer="below")
    fig.add_vrect(x0=basic, x1=20, fillcolor=rgba(NORTH_KOREA, 0.12), line_width=0, layer="below")
    _whiskers(fig, [names[k] for k in heard], list(heard.values()), NORTH_KOREA)
    fig.update_xaxes(range=[-16, 16], ticksuffix="%", zeroline=True, zerolinecolor=COMPARATOR)
    readings = [f"{names[k]} {_interval(e)}" for k, e in heard.items()]
    supporting = [
        names[k] for k, e in heard.items() if e.verdict in (Verdict.SUPPORTED, Verdict.WITHIN_LIMITS)
    ]
    facts = {
        "readings": _and(readings),
        "highest": f"{highest:.1f}%",
        "grade": _grade(heard.get("freedom_house")),
        "latent": _latent(heard.get("fariss")),
        "supporting": f"{_and(supporting)} bear the claim out" if supporting else "none bears the claim out",
    }
    table = pd.DataFrame(
        [
            {
                "source": names[k],
                "gain": e.estimate,
                "lower": e.lower,
                "upper": e.upper,
                "verdict": str(e.verdict),
            }
            for k, e in heard.items()
        ]
    )
    return Drawing(fig, f"Gains with ranges: {facts['readings']}, in percent of the scale.", table, facts)


def floor(p: Trust) -> Drawing:
    """Draw how many of V-Dem's indicators never change, by country."""
    codes = sorted(set(data.read("trust-vdem-codebook")["series"]) - {"v2clstown"})
    rows = _rows(p, *codes, country=None)
    rows = rows[rows["vintage"] == rows["vintage"].min()]
    years = rows.groupby("country")["year"].nunique()
    whole = years[years == years.get("PRK", 0)].index
    if "PRK" not in whole or len(whole) < 2 or years["PRK"] < 2:
        raise NoEvidence("too few years or countries to compare")
    stuck = pd.Series(
        {
            c: 100 * scales.never_changing({str(s): v["value"] for s, v in part.groupby("series")})
            for c, part in rows[rows["country"].isin(whole)].groupby("country")
        }
    ).sort_values(kind="stable")
    others = stuck.drop("PRK")
    own_rows = rows[rows["country"] == "PRK"]
    indicators = own_rows["series"].nunique()
    fig = figure(
        f"{stuck['PRK']:.0f}% of V-Dem's indicators never change for North Korea; for the median of the "
        "others "
        f"{others.median():.0f}%",
        f"Share of {indicators} indicators and indices that hold one value from {own_rows['year'].min()} to "
        f"{own_rows['year'].max()}; countries coded throughout",
        footer(rows, "An expert scale that sits still cannot tell no change from small change."),
        height=140 + 26 * len(stuck),
    )
    fig.add_bar(
        x=stuck,
        y=[NAMES[c] for c in stuck.index],
        orientation="h",
        marker_color=[NORTH_KOREA if c == "PRK" else COMPARATOR for c in stuck.index],
        text=[f"{v:.0f}%" for v in stuck],
        textposition="outside",
        cliponaxis=False,
    )
    fig.update_xaxes(range=[0, 1.15 * max(stuck.max(), 1)], ticksuffix="%")
    rank = int((others >= stuck["PRK"]).sum())
    series = 100 * own_rows[own_rows["series"] == p.index].set_index("year")["value"]
    values = scales.distinct(series)
    facts = {
        "stuck": f"{stuck['PRK']:.0f}%",
        "stuck_peers": f"{others.median():.0f}%",
        "indicators": str(indicators),
        "values": str(values),
        "shocks": _shocks(series),
        "stuck_rank": "no other country is as still" if rank == 0 else f"{rank} other countries are as still",
    }
    alt = f"Bars: North Korea {facts['stuck']}, median of the others {facts['stuck_peers']}."
    table = pd.DataFrame({"country": stuck.index, "never_changing_percent": stuck.to_numpy()})
    return Drawing(fig, alt, table, facts)


def detectable(p: Trust) -> Drawing:
    """Draw the largest rises that the same index recorded elsewhere, beside what it could detect."""
    rows = _rows(p, p.index, country=None)
    again = measured.coded_again(rows)
    coded = rows[rows["vintage"] == rows["vintage"].min()]
    rises = {}
    for country, part in coded.groupby("country"):
        try:
            rises[str(country)] = scales.largest_rise(part.set_index("year")["value"], RISE)
        except NoEvidence:
            continue
    if "PRK" not in rises:
        raise NoEvidence("too few years of North Korea are admitted")
    order = sorted(rises, key=lambda c: rises[c][1])
    episode = (claim("T1").criterion.contradicts.at_least or 0.0) / 100
    risen = [c for c in order if c != "PRK" and rises[c][1] >= episode]
    fig = figure(
        f"The index does move: {len(risen)} of {len(order) - 1} other countries rose by an episode's "
        f"worth within {RISE} years"
        if len(risen)
        else f"No country in the window rose by an episode's worth within {RISE} years",
        f"Largest rise of the {_title(p.index).lower()} within {RISE} years, percent of the scale, "
        f"{_span(coded)}; "
        "line: threshold of an episode of liberalisation",
        footer(coded, "Label: year before the rise. Large openings show; small ones at the bottom may not."),
        height=140 + 24 * len(order),
    )
    fig.add_bar(
        x=[100 * rises[c][1] for c in order],
        y=[NAMES[c] for c in order],
        orientation="h",
        marker_color=[NORTH_KOREA if c == "PRK" else COMPARATOR for c in order],
        text=[f"{100 * rises[c][1]:.0f} from {rises[c][0]}" for c in order],
        textposition="outside",
        cliponaxis=False,
    )
    fig.add_vline(x=100 * episode, line={"color": ACCENT, "dash": "dot", "width": 1})
    fig.update_xaxes(range=[0, 165 * max(max(r[1] for r in rises.values()), 0.1)], ticksuffix="%")
    facts = {
        "detectable": _retest(again, p.confidence),
        "pairs": str(len(again)),
        "own_detectable": _retest(again[again.index.get_level_values("country") == "PRK"], p.confidence),
        "openings": _and(
            [f"{NAMES[c]} by {100 * rises[c][1]:.0f} from {rises[c][0]}" for c in reversed(risen[-4:])]
        )
        or "no country chosen by this window",
    }
    table = pd.DataFrame(
        [{"country": c, "from": rises[c][0], "rise_percent": 100 * rises[c][1]} for c in order]
    )
    return Drawing(fig, f"Bars of the largest rise by country; largest: {facts['openings']}.", table, facts)


# -- T2 ---------------------------------------------------------------------------------------------


def movers(p: Trust) -> Drawing:
    """Draw the running count of the state's steps that open and that tighten, and the people's."""
    table = data.events()
    table = table.assign(year=table["date"].str[:4].astype(int))
    table = table[table["year"].between(max(p.start_year, 1990), p.end_year)]
    # One law stands in the lists of several chapters: at most one step a month counts in each class.
    table = table.assign(month=table["date"].str[:7]).drop_duplicates(["month", "direction", "mover"])
    inside = table[
        table["mover"].isin(["state", "people"]) & table["direction"].isin(["tolerate", "restrict"])
    ]
    if inside.empty:
        raise NoEvidence("no dated step lies in these years")
    state = inside[inside["mover"] == "state"]
    people = inside[(inside["mover"] == "people") & (inside["direction"] == "tolerate")]
    count = state.groupby(["year", "direction"]).size().unstack(fill_value=0)
    count = count.reindex(columns=["tolerate", "restrict"], fill_value=0)
    count = count.reindex(range(inside["year"].min(), inside["year"].max() + 1), fill_value=0).cumsum()
    late = state[state["year"] > LAST_OPENING]["direction"].value_counts()
    early = state[state["year"] <= LAST_OPENING]["direction"].value_counts()
    open_, shut = int(late.get("tolerate", 0)), int(late.get("restrict", 0))
    if shut > open_:
        title = f"Since {LAST_OPENING} the state tightened {shut} times and opened {open_} times"
    else:
        title = f"Since {LAST_OPENING} the state opened {open_} times and tightened {shut} times"
    fig = figure(
        title,
        "Running count of dated steps by the state; diamonds: room won by people themselves",
        footer(
            inside, "The list is this book's own selection from its sources: a count of what was reported."
        ),
    )
    for direction, colour, word in (("restrict", NORTH_KOREA, "tightens"), ("tolerate", SECOND, "opens")):
        fig.add_scatter(
            x=count.index, y=count[direction], mode="lines", line={"color": colour, "shape": "hv"}, name=word
        )
        label(fig, count.index[-1], count[direction].iloc[-1], word, colour)
    fig.add_scatter(
        x=people["year"],
        y=[0] * len(people),
        mode="markers",
        text=people["event"],
        hoverinfo="x+text",
        marker={"color": THIRD, "symbol": "diamond", "size": 11},
    )
    fig.update_xaxes(range=[count.index[0] - 1, count.index[-1] + 0.2 * (len(count) + 4)])
    fig.update_yaxes(range=[-1.5, 1.08 * float(count.to_numpy().max()) + 1])
    facts = {
        "openings": str(int((state["direction"] == "tolerate").sum())),
        "tightenings": str(int((state["direction"] == "restrict").sum())),
        "by_people": str(len(people)),
        "since": f"{shut} steps tighten and {open_} open",
        "hand": "the hand from above has turned. What was tolerated is being taken back"
        if shut > open_
        else "the hand from above has kept opening more often than it closed",
        "before": f"{int(early.get('restrict', 0))} against {int(early.get('tolerate', 0))}",
        "all": str(len(inside)),
    }
    alt = f"Lines of running counts: {facts['tightenings']} tightenings, {facts['openings']} openings."
    return Drawing(fig, alt, inside[["date", "event", "direction", "mover", "source"]], facts)


def practice(p: Trust) -> Drawing:
    """Draw private practice against the date of permission, by period of leaving."""
    income = _rows(p, "mou2024_informal_share_of_household_income", need=False).dropna(subset="value")
    homes = _rows(p, "mou2024_housing_bought", need=False).dropna(subset="value")
    ipus = _rows(p, "ipus_home_bought", need=False).dropna(subset="value")
    if income.empty and homes.empty and ipus.empty:
        raise NoEvidence("no survey of private dealing is admitted")
    before = income[income["year"] <= measured.MARKETS_PERMITTED]
    first = before["value"].iloc[-1] if len(before) else None
    title = (
        f"Before any market was legal, {first:.0f}% of household income was already informal"
        if first is not None
        else "Private dealing by period of leaving"
    )
    fig = figure(
        title,
        "Percent, leavers asked in South Korea, at the last year of their period of leaving (or year "
        "before asking)",
        footer(
            [income, homes, ipus],
            "Memories of leavers, most from border provinces; the surveys differ on homes.",
        ),
    )
    for rows, name, colour, dash in (
        (income, "informal income", NORTH_KOREA, "solid"),
        (homes, "bought a home", SECOND, "solid"),
        (ipus, "home was bought", SECOND, "dot"),
    ):
        if rows.empty:
            continue
        fig.add_scatter(
            x=rows["year"],
            y=rows["value"],
            mode="lines+markers",
            name=name,
            line={"color": colour, "dash": dash},
            marker={"size": 8},
        )
        _above(fig, rows, name, colour, 28 if rows is income else 13)
    event(fig, measured.MARKETS_PERMITTED + 0.5, "markets legal")
    fig.update_yaxes(range=[0, 100], ticksuffix="%")
    fig.update_xaxes(range=[1998, 2022])
    led = first is not None and first >= (claim("T2").criterion.contradicts.at_least or 0.0)
    facts = {
        "order": "the order of events is the reverse of the claim, at least for markets: people traded "
        "because "
        "rations had stopped, and the law came after them"
        if led
        else "no large practice before the law is admitted",
        "markets": _percent(before),
        "homes": _percent(ipus),
        "bought": _percent(homes),
        "bought_n": _sizes(ipus),
    }
    return Drawing(
        fig, f"{title}. Homes: {facts['homes']} and {facts['bought']}.", _table([income, homes, ipus]), facts
    )


# -- T3 ---------------------------------------------------------------------------------------------


def ties(p: Trust) -> Drawing:
    """Draw how far trust reaches, near and across the edge of the family."""
    asked = {
        "trusted_someone_outside_family_no": "trusted nobody outside the family",
        "helped_nonfamily_defect_no": "never helped a non-relative to leave",
        "had_respected_superior_no": "had no superior they respected",
        "injustice_ignore": "would look away from injustice",
        "market_partnership_very_common": "call trade partners very common",
    }
    rows = _rows(p, *asked, need=False)
    friends = _rows(p, "how_obtained_borrow_free_from_friends", need=False)
    if rows.empty and friends.empty:
        raise NoEvidence("no survey of trust is admitted")
    bars = [(text, _of(rows, series)) for series, text in asked.items()]
    bars.append(
        (
            "residents: media from friends",
            _of(friends, "how_obtained_borrow_free_from_friends"),
        )
    )
    shown = [(text, row, measured.share(row, p.confidence)) for text, row in bars if row is not None]
    shown.reverse()
    nobody, lent = (
        _of(rows, "trusted_someone_outside_family_no"),
        _of(friends, "how_obtained_borrow_free_from_friends"),
    )
    parts = []
    if nobody is not None:
        parts.append(f"{nobody['value']:.0f}% of leavers trusted nobody outside the family")
    if lent is not None:
        parts.append(f"{lent['value']:.0f}% of the residents asked borrow forbidden media from friends")
    title = "; ".join(parts) or "Trust outside the family, by question"
    fig = figure(
        title[0].upper() + title[1:],
        f"Percent with {p.confidence:.0%} intervals (sampling error only); orange: resettled leavers, "
        f"{_sizes(rows)}; blue: residents by phone, {_sizes(friends)}",
        footer([rows, friends], "One press item for the survey of leavers; the residents chose themselves."),
        height=470,
    )
    _share_bars(fig, shown, [SECOND if text.startswith("residents") else NORTH_KOREA for text, _, _ in shown])
    narrow = nobody is not None and nobody["value"] > 50
    facts = {
        "circle": "The figure of ties shows a narrow circle, and a hole in it: foreign media are among "
        "the most "
        "dangerous things to lend, and they are lent to friends."
        if narrow and lent is not None and lent["value"] > 25
        else "",
        "nobody": _said(rows, "trusted_someone_outside_family_no", p),
        "never_helped": _said(rows, "helped_nonfamily_defect_no", p),
        "look_away": _said(rows, "injustice_ignore", p),
        "friends": _said(friends, "how_obtained_borrow_free_from_friends", p),
        "partner": _said(rows, "market_partnership_very_common", p),
    }
    return Drawing(fig, f"Bars: {title}.", _table([rows, friends]), facts)


def stasi(p: Trust) -> Drawing:
    """Draw what denser informing did to trust, help and voting in East Germany."""
    kinds = {
        "trust_in_strangers": "trust in strangers",
        "reciprocal_behaviour": "returning favours",
        "attend_elections": "going to vote",
    }
    waves = {"": "both waves", "_first_wave": "first wave", "_second_wave": "second wave"}
    names = {
        f"stasi_plus_1sd_{k}{w}": f"{kind}, {wave}" for k, kind in kinds.items() for w, wave in waves.items()
    }
    rows = _rows(p, *names, country="DDR", inferred=True)
    rows = (
        rows.assign(text=rows["series"].map(names))
        .set_index("series")
        .reindex([n for n in reversed(names) if n in set(rows["series"])])
        .reset_index()
    )
    clear = rows[rows["upper"] < 0]
    fig = figure(
        f"Denser informing left its mark: {len(clear)} of {len(rows)} effects are clearly below nought",
        "Effect of one standard deviation more informers in a county, in units of the outcome, printed "
        "intervals; "
        "East Germans asked after 1990",
        footer(
            rows,
            "Scale of the outcomes not printed in the copy read: sign and certainty count, size does not.",
        ),
        height=420,
    )
    fig.add_scatter(
        x=rows["value"],
        y=rows["text"],
        mode="markers",
        marker={"color": COMPARATOR, "size": 9},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": rows["upper"] - rows["value"],
            "arrayminus": rows["value"] - rows["lower"],
            "color": COMPARATOR,
        },
    )
    fig.add_vline(x=0, line={"color": ACCENT, "dash": "dot"})
    gulag = _rows(
        p,
        *[f"gulag_{x}_{y}" for x in ("near", "far") for y in ("complete_distrust", "voting")],
        country=None,
        need=False,
        inferred=True,
    )
    whole = rows[rows["series"] == "stasi_plus_1sd_trust_in_strangers"]
    first = rows[rows["series"] == "stasi_plus_1sd_trust_in_strangers_first_wave"]
    facts = {
        "stasi": _range(whole),
        "stasi_first": _range(first),
        "sign": "The effects in the figure have the sign that the essay needs."
        if bool((rows["value"] < 0).all())
        else "The effects differ in sign.",
        "stasi_t": f"{len(clear)} of {len(rows)}",
        "gulag_trust": _pair(gulag, "gulag_far_complete_distrust", "gulag_near_complete_distrust"),
        "gulag_vote": _pair(gulag, "gulag_far_voting", "gulag_near_voting"),
    }
    return Drawing(
        fig, f"Effects with intervals; trust in strangers {facts['stasi']}.", _table([rows, gulag]), facts
    )


def strangers(p: Trust) -> Drawing:
    """Draw trust in strangers by country, China among formerly communist states."""
    rows = _rows(p, "generalized_trust_wvs", country=None)
    last = rows.sort_values(["year", "grade"], ascending=[True, False], kind="stable")
    last = last.groupby("country").tail(1).sort_values("value", kind="stable")
    china = _one(last, "CHN")
    rank = None if china is None else int((last["value"] > china["value"]).sum()) + 1
    title = (
        f"China has dense informing and much trust: {china['value']:.0f}% trust strangers"
        if china is not None and rank is not None and rank <= len(last) / 3
        else "Trust in strangers differs widely among states that had informers"
    )
    fig = figure(
        title,
        "Share who say that most people can be trusted, latest wave of the World Values Survey, "
        f"{_span(last)}",
        footer(last, "Read in a copy of the series; answers under surveillance may be false."),
        height=150 + 22 * len(last),
    )
    colours = [SECOND if c == "CHN" else COMPARATOR for c in last["country"]]
    fig.add_bar(
        x=last["value"],
        y=[NAMES[c] for c in last["country"]],
        orientation="h",
        marker_color=colours,
        text=[f"{v:.0f}" for v in last["value"]],
        textposition="outside",
        cliponaxis=False,
    )
    fig.update_xaxes(range=[0, 80], ticksuffix="%")
    informers = _rows(p, "informants_share", country="CHN", need=False, inferred=True)
    facts = {
        "china": _level(china),
        "romania": _level(_one(last, "ROU")),
        "korea": _level(_one(last, "KOR")),
        "order": "another" if rank is not None and rank <= len(last) / 3 else "much as it is, with China low",
        "china_rank": "" if rank is None else f"rank {rank} of {len(last)} countries",
        "china_informers": _and([f"{v:g}%" for v in sorted(informers["value"])]) or MISSING,
    }
    return Drawing(
        fig,
        f"Bars of trust in strangers; China {facts['china']}, Romania {facts['romania']}.",
        _table([last]),
        facts,
    )


# -- T4 ---------------------------------------------------------------------------------------------


def densities(p: Trust) -> Drawing:
    """Draw documented informer shares on a scale of powers, beside what the saying needs."""
    needed, literal = 100 * groups.share_needed(measured.SAYING, measured.EVEN), 100 / measured.SAYING
    found = documented_shares(p)
    if not found:
        raise NoEvidence("no count of informers is admitted")
    table = pd.DataFrame(found, columns=["text", "share", "source", "kind"]).sort_values(
        "share", kind="stable"
    )
    dense, strict = table["share"].max(), table[table["kind"] == "count"]["share"].median()
    fig = figure(
        f"The saying needs {needed:.0f}% informers; the densest figure on record is {dense:.1f}%",
        "Informers in percent of inhabitants, logarithmic axis; lines: what "
        "the saying "
        "needs for even odds, and word for word",
        f"Sources: {', '.join(sorted(set(table['source'])))}. Counts, lifetime totals and ceilings are "
        "not the same thing.",
        height=170 + 42 * len(table),
    )
    colours = [NORTH_KOREA if k == "ceiling" else COMPARATOR for k in table["kind"]]
    fig.add_scatter(
        x=table["share"],
        y=[_broken(text, 15) for text in table["text"]],
        mode="markers+text",
        text=[f"{v:.2g}%" for v in table["share"]],
        textposition="middle right",
        marker={
            "color": colours,
            "size": 11,
            "symbol": ["circle" if k == "count" else "triangle-left" for k in table["kind"]],
        },
    )
    for value, text in ((needed, "even odds"), (literal, "literal")):
        fig.add_vline(x=value, line={"color": NORTH_KOREA, "dash": "dot"})
        fig.add_annotation(
            x=np.log10(value),
            y=1.0,
            yref="paper",
            text=text,
            showarrow=False,
            textangle=-90,
            xanchor="right" if value == needed else "left",
            yanchor="top",
            font={"color": NORTH_KOREA, "size": 11},
        )
    fig.update_xaxes(type="log", range=[-0.5, 1.75], ticksuffix="%", tickvals=[0.3, 1, 3, 10, 30])
    ceiling = table[table["kind"] == "ceiling"]
    facts = {
        "needed": f"{needed:.1f}%",
        "literal": f"{literal:.0f}%",
        "densest": f"{dense:.1f}%",
        "times": f"{needed / strict:.0f}" if strict == strict else MISSING,
        "clean": f"{100 * groups.chance_of_none(strict / 100, measured.SAYING):.0f}%",
        "even_group": f"{groups.size_for(strict / 100, measured.EVEN):.0f}",
        "ceiling": f"{ceiling['share'].iloc[0]:.1f}%"
        if len(ceiling)
        else "not admitted, since its year was deduced",
        "surely": f"{100 * groups.share_needed(measured.SAYING, 0.95):.0f}%",
    }
    return Drawing(
        fig,
        f"Points: documented shares up to {facts['densest']}; the saying needs {facts['needed']}.",
        table,
        facts,
    )


def documented_shares(p: Trust) -> list[tuple[str, float, str, str]]:
    """Return each published share of informers: whose, percent of inhabitants, source, kind of count."""
    texts = {
        "informants_total": "East Germany",
        "informants_lifetime": "East Germany, ever",
        "informants_occasional_total": "East Germany, widest count",
    }
    found = []
    people = _rows(p, "population_beside_informants", country=["DDR", "LTU"], need=False)
    counts = _rows(p, *texts, country="DDR", need=False)
    counts = counts[counts["year"] == counts["year"].max()].drop_duplicates(["series", "value"])
    if len(people[people["country"] == "DDR"]):
        inhabitants = people[people["country"] == "DDR"]["value"].median()
        for _, row in counts.iterrows():
            text = f"{texts[row['series']]} ({row['value']:,.0f})"
            kind = "count" if row["series"] == "informants_total" else "wider"
            found.append((text, 100 * row["value"] / inhabitants, row["source"], kind))
    china = _rows(p, "informants_share", country="CHN", need=False, inferred=p.inferred_dates)
    for _, row in china.iterrows():
        found.append(
            (
                f"China, {'county' if row['grade'] == 'C' else 'country'} ({row['year']})",
                row["value"],
                row["source"],
                "count",
            )
        )
    lithuania = _rows(p, "security_plus_informants_total", country="LTU", need=False)
    if len(lithuania) and len(people[people["country"] == "LTU"]):
        inhabitants = people[people["country"] == "LTU"]["value"].iloc[0]
        row = lithuania.iloc[0]
        found.append(
            (
                f"Lithuania {row['year']}, officers too",
                100 * row["value"] / inhabitants,
                row["source"],
                "wider",
            )
        )
    ceiling = _rows(p, "inhabitants_per_informant_floor", need=False, inferred=p.inferred_dates)
    for _, row in ceiling.iterrows():
        found.append(("North Korea, ceiling", 100 / row["lower"], row["source"], "ceiling"))
    return found


# -- T5 ---------------------------------------------------------------------------------------------


def watched(p: Trust) -> Drawing:
    """Draw surveillance felt by leavers: by period of leaving, and as the main worry by year."""
    home = _rows(p, "watched_at_home", need=False).dropna(subset="value").drop_duplicates("date")
    control = _rows(p, "social_control_strengthened", need=False).dropna(subset="value")
    worry = _rows(p, "ipus_main_daily_worry_police_and_security_crackdowns", need=False).dropna(
        subset="value"
    )
    life = _rows(p, "ipus_main_daily_worry_organisational_life", need=False).dropna(subset="value")
    if all(part.empty for part in (home, control, worry, life)):
        raise NoEvidence("no survey on surveillance is admitted")
    rise = len(home) > 1 and home["value"].iloc[-1] > home["value"].iloc[0]
    title = (
        f"Watched at home: {home['value'].iloc[0]:.0f}% of the first leavers, "
        f"{home['value'].iloc[-1]:.0f}% of the last"
        if rise
        else "Surveillance as leavers report it"
    )
    fig = figure(
        title,
        "Percent. Lines with points: Ministry interviews by period of leaving; bands: main daily worry of "
        "recent "
        "leavers (one answer each), sampling error only",
        footer(
            [home, control, worry, life], "Leavers recall; their numbers per period are mostly not printed."
        ),
        height=470,
    )
    for rows, name, colour in ((home, "watched at home", NORTH_KOREA), (control, "control grew", THIRD)):
        if len(rows):
            fig.add_scatter(
                x=rows["year"],
                y=rows["value"],
                mode="lines+markers",
                line={"color": colour},
                marker={"size": 9},
                name=name,
            )
            _above(fig, rows, name, colour, -15 if rows is home else 13)
    for rows, name, colour in ((worry, "worry: crackdowns", SECOND), (life, "worry: meetings", ACCENT)):
        known = rows.dropna(subset="n")
        if len(rows):
            bounds = [
                surveys.exact_percent(float(r["value"]), int(r["n"]), p.confidence)
                for _, r in known.iterrows()
            ]
            band(fig, known["year"], [b[0] for b in bounds], [b[1] for b in bounds], colour)
            fig.add_scatter(x=rows["year"], y=rows["value"], mode="lines", line={"color": colour}, name=name)
            _above(fig, rows, name, colour, -32)
    fig.update_yaxes(range=[0, 100], ticksuffix="%")
    fig.update_xaxes(range=[1998, 2022])
    searched = _rows(p, "home_searched", need=False)
    posts = _rows(p, "border_guard_facilities", need=False)
    facts = {
        "rising": "shows intensity rising, wherever one series of answers has more than one point"
        if rise
        else "shows no admitted rise",
        "watched": _percent(home),
        "searched": _percent(searched),
        "control": _percent(control),
        "worry": _percent(life.iloc[[0, -1]] if len(life) > 1 else life),
        "posts": f"{posts['value'].iloc[-1]:,.0f}" if len(posts) else MISSING,
        "times": f"{home['value'].iloc[-1] / home['value'].iloc[0]:.1f}" if len(home) > 1 else MISSING,
    }
    return Drawing(
        fig,
        f"Lines: watched at home {facts['watched']}; control grew {facts['control']}.",
        _table([home, control, worry, life]),
        facts,
    )


# -- T6 ---------------------------------------------------------------------------------------------


def civil_society(p: Trust) -> Drawing:
    """Draw the core civil society index around the fall of communist states."""
    rows = _rows(p, "v2xcs_ccsi", country=None)
    table = 100 * rows.pivot_table(index="year", columns="country", values="value")
    if "PRK" not in table:
        raise NoEvidence("no coding of North Korea is admitted")
    own = table["PRK"].dropna()
    risen = measured.risen_from_as_low(table / 100)
    shown = [c for c in dict.fromkeys([*[c for c, _ in risen], "POL", *p.comparators]) if c in table]
    if risen:
        country, year = risen[0]
        title = f"{NAMES[country]} stood as low in {year} as North Korea does now, and rose the year after"
    else:
        title = f"Civil society in North Korea: {own.iloc[-5:].mean():.1f}% of the scale"
    fig = figure(
        title,
        f"Core civil society index of V-Dem, percent of the scale, {_span(rows)}",
        footer(rows, "Expert coding of organisations; silent circles of people leave no trace in it."),
    )
    for number_, country in enumerate(shown):
        values = table[country].dropna()
        fig.add_scatter(
            x=values.index,
            y=values,
            mode="lines",
            name=NAMES[country],
            line={"color": COMPARATOR, "dash": DASHES[number_ % len(DASHES)], "width": 1.5},
        )
        label(fig, values.index[-1], values.iloc[-1], NAMES[country], COMPARATOR, yshift=5)
    fig.add_scatter(
        x=own.index, y=own, mode="lines", name="North Korea", line={"color": NORTH_KOREA, "width": 3}
    )
    label(fig, own.index[-1], own.iloc[-1], "North Korea", NORTH_KOREA, yshift=-11)
    fig.update_yaxes(range=[-9, 102], ticksuffix="%")
    fig.update_xaxes(range=[table.index.min(), table.index.max() + 0.34 * (np.ptp(table.index) + 4)])
    now = table.ffill().iloc[-1].dropna()
    below = [NAMES[c] for c in now.index if c != "PRK" and now[c] < own.iloc[-1]]
    facts = {
        "now": f"{own.iloc[-5:].mean():.1f}%",
        "lowest": f"lower only in {_and(below)}" if below else "lower in no country of the comparison",
        "blind": _years_of(risen) or "no country in these years",
        "poland": _poland(table),
        "jump": _jump(table, risen),
        "eve": "And that fact has no power to predict: "
        f"{NAMES[risen[0][0]]} was rated as empty of civil society on the eve of its revolution as before."
        if risen
        else "In the years admitted no country rose from as low a level.",
    }
    return Drawing(fig, f"{title}. As low before a rise: {facts['blind']}.", _table([rows]), facts)


def exit_voice(p: Trust) -> Drawing:
    """Draw yearly exits per inhabitant: North Korea to the South, East Germany to the West."""
    arrivals = _rows(p, "arrivals_total", need=False)
    people = _rows(p, "population_total", need=False)
    left = _rows(p, "exit_total", country="DDR", need=False)
    base = _rows(p, "population_beside_informants", country="DDR", need=False)
    if arrivals.empty or people.empty:
        raise NoEvidence("no count of arrivals is admitted")
    inhabitants = people.groupby("year")["value"].median()
    yearly = arrivals.sort_values("vintage", kind="stable").groupby("year")["value"].last()
    own = PEOPLE * yearly / inhabitants.reindex(yearly.index).ffill().bfill()
    german = (
        PEOPLE * left.groupby("year")["value"].median() / base["value"].median() if len(base) else pd.Series()
    )
    # Before 1989 exit was let go by dose; in 1989 the wall fell.
    closed = german[german.index < 1989] if len(german) else german
    peak = own.idxmax()
    title = f"At its peak North Korea lost {own.max():.0f} people per {PEOPLE:,} in a year to the South"
    if len(closed):
        title += (
            f"; East Germany, walled in, {closed[closed.index >= 1970].max():,.0f}"
            if len(closed[closed.index >= 1970])
            else ""
        )
    fig = figure(
        title,
        f"People who left and arrived, per {PEOPLE:,} inhabitants and year, logarithmic axis",
        footer(
            [arrivals, people, left, base],
            "Arrivals lag exit by years; leavers who stay in China are not counted.",
        ),
    )
    fig.add_scatter(
        x=own.index, y=own, mode="lines", line={"color": NORTH_KOREA, "width": 3}, name="North Korea"
    )
    label(fig, own.index[-1], np.log10(own.iloc[-1]), "North Korea", NORTH_KOREA)
    if len(german):
        fig.add_scatter(
            x=german.index, y=german, mode="lines+markers", line={"color": COMPARATOR}, name="East Germany"
        )
        label(fig, german.index[-1], np.log10(german.iloc[-1]), "East Germany", COMPARATOR)
    fig.update_yaxes(type="log", tickvals=[1, 10, 100, 1000, 10000], tickformat=",")
    late = closed[closed.index >= 1970] if len(closed) else closed
    escapes = _rows(p, "escapes_thwarted_mfs", "escapes_successful_mfs", country="DDR", need=False)
    facts = {
        "people": f"{PEOPLE:,}",
        "prk_peak": f"{own.max():.0f}",
        "prk_peak_year": str(peak),
        "prk_last": f"{own.iloc[-1]:.0f}",
        "ddr_peak": f"{late.max():,.0f}" if len(late) else MISSING,
        "ddr_peak_year": str(late.idxmax()) if len(late) else MISSING,
        "times": f"{late.max() / own.max():.0f}" if len(late) else MISSING,
        "thwarted": _thwarted(escapes),
    }
    return Drawing(
        fig, title + ".", pd.DataFrame({"north_korea": own, "east_germany": german}).reset_index(), facts
    )


# -- T7 ---------------------------------------------------------------------------------------------


def support_by_age(p: Trust) -> Drawing:
    """Draw the support for the leader that leavers ascribe to others, by their own age."""
    rows = _rows(p, *[f"perceived_leader_support_age_{age}s" for age in range(20, 70, 10)])
    rows = rows.assign(age=rows["series"].str[-3:])
    young, old = rows.iloc[0], rows.iloc[-1]
    more = young["value"] > old["value"]
    fig = figure(
        f"Leavers in their {young['age']} ascribe {'more' if more else 'no more'} support to the leader "
        f"({young['value']:.0f}%) than those in their {old['age']} ({old['value']:.0f}%)",
        "Share who think that at least every second of those around them supported the leader; leavers "
        "who arrived "
        "within months, surveys pooled",
        footer(
            rows,
            "Others' support, not their own; numbers per age not printed, so no interval; one page prints "
            "it.",
        ),
        height=380,
    )
    fig.add_bar(
        x=rows["age"],
        y=rows["value"],
        marker_color=NORTH_KOREA,
        text=[f"{v:.0f}%" for v in rows["value"]],
        textposition="outside",
        cliponaxis=False,
    )
    fig.update_yaxes(range=[0, 100], ticksuffix="%")
    pooled = _rows(p, "perceived_leader_support_pooled", need=False)
    facts = {
        "young": f"{young['value']:.0f}%",
        "old": f"{old['value']:.0f}%",
        "meaning": "If anything, the figure by age runs against the expectation."
        if more
        else "The figure by age fits the expectation.",
        "age_gap": f"{young['value'] - old['value']:+.0f}",
        "pooled": _percent(pooled),
    }
    return Drawing(
        fig,
        f"Bars by age: {_and([f'{a} {v:.0f}' for a, v in zip(rows['age'], rows['value'], strict=True)])}.",
        _table([rows]),
        facts,
    )


def own_and_perceived(p: Trust) -> Drawing:
    """Draw own rejection of the succession beside the support that leavers see in others."""
    own = _rows(p, "succession_not_justified_exit_to_2011", "succession_not_justified", need=False)
    own = own.dropna(subset="value").sort_values("year", kind="stable")
    others = _rows(p, "perceived_leader_support_over_half", need=False).dropna(subset="value")
    others = others[others["year"] >= 2011]
    if own.empty and others.empty:
        raise NoEvidence("no survey of attitudes to the leader is admitted")
    both = len(own) > 1 and len(others) > 1
    title = "What leavers think, and what they think others think"
    if (
        both
        and own["value"].iloc[-1] > own["value"].iloc[0]
        and others["value"].iloc[-1] > others["value"].iloc[0]
    ):
        title = "Leavers reject the succession more, and see more support for the leader in others"
    fig = figure(
        title,
        f"Percent with {p.confidence:.0%} intervals (sampling error only). Own view by period of leaving; "
        "support among "
        "others by year of asking",
        footer(
            [own, others], "Other people, other years, other questions: the gap is suggestive, not measured."
        ),
    )
    for rows, name, colour in (
        (own, "own view: unjustified", NORTH_KOREA),
        (others, "others support him", SECOND),
    ):
        known = rows.dropna(subset="n")
        bounds = [
            surveys.exact_percent(float(r["value"]), int(r["n"]), p.confidence) for _, r in known.iterrows()
        ]
        fig.add_scatter(
            x=known["year"],
            y=known["value"],
            mode="markers",
            marker={"color": colour, "size": 9},
            error_y={
                "type": "data",
                "symmetric": False,
                "color": colour,
                "array": [b[1] - v for b, v in zip(bounds, known["value"], strict=True)],
                "arrayminus": [v - b[0] for b, v in zip(bounds, known["value"], strict=True)],
            },
        )
        if len(rows):
            fig.add_scatter(
                x=rows["year"], y=rows["value"], mode="lines", line={"color": colour, "width": 1.5}
            )
            _above(fig, rows, name, colour, 34 if rows is others else -22)
    fig.update_yaxes(range=[0, 100], ticksuffix="%")
    fig.update_xaxes(range=[2010, 2021])
    pride = _rows(p, "proud_of_northern_origin_direct_minus_list", need=False)
    pride = pride[pride["variant"] == ("" if p.serial_entries else "without_serial_entries")]
    apart = title.startswith("Leavers reject")
    facts = {
        "pattern": "Rising rejection beside rising belief in the loyalty of others is what preference "
        "falsification "
        "predicts, and it would mean that trust has not returned: people do not know that they are many."
        if apart
        else "The admitted surveys do not show rejection and belief in others' loyalty moving apart.",
        "own": _percent(own),
        "others": _percent(others.iloc[[0, -1]] if len(others) > 1 else others),
        "bias": _size(pride),
        "succession_n": _sizes(own),
    }
    return Drawing(
        fig,
        f"Own rejection {facts['own']}; support seen in others {facts['others']}.",
        _table([own, others]),
        facts,
    )


def price_of_trust(p: Trust) -> Drawing:
    """Draw the one priced network of trust: contact across the border, and what brokers keep."""
    contact = _rows(p, "nkdb_contact_with_north", need=False).dropna(subset="value")
    agreed = _rows(p, "remit_fee_contract", need=False).dropna(subset="value")
    paid = _rows(p, "remit_fee_actual", need=False).dropna(subset="value")
    if contact.empty and paid.empty:
        raise NoEvidence("no survey of contact or remittances is admitted")
    parts = []
    if len(contact) > 1:
        parts.append(
            f"contact with home went from {contact['value'].iloc[0]:.0f} to {contact['value'].iloc[-1]:.0f}%"
        )
    if len(paid) > 1:
        parts.append(f"brokers' share from {paid['value'].iloc[0]:.0f} to {paid['value'].iloc[-1]:.0f}%")
    title = "; ".join(parts) or "Contact and fees across the border"
    fig = figure(
        title[0].upper() + title[1:],
        f"Resettled leavers asked in South Korea, {_sizes(contact)}: percent in contact with the North; "
        "fee in percent "
        "of the money sent, agreed and paid",
        footer(
            [contact, agreed, paid],
            "The question on contact changed after the closure; fees after self-report of those who send.",
        ),
    )
    known = contact.dropna(subset="n")
    bounds = [
        surveys.exact_percent(float(r["value"]), int(r["n"]), p.confidence) for _, r in known.iterrows()
    ]
    band(fig, known["year"], [b[0] for b in bounds], [b[1] for b in bounds], SECOND)
    for rows, name, colour, dash in (
        (contact, "in contact", SECOND, "solid"),
        (paid, "fee paid", NORTH_KOREA, "solid"),
        (agreed, "fee agreed", NORTH_KOREA, "dot"),
    ):
        if len(rows):
            fig.add_scatter(
                x=rows["year"], y=rows["value"], mode="lines+markers", line={"color": colour, "dash": dash}
            )
            label(fig, rows["year"].iloc[-1], rows["value"].iloc[-1], name, colour)
    fig.update_yaxes(range=[0, 65], ticksuffix="%")
    fig.update_xaxes(range=[2014.5, 2026.5])
    gap = (
        paid.set_index("year")["value"] - agreed.set_index("year")["value"]
        if len(paid) and len(agreed)
        else None
    )
    shrank = len(contact) > 1 and contact["value"].iloc[-1] < contact["value"].iloc[0]
    dearer = len(paid) > 1 and paid["value"].iloc[-1] > paid["value"].iloc[0]
    facts = {
        "way": "the figure of prices shows this network shrink, grow dearer, and keep its agreements less "
        "well"
        if shrank and dearer
        else "the figure of prices shows no clear direction",
        "verdict": "went the wrong way" if shrank and dearer else "do not point one way",
        "contact": _percent(contact.iloc[[0, -1]] if len(contact) > 1 else contact),
        "fee": _percent(paid),
        "gap": _and([f"{v:.1f} points in {y}" for y, v in gap.items()], "and")
        if gap is not None
        else MISSING,
        "contact_n": _sizes(contact),
    }
    return Drawing(fig, title[0].upper() + title[1:] + ".", _table([contact, agreed, paid]), facts)


# -- X1 ---------------------------------------------------------------------------------------------


def motives(p: Trust) -> Drawing:
    """Draw the balance of political over economic reasons by period of leaving and source."""
    item = claim("X1").readings["pooled"]
    evidence = Evidence(item, p.grades, p.start_year, p.end_year)
    balances = measured.reasons(evidence, "pooled", p.serial_entries)
    try:
        line = measured.meta_regression(balances, p.confidence)
    except NoEvidence:
        line = None
    rows = pd.DataFrame(list(evidence.seen.values()))
    names = {
        "nep2026_nklist": "records",
        "nocut2016": "ministry",
        "chosun2018": "university",
        "nkew_2009": "academic",
        "ymca2023": "local survey",
    }
    clear = line is not None and line.lower > 0
    title = "The reasons tilt from economic to political, but sources differ more than the trend is sure"
    if line is None:
        title = "Political less economic reasons for leaving, by source"
    elif clear:
        title = f"The balance of reasons tilts to the political by {line.slope:.0f} points a decade"
    fig = figure(
        title,
        "Share with a political reason less share with an economic one, points, at the middle of the "
        "period of "
        f"leaving; whiskers: {p.confidence:.0%} sampling error where a size is printed; line: all sources",
        footer(rows, "Wordings differ; open symbols: year of asking, since no period of leaving is printed."),
        height=480,
    )
    fig.add_hline(y=0, line={"color": COMPARATOR, "width": 1})
    colours = dict(
        zip(
            sorted(balances["source"].unique()),
            (SECOND, NORTH_KOREA, THIRD, ACCENT, COMPARATOR),
            strict=False,
        )
    )
    z = surveys.student(p.confidence, 10**6)
    for source, part in balances.groupby("source"):
        fig.add_scatter(
            x=part["when"],
            y=part["balance"],
            mode="lines+markers",
            line={"color": colours[source], "width": 1},
            marker={"size": 9, "symbol": ["circle" if d else "circle-open" for d in part["dated"]]},
            error_y={
                "type": "data",
                "array": (z * np.sqrt(part["variance"])).fillna(0),
                "color": colours[source],
            },
        )
        label(
            fig,
            part["when"].iloc[-1],
            part["balance"].iloc[-1],
            names.get(str(source), str(source)),
            colours[source],
        )
    if line is not None:
        x = np.array([balances["when"].min(), balances["when"].max()])
        fig.add_scatter(
            x=x,
            y=line.intercept + line.slope * (x - 2000) / 10,
            mode="lines",
            line={"color": rgba("#333333", 0.6), "dash": "dash"},
        )
    fig.update_xaxes(range=[balances["when"].min() - 1, balances["when"].max() + 11])
    facts: dict[str, str] = {}
    if line is not None:
        spread = float(np.hypot(line.between, line.within))
        facts = {
            "slope": f"{line.slope:+.0f} points a decade ({line.lower:+.0f} to {line.upper:+.0f})",
            "between": f"{line.between:.0f}",
            "within": f"{line.within:.0f}",
            "sources": f"{line.surveys} readings from {line.sources} sources",
            "trend": "is clear of nought" if clear else "cannot be told from nought",
            "meaning": "has a direction and a size" if clear else "has a direction and no certainty",
            "compare": f"{spread:.0f} points, "
            + (
                "more than a decade of the trend"
                if spread > abs(line.slope)
                else "less than a decade of the trend"
            ),
        }
    alt = f"Balances of reasons by source and period; slope {facts.get('slope', MISSING)}."
    return Drawing(fig, alt, balances.drop(columns="group"), facts)


# -- helpers ----------------------------------------------------------------------------------------


def _rows(
    p: Trust,
    *series: str,
    country: str | Iterable[str] | None = "PRK",
    need: bool = True,
    inferred: bool = False,
) -> pd.DataFrame:
    rows = data.load(
        list(series), grades=p.grades, country=country, start=p.start_year, end=p.end_year, inferred=inferred
    )
    if need and rows.empty:
        raise NoEvidence("no evidence of this grade and of these years")
    return rows


def footer(rows: Iterable[pd.DataFrame] | pd.DataFrame, weakness: str) -> str:
    """Return the line below a figure: source keys, and what is weak about the sample."""
    tables = [rows] if isinstance(rows, pd.DataFrame) else list(rows)
    keys = sorted({str(source) for table in tables for source in table["source"]})
    return f"Sources: {', '.join(keys)}. {weakness}"


def _table(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows drawn; columns that say nothing about them are left out."""
    columns = ["series", "country", "date", "value", "lower", "upper", "n", "source"]
    frames = [part[columns] for part in parts if len(part)]
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    if set(table["country"]) == {"PRK"}:
        table = table.drop(columns="country")
    return table.dropna(axis=1, how="all")


def _title(index: str) -> str:
    codebook = data.read("trust-vdem-codebook").set_index("series")["name"]
    return str(codebook[index])


def _span(rows: pd.DataFrame) -> str:
    first, last = rows["year"].min(), rows["year"].max()
    return str(first) if first == last else f"{first} to {last}"


def _and(parts: list[str], word: str = "and") -> str:
    return ", ".join(parts) if len(parts) < 2 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _interval(found: Evaluation) -> str:
    assert found.estimate is not None
    text = f"{found.estimate:+.1f}"
    if found.lower is not None and found.upper is not None:
        text += f" ({found.lower:+.1f} to {found.upper:+.1f})"
    return text


def _gain_of(values: pd.Series, base_year: int) -> float | None:
    try:
        return scales.gain(values, base_year).estimate
    except NoEvidence:
        return None


def _retest(again: pd.DataFrame, confidence: float) -> str:
    try:
        change = scales.detectable_change(list(again["first"]), list(again["again"]), confidence)
    except NoEvidence:
        return MISSING
    return f"{100 * change:.2f}%"


def _above(fig: go.Figure, rows: pd.DataFrame, text: str, colour: str, lift: int = 13) -> None:
    """Name a line above its last point, which leaves its width to the plot."""
    last = rows.iloc[-1]
    label(fig, last["year"], last["value"], text, colour, xanchor="right", xshift=4, yshift=lift)


def _broken(text: str, width: int = 19) -> str:
    """Return a label in short lines, so that bars keep their room on a narrow screen."""
    return "<br>".join(textwrap.wrap(text, width))


def _whiskers(fig: go.Figure, names: list[str], found: list[Evaluation], colour: str) -> None:
    values = [e.estimate or 0.0 for e in found]
    fig.add_scatter(
        x=values,
        y=names,
        mode="markers+text",
        marker={"color": colour, "size": 11},
        text=[f"{v:+.1f}" for v in values],
        textposition="top center",
        error_x={
            "type": "data",
            "symmetric": False,
            "color": colour,
            "thickness": 2,
            "array": [(e.upper or v) - v for e, v in zip(found, values, strict=True)],
            "arrayminus": [v - (e.lower or v) for e, v in zip(found, values, strict=True)],
        },
    )


def _share_bars(fig: go.Figure, shown: list[tuple[str, pd.Series, Any]], colours: list[str]) -> None:
    values = [m.estimate for _, _, m in shown]
    fig.add_bar(
        x=values,
        y=[_broken(text) for text, _, _ in shown],
        orientation="h",
        marker_color=colours,
        error_x={
            "type": "data",
            "symmetric": False,
            "color": "#555",
            "array": [(m.upper or v) - v for (_, _, m), v in zip(shown, values, strict=True)],
            "arrayminus": [v - (m.lower or v) for (_, _, m), v in zip(shown, values, strict=True)],
        },
    )
    fig.update_xaxes(range=[0, 100], ticksuffix="%")


def _of(rows: pd.DataFrame, series: str) -> pd.Series | None:
    found = rows[(rows["series"] == series)].dropna(subset="value")
    return found.iloc[-1] if len(found) else None


def _one(rows: pd.DataFrame, country: str) -> pd.Series | None:
    found = rows[rows["country"] == country]
    return found.iloc[-1] if len(found) else None


def _level(row: pd.Series | None) -> str:
    return MISSING if row is None else f"{row['value']:.0f}% ({row['year']})"


def _said(rows: pd.DataFrame, series: str, p: Trust) -> str:
    row = _of(rows, series)
    if row is None:
        return MISSING
    found = measured.share(row, p.confidence)
    if found.lower is None or found.upper is None:
        return f"{found.estimate:.1f}%"
    return f"{found.estimate:.1f}% ({found.lower:.1f} to {found.upper:.1f})"


def _percent(rows: pd.DataFrame) -> str:
    if rows.empty:
        return MISSING
    return _and([f"{row['value']:.1f}% ({row['year']})" for _, row in rows.iterrows()], "then")


def _range(rows: pd.DataFrame) -> str:
    if rows.empty:
        return MISSING
    row = rows.iloc[0]
    return f"{number(row['value'])} ({number(row['lower'])} to {number(row['upper'])})"


def _pair(rows: pd.DataFrame, first: str, second: str) -> str:
    far, near = _of(rows, first), _of(rows, second)
    return MISSING if far is None or near is None else f"{far['value']:.0f}% to {near['value']:.0f}%"


def _sizes(rows: pd.DataFrame) -> str:
    sizes = rows["n"].dropna()
    if sizes.empty:
        return "size not printed"
    low, high = int(sizes.min()), int(sizes.max())
    return f"n = {low:,}" if low == high else f"n = {low:,} to {high:,}"


def _flat(rises: dict[str, float]) -> str:
    if not rises:
        return "in the absence of a slope it is alone among them"
    names = _and(sorted(NAMES[c] for c in rises))
    return f"in the absence of a large slope it is not alone ({names})"


def _grade(found: Evaluation | None) -> str:
    if found is None:
        return "no grade is admitted"
    return "the published grade has not moved" if found.estimate == 0 else "the published grade has moved"


def _latent(found: Evaluation | None) -> str:
    if found is None or found.estimate is None:
        return "It is not admitted here."
    return (
        "The latent score stands well above the worst country-year on record, so it could have fallen and "
        "could have "
        f"risen; it moved {'down' if found.estimate < 0 else 'up'}."
    )


def _shocks(series: pd.Series) -> str:
    """Return the largest change of an index across the years of famine, market law, currency and border."""
    jumps = [
        abs(series[year + 1] - series[year - 1])
        for year in SHOCKS
        if year - 1 in series.index and year + 1 in series.index
    ]
    return f"{max(jumps):.1f}%" if jumps else MISSING


def _size(rows: pd.DataFrame) -> str:
    """Return the size of a negative difference, its interval turned round with it."""
    if rows.empty:
        return MISSING
    row = rows.iloc[0]
    return f"{number(-row['value'])} ({number(-row['upper'])} to {number(-row['lower'])})"


def _years_of(risen: list[tuple[str, int]]) -> str:
    by_country: dict[str, list[str]] = {}
    for country, year in risen:
        by_country.setdefault(NAMES[country], []).append(str(year))
    return _and([f"{name} in {_and(years)}" for name, years in by_country.items()])


def _poland(table: pd.DataFrame) -> str:
    """Return how far the index rose in Poland with its free trade union, legal in 1980 and 1981."""
    if "POL" not in table or not {1979, 1981} <= set(table.index):
        return "unrecorded in these years"
    values = table["POL"]
    return f"from {float(values[1979]):.0f}% in 1979 to {float(values[1981]):.0f}% in 1981"


def _jump(table: pd.DataFrame, risen: list[tuple[str, int]]) -> str:
    if not risen:
        return MISSING
    country, year = risen[-1]
    values = table[country]
    return f"from {values[year]:.1f} to {values.loc[year + 1 : year + 2].max():.0f}%"


def _thwarted(rows: pd.DataFrame) -> str:
    wide = rows.pivot_table(index="year", columns="series", values="value")
    if wide.shape[1] < 2:
        return MISSING
    share = 100 * wide["escapes_thwarted_mfs"] / wide.sum(axis=1)
    return _and([f"{share[y]:.0f}% in {y}" for y in (share.index[0], share.index[-1])], "to")
