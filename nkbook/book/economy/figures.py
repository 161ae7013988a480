"""The figures of the chapter on the economy: what is drawn from which rows. Words stand in figures.yml."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from nkbook import words
from nkbook.book import leavers
from nkbook.book.economy import e1_collapse as e1
from nkbook.book.economy import e2_property as e2
from nkbook.book.economy import e3_markets as e3
from nkbook.book.economy import e6_dues as e6
from nkbook.book.economy import fees, harvest, toll
from nkbook.book.economy.market_gaps import CITIES
from nkbook.chapter import Chapter, figure
from nkbook.claims.evaluation import SHOWN
from nkbook.claims.registry import claim
from nkbook.errors import NoEvidence, or_none
from nkbook.figures import ACCENT, COMPARATOR, DASHES, FAINT, NORTH_KOREA, SECOND, THIRD, rgba
from nkbook.marks import Chart, whisker
from nkbook.methods import bounds, revisions, surveys
from nkbook.methods.diversity import dissimilarity
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


PER_PERSON = ("un", "maddison")  # printings that can be held against output per person elsewhere


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
    deep = [level <= collapse for level in highest]
    printed = len(c.names["printing"])  # printings of one estimate, which count as one yardstick
    per_person = [
        e.estimate
        for key, (_, e) in zip(c.names["printing"], found, strict=False)
        if key in PER_PERSON and e.estimate is not None
    ]
    alone = [all(deep[:-others]), *deep[-others:]] if (others := len(own) - printed) > 0 else [all(deep)]
    facts = {
        "yardsticks": len(alone),
        "deep": sum(alone),
        "peers": len(peers),
        "fallen": [name for name, _, low, *_ in peers if low <= collapse],
        "as_far": [name for name, _, low, *_ in peers if low <= max(per_person, default=0.0)],
        "line": 100 - collapse,
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


ANNOUNCED = ("pds_ration", "pds_ration_average", "pds_ration_quarterly_average", "pds_ration_yearly_average")


@figure("E1")
def rations(c: Chapter[Economy]) -> Chart:
    """Rations as announced, by year (above), and whom they did not reach (below): never joined."""
    told = c.rows(*ANNOUNCED).groupby("year")["value"].agg(["median", "min", "max"]).reset_index()
    told = told.set_axis(["year", "grams", "lower", "upper"], axis=1)
    norm, received, stopped = (
        c.rows(series, need=False)
        for series in ("pds_official_norm", "refugee_reported_ration", "refugees_regular_ration_stopped")
    )
    groups, low = list(_never(c)), told.iloc[int(told["lower"].argmin())]
    facts = {
        "announced": told.to_dict("records"),
        "norm_low": _last(norm["lower"]),
        "norm_high": _last(norm["upper"]),
        "lowest": low["lower"],
        "lowest_year": int(low["year"]),
        "last_grams": told["grams"].iloc[-1],
        "last_year": int(told["year"].iloc[-1]),
        "stopped": dict(zip(stopped["year"], stopped["value"], strict=True)),
        "received": _last(received["value"]),
        "groups": groups,
        "before": next((group for group in groups if group["year"] == e1.LEFT_BEFORE), None),
        "latest": next((group for group in groups if group["year"] == LAST_LEFT), None),
        "whole": next((group for group in groups if group["year"] == int(SURVEYED)), None),
    }
    grams = {"domain": [0.52, 1], "rangemode": "tozero", "gridcolor": FAINT, "ticksuffix": " g"}
    share = {"anchor": "y2", "range": [0, 102], "ticksuffix": " %", "gridcolor": FAINT}
    below = {"domain": [0, 0.36], "anchor": "x2"}
    chart = c.chart(facts, height=540, yaxis=grams, yaxis2=below, xaxis2=share, xaxis={"anchor": "y"})
    chart.data = told
    bars = whisker(told["grams"], told["lower"], told["upper"], NORTH_KOREA, 1.5)
    chart.dots(told["year"], told["grams"], chart.say("announced"), error_y=bars)
    grams_of_norm, ends = facts["norm_low"], [told["year"].min(), told["year"].max()]
    if grams_of_norm:
        chart.line(ends, [grams_of_norm] * 2, colour=COMPARATOR, width=1, dash="dot")
        chart.label(ends[0], grams_of_norm, chart.say("norm"), COMPARATOR, xshift=0, yanchor="top")
    if len(received):
        chart.dots(received["year"], received["value"], chart.say("received"), colour=SECOND)
        chart.label(received["year"].iloc[-1], facts["received"], chart.say("received"), SECOND)
    rows = [{"name": chart.say("stopped", year=y), "value": v} for y, v in facts["stopped"].items()]
    rows += [group | {"name": chart.say("never", **group)} for group in groups]
    if rows:
        table = pd.DataFrame(rows).reindex(columns=["name", "value", "lower", "upper"])
        colours = [SECOND] * len(stopped) + [NORTH_KOREA] * len(groups)
        chart.whiskers(table, "name", "value", colours, xaxis="x2", yaxis="y2")
    chart.chronology()
    return chart


def _last(values: pd.Series) -> float | None:
    return float(values.iloc[-1]) if len(values) else None


def _never(c: Chapter[Economy]) -> Iterator[dict[str, Any]]:
    """Yield the share of each group of leavers that never received a ration, with its interval."""
    printed, size = c.evidence("rations").aside(), c.chosen["cohort_size"]
    for _, row in c.rows(*e1.UNREACHED.values(), need=False).sort_values("year").iterrows():
        if row["series"] == e1.UNREACHED["all"]:
            n = leavers.group_size(leavers.printed(printed, "mou2024_base_size")["value"], size)
            row["period_end"] = SURVEYED
        else:
            n = leavers.cohort(printed, row["year"], size)
        low, high = _exact(c, row["value"], n)
        group = {"left": _left(c, row), "year": row["year"], "value": row["value"], "n": n}
        yield group | {"lower": low, "upper": high}


def _exact(c: Chapter[Economy], value: float, n: int | None) -> tuple[float | None, float | None]:
    """Return the exact interval of a share of a group of `n` leavers; none where its size is not admitted."""
    if n is None:
        return None, None
    return surveys.exact_percent(value, n, c.p.confidence, c.chosen["design_effect"])


BILLION, THOUSAND = 1e9, 1e3
UPON: dict[str, Any] = {"xanchor": "center", "xshift": 0, "yanchor": "bottom"}


@figure("E1")
def budget(c: Chapter[Economy]) -> Chart:
    """The totals of the state budget at fixed prices, before and after the years without one."""
    first, last = (int(e1.e1.threshold(name)) for name in ("full", "low_to"))
    rows, lost = c.rows("state_budget_nominal"), c.evaluate(reading="budget").estimate
    if lost is None:
        raise NoEvidence("the budgets before and after the years without one are not admitted")
    rows = rows[rows["year"].between(first, last)].assign(billion=rows["value"] / BILLION)
    state, told = rows[rows["source"] != e1.TOLD], rows[rows["source"] == e1.TOLD]
    counted = rows if c.chosen["budget_low"] == "told" else state
    low = counted.iloc[int(counted["billion"].argmin())]
    facts = {
        "before": state["billion"].iloc[0],
        "before_year": first,
        "low": low["billion"],
        "low_year": int(low["year"]),
        "lost": lost,
        "missing": sorted(set(range(first, last)) - set(state["year"])),
        "told": _last(told["billion"]),
        "later": state[["year", "billion"]].iloc[1:].to_dict("records"),
    }
    chart = c.chart(facts, height=340)
    chart.data = rows[["year", "billion", "source"]]
    for part, colour in ((state, NORTH_KOREA), (told, COMPARATOR)):
        number = [words.fixed(value, 1) for value in part["billion"]]
        chart.bars(part["year"], part["billion"], colour=colour, text=number, textposition="outside")
    chart.label(np.mean(facts["missing"][:-1]), 0, chart.say("missing"), COMPARATOR, **UPON)
    chart.axes(x={"dtick": 1}, y={"rangemode": "tozero"})
    return chart


@figure("E1")
def foreign_trade(c: Chapter[Economy]) -> Chart:
    """Foreign trade by year as partners record it (above), and what China bought (below)."""
    total = _yearly(c, "trade_total_kotra") / THOUSAND
    bought = _yearly(c, "china_imports_from_dprk_comtrade") / BILLION
    if total.empty:
        raise NoEvidence("no evidence of this grade")
    crisis, low = _trough(total, *e1.FALL), _trough(total, e1.FALL[1] + 1, total.index[-1])
    facts = {
        "base_year": _base(total),
        "crisis": crisis,
        "low": low,
        "deeper": bool(crisis and low and low["value"] < crisis["value"]),
        "peak": {"year": _lowest_year(-total), "value": total.max()},
        "latest": {"year": int(total.index[-1]), "value": total.iloc[-1]},
    }
    above = {"domain": [0.47, 1], "rangemode": "tozero", "gridcolor": FAINT}
    below = {"domain": [0, 0.32], "rangemode": "tozero", "gridcolor": FAINT, "anchor": "x"}
    axes: dict[str, Any] = {"yaxis": above, "yaxis2": below, "xaxis": {"anchor": "y2"}}
    chart = c.chart(facts | _with_china(c, bought), height=540, **axes)
    chart.add(year=total.index, what="total", billion=total.to_numpy())
    chart.add(year=bought.index, what="bought by China", billion=bought.to_numpy())
    chart.bars(total.index, total, "total")
    chart.bars(bought.index, bought, "China", colour=SECOND, yaxis="y2")
    ends = (total.index[0] - 0.5, total.index[-1] + 0.5)
    place: dict[str, Any] = {"xshift": 0, "yanchor": "bottom"}
    chart.label(ends[0], total.max(), chart.say("total"), **place)
    chart.label(ends[0], 0, chart.say("bought"), SECOND, yref="y2", **place)
    if crisis:
        chart.line(ends, [crisis["value"]] * 2, colour=COMPARATOR, width=1, dash="dot")
        chart.label(ends[1], crisis["value"], chart.say("crisis"), COMPARATOR)
    chart.chronology()
    return chart


def _yearly(c: Chapter[Economy], series: str) -> pd.Series:
    """Return the values of whole years, the median where sources differ; empty where none is admitted."""
    rows = c.rows(series, need=False)
    return rows[rows["date"].str.len() == len("1991")].groupby("year")["value"].median()


def _lowest_year(values: pd.Series) -> int:
    return int(values.index.to_numpy()[values.to_numpy().argmin()])


def _base(total: pd.Series) -> int | None:
    """Return the year before the fall with which a series begins, if it does."""
    return next((year for year in (1989, 1990) if year in total.index), None)


def _trough(total: pd.Series, first: int, last: int) -> dict[str, Any] | None:
    """Return year, value and level (percent of the base year, if known) of the lowest of some years."""
    part, base = total[(total.index >= first) & (total.index <= last)], _base(total)
    if part.empty:
        return None
    level = None if base is None else 100 * part.min() / total[base]
    return {"year": _lowest_year(part), "value": part.min(), "level": level}


def _with_china(c: Chapter[Economy], bought: pd.Series) -> dict[str, Any]:
    """Return what China bought less under sanctions, deficits over three years, the latest year's trade."""
    open_years, partner = bought[bought.index < e3.SHUT.year], _yearly(c, "trade_with_china_gacc") / THOUSAND
    sold = china = None
    if len(open_years) > 1:
        before, after, low = open_years.iloc[0], open_years.min(), _lowest_year(open_years)
        ends = {"first": int(open_years.index[0]), "before": before, "last": low, "after": after}
        sold = ends | {"lost": 100 * (1 - after / before)}
    if len(partner):
        as_much = partner[partner >= partner.iloc[-1]].index[:-1]
        since = int(as_much[-1]) if len(as_much) else None
        china = {"year": int(partner.index[-1]), "value": partner.iloc[-1], "since": since}
    rows = c.rows("dprk_trade_deficit_with_china_3y", need=False)
    deficits = rows[["period_start", "period_end", "value"]].set_axis(["first", "last", "million"], axis=1)
    return {"sold": sold, "china": china, "deficits": deficits.to_dict("records")}


