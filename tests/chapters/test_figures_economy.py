"""Every figure of the economy says its finding in a short title, whatever is admitted."""

import inspect
import re
from collections.abc import Iterator

import pytest

from nkbook import parameters
from nkbook.book.economy import figures, ledger
from nkbook.chapter import Chapter
from nkbook.errors import NoEvidence
from nkbook.marks import Chart
from tests.chapters import running

WORDS, WORD = 12, re.compile(r"[\w.,'’−-]*\w")


def drawn() -> Iterator[Chart]:
    builds = [build for _, build in inspect.getmembers(figures, inspect.isfunction)]
    for given in running.sets("economy"):
        c = Chapter("economy", parameters.validate("economy", given))
        for build in builds:
            if inspect.signature(build).return_annotation is Chart:
                try:
                    yield c.draw(build)
                except NoEvidence:
                    continue


@pytest.mark.whole
def test_a_title_has_at_most_twelve_words_under_every_tested_parameter_set() -> None:
    titles = {chart.facts["title"] for chart in drawn()}
    assert titles
    assert [title for title in titles if len(WORD.findall(title)) > WORDS] == []


@pytest.mark.parametrize("subject", ["farms", "markets"])
def test_the_ledger_of_rules_is_dated_and_in_order(subject: str) -> None:
    c = Chapter("economy", parameters.validate("economy", {"start_year": 2010, "end_year": 2015}))
    rules = ledger.rules(c, subject)
    assert rules
    assert [rule["date"] for rule in rules] == sorted(rule["date"] for rule in rules)
    assert {rule["date"][:4] for rule in rules} <= {str(year) for year in range(2010, 2016)}
    assert all(rule["publisher"] and rule["seen"] and rule["carried"] for rule in rules)


def test_no_rule_is_on_farms_and_on_markets() -> None:
    c = Chapter("economy", parameters.validate("economy", {}))
    farms, markets = ({(r["date"], r["document"]) for r in ledger.rules(c, s)} for s in ("farms", "markets"))
    assert not farms & markets
    assert ("1958-08", "Cabinet Decision 140") in markets
