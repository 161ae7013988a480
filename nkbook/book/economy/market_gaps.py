"""Gaps between the reported rice prices of three cities, period by period, and worlds to judge estimates by.

Months, not rounds, are the grid: the ledger holds the median of the one to five quotes of a month. `nkbook
integration` stores what the estimators say of worlds in which the truth is known.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from nkbook import closure, data, files, paths
from nkbook.data.package import note_read
from nkbook.errors import DataError, NoEvidence
from nkbook.methods import integration

CITIES = ("pyongyang", "sinuiju", "hyesan")
PAIRS = tuple(combinations(CITIES, 2))
# The first ban on whole sectors of trade; the border shut; freight trains running again for good.
BREAKS = {"sanctions": "2016-03-02", "closed": "2020-01-30", "reopened": "2022-09-26"}
LEAST = 24  # months without which a period says nothing
REFORM = "redenomination"  # in the notes on rows of the currency reform
DOUBTFUL = f"{REFORM}|suspect"  # and on rows of doubtful quotes
# Other choices: sanctions from the ban on coal, iron and seafood on; prices since the new won settled.
LATER, SETTLED = "2017-08-05", "2013"
STORED = "integration.json"
WORLDS = 999
LEVEL = 0.95


def series(good: str) -> tuple[str, ...]:
    """Return the names of a good's series: rice_price or usd_market_rate."""
    return tuple(f"{good}_{city}" for city in CITIES)


def months(rice: pd.DataFrame, rates: pd.DataFrame, doubtful: str = DOUBTFUL) -> pd.DataFrame:
    """Return logarithms by month: the price in each city, and the dollar in won as the `rate` of all cities.

    rice, rates: rows as loaded. doubtful: words in the notes of rows that are left out. Months without all
    prices or without a rate are left out.
    """
    wide = {name: _wide(rows, doubtful) for name, rows in (("rice", rice), ("rate", rates))}
    if wide["rice"].empty or wide["rate"].empty or set(CITIES) - set(wide["rice"].columns):
        raise NoEvidence("no prices of all cities")
    return wide["rice"][list(CITIES)].assign(rate=wide["rate"].mean(axis=1)).dropna()


def _wide(rows: pd.DataFrame, doubtful: str) -> pd.DataFrame:
    rows = rows[~rows["note"].str.contains(doubtful)]
    city, month = rows["series"].str.rpartition("_")[2], pd.PeriodIndex(rows["date"], freq="M")
    wide = rows.assign(city=city, month=month).pivot(index="month", columns="city", values="value")
    return wide.map(np.log)


def windows(table: pd.DataFrame, breaks: Mapping[str, str] = BREAKS) -> dict[str, pd.DataFrame]:
    """Return the months of each period that has enough of them; a period starts in the nearest whole month.

    breaks: by period the day, of the table of events, on which it begins.
    """
    known = set(data.events()["date"])
    if lost := set(breaks.values()) - known:
        raise DataError(f"no event of {min(lost)} in data/events.csv")
    dates = {name: pd.Timestamp(date) + pd.Timedelta(days=15) for name, date in breaks.items()}
    starts = pd.PeriodIndex(list(dates.values()), freq="M")
    period = np.array(["before", *dates])[np.searchsorted(starts.asi8, _time(table), side="right")]
    parts = {str(name): part for name, part in table.groupby(period, sort=False) if len(part) >= LEAST}
    if not parts:
        raise NoEvidence("the prices of all cities cover too few months")
    return parts


def _time(part: pd.DataFrame) -> integration.Array:
    found: integration.Array = pd.PeriodIndex(part.index).asi8.astype(float)
    return found


def _gaps(part: pd.DataFrame) -> integration.Array:
    return np.array([part[far] - part[near] for near, far in PAIRS])


def estimates(
    parts: dict[str, pd.DataFrame],
    confidence: float,
    factors: Mapping[str, list[float]],
    *,
    rate: bool = True,
) -> list[dict[str, Any]]:
    """Return what the model finds for each pair by period and, as `all`, for one half-life in all periods.

    Per row pair, period, half-life in months with `lower` and `upper`, `naive` half-life, months, how many
    show the `same` price twice, mean gap in percent, and by period the share of `noise` with its ends.
    factors: by pair, as simulated; by period, where likelihood ratios of worlds stay below chi-squared, none
    is needed. rate: let the dollar move the gap.
    """
    time = {name: _time(part) for name, part in parts.items()}
    gaps = {name: _gaps(part) for name, part in parts.items()}
    found = {
        name: integration.surface(time[name], gaps[name], part[["rate"]].to_numpy() if rate else None)
        for name, part in parts.items()
    }
    rows: list[dict[str, Any]] = []
    for i, pair in enumerate(PAIRS):
        for name in (*parts, "all"):
            inside = list(parts) if name == "all" else [name]
            wider = factors.get("-".join(pair)) if name == "all" else None
            span = integration.half_life([found[one][i] for one in inside], confidence, wider)
            both = np.concatenate([gaps[one][i] for one in inside])
            row = {
                "pair": pair,
                "period": name,
                "half_life": span.value,
                "lower": span.lower,
                "upper": span.upper,
                "naive": float(integration.naive([(time[one], gaps[one][[i]]) for one in inside])[0]),
                "months": len(both),
                "same": int((both == 0).sum()),
                "gap": float(100 * np.expm1(both.mean())),
            }
            if name != "all":
                share = asdict(integration.noise(found[name][i], confidence))
                row |= {"noise" if key == "value" else f"noise_{key}": value for key, value in share.items()}
            rows.append(row)
    return rows


