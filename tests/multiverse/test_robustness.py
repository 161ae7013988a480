"""What flips a verdict is found, and what it rests on adds up."""

import itertools

import numpy as np
import pytest

from nkbook.claims.registry import Claim
from nkbook.claims.rule import Verdict
from nkbook.multiverse.outcomes import Evaluate, marked, outcome
from nkbook.multiverse.robustness import Robustness, Thresholds, explained, robustness, shapley, shares
from nkbook.multiverse.universes import universes
from tests.multiverse import synthetic
from tests.multiverse.synthetic import CHOICES, SIMPLE, choice


def found(
    item: Claim = SIMPLE, function: Evaluate = synthetic.evaluate, joint: float | None = None
) -> Robustness:
    return robustness(item, marked(outcome(u, function) for u in universes(item)), joint)


def without(*names: str) -> Claim:
    return synthetic.claim({name: c for name, c in CHOICES.items() if name not in names})


def test_the_choice_that_flips_is_found_and_makes_the_claim_fragile() -> None:
    result = found()
    assert {"trim": True} in result.flips
    assert {"shift": -9} in result.flips
    assert all(len(flip) == 1 for flip in result.flips)
    assert result.equivalent_flips == [{"trim": True}]
    assert result.label == "fragile"
    assert result.verdict == Verdict.SUPPORTED
    # One choice away: trim, two scales, two shifts; `idle` repeats the default, N is left out.
    assert result.flip_index == pytest.approx(2 / 5)


def test_without_that_choice_the_claim_is_robust() -> None:
    result = found(without("trim"))
    assert result.label == "robust"
    assert result.agreement == 1
    assert result.equivalent_flips == []
    assert {"shift": -9} in result.flips


def test_a_flip_may_need_two_choices_together() -> None:
    item = synthetic.claim({"scale": choice("E", 1.0, 1.0, 0.9), "shift": choice("E", 0, 0, -1)})
    result = found(item)
    assert result.flips == [{"scale": 0.9, "shift": -1}]
    assert result.label == "mixed"
    assert found(item, joint=0.5).label == "mixed"
    assert (
        robustness(
            item,
            marked(outcome(u, synthetic.evaluate) for u in universes(item)),
            None,
            Thresholds(agreement=0.7),
        ).label
        == "robust"
    )


def test_another_question_is_counted_apart_and_never_pooled() -> None:
    result = found()
    assert sum(result.verdicts["N"].values()) == 2
    pooled = shares(result, "EU")
    assert sum(pooled.values()) == pytest.approx(1)
    counted = sum(sum(result.verdicts[kind].values()) for kind in "EU")
    assert counted == result.distinct - 2
    assert not any("question" in flip for flip in result.flips)
    assert "question" not in result.variance


def test_a_claim_that_noise_would_decide_as_well_is_not_robust() -> None:
    item = without("trim")
    assert found(item, joint=0.04).label == "robust"
    assert found(item, joint=0.06).label == "mixed"


def test_without_evidence_there_is_no_label() -> None:
    result = found(function=synthetic.silent)
    assert result.label == ""
    assert result.flips == []
    assert result.agreement is None
    assert result.silent == result.distinct == 1


def test_failed_universes_are_counted_and_leave_the_rest_as_it_is() -> None:
    result = found(function=synthetic.broken)
    assert result.failed == len(universes(SIMPLE)) // 3
    assert {"trim": True} in result.flips


def test_shares_of_variance_sum_to_one_and_idle_choices_carry_none() -> None:
    shares_of = found().variance
    assert sum(shares_of.values()) == pytest.approx(1, abs=1e-9)
    assert shares_of["idle"] == 0
    assert shares_of["trim"] > shares_of["shift"] > shares_of["scale"] > 0


def test_shapley_values_sum_to_the_variance_and_halve_an_interaction() -> None:
    grid = np.array(list(itertools.product((-1, 1), (-1, 1), (-1, 0, 1))))
    values = 3 * grid[:, 0] + 2 * grid[:, 0] * grid[:, 1] + grid[:, 2]
    columns = dict(zip("abc", grid.T, strict=True))
    values_of = shapley("abc", lambda subset: explained(values, [columns[name] for name in subset]))
    assert sum(values_of.values()) == pytest.approx(values.var())
    assert values_of == pytest.approx({"a": 9 + 2, "b": 2, "c": 2 / 3})


@pytest.mark.parametrize("size", [10, 23])
def test_shapley_values_sum_to_the_variance_where_universes_are_missing(size: int) -> None:
    rng = np.random.default_rng(size)
    codes = np.unique(rng.integers(0, 3, (size, 4)), axis=0)
    values = rng.normal(size=len(codes))
    found_values = shapley(range(4), lambda subset: explained(values, [codes[:, n] for n in subset]))  # type: ignore[arg-type,misc]
    assert sum(found_values.values()) == pytest.approx(values.var())
