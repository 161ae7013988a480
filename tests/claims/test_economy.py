"""What the claims of the economy promise on small known inputs, and under every admitted choice."""

import inspect
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nkbook import data, parameters
from nkbook.book import documents
from nkbook.book.economy import e1_collapse as e1
from nkbook.book.economy import e2_property as e2
from nkbook.book.economy import e3_markets as e3
from nkbook.book.economy import e4_june_28 as e4
from nkbook.book.economy import facts, figures, harvest
from nkbook.chapter import Chapter
from nkbook.claims import Verdict, assess, evaluate
from nkbook.claims.answers import ARGUMENTS
from nkbook.claims.evidence import Evidence
from nkbook.claims.registry import claim, claims
from nkbook.data import credit
from nkbook.errors import BookError, NoEvidence
from nkbook.figures import THIN
from nkbook.marks import Chart
from nkbook.methods import bounds

# A reading of each claim that has an interval.
SURVEYED = [
    ("E1", "rations"),
    ("E1", "output"),
    ("E2", "mou"),
    ("E3", "kli"),
    ("E4", "fao_2025"),
    ("E6", "mou"),
]

ALTERNATIVES = [
    {"grades": "A"},
    {"grades": "AB"},
    {"grades": "C"},
    {"start_year": 2000},
    {"end_year": 2005},
    {"start_year": 2013, "end_year": 2016},
    {"output_source": "bok_first"},
    {"output_source": "un"},
    {"output_source": "maddison"},
    {"crop": "rice"},
    {"crop": "maize"},
    {"weather_control": "south_korea"},
    {"weather_control": "none"},
    {"window": 3},
    {"window": 8},
    {"market_measure": "private_work"},
    {"cohort_size": "largest"},
    {"confidence": 0.5},
    {"confidence": 0.999},
]


def chapter(**given: object) -> Chapter[parameters.Economy]:
    p = parameters.validate("economy", given)
    assert isinstance(p, parameters.Economy)
    return Chapter("economy", p)


def builds() -> list[Callable[[Chapter[parameters.Economy]], Chart]]:
    """Return the figures of the chapter, in order."""
    public = [f for name, f in vars(figures).items() if inspect.isfunction(f) and not name.startswith("_")]
    return [f for f in public if inspect.signature(f).return_annotation is Chart]


def test_a_level_is_based_on_the_last_year_before_the_fall() -> None:
    assert e1.based(pd.Series({1989: 50.0, 1998: 25.0}))[1998] == 50
    assert e1.based(pd.Series({1990: 50.0, 1998: 25.0}))[1998] == 50
    with pytest.raises(NoEvidence):
        e1.based(pd.Series({1991: 1.0}))


def test_the_trough_lies_in_the_decade_of_the_fall() -> None:
    assert e1.Fall.of(pd.Series({1989: 100.0, 1998: 70.0, 1999: 80.0, 2020: 10.0})).year == 1998
    with pytest.raises(NoEvidence):
        e1.Fall.of(pd.Series({1989: 100.0, 2020: 10.0}))


def test_the_first_printing_of_a_rate_is_the_oldest_one() -> None:
    evidence = Evidence(claim("E1").readings["output"])
    first = e1.bok_growth(evidence, first=True)
    assert first[1992] == -7.6
    assert e1.past_revisions(evidence)[2007] == pytest.approx(1.1)


def test_all_printings_of_output_are_one_origin() -> None:
    found = [evaluate("E1", reading="output", output_source=s) for s in ("bok_revised", "un", "maddison")]
    assert {origin for e in found for origin in e.origins} == {"bok"}


def test_at_least_one_of_several_practices_is_bounded_by_the_largest_and_the_sum() -> None:
    assert bounds.any_of([20.5, 15.3]) == pytest.approx((20.5, 35.8))
    assert bounds.any_of([80.0, 40.0]) == (80.0, 100.0)


def test_the_release_of_2020_ends_in_2018_and_equals_the_next_up_to_2013() -> None:
    evidence = Evidence(claim("E4").readings["fao_2020"])
    old, new = (harvest.harvests(evidence, r, "cereals") for r in ("fao_2020", "fao_2025"))
    assert old.index.max() == 2018
    early = old.index[old.index <= 2013]
    assert (old[early] == new[early]).all()
    assert old[2015] > new[2015]