# E2 ------------------------------------------------------------------------------------------

PRACTICES = {"homes": NORTH_KOREA, "transfers": ACCENT, "university": SECOND}
TRANSFERS, UNIVERSITY = "mou2024_traded_housing_use_right", "ipus_home_bought"


@figure("E2")
def private_homes(c: Chapter[Economy]) -> Chart:
    """Trade in homes by year of leaving, with bounds where a person may have bought and sold."""
    table = pd.DataFrame(
        [*_bounded_homes(c), *_asked(c, TRANSFERS, "transfers"), *_asked(c, UNIVERSITY, "university")]
    )
    if table.empty:
        raise NoEvidence("no evidence of this grade")
    table = table.assign(what=table["key"].map(c.names["practice"])).sort_values(["key", "year"])
    points = table.astype(object).where(table.notna(), None).to_dict("records")
    facts = {
        "points": points,
        "bounds": [point for point in points if point["key"] == "homes"],
        "rise": e2.least_rise(c.evidence("mou"), 2000, 2020, c.p.confidence),
        "credit": next(iter(_asked(c, e2.CREDIT, "credit", dated=False)), None),
    }
    chart = c.chart(facts, table["source"], height=470)
    chart.data = table.drop(columns="key")
    for key, group in table.groupby("key", sort=False):
        colour, bounded, last = PRACTICES[str(key)], key == "homes", group.iloc[-1]
        middle = group["value"].fillna((group["lower"] + group["upper"]) / 2)
        bars = whisker(middle, group["lower"], group["upper"], colour, 10 if bounded else 2)
        size = 1 if bounded else 10
        chart.dots(group["year"], middle, last["what"], colour=colour, size=size, error_y=bars)
        side = {"xanchor": "left", "xshift": 8} if bounded else UPON
        high = middle.iloc[-1] if bounded or pd.isna(last["upper"]) else last["upper"]
        chart.label(last["year"], high, chart.say(str(key)), colour, **side)
    ends = table["year"].min() - 1.5, table["year"].max() + 3
    chart.axes(x={"range": ends}, y={"range": [0, 92], "ticksuffix": " %"})
    chart.chronology()
    return chart


