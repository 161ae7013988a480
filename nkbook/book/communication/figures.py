"""The figures of the chapter on communication about lines: what is drawn from which rows.

Words stand in figures.yml; the figures about homes and use in use_figures.py.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from nkbook import data
from nkbook.book.communication import c2_year_2008 as c2
from nkbook.book.communication import c3_year_2023 as c3
from nkbook.book.communication import shared
from nkbook.chapter import Chapter, figure
from nkbook.claims.registry import claim
from nkbook.errors import NoEvidence
from nkbook.figures import COMPARATOR, DASHES, FAINT, NORTH_KOREA, SECOND, rgba
from nkbook.marks import Chart
from nkbook.methods import diffusion, vintages
from nkbook.parameters import Communication

COLUMNS = ["series", "date", "value", "lower", "upper", "source", "grade"]  # of the tables to download

# C2 ------------------------------------------------------------------------------------------


@figure("C2")
def crossing(c: Chapter[Communication]) -> Chart:
    """The operator's quarters around the line that the figure claimed for 2008 marks."""
    stated, counts = c.rows("koryolink_subscribers"), _quarters(c)
    others = stated[stated["date"].isin(counts["date"]) & ~stated["value"].isin(counts["value"])]
    printed = c.rows("mobile_subscriptions_total", need=False, corrected=False)
    printed = printed[printed["year"].isin([c2.YEAR, c2.YEAR + 1])]
    expected = c.rows("koryolink_subscribers_expected", need=False)
    expected = expected[expected["year"] == c2.YEAR]
    facts = _crossing_facts(counts) | {
        "printed": list(zip(printed["year"], printed["value"], strict=True)),
        "press": _press_item(stated),
    }
    table, claimed = table_of(counts, others, printed, expected), facts["claimed"]
    chart = c.chart(facts, table["source"], height=430)
    chart.data = table
    chart.fig.add_vrect(x0=facts["below"], x1=facts["above"], fillcolor=FAINT, line_width=0)
    chart.rule(y=claimed)
    chart.line(counts["end"], counts["value"], width=None, marker={"size": 8})
    chart.dots(_month_ends(others), others["value"], marker=_hollow(9))
    cross = {"color": SECOND, "size": 10, "symbol": "x-thin", "line": {"width": 2, "color": SECOND}}
    chart.dots(_year_ends(printed), printed["value"], marker=cross)
    if not expected.empty:
        chart.dots([c2.YEAR_END], expected["value"], colour=COMPARATOR, size=12, symbol="diamond-open")
        chart.label(c2.YEAR_END, claimed, chart.say("forecast"), COMPARATOR, yshift=14)
    for end in (facts["first_date"], facts["below"], facts["above"]):
        value = counts.set_index("end")["value"][end]
        chart.label(end, value, f"{value:,.0f}", xshift=4, yshift=18 if value < 0.05 * claimed else -11)
    chart.axes(
        x={
            "range": [
                pd.Timestamp(2008, 11, 20),
                max(facts["above"], counts["end"].max()) + pd.Timedelta(days=45),
            ]
        },
        y={"rangemode": "tozero", "tickformat": "~s"},
    )
    return chart


def _quarters(c: Chapter[Communication]) -> pd.DataFrame:
    """Return the operator's count at the end of each quarter: the lowest statement, or the one chosen.

    Columns as loaded, with `end` (last day of the quarter). Raises `NoEvidence` where none is left.
    """
    rows = c.rows("koryolink_subscribers")
    rows = rows[rows["date"].str.fullmatch(r"\d{4}-(03|06|09|12)") & (rows["date"] <= "2010-06")]
    highest = (rows["date"] == f"{c2.YEAR}-12") & (c.p.count_2008 == "applications")
    rows = rows.assign(rank=rows["value"].where(~highest, -rows["value"]))
    chosen = rows.sort_values(["date", "rank"]).drop_duplicates("date")
    if chosen.empty:
        raise NoEvidence("no quarterly count of the operator is admitted")
    return chosen.assign(end=_month_ends(chosen))


