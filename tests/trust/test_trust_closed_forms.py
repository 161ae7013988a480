"""The closed forms against exact numbers; validation tests 1 to 6 and 11 to 15."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import norm

from nkbook import trust
from nkbook.errors import BookError
from nkbook.methods import groups
from nkbook.trust import TrustParameters


def test_01_granovetter():
    thresholds = list(range(100))
    assert trust.bandwagon(thresholds) == 100
    assert trust.bandwagon([2 if t == 1 else t for t in thresholds]) == 1


def test_02_granovetter_normal():
    low, high = 0.10, 0.14
    while high - low > 1e-9:
        middle = (low + high) / 2
        if trust.bandwagon_equilibrium(0.25, middle) > 0.5:
            high = middle
        else:
            low = middle
    assert high == pytest.approx(0.122221, abs=1e-6)
    # Close to the jump the lower branch is steep: .06045 belongs to a spread 1e-5 below it.
    assert trust.bandwagon_equilibrium(0.25, high - 1e-5) == pytest.approx(0.06045, abs=5e-5)
    assert trust.bandwagon_equilibrium(0.25, high + 1e-5) == pytest.approx(1.0, abs=1e-6)


def test_02_a_finite_group_jumps_elsewhere():
    ranks = (np.arange(100) + 0.5) / 100
    sizes = [trust.bandwagon(norm.ppf(ranks, 25, spread).tolist()) for spread in (12.3, 13)]
    assert sizes == [4, 100]


def test_03_kuran():
    revolution = [0, 20, 20, 30, 40, 50, 60, 70, 80, 100]
    people = [t / 10 for t in revolution]
    assert trust.bandwagon(people) == 1
    assert trust.bandwagon([0, 1, *people[2:]]) == 9


@pytest.mark.parametrize(
    ("threshold", "low", "high"), [(0.18, 1.0207, 5.7647), (0.10, 1.0000, 13.659), (0.25, 1.1141, 3.8631)]
)
def test_06_window(threshold, low, high):
    assert trust.cascade_window(threshold) == pytest.approx((low, high), abs=5e-4)


def test_window_closes_for_stubborn_people():
    assert all(math.isnan(z) for z in trust.cascade_window(0.5))


@pytest.mark.parametrize(
    ("ties", "expected"), [(1.1, 0.1761), (1.5, 0.5828), (2, 0.7968), (3, 0.9405), (4, 0.9802)]
)
def test_04_giant_share(ties, expected):
    assert trust.giant_share(ties) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("ties", "expected"), [(1.5, 0.5839), (2, 0.7972), (3, 0.9406)])
def test_05_final_size(ties, expected):
    assert trust.giant_share(ties, seeds=1e-3) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("p", "expected"), [(0.038, 0.1178), (0.045, 0.3821), (0.06, 0.6820), (0.1, 0.9250)])
def test_11_households(p, expected):
    assert trust.giant_share_with_households(4, 7, p) == pytest.approx(expected, abs=1e-4)


def test_11_household_threshold():
    assert trust.household_threshold(4, 7) == pytest.approx(0.0357, abs=1e-4)


def test_thresholds_of_other_networks():
    assert trust.degree_threshold([4] * 9) == pytest.approx(1 / 3)
    assert trust.degree_threshold([1, 1]) == 1


def test_12_exposure():
    assert trust.exposed_reach(10, 0.4, 0.1, 1) == pytest.approx(1.47, abs=0.005)
    assert trust.exposed_reach(30, 0.4, 0.1, 1) == pytest.approx(0.60, abs=0.005)
    joined = [trust.joined_share(trust.exposed_reach(c, 0.4, 0.1, 1), math.exp(-0.1 * c)) for c in (10, 30)]
    assert joined == [pytest.approx(0.206, abs=2e-3), 0]
    assert trust.most_ties_trust_can_use(0.1, 1) == pytest.approx(10)
    assert trust.exposed_reach(10, 0.27, 0.1, 1) < 1 < trust.exposed_reach(10, 0.28, 0.1, 1)


def test_13_posterior():
    assert trust.posterior(20, 1 / 3, 0.1, 0.01) == pytest.approx(0.06918, abs=5e-6)
    assert trust.survivors(20, 1 / 3, 0.1, 0.01, 0.02) == pytest.approx(0.39108, abs=5e-6)


def test_13_posterior_by_draws():
    rng = np.random.default_rng(13)
    informer = rng.random(4_000_000) < 1 / 3
    spared = rng.random(4_000_000) < np.where(informer, 0.98 * 0.9, 0.98 * 0.99) ** 20
    assert spared.mean() == pytest.approx(0.39108, abs=1e-3)
    assert informer[spared].mean() == pytest.approx(0.06918, abs=1e-3)


def test_14_expected_exchanges():
    survive = trust.survival(0.005, 0.005)
    assert survive == pytest.approx(0.990025)
    assert trust.expected_exchanges(survive, 23) == pytest.approx(20.6441, abs=5e-5)
    assert survive**23 == pytest.approx(0.79408, abs=5e-6)


def test_14_by_draws():
    spared = np.random.default_rng(14).geometric(1 - 0.990025, 1_000_000)
    assert np.minimum(spared, 23).mean() == pytest.approx(20.6441, abs=0.02)
    assert (spared > 23).mean() == pytest.approx(0.79408, abs=2e-3)


def test_15_reputation_arrest_secret():
    assert trust.beta_reputation(3, 1) == 4 / 6
    assert trust.perceived_arrest_risk(1, 1) == pytest.approx(0.89974, abs=5e-6)
    sizes = [brentq(lambda n, t=t: trust.secret_fails_by(t, n) - 0.05, 1, 1e6) for t in (5, 100)]
    assert [math.floor(n) for n in sizes] == pytest.approx([2521, 125], abs=1)


def test_group_arithmetic():
    assert groups.chance_of_none(1 / 3, 3) == pytest.approx(0.2963, abs=1e-4)
    assert groups.chance_of_none(0.0113, 3) == pytest.approx(0.9665, abs=1e-4)
    assert groups.chance_of_none(0.0065, 3) == pytest.approx(0.9806, abs=1e-4)
    assert groups.share_needed(3, 0.5) == pytest.approx(0.2063, abs=1e-4)
    assert groups.share_needed(3, 0.95) == pytest.approx(0.6316, abs=1e-4)
    assert trust.group_is_clean_exactly(3, 1, 3) == 0
    exact = trust.group_is_clean_exactly(3, 189_000, 16_675_000)
    assert exact == pytest.approx(groups.chance_of_none(189 / 16675, 3), rel=1e-6)
    assert trust.group_is_clean_with_one_watcher_per_block(3, 120) == pytest.approx(0.975)


@pytest.mark.parametrize(
    ("believed", "below", "risk", "betrayal", "expected"),
    [
        (1 / 3, 0.05, 0.1, 0.01, 24),
        (1 / 3, 0.01, 0.1, 0.01, 41),
        (0.0113, 0.05, 0.1, 0.01, 0),
        (0.0113, 0.01, 0.1, 0.01, 2),
        (1 / 3, 0.05, 0.02, 0.005, 149),
        (1 / 3, 0.01, 0.02, 0.005, 257),
        (1 / 3, 0.05, 0.01, 0.01, math.inf),
        (1 / 3, 0.05, 0.01, 0.02, math.inf),
        (1 / 3, 0.05, 1.0, 0.02, 1),
        (1 / 3, 0.05, 0.1, 0.0, 22),
        (1 / 3, 0.01, 0.1, 0.0, 38),
    ],
)
def test_exchanges_to_trust(believed, below, risk, betrayal, expected):
    assert trust.exchanges_to_trust(believed, below, risk, betrayal) == expected


@pytest.mark.parametrize(
    ("alpha", "beta", "expected"), [(2, 18, (39, 112)), (1, 9, (77, 437)), (0.5, 4.5, (380, 10_428))]
)
def test_exchanges_to_trust_when_the_risk_is_unknown(alpha, beta, expected):
    found = [trust.exchanges_to_trust_unknown_risk(1 / 3, t, alpha, beta) for t in (0.05, 0.01)]
    assert tuple(found) == expected


def test_unknown_risk_odds():
    belief = trust.posterior_unknown_risk(31, 1 / 3, 1, 9)
    assert belief / (1 - belief) == pytest.approx(0.5 * 9 / 40)
    assert math.isinf(trust.exchanges_to_trust_unknown_risk(1 / 3, 1e-6, 1, 9, 0.05))


def test_default_example():
    p = TrustParameters(informer_share=1 / 3)
    assert p.needed == 23
    assert p.eventual == pytest.approx(0.5557, abs=5e-5)
    assert p.false_trust == pytest.approx(0.0474, abs=5e-5)
    months = trust.months_to_percolate(10, 1, p.needed, p.eventual)
    assert months == pytest.approx(18.59, abs=5e-3)
    assert 10 * p.trusted_by(months) == pytest.approx(1)


def test_trust_that_never_percolates():
    heard = TrustParameters(informer_share=1 / 3, background_risk=0.2)
    assert trust.months_to_percolate(10, 1, heard.needed, heard.eventual) == math.inf


@pytest.mark.parametrize(
    ("informer_share", "expected"),
    [(1 / 3, {0: 4.55, 0.05: 3.47, 0.2: 1.53, 1: 0.02}), (0.0113, {0: 9.8, 0.05: 9.7, 0.2: 9.4, 1: 7.9})],
)
def test_joint_constraint(informer_share, expected):
    p = TrustParameters(informer_share=informer_share, believed_share=informer_share, trust_below=0.01)
    for removal, reach in expected.items():
        found = trust.exposed_reach(10, p.trusted_by(120), p.punished_by(120), removal)
        assert found == pytest.approx(reach, abs=0.06 if reach > 5 else 0.006)


def test_infiltration():
    assert [math.floor(trust.half_clean_size(p)) for p in (0.05, 0.01, 0.001)] == [13, 68, 692]
    assert trust.cluster_is_clean(trust.half_clean_size(0.01), 0.01) == pytest.approx(0.5)
    assert trust.informers_inside(26e6, 0.8, 0.01) == pytest.approx(208_000)


def test_ignition():
    risk = 0.005 + 0.1 / 3 + 0.005 * 2 / 3
    assert trust.exchange_is_worth_it(risk + 1e-9, 0.005, 1 / 3, 0.1, 0.005)
    assert not trust.exchange_is_worth_it(risk - 1e-9, 0.005, 1 / 3, 0.1, 0.005)


def test_complicity():
    assert trust.denunciation(0.01, 0, 0.5) == 0.01
    assert trust.denunciation(0.01, 2, 0.5) == pytest.approx(0.01 * math.exp(-1))
    assert trust.denunciation(0.5, 1000, -0.9) == 1
    assert [trust.complicity_sign(hold) for hold in (0.5, -0.5, 0)] == [1, -1, 0]


def test_inflow_limits():
    assert trust.holders_equilibrium(0.02, 0, 0.03) == pytest.approx(0.4)
    assert trust.holders_equilibrium(0.02, 1e-12, 0.03) == pytest.approx(0.4)
    assert trust.holders_equilibrium(0, 0.1, 0.03) == pytest.approx(0.7)
    assert trust.holders_equilibrium(0, 0.02, 0.03) == 0
    assert trust.holders_equilibrium(0, 0, 0) == 0


def test_inflow_solves_its_equation():
    h = trust.holders_equilibrium(0.01, 0.2, 0.05)
    assert 0.01 * (1 - h) + 0.2 * h * (1 - h) == pytest.approx(0.05 * h)


def test_radio_informs_but_ties_nobody():
    radio = trust.Channel(arrivals=5, shareable=0)
    stick = trust.Channel(arrivals=0.02, intercepted=0.5)
    assert trust.inflow([radio]) == 0
    assert trust.inflow([radio, stick]) == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [("informer_share", 1.2, "[0, 1]"), ("exchanges", -1, "[0, 20]"), ("stake", -0.1, "[0, inf)")],
)
def test_a_refused_parameter_names_its_range(name, value, allowed):
    with pytest.raises(BookError) as refusal:
        TrustParameters(**{name: value})
    message = str(refusal.value)
    assert name in message
    assert allowed in message
    assert "\n" not in message


def test_nan_is_refused():
    with pytest.raises(BookError, match="removal"):
        TrustParameters(removal=math.nan)


def test_every_parameter_has_a_symbol_unit_and_source():
    for row in trust.table():
        assert row["symbol"]
        assert row["unit"]
        assert row["source"]
        low, high = row["allowed"]
        assert low <= row["plausible"][0] <= row["default"] <= row["plausible"][1] <= high
