"""Choices belong to the readings that face them, and settings are the same in whatever order."""

import copy
import random
from typing import Any

import pytest
from pydantic import ValidationError

from nkbook.claims.registry import Claim, claims
from nkbook.errors import BookError
from nkbook.multiverse.settings import plan
from tests.multiverse import synthetic
from tests.multiverse.synthetic import CHOICES, SIMPLE, TAKES, choice, planned


def message(choices: dict[str, Any], **fields: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        synthetic.claim(choices, **fields)
    return str(caught.value.errors()[0]["msg"])


def test_a_reading_is_evaluated_under_what_it_faces_and_nothing_else() -> None:
    found = planned(SIMPLE)
    assert found.faced == {"one": ("trim", "scale", "shift", "idle"), "two": ("scale",)}
    assert found.shared == ("scale",)
    assert len(found.grid("one")) == 2 * 3 * 3 * 2
    assert len(found.grid("two")) == len(found.settings) == 3


def test_other_questions_and_strictness_stay_at_their_default() -> None:
    found = planned(SIMPLE)
    arguments = [found.arguments("one", options) for options in found.grid("one")]
    assert all("question" not in one and "wide" not in one for one in arguments)


def test_what_every_evaluation_takes_is_shared_whoever_sees_it() -> None:
    item = synthetic.claim({"grades": choice("E", "ABC", "ABC", "A"), "trim": CHOICES["trim"]})
    found = planned(item)
    assert found.shared == ("grades",)
    assert found.faced == {"one": ("grades", "trim"), "two": ("grades",)}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_choices_and_options_changes_nothing(seed: int) -> None:
    def told(item: Claim) -> set[str]:
        found = planned(item)
        return {str(sorted(found.arguments(r, o).items())) for r in item.readings for o in found.grid(r)}

    shuffled = dict(random.Random(seed).sample(list(copy.deepcopy(CHOICES).items()), len(CHOICES)))
    for one in shuffled.values():
        one["options"] = random.Random(seed).sample(one["options"], len(one["options"]))
    assert told(synthetic.claim(shuffled)) == told(SIMPLE)


def test_constraints_leave_settings_out() -> None:
    def left(*constraints: dict[str, Any]) -> set[tuple[Any, Any]]:
        found = planned(synthetic.claim(CHOICES, constraints=list(constraints)))
        values = [found.values(found.faced["one"], options) for options in found.grid("one")]
        return {(one["trim"], one["scale"]) for one in values}

    everything = {(trim, scale) for trim in (False, True) for scale in (1.0, 1.1, 1.2)}
    assert left({"forbidden_if": {"trim": True, "scale": [1.1, 1.2]}}) == everything - {
        (True, 1.1),
        (True, 1.2),
    }
    assert left({"when": {"trim": True}, "allowed_if": {"scale": 1.0}}) == everything - {
        (True, 1.1),
        (True, 1.2),
    }
    assert left({"allowed_if": {"scale": [1.0, 1.1]}}) == {pair for pair in everything if pair[1] < 1.2}


def test_a_constraint_of_one_reading_leaves_the_others_as_they_are() -> None:
    found = planned(synthetic.claim(CHOICES, constraints=[{"reading": "two", "allowed_if": {"scale": 1.0}}]))
    assert len(found.grid("two")) == 1
    assert len(found.grid("one")) == 36
    assert len(found.settings) == 3


def test_a_constraint_that_links_readings_is_refused_in_one_line() -> None:
    choices = {"left": choice("E", 1, 1, 2), "right": choice("E", 1, 1, 2)}
    item = synthetic.claim(choices, constraints=[{"forbidden_if": {"left": 2, "right": 2}}])
    with pytest.raises(BookError, match=r"^S1: a constraint links left, right, no choices of one reading$"):
        plan(item, {"one": ("left",), "two": ("right",)})
    assert plan(item, {"one": ("left", "right"), "two": ()}).grid("one") == [(0, 0), (0, 1), (1, 0)]


def test_a_choice_that_no_reading_takes_is_refused() -> None:
    with pytest.raises(BookError, match=r"^S1: no reading takes the choice 'trim'$"):
        plan(SIMPLE, TAKES | {"one": ("scale", "shift", "idle", "question", "wide")})


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"reading": choice("E", "one", "one", "two")}, "bodies of evidence are no alternatives"),
        ({"grades": choice("E", "A", "A", "AD")}, "allowed: letters of ABC"),
        ({"confidence": choice("S", 0.9, 0.9, 95)}, "choice confidence: 95 is not allowed"),
        ({"start_year": choice("U", None, None, "1990")}, "allowed: a year or null"),
        ({"exclude": choice("E", [], [], "x")}, "allowed: a list of source keys"),
        ({"a": choice("E", 3, 1, 2)}, "default 3 is not one of the options"),
        ({"a": choice("E", 1, 1, 2, 1)}, "an option stands twice"),
        ({"a": choice("X", 1, 1, 2)}, "Input should be 'E', 'N', 'U' or 'S'"),
    ],
)
def test_a_wrong_choice_is_refused_in_one_line(choices: dict[str, Any], expected: str) -> None:
    told = message(choices)
    assert expected in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ({"forbidden_if": {"speed": 1}}, "a constraint names 'speed', which is no choice"),
        ({"reading": "three", "forbidden_if": {"trim": True}}, "'three', which is no reading"),
        ({"forbidden_if": {"trim": False}}, "a constraint leaves out the defaults"),
        ({"when": {"trim": True}}, "either forbidden_if or allowed_if"),
    ],
)
def test_a_wrong_constraint_is_refused(constraint: dict[str, Any], expected: str) -> None:
    assert expected in message(CHOICES, constraints=[constraint])


@pytest.mark.parametrize("item", [c for c in claims() if c.choices], ids=lambda item: str(item.id))
def test_the_choices_of_the_book_are_taken_by_their_functions(item: Claim) -> None:
    found = plan(item)
    for key in item.readings:
        assert found.default(key) in found.grid(key), key