def _crossing_facts(counts: pd.DataFrame) -> dict[str, Any]:
    """Return when the operator's counts passed the figure claimed, with the counts on either side."""
    claimed = c2.c2.threshold("claimed")
    below, passed, above = diffusion.crossing(counts["end"].tolist(), counts["value"].tolist(), claimed)
    at = counts.set_index("end")["value"]
    return {
        "claimed": claimed,
        "below": below,
        "above": above,
        "passed": passed,
        "late": (passed - c2.YEAR_END).days / 30.44,  # months
        "first": at.iloc[0],
        "first_date": at.index[0],
        "before": at[below],
        "after": at[above],
    }


def _press_item(stated: pd.DataFrame) -> float | None:
    """Return what a press item gives for the first month beside the operator's count, if admitted."""
    first = stated[stated["date"] == f"{c2.YEAR}-12"]["value"]
    return float(first.max()) if first.nunique() > 1 else None


# C3 ------------------------------------------------------------------------------------------

# Estimates that are named on the drawing, and how far above the dot, in pixels.
NAMED = {"n38_2024": -26, "joongang_2018": 16, "newsis_kida_2021": 16}


@figure("C3")
def estimates(c: Chapter[Communication]) -> Chart:
    """Every statement on lines in use by date and origin, with the figure claimed for 2023."""
    rows, printed = c.rows("mobile_lines_estimate", need=False), printed_lines(c)
    rows = rows[rows["year"] >= 2015]
    if rows.empty and printed.empty:
        raise NoEvidence("no estimate is admitted")
    share = c3.users_per_line(c.evidence())
    if c.p.counted == "users" and share is None:
        raise NoEvidence("no admitted row tells users from lines")
    scale = share if c.p.counted == "users" and share is not None else 1.0
    table, region = table_of(rows, printed), claim("C3").criterion.supports
    chart = c.chart(_estimate_facts(c, rows, share), table["source"], height=440)
    chart.data = table
    chart.region(y=(region.at_least, region.at_most), colour=FAINT)
    shown = printed[printed["year"] >= 2012]
    if not shown.empty:
        ends = [pd.Timestamp(int(year), 12, 31) for year in shown["year"]]
        chart.line(ends, shown["value"] * scale, colour=COMPARATOR, dash=DASHES[1], marker=5)
        midway = len(ends) // 2
        at = shown["value"].iloc[midway] * scale
        chart.label(ends[midway], at, chart.say("series"), COMPARATOR, yshift=-14)
    least = (rows["lower"] == rows["value"]) & rows["upper"].isna()
    middle = rows["value"].fillna((rows["lower"] + rows["upper"]) / 2) * scale
    below = (middle - rows["lower"].fillna(rows["value"]) * scale).clip(lower=0)
    above = (rows["upper"].fillna(rows["value"]) * scale - middle).clip(lower=0)
    names = {source: _origin(c, source) for source in rows["source"]}
    chart.dots(
        rows["time"],
        middle,
        symbol=["triangle-up-open" if bound else "circle" for bound in least],
        error_y=error_bars(above, below, NORTH_KOREA, 4),
        text=[names[source] for source in rows["source"]],
        hovertemplate="%{text}:<br>%{y:,.0f}<extra></extra>",
    )
    for source, up in NAMED.items():
        for place in rows.index[rows["source"] == source]:
            time, word = rows.at[place, "time"], names[source]
            chart.label(time, middle[place], word, xanchor="center", xshift=0, yshift=up)
    chart.axes(y={"rangemode": "tozero", "tickformat": "~s"})
    chart.chronology()
    return chart


