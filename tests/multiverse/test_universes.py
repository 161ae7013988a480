"""Choices are validated, and universes are the same in whatever order options are written."""

import copy
import random
from typing import Any

import pytest
from pydantic import ValidationError

from nkbook.claims.answers import answers
from nkbook.claims.registry import Claim, claims
from nkbook.errors import BookError
from nkbook.multiverse.universes import chosen, refuse_unknown_options, universe, universes
from tests.multiverse import synthetic
from tests.multiverse.synthetic import CHOICES, SIMPLE, choice


def message(choices: dict[str, Any], **fields: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        synthetic.claim(choices, **fields)
    return str(caught.value.errors()[0]["msg"])


def test_every_combination_is_a_universe_and_the_default_is_one() -> None:
    found = universes(SIMPLE)
    assert len(found) == len({u.id for u in found}) == 2 * 3 * 3 * 2 * 2
    default = [u for u in found if not u.changed]
    assert [dict(u.settings) for u in default] == [{name: c["default"] for name, c in CHOICES.items()}]
    assert [u.id for u in found] == sorted(u.id for u in found)


def test_a_universe_is_of_the_weakest_type_that_it_changes() -> None:
    assert universe(SIMPLE, {}).kind == "E"
    assert universe(SIMPLE, {"trim": True, "scale": 1.1}).kind == "E"
    assert universe(SIMPLE, {"trim": True, "shift": 1}).kind == "U"
    assert universe(SIMPLE, {"question": "max", "shift": 1}).kind == "N"


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_choices_and_options_changes_nothing(seed: int) -> None:
    shuffled = dict(random.Random(seed).sample(list(copy.deepcopy(CHOICES).items()), len(CHOICES)))
    for item in shuffled.values():
        item["options"] = random.Random(seed).sample(item["options"], len(item["options"]))
    ours = [(u.id, u.seed, u.kind) for u in universes(SIMPLE)]
    theirs = universes(synthetic.claim(shuffled))
    assert [(u.id, u.seed, u.kind) for u in theirs] == ours
    assert [u.id for u in chosen(theirs, 20, seed)] == [u.id for u in chosen(universes(SIMPLE), 20, seed)]


def test_constraints_leave_universes_out() -> None:
    def left(*constraints: dict[str, Any]) -> set[tuple[Any, Any]]:
        found = universes(synthetic.claim(CHOICES, constraints=list(constraints)))
        return {(u.settings["trim"], u.settings["scale"]) for u in found}

    assert left({"forbidden_if": {"trim": True, "scale": [1.1, 1.2]}}) == {
        (False, 1.0),
        (False, 1.1),
        (False, 1.2),
        (True, 1.0),
    }
    assert left({"when": {"trim": True}, "allowed_if": {"scale": 1.0}}) == {
        (False, 1.0),
        (False, 1.1),
        (False, 1.2),
        (True, 1.0),
    }
    assert left({"allowed_if": {"scale": [1.0, 1.1]}}) == {
        (False, 1.0),
        (False, 1.1),
        (True, 1.0),
        (True, 1.1),
    }


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"reading": choice("E", "one", "one", "three")}, "choice reading: 'three' is not allowed"),
        ({"reading": choice("E", "two", "one", "two")}, "the default of the choice reading must be 'one'"),
        ({"grades": choice("E", "A", "A", "AD")}, "allowed: letters of ABC"),
        ({"confidence": choice("E", 0.9, 0.9, 95)}, "choice confidence: 95 is not allowed"),
        ({"start_year": choice("U", None, None, "1990")}, "allowed: a year or null"),
        ({"exclude": choice("E", [], [], "x")}, "allowed: a list of source keys"),
        ({"a": choice("E", 3, 1, 2)}, "default 3 is not one of the options"),
        ({"a": choice("E", 1, 1, 2, 1)}, "an option stands twice"),
        ({"a": choice("X", 1, 1, 2)}, "Input should be 'E', 'N' or 'U'"),
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
        ({"forbidden_if": {"trim": False}}, "a constraint leaves out the universe of all defaults"),
        ({"when": {"trim": True}}, "either forbidden_if or allowed_if"),
    ],
)
def test_a_wrong_constraint_is_refused(constraint: dict[str, Any], expected: str) -> None:
    assert expected in message(CHOICES, constraints=[constraint])


def test_an_option_that_no_function_takes_is_refused() -> None:
    refuse_unknown_options(synthetic.claim({"count": choice("E", "a", "a", "b")}), ["count"])
    with pytest.raises(BookError, match=r"^S1: no reading takes the choice 'trim'; allowed: .*, count$"):
        refuse_unknown_options(SIMPLE, ["count"])


def test_a_sample_keeps_the_default_and_its_neighbours() -> None:
    found = universes(SIMPLE)
    sample = chosen(found, 20, seed=1)
    near = {u.id for u in found if len(u.changed) <= 1}
    assert len(sample) == 20
    assert near <= {u.id for u in sample}
    assert [u.id for u in sample] != [u.id for u in chosen(found, 20, seed=2)]
    assert chosen(found, len(found), 1) == found


@pytest.mark.parametrize("item", claims(), ids=lambda item: str(item.id))
def test_the_choices_of_the_book_are_taken_by_their_functions(item: Claim) -> None:
    refuse_unknown_options(item, answers(item.id).choices)
    for name, one in item.choices.items():
        assert len(one.options) >= 2, name
