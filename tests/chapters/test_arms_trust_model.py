"""Every arm of the words of the model of trust is rendered by some tested parameter set."""

import pytest

from tests.chapters import running


@pytest.mark.whole
def test_every_arm_of_the_words_is_rendered_by_a_tested_parameter_set() -> None:
    assert running.arms("trust_model")
    assert running.unreached("trust_model", running.sets("trust_model")) == set()
