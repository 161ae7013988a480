"""Reach when risks are run one after another: limits, order, and the simulation it must match."""

import dataclasses
import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nkbook import trust
from nkbook.trust import TrustParameters, kernels

unhurried = settings(deadline=None)

ties = st.floats(0.5, 40)
removals = st.floats(0.01, 1)
punished = st.floats(0.01, 0.5)
STEPS = 50


def rising(total):
    return [total * step / STEPS for step in range(STEPS + 1)]


@unhurried
@given(ties, removals, punished)
def test_without_informers_whoever_is_gone_endangers_nobody(c, psi, u):
    left = trust.remaining_in_time(c, psi, rising(u), rising(0))
    assert left[0] == 1
    assert left[-1] == pytest.approx(1 / (1 + c * psi * u), rel=1e-9)


@unhurried
@given(ties, removals, punished)
def test_among_informers_alone_every_risk_is_run(c, psi, u):
    left = trust.remaining_in_time(c, psi, rising(0), rising(u))
    assert left[-1] == pytest.approx(math.exp(-c * psi * u), rel=1e-9)


@unhurried
@given(ties, removals, punished, punished)
def test_the_bound_at_once_is_never_above_the_count_in_order(c, psi, by_partners, by_informers):
    left = trust.remaining_in_time(c, psi, rising(by_partners), rising(by_informers))
    assert all(after <= before for before, after in itertools.pairwise(left))
    low, high = math.exp(-c * psi * (by_partners + by_informers)), 1 / (1 + c * psi * by_partners)
    assert low * (1 - 1e-9) <= left[-1] <= high * (1 + 1e-9)


@unhurried
@given(ties, st.floats(0, 1), st.floats(0.05, 1))
def test_whoever_is_joined_remains_and_has_a_trusted_tie_to_someone_joined(c, p, k):
    joined = trust.joined_share(c * p * k, k)
    assert joined == pytest.approx(k * (1 - math.exp(-c * p * joined)), abs=1e-9)
    assert (joined > 0) == (c * p * k > 1) or abs(c * p * k - 1) < 1e-6


def test_finer_steps_change_little():
    parameters = TrustParameters(informer_share=1 / 3, removal=0.4)
    assert parameters.reach(10, 120) == pytest.approx(parameters.reach(10, 120, steps=800), rel=0.002)


def test_nobody_is_punished_where_trust_needs_no_exchange():
    parameters = TrustParameters(believed_share=0.01)
    assert parameters.needed == 0
    assert parameters.punished_by(120) == 0
    assert parameters.punished_through(120) == (0, 0)


def test_punishment_through_partners_and_informers_adds_up():
    parameters = TrustParameters(informer_share=0.2)
    assert sum(parameters.punished_through(30)) == pytest.approx(parameters.punished_by(30), rel=1e-12)


@pytest.mark.parametrize("actual", [0.0113, 1 / 3])
@pytest.mark.parametrize("removal", [0.0, 0.2, 0.3, 1.0])
def test_the_simulated_web_among_ordinary_people_is_the_computed_one(actual, removal):
    network = trust.random_ties(20_000, 10, seed=3)
    held = {"first_holders": 1.0, "arrival": 0.0, "copying": 0.0, "loss": 0.0}
    parameters = TrustParameters(informer_share=actual, removal=removal, **held)
    society = trust.begin(network, parameters, seed=3)
    trust.live(society, 120)
    ordinary = ~society.who(kernels.INFORMER)
    left = int((ordinary & ~society.who(kernels.DETAINED)).sum())
    web = trust.largest_component(network, society.standing_among_ordinary()) * network.people
    reach, remaining = parameters.reach(10, 120), _left(parameters)
    assert left / int(ordinary.sum()) == pytest.approx(remaining, abs=0.02)
    assert web / left == pytest.approx(trust.giant_share(reach), abs=0.04)
    assert web / int(ordinary.sum()) == pytest.approx(trust.joined_share(reach, remaining), abs=0.02)


def _left(parameters):
    certain = dataclasses.replace(parameters, removal=0.0)
    return parameters.reach(10, 120) / certain.reach(10, 120)


@unhurried
@given(st.floats(0, 0.2), st.floats(0, 0.05), st.floats(0, 0.9), st.floats(0, 0.05))
def test_the_bound_on_belief_is_where_a_first_exchange_stops_being_worth_it(worth, b, d, q):
    bound = trust.believed_share_that_starts(worth, b, d, q)
    for belief in (bound - 0.01, bound + 0.01):
        if 0 <= belief <= 1 and d > q + 1e-6:
            assert trust.exchange_is_worth_it(worth, b, belief, d, q) == (belief < bound)
