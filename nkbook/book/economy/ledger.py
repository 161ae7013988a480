"""The ledger of rules as the chapter tells it: which rules are on farms and which on markets."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from nkbook import data, words
from nkbook.chapter import Chapter
from nkbook.claims.registry import claim
from nkbook.parameters import Economy

ON_FARMS = r"\b[Ff]arm(?:s|ing)?\b|Agricultural|pojeon|pyong\b|June 28"
CLAIMS = {"farms": ("E4", "E5"), "markets": ("E6",)}  # whose readings count reports on a subject
ON_MARKETS = r"market|[Tt]rade|[Cc]ommerc|[Gg]rain|vending|goods"


def rules(c: Chapter[Economy], subject: str) -> list[dict[str, Any]]:
    """Return the ledger of rules on `farms` or on `markets`, one row a rule, in order of date.

    A rule is on farms where its name, its content or the note names them and it orders no market. Reports
    that are no documents stand among them where the claims on the subject count them.
    """
    table = _within(c, data.read("rules"))
    said = table["document"] + " " + table["did"]
    farms = (said + " " + table["note"]).str.contains(ON_FARMS) & ~said.str.contains("market")
    chosen = table[farms if subject == "farms" else said.str.contains(ON_MARKETS) & ~farms]
    counted = _within(c, _counted(CLAIMS[subject], chosen)).assign(document=c.names["reported"]["document"])
    chosen = pd.concat([chosen, counted]).fillna("").sort_values("date", kind="stable")
    told = {
        "publisher": chosen["source"].map(data.sources()["publisher"]),
        "seen": chosen["text_seen"].map(c.names["seen"]),
        "carried": chosen["carried_out"].map(c.names["carried"]),
        "day": chosen["date"].map(_in_words),
    }
    found: list[dict[str, Any]] = chosen.assign(**told).to_dict("records")  # type: ignore[assignment]
    return found


def _within(c: Chapter[Economy], table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the years that the chapter looks at."""
    first, last = c.p.claim_years["start_year"] or 0, c.p.claim_years["end_year"] or 9999
    return table[table["date"].str[:4].astype(int).between(first, last)]


def _counted(claims: Iterable[str], rules: pd.DataFrame) -> pd.DataFrame:
    """Return the dated reports that readings of some claims count and of which no rule is kept, as rules."""
    readings = (reading for name in claims for reading in claim(name).readings.values())
    names = tuple(name for reading in readings for name in (*reading.says, *reading.denies))
    told = data.events().rename(columns={"event": "did"}).assign(text_seen="none", carried_out="")
    named = told[(told["date"] + " " + told["did"]).map(lambda title: title.startswith(names))]
    kept = set(zip(rules["date"], rules["source"], strict=True))
    new = [key not in kept for key in zip(named["date"], named["source"], strict=True)]
    return named.loc[new, ["date", "did", "text_seen", "carried_out", "source"]]


def _in_words(date: str) -> str:
    """Return a date of the data as a reader says it: a year, a month of a year, or a day."""
    parts = date.count("-")
    return (date, words.month(pd.Timestamp(date)), words.day(pd.Timestamp(date)))[parts]