@figure("C3")
def revisions(c: Chapter[Communication]) -> Chart:
    """The revision triangle of the international series as the table that it is."""
    rows = c.evidence()
    table = shared.international(rows, c3.c3, c.p.itu_vintage)
    table = table[[year for year in table.columns if int(year) >= 2014]]
    if table.shape[1] < 2:
        raise NoEvidence("too few years of the series are admitted")
    copies = len(table)
    table = table.loc[(table.fillna(-1) != table.fillna(-1).shift()).any(axis=1)]
    chart = c.chart(
        _revision_facts(table) | {"copies": copies},
        rows.sources,
        height=120 + 34 * len(table),
        margin={"l": 84, "r": 8, "t": 84, "b": 84},
    )
    chart.data = table.reset_index().rename(columns=str)
    news = _news(table)
    text = table.map(lambda v: f"{v / 1e6:.2f}".rstrip("0").rstrip("."), na_action="ignore")
    text = text.fillna("–").where(table.notna() | (news == REPLACED), "")
    # A cell is a bar of almost one, which stands on the number of its row.
    prints, years = table.index.tolist(), [str(year) for year in table]
    cells = [(row, print_, year) for row, print_ in enumerate(prints) for year in years]
    chart.bars(
        [year for _, _, year in cells],
        [CELL] * len(cells),
        base=[float(row) for row, _, _ in cells],
        colour=[NEWS[cell] for cell in news.to_numpy().ravel()],
        width=CELL,
        text=text.to_numpy().ravel().tolist(),
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"size": 11},
        constraintext="none",
        customdata=[print_ for _, print_, _ in cells],
        hovertemplate=chart.say("hover"),
    )
    rows_down = {"tickvals": [row + CELL / 2 for row in range(len(prints))], "ticktext": prints}
    chart.axes(x={"type": "category"}, y={"range": [len(prints), CELL - 1], "showgrid": False} | rows_down)
    return chart


def printed_lines(c: Chapter[Communication]) -> pd.DataFrame:
    """Return the international series as the chosen print has it, a row a year; empty where not admitted."""
    p = c.of("C3").p
    try:
        return shared.last_print(c.evidence("itu", "C3"), c3.c3, p.itu_vintage, p.keep_jump)
    except NoEvidence:
        return pd.DataFrame(columns=[*COLUMNS, "year"])


# Statements that lie near the series and are not compared with it: "more than", or of too early a year.
NEAR = {"outlet": "nknews_2018", "compiled": "dailynk_wearesocial_2017"}


def _near_the_series(rows: pd.DataFrame) -> dict[str, float]:
    """Return the last of these statements by origin; empty unless all are admitted. rows: estimates."""
    last = rows.sort_values("date").groupby("source")["value"].last()
    return {name: float(last[key]) for name, key in NEAR.items()} if {*NEAR.values()} <= {*last.index} else {}


def _estimate_facts(c: Chapter[Communication], rows: pd.DataFrame, share: float | None) -> dict[str, Any]:
    """Return what is stated on the year of the claim, how far apart, and how far off such figures were."""
    together, itu = c.evaluate(reading="together"), c.evaluate(reading="itu")
    return {
        "year": shared.YEAR,
        "what": c.names["counted"][c.p.counted],
        "found": together,
        "low": together.lower,
        "high": together.upper,
        "itu": itu,
        "error": c.chosen["error"],
        "off": itu.upper / itu.estimate if itu.upper and itu.estimate else None,
        "users_per_line": share,
        "between": _same_year(c),
        "near": _near_the_series(rows),
    }


def _same_year(c: Chapter[Communication]) -> dict[str, float] | None:
    """Return the year before the jump on which two estimates differ most, with the least and the greatest."""
    printed = printed_lines(c)[["year", "value"]]
    rows = c.rows("mobile_lines_estimate", need=False)
    rows = rows[(rows["lower"] != rows["value"]) & (rows["grade"] != "C")][["year", "value"]]
    both = pd.concat([printed, rows]).dropna()
    years = both[both["year"].between(c3.c3.threshold("compared_from"), c3.c3.threshold("jump") - 1)]
    ends = years.groupby("year")["value"].agg(["min", "max"]).astype(float)
    ends = ends[ends["max"] > ends["min"]]
    if ends.empty:
        return None
    apart = ends.assign(factor=ends["max"] / ends["min"]).sort_values("factor").reset_index().iloc[-1]
    return {"year": int(apart["year"]), "low": float(apart["min"]), "high": float(apart["max"])}


