"""Joint inference over a whole multiverse: would noise alone look as decided as the evidence?

After Simonsohn, Simmons and Nelson (2020): the multiverse is evaluated anew on data in which
nothing happened, and the evidence must look more decided than nearly all of these worlds. That
needs a sampling model, which a claim declares as `noise`; counts from a single source have none.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from nkbook import data
from nkbook.claims.evaluation import evaluate
from nkbook.claims.evidence import Key
from nkbook.claims.registry import Claim, Criterion, Noise, Region
from nkbook.data.validate import KEY
from nkbook.multiverse.evidence import Noisy
from nkbook.multiverse.outcomes import Outcome, outcome
from nkbook.multiverse.universes import Universe, chosen

DRAWS = 199
# Worlds times universes: with more universes than this a sample of them stands for all.
UNIVERSES = 24

Interval = tuple[float, float]


def p_value(observed: float, noise: Sequence[float]) -> float:
    """Return the share of worlds of noise, the observed one counted in, that look as decided."""
    return (1 + sum(value >= observed for value in noise)) / (1 + len(noise))


def depth(criterion: Criterion, intervals: Iterable[Interval]) -> float:
    """Return how deep the median universe lies in a region that decides, in the criterion's unit.

    The larger of the depths in the supporting and in the contradicting region; negative where the
    median interval does not lie in either. -inf without intervals.
    """
    pairs = list(intervals)
    if not pairs:
        return float("-inf")
    regions = (criterion.supports, criterion.contradicts)
    return max(float(np.median([_inside(region, *pair) for pair in pairs])) for region in regions)


def joint(
    item: Claim, universes: list[Universe], draws: int = DRAWS, seed: int = 0, jobs: int = -1
) -> float | None:
    """Return the p value of a claim's equivalent universes against its noise; None without `noise`.

    draws: worlds of noise. seed: of the worlds, and of the sample where there are many universes.
    """
    if item.noise is None:
        return None
    equivalent = chosen([u for u in universes if u.kind == "E"], UNIVERSES, seed)
    printed = _printed(item.noise)
    observed = depth(item.criterion, _intervals(outcome(u) for u in equivalent))
    seeds = np.random.SeedSequence([seed, *item.id.encode()]).spawn(draws)
    work = Parallel(n_jobs=jobs)(delayed(_depth_in_noise)(item, equivalent, printed, one) for one in seeds)
    return p_value(observed, list(work))


def world(noise: Noise, printed: pd.DataFrame, rng: np.random.Generator) -> dict[Key, float]:
    """Return one world of noise: a value in place of each printed one, by key of its row."""
    found: dict[Key, float] = {}
    for _, group in printed.groupby(["series", "country", "source", "vintage", "variant"], sort=True):
        rows = group.sort_values("date", kind="stable")
        values = _drawn(noise, rows, rng)
        keys = rows[KEY].astype(str).itertuples(index=False, name=None)
        found.update(zip(keys, map(float, values), strict=True))
    return found


def block(values: np.ndarray, rng: np.random.Generator, *, length: int, trend: bool) -> np.ndarray:
    """Return values whose residuals are drawn anew in blocks of `length`, which keeps their memory."""
    level = _level(values, trend)
    count, size = len(values), min(length, len(values))
    starts = rng.integers(0, count, size=-(-count // size))
    # Blocks run round the end, so that the first and the last years are drawn as often as others.
    places = (starts[:, None] + np.arange(size)).ravel()[:count] % count
    drawn: np.ndarray = level + (values - level)[places]
    return drawn


def phase(values: np.ndarray, rng: np.random.Generator, *, trend: bool) -> np.ndarray:
    """Return values whose residuals have random phases and the spectrum that they had."""
    level = _level(values, trend)
    spectrum = np.fft.rfft(values - level)
    turned = np.abs(spectrum) * np.exp(2j * np.pi * rng.random(len(spectrum)))
    turned[0] = spectrum[0]
    if len(values) % 2 == 0:
        turned[-1] = np.abs(spectrum[-1]) * rng.choice([-1, 1])
    drawn: np.ndarray = level + np.fft.irfft(turned, n=len(values))
    return drawn


def _drawn(noise: Noise, rows: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    values = rows["value"].to_numpy(dtype=float)
    if noise.kind == "binomial":
        size = rows["n"].fillna(0).to_numpy(dtype=int)
        share = noise.share or 0.0
        asked = np.maximum(size, 1)
        return np.where(size > 0, 100 * rng.binomial(asked, share / 100) / asked, share)
    here = np.isfinite(values)
    if here.sum() < 2:
        return values
    make: Callable[..., np.ndarray] = phase if noise.kind == "phase" else partial(block, length=noise.length)
    drawn = values.copy()
    drawn[here] = make(values[here], rng, trend=noise.trend)
    return drawn


def _level(values: np.ndarray, trend: bool) -> np.ndarray:
    time = np.arange(len(values))
    return np.polyval(np.polyfit(time, values, 1 if trend and len(values) > 2 else 0), time)


def _inside(region: Region, low: float, high: float) -> float:
    ends = [low - region.at_least] if region.at_least is not None else []
    ends += [region.at_most - high] if region.at_most is not None else []
    return min(ends)


def _intervals(found: Iterable[Outcome]) -> list[Interval]:
    return [
        (o.estimate if o.lower is None else o.lower, o.estimate if o.upper is None else o.upper)
        for o in found
        if o.estimate is not None
    ]


def _printed(noise: Noise) -> pd.DataFrame:
    return data.load(noise.series, country=None, inferred=True)


def _depth_in_noise(
    item: Claim, universes: list[Universe], printed: pd.DataFrame, seed: np.random.SeedSequence
) -> float:
    drawn = world(noise_of(item), printed, np.random.default_rng(seed))
    function = partial(evaluate, look_up=partial(Noisy, world=drawn))
    return depth(item.criterion, _intervals(outcome(u, function) for u in universes))


def noise_of(item: Claim) -> Noise:
    """Return the sampling model of a claim that has one."""
    assert item.noise is not None
    return item.noise
