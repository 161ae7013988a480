"""Every arm of the words of information inflow is rendered by some tested parameter set."""

import pytest

from tests.chapters import running


@pytest.mark.whole
def test_every_arm_of_the_words_is_rendered_by_a_tested_parameter_set() -> None:
    assert running.arms("information_inflow")
    assert running.unreached("information_inflow", running.sets("information_inflow")) == set()
