"""What the claims on communication promise, on rows small enough to check by hand."""

from dataclasses import dataclass

import pandas as pd
import pytest

from nkbook import parameters
from nkbook.claims import Verdict, assess, claim, evaluate
from nkbook.claims import communication as measured
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.plots import communication as plots
from nkbook.plots import communication_words as words

THEME = ("C1", "C2", "C3", "C4", "C5")


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
    change, low, high, n, last = measured.contact_change(given(rows), 0.95)
    assert (change, n, last) == (-15, 1600, 2022)
    assert low < change < high


def test_a_wording_used_once_says_nothing_about_change() -> None:
    with pytest.raises(NoEvidence):
        measured.contact_change(given([contact(2015, 50, "a"), contact(2021, 20, "b")]), 0.95)


def test_the_year_2008_is_wrong_by_the_factor_that_the_count_gives() -> None:
    found = evaluate("C2")
    assert found.estimate == pytest.approx(100_000 / 1694)
    assert found.verdict is Verdict.CONTRADICTED


def test_applications_instead_of_active_lines_do_not_rescue_the_year_2008() -> None:
    found = evaluate("C2", count="applications")
    assert found.estimate == pytest.approx(100_000 / 5300)
    assert found.verdict is Verdict.CONTRADICTED


def test_the_factor_is_the_same_for_too_few_and_too_many() -> None:
    assert measured._factor(50_000) == measured._factor(200_000) == 2


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
    evaluations = found.alone.values()  # type: ignore[attr-defined]
    return [(e.lower, e.upper) for e in evaluations if e.lower is not None and e.upper is not None]


ALTERNATIVES: list[dict[str, object]] = [
    {"grades": "A"},
    {"grades": "AB"},
    {"grades": "C"},
    {"end_year": 2010},
    {"start_year": 2015},
    {"start_year": 2026, "end_year": 2026},
    {"itu_vintage": "2018-11-06"},
    {"itu_vintage": "2022-05-01"},
    {"count_2008": "applications"},
    {"counted": "users"},
    {"most_lines": 1.0},
    {"peers": "late"},
    {"peers": "one_party"},
    {"keep_jump": False},
    {"confidence": 0.5},
]


@pytest.mark.slow
@pytest.mark.parametrize("given_values", ALTERNATIVES, ids=str)
def test_under_every_alternative_the_sentences_follow_the_verdicts(given_values: dict[str, object]) -> None:
    p = parameters.validate("communication", given_values)
    found = {name: assess(name, **plots.choices(p)) for name in THEME}
    said = words.sentences(found, p)
    for name, key in (
        ("C2", "answer_2008"),
        ("C3", "answer_2023"),
        ("C4", "answer_households"),
        ("C5", "answer_opening"),
    ):
        assert words.HOLDS[found[name].verdict] in said[key]
    assert ("understates" in said["before"]) == (found["C1"].verdict in words.SUPPORTING)


@pytest.mark.slow
@pytest.mark.parametrize("given_values", [{}, *ALTERNATIVES], ids=str)
def test_under_every_alternative_figures_are_drawn_or_held(given_values: dict[str, object]) -> None:
    p = parameters.validate("communication", given_values)
    for name in plots.FIGURES:
        try:
            drawn = getattr(plots, name)(p)
        except NoEvidence:
            continue
        assert drawn.fig.layout.title.text
        assert len(drawn.alt) >= 20
        assert not drawn.data.empty


def test_the_longest_wording_stands_alone_and_clusters_widen_it() -> None:
    rows = [contact(2015, 50, "a"), contact(2020, 40, "a"), contact(2021, 20, "b"), contact(2022, 15, "b")]
    change, low, high, n, last = measured.contact_change(given(rows), 0.95, "longest")
    assert (change, n, last) == (-10, 800, 2020)
    wide = measured.contact_change(given(rows), 0.95, "longest", 2.0)
    assert wide[0] == change
    assert wide[1] < low < high < wide[2]


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
    assert evaluate("C2", reading="backcast", growth="exponential", anchor="2009-12").estimate is None


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
    assert measured.households(evidence, 2008) == 5_887_471
    people = evidence.values("population_total")
    assert measured.households(evidence, 2022, "size") == pytest.approx(people[2022] / 3.9)


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
