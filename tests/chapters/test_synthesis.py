"""The chapter on the synthesis under every tested parameter set."""

from tests.chapters.promises import (  # noqa: F401
    test_every_arm_of_the_words_is_rendered_by_a_tested_parameter_set,
    test_every_figure_says_its_finding_shortly_and_names_all_its_sources,
)

CHAPTER = "synthesis"
