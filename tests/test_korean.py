"""The summary in Korean holds what the English book holds: every claim, verdict, step and chapter."""

import json
import re
from pathlib import Path

import pytest

from nkbook import paths
from nkbook.claims import Assessment, assess, chain, claims, maps
from nkbook.claims.rule import Verdict
from nkbook.site import about, korean, pages

SAID = korean.korean()
HANGUL = re.compile("[가-힣]")
CHIP = re.compile(r'data-verdict="([^"]+)" href="chapters/\w+\.html#(\w+)">.*?</strong> ([^<]+)</span>')
FIGURE = re.compile(r"\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def found() -> dict[str, Assessment]:
    return {item.id: assess(item.id) for item in claims()}


def opening(chapter: str) -> str:
    """Return the executed text of a chapter before its first section."""
    stored = json.loads((paths.chapters() / f"{chapter}.ipynb").read_text(encoding="utf-8"))
    texts = []
    for cell in stored["cells"]:
        texts += ["".join(cell["source"])] if cell["cell_type"] == "markdown" else []
        texts += [
            "".join(out["data"].get("text/markdown", "")) for out in cell.get("outputs", ()) if "data" in out
        ]
    return "\n".join(texts).split("\n## ")[0]


def test_every_claim_and_step_has_a_translation_of_its_present_words() -> None:
    assert {key: pair.english for key, pair in SAID.claims.items()} == {c.id: c.claim for c in claims()}
    assert {key: pair.english for key, pair in SAID.steps.items()} == {s.key: s.title for s in chain.steps()}
    untranslated = [key for key, pair in (SAID.claims | SAID.steps).items() if not HANGUL.search(pair.korean)]
    assert untranslated == []


def test_every_verdict_has_a_word_of_its_own() -> None:
    assert set(SAID.verdicts) == set(Verdict)
    words = [meaning.word for meaning in SAID.verdicts.values()]
    assert len(set(words)) == len(words)


def test_whatever_an_evidence_map_comes_to_has_words() -> None:
    unit = {side: maps.Unit(side, side, laboratory=False, studies=(side,)) for side in ("for", "against")}
    ends = [[], [unit["for"]], [unit["for"]] * 3, [unit["against"]] * 3, [unit["for"], unit["against"]] * 2]
    assert {maps.word(end) for end in ends} == set(SAID.maps)


def test_every_claim_stands_once_with_its_verdict_in_korean(found: dict[str, Assessment]) -> None:
    shown = CHIP.findall(korean.claims(found))
    assert sorted(shown) == sorted((a.verdict.slug, a.claim.id, korean.verdict(a)) for a in found.values())


def test_every_step_stands_in_its_place_with_the_verdict_of_the_bridge(found: dict[str, Assessment]) -> None:
    shown = [(slug, name) for slug, name, _ in CHIP.findall(korean.steps(found))]
    bridge = chain.bridge(found)
    assert shown == [(step["slug"], step["claims"][0]["id"]) for step in bridge]
    assert re.findall(r"<li>(.*?) <a", korean.steps(found)) == [s.korean for s in SAID.steps.values()]


def test_every_chapter_has_an_answer_whose_numbers_are_those_of_its_opening(
    found: dict[str, Assessment],
) -> None:
    answers = korean.answers(found)
    assert set(answers) == {path.stem for path in paths.chapters().glob("*.ipynb")}
    for page, answer in answers.items():
        assert set(FIGURE.findall(answer)) <= set(FIGURE.findall(opening(page))), page


def test_the_summary_says_that_no_native_speaker_has_checked_it(root: Path) -> None:
    text = (root / "korean.md").read_text(encoding="utf-8")
    assert "원어민이 검토하지 않았다" in " ".join(text.split("## ")[0].split())


def test_screen_readers_are_told_where_korean_begins() -> None:
    assert about.LANGUAGES["korean"] == "ko"
    link = '<a class="reference internal" href="korean.html">한국어 요약</a>'
    assert 'href="korean.html" lang="ko">' in pages.tidy(link)
    assert "lang" not in pages.tidy(link.replace("한국어 요약", "Essay"))
