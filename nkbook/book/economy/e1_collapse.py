"""E1: the planned economy collapsed in the 1990s.

Plan: percent of people whom the ration of the state no longer reached; the loss of the state budget
stands in. What was announced, what was received and what surveys ask are three things and are never
joined. Output: lowest level from 1991 to 2000 in percent of the last year before the fall (1989, or 1990
where a series begins then), by three yardsticks that owe nothing to each other: output as Seoul
estimates it, electricity, trade as its partners record it.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from nkbook.book import leavers
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import revisions, surveys

FALL = (1991, 2000)
BASE = 100.0  # what a level is in its base year
PER_PERSON = {"un": "unsd_gdp_per_capita_2015usd", "maddison": "maddison_gdp_per_capita"}

# Series of the ministry for those who left before 2000, and for all.
UNREACHED = {
    "before_2000": "mou2024_never_received_state_ration",
    "all": "mou2024_never_received_state_ration_all",
}
UNPAID = {
    "before_2000": "mou2024_no_wage_or_ration_from_official_job",
    "all": "mou2024_no_wage_or_ration_all",
}
TOLD = "seoul_kiep2002"  # tells the total of a year in which no budget was passed
LEFT_BEFORE = 2000  # year that dates the group of those who left before it

e1 = Answers("E1")


@e1.reading("rations")
def rations(
    rows: Evidence,
    confidence: float,
    asked: str = "before_2000",
    due: str = "unknown",
    cohort_size: str = "smallest",
    design_effect: float = 2.0,
) -> Measurement:
    """Answer from leavers who never received a ration. Interval: exact, by the size of the group.

    asked: those who left before 2000, or all. due: everyone was due a ration, or bounds, since it is not
    known how many who were asked were not. cohort_size: which printed number of people answered.
    design_effect: by how much clusters enlarge the variance.
    """
    found = _of_ministry(rows, UNREACHED, asked, confidence, cohort_size, design_effect)
    depend = rows.aside().perhaps("pds_dependent_population_share")
    if due == "everyone" or depend.empty or found.lower is None:
        return replace(found, limits=("farms", *found.limits))
    # If as many of those asked as of all people were never due one, they are among those who never got any.
    share = float(depend["value"].min())
    return replace(found, lower=max(0.0, 100 * (found.lower - (100 - share)) / share), bounds=True)


@e1.reading("stopped")
def stopped(rows: Evidence, confidence: float) -> Measurement:
    """Answer from refugees in China whose ration had stopped; how many were asked is not printed."""
    row = rows.rows("refugees_regular_ration_stopped").iloc[-1]
    return Measurement(float(row["value"]), no_interval="how many were asked is not printed")


@e1.reading("wages")
def wages(
    rows: Evidence,
    confidence: float,
    asked: str = "before_2000",
    cohort_size: str = "smallest",
    design_effect: float = 2.0,
) -> Measurement:
    """Answer from leavers whose job gave neither wage nor ration: as many or more got no ration."""
    found = _of_ministry(rows, UNPAID, asked, confidence, cohort_size, design_effect)
    return replace(found, upper=None if found.lower is None else 100.0, bounds=True)


@e1.reading("announced")
def announced(rows: Evidence, confidence: float) -> Measurement:
    """Answer from the lowest ration announced in the famine; what was received is no more than that."""
    first, last = (int(e1.threshold(f"crisis_{end}")) for end in ("from", "to"))
    norm = rows.aside().perhaps("pds_official_norm")
    if norm.empty:
        raise NoEvidence("no norm is admitted")
    first, last = max(first, rows.start_year or first), min(last, rows.end_year or last)
    table = replace(rows, start_year=first, end_year=last).rows("pds_ration")
    lost = float(100 * (1 - table["value"].min() / norm["lower"].iloc[-1]))
    return Measurement(lost, lost, 100.0, bounds=True)


@e1.reading("budget")
def budget(rows: Evidence, confidence: float, budget_low: str = "official") -> Measurement:
    """Answer from the loss of the state budget between 1994 and the lowest year for which a total is printed.

    budget_low: totals of the state alone, or also that which an institute told for a year without budget.
    """
    table = rows.rows("state_budget_nominal")
    full = table.loc[table["year"] == e1.threshold("full"), "value"]
    later = table[table["year"].between(e1.threshold("low_from"), e1.threshold("low_to"))]
    if budget_low == "official":
        later = later[later["source"] != TOLD]
    if full.empty or later.empty:
        raise NoEvidence("the budgets before and after the years without one are not admitted")
    return Measurement(float(100 * (1 - later["value"].min() / full.iloc[0])), counted=True)


def _of_ministry(
    rows: Evidence, series: dict[str, str], asked: str, confidence: float, size: str, effect: float
) -> Measurement:
    """Return a share of the ministry's leavers, with the limit that all of them are mostly late ones."""
    table = rows.rows(series[asked])
    if asked == "before_2000":
        table = table[table["year"] == LEFT_BEFORE]
        n = leavers.cohort(rows.aside(), LEFT_BEFORE, size)
    else:
        n = leavers.group_size(leavers.printed(rows.aside(), "mou2024_base_size")["value"], size)
    if table.empty:
        raise NoEvidence("the group is not admitted")
    limits = ("late",) if asked == "all" else ()
    return leavers.of_cohort(table.iloc[-1], n, confidence, effect, limits, leavers.OTHER_QUESTION)


