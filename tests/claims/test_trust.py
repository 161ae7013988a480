"""What the trust claims promise: on small known inputs, and for every admitted choice."""

from math import inf
from typing import Any

import pandas as pd
import pytest

from nkbook import data, parameters
from nkbook.book.trust import distrust_figures, facts, model_figures, rights_figures, shares
from nkbook.book.trust import t1_rights as t1
from nkbook.book.trust import t4_saying as t4
from nkbook.book.trust import t6_solidarity as t6
from nkbook.book.trust import t10_bridges as t10
from nkbook.book.trust import x1_motives as x1
from nkbook.book.trust.drawing import error_of
from nkbook.chapter import Build, Chapter
from nkbook.claims import Assessment, Verdict, assess, claims, evaluate, maps
from nkbook.claims import claim as find_claim
from nkbook.claims.answers import Measurement
from nkbook.claims.evidence import Evidence
from nkbook.claims.section import head_html
from nkbook.errors import BookError, NoEvidence
from nkbook.methods import groups

TESTABLE = ("T1", "T2", "T3", "T4", "T5", "T6", "X1")
MAPPED = ("T7", "T8", "T9", "T10")


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
    bounds = t1.freedom_house_bounds(ratings())
    assert list(bounds.loc[1990, ["low", "high"]]) == [0, 12]
    assert list(bounds.loc[2020, ["low", "high"]]) == [3, 3]
    assert list(bounds["grade"]) == [0, 0]


def test_ratings_without_the_country_are_no_evidence() -> None:
    with pytest.raises(NoEvidence):
        t1.freedom_house_bounds(ratings().query("country != 'PRK'"))


def test_a_country_that_rose_from_as_low_is_named_with_the_year_before() -> None:
    table = pd.DataFrame({"PRK": [0.01] * 4, "AAA": [0.01, 0.01, 0.8, 0.8], "BBB": [0.3, 0.3, 0.8, 0.8]})
    table.index = pd.Index([1987, 1988, 1989, 1990])
    assert t6.risen_from_as_low(table, 1) == [("AAA", 1987), ("AAA", 1988)]


def test_the_newest_release_wins_where_two_print_a_year() -> None:
    rows = pd.DataFrame(
        {"year": [2000, 2000, 2001], "vintage": ["2024", "2026", "2024"], "value": [1.0, 2.0, 3.0]}
    )
    assert list(t1.newest(rows)) == [2.0, 3.0]


def test_the_saying_is_measured_against_even_odds_in_its_own_group() -> None:
    found = evaluate("T4", reading="east_germany")
    shares = 100 * groups.share_needed(3, 0.5) / pd.Series([found.lower, found.upper])
    assert shares.max() == pytest.approx(100 * 1_000_000 / 16_687_500, rel=1e-3)
    assert found.stance is not None
    assert found.stance.carries == "contradicts"


def test_the_ceiling_on_informers_counts_only_when_deduced_years_are_admitted() -> None:
    assert evaluate("T4", reading="ceiling").verdict is Verdict.NOT_TESTABLE
    admitted = evaluate("T4", reading="ceiling", inferred_dates=True)
    assert admitted.estimate is not None
    assert admitted.limits == ("ceiling",)


@pytest.mark.parametrize("name", MAPPED)
def test_what_nobody_measured_is_laid_out_and_a_survey_of_it_sized(name: str) -> None:
    found = assess(name)
    assert found.verdict is Verdict.MAP
    size = maps.asked(find_claim(name))
    assert size is not None
    assert f"{size.people:,} people in {size.groups} group" in head_html(found)
    assert "What leavers could be asked tomorrow" in head_html(found)


def test_no_claim_on_trust_waits_for_its_parts_and_one_is_a_saying() -> None:
    items = {item.id: item for item in claims("trust")}
    assert not any(item.recast for item in items.values())
    assert [name for name, item in items.items() if item.saying] == ["T4"]
    assert not any("not computed" in change.verdict_after for item in items.values() for change in item.log)


