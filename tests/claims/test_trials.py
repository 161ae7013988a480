"""Could a reading have failed? It is tried in worlds where the other side is true."""

import json

import pytest

from nkbook.claims import assess, claims, trials
from nkbook.claims.registry import claim
from nkbook.claims.rule import SIDES, Ruling, Verdict
from nkbook.claims.trials import Trial
from nkbook.multiverse import worlds

SIMULATED = ("share", "change", "stock", "scatter", "ratio")


@pytest.mark.parametrize("name", [item.id for item in claims()])
def test_the_stored_trials_are_those_of_this_code_and_this_data(name: str) -> None:
    assert not worlds.stale(claim(name)), f"run `make trials` for {name}"
    stored = trials.stored(name)
    heard = {key: found for key, found in assess(name).findings.items() if found.lower is not None}
    assert set(stored) == {key for key in heard if claim(name).fails(key).by in SIMULATED}


@pytest.mark.parametrize(
    ("name", "reading"),
    [pytest.param("E3", "ipus", marks=pytest.mark.whole), ("T6", "vdem"), ("I6", "creed")],
)
def test_a_trial_from_the_same_seed_gives_the_same_shares(name: str, reading: str) -> None:
    assert worlds.run(claim(name))[reading] == trials.stored(name)[reading]


def test_what_was_ever_done_cannot_show_that_a_flow_dried_up(monkeypatch: pytest.MonkeyPatch) -> None:
    stock = Trial({"supports": 1.0, "contradicts": 0.0}, dict.fromkeys(SIDES, 1.0))
    assert stock.barred == {"supports"}
    stored = trials.stored
    monkeypatch.setattr(
        trials, "stored", lambda name: stored(name) | ({"tightened": stock} if name == "I4" else {})
    )
    found = assess("I4").findings["tightened"]
    assert found.open == "could_not_fail"
    assert found.stance is not None
    assert not found.stance.carries
    assert not found.stance.excludes


def test_no_reading_carries_a_side_that_it_may_not_carry() -> None:
    for item in claims():
        for key, found in assess(item.id).findings.items():
            assert not found.stance or found.stance.carries not in trials.barred(item.id, key)


def test_a_survey_seldom_carries_a_side_against_the_truth_at_the_edge() -> None:
    surveys = [(c.id, key) for c in claims() for key in trials.stored(c.id) if c.fails(key).by == "share"]
    assert len(surveys) > 10
    for name, key in surveys:
        assert max(trials.stored(name)[key].wrong.values()) <= trials.WRONG, (name, key)


def test_a_verdict_is_one_sided_where_no_reading_could_carry_the_other_side(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weak = Trial(dict.fromkeys(SIDES, 0.0), {"supports": 1.0, "contradicts": 0.4})
    monkeypatch.setattr(trials, "stored", lambda name: dict.fromkeys(claim(name).readings, weak))
    for name, one_sided in (("T3", True), ("I8", False)):
        part = claim(name).states[0]
        found = trials.qualified(claim(name), part, Ruling(Verdict.SUPPORTED))
        assert ("one-sided" in found.limits) == one_sided, name
        assert (found.verdict is Verdict.WITHIN_LIMITS) == one_sided
    assert trials.qualified(claim("T3"), "ties", Ruling(Verdict.CONTESTED)) == Ruling(Verdict.CONTESTED)


def test_stored_trials_are_the_same_bytes_when_written_again(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    path = trials.folder() / "E3.json"
    before, found = path.read_bytes(), trials.stored("E3")
    monkeypatch.setattr(worlds, "folder", lambda: tmp_path)
    worlds.store(claim("E3"), found)
    assert (tmp_path / "E3.json").read_bytes() == before
    assert json.loads(before)["readings"].keys() == found.keys()
