"""Every arm of every condition in prose and figures is rendered by some tested parameter set, or it goes."""

import pytest

from nkbook.words import render
from tests.chapters import running


def test_an_arm_that_nothing_reaches_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "{% if low < 1 %}fell{% elif low > 1 %}rose{% else %}stood{% endif %}{{ 'a' if low else 'b' }}"
    monkeypatch.setattr(running, "templates", lambda _: [("here", text)])

    def left(*values: float) -> set[str]:
        with running.watching() as reached:
            for low in values:
                render(text, {"low": low})
        return {arm.rpartition(" ")[2] for _, arm in running.unreached("any", reached)}

    assert left(0.5, 2) == {"stood", ":"}
    assert left(0.5, 2, 1, 0) == set()