def test_one_standard_of_causality_holds_for_every_map() -> None:
    for name in ("T3", *MAPPED):
        for laid in assess(name).laid:
            rows = [row for row in laid.studies if row["counts"]]
            assert all(row["causal"] and row["carries"] and row["grade"] in "AB" for row in rows)


def test_one_body_of_data_counts_once_and_kinds_of_ties_are_laid_apart() -> None:
    outside, close = assess("T3").laid
    assert [unit.sign for unit in outside.units] == ["for"] * 3
    assert (outside.word, outside.second) == ("mostly for", "mostly for")
    assert set(outside.without.values()) == {"too little"}
    assert (close.word, [unit.sign for unit in close.units]) == ("too little", ["against"])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("T7", {"young": "none"}),
        ("T8", {"bonding": "too little", "order": "too little"}),
        ("T9", {"betrayal": "too little", "cooperation": "too little"}),
        ("T10", {"action": "mixed", "bridges": "none"}),
    ],
)
def test_maps_come_to_what_was_coded(name: str, words: dict[str, str]) -> None:
    assert {laid.key: laid.word for laid in assess(name).laid} == words


def test_change_from_above_holds_in_part_by_kind() -> None:
    parts = {key: ruling.verdict.side for key, ruling in assess("T2").parts.items()}
    assert parts == {
        "markets": "contradicted",
        "phones": "supported",
        "farms": "supported",
        "laws": "undetermined",
        "food": "supported",
        "practice": "contradicted",
    }
    assert assess("T2").verdict is Verdict.IN_PART
    said = (
        "phones and farm measures and fails for markets in grain and goods; for laws on income and enterprise"
    )
    assert said in head_html(assess("T2"))


def test_a_permission_older_than_the_famine_is_a_limit() -> None:
    assert "old" in evaluate("T2", reading="decision").limits
    assert "old" not in evaluate("T2", reading="koryolink").limits


def test_institutions_and_attendance_are_two_answers() -> None:
    found = assess("T5")
    sides = {key: ruling.verdict.side for key, ruling in found.parts.items()}
    assert sides["school"] == sides["grown"] == sides["late"] == "supported"
    assert sides["early"] == "contested"
    assert sides["practice"] == "undetermined"
    assert "general" in evaluate("T5", reading="office").limits


def test_bridges_are_bounded_by_any_tie_and_the_share_of_viewers() -> None:
    found = evaluate("T10", reading="bound")
    trusted = data.load(t10.TRUSTED)["value"].iloc[0]
    watched = data.load(t10.WATCHED).dropna(subset="value").sort_values("date")["value"].iloc[-1]
    assert found.upper == pytest.approx(100 * trusted / watched)
    assert (found.lower, found.open) == (0, "bounds")


@pytest.mark.parametrize("window", [1, 3])
def test_other_countries_are_measured_by_means_of_as_many_years(window: int) -> None:
    table = pd.DataFrame({"PRK": [0.1] * 6, "AAA": [0.4, 0.4, 0.4, 0.05, 0.8, 0.8]}, index=range(1985, 1991))
    risen = t6.risen_from_as_low(table, window)
    assert risen == ([("AAA", 1988)] if window == 1 else [])


@pytest.mark.parametrize("name", TESTABLE)
def test_each_reading_gives_an_interval_or_says_why_not(name: str) -> None:
    for key in find_claim(name).readings:
        found = evaluate(name, reading=key)
        if found.lower is None:
            assert found.reason
        else:
            assert found.lower <= found.estimate <= (inf if found.upper is None else found.upper)


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
        assert chapter(choices).evaluate(name, reading=key).verdict in Verdict


@pytest.mark.parametrize("name", TESTABLE)
def test_leaving_out_any_source_ends_in_a_verdict(name: str) -> None:
    assert set(assess(name).without.values()) <= set(Verdict)


