"""Worlds in which the other side is true: each reading of a claim is tried in them, once per change."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from math import log
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from scipy.stats import norm

from nkbook import files
from nkbook.claims.answers import ARGUMENTS, Measurement, answers, ends
from nkbook.claims.evidence import Evidence
from nkbook.claims.registry import Claim, Criterion, Reading
from nkbook.claims.rule import SIDES, Side, edge, opposite, place
from nkbook.claims.trials import WRONG, Trial, folder
from nkbook.errors import NoEvidence
from nkbook.multiverse import content

WORLDS = 199
MORE = 800
LEVEL = 0.95
LEAST = 0.01  # a ratio is drawn on the scale of logarithms, which has no place for nought
CLUSTERS = 2.0  # design effect where no source says how people were drawn


def renewed(items: list[Claim], jobs: int = -1) -> Iterator[str]:
    """Try the readings of claims side by side, store what is found, and yield the id of each claim done."""
    for item, found in Parallel(jobs, return_as="generator")(delayed(_run)(item) for item in items):
        store(item, found)
        yield item.id


def _run(item: Claim) -> tuple[Claim, dict[str, Trial]]:
    return item, run(item)


def stale(item: Claim) -> bool:
    """Tell whether something that the trials of a claim depend on has changed."""
    return bool(files.stored(folder() / f"{item.id}.json").get("key") != _key(item))


def store(item: Claim, found: dict[str, Trial]) -> None:
    """Write the trials of a claim; the same trials are the same bytes."""
    plain = {"key": _key(item), "readings": {name: asdict(one) for name, one in found.items()}}
    files.write_atomic(folder() / f"{item.id}.json", json.dumps(plain, indent=1, sort_keys=True) + "\n")


def _key(item: Claim) -> str:
    return content.key(item, entries=("nkbook.claims.evaluation", __name__), worlds=(WORLDS, MORE))


def run(item: Claim) -> dict[str, Trial]:
    """Try every reading of a claim that samples something; the same seed gives the same shares."""
    tried = {key: _tried(item, key) for key in item.readings}
    return {key: trial for key, trial in tried.items() if trial is not None}


def _tried(item: Claim, key: str) -> Trial | None:
    kind = item.fails(key).by
    if kind not in KINDS:
        return None
    ask = _asker(item, key)
    try:
        printed = ask(Evidence(item.readings[key]))
    except NoEvidence:
        return None
    if printed.lower is None or printed.upper is None:
        return None
    rng = np.random.default_rng(int(files.sha256(f"{item.id}/{key}".encode())[:12], 16))
    worlds, criterion = _Worlds(item.readings[key], ask, printed, rng), item.criterion_of(key)
    depth = min(abs(printed.estimate - edge(getattr(criterion, side))) for side in SIDES)
    wrong, power = {}, {}
    for side in SIDES:
        at_edge = edge(getattr(criterion, opposite(side)))
        wrong[side] = worlds.share(KINDS[kind], criterion, side, at_edge)
        power[side] = worlds.share(KINDS[kind], criterion, side, edge(getattr(criterion, side), depth))
    return Trial(wrong, power)


Ask = Callable[[Evidence], Measurement]


def _asker(item: Claim, key: str) -> Ask:
    """Return a reading as a function of evidence, every choice at its default."""
    taken = answers(item.id).takes[key]
    chosen = {name: choice.default for name, choice in item.choices.items() if name in taken}
    own = {name: value for name, value in chosen.items() if name not in ARGUMENTS}
    return lambda rows: answers(item.id).measure(rows, key, LEVEL, **own)


@dataclass
class _Worlds:
    """Worlds of one reading: what it would say if a truth held and its data were drawn anew."""

    reading: Reading
    ask: Ask
    printed: Measurement
    rng: np.random.Generator
    known: dict[Any, pd.DataFrame] = field(default_factory=dict)

    def share(self, kind: str, criterion: Criterion, side: Side, truth: float) -> float:
        """Return the share of worlds with this truth in which the reading carries a side.

        Near the share that bars a side more worlds are drawn, so that none is barred by a few of them.
        """
        carried = self._carried(WORLDS, kind, criterion, side, truth)
        if not WRONG / 2 < carried / WORLDS < 2 * WRONG:
            return round(carried / WORLDS, 4)
        return round((carried + self._carried(MORE, kind, criterion, side, truth)) / (WORLDS + MORE), 4)

    def _carried(self, worlds: int, kind: str, criterion: Criterion, side: Side, truth: float) -> int:
        carried = 0
        for _ in range(worlds):
            with suppress(NoEvidence):
                found = getattr(self, kind)(truth)
                carried += place(criterion, *ends(found))[0] == side
        return carried

    def shares(self, truth: float) -> Measurement:
        """Return what is found where every printed share is scaled so that the truth holds."""
        scale = truth / self.printed.estimate if self.printed.estimate else 1.0
        return self._asked(lambda frame: frame["value"] * scale)

    def changes(self, truth: float) -> Measurement:
        """Return what is found where the shares of the later half move so that the change is true."""
        step = truth - self.printed.estimate
        return self._asked(lambda frame: frame["value"] + step * (frame["year"] > frame["year"].median()))

    def stocks(self, truth: float) -> Measurement:
        """Return what is found where nothing new arrives in the last period, whatever the truth asked for.

        Who had ever met something before has still met it, so that the last group stands where the
        one before it stood.
        """

        def stopped(frame: pd.DataFrame) -> pd.Series:
            years = sorted(frame["year"].unique())
            before = frame.loc[frame["year"] == years[max(0, len(years) - 2)], "value"].mean()
            return frame["value"].where(frame["year"] != years[-1], before)

        return self._asked(stopped)

    def scatter(self, truth: float) -> Measurement:
        """Return estimate and interval that stand round the truth as the printed interval says."""
        return self._moved(truth, self.printed.estimate, *ends(self.printed))

    def ratios(self, truth: float) -> Measurement:
        """Return the same for a ratio, whose interval stands round it on the scale of logarithms."""
        found = self._moved(*map(log, (max(truth, LEAST), self.printed.estimate, *ends(self.printed))))
        exp = {name: float(np.exp(getattr(found, name))) for name in ("estimate", "lower", "upper")}
        return replace(found, **exp)  # type: ignore[arg-type]

    def _moved(self, truth: float, estimate: float, low: float, high: float) -> Measurement:
        spread = (high - low) / (2 * norm.ppf((1 + LEVEL) / 2))
        by = self.rng.normal(truth, spread) - estimate
        return replace(self.printed, estimate=estimate + by, lower=low + by, upper=high + by)

    def _asked(self, expect: Callable[[pd.DataFrame], pd.Series]) -> Measurement:
        def draw(frame: pd.DataFrame) -> pd.DataFrame:
            return _binomial(frame, expect(frame), float(self.printed.n or 0), self.rng)

        return self.ask(_Drawn(self.reading, draw=draw, known=self.known))


KINDS = {"share": "shares", "change": "changes", "stock": "stocks", "scatter": "scatter", "ratio": "ratios"}


@dataclass
class _Drawn(Evidence):
    """Evidence of a world: rows as printed, looked up once for all worlds, with values drawn anew."""

    draw: Callable[[pd.DataFrame], pd.DataFrame] = lambda frame: frame
    known: dict[Any, pd.DataFrame] = field(default_factory=dict)

    def rows(self, *series: str, country: Any = "PRK", inferred: bool = False) -> pd.DataFrame:
        """Return the admitted rows with the values of this world."""
        where = country if country is None or isinstance(country, str) else tuple(country)
        asked = (series, where, inferred, self.start_year, self.end_year, self.exclude)
        if asked not in self.known:
            self.known[asked] = super().rows(*series, country=country, inferred=inferred)
        return self.draw(self.known[asked].copy())


def _binomial(
    frame: pd.DataFrame, expected: pd.Series, size: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Return rows whose shares, or counts out of a printed size, are drawn round those expected.

    People answer in clusters, so that fewer of them count. Rows without a size draw as `size` people do.
    """
    percent = frame["unit"] == "percent"
    people = frame["n"].astype(float).fillna(size)
    asked = (people.clip(lower=CLUSTERS) / CLUSTERS).round().astype(int)
    whole = people.where(~percent, 100.0)
    drawn = whole * rng.binomial(asked, (expected / whole).fillna(0).clip(0, 1)) / asked
    # The size of a group is printed as a row, too; only what is counted out of a size is drawn.
    sampled = frame["value"].notna() & (percent | (frame["value"] < frame["n"].astype(float)))
    return frame.assign(value=frame["value"].where(~sampled, drawn))
