"""The figures of the chapter on the economy: what is drawn from which rows. Words stand in figures.yml."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import pandas as pd

from nkbook import data, words
from nkbook.book import leavers
from nkbook.book.economy import e1_collapse as e1
from nkbook.book.economy import e2_property as e2
from nkbook.book.economy import e3_markets as e3
from nkbook.book.economy import e6_dues as e6
from nkbook.book.economy import harvest, state_steps
from nkbook.chapter import Chapter, figure
from nkbook.claims.registry import claim
from nkbook.errors import NoEvidence, or_none
from nkbook.figures import ACCENT, COMPARATOR, DASHES, FAINT, NORTH_KOREA, SECOND, THIRD
from nkbook.marks import Chart, whisker
from nkbook.methods import bounds, prices, revisions, surveys
from nkbook.parameters import Economy

# E1 ------------------------------------------------------------------------------------------


@figure("E1")
def output_level(c: Chapter[Economy]) -> Chart:
    """Output since 1989 in all its printings, with the error that past revisions suggest."""
    rows, chosen, printings = c.evidence("output"), c.p.output_source, c.names["printing"]
    level = e1.output_level(rows, chosen, c.chosen["base_year"])
    paths = {key: or_none(e1.output_level, rows, key, c.chosen["base_year"]) for key in printings}
    others = {key: path for key, path in paths.items() if path is not None}
    past = e1.past_revisions(rows, c.chosen["revisions_from"])
    fall = _fall_facts(level, c.chosen["trough_years"])
    facts = fall | _revision_facts(past) | {"printing": printings[chosen]}
    chart = c.chart(facts, rows.sources, height=460)
    for (source, path), dash in zip(others.items(), DASHES, strict=False):
        look = (NORTH_KOREA, 3, "solid") if source == chosen else (COMPARATOR, 1.5, dash)
        colour, width, dash = look
        chart.line(path.index, path, printings[source], colour=colour, width=width, dash=dash)
        chart.label(path.index[-1], path.iloc[-1], chart.say(source), colour)
        chart.add(year=path.index, printing=printings[source], level=path.to_numpy())
    if len(past):
        growth, block = 100 * level.pct_change().dropna(), c.chosen["error_block"]
        drawn = revisions.perturbed(growth, past.to_numpy(), block=block)
        chart.band(drawn.years, *drawn.band(c.p.confidence))
    chart.rule(y=facts["bound"], words=chart.say("collapse"), place="bottom right")
    for date, word in c.events({"1991": "trade", "1995": "floods"}):
        chart.rule(x=date, words=chart.say(word), place="top right")
    base, last = facts["base"], facts["last"]
    chart.axes(x={"range": [base - 0.5, max(last, base + 10) + 0.5]}, y={"rangemode": "tozero"})
    chart.chronology()
    return chart


@figure("E1")
def troughs(c: Chapter[Economy]) -> Chart:
    """The lowest level of the 1990s on every yardstick, beside that of other economies."""
    asked = [(name, {"reading": "output", "output_source": key}) for key, name in c.names["printing"].items()]
    asked += [(name, {"reading": key}) for key, name in c.names["yardstick"].items()]
    found = [(name, c.evaluate(**other)) for name, other in asked]
    own = [("North Korea", name, e.estimate, e.lower, e.upper) for name, e in found if e.estimate is not None]
    if not own:
        raise NoEvidence("no yardstick of the fall is admitted")
    peers = [(name, name, low, None, None) for name, low in sorted(_lowest_of_peers(c), key=lambda x: x[1])]
    table = pd.DataFrame([*own, *peers], columns=["who", "what", "level", "lower", "upper"])
    criterion = claim("E1").parts["output"].criterion
    collapse, none = criterion.supports.at_most or 0.0, criterion.contradicts.at_least or 0.0
    highest = [level if upper is None else upper for *_, level, _, upper in own]
    facts = {
        "yardsticks": len(own),
        "deep": sum(level <= collapse for level in highest),
        "peers": len(peers),
        "fallen": [name for name, _, low, *_ in peers if low <= collapse],
        "spared": [name for name, _, low, *_ in peers if low >= none],
        "base": e1.BASE,
        "first": e1.FALL[0],
        "last": e1.FALL[1],
        "lowest": list(zip(table["what"], table["level"], strict=True)),
    }
    chart = c.chart(facts, c.sources | {"owid_maddison2020"}, height=130 + 27 * len(table))
    chart.data = table
    chart.whiskers(table, "what", "level", [NORTH_KOREA] * len(own) + [COMPARATOR] * len(peers))
    chart.rule(x=collapse, words=chart.say("collapse"), place="top left")
    chart.rule(x=none, words=chart.say("none"), place="top right")
    chart.axes(x={"range": [0, max(112, table["level"].max() + 5)]})
    return chart


def _fall_facts(level: pd.Series, years: int) -> dict[str, Any]:
    """Return where a level is lowest, what was regained, and which error would lift it to the bound."""
    fall, base, last = e1.Fall.of(level, years), int(level.index[0]), int(level.index[-1])
    bound, low = claim("E1").parts["output"].criterion.supports.at_most or 0.0, fall.lowest
    return {
        "start": float(level[base]),
        "base": base,
        "low": low,
        "year": fall.year,
        "now": float(level[last]),
        "last": last,
        "regained": (float(level[last]) - low) / (100 - low),
        "bound": bound,
        "years": fall.year - base,
        "error": revisions.error_to_reach(low, bound, fall.year - base),
    }


def _revision_facts(past: pd.Series) -> dict[str, Any]:
    """Return in how many years a rate was revised, by how much on average and at most, and when most."""
    if past.empty:
        return {"revisions": 0}
    size = past.abs()
    return {
        "revisions": len(size),
        "usual": size.mean(),
        "largest": size.max(),
        "largest_year": size.idxmax(),
    }


def _lowest_of_peers(c: Chapter[Economy]) -> Iterator[tuple[str, float]]:
    """Yield name and lowest level of the 1990s of each comparator that has a base year."""
    rows = c.rows("maddison_gdp_per_capita", country=sorted(c.names["country"]), need=False)
    for country, group in rows[rows["vintage"] == "2020"].groupby("country"):
        try:
            fall = e1.Fall.of(e1.based(group.set_index("year")["value"]))
            yield c.names["country"][str(country)], float(fall.level[fall.year])
        except NoEvidence:
            continue


# E2 ------------------------------------------------------------------------------------------

PRACTICES = {"homes": NORTH_KOREA, "transfers": ACCENT, "credit": SECOND, "university": THIRD}


@figure("E2")
def private_homes(c: Chapter[Economy]) -> Chart:
    """Trade in homes and private credit by period of leaving, with bounds where needed."""
    rows = [*_ministry_homes(c), *_university_homes(c)]
    if not rows:
        raise NoEvidence("no evidence of this grade")
    table = pd.DataFrame(rows, columns=["end", "key", "left", "value", "lower", "upper", "source"])
    table.insert(3, "what", table["key"].map(c.names["practice"]))
    points = table.astype(object).where(table.notna(), None).to_dict("records")
    facts = {
        "points": points,
        "bounds": [point for point in points if point["key"] == "homes"],
        "rise": e2.least_rise(c.evidence("mou"), 2000, 2020, c.p.confidence),
    }
    chart = c.chart(facts, table["source"], height=470)
    chart.data = table.drop(columns=["end", "key"])
    for key, group in table.groupby("key", sort=False):
        colour, bounded, last = PRACTICES[str(key)], key == "homes", group.iloc[-1]
        middle = group["value"].fillna((group["lower"] + group["upper"]) / 2)
        bars = whisker(middle, group["lower"], group["upper"], colour, 10 if bounded else 2)
        size = 1 if bounded else 10
        chart.dots(group["left"], middle, last["what"], colour=colour, size=size, error_y=bars)
        place = {"yanchor": "bottom", "xanchor": "center", "xshift": 0}
        chart.label(last["left"], last["upper"], chart.say(str(key)), colour, **place)
    order = table.assign(late=table["key"] == "university").sort_values(["late", "end"])["left"].unique()
    category = {"type": "category", "categoryorder": "array", "categoryarray": list(order)}
    chart.axes(x=category, y={"range": [0, 92], "ticksuffix": " %"})
    return chart


def _ministry_homes(c: Chapter[Economy]) -> Iterator[tuple[Any, ...]]:
    """Yield end of the period, practice, period, share, its ends, source, for each group of leavers."""
    single = {"mou2024_traded_housing_use_right": "transfers", e2.CREDIT: "credit"}
    rows = c.rows(*e2.PURCHASES, *single, need=False)
    for _, group in rows.groupby("period_end", sort=False):
        asked = {row["series"]: row for _, row in group.iterrows()}
        end, left = group["period_end"].iloc[0], _left(c, group.iloc[0])
        if set(e2.PURCHASES) <= set(asked):
            low, high = bounds.any_of([asked[name]["value"] for name in e2.PURCHASES])
            yield end, "homes", left, None, low, high, asked[e2.PURCHASES[0]]["source"]
        for name, practice in single.items():
            if name in asked:
                share = asked[name]["value"]
                low, high = _interval(c, asked[name]) or (share, share)
                yield end, practice, left, share, low, high, asked[name]["source"]


def _university_homes(c: Chapter[Economy]) -> Iterator[tuple[Any, ...]]:
    for _, row in c.rows("ipus_home_bought", need=False).iterrows():
        low, high = _interval(c, row) or (None, None)
        yield row["period_end"], "university", _left(c, row), row["value"], low, high, row["source"]


def _interval(c: Chapter[Economy], row: pd.Series) -> tuple[float, float] | None:
    """Return the interval of a share, where the number of people behind it is printed."""
    n = leavers.size(row)
    effect = c.chosen["design_effect"]
    return None if n is None else surveys.exact_percent(row["value"], n, c.p.confidence, effect)


SURVEYED = "2022"  # when the interviews of the ministry end
LAST_LEFT = 2020  # nobody left later


def _middle(row: pd.Series) -> float:
    """Return the year in the middle of the years in which the people of a row left."""
    start, end = row["period_start"], row["period_end"]
    if start and end:
        return (int(start) + min(int(end), LAST_LEFT)) / 2
    return float(int(end) - (1 if end == "2000" else 5) if end else row["year"])


def _left(c: Chapter[Economy], row: pd.Series) -> str:
    """Return in words when the people of a row left."""
    start, end, year = row["period_start"], row["period_end"], row["year"]
    facts = {"start": start, "end": end, "year": year, "late": end == SURVEYED}
    return words.sentence(c.names["leavers"]["left"], facts)


# E3 ------------------------------------------------------------------------------------------


@figure("E3")
def market_counts(c: Chapter[Economy]) -> Chart:
    """Counts of official markets by author, with what one author says of one year."""
    rows, names = c.rows("official_market_count"), c.names["author"]
    rise, differ = e3.plateau(c.evidence()) or (None, None)
    facts = {
        "statements": len(rows),
        "least": rows["value"].min(),
        "most": rows["value"].max(),
        "rise": rise,
        "differ": differ,
        "ended": bool(e3.ended(c.evidence())),
        "year": int(e3.e3.threshold("counted_twice")),
    }
    chart = c.chart(facts, height=440)
    chart.data = rows[["date", "variant", "value", "vintage", "source"]].set_axis(
        ["date", "author", "markets", "vintage", "source"], axis=1
    )
    for author, group in rows.groupby("variant"):
        colour = {"kinu": NORTH_KOREA, "melvin": SECOND}.get(str(author), COMPARATOR)
        chart.dots(group["time"], group["value"], names[str(author)], colour=colour)
        at, high = group.iloc[0 if author == "melvin" else -1], author in ("nis", "nkdi")
        place = {"yanchor": "bottom" if high else "top"}
        chart.label(at["time"], at["value"], names[str(author)], colour, **place)
    ends = rows["time"].min() - pd.DateOffset(months=9), rows["time"].max() + pd.DateOffset(months=22)
    chart.axes(x={"range": ends}, y={"rangemode": "tozero"})
    chart.chronology()
    return chart


MEASURES = (
    ("mou2024_informal_share_of_household_income", "informal_income", "ministry"),
    ("nkras2020_private_economy_workers", "private_work", "ministry"),
    ("kli_participated_in_informal_economy", "informal_work", "institute"),
    ("ipus_informal_economy_participation", "informal_work", "university"),
    ("ipus_main_job_trade", "trade", "university"),
    ("csis_household_income_almost_all_from_market", "market_income", "csis"),
)
SURVEYS = {"ministry": NORTH_KOREA, "university": SECOND, "institute": THIRD, "csis": ACCENT}


@figure("E3")
def market_shares(c: Chapter[Economy]) -> Chart:
    """How many depend on markets: each survey, each definition, each period of leaving."""
    table = _shares(c, MEASURES)
    colours = [SURVEYS[key] for key in table["survey"]]
    table = table.assign(
        what=table["kind"].map(c.names["dependence"]), survey=table["survey"].map(c.names["survey"])
    )
    latest = table.groupby(["survey", "what"], sort=False).tail(1)["value"]
    most = claim("E3").parts["dependence"].criterion.supports.at_least or 0.0
    facts = {
        "measures": len(latest),
        "majority": int((latest >= most).sum()),
        "least": latest.min(),
        "most": latest.max(),
        "points": table.to_dict("records"),
    }
    chart = c.chart(facts, table["source"], height=130 + 34 * len(table))
    chart.data = table[["survey", "what", "left", "value", "lower", "upper", "source"]]
    name = table["what"] + ", " + table["left"]
    name = name.where(~name.duplicated(keep=False), name + " " + table["survey"])
    chart.whiskers(table.assign(name=name), "name", "value", colours)
    for survey, group in table.assign(colour=colours).groupby("survey", sort=False):
        first = group.index[0]
        chart.label(1, name[first], str(survey), group["colour"][first], xshift=0, yshift=8)
    chart.rule(x=most)
    chart.axes(x={"range": [0, 102], "ticksuffix": " %"})
    return chart


def _shares(c: Chapter[Economy], asked: Iterable[tuple[str, str, str]]) -> pd.DataFrame:
    """Return the shares that surveys print of one period: series, kind and survey are `asked`."""
    found = []
    for series, kind, survey in asked:
        rows = c.rows(series, need=False)
        for _, row in rows[(rows["period_start"] != "") | (rows["period_end"] != SURVEYED)].iterrows():
            low, high = _interval(c, row) or (None, None)
            when = {"year": _middle(row), "left": _left(c, row)}
            share = {"value": row["value"], "lower": low, "upper": high, "source": row["source"]}
            found.append({"survey": survey, "kind": kind} | when | share)
    if not found:
        raise NoEvidence("no evidence of this grade")
    return pd.DataFrame(found)


@figure("E3")
def price_spread(c: Chapter[Economy]) -> Chart:
    """How far apart the rice prices of three cities are, month by month."""
    table = _city_prices(c, "rice_price")
    gap = prices.spread(table)
    if len(gap) < 24:
        raise NoEvidence("the prices of all cities cover too few months")
    shut, closing = gap.index >= e3.SHUT, e3.closing(table, c.p.confidence)
    facts = {
        "cities": len(CITIES),
        "spread": gap.median(),
        "before": gap[~shut].median(),
        "after": gap[shut].median(),
        "both": bool(shut.any() and not shut.all()),
        "peak": gap.max(),
        "peak_month": str(gap.idxmax()),
        "closing": [fit | {"city": fit["city"].capitalize()} for fit in closing],
        "slowest": max((fit["months"] for fit in closing), default=None),
        "gone": 100 * prices.GONE,
        "fast": FAST,
        "long": LONG,
    }
    chart = c.chart(facts, height=420)
    chart.add(month=gap.index.astype(str), spread_percent=gap.to_numpy())
    months = pd.PeriodIndex(gap.index).to_timestamp()
    year = gap.rolling(12, center=True, min_periods=6).median()
    chart.line(months, gap, "month", colour=COMPARATOR, width=1)
    chart.line(months, year, "year", width=3)
    for date, word in c.events({"2023-01": "ban"}):
        if months.min() <= pd.Timestamp(date) <= months.max():
            chart.rule(x=pd.Timestamp(date), words=chart.say(word))
    top = min(40.0, float(gap.max()) * 1.1)
    chart.axes(y={"rangemode": "tozero", "ticksuffix": " %", "range": [0, top]})
    chart.chronology()
    return chart


CITIES = (e3.CAPITAL, "sinuiju", "hyesan")
FAST, LONG = (
    1.5,
    60,
)  # months: a gap that closes faster is gone within weeks, one that closes slower lasts years


def _city_prices(c: Chapter[Economy], good: str) -> pd.DataFrame:
    """Return prices by month, one column per city; those in old won are left out."""
    rows = c.rows(*(f"{good}_{city}" for city in CITIES))
    city, month = rows["series"].str.rpartition("_")[2], pd.PeriodIndex(rows["date"], freq="M")
    wide = rows.assign(city=city, month=month).pivot(index="month", columns="city", values="value")
    wide = wide[wide.index >= pd.Period("2010-01", "M")]
    if wide.empty or set(CITIES) - set(wide.columns):
        raise NoEvidence("no prices of all cities")
    return wide[list(CITIES)]


# E4, E5 --------------------------------------------------------------------------------------

RELEASES: dict[str, dict[str, Any]] = {
    "fao_2025": {"colour": NORTH_KOREA, "dash": "solid", "yaxis": "y"},
    "fao_2020": {"colour": SECOND, "dash": "dash", "yaxis": "y"},
    "rda": {"colour": THIRD, "dash": "solid", "yaxis": "y2"},
}
BESIDE = {"xanchor": "right", "xshift": 0}
PLACES: dict[str, dict[str, Any]] = {
    "fao_2025": {"yanchor": "top", "yshift": -8} | BESIDE,
    "fao_2020": {"yanchor": "bottom"},
    "rda": {"yanchor": "bottom", "yshift": 8} | BESIDE,
}
TONNES = 1e6  # unit in which the southern estimate is drawn


@figure("E4")
def yields(c: Chapter[Economy]) -> Chart:
    """The harvest in three printings, with the years of both policies."""
    series = {key: v[v.index >= max(1995, c.p.start_year)] for key, v in _harvests(c)}
    series = {key: values for key, values in series.items() if len(values)}
    if not series:
        raise NoEvidence("no evidence of this grade")
    both = {"fao_2020", "fao_2025"} <= set(series)
    rewritten = harvest.rewritten(series["fao_2020"], series["fao_2025"]) if both else {}
    facts = {"crop": c.p.crop, "tonnes": TONNES, "rewritten": rewritten}
    above, below = ({"domain": part, "gridcolor": FAINT} for part in ([0.44, 1], [0, 0.34]))
    years = {"anchor": "y2", "gridcolor": FAINT}
    chart = c.chart(facts, height=560, yaxis=above, xaxis=years, yaxis2=below | {"anchor": "x"})
    for key, values in series.items():
        name, look = c.names["release"][key], RELEASES[key]
        chart.add(year=values.index, release=name, value=values.to_numpy())
        shown = values[values.index >= 2012] if key == "fao_2020" else values
        if len(shown):
            shown = shown.reindex(range(shown.index[0], shown.index[-1] + 1))
        drawn = shown / TONNES if key == "rda" else shown
        chart.line(shown.index, drawn, name, marker=5, **look)
        if len(shown):
            at = shown.index.to_numpy()[shown.to_numpy().argmax() if key == "fao_2020" else -1]
            chart.label(at, drawn[at], name, look["colour"], yref=look["yaxis"], **PLACES[key])
    for key, place in (("E4", "bottom left"), ("E5", "bottom right")):
        first = claim(key).parts["outcome"].criterion.thresholds["first_harvest"]
        chart.rule(x=first - 0.5, words=c.names["policy"][key], place=place)
    chart.chronology()
    return chart


def _harvests(c: Chapter[Economy]) -> Iterator[tuple[str, pd.Series]]:
    """Yield each printing of the harvest that is admitted; its sources become those of the figure."""
    for release in RELEASES:
        with suppress(NoEvidence):
            rows = c.evidence(release)
            found = harvest.harvests(rows, release, c.p.crop)
            c.sources |= rows.sources
            yield release, found


REFORMS = {
    "china": ("CHN", "reform_year_china_household_responsibility"),
    "contracts": ("VNM", "reform_year_vietnam_contract_system"),
    "liberalisation": ("VNM", "reform_year_vietnam_liberalisation"),
    "laos": ("LAO", "reform_year_laos_agricultural_resolution"),
    "cuba": ("CUB", "reform_year_cuba_ubpc_created"),
}


@figure("E4")
def policy_effects(c: Chapter[Economy]) -> Chart:
    """The step at each policy by source, beside the steps of reforms elsewhere."""
    own, reforms = pd.DataFrame(_policy_steps(c)), pd.DataFrame(_reform_steps(c))
    if own.empty:
        raise NoEvidence("no harvest series reaches over the policies")
    table, least = (
        pd.concat([own, reforms], ignore_index=True),
        claim("E4").parts["outcome"].criterion.supports.at_least or 0.0,
    )
    first = int(claim("E4").parts["outcome"].criterion.thresholds["first_harvest"])
    facts = {
        "tests": len(own),
        "sure": int((own["lower"] >= least).sum()),
        "steps": table.to_dict("records"),
        "reforms": reforms.to_dict("records"),
        "abroad": (reforms["step"].min(), reforms["step"].max()) if len(reforms) else (),
        "windows": sorted({c.choices(item)["window"] for item in ("E4", "E5")}),
        "power": harvest.detectable(c.evidence("fao_2025"), "fao_2025", first, c.p.confidence, _how(c)),
    }
    chart = c.chart(facts, height=140 + 32 * len(table))
    chart.data = table[["what", "step", "lower", "upper", "verdict"]]
    colours = [NORTH_KOREA] * len(own) + [COMPARATOR] * len(reforms)
    chart.whiskers(table, "what", "step", colours)
    chart.rule(x=0.0, dash="solid")
    chart.rule(x=least)
    ends = [min(-20, table["lower"].min() - 2), min(80, table["upper"].max() + 3)]
    chart.axes(x={"ticksuffix": " %", "range": ends})
    return chart


def _how(c: Chapter[Economy]) -> harvest.Harvest:
    """Return how the chapter estimates the step of the harvest."""
    return harvest.Harvest(**{field.name: c.chosen[field.name] for field in fields(harvest.Harvest)})


def _policy_steps(c: Chapter[Economy]) -> Iterator[dict[str, Any]]:
    for item, policy in c.names["policy"].items():
        for release, name in c.names["release"].items():
            e = c.evaluate(item, reading=release)
            if e.estimate is not None:
                what = {"what": f"{policy}: {name}", "claim": item, "release": release}
                yield what | {
                    "step": e.estimate,
                    "lower": e.lower,
                    "upper": e.upper,
                    "verdict": str(e.verdict),
                }


def _reform_steps(c: Chapter[Economy]) -> Iterator[dict[str, Any]]:
    """Yield the step of the rice yield at each sourced reform elsewhere, without weather control."""
    plain = harvest.Harvest("rice", "none", c.p.window)
    for key, (country, series) in REFORMS.items():
        with suppress(NoEvidence):
            year = int(c.rows(series, country=country)["value"].iloc[0])
            rows = c.rows("rice_yield", country=country)
            rice = rows[rows["vintage"] == "2020"].set_index("year")["value"]
            found = harvest.Fields(rice, None, False, plain).step(year, c.p.confidence)
            what = {"what": f"{c.names['reform'][key]} {year}", "reform": key, "year": year}
            yield what | {"step": found.estimate, "lower": found.lower, "upper": found.upper, "verdict": ""}


@figure("E4")
def break_dates(c: Chapter[Economy]) -> Chart:
    """The evidence for a break at every possible date, source by source."""
    searched = {key: harvest.search(values, key, c.p.confidence) for key, values in _harvests(c)}
    found = {key: likeliest for key, likeliest in searched.items() if likeliest is not None}
    if not found:
        raise NoEvidence("no series has enough harvests")
    official = [b for key, b in found.items() if key != "rda"] or list(found.values())
    first = claim("E4").parts["outcome"].criterion.thresholds["first_harvest"]
    names, chance = c.names["release"], 1 - c.p.confidence
    facts = {
        "dates": sorted({b.year for b in official}),
        "official": len(official),
        "sure": sum(b.p <= chance for b in official),
        "early": all(b.year < first for b in official),
        "chance": chance,
        "breaks": [
            {"name": names[key], "release": key, "year": b.year, "f": b.f, "p": b.p}
            for key, b in found.items()
        ],
    }
    chart = c.chart(facts, height=440)
    for key, b in found.items():
        colour, years = RELEASES[key]["colour"], b.profile.index
        chart.add(release=names[key], year=years, f=b.profile.to_numpy(), critical=b.critical)
        chart.line(years, b.profile, names[key], colour=colour, mode="lines+markers", marker_size=5)
        ends, at = [years[0], years[-1]], [b.critical] * 2
        chart.line(ends, at, colour=colour, width=1, dash="dot", hoverinfo="skip")
        chart.label(b.year, b.f, names[key], colour, yanchor="bottom", xanchor="center", xshift=0)
    chart.axes(y={"rangemode": "tozero"})
    return chart


# E6 ------------------------------------------------------------------------------------------

BRIBES = (
    ("mou2024_paid_bribe", "any", "ministry"),
    ("mou2024_paid_bribe_exit_to_2011", "any", "ministry"),
    ("mou2024_paid_bribe_exit_from_2012", "any", "ministry"),
    ("ipus_paid_bribes_any", "any", "university"),
    ("mou2024_lost_30pct_or_more_income_to_officials", "heavy", "ministry"),
    ("ipus_paid_bribes_over_30pct_of_income", "heavy", "university"),
)


@figure("E6")
def bribes(c: Chapter[Economy]) -> Chart:
    """Both bribe surveys: who paid at all, and who gave up much of the income."""
    table = _shares(c, BRIBES)
    colours = {c.names["survey"][key]: SURVEYS[key] for key in ("ministry", "university")}
    table = table.assign(survey=table["survey"].map(c.names["survey"]))
    paid = table[table["kind"] == "any"].sort_values(["survey", "year"]).groupby("survey")["value"]
    ends = [{"survey": who, "first": v.iloc[0], "last": v.iloc[-1], "groups": len(v)} for who, v in paid]
    trend = e6.heavy_payers(c.evidence("ipus"), c.p.confidence)
    facts = {
        "ends": ends,
        "disagree": len({end["last"] < end["first"] for end in ends if end["groups"] > 1}) > 1,
        "heavy": e6.e6.threshold("heavy"),
        "trend": asdict(trend) if trend else {},
        "points": table.to_dict("records"),
    }
    share = {"ticksuffix": " %", "gridcolor": FAINT}
    above = {"domain": [0.48, 1], "range": [0, 105]} | share
    below = {"domain": [0, 0.36], "range": [0, 60], "anchor": "x"} | share
    years = {"anchor": "y2", "gridcolor": FAINT}
    chart = c.chart(facts, table["source"], height=560, yaxis=above, yaxis2=below, xaxis=years)
    chart.data = table[["survey", "kind", "year", "left", "value", "lower", "upper", "source"]]
    for (survey, kind), group in table.sort_values("year").groupby(["survey", "kind"]):
        who, axis = str(survey), "y" if kind == "any" else "y2"
        colour, x, y = colours[who], group["year"], group["value"]
        bars = whisker(y, group["lower"], group["upper"], colour, 1.5)
        chart.line(x, y, who, colour=colour, width=1.5, marker=8, error=bars, yaxis=axis)
        at, value = x.iloc[0], y.iloc[0]
        beside = {"xanchor": "right", "xshift": -8} if at > 2008 else {"yanchor": "top", "yshift": -8}
        chart.label(at, value, who, colour, yref=axis, **beside)
    return chart


FEES = {
    "market_daily_stall_fee_food": "pyongyang",
    "market_daily_stall_fee_clothing": "pyongyang",
    "market_daily_stall_fee_electronics_meat": "pyongyang",
    "market_daily_stall_fee_ryonghung_pyongyang": "pyongyang",
    "market_daily_stall_fee_range": "pyongyang",
    "market_daily_fee_sariwon_informal_min": "pyongyang",
    "market_daily_stall_fee_sariwon_max": "pyongyang",
    "market_daily_stall_fee_sinuiju": "sinuiju",
}


@figure("E6")
def dues_in_rice(c: Chapter[Economy]) -> Chart:
    """Every stall fee on record in kilograms of rice at the price of that month or year."""
    found = pd.DataFrame(_fees(c))
    if found.empty:
        raise NoEvidence("no stall fee and rice price of one month are admitted together")
    table = found.sort_values("what").reset_index(drop=True)
    highest = table.iloc[int(table["high"].to_numpy().argmax())]
    facts = {
        "fees": table.to_dict("records"),
        "least": table["low"].min(),
        "most": highest["high"],
        "year": int(highest["what"][:4]),
    }
    chart = c.chart(facts, height=150 + 32 * len(table))
    chart.data = table
    for row in table.iloc[::-1].to_dict("records"):
        chart.line([row["low"], row["high"]], [row["what"]] * 2, width=3, marker=9)
    chart.axes(x={"rangemode": "tozero", "ticksuffix": " kg"})
    return chart


def _fees(c: Chapter[Economy]) -> Iterator[dict[str, Any]]:
    """Yield each fee for which a price of rice is admitted: low and high, in rice and in won."""
    for series, city in FEES.items():
        rice = c.rows(f"rice_price_{city}", need=False)
        for fee in c.rows(series, need=False).to_dict("records"):
            price = rice.loc[rice["date"].str.startswith(fee["date"]), "value"].median()
            low, high = (fee["value"] if pd.isna(fee[end]) else fee[end] for end in ("lower", "upper"))
            if price > 0:
                what = {"what": f"{fee['date']} {c.names['stall'][series]}"}
                won = {"fee_low": low, "fee_high": high, "rice": price, "source": fee["source"]}
                yield what | {"low": low / price, "high": high / price} | won


FIRST_STEPS, RULE = 2002, 2012  # first year that is drawn, first year under the present ruler


@figure("E6")
def policy_steps(c: Chapter[Economy]) -> Chart:
    """The dated steps of the state in both directions, year by year."""
    steps = _steps(c)
    if steps.empty:
        raise NoEvidence("no dated step of the state in these years")
    since, sign = (
        int(e6.e6.threshold("recentralised_from")),
        steps["direction"].map({"tolerate": 1, "restrict": -1}),
    )
    steps = steps.assign(place=sign * (steps.groupby(["year", "direction"]).cumcount() + 1))
    facts = {
        "steps": len(steps),
        "first": RULE,
        "last": since - 1,
        "since": since,
        "before": state_steps.tally(steps[steps["year"].between(RULE, since - 1)]),
        "after": state_steps.tally(steps[steps["year"] >= since]),
    }
    chart = c.chart(facts, steps["source"], height=380)
    chart.data = steps[["date", "event", "direction", "source"]]
    top = max(3, int(steps["place"].abs().max()) + 1)
    for way, colour, symbol, at in (
        ("tolerate", THIRD, "triangle-up", top - 0.5),
        ("restrict", NORTH_KOREA, "triangle-down", 0.5 - top),
    ):
        part = steps[steps["direction"] == way]
        said = {"text": part["event"], "hovertemplate": "%{text}<extra>%{x}</extra>"}
        chart.dots(part["year"], part["place"], way, colour=colour, size=13, symbol=symbol, **said)
        chart.label(0, at, chart.say(way), colour, xref="paper", xshift=0)
    chart.axes(y={"range": [-top, top], "showticklabels": False, "zeroline": True})
    return chart


def steps_table(c: Chapter[Economy]) -> pd.DataFrame:
    """Return the dated steps as a table for readers."""
    steps = _steps(c)
    publishers = steps["source"].map(data.sources()["publisher"])
    table = steps.assign(direction=steps["direction"].map(c.names["direction"]), source=publishers)
    return table[["date", "event", "direction", "source"]].rename(columns=str.capitalize)


def _steps(c: Chapter[Economy]) -> pd.DataFrame:
    return state_steps.between(max(c.p.start_year, FIRST_STEPS), c.p.end_year)


# What people could buy and eat -----------------------------------------------------------------

SETTLED = 2013  # first year in which prices in dollars have settled after the new won of 2009
MUCH = 1.5  # how many times a price has to rise before it counts as a rise


def won_and_dollar(c: Chapter[Economy]) -> Chart:
    """The price of rice in won and in dollars."""
    won, rate = (_city_prices(c, good)[e3.CAPITAL] for good in ("rice_price", "usd_market_rate"))
    both = pd.concat({"won": won, "rate": rate}, axis=1).dropna()
    both["dollar"] = both["won"] / both["rate"]
    if len(both) < 24:
        raise NoEvidence("prices and rates cover too few months")
    start, last = _span(both.index)
    before, after = (both[both.index == month].iloc[0] for month in (start, last))
    times = after / before
    settled = both.loc[both.index >= pd.Period(f"{SETTLED}-01", "M"), "dollar"]
    low, high = (settled if len(settled) else both["dollar"]).quantile([0.05, 0.95])
    facts = {
        "start": str(start),
        "last": str(last),
        "won": times["won"],
        "dollar": times["dollar"],
        "won_fell": bool(times["won"] > MUCH > times["dollar"]),
        "settled": SETTLED,
        "low": low,
        "high": high,
    }
    above = {"domain": [0.52, 1], "type": "log", "gridcolor": FAINT, "dtick": "D2"}
    below = {"domain": [0, 0.42], "rangemode": "tozero", "gridcolor": FAINT, "anchor": "x"}
    years = {"anchor": "y2", "gridcolor": FAINT}
    chart = c.chart(facts, height=520, yaxis=above, yaxis2=below, xaxis=years)
    chart.data = both.reset_index().assign(month=both.index.astype(str))
    months = pd.PeriodIndex(both.index).to_timestamp()
    chart.line(months, both["won"], "won")
    chart.line(months, both["dollar"], "USD", colour=SECOND, yaxis="y2")
    top = float(np.log10(both["won"].max()))
    chart.label(months[2], top, chart.say("won"), yanchor="top")
    chart.label(months[2], 0.05, chart.say("dollar"), SECOND, yref="y2", yanchor="bottom")
    chart.chronology()
    return chart


def _span(months: pd.Index) -> tuple[pd.Period, pd.Period]:
    """Return the months that are compared: the fall of the won from the end of 2023 on, where admitted."""
    last, before = months[-1], pd.Period("2023-12", "M")
    return months[months >= before][0] if last > before + 6 else months[0], last


def hunger(c: Chapter[Economy]) -> Chart:
    """Measured stunting beside modelled undernourishment."""
    stunting, model = c.rows("child_stunting"), c.rows("undernourishment_prevalence")
    stunting, model = stunting.sort_values("year"), model.sort_values("year")
    newest = model[model["vintage"] == model["vintage"].max()]
    older = model[model["vintage"] != model["vintage"].max()]
    measured = stunting.set_index("year")["value"]
    modelled = newest.set_index("year")["value"].loc[measured.index[0] : measured.index[-1]]
    if len(modelled) < 2 or len(measured) < 2:
        raise NoEvidence("measured and modelled hunger do not overlap")
    facts = {
        "first": int(measured.index[0]),
        "last": int(measured.index[-1]),
        "measured": _change(c, measured),
        "modelled": _change(c, modelled),
    }
    chart = c.chart(facts, height=430)
    chart.data = pd.concat([stunting, model])[["series", "year", "value", "vintage", "source"]]
    chart.line(older["year"], older["value"], colour=COMPARATOR, width=1, dash="dot")
    chart.line(newest["year"], newest["value"], colour=COMPARATOR, width=2.5)
    chart.line(measured.index, measured, width=2.5, marker=10)
    at = newest.iloc[-1]
    above: dict[str, Any] = {"yanchor": "bottom", "xanchor": "right", "xshift": 0}
    chart.label(at["year"], at["value"], chart.say("model"), COMPARATOR, **above)
    below: dict[str, Any] = {"yanchor": "top", "xanchor": "center", "xshift": 0, "yshift": -8}
    chart.label(facts["last"], measured.iloc[-1], chart.say("survey"), **below)
    chart.axes(y={"rangemode": "tozero", "ticksuffix": " %"})
    chart.chronology()
    return chart


def _change(c: Chapter[Economy], values: pd.Series) -> dict[str, Any]:
    first, last = values.iloc[0], values.iloc[-1]
    return {"first": first, "last": last, "way": c.names["way"]["down" if last < first else "up"]}
