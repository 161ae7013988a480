"""What changed: every change of a criterion, every withdrawn sentence and the version, in one place."""

import re
from html import unescape
from pathlib import Path

import pytest

from nkbook import data
from nkbook.book import papers
from nkbook.claims import claims, registry
from nkbook.site import computed

LOGGED = [(item, change) for item in claims() for change in item.log]


@pytest.fixture(scope="module")
def page(built_book: Path) -> str:
    return re.sub(r"\s+", " ", unescape((built_book / "changed.html").read_text(encoding="utf-8")))


def test_every_change_of_a_criterion_stands_with_its_reason_and_both_verdicts(page: str) -> None:
    for item, change in LOGGED:
        for said in (change.old, change.new, change.reason):
            assert " ".join(said.split()) in page, item.id
        cells = f"<td>{change.verdict_before}</td> <td>{change.verdict_after}</td>"
        assert cells in page, item.id


def test_every_withdrawn_sentence_stands_with_what_replaces_it(page: str) -> None:
    for one in data.withdrawn():
        assert f"<td>{' '.join(one.said.split())}</td>" in page
        assert " ".join(one.instead.split()) in page


def test_days_tell_of_the_version_and_of_each_verdict_that_moved(page: str) -> None:
    days = re.findall(r"<dt>(\d+ \w+ \d+)</dt>", page)
    assert len(days) == len(
        {c.date for _, c in LOGGED}
        | {w.date for w in data.withdrawn()}
        | {str(papers.cited()["date-released"]), registry.second_rule().day}
    )
    turned = [name for name, was in registry.second_rule().claims.items() if was.first != was.second]
    assert f"changed, and with it {len(turned)} verdicts: {', '.join(turned)}." in page
    assert f"Version {papers.cited()['version']}," in page
    moved = [(i.id, c) for i, c in LOGGED if c.verdict_before != c.verdict_after]
    told = re.findall(r'<li><a href="#changed-(\w+)">\1</a>: from ([^<]+) to ([^<]+)\.</li>', page)
    assert sorted(told) == sorted((name, c.verdict_before, c.verdict_after) for name, c in moved)


def test_a_claim_that_changed_leads_to_its_changes_and_the_rule_is_told_once(
    built_book: Path, page: str
) -> None:
    for item in claims():
        chapter = (built_book / "chapters" / f"{item.theme}.html").read_text(encoding="utf-8")
        assert chapter.count(f'href="../changed.html#changed-{item.id}"') == bool(item.log)
        assert page.count(f'id="changed-{item.id}"') == bool(item.log)
    method = (built_book / "method.html").read_text(encoding="utf-8")
    assert "changed.html" in method
    assert not any(" ".join(change.reason.split()) in method for _, change in LOGGED)


def test_where_nothing_changed_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computed, "assessments", list)
    assert "No criterion has been changed" in computed.changes()