def _bounded_homes(c: Chapter[Economy]) -> Iterator[dict[str, Any]]:
    """Yield the bounds of those who bought or sold a home, for each group of whom both are printed."""
    rows = c.rows(*e2.PURCHASES, need=False)
    for _, group in rows.groupby("period_end"):
        if len(group) == len(e2.PURCHASES):
            low, high = bounds.any_of(group["value"].to_list())
            bounded = {"value": None, "lower": low, "upper": high}
            yield _point(c, group.iloc[0], "homes") | bounded


def _asked(c: Chapter[Economy], series: str, key: str, *, dated: bool = True) -> Iterator[dict[str, Any]]:
    """Yield the share of each group of leavers, with its interval; dated: of groups of some years."""
    for _, row in c.rows(series, need=False).iterrows():
        if bool(row["period_start"] or row["period_end"] != SURVEYED) == dated:
            low, high = _interval(c, row)
            yield _point(c, row, key) | {"value": row["value"], "lower": low, "upper": high}


def _point(c: Chapter[Economy], row: pd.Series, key: str) -> dict[str, Any]:
    return {"key": key, "year": _middle(row), "left": _left(c, row), "source": row["source"]}


def _interval(c: Chapter[Economy], row: pd.Series) -> tuple[float | None, float | None]:
    """Return the interval of a share; a size not printed is that of the group for another question."""
    n = leavers.size(row)
    if n is None and row["series"].startswith(MINISTRY):
        sizes = c.rows(f"{MINISTRY}_cohort_size", f"{MINISTRY}_base_size", need=False)
        ends = ["period_start", "period_end"]
        same = sizes[(sizes[ends] == row[ends]).all(axis=1)]
        n = leavers.group_size(same["value"], c.chosen["cohort_size"])
    return _exact(c, row["value"], n)


