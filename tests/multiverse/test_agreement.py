"""What turns a verdict is found, what carries it adds up, and labels say what they promise."""

import itertools
from collections import Counter
from typing import Any

import numpy as np
import pytest

from nkbook.claims.registry import Claim
from nkbook.multiverse import results, strictness, words
from nkbook.multiverse.agreement import agreement, explained, of_reading, shapley, shares
from nkbook.multiverse.fold import side
from nkbook.multiverse.strictness import HIGHEST, largest
from tests.multiverse import synthetic
from tests.multiverse.synthetic import CHOICES, SIMPLE, choice, claimed


def without(*names: str) -> Claim:
    return synthetic.claim({name: c for name, c in CHOICES.items() if name not in names})


def test_the_choice_that_turns_the_claim_is_found_and_the_claim_hangs_on_it() -> None:
    found = agreement(claimed(SIMPLE))
    assert found.side == "supported"
    # Trimmed, one reading excludes what the other carries; shifted by -9 it says so, too.
    assert found.flips == [{"trim": True}, {"shift": -9}]
    assert found.label == "hangs"


def test_the_share_is_exact_and_counts_combinations_of_distinct_analyses() -> None:
    everything = claimed(SIMPLE)
    found = agreement(everything)
    plan = everything.plan
    ends: dict[Any, str] = {}
    for bit in range(len(plan.settings)):
        under = [[a for a in everything.analyses[key] if a.mask >> bit & 1] for key in everything.stated]
        for pair in itertools.product(*under):
            ends[tuple(map(id, pair))] = side(frozenset(("outcome", a.first.found) for a in pair))
    sides = Counter(ends.values())
    assert (found.agree, found.combinations) == (sides["supported"], sides.total())
    assert found.combinations == 18
    assert sum(total for *_, total in found.under) == 18


def test_a_choice_that_turns_one_reading_only_does_not_turn_the_claim() -> None:
    item = synthetic.claim({"shift": choice("U", 0, 0, -2)})
    found = claimed(item)
    assert agreement(found).flips == []
    assert of_reading(found, "one").turned == [{"shift": -2}]
    assert of_reading(found, "two").turned == []


def test_few_analyses_are_called_few_and_many_that_agree_steady() -> None:
    assert agreement(claimed(synthetic.claim({"shift": choice("U", 0, 0, 1)}))).label == "few"
    many = synthetic.claim({"shift": choice("U", 0, *range(12))})
    assert agreement(claimed(many)).label == "steady"


def test_a_verdict_that_no_reading_carries_by_itself_is_mostly_steady() -> None:
    shifts = synthetic.claim(
        {"shift": choice("U", 0, *range(12), -2, -2.2), "scale": choice("E", 1.0, 1.0, 0.95)}
    )
    found = agreement(claimed(shifts))
    assert found.flips == []
    assert found.label == "mostly"


def test_without_a_decision_there_is_no_label_but_a_count() -> None:
    item = synthetic.claim({"scale": choice("E", 0.7, 0.7, 1.0)})
    found = claimed(item)
    result = agreement(found)
    assert (result.side, result.label) == ("undetermined", "")
    assert strictness.strictness(found, synthetic.evaluate) is None


def test_another_question_never_enters() -> None:
    assert agreement(claimed(without("question"))) == agreement(claimed(SIMPLE))
    assert of_reading(claimed(SIMPLE), "one").analyses == 18


def test_noise_that_looks_as_decided_silences_a_reading() -> None:
    found = claimed(SIMPLE)
    quiet = type(found)(found.plan, found.outcomes, frozenset({"one"}))
    assert agreement(quiet).flips == []
    assert agreement(quiet).carried_by == ["two"]


def test_failed_analyses_are_named_and_do_not_agree() -> None:
    found = claimed(without("trim", "shift"), synthetic.broken)
    result = agreement(found)
    assert (result.agree, result.combinations) == (2, 4)  # with scale 1.2 both options of idle fail
    assert "no such scale" in of_reading(found, "two").failed[0]


def test_shares_of_variance_sum_to_one_and_idle_choices_carry_none() -> None:
    variance = of_reading(claimed(SIMPLE), "one").variance
    assert sum(variance.values()) == pytest.approx(1, abs=1e-9)
    assert variance["idle"] == 0
    assert variance["trim"] > variance["shift"] > variance["scale"] > 0


def test_the_verdict_is_shared_out_among_readings_and_shared_choices() -> None:
    found = agreement(claimed(SIMPLE)).shares
    assert set(found) == {"scale", "one", "two"}
    assert sum(found.values()) == pytest.approx(1, abs=1e-9)
    assert found["one"] > 0.9


def test_shapley_values_sum_to_the_variance_and_halve_an_interaction() -> None:
    grid = np.array(list(itertools.product((-1, 1), (-1, 1), (-1, 0, 1))))
    values = 3 * grid[:, 0] + 2 * grid[:, 0] * grid[:, 1] + grid[:, 2].astype(float)
    weights = np.full(len(grid), 1 / len(grid))
    found = shapley("abc", lambda names: explained(values, grid[:, ["abc".index(n) for n in names]], weights))
    assert found == pytest.approx({"a": 9 + 2, "b": 2, "c": 2 / 3})
    assert shares("abc", values, grid, weights)["a"] == pytest.approx(11 / values.var())


@pytest.mark.parametrize("size", [10, 23])
def test_shapley_values_sum_to_the_variance_where_settings_are_missing(size: int) -> None:
    rng = np.random.default_rng(size)
    codes = np.unique(rng.integers(0, 3, (size, 4)), axis=0)
    values, weights = rng.normal(size=len(codes)), np.full(len(codes), 1 / len(codes))
    found = shapley(range(4), lambda names: explained(values, codes[:, list(names)], weights))  # type: ignore[arg-type]
    assert sum(found.values()) == pytest.approx(values.var())


def test_strictness_is_searched_until_the_side_turns() -> None:
    item = synthetic.claim({"wide": CHOICES["wide"]})
    found = strictness.strictness(claimed(item), synthetic.evaluate)
    assert found is not None
    # At a level of .995 both intervals still lie above the line; wide ones never do.
    assert found.level == HIGHEST
    assert found.design_effect is None
    assert found.turned == [{"wide": True}]


def test_a_search_ends_where_something_ceases_to_hold() -> None:
    assert largest(lambda x: x <= 3.1, 1.0, 10.0, 0.01) == pytest.approx(3.1, abs=0.01)
    assert largest(lambda _: True, 1.0, 10.0, 0.01) == 10.0
    assert largest(lambda x: x <= 1.0, 1.0, 10.0, 0.01) == 1.0


def test_sentences_say_first_what_each_reading_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "plan", synthetic.planned)
    monkeypatch.setattr(results, "key", lambda *_: "key")
    result, _ = results.compute(SIMPLE, function=synthetic.evaluate)
    said = words.said(SIMPLE, result)
    assert said["readings"] == [
        "One: of 18 analyses 6 support the claim, 10 contradict it.",
        "Two: of 3 analyses 3 support the claim, none contradicts it.",
    ]
    assert said["firm"].startswith("The verdict hangs on a choice: trim (yes) or shift (-9) alone changes")


@pytest.mark.parametrize(
    ("part", "text"),
    [(0, "0 %"), (1, "less than 1 %"), (500, "50 %"), (999, "more than 99 %"), (1000, "100 %")],
)
def test_a_percentage_never_rounds_to_all_or_nothing(part: int, text: str) -> None:
    assert words.percent(part, 1000) == text
