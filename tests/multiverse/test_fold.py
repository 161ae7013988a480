"""The folded multiverse counts what a list of every combination would count."""

import itertools
from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nkbook.claims.rule import SIDES, Stance
from nkbook.multiverse.fold import FAILED, Class, Reader, bare, fold, side

STANCES = st.builds(
    Stance,
    st.sampled_from(["", *SIDES]),
    st.frozensets(st.sampled_from(SIDES)),
    st.frozensets(st.sampled_from(["population", "period"])),
    st.frozensets(st.sampled_from(["x", "y", "z"]), min_size=1),
)
CLASSES = st.one_of(st.none(), st.just(FAILED), STANCES)
# A reading: which of three shared choices it takes, how many options of its own, its part, its analyses.
SHARED = {"g": 2, "y": 3, "e": 2}


@st.composite
def generated(draw: st.DrawFn) -> dict[str, tuple[str, dict[tuple[int, ...], set[int]], list[Class]]]:
    """Return readings: part, analyses possible under each shared setting, class of each analysis."""
    found = {}
    for name in "abcd"[: draw(st.integers(1, 4))]:
        taken = draw(st.sets(st.sampled_from(sorted(SHARED))))
        classes = draw(st.lists(CLASSES, min_size=1, max_size=5))
        options = draw(st.integers(1, 3))
        known: dict[tuple[int, ...], set[int]] = {}
        under = {}
        for setting in itertools.product(*map(range, SHARED.values())):
            seen = tuple(o for o, n in zip(setting, SHARED, strict=True) if n in taken)
            if seen not in known:
                known[seen] = {draw(st.integers(0, len(classes) - 1)) for _ in range(options)}
            under[setting] = known[seen]
        found[name] = (draw(st.sampled_from(["rule", "practice"])), under, classes)
    return found


def listed(claim: dict[str, tuple[str, dict[tuple[int, ...], set[int]], list[Class]]]) -> Counter[str]:
    """Return the sides of every combination that some shared setting allows, by listing them."""
    ends: dict[tuple[int, ...], str] = {}
    for setting in itertools.product(*map(range, SHARED.values())):
        for combination in itertools.product(*(under[setting] for _, under, _ in claim.values())):
            chosen = zip(claim.values(), combination, strict=True)
            ends[combination] = side(frozenset((part, classes[i]) for (part, _, classes), i in chosen))
    return Counter(ends.values())


def readers(
    claim: dict[str, tuple[str, dict[tuple[int, ...], set[int]], list[Class]]], *, plain: bool = False
) -> dict[str, Reader]:
    found = {}
    for name, (part, under, classes) in claim.items():
        masks: dict[int, int] = defaultdict(int)
        for bit, analyses in enumerate(under.values()):
            for i in analyses:
                masks[i] |= 1 << bit
        table = Counter((m, bare(classes[i]) if plain else classes[i]) for i, m in masks.items())
        found[name] = Reader(part, table)
    return found


ALL = (1 << 12) - 1


@settings(max_examples=200, deadline=None)
@given(generated())
def test_folding_counts_what_listing_every_combination_counts(claim) -> None:  # type: ignore[no-untyped-def]
    assert fold(readers(claim), ALL) == listed(claim)


@settings(max_examples=100, deadline=None)
@given(generated(), st.randoms())
def test_the_order_of_readings_and_the_limits_of_stances_change_no_count(claim, rng) -> None:  # type: ignore[no-untyped-def]
    items = list(readers(claim, plain=True).items())
    rng.shuffle(items)
    assert fold(dict(items), ALL) == fold(readers(claim), ALL)


def test_counts_are_exact_however_many_combinations_there_are() -> None:
    carries = Stance("supports", frozenset({"contradicts"}), frozenset(), frozenset({"x"}))
    many = Reader("claim", {(1, carries): 10**9, (1, Stance()): 1})
    found = fold({str(i): many for i in range(4)}, 1)
    assert sum(found.values()) == (10**9 + 1) ** 4
    assert found["undetermined"] == 1


@pytest.mark.parametrize("bits", [0b01, 0b10])
def test_shares_can_be_taken_under_one_shared_setting_alone(bits: int) -> None:
    carries = Stance("supports", frozenset({"contradicts"}), frozenset(), frozenset({"x"}))
    found = fold({"a": Reader("claim", {(0b01, carries): 3, (0b10, Stance()): 2})}, bits)
    assert found == ({"supported": 3} if bits == 0b01 else {"undetermined": 2})


def test_a_combination_with_a_failed_analysis_does_not_agree() -> None:
    carries = Stance("supports", frozenset({"contradicts"}), frozenset(), frozenset({"x"}))
    table = Reader("claim", {(1, carries): 1, (1, FAILED): 1})
    assert fold({"a": table}, 1) == {"supported": 1, FAILED: 1}