def stored() -> dict[str, Any]:
    """Return what worlds said of the estimators, as stored; empty where nothing is stored."""
    path = _path()
    if not path.is_file():
        return {}
    note_read(path)
    return files.stored(path)


def stale() -> bool:
    """Tell whether something that the stored worlds depend on has changed."""
    return stored().get("key") != _key()


def store() -> None:
    """Draw the worlds anew and write what they say; the same worlds are the same bytes."""
    text = json.dumps({"key": _key(), "worlds": WORLDS} | simulated(), indent=1, sort_keys=True)
    files.write_atomic(_path(), text + "\n")


def simulated(worlds: int = WORLDS) -> dict[str, Any]:
    """Return what naive regression and model say of each pair where the truth is known.

    Per pair: in worlds where the gap `never` closes, with the noise that the data then call for, and in
    worlds of its `own` half-life, what naive half-lives show (median, ends of `LEVEL`), and in what share of
    worlds the model finds a half-life as short as in the data (`as_short`). factors: those of intervals.
    variants: half-life and interval under other choices; none stands for a gap that never closes.
    """
    rice, rates = (data.load(series(good), country="PRK") for good in ("rice_price", "usd_market_rate"))
    parts = windows(months(rice, rates))
    runs = Parallel(-1)(delayed(_judged)(parts, i, worlds) for i in range(len(PAIRS)))
    pairs, found = zip(*runs, strict=True)
    calibrated = dict(zip(map("-".join, PAIRS), found, strict=True))
    others = {
        "all_rows": windows(months(rice, rates, REFORM)),
        "no_rate": parts,
        "later_sanctions": windows(months(rice, rates), BREAKS | {"sanctions": LATER}),
        "settled": windows(months(rice, rates)[SETTLED:]),
    }
    return {
        "pairs": dict(zip(map("-".join, PAIRS), pairs, strict=True)),
        "factors": calibrated,
        "variants": {
            name: [
                [finite(row[end]) for end in ("half_life", "lower", "upper")]
                for row in estimates(table, LEVEL, calibrated, rate=name != "no_rate")
                if row["period"] == "all"
            ]
            for name, table in others.items()
        },
    }


def _judged(parts: dict[str, pd.DataFrame], i: int, worlds: int) -> tuple[dict[str, Any], list[float]]:
    """Return what worlds say of one pair, and the factors of its intervals."""
    rng, rate = np.random.default_rng(i), {name: part[["rate"]].to_numpy() for name, part in parts.items()}
    time, gaps = ({name: of(part) for name, part in parts.items()} for of in (_time, _gaps))
    printed = {name: integration.surface(time[name], gaps[name][[i]], rate[name])[0] for name in parts}
    own = int(integration.best(np.sum([integration.profile(one) for one in printed.values()], axis=0)))

    def drawn(at: int) -> tuple[integration.Array, integration.Array]:
        """Return profiles of worlds of half-life number `at`, and what regression finds in them."""
        found, profiles = [], []
        for name in parts:
            noise = float(integration.SHARES[printed[name][at].argmax()])
            gap = integration.worlds(time[name], integration.HALF_LIVES[at], noise, worlds, rng, rate[name])
            found.append((time[name], gap))
            profiles.append(integration.profile(integration.surface(time[name], gap, rate[name])))
        return np.sum(profiles, axis=0), integration.naive(found)

    tried = {at: drawn(at) for at in sorted({*integration.KNOTS, own})}
    factors = [round(integration.factor(tried[at][0], at, LEVEL), 2) for at in integration.KNOTS]
    told: dict[str, Any] = {"half_life": finite(integration.HALF_LIVES[own])}
    for name, at in {"never": integration.KNOTS[-1], "own": own}.items():
        profiles, naive = tried[at]
        low, middle, high = np.quantile(naive, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2])
        as_short = np.mean(integration.best(profiles) <= own)
        ends = {"low": low, "naive": middle, "high": high, "as_short": as_short}
        told[name] = {key: round(float(value), 3) for key, value in ends.items()}
    return told, factors


def finite(months: float) -> float | None:
    """Return a half-life as it is stored: none for a gap that never closes."""
    return round(float(months), 3) if np.isfinite(months) else None


def _path() -> Path:
    return paths.chapters() / STORED


def _key() -> str:
    code = [*closure.of(["nkbook.methods.integration"]), "nkbook/book/economy/market_gaps.py"]
    tables = ["data/economy/market_prices_dailynk.csv", "data/corrections.yml"]
    parts = [files.sha256((paths.CODE / name).read_bytes()) for name in code]
    parts += [files.sha256((paths.root() / name).read_bytes()) for name in tables]
    return files.sha256("".join(parts).encode())
