"""Numbers of the chapter's prose that stand in no figure: raw, and empty where no row admits them."""

import pandas as pd

from nkbook import data
from nkbook.book.information_inflow import i3_once as i3
from nkbook.book.information_inflow.figures import Inflow
from nkbook.book.information_inflow.i4_punishment import i4
from nkbook.book.information_inflow.leavers import REACH
from nkbook.errors import NoEvidence
from nkbook.marks import Facts

PER = 1_000  # households
MIDDLES = {2010: 2005.5, 2015: 2013.0}  # last year and middle of the periods in which pupils and others left


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


def control(c: Inflow) -> Facts:
    """Return the percent of those who left before this reign who say that control had tightened."""
    rows = _known(c.of("I4"), "said_surveillance_strengthened")
    rows = rows[rows["year"] < i4.threshold("reign")]
    return Facts() if rows.empty else Facts({"before": float(rows["value"].iloc[-1])})


def pupils(c: Inflow) -> Facts:
    """Return people in the two surveys on southern media, and how reach rose while the pupils left.

    rise: points by which the share who had ever watched rose from one year of leaving to the next, between
    leavers of 2001-10 and of 2011-15, each dated by its middle.
    """
    young = _known(c.of("I6"), "watched_sk_media_ever_teen_defectors")["n"].dropna()
    old = _known(c.of("I6"), "ipus_sk_media_exposure_ever").set_index("year")["n"].dropna()
    reach = _known(c.of("I6"), REACH).set_index("year")["value"]
    if young.empty or old.empty or not {*MIDDLES} <= {*reach.index}:
        return Facts()
    (start, middle), (end, later) = MIDDLES.items()
    rise = float(reach[end] - reach[start]) / (later - middle)
    return Facts({"young": int(young.iloc[-1]), "old": int(old.iloc[0]), "rise": rise})


def late_witnesses(c: Inflow) -> Facts:
    """Return new witnesses of the ministry's report of 2024, and those who had left in 2017 or later."""
    series = "mouhr_witnesses_interviewed_2023"
    return _all(c, "I5", asked=series, late=f"{series}_left_2017_or_later")


def residents(c: Inflow) -> bool:
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
