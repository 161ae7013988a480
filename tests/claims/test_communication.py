"""What the claims on communication promise, on rows small enough to check by hand."""

import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nkbook import parameters
from nkbook.book.communication import c2_year_2008, c4_homes, c5_opening, figures, use_figures, words
from nkbook.chapter import Chapter
from nkbook.claims import Verdict, assess, claim, evaluate
from nkbook.claims.answers import ARGUMENTS, GIVEN, answers
from nkbook.claims.evidence import Evidence
from nkbook.claims.rule import SUPPORTING
from nkbook.claims.section import head_html
from nkbook.data import credit
from nkbook.errors import BookError, NoEvidence
from nkbook.marks import Chart
from tests.chapters import running

THEME = ("C1", "C2", "C3", "C4", "C5")
FIGURES = [f for room in (figures, use_figures) for f in vars(room).values() if hasattr(f, "claim")]


@dataclass
class Given(Evidence):
    """Evidence that answers from rows written in a test."""

    table: pd.DataFrame | None = None

    def rows(self, *series: str, country: object = "PRK") -> pd.DataFrame:
        assert self.table is not None
        found = self.table[self.table["series"].isin(series)]
        if found.empty:
            raise NoEvidence("no evidence of this grade")
        return found


def given(rows: list[dict[str, object]]) -> Given:
    return Given(next(iter(claim("C2").readings.values())), table=pd.DataFrame(rows))


def contact(year: int, value: float, variant: str, n: int = 400) -> dict[str, object]:
    return {"series": "nkdb_contact_with_north", "year": year, "value": value, "variant": variant, "n": n}


def test_contact_compares_like_with_like() -> None:
    rows = [contact(2015, 50, "a"), contact(2020, 40, "a"), contact(2021, 20, "b"), contact(2022, 15, "b")]
    found = c5_opening.contact(given(rows), 0.95)
    assert (found.estimate, found.n, found.limits) == (-15, 1600, ("border_closed",))
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower < -15 < found.upper


def test_a_wording_used_once_says_nothing_about_change() -> None:
    with pytest.raises(NoEvidence):
        c5_opening.contact(given([contact(2015, 50, "a"), contact(2021, 20, "b")]), 0.95)


def test_the_year_2008_is_wrong_by_the_factor_that_the_count_gives() -> None:
    found = evaluate("C2")
    assert found.estimate == pytest.approx(100_000 / 1694)
    assert found.stance is not None
    assert found.stance.carries == "contradicts"


def test_applications_instead_of_active_lines_do_not_rescue_the_year_2008() -> None:
    found = evaluate("C2", count="applications")
    assert found.estimate == pytest.approx(100_000 / 5300)
    assert found.stance is not None
    assert found.stance.carries == "contradicts"


def test_the_factor_is_the_same_for_too_few_and_too_many() -> None:
    assert c2_year_2008.factor(50_000) == c2_year_2008.factor(200_000) == 2


def test_the_backcast_lies_between_all_at_once_and_ever_faster() -> None:
    found = evaluate("C2", reading="backcast")
    assert found.lower is not None
    assert found.estimate is not None
    assert found.upper is not None
    assert found.lower < found.estimate < found.upper


def test_each_origin_has_one_vote_for_2023() -> None:
    found = evaluate("C3")
    assert found.n == 4
    assert found.estimate is not None
    alone = [evaluate("C3", reading=key).estimate for key in ("itu", "north38", "gsma")]
    assert min(alone) < found.estimate < max(alone)  # type: ignore[type-var]


def test_users_are_fewer_than_lines() -> None:
    lines, users = evaluate("C3"), evaluate("C3", counted="users")
    assert lines.estimate is not None
    assert users.estimate == pytest.approx(0.75 * lines.estimate)


def test_leaving_out_the_step_of_2020_lowers_the_international_series() -> None:
    kept, left = (evaluate("C3", reading="itu", keep_jump=flag) for flag in (True, False))
    assert kept.estimate is not None
    assert left.estimate is not None
    assert left.estimate < kept.estimate


