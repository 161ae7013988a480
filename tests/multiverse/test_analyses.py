"""Each reading is evaluated once under each setting, and what repeats another analysis is not counted."""

from dataclasses import replace

import pytest

from nkbook.claims.rule import Stance
from nkbook.errors import BookError
from nkbook.multiverse.analyses import Outcome, distinct, heard, outcomes, table
from nkbook.multiverse.backends import backend
from nkbook.multiverse.fold import FAILED
from tests.multiverse import synthetic
from tests.multiverse.synthetic import SIMPLE, planned

PLAN = planned(SIMPLE)


def analyses(*estimates: float) -> int:
    """Return how many analyses there are among outcomes of one set of rows."""
    found = [
        Outcome("two", (n % 3,), estimate, estimate - 1, estimate + 1, Stance(), "rows")
        for n, estimate in enumerate(estimates)
    ]
    return len(distinct(PLAN, found))


def test_one_process_and_several_find_the_same() -> None:
    with backend("loky", 2) as jobs:
        many = outcomes(PLAN, synthetic.evaluate, jobs)
    assert many == outcomes(PLAN, synthetic.evaluate)


def test_what_changes_neither_rows_nor_estimate_is_one_analysis() -> None:
    found = distinct(PLAN, outcomes(PLAN, synthetic.evaluate)["one"])
    assert len(found) == 2 * 3 * 3
    assert all("idle" not in PLAN.changed("one", one.first.options) for one in found)
    assert [one.first.estimate for one in found] == sorted(one.first.estimate or 0.0 for one in found)


def test_estimates_that_differ_in_their_last_digits_are_one() -> None:
    assert analyses(12.0, 12.0 * (1 + 1e-13), 12.0 * (1 - 1e-13)) == 1
    assert analyses(12.0, 12.0 * (1 + 1e-8)) == 2
    assert analyses(0.0, 1e-15, -1e-15) == 1


def test_no_gap_parts_a_chain_of_near_estimates() -> None:
    step = 0.9e-9 * 12
    assert analyses(*(12 + n * step for n in range(50))) == 1


def test_the_same_estimate_from_other_rows_is_another_analysis() -> None:
    one = Outcome("two", (0,), 12.0, 11.0, 13.0, Stance(), "rows")
    assert len(distinct(PLAN, [one, replace(one, options=(1,), rows="others")])) == 2


def test_a_failed_analysis_is_kept_with_its_error_and_never_agrees() -> None:
    found = outcomes(PLAN, synthetic.broken)
    failed = [one for one in found["one"] if one.error]
    assert len(failed) == 12
    assert failed[0].error.startswith("ZeroDivisionError: no such scale (broken, line ")
    assert {one.found for one in failed} == {FAILED}
    assert table(PLAN, "two", distinct(PLAN, found["two"]))[(0b100, FAILED)] == 1


def test_without_evidence_a_reading_is_silent_in_every_setting() -> None:
    found = distinct(PLAN, outcomes(PLAN, synthetic.silent)["two"])
    assert heard(found) == []
    assert table(PLAN, "two", found) == {(0b111, None): 1}


def test_a_reading_has_no_say_under_settings_that_its_constraints_forbid() -> None:
    item = synthetic.claim(synthetic.CHOICES, constraints=[{"reading": "two", "allowed_if": {"scale": 1.0}}])
    plan = planned(item)
    found = table(plan, "two", distinct(plan, outcomes(plan, synthetic.evaluate)["two"]))
    assert {mask: one for mask, one in found if one is None} == {0b110: None}
    assert sum(found.values()) == 2


@pytest.mark.parametrize(
    ("name", "words"), [("spark", "backends are: loky, dask, ray"), ("loky", "no scheduler")]
)
def test_a_wrong_backend_is_refused_in_one_line(name: str, words: str) -> None:
    with pytest.raises(BookError, match=words), backend(name, 1, "tcp://127.0.0.1:1"):
        pass
