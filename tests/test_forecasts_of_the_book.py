"""What the book promises of its forecasts: made again from data, no look ahead, scored by rule."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from nkbook import data, paths, words
from nkbook.book import papers
from nkbook.book.papers import expected
from nkbook.cli import app
from nkbook.errors import BookError
from nkbook.methods import forecasts

ROWS = expected.rows()
IDS = [row["forecast"] for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_every_forecast_comes_out_again_as_it_was_written(row: expected.Row) -> None:
    for name, value in expected.made(row).items():
        assert row[name] == pytest.approx(value, rel=1e-3), name


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_intervals_lie_inside_each_other_round_the_forecast(row: expected.Row) -> None:
    for name in ("", "naive_"):
        ends = [row[f"{name}{end}"] for end in ("low_90", "low_50", "middle", "high_50", "high_90")]
        assert ends == sorted(ends)


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_no_figure_that_is_forecast_stood_in_the_ledger_that_day(row: expected.Row) -> None:
    known = forecasts.as_of(expected.prints(row), row["made"])
    assert row["year"] not in known.index
    assert known.index.max() < row["year"]


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_what_is_printed_after_the_day_changes_no_forecast(
    row: expected.Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, load = expected.made(row), data.load

    def with_news(*series: Any, **filters: Any) -> pd.DataFrame:
        rows = load(*series, **filters)
        news = rows.iloc[[-1]].assign(year=row["year"], vintage="2027-12-01", value=1e6)
        return pd.concat([rows, news], ignore_index=True)

    monkeypatch.setattr(expected.data, "load", with_news)
    assert expected.made(row) == before


def test_back_tests_use_the_figures_as_they_stood() -> None:
    row = next(row for row in ROWS if row["forecast"] == "lines_2023")
    table = expected.back_tests(row).set_index("year")
    # In May 2022 the copies of 2018 and 2019 had been withdrawn: 2017 was the last year in print.
    assert table.loc[2020, "known"] == 2017
    assert table.loc[2020, "naive_middle"] == pytest.approx(3_810_000)
    growth = next(row for row in ROWS if row["forecast"] == "growth_2026")
    table = expected.back_tests(growth).set_index("year")
    assert table.loc[1998, "naive_middle"] == -3.7  # of 1996, as printed in 1997; today it says -3.4
    assert (table["printed"].str[:4].astype(int) >= table.index).all()


def test_a_figure_that_only_a_later_report_quotes_is_never_a_target() -> None:
    growth = next(row for row in ROWS if row["forecast"] == "growth_2026")
    assert 2018 not in expected.back_tests(growth)["year"].tolist()


def test_no_method_of_the_book_is_shown_to_beat_the_naive_forecast() -> None:
    facts = papers.paper("forecasts").chart.facts
    assert facts["better"] == []
    short = [test["figure"] for test in facts["tests"] if test["number"] < forecasts.ENOUGH]
    assert short == ["radio"]
    for test in facts["tests"]:
        assert test["lower"] < test["percent"] < test["upper"]


def page(**change: Any) -> str:
    """The page as a reader sees it, with other facts."""
    text = (paths.CODE / "forecasts.md").read_text(encoding="utf-8")
    facts = papers.paper("forecasts").chart.told
    return " ".join(words.render(text, facts | change, "forecasts.md").split())


def test_no_method_is_called_good_before_eight_of_its_forecasts_are_scored() -> None:
    assert forecasts.ENOUGH == 8
    assert "None has been scored yet. No method is called good before 8 of its forecasts are." in page()
    assert "Scored so far: 9. No method is called good before 8" in page(scored=9)


def test_the_page_says_how_a_forecast_came_out_or_why_it_is_void() -> None:
    facts = papers.paper("forecasts").chart.facts["forecasts"]
    out = facts[0] | {"state": "scored", "outcome": "2.5", "score": 1.04, "naive_score": 1.26}
    void = facts[3] | {"state": "void", "note": "the release of 2026 held it"}
    assert f"{out['what']} came out as 2.5: score 1.0, naive forecast 1.3." in page(forecasts=[out])
    assert f"{void['what']} is void: the release of 2026 held it." in page(forecasts=[void])
    assert "came out as" not in page()


def test_the_page_says_so_once_a_method_beats_the_naive_forecast() -> None:
    assert "Harvest: here a method is shown to beat the naive forecast." in page(better=["harvest"])
    said = words.of_chapter("papers")["forecasts"]["title"]
    assert (
        words.render(said, {"better": ["harvest"]}) == "For harvest a method beats repeating the last figure"
    )


def scored(**change: Any) -> expected.Row:
    return ROWS[0] | {"state": "scored", "outcome": 3.0, "outcome_printed": "2027-07-30"} | change


def test_a_score_is_that_of_the_rule_on_the_scale_of_the_method() -> None:
    ends = {"middle": 3.0, "low_50": 2.0, "high_50": 4.0, "low_90": 1.0, "high_90": 5.0}
    ends |= {f"naive_{name}": value for name, value in ends.items()}
    row = scored(**ends, outcome=6.0, scale="plain")
    # (3 / 2 + 0.25 (2 + 4 * 2) + 0.05 (4 + 20 * 1)) / 2.5
    assert expected.scores(row)[0] == pytest.approx((1.5 + 2.5 + 1.2) / 2.5)
    logs = {name: 100 * np.log(value) for name, value in ends.items()}
    intervals = {0.5: (logs["low_50"], logs["high_50"]), 0.9: (logs["low_90"], logs["high_90"])}
    by_hand = forecasts.weighted_score(logs["middle"], intervals, 100 * np.log(6))
    assert expected.scores(row | {"scale": "logarithm"}) == pytest.approx((by_hand, by_hand))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (scored(outcome=None), "a forecast is scored when its outcome is filled in, and only then"),
        (scored(outcome_source="nobody"), "the source of its outcome is not in sources.csv (nobody)"),
        (scored(outcome_source="kbs_2024", outcome_printed="2026-01"), "so that it is void"),
        (ROWS[0] | {"middle": 99.0}, "its numbers are not those that its series and method give"),
        (ROWS[0] | {"low_50": None}, "its numbers are not those that its series and method give"),
    ],
)
def test_a_bad_row_is_told_in_one_line(
    row: expected.Row, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expected, "rows", lambda: [row])
    (line,) = expected.faults()
    assert line.startswith(f"data/forecasts.csv, {row['forecast']}: ")
    assert sentence in line


def test_a_forecast_from_too_few_figures_is_refused_in_one_line() -> None:
    with pytest.raises(BookError, match=r"^data/forecasts.csv, growth_2026: a forecast needs 3 values"):
        expected.made(ROWS[0] | {"made": "1993-06"})


def test_the_command_makes_all_forecasts_again() -> None:
    result = CliRunner().invoke(app, ["forecasts"])
    assert result.exit_code == 0, result.output
    assert result.output == f"{len(ROWS)} forecasts come out as written\n"


def test_the_command_fills_in_a_new_row_and_leaves_the_others(copy: Path) -> None:
    path = copy / "data" / "forecasts.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    numbers = [name for name in table if name.removeprefix("naive_").startswith(("middle", "low_", "high_"))]
    emptied = table.copy()
    emptied.loc[1, numbers] = ""
    emptied.to_csv(path, index=False, lineterminator="\n")
    result = CliRunner().invoke(app, ["forecasts", "--fill"])
    assert result.output == f"{table['forecast'][1]}\n"
    assert pd.read_csv(path, dtype=str, keep_default_na=False).equals(table)


def test_a_method_that_does_not_exist_is_refused_with_row_and_column(copy: Path) -> None:
    path = copy / "data" / "forecasts.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",smooth,", ",oracle,", 1), encoding="utf-8")
    with pytest.raises(BookError, match=r"^data/forecasts.csv, row 2, column method: "):
        expected.fill()


def test_the_schema_offers_the_methods_that_there_are(root: Path) -> None:
    fields = json.loads((root / "data" / "schemas" / "forecasts.json").read_text(encoding="utf-8"))["fields"]
    methods = next(field for field in fields if field["name"] == "method")
    assert set(methods["constraints"]["enum"]) == set(forecasts.METHODS)
