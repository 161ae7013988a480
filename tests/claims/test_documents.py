"""What documents promise as evidence: admitted like figures, weighed by independent origins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkbook import data
from nkbook.book import documents
from nkbook.claims import claim, claims
from nkbook.claims.answers import ends
from nkbook.claims.evidence import Evidence
from nkbook.claims.registry import Reading
from nkbook.claims.rule import place
from nkbook.errors import DataError, NoEvidence

BY_DOCUMENT = [(item.id, key) for item in claims() for key, r in item.readings.items() if r.says or r.denies]
COUNT = st.integers(0, 9)


def rows(says: list[str], denies: list[str] | None = None, **admitted: object) -> Evidence:
    return Evidence(Reading(title="made up", says=says, denies=denies or []), **admitted)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "reading"), BY_DOCUMENT)
def test_what_a_reading_names_is_in_the_ledger_and_stands_on_one_side(name: str, reading: str) -> None:
    asked = claim(name).readings[reading]
    said, denied = (Evidence(asked).documents(names) for names in (asked.says, asked.denies))
    assert len(said) + len(denied) > 0
    assert set(said.index).isdisjoint(denied.index)
    assert claim(name).fails(reading).by == "document"


@given(said=COUNT, denied=COUNT)
def test_origins_carry_a_side_when_more_of_them_say_so_than_deny_it(said: int, denied: int) -> None:
    carried, _ = place(claim("E4").parts["rule"].criterion, *ends(documents.balance(said, denied)))
    if said > denied:
        assert carried == "supports"
    elif denied and not said:
        assert carried == "contradicts"
    else:
        assert not carried


@given(said=COUNT, denied=COUNT)
def test_one_more_origin_never_turns_a_verdict_against_what_it_says(said: int, denied: int) -> None:
    criterion = claim("E4").parts["rule"].criterion
    before, after = (place(criterion, *ends(documents.balance(n, denied)))[0] for n in (said, said + 1))
    assert not (before == "supports" and after != "supports")
    assert after != "contradicts"


def test_two_reports_of_one_origin_count_once() -> None:
    found = documents.weighed(rows(["2012-10-01 June 28", "2013 pilot in Ryanggang"]))
    assert found.estimate == 1


def test_a_document_is_admitted_by_grade_year_and_source_and_leaves_its_origin() -> None:
    name = "2014-02-06 letter"
    letter = rows([name])
    assert documents.weighed(letter).estimate == 1
    assert {row["origin"] for row in letter.observed.values()} == {"dprk_law"}
    for refused in ({"grades": "C"}, {"end_year": 2013}, {"exclude": ("kcna_letter2014",)}):
        with pytest.raises(NoEvidence):
            documents.weighed(rows([name], **refused))


def test_a_name_that_no_document_has_is_refused() -> None:
    with pytest.raises(DataError, match="no document '1066 Domesday'"):
        documents.weighed(rows(["1066 Domesday"]))


def test_only_words_of_a_document_in_its_publishers_own_copy_are_of_the_first_grade() -> None:
    table = data.documents()
    first = table[table["grade"] == "A"]
    assert len(first)
    assert set(first["text_seen"]) <= {"part", "whole"}
    assert not data.sources().loc[first["source"], "relay"].eq("true").any()
    exploratory = data.sources().loc[table["source"], "integrity"].eq("exploratory").to_numpy()
    assert set(table["grade"][exploratory]) <= {"C"}
