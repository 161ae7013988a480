"""From leavers to residents: closed forms, and bounds that hold in every population that meets them."""

from math import inf

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from nkbook.methods import residents
from nkbook.methods.residents import Residents, rung

percent = st.floats(0, 100)
inner = st.floats(0.01, 99.99)
part = st.floats(0.01, 0.99)
# Three strata, the last uncovered: residents, people asked, share with the answer (alike in both).
strata = st.lists(st.tuples(st.floats(1, 100), st.floats(1, 100), percent), min_size=3, max_size=3)


def mean(shares: list[float], sizes: list[float]) -> float:
    return float(np.average(shares, weights=sizes))


def split(drawn: list[tuple[float, float, float]]) -> tuple[dict[str, float], dict[str, float], float]:
    """Return weights and parts of the covered strata, and the share of the whole sample."""
    people, asked, shares = (list(column) for column in zip(*drawn, strict=True))
    weights = {str(i): people[i] / sum(people) for i in (0, 1)}
    parts = {str(i): asked[i] / sum(asked) for i in (0, 1)}
    return weights, parts, mean(shares, asked)


def test_the_rungs_have_closed_forms() -> None:
    assert residents.covered_weight({"a": 1, "b": 2, "c": 7}, ["a", "b"]) == 0.3
    assert rung(40, 50, 0.2) == pytest.approx((8, 90))
    assert rung(40, 50, 0.2, 2, "no_higher") == pytest.approx((8, 50))
    assert rung(40, 50, 0.2, 2, "no_lower") == pytest.approx((40, 90))
    assert rung(40, 50, 0.2, 3, margin=20) == pytest.approx((0.2 * 40 + 0.8 * 20, 0.2 * 50 + 0.8 * 70))
    # What differs by sixty points is cut at none and at all.
    assert rung(40, 50, 0.2, 3, margin=60) == pytest.approx((8, 90))
    with pytest.raises(KeyError):
        residents.covered_weight({"a": 1}, ["b"])


def test_with_one_stratum_the_bounds_within_are_those_of_duncan_and_davis() -> None:
    # Ninety in a hundred, of whom eighty come from covered provinces: there, seventy to all eighty.
    assert residents.within_covered(90, {"a": 0.8}, {"a": 0.1}) == pytest.approx((87.5, 100))
    assert residents.within_covered(10, {"a": 0.8}, {"a": 0.1}) == pytest.approx((0, 12.5))
    assert residents.within_covered(90, {"a": 1.0}, {"a": 0.1}) == pytest.approx((90, 90))
    assert residents.within_covered(90, {}, {}) == (0, 100)


@given(strata)
def test_with_several_strata_the_bounds_within_are_those_of_a_linear_programme(
    drawn: list[tuple[float, float, float]],
) -> None:
    weights, parts, share = split(drawn)
    aim = np.array([weights["0"], weights["1"], 0]) / sum(weights.values())
    sample = [[parts["0"], parts["1"], 1 - sum(parts.values())]]
    ends = [
        sign * 100 * linprog(sign * aim, A_eq=sample, b_eq=[share / 100], bounds=(0, 1)).fun
        for sign in (1, -1)
    ]
    assert residents.within_covered(share, parts, weights) == pytest.approx(ends, abs=1e-6)


@given(strata)
def test_two_groups_weighted_anew_keep_their_mean_within_the_bounds(
    drawn: list[tuple[float, float, float]],
) -> None:
    people, asked, shares = (list(column)[:2] for column in zip(*drawn, strict=True))
    weights, parts = ({str(i): x / sum(sizes) for i, x in enumerate(sizes)} for sizes in (people, asked))
    low, high = residents.within_covered(mean(shares, asked), parts, weights)
    assert low - 1e-6 <= mean(shares, people) <= high + 1e-6


@given(strata, st.floats(0, 50), st.sampled_from(["no_higher", "no_lower"]))
def test_bounds_hold_the_truth_in_every_population_that_meets_the_assumption(
    drawn: list[tuple[float, float, float]], margin: float, others: residents.Others
) -> None:
    weights, parts, share = split(drawn)
    people, _, shares = (list(column) for column in zip(*drawn, strict=True))
    truth, there = mean(shares, people), mean(shares[:2], people[:2])
    found = residents.residents(share, (share, share), 50, weights, parts=parts, others=others, margin=margin)
    met = {
        1: True,
        2: shares[2] <= there if others == "no_higher" else shares[2] >= there,
        3: abs(shares[2] - there) <= margin,
    }
    for number, holds in met.items():
        low, high = found.bounds[number]
        assert not holds or low - 1e-6 <= truth <= high + 1e-6, number


@given(percent, percent, part, percent, st.sampled_from(["no_higher", "no_lower"]))
def test_a_stronger_assumption_never_widens_the_bounds(
    one: float, other: float, weight: float, margin: float, others: residents.Others
) -> None:
    low, high = sorted((one, other))
    first = rung(low, high, weight)
    stronger = (rung(low, high, weight, 2, others), rung(low, high, weight, 3, margin=margin), (low, high))
    for found in stronger:
        assert first[0] - 1e-9 <= found[0] <= found[1] <= first[1] + 1e-9
    assert rung(low, high, weight, 3, margin=100) == pytest.approx(first)
    assert rung(low, high, weight, 3, margin=0) == pytest.approx((low, high))