def test_a_neighbour_that_lacks_a_year_does_not_count_as_weather() -> None:
    table = pd.DataFrame({"KOR": [4.0, 4.0], "CHN": [9.0, None]}, index=[2018, 2019])
    assert harvest.weather(table, pd.Index([2018, 2019])).tolist() == pytest.approx([4.0, 4.0])
    assert harvest.weather(table, pd.Index([2018])).tolist() == pytest.approx([6.0])


def test_a_step_shared_with_the_neighbours_is_taken_off() -> None:
    years = range(2008, 2018)
    control = pd.Series([1.0 if y < 2013 else 1.5 for y in years], index=years)
    yields = control * np.exp(np.random.default_rng(1).normal(0, 0.01, 10))
    neighbours = control.to_frame("KOR")
    found, alone = (
        harvest.Fields(yields, beside, False, harvest.Harvest()).step(2013, 0.95)
        for beside in (neighbours, None)
    )
    assert abs(found.estimate) < 2 < 45 < alone.estimate


def test_a_wider_confidence_never_narrows_an_interval() -> None:
    for item, reading in SURVEYED:
        narrow, wide = (evaluate(item, reading=reading, confidence=level) for level in (0.5, 0.999))
        assert wide.lower is not None
        assert narrow.lower is not None
        assert wide.upper is not None
        assert narrow.upper is not None
        assert wide.lower <= narrow.lower <= narrow.upper <= wide.upper


def test_the_printing_of_output_changes_the_estimate_and_not_the_verdict() -> None:
    found = [
        evaluate("E1", reading="output", output_source=s)
        for s in ("bok_revised", "bok_first", "un", "maddison")
    ]
    assert len({e.estimate for e in found}) == 4
    assert len({e.verdict for e in found}) == 1


def test_by_the_stricter_measure_of_dependence_on_markets_one_survey_no_longer_decides() -> None:
    plain, stricter = (assess("E3", market_measure=m) for m in ("income_share", "private_work"))
    assert (plain.findings["mou"].open, stricter.findings["mou"].open) == ("", "too_wide")
    # A survey too small to tell is no dissent.
    assert stricter.verdict is plain.verdict


@pytest.mark.whole
@pytest.mark.parametrize("given", ALTERNATIVES, ids=str)
def test_every_alternative_has_a_verdict(given: dict[str, object]) -> None:
    c = chapter(**given)
    for item in claims("economy"):
        for reading in item.readings:
            found = c.evaluate(item.id, reading=reading)
            assert (found.verdict is Verdict.NOT_TESTABLE) == (found.estimate is None)


@pytest.mark.parametrize("build", builds(), ids=lambda build: build.__name__)
def test_a_footer_names_every_source_that_is_drawn(build: Callable[..., Chart]) -> None:
    chart = chapter().draw(build)
    footer = next(note.text for note in chart.fig.layout.annotations if note.name == "footer")
    assert f"Source: {credit.line(chart.sources)}. Weakness: " in footer.replace("<br>", " ")
    assert set(chart.data.get("source", ())) <= set(chart.sources) != set()


def test_a_row_of_homes_names_the_source_that_prints_its_share() -> None:
    homes = chapter().draw(figures.private_homes).data.dropna(subset="value")
    asked = [*e2.PURCHASES, e2.CREDIT, "mou2024_traded_housing_use_right", "ipus_home_bought"]
    printed = data.load(asked, country="PRK")
    assert set(zip(homes["value"], homes["source"], strict=True)) <= set(
        zip(printed["value"], printed["source"], strict=True)
    )


def test_numbers_in_words_come_from_where_they_are_used() -> None:
    assert chapter().draw(figures.output_level).told["start"] == e1.BASE
    heavy = claim("E6").parts["exchange"].criterion.thresholds["heavy"]
    assert f"at least {heavy:g}{THIN}%" in chapter().draw(figures.bribes).say("subtitle")


@pytest.mark.parametrize("item", [item.id for item in claims("economy")])
def test_a_misspelt_choice_is_refused(item: str) -> None:
    name = next(iter(claim(item).choices.keys() - set(ARGUMENTS)))
    with pytest.raises(BookError, match=f"{item} has no choice '{name}x'; did you mean {name}"):
        evaluate(item, **{f"{name}x": "any"})


