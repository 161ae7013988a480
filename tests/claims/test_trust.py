"""What the trust claims promise: on small known inputs, and for every admitted choice."""

import pandas as pd
import pytest

from nkbook import data
from nkbook.claims import Verdict, assess, evaluate, trust
from nkbook.claims import claim as find_claim
from nkbook.claims.evidence import Evidence
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


def test_one_part_of_the_rating_is_measured_on_its_own_scale() -> None:
    bounds = trust.freedom_house_bounds(ratings(), {"fh_civil_liberties": "fh_civil_liberties_score"})
    assert list(bounds.loc[1990, ["low", "high"]]) == [0, 7]
    assert list(bounds["grade"]) == [0, 0]
    rows = data.load("fh_civil_liberties_score")
    own = rows[rows["country"] == "PRK"].set_index("year")["value"]
    found = evaluate("T1", reading="freedom_house", ratings="civil_liberties")
    # The ratings of the base years hide scores down to the bottom of the scale.
    assert found.upper == pytest.approx(100 * own[own.index > own.index.max() - 5].mean() / 60)


def test_release_fourteen_stops_with_the_years_it_coded() -> None:
    rows = data.load("v2x_civlib", country="PRK")
    values = rows[rows["vintage"] == trust.V14].set_index("year")["value"]
    base = values[values.index.isin(range(1990, 1995))]
    expected = 100 * (values[values.index > 2018].mean() - base.mean())
    assert evaluate("T1", release="v14").estimate == pytest.approx(expected)


def test_windows_of_a_level_that_never_moved_agree() -> None:
    estimates = {
        evaluate("T1", window=w, base_year=b, end_year=2009).estimate
        for w in (3, 5)
        for b in (1989, 1994, 2001)
    }
    assert max(map(abs, filter(None, estimates)), default=0.0) < 1e-12


def test_surveys_are_pooled_by_their_people_and_only_with_a_size() -> None:
    rows = pd.DataFrame({"value": [10.0, 40.0, 99.0], "n": pd.array([100, 300, None], dtype="Int64")})
    row = trust.pooled(rows)
    assert (row["value"], row["n"]) == (32.5, 400)
    with pytest.raises(NoEvidence):
        trust.pooled(rows.iloc[2:])


def test_the_three_answers_on_a_tie_come_from_the_same_people() -> None:
    found = {tie: evaluate("T3", tie=tie) for tie in ("trusted", "helped", "partnership")}
    assert {e.n for e in found.values()} == {found["trusted"].n}
    printed = data.load(["market_partnership_common", "market_partnership_very_common"])["value"].sum()
    assert found["partnership"].estimate == pytest.approx(100 - printed)


def test_each_way_to_count_informers_moves_the_ratio_as_it_must() -> None:
    default, literal, officers, registered = (
        evaluate("T4", **choice)  # type: ignore[arg-type]
        for choice in ({}, {"saying": "one_in_three"}, {"officers": True}, {"definition": "registered"})
    )
    assert literal.estimate == pytest.approx((default.estimate or 0) / 3 / groups.share_needed(3, 0.5))
    assert (officers.estimate or 0) < (default.estimate or 0)
    assert (registered.lower or 0) > (default.lower or 0)
    assert registered.upper == default.upper


def test_counts_that_repeat_one_release_count_once() -> None:
    evidence = Evidence(find_claim("T4").readings["east_germany"])
    origins = trust.east_german_shares(evidence, count_by="origins")
    rows = trust.east_german_shares(evidence, count_by="rows")
    assert len(origins) < len(rows)
    assert rows.min() <= origins.min()
    assert origins.max() <= rows.max()


def test_the_size_of_a_cohort_is_one_that_was_printed() -> None:
    sizes = [evaluate("T5", cohort_size=size).n for size in ("any_question", "smallest", "largest")]
    printed = data.load(["mou2024_cohort_size", "paektu_line_should_continue"], start=2020, end=2020)["n"]
    assert sizes == sorted(sizes)
    assert set(sizes) == set(printed.dropna())


def test_a_reason_with_only_a_bound_lies_between_its_ends() -> None:
    upper, lower = (evaluate("X1", reading="ministry", bound=b).estimate or 0 for b in ("upper", "lower"))
    bound = data.load("motive_regime_dissatisfaction")["upper"].dropna().iloc[0]
    decades = (2015 - 2000) / 10
    assert lower - upper == pytest.approx(bound / decades)


def test_strict_reasons_leave_out_every_wide_class_that_has_a_narrow_one() -> None:
    wide = evaluate("X1", reasons_named="wide").rows
    strict = evaluate("X1", reasons_named="strict").rows
    named = {row["series"] for row in strict.values()}
    assert named.isdisjoint({*trust.FREEDOM, *trust.HUNGER})
    assert named - {row["series"] for row in wide.values()} == {
        name for name in (*trust.FREEDOM.values(), *trust.HUNGER.values()) if name
    }


def test_what_has_no_size_or_no_period_can_be_dropped() -> None:
    evidence = Evidence(find_claim("X1").readings["pooled"])
    table = trust.reasons(evidence, "pooled", briefing=True)
    sized, dated = table[table["n"].notna()], table[table["dated"]]
    for choice, rest in (("unsized", sized), ("undated", dated)):
        expected = trust.meta_regression(rest, 0.95).slope
        assert evaluate("X1", briefing=True, **{choice: "drop"}).estimate == pytest.approx(expected)  # type: ignore[arg-type]