def test_more_lines_per_owner_leave_fewer_owners() -> None:
    wide, narrow = (evaluate("C4", most_lines=most) for most in (5.0, 1.5))
    assert wide.lower is not None
    assert narrow.lower is not None
    assert wide.lower < narrow.lower
    assert wide.upper == narrow.upper


def test_leavers_bound_households_from_below_only() -> None:
    for reading in ("leavers_region", "leavers_recent"):
        assert evaluate("C4", reading=reading).upper == 100


def test_a_series_that_ends_long_before_2023_is_no_evidence_for_it() -> None:
    assert evaluate("C3", reading="itu", end_year=2010).verdict is Verdict.NOT_TESTABLE
    assert evaluate("C4", reading="lines", end_year=2010).verdict is Verdict.NOT_TESTABLE


@pytest.mark.parametrize("identifier", THEME)
@pytest.mark.parametrize("grades", ["A", "AB", "ABC", "C"])
def test_every_choice_of_grades_ends_in_a_verdict(identifier: str, grades: str) -> None:
    found = assess(identifier, grades=grades)
    assert found.verdict in Verdict
    assert all(low <= high for low, high in _intervals(found))


def _intervals(found: object) -> list[tuple[float, float]]:
    evaluations = found.findings.values()  # type: ignore[attr-defined]
    return [(e.lower, e.upper) for e in evaluations if e.lower is not None and e.upper is not None]


def chapter(**settings: Any) -> Chapter[Any]:
    return Chapter("communication", parameters.validate("communication", settings))


def drawn(c: Chapter[Any], build: Callable[..., Chart]) -> str:
    """Return all of a figure as text: drawing, words, table, sources, facts."""
    try:
        chart = c.draw(build)
    except NoEvidence as reason:
        return str(reason)
    return "\n".join(
        [chart.fig.to_json(), chart.alt, chart.data.to_csv(), str(chart.sources), str(chart.told)]
    )


@pytest.mark.whole
@pytest.mark.parametrize("settings", running.sets("communication"), ids=str)
def test_under_every_alternative_the_sentences_follow_the_verdicts(settings: dict[str, object]) -> None:
    c = chapter(**settings)
    said = words.sentences(c)
    for name, key in (
        ("C2", "answer_2008"),
        ("C3", "answer_2023"),
        ("C4", "answer_households"),
        ("C5", "answer_opening"),
    ):
        assert c.names["holds"][c.found[name].verdict] in said[key]
    assert ("understates" in said["before"]) == (c.found["C1"].verdict in SUPPORTING)


@pytest.mark.whole
@pytest.mark.parametrize("settings", running.sets("communication"), ids=str)
def test_under_every_alternative_figures_are_drawn_or_held(settings: dict[str, object]) -> None:
    c = chapter(**settings)
    for build in FIGURES:
        try:
            chart = c.draw(build)
        except NoEvidence:
            continue
        assert chart.fig.layout.title.text
        assert len(chart.alt) >= 20
        assert not chart.data.empty
        assert chart.sources
        assert not chart.facts.get("stood_lower"), "the text says that the country stands lowest"


PARAMETERS = [
    ("C1", "grades", "AB"),
    ("C2", "grades", "AB"),
    ("C2", "count", "applications"),
    ("C3", "grades", "AB"),
    ("C3", "counted", "users"),
    ("C3", "vintage", "2023-11-20"),
    ("C4", "most_lines", 3.0),
    ("C4", "keep_jump", False),
    ("C4", "vintage", "2023-11-20"),
    ("C5", "end_year", 2019),
    ("C5", "confidence", 0.99),
]


