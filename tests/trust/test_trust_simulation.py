"""The simulation against closed forms and known models; validation tests 1, 4 to 14."""

import numpy as np
import pytest

from nkbook import trust
from nkbook.errors import BookError
from nkbook.trust import TrustParameters, kernels, networks
from nkbook.trust.chance import happens


def cascade(network, need, seeds, **options):
    """Size and steps of a cascade with absolute thresholds from the people listed."""
    acting = np.zeros(network.people, bool)
    acting[seeds] = True
    result = trust.spread(network, trust.needs_count(network, need), acting, **options)
    return result.adopters[-1], result.steps


def test_01_granovetter_on_a_complete_network():
    crowd = trust.from_ends(100, *np.triu_indices(100, 1))
    thresholds = np.arange(100)
    assert cascade(crowd, thresholds, [])[0] == 100
    thresholds[1] = 2
    assert cascade(crowd, thresholds, [])[0] == 1


ER = [(1.1, 0.1761), (1.5, 0.5828), (2, 0.7968), (3, 0.9405), (4, 0.9802)]


@pytest.mark.parametrize(("ties", "expected"), ER)
def test_04_giant_component(ties, expected):
    network = trust.random_ties(1_000_000, ties, seed=4)
    everything = np.ones(network.ties, bool)
    # Close to the threshold a finite network still varies.
    tolerance = 0.015 if ties < 1.2 else 0.002
    assert trust.largest_component(network, everything) == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize(("ratio", "expected"), [(1.5, 0.5839), (2, 0.7972), (3, 0.9406)])
def test_05_final_size_of_an_epidemic(ratio, expected):
    """Reed–Frost in a mixed population is a search over a random network with R₀ ties each."""
    network = trust.random_ties(1_000_000, ratio, seed=5)
    reached, _ = cascade(network, 1, np.arange(1000))
    assert reached / 1e6 == pytest.approx(expected, abs=0.003)


def frequency_of_global_cascades(ties, runs=100, networks_drawn=4, people=100_000):
    """Share of single seeds that set off more than a tenth of the people, and their mean size."""
    sizes = []
    for draw in range(networks_drawn):
        network = trust.random_ties(people, ties, seed=600 + draw)
        needs = trust.needs_share(network, 0.18)
        for person in np.random.default_rng(draw).integers(0, people, runs // networks_drawn):
            seeds = np.zeros(people, bool)
            seeds[person] = True
            sizes.append(trust.spread(network, needs, seeds).adopters[-1] / people)
    sizes = np.array(sizes)
    return (sizes > 0.1).mean(), sizes[sizes > 0.1].mean() if (sizes > 0.1).any() else 0.0


@pytest.mark.parametrize(("ties", "expected"), [(0.9, 0), (3, 0.87), (6.5, 0)])
def test_06_window_and_07_size_of_global_cascades(ties, expected):
    frequency, size = frequency_of_global_cascades(ties, runs=40, networks_drawn=2)
    assert frequency == pytest.approx(expected, abs=0.2 if expected else 0)
    if ties == 3:
        assert size == pytest.approx(0.9406, abs=0.003)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        *[(0.9, 0), (3, 0.87), (6, 0), (6.5, 0), (8, 0)],
        *[
            pytest.param(*pair, marks=pytest.mark.whole)
            for pair in [(1.1, 0.12), (1.5, 0.55), (5, 0.70), (5.6, 0.21)]
        ],
    ],
)
def test_06_frequencies_from_400_seeds(ties, expected):
    frequency, _ = frequency_of_global_cascades(ties, runs=400, networks_drawn=20)
    assert frequency == pytest.approx(expected, abs=0.08 if expected else 0.005)


@pytest.mark.parametrize("radius", [1, 2, 4, 10])
def test_08_ring_spreads_up_to_its_radius(radius):
    ring = trust.ring(2000, radius)
    seeds = np.arange(2 * radius)
    assert cascade(ring, radius, seeds)[0] == 2000
    assert cascade(ring, radius + 1, seeds)[0] == len(seeds)


@pytest.mark.parametrize(("need", "steps"), [(1, 1250), (2, 1666), (3, 2499)])
def test_08_front_speed(need, steps):
    reached, taken = cascade(trust.ring(10_000, 4), need, np.arange(4))
    assert reached == 10_000
    assert taken == pytest.approx(steps, abs=2)


@pytest.mark.parametrize(("diagonal", "most"), [(False, 1), (True, 3)])
def test_09_torus(diagonal, most):
    grid = trust.torus(100, diagonal)
    block = (np.arange(10)[:, None] * 100 + np.arange(10)).ravel()
    assert cascade(grid, most, block)[0] == 10_000
    assert cascade(grid, most + 1, block)[0] == 100


