"""The figures on broadcasting: hours by owner, lost and come back, who is left. Words: figures.yml."""

from typing import Any

import pandas as pd

from nkbook import words
from nkbook.book.information_inflow import i8_hands as i8
from nkbook.book.information_inflow import schedules
from nkbook.chapter import Chapter, figure
from nkbook.claims.evidence import Evidence
from nkbook.claims.registry import claim
from nkbook.errors import NoEvidence
from nkbook.figures import ACCENT, COMPARATOR, FAINT, FOURTH, SECOND, narrow
from nkbook.marks import Chart, Facts
from nkbook.methods import broadcasts, diversity
from nkbook.parameters import InformationInflow

Inflow = Chapter[InformationInflow]

UNITED_STATES = "#56b4e9"  # of the same palette as the others
OWNERS = {
    "kr_nis": SECOND,
    "us_gov": UNITED_STATES,
    "kr_military": FOURTH,
    "others": COMPARATOR,
    "religious": ACCENT,
}
LARGE = ("all", "kr_nis")  # drawn above, on a scale of their own
# By which schedule a line is named, and how far above it, in pixels.
LABELS = {
    "all": ("2020-03", 14),
    "kr_nis": ("2021-05", -14),
    "us_gov": ("2021-05", 12),
    "kr_military": ("2022-11", -12),
    "others": ("2021-05", 14),
    "religious": ("2017-02", 12),
}
SEASONS = ("2025-11", "2026-03")  # months after the cuts whose schedules a table shows
RETURN = 0.01  # part of what was lost from which on something has come back
CLOSE = 10  # percent by which counts by different rules may differ and still agree
RETURNED = {"voa": UNITED_STATES, "rfa": SECOND}


@figure("I8")
def hours(c: Inflow) -> Chart:
    """Hours a day by owner at the date of each schedule."""
    rows = c.evidence("hours")
    drawn = _by_owner(rows, c.p.hours, c.p.religious)
    total = drawn.sum(axis=1)
    above, below = (
        {"domain": part, "gridcolor": FAINT, "rangemode": "tozero"} for part in ([0.5, 1], [0, 0.4])
    )
    layout = {"yaxis": above, "yaxis2": below | {"anchor": "x"}, "xaxis": {"anchor": "y2"}}
    chart = c.chart(_hours_facts(c, total), rows.sources, height=560, **layout)
    x = pd.to_datetime(drawn.index)
    lines = {"all": total, **{key: drawn[key] for key in OWNERS if key in drawn}}
    for key, line in lines.items():
        date, shift = LABELS[key]
        axis, at = "y" if key in LARGE else "y2", _nearest(x, date)
        colour, name = OWNERS.get(key, FAINTER), c.names["owner"][key]
        chart.line(x, line, name, colour=colour, width=2, marker=6, yaxis=axis)
        place = {"yshift": shift, "xanchor": "left" if at == 0 else "center", "xshift": 0, "yref": axis}
        chart.label(x[at], float(line.iloc[at]), name, colour, **place)
    chart.rule(x=pd.Timestamp("2025-03-14"), words=chart.say("order"), place="top left")
    chart.data = drawn.assign(all=total).rename_axis("date").reset_index()
    return chart


