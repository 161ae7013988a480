"""A reading that noise alone would make look as decided has no say in a verdict."""

import pytest

from nkbook import noise
from nkbook.claims import assess


def test_a_reading_abstains_where_noise_would_look_as_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noise, "abstains", lambda claim, reading: False)
    before = assess("I6")
    assert before.findings["viewing"].stance is not None
    assert before.findings["viewing"].stance.carries
    monkeypatch.setattr(noise, "abstains", lambda claim, reading: reading == "viewing")
    after = assess("I6")
    assert after.findings["viewing"].open == "noise"
    assert str(after.verdict) == "undetermined"
    assert after.findings["viewing"].estimate == before.findings["viewing"].estimate
