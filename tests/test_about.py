"""What a link to the book shows elsewhere: title, description, picture; and how long a chapter takes."""

import re
import struct
from html import unescape
from pathlib import Path

import pytest
from docutils import nodes

from nkbook.claims import assess, claims
from nkbook.site import about, social

META = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">')


def page(*texts: str) -> nodes.document:
    made = nodes.document(None, None)  # type: ignore[arg-type]
    made += [nodes.paragraph("", text) for text in texts]
    return made


def test_a_page_is_described_by_its_first_whole_sentences() -> None:
    long = "A sentence of a page that goes on for as long as a line of a book. " * 4
    assert about.description(page("No sentence", "One.  Two is\nhere. " + long)).startswith(
        "One. Two is here. A"
    )
    said = about.description(page(long))
    assert len(said) <= about.DESCRIBED_IN
    assert said.endswith(".")


def test_a_first_sentence_is_never_cut() -> None:
    long = "word " * 100 + "end."
    assert about.description(page(f"{long} More.")) == long


def test_a_page_without_a_sentence_is_described_as_the_book_is() -> None:
    assert about.description(page("Only a title")).startswith("An executable book")


def test_reading_time_counts_the_words_of_paragraphs() -> None:
    assert about.minutes(page("word " * 390)) == 2
    assert about.minutes(page("word")) == 1


def test_the_picture_for_links_shows_the_bridge_as_it_is_now_in_the_size_that_pages_state() -> None:
    assert social.is_current({item.id: assess(item.id) for item in claims()})
    head = (social.folder() / social.PNG).read_bytes()[:24]
    assert struct.unpack(">II", head[16:24]) == social.SIZE


@pytest.mark.parametrize("name", ["intro.html", "essay.html", "korean.html", "chapters/economy.html"])
def test_a_link_to_a_page_shows_title_description_and_a_picture_that_is_there(
    built_book: Path, name: str
) -> None:
    path = built_book / name
    found = dict(META.findall(path.read_text(encoding="utf-8")))
    assert found["description"] == found["og:description"]
    assert unescape(found["og:title"])
    assert (path.parent / found["og:image"]).resolve().is_file()


def test_every_chapter_says_how_long_it_takes(built_book: Path) -> None:
    for path in built_book.glob("chapters/*.html"):
        assert re.search(r'class="nk-time">\d+ minutes? to read', path.read_text(encoding="utf-8")), path.name