@e1.reading("output")
def output(
    rows: Evidence,
    confidence: float,
    output_source: str = "bok_revised",
    base_year: int = 1989,
    trough_years: int = 1,
    error_block: int = 3,
    revisions_from: str = "all",
) -> Measurement:
    """Answer from output. Interval: growth rates in error as much as the bank's past revisions were.

    output_source: printing of the one estimate. base_year: 1989, or 1990, which all series have.
    trough_years: 1, or an odd number of years round the lowest whose mean is taken. error_block:
    years that an error of a growth rate lasts. revisions_from: the past revisions that measure it.
    """
    level = output_level(rows, output_source, base_year)
    fall = Fall.of(level, trough_years)
    past = past_revisions(rows, revisions_from).to_numpy()
    if len(past) < e1.threshold("fewest_revisions"):
        return fall.measured(no_interval="too few revisions are known")
    paths = revisions.perturbed(100 * level.pct_change().dropna(), past, block=error_block)
    low, high = paths.interval(fall.year, confidence, trough_years)
    return fall.measured(
        low, high, "the interval holds what the producer later knew better, not what nobody knows"
    )


@e1.reading("electricity")
def electricity(rows: Evidence, confidence: float, trough_years: int = 1) -> Measurement:
    """Answer from electricity used per person. Interval: scatter between two releases of one agency."""
    table = rows.rows("electricity_consumption_per_person")
    newest, oldest = (release(table, table["vintage"].agg(pick)) for pick in ("max", "min"))
    fall = Fall.of(based(newest), trough_years)
    ratio = pd.Series(np.log(newest / oldest)).dropna()
    if len(ratio) < e1.threshold("fewest_ratios") or table["vintage"].nunique() < 2:
        return fall.measured(no_interval="one release only")
    half = surveys.student(confidence, len(ratio) - 1) * ratio.std(ddof=1) * np.sqrt(2)
    low, high = (float(fall.lowest * np.exp(sign * half)) for sign in (-1, 1))
    return fall.measured(low, high, "the interval is the scatter between releases of one agency")


@e1.reading("trade")
def trade(rows: Evidence, confidence: float, trough_years: int = 1) -> Measurement:
    """Answer from trade that partners record. Range: over those who counted the year before the fall."""
    kotra = rows.values("trade_total_kotra")
    fall = Fall.of(based(kotra), trough_years)
    others = counts_of_1990(rows)
    if others.empty or 1990 not in fall.level.index:
        return fall.measured(no_interval="one count only")
    levels = [fall.lowest, *(100 * fall.mean_round(kotra) / others)]
    return fall.measured(
        min(levels),
        max(levels),
        "current dollars; the range is over three counts of the year before the fall",
    )


