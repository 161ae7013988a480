"""Numbers, regions and sources of claims as words."""

from math import inf, isfinite
from pathlib import Path

from nkbook import data, words
from nkbook.claims.assessment import Assessment
from nkbook.claims.evaluation import Finding
from nkbook.claims.registry import Region
from nkbook.claims.rule import Verdict
from nkbook.data import credit
from nkbook.figures import THIN
from nkbook.words import number

WORDS = Path(__file__).with_name("section.yml")
LEDGER = "origins"  # the unit of criteria that count who reports a rule: a line between none and one


def estimate(found: Finding) -> str:
    """Return an estimate with interval, unit and n as a phrase, or the reason why there is none."""
    if found.estimate is None:
        return found.reason
    text = amount(found.estimate, found.unit)
    if between := interval(found):
        text += f" (interval {between})"
    else:
        text += f" (no interval: {found.reason})" if found.reason else ""
    return text + (f", n = {found.n:,}" if found.n else "")


def ends(found: Finding) -> tuple[float, float] | None:
    """Return the ends of an interval, infinite where only one is known; None where there is none."""
    if found.lower is None and found.upper is None:
        return None
    return (-inf if found.lower is None else found.lower), (inf if found.upper is None else found.upper)


def interval(found: Finding) -> str:
    """Return an interval without its unit, e.g. "66.5 to 69.4" or "from 9.8 up"; "" if it has no length."""
    low, high = ends(found) or (-inf, inf)
    if low == high:
        return ""
    if isfinite(low) and isfinite(high):
        return f"{number(low)} to {number(high)}"
    if isfinite(low):
        return f"from {number(low)} up"
    return f"up to {number(high)}" if isfinite(high) else ""


def reports(found: Finding) -> tuple[int, int] | tuple[()]:
    """Return how many origins report a rule and how many deny it, where it is these that are counted."""
    if found.unit != LEDGER or found.lower is None:
        return ()
    said = found.lower if found.upper is None else found.upper
    return int(said), int(said - found.lower)


def span(ends: tuple[float, float], unit: str) -> str:
    """Return two ends as words, e.g. "12 to 99 %"."""
    return f"{number(ends[0])} to {brief(ends[1], unit)}"


def alone(assessment: Assessment) -> str:
    """Return the result of each reading by itself as a phrase."""
    parts = [
        f"{assessment.claim.readings[key].title}: {estimate(found)}: {found.verdict}"
        for key, found in assessment.findings.items()
    ]
    return "; ".join(parts)


def left_out(assessment: Assessment) -> str:
    """Return what leaving out each origin in turn changes."""
    if not assessment.without:
        return ""
    if not assessment.hangs_on:
        return f"the verdict stays whichever of {len(assessment.without)} origins is left out"
    names = credit.names(assessment.hangs_on)
    changes = [f"without {names[origin]}: {assessment.without[origin]}" for origin in assessment.hangs_on]
    return "the verdict hangs on single origins: " + "; ".join(changes)


def predicate(verdict: Verdict, claims: int = 1) -> str:
    """Return what is said of one claim, or of several, e.g. "is contested" or "hold in part"."""
    if verdict is Verdict.IN_PART:
        return "holds in part" if claims == 1 else "hold in part"
    if verdict is Verdict.MAP:
        return "is laid out on an evidence map" if claims == 1 else "are laid out on evidence maps"
    return f"{'is' if claims == 1 else 'are'} {verdict}"


def region(found: Region, unit: str, *, short: bool = False) -> str:
    """Return a region of the criterion in words. short: where the place names the unit already."""
    low, high = found.at_least, found.at_most
    said = brief if short else amount
    if low is not None and high is not None:
        return f"{number(low)} to {said(high, unit)}"
    if low is not None:
        return f"at least {said(low, unit)}"
    assert high is not None
    return f"at most {said(high, unit)}"


def amount(value: float, unit: str) -> str:
    """Return a number with the name of its unit, e.g. "68 %", "1.2 times" or "1 independent origin"."""
    title = unit_title(unit)
    if abs(value) == 1:
        title = words.of(WORDS)["one"].get(unit, title)
    return f"{number(value)}{THIN if title.startswith('%') else ' '}{title}"


def brief(value: float, unit: str) -> str:
    """Return a number for a place that names the unit already: a percent sign stays, words go."""
    return number(value) + (f"{THIN}%" if unit_title(unit).startswith("%") else "")


def unit_title(unit: str) -> str:
    """Return the printed name of a unit."""
    table = data.units()
    return str(table["title"].get(unit, unit.replace("_", " ")))


def source_page(key: str) -> str:
    """Return where the book lists a source, relative to its root."""
    theme: str = data.sources()["theme"].to_dict()[key]
    return f"sources_{theme}.html#{key}"
