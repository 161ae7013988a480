"""The map of signs: what turns a sign round, and that nothing else does."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nkbook import trust
from nkbook.trust import TrustParameters, signs
from nkbook.trust.signs import Setting

drawn = signs.sampled(400, seed=5)
BASE = Setting(TrustParameters(), ties=5.0, months=36.0)


def changed(setting=BASE, **parameters):
    return dataclasses.replace(setting, parameters=dataclasses.replace(setting.parameters, **parameters))


def test_every_condition_occurs_in_the_map():
    found = signs.sign_map(signs.sampled(600, seed=1))
    assert tuple(found) == signs.CONDITIONS
    assert all(set(row) == set(signs.OUTCOMES) for row in found.values())


def test_trust_in_a_partner_turns_with_the_patience_of_informers():
    assert signs.signs(BASE)["belief"] == 1
    assert signs.signs(changed(informer_risk=0.001))["belief"] == -1
    assert signs.signs(changed(informer_risk=0.005))["belief"] == 0


def test_nothing_moves_where_no_first_exchange_is_worth_its_risk():
    silent = changed(value_over_loss=0.0)
    assert signs.condition(silent) == "no first exchange"
    assert set(signs.signs(silent).values()) == {0}


def test_a_broadcast_moves_nothing():
    for setting in drawn:
        assert set(signs.signs(setting, shareable=0.0).values()) == {0}


def test_more_sharing_lowers_action_only_under_shares_of_many_ties_without_noise():
    for condition, row in signs.sign_map(drawn).items():
        assert -1 not in row["number"] | row["noisy share"] | row["trusted"] | row["reach"], condition
        assert -1 not in row["share"] or condition == "many trusted ties"


def test_many_ties_of_trust_make_shares_stubborn():
    stubborn = [
        s
        for s in signs.sampled(2000, seed=1)
        if signs.condition(s) == "many trusted ties" and signs.signs(s)["share"] == -1
    ]
    assert stubborn
    assert all(s.reach > signs.TOP for s in stubborn)


def test_a_sample_is_the_same_for_a_seed_and_stays_in_its_ranges():
    assert drawn == signs.sampled(400, seed=5)
    ranges = {row["name"]: row["plausible"] for row in trust.table()}
    for setting in drawn:
        for name, (low, high) in ranges.items():
            assert low <= getattr(setting.parameters, name) <= high * (1 + 1e-9)


def simulated(ties, kind, threshold, noise, people=100_000):
    """Share that acts on a random network, with the same seeds and share of easily moved people."""
    network = trust.random_ties(people, ties, seed=11)
    draw = np.random.default_rng(11)
    waits = trust.needs_share if kind == "share" else trust.needs_count
    needs = waits(network, threshold)
    easily = (draw.random(people) < noise) & (network.degrees > 0)
    needs = np.where(easily, 1, needs).astype(np.uint16)
    return trust.spread(network, needs, draw.random(people) < 0.01).adopters[-1] / people


CASES = [
    (3, "share", 0.18, 0.0), (7, "share", 0.18, 0.0), (12, "share", 0.18, 0.0), (12, "share", 0.18, 0.05),
    (4, "number", 2, 0.0), (9, "number", 2, 0.0), (3, "share", 0.4, 0.2),
]  # fmt: skip


@pytest.mark.parametrize(("ties", "kind", "threshold", "noise"), CASES)
def test_the_computed_cascade_is_the_simulated_one(ties, kind, threshold, noise):
    computed = trust.cascade_share(ties, 0.01, threshold, kind, noise)
    assert computed == pytest.approx(simulated(ties, kind, threshold, noise), abs=0.01)


@settings(deadline=None, max_examples=50)
@given(st.floats(0, 12), st.floats(0.001, 0.2), st.floats(0.05, 0.9), st.floats(0, 0.3))
def test_noise_and_seeds_never_make_a_cascade_smaller(ties, seeds, threshold, noise):
    less = trust.cascade_share(ties, seeds, threshold, "share")
    assert less >= seeds - 1e-12
    assert trust.cascade_share(ties, seeds, threshold, "share", noise) >= less - 1e-9
    assert trust.cascade_share(ties, min(1, 2 * seeds), threshold, "share") >= less - 1e-9
