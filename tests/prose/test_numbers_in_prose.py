"""Every figure a reader sees is computed, cited or on the allow-list with a reason."""

import pytest

from tests.prose import figures_in_text


@pytest.mark.parametrize(("place", "text"), list(figures_in_text.pages()), ids=lambda v: v[:40])
def test_no_figure_is_typed_into_prose(place: str, text: str) -> None:
    assert figures_in_text.found(text) == [], place


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
        "Output fell to {glue:text}`level:.1f` in 1998.",
        "The essay says so in paragraph 3; see C2.",
        "The policy of June 28 came in 2012.",
    ],
)
def test_computed_figures_years_and_ids_pass(sentence: str) -> None:
    assert figures_in_text.found(sentence) == []
