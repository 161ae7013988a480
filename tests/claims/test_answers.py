"""A reading declares its choices; a choice or an option that nothing takes is refused in one line."""

import pytest

from nkbook.claims import evaluate
from nkbook.claims.answers import Answers, Measurement, answers
from nkbook.claims.evidence import Evidence
from nkbook.claims.registry import claim, claims
from nkbook.errors import BookError


def test_a_misspelt_choice_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(
        BookError, match=r"^E1 has no choice 'base_yaer'; did you mean base_year\? choices are: .*$"
    ):
        evaluate("E1", base_yaer=1990)


def test_a_misspelt_option_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(
        BookError, match=r"^E1: output_source cannot be 'bok_frist'; did you mean bok_first\? "
    ):
        evaluate("E1", output_source="bok_frist")


def test_a_reading_is_asked_only_what_it_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}
    made_up = Answers.__new__(Answers)
    made_up.claim, made_up.readings, made_up.takes = "E1", {}, {}

    @made_up.reading("output", "trade")
    def both(rows: Evidence, confidence: float, reading: str, base_year: int = 1989) -> Measurement:
        asked.update(reading=reading, base_year=base_year)
        return Measurement(1.0)

    @made_up.reading("electricity")
    def alone(rows: Evidence, confidence: float, trough_years: int = 1) -> Measurement:
        asked.update(trough_years=trough_years)
        return Measurement(2.0)

    rows = Evidence(claim("E1").readings["output"])
    assert made_up.measure(rows, "trade", 0.95, base_year=1990, trough_years=3).estimate == 1
    assert asked == {"reading": "trade", "base_year": 1990}
    assert made_up.measure(rows, "electricity", 0.95, base_year=1990, trough_years=3).estimate == 2
    assert asked["trough_years"] == 3
    assert made_up.choices == ("base_year", "trough_years")


@pytest.mark.parametrize("name", [item.id for item in claims() if item.criterion.thresholds])
def test_numbers_behind_limits_stand_in_the_registry(name: str) -> None:
    for threshold, value in claim(name).criterion.thresholds.items():
        assert answers(name).threshold(threshold) == value
