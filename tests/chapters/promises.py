"""What every chapter promises under every tested parameter set; the test of a chapter takes it from here.

Each chapter has a file of its own, so that each parameter set is run once, by one process.
"""

import json
import re
from typing import Any

import pytest

from nkbook import parameters
from nkbook.claims import claims
from nkbook.claims.answers import answers
from nkbook.marks import Chart
from nkbook.parameters import OptionOf
from tests.chapters import running

WORDS, WORD = 12, re.compile(r"[\w.,'’−-]*\w")
ALT = 20  # letters that say something about a figure
NUMBERS = {"window": 3, "most_lines": 3.0, "base_year": 1989}


@pytest.mark.whole
def test_every_arm_of_the_words_is_rendered_by_a_tested_parameter_set(chapter: str) -> None:
    assert running.arms(chapter)
    reached = set.union(*(running.run(chapter, given).reached for given in running.sets(chapter)))
    assert running.unreached(chapter, reached) == set()


@pytest.mark.whole
def test_every_figure_says_its_finding_shortly_and_names_all_its_sources(chapter: str) -> None:
    charts = [chart for given in running.sets(chapter) for chart in running.run(chapter, given).charts]
    assert charts
    assert [f"{chart.name}: {fault}" for chart in charts for fault in faults(chart)] == []


@pytest.mark.whole
def test_a_parameter_and_the_same_choice_of_every_claim_show_the_same(chapter: str) -> None:
    for name in choosing(chapter):
        value, choice = other(chapter, name), parameters.of(chapter).as_choice(name)
        chosen = {item.id: {choice: value} for item in claims(chapter) if choice in item.choices}
        one = running.run(chapter, {name: value}).shown
        same = running.run(chapter, {"choices": chosen}).shown
        for this, that in zip(one, same, strict=True):
            assert this == that, f"{name}: {json.dumps(this)[:300]}"
        assert one != running.run(chapter, {}).shown, f"{name} changes nothing"


def faults(chart: Chart) -> list[str]:
    """Return what a reader would miss in a chart."""
    cells = (str(cell) for name in ("source", "sources") for cell in chart.data.get(name, ()))
    drawn = {key for cell in cells for key in re.split("[;,] ", cell)}
    texts = [text for text in chart.told.values() if isinstance(text, str)]
    found = {
        "its title is too long": len(WORD.findall(chart.facts["title"])) > WORDS,
        "it has no title": not chart.fig.layout.title.text,
        "its words are too few": len(chart.alt) < ALT,
        "it has no table": chart.data.empty,
        "it has no source": not chart.sources,
        "it leaves out a source": not drawn <= set(chart.sources),
        "it tells a number that is none": any(re.search(r"\bnan\b|None", text) for text in texts),
    }
    return [fault for fault, holds in found.items() if holds]


def choosing(chapter: str) -> list[str]:
    """Return the parameters of a chapter that set a choice of its claims."""
    taken = {name for item in claims(chapter) for name in answers(item.id).choices}
    model = parameters.of(chapter)
    return [name for name in model.model_fields if model.as_choice(name) in taken]


def other(chapter: str, name: str) -> Any:
    """Return a value of a parameter that is not its default: where it can, one that has been run already."""
    field = parameters.of(chapter).model_fields[name]
    option = next((m for m in field.metadata if isinstance(m, OptionOf)), None)
    if option:
        tested = [given[name] for given in running.sets(chapter) if set(given) == {name}]
        return next(value for value in (*tested, *option.values) if value != field.default)
    return not field.default if isinstance(field.default, bool) else NUMBERS[name]
