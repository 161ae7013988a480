"""What a link to the book shows elsewhere: title, description, picture; and how long a chapter takes."""

import re
import struct
from html import unescape
from pathlib import Path

import pytest
from docutils import nodes

from nkbook.claims import assess, claims
from nkbook.claims.registry import Claim
from nkbook.site import about, social

MOST_OF_A_CLAIM = 25_000  # bytes of a picture
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


def test_pictures_for_links_show_bridge_and_claims_as_they_are_now_in_the_size_that_pages_state() -> None:
    found = {item.id: assess(item.id) for item in claims()}
    assert list(social.stale(found)) == []
    drawn = {path.stem: path.read_bytes() for path in social.folder().glob("*.png")}
    assert set(drawn) == {social.BRIDGE, *found}
    for name, picture in drawn.items():
        assert struct.unpack(">II", picture[16:24]) == social.size(name)
    assert max(len(drawn[name]) for name in found) <= MOST_OF_A_CLAIM


def test_a_picture_of_an_older_verdict_counts_as_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = {"E1": social.of_claim(assess("E1"))}
    monkeypatch.setattr(social, "drawings", lambda found: drawn)
    monkeypatch.setattr(social, "folder", lambda: tmp_path)
    assert social.stale({}) == drawn
    (tmp_path / "E1.png").touch()
    (tmp_path / "E1.svg").write_text(drawn["E1"], encoding="utf-8")
    assert social.stale({}) == {}
    (tmp_path / "E1.svg").write_text(drawn["E1"].replace("supported", "contradicted"), encoding="utf-8")
    assert social.stale({}) == drawn


@pytest.mark.parametrize("item", claims(), ids=lambda item: item.id)
def test_a_link_to_a_claim_shows_its_picture_and_description_and_leads_to_its_section(
    built_book: Path, item: Claim
) -> None:
    path = built_book / about.CLAIMS / f"{item.id}.html"
    page = path.read_text(encoding="utf-8")
    found = {name: unescape(said) for name, said in META.findall(page)}
    assert item.claim in found["og:title"]
    assert re.match(r"By open evidence: \w.*\. Against it: \w", found["og:description"])
    assert (path.parent / found["og:image"]).resolve().stem == item.id
    assert (path.parent / found["og:image"]).resolve().is_file()
    (to,) = set(re.findall(r'(?:url=|href=")(\.\./chapters/[^"]+)"', page))
    chapter, _, anchor = to.partition("#")
    assert f'id="{anchor}"' in (path.parent / chapter).read_text(encoding="utf-8")
    linked = (built_book / "chapters" / f"{item.theme}.html").read_text(encoding="utf-8")
    assert linked.count(f'href="../{about.CLAIMS}/{item.id}.html"') == 1


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
