"""Every arm of every condition in prose and figures is rendered by some tested parameter set, or it goes."""

import pytest

from tests.chapters import running


def test_an_arm_that_nothing_reaches_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "{% if low < 1 %}fell{% elif low > 1 %}rose{% else %}stood{% endif %}{{ 'a' if low else 'b' }}"
    monkeypatch.setattr(running, "templates", lambda _: [("here", text)])
    monkeypatch.setattr(running, "run", lambda _, given: running.words.render(text, given))
    left = running.unreached("any", [{"low": 0.5}, {"low": 2}])
    assert {arm.rpartition(" ")[2] for _, arm in left} == {"stood", ":"}
    assert running.unreached("any", [{"low": 0.5}, {"low": 2}, {"low": 1}, {"low": 0}]) == set()
