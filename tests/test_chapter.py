"""What a running chapter promises: verdicts by its own parameters, tables also in words, phrases by facts."""

import pandas as pd
import pytest

from nkbook import chapter, parameters, words
from nkbook.chapter import Chapter
from nkbook.claims import assess, claims


def displayed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    bundles: list[dict[str, str]] = []
    monkeypatch.setattr(chapter, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def started(name: str, **given: object) -> Chapter[parameters.Parameters]:
    return Chapter(name, parameters.validate(name, given))


def test_a_table_is_shown_as_html_and_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    bundles = displayed(monkeypatch)
    c = started("trust")
    c.table(pd.DataFrame({"Claim": ["a < b"]}))
    c.table(pd.DataFrame({"Claim": ['<a href="#T1">T1</a>']}), html=True)
    assert "<td>a &lt; b</td>" in bundles[0]["text/html"]
    assert '<td><a href="#T1">T1</a></td>' in bundles[1]["text/html"]
    assert [bundle["text/plain"].split()[-1] for bundle in bundles] == ["b", "T1"]


@pytest.mark.parametrize("name", parameters.CHAPTERS)
def test_what_was_sought_for_a_chapter_is_told_there(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bundles = displayed(monkeypatch)
    started(name).wanted()
    assert "Nearest there is" in bundles[0]["text/html"]


def test_a_chapter_without_claims_of_its_own_weighs_those_of_others_by_their_defaults() -> None:
    c = started("synthesis", grades="AB", counted="stated")
    weighed = [item.id for item in claims() if item.theme in ("trust", "information_inflow")]
    assert sorted(c.found) == sorted(weighed)
    assert c.found["T1"] == assess("T1", grades="AB")


def test_parameters_of_a_chapter_set_no_choice_of_a_claim_of_another() -> None:
    """`counted` means steps of the argument here, and telephones or people in the claim C3."""
    assert started("synthesis").choices("C3")["counted"] == "lines"
    assert started("communication", counted="users").choices("C3")["counted"] == "users"


def test_phrases_for_the_prose_follow_the_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"ends": {"prose": {"text": "{% if low < 1 %}below{% else %}above{% endif %} {{ low|n1 }}"}}}
    monkeypatch.setattr(words, "of_chapter", lambda _: said)
    assert started("trust").told("ends", {"low": 0.5}) == {"low": 0.5, "text": "below 0.5"}


@pytest.mark.parametrize(
    ("years", "said"), [([], "none"), ([1], "1"), ([1, 2], "1 then 2"), ([1, 2, 3], "1, 2 then 3")]
)
def test_turns_of_a_loop_are_parted_as_in_a_sentence(years: list[int], said: str) -> None:
    text = '{% for year in years %}{{ year }}{{ loop|comma("then") }}{% else %}none{% endfor %}'
    assert words.sentence(text, {"years": years}) == said


def test_a_table_has_the_phrases_of_each_row_and_keeps_its_headings_without_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bundles = displayed(monkeypatch)
    said = {"ends": {"prose": {"Low": "{{ low|n1 }}", "What it is": "{{ name }}"}}}
    monkeypatch.setattr(words, "of_chapter", lambda _: said)
    c = started("trust")
    c.tell("ends", [{"low": 0.5, "name": "a < b"}])
    c.tell("ends", [])
    assert "<td>0.5</td>" in bundles[0]["text/html"]
    assert "<td>a &lt; b</td>" in bundles[0]["text/html"]
    assert all("<th>What it is</th>" in bundle["text/html"] for bundle in bundles)
