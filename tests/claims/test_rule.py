"""The rule that turns findings into the verdict of a part, and parts into that of a claim."""

import itertools
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom, binom

from nkbook.claims.registry import Criterion, Region
from nkbook.claims.rule import (
    CONTRADICTING,
    LIMITS,
    SIDES,
    SUPPORTING,
    Ruling,
    Stance,
    Verdict,
    opposite,
    place,
    rule,
    together,
)
from nkbook.methods import surveys

WORDS = {"quantity": "share", "unit": "percent", "otherwise": "undetermined in between"}
CRITERION = Criterion(supports=Region(at_least=60), contradicts=Region(at_most=40), **WORDS)
SWAPPED = Criterion(supports=Region(at_most=40), contradicts=Region(at_least=60), **WORDS)
TOUCHING = Criterion(supports=Region(at_least=50), contradicts=Region(at_most=50), **WORDS)

ENDS = st.tuples(st.sampled_from(range(0, 101, 5)), st.sampled_from(range(0, 101, 5))).map(sorted)
ORIGINS = st.frozensets(st.sampled_from("abcd"), min_size=1, max_size=2)
KINDS = st.frozensets(st.sampled_from(LIMITS[:4]), max_size=2)


def stance(criterion: Criterion, ends: list[int], origins: frozenset[str], limits: frozenset[str]) -> Stance:
    carries, excludes = place(criterion, *ends)
    return Stance(carries, excludes, limits, origins)


FINDING = st.tuples(ENDS, ORIGINS, KINDS)
FOUND = st.lists(FINDING, max_size=6)


def ruled(found: list[tuple[list[int], frozenset[str], frozenset[str]]], by: Criterion = CRITERION) -> Ruling:
    return rule(stance(by, *one) for one in found)


@given(found=FOUND, seed=st.randoms())
def test_order_and_repetition_do_not_matter(found: list, seed) -> None:  # type: ignore[type-arg, no-untyped-def]
    shuffled = found + found[:2]
    seed.shuffle(shuffled)
    assert ruled(shuffled) == ruled(found)


@given(found=FOUND)
def test_exchanging_the_regions_exchanges_the_sides(found: list) -> None:  # type: ignore[type-arg]
    mirrored = {
        Verdict.SUPPORTED: Verdict.CONTRADICTED,
        Verdict.WITHIN_LIMITS: Verdict.CONTRADICTED_WITHIN,
        Verdict.CONTRADICTED: Verdict.SUPPORTED,
        Verdict.CONTRADICTED_WITHIN: Verdict.WITHIN_LIMITS,
    }
    one, other = ruled(found), ruled(found, SWAPPED)
    assert other.verdict is mirrored.get(one.verdict, one.verdict)
    assert other.limits == one.limits
    assert other.excluded == frozenset(map(opposite, one.excluded))


@given(found=FOUND, origins=ORIGINS)
def test_a_finding_that_abstains_changes_nothing_but_untested_to_undetermined(
    found: list,  # type: ignore[type-arg]
    origins: frozenset[str],
) -> None:
    before = ruled(found)
    after = rule([*(stance(CRITERION, *one) for one in found), Stance(origins=origins)])
    expected = replace(before, verdict=Verdict.UNDETERMINED) if not found else before
    assert after == expected


@given(found=FOUND, one=FINDING)
def test_one_more_finding_on_the_carried_side_never_weakens(found: list, one: tuple) -> None:  # type: ignore[type-arg]
    before, more = ruled(found), stance(CRITERION, *one)
    for side, words in zip(SIDES, (SUPPORTING, CONTRADICTING), strict=True):
        if before.verdict in words and more.carries == side:
            after = rule([*(stance(CRITERION, *f) for f in found), more])
            assert after.verdict in words
            assert after.verdict is before.verdict or after.verdict is words[0]


@given(found=FOUND)
def test_a_contested_part_has_two_origins_on_opposite_sides(found: list) -> None:  # type: ignore[type-arg]
    stances = [stance(CRITERION, *one) for one in found]
    clash = any(
        a.carries and a.carries in b.excludes and a.origins.isdisjoint(b.origins)
        for a, b in itertools.permutations(stances, 2)
    )
    assert (rule(stances).verdict is Verdict.CONTESTED) == clash


@given(found=FOUND)
def test_a_plain_verdict_has_a_finding_without_limit_and_no_single_origin_behind_all(found: list) -> None:  # type: ignore[type-arg]
    stances, ruling = [stance(CRITERION, *one) for one in found], ruled(found)
    if ruling.verdict in (Verdict.SUPPORTED, Verdict.CONTRADICTED):
        carrying = [s for s in stances if s.carries]
        assert any(not s.limits for s in carrying)
        assert not frozenset.intersection(*(s.origins for s in carrying))
    assert bool(ruling.limits) == (ruling.verdict in (Verdict.WITHIN_LIMITS, Verdict.CONTRADICTED_WITHIN))


def test_one_origin_read_two_ways_is_undetermined_and_says_so() -> None:
    found = [([65, 70], frozenset("a"), frozenset()), ([10, 20], frozenset("a"), frozenset())]
    assert ruled(found) == Ruling(Verdict.UNDETERMINED, twice=True, excluded=frozenset(SIDES))


