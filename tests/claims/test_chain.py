"""What the chain of the argument promises: the weakest step is computed, and nothing is averaged."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkbook import paths
from nkbook.claims import Assessment, Verdict, assess, claims
from nkbook.claims.chain import (
    IN_ORDER,
    Strength,
    steps,
    strength,
    strength_of_link,
    verdict_of_link,
    weakest,
    weakest_links,
)
from nkbook.claims.rule import CONTRADICTING, SUPPORTING
from nkbook.errors import DataError

PLACES = range(len(IN_ORDER))
strengths = st.builds(Strength, st.sampled_from(PLACES), st.integers(0, 9), st.integers(-1, 2))
chains = st.dictionaries(st.text(min_size=1, max_size=3), strengths, min_size=1, max_size=12)


@pytest.fixture(scope="module")
def found() -> dict[str, Assessment]:
    return {name: assess(name) for link in steps() for name in link.claims("stated")}


def test_every_claim_on_trust_and_information_has_its_place_in_the_chain_once() -> None:
    placed = [name for link in steps() for name in link.claims("stated")]
    assert len(placed) == len(set(placed))
    # X1 is about a linked column, I8 about advice; both stand beside the argument.
    beside = {"X1", "I8"}
    assert set(placed) == {c.id for c in claims() if c.theme in ("trust", "information_inflow")} - beside


def test_every_verdict_has_one_place_in_the_order_and_support_the_highest() -> None:
    assert sorted(IN_ORDER) == sorted(Verdict)
    assert IN_ORDER[:2] == CONTRADICTING
    assert IN_ORDER[-2:] == SUPPORTING[::-1]


def test_bodies_of_evidence_on_opposite_sides_are_no_better_known_than_undecided_ones() -> None:
    assert IN_ORDER.index(Verdict.CONTESTED) < IN_ORDER.index(Verdict.UNDETERMINED)


@given(chains)
def test_the_weakest_are_all_those_and_only_those_of_least_strength(known: dict[str, Strength]) -> None:
    keys = weakest(known)
    least = min(known.values())
    assert keys == [key for key in known if known[key] == least]


@given(chains, st.randoms())
def test_the_order_of_the_steps_does_not_decide_which_is_weakest(known: dict[str, Strength], luck) -> None:
    shuffled = list(known.items())
    luck.shuffle(shuffled)
    assert set(weakest(dict(shuffled))) == set(weakest(known))


@given(chains, strengths)
def test_a_step_that_gains_strength_never_makes_another_one_stronger(
    known: dict[str, Strength], better: Strength
) -> None:
    key = next(iter(known))
    improved = {**known, key: max(better, known[key])}
    assert min(improved.values()) >= min(known.values())
    assert set(weakest(known)) - {key} <= set(weakest(improved)) or weakest(known) == [key]


@given(st.sampled_from(PLACES), st.sampled_from(PLACES), st.integers(0, 9), st.integers(0, 9))
def test_the_verdict_counts_before_the_number_of_origins(one: int, other: int, few: int, many: int) -> None:
    if one < other:
        assert Strength(one, many, 2) < Strength(other, few, -1)


def test_a_step_is_as_weak_as_the_weakest_of_its_claims(found: dict[str, Assessment]) -> None:
    for link in steps():
        each = [strength(found[name]) for name in link.needed]
        assert strength_of_link(link, found) == min(each)


def test_counting_more_claims_never_strengthens_a_step(found: dict[str, Assessment]) -> None:
    for link in steps():
        assert strength_of_link(link, found, "stated") <= strength_of_link(link, found, "needed")


def test_contradicted_steps_are_the_weakest(found: dict[str, Assessment]) -> None:
    broken = weakest_links(found)
    assert [link.key for link in broken] == ["inflow", "young"]
    assert {verdict_of_link(link, found) for link in broken} == {Verdict.CONTRADICTED_WITHIN}


def test_steps_that_rest_on_studies_of_elsewhere_are_the_weakest(found: dict[str, Assessment]) -> None:
    open_still = [link for link in steps() if verdict_of_link(link, found) not in CONTRADICTING]
    broken = weakest_links(found, among=open_still)
    assert [link.key for link in broken] == ["trust", "return", "solidarity", "questions"]
    assert {verdict_of_link(link, found) for link in broken} == {Verdict.MAP}
    assert all(strength(found[name]).origins == 0 for link in broken for name in link.needed)


def test_the_steps_follow_the_essay(found: dict[str, Assessment]) -> None:
    """Trust's return (¶11) stands where the argument needs it, after the mechanism that brings it."""
    starts = [
        int(link.paragraphs.split("–")[0].split(",")[0])
        for link in steps()
        if link.key not in ("young", "return")
    ]
    assert all(before <= after for before, after in pairwise(starts))


def test_a_malformed_step_is_refused_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "chain.yml").write_text("- {key: above, tittle: Change from above}\n", encoding="utf-8")
    monkeypatch.setattr(paths, "data", lambda: tmp_path)
    with pytest.raises(DataError, match=r"^data/chain.yml: above: paragraphs: Field required$"):
        steps()
