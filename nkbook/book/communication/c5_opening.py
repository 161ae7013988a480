"""C5: communication technology has advanced.

Technology: mobile lines per 100 people, with owners among people of 15 to 49 as a stand-in. Opened: change,
in percentage points, of the use of channels that the state does not control, over the years in which
lines multiplied: calls home, South Korean media. Law: origins that report rules on reaching people
or content abroad.
"""

from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from nkbook.book import documents
from nkbook.book.communication.shared import NEWEST, beginning, last_print, off_by, owners
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import chains, surveys

c5 = Answers("C5")


@c5.reading("lines")
def lines(rows: Evidence, confidence: float, keep_jump: bool = True, vintage: str = NEWEST) -> Measurement:
    """Answer from lines per 100 people as last printed. Range: how far others were from the series.

    keep_jump, vintage: which print of the international series counts the lines.
    """
    printed = last_print(rows, c5, vintage, keep_jump).set_index("year")["value"]
    year = int(printed.index[-1])
    people = replace(rows.aside(), start_year=None).values("population_total")
    value = float(100 * printed[year] / people[year])
    try:
        least, most = off_by(rows, c5, printed)
    except NoEvidence as reason:
        return Measurement(value, no_interval=str(reason))
    return Measurement(value, value * min(1.0, least), value * max(1.0, most), warnings=(f"lines of {year}",))


@c5.reading("owners")
def owners_of_phones(rows: Evidence, confidence: float) -> Measurement:
    """Answer from people of 15 to 49 with a phone of their own, in percent. Interval: with clusters."""
    share, low, high, n = owners(rows, confidence, c5.threshold("design_effect"))
    warning = "state interviewers asked; how many is known as a minimum only"
    return Measurement(share, low, high, n, warnings=(warning,), borrowed=True)


@c5.reading("contact")
def contact(
    rows: Evidence,
    confidence: float,
    closing: str = "before",
    wording: str = "chained",
    design_effect: float = 2.0,
) -> Measurement:
    """Answer from resettled leavers in contact with home. Interval: of independent samples, cautious.

    Most people are asked again, so that chance moves less. closing: surveys before the border closed, or all.
    wording: changes added up over the wordings of the question (chained), or that of the one asked
    longest. design_effect: by how much clusters enlarge the variance.
    """
    asked = rows.rows("nkdb_contact_with_north")
    if closing == "before":
        asked = asked[asked["year"] < c5.threshold("border_closed")]
    links = links_of_wordings(asked)
    if wording == "longest" and links:
        links = [max(links, key=lambda link: link.until - link.since)]
    change = chains.chained_change([link[:4] for link in links], confidence, design_effect)
    until = max(link.until for link in links)
    warning = "resettled leavers, sampling error only; years with another wording are not compared"
    return Measurement(*change, limits=(*_panel(rows, until), *_border_closed(until)), warnings=(warning,))


@c5.reading("outside_media")
def outside_media(
    rows: Evidence, confidence: float, since: int = 2008, media: str = "frequent", change: str = "line"
) -> Measurement:
    """Answer from yearly surveys on South Korean media. Interval: the scatter between years.

    since: first year. media: which answer counts, frequent or ever. change: of a straight line, or
    between the means of the surveys at either end. Those asked in 2020 had left before the border closed, or
    just then.
    """
    asked = beginning(rows, since).rows(f"ipus_sk_media_exposure_{media}").dropna(subset="value")
    asked = asked.sort_values("year")
    points, low, high = (between_ends if change == "ends" else along_line)(asked, confidence)
    warning = "recent leavers; the scatter between years is the error"
    return Measurement(points, low, high, warnings=(warning,))


@c5.reading("calls", "content")
def rules(rows: Evidence, confidence: float) -> Measurement:
    """Answer from laws on calls abroad, or on foreign content and phones. Counted: origins."""
    return documents.weighed(rows)


class Link(NamedTuple):
    """The first and the last survey with one wording: percent and number asked in each, and the years."""

    first: float
    first_n: int
    last: float
    last_n: int
    since: int
    until: int


def links_of_wordings(table: pd.DataFrame) -> list[Link]:
    """Return what can be compared of the surveys on contact: one link per wording that was repeated."""
    links = []
    for _, same in table[table["n"].notna()].groupby("variant"):
        ordered = same.sort_values("year")
        first, last = ordered.iloc[0], ordered.iloc[-1]
        if first["year"] < last["year"]:
            ends = (float(first["value"]), int(first["n"]), float(last["value"]), int(last["n"]))
            links.append(Link(*ends, int(first["year"]), int(last["year"])))
    return links


def between_ends(asked: pd.DataFrame, confidence: float) -> tuple[float, float, float]:
    """Return the mean of the last surveys less that of the first ones, with its interval."""
    ends = int(c5.threshold("ends"))
    if len(asked) < 2 * ends:
        raise NoEvidence("too few yearly surveys for three at either end are admitted")
    return surveys.ends(asked["value"].tolist(), ends, confidence)


def along_line(asked: pd.DataFrame, confidence: float) -> tuple[float, float, float]:
    """Return the change along the straight line through all surveys, with its interval."""
    if asked["year"].nunique() < c5.threshold("fewest_surveys"):
        raise NoEvidence("fewer than three yearly surveys are admitted")
    years = asked["year"].tolist()
    line = surveys.trend(years, asked["value"].tolist(), confidence)
    span = int(max(years) - min(years))
    return span * line.slope, span * line.lower, span * line.upper


def _panel(rows: Evidence, until: int) -> tuple[str, ...]:
    """Return the limit that most of those asked last had been asked before, where that is printed."""
    share = rows.aside().perhaps("nkdb_sample_share_old_panel").query("year == @until")["value"]
    return ("panel",) if len(share) and share.iloc[-1] > c5.threshold("mostly_panel") else ()


def _border_closed(until: int) -> tuple[str, ...]:
    """Return the limit that the change falls together with the closing of the border, where it does."""
    return ("border_closed",) if until >= c5.threshold("border_closed") else ()
