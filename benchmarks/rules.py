"""One tie's month in plain Python, for engines that visit ties one by one.

It says the third time what ``nkbook.trust.kernels`` and ``reference`` say, draw for draw, so that
an agent-based library can be asked for the very same trajectory.
"""

from __future__ import annotations

from dataclasses import dataclass

from nkbook.trust import Society, kernels
from nkbook.trust.chance import FIRST, GOLDEN, LOW_HALF, SECOND, start_of
from nkbook.trust.simulation import MONTH_STREAMS, MonthBars

MASK = (1 << 64) - 1
G, A, B, LOW = int(GOLDEN), int(FIRST), int(SECOND), int(LOW_HALF)
PUNISHED, LIMIT = int(kernels.PUNISHED), int(kernels.COUNT_LIMIT)


def draw(start: int, item: int) -> int:
    """64 random bits of one item; equal to ``nkbook.trust.chance.draw``."""
    x = (start + (item + 1) * G) & MASK
    x = ((x ^ (x >> 30)) * A) & MASK
    x = ((x ^ (x >> 27)) * B) & MASK
    return x ^ (x >> 31)


@dataclass
class Month:
    """The numbers of one month as plain integers."""

    target: int
    ignited: bool
    arrivals: list[int]
    unpunished: list[list[int]]
    removal: int
    copying: int
    arrival: int
    loss: int
    exchange: int
    aftermath: int
    inflow: int

    @classmethod
    def of(cls, society: Society, month: int) -> Month:
        """The numbers for a month of this society's run."""
        m = MonthBars.of(society.parameters)
        exchange, aftermath, inflow = (int(start_of(society.seed, stream, month)) for stream in MONTH_STREAMS)
        return cls(
            int(m.target),
            m.ignited,
            m.arrivals.tolist(),
            m.unpunished.tolist(),
            int(m.removal),
            int(m.copying),
            int(m.arrival),
            int(m.loss),
            exchange,
            aftermath,
            inflow,
        )


def tie_month(month: Month, tie: int, count: int, one: Person, other: Person) -> int:
    """One tie's month: marks people as removed or reached, returns the tie's new count."""
    trusted = month.target <= count != PUNISHED
    if count == PUNISHED or not (trusted or month.ignited):
        return count
    if one.detained or other.detained or not (one.holder or other.holder):
        return count
    if trusted and one.holder and other.holder:
        return count
    bits = draw(month.exchange, tie)
    made, luck = 0, bits >> 32
    while luck >= month.arrivals[made]:
        made += 1
    if made == 0:
        return count
    if not trusted:
        if month.target != int(kernels.NEVER):
            made = min(made, month.target - count)
        if bits & LOW >= month.unpunished[one.informer or other.informer][made]:
            fate = draw(month.aftermath, tie)
            if not one.informer and fate >> 32 < month.removal:
                one.removed = True
            if not other.informer and fate & LOW < month.removal:
                other.removed = True
            return PUNISHED
        count = min(count + made, LIMIT)
    if one.holder != other.holder and draw(month.aftermath, tie) >> 32 < month.copying:
        if one.holder:
            other.reached = True
        else:
            one.reached = True
    return count


class Person:
    """What a tie needs to know of a person; libraries add their own base class."""

    informer = holder = detained = removed = reached = False

    def end_month(self, month: Month, number: int) -> None:
        """Detention, new content, lost content."""
        if self.removed:
            self.detained, self.holder = True, False
        elif not self.detained:
            luck = draw(month.inflow, number)
            if self.holder:
                self.holder = luck & LOW >= month.loss
            else:
                self.holder = self.reached or luck >> 32 < month.arrival
        self.removed = self.reached = False
