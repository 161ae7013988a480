"""Evidence maps: what counts, how often, and what a word of them takes."""

import itertools

import pandas as pd
import pytest

from nkbook.claims import assess, chips
from nkbook.claims.maps import Unit, counted, laid_out, word
from nkbook.claims.registry import Outcome, claim, claims
from nkbook.claims.section import foot_html, head_html, plain

OUTCOME = Outcome(title="Trust", counts_for="more trust in those who shared")
ROW = {
    "study": "A", "unit": "a", "sign": "for", "sign_second": "", "causal": "true", "carries": "true",
    "grade": "A", "design": "natural_experiment",
}  # fmt: skip


def units(signs: str, laboratory: str = "") -> list[Unit]:
    """Return units from letters: f for, a against, m mixed; as many in the laboratory as `laboratory` has."""
    names = {"f": "for", "a": "against", "m": "mixed"}
    return [Unit(str(i), names[s], i < len(laboratory), (str(i),)) for i, s in enumerate(signs)]  # type: ignore[arg-type]


def studies(*rows: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame([ROW | {"study": str(i), "unit": str(i)} | row for i, row in enumerate(rows)])


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ("", "none"),
        ("f", "too little"),
        ("ff", "too little"),
        ("fff", "mostly for"),
        ("fffa", "mostly for"),
        ("ffa", "mixed"),
        ("aaa", "mostly against"),
        ("faaa", "mostly against"),
        ("ffaa", "mixed"),
        ("ffm", "mixed"),
    ],
)
def test_three_quarters_on_one_side_of_three_or_more(signs: str, expected: str) -> None:
    assert word(units(signs)) == expected


def test_a_side_needs_units_outside_a_laboratory() -> None:
    assert word(units("ffff", laboratory="xxx")) == "mixed"
    assert word(units("ffff", laboratory="xx")) == "mostly for"


def test_order_does_not_matter_and_exchanging_signs_exchanges_sides() -> None:
    turned = {"for": "against", "against": "for"}
    for signs in itertools.product("fam", repeat=4):
        found = units("".join(signs))
        assert word(found) == word(found[::-1])
        other = [Unit(u.name, turned.get(u.sign, u.sign), u.laboratory, u.studies) for u in found]  # type: ignore[arg-type]
        assert word(other).split()[-1] == turned.get(word(found).split()[-1], word(found).split()[-1])


def test_only_causal_designs_of_good_grade_that_may_carry_count() -> None:
    rows = studies({}, {"causal": "false"}, {"carries": "false"}, {"grade": "C"}, {"sign": "beside"})
    assert [unit.name for unit in counted(rows, OUTCOME)] == ["0"]


def test_one_body_of_data_counts_once_and_is_mixed_where_its_studies_differ() -> None:
    alike = counted(studies({"unit": "x"}, {"unit": "x"}), OUTCOME)
    assert [(unit.sign, unit.studies) for unit in alike] == [("for", ("0", "1"))]
    differ = counted(studies({"unit": "x"}, {"unit": "x", "sign": "against"}), OUTCOME)
    assert [unit.sign for unit in differ] == ["mixed"]


def test_no_effect_counts_against_where_the_outcome_says_so() -> None:
    rows = studies({"sign": "no_effect"})
    assert [unit.sign for unit in counted(rows, OUTCOME)] == ["against"]
    neither = OUTCOME.model_copy(update={"no_effect_against": False})
    assert [unit.sign for unit in counted(rows, neither)] == ["mixed"]


def test_a_second_coding_replaces_the_first_where_there_is_one() -> None:
    rows = studies({"sign_second": "against"}, {})
    assert [unit.sign for unit in counted(rows, OUTCOME, "sign_second")] == ["against", "for"]


MAPPED = [item.id for item in claims() if item.map]
ALONE = [name for name in MAPPED if not claim(name).readings]  # a map and nothing beside it


@pytest.mark.parametrize("name", MAPPED)
def test_every_study_of_a_mapped_claim_is_laid_on_some_outcome_and_has_a_unit(name: str) -> None:
    from nkbook import data

    table = data.read("studies")
    table = table[table["claim"] == name]
    assert set(table["outcome_key"]) <= set(claim(name).map.outcomes)  # type: ignore[union-attr]
    assert sum(len(one.studies) for one in laid_out(claim(name))) == len(table)


@pytest.mark.parametrize("name", ALONE)
def test_a_map_shows_words_studies_and_what_is_missing_and_its_sources(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = assess(name)
    html, first = head_html(found), found.laid[0]
    assert 'data-verdict="evidence-map"' in html
    for one in found.laid:
        assert one.outcome.title in html.replace("&#39;", "'")
        assert one.word in html
    assert found.claim.map.missing in html.replace("&#39;", "'")  # type: ignore[union-attr]
    assert f"{first.outcome.title}: {first.word}." in plain(found)
    assert "Sources: " in foot_html(found)
    chips([found])
    assert f"{name} evidence map: {first.word}" in capsys.readouterr().out


@pytest.mark.parametrize("name", MAPPED)
def test_studies_of_grade_c_and_left_out_sources_change_a_map_as_they_should(name: str) -> None:
    item = claim(name)
    assert [one.word for one in laid_out(item, "AB")] == [one.word for one in laid_out(item)]
    counting = [row["source"] for one in laid_out(item) for row in one.studies if row["counts"]]
    sources = {key for keys in counting for key in keys.split("; ")}
    assert all(one.word == "none" for one in laid_out(item, exclude=sorted(sources)))
