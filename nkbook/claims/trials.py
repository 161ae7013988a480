"""Could a reading have failed? What simulated worlds said of it, as stored.

With the truth at the edge of the opposite region a reading may carry its side in a twentieth of the
worlds at most; one that does so more often measures something that cannot tell (a stock such as "ever
watched" once inflow stops), and may not carry that side. And with the truth as deep in the opposite
region as the estimate lies in its own, a reading with power would carry that other side in most
worlds; where none does, the verdict is one-sided. `nkbook.multiverse.worlds` runs the trials.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nkbook import files, paths
from nkbook.claims.registry import UNSAMPLED, Claim
from nkbook.claims.rule import PLAIN, SIDES, Ruling, Side, limited, opposite
from nkbook.data.package import note_read
from nkbook.errors import BookError

WRONG = 0.05  # more often than this a reading may not carry a side against the truth
POWER = 0.5  # less often than this it could not have shown the other side


@dataclass(frozen=True)
class Trial:
    """What simulated worlds say of a reading, by the side that it carries in them.

    wrong: share of worlds in which it carries the side, the truth being at the edge of the other.
    power: share in which it carries the side, the truth being as deep in it as the estimate is in its own.
    """

    wrong: dict[Side, float]
    power: dict[Side, float]

    @property
    def barred(self) -> frozenset[Side]:
        """Return the sides that the reading may not carry."""
        return frozenset(side for side, share in self.wrong.items() if share > WRONG)


def barred(claim: str, reading: str) -> frozenset[Side]:
    """Return the sides that a reading may not carry, by the stored trial; none where it was not tried."""
    found = stored(claim).get(reading)
    return found.barred if found else frozenset()


def qualified(item: Claim, part: str, ruling: Ruling) -> Ruling:
    """Return a ruling with the limit "one-sided" where no reading of its part could carry the other side."""
    side = next((s for s in SIDES if ruling.verdict.side == PLAIN[s].side), None)
    if side is None:
        return ruling
    powers = [_power(item, reading, opposite(side)) for reading in item.parts[part].readings]
    return limited(ruling, side, "one-sided") if max(powers) < POWER else ruling


def _power(item: Claim, reading: str, side: Side) -> float:
    """Return how surely a reading would have carried a side, were it true: documents and counts do."""
    if item.fails(reading).by in UNSAMPLED:
        return 1.0
    found = stored(item.id).get(reading)
    return found.power[side] if found else 0.0


def folder() -> Path:
    """Return where trials lie: one small file for each claim."""
    return paths.chapters() / "trials"


def stored(claim: str) -> dict[str, Trial]:
    """Return the stored trials of a claim by reading; empty where none of its readings samples anything.

    Raises `BookError` where they are lost or damaged, which would let a reading carry what it may not.
    """
    path = folder() / f"{claim}.json"
    note_read(path)
    return _parsed(path, files.stamp(path))


@lru_cache(maxsize=64)
def _parsed(path: Path, _changed: files.Stamp) -> dict[str, Trial]:
    try:
        return {key: Trial(**found) for key, found in files.stored(path)["readings"].items()}
    except (KeyError, TypeError, AttributeError):
        again = f"`nkbook trials {path.stem}` makes it again"
        raise BookError(f"chapters/trials/{path.name}: missing or damaged; {again}") from None