@pytest.mark.parametrize(("name", "part"), [("T2", "practice"), ("T3", "ties"), ("T5", "practice")])
def test_more_confidence_never_narrows_an_interval(name: str, part: str) -> None:
    for key in find_claim(name).parts[part].readings:
        narrow, wide = (evaluate(name, reading=key, confidence=c) for c in (0.8, 0.99))
        assert wide.lower <= narrow.lower
        assert narrow.upper <= wide.upper


def test_a_missing_bound_never_makes_hunger_fade_faster() -> None:
    # The ministry printed "below ten" for one answer: the bound itself gives the smaller change.
    balances = x1.reasons(evidence("X1", "ministry"))
    assert balances["political"].iloc[0] == 20
    assert balances["balance"].iloc[0] == -50


def test_doubtful_records_are_left_out_on_request() -> None:
    kept, left = (x1.reasons(evidence("X1", "records"), serial) for serial in (True, False))
    assert left["n"].sum() < kept["n"].sum()


def evidence(name: str, reading: str) -> Evidence:
    return Evidence(find_claim(name).readings[reading])


def test_one_part_of_the_rating_is_measured_on_its_own_scale() -> None:
    bounds = t1.freedom_house_bounds(ratings(), {"fh_civil_liberties": "fh_civil_liberties_score"})
    assert list(bounds.loc[1990, ["low", "high"]]) == [0, 7]
    assert list(bounds["grade"]) == [0, 0]
    rows = data.load("fh_civil_liberties_score")
    own = rows[rows["country"] == "PRK"].set_index("year")["value"]
    found = evaluate("T1", reading="freedom_house", ratings="civil_liberties")
    # The ratings of the base years hide scores down to the bottom of the scale.
    assert found.upper == pytest.approx(100 * own[own.index > own.index.max() - 5].mean() / 60)


def test_release_fourteen_stops_with_the_years_it_coded() -> None:
    rows = data.load("v2x_civlib", country="PRK")
    values = rows[rows["vintage"] == t1.V14].set_index("year")["value"]
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
    row = shares.pooled(rows)
    assert (row["value"], row["n"]) == (32.5, 400)
    with pytest.raises(NoEvidence):
        shares.pooled(rows.iloc[2:])


def test_the_three_answers_on_a_tie_come_from_the_same_people() -> None:
    found = [evaluate("T3", tie=tie) for tie in ("trusted", "helped")]
    partners = evaluate("T3", reading="partners")
    assert {e.n for e in (*found, partners)} == {partners.n}
    printed = data.load(["market_partnership_common", "market_partnership_very_common"])["value"].sum()
    assert partners.estimate == pytest.approx(printed)


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
    east_germany = evidence("T4", "east_germany")
    origins = t4.east_german_shares(east_germany, count_by="origins")
    rows = t4.east_german_shares(east_germany, count_by="rows")
    assert len(origins) < len(rows)
    assert rows.min() <= origins.min()
    assert origins.max() <= rows.max()


def test_the_size_of_a_cohort_is_one_that_was_printed() -> None:
    sizes = [
        evaluate("T5", reading="mou", cohort_size=size).n for size in ("any_question", "smallest", "largest")
    ]
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
    assert named.isdisjoint({*x1.FREEDOM, *x1.HUNGER})
    assert named - {row["series"] for row in wide.values()} == {
        name for name in (*x1.FREEDOM.values(), *x1.HUNGER.values()) if name
    }


def test_what_has_no_size_or_no_period_can_be_dropped() -> None:
    table = x1.reasons(evidence("X1", "pooled"), briefing=True)
    sized, dated = table[table["n"].notna()], table[table["dated"]]
    for choice, rest in (("unsized", sized), ("undated", dated)):
        expected = x1.line(rest, 0.95).slope
        assert evaluate("X1", briefing=True, **{choice: "drop"}).estimate == pytest.approx(expected)  # type: ignore[arg-type]


# The figures --------------------------------------------------------------------------------------