def _origin(c: Chapter[Communication], source: str) -> str:
    origin = str(data.origins().get(source, source))
    return c.names["origin"].get(origin, origin)


def _news(table: pd.DataFrame) -> pd.DataFrame:
    """Return what each cell of a revision triangle tells: 0 nothing, 1 a first figure, 2 replaced or gone.

    What the first print holds is new to nobody.
    """
    before = table.ffill().shift()
    known, same = before.notna(), (table - before).abs() <= SAME * before
    news = np.where(known & ~same, REPLACED, np.where(~known & table.notna(), 1, 0))
    news[0] = 0
    return pd.DataFrame(news, table.index, table.columns)


def _revision_facts(table: pd.DataFrame) -> dict[str, Any]:
    """Return what became of the years printed, and the largest yearly step of the latest print."""
    past, last = vintages.history(table), table.iloc[-1].dropna()
    growth = 100 * (last / last.shift() - 1)
    growth = growth[(last.index.to_series().diff() == 1) & (last.index >= 2015)]
    leapt = not growth.empty and growth.max() >= 25
    try:
        _, most, _ = vintages.spread(table)
    except NoEvidence:
        most = 1.0
    return {
        "prints": len(table),
        "gone": [
            year for year in table if (_news(table)[year] == REPLACED).any() and table[year].isna().iloc[-1]
        ],
        "repeated": last.index[(last == last.shift()) & (last.index >= c3.c3.threshold("jump"))].tolist(),
        "years": table.shape[1],
        "changed": past.index[(past["ratio"].sub(1).abs() > SAME) | past["withdrawn"]].tolist(),
        "step_year": growth.index[int(growth.to_numpy().argmax())] if leapt else None,
        "step": growth.max() if leapt else None,
        "most_revised": 100 * (most - 1),
        "last_print": str(table.index[-1]),
    }


SAME = 0.005  # of a figure; smaller differences are rounding
REPLACED = 2  # news of a cell
CELL = 0.95  # of the room of a cell is filled
NEWS = (FAINT, rgba(NORTH_KOREA, 0.25), rgba(NORTH_KOREA, 0.7))  # colour of a cell by its news

# C3: other countries -------------------------------------------------------------------------

ONE_PARTY = ("CHN", "CUB", "LAO", "VNM")
LATE = 2004
START, FROM, TO = 1, 10, 15  # levels of lines per 100 people; the last is passed before the step of 2020


@figure("C3")
def slow_middle(c: Chapter[Communication]) -> Chart:
    """How many years each country took from one level of lines per 100 people to the next."""
    panel = _panel(c)
    table = _spells(panel)
    if "PRK" not in set(table["country"]) or len(table) < 3:
        raise NoEvidence("too few countries pass both levels in the admitted years")
    facts = _middle_facts(c, table) | _takeoff_facts(panel) | _level_facts(panel)
    chart = c.chart(facts, height=150 + 20 * len(table), margin={"l": 96, "r": 36, "t": 84, "b": 84})
    chart.data = table.assign(country=table["country"].map(c.names["country"]))
    chart.bars(
        table["years"],
        chart.data["country"].tolist(),
        colour=[NORTH_KOREA if country == "PRK" else COMPARATOR for country in table["country"]],
        orientation="h",
        text=[
            f"{years:.1f}" if reached else f"{years:.1f} {chart.say('counting')}"
            for years, reached in zip(table["years"], table["reached"], strict=True)
        ],
        textposition="outside",
        cliponaxis=False,
    )
    chart.axes(x={"rangemode": "tozero"}, y={"tickfont": {"size": 11}, "dtick": 1})
    return chart


