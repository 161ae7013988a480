"""What must hold for every choice of parameters."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nkbook import trust
from nkbook.trust import TrustParameters, kernels, networks, simulation

# Compiling a kernel, or a busy machine, must not fail a test.
unhurried = settings(deadline=None)

shares = st.floats(0.001, 0.999)
risks = st.floats(0.0, 0.9)


@unhurried
@given(st.floats(0, 20), st.floats(0, 20))
def test_giant_share_never_falls_with_trust(one, other):
    low, high = sorted((one, other))
    assert trust.giant_share(low) <= trust.giant_share(high) + 1e-9


@settings(unhurried, max_examples=20)
@given(shares, shares, st.integers(0, 1000))
def test_simulated_giant_share_never_falls_with_trust(one, other, seed):
    network = networks.random_ties(300, 4, seed)
    low, high = sorted((one, other))
    fewer, more = (simulation.open_ties(network, p, seed) for p in (low, high))
    assert simulation.largest_component(network, fewer) <= simulation.largest_component(network, more)


@unhurried
@given(st.integers(0, 200), st.floats(0.01, 0.99), risks, risks)
def test_belief_falls_only_if_informers_are_the_greater_risk(n, prior, d, q):
    before, after = (trust.posterior(k, prior, d, q) for k in (n, n + 1))
    if d == q:
        assert after == before == trust.posterior(0, prior, d, q)
    elif d > q:
        assert after <= before
        if d > q + 1e-9:
            assert math.isfinite(trust.exchanges_to_trust(prior, 0.001, d, q))
    else:
        assert after >= before
        assert trust.exchanges_to_trust(prior, prior / 2, d, q) == math.inf


@unhurried
@given(st.floats(0.01, 0.99), st.floats(0.001, 0.5), st.floats(0.02, 0.9), st.floats(0, 0.015))
def test_exchanges_to_trust_are_just_enough(prior, below, d, q):
    n = trust.exchanges_to_trust(prior, below, d, q)
    assert trust.posterior(n, prior, d, q) <= below * (1 + 1e-9)
    if n > 0:
        assert trust.posterior(n - 1, prior, d, q) > below * (1 - 1e-9)


@unhurried
@given(st.floats(0.05, 0.5), st.floats(0.01, 0.5), st.floats(0.05, 1), st.floats(0.05, 5))
def test_reach_has_one_peak(p, u, psi, scale):
    peak = trust.most_ties_trust_can_use(u, psi)
    c = scale * peak
    at, nearer = (trust.exposed_reach(x, p, u, psi) for x in (c, (c + peak) / 2))
    assert at <= nearer * (1 + 1e-12)
    assert at <= trust.exposed_reach(peak, p, u, psi) * (1 + 1e-12)


@unhurried
@given(st.floats(0.05, 0.5), st.floats(0.01, 0.5), st.floats(0.05, 1))
def test_no_number_of_ties_reaches_further_than_the_peak(p, u, psi):
    peak = trust.exposed_reach(trust.most_ties_trust_can_use(u, psi), p, u, psi)
    assert peak == pytest.approx(p / (math.e * psi * u))
    assert max(trust.exposed_reach(c, p, u, psi) for c in np.geomspace(0.1, 1000, 60)) <= peak * (1 + 1e-12)


@unhurried
@given(st.floats(0.001, 0.1), st.floats(0, 3), st.floats(0.01, 1), st.floats(-1, 1))
def test_complicity_sign_decides_where_stakes_lead(q0, stake, more, hold):
    less, greater = (trust.denunciation(q0, x, hold) for x in (stake, stake + more))
    sign = trust.complicity_sign(hold)
    assert (greater - less) * sign <= 0
    if abs(hold) > 1e-6 and max(less, greater) < 1:
        assert np.sign(less - greater) == sign


@unhurried
@given(st.floats(0, 1), st.floats(0, 5), st.floats(0, 1))
def test_holders_solve_the_equation(m, b, g):
    h = trust.holders_equilibrium(m, b, g)
    assert 0 <= h <= 1
    if m > 1e-6:
        assert abs(m * (1 - h) + b * h * (1 - h) - g * h) < 1e-9 * (1 + b)


@unhurried
@given(st.floats(0, 200), st.integers(0, 100), shares, risks, risks, risks)
def test_trusted_and_punished_never_exceed_all(t, n, rho, d, q, b):
    eventual = trust.survivors(n, rho, d, q, b)
    trusted = trust.trusted_by(t, 1, n, eventual)
    punished = trust.punished_by(t, 1, n, rho, d, q, b)
    assert punished >= -1e-12
    assert trusted + punished <= 1 + 1e-9


@settings(unhurried, max_examples=15)
@given(shares, shares, risks, st.integers(0, 10**6))
def test_no_inflow_and_no_trust_at_home_make_no_ties(rho, copying, b, seed):
    network = networks.layered(600, seed)
    parameters = TrustParameters(
        informer_share=rho,
        copying=copying,
        background_risk=b,
        arrival=0,
        household_trust=0,
        value_over_loss=100,
    )
    society = simulation.begin(network, parameters, seed)
    history = simulation.live(society, 12)
    assert history.trusted.tolist() == [0] * 13
    assert not society.standing().any()


@settings(unhurried, max_examples=25)
@given(st.integers(2, 400), st.integers(0, 2**40), st.integers(1, 5), st.floats(0, 6))
def test_builders_agree(people, seed, household, ties):
    made = [
        networks.layered(people, seed, household=household, inminban=household * 5,
                         workplace=7, long_ties=ties, engine=engine)
        for engine in ("numba", "numpy")
    ]  # fmt: skip
    for part in ("indptr", "indices", "tie_ptr"):
        assert np.array_equal(*(getattr(network, part) for network in made))
    rows = np.split(made[0].indices, made[0].indptr[1:-1])
    assert all((np.diff(row) > 0).all() for row in rows)


@settings(unhurried, max_examples=25)
@given(
    st.integers(0, 10**6),
    st.builds(
        TrustParameters,
        informer_share=st.floats(0, 1),
        believed_share=st.floats(0, 0.5),
        informer_risk=st.floats(0.1, 1),
        denunciation=st.floats(0, 0.3),
        removal=st.floats(0, 1),
        exchanges=st.floats(0, 5),
        value_over_loss=st.floats(0, 1),
        copying=st.floats(0, 1),
        arrival=st.floats(0, 0.3),
        household_trust=st.floats(0, 1),
    ),
)
def test_engines_agree_bit_for_bit(seed, parameters):
    if math.isfinite(parameters.needed) and parameters.needed > 250:
        return
    network = networks.layered(300, seed)
    one, other = (simulation.begin(network, parameters, seed) for _ in range(2))
    fast, plain = simulation.live(one, 6), simulation.live(other, 6, "numpy")
    assert np.array_equal(one.ties, other.ties)
    assert np.array_equal(one.people, other.people)
    for name in ("trusted", "punished", "holders", "detained"):
        assert np.array_equal(getattr(fast, name), getattr(plain, name))
    assert fast.trusted[-1] == one.trusted().sum()
    gone = one.who(kernels.DETAINED)
    low, high = network.ends()
    assert np.array_equal(one.standing(), one.trusted() & ~gone[low] & ~gone[high])


@settings(unhurried, max_examples=25)
@given(st.integers(0, 10**6), st.floats(-0.1, 1.1), st.floats(0, 0.5), st.sampled_from([0, 0.1]))
def test_cascades_agree_bit_for_bit(seed, threshold, started, noise):
    network = networks.layered(300, seed)
    needs = simulation.needs_share(network, threshold)
    seeds = np.random.default_rng(seed).random(300) < started
    fast, plain = (
        simulation.spread(network, needs, seeds, noise=noise, seed=seed, engine=engine)
        for engine in ("numba", "numpy")
    )
    assert fast.adopters == plain.adopters
    assert np.array_equal(fast.acting, plain.acting)


@unhurried
@given(st.integers(1, 60), st.floats(0.0, 1.0))
def test_needs_follow_the_division(ties, threshold):
    centre = networks.from_ends(ties + 1, [0] * ties, range(1, ties + 1))
    need = int(simulation.needs_share(centre, threshold)[0])
    assert need / ties >= threshold
    assert need == 0 or (need - 1) / ties < threshold