def share_of_small_worlds_taken(need, rewired, runs=20):
    """How often a person and their neighbours set off nine tenths of a small world."""
    taken = 0
    for run in range(runs):
        network = trust.small_world(10_000, 4, rewired, seed=run)
        centre = 101 * run
        row = network.indices[network.indptr[centre] : network.indptr[centre + 1]]
        taken += cascade(network, need, [centre, *row])[0] > 9_000
    return taken / runs


SMALL_WORLDS = [
    (2, 0.0, 1),
    (2, 0.1, 1),
    (2, 0.3, 0.45),
    (2, 1.0, 0),
    (3, 0.01, 1),
    (3, 0.03, 0.8),
    (3, 0.1, 0),
    (4, 0.0, 1),
    (4, 0.001, 0),
]


@pytest.mark.slow
@pytest.mark.parametrize(("need", "rewired", "expected"), SMALL_WORLDS)
def test_10_long_ties_hinder_complex_contagion(need, rewired, expected):
    assert share_of_small_worlds_taken(need, rewired) == pytest.approx(expected, abs=0.2)


def test_10_in_brief():
    assert share_of_small_worlds_taken(2, 0.03, runs=3) == 1
    assert share_of_small_worlds_taken(3, 0.3, runs=3) == 0


def test_noise_below_the_threshold_reverses_it():
    """Eckles et al. 2024: with a little noise long ties speed complex contagion up."""
    reached = []
    for rewired in (0.0, 0.1):
        network = trust.small_world(10_000, 4, rewired, seed=1)
        reached.append(cascade(network, 3, np.arange(8), noise=0.01, max_steps=150)[0])
    assert reached[1] > 1.5 * reached[0]


@pytest.mark.parametrize(
    ("p", "expected", "tolerance"),
    [(0.038, 0.1178, 0.02), (0.045, 0.3821, 0.008), (0.06, 0.6820, 0.004), (0.1, 0.9250, 0.003)],
)
def test_11_households(p, expected, tolerance):
    network = trust.layered(1_000_000, 11, household=4, inminban_ties=0, workplace_ties=0, long_ties=7)
    keep = trust.open_ties(network, p, seed=11) | network.at_home()
    assert trust.largest_component(network, keep) == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize(
    ("ties", "p", "expected", "tolerance"),
    [(10, 0.4, 0.2074, 0.004), (30, 0.4, 0, 2e-4), (10, 0.27, 0.007, 0.01)],
)
def test_12_exposure(ties, p, expected, tolerance):
    network = trust.random_ties(500_000, ties, seed=12)
    keep = trust.exposed_ties(network, p, 0.1, 1, seed=12)
    assert trust.largest_component(network, keep) == pytest.approx(expected, abs=tolerance)


def test_thresholds_of_grid_and_ring():
    grid, ring = trust.torus(400), trust.ring(50_000, 1)
    for network, threshold, step in (
        (grid, 0.5, 0.03),  # Kesten 1980, doi 10.1007/BF01197577
        (ring, 1.0, 0.01),  # a ring of any radius breaks at a gap sooner or later
    ):
        shares = [
            trust.largest_component(network, trust.open_ties(network, min(1, p), seed=1))
            for p in (threshold - step, threshold + step)
        ]
        assert shares[0] < 0.1
        assert shares[1] > 0.5


def ordinary_ends(society):
    """For each tie end of an ordinary person: the tie, and whether the partner informs."""
    informer = society.who(kernels.INFORMER)
    one, other = society.network.ends()
    ties = np.arange(len(one))
    seen = np.concatenate([ties[~informer[one]], ties[~informer[other]]])
    partner = np.concatenate([informer[other][~informer[one]], informer[one][~informer[other]]])
    return seen, partner


@pytest.mark.parametrize("months", [18, 120])
def test_13_calibration_of_trusted_ties(months):
    """Trust, punishment and false trust on a network are those of the closed forms."""
    p = TrustParameters(
        informer_share=1 / 3, removal=0, first_holders=1, loss=0, household_trust=0, value_over_loss=1
    )
    society = trust.begin(trust.random_ties(200_000, 10, seed=13), p, seed=13)
    trust.live(society, months)
    ties, partner_informs = ordinary_ends(society)
    trusted = society.trusted()[ties]
    assert trusted.mean() == pytest.approx(p.trusted_by(months), abs=0.003)
    punished = (society.ties == kernels.PUNISHED)[ties]
    assert punished.mean() == pytest.approx(p.punished_by(months), abs=0.003)
    assert partner_informs[trusted].mean() == pytest.approx(p.false_trust, abs=0.003)


