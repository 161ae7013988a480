"""The ledger of rules in the chapter on the economy."""

import pytest

from nkbook import parameters
from nkbook.book.economy import ledger
from nkbook.chapter import Chapter


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
