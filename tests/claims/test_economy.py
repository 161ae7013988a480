"""What the claims of the economy promise on small known inputs, and under every admitted choice."""

import pandas as pd
import pytest
from scipy import stats

from nkbook import parameters
from nkbook.claims import Verdict, assess, evaluate
from nkbook.claims import economy as measured
from nkbook.claims.evidence import Evidence
from nkbook.claims.registry import claim
from nkbook.errors import NoEvidence
from nkbook.methods import bounds
from nkbook.plots import economy as plots
from nkbook.plots import economy_words as words

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


def test_a_level_is_based_on_the_last_year_before_the_fall() -> None:
    assert measured.based(pd.Series({1989: 50.0, 1998: 25.0}))[1998] == 50
    assert measured.based(pd.Series({1990: 50.0, 1998: 25.0}))[1998] == 50
    with pytest.raises(NoEvidence):
        measured.based(pd.Series({1991: 1.0}))


def test_the_trough_lies_in_the_decade_of_the_fall() -> None:
    assert measured.trough(pd.Series({1989: 100.0, 1998: 70.0, 1999: 80.0, 2020: 10.0})) == 1998
    with pytest.raises(NoEvidence):
        measured.trough(pd.Series({1989: 100.0, 2020: 10.0}))


def test_the_first_printing_of_a_rate_is_the_oldest_one() -> None:
    evidence = Evidence(claim("E1").readings["output"])
    first = measured.bok_growth(evidence, first=True)
    assert first[1992] == -7.6
    assert measured.bok_revisions(evidence)[2007] == pytest.approx(1.1)


def test_all_printings_of_output_are_one_origin() -> None:
    found = [evaluate("E1", reading="output", output_source=s) for s in ("bok_revised", "un", "maddison")]
    assert {origin for e in found for origin in e.origins} == {"bok"}


def test_at_least_one_of_several_practices_is_bounded_by_the_largest_and_the_sum() -> None:
    assert bounds.any_of([20.5, 15.3]) == pytest.approx((20.5, 35.8))
    assert bounds.any_of([80.0, 40.0]) == (80.0, 100.0)


def test_the_release_of_2020_ends_in_2018_and_equals_the_next_up_to_2013() -> None:
    evidence = Evidence(claim("E4").readings["fao_2020"])
    old, new = (measured.harvests(evidence, r, "cereals") for r in ("fao_2020", "fao_2025"))
    assert old.index.max() == 2018
    early = old.index[old.index <= 2013]
    assert (old[early] == new[early]).all()
    assert old[2015] > new[2015]


def test_a_neighbour_that_lacks_a_year_does_not_count_as_weather() -> None:
    table = pd.DataFrame({"KOR": [4.0, 4.0], "CHN": [9.0, None]}, index=[2018, 2019])
    assert measured.weather(table, pd.Index([2018, 2019])).tolist() == pytest.approx([4.0, 4.0])
    assert measured.weather(table, pd.Index([2018])).tolist() == pytest.approx([6.0])


def test_a_wider_confidence_never_narrows_an_interval() -> None:
    for item in ("E1", "E2", "E3", "E4", "E6"):
        narrow, wide = evaluate(item, confidence=0.5), evaluate(item, confidence=0.999)
        assert wide.lower is not None
        assert narrow.lower is not None
        assert wide.upper is not None
        assert narrow.upper is not None
        assert wide.lower <= narrow.lower <= narrow.upper <= wide.upper


def test_the_printing_of_output_changes_the_estimate_and_not_the_verdict() -> None:
    found = [evaluate("E1", output_source=s) for s in ("bok_revised", "bok_first", "un", "maddison")]
    assert len({e.estimate for e in found}) == 4
    assert len({e.verdict for e in found}) == 1


def test_the_stricter_measure_of_dependence_on_markets_divides_the_evidence() -> None:
    assert assess("E3", market_measure="private_work").verdict is Verdict.CONTESTED


@pytest.mark.slow
@pytest.mark.parametrize("given", ALTERNATIVES, ids=str)
def test_every_alternative_has_a_verdict_and_every_figure_a_place(given: dict[str, object]) -> None:
    p = parameters.validate("economy", given)
    assert isinstance(p, parameters.Economy)
    for item in plots.OPTIONS:
        for reading in claim(item).readings:
            found = evaluate(item, reading=reading, **plots.choices(p, item))
            assert (found.verdict is Verdict.NOT_TESTABLE) == (found.estimate is None)
    for name in plots.FIGURES:
        try:
            drawing = getattr(plots, name)(p)
        except NoEvidence:
            continue
        assert len(drawing.alt) >= 20
        assert not drawing.data.empty


