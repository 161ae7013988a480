"""What the pages that are papers promise: findings that hold, tables to take away, a way to cite them."""

import io
import json
from pathlib import Path

import pandas as pd
import pytest
from pybtex.database import parse_string

from nkbook import data, paths
from nkbook.book import papers
from nkbook.book.papers import surveys_reconciled
from nkbook.errors import BookError
from nkbook.site import cite, static_images, stored_figure
from nkbook.site import papers as on_the_site

NAMES = list(papers.PAPERS)


@pytest.mark.parametrize("name", NAMES)
def test_a_paper_has_a_page_in_the_contents_with_its_figure_and_its_table(name: str, root: Path) -> None:
    text = (root / f"{name}.md").read_text(encoding="utf-8")
    assert f"file: {name}\n" in (root / "_toc.yml").read_text(encoding="utf-8")
    assert f"```{{computed}} figure-{name}\n" in text
    assert f"```{{computed}} paper-{name}\n" in text
    assert "{{" not in on_the_site.filled(name, text)
    assert "{%" not in on_the_site.filled(name, text)


def test_a_page_that_is_no_paper_stays_as_it_is() -> None:
    assert on_the_site.filled("data", "{{ braces }}") == "{{ braces }}"


@pytest.mark.parametrize("name", NAMES)
def test_the_table_to_take_away_has_the_columns_that_its_description_explains(
    name: str, tmp_path: Path
) -> None:
    on_the_site.write(tmp_path)
    described = json.loads((tmp_path / "papers" / f"{name}.json").read_text(encoding="utf-8"))
    resource = described["resources"][0]
    text = (tmp_path / "papers" / resource["path"]).read_text(encoding="utf-8")
    table = pd.read_csv(io.StringIO(text))
    assert list(table) == [field["name"] for field in resource["schema"]["fields"]]
    assert len(table) == resource["rows"]
    assert all(field["description"] for field in resource["schema"]["fields"])
    assert described["licenses"]
    assert described["sources"]


@pytest.mark.parametrize("name", NAMES)
def test_the_table_agrees_with_its_types(name: str, tmp_path: Path) -> None:
    from frictionless import Package

    on_the_site.write(tmp_path)
    report = Package(str(tmp_path / "papers" / f"{name}.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:3]


@pytest.mark.parametrize("name", NAMES)
def test_a_paper_can_be_cited_as_the_book_is(name: str) -> None:
    paper = papers.paper(name)
    entry = parse_string(cite.bibtex(name, paper.citation), "bibtex").entries[name]
    assert entry.fields["year"] == paper.citation["year"]
    (author,) = entry.persons["author"]
    assert str(author).strip("{}") == papers.cited()["authors"][0]["name"]
    assert papers.cited()["version"] in paper.reference


@pytest.mark.parametrize("name", NAMES)
def test_the_title_of_a_figure_is_one_finding_of_twelve_words_at_most(name: str) -> None:
    assert len(papers.paper(name).chart.facts["title"].split()) <= 12


def test_the_figures_of_papers_have_pictures_like_all_others(root: Path) -> None:
    names = {figure.name for figure in on_the_site.figures(root / "chapters").values()}
    assert {name.replace("_", "-") for name in NAMES} <= names
    stale = [line for line in static_images.stale(root / "chapters") if line.split(".")[0] in names]
    assert [line for line in stale if line.startswith(("data-", "forecasts"))] == []


def test_a_paper_offers_the_same_figure_on_every_build() -> None:
    first = stored_figure.read(papers.paper("forecasts").bundle, "forecasts.md")
    papers.paper.cache_clear()
    assert stored_figure.read(papers.paper("forecasts").bundle, "forecasts.md").digest == first.digest


# Mobile subscriptions ------------------------------------------------------------------------


def test_only_years_that_copied_the_one_before_were_ever_revised() -> None:
    table = papers.paper("data_itu_revisions").table
    moved = set(table.loc[table["status"].isin(["changed", "withdrawn"]), "year"])
    again = table[(table["status"] == "new") & table.duplicated(["year", "status"])]
    moved |= set(again["year"])
    assert moved == {2018, 2019}
    first = table[table["status"] == "new"].drop_duplicates("year").set_index("year")
    for year in moved:
        release = table[(table["release"] == first.loc[year, "release"]) & (table["year"] == 2017)]
        assert first.loc[year, "value"] == release["value"].iloc[0]


def test_no_release_ever_touched_the_years_that_the_operators_contradict() -> None:
    facts = papers.paper("data_itu_revisions").chart.facts
    assert facts["off"]
    assert facts["never"]
    september = data.load("koryolink_subscribers", country="PRK").set_index("date")["value"]["2009-09"]
    assert {row["year"]: row["printed"] for row in facts["off"]}[2009] == september


def test_every_printed_figure_of_the_series_is_in_the_table() -> None:
    table = papers.paper("data_itu_revisions").table
    printed = data.load("mobile_subscriptions_itu_vintage", country="PRK", corrected=False)
    assert table["value"].notna().sum() == len(printed)
    assert table.loc[table["status"] == "withdrawn", "value"].isna().all()


# Surveys -------------------------------------------------------------------------------------


def test_surveys_part_over_what_officials_take_and_nowhere_else() -> None:
    facts = papers.paper("data_surveys_reconciled").chart.facts
    assert {one["title"] for one in facts["unexplained"]} == {"Paid bribes", "Lost 30 % of income or more"}
    assert facts["bribes"]["difference"] > 0 > facts["losses"]["difference"]
    assert facts["robust"] == {"paid bribes"}  # should the border hold more provinces than two


def test_the_share_of_the_university_is_that_of_its_surveys_weighed_by_people() -> None:
    facts = papers.paper("data_surveys_reconciled").chart.facts
    rows = papers.paper("data_surveys_reconciled").table
    rows = rows[(rows["question"] == "bribes_2016_2020") & rows["survey"].str.startswith("Seoul")]
    by_hand = (rows["value"] * rows["n"]).sum() / rows["n"].sum()
    shown = next(one for one in facts["near"] if one["question"] == "bribes_2016_2020")
    assert shown["ipus"] == pytest.approx(float(by_hand))
    assert shown["ipus_n"] == rows["n"].sum() == 138 + 132 + 87 + 116 + 109


def test_a_difference_is_left_over_only_outside_all_that_chance_and_the_mix_of_people_make() -> None:
    for one in papers.paper("data_surveys_reconciled").chart.facts["near"]:
        assert one["shift_low"] <= 0 <= one["shift_high"]
        assert one["rest_low"] <= one["low"] <= one["difference"] <= one["high"] <= one["rest_high"]
        assert one["left_over"] == (one["rest_low"] > 0 or one["rest_high"] < 0)


def test_who_was_asked_stands_in_every_row() -> None:
    table = papers.paper("data_surveys_reconciled").table
    assert (table["asked"] != "").all()
    assert (table["wording"] != "").all()


def test_a_pair_that_names_an_unknown_year_is_refused_in_one_line() -> None:
    pair = {"question": "bribes", "ipus_series": "ipus_paid_bribes_any", "ipus_dates": "2016 2024"}
    with pytest.raises(BookError, match=r"^data/survey_pairs.csv, bribes: no rows of ipus_paid_bribes_any"):
        surveys_reconciled.university(pair, surveys_reconciled.sample_sizes())


def test_papers_read_the_citation_of_this_book() -> None:
    assert papers.cited()["title"].startswith("Change from Below?")
    assert (paths.CODE / "CITATION.cff").is_file()