@pytest.mark.parametrize(("identifier", "name", "value"), PARAMETERS)
def test_a_choice_shows_the_same_by_a_parameter_and_by_choices(
    identifier: str, name: str, value: object
) -> None:
    parameter = chapter(**{parameters.Communication.as_parameter(name): value})
    choice = chapter(choices={identifier: {name: value}})
    for build in (f for f in FIGURES if f.claim == identifier):
        assert drawn(choice, build) == drawn(parameter, build)
    one, same = (head_html(assess(identifier, **c.choices(identifier))) for c in (parameter, choice))
    assert one == same


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"pooling": "median"},
        {"carry": 0},
        {"exclude": ["operatorwatch_2024", "mwl_2024"]},
        {"counted": "users"},
    ],
    ids=str,
)
def test_the_figure_of_2023_shows_the_estimate_of_its_card(chosen: dict[str, Any]) -> None:
    chart = chapter(choices={"C3": chosen}).draw(figures.estimates)
    found = evaluate("C3", **chosen)
    assert chart.facts.found == found
    assert f"{(found.estimate or 0) / 1e6:.1f} million" in chart.say("title")


@pytest.mark.parametrize(
    "chosen", [{}, {"household_count": "size"}, {"overlap": "independent"}, {"surveys": 6}], ids=str
)
def test_the_figures_of_homes_show_what_the_card_says(chosen: dict[str, Any]) -> None:
    c = chapter(choices={"C4": chosen})
    alone = {key: evaluate("C4", reading=key, **chosen) for key in claim("C4").readings}
    region, bodies = c.draw(use_figures.household_region).facts, c.draw(use_figures.household_surveys)
    assert (region.low, region.high) == pytest.approx((alone["lines"].lower, alone["lines"].upper))
    assert bodies.data["estimate"].tolist() == [found.estimate for found in alone.values()]


@pytest.mark.parametrize("chosen", [{}, {"wording": "longest"}, {"design_effect": 1.0}], ids=str)
def test_the_figure_of_contact_shows_the_change_of_its_card(chosen: dict[str, Any]) -> None:
    chart = chapter(choices={"C5": chosen}).draw(use_figures.contact)
    assert chart.facts.found == evaluate("C5", reading="contact", **chosen)


def test_the_sentences_name_the_year_that_is_meant() -> None:
    said = words.sentences(chapter(choices={"C2": {"year_meant": 2009}}))
    assert "phones in 2009" in said["answer_2008"]
    assert "the year ended with 91,704 lines" in said["answer_2008"]
    assert "the end of 2009" in said["error_2008"]


@pytest.mark.parametrize("build", FIGURES, ids=lambda f: f.__name__)
def test_a_figure_names_every_source_of_its_table(build: Callable[..., Chart]) -> None:
    chart = chapter().draw(build)
    columns = [chart.data[name] for name in ("source", "sources") if name in chart.data]
    listed = {key for column in columns for cell in column for key in cell.split(", ")}
    assert listed <= set(chart.sources)
    footer = next(a.text for a in chart.fig.layout.annotations if a.name == "footer")
    assert f"Source: {credit.line(chart.sources)}" in footer.replace("<br>", " ")


def test_what_most_households_means_follows_the_criterion(copy: Path) -> None:
    path = copy / "data" / "claims" / "communication.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("at_least: 50\n", "at_least: 60\n"), encoding="utf-8")
    c = chapter()
    rules = json.loads(c.draw(use_figures.household_surveys).fig.to_json())["layout"]["shapes"]
    assert [shape["x0"] for shape in rules] == [60]
    region = c.draw(use_figures.household_region).facts
    assert region.limit == pytest.approx(region.per / 0.6)


def test_a_misspelt_choice_is_refused_in_one_line() -> None:
    with pytest.raises(BookError, match=r"^C3 has no choice 'vintge'; did you mean vintage\? .*$"):
        evaluate("C3", vintge="2023-11-20")


@pytest.mark.parametrize("identifier", THEME)
def test_a_reading_takes_the_choices_of_the_registry_with_their_defaults(identifier: str) -> None:
    asked = answers(identifier)
    registered = {k: v for k, v in claim(identifier).choices.items() if k not in ARGUMENTS}
    assert set(asked.choices) == set(registered)
    assert set(asked.readings) == set(claim(identifier).readings)
    for reading in asked.readings.values():
        for name, taken in inspect.signature(reading).parameters.items():
            assert name in GIVEN or taken.default == registered[name].default