@pytest.mark.parametrize(
    ("ends", "carries", "excludes"),
    [
        ((60, 70), "supports", {"contradicts"}),
        ((59, 70), "", {"contradicts"}),
        ((45, 55), "", {"supports", "contradicts"}),
        ((30, 40), "contradicts", {"supports"}),
        ((30, 70), "", set()),
        ((60, float("inf")), "supports", {"contradicts"}),
    ],
)
def test_the_whole_interval_carries_and_what_it_does_not_touch_is_excluded(
    ends: tuple[float, float], carries: str, excludes: set[str]
) -> None:
    assert place(CRITERION, *ends) == (carries, frozenset(excludes))


def test_a_common_edge_belongs_to_neither_region() -> None:
    assert place(TOUCHING, 50, 60) == ("", frozenset({"contradicts"}))
    assert place(TOUCHING, 50, 50) == ("", frozenset(SIDES))
    assert place(TOUCHING, 50.1, 60) == ("supports", frozenset({"contradicts"}))


def test_regions_that_overlap_are_refused_in_one_line() -> None:
    with pytest.raises(ValueError, match="supports and contradicts overlap"):
        Criterion(supports=Region(at_least=40), contradicts=Region(at_most=60), **WORDS)


PARTS = st.dictionaries(
    st.sampled_from(["rule", "practice", "outcome"]), st.sampled_from(Verdict), min_size=1
)


@given(parts=PARTS)
def test_parts_join_by_and(parts: dict[str, Verdict]) -> None:
    rulings = {
        key: Ruling(v, frozenset({"period"}) if "within" in v else frozenset()) for key, v in parts.items()
    }
    words, found = list(parts.values()), together(rulings)
    held = [v for v in words if v in SUPPORTING]
    broken = [v for v in words if v in CONTRADICTING]
    if held and broken:
        assert found.verdict is Verdict.IN_PART
    elif broken:
        assert found.verdict.side == "contradicted"
    elif len(held) == len(words):
        assert found.verdict.side == "supported"
    elif set(words) == {Verdict.NOT_TESTABLE}:
        assert found.verdict is Verdict.NOT_TESTABLE
    else:
        assert found.verdict is (Verdict.CONTESTED if Verdict.CONTESTED in words else Verdict.UNDETERMINED)
    carried = held + broken
    decided = found.verdict in (*SUPPORTING, *CONTRADICTING, Verdict.IN_PART)
    assert bool(found.limits) == (decided and any("within" in v for v in carried))


# Two surveys of one truth, over all answers they could give, weighed by their probability.


def answered(n: int, share: float, effect: float) -> np.ndarray:
    """Probability of each number of yes among n people in clusters with this design effect."""
    if effect == 1:
        return np.asarray(binom.pmf(np.arange(n + 1), n, share))
    within = (effect - 1) / (n - 1)
    total = 1 / within - 1
    return np.asarray(betabinom.pmf(np.arange(n + 1), n, share * total, (1 - share) * total))


@lru_cache
def stances_of(n: int, effect: float, origin: str, by: str = "gap") -> tuple[Stance, ...]:
    criterion = CRITERION if by == "gap" else TOUCHING
    ends = (surveys.exact_percent(100 * yes / n, n, 0.95, effect) for yes in range(n + 1))
    return tuple(Stance(*place(criterion, *e), frozenset(), frozenset({origin})) for e in ends)


def chance(
    truth: float, sizes: tuple[int, ...], effect: float, wanted: tuple[Verdict, ...], by: str = "gap"
) -> float:
    """Probability of a verdict from surveys of these sizes, exact but for stances that are alike."""
    tables = []
    for number, n in enumerate(sizes):
        found: dict[Stance, float] = {}
        weights = answered(n, truth, effect)
        for one, weight in zip(stances_of(n, effect, str(number), by), weights, strict=True):
            found[one] = found.get(one, 0.0) + float(weight)
        tables.append(found)
    total = 0.0
    for combined in itertools.product(*(table.items() for table in tables)):
        if rule(one for one, _ in combined).verdict in wanted:
            total += float(np.prod([weight for _, weight in combined]))
    return total


@pytest.mark.parametrize("effect", [1, 2])
@pytest.mark.parametrize("second", [20, 50, 100])
def test_a_second_small_survey_does_not_undo_a_large_one(second: int, effect: float) -> None:
    assert chance(0.7, (1010, second), effect, SUPPORTING) >= 0.99


@pytest.mark.parametrize("readings", [1, 2, 5])
@pytest.mark.parametrize("effect", [1, 2])
def test_with_the_truth_at_an_edge_k_readings_wrongly_decide_at_most_k_times_as_often(
    readings: int, effect: float
) -> None:
    sizes = (1010, 300, 100, 50, 690)[:readings]
    assert chance(0.6, sizes, effect, SUPPORTING) <= 0.025 * readings
    assert chance(0.6, sizes, effect, SUPPORTING) > 0


@pytest.mark.parametrize("readings", [1, 2, 5])
def test_where_regions_touch_they_wrongly_decide_at_most_twice_as_often(readings: int) -> None:
    sizes = (1010, 300, 100, 50, 690)[:readings]
    wrongly = chance(0.5, sizes, 1, (*SUPPORTING, *CONTRADICTING), "touching")
    assert 0 < wrongly <= 0.05 * readings