FIGURES: list[Build] = [
    build
    for module in (rights_figures, distrust_figures, model_figures)
    for build in vars(module).values()
    if getattr(build, "__module__", "") == module.__name__ and hasattr(build, "claim")
]


def chapter(given: dict[str, Any]) -> Chapter[Any]:
    return Chapter("trust", parameters.validate("trust", given))


def weighed(c: Chapter[Any], name: str) -> Assessment:
    """Return one claim as the chapter weighs it, without the others."""
    return assess(name, **c.choices(name))


def shown(c: Chapter[Any], build: Build) -> tuple[Any, ...]:
    """Return all that a reader gets of a figure: drawing, words, data, sources, facts for the prose."""
    try:
        chart = c.draw(build)
    except NoEvidence as reason:
        return (str(reason),)
    return chart.fig.to_json(), chart.alt, chart.data.to_csv(), chart.sources, dict(chart.told)


SAME = [
    ("T1", "index", "v2x_clpol"),
    ("T1", "index", "v2x_clphy"),
    ("T1", "base_year", 1989),
    ("T1", "base_year", 2001),
    ("T1", "end_year", 2019),
    ("T4", "inferred_dates", True),
    ("T4", "grades", "AB"),
    ("T3", "confidence", 0.9),
    ("T6", "end_year", 2019),
    ("X1", "serial_entries", False),
    ("X1", "grades", "AB"),
    ("X1", "confidence", 0.9),
]


@pytest.mark.parametrize(("name", "choice", "value"), SAME)
def test_a_parameter_and_the_same_choice_give_the_same_figures_and_card(
    name: str, choice: str, value: Any
) -> None:
    plain, one, same = chapter({}), chapter({choice: value}), chapter({"choices": {name: {choice: value}}})
    assert head_html(weighed(one, name)) == head_html(weighed(same, name))
    drawn = [build for build in FIGURES if build.claim == name]  # type: ignore[attr-defined]
    assert [shown(one, build) for build in drawn] == [shown(same, build) for build in drawn]
    assert [shown(one, build) for build in drawn] != [shown(plain, build) for build in drawn]


FOLLOWED: list[tuple[str, str, Build, str, dict[str, Any]]] = [
    ("T1", "vdem", rights_figures.rights_path, "gain", {"window": 3}),
    ("T1", "vdem", rights_figures.rights_path, "gain", {"release": "v14"}),
    ("T3", "kdi", distrust_figures.ties, "trusted", {"interval": "wilson"}),
    ("T3", "kdi", distrust_figures.ties, "trusted", {"design_effect": 1}),
    ("T4", "ceiling", distrust_figures.densities, "ceiling", {"inferred_dates": True}),
    ("T6", "vdem", distrust_figures.civil_society, "level_now", {"society": "v2x_cspart"}),
    ("T6", "vdem", distrust_figures.civil_society, "level_now", {"window": 10}),
    ("X1", "pooled", rights_figures.motives, "slope", {"pooling": "unweighted"}),
    ("X1", "pooled", rights_figures.motives, "slope", {"briefing": True}),
    ("X1", "pooled", rights_figures.motives, "slope", {"reasons_named": "strict", "bound": "lower"}),
    ("X1", "pooled", rights_figures.motives, "slope", {"undated": "drop"}),
    ("X1", "pooled", rights_figures.motives, "slope", {"unsized": "drop"}),
]


@pytest.mark.parametrize(
    ("name", "reading", "build", "fact", "choices"), FOLLOWED, ids=lambda v: getattr(v, "__name__", str(v))
)
def test_prose_and_figure_say_the_number_of_the_card(
    name: str, reading: str, build: Build, fact: str, choices: dict[str, Any]
) -> None:
    c = chapter({"choices": {name: choices}})
    found, told = weighed(c, name).findings[reading], c.draw(build).facts
    assert found.estimate is not None
    drawn = told[fact] if name != "T3" else told[fact].estimate
    assert drawn == pytest.approx(t4.share_needed() / found.estimate if name == "T4" else found.estimate)
    if name in ("T3", "X1"):
        ends = (told["lower"], told["upper"]) if name == "X1" else (told[fact].lower, told[fact].upper)
        assert ends == pytest.approx((found.lower, found.upper))
    assert told[fact] != chapter({}).draw(build).facts[fact]


