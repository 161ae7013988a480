"""Would noise look as decided as a reading does? Answered from worlds that `nkbook multiverse` has stored.

After Simonsohn, Simmons and Nelson (2020, doi 10.1038/s41562-020-0912-z): all analyses of a reading
are repeated in worlds in which nothing happened, and the evidence must look more decided than nearly
all of these worlds. The worlds are kept as deviations from the truth, so that the truth can be put at
the edge of a region wherever its threshold is moved.
"""

from dataclasses import dataclass

from nkbook import files, paths
from nkbook.claims.registry import Criterion, Region
from nkbook.claims.registry import claim as find_claim
from nkbook.data.package import note_read
from nkbook.errors import BookError

LEVEL = 0.05  # share of worlds above which a reading that looks decided abstains


@dataclass(frozen=True)
class Worlds:
    """Analyses of one reading in the data, and in worlds in which nothing happened.

    distinct: analyses that the reading has; of more than 20 a fixed sample is in `lower` and `upper`,
    the ends of their intervals in the data. estimate: of the default. above, below: number of worlds in
    which 0, 1, 2, … of these analyses lie wholly above, or below, the truth.
    """

    distinct: int
    estimate: float
    lower: list[float]
    upper: list[float]
    above: list[int]
    below: list[int]

    def p_value(self, criterion: Criterion) -> float | None:
        """Return the share of worlds, the observed one counted in, that look as decided as the evidence.

        The truth lies at the edge of the region that the default estimate is in, and looking decided is
        how many analyses lie wholly in it. None where the estimate is in neither region.
        """
        region = next(
            (r for r in (criterion.supports, criterion.contradicts) if _holds(r, self.estimate)), None
        )
        if region is None:
            return None
        if region.at_least is not None and region.at_most is not None:
            raise BookError("noise needs a region with one edge")
        ends = zip(self.lower, self.upper, strict=True)
        decided = sum(_holds(region, low) and _holds(region, high) for low, high in ends)
        worlds = self.above if region.at_least is not None else self.below
        return (1 + sum(worlds[decided:])) / (1 + sum(worlds))


def worlds(claim: str, reading: str) -> Worlds | None:
    """Return the stored worlds of a reading; None where it has no sampling model, or nothing is stored."""
    path = paths.chapters() / "multiverse" / f"{claim}.json"
    if not path.is_file():
        return None
    note_read(path)
    try:
        found = files.stored(path)["readings"].get(reading, {}).get("noise")
        return Worlds(**found) if found else None
    except (KeyError, TypeError, AttributeError):
        again = f"`nkbook multiverse {claim}` makes it again"
        raise BookError(f"chapters/multiverse/{path.name}: damaged; {again}") from None


def abstains(claim: str, reading: str) -> bool:
    """Tell whether a reading may carry no side because noise would look as decided; False where unknown."""
    found = worlds(claim, reading)
    return found is not None and exceeds(found.p_value(find_claim(claim).criterion_of(reading)))


def exceeds(p_value: float | None) -> bool:
    """Tell whether too large a share of worlds looks as decided as the evidence."""
    return p_value is not None and p_value > LEVEL


def _holds(region: Region, value: float) -> bool:
    above = region.at_least is None or value >= region.at_least
    return above and (region.at_most is None or value <= region.at_most)
