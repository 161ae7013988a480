"""Each claim, page and figure can be cited: what stands below it is an entry that BibTeX reads."""

import html
import re
from pathlib import Path

import pytest
from pybtex.database import Entry, parse_string

from nkbook.book import papers
from nkbook.claims import assess, claims
from nkbook.site import cite, computed

ENTRY = re.compile(r"@misc\{.*?\n\}", re.DOTALL)
CLAIMS = [item.id for item in claims()]


def entries(page: str) -> dict[str, Entry]:
    """Return the entries of a page, as BibTeX reads them."""
    found = ENTRY.findall(html.unescape(page))
    return dict(parse_string("\n".join(found), "bibtex").entries)


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_is_cited_with_its_verdict_version_and_place(name: str) -> None:
    found = assess(name)
    (entry,) = entries(cite.of_claim(found)).values()
    assert entry.fields["title"].strip("{}").endswith(f"“{found.claim.claim}”: {found.verdict}")
    assert entry.fields["howpublished"].endswith(
        rf"chapters/{found.claim.theme}.html\#{name}".replace("_", r"\_")
    )
    assert entry.fields["note"] == f"Version {papers.cited()['version']}"


def test_what_readers_copy_says_the_same_in_both_forms() -> None:
    shown = html.unescape(cite.of_page("chapters/synthesis", "What will bring change?"))
    (entry,) = entries(shown).values()
    assert f"({entry.fields['year']}). What will bring change? In <cite>" in shown
    assert entry.fields["title"] == "{What will bring change?}"


def test_the_book_itself_is_cited_under_the_same_author_and_year() -> None:
    book, page = (next(iter(entries(text).values())) for text in (computed.edition(), cite.of_page("a", "A")))
    assert book.persons == page.persons
    assert book.fields["year"] == page.fields["year"]


def test_every_page_and_every_claim_of_the_book_says_how_to_cite_it(built_book: Path) -> None:
    cited: dict[str, list[str]] = {}
    for path in [*built_book.glob("*.html"), *built_book.glob("chapters/*.html")]:
        found = entries(path.read_text(encoding="utf-8"))
        assert found or path.name in {"index.html", "genindex.html", "search.html"}, path.name
        for key in found:
            cited.setdefault(key, []).append(path.name)
    assert {f"change_from_below_{name.lower()}" for name in CLAIMS} <= set(cited)
    # The book itself is cited on its first page, too.
    assert {key for key, pages in cited.items() if len(pages) > 1} == {"change_from_below"}


def test_a_claim_is_one_click_from_its_citation(built_book: Path) -> None:
    listed = (built_book / "cite.html").read_text(encoding="utf-8")
    for item in claims():
        page = (built_book / "chapters" / f"{item.theme}.html").read_text(encoding="utf-8")
        assert page.count(f'<a href="../cite.html#claim-{item.id}">') == 1
        assert listed.count(f'id="claim-{item.id}"') == 1
