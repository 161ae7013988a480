"""Worlds in which nothing happened, and what the analyses of a reading find in them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from nkbook import data
from nkbook.claims.answers import ARGUMENTS, Measurement, answers
from nkbook.claims.evidence import Key
from nkbook.claims.noise import Worlds
from nkbook.claims.registry import Noise, Reading
from nkbook.claims.registry import claim as find_claim
from nkbook.data.validate import KEY
from nkbook.errors import BookError, NoEvidence
from nkbook.multiverse.analyses import Analysis, Outcome, evaluate, heard
from nkbook.multiverse.evidence import Remembered
from nkbook.multiverse.settings import Plan

DRAWS = 199
ANALYSES = 20  # of a reading that has more, a fixed sample of so many serves
LEVEL = 0.95  # of intervals
ADMITS = ("grades", "start_year", "end_year", "exclude")
BATCH = 10  # worlds that are passed to another process together


@dataclass(frozen=True)
class Model:
    """How the rows of a reading scatter: a straight line each series, and residuals by shared years.

    keys: of the rows. line: values without residuals. group: which series each row belongs to. year: of
    each row. residuals: series by drawn years, the same years for all.
    """

    keys: list[Key]
    line: np.ndarray
    group: np.ndarray
    year: np.ndarray
    residuals: np.ndarray
    length: int

    def world(self, rng: np.random.Generator) -> dict[Key, float]:
        """Return a value in place of each printed one, by key of its row.

        Blocks of neighbouring years are drawn once for all series, so that bad weather stays bad for
        every crop and country, and every printing of a year stays alike.
        """
        first, count = int(self.year.min()), self.residuals.shape[1]
        span = int(self.year.max()) - first + 1
        starts = rng.integers(0, count, size=-(-span // self.length))
        # Blocks run round the end, so that the first and the last years are drawn as often as others.
        places = (starts[:, None] + np.arange(self.length)).ravel()[:span] % count
        values = self.line + self.residuals[self.group, places[self.year - first]]
        return dict(zip(self.keys, map(float, values), strict=True))


def model(noise: Noise, printed: pd.DataFrame) -> Model:
    """Return how printed rows scatter; raise `BookError` where their series share too few years."""
    rows = printed[printed["value"].notna()].sort_values(["year", "date"], kind="stable")
    group = rows.groupby(["series", "country", "vintage", "variant"], sort=True).ngroup().to_numpy()
    year, value = rows["year"].to_numpy(dtype=int), rows["value"].to_numpy(dtype=float)
    since = year >= (noise.since or year.min())
    line = np.empty(len(rows))
    for one in np.unique(group):
        here = group == one
        told = here & since
        degree = 1 if len(np.unique(year[told])) > 2 else 0
        line[here] = np.polyval(
            np.polyfit(year[told] - year.min(), value[told], degree), year[here] - year.min()
        )
    rest = pd.DataFrame({"group": group, "year": year, "rest": value - line})[since]
    table = rest.pivot_table(index="group", columns="year", values="rest")
    long = table[table.count(axis=1) > noise.length].dropna(axis=1)
    if long.shape[1] <= noise.length:
        raise BookError(f"noise needs more than {noise.length} years that all series share")
    residuals = long.loc[_longest(rows, group, table.count(axis=1).loc[long.index])].to_numpy()
    keys = list(rows[KEY].astype(str).itertuples(index=False, name=None))
    return Model(keys, line, group, year, residuals, noise.length)


def _longest(rows: pd.DataFrame, group: np.ndarray, years: pd.Series) -> list[int]:
    """Return, for each printing of a series, the one whose scatter serves: the longest of that series."""
    kind = rows.assign(group=group).drop_duplicates("group").sort_values("group").set_index("group")
    kin = kind[["series", "country"]].join(years.rename("years"), how="inner").sort_values("years")
    serves = {tuple(row[:2]): int(one) for one, row in zip(kin.index, kin.to_numpy(), strict=True)}
    return [
        one if one in years.index else serves[(series, country)]
        for one, series, country in zip(kind.index, kind["series"], kind["country"], strict=True)
    ]


def simulated(
    plan: Plan, reading: str, analyses: Sequence[Analysis], seed: int = 0, jobs: int = 1, draws: int = DRAWS
) -> Worlds | None:
    """Return the analyses of a reading in worlds of noise; None without noise or default estimate."""
    noise, told = plan.item.readings[reading].noise, heard(analyses)
    default = next((a.first for a in told if not plan.changed(reading, a.first.options)), None)
    if noise is None or default is None or default.estimate is None:
        return None
    rng = np.random.default_rng([seed, *f"{plan.item.id} {reading}".encode()])
    picked = told
    if len(told) > ANALYSES:
        picked = [told[i] for i in sorted(rng.choice(len(told), ANALYSES, replace=False))]
    choices = [plan.arguments(reading, a.first.options) for a in picked]
    scatter = model(noise, _printed(plan.item.id, choices))
    seeds = np.random.SeedSequence([seed, *f"{plan.item.id} {reading}".encode()]).spawn(draws)
    batches = [seeds[at : at + BATCH] for at in range(0, draws, BATCH)]
    work = Parallel(jobs)(
        delayed(_landings)(plan.item.id, choices, scatter, noise.nothing, batch) for batch in batches
    )
    counts = np.array([pair for batch in work for pair in batch])
    above, below = (np.bincount(column, minlength=len(picked) + 1).tolist() for column in counts.T)
    lower, upper = zip(*(_ends(a.first) for a in picked), strict=True)
    return Worlds(len(told), default.estimate, list(lower), list(upper), above, below)


def _landings(
    claim: str,
    choices: Sequence[Mapping[str, Any]],
    scatter: Model,
    nothing: float,
    seeds: Collection[np.random.SeedSequence],
) -> list[tuple[int, int]]:
    """Return, for each world, how many analyses lie wholly above the truth, and how many wholly below."""
    found = []
    for seed in seeds:
        world = scatter.world(np.random.default_rng(seed))
        intervals = list(
            _measured(claim, choices, Remembered(Reading.model_construct(), memory={}, world=world))
        )
        found.append(
            (sum(low > nothing for low, _ in intervals), sum(high < nothing for _, high in intervals))
        )
    return found


def _measured(
    claim: str, choices: Sequence[Mapping[str, Any]], world: Remembered
) -> Iterator[tuple[float, float]]:
    """Yield the interval of each analysis in a world; no bounds where it finds no evidence."""
    reads, item = answers(claim), find_claim(claim)
    for one in choices:
        admitted = {name: value for name, value in one.items() if name in ADMITS}
        own = {name: value for name, value in one.items() if name not in ARGUMENTS}
        rows = replace(world, reading=item.readings[one["reading"]], seen={}, observed={}, **admitted)
        try:
            yield _ends(reads.measure(rows, one["reading"], LEVEL, **own))
        except NoEvidence:
            yield float("-inf"), float("inf")


def _ends(one: Measurement | Outcome) -> tuple[float, float]:
    """Return the ends of an interval: the estimate where there is none."""
    low, high = (one.estimate if end is None else end for end in (one.lower, one.upper))
    return float(low), float(high)  # type: ignore[arg-type]


def _printed(claim: str, choices: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the rows that these analyses have read."""
    seen = {key for one in choices for key in evaluate(claim, **one).rows}
    frame = data.load(sorted({key[0] for key in seen}), country=None, inferred=True)
    keys = frame[KEY].astype(str).itertuples(index=False, name=None)
    return frame[[key in seen for key in keys]]