def test_figures_follow_the_choices_of_their_claims() -> None:
    plain, chosen = chapter(), chapter(choices={"E3": {"design_effect": 1.0}, "E4": {"policy_year": "out"}})
    shares, narrower = (c.draw(figures.market_shares).data.dropna() for c in (plain, chosen))
    assert (narrower["upper"] - narrower["lower"] < shares["upper"] - shares["lower"]).all()
    june, out = (c.draw(figures.policy_effects).data.set_index("what")["step"] for c in (plain, chosen))
    assert (june != out)[june.index.str.startswith("June 28: FAO")].all()
    assert (june == out)[~june.index.str.startswith("June 28")].all()


def test_facts_of_the_prose_are_what_the_tables_print() -> None:
    c = chapter()
    assert facts.sample(c) == {"women": 81.8, "border": 82.1}
    assert [row["year"] for row in facts.local_budget(c)] == [2011, 2016, 2017, 2018, 2020]
    assert facts.one_estimate(c)["un"] == pytest.approx(0.987, abs=0.001)
    reports = {"said": 1, "denied": 2, "shares": ["30", "33", "70"]}
    assert facts.farm_reports(c) == {"before": (10, 25), "teams": (4, 6)} | reports
    assert facts.recount(c) == {"first": 406, "first_year": 2015, "last": 436, "last_year": 2017}
    never = evaluate("E1", reading="rations")
    assert facts.due(c) == {"share": 66, "year": 2013, "lower": never.lower, "upper": never.upper}
    assert {"E1.plan", "E6.dues"} <= facts.held(c)


def test_bounds_of_who_lost_a_ration_leave_out_those_who_were_due_none() -> None:
    due, everyone = (evaluate("E1", reading="rations", due=due) for due in ("unknown", "everyone"))
    assert due.lower == pytest.approx(100 * (everyone.lower - 34) / 66)
    assert (due.estimate, due.upper) == (everyone.estimate, everyone.upper)
    assert "farms" in everyone.limits
    assert "farms" not in due.limits


def test_without_admitted_evidence_facts_are_empty() -> None:
    c = chapter(start_year=1940, end_year=1950)
    for empty in (facts.one_estimate, facts.sample, facts.due, facts.local_budget, facts.recount):
        assert not empty(c)


def test_the_least_rise_of_trade_in_homes_needs_both_groups_and_their_sizes() -> None:
    reading = claim("E2").readings["mou"]
    rise = e2.least_rise(Evidence(reading), 2000, 2020, 0.95)
    assert rise is not None
    assert 0 < rise < 20.5 - (1.7 + 3.8)
    assert e2.least_rise(Evidence(reading), 2000, 2010, 0.95) is None
    assert e2.least_rise(Evidence(reading, start_year=2013), 2000, 2020, 0.95) is None


def test_two_releases_differ_most_where_they_differ_most() -> None:
    new = pd.Series({2013: 4.0, 2014: 4.0, 2015: 4.0})
    assert harvest.rewritten(new, new) == {}
    found = harvest.rewritten(new + pd.Series({2013: 0.0, 2014: -1.0, 2015: 0.5}), new)
    assert found == {"year": 2014, "old": 3.0, "new": 4.0, "share": -25.0}


def test_a_later_base_gives_the_same_path_divided_by_its_first_year() -> None:
    evidence = Evidence(claim("E1").readings["output"])
    for source in ("bok_revised", "un"):
        level = e1.output_level(evidence, source)
        later = e1.output_level(evidence, source, 1990)
        assert later.index[0] == 1990
        assert later[1998] == pytest.approx(100 * level[1998] / level[1990])


def test_a_trough_of_three_years_is_their_mean_and_never_lies_deeper() -> None:
    level = pd.Series({1996: 80.0, 1998: 70.0, 1999: 76.0})
    assert e1.Fall.of(level).lowest == 70
    assert e1.Fall.of(level, years=3).lowest == 73
    for reading in claim("E1").parts["output"].readings:
        one, three = (evaluate("E1", reading=reading, trough_years=n) for n in (1, 3))
        assert one.estimate is not None
        assert three.estimate is not None
        assert one.estimate < three.estimate