@figure("I8")
def changes(c: Inflow) -> Chart:
    """What each owner lost between the last schedule before the cuts and the lowest, and what came back."""
    rows = c.evidence("hours")
    drawn = _by_owner(rows, c.p.hours, c.p.religious)
    before, low, last = dates(drawn.sum(axis=1))
    lost = diversity.decomposed(_row(drawn, before), _row(drawn, low))
    back = _row(drawn, last) - _row(drawn, low)
    first = str(lost.index[0])
    other = _by_owner(rows, "air" if c.p.hours == "frequency" else "frequency", c.p.religious)
    again = diversity.decomposed(_row(other, before), _row(other, low))
    facts = {
        "counted": c.names["hours"][c.p.hours],
        "before": _month(before),
        "low": _month(low),
        "last": _month(last),
        "owner": c.names["owner"][first],
        "share": lost["share"].iloc[0],
        "us_share": lost["share"].get("us_gov", 0.0),
        "other_count": c.names["hours"]["air" if c.p.hours == "frequency" else "frequency"],
        "other_share": again["share"].get(first, 0.0),
        "other_us_share": again["share"].get("us_gov", 0.0),
        "rows": [(c.names["owner"][key], lost["change"][key], back[key]) for key in lost.index],
    }
    chart = c.chart(facts, rows.sources, height=430)
    lost = lost[(lost["change"].abs() >= UNCHANGED) | (back[lost.index].abs() >= UNCHANGED)]
    names = narrow(c.names["owner"][key] for key in lost.index)
    for change, colour, label in (
        (lost["change"], COMPARATOR, "lost"),
        (back[lost.index], UNITED_STATES, "back"),
    ):
        said = [f"{_signed(v)}" for v in change]
        look = {"orientation": "h", "text": said, "textposition": "outside", "cliponaxis": False}
        chart.bars(change, names, chart.say(label), colour=colour, **look)
    low_end, high_end = float(lost["change"].min()), float(back.max())
    chart.axes(x={"range": [1.3 * low_end, max(4 * high_end, -0.25 * low_end)]}, y={"autorange": "reversed"})
    chart.label(low_end, names[0], chart.say("lost"), COMPARATOR, yshift=-26, xshift=0)
    if high_end > 0:
        row = names[list(lost.index).index(str(back.idxmax()))]
        chart.label(0, row, chart.say("back"), UNITED_STATES, yshift=-44, xshift=2)
    chart.fig.update_layout(bargap=0.3)
    chart.data = pd.DataFrame(
        {"owner": names, "lost": lost["change"].to_numpy(), "back": back[lost.index].to_numpy()}
    )
    return chart


@figure("I8")
def returned(c: Inflow) -> Chart:
    """Scheduled hours a week of the American services, day by day after their return."""
    table = c.rows(*(f"{name}_freq_hours_week_on_a_day" for name in RETURNED))
    wide = table.pivot(index="date", columns="series", values="value").sort_index()
    wide.columns = [name.split("_")[0] for name in wide.columns]
    line = wide["voa"].dropna()
    top = float(line.max())
    gap = line.index[(line == 0) & (line.index > line[line > 0].index[0])]
    facts = {
        "first": _day(line[line > 0].index[0]),
        "first_hours": float(line[line > 0].iloc[0]),
        "last": _day(line.index[-1]),
        "top": top,
        "top_date": _day(line.idxmax()),
        "gap": _day(gap[0]) if len(gap) else "",
        "rfa": float(wide["rfa"].dropna().iloc[-1]),
        "days": len(wide),
        "by_day": [(_day(day), value) for day, value in line.items()],
    }
    chart = c.chart(facts, height=360)
    for name, colour in RETURNED.items():
        one = wide[name].dropna()
        look: dict[str, Any] = {"line_shape": "hv"}
        chart.line(pd.to_datetime(one.index), one, c.names["service"][name], colour=colour, marker=6, **look)
        at = -1 if name == "voa" else max(-3, -len(one))  # where the other line does not cross
        end = {"xanchor": "right", "xshift": 0, "yshift": 12}
        chart.label(pd.Timestamp(one.index[at]), float(one.iloc[at]), c.names["service"][name], colour, **end)
    chart.axes(y={"rangemode": "tozero"})
    chart.data = wide.reset_index()
    return chart


