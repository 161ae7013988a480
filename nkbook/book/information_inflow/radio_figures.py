"""The figures on broadcasting: hours by owner, what makes up their fall, who is left. Words: figures.yml."""

from typing import Any

import pandas as pd

from nkbook.book.information_inflow import i8_hands as i8
from nkbook.book.information_inflow import schedules
from nkbook.chapter import Chapter, figure
from nkbook.errors import NoEvidence
from nkbook.figures import ACCENT, COMPARATOR, DASHES, FOURTH, NORTH_KOREA, SECOND, THIRD, narrow
from nkbook.marks import Chart
from nkbook.methods import diversity
from nkbook.parameters import InformationInflow

Inflow = Chapter[InformationInflow]

UNITED_STATES = "#56b4e9"  # of the same palette as the others
OWNERS = {
    "kr_nis": SECOND,
    "kr_public": THIRD,
    "us_gov": UNITED_STATES,
    "kr_military": FOURTH,
    "others": COMPARATOR,
    "religious": ACCENT,
}
LABELLED = 0.03  # smallest part of the highest bar that gets a name
UNCHANGED = 0.005  # hours a day below which a station has kept its time
ACRONYMS = ("kbs", "nis", "bbc")


@figure("I8")
def hours(c: Inflow) -> Chart:
    """Hours a day by owner and season."""
    rows, kind = c.evidence("hours"), c.p.hours
    table = schedules.by_provider(rows, kind, religious=c.p.religious, grouping="owner")
    before, after = i8.compared(table.index)
    everyone = schedules.by_provider(rows, kind, religious=True, grouping="owner")
    total = table.sum(axis=1)
    facts = {
        "counted": c.names["hours"][kind],
        "religious_too": c.p.religious,
        "before": _season_facts(total, everyone, before),
        "after": _season_facts(total, everyone, after),
        "latest": _season_facts(total, everyone, str(total.index[-1])),
        "change": 100 * (total[after] / total[before] - 1),
        "seasons": [(_season(date), value) for date, value in total.items()],
    }
    chart = c.chart(facts, rows.sources, height=460)
    main = [key for key in OWNERS if key in table]
    drawn = table[main].assign(others=table.drop(columns=main).sum(axis=1))
    seasons, below = [_season(date) for date in drawn.index], 0.0
    for key in (key for key in OWNERS if key in drawn):
        name, height = c.names["owner"][key], float(drawn[key][before])
        chart.bars(seasons, drawn[key], name, colour=OWNERS[key])
        if height > LABELLED * float(total.max()):
            chart.label(_season(before), below + height / 2, name, OWNERS[key], xshift=16)
        below += height
    chart.fig.update_layout(barmode="stack", bargap=0.35)
    chart.data = drawn.reset_index()
    return chart


@figure("I8")
def fall(c: Inflow) -> Chart:
    """Which stations make up the change between the seasons before and after the cuts."""
    rows, kind = c.evidence("hours"), c.p.hours
    stations, owners = (
        schedules.by_provider(rows, kind, religious=c.p.religious, grouping=grouping)
        for grouping in ("title", "owner")
    )
    before, after = i8.compared(stations.index)
    parts = diversity.decomposed(_row(stations, before), _row(stations, after))
    by_owner = diversity.decomposed(_row(owners, before), _row(owners, after))
    lost = parts[parts["change"] < -UNCHANGED]
    if lost.empty:
        raise NoEvidence("no station lost hours between the admitted seasons")
    owner, table = str(by_owner.index[0]), schedules.stations()
    owned = set(table.loc[table["owner"] == owner, "title"]) & set(lost.index)
    drawn = pd.concat([lost, parts[parts["change"] > UNCHANGED]])
    facts = {
        "counted": c.names["hours"][kind],
        "before": _season(before),
        "after": _season(after),
        "first": _plain(str(lost.index[0])),
        "first_share": lost["share"].iloc[0],
        "owner": c.names["owner_title"].get(owner, owner),
        "owner_share": by_owner["share"].iloc[0],
        "owned": len(owned),
        "stations": len(lost),
        "lost": -lost["change"].sum(),
        "us_share": by_owner["share"].get("us_gov", 0.0),
        "changes": list(drawn["change"].items()),
    }
    chart = c.chart(facts, rows.sources, height=max(320, 140 + 40 * len(drawn)))
    chart.bars(
        drawn["change"],
        narrow(map(_plain, drawn.index)),
        colour=[SECOND if name in owned else COMPARATOR for name in drawn.index],
        orientation="h",
        text=[f"{v:+.0f}" if abs(v) >= 0.5 else "" for v in drawn["change"]],
        textposition="outside",
        cliponaxis=False,
    )
    low, high = drawn["change"].min(), drawn["change"].max()
    room = [1.35 * low, max(0.15 * -low, 1.3 * high)]
    chart.axes(x={"nticks": 4, "tickangle": 0, "range": room}, y={"autorange": "reversed"})
    chart.data = drawn.rename_axis("station").reset_index()
    return chart