def test_purchases_count_by_period_and_chance_lies_within_their_bounds() -> None:
    sizes = {"smallest": 2204, "largest": 2501}
    for size, n in sizes.items():
        found = evaluate("E2", reading="mou", left=2015, cohort_size=size)
        assert (found.estimate, found.n) == (14.2, n)
    bound = evaluate("E2", reading="mou", left=2015)
    chance = evaluate("E2", reading="mou", left=2015, overlap="independent")
    assert chance.estimate == pytest.approx(100 * (1 - (1 - 0.142) * (1 - 0.085)))
    assert bound.estimate is not None
    assert bound.upper is not None
    assert chance.estimate is not None
    assert bound.estimate < chance.estimate < bound.upper


def test_surveys_taken_together_lie_between_the_single_ones() -> None:
    pooled = evaluate("E2", reading="ipus", survey="pooled")
    assert pooled.n == 114 + 133
    assert pooled.estimate is not None
    assert 46.0 < pooled.estimate < 66.9
    three, all_printed = (evaluate("E6", reading="ipus", pooled=n) for n in (3, 6))
    assert (three.n, all_printed.n) == (87 + 116 + 109, 133 + 138 + 132 + 87 + 116 + 109)


def test_fewer_independent_answers_widen_an_interval_and_leave_the_share() -> None:
    for item, reading in (("E2", "mou"), ("E2", "ipus"), ("E3", "kli"), ("E3", "mou"), ("E6", "mou")):
        plain, clustered = (evaluate(item, reading=reading, design_effect=d) for d in (1.0, 2.0))
        assert plain.estimate == clustered.estimate
        assert plain.n == clustered.n
        assert plain.lower is not None
        assert clustered.lower is not None
        assert clustered.lower < plain.lower


def test_the_main_income_adds_up_the_private_sources_of_one_survey() -> None:
    found = evaluate("E3", reading="ipus", dependence="main")
    evidence = Evidence(claim("E3").readings["ipus"])
    rows = evidence.rows(*e3.PRIVATE_SOURCES)
    assert found.estimate == pytest.approx(rows.loc[rows["year"] == 2020, "value"].sum())
    assert found.n == 109


def test_the_year_of_the_policy_can_stand_on_neither_side() -> None:
    evidence = Evidence(claim("E4").readings["fao_2025"])
    series = harvest.harvests(evidence, "fao_2025", "cereals")
    found = evaluate("E4", reading="fao_2025", weather_control="none", policy_year="out", window=3)
    after, before = series.loc[2013:2015], series.loc[2009:2011]
    assert found.estimate == pytest.approx(100 * (stats.gmean(after) / stats.gmean(before) - 1))
    assert found.n == 6


@pytest.mark.parametrize("item", ["E4", "E5"])
def test_lasting_errors_widen_the_interval_of_a_step_at_most(item: str) -> None:
    for reading in claim(item).parts["outcome"].readings:
        short, long = (evaluate(item, reading=reading, errors=e) for e in ("independent", "lasting"))
        assert long.estimate == pytest.approx(short.estimate)
        assert short.upper is not None
        assert long.upper is not None
        assert long.upper >= short.upper - 1e-9


def test_the_group_with_a_printed_size_needs_no_size_of_another_question() -> None:
    since, heavy = (
        evaluate("E6", reading="mou", **c) for c in ({"leavers": "since_2012"}, {"payment": "heavy"})
    )
    assert (since.estimate, since.n) == (48.3, 2664)
    assert (heavy.estimate, heavy.n) == (41.4, 2664)
    assert evaluate("E6", reading="mou", leavers="since_2012", cohort_size="largest") == since


@pytest.mark.parametrize(
    "choices", [{"base_year": 1990}, {"trough_years": 3}, {"output_source": "un"}], ids=str
)
def test_the_fall_in_the_figure_is_that_on_the_card(choices: dict[str, object]) -> None:
    c = chapter(choices={"E1": choices})
    low = c.draw(figures.output_level).facts["low"]
    assert low == pytest.approx(c.found["E1"].findings["output"].estimate)
    assert low != pytest.approx(chapter().draw(figures.output_level).facts["low"])


def test_every_claim_of_the_economy_is_judged_by_parts_that_the_essay_asserts() -> None:
    stated = {item.id: item.states for item in claims("economy")}
    assert stated == {
        "E1": ["plan"],
        "E2": ["homes"],
        "E3": ["reach"],
        "E4": ["rule"],
        "E5": ["rule"],
        "E6": ["dues", "today"],
    }
    assert not any(item.recast for item in claims("economy"))


