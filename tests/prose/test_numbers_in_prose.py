"""Every figure a reader sees is computed, cited or on the allow-list with a reason."""

import pytest

from tests.prose import figures_in_text


@pytest.mark.parametrize(("place", "text"), list(figures_in_text.pages()), ids=lambda v: v[:40])
def test_no_figure_is_typed_into_prose(place: str, text: str) -> None:
    assert figures_in_text.found(text) == [], place


@pytest.mark.parametrize(("place", "text"), list(figures_in_text.templates()), ids=lambda v: v[:60])
def test_no_figure_is_typed_into_a_template(place: str, text: str) -> None:
    assert figures_in_text.found_in_template(text) == [], place


def test_no_figure_is_typed_into_titles_labels_and_alternative_texts() -> None:
    typed = {
        f"{place}: {phrase}": figures
        for place, phrase in figures_in_text.labels()
        if (figures := figures_in_text.found(phrase))
    }
    assert typed == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "Output fell to 68 in the famine.",
        "Output fell by half.",
        "A twenty-fold rise of guard posts.",
        "Nearly a ninth of viewers.",
        "Some 7 million lines.",
        "Two surveys disagree.",
    ],
)
def test_a_figure_typed_by_hand_is_found(sentence: str) -> None:
    assert figures_in_text.found(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Output fell to {{ level }} in 1998.",
        "The essay says so in paragraph 3; see C2.",
        "The policy of June 28 came in 2012.",
    ],
)
def test_computed_figures_years_and_ids_pass(sentence: str) -> None:
    assert figures_in_text.found(sentence) == []


@pytest.mark.parametrize(
    "template",
    [
        "Output fell to 68 in the {{ famine }}.",
        "Output fell to {{ 68 }}.",
        "{% if output.low < 70 %}It collapsed.{% endif %}",
        "{{ 'by half' if fell else 'a little' }}",
        "{{ (100 * share)|n0 }} percent",
    ],
)
def test_a_figure_typed_into_a_template_is_found_inside_braces_too(template: str) -> None:
    assert figures_in_text.found_in_template(template)


@pytest.mark.parametrize(
    "template",
    [
        "Output fell to {{ output.low|n1 }} in {{ output.year }}.",
        "{% if change > 0 and count != 1 %}It rose.{% endif %}",
        "As [Haggard and Noland (2007)](#cite-haggard_noland_2007) stress, {{ share|p0 }} percent.",
    ],
)
def test_computed_figures_and_signs_pass_in_templates(template: str) -> None:
    assert figures_in_text.found_in_template(template) == []


@pytest.mark.parametrize(
    "code",
    ['title = f"at least {30} % of income"', 'facts = {"half": 50}', 'chart = c.chart({"whole": 100})'],
)
def test_a_number_typed_in_code_where_a_computed_one_should_stand_is_found(code: str) -> None:
    assert [f for phrase in figures_in_text.phrases(code) for f in figures_in_text.found(phrase)]
