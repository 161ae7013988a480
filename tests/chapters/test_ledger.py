"""The ledger of rules in the chapter on the economy."""

import pytest

from nkbook import parameters
from nkbook.book.economy import ledger
from nkbook.chapter import Chapter
from nkbook.claims.evidence import Evidence
from nkbook.claims.registry import claim


@pytest.mark.parametrize("subject", ["farms", "markets"])
def test_the_ledger_of_rules_is_dated_and_in_order(subject: str) -> None:
    c = Chapter("economy", parameters.validate("economy", {"start_year": 2010, "end_year": 2015}))
    rules = ledger.rules(c, subject)
    assert rules
    assert [rule["date"] for rule in rules] == sorted(rule["date"] for rule in rules)
    assert {rule["date"][:4] for rule in rules} <= {str(year) for year in range(2010, 2016)}
    assert all(
        rule["publisher"] and rule["seen"] and bool(rule["carried"]) == bool(rule["effect"]) for rule in rules
    )


@pytest.mark.parametrize(("subject", "names"), [("farms", ("E4", "E5")), ("markets", ("E6",))])
def test_the_ledger_holds_whatever_a_reading_of_documents_counts(
    subject: str, names: tuple[str, ...]
) -> None:
    told = ledger.rules(Chapter("economy", parameters.validate("economy", {})), subject)
    shown = {(rule["date"], rule["source"]) for rule in told}
    readings = [reading for name in names for reading in claim(name).readings.values()]
    for reading in readings:
        counted = Evidence(reading).documents((*reading.says, *reading.denies))
        assert set(zip(counted["date"], counted["source"], strict=True)) <= shown
    assert len(told) == len({(rule["date"], rule["document"], rule["did"]) for rule in told})


def test_no_rule_is_on_farms_and_on_markets() -> None:
    c = Chapter("economy", parameters.validate("economy", {}))
    farms, markets = ({(r["date"], r["document"]) for r in ledger.rules(c, s)} for s in ("farms", "markets"))
    assert not farms & markets
    assert ("1958-08", "Cabinet Decision 140") in markets
