"""Evaluate one claim under one set of choices."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from nkbook import data
from nkbook.claims.answers import answers
from nkbook.claims.evidence import Evidence, Key, Row
from nkbook.claims.registry import claim as find_claim
from nkbook.claims.verdicts import Verdict, decide
from nkbook.data import descriptor
from nkbook.errors import BookError, NoEvidence


@dataclass(frozen=True)
class Evaluation:
    """The answer to one claim under one set of choices."""

    claim: str
    reading: str
    verdict: Verdict
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    unit: str = ""
    n: int | None = None
    sources: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    grades: str = ""
    limits: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reason: str = ""
    rows: dict[Key, Row] = field(default_factory=dict, repr=False, compare=False)


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
) -> Evaluation:
    """Evaluate a claim: estimate, interval and verdict from one reading of the evidence.

    claim: id. reading: key of a reading in the registry; the default one where None. grades,
    start_year, end_year, exclude (source keys): which rows are admitted. confidence: level of
    the interval. look_up: makes the evidence; a sweep remembers what it has looked up. options:
    choices that some reading of the claim takes.

    No admitted row gives the verdict "not testable" with the reason, never an error. Raises
    `BookError` for a reading or a choice that does not exist.
    """
    item = find_claim(claim)
    key = reading or item.default
    if key not in item.readings:
        raise BookError(f"{claim} has no reading {key!r}; readings are: {', '.join(item.readings)}")
    evidence = look_up(item.readings[key], grades, start_year, end_year, exclude)
    try:
        found = answers(claim).measure(evidence, key, confidence, **options)
    except NoEvidence as error:
        return Evaluation(claim, key, Verdict.NOT_TESTABLE, unit=item.criterion.unit, reason=str(error))
    unknown = set(found.limits) - set(item.criterion.limits)
    if unknown:
        raise BookError(f"{claim}: limit {sorted(unknown)[0]!r} is not in its criterion")
    interval = None if found.lower is None or found.upper is None else (found.lower, found.upper)
    sources = tuple(sorted(evidence.sources))
    used_grades = "".join(sorted({row["grade"] for row in evidence.seen.values()}))
    verdict = decide(item.criterion, found.estimate, interval, limits=found.limits, grades=used_grades)
    return Evaluation(
        claim,
        key,
        verdict,
        found.estimate,
        found.lower,
        found.upper,
        item.criterion.unit,
        found.n,
        sources,
        origins_of(sources),
        used_grades,
        found.limits,
        found.warnings,
        found.no_interval,
        evidence.seen,
    )


def origins_of(sources: tuple[str, ...]) -> tuple[str, ...]:
    """Return the independent origins behind sources: what repeats one release counts once."""
    return _origins_of(descriptor.path().stat().st_mtime_ns, sources)


@lru_cache(maxsize=1024)
def _origins_of(_changed: int, sources: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(data.origins().reindex(list(sources)))))