@dataclass(frozen=True)
class Fall:
    """Where a level (percent, by year) is lowest in the decade of the fall; `years` round it are averaged."""

    level: pd.Series
    year: int
    years: int = 1

    @classmethod
    def of(cls, level: pd.Series, years: int = 1) -> "Fall":
        """Find the fall of a level; raise `NoEvidence` where the decade is not admitted."""
        decade = level[(level.index >= FALL[0]) & (level.index <= FALL[1])]
        if decade.empty:
            raise NoEvidence("the years of the fall are outside the admitted rows")
        return cls(level, int(decade.index.to_numpy()[decade.to_numpy().argmin()]), years)

    @property
    def lowest(self) -> float:
        """Return the mean level of the years round the lowest one."""
        return self.mean_round(self.level)

    @property
    def made_good(self) -> float:
        """Return the share of the loss that was regained in the best later year."""
        later, low = self.level[self.level.index > self.year], self.level[self.year]
        return float((later.max() - low) / (100 - low)) if len(later) else 0.0

    def mean_round(self, values: pd.Series) -> float:
        """Return the mean of values in the years round the lowest; years without a value are left out."""
        return float(values[np.abs(values.index.to_numpy() - self.year) <= self.years // 2].mean())

    def measured(
        self, low: float | None = None, high: float | None = None, note: str = "", *, no_interval: str = ""
    ) -> Measurement:
        """Return the fall as a measurement: limits, that loss was made good, or a later year lay lower."""
        limits: tuple[str, ...] = ("recovered",) if self.made_good >= e1.threshold("recovered") else ()
        later = self.level[self.level.index > FALL[1]]
        limits += ("later",) if len(later) and later.min() < self.level[self.year] else ()
        return Measurement(self.lowest, low, high, None, limits, (note,) if note else (), no_interval)


def output_level(rows: Evidence, source: str, base_year: int = 1989) -> pd.Series:
    """Return output by year (per person for un and maddison), 100 in the last year before the fall.

    Raises `NoEvidence` where the years before the fall are not admitted.
    """
    if source in PER_PERSON:
        table = rows.rows(PER_PERSON[source])
        return based(release(table, table["vintage"].max()), base_year)
    growth = revisions.unbroken(bok_growth(rows, first=source == "bok_first"), 1990)
    if growth.empty:
        raise NoEvidence("the years before the fall are outside the admitted rows")
    level = revisions.level(growth, BASE)
    return level if base_year == level.index[0] else based(level, base_year)


def bok_growth(rows: Evidence, *, first: bool) -> pd.Series:
    """Return the growth rates of the Bank of Korea in percent: revised, or as first printed."""
    if not first:
        return rows.values("bok_real_gdp_growth")
    printed = rows.rows("bok_gdp_growth_first_release").sort_values(["year", "vintage"])
    return printed.drop_duplicates("year").set_index("year")["value"]


def past_revisions(rows: Evidence, which: str = "all") -> pd.Series:
    """Return revised minus first printed growth in points, where both are known; may be empty."""
    try:
        known = (bok_growth(rows, first=False) - bok_growth(rows, first=True)).dropna()
    except NoEvidence:
        return pd.Series(dtype=float)
    return known if which == "all" else known[known.index < e1.threshold("older_practice")]


def agreement(rows: Evidence) -> dict[str, float]:
    """Return how growth in other printings correlates with that of the Bank of Korea; may be empty."""
    try:
        bank = bok_growth(rows, first=False)
        found = {key: bank.corr(output_level(rows, key).pct_change(), min_periods=3) for key in PER_PERSON}
    except NoEvidence:
        return {}
    return {} if np.isnan(list(found.values())).any() else found


def counts_of_1990(rows: Evidence) -> pd.Series:
    """Return what others than KOTRA counted as trade of 1990, in dollars; may be empty."""
    return rows.perhaps("trade_total_other_estimates").query("year == 1990")["value"]


def release(table: pd.DataFrame, vintage: str) -> pd.Series:
    """Return the values by year of one release."""
    return table[table["vintage"] == vintage].set_index("year")["value"]


def based(values: pd.Series, base_year: int = 1989) -> pd.Series:
    """Return values in percent of those of 1989, or of 1990 where they begin or are based then."""
    for year in range(base_year, 1991):
        if year in values.index:
            return pd.Series(BASE * values[values.index >= year].sort_index() / values[year])
    raise NoEvidence("the years before the fall are outside the admitted rows")
