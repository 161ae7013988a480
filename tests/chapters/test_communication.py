"""The chapter on communication under every tested parameter set."""

import pytest

from tests.chapters import running
from tests.chapters.promises import (  # noqa: F401
    test_a_parameter_and_the_same_choice_of_every_claim_show_the_same,
    test_every_arm_of_the_words_is_rendered_by_a_tested_parameter_set,
    test_every_figure_says_its_finding_shortly_and_names_all_its_sources,
)

CHAPTER = "communication"


@pytest.mark.whole
def test_the_text_says_that_the_country_stands_lowest_only_where_it_does(chapter: str) -> None:
    charts = [chart for given in running.sets(chapter) for chart in running.run(chapter, given).charts]
    compared = [chart.facts["stood_lower"] for chart in charts if "stood_lower" in chart.facts]
    assert compared
    assert not any(compared)