MINISTRY = "mou2024"
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
    start, end = row["period_start"], row["period_end"]
    facts = {"start": start, "end": end, "late": end == SURVEYED}
    return words.sentence(c.names["leavers"]["left"], facts)


# E3 ------------------------------------------------------------------------------------------


KINU = "kinu"  # whose count of one year was renewed together with that of a later one


@figure("E3")
def market_counts(c: Chapter[Economy]) -> Chart:
    """Counts of official markets by author; a line joins what one author counted alike."""
    rows, names = c.rows("official_market_count"), c.names["author"]
    own = rows[rows["variant"] == KINU]
    alike = own[own["vintage"] == own["vintage"].max()].sort_values("year")
    facts = {
        "statements": len(rows),
        "least": rows["value"].min(),
        "most": rows["value"].max(),
        "author": names[KINU],
    } | _alike(own, alike)
    chart = c.chart(facts, height=440)
    chart.data = rows[["date", "variant", "value", "vintage", "source"]].set_axis(
        ["date", "author", "markets", "vintage", "source"], axis=1
    )
    if facts["rise"] is not None:
        chart.line(alike["time"], alike["value"], names[KINU], width=1.5)
    for author, group in rows.groupby("variant"):
        colour = {KINU: NORTH_KOREA, "melvin": SECOND}.get(str(author), COMPARATOR)
        chart.dots(group["time"], group["value"], names[str(author)], colour=colour)
        at, high = group.iloc[0 if author == "melvin" else -1], author in ("nis", "nkdi")
        place = {"yanchor": "bottom" if high else "top"}
        chart.label(at["time"], at["value"], names[str(author)], colour, **place)
    ends = rows["time"].min() - pd.DateOffset(months=9), rows["time"].max() + pd.DateOffset(months=22)
    chart.axes(x={"range": ends}, y={"rangemode": "tozero"})
    chart.chronology()
    return chart


