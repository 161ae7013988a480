"""Contested claims: both sides stand beside each other, each with whom it asked and how it could be wrong."""

import re
from html import unescape
from pathlib import Path

from nkbook.claims import assess, claims
from nkbook.claims.rule import Verdict
from nkbook.site import sides

HEAD = r'<section class="nk-claim[^"]*" id="{}".*?</section>'


def test_what_is_contested_and_nothing_else_has_two_sides(built_book: Path) -> None:
    disputed = set()
    for item in claims():
        page = (built_book / "chapters" / f"{item.theme}.html").read_text(encoding="utf-8")
        head = re.search(HEAD.format(item.id), page, re.DOTALL)
        assert head, item.id
        contested = 'data-verdict="contested"' in head[0]
        assert page.count(f"Side by side: what is contested in {item.id}<") == contested, item.id
        disputed |= {item.id} if contested else set()
    assert disputed


def test_each_side_says_what_it_found_whom_it_asked_when_and_how_it_could_be_wrong(built_book: Path) -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in built_book.glob("chapters/*.html"))
    for name in re.findall(r"Side by side: what is contested in (\w+)<", pages):
        found, shown = assess(name), unescape(sides.html(assess(name)))
        for side in shown.split('<div data-hue="')[1:]:
            readings = re.findall(r"<dl>.*?</dl>", side, re.DOTALL)
            assert readings, name
            for reading in readings:
                assert len(re.findall(r"<dd>\s*\S", reading)) == 5
                assert re.search(r'href="\.\./sources_\w+\.html#', reading)
        for finding in found.findings.values():
            contested = found.parts[finding.part].verdict is Verdict.CONTESTED
            if contested and finding.stance and finding.stance.carries:
                assert found.claim.readings[finding.reading].title in shown
                assert " ".join(found.claim.fails(finding.reading).why.split()) in shown
