"""Numbers of the chapter's prose that stand in no figure: raw, and empty where no row admits them."""

from typing import Any

import pandas as pd

from nkbook import data
from nkbook.book.information_inflow import i3_once as i3
from nkbook.book.information_inflow.figures import Inflow
from nkbook.errors import NoEvidence
from nkbook.marks import Facts

PER = 1_000  # households


def budget(c: Inflow) -> Facts:
    """Return senders' own counts of devices a year, per thousand households and in percent of the people.

    `most`, `least`: devices a year per thousand households. `alone`, `reached`: percent of the people, with
    one viewer for each device and with as many as the parameter says.
    """
    view = c.of("I2")
    balloons = _known(view, "launch_storage_devices").groupby("year")["value"].sum()
    sent = _known(view, "fdff_sent_year")["value"].tolist() + balloons.tolist()
    if not sent:
        return Facts()
    homes = float(data.load("households_total", country="PRK")["value"].iloc[-1])
    people = float(data.load("population_total", country="PRK").sort_values("year")["value"].iloc[-1])
    alone = 100 * max(sent) / people
    return Facts(
        {
            "per": PER,
            "most": PER * max(sent) / homes,
            "least": PER * min(sent) / homes,
            "spread": max(sent) / min(sent),
            "alone": alone,
            "reached": alone * c.p.viewers_per_device,
            "viewers": c.p.viewers_per_device,
        }
    )


def by_hand(c: Inflow) -> bool:
    """Return whether the survey is admitted that asked residents from whom they had what they watched."""
    ways = ("borrow_from_family_relatives", "borrow_free_from_friends")
    return all(len(_known(c.of("I2"), f"how_obtained_{way}")) for way in ways)


def origin_of_films(c: Inflow) -> Facts:
    """Return the percent who watched mainly Chinese titles, and mainly South Korean ones."""
    return _all(c, "I1", chinese="main_foreign_video_chinese", korean="main_foreign_video_south_korean")


def killed(c: Inflow) -> Facts:
    """Return recorded executions under this ruler by one group, and those of them for southern video."""
    return _all(c, "I4", recorded="tjwg_execution_records_kju", video="tjwg_charge_sk_video")


def witnesses(c: Inflow) -> Facts:
    """Return people interviewed for the white papers of one institute, by `year`: first and last."""
    rows = _known(c.of("I4"), "kinu2015_interviewed_of_2014_arrivals", "kinu_whitepaper_interviews")
    if len(rows) < 2:
        return Facts()
    rows = rows.sort_values("year")
    return Facts(
        {
            "first_year": int(rows["year"].iloc[0]),
            "first": int(rows["value"].iloc[0]),
            "last_year": int(rows["year"].iloc[-1]),
            "last": int(rows["value"].iloc[-1]),
        }
    )


def late_witnesses(c: Inflow) -> Facts:
    """Return new witnesses of the ministry's report of 2024, and those who had left in 2017 or later."""
    series = "mouhr_witnesses_interviewed_2023"
    return _all(c, "I5", asked=series, late=f"{series}_left_2017_or_later")


def by_telephone(c: Inflow) -> bool:
    """Return whether a survey of residents is admitted."""
    names = ("watched_foreign_content_ever_residents", "contact_outside_info_via_usb_etc_residents")
    return len(_known(c.of("I5"), *names)) > 0


def saying(c: Inflow) -> Facts:
    """Return when an official spoke the saying, pupils who had watched once, how often others watch."""
    view = c.of("I3")
    events = data.events("information_inflow")
    spoken = events.loc[events["event"].str.contains("nobody has seen it only once"), "date"]
    once = _known(view, "teen_viewers_freq_once_in_lifetime")
    try:
        monthly = i3.monthly_viewers(view.evidence("once"))
    except NoEvidence:
        return Facts()
    if once.empty or spoken.empty:
        return Facts()
    twice = _known(view, "ipus_sk_media_exposure_once_or_twice")["value"]
    return Facts(
        {
            "spoken": pd.Timestamp(spoken.iloc[0]),
            "once": int(once["value"].iloc[-1]),
            "pupils": int(once["n"].iloc[-1]),
            "surveys": len(monthly),
            "least": monthly["percent"].min(),
            "most": monthly["percent"].max(),
            "seldom": [twice.min(), twice.max()] if len(twice) else None,
        }
    )


def list_gap(c: Inflow) -> Facts:
    """Return by how many points pride in northern origin falls when asked directly and not by a list."""
    gaps = data.load("proud_of_northern_origin_direct_minus_list", grades=c.p.grades).dropna(subset="value")
    if gaps.empty:
        return Facts()
    gap = gaps.iloc[0]
    return Facts({"gap": -gap["value"], "low": -gap["upper"], "high": -gap["lower"]})


def left_out(c: Inflow) -> list[str]:
    """Return the claims whose verdict is another without evidence of grade C."""
    return [name for name, word in c.graded("AB").items() if word != str(c.found[name].verdict)]


def _all(c: Inflow, claim: str, **series: str) -> Facts:
    """Return the latest value of each series by name; nothing where one is not admitted."""
    tables = {name: _known(c.of(claim), one) for name, one in series.items()}
    if any(table.empty for table in tables.values()):
        return Facts()
    return Facts({name: float(table["value"].iloc[-1]) for name, table in tables.items()})


def _known(c: Inflow, *series: str) -> pd.DataFrame:
    """Return admitted rows with a value in order of date, perhaps none."""
    return c.rows(*series, need=False).dropna(subset="value").sort_values("date")
