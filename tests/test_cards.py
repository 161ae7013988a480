"""Cards: every term, claim and work that a page links to has one, and so has every term and claim."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from nkbook.claims import claims
from nkbook.site import glossary

CARDED = re.compile(r"(glossary|references)\.html#.+|chapters/\w+\.html#[A-Z]\d+")


class Addresses(HTMLParser):
    """Where the links of a page lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.add(dict(attrs).get("href") or "")


@pytest.fixture(scope="module")
def cards(built_book: Path) -> dict[str, str]:
    found: dict[str, Any] = {}
    for path in (built_book / "_static" / "cards").glob("*.js"):
        script = path.read_text(encoding="utf-8")
        found |= json.loads(script.removeprefix("nkbookCards(").rstrip().removesuffix(");"))
    return found


def test_every_term_and_every_claim_has_a_card(cards: dict[str, str]) -> None:
    for term in glossary.terms():
        said = cards[f"glossary.html#{term.anchor}"]
        assert term.hangul in said
        assert term.romanised in said
    for item in claims():
        assert item.id in cards[f"chapters/{item.theme}.html#{item.id}"]


def test_every_link_that_promises_a_card_has_one(cards: dict[str, str], built_book: Path) -> None:
    seen = set()
    for path in [*built_book.glob("*.html"), *built_book.glob("chapters/*.html")]:
        page = path.relative_to(built_book).as_posix()
        for address in Addresses(path.read_text(encoding="utf-8")).found:
            full = page + address if address.startswith("#") else re.sub(r"^\.\./", "", address)
            if "/" in page and not address.startswith(("#", "../")):
                full = f"chapters/{address}"
            if CARDED.fullmatch(full) and not full.startswith(page):
                seen.add(full)
    assert len(seen) > 100
    assert sorted(seen - set(cards)) == []
