"""The one rule that turns an interval and a criterion into a verdict."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from nkbook.claims import assess, claims, evaluate
from nkbook.claims.registry import Criterion, Region
from nkbook.claims.rule import SUPPORTING, Verdict, combine, decide
from nkbook.cli import app
from nkbook.errors import BookError

CRITERION = Criterion(
    quantity="level",
    unit="percent",
    supports=Region(at_most=75),
    contradicts=Region(at_least=90),
    limits={"recovered": "the level is back"},
    otherwise="undetermined in between",
)
NUMBER = st.floats(0, 200)
IDS = [item.id for item in claims()]


def verdict(low: float, high: float, *, limits: tuple[str, ...] = (), grades: str = "AB") -> Verdict:
    return decide(CRITERION, (low + high) / 2, (low, high), limits=limits, grades=grades)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (60, 70, Verdict.SUPPORTED),
        (60, 75, Verdict.SUPPORTED),
        (60, 76, Verdict.UNDETERMINED),
        (80, 85, Verdict.UNDETERMINED),
        (85, 95, Verdict.UNDETERMINED),
        (90, 95, Verdict.CONTRADICTED),
        (60, 95, Verdict.UNDETERMINED),
    ],
)
def test_the_whole_interval_must_lie_in_a_region(low: float, high: float, expected: Verdict) -> None:
    assert verdict(low, high) is expected


def test_a_limit_or_a_missing_interval_qualifies_support() -> None:
    assert verdict(60, 70, limits=("recovered",)) is Verdict.WITHIN_LIMITS
    assert decide(CRITERION, 60, None, limits=(), grades="A") is Verdict.WITHIN_LIMITS


@given(low=NUMBER, width=st.floats(0, 50))
def test_evidence_of_grade_c_alone_supports_nothing(low: float, width: float) -> None:
    assert verdict(low, low + width, grades="C") not in SUPPORTING


@given(low=NUMBER, width=st.floats(0, 50), more=st.floats(0, 50))
def test_a_wider_interval_never_decides_what_a_narrower_one_left_open(
    low: float, width: float, more: float
) -> None:
    if verdict(low, low + width) is Verdict.UNDETERMINED:
        assert verdict(low - more, low + width + more) is Verdict.UNDETERMINED


VERDICTS = st.sampled_from([v for v in Verdict if v is not Verdict.CONTESTED])


@given(default=VERDICTS, others=st.lists(VERDICTS, max_size=5))
def test_evaluations_that_disagree_make_a_claim_contested(default: Verdict, others: list[Verdict]) -> None:
    heard = {v for v in (default, *others) if v is not Verdict.NOT_TESTABLE}
    sides = {"yes" if v in SUPPORTING else v for v in heard}
    found = combine(default, others)
    assert (found is Verdict.CONTESTED) == (len(sides) > 1)
    assert (found is Verdict.NOT_TESTABLE) == (not heard)
    assert combine(default, [*others, *reversed(others)]) is found


def test_the_essay_has_thirty_claims_each_with_criterion_rival_and_what_would_change_it() -> None:
    expected = {
        *(f"E{i}" for i in range(1, 7)),
        *(f"C{i}" for i in range(1, 6)),
        "X1",
        *(f"T{i}" for i in range(1, 11)),
        *(f"I{i}" for i in range(1, 9)),
    }
    assert set(IDS) == expected
    for item in claims():
        assert min(map(len, (item.rival, item.against, item.would_change, item.criterion.otherwise))) > 30


@pytest.mark.parametrize("claim", IDS)
def test_each_verdict_has_an_interval_or_says_why_there_is_none(claim: str) -> None:
    found = assess(claim)
    default = found.lead
    assert default.reason or (default.lower is not None and default.upper is not None)
    if default.lower is not None and default.upper is not None and default.estimate is not None:
        assert default.lower <= default.estimate <= default.upper
    assert bool(found.sources) == (found.verdict is not Verdict.NOT_TESTABLE)
    assert len(found.origins) <= len(found.sources)


@pytest.mark.parametrize("claim", IDS)
def test_no_claim_is_supported_on_grade_c_alone(claim: str) -> None:
    assert evaluate(claim, grades="C").verdict not in SUPPORTING
    found = assess(claim)
    for evaluation in found.findings.values():
        assert not (evaluation.verdict in SUPPORTING and evaluation.grades == "C")


@pytest.mark.parametrize("claim", IDS)
def test_an_evaluation_is_pure(claim: str) -> None:
    assert evaluate(claim) == evaluate(claim)


@pytest.mark.parametrize("claim", IDS)
@pytest.mark.parametrize("grades", ["A", "AB", "ABC", "B", "C"])
def test_every_set_of_grades_gives_a_verdict_and_never_an_error(claim: str, grades: str) -> None:
    found = evaluate(claim, grades=grades)
    assert set(found.grades) <= set(grades)
    assert found.reason or found.estimate is not None


@pytest.mark.parametrize("claim", IDS)
@pytest.mark.parametrize(("start", "end"), [(2010, 2012), (2026, 2026), (1940, 1941), (2000, 2020)])
def test_every_span_of_years_gives_a_verdict_and_never_an_error(claim: str, start: int, end: int) -> None:
    found = evaluate(claim, start_year=start, end_year=end)
    assert found.reason or found.estimate is not None


def test_an_unknown_reading_names_those_that_exist() -> None:
    with pytest.raises(BookError, match="E1 has no reading 'hearsay'; readings are: "):
        evaluate("E1", reading="hearsay")


def test_the_command_lists_every_claim_for_machines() -> None:
    listed = json.loads(CliRunner().invoke(app, ["claims", "--json"]).output)
    assert [item["id"] for item in listed] == IDS
    for item in listed:
        assert item["verdict"] in set(map(str, Verdict))
        assert item["no_interval"] or item["lower"] is not None
        assert item["sources"] or item["verdict"] == "not testable"
