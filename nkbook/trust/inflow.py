"""Layer 3, inflow: content arrives from outside, is copied, and is lost again.

ḣ = m(1 − h) + B h(1 − h) − γ h for the share h of people who hold content that can be passed on.
A mean-field equation, like the SI model with outside infection; every rate is per person and
month, and every rate is an assumption until the ledger gives one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from nkbook.trust.checks import between, share


@dataclass(frozen=True)
class Channel:
    """One way in.

    arrivals: μ, items per person and month. intercepted: ι, share lost on the way. shareable: s, 1 for
    a stick or card that passes from hand to hand, 0 for radio, which informs but leaves nothing.
    """

    arrivals: float
    intercepted: float = 0.0
    shareable: float = 1.0

    def __post_init__(self) -> None:
        between("arrivals", self.arrivals, 0, math.inf)
        share("intercepted", self.intercepted)
        share("shareable", self.shareable)


def inflow(channels: Iterable[Channel]) -> float:
    """Return the shareable items per person and month, m = Σ s μ (1 − ι)."""
    return sum(c.shareable * c.arrivals * (1 - c.intercepted) for c in channels)


def holders_equilibrium(arrival: float, copying: float, loss: float) -> float:
    """Return the share of people who hold content in the long run, h*.

    h* = [B − m − γ + √((B − m − γ)² + 4Bm)] / (2B). arrival, copying, loss: m, B (copies a holder
    makes per month among people without) and γ, all ≥ 0 per month.
    Limits: B → 0 gives m/(m + γ); m → 0 gives max(0, 1 − γ/B); nothing moves (all 0) gives 0.
    Source: root of the equation above.
    """
    m = between("arrival", arrival, 0, math.inf)
    b = between("copying", copying, 0, math.inf)
    g = between("loss", loss, 0, math.inf)
    if m == 0:
        return max(0.0, 1 - g / b) if b > 0 else 0.0
    # hypot does not underflow; the second form avoids cancellation where the slope is negative.
    slope = b - m - g
    root = math.hypot(slope, 2 * math.sqrt(b) * math.sqrt(m))
    share_held = (slope + root) / (2 * b) if slope > 0 else 2 * m / (root - slope)
    return min(1.0, share_held)
