"""A reading that noise alone would make look as decided has no say in a verdict."""

import pytest

from nkbook.claims import assess, noise


def test_a_reading_abstains_where_noise_would_look_as_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noise, "abstains", lambda claim, reading: False)
    before = assess("C1")
    assert before.findings["itu"].stance is not None
    assert before.findings["itu"].stance.carries
    monkeypatch.setattr(noise, "abstains", lambda claim, reading: reading == "itu")
    after = assess("C1")
    assert after.findings["itu"].open == "noise"
    assert str(after.verdict) == "undetermined"
    assert after.findings["itu"].estimate == before.findings["itu"].estimate
