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
    {"grades": "A"}, {"grades": "AB"}, {"grades": "C"}, {"end_year": 2010}, {"start_year": 2015},
    {"start_year": 2026, "end_year": 2026}, {"itu_vintage": "2018-11-06"}, {"itu_vintage": "2022-05-01"},
    {"count_2008": "applications"}, {"counted": "users"}, {"most_lines": 1.0}, {"peers": "late"},
    {"peers": "one_party"}, {"keep_jump": False}, {"confidence": 0.5},
]


@pytest.mark.slow
@pytest.mark.parametrize("given_values", ALTERNATIVES, ids=str)
def test_under_every_alternative_the_sentences_follow_the_verdicts(given_values: dict[str, object]) -> None:
    p = parameters.validate("communication", given_values)
    found = {name: assess(name, **plots.choices(p)) for name in THEME}
    said = words.sentences(found, p)
    for name, key in (("C2", "answer_2008"), ("C3", "answer_2023"), ("C4", "answer_households"),
                      ("C5", "answer_opening")):
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
