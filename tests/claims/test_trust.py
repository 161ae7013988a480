"""What the trust claims promise: on small known inputs, and for every admitted choice."""

import pandas as pd
import pytest

from nkbook.claims import Verdict, assess, evaluate, trust
from nkbook.claims import claim as find_claim
from nkbook.errors import NoEvidence
from nkbook.methods import groups

TESTABLE = ("T1", "T2", "T3", "T4", "T5", "T6", "X1")
WANTING = ("T7", "T8", "T9", "T10")


def ratings() -> pd.DataFrame:
    """Return ratings of a country whose score was printed in one year, and of one that shows the bands."""
    cells = [
        ("PRK", 1990, 7, None, 7, None),
        ("PRK", 2020, 7, 3, 7, 0),
        ("AAA", 2020, 7, 7, 7, 5),
        ("BBB", 2020, 7, 0, 7, -2),
    ]
    rows = []
    for country, year, liberties, liberties_score, rights, rights_score in cells:
        values = dict(
            zip(
                (
                    "fh_civil_liberties",
                    "fh_civil_liberties_score",
                    "fh_political_rights",
                    "fh_political_rights_score",
                ),
                (liberties, liberties_score, rights, rights_score),
                strict=True,
            )
        )
        rows += [
            {"country": country, "year": year, "series": s, "value": v}
            for s, v in values.items()
            if v is not None
        ]
    return pd.DataFrame(rows)


def test_a_grade_without_a_score_leaves_the_range_of_scores_it_can_hide() -> None:
    bounds = trust.freedom_house_bounds(ratings())
    assert list(bounds.loc[1990, ["low", "high"]]) == [0, 12]
    assert list(bounds.loc[2020, ["low", "high"]]) == [3, 3]
    assert list(bounds["grade"]) == [0, 0]


def test_ratings_without_the_country_are_no_evidence() -> None:
    with pytest.raises(NoEvidence):
        trust.freedom_house_bounds(ratings().query("country != 'PRK'"))


def test_a_country_that_rose_from_as_low_is_named_with_the_year_before() -> None:
    table = pd.DataFrame({"PRK": [0.01] * 4, "AAA": [0.01, 0.01, 0.8, 0.8], "BBB": [0.3, 0.3, 0.8, 0.8]})
    table.index = pd.Index([1987, 1988, 1989, 1990])
    assert trust.risen_from_as_low(table) == [("AAA", 1987), ("AAA", 1988)]


def test_the_newest_release_wins_where_two_print_a_year() -> None:
    rows = pd.DataFrame(
        {"year": [2000, 2000, 2001], "vintage": ["2024", "2026", "2024"], "value": [1.0, 2.0, 3.0]}
    )
    assert list(trust.newest(rows)) == [2.0, 3.0]


def test_the_saying_is_measured_against_even_odds_in_its_own_group() -> None:
    found = evaluate("T4", reading="east_germany")
    shares = 100 * groups.share_needed(3, 0.5) / pd.Series([found.lower, found.upper])
    assert shares.max() == pytest.approx(100 * 1_000_000 / 16_687_500, rel=1e-3)
    assert found.verdict is Verdict.CONTRADICTED


def test_the_ceiling_on_informers_counts_only_when_deduced_years_are_admitted() -> None:
    assert evaluate("T4", reading="ceiling").verdict is Verdict.NOT_TESTABLE
    admitted = evaluate("T4", reading="ceiling", inferred_dates=True)
    assert admitted.estimate is not None
    assert admitted.limits == ("ceiling",)


@pytest.mark.parametrize("name", WANTING)
def test_claims_without_a_series_are_computed_not_testable(name: str) -> None:
    found = assess(name)
    assert found.verdict is Verdict.NOT_TESTABLE
    assert "no open series" in found.default.reason


@pytest.mark.parametrize("name", TESTABLE)
def test_each_reading_gives_an_interval_or_says_why_not(name: str) -> None:
    for key in find_claim(name).readings:
        found = evaluate(name, reading=key)
        if found.lower is None:
            assert found.reason
        else:
            assert found.lower <= found.estimate <= found.upper


@pytest.mark.parametrize("name", TESTABLE)
@pytest.mark.parametrize(
    "choices",
    [
        {"grades": "A"},
        {"grades": "B"},
        {"grades": "C"},
        {"start_year": 2000},
        {"end_year": 1992},
        {"start_year": 2010, "end_year": 2011},
        {"base_year": 2010},
        {"index": "v2x_clphy"},
        {"inferred_dates": True, "serial_entries": False},
        {"confidence": 0.5},
    ],
)
def test_every_admitted_choice_ends_in_a_verdict(name: str, choices: dict[str, object]) -> None:
    for key in find_claim(name).readings:
        assert evaluate(name, reading=key, **choices).verdict in Verdict  # type: ignore[arg-type]


@pytest.mark.parametrize("name", TESTABLE)
def test_leaving_out_any_source_ends_in_a_verdict(name: str) -> None:
    assert set(assess(name).without.values()) <= set(Verdict)


@pytest.mark.parametrize("name", ["T2", "T3", "T5"])
def test_more_confidence_never_narrows_an_interval(name: str) -> None:
    for key in find_claim(name).readings:
        narrow, wide = (evaluate(name, reading=key, confidence=c) for c in (0.8, 0.99))
        assert wide.lower <= narrow.lower
        assert narrow.upper <= wide.upper


def test_a_missing_bound_never_makes_hunger_fade_faster() -> None:
    # The ministry printed "below ten" for one answer: the bound itself gives the smaller change.
    balances = trust.reasons(evidence("X1", "ministry"), "ministry")
    assert balances["political"].iloc[0] == 20
    assert balances["balance"].iloc[0] == -50


def test_doubtful_records_are_left_out_on_request() -> None:
    kept, left = (trust.reasons(evidence("X1", "records"), "records", serial) for serial in (True, False))
    assert left["n"].sum() < kept["n"].sum()


def evidence(name: str, reading: str) -> trust.Evidence:
    return trust.Evidence(find_claim(name).readings[reading])