def test_rations_announced_rations_received_and_the_budget_are_never_one_series() -> None:
    asked = [set(reading.series) for reading in claim("E1").parts["plan"].readings.values()]
    shared = {"mou2024_cohort_size", "mou2024_base_size"}
    assert all(one & other <= shared for one, other in combinations(asked, 2))


def test_what_was_announced_in_the_famine_decides_nothing_while_one_encyclopaedia_tells_it() -> None:
    found = evaluate("E1", reading="announced")
    assert (found.origins, found.open) == (("liquisearch_pds",), "grade_c")


def test_refugees_of_unknown_number_do_not_carry_the_end_of_rations() -> None:
    found = evaluate("E1", reading="stopped")
    assert (found.estimate, found.open) == (93, "no_interval")


def test_the_state_budget_halved_by_its_own_figures_and_by_those_told_in_seoul() -> None:
    official, told = (
        evaluate("E1", reading="budget", budget_low=low).estimate for low in ("official", "told")
    )
    assert official == pytest.approx(100 * (1 - 20.38 / 41.52))
    assert told == pytest.approx(100 * (1 - 19.7 / 41.52))


def test_trade_that_fell_lower_still_after_2000_limits_what_its_fall_in_the_nineties_says() -> None:
    assert "later" in evaluate("E1", reading="trade").limits
    assert "later" not in evaluate("E1", reading="trade", end_year=2019).limits


def test_lending_by_trade_is_bounded_whoever_borrowed_and_a_fifth_of_borrowers_where_groups_are_alike() -> (
    None
):
    wide, alike = (evaluate("E2", reading="lenders", base=base) for base in ("unknown", "alike"))
    assert alike.estimate == wide.estimate == pytest.approx(0.32 * 21.7)
    assert wide.lower is not None
    assert alike.lower is not None
    assert alike.upper is not None
    assert wide.upper is not None
    assert wide.lower < alike.lower < alike.upper < wide.upper
    assert evaluate("E2", reading="lenders", lender="anybody").estimate == 32


def test_provinces_hold_all_people_of_a_census_and_all_markets_of_the_count() -> None:
    table = e3.by_province(Evidence(claim("E3").readings["counts"]))
    assert (
        table["markets"].sum()
        == data.load("official_market_count", start=2016).query("date == '2016-12'")["value"].sum()
    )
    whole = data.load("population_provinces_sum", start=2008, end=2008)["value"]
    assert table["people"].sum() == whole.iloc[0]


def test_one_province_short_the_reach_of_markets_is_not_judged() -> None:
    found = evaluate("E3", reading="counts", grades="AB")
    assert (found.stance, found.reason) == (None, "not every province is admitted")


def test_one_price_of_rice_holds_for_two_pairs_of_three_and_decides_nothing() -> None:
    found = evaluate("E3", reading="tests")
    assert found.estimate == pytest.approx(200 / 3)
    assert found.open == "between"


def test_that_no_report_of_2012_speaks_of_land_is_said_until_one_does() -> None:
    rows = Evidence(claim("E4").readings["inside"])
    assert documents.silent(rows, "land", e4.LAND) == ("land",)
    kept = Evidence(claim("E5").readings["kept"])
    assert documents.silent(kept, "land", e4.LAND) == ()


def test_the_talk_of_may_2014_carries_no_farms() -> None:
    talk = [row for row in data.documents()["date"] if row == "2014-05-30"]
    assert talk
    for reading in claim("E5").readings.values():
        named = (*reading.says, *reading.denies)
        assert not any("talk" in name for name in named)


def test_fees_of_today_rest_on_single_reports_and_markets_of_today_on_one_count() -> None:
    assert evaluate("E6", reading="fees").open == "grade_c"
    stalls = evaluate("E6", reading="stalls")
    assert stalls.origins == ("kinu",)
    assert evaluate("E6", reading="stalls", end_year=2021).stance is None


def test_without_the_decree_of_2023_private_business_is_tolerated_for_dues_within_limits() -> None:
    found = assess("E6")
    assert found.verdict is Verdict.CONTESTED
    assert found.without["asiapress"] is Verdict.WITHIN_LIMITS


def test_bribes_are_asked_of_no_part_about_dues_to_the_state() -> None:
    item = claim("E6")
    series = {name for key in item.states for r in item.parts[key].readings.values() for name in r.series}
    assert not any("bribe" in name for name in series)
    assert all(
        reading.stands_in for key, reading in item.parts["exchange"].readings.items() if key != "traders"
    )
