"""T4: of any three people one is a spy.

Quantity: informer share that the saying needs, divided by the share that a source documents. No count
for North Korea is open, so the densest networks on record stand for it.
"""

from contextlib import suppress

import numpy as np
import pandas as pd

from nkbook import data
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import groups

WIDER = ("informants_lifetime", "informants_occasional_total")

t4 = Answers("T4")


@t4.reading("east_germany")
def east_germany(
    rows: Evidence,
    confidence: float,
    definition: str = "every",
    count_by: str = "rows",
    saying: str = "even_odds",
    moment: str = "end",
    officers: bool = False,
) -> Measurement:
    """Answer from the counts of East Germany. Range: from the widest count to the strictest.

    saying: as in `share_needed`. definition, moment, officers: as in `east_german_counts`.
    count_by: one share for each printed count, or the median of counts that go back to one origin.
    """
    return _ratio(east_german_shares(rows, definition, count_by, moment, officers), saying)


@t4.reading("china")
def china(
    rows: Evidence, confidence: float, inferred_dates: bool = False, saying: str = "even_odds"
) -> Measurement:
    """Answer from shares printed for China. Range: from the widest to the strictest.

    inferred_dates: also the national estimate, whose year was deduced. saying: as in `share_needed`.
    """
    table = rows.rows("informants_share", country="CHN", inferred=inferred_dates)
    return _ratio(table["value"].dropna(), saying)


@t4.reading("ceiling")
def ceiling(
    rows: Evidence, confidence: float, inferred_dates: bool = False, saying: str = "even_odds"
) -> Measurement:
    """Answer from the ceiling that one officer's quota sets for North Korea. No interval: a bound.

    inferred_dates: whether the ceiling, whose year was deduced, counts. saying: as in `share_needed`.
    """
    table = rows.rows("inhabitants_per_informant_floor", inferred=inferred_dates)
    densest = (100 / table["lower"].dropna()).max()
    reason = "a ceiling from one officer's quota: the ratio is at least this"
    return Measurement(share_needed(saying) / densest, limits=("ceiling",), no_interval=reason)


def share_needed(saying: str = "even_odds") -> float:
    """Return the share of informers, in percent, that makes the saying true.

    saying: a group of its size holds a spy with even odds, or one in so many of all people is one.
    """
    size = int(t4.threshold("group"))
    return 100 * (groups.share_needed(size, t4.threshold("even")) if saying == "even_odds" else 1 / size)


def east_german_counts(
    rows: Evidence, definition: str = "every", moment: str = "end", officers: bool = False
) -> pd.DataFrame:
    """Return each printed count of informers in East Germany, with their share in percent (`share`).

    definition: every count, or only people registered at one time. moment: the last year counted,
    or the year of the largest stock. officers: full-time staff added to each count.
    """
    people = rows.aside().rows("population_beside_informants", country="DDR")["value"].median()
    wider = WIDER if definition == "every" else ()
    counts = rows.rows("informants_total", *wider, country="DDR").dropna(subset="value")
    stock = counts[counts["series"] == "informants_total"]
    year = counts["year"].max() if moment == "end" else stock.sort_values("value")["year"].iloc[-1]
    counts = counts[counts["year"] == year]
    if officers:
        staff = rows.rows("security_full_time", country="DDR")["value"].median()
        counts = counts.assign(value=counts["value"] + staff)
    found: pd.DataFrame = counts.assign(share=100 * counts["value"] / people)
    return found


def east_german_shares(
    rows: Evidence,
    definition: str = "every",
    count_by: str = "rows",
    moment: str = "end",
    officers: bool = False,
) -> pd.Series:
    """Return the informer shares counted for East Germany, in percent; choices as in `east_germany`."""
    counts = east_german_counts(rows, definition, moment, officers)
    if count_by == "rows":
        return counts["share"]
    return counts.groupby(["series", counts["source"].map(data.origins())])["share"].median()


def documented_shares(
    rows: Evidence,
    definition: str = "every",
    moment: str = "end",
    officers: bool = False,
    inferred_dates: bool = False,
) -> pd.DataFrame:
    """Return each published share of informers of any network, in percent (`share`), once.

    kind: a count of people registered at one time, a wider total, or a ceiling. Choices as in the
    readings. Raises `NoEvidence` where nothing is admitted.
    """
    found: list[pd.DataFrame] = []
    with suppress(NoEvidence):
        counts = east_german_counts(rows, definition, moment, officers).drop_duplicates(["series", "value"])
        found.append(counts.assign(kind=np.where(counts["series"].isin(WIDER), "wider", "count")))
    with suppress(NoEvidence):
        china = rows.rows("informants_share", country="CHN", inferred=inferred_dates)
        found.append(china.assign(share=china["value"], kind="count"))
    with suppress(NoEvidence):
        people = rows.aside().rows("population_beside_informants", country="LTU")["value"].iloc[0]
        lithuania = rows.rows("security_plus_informants_total", country="LTU").iloc[:1]
        found.append(lithuania.assign(share=100 * lithuania["value"] / people, kind="wider"))
    with suppress(NoEvidence):
        own = rows.rows("inhabitants_per_informant_floor", inferred=inferred_dates)
        found.append(own.assign(share=100 / own["lower"], kind="ceiling"))
    if not found:
        raise NoEvidence("no count of informers is admitted")
    return pd.concat(found, ignore_index=True)


def counted_share(documented: pd.DataFrame) -> float:
    """Return the median of the documented counts, in percent; raise `NoEvidence` where there is none."""
    counts = documented[documented["kind"] == "count"]["share"]
    if counts.empty:
        raise NoEvidence("no count of informers is admitted")
    return float(counts.median())


def _ratio(shares: pd.Series, saying: str) -> Measurement:
    needed = share_needed(saying)
    if len(shares) == 1:
        return Measurement(needed / shares.iloc[0], no_interval="one figure only")
    note = "interval: from the widest count to the strictest, not a sampling error"
    return Measurement(
        needed / shares.median(), needed / shares.max(), needed / shares.min(), warnings=(note,)
    )
