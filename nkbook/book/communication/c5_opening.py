"""C5: the advance of communication technology is a sign that the country is opening.

Quantity: change, in percentage points, of the use of channels that the state does not control, over
the years in which mobile lines multiplied. Three bodies of evidence: calls home, South Korean media,
the internet.
"""

from typing import NamedTuple

import pandas as pd

from nkbook.book.communication.shared import beginning
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import chains, surveys

c5 = Answers("C5")


@c5.reading("contact")
def contact(
    rows: Evidence, confidence: float, wording: str = "chained", design_effect: float = 2.0
) -> Measurement:
    """Answer from resettled leavers in contact with home. Interval: of independent samples, cautious.

    Most people are asked again, so that chance moves less. wording: changes added up over the wordings
    of the question (chained), or that of the one asked longest. design_effect: by how much clusters
    enlarge the variance.
    """
    links = links_of_wordings(rows.rows("nkdb_contact_with_north"))
    if wording == "longest" and links:
        links = [max(links, key=lambda link: link.until - link.since)]
    change = chains.chained_change([link[:4] for link in links], confidence, design_effect)
    warning = "resettled leavers, sampling error only; years with another wording are not compared"
    return Measurement(*change, limits=border_closed(max(link.until for link in links)), warnings=(warning,))


@c5.reading("outside_media")
def outside_media(
    rows: Evidence, confidence: float, since: int = 2008, media: str = "frequent", change: str = "line"
) -> Measurement:
    """Answer from yearly surveys on South Korean media. Interval: the scatter between years.

    since: first year. media: which answer counts, frequent or ever. change: of a straight line, or
    between the means of the surveys at either end.
    """
    asked = beginning(rows, since).rows(f"ipus_sk_media_exposure_{media}").dropna(subset="value")
    asked = asked.sort_values("year")
    points, low, high = (between_ends if change == "ends" else along_line)(asked, confidence)
    warning = "recent leavers; the scatter between years is the error"
    return Measurement(points, low, high, limits=border_closed(asked["year"].max()), warnings=(warning,))


@c5.reading("internet")
def internet(rows: Evidence, confidence: float, since: int = 2008) -> Measurement:
    """Answer from the printed share of users: last value less the first one from a year on."""
    values = beginning(rows, since).values("internet_users_share")
    if len(values) < 2:
        raise NoEvidence("fewer than two years of the series are admitted")
    return Measurement(
        float(values.iloc[-1] - values.iloc[0]),
        limits=("stops_early",) if values.index[-1] < c5.threshold("stops_early") else (),
        no_interval="the series prints zeros and states no error",
    )


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


def border_closed(last: int) -> tuple[str, ...]:
    """Return the limit that the change falls together with the closing of the border, where it does."""
    return ("border_closed",) if last >= c5.threshold("border_closed") else ()
