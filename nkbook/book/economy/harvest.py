"""The step of the harvest after a farm policy, which tests E4 and E5 alike."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.derived import derived
from nkbook.errors import NoEvidence
from nkbook.methods import breaks

SERIES_OF_CROP = {"cereals": "cereal_yield", "rice": "rice_yield", "maize": "maize_yield"}
NEIGHBOURS = {"neighbours": ("KOR", "CHN"), "south_korea": ("KOR",), "none": ()}
LAST_SHARED = 2013  # year up to which the releases of 2020 and 2025 are equal
# The southern estimate has few years before 2014, so that all of them stand for the time before.
FIRST_SOUTHERN = 2007
FIRST_SEARCHED = 2003  # ten harvests before the first of 2013; later than the famine years


@dataclass(frozen=True)
class Harvest:
    """How a step of the harvest is estimated.

    crop: what was harvested. weather_control: whose yields stand for the weather. window: harvests
    on each side. policy_year: the harvest of the year in which the measures came stands before the
    step, or is left out. estimator: difference of the mean logarithms, or step beyond a straight
    line under both sides. errors: of years that are independent, or resemble each other.
    """

    crop: str = "cereals"
    weather_control: str = "neighbours"
    window: int = 5
    policy_year: str = "before"
    estimator: str = "means"
    errors: str = "independent"


def measured(claim: Answers, rows: Evidence, release: str, confidence: float, how: Harvest) -> Measurement:
    """Return the step at the first harvest that a policy could touch; limit: an earlier one is larger."""
    fields = Fields.of(rows, release, how)
    first = int(claim.threshold("first_harvest"))
    found = fields.step(first, confidence)
    earlier = range(first - int(claim.threshold("earlier_harvests")), first)
    limits = ("early",) if any(s > found.estimate for s in fields.estimates(earlier, confidence)) else ()
    return Measurement(found.estimate, found.lower, found.upper, found.n, limits)


@dataclass(frozen=True)
class Fields:
    """One printing of the harvest, beside the yields of neighbours (years by country), if asked for."""

    harvests: pd.Series
    neighbours: pd.DataFrame | None
    southern: bool
    how: Harvest

    @classmethod
    def of(cls, rows: Evidence, release: str, how: Harvest) -> "Fields":
        """Look up a printing and its neighbours; raise `NoEvidence` where one is not admitted."""
        series = harvests(rows, release, how.crop)
        neighbours = yields_of_neighbours(rows.aside(), how.crop, how.weather_control)
        return cls(series, neighbours, release == "rda", how)

    def step(self, year: int, confidence: float) -> breaks.Step:
        """Return the step at a harvest; raise `NoEvidence` where too few lie before or after."""
        series, how = self._around(year), self.how
        if self.neighbours is not None:
            series = series / weather(self.neighbours, series.index)
        trend, lasting = how.estimator == "trend", how.errors == "lasting"
        found = breaks.step(series, year, confidence, trend=trend, lasting=lasting)
        if found is None:
            raise NoEvidence("too few harvests before or after")
        return found

    def estimates(self, years: range, confidence: float) -> Iterator[float]:
        """Yield the step at each of several harvests, where there is one."""
        for year in years:
            with suppress(NoEvidence):
                yield self.step(year, confidence).estimate

    def _around(self, year: int) -> pd.Series:
        # A year left out makes room for an earlier one, so that both sides stay equally long.
        out = self.how.policy_year == "out"
        first = FIRST_SOUTHERN if self.southern else year - self.how.window - out
        years = self.harvests.index.to_numpy()
        kept = (years >= first) & (years < year + self.how.window)
        return self.harvests[kept & (years != year - 1) if out else kept]


@derived
def harvests(rows: Evidence, release: str, crop: str) -> pd.Series:
    """Return one printing of the harvest by year.

    release: fao_2025 or fao_2020, yield in tonnes per hectare, the latter up to 2018 only; rda:
    tonnes of food crops. Raises `NoEvidence` where the release is not admitted.
    """
    if release == "rda":
        return rows.values("rda_food_crop_production")
    table = rows.rows(SERIES_OF_CROP[crop])
    values, vintage = table.set_index("year")["value"], table["vintage"].to_numpy()
    new, old = values[vintage == "2025"], values[vintage == "2020"]
    found = new if release == "fao_2025" else old
    if release == "fao_2020" and len(old):
        shared = (new.index <= LAST_SHARED) & ~new.index.isin(old.index)
        found = pd.concat([old, new[shared]])
    if found.empty:
        raise NoEvidence("no evidence of this grade")
    ordered: pd.Series = found.sort_index()
    return ordered


@derived
def yields_of_neighbours(rows: Evidence, crop: str, control: str) -> pd.DataFrame | None:
    """Return the yields of the neighbours by year, of the newest release; None without control."""
    countries = NEIGHBOURS[control]
    if not countries:
        return None
    table = rows.rows(SERIES_OF_CROP[crop], country=countries)
    table = table.iloc[np.argsort(table["vintage"].to_numpy(dtype=str), kind="stable")]
    years, place = np.unique(table["year"].to_numpy(dtype=int), return_inverse=True)
    found = np.full((len(years), len(countries)), np.nan)
    # Of several releases the newest, which comes last, stays.
    found[place, pd.Index(countries).get_indexer(pd.Index(table["country"]))] = table["value"]
    return pd.DataFrame(found, index=years, columns=list(countries))


def weather(neighbours: pd.DataFrame, years: pd.Index) -> pd.Series:
    """Return the geometric mean of the neighbours' yields over `years`.

    A neighbour that lacks one of the years is left out, so that no change of membership looks
    like weather. Raises `NoEvidence` when none covers them all.
    """
    places = neighbours.index.get_indexer(years)
    logs = np.log(np.where(places[:, None] < 0, np.nan, neighbours.to_numpy(dtype=float)[places]))
    whole = logs[:, np.isfinite(logs).all(axis=0)]
    if not whole.size:
        raise NoEvidence("no neighbour covers these years")
    return pd.Series(np.exp(whole.mean(axis=1)), index=years)


def rewritten(old: pd.Series, new: pd.Series) -> dict[str, float]:
    """Return the year in which two releases differ most, with both yields; empty where they agree.

    share: by how many percent the old yield exceeds the new one.
    """
    gap = (old - new).dropna().abs()
    if gap.empty or gap.max() == 0:
        return {}
    year = int(gap.index.to_numpy()[gap.to_numpy().argmax()])
    return {"year": year, "old": old[year], "new": new[year], "share": 100 * (old[year] / new[year] - 1)}
