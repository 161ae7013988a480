"""The parameters of the model: symbol, unit, default, range, source.

`allowed` is what the formulas accept; `plausible` is what a multiverse should try. Where the
source is "assumption", the parameter is always a dimension of the multiverse.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from nkbook.errors import BookError
from nkbook.trust import belief, complicity, percolation
from nkbook.trust.checks import between
from nkbook.trust.kernels import MOST_EXCHANGES

FACTS = ("symbol", "unit", "meaning", "allowed", "plausible", "source")
STASI = (
    "GDR 1989: 109,000 (Kowalczuk) to 189,000 (Müller-Enbergs) unofficial collaborators "
    "among 16,675,000 people"
)
SAYING = "the saying, literally; assumption"
ABOVE_ZERO = "above zero: Gellately 1996, Bergemann 2019; the value is an assumption"
BRIBES = "bribes are reported; the value is an assumption"
HOSTAGES = "hostage literature; the value is an assumption"


def _assumed(
    default: float,
    plausible: tuple[float, float],
    symbol: str,
    unit: str,
    meaning: str,
    source: str = "assumption",
    allowed: tuple[float, float] = (0, 1),
) -> Any:
    return field(
        default=default,
        metadata=dict(zip(FACTS, (symbol, unit, meaning, allowed, plausible, source), strict=True)),
    )


@dataclass(frozen=True)
class TrustParameters:
    """One set of choices for the model; a value outside its range raises `BookError`."""

    informer_share: float = _assumed(0.0113, (0.0065, 1 / 3), "ρ", "share", "informers among people", STASI)
    believed_share: float = _assumed(
        1 / 3, (0.0065, 1 / 3), "ρ̂", "share", "informers among people, as people believe", SAYING
    )
    informer_risk: float = _assumed(
        0.1, (0.01, 0.5), "d", "per exchange", "punished after an exchange with an informer"
    )
    denunciation: float = _assumed(
        0.005, (0, 0.05), "q₀", "per exchange", "ordinary partner denounces, nothing at stake", ABOVE_ZERO
    )
    background_risk: float = _assumed(0.005, (0, 0.05), "b", "per exchange", "found out by other means")
    removal: float = _assumed(
        0.2, (0, 1), "ψ", "per punishment", "each ordinary end of a punished tie is removed for good", BRIBES
    )
    trust_below: float = _assumed(
        0.05, (0.001, 0.2), "τ", "probability", "belief below which a tie is trusted", allowed=(1e-9, 1)
    )
    exchanges: float = _assumed(
        1.0, (0.1, 4), "λ", "per tie and month", "exchanges where either end holds content", allowed=(0, 20)
    )
    value_over_loss: float = _assumed(
        0.05, (0, 0.1), "v/L", "ratio", "worth of content over loss if punished", allowed=(0, math.inf)
    )
    stake: float = _assumed(
        0.0, (0, 10), "L/ḡ", "ratio", "loss if punished over mean gain from denouncing", allowed=(0, math.inf)
    )
    hold: float = _assumed(
        0.5, (-0.5, 1), "χ", "share", "loss that falls back on who betrays a partner in guilt, on balance",
        HOSTAGES, allowed=(-1, 1),
    )  # fmt: skip
    arrival: float = _assumed(
        0.01, (0, 0.1), "m", "per person and month", "shareable content arrives from outside"
    )
    copying: float = _assumed(
        0.1, (0, 1), "κ", "per month with an exchange", "the partner without content keeps a copy"
    )
    loss: float = _assumed(0.02, (0, 0.2), "γ", "per person and month", "content is lost or taken")
    first_holders: float = _assumed(0.0, (0, 0.5), "h₀", "share", "people with content at the start")
    household_trust: float = _assumed(1.0, (0, 1), "p_H", "share", "household ties trusted from the start")

    def __post_init__(self) -> None:
        for item in dataclasses.fields(self):
            name = f"{item.name} ({item.metadata['symbol']})"
            between(name, getattr(self, item.name), *item.metadata["allowed"])

    @cached_property
    def partner_risk(self) -> float:
        """Return q, denunciation by an ordinary partner at the present stake, per exchange."""
        return complicity.denunciation(self.denunciation, self.stake, self.hold)

    @cached_property
    def needed(self) -> float:
        """Return n*, the exchanges to trust."""
        return belief.exchanges_to_trust(
            self.believed_share, self.trust_below, self.informer_risk, self.partner_risk
        )

    @cached_property
    def survival(self) -> tuple[float, float]:
        """Return s₀ and s₁, the chances that one exchange goes unpunished, without and with an informer."""
        return (
            belief.survival(self.partner_risk, self.background_risk),
            belief.survival(self.informer_risk, self.background_risk),
        )

    @property
    def eventual(self) -> float:
        """Return A, the share of an ordinary person's ties that ever become trusted."""
        return belief.survivors(
            self.needed, self.informer_share, self.informer_risk, self.partner_risk, self.background_risk
        )

    @property
    def false_trust(self) -> float:
        """Return π*, the share of an ordinary person's trusted ties whose far end informs."""
        return belief.posterior(self.needed, self.informer_share, self.informer_risk, self.partner_risk)

    @property
    def ignites(self) -> bool:
        """Return whether people who do not trust each other yet dare a first exchange."""
        return belief.exchange_is_worth_it(
            self.value_over_loss,
            self.background_risk,
            self.believed_share,
            self.informer_risk,
            self.partner_risk,
        )

    def trusted_by(self, months: float) -> float:
        """Return p_T(t), the share of an ordinary person's ties trusted after `months` with content."""
        return belief.trusted_by(months, self.exchanges, self.needed, self.eventual)

    def punished_by(self, months: float) -> float:
        """Return u(t), the share of an ordinary person's ties punished by then."""
        return belief.punished_by(
            months,
            self.exchanges,
            self.needed,
            self.informer_share,
            self.informer_risk,
            self.partner_risk,
            self.background_risk,
        )

    def trusted_among_ordinary(self, months: float) -> float:
        """Return the share of an ordinary person's ties trusted by then whose far end is ordinary too."""
        eventual = (1 - self.informer_share) * self.survival[0] ** self.needed
        return belief.trusted_by(months, self.exchanges, self.needed, eventual)

    def punished_through(self, months: float) -> tuple[float, float]:
        """Return u_o and u_i: an ordinary person's ties punished by then, by the kind of far end."""
        needed, risks = self.needed, (self.informer_risk, self.partner_risk, self.background_risk)
        partners, informers = (
            belief.punished_by(months, self.exchanges, needed, kind, *risks) for kind in (0.0, 1.0)
        )
        return (1 - self.informer_share) * partners, self.informer_share * informers

    def reach(self, ties: float, months: float, steps: int = 40) -> float:
        """Return R, the trusted ties to ordinary people still there, for one who is there after `months`.

        c·p_o·k with `ties` c beyond the home and k of `percolation.remaining_in_time`, in
        `steps` of time that lengthen, since most harm is done early. Trusted ties join up if and
        only if R > 1.
        """
        times = [months * (step / steps) ** 2 for step in range(steps + 1)]
        through = [self.punished_through(t) for t in times]
        partners, informers = zip(*through, strict=True)
        left = percolation.remaining_in_time(ties, self.removal, partners, informers)[-1]
        return ties * self.trusted_among_ordinary(months) * left

    def countable(self) -> float:
        """Return n*; raise `BookError` where a simulated tie cannot count so far."""
        if math.isfinite(self.needed) and self.needed > MOST_EXCHANGES:
            raise BookError(
                f"exchanges to trust (n*) come to {self.needed:g}; "
                f"a simulated tie counts from 0 to {MOST_EXCHANGES}"
            )
        return self.needed


def table() -> list[dict[str, Any]]:
    """Return one row per parameter: name, default, symbol, unit, meaning, allowed, plausible, source."""
    return [
        {"name": item.name, "default": item.default, **item.metadata}
        for item in dataclasses.fields(TrustParameters)
    ]