@figure("I8")
def voices(c: Inflow) -> Chart:
    """How many editors and owners have hours of their own, by schedule."""
    rows = c.evidence("voices")
    ways = {
        "editors": {"grouping": "editor", "religious": False},
        "owners": {"grouping": "owner", "religious": False},
        "with_religious": {"grouping": "editor", "religious": True},
    }
    lines = {key: i8.voices(rows, kbs=c.p.kbs, **way) for key, way in ways.items()}  # type: ignore[arg-type]
    editors = lines["editors"]
    before, low, last = dates(editors)
    table = schedules.by_provider(rows, "frequency", religious=False, kbs=c.p.kbs, grouping="editor")
    faith = lines["with_religious"] - editors
    facts = {
        "before": int(editors[before]),
        "low": int(editors[low]),
        "last": int(editors[last]),
        "before_date": _month(before),
        "last_date": _month(last),
        "owners_before": int(lines["owners"][before]),
        "owners_last": int(lines["owners"][last]),
        "religious_before": int(faith[before]),
        "religious_last": int(faith[last]),
        "kept": 100 * editors[last] / editors[before],
        "equal_before": diversity.effective_number(_row(table, before)),
        "equal_last": diversity.effective_number(_row(table, last)),
        "seasons": [(_month(date), int(value)) for date, value in editors.items()],
    }
    chart = c.chart(facts, rows.sources, height=400)
    colours = {"editors": SECOND, "owners": COMPARATOR, "with_religious": ACCENT}
    for key, line in lines.items():
        x = pd.to_datetime(line.index)
        chart.line(x, line, colour=colours[key], marker=6)
        at = _nearest(x, "2017-02")
        place = {"yshift": 12, "xanchor": "right", "xshift": 8}
        chart.label(x[at], float(line.iloc[at]), chart.say(key), colours[key], **place)
    chart.rule(x=pd.Timestamp("2025-03-14"), words=chart.say("order"), place="bottom left")
    chart.axes(y={"rangemode": "tozero"})
    chart.data = pd.DataFrame(lines).rename_axis("date").reset_index()
    return chart


UNCHANGED = 0.05  # hours a day below which nothing was lost or came back
FAINTER = "#444444"  # the sum of all


def summary(c: Inflow) -> Facts:
    """Return what the figure of hours found, for an opening; nothing where no schedule is admitted."""
    view = c.of("I8")
    try:
        return Facts(
            _hours_facts(view, _by_owner(view.evidence("hours"), view.p.hours, view.p.religious).sum(axis=1))
        )
    except NoEvidence:
        return Facts()


def both(c: Inflow) -> Facts:
    """Return hours a day before the cuts, at the lowest and at last, counted on every frequency and once.

    `kept`, `fell`: percent of before. `voa`, `us`: hours a week on the air, of one American service and
    of both. Nothing where no schedule is admitted.
    """
    view, told = c.of("I8"), summary(c)
    if not told:
        return Facts()
    rows = view.evidence("hours")
    kinds = ("frequency", "air")
    totals = {kind: _by_owner(rows, kind, view.p.religious).sum(axis=1) for kind in kinds}
    before, low, last = dates(totals["frequency"])
    names = {"before_date": before, "low_date": low, "last_date": last}
    found: dict[str, Any] = {name: _month(date) for name, date in names.items()}
    for kind, total in totals.items():
        found[kind] = {"before": total[before], "low": total[low], "last": total[last]}
        found[kind] |= {
            "kept": 100 * total[last] / total[before],
            "fell": 100 * (1 - total[low] / total[before]),
        }
    air = broadcasts.DAYS * schedules.by_provider(rows, "air", religious=False, grouping="station")
    for name, date in (("before", before), ("last", last)):
        row = _row(air, date)
        found[f"voa_{name}"] = float(row["voa"])
        found[f"us_{name}"] = float(row[list(RETURNED)].sum())
    return Facts({"first_date": told["first_date"], "schedules": told["schedules"], **found})


def _hours_facts(c: Inflow, total: "pd.Series[float]") -> dict[str, Any]:
    before, low, last = dates(total)
    lost = total[before] - total[low]
    return {
        "counted": c.names["hours"][c.p.hours],
        "religious_too": c.p.religious,
        "seasons": [(_month(date), value) for date, value in total.items()],
        "before": total[before],
        "low": total[low],
        "last": total[last],
        "before_date": _month(before),
        "low_date": _month(low),
        "last_date": _month(last),
        "first_date": _month(total.index[0]),
        "schedules": len(total),
        "fell": 100 * lost / total[before],
        "returned": bool(total[last] - total[low] > RETURN * lost),
        "held": 100 * total[before] / total.max(),
        "most_date": _month(total.idxmax()),
    }


