"""Every verdict under the first and the second rule, side by side."""

from nkbook.claims import assess, claims, registry
from nkbook.claims.rule import Verdict


def test_every_claim_stands_under_both_rules_with_a_reason() -> None:
    kept = registry.second_rule().claims
    assert list(kept) == [item.id for item in claims()]
    words = set(map(str, Verdict))
    assert all({was.first, was.second} <= words for was in kept.values())


def test_the_second_verdict_is_the_computed_one_until_a_later_change_of_its_criterion() -> None:
    for name, was in registry.second_rule().claims.items():
        found = assess(name)
        if not any(change.date >= registry.second_rule().day for change in found.claim.log):
            assert str(found.verdict) == was.second, name
