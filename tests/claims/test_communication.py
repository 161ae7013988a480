"""What the claims on communication promise, on rows small enough to check by hand."""

import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nkbook import data, parameters
from nkbook.book.communication import (
    c2_year_2008,
    c3_year_2023,
    c4_homes,
    c5_opening,
    figures,
    shared,
    use_figures,
)
from nkbook.chapter import Chapter
from nkbook.claims import Verdict, assess, claim, evaluate
from nkbook.claims.answers import ARGUMENTS, GIVEN, answers
from nkbook.claims.evidence import Evidence
from nkbook.claims.section import head_html
from nkbook.data import credit
from nkbook.errors import BookError, NoEvidence
from nkbook.marks import Chart

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
    found = c5_opening.contact(given(rows), 0.95, "through")
    assert (found.estimate, found.n, found.limits) == (-15, 1600, ("border_closed",))
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower < -15 < found.upper


def test_a_wording_used_once_says_nothing_about_change() -> None:
    with pytest.raises(NoEvidence):
        c5_opening.contact(given([contact(2015, 50, "a"), contact(2021, 20, "b")]), 0.95, "through")


def test_contact_is_compared_before_the_border_closed() -> None:
    rows = [contact(2015, 50, "a"), contact(2018, 48, "a"), contact(2020, 40, "a")]
    assert c5_opening.contact(given(rows), 0.95).estimate == -2


def test_a_panel_asked_again_limits_what_its_contact_tells() -> None:
    share = {"series": "nkdb_sample_share_old_panel", "year": 2018, "value": 66.2}
    rows = [contact(2015, 50, "a"), contact(2018, 48, "a"), share]
    assert c5_opening.contact(given(rows), 0.95).limits == ("panel",)
    assert c5_opening.contact(given([*rows[:2], share | {"value": 40.0}]), 0.95).limits == ()


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


def test_statements_on_2023_are_shown_one_per_origin_and_have_no_say() -> None:
    found = evaluate("C3", reading="together")
    assert found.n == 4
    assert (found.lower, found.upper) == (6_500_000, 7_505_000)
    assert found.stance is not None
    assert not found.stance.carries
    assert not found.stance.excludes


def test_or_more_is_a_lower_bound() -> None:
    found = evaluate("C3", reading="minister")
    assert (found.estimate, found.lower, found.upper) == (7_000_000, 7_000_000, None)


def test_the_series_is_as_far_off_as_others_found_it() -> None:
    found = evaluate("C3", reading="itu", carry=0)
    assert found.lower == found.estimate == 6_353_440
    # Seven million by another origin for 2019, for which the series prints 4.253 million.
    assert found.upper == pytest.approx(6_353_440 * 7_000_000 / 4_253_000)
    own = evaluate("C3", reading="itu", carry=0, error="revisions")
    assert own.upper == pytest.approx(6_353_440 * 4_253_000 / 3_810_000)


def test_without_another_estimate_the_series_has_no_error() -> None:
    last, rows = pd.Series({2001: 1.0}), Evidence(claim("C3").readings["itu"])
    with pytest.raises(NoEvidence, match="no other estimate"):
        shared.off_by(rows, c3_year_2023.c3, last)


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
    wide, narrow = (evaluate("C4", reading="lines", most_lines=most) for most in (5.0, 1.5))
    assert wide.lower is not None
    assert narrow.lower is not None
    assert wide.lower < narrow.lower
    assert wide.upper == narrow.upper


def test_leavers_bound_households_from_below_only() -> None:
    for reading in ("persons", "leavers_region", "leavers_recent"):
        assert evaluate("C4", reading=reading).upper == 100


def test_leavers_of_three_regions_weigh_as_the_census_has_them() -> None:
    rows = Evidence(claim("C4").readings["leavers_region"])
    weights, cells = c4_homes.region_weights(rows), c4_homes.regions(rows)
    assert sum(weights.values()) == pytest.approx(1)
    assert sum(n for _, n in cells.values()) == pytest.approx(2500 + 913)
    found = evaluate("C4", reading="leavers_region")
    assert found.estimate == pytest.approx(sum(weights[place] * share for place, (share, _) in cells.items()))


