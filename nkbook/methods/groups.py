"""Informers in groups of people: what a saying implies, and what a share implies."""

from math import log


def chance_of_none(share: float, size: int) -> float:
    """Return the chance (0 to 1) that a group of `size` people drawn at random holds no informer.

    Real groups are chosen, not drawn, so this is a benchmark and not an estimate.
    """
    return float((1 - share) ** size)


def share_needed(size: int, chance: float) -> float:
    """Return the informer share at which a group of `size` holds at least one with `chance`.

    The inverse of `1 - chance_of_none(share, size)`; both from 0 to 1.
    """
    return float(1 - (1 - chance) ** (1 / size))


def size_for(share: float, chance: float) -> float:
    """Return the group size at which at least one informer is present with `chance`."""
    return log(1 - chance) / log(1 - share)
