"""What the text of the chapter says beside its figures: single numbers, empty or None where not admitted."""

from contextlib import suppress
from typing import Any

from nkbook import data
from nkbook.book.communication import c4_homes as c4
from nkbook.book.communication import shared
from nkbook.book.communication.figures import printed_lines
from nkbook.chapter import Chapter
from nkbook.claims import claim
from nkbook.errors import NoEvidence
from nkbook.marks import Facts
from nkbook.parameters import Communication

AGES = (15, 49)  # of people asked in the survey of 2017
OF_AGE = ("20_29", "30_39", "40_49")  # ten-year classes that lie within 15 to 49
IN_PART = "10_19"  # of which half is taken
PURPOSES = ("trade", "greetings", "information", "official")


def first_networks(c: Chapter[Communication]) -> Facts:
    """Return dates of the network of 2002, and sizes that are told of it and of the circuits before it.

    circuits: None where not admitted. sizes: the least and the greatest, or none. unit: of lines per head.
    """
    opened, banned = shared.event_date("2002-11", "opens"), shared.event_date("2004-05", "banned")
    circuits = c.rows("mobile_circuits_installed", need=False)
    told = c.rows("sunnet_subscribers", need=False)["value"]
    return Facts(
        {
            "opened": opened,
            "banned": banned,
            "months": (banned.year - opened.year) * 12 + banned.month - opened.month,
            "circuits": None if circuits.empty else float(circuits["value"].iloc[-1]),
            "unit": data.units().at["per_100_people", "title"],
            "sizes": (told.min(), told.max()) if len(told) > 1 else (),
        }
    )


def purposes(c: Chapter[Communication]) -> Facts:
    """Return the percent of users among leavers who name each main purpose of calls."""
    found = {name: _latest(c, f"mou_phone_purpose_{name}") for name in PURPOSES}
    return Facts({} if None in found.values() else found)


def hardware(c: Chapter[Communication]) -> Facts:
    """Return people covered by the network of the operator, its first stations, and towers of both networks.

    reported: base stations that the press gives first. towers: those last seen by satellite, a lower bound.
    """
    stations = c.rows("mobile_base_stations", need=False).sort_values("date")
    covered = c.rows("mobile_population_coverage", need=False).sort_values("date")
    reported, seen = (stations[stations["lower"].isna() == known] for known in (True, False))
    if reported.empty or seen.empty or covered.empty:
        return Facts()
    return Facts(
        {
            "covered": covered["value"].iloc[-1],
            "covered_year": int(covered["year"].iloc[-1]),
            "reported": reported["value"].iloc[0],
            "reported_year": int(reported["year"].iloc[0]),
            "towers": seen["lower"].iloc[-1],
            "towers_year": int(seen["year"].iloc[-1]),
        }
    )


def price(c: Chapter[Communication]) -> float | None:
    """Return the mean price of a handset that leavers told, in dollars."""
    return _latest(c, "handset_price")


def age_group(c: Chapter[Communication]) -> Facts:
    """Return owners in the survey of 2017 as people, beside the homes and the lines of that year.

    men, women: percent of people of these ages with a phone of their own. odds: of owning one, by the mean
    of both. owners: as many people. each: people of that age to a home. by_chance: part of homes with one
    if owners were spread by chance. lines: of the international series. `each` and `lines` are None where
    no row tells.
    """
    men, women = (_latest(c, f"phone_own_{sex}_15_49") for sex in ("men", "women"))
    if men is None or women is None:
        return Facts()
    year = int(c.rows("phone_own_men_15_49")["year"].iloc[-1])
    found: dict[str, Any] = {
        "year": year,
        "ages": AGES,
        "men": men,
        "women": women,
        "odds": (men + women) / (200 - men - women),
        "each": None,
        "lines": None,
    }
    printed = printed_lines(c.of("C3")).set_index("year")["value"]
    share = (men + women) / 200
    with suppress(NoEvidence):
        people, homes = _of_age(c, year), c4.households(c.evidence("lines", "C4"), year)
        by_chance = 1 - (1 - share) ** (people / homes)
        found |= {"owners": share * people, "each": people / homes, "by_chance": by_chance}
    return Facts(found | {"lines": float(printed[year]) if year in printed.index else None})


def household_survey(c: Chapter[Communication]) -> Facts:
    """Return the percent of people of these ages who had used a phone, and of homes with any phone."""
    used, homes = _latest(c, "phone_used_3m_all_15_49"), _latest(c, "household_phone_fixed_or_mobile")
    return Facts() if None in (used, homes) else Facts({"used": used, "homes": homes})


def media_years(c: Chapter[Communication]) -> Facts:
    """Return the first and the last year of the surveys on South Korean media; empty without one."""
    chosen = c.choices("C5")
    rows = c.rows(f"ipus_sk_media_exposure_{chosen['media']}", need=False).dropna(subset="value")
    years = rows[rows["year"] >= chosen["since"]]["year"]
    return Facts() if years.empty else Facts({"first": int(years.min()), "last": int(years.max())})


def contact_years(c: Chapter[Communication]) -> Facts:
    """Return the first and the last year of the surveys on contact before the border closed."""
    rows = c.rows("nkdb_contact_with_north", need=False).dropna(subset="n")
    years = rows[rows["year"] < claim("C5").criterion_of("contact").thresholds["border_closed"]]["year"]
    return Facts() if years.empty else Facts({"first": int(years.min()), "last": int(years.max())})


def cards(c: Chapter[Communication]) -> Facts:
    """Return the percent of residents who told of South Korean content on memory cards, and n."""
    rows = c.rows("storage_card_content_south_korean_residents", need=False)
    return Facts() if rows.empty else Facts({"share": rows["value"].iloc[-1], "n": rows["n"].iloc[-1]})


def _of_age(c: Chapter[Communication], year: int) -> float:
    """Return the people of 15 to 49 by the estimate nearest to a year."""
    classes = {name: f"population_age_{name}" for name in (*OF_AGE, IN_PART)}
    found = {name: c.rows(f"{series}_men", f"{series}_women") for name, series in classes.items()}
    return sum(
        float(rows[rows["year"] == _nearest(rows["year"].tolist(), year)]["value"].sum())
        * (0.5 if name == IN_PART else 1)
        for name, rows in found.items()
    )


def _nearest(years: list[int], year: int) -> int:
    return min(years, key=lambda one: abs(one - year))


def _latest(c: Chapter[Communication], series: str) -> float | None:
    """Return the latest admitted value of a series; None where there is none."""
    rows = c.rows(series, need=False).dropna(subset="value").sort_values("date")
    return None if rows.empty else float(rows["value"].iloc[-1])
