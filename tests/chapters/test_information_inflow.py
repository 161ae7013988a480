"""The chapter on information inflow under every tested parameter set."""

from tests.chapters.promises import (  # noqa: F401
    test_a_parameter_and_the_same_choice_of_every_claim_show_the_same,
    test_every_arm_of_the_words_is_rendered_by_a_tested_parameter_set,
    test_every_figure_says_its_finding_shortly_and_names_all_its_sources,
)

CHAPTER = "information_inflow"
