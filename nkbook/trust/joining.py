"""With how many ties trusted circles join up: the range of ties in which reach is above one."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nkbook.trust.parameters import TrustParameters
from nkbook.trust.percolation import remaining_in_time

Floats = npt.NDArray[np.float64]


def reaches(world: TrustParameters, ties: Floats, months: Sequence[int], removal: float) -> Floats:
    """Return the reach R after each of the months, which rise, and at each number of ties: (months, ties)."""
    partners, informers = zip(*(world.punished_through(t) for t in months), strict=True)
    left = np.array([remaining_in_time(c, removal, partners, informers) for c in ties]).T
    trusted = np.array([[world.trusted_among_ordinary(t)] for t in months])
    return np.asarray(trusted * ties * left)


def joining_ties(ties: Floats, reach: Floats) -> tuple[float, float]:
    """Return the fewest and the most ties at which reach is one, within those tried.

    Both are the most ties tried where reach is above one nowhere.
    """
    above = np.flatnonzero(reach > 1)
    if not len(above):
        return float(ties[-1]), float(ties[-1])
    first, last = int(above[0]), int(above[-1])
    return _crossing(ties, reach, first - 1, first), _crossing(ties, reach, last + 1, last)


def _crossing(ties: Floats, reach: Floats, outside: int, inside: int) -> float:
    """Return the ties between two neighbours at which reach passes one; the inner one at the edge."""
    if not 0 <= outside < len(ties):
        return float(ties[inside])
    out, into = np.log(reach[[outside, inside]] + 1e-12)
    return float(np.exp(np.interp(0, [out, into], np.log(ties[[outside, inside]]))))
