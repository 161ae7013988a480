"""What one reading of a claim says under one set of choices."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import exp, log
from pathlib import Path

from nkbook import data, files
from nkbook.claims import surveys, trials
from nkbook.claims.answers import Measurement, answers, ends
from nkbook.claims.evidence import Evidence, Key, Row
from nkbook.claims.registry import Claim
from nkbook.claims.registry import claim as find_claim
from nkbook.claims.rule import SIDES, Stance, Verdict, edge, opposite, place, rule
from nkbook.data import descriptor
from nkbook.errors import BookError, NoEvidence
from nkbook.methods import power
from nkbook.methods.residents import Residents

SHOWN = 0.8  # how often a finding would show its smallest difference

# Why a finding does not decide, as keys of the words in `section.yml`.
ABSTENTIONS = ("too_wide", "bounds", "between", "grade_c", "no_interval", "could_not_fail", "noise")


@dataclass(frozen=True)
class Finding:
    """What a reading says under one set of choices.

    estimate, lower, upper: in `unit`, the criterion's. stance: all that the rule of verdicts sees; None
    where no evidence is admitted. open: why it carries no side, a key out of ABSTENTIONS; "" where it
    does. residents: what a share among leavers says about those who stayed, where the claim is about
    them. smallest: how far from a line the truth must lie to be shown four times in five. origins: those
    of what was observed about the claim. limits: names of the conditions that hold.
    """

    claim: str
    part: str
    reading: str
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    unit: str = ""
    n: int | None = None
    stance: Stance | None = None
    open: str = ""
    residents: Residents | None = None
    smallest: float | None = None
    sources: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    grades: str = ""
    limits: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reason: str = ""
    rows: dict[Key, Row] = field(default_factory=dict, repr=False, compare=False)

    @property
    def verdict(self) -> Verdict:
        """Return the verdict of this finding alone; that one origin stands behind it is no limit here."""
        alone = self.stance and Stance(self.stance.carries, self.stance.excludes, self.stance.limits)
        return rule([alone]).verdict


def evaluate(
    claim: str,
    *,
    reading: str | None = None,
    grades: str = "ABC",
    start_year: int | None = None,
    end_year: int | None = None,
    confidence: float = 0.95,
    exclude: tuple[str, ...] = (),
    look_up: Callable[..., Evidence] = Evidence,
    **options: object,
) -> Finding:
    """Return what one reading of a claim says: estimate, interval, and where these stand.

    claim: id. reading: key of a reading in the registry; the one quoted first where None. grades,
    start_year, end_year, exclude (source keys): which rows are admitted. confidence: level of
    the interval. look_up: makes the evidence; a sweep remembers what it has looked up. options:
    choices that some reading of the claim takes.

    Where no row is admitted the finding has no stance and says why; that is never an error. Raises
    `BookError` for a reading or a choice that does not exist.
    """
    item = find_claim(claim)
    key = reading or item.lead
    if key not in item.readings:
        raise BookError(f"{claim} has no reading {key!r}; readings are: {', '.join(item.readings)}")
    part, criterion = item.part_of(key), item.criterion_of(key)
    evidence = look_up(item.readings[key], grades, start_year, end_year, exclude)
    try:
        found = answers(claim).measure(evidence, key, confidence, **options)
    except NoEvidence as error:
        return Finding(claim, part, key, unit=criterion.unit, reason=str(error))
    observed = {row["source"] for row in evidence.observed.values()}
    grades = "".join(sorted({row["grade"] for row in evidence.observed.values()}))
    people = _people(item, key, found, observed)
    stance, why = _stance(item, key, found, grades, people)
    stance = replace(stance, origins=frozenset(origins_of(observed)))
    return Finding(
        claim,
        part,
        key,
        found.estimate,
        found.lower,
        found.upper,
        criterion.unit,
        found.n,
        stance,
        why,
        people if isinstance(people, Residents) else None,
        _smallest(found, confidence, criterion.unit),
        tuple(sorted(evidence.sources)),
        origins_of(observed),
        grades,
        found.limits,
        found.warnings,
        found.no_interval,
        evidence.seen,
    )


def origins_of(sources: set[str]) -> tuple[str, ...]:
    """Return the independent origins behind sources: what repeats one release counts once."""
    package = descriptor.path()
    return _origins_of(package, files.stamp(package), tuple(sorted(sources)))


@lru_cache(maxsize=1024)
def _origins_of(_package: Path, _changed: files.Stamp, sources: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(data.origins().reindex(list(sources)))))


def _stance(
    item: Claim, key: str, found: Measurement, grades: str, people: Residents | bool
) -> tuple[Stance, str]:
    """Return what the rule sees of a measurement, and why it carries no side where it carries none."""
    if grades == "C":
        return Stance(), "grade_c"
    if found.unsized or (found.lower is None and found.upper is None and not found.counted):
        return Stance(), "no_interval"
    criterion = item.criterion_of(key)
    carries, excludes = place(criterion, *ends(found))
    if not carries and not excludes:
        return Stance(), "bounds" if found.bounds else "too_wide"
    barred = trials.barred(item.id, key)
    if carries in barred:
        return Stance(), "could_not_fail"
    # What cannot tell a side from the other does not rule the other out.
    excludes -= {opposite(side) for side in barred}
    if not carries and not excludes:
        return Stance(), "could_not_fail"
    kinds = _kinds(item, key, found)
    stays = isinstance(people, Residents) and not people.limited(
        lambda bounds: bool(carries) and place(criterion, *bounds)[0] == carries
    )
    limits = kinds | {"population"} if people and not stays else kinds
    return Stance(carries, excludes, limits), "" if carries else "between" if len(
        excludes
    ) > 1 else "too_wide"


def _people(item: Claim, key: str, found: Measurement, sources: set[str]) -> Residents | bool:
    """Return what a share among leavers says about residents, where a part is about them.

    True where leavers were asked and no bounds follow, as for a difference, a ratio or a share without size;
    False where nobody stands for anybody else.
    """
    if item.parts[item.part_of(key)].about != "residents":
        return False
    described = next(filter(None, map(surveys.described, sorted(sources))), None)
    if described is None:
        return False
    criterion = item.criterion_of(key)
    of_persons = criterion.unit == "percent" and item.fails(key).by in ("share", "witness")
    if described.asked == "residents" or not of_persons:
        return True
    if found.n is None or found.lower is None or found.upper is None:
        return True
    carried, _ = place(criterion, *ends(found))
    edges = [edge(getattr(criterion, side)) for side in ([carried] if carried else SIDES)]
    line = min(edges, key=lambda at: abs(at - found.estimate))
    return surveys.on_residents(described, found.estimate, (found.lower, found.upper), found.n, line)


def _smallest(found: Measurement, confidence: float, unit: str) -> float | None:
    """Return what distance a finding would show, a factor for ratios; None where nothing was sampled."""
    low, high = found.lower, found.upper
    # An interval that begins at its estimate is no sampling error, and has no power.
    if low is None or high is None or found.bounds or found.estimate in (low, high):
        return None
    if unit == "times":
        return exp(_shown(log(low), log(high), confidence)) if low > 0 else None
    return _shown(low, high, confidence)


def _shown(low: float, high: float, confidence: float) -> float:
    return power.smallest_shown((high - low) / 2, power=SHOWN, confidence=confidence)


def _kinds(item: Claim, key: str, found: Measurement) -> frozenset[str]:
    """Return the kinds of limits that hold for a reading."""
    names = found.limits
    known = item.criterion_of(key).limits
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise BookError(f"{item.id}: limit {unknown[0]!r} is not in its criterion")
    kinds = frozenset(known[name].kind for name in names) | ({"precision"} if found.borrowed else set())
    return kinds | {"measure"} if item.readings[key].stands_in else kinds
