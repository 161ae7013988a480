"""The same choice, asked for by a parameter or by `choices`, gives the same prose, figures and cards."""

import json
from functools import lru_cache
from typing import Any

import pytest

from nkbook import parameters
from nkbook.claims import claims
from nkbook.claims.answers import answers
from nkbook.parameters import OptionOf
from tests.chapters import running

THEMES = ("economy", "communication", "trust", "information_inflow")


def other(theme: str, name: str) -> Any:
    """Return a value of a parameter that is not its default."""
    field = parameters.of(theme).model_fields[name]
    option = next((m for m in field.metadata if isinstance(m, OptionOf)), None)
    if option:
        return next(value for value in option.values if value != field.default)
    return not field.default if isinstance(field.default, bool) else NUMBERS[name]


NUMBERS = {"window": 3, "most_lines": 3.0, "base_year": 1989}


@lru_cache
def by_default(theme: str) -> list[dict[str, Any]]:
    """Return what a chapter displays when nothing is chosen."""
    return running.run(theme, {})


def cases() -> list[tuple[str, str]]:
    """Return chapter and parameter wherever a parameter sets a choice of claims."""
    found = []
    for theme in THEMES:
        taken = {name for item in claims(theme) for name in answers(item.id).choices}
        model = parameters.of(theme)
        found += [(theme, name) for name in model.model_fields if model.as_choice(name) in taken]
    return found


@pytest.mark.whole
@pytest.mark.parametrize(("theme", "name"), cases(), ids=str)
def test_a_parameter_and_the_same_choice_of_every_claim_show_the_same(theme: str, name: str) -> None:
    value, choice = other(theme, name), parameters.of(theme).as_choice(name)
    chosen = {item.id: {choice: value} for item in claims(theme) if choice in item.choices}
    one, same = running.run(theme, {name: value}), running.run(theme, {"choices": chosen})
    for this, that in zip(one, same, strict=True):
        assert this == that, json.dumps(this)[:300]
    assert one != by_default(theme)
