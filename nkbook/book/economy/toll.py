"""The toll of the famine: every estimate of its dead, whose it is, for which years, and how counted."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from nkbook.chapter import Chapter
from nkbook.parameters import Economy

# How the dead of the famine were counted, and by whom (variants of the rows).
COUNTED = {
    "lee_suk_kdi": "censuses",
    "statistics_korea": "censuses",
    "goodkind_west": "censuses",
    "goodkind_west_johnson": "censuses",
    "spoorenberg_schwekendiek": "censuses",
    "good_friends": "interviews",
    "press_from_lancet": "interviews",
    "former_official": "told",
    "government_statement": "told",
    "hwang_press": "told",
}
DEATHS = ("famine_excess_deaths", "excess_deaths_1994_2005", "excess_deaths_1993_2008")


def estimates(c: Chapter[Economy]) -> Iterator[dict[str, Any]]:
    """Yield each estimate: who, how, first and last year, value and ends, lowest and highest, source."""
    rows = c.rows(*DEATHS, need=False)
    rows = rows.assign(who=rows["variant"].str.removesuffix("_range"))
    for _, group in rows.groupby(["who", "period_end"]):
        who, last = str(group["who"].iloc[0]), group["period_end"].iloc[0]
        value, lower, upper = group[["value", "lower", "upper"]].max()
        years = {"first": group["period_start"].min(), "last": last}
        numbers = {"value": value, "lower": lower, "upper": upper}
        ends = {"lowest": np.nanmin([value, lower]), "highest": np.nanmax([value, upper])}
        whose = {
            "who": c.names["counter"][who],
            "how": COUNTED[who],
            "method": c.names["counting"][COUNTED[who]],
            "source": group["source"].iloc[0],
        }
        yield whose | years | numbers | ends