def _alike(own: pd.DataFrame, alike: pd.DataFrame) -> dict[str, Any]:
    """Return the first and last of counts made alike, their rise, and how counts of the first year differ."""
    if alike["year"].nunique() < 2:
        return dict.fromkeys(("first", "first_year", "last", "last_year", "rise", "differ"))
    (first, year), (last, late) = (alike[["value", "year"]].iloc[at] for at in (0, -1))
    same = own.loc[own["year"] == year, "value"]
    found = {"first": first, "first_year": int(year), "last": last, "last_year": int(late)}
    return found | {"rise": last - first, "differ": same.max() - same.min()}


@figure("E3")
def markets_by_province(c: Chapter[Economy]) -> Chart:
    """Official markets for so many people, province by province."""
    table = e3.by_province(c.evidence("counts"), c.chosen["census"], c.chosen["ryanggang"])
    counted = c.rows(*(f"official_markets_{name}" for names in e3.PROVINCES.values() for name in names))
    table["heads"] = HEADS * table["markets"] / table["people"]
    table = table.sort_values("heads").assign(name=lambda found: found.index.map(c.names["province"]))
    mean = HEADS * table["markets"].sum() / table["people"].sum()
    facts = {
        "index": 100 * dissimilarity(table["markets"], table["people"]),
        "provinces": len(table),
        "mean": mean,
        "heads": HEADS,
        "census": c.chosen["census"],
        "year": int(counted["year"].max()),
        "fewest": {"name": table["name"].iloc[0], "per": table["heads"].iloc[0]},
        "densest": {"name": table["name"].iloc[-1], "per": table["heads"].iloc[-1]},
        "by_province": table[["name", "markets", "people", "heads"]].to_dict("records"),
    }
    chart = c.chart(facts, height=130 + 30 * len(table))
    chart.data = table[["name", "markets", "people", "heads"]]
    number = [words.fixed(value, 1) for value in table["heads"]]
    chart.bars(table["heads"], table["name"], text=number, textposition="outside", orientation="h")
    chart.rule(x=mean, words=chart.say("mean"), place="bottom right")
    chart.axes(x={"rangemode": "tozero"})
    return chart


HEADS = 1e5


