"""Validation tests 16 and 17: every way of computing gives the same bits."""

import numpy as np
import pytest
from joblib import Parallel, delayed
from scipy import sparse

from nkbook import trust
from nkbook.trust import TrustParameters, networks, simulation

PEOPLE = 200_000  # enough for two threads to share


@pytest.fixture(scope="module")
def country():
    return trust.layered(PEOPLE, seed=16)


@pytest.fixture(scope="module")
def bench():
    """The setting of the benchmarks: thresholds N(.25, .10), one person in twenty starts."""
    network = trust.layered(20_000, seed=17)
    rng = np.random.default_rng(17)
    thresholds = rng.normal(0.25, 0.10, network.people)
    return network, thresholds, rng.random(network.people) < 0.05


def lived(network, seed):
    """Checksum of two years, and the size of the cascade that follows on trusted ties."""
    society = trust.begin(network, TrustParameters(first_holders=0.2, removal=0.5), seed)
    trust.live(society, 24)
    trusted = network.kept(society.standing())
    seeds = society.who(simulation.kernels.HOLDER)
    cascade = trust.spread(trusted, trust.needs_count(trusted, 2), seeds)
    return society.checksum(), tuple(cascade.adopters)


def lived_at(folder, seed):
    """The same for a worker that gets the network by path."""
    return lived(trust.Network.load(folder), seed)


def test_16_threads(country):
    if simulation.MOST_THREADS < 2:
        pytest.skip("this machine has one processor")
    results = []
    for count in (1, 2):
        with trust.threads(count):
            results.append(lived(country, seed=3))
    assert results[0] == results[1]


def test_16_building_does_not_depend_on_threads(country):
    with trust.threads(1):
        alone = trust.layered(PEOPLE, seed=16)
    assert np.array_equal(alone.indices, country.indices)


def test_16_serial_and_loky(tmp_path):
    folder = trust.layered(10_000, seed=16).save(tmp_path / "network")
    seeds = range(4)
    serial = [lived_at(folder, seed) for seed in seeds]
    assert Parallel(n_jobs=2, backend="loky")(delayed(lived_at)(folder, s) for s in seeds) == serial
    assert len(set(serial)) == len(serial)


def adopters_by_matrix(network, thresholds, seeds):
    """The cascade as products of a sparse matrix, with the rule written out afresh."""
    ones = np.ones(len(network.indices), np.int32)
    matrix = sparse.csr_array((ones, network.indices, network.indptr))
    acting, adopters = seeds.copy(), [int(seeds.sum())]
    while True:
        with np.errstate(invalid="ignore", divide="ignore"):
            acting = acting | (matrix @ acting.astype(np.int32) / network.degrees >= thresholds)
        if acting.sum() == adopters[-1]:
            return adopters
        adopters.append(int(acting.sum()))


def test_17_numba_numpy_and_scipy(bench):
    network, thresholds, seeds = bench
    needs = trust.needs_share(network, thresholds)
    fast, plain = (trust.spread(network, needs, seeds, engine=e) for e in ("numba", "numpy"))
    assert fast.adopters == plain.adopters == adopters_by_matrix(network, thresholds, seeds)
    assert np.array_equal(fast.acting, plain.acting)
    assert fast.adopters[-1] == network.people


def test_components_as_scipy_finds_them(bench):
    network, _, _ = bench
    keep = trust.open_ties(network, 0.12, seed=1)
    one, other = (end[keep] for end in network.ends())
    matrix = sparse.coo_array((np.ones(len(one)), (one, other)), shape=(network.people,) * 2)
    _, labels = sparse.csgraph.connected_components(matrix, directed=False)
    expected = np.bincount(labels).max() / network.people
    assert trust.largest_component(network, keep) == expected
    assert trust.largest_component(network, keep, engine="numpy") == expected


def test_kept_ties_form_the_same_network_either_way(bench):
    network, _, _ = bench
    keep = trust.open_ties(network, 0.3, seed=2)
    fast, plain = (network.kept(keep, engine=e) for e in ("numba", "numpy"))
    for part in networks.PARTS:
        assert np.array_equal(getattr(fast, part), getattr(plain, part))


def test_layers_have_the_ties_they_were_asked_for():
    network = trust.layered(120_000, seed=21)
    assert network.degrees.mean() == pytest.approx(9.76, abs=0.05)
    assert network.at_home().sum() == 120_000 // 4 * 6
    one, other = network.ends()
    long = (other - one) > 12_000
    assert long.sum() == pytest.approx(0.81 * 1.5 * 120_000, rel=0.02)
