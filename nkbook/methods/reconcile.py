"""Two surveys put on one composition: what a share could be had others been asked.

Shares are in percent, parts of a sample go from 0 to 1.
"""

from collections.abc import Mapping

from nkbook.methods.residents import within_covered
from nkbook.methods.surveys import Interval


def reweighted(p: float, part: float, to: Interval) -> Interval:
    """Return bounds on a share had a group made another part of those asked, its answers unknown.

    p: share among all asked. part: of the group among them. to: least and most that it may be instead.
    What the group answered lies between the ends that p and part allow (Duncan and Davis 1953); the
    share is linear in both, so that its extremes lie at ends. Sharp.
    """
    found = []
    for group in within_covered(p, {"group": part}, {"group": 1.0}):
        others = (p - part * group) / (1 - part) if part < 1 else group
        found += [other * group + (1 - other) * others for other in to]
    return max(0.0, min(found)), min(100.0, max(found))


def from_cells(
    cells: Mapping[str, float], parts: Mapping[str, float], rest: tuple[str, ...] = ()
) -> Interval:
    """Return bounds on a share from the shares of cells, by the parts they make of those asked.

    rest: cells among which what is left of the parts divides nobody knows how; none where they add to 1.
    """
    known = sum(part * cells[name] for name, part in parts.items())
    left = 1 - sum(parts.values())
    ends = [cells[name] for name in rest] or [0.0]
    return known + left * min(ends), known + left * max(ends)
