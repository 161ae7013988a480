"""I7: outside material makes people recognise their situation and question it.

Quantity: percent of those asked who say that it changed their view. All of them speak about
themselves; studies that compare viewers with others stand beside the claim, by sign.
"""

import pandas as pd
from scipy import stats

from nkbook import data
from nkbook.book.information_inflow import leavers
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import proportions, surveys
from nkbook.methods.surveys import Interval, ShareInterval

PRINTED = 0.95  # level of the intervals that the data package prints
# Sign of what a study finds on questioning one's own state, and where, by how its name begins;
# the words stand in the table of studies.
SIGNS = {
    "Kern & Hainmueller": (-1, "DDR"),
    "Kern (Comparative": (0, "DDR"),
    "Crabtree": (0, "DDR"),
    "Grdesic": (1, "DDR"),
    "Friehe": (1, "DDR"),
    "InterMedia": (0, "PRK"),
    "Haggard & Noland": (1, "PRK"),
    "Jung": (1, "PRK"),
}

i7 = Answers("I7")


@i7.reading("regime")
def regime(
    rows: Evidence,
    confidence: float,
    base: str = "not_printed",
    host_bias: str = "as_answered",
    interval: ShareInterval = "exact",
    design_effect: float = 2.0,
) -> Measurement:
    """Answer from leavers whose view of the state grew more negative. Interval: sampling error, if any.

    base: none is printed, or the viewers of the same survey. host_bias: as answered, or corrected by
    what a list experiment found unsaid of pride in one's origin. interval: rule of the interval.
    design_effect: by how much people who came together answer alike.
    """
    row = _latest(rows.rows())
    value, n = float(row["value"]), row["n"]
    if base == "viewers":
        viewers = rows.rows("watched_foreign_video_ever_all").iloc[-1]
        n = round(viewers["value"] / 100 * int(viewers["n"]))
    if host_bias == "as_answered":
        return _share(rows, value, n, confidence, interval, design_effect)
    own = (value, value)
    if pd.notna(n):
        own = surveys.percent_interval(value, int(n), PRINTED, interval, design_effect)
    return _with_gap(rows, value, own, confidence)


@i7.reading("weight")
def weight(
    rows: Evidence, confidence: float, interval: ShareInterval = "exact", design_effect: float = 2.0
) -> Measurement:
    """Answer from residents for whom outside information weighs more than the state's. Interval: sampling.

    interval: rule of the interval. design_effect: by how much people who came together answer alike.
    """
    row = _latest(rows.rows())
    return _share(rows, float(row["value"]), row["n"], confidence, interval, design_effect)


@i7.reading("liking")
def liking(
    rows: Evidence,
    confidence: float,
    effect: str = "liking",
    exposed_only: bool = False,
    interval: ShareInterval = "exact",
    design_effect: float = 2.0,
) -> Measurement:
    """Answer from leavers who came to like the South, or wished to leave. Interval: sampling error.

    effect: which of the two. exposed_only: as a share of those who had outside information.
    interval: rule of the interval. design_effect: by how much people who came together answer alike.
    """
    row = _latest(rows.rows("effect_defection_intent") if effect == "wish_to_leave" else rows.rows())
    value, n = float(row["value"]), row["n"]
    if exposed_only:
        exposed = float(rows.rows("outside_info_experience_in_nk").iloc[-1]["value"])
        value, n = 100 * value / exposed, round(exposed / 100 * int(n))
    return _share(rows, value, n, confidence, interval, design_effect)


def signs_of_studies(grades: str) -> pd.DataFrame:
    """Return the studies of admitted grades with the sign of what they find and the country studied.

    Columns: study, year, sign, country, outcome, direction, source. Raises `NoEvidence` where no
    study is admitted.
    """
    table = data.read("literature")
    table = table[table["grade"].isin(list(grades))]
    parts = [
        table[table["study"].str.startswith(start)].assign(sign=sign, country=country)
        for start, (sign, country) in SIGNS.items()
    ]
    found = pd.concat(parts, ignore_index=True)
    if found.empty:
        raise NoEvidence("no study of this grade")
    return found[["study", "year", "sign", "country", "outcome", "direction", "source"]]


def _latest(table: pd.DataFrame) -> pd.Series:
    return table.dropna(subset="value").iloc[-1]


def _share(
    rows: Evidence, value: float, n: int, confidence: float, interval: ShareInterval, design_effect: float
) -> Measurement:
    limits = _limits(rows)
    if pd.isna(n):
        return Measurement(value, limits=limits, no_interval="the base is not printed")
    low, high = surveys.percent_interval(value, int(n), confidence, interval, design_effect)
    note = "nobody was drawn by chance; the interval is sampling error only"
    return Measurement(value, low, high, int(n), limits, (note,))


def _with_gap(rows: Evidence, value: float, own: Interval, confidence: float) -> Measurement:
    """Return a share plus the gap between direct answers and a list experiment, within 0 and 100.

    own: interval of the share itself, of the level that is printed for the gap.
    """
    table = rows.rows("proud_of_northern_origin_direct_minus_list")
    gap = table[table["variant"] == ""].iloc[-1]
    unsaid = -float(gap["value"]), -float(gap["upper"]), -float(gap["lower"])
    found = proportions.from_intervals(unsaid, (value, *own), confidence, PRINTED)
    low, middle, high = (min(100.0, max(0.0, x)) for x in (found.lower, found.estimate, found.upper))
    note = "corrected by a gap that was measured for another question and other people"
    return Measurement(middle, low, high, int(gap["n"]), _limits(rows), (note,))


def _limits(rows: Evidence) -> tuple[str, ...]:
    return ("self_report", *leavers.holding({"exposure_without_change": _apart(rows)}))


def _apart(rows: Evidence) -> bool:
    """Tell whether yearly exposure and the view of the South as a threat do not move together."""
    names = ("ipus_sk_media_exposure_frequent", "ipus_sees_south_as_threat")
    both = pd.concat([leavers.beside(rows, x).groupby("year")["value"].median() for x in names], axis=1)
    both = both.dropna()
    if len(both) < i7.threshold("fewest_years"):
        return False
    found = stats.spearmanr(both.iloc[:, 0], both.iloc[:, 1])
    return float(found.pvalue) > i7.threshold("moving_together")