def test_the_opening_says_of_each_claim_what_its_verdict_says() -> None:
    p = parameters.validate("economy", {})
    assert isinstance(p, parameters.Economy)
    found = {item: plots.assessed(p, item) for item in plots.OPTIONS}
    said = words.sentences(found, p)
    for item, assessment in found.items():
        assert words.VERBS[assessment.verdict] in said[f"answer_{item}"]
        assert words.CLAIMED[item] in said[f"answer_{item}"]
    assert ("they could still be counted" in said["story"]) == ("plateau" in found["E3"].default.limits)


def test_without_admitted_evidence_the_prose_says_so() -> None:
    p = parameters.validate("economy", {"start_year": 1940, "end_year": 1950})
    assert isinstance(p, parameters.Economy)
    found = {item: plots.assessed(p, item) for item in plots.OPTIONS}
    said = words.sentences(found, p)
    assert all(said[f"answer_{item}"].startswith("No admitted evidence") for item in found)
    assert "Too little is admitted" in said["story"]


def test_a_later_base_gives_the_same_path_divided_by_its_first_year() -> None:
    evidence = Evidence(claim("E1").readings["output"])
    for source in ("bok_revised", "un"):
        level = measured.output_level(evidence, source)  # type: ignore[arg-type]
        later = measured.output_level(evidence, source, 1990)  # type: ignore[arg-type]
        assert later.index[0] == 1990
        assert later[1998] == pytest.approx(100 * level[1998] / level[1990])


def test_a_trough_of_three_years_is_their_mean_and_never_lies_deeper() -> None:
    level = pd.Series({1996: 80.0, 1998: 70.0, 1999: 76.0})
    assert measured.lowest(level, 1998, 1) == 70
    assert measured.lowest(level, 1998, 3) == 73
    for reading in claim("E1").readings:
        one, three = (evaluate("E1", reading=reading, trough_years=n) for n in (1, 3))
        assert one.estimate is not None
        assert three.estimate is not None
        assert one.estimate < three.estimate


def test_purchases_count_by_period_and_chance_lies_within_their_bounds() -> None:
    sizes = {"smallest": 2204, "largest": 2501}
    for size, n in sizes.items():
        found = evaluate("E2", practice="home", left=2015, cohort_size=size)
        assert (found.estimate, found.n) == (14.2, n)
    bound = evaluate("E2", practice="home", left=2015)
    chance = evaluate("E2", practice="home", left=2015, overlap="independent")
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
    found = evaluate("E3", dependence="main")
    evidence = Evidence(claim("E3").readings["ipus"])
    rows = evidence.rows(*measured.PRIVATE_SOURCES)
    assert found.estimate == pytest.approx(rows.loc[rows["year"] == 2020, "value"].sum())
    assert found.n == 109


def test_the_year_of_the_policy_can_stand_on_neither_side() -> None:
    evidence = Evidence(claim("E4").readings["fao_2025"])
    series = measured.harvests(evidence, "fao_2025", "cereals")
    found = evaluate("E4", weather_control="none", policy_year="out", window=3)
    after, before = series.loc[2013:2015], series.loc[2009:2011]
    assert found.estimate == pytest.approx(100 * (stats.gmean(after) / stats.gmean(before) - 1))
    assert found.n == 6


@pytest.mark.parametrize("item", ["E4", "E5"])
def test_lasting_errors_widen_the_interval_of_a_step_at_most(item: str) -> None:
    for reading in claim(item).readings:
        short, long = (evaluate(item, reading=reading, errors=e) for e in ("independent", "lasting"))
        assert long.estimate == pytest.approx(short.estimate)
        assert short.upper is not None
        assert long.upper is not None
        assert long.upper >= short.upper - 1e-9


def test_the_group_with_a_printed_size_needs_no_size_of_another_question() -> None:
    since, heavy = evaluate("E6", leavers="since_2012"), evaluate("E6", payment="heavy")
    assert (since.estimate, since.n) == (48.3, 2664)
    assert (heavy.estimate, heavy.n) == (41.4, 2664)
    assert evaluate("E6", leavers="since_2012", cohort_size="largest") == since