# Questions of surveys: series, what was asked, who asked.
MEASURES = (
    ("ipus_informal_economy_participation", "informal_work", "university"),
    ("kli_participated_in_informal_economy", "informal_work", "institute"),
    ("mou2024_informal_share_of_household_income", "informal_income", "ministry"),
    ("nkras2020_private_economy_workers", "private_work", "ministry"),
)
SURVEYS = {"ministry": NORTH_KOREA, "university": SECOND, "institute": THIRD}


@figure("E3")
def market_shares(c: Chapter[Economy]) -> Chart:
    """How many depend on markets, question by question: taking part, main income, share of income, work."""
    table = pd.DataFrame([*_main_income(c), *_shares(c, MEASURES)])
    if table.empty:
        raise NoEvidence("no evidence of this grade")
    table = table.assign(
        what=table["kind"].map(c.names["dependence"]),
        who=table["survey"].map(c.names["survey"]),
        order=table["kind"].map({kind: at for at, kind in enumerate(c.names["dependence"])}),
    ).sort_values("order", kind="stable")
    latest = table.groupby(["survey", "kind"], sort=False).tail(1)
    most = claim("E3").parts["dependence"].criterion.supports.at_least or 0.0
    points = table.astype(object).where(table.notna(), None).to_dict("records")
    facts = {
        "measures": len(latest),
        "majority": int((latest["value"] >= most).sum()),
        "least": latest["value"].min(),
        "most": latest["value"].max(),
        "any": next((p for p in points if (p["kind"], p["survey"]) == ("informal_work", "university")), None),
        "main": next((p for p in points if p["kind"] == "main_income"), None),
        "points": points,
    }
    groups = table["kind"].drop_duplicates().tolist()
    chart = c.chart(facts, table["source"], height=140 + 34 * (len(table) + len(groups)))
    chart.data = table[["who", "what", "left", "value", "lower", "upper", "source"]]
    table = table.assign(
        name=table["who"] + ", left " + table["left"] + table["order"].map(lambda n: " " * n)
    )
    chart.whiskers(table, "name", "value", table["survey"].map(SURVEYS))
    rows: list[str] = []
    for order, kind in enumerate(groups):
        # A question has a row of its own above those of its answers.
        group, head = table[table["kind"] == kind], " " * (order + 1)
        chart.label(0, head, group["what"].iloc[0], COMPARATOR, xref="paper", xshift=0)
        rows += [head, *group["name"]]
    named = table["name"].tolist()
    chart.axes(y={"categoryarray": rows[::-1], "range": [-0.5, len(rows) - 0.5], "tickvals": named})
    chart.rule(x=most, words=chart.say("line"), place="bottom right")
    chart.axes(x={"range": [0, 102], "ticksuffix": " %"})
    return chart


def _main_income(c: Chapter[Economy]) -> Iterator[dict[str, Any]]:
    """Yield the share of the latest leavers whose main income was private, all its sources together."""
    found = c.evaluate(reading="ipus", dependence="main")
    if found.estimate is not None:
        rows = c.rows(*e3.PRIVATE_SOURCES)
        row = rows.sort_values("year").iloc[-1]
        who = {"survey": "university", "kind": "main_income", "year": _middle(row), "left": _left(c, row)}
        numbers = {"value": found.estimate, "lower": found.lower, "upper": found.upper}
        yield who | numbers | {"source": row["source"]}


def _shares(c: Chapter[Economy], asked: Iterable[tuple[str, str, str]]) -> Iterator[dict[str, Any]]:
    """Yield the shares that surveys print of groups of leavers: series, kind and survey are `asked`."""
    for series, kind, survey in asked:
        for point in _asked(c, series, kind):
            yield {"survey": survey, "kind": point.pop("key")} | point


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
    means = _means(series.get("fao_2025", pd.Series(dtype=float)), c.p.window)
    facts = {"crop": c.p.crop, "tonnes": TONNES, "rewritten": rewritten} | means
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


