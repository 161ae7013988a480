"""What the marks of figures promise: a chronology where a time axis covers it, and in words."""

from typing import Any

import pandas as pd
import pytest

from nkbook.marks import Chart

SAID = {"title": "Output fell", "subtitle": "index", "footer": "Source: x", "alt": "A line falls over time."}


def drawn(time: Any, **axes: Any) -> Chart:
    chart = Chart("a-figure", SAID, {}, ["wht_2021"])
    chart.line(list(time), list(range(len(time))))
    chart.axes(**axes)
    chart.chronology()
    return chart


def spans(chart: Chart) -> list[tuple[object, object]]:
    return [(shape.x0, shape.x1) for shape in chart.fig.layout.shapes]


def test_on_an_axis_of_years_a_year_is_shaded_whole() -> None:
    sanctions, border = spans(drawn(range(2010, 2025)))
    assert sanctions == pytest.approx((2015.67, 2017.47), abs=0.01)
    assert border == pytest.approx((2019.58, 2023.15), abs=0.01)


def test_on_an_axis_of_dates_spans_begin_and_end_on_their_day() -> None:
    months = pd.period_range("2019-01", "2025-12", freq="M").to_timestamp()
    assert spans(drawn(months)) == [(pd.Timestamp("2020-01-30"), pd.Timestamp("2023-08-26"))]


def test_a_span_ends_with_the_axis_and_what_it_does_not_cover_is_left_out() -> None:
    chart = drawn(range(1990, 2022))
    assert spans(chart)[1][1] == 2021
    assert spans(drawn(range(1990, 2000))) == []
    assert len(spans(drawn(range(1990, 2022), x={"range": [1990, 2018]}))) == 1


def test_what_is_shaded_is_also_said_and_its_sources_are_kept() -> None:
    chart = drawn(range(1990, 2022))
    assert "the closed border, from 2020 to 2023" in chart.alt
    assert {"wht_2021", "observer_2020", "yahoo_return2023"} <= set(chart.sources)
    assert drawn(range(1990, 2000)).alt == SAID["alt"]
