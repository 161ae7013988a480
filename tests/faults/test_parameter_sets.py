"""What any set of parameters promises: admitted as it was given, or refused in one line."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from nkbook import parameters
from nkbook.claims import claims
from nkbook.errors import BookError
from tests.faults import amount

SETS = amount.of(few=120, many=1_700)  # for each of six chapters
ODD: tuple[Callable[[random.Random], str], ...] = (
    lambda rng: str(rng.randint(-(10**6), 10**6)),
    lambda rng: repr(rng.uniform(-10, 4_000)),
    lambda rng: rng.choice(["nan", "inf", "-inf", "1e999", "-0", "0x10", "1_000", "１９９０", "False"]),
    lambda rng: rng.choice(["", " ", "null", "None", "[]", "{}", "[", "}", "A,B", "CHN,CHN", "CHN,,VNM"]),
    lambda rng: "9" * rng.choice([1, 19, 400, 5_000]),
    lambda rng: rng.choice("[{\"'") * rng.choice([1, 100, 5_000, 100_000]),
    lambda rng: "".join(chr(rng.randint(1, 0x2FFF)) for _ in range(rng.randint(1, 20))),
    lambda rng: json.dumps({rng.choice("ECTI") + str(rng.randint(0, 12)): {"exclude": [rng.random()]}}),
)


def chosen(rng: random.Random, theme: str) -> str:
    """Return a choice of a claim of a theme as a word: one of its options, or something else."""
    item = rng.choice([item for item in claims(theme) if item.choices])
    name, choice = rng.choice(list(item.choices.items()))
    value: Any = rng.choice([*choice.admitted, None, 7, "x", [], {}])
    return json.dumps({item.id: {name: value}})


def words(rng: random.Random, chapter: str) -> dict[str, str]:
    """Return some parameters of a chapter as words of a command line, mostly odd ones."""
    model = parameters.of(chapter)
    names = rng.sample([*model.model_fields, "strat_year", "__class__", "x" * 300], rng.randint(1, 3))
    found = {name: rng.choice(ODD)(rng) for name in names}
    for name in names:
        if name in model.model_fields and rng.random() < 0.4:
            found[name] = str(model.model_fields[name].default)
    if "choices" in found and rng.random() < 0.6:
        found["choices"] = chosen(rng, getattr(model, "theme", ""))
    return found


@pytest.mark.parametrize("chapter", sorted(parameters.CHAPTERS))
def test_a_set_of_parameters_is_admitted_as_given_or_refused_in_one_line(chapter: str) -> None:
    rng = random.Random(f"{amount.SEED} {chapter}")
    admitted, refusals = 0, []
    for _ in range(SETS):
        given = words(rng, chapter)
        try:
            found = parameters.validate(chapter, given, text=True)
        except BookError as refusal:
            refusals.append(str(refusal))
        else:
            admitted += 1
            again = parameters.validate(chapter, {name: getattr(found, name) for name in given})
            assert again == found
    assert [line for line in refusals if "\n" in line or len(line) > 2_000] == []
    assert 0 < admitted < SETS


def test_there_are_enough_sets() -> None:
    assert not amount.WHOLE or SETS * len(parameters.CHAPTERS) >= 10_000
