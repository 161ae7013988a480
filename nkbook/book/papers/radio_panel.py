"""The radio panel: hours of every station in Korean towards the North, schedule by schedule."""

import pandas as pd

from nkbook import data, parameters
from nkbook.book import papers
from nkbook.book.information_inflow import radio_figures, schedules
from nkbook.chapter import Chapter
from nkbook.claims.registry import claim
from nkbook.figures import ACCENT, COMPARATOR
from nkbook.marks import Chart, Facts
from nkbook.methods import broadcasts

NAME = "data_radio_panel"
SERVICES = {"voa": "voa_korean_hours_day_stated", "rfa": "rfa_korean_hours_day_stated"}


def build() -> tuple[Chart, pd.DataFrame]:
    """Return the figure, general and religious stations by date, and the table of stations and dates."""
    table = panel()
    totals = table.pivot_table("hours_every_frequency", "date", "kind", aggfunc="sum")
    chart = papers.chart(NAME, found(table, totals), table["source"].unique(), height=460)
    chart.data = totals.reset_index()
    x = pd.to_datetime(totals.index)
    for kind, colour in (("general", COMPARATOR), ("religious", ACCENT)):
        chart.line(x, totals[kind], kind, colour=colour, marker=6)
        place = {"xanchor": "center", "xshift": 0, "yshift": 16}
        chart.label(x[3], float(totals[kind].iloc[3]), chart.say(kind), colour, **place)
    chart.rule(x=pd.Timestamp("2025-03-14"), words=chart.say("order"), place="top left")
    chart.axes(y={"rangemode": "tozero"})
    return chart, table


def panel() -> pd.DataFrame:
    """Return a row for each station on each date: hours a day by both counts, owner, editor, kind, caveats.

    A station that a schedule does not list has no row there, and sent nothing that the schedule knows of.
    """
    known, stations = data.sources(), schedules.stations()
    kinds = {"hours_every_frequency": "frequency", "hours_on_air": "air"}
    series = [broadcasts.prefix_of(kind) + name for kind in kinds.values() for name in stations["station"]]
    rows = data.load([name for name in series if name in known_names()])
    rows = rows.assign(
        station=rows["series"].str.replace(r"^(freq|air)_hours_week_", "", regex=True),
        count=rows["series"]
        .str.startswith("freq")
        .map({True: "hours_every_frequency", False: "hours_on_air"}),
    )
    found = rows.pivot(index=["date", "station"], columns="count", values="value") / broadcasts.DAYS
    about = rows[rows["count"] == "hours_every_frequency"].set_index(["date", "station"])
    table = found.round(3).join(about[["grade", "source", "note"]]).reset_index()
    table = table.merge(stations, on="station")
    table["kind"] = table["religious"].map({"true": "religious", "false": "general"})
    table["season"] = table["source"].str.removeprefix("eibi_").str[:3].str.upper()
    table["press"] = [_press(*row) for row in table[["date", "owner", "hours_every_frequency"]].to_numpy()]
    table["url"] = table["source"].map(known["url"])
    return table.sort_values(["date", "kind", "station"], ignore_index=True)


def known_names() -> set[str]:
    """Return the names of all series of the table of broadcasts."""
    return set(data.read("information-inflow-radio-broadcast-hours")["series"])


def found(table: pd.DataFrame, totals: pd.DataFrame) -> Facts:
    """Return what the panel holds, how it fell and came back, and how it compares with other counts."""
    chapter: radio_figures.Inflow = Chapter(
        "information_inflow", parameters.InformationInflow.model_validate({})
    )
    before, low, last = radio_figures.dates(totals["general"])
    air = table[table["date"] == before].set_index("station")["hours_on_air"]
    stated = data.load(list(SERVICES.values()))
    stated = stated[stated["date"] == stated["date"].max()].set_index("series")["value"]
    return Facts(
        {
            "rows": len(table),
            "schedules": table["date"].nunique(),
            "stations": table["station"].nunique(),
            "first": pd.Timestamp(table["date"].min()),
            "last": pd.Timestamp(last),
            "low": pd.Timestamp(low),
            "before": pd.Timestamp(before),
            "fell": 100 * (1 - totals["general"][low] / totals["general"][before]),
            "hours_before": float(totals["general"][before]),
            "hours_low": float(totals["general"][low]),
            "hours_last": float(totals["general"][last]),
            "religious_before": float(totals["religious"][before]),
            "religious_last": float(totals["religious"][last]),
            "check": radio_figures.check(chapter),
            "services": [
                {"name": name.upper(), "stated": float(stated[series]), "listed": float(air[name])}
                for name, series in SERVICES.items()
            ],
            "unconfirmed": int((table["press"] == UNCONFIRMED).sum()),
            "round_cuts": radio_figures.round_cuts(chapter).to_dict("records"),
        }
    )


UNCONFIRMED = "not confirmed"


def _press(date: str, owner: str, hours: float) -> str:
    """Return what the press knows of an entry: of those that changed with the cuts of 2025."""
    if date < str(int(claim("I8").criterion.thresholds["cuts"])) or owner not in (
        "us_gov",
        "kr_nis",
        "kr_military",
    ):
        return "not sought"
    if not hours and owner == "us_gov" and date >= "2025-10":
        return "disputed: testimony in court has relays from 28 August 2025"
    return "confirmed: silent" if not hours else UNCONFIRMED
