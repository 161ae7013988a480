"""Numbers of the chapter's prose that stand in no figure: raw, and empty where no row admits them."""

from typing import Any

import pandas as pd

from nkbook import data
from nkbook.book.trust import drawing
from nkbook.book.trust.model_figures import TIES, assumed, counted_share
from nkbook.book.trust.shares import share
from nkbook.chapter import Chapter
from nkbook.claims import maps
from nkbook.data import credit
from nkbook.errors import NoEvidence
from nkbook.marks import Facts
from nkbook.methods import scales, surveys
from nkbook.parameters import Trust

SHOCKS = (1995, 2003, 2009, 2020)  # famine, general markets, currency reform, closed border
TRUSTING, WATCHED = "trusted_someone_outside_family_yes", "watched_foreign_video_by_escape_period"
PROTESTS = ("dnk_hoeryong", "nkmonitor2008", "noland2010", "helong")


def still(c: Chapter[Trust]) -> Facts:
    """Return how many of V-Dem's indicators never change for North Korea and for the median of others.

    `stuck`, `stuck_peers`: percent. `distinct`: values that the index took. `jump`: the largest change from
    the year before a shock to the year after, percent of the scale.
    """
    view = c.of("T1")
    codes = sorted(set(data.read("trust-vdem-codebook")["series"]) - {"v2clstown"})
    rows = view.rows(*codes, country=None, need=False)
    rows = rows[rows["vintage"] == rows["vintage"].min()]
    coded = rows.groupby("country")["year"].nunique()
    whole = coded[coded == coded.get("PRK", 0)].index
    if "PRK" not in whole or len(whole) < 2 or coded["PRK"] < 2:
        return Facts()
    stuck = {
        country: 100 * scales.never_changing({str(s): v["value"] for s, v in part.groupby("series")})
        for country, part in rows[rows["country"].isin(whole)].groupby("country")
    }
    own = rows[rows["country"] == "PRK"]
    index = 100 * own[own["series"] == view.p.index].set_index("year")["value"]
    jumps = [abs(index[y + 1] - index[y - 1]) for y in SHOCKS if {y - 1, y + 1} <= set(index.index)]
    return Facts(
        {
            "indicators": own["series"].nunique(),
            "stuck": stuck.pop("PRK"),
            "stuck_peers": pd.Series(stuck).median(),
            "distinct": scales.distinct(index),
            "jump": max(jumps, default=None),
        }
    )


def strangers(c: Chapter[Trust]) -> Facts:
    """Return the percent in China who trust most people, its rank, and of how many countries."""
    rows = _known(c, "generalized_trust_wvs", country=None)
    latest = rows.groupby("country").tail(1)
    china = latest[latest["country"] == "CHN"]
    if china.empty:
        return Facts()
    value = float(china["value"].iloc[0])
    return Facts(
        {"trusting": value, "rank": int((latest["value"] > value).sum()) + 1, "countries": len(latest)}
    )


def worried(c: Chapter[Trust]) -> Facts:
    """Return homes searched, and the percent with organised life as their main worry, first and last."""
    rows = _known(c, "home_searched"), _known(c, "ipus_main_daily_worry_organisational_life")
    if any(part.empty for part in rows):
        return Facts()
    searched, life = rows
    return Facts({"searched": searched["value"].iloc[-1], "life": drawing.dated(drawing.ends(life))})


def complaints(c: Chapter[Trust]) -> Facts:
    """Return of residents asked inside how many knew somebody who complained; `lower` bound in percent."""
    rows = _known(c, "inside_complain_or_joke_privately").head(1)
    for year, n, knew in rows[["year", "n", "value"]].astype(int).itertuples(index=False):
        lower, _ = surveys.exact_percent(100 * knew / n, n, c.p.confidence)
        return Facts({"year": year, "n": n, "knew": knew, "lower": lower})
    return Facts()


def bridges(c: Chapter[Trust]) -> Facts:
    """Return how many viewers at most can have a trusted tie into another circle, in percent.

    Such a tie leads outside the family, so its share among viewers is at most the share who trusted
    anybody there, over the share who watched: as if all who trusted were viewers. `upper` takes the
    worse end of both intervals. Assumption: the leavers asked about trust and the latest leavers asked
    about watching are alike.
    """
    found = [_known(c, name).dropna(subset="n") for name in (TRUSTING, WATCHED)]
    if any(part.empty for part in found):
        return Facts()
    asked = [part.iloc[-1] for part in found]
    trusting, watched = (share(row, c.p.confidence) for row in asked)
    return Facts(
        {
            "trusting": trusting,
            "watched": watched,
            "asked_in": int(asked[0]["year"]),
            "left": (asked[1]["period_start"], asked[1]["period_end"]),
            "most": _bound(trusting.estimate, watched.estimate),
            "upper": _bound(trusting.upper, watched.lower),
        }
    )


def arrived_since(c: Chapter[Trust], year: int = 2021) -> int | None:
    """Return how many people reached the South from a year on; None where no count is admitted."""
    rows = _known(c, "arrivals_total")
    rows = rows[rows["year"] >= year].sort_values("vintage", kind="stable")
    return None if rows.empty else int(rows.groupby("year")["value"].last().sum())


def plans(c: Chapter[Trust]) -> dict[str, maps.Size]:
    """Return the size of the survey that would settle each claim with a map."""
    sizes = {name: maps.asked(found.claim) for name, found in c.found.items()}
    return {name: size for name, size in sizes.items() if size is not None}


def follows(c: Chapter[Trust]) -> dict[str, str]:
    """Return in words under which conditions each claim follows in the model; "" without a count."""
    try:
        world = assumed(c.p, counted_share(c))
    except NoEvidence:
        return {"T8": "", "T9": "", "T10": ""}
    return c.phrases("model_follows", {"needed": world.needed, "ties": TIES, "least": 100 / TIES})


def protests(c: Chapter[Trust]) -> None:
    """Display dated collective protests in North Korea, no finer than the year."""
    table = data.events("trust")
    years = table["date"].str[:4].astype(int)
    table = table[table["source"].isin(PROTESTS) & years.between(c.p.start_year, c.p.end_year)]
    c.tell("protests", table.assign(source=table["source"].map(credit.names(PROTESTS))).to_dict("records"))


def left_out(c: Chapter[Trust]) -> list[str]:
    """Return the claims whose verdict is another without evidence of grade C."""
    return [name for name, word in c.graded("AB").items() if word != str(c.found[name].verdict)]


def _bound(trusting: float | None, watched: float | None) -> float:
    """Return the one share over the other, in percent, and no more than everybody."""
    return min(100.0, 100 * (trusting or 100) / (watched or 100))


def _known(c: Chapter[Trust], *series: str, country: Any = "PRK") -> pd.DataFrame:
    """Return admitted rows with a value in order of date, perhaps none."""
    rows = c.rows(*series, country=country, need=False).dropna(subset="value")
    return rows.sort_values("date", kind="stable")