def test_14_ties_of_ordinary_pairs():
    p = TrustParameters(informer_share=0, removal=0, first_holders=1, loss=0, value_over_loss=1)
    society = trust.begin(trust.random_ties(200_000, 10, seed=14), p, seed=14)
    trust.live(society, 120)
    assert p.needed == 23
    assert society.trusted().mean() == pytest.approx(0.79408, abs=0.002)


def test_layered_trust_percolates_when_the_closed_form_says_so():
    p = TrustParameters(
        informer_share=1 / 3, removal=0, first_holders=1, loss=0, household_trust=0, value_over_loss=1
    )
    society = trust.begin(trust.random_ties(200_000, 10, seed=15), p, seed=15)
    critical = trust.months_to_percolate(10, 1, p.needed, p.eventual)
    trust.live(society, int(critical) - 3)
    assert trust.largest_component(society.network, society.standing()) < 0.02
    trust.live(society, 6)
    assert trust.largest_component(society.network, society.standing()) > 0.2


def test_inflow_reaches_its_equilibrium():
    p = TrustParameters(arrival=0.02, copying=0, loss=0.03, removal=0)
    society = trust.begin(trust.layered(100_000, 16), p, seed=16)
    holders = trust.live(society, 200).holders[-1] / 100_000
    assert holders == pytest.approx(trust.holders_equilibrium(0.02, 0, 0.03), abs=0.006)


def test_radio_leaves_ties_as_they_are():
    """Nothing to pass on, nothing to learn from: only homes trust."""
    p = TrustParameters(arrival=0, value_over_loss=1)
    society = trust.begin(trust.layered(5_000, 17), p, seed=17)
    history = trust.live(society, 60)
    assert (history.trusted == society.network.at_home().sum()).all()


def test_where_exchange_is_not_worth_it_only_homes_exchange():
    p = TrustParameters(arrival=0.5, value_over_loss=0)
    assert not p.ignites
    society = trust.begin(trust.layered(5_000, 18), p, seed=18)
    history = trust.live(society, 24)
    assert history.punished[-1] == 0
    assert np.array_equal(society.trusted(), society.network.at_home())


def test_trust_as_share_or_number_decides_the_sign_of_more_trust():
    """Denser trust calms people who wait for a share and moves people who wait for a number."""
    sizes = {"share": [], "number": []}
    for ties in (4, 12):
        network = trust.random_ties(50_000, ties, seed=19)
        seeds = happens(19, 1, 50_000, 0.01)
        for kind, needs in (
            ("share", trust.needs_share(network, 0.3)),
            ("number", trust.needs_count(network, 2)),
        ):
            sizes[kind].append(trust.spread(network, needs, seeds).adopters[-1])
    assert sizes["share"][1] < sizes["share"][0]
    assert sizes["number"][1] > sizes["number"][0]


def test_networks_are_saved_and_opened_by_path(tmp_path):
    network = trust.layered(3_000, 20)
    opened = trust.Network.load(network.save(tmp_path / "village"))
    assert isinstance(opened.indices, np.memmap)
    society, again = (trust.begin(n, TrustParameters(arrival=0.1)) for n in (network, opened))
    trust.live(society, 12)
    trust.live(again, 12)
    assert society.checksum() == again.checksum()


def test_wrong_arguments_are_refused_in_one_line(tmp_path):
    network = trust.layered(100)
    with pytest.raises(BookError, match="multiple of household=4"):
        trust.layered(100, inminban=30)
    with pytest.raises(BookError, match=r"people is 1; it must lie in \[2, "):
        trust.layered(1)
    with pytest.raises(BookError, match="one entry for each of 100 people"):
        trust.spread(network, trust.needs_count(network, 1), np.zeros(7, bool))
    with pytest.raises(BookError, match="'numba' or 'numpy'"):
        trust.largest_component(network, np.ones(network.ties, bool), engine="abacus")
    with pytest.raises(BookError, match="counts from 0 to 250"):
        trust.begin(network, TrustParameters(informer_risk=0.02, trust_below=0.01))
    with pytest.raises(BookError, match="holds no network"):
        trust.Network.load(tmp_path)
    with pytest.raises(BookError, match="numbers 0 to 2"):
        networks.from_ends(3, [0], [3])
    with pytest.raises(BookError, match="one per tie"):
        network.kept(np.ones(3, bool))
    with pytest.raises(BookError, match="threads is 0"), trust.threads(0):
        pass
