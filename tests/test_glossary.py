"""The glossary: each term has its name in Hangul and in Latin letters, and leads to its claims."""

import re
import unicodedata
from pathlib import Path

import pytest
from docutils import nodes

from nkbook.claims import claims
from nkbook.site import computed, glossary
from nkbook.site.glossary import Term

TERMS = glossary.terms()
KNOWN = {item.id for item in claims()}

# Revised Romanisation, letter by letter: first, middle and last sounds of a syllable.
FIRST = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"]
MIDDLE = ["a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi"]
MIDDLE += ["yu", "eu", "ui", "i"]
LAST = [
    "",
    "k",
    "k",
    "k",
    "n",
    "n",
    "n",
    "t",
    "l",
    "k",
    "m",
    "l",
    "l",
    "l",
    "p",
    "l",
    "m",
    "p",
    "p",
    "t",
    "t",
]
LAST += ["ng", "t", "t", "k", "t", "p", "t"]
# What two sounds become where syllables meet.
MEETING = {"km": "ngm", "nr": "ll", "lr": "ll"}
BEFORE_A_VOWEL = {"k": "g", "p": "b", "l": "r"}


def romanised(word: str) -> str:
    """Return a word of Hangul in Revised Romanisation; anything else as it is."""
    said, last = "", ""
    for sign in unicodedata.normalize("NFC", word):
        if not "가" <= sign <= "힣":
            said, last = said + last + sign, ""
            continue
        code = ord(sign) - ord("가")
        first, middle, end = FIRST[code // 588], MIDDLE[code % 588 // 28], LAST[code % 28]
        met = last + first if first else BEFORE_A_VOWEL.get(last, last)
        said, last = said + MEETING.get(met, met) + middle, end
    return said + last


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.anchor)
def test_a_term_is_written_in_hangul_and_in_revised_romanisation(term: Term) -> None:
    assert re.fullmatch(r"[가-힣·0-9 ]*[가-힣][가-힣 ]*", term.hangul)
    assert romanised(term.hangul).replace(" ", "") == term.romanised.lower().replace(" ", "")


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.anchor)
def test_a_term_is_explained_in_one_sentence_and_leads_to_claims(term: Term) -> None:
    assert term.says.endswith(".")
    assert "." not in term.says[:-1]
    assert term.claims
    assert set(term.claims) <= KNOWN
    assert not term.words or term.pattern.search(f"Of {term.words[0]} and more")


def test_the_page_shows_every_term_once_and_marks_its_korean() -> None:
    page = computed.glossary()
    for term in TERMS:
        assert page.count(f'<span lang="ko">{term.hangul}</span>') == 1
        assert page.count(f'id="{term.anchor}"') == 1


def test_only_the_first_mention_in_running_text_becomes_a_link() -> None:
    term = next(term for term in TERMS if term.term == "Market")
    document = nodes.document(None, None)  # type: ignore[arg-type]
    document += nodes.title("", "On markets")
    document += nodes.paragraph("", "Supermarkets, and markets; markets again.")
    glossary.link_first(document, term, "../glossary.html")
    (found,) = document.findall(nodes.reference)
    assert found.astext() == "markets"
    assert found["refuri"] == "../glossary.html#term-market"
    assert document.astext() == "On markets\n\nSupermarkets, and markets; markets again."


def test_words_that_lead_to_the_glossary_stand_in_a_chapter(built_book: Path) -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in built_book.glob("chapters/*.html"))
    never = [term.term for term in TERMS if term.words and f"glossary.html#{term.anchor}" not in pages]
    assert never == []
