"""What parameters promise: typed, ranged, refused in one line before anything runs."""

import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkbook import parameters, paths
from nkbook.claims import claims
from nkbook.errors import BookError

CHAPTERS = sorted(parameters.CHAPTERS)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_defaults_are_admitted_and_described(chapter: str) -> None:
    settings = parameters.validate(chapter, {})
    rows = parameters.describe(chapter)
    assert {"start_year", "end_year", "grades", "confidence"} < {row[0] for row in rows}
    assert len(rows) == len(type(settings).model_fields) >= 6
    assert all(allowed and len(sentence) > 10 for _, _, allowed, sentence in rows)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_parameters_cell_of_a_chapter_holds_the_same_defaults(chapter: str) -> None:
    notebook = nbformat.read(paths.chapters() / f"{chapter}.ipynb", as_version=4)
    tagged = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    assert len(tagged) == 1
    names: dict[str, object] = {}
    exec(tagged[0].source, names)
    given_names = {k: v for k, v in names.items() if not k.startswith("__")}
    assert given_names == parameters.validate(chapter, {}).model_dump()


@pytest.mark.parametrize(
    ("given_values", "sentence"),
    [
        ({"strat_year": "2000"}, "economy has no parameter 'strat_year'; did you mean start_year? allowed: "),
        ({"start_year": "abc"}, "start_year='abc' is not allowed: start_year must be a whole number from "),
        ({"start_year": "1066"}, "start_year='1066' is not allowed: "),
        ({"confidence": "2"}, "confidence='2' is not allowed: confidence must be a number from "),
        ({"grades": "Z"}, "grades='Z' is not allowed: grades must be one of A, "),
        ({"start_year": "2010", "end_year": "2000"}, "start_year=2010 lies after end_year=2000; "),
        ({"window": "1_0"}, "window='1_0' is not allowed: window must be a whole number "),
        ({"window": "٥"}, "window='٥' is not allowed: window must be a whole number "),
        ({"confidence": "0.9_5"}, "confidence='0.9_5' is not allowed: confidence must be a number "),
    ],
)
def test_a_refused_parameter_gets_one_line_that_says_what_is_allowed(
    given_values: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BookError) as refusal:
        parameters.validate("economy", given_values, text=True)
    assert str(refusal.value).startswith(sentence)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("{", "choices='{' is not allowed: choices must be choices by claim, e.g. "),
        ('{"E9": {}}', "choices: no claim 'E9'; there are: E1, "),
        ('{"T1": {}}', "choices: no claim 'T1'; there are: E1, "),
        ('{"E1": {"speed": 1}}', "choices: E1 has no choice 'speed'; there are: "),
        ('{"E1": {"output_source": "guess"}}', "choices: E1: output_source cannot be 'guess'; options are: "),
    ],
)
def test_other_choices_for_a_claim_are_checked_before_anything_runs(word: str, sentence: str) -> None:
    with pytest.raises(BookError) as refusal:
        parameters.validate("economy", {"choices": word}, text=True)
    assert str(refusal.value).startswith(sentence)
    assert "\n" not in str(refusal.value)


def test_every_option_of_every_choice_is_admitted_as_text_too() -> None:
    for item in claims():
        for name, choice in item.choices.items():
            for value in choice.values:
                given_choices = {item.id: {name: value}}
                word = json.dumps(given_choices)
                admitted = parameters.validate(item.theme, {"choices": word}, text=True)
                assert isinstance(admitted, parameters.OfClaims)
                assert admitted.choices == given_choices


def test_an_unknown_chapter_names_those_that_exist() -> None:
    with pytest.raises(BookError, match="chapters are: economy, "):
        parameters.validate("economics", {})


@given(start=st.integers(), end=st.integers())
def test_years_are_admitted_exactly_when_in_range_and_in_order(start: int, end: int) -> None:
    low, high = parameters.FIRST_YEAR, parameters.LAST_YEAR
    legal = low <= start <= high and low <= end <= high and start <= end
    try:
        parameters.validate("economy", {"start_year": start, "end_year": end})
    except BookError:
        assert not legal
    else:
        assert legal


@given(word=st.text(max_size=20))
def test_any_text_for_a_year_is_a_number_in_range_or_refused_in_one_line(word: str) -> None:
    refusals = []
    try:
        settings = parameters.validate("economy", {"start_year": word}, text=True)
        assert settings.start_year == int(word)
    except BookError as refusal:
        refusals.append(str(refusal))
    assert all("\n" not in sentence for sentence in refusals)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_claims_weigh_all_years_unless_a_reader_asks_for_less(chapter: str) -> None:
    assert parameters.validate(chapter, {}).claim_years == {"start_year": None, "end_year": None}
    asked = parameters.validate(chapter, {"start_year": 2001, "end_year": 2019})
    assert asked.claim_years == {"start_year": 2001, "end_year": 2019}
