"""From content to the reach of trust: closed forms against integrals, simulation and plain reason."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from nkbook import trust
from nkbook.errors import BookError
from nkbook.trust import TrustParameters, channels, kernels

COUNTRIES = [
    (0.01, 0.63, 0.02, 0),
    (0.01, 0, 0.02, 0),
    (0.05, 0.01, 0.2, 0.1),
    (0, 0.5, 0.1, 0.01),
    (0, 0.1, 0.1, 0.3),
    (0.001, 1e-5, 0.02, 0),
    (0.1, 10, 0.2, 0),
    (0, 0, 0, 0.4),
    (0, 0.3, 0.1, 0),
]


@pytest.mark.parametrize(("m", "b", "g", "h0"), COUNTRIES)
def test_holders_solve_their_equation(m: float, b: float, g: float, h0: float) -> None:
    def change(_: float, y: np.ndarray) -> list[float]:
        return [m * (1 - y[0]) + b * y[0] * (1 - y[0]) - g * y[0], y[0]]

    exact = solve_ivp(change, (0, 120), [h0, 0], rtol=1e-10, atol=1e-12).y[:, -1]
    held, so_far = channels.holders_by(120, m, b, g, h0)
    assert held == pytest.approx(exact[0], abs=1e-7)
    assert so_far == pytest.approx(exact[1], rel=1e-6, abs=1e-7)


def test_holders_tend_to_their_equilibrium() -> None:
    held, _ = channels.holders_by(5_000, 0.01, 0.05, 0.1)
    assert held == pytest.approx(trust.holders_equilibrium(0.01, 0.05, 0.1))


@settings(deadline=None)
@given(st.floats(0, 0.1), st.floats(0, 5), st.floats(0, 0.2), st.integers(1, 360))
def test_ties_have_content_for_no_longer_than_time_has_passed(m: float, b: float, g: float, t: int) -> None:
    loads = channels.content_on_ties(t, m, b, g)
    assert len(loads) == channels.TIES
    assert (loads >= -1e-9).all()
    assert (loads <= t + 1e-6).all()
    assert (np.diff(loads) >= -1e-9).all()


# n* = 7 here.
OPEN = TrustParameters(informer_risk=0.3, value_over_loss=0.2, background_risk=0.02, removal=0.0)
NETWORK = trust.random_ties(20_000, 10, seed=7)


@pytest.mark.parametrize(
    ("months", "own"),
    [
        (12, {"copying": 0.0, "arrival": 0.02}),
        (24, {"copying": 0.0, "arrival": 0.04}),
        (60, {"copying": 0.0, "arrival": 0.005}),
        (60, {"copying": 0.1, "arrival": 0.01}),
    ],
)
def test_share_of_trusted_ties_is_that_of_the_simulation(months: int, own: dict[str, float]) -> None:
    world = dataclasses.replace(OPEN, **own)
    among, ordinary, _ = _after(world, months)
    expected = channels.reach_of_trust(world, 10, months).trusted
    assert 2 * among / ordinary / 10 == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize(
    ("informer_share", "removal"), [(0.0113, 0.2), (0.0113, 0.5), (0.0113, 1.0), (0.3, 0.2)]
)
def test_reach_is_that_of_the_simulation_where_people_are_removed(
    informer_share: float, removal: float
) -> None:
    world = dataclasses.replace(OPEN, removal=removal, informer_share=informer_share)
    among, ordinary, left = _after(world, 60)
    expected = channels.reach_of_trust(world, 10, 60)
    assert left / ordinary == pytest.approx(expected.remaining, abs=0.03)
    assert 2 * among / left == pytest.approx(expected.reach, rel=0.08)


def _after(world: TrustParameters, months: int) -> tuple[int, int, int]:
    """Trusted ties among ordinary people still there; ordinary people; those of them still there."""
    society = trust.begin(NETWORK, world, seed=7)
    trust.live(society, months)
    ordinary = ~society.who(kernels.INFORMER)
    left = ordinary & ~society.who(kernels.DETAINED)
    return int(society.standing_among_ordinary().sum()), int(ordinary.sum()), int(left.sum())


def test_everybody_holding_content_throughout_gives_the_reach_of_the_chapter_on_trust() -> None:
    held = dataclasses.replace(OPEN, removal=0.2, first_holders=1.0, arrival=0.0, copying=0.0, loss=0.0)
    found = channels.reach_of_trust(held, 10, 60).reach
    assert found == pytest.approx(held.reach(10, 60), rel=0.005)


def test_without_content_nobody_comes_to_trust() -> None:
    nothing = dataclasses.replace(OPEN, arrival=0.0)
    assert channels.reach_of_trust(nothing, 10, 120) == channels.Reach(0, 0, 1, 0, 0)


def test_content_that_cannot_be_passed_on_joins_nobody() -> None:
    arriving = trust.inflow([trust.Channel(arrivals=0.1, shareable=0.0)])
    assert channels.reach_of_trust(dataclasses.replace(OPEN, arrival=arriving), 10, 120).joined == 0


def test_more_content_adds_little_once_it_is_copied() -> None:
    copied = channels.elasticity("arrival", dataclasses.replace(OPEN, copying=0.5), 10, 120)
    rare = channels.elasticity("arrival", dataclasses.replace(OPEN, copying=0.0, arrival=0.005), 10, 24)
    assert abs(copied) < 0.001
    assert rare > 0.3


worlds = st.integers(0, 299).map(lambda number: channels.combinations(300)[number])


@settings(deadline=None, max_examples=40)
@given(worlds, st.floats(0.1, 0.95), st.integers(6, 240))
def test_less_danger_from_elsewhere_never_lowers_reach(
    world: TrustParameters, factor: float, months: int
) -> None:
    safer = dataclasses.replace(world, background_risk=world.background_risk * factor)
    before, after = (channels.reach_of_trust(w, 8, months).reach for w in (world, safer))
    assert after >= before * (1 - 1e-9)


@settings(deadline=None)
@given(worlds, st.floats(0, 1))
def test_the_amount_of_content_opens_no_gate(world: TrustParameters, arrival: float) -> None:
    assert channels.gate(dataclasses.replace(world, arrival=arrival)) == channels.gate(world)


def test_less_danger_can_make_the_first_exchange_worth_it() -> None:
    afraid = TrustParameters(value_over_loss=0.05, background_risk=0.03)
    assert channels.gate(afraid) == "dared"
    assert channels.gate(dataclasses.replace(afraid, background_risk=0.005)) == "open"


def test_where_no_partner_tells_nothing_is_learnt() -> None:
    patient = TrustParameters(informer_risk=0.01, denunciation=0.01, value_over_loss=1)
    assert channels.gate(patient) == "telling"
    assert channels.reach_of_trust(patient, 10, 240).reach == 0


def test_combinations_stay_in_the_plausible_ranges_and_come_out_alike() -> None:
    tried = channels.combinations(200, copying=0.0)
    assert tried == channels.combinations(200, copying=0.0)
    assert {world.copying for world in tried} == {0.0}
    for item in dataclasses.fields(TrustParameters):
        if item.name not in (*channels.AT_START, "copying"):
            low, high = item.metadata["plausible"]
            values = [getattr(world, item.name) for world in tried]
            assert low <= min(values) < low + 0.1 * (high - low), item.name
            assert high - 0.1 * (high - low) < max(values) <= high, item.name


def test_wrong_arguments_get_one_line() -> None:
    with pytest.raises(BookError, match="months is -1"):
        channels.content_on_ties(-1, 0.1, 0.1, 0.1)
    with pytest.raises(BookError, match="ties is -3"):
        channels.reach_of_trust(OPEN, -3, 12)
    with pytest.raises(BookError, match="count is 0"):
        channels.combinations(0)
