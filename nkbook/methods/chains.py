"""Change of a share across surveys whose question changed: links of like with like, added up."""

from collections.abc import Sequence

import numpy as np

from nkbook.errors import NoEvidence
from nkbook.methods.surveys import normal

Link = tuple[float, int, float, int]


def chained_change(
    links: Sequence[Link], confidence: float, design_effect: float = 1.0
) -> tuple[float, float, float, int]:
    """Return the summed change in percentage points, its normal interval and the number of answers.

    links: for each wording the first percent and its n, the last percent and its n. The samples are
    taken as independent; where the same people are asked again, the interval is too wide, not too
    narrow. design_effect: by how much clusters enlarge the variance. Raises `NoEvidence` without a
    link.
    """
    if not links:
        raise NoEvidence("no two surveys with the same wording are admitted")
    table = np.asarray(links, dtype=float)
    change = float((table[:, 2] - table[:, 0]).sum())
    variance = sum(table[:, i] * (100 - table[:, i]) / table[:, i + 1] for i in (0, 2))
    half = normal(confidence) * float(np.sqrt(design_effect * np.sum(variance)))
    return change, change - half, change + half, int(table[:, 1].sum() + table[:, 3].sum())