def test_the_longest_wording_stands_alone_and_clusters_widen_it() -> None:
    rows = [contact(2015, 50, "a"), contact(2020, 40, "a"), contact(2021, 20, "b"), contact(2022, 15, "b")]
    found, wide = (c5_opening.contact(given(rows), 0.95, "longest", effect) for effect in (1.0, 2.0))
    assert (found.estimate, found.n) == (-10, 800)
    assert wide.estimate == found.estimate
    assert wide.lower is not None
    assert wide.upper is not None
    assert found.lower is not None
    assert found.upper is not None
    assert wide.lower < found.lower < found.upper < wide.upper


def test_the_ends_of_the_surveys_are_compared_by_their_means() -> None:
    found = evaluate("C5", reading="outside_media", change="ends", since=2012, end_year=2019)
    assert found.estimate == pytest.approx((43.2 + 41.2 + 47.6 - 42.6 - 43.1 - 41.1) / 3)
    assert evaluate("C5", reading="outside_media", change="ends", since=2016).estimate is None


def test_what_was_missed_is_the_largest_or_the_median_report() -> None:
    largest, median = (evaluate("C1", missed=m) for m in ("largest", "median"))
    assert largest.upper is not None
    assert median.upper is not None
    # Four reports: one, three, three and twenty thousand.
    assert largest.upper / median.upper == pytest.approx(20 / 3)


def test_a_borrowed_size_gives_the_share_of_leavers_an_interval() -> None:
    alone, borrowed = (evaluate("C1", reading="leavers", cohort_size=s) for s in ("unknown", "borrowed"))
    assert alone.lower is None
    assert borrowed.n == 391
    assert borrowed.estimate == alone.estimate
    assert borrowed.lower is not None
    assert borrowed.upper is not None
    assert borrowed.lower < 0.5 < borrowed.upper


def test_a_year_later_the_operator_counted_about_as_many_as_claimed() -> None:
    found = evaluate("C2", year_meant=2009)
    assert found.estimate == pytest.approx(100_000 / 91_704)
    assert found.limits == ()


def test_a_rate_of_growth_leads_back_from_two_counts() -> None:
    found = evaluate("C2", reading="backcast", growth="exponential")
    days = 90 / 91  # from the end of March back to the new year, over the second quarter
    assert found.estimate == pytest.approx(100_000 / (19_200 * (19_200 / 47_863) ** days))
    assert found.lower is None
    rows = Evidence(claim("C2").readings["backcast"])
    with pytest.raises(NoEvidence, match="two counts"):
        c2_year_2008.backcast(rows, 0.95, growth="exponential", anchor="2009-12")


def test_the_last_print_as_it_is_does_not_grow() -> None:
    found = evaluate("C3", reading="itu", carry=0)
    assert found.estimate == 6_353_440
    older = evaluate("C3", reading="itu", carry=0, vintage="2023-11-20")
    assert older.estimate == 6_000_000


def test_the_median_of_origins_states_their_range() -> None:
    found = evaluate("C3", pooling="median", carry=0)
    assert (found.lower, found.upper) == (6_353_440, 7_505_000)
    assert found.estimate == pytest.approx((6_750_000 + 7_000_000) / 2)


def test_households_are_counted_by_growth_or_by_size() -> None:
    evidence = Evidence(claim("C4").readings["lines"])
    assert c4_homes.households(evidence, 2008) == 5_887_471
    people = evidence.values("population_total")
    assert c4_homes.households(evidence, 2022, "size") == pytest.approx(people[2022] / 3.9)


def test_chance_between_fixed_and_mobile_lies_within_the_bounds_and_narrows_them() -> None:
    bound, chance = (evaluate("C4", reading="survey", overlap=o) for o in ("unknown", "independent"))
    assert bound.lower is not None
    assert bound.upper is not None
    assert chance.lower is not None
    assert chance.upper is not None
    assert bound.lower < chance.lower < chance.upper < bound.upper


def test_surveys_of_leavers_are_the_latest_ones() -> None:
    sizes = [evaluate("C4", reading="leavers_recent", surveys=n).n for n in (1, 2, 6)]
    assert sizes == [109, 116 + 109, 146 + 138 + 132 + 87 + 116 + 109]