def _means(values: pd.Series, window: int) -> dict[str, Any]:
    """Return the mean harvest before the first policy, after the last one, and of late, if known."""
    first, last = (
        int(claim(key).parts["outcome"].criterion.thresholds["first_harvest"]) for key in ("E4", "E5")
    )
    spans = {"before": range(first - window, first), "after": range(last, last + window)}
    found = {name: values[values.index.isin(years)] for name, years in spans.items()}
    found["late"] = values[values.index >= last + window].tail(window)
    known = {name: part.mean() if len(part) == window else None for name, part in found.items()}
    return known | {"window": window, "late_year": int(values.index[-1]) if len(values) else None}


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
    if own.empty or own["smallest"].isna().all():
        raise NoEvidence("no harvest series reaches over the policies")
    table = pd.concat([own, reforms], ignore_index=True)
    power = {"least": own["smallest"].min(), "most": own["smallest"].max(), "power": 100 * SHOWN}
    facts = {
        "steps": table.to_dict("records"),
        "reforms": reforms.to_dict("records"),
        "abroad": (reforms["step"].min(), reforms["step"].max()) if len(reforms) else (),
        "windows": sorted({c.choices(item)["window"] for item in ("E4", "E5")}),
        "power": power,
    }
    chart = c.chart(facts, height=140 + 32 * len(table))
    chart.data = table[["what", "step", "lower", "upper", "verdict"]]
    colours = [NORTH_KOREA] * len(own) + [COMPARATOR] * len(reforms)
    chart.whiskers(table, "what", "step", colours)
    chart.rule(x=0.0, dash="solid")
    chart.region(x=(-power["least"], power["least"]), colour=rgba(COMPARATOR, 0.16))
    chart.label(0, 1, chart.say("unseen"), COMPARATOR, yref="paper", **UPON)
    ends = [min(-20, table["lower"].min() - 2), min(80, table["upper"].max() + 3)]
    chart.axes(x={"ticksuffix": " %", "range": ends})
    return chart


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
                    "smallest": e.smallest,
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


# E6 ------------------------------------------------------------------------------------------

BRIBES = (
    ("mou2024_paid_bribe", "any", "ministry"),
    ("ipus_paid_bribes_any", "any", "university"),
    ("mou2024_lost_30pct_or_more_income_to_officials", "heavy", "ministry"),
    ("ipus_paid_bribes_over_30pct_of_income", "heavy", "university"),
)


@figure("E6")
def bribes(c: Chapter[Economy]) -> Chart:
    """Both bribe surveys: who paid at all, and who gave up much of the income."""
    table = pd.DataFrame(_shares(c, BRIBES))
    if table.empty:
        raise NoEvidence("no evidence of this grade")
    table = table.assign(who=table["survey"].map(c.names["survey"])).sort_values(["survey", "kind", "year"])
    paid = table[table["kind"] == "any"].groupby("who")["value"]
    ends = [{"survey": who, "first": v.iloc[0], "last": v.iloc[-1], "groups": len(v)} for who, v in paid]
    if not ends:
        raise NoEvidence("no share of those who paid is admitted")
    trend = e6.heavy_payers(c.evidence("ipus"), c.p.confidence)
    facts = {
        "ends": ends,
        "disagree": len({end["last"] < end["first"] for end in ends if end["groups"] > 1}) > 1,
        "heavy": e6.e6.threshold("heavy"),
        "trend": asdict(trend) if trend else {},
        "points": table.astype(object).where(table.notna(), None).to_dict("records"),
    }
    share = {"ticksuffix": " %", "gridcolor": FAINT}
    above = {"domain": [0.48, 1], "range": [0, 105]} | share
    below = {"domain": [0, 0.36], "range": [0, 60], "anchor": "x"} | share
    years = {"anchor": "y2", "gridcolor": FAINT}
    chart = c.chart(facts, table["source"], height=560, yaxis=above, yaxis2=below, xaxis=years)
    chart.data = table[["who", "kind", "year", "left", "value", "lower", "upper", "source"]]
    for (survey, kind), group in table.groupby(["survey", "kind"]):
        who, axis, colour = group["who"].iloc[0], "y" if kind == "any" else "y2", SURVEYS[str(survey)]
        x, y = group["year"], group["value"]
        bars = whisker(y, group["lower"], group["upper"], colour, 1.5)
        chart.dots(x, y, who, colour=colour, error_y=bars, yaxis=axis)
        beside = {"xanchor": "right", "xshift": -8} if x.iloc[0] > BESIDE_FROM else {"yanchor": "bottom"}
        chart.label(x.iloc[0], y.iloc[0], who, colour, yref=axis, **beside)
    chart.chronology()
    return chart