def round_cuts(c: Inflow) -> pd.DataFrame:
    """Return the state of broadcasting on dates round the cuts, as a table; empty where none is admitted.

    No schedule of March 2025 is held: the last one before stands for it.
    """
    if not summary(c):
        return pd.DataFrame()
    view = c.of("I8")
    kinds = {kind: _by_owner(view.evidence("hours"), kind, religious=False) for kind in ("frequency", "air")}
    faith = _by_owner(view.evidence("hours"), "frequency", religious=True)["religious"]
    editors = i8.voices(view.evidence("voices"), religious=False, kbs=True, grouping="editor")
    evening = view.rows("stations_at_2300kst_excl_religious", need=False).set_index("date")["value"]
    every = kinds["frequency"]
    before, low, last = dates(every.sum(axis=1))
    seasons = (date for date in every.index if date > before and date[:7] in SEASONS)
    heads = c.names["round_cuts"]
    found = []
    for date in sorted({before, low, *seasons, last}):
        row, air = every.loc[date], kinds["air"].loc[date]
        found.append(
            {
                heads["date"]: _day(date) + (f" ({heads['before']})" if date == before else ""),
                heads["frequency"]: words.fixed(float(row.sum()), 1),
                heads["air"]: words.fixed(float(air.sum()), 1),
                heads["us_gov"]: words.fixed(float(row.get("us_gov", 0.0)), 1),
                heads["religious"]: words.fixed(float(faith[date]), 1),
                heads["editors"]: int(editors[date]),
                heads["evening"]: int(evening[date]) if date in evening else "",
            }
        )
    return pd.DataFrame(found)


def check(c: Inflow) -> Facts:
    """Return how the hours of the schedules compare with the count of 38 North, before and after the cuts."""
    view = c.of("I8")
    theirs = view.rows("n38_hours_day_total", need=False).dropna(subset="value").sort_values("date")["value"]
    if len(theirs) < 2 or not summary(c):
        return Facts()
    table = schedules.by_provider(view.evidence("hours"), "frequency", religious=False)
    total = table.sum(axis=1)
    before, *_ = dates(total)
    since = total.index[total.index > before][0]
    # Their second count was taken before the military station fell silent, the schedule after.
    military = float(table.get("ministry_of_national_defence", total * 0)[before])
    ours = float(total[before]), float(total[since]) + military
    every = schedules.by_provider(view.evidence("hours"), "frequency", religious=True).sum(axis=1)
    gaps = [
        100 * (own / other - 1) for own, other in zip(ours, (theirs.iloc[0], theirs.iloc[-1]), strict=True)
    ]
    return Facts(
        {
            "theirs_before": theirs.iloc[0],
            "theirs_after": theirs.iloc[-1],
            "ours_before": ours[0],
            "ours_after": ours[1],
            "all_before": float(every[before]),
            "all_after": float(every[since]) + military,
            "close": bool(max(map(abs, gaps)) <= CLOSE),
        }
    )


def dates(levels: "pd.Series[float]") -> tuple[str, str, str]:
    """Return the last date before the cuts, that of the lowest level since, and the latest."""
    before = schedules.before_cuts(levels.index, claim("I8").criterion.thresholds["cuts"])
    since = levels[levels.index > before]
    return before, str(since.idxmin()), str(since.index[-1])


def _by_owner(rows: Evidence, kind: str, religious: bool) -> pd.DataFrame:
    """Return hours a day by date and main owner, the rest as others."""
    table = schedules.by_provider(rows, kind, religious=religious, grouping="owner")
    main = [key for key in OWNERS if key in table]
    return table[main].assign(others=table.drop(columns=main).sum(axis=1))


def _row(table: pd.DataFrame, date: str) -> "pd.Series[float]":
    return table.loc[[date]].iloc[0]


def _nearest(x: pd.DatetimeIndex, date: str) -> int:
    """Return the place of the date on an axis that lies nearest to a given one."""
    return int(x.get_indexer(pd.DatetimeIndex([date]), method="nearest")[0])


def _signed(value: float) -> str:
    """Return a change with its sign, and nothing where there is none."""
    return words.signed(value, 1) if abs(value) >= UNCHANGED else ""


def _month(date: Any) -> str:
    return words.month(pd.Timestamp(date))


def _day(date: Any) -> str:
    return words.day(pd.Timestamp(date))