@figure("I8")
def editors(c: Inflow) -> Chart:
    """The number of independent editors of equal weight, by season and way of counting."""
    rows, p = c.evidence("hours"), c.p
    ways_to_count = {
        "chosen": (p.hours, p.religious, p.kbs),
        "air": ("air", False, True),
        "religious": (p.hours, True, True),
        "without_kbs": (p.hours, False, False),
    }
    tables = {
        key: schedules.by_provider(rows, kind, religious=faith, kbs=kbs, grouping=p.grouping)
        for key, (kind, faith, kbs) in ways_to_count.items()
    }
    lines = {key: table.apply(diversity.effective_number, axis=1) for key, table in tables.items()}
    chosen, now = tables["chosen"], lines["chosen"]
    before, _ = i8.around(chosen.index)
    last = chosen.iloc[-1]
    facts = {
        "counted": c.names["hours"][p.hours],
        "grouping": p.grouping,
        "now": {key: line.iloc[-1] for key, line in lines.items()},
        "start": {key: line.iloc[0] for key, line in lines.items()},
        "ways": c.names["way_to_count"],
        "before": now[before],
        "best": now.max(),
        "limit": i8.concentrated(),
        "count": int((last > 0).sum()),
        "count_before": int((_row(chosen, before) > 0).sum()),
        "top": str(last.idxmax()),
        "acronym": last.idxmax() in ACRONYMS,
        "top_share": 100 * last.max() / last.sum(),
    }
    chart = c.chart(facts, rows.sources)
    colours, widths = (NORTH_KOREA, SECOND, ACCENT, COMPARATOR), (3, 2, 2, 2)
    for (key, line), colour, dash, width in zip(lines.items(), colours, DASHES, widths, strict=False):
        x = pd.to_datetime(line.index)
        chart.line(x, line, colour=colour, dash=dash, width=width)
        chart.label(x[0], float(line.iloc[0]), c.names["way_to_count"][key], colour, xshift=4, yshift=9)
    chart.rule(y=i8.concentrated())
    chart.axes(y={"rangemode": "tozero"})
    chart.data = pd.DataFrame(lines).rename(columns=c.names["way_to_count"])
    chart.data = chart.data.rename_axis("season").reset_index()
    return chart


def _season_facts(total: pd.Series, everyone: pd.DataFrame, date: str) -> dict[str, Any]:
    """Return hours a day of a season, of all stations that count and of some owners, with its names."""
    owners = {
        key: float(everyone[owner][date]) if owner in everyone else 0.0
        for key, owner in (("us", "us_gov"), ("religious", "religious"), ("ngo", "ngo"))
    }
    time = pd.Timestamp(date)
    return {"hours": total[date], "season": _season(date), "month": f"{time:%B %Y}", **owners}


def _row(table: pd.DataFrame, season: str) -> "pd.Series[float]":
    return table.loc[[season]].iloc[0]


def _season(date: Any) -> str:
    return f"{pd.Timestamp(date):%b ’%y}"


def _plain(station: str) -> str:
    """Return the name of a station without what stands in brackets or behind a comma."""
    return station.split(" (")[0].split(",")[0]
