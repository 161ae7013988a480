"""What holds for every claim of the essay: a criterion, and a finding of each reading under any choice."""

import inspect
import json
import re

import pytest
from typer.testing import CliRunner

from nkbook.claims import assess, claim, claims, evaluate, phrases, section
from nkbook.claims.answers import GIVEN, answers
from nkbook.claims.evaluation import ABSTENTIONS, Finding
from nkbook.claims.rule import Verdict
from nkbook.cli import app
from nkbook.errors import BookError

IDS = [item.id for item in claims()]
READINGS = [(item.id, reading) for item in claims() for reading in item.readings]


def heard(found: Finding) -> bool:
    """Tell whether a finding found evidence; if not, it says why and carries nothing."""
    if found.stance is None:
        assert found.estimate is None
        assert found.reason
        assert found.verdict is Verdict.NOT_TESTABLE
    return found.stance is not None


def test_the_essay_has_thirty_claims_each_with_criteria_rival_and_what_would_change_it() -> None:
    expected = {
        *(f"E{i}" for i in range(1, 7)),
        *(f"C{i}" for i in range(1, 6)),
        "X1",
        *(f"T{i}" for i in range(1, 11)),
        *(f"I{i}" for i in range(1, 9)),
    }
    assert set(IDS) == expected
    for item in claims():
        otherwise = [part.criterion.otherwise for part in item.parts.values()]
        assert min(map(len, (item.rival, item.against, item.would_change, *otherwise))) > 30


@pytest.mark.parametrize("name", IDS)
def test_a_caption_says_its_unit_once_and_of_one_origin_there_is_no_plural(name: str) -> None:
    found = assess(name)
    html = section.head_html(found) + section.foot_html(found) + section.plain(found)
    units = {phrases.unit_title(part.criterion.unit).lower() for part in found.claim.parts.values()}
    for caption in re.findall(r"<figcaption>(.*?)</figcaption>", html):
        assert not [u for u in units if len(re.findall(rf"\b{re.escape(u)}", caption.lower())) > 1]
    assert not re.search(r"(?<![\d.,])1 (independent )?origins", html)


@pytest.mark.parametrize("name", IDS)
def test_what_a_finding_could_have_shown_has_the_unit_of_a_difference(name: str) -> None:
    found = assess(name)
    for finding in found.findings.values():
        if finding.open == "too_wide" and finding.smallest is not None:
            note = section.note(finding.open, finding.smallest, finding.unit)
            assert "%" not in note
            assert ("a factor of" in note) == (finding.unit == "times")
            assert note.endswith("or more from a line")
            assert finding.lower < finding.estimate < finding.upper  # type: ignore[operator]


@pytest.mark.parametrize(("name", "reading"), READINGS)
def test_no_reason_for_missing_evidence_is_a_key(name: str, reading: str) -> None:
    reason = evaluate(name, reading=reading).reason.replace(" ", "_")
    assert not [series for series in claim(name).readings[reading].series if series in reason]


@pytest.mark.parametrize(("name", "reading"), READINGS)
def test_a_finding_decides_or_says_why_it_does_not(name: str, reading: str) -> None:
    found = evaluate(name, reading=reading)
    if not heard(found):
        return
    assert found.stance is not None
    assert bool(found.open) == (not found.stance.carries)
    assert found.open in ("", *ABSTENTIONS)
    if found.lower is not None and found.upper is not None:
        assert found.lower <= found.estimate <= found.upper  # type: ignore[operator]
    else:
        assert found.reason or found.stance.carries


@pytest.mark.parametrize(("name", "reading"), READINGS)
def test_evidence_of_grade_c_alone_decides_nothing_and_dissents_from_nothing(name: str, reading: str) -> None:
    found = evaluate(name, reading=reading, grades="C")
    if heard(found):
        assert found.stance is not None
        assert not found.stance.carries
        assert not found.stance.excludes


@pytest.mark.parametrize("name", IDS)
def test_a_claim_is_testable_where_a_reading_of_it_finds_evidence(name: str) -> None:
    found = assess(name)
    assert bool(found.sources) == (found.verdict is not Verdict.NOT_TESTABLE)
    assert len(found.origins) <= len(found.sources)
    assert set(found.without) == set(found.origins) >= set(found.hangs_on)


@pytest.mark.parametrize(("name", "reading"), READINGS)
def test_an_evaluation_is_pure(name: str, reading: str) -> None:
    assert evaluate(name, reading=reading) == evaluate(name, reading=reading)


@pytest.mark.parametrize(("name", "reading"), READINGS)
@pytest.mark.parametrize("grades", ["A", "AB", "ABC", "B", "C"])
def test_every_set_of_grades_gives_a_finding_and_never_an_error(name: str, reading: str, grades: str) -> None:
    found = evaluate(name, reading=reading, grades=grades)
    assert set(found.grades) <= set(grades)
    assert heard(found) == (found.estimate is not None)


@pytest.mark.parametrize(("name", "reading"), READINGS)
@pytest.mark.parametrize(("start", "end"), [(2010, 2012), (2026, 2026), (1940, 1941), (2000, 2020)])
def test_every_span_of_years_gives_a_finding_and_never_an_error(
    name: str, reading: str, start: int, end: int
) -> None:
    found = evaluate(name, reading=reading, start_year=start, end_year=end)
    assert heard(found) == (found.estimate is not None)


@pytest.mark.parametrize("name", IDS)
def test_the_default_of_a_choice_is_the_same_in_the_registry_and_in_each_reading(name: str) -> None:
    choices = claim(name).choices
    for reading in answers(name).readings.values():
        for taken, parameter in inspect.signature(reading).parameters.items():
            if taken in choices.keys() - set(GIVEN):
                assert parameter.default == choices[taken].default, taken


def test_an_unknown_reading_names_those_that_exist() -> None:
    with pytest.raises(BookError, match="E1 has no reading 'hearsay'; readings are: "):
        evaluate("E1", reading="hearsay")


def test_the_command_lists_every_claim_for_machines() -> None:
    listed = json.loads(CliRunner().invoke(app, ["claims", "--json"]).output)
    assert [item["id"] for item in listed] == IDS
    for item in listed:
        assert item["verdict"] in set(map(str, Verdict))
        limited = item["verdict"].endswith("within limits") or item["verdict"] == "holds in part"
        assert bool(item["limits"]) <= limited
        assert item["limits"] or not item["verdict"].endswith("within limits")
        assert set(item["states"]) <= set(item["parts"])
        assert bool(item["sources"]) == (item["verdict"] != "not testable")
        readings = {key: found for part in item["parts"].values() for key, found in part["readings"].items()}
        assert set(readings) == set(claim(item["id"]).readings)
        for found in readings.values():
            assert bool(found["open"]) == (not found["carries"])