def test_owners_have_the_error_of_as_many_people_as_were_asked_at_least() -> None:
    share, low, high, n = shared.owners(Evidence(claim("C4").readings["persons"]), 0.95, 2.0)
    assert (share, n) == (pytest.approx((55.7 + 47.9) / 2), 8000)
    error = 50 * (2 * (0.557 * 0.443 + 0.479 * 0.521) / 4000) ** 0.5
    assert high - low == pytest.approx(2 * 1.959964 * error)


def test_a_crowded_country_has_fewer_homes_with_a_line_than_chance_gives() -> None:
    chance, crowded = (evaluate("C4", reading="lines", spread=s).estimate for s in ("chance", "crowded"))
    per, _ = c4_homes.lines_per_household(Evidence(claim("C4").readings["lines"]), "2025-07-06", True)
    assert crowded == pytest.approx(100 * per / (1 + per))
    assert chance is not None
    assert chance > crowded


def test_town_and_country_have_an_interval_where_their_base_is_the_survey() -> None:
    unknown, known = (evaluate("C4", reading="urban_rural", base=base) for base in ("unknown", "survey"))
    assert unknown.estimate == known.estimate
    assert known.n == 8500
    assert unknown.stance is not None
    assert known.stance is not None
    assert (unknown.stance.carries, known.stance.carries) == ("", "supports")


def test_rules_are_counted_by_origins_that_report_them() -> None:
    found = evaluate("C5", reading="content")
    assert found.upper == 0
    assert found.estimate == found.lower == -len(found.origins)


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
    ("C5", "keep_jump", False),
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
        {"keep_jump": False},
        {"carry": 0},
        {"exclude": ["operatorwatch_2024", "mwl_2024"]},
        {"counted": "users"},
    ],
    ids=str,
)
def test_the_figure_of_2023_shows_the_estimate_of_its_card(chosen: dict[str, Any]) -> None:
    chart = chapter(choices={"C3": chosen}).draw(figures.estimates)
    found = evaluate("C3", reading="together", **chosen)
    assert chart.facts.found == found
    assert f"{(found.upper or 0) / 1e6:.1f} million" in chart.say("title")


@pytest.mark.parametrize(
    "chosen",
    [{}, {"household_count": "size"}, {"overlap": "independent"}, {"surveys": 6}, {"base": "survey"}],
    ids=str,
)
def test_the_figures_of_homes_show_what_the_card_says(chosen: dict[str, Any]) -> None:
    c = chapter(choices={"C4": chosen})
    alone = {key: evaluate("C4", reading=key, **chosen) for key in claim("C4").readings}
    region, bodies = c.draw(use_figures.homes_by_spread).facts, c.draw(use_figures.household_surveys)
    assert (region.low, region.high) == pytest.approx((alone["lines"].lower, alone["lines"].upper))
    assert bodies.data["estimate"].tolist() == [found.estimate for found in alone.values()]


@pytest.mark.parametrize("chosen", [{}, {"closing": "through"}, {"design_effect": 1.0}], ids=str)
def test_the_figure_of_contact_shows_the_change_of_its_card(chosen: dict[str, Any]) -> None:
    chart = chapter(choices={"C5": chosen}).draw(use_figures.contact)
    assert chart.facts.found == evaluate("C5", reading="contact", **chosen)


@pytest.mark.parametrize("build", FIGURES, ids=lambda f: f.__name__)
def test_a_figure_names_every_source_of_its_table(build: Callable[..., Chart]) -> None:
    chart = chapter().draw(build)
    columns = [chart.data[name] for name in ("source", "sources") if name in chart.data]
    listed = {key for column in columns for cell in column for key in cell.split(", ")}
    assert listed <= set(chart.sources)
    footer = next(a.text for a in chart.fig.layout.annotations if a.name == "footer").replace("<br>", " ")
    assert all(name in footer for name in credit.names(data.origins()[key] for key in listed).values())


def test_what_most_households_means_follows_the_criterion(copy: Path) -> None:
    path = copy / "data" / "claims" / "communication.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("at_least: 50\n", "at_least: 60\n"), encoding="utf-8")
    c = chapter()
    rules = json.loads(c.draw(use_figures.household_surveys).fig.to_json())["layout"]["shapes"]
    assert [shape["x0"] for shape in rules] == [60]
    region = c.draw(use_figures.homes_by_spread).facts
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
    ask = [(given(rows), 0.95, "through", "longest", effect) for effect in (1.0, 2.0)]
    found, wide = (c5_opening.contact(*one) for one in ask)
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