@given(inner, inner, st.floats(0.001, 0.5))
def test_gamma_is_how_much_likelier_people_with_the_answer_left(
    share: float, line: float, rate: float
) -> None:
    # Residents are at the line; those with the answer leave gamma times as often as the others.
    gamma = residents.odds(share, line)
    factor = gamma if share >= line else 1 / gamma
    left = line * rate * factor, (100 - line) * rate
    assert 100 * left[0] / sum(left) == pytest.approx(share)


@given(inner, part)
def test_at_the_line_nothing_is_needed_to_turn_the_verdict(line: float, weight: float) -> None:
    assert residents.odds(line, line) == pytest.approx(1)
    assert residents.uncovered_share(line, weight, line) == pytest.approx(line)


def test_gamma_of_an_end_beyond_the_line_is_below_one() -> None:
    assert residents.odds(45, 50, above=True) == pytest.approx(9 / 11)
    assert residents.odds(45, 50) == pytest.approx(11 / 9)
    assert residents.odds(100, 50) == residents.odds(0, 50) == inf


@given(percent, part, inner)
def test_with_the_share_needed_elsewhere_residents_are_at_the_line(
    p: float, weight: float, line: float
) -> None:
    elsewhere = residents.uncovered_share(p, weight, line)
    assert weight * p + (1 - weight) * elsewhere == pytest.approx(line)
    # Outside 0 to 100 no answer elsewhere turns the verdict: rung 1 decides.
    low, high = rung(p, p, weight)
    assume(abs(elsewhere) > 1e-9 and abs(elsewhere - 100) > 1e-9)
    assert (0 <= elsewhere <= 100) == (low <= line <= high)


def test_where_all_strata_are_covered_nothing_elsewhere_turns_the_verdict() -> None:
    assert residents.uncovered_share(60, 1, 50) == -inf
    assert residents.uncovered_share(40, 1, 50) == inf
    assert residents.uncovered_share(50, 1, 50) == 50


def test_a_sample_in_proportion_has_no_effect_of_weighting() -> None:
    assert residents.weighting_effect({"a": 0.2, "b": 0.8}, {"a": 10, "b": 40}) == pytest.approx(1)
    # A tenth of the people are half of the sample.
    effect = residents.weighting_effect({"a": 0.1, "b": 0.9}, {"a": 50, "b": 50})
    assert effect == pytest.approx(0.1**2 / 0.5 + 0.9**2 / 0.5)
    with pytest.raises(ValueError, match="different strata"):
        residents.weighting_effect({"a": 1.0}, {"a": 10, "b": 40})


def test_cells_are_weighted_to_the_population() -> None:
    cells = {"a": (80.0, 50.0), "b": (20.0, 50.0)}
    estimate, (low, high), effect = residents.post_stratified(cells, {"a": 0.1, "b": 0.9}, 0.95, 2)
    assert estimate == pytest.approx(0.1 * 80 + 0.9 * 20)
    assert effect == pytest.approx(2 * 1.64)
    assert low < estimate < high
    narrow = residents.post_stratified(cells, {"a": 0.1, "b": 0.9}, 0.95)[1]
    assert low < narrow[0] < narrow[1] < high


def test_the_interval_of_a_weighted_share_holds_the_truth_as_often_as_it_says() -> None:
    generator = np.random.default_rng(12)
    weights, sizes, shares = {"a": 0.2, "b": 0.8}, {"a": 150, "b": 50}, {"a": 70.0, "b": 40.0}
    truth = sum(weights[name] * shares[name] for name in weights)
    held = 0
    for _ in range(400):
        cells = {n: (100 * generator.binomial(sizes[n], shares[n] / 100) / sizes[n], sizes[n]) for n in sizes}
        low, high = residents.post_stratified(cells, weights, 0.95)[1]
        held += low <= truth <= high
    assert held / 400 > 0.93


def above_half(bounds: tuple[float, float]) -> bool:
    return bounds[0] > 50


@pytest.mark.parametrize(
    ("weight", "others", "shown", "expected", "limited"),
    [
        (0.9, None, False, 1, False),
        (0.2, "no_lower", False, 2, True),
        (0.2, "no_lower", True, 2, False),
        (0.2, "no_higher", True, 4, True),
        (0.2, None, False, 4, True),
    ],
)
def test_a_finding_about_residents_is_limited_unless_rung_1_or_shown_direction_decides(
    weight: float, others: residents.Others | None, shown: bool, expected: int, limited: bool
) -> None:
    found = residents.residents(70, (65, 75), 50, {"a": weight}, others=others, shown=shown)
    assert found.decided_at(above_half) == expected
    assert found.limited(above_half) == limited


def test_tipping_points_are_those_of_the_estimate_and_of_the_nearer_end() -> None:
    found: Residents = residents.residents(70, (65, 75), 50, {"a": 0.2}, parts={"a": 0.8})
    assert found.gamma == pytest.approx((7 / 3, 65 / 35))
    # The end is that within the covered stratum, where forty-five of eighty may have given the answer.
    assert found.share == pytest.approx(((50 - 0.2 * 70) / 0.8, (50 - 0.2 * 56.25) / 0.8))
    below = residents.residents(30, (25, 35), 50, {"a": 0.2})
    assert below.gamma == pytest.approx((7 / 3, 65 / 35))
    assert below.share == pytest.approx((55, 53.75))
    assert residents.residents(52, (46, 58), 50, {"a": 0.2}).decided_at(above_half) is None
