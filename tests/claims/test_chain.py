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
    bridge,
    counts,
    falling_with,
    open_parts,
    steps,
    strength,
    strength_of_link,
    to_find_out,
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


def test_what_speaks_against_a_step_makes_it_the_weakest(found: dict[str, Assessment]) -> None:
    broken = weakest_links(found)
    assert {verdict_of_link(link, found) for link in broken} <= set(CONTRADICTING)
    assert not [link for link in broken if link.key in ("trust", "return", "solidarity")]


def test_a_step_rests_on_earlier_ones_alone_and_falls_with_them() -> None:
    keys = [link.key for link in steps()]
    for place, link in enumerate(steps()):
        assert set(link.rests_on) <= set(keys[:place])
        assert link in falling_with(link.key)
        for below in link.rests_on:
            assert {k.key for k in falling_with(link.key)} < {k.key for k in falling_with(below)}


def test_what_most_would_fall_with_comes_first_of_all_that_is_open(found: dict[str, Assessment]) -> None:
    ranked = to_find_out(found)
    falls = [len(falling_with(link.key)) for _, link in ranked]
    assert falls == sorted(falls, reverse=True)
    assert {name for name, _ in ranked} == {
        name for link in steps() for name in link.needed if open_parts(found[name])
    }
    decided = {*SUPPORTING, *CONTRADICTING}
    for name, _ in ranked:
        assert {found[name].parts[key].verdict for key in open_parts(found[name])}.isdisjoint(decided)


def test_every_claim_of_the_book_is_counted_once() -> None:
    all_found = {item.id: assess(item.id) for item in claims()}
    counted = counts(all_found)
    every = [*counted["essay"], *counted["sayings"], *counted["linked"]]
    assert sorted(every) == sorted(all_found)
    assert (counted["sayings"], counted["linked"]) == (["T4", "I3"], ["X1"])
    assert sum(counted["verdicts"].values()) + len(counted["maps"]) == len(counted["essay"])
    assert set(counted["argument"]) <= set(counted["essay"])


def test_the_bridge_shows_each_step_with_its_least_known_claim_first(found: dict[str, Assessment]) -> None:
    for step, link in zip(bridge(found), steps(), strict=True):
        assert step["verdict"] == step["claims"][0]["verdict"] == verdict_of_link(link, found)
        assert step["held"] == (verdict_of_link(link, found) in SUPPORTING)
        assert {one["id"] for one in step["claims"]} == set(link.needed)


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
    with pytest.raises(DataError, match=r"chain.yml: above: paragraphs: Field required$"):
        steps()