def test_spies_in_the_figure_are_counted_as_on_the_card() -> None:
    plain = chapter({}).draw(distrust_figures.densities)
    literal = chapter({"choices": {"T4": {"saying": "one_in_three"}}}).draw(distrust_figures.densities)
    assert f"{t4.share_needed('one_in_three'):.0f} %" in " ".join(str(literal.fig.layout.title.text).split())
    assert literal.facts["needed"] > plain.facts["needed"]
    officers = chapter({"choices": {"T4": {"officers": True, "definition": "registered"}}})
    asked = weighed(officers, "T4").findings["east_germany"]
    drawn = officers.draw(distrust_figures.densities).data
    east_german = drawn[drawn["text"].str.startswith("East Germany")]["share"]
    assert asked.lower is not None
    assert t4.share_needed() / asked.lower == pytest.approx(east_german.max())


def test_a_misspelt_option_is_refused_in_one_line() -> None:
    with pytest.raises(BookError, match=r"T1 has no choice 'base_yaer'; did you mean base_year\?"):
        evaluate("T1", base_yaer=1989)
    with pytest.raises(BookError, match="T6: society cannot be"):
        evaluate("T6", society="v2xcs_csi")


def test_a_bound_of_nought_is_a_bound() -> None:
    found = [Measurement(5.0, 0.0, 9.0), Measurement(-5.0, -9.0, 0.0), Measurement(5.0)]
    error = error_of(found, colour="red")
    assert (error["array"], error["arrayminus"]) == ([4.0, 5.0, 0.0], [5.0, 4.0, 0.0])


def test_without_a_count_of_informers_nothing_is_computed_from_one() -> None:
    c = chapter({"start_year": 2004, "end_year": 2006, "inferred_dates": True})
    assert c.draw(distrust_figures.densities).facts["counted"] is None


def test_no_more_viewers_can_have_a_bridge_than_trust_anybody_outside_the_family() -> None:
    bound = facts.bridges(chapter({}))
    assert bound.most == pytest.approx(100 * bound.trusting.estimate / bound.watched.estimate)
    assert bound.most == pytest.approx(evaluate("T10", reading="bound").upper)
    assert bound.most < bound.upper <= 100


def test_a_complaint_known_to_nearly_all_has_a_lower_bound_only_below_them() -> None:
    known = facts.complaints(chapter({}))
    assert known.lower < 100 * known.knew / known.n
    assert facts.complaints(chapter({"confidence": 0.8})).lower > known.lower


def test_china_has_a_rank_among_the_countries_asked_and_none_where_it_was_not() -> None:
    china = facts.strangers(chapter({}))
    assert 1 <= china.rank <= china.countries
    assert not facts.strangers(chapter({"start_year": 1970, "end_year": 1980}))


def test_few_indicators_of_the_north_ever_move() -> None:
    still = facts.still(chapter({}))
    assert still.stuck > still.stuck_peers
    assert not facts.still(chapter({"start_year": 2025, "end_year": 2025}))


def test_the_map_counts_bodies_of_data_and_draws_every_study() -> None:
    drawn = chapter({}).draw(model_figures.evidence)
    laid = [one for name in model_figures.MAPPED for one in assess(name).laid]
    assert drawn.facts["counted"] == sum(len(one.units) for one in laid)
    assert 0 < drawn.facts["north"] < drawn.facts["counted"]
    assert len(drawn.data) == sum(row["sign"] != "beside" for one in laid for row in one.studies)
    assert set(drawn.data["sign"]) == {"for", "against", "mixed"}
