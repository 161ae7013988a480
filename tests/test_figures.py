"""What `show` promises: one readable, deterministic bundle with words for those who cannot see it."""

import json
import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkbook import figures
from nkbook.errors import BookError

ALT = "A line rises from one to two over ten years."


def shown(monkeypatch: pytest.MonkeyPatch, fig: go.Figure, **settings: object) -> dict[str, object]:
    bundles: list[dict[str, object]] = []
    monkeypatch.setattr(figures, "display", lambda bundle, raw: bundles.append(bundle))
    words = {"name": "a-figure", "alt": ALT, "data": pd.DataFrame({"year": [2000], "value": [1 / 3]})}
    figures.show(fig, **(words | settings))  # type: ignore[arg-type]
    return bundles[0]


def sample() -> go.Figure:
    fig = figures.figure("Output fell", "index, 1989 = 100", "bok")
    fig.add_scatter(x=np.arange(3), y=np.array([1 / 3, np.nan, 2e-7]))
    return fig


def test_a_figure_is_stored_as_plain_rounded_json_with_its_words_and_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bundle = shown(monkeypatch, sample())
    stored = bundle[figures.PLOTLY]
    text = json.dumps(stored, allow_nan=False)
    assert "bdata" not in text
    assert stored["data"][0]["y"] == [0.333333, None, 2e-07]  # type: ignore[index]
    meta = stored["layout"]["meta"]  # type: ignore[index]
    assert meta.pop("phone")["xaxis"] == {"tickfont": {"size": 11}, "nticks": 5}
    assert meta == {
        "name": "a-figure",
        "alt": ALT,
        "data": {"columns": ["year", "value"], "rows": [[2000, 0.333333]]},
    }
    assert bundle["text/plain"] == ALT


def test_the_template_stays_slim(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(json.dumps(shown(monkeypatch, sample())[figures.PLOTLY])) < 2_000


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [({"name": "Bad Name"}, "use lower-case letters"), ({"alt": "plot"}, "alt must tell the finding")],
)
def test_a_figure_without_proper_words_is_refused(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BookError, match=sentence):
        shown(monkeypatch, sample(), **settings)


def test_a_figure_without_finding_and_footer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BookError, match=r"start from nkbook\.figures\.figure"):
        shown(monkeypatch, go.Figure())


@given(st.floats())
def test_rounding_keeps_six_digits_and_turns_what_is_no_number_into_null(value: float) -> None:
    short = figures.significant(value)
    if not math.isfinite(value):
        assert short is None
    else:
        assert short == pytest.approx(value, rel=1e-5)
        assert figures.significant(float(short)) == short  # type: ignore[arg-type]
