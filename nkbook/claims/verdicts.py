"""From an interval and a criterion to a verdict, by one rule for all claims."""

from collections.abc import Iterable
from enum import StrEnum

from nkbook.claims.registry import Criterion, Region


class Verdict(StrEnum):
    """What one evaluation, or a claim as a whole, ends in."""

    SUPPORTED = "supported"
    WITHIN_LIMITS = "supported within limits"
    CONTRADICTED = "contradicted"
    CONTESTED = "contested"
    UNDETERMINED = "undetermined"
    NOT_TESTABLE = "not testable"

    @property
    def slug(self) -> str:
        """Return the verdict as an attribute value, e.g. "supported-within-limits"."""
        return self.value.replace(" ", "-")


SUPPORTING = (Verdict.SUPPORTED, Verdict.WITHIN_LIMITS)


def decide(
    criterion: Criterion,
    estimate: float,
    interval: tuple[float, float] | None,
    *,
    limits: Iterable[str],
    grades: Iterable[str],
) -> Verdict:
    """Return the verdict of one evaluation.

    The whole interval must lie in the supporting or in the contradicting region; otherwise the
    evidence does not decide. A limit that holds, or an estimate without an interval, keeps the
    verdict from being an unqualified "supported"; so does evidence of grade C alone, which
    supports nothing.
    """
    low, high = interval or (estimate, estimate)
    if inside(criterion.contradicts, low, high):
        return Verdict.CONTRADICTED
    if not inside(criterion.supports, low, high) or set(grades) == {"C"}:
        return Verdict.UNDETERMINED
    return Verdict.WITHIN_LIMITS if list(limits) or interval is None else Verdict.SUPPORTED


def inside(region: Region, low: float, high: float) -> bool:
    """Tell whether the whole interval low..high lies in a region."""
    above = region.at_least is None or low >= region.at_least
    below = region.at_most is None or high <= region.at_most
    return above and below


def combine(default: Verdict, others: Iterable[Verdict]) -> Verdict:
    """Return the verdict of a claim from its default evaluation and each source taken alone.

    Evaluations that found no evidence have no say. Sides that differ make the claim contested;
    supported and supported within limits are one side, and the weaker word is taken.
    """
    heard = [v for v in (default, *others) if v is not Verdict.NOT_TESTABLE]
    if not heard:
        return Verdict.NOT_TESTABLE
    sides = {Verdict.SUPPORTED if v in SUPPORTING else v for v in heard}
    if len(sides) > 1:
        return Verdict.CONTESTED
    return Verdict.WITHIN_LIMITS if Verdict.WITHIN_LIMITS in heard else heard[0]
