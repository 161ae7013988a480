"""Which way does more sharing move trust and joint action, and what turns the sign round?

More content that can be passed on means more people who hold some, hence more exchanges over every
tie. The map compares each outcome before and after, over sets of assumptions drawn from the
`plausible` ranges of `parameters`. It prints the signs that occur under each condition: how
often they occur says how the ranges were drawn, and nothing about a country.

Not modelled: signals. A broadcast that nobody passes on moves nothing here, since people act upon
what those they trust do. Elsewhere it told people what others were doing, and when: Gagliarducci and
others 2020 find that radio helped resistance in Italy to coordinate. The nought for such content is
an assumption, and no finding about radio.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from nkbook.trust import action
from nkbook.trust.channels import gate
from nkbook.trust.inflow import holders_equilibrium
from nkbook.trust.parameters import TrustParameters, table

Outcome = Literal["belief", "trusted", "reach", "number", "share", "noisy share"]
Condition = Literal[
    "no first exchange", "trusted from the start", "nothing to learn", "few trusted ties",
    "many trusted ties",
]  # fmt: skip
OUTCOMES: tuple[Outcome, ...] = ("belief", "trusted", "reach", "number", "share", "noisy share")
CONDITIONS: tuple[Condition, ...] = (
    "no first exchange", "trusted from the start", "nothing to learn", "few trusted ties",
    "many trusted ties",
)  # fmt: skip

# What comes before any trusted tie, by the gate of `channels`.
CLOSED: dict[str, Condition] = {
    "given": "trusted from the start", "dared": "no first exchange", "telling": "nothing to learn",
}  # fmt: skip

SHOWN = {1: "+", 0: "0", -1: "−"}
MORE = 1.1  # inflow after the change, over inflow before
SEEDS = 0.01  # share of people who act without example
# Thresholds of action: the share of ties of Watts 2002, and the least number that needs company.
FRACTION, NUMBER = 0.18, 2.0
TOP = action.cascade_window(FRACTION)[1]  # above this reach, shares of ties are hard to reach
NOISE = 0.05  # share of people whom one example moves, where there is noise
# Plausible ties beyond the home, and months of sharing: assumptions.
TIES, MONTHS = (1.0, 30.0), (6.0, 240.0)
STEPS = 24  # of time, in the reach of a setting
SMALLEST = 1e-3  # a smaller change, relative to what was there, counts as none


@dataclass(frozen=True)
class Setting:
    """One set of assumptions.

    ties: c, beyond the home. months: of sharing.
    """

    parameters: TrustParameters
    ties: float
    months: float

    @cached_property
    def exchanges(self) -> float:
        """Return the exchanges per tie and month: λ where either end holds content, λ(1 − (1 − h*)²)."""
        p = self.parameters
        holders = holders_equilibrium(p.arrival, p.copying, p.loss)
        return p.exchanges * (1 - (1 - holders) ** 2)

    @cached_property
    def trusted(self) -> float:
        """Return p, the share of ties trusted by then; none where no first exchange happens."""
        return self._lived.trusted_by(self.months) if self.starts else 0.0

    @cached_property
    def reach(self) -> float:
        """Return R, the trusted ties to people still there; none where no first exchange happens."""
        return self._lived.reach(self.ties, self.months, STEPS) if self.starts else 0.0

    @property
    def starts(self) -> bool:
        """Return whether there is any exchange over ties beyond the home."""
        return self.parameters.ignites or self.parameters.needed == 0

    def with_more(self, shareable: float = 1.0) -> Setting:
        """Return the same with more inflow, of which a share `shareable` can be passed on."""
        p = self.parameters
        more = min(1.0, p.arrival * (1 + (MORE - 1) * shareable))
        return dataclasses.replace(self, parameters=dataclasses.replace(p, arrival=more))

    @property
    def _lived(self) -> TrustParameters:
        return dataclasses.replace(self.parameters, exchanges=self.exchanges)


def signs(setting: Setting, shareable: float = 1.0) -> dict[Outcome, int]:
    """Return for each outcome whether more inflow raises (+1), leaves (0) or lowers it (−1).

    `belief` is trust in a partner after one more safe exchange; `trusted` the share of ties,
    `reach` R; the rest is joint action where people wait for a number of others or for a share of
    their ties, without or with noise. Source: the closed forms of the layers.
    """
    after = setting.with_more(shareable)
    found: dict[Outcome, int] = {
        "belief": _lesson(setting) if after.exchanges > setting.exchanges else 0,
        "trusted": _sign(after.trusted, setting.trusted),
        "reach": _sign(after.reach, setting.reach),
    }
    kinds: dict[Outcome, tuple[float, action.ThresholdKind, float]] = {
        "number": (NUMBER, "number", 0.0), "share": (FRACTION, "share", 0.0),
        "noisy share": (FRACTION, "share", NOISE),
    }  # fmt: skip
    for outcome, (threshold, kind, noise) in kinds.items():
        sizes = [action.cascade_share(s.reach, SEEDS, threshold, kind, noise) for s in (setting, after)]
        found[outcome] = _sign(sizes[1], sizes[0]) if found["reach"] else 0
    return found


def condition(setting: Setting) -> Condition:
    """Return which of the conditions that decide the signs holds; they exclude one another."""
    first = gate(setting.parameters)
    if first in CLOSED:
        return CLOSED[first]
    return "few trusted ties" if setting.reach <= TOP else "many trusted ties"


def sampled(count: int, seed: int = 0) -> list[Setting]:
    """Return sets of assumptions drawn evenly from the plausible ranges, by a fixed seed.

    What varies is what nobody has measured: parameters whose source says "assumption", and the
    share of informers, which is documented for other countries alone. A range that starts above
    nought is drawn evenly in logarithms.
    """
    draw = np.random.default_rng(seed)
    unknown = [row for row in table() if "assumption" in row["source"] or row["name"] == "informer_share"]
    ranges = {row["name"]: row["plausible"] for row in unknown}
    settings = []
    for _ in range(count):
        values = {name: _between(draw, *ends) for name, ends in ranges.items()}
        ties, months = _between(draw, *TIES), _between(draw, *MONTHS)
        settings.append(Setting(TrustParameters(**values), ties, months))
    return settings


def sign_map(settings: Iterable[Setting]) -> dict[Condition, dict[Outcome, set[int]]]:
    """Return which signs occur for each outcome under each condition that occurs."""
    found: dict[Condition, dict[Outcome, set[int]]] = {}
    for setting in settings:
        row = found.setdefault(condition(setting), {outcome: set() for outcome in OUTCOMES})
        for outcome, sign in signs(setting).items():
            row[outcome].add(sign)
    return {name: found[name] for name in CONDITIONS if name in found}


def in_words(found: set[int]) -> str:
    """Return the signs that occur, the highest first, e.g. "+ or 0"."""
    return " or ".join(SHOWN[sign] for sign in sorted(found, reverse=True))


def _lesson(setting: Setting) -> int:
    p = setting.parameters
    return _sign(p.informer_risk, p.partner_risk) if setting.starts else 0


def _sign(after: float, before: float) -> int:
    smallest = SMALLEST * max(abs(after), abs(before))
    return int(after - before > smallest) - int(before - after > smallest)


def _between(draw: np.random.Generator, low: float, high: float) -> float:
    if low > 0:
        return float(math.exp(draw.uniform(math.log(low), math.log(high))))
    return float(draw.uniform(low, high))
