"""Chained changes: closed forms and measured coverage."""

import numpy as np
import pytest

from nkbook.errors import NoEvidence
from nkbook.methods import chains


def test_a_change_of_wording_is_never_counted_as_a_change() -> None:
    change, low, high, n = chains.chained_change([(50.0, 400, 40.0, 400), (30.0, 400, 25.0, 400)], 0.95)
    assert change == -15
    assert n == 1600
    variance = (50 * 50 + 40 * 60 + 30 * 70 + 25 * 75) / 400
    assert (low, high) == pytest.approx((-15 - 1.959964 * variance**0.5, -15 + 1.959964 * variance**0.5))


def test_the_interval_of_a_chain_keeps_its_level_at_the_size_of_the_real_surveys() -> None:
    random, truth = np.random.default_rng(2020), ((47.4, 400), (38.6, 414), (28.5, 407), (21.8, 399))
    real = (38.6 - 47.4) + (21.8 - 28.5)
    drawn = np.column_stack([100 * random.binomial(n, share / 100, 2000) / n for share, n in truth])
    inside = 0
    for a, b, c, d in drawn:
        _, low, high, _ = chains.chained_change([(a, 400, b, 414), (c, 407, d, 399)], 0.95)
        inside += low <= real <= high
    assert 0.93 <= inside / len(drawn) <= 0.97


def test_no_like_surveys_are_no_evidence() -> None:
    with pytest.raises(NoEvidence):
        chains.chained_change([], 0.95)


def test_a_design_effect_of_four_doubles_the_interval_of_a_chain() -> None:
    links = [(50.0, 400, 40.0, 400)]
    change, low, _, n = chains.chained_change(links, 0.95)
    wide = chains.chained_change(links, 0.95, 4.0)
    assert (wide[0], wide[3]) == (change, n)
    assert change - wide[1] == pytest.approx(2 * (change - low))