def _panel(c: Chapter[Communication]) -> dict[str, pd.Series]:
    """Return lines per 100 people by year for each country that the parameters admit."""
    panel = {}
    rows = c.rows("mobile_subscriptions_per_100", country=list(c.names["country"]))
    for country, own in rows.groupby("country"):
        series = own.set_index("year")["value"].sort_index()
        if country == "PRK" and not c.p.keep_jump:
            series = series[series.index < c3.c3.threshold("jump")]
        late = _when(series, START) >= LATE
        chosen = {"all": True, "late": late, "one_party": country in ONE_PARTY}[c.p.peers]
        if country == "PRK" or chosen:
            panel[str(country)] = series
    return panel


def _when(series: pd.Series, level: float) -> float:
    return diffusion.reached(series.index.tolist(), series.tolist(), level)


def _spells(panel: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Return from when to when each country was between the two levels; or still is."""
    rows = []
    for country, series in panel.items():
        start, end = _when(series, FROM), _when(series, TO)
        if np.isfinite(start):
            reached = bool(np.isfinite(end))
            rows.append((country, start, end if reached else float(series.index[-1]), reached))
    table = pd.DataFrame(rows, columns=["country", "from", "to", "reached"])
    table["years"] = table["to"] - table["from"]
    return table.sort_values("years").reset_index(drop=True)


def _middle_facts(c: Chapter[Communication], table: pd.DataFrame) -> dict[str, Any]:
    """Return how long the country took from one level to the other, beside the others."""
    own, others = table[table["country"] == "PRK"].iloc[0], table[table["country"] != "PRK"]
    return {
        "start": START,
        "low": FROM,
        "high": TO,
        "unit": data.units().at["per_100_people", "title"],
        "own": own["years"],
        "reached": own["reached"],
        "others": len(others),
        "slower": int((others["years"] > own["years"]).sum()),
        "median": others["years"].median(),
        "next": c.names["country"][others["country"].iloc[-1]],
        "next_years": others["years"].iloc[-1],
        "peers": c.p.peers,
        "late": LATE,
    }


def _takeoff_facts(panel: Mapping[str, pd.Series]) -> dict[str, Any]:
    """Return how long the country took from the first line per 100 people on, and how many took longer."""
    spells = pd.Series(
        {country: _when(series, FROM) - _when(series, START) for country, series in panel.items()}
    )
    others = spells.drop("PRK").dropna()
    own = spells["PRK"]
    known = bool(np.isfinite(own)) and len(others) > 0
    return {
        "takeoff": own if known else None,
        "takeoff_others": len(others),
        "takeoff_slower": int((others > own).sum()),
    }


def _level_facts(panel: Mapping[str, pd.Series]) -> dict[str, Any]:
    """Return the level of the last year printed beside that of the others in that year."""
    own = panel["PRK"]
    last = int(own.index[-1])
    others = pd.Series({key: s.get(last) for key, s in panel.items() if key != "PRK"}).dropna()
    return {
        "last": last,
        "stood": own.iloc[-1],
        "stood_lower": int((others < own.iloc[-1]).sum()),
        "stood_median": others.median(),
    }


# Of several figures --------------------------------------------------------------------------


def table_of(*frames: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([frame[COLUMNS] for frame in frames if not frame.empty], ignore_index=True)


def _month_ends(rows: pd.DataFrame) -> list[pd.Timestamp]:
    return [shared.month_end(date) for date in rows["date"]]


def _year_ends(rows: pd.DataFrame) -> Iterable[pd.Timestamp]:
    return rows["time"] + pd.offsets.YearEnd(0)


def _hollow(size: float) -> dict[str, Any]:
    return {"color": NORTH_KOREA, "size": size, "symbol": "circle-open", "line": {"width": 2}}


def error_bars(above: pd.Series, below: pd.Series, colour: str, width: float) -> dict[str, Any]:
    """Return intervals as plotly's error bars; width: of their ends, in pixels."""
    return {"type": "data", "array": above, "arrayminus": below, "color": colour, "width": width}
