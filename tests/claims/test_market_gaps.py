"""Gaps between rice prices: what is stored is what this code finds, and the figure says no more."""

import numpy as np
import pandas as pd
import pytest

from nkbook import data, parameters
from nkbook.book.economy import integration_figures, market_gaps
from nkbook.book.economy.integration_figures import price_gaps
from nkbook.chapter import Chapter
from nkbook.data import credit
from nkbook.errors import DataError, NoEvidence
from nkbook.methods import integration


def chapter(**given: object) -> Chapter[parameters.Economy]:
    p = parameters.validate("economy", given)
    assert isinstance(p, parameters.Economy)
    return Chapter("economy", p)


def table() -> pd.DataFrame:
    loaded = (
        data.load(market_gaps.series(good), country="PRK") for good in ("rice_price", "usd_market_rate")
    )
    return market_gaps.months(*loaded)


def test_the_stored_worlds_are_those_of_this_code_and_this_data() -> None:
    assert not market_gaps.stale(), "run `make integration` and commit"


@pytest.mark.whole
def test_fewer_worlds_of_the_same_seed_say_the_same_and_the_variants_are_those_stored() -> None:
    few, stored = market_gaps.simulated(worlds=150), market_gaps.stored()
    for pair, found in stored["pairs"].items():
        assert few["pairs"][pair]["half_life"] == found["half_life"]
        for world in ("never", "own"):
            assert few["pairs"][pair][world]["naive"] == pytest.approx(found[world]["naive"], abs=0.15)
            assert few["pairs"][pair][world]["as_short"] == pytest.approx(found[world]["as_short"], abs=0.15)
    assert few["factors"].keys() == stored["factors"].keys()
    for name, ends in stored["variants"].items():
        assert [row[0] for row in few["variants"][name]] == [row[0] for row in ends]


def test_rows_of_the_currency_reform_and_doubtful_quotes_are_left_out() -> None:
    months = table().index.astype(str)
    assert months.min() == "2010-07"
    assert "2012-04" not in months


def test_periods_begin_in_the_whole_month_nearest_to_the_event() -> None:
    parts = market_gaps.windows(table())
    assert {name: str(part.index[0]) for name, part in parts.items()} == {
        "before": "2010-07",
        "sanctions": "2016-03",
        "closed": "2020-02",
        "reopened": "2022-10",
    }
    assert sum(map(len, parts.values())) == len(table())
    with pytest.raises(DataError, match="no event of 2016-03-03"):
        market_gaps.windows(table(), {"sanctions": "2016-03-03"})


def test_the_common_price_drops_out_of_a_gap() -> None:
    plain, moved = table(), table()
    common = np.random.default_rng(0).normal(size=len(moved)).cumsum()
    moved[list(market_gaps.CITIES)] = moved[list(market_gaps.CITIES)].add(common, axis=0)
    ends = ("half_life", "lower", "upper")
    one, other = (market_gaps.estimates(market_gaps.windows(months), 0.95, {}) for months in (plain, moved))
    assert [[row[end] for end in ends] for row in one] == [[row[end] for end in ends] for row in other]


def test_worlds_widen_intervals_over_all_periods_alone() -> None:
    parts, factors = market_gaps.windows(table()), market_gaps.stored()["factors"]
    plain, wider = (market_gaps.estimates(parts, 0.95, given) for given in ({}, factors))
    for one, other in zip(plain, wider, strict=True):
        assert other["lower"] < one["lower"] if one["period"] == "all" else other == one


def test_the_figure_says_what_its_rows_say() -> None:
    chart = chapter().draw(price_gaps)
    facts = chart.told
    assert len(chart.data) == facts["parts"] + len(facts["pairs"]) == 15
    assert facts["fails"] == ["Sinuiju–Hyesan"]
    assert sorted(facts["holds"]) == ["Pyongyang–Hyesan", "Pyongyang–Sinuiju"]
    assert len(facts["ended"]) + len(facts["open"]) == 3
    assert facts["worlds"] == market_gaps.WORLDS
    # The prose beside the figure counts on some of each.
    assert len(facts["never"]) == len(facts["closing"]) + len(facts["unknown"])
    assert all(facts[name] for name in ("closing", "unknown", "unsettled"))
    for row in facts["pairs"]:
        assert row["naive"] < row["half_life"]
    footer = next(note.text for note in chart.fig.layout.annotations if note.name == "footer")
    assert f"Source: {credit.line(chart.sources)}. Weakness: " in footer.replace("<br>", " ")
    assert len(facts["title"].split()) <= 13


def test_worlds_of_other_rows_are_not_told() -> None:
    facts = chapter(end_year=2019).draw(price_gaps).told
    assert facts["worlds"] == 0
    assert facts["parts"] == 6


def test_without_a_publication_no_test_is_told_and_without_prices_nothing_is() -> None:
    assert chapter(end_year=2025, start_year=2011).draw(price_gaps).told["holds"]
    assert chapter(end_year=2024).draw(price_gaps).told["holds"] == []
    with pytest.raises(NoEvidence):
        chapter(grades="A").draw(price_gaps)
    with pytest.raises(NoEvidence):
        chapter(start_year=2011, end_year=2012).draw(price_gaps)


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (0.0, "under 3 days"),
        (0.5, "15 days"),
        (1.4, "43 days"),
        (2.4, "2 months"),
        (25.6, "2 years"),
        (np.inf, "never"),
        (None, "never"),
    ],
)
def test_half_lives_in_words(months: float | None, words: str) -> None:
    assert integration_figures.lasting(chapter(), months) == words


def test_half_lives_span_days_to_years() -> None:
    assert integration.HALF_LIVES[0] == 0.1
    assert integration.HALF_LIVES[-2] == pytest.approx(102.4)