BESIDE_FROM = 2008  # a label of points that begin later has room at their left


@figure("E6")
def dues(c: Chapter[Economy]) -> Chart:
    """What markets paid in a year, as two authors reckon it for the whole country."""
    rows = c.rows(*SUMS, need=False)
    if rows.empty:
        raise NoEvidence("no sum of fees for the country is admitted")
    table = rows.assign(
        low=rows["lower"].fillna(rows["value"]),
        high=rows["upper"].fillna(rows["value"]),
        name=rows["series"].map(c.names["reckoned"]) + ", " + rows["year"].astype(str),
    )
    facts = {
        "least": table["low"].min(),
        "most": table["high"].max(),
        "sums": table[["name", "year", "low", "high"]].to_dict("records"),
        "fees": list(fees.in_rice(c)),
        **fees.by_stall(c),
    }
    chart = c.chart(facts, height=140 + 40 * len(table))
    chart.data = table[["name", "year", "low", "high", "source"]]
    drawn = table.rename(columns={"value": "middle"}).assign(lower=table["low"], upper=table["high"])
    chart.whiskers(drawn, "name", "middle", [NORTH_KOREA] * len(table))
    chart.axes(x={"range": [0, 1.1 * facts["most"]]}, y={"range": [-0.6, len(table) - 0.4]})
    return chart


SUMS = ("market_fee_annual_usd", "market_fee_annual_usd_from_kinu")


COUNTING = {"censuses": NORTH_KOREA, "interviews": SECOND, "told": COMPARATOR}
MILLION = 1e6


def famine(c: Chapter[Economy]) -> Chart:
    """Every estimate of the dead of the famine, in millions: whose, for which years, how counted."""
    table = pd.DataFrame(toll.estimates(c))
    if table.empty or "censuses" not in set(table["how"]):
        raise NoEvidence("no estimate of this grade")
    table = table.sort_values("highest").sort_values("how", kind="stable", key=lambda how: how.map(ORDER))
    by_how, births = table.groupby("how"), c.rows("famine_births_lost", need=False)
    lost = births[["period_start", "period_end", "value"]].set_axis(["first", "last", "number"], axis=1)
    facts: dict[str, Any] = {
        "estimates": table.astype(object).where(table.notna(), None).to_dict("records"),
        "counted": by_how.size().to_dict(),
        "least": by_how["lowest"].min().to_dict(),
        "most": by_how["highest"].max().to_dict(),
        "births": lost.to_dict("records"),
    }
    chart = c.chart(facts, height=130 + 40 * len(table))
    chart.data = table.copy()
    table[["value", "lower", "upper"]] /= MILLION
    table = table.assign(name=[chart.say("row", **row) for row in facts["estimates"]])
    chart.whiskers(table, "name", "value", table["how"].map(COUNTING))
    for how, group in table.groupby("how", sort=False):
        at, colour = group["name"].iloc[0], COUNTING[str(how)]
        chart.label(1, at, chart.say(str(how)), colour, xref="paper", xanchor="right", yshift=9)
    chart.axes(x={"range": [0, 1.05 * table["highest"].max() / MILLION]})
    return chart


ORDER = {how: number for number, how in enumerate(COUNTING)}


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
        "start": words.month(_month(start)),
        "last": words.month(_month(last)),
        "won": times["won"],
        "dollar": times["dollar"],
        "won_fell": bool(times["won"] > MUCH > times["dollar"]),
        "settled": SETTLED,
        "low": low,
        "high": high,
    }
    above = {"domain": [0.52, 1], "type": "log", "gridcolor": FAINT, "dtick": 1}
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


def _month(period: pd.Period) -> pd.Timestamp:
    return period.to_timestamp()


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
