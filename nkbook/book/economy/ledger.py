"""The ledger of rules as the chapter tells it: which rules are on farms and which on markets."""

from typing import Any

import pandas as pd

from nkbook import data, words
from nkbook.chapter import Chapter
from nkbook.parameters import Economy

ON_FARMS = r"\b[Ff]arm(?:s|ing)?\b|Agricultural|pojon|pyong\b|sub-work|June 28"
ON_MARKETS = r"market|[Tt]rade|[Cc]ommerc|[Gg]rain|vending|goods"


def rules(c: Chapter[Economy], subject: str) -> list[dict[str, Any]]:
    """Return the ledger of rules on `farms` or on `markets`, one row a rule, in order of date.

    A rule is on farms where its name, its content or the note names them and it orders no market.
    """
    table = data.read("rules").sort_values("date", kind="stable")
    first, last = c.p.claim_years["start_year"] or 0, c.p.claim_years["end_year"] or 9999
    table = table[table["date"].str[:4].astype(int).between(first, last)]
    said = table["document"] + " " + table["did"]
    farms = (said + " " + table["note"]).str.contains(ON_FARMS) & ~said.str.contains("market")
    chosen = table[farms if subject == "farms" else said.str.contains(ON_MARKETS) & ~farms]
    told = {
        "publisher": chosen["source"].map(data.sources()["publisher"]),
        "seen": chosen["text_seen"].map(c.names["seen"]),
        "carried": chosen["carried_out"].map(c.names["carried"]),
        "day": chosen["date"].map(_in_words),
    }
    found: list[dict[str, Any]] = chosen.assign(**told).to_dict("records")  # type: ignore[assignment]
    return found


def _in_words(date: str) -> str:
    """Return a date of the data as a reader says it: a year, a month of a year, or a day."""
    parts = date.count("-")
    return (date, words.month(pd.Timestamp(date)), words.day(pd.Timestamp(date)))[parts]
