"""What the claims on information inflow answer, on the data and when choices change."""

from math import inf, log
from typing import Any

import pytest

from nkbook import data, figures, parameters
from nkbook.book.information_inflow import facts, i1_flow, i4_punishment, leavers, radio_figures
from nkbook.book.information_inflow import figures as inflow
from nkbook.book.information_inflow.i2_ways import answers_per_person
from nkbook.book.information_inflow.i3_once import monthly_viewers
from nkbook.book.information_inflow.i8_hands import voices
from nkbook.book.information_inflow.schedules import by_provider, totals
from nkbook.chapter import Build, Chapter
from nkbook.claims import assess, evaluate
from nkbook.claims.evidence import Evidence
from nkbook.claims.registry import claim, claims
from nkbook.claims.rule import Verdict
from nkbook.claims.section import head_html
from nkbook.data import credit
from nkbook.errors import BookError
from nkbook.marks import Chart
from nkbook.methods import surveys

CLAIMS = [f"I{i}" for i in range(1, 9)]


def chapter(**given: object) -> Chapter[Any]:
    return Chapter("information_inflow", parameters.validate("information_inflow", given))


def evidence(identifier: str, reading: str | None = None, **choices: object) -> Evidence:
    item = claim(identifier)
    return Evidence(item.readings[reading or item.lead], **choices)  # type: ignore[arg-type]


@pytest.mark.parametrize("identifier", CLAIMS)
def test_every_claim_has_a_verdict_with_interval_or_the_reason_for_none(identifier: str) -> None:
    found = assess(identifier)
    assert found.verdict is not Verdict.NOT_TESTABLE
    assert (found.lead.lower is not None) or found.lead.reason
    assert f'id="{identifier}"' in head_html(found)


def test_no_claim_waits_to_be_recast_and_one_is_a_saying() -> None:
    found = claims("information_inflow")
    assert not any(item.recast for item in found)
    assert [item.id for item in found if item.saying] == ["I3"]
    assert [item.id for item in found if item.map] == ["I7"]


@pytest.mark.parametrize("identifier", CLAIMS)
@pytest.mark.parametrize("grades", ["A", "AB", "C"])
@pytest.mark.parametrize("years", [(1998, 2026), (2010, 2015), (2024, 2026), (1940, 1950)])
def test_no_choice_of_grades_and_years_breaks_a_claim(
    identifier: str, grades: str, years: tuple[int, int]
) -> None:
    for reading in claim(identifier).readings:
        found = evaluate(identifier, reading=reading, grades=grades, start_year=years[0], end_year=years[1])
        assert found.verdict in Verdict
        if grades == "C":
            assert found.verdict not in (Verdict.SUPPORTED, Verdict.WITHIN_LIMITS)


@pytest.mark.parametrize("identifier", CLAIMS)
@pytest.mark.parametrize(("level", "wider"), [(0.8, 0.95), (0.95, 0.99)])
def test_more_confidence_never_narrows_an_interval(identifier: str, level: float, wider: float) -> None:
    for reading in claim(identifier).readings:
        a, b = (evaluate(identifier, reading=reading, confidence=c) for c in (level, wider))
        if a.lower is not None and a.upper is not None and b.lower is not None and b.upper is not None:
            assert b.lower <= a.lower <= a.estimate <= a.upper <= b.upper


def test_hours_by_station_add_up_to_the_shipped_totals() -> None:
    rows = evidence("I8", "hours")
    ours = totals(rows, "frequency", religious=False)
    shipped = data.load("freq_hours_day_total_excl_religious").set_index("date")["value"]
    assert ours.to_dict() == pytest.approx(shipped.to_dict(), abs=0.06)
    everyone = totals(rows, "frequency", religious=True) - ours
    religious = data.load("freq_hours_day_total_religious").set_index("date")["value"]
    assert everyone.to_dict() == pytest.approx(religious.to_dict(), abs=0.06)


def test_outside_count_of_hours_is_matched_within_a_tenth() -> None:
    assert radio_figures.check(chapter()).close


def test_the_dates_round_the_cuts_are_those_of_the_schedules() -> None:
    table = radio_figures.round_cuts(chapter())
    dates = [str(day).split(" (")[0] for day in table["Schedule of"]]
    assert dates[:2] == ["28 April 2024", "27 September 2025"]
    assert dates[2:] == ["15 November 2025", "29 March 2026", "21 August 2026"]
    hours = table["Hours a day, every frequency"].astype(float).tolist()
    shipped = data.load("freq_hours_day_total_excl_religious").set_index("date")["value"]
    at = ["2024-04-28", "2025-09-27", "2025-11-15", "2026-03-29", "2026-08-21"]
    assert hours == pytest.approx([round(shipped[date], 1) for date in at], abs=0.06)
    assert hours[1] == min(hours)
    assert radio_figures.round_cuts(chapter(end_year=2010)).empty


def test_many_frequencies_are_no_further_voice() -> None:
    editors = voices(evidence("I8", "voices"), religious=False, kbs=True, grouping="editor")
    table = by_provider(evidence("I8", "voices"), "air", religious=False, grouping="editor")
    assert editors.tolist() == (table > 0).sum(axis=1).tolist()
    owners = voices(evidence("I8", "voices"), religious=False, kbs=True, grouping="owner")
    assert (owners <= editors).all()


def test_hours_and_voices_contest_that_the_channels_narrowed() -> None:
    found = assess("I8")
    assert found.findings["hours"].stance.carries == "supports"  # type: ignore[union-attr]
    assert found.findings["counted"].stance.carries == "supports"  # type: ignore[union-attr]
    assert "supports" in found.findings["voices"].stance.excludes  # type: ignore[union-attr]
    assert found.verdict is Verdict.CONTESTED
    assert assess("I8", date="lowest").verdict is Verdict.WITHIN_LIMITS


def test_what_was_ever_watched_is_no_reading_of_a_flow() -> None:
    for identifier in ("I1", "I5"):
        assert not any("ever_all" in name or "by_fails" in name for name in claim(identifier).needs)
        assert all(claim(identifier).fails(reading).by != "stock" for reading in claim(identifier).readings)
        assert claim(identifier).choices["contact"].type == "N"


def test_radio_contradicts_the_steady_flow_by_more_than_one_counter() -> None:
    found = assess("I1")
    assert found.parts["radio"].verdict is Verdict.CONTRADICTED_WITHIN
    assert found.findings["broadcast"].stance.origins.isdisjoint(found.findings["counted"].stance.origins)  # type: ignore[union-attr]
    assert found.parts["viewers"].verdict is Verdict.UNDETERMINED
    assert found.hangs_on == ()
    assert assess("I1", end_year=2024).findings["broadcast"].verdict.side == "supported"


def test_first_viewing_is_the_hazard_between_the_middles_of_periods() -> None:
    table = leavers.periods(evidence("I1", "first"))
    rates = i1_flow.first_rates(table, 0.95)
    shares = table["value"].tolist()
    years = [2005.5 - 2000, 2013 - 2005.5, 2018 - 2013]
    assert [rate.years for rate in rates] == years
    for rate, before, after, gap in zip(rates, shares[:-1], shares[1:], years, strict=True):
        assert rate.percent == pytest.approx(100 * log((100 - before) / (100 - after)) / gap)
        assert rate.lower < rate.percent < rate.upper
    by_ends = i1_flow.first_rates(table, 0.95, "ends")
    assert [rate.years for rate in by_ends] == [10, 5, 5]


def test_whoever_can_never_be_reached_makes_first_viewing_faster() -> None:
    table = leavers.periods(evidence("I1", "first"))
    plain, some = (i1_flow.first_rates(table, 0.95, unreachable=share) for share in (0.0, 10.0))
    assert all(more.percent > less.percent for less, more in zip(plain, some, strict=True))
    assert len(i1_flow.first_rates(table, 0.95, unreachable=17.0)) < len(plain)
    unknown, none = (evaluate("I1", reading="first", unreachable=u) for u in ("unknown", "none"))
    assert (unknown.upper, unknown.open) == (None, "bounds")
    assert none.upper is not None
    assert none.estimate == unknown.estimate


def test_only_once_is_bounded_from_above_by_seven_in_seventy_nine() -> None:
    found = evaluate("I3", design_effect=1)
    assert (found.estimate, found.n) == (pytest.approx(100 * 7 / 79), 79)
    assert (found.lower, found.upper) == (0.0, pytest.approx(100 * surveys.exact(7, 79, 0.95)[1]))
    assert found.open == "bounds"


def test_old_survey_of_ways_was_answered_twice_by_everybody() -> None:
    assert answers_per_person() == 2


def test_viewers_are_put_on_the_base_of_those_who_gave_a_frequency() -> None:
    table = monthly_viewers(evidence("I3")).set_index("survey")
    assert table.loc["csis", "percent"] == pytest.approx(100 * 33 / 34)
    assert table.loc["csis", "n"] == 34
    assert table.loc["umg_leavers", "percent"] == pytest.approx(100 * 65 / 85)
    assert table["percent"].between(0, 100).all()


def test_the_oldest_maximum_decides_how_much_harsher_the_law_is_but_not_that_it_is() -> None:
    found = [evaluate("I4", old_maximum=old) for old in ("code_2012", "nis", "code_2015")]
    assert [one.estimate for one in found] == [7.5, 3.0, 1.5]
    assert all(one.stance and one.stance.carries == "supports" for one in found)
    assert {one.lower for one in found} == {1.5}


def test_each_offence_is_compared_with_itself() -> None:
    assert evaluate("I4", reading="bringing_in").estimate == 10 / 5
    foreign = evaluate("I4", offence="watching_foreign")
    assert (foreign.estimate, foreign.lower, foreign.verdict) == (10 / 2, 1.0, Verdict.UNDETERMINED)
    speech = evaluate("I4", reading="speech")
    assert (speech.estimate, speech.lower, speech.upper) == (3.0, 3.0, None)


def test_executions_are_set_against_those_who_arrived_later() -> None:
    table = i4_punishment.witnessed(evidence("I4", "counts"))
    arrivals = data.load("arrivals_total", country="PRK").groupby("year")["value"].median()
    for year, row in table.iterrows():
        assert row["witnesses"] == arrivals.loc[year:2014].sum()
    found = evaluate("I4", reading="counts")
    under, before = table[table.index >= 2012], table[table.index < 2012]
    ratio = (under["killed"].sum() / under["witnesses"].sum()) / (
        before["killed"].sum() / before["witnesses"].sum()
    )
    assert found.estimate == pytest.approx(ratio)
    assert found.verdict is Verdict.UNDETERMINED
    later = i4_punishment.witnessed(evidence("I4", "counts"), "next_year")
    assert (later["witnesses"] < table["witnesses"].reindex(later.index)).all()


def test_fewer_executions_than_witnesses_would_make_them_do_not_read_as_milder_rule() -> None:
    table = i4_punishment.witnessed(evidence("I4", "counts"))
    assert table.loc[2012:, "killed"].mean() < table.loc[:2011, "killed"].mean()
    found = evaluate("I4", reading="counts")
    assert found.estimate is not None
    assert found.estimate > 1


def test_what_leavers_felt_has_the_size_of_another_question_or_none() -> None:
    found = evaluate("I4", reading="tightened")
    assert found.stance is not None
    assert "precision" in found.stance.limits
    assert evaluate("I4", reading="tightened", base="not_printed").open == "no_interval"
    assert evaluate("I4", reading="danger").n == 200
    assert evaluate("I4", reading="tightened", end_year=2011).verdict is Verdict.NOT_TESTABLE


def test_a_lag_of_pupils_who_had_fewer_years_refutes_nothing_and_a_lead_would_have_shown() -> None:
    for pair in claim("I6").choices["pair"].values:
        found = evaluate("I6", reading="viewing", pair=pair)
        assert (found.upper, found.open) == (None, "bounds")
        assert "contradicts" not in (found.stance.carries or "")  # type: ignore[union-attr]
    told = facts.pupils(chapter())
    assert (told.young, told.old) == (140, 114)
    assert told.rise == pytest.approx((81.4 - 53.7) / 7.5)
    assert not facts.pupils(chapter(end_year=2005))


def test_answers_without_a_period_cannot_show_that_use_went_on() -> None:
    for identifier in ("I1", "I5"):
        found = evaluate(identifier, reading="often")
        assert (found.lower, found.open) == (None, "bounds")
        assert found.stance is None or not found.stance.excludes


def test_radio_is_told_by_both_counts_and_by_the_hours_of_american_stations() -> None:
    told = radio_figures.both(chapter())
    per_day = {kind: data.load(f"{kind}_hours_week_voa").set_index("date")["value"] for kind in ("air",)}
    assert told.voa_last == per_day["air"]["2026-08-21"]
    assert told.voa_before == per_day["air"]["2024-04-28"]
    assert told.us_last > told.us_before
    shipped = data.load("freq_hours_day_total_excl_religious").set_index("date")["value"]
    assert told.frequency["before"] == pytest.approx(shipped["2024-04-28"], abs=0.06)
    assert told.frequency["kept"] < told.air["kept"] < 50
    assert min(told.frequency["fell"], told.air["fell"]) > 50
    assert not radio_figures.both(chapter(end_year=2010))


def test_nobody_was_asked_after_2020() -> None:
    found = assess("I5")
    assert found.parts["since_2020"].verdict is Verdict.NOT_TESTABLE
    assert "ends_2020" in evaluate("I5").limits
    assert found.verdict is Verdict.UNDETERMINED


def test_the_young_are_compared_like_with_like() -> None:
    found = assess("I6")
    pupils = data.load("watched_sk_media_ever_teen_defectors")["value"].iloc[0]
    adults = data.load("ipus_sk_media_exposure_ever", start=2011, end=2011)["value"].iloc[0]
    assert found.findings["viewing"].estimate == pytest.approx(pupils - adults)
    assert found.parts["viewing"].verdict is Verdict.UNDETERMINED
    assert found.parts["minds"].verdict is Verdict.UNDETERMINED


def test_the_map_of_questions_counts_each_body_of_data_once_and_no_self_report() -> None:
    found = assess("I7")
    assert found.verdict is Verdict.MAP
    laid = {one.key: one for one in found.laid}
    assert {unit.name: unit.sign for unit in laid["own_state"].units} == {
        "chen_yang_2019": "for",
        "friehe_2020": "for",
        "glassel_paula_2020": "for",
        "kern_hainmueller_2009": "against",
    }
    assert (laid["own_state"].word, len(laid["own_state"].turned)) == ("mostly for", 3)
    assert len(laid["protest"].units) == 2
    assert laid["protest"].word == "too little"
    assert laid["unification"].word == "none"
    assert "effect_liking_for_sk" not in claim("I7").needs


BUILDS: list[Build] = [
    inflow.reach,
    inflow.first_viewing,
    inflow.ways,
    inflow.penalties,
    inflow.executions,
    inflow.known,
    inflow.youth,
    radio_figures.hours,
    radio_figures.changes,
    radio_figures.returned,
    radio_figures.voices,
]


@pytest.mark.parametrize("build", BUILDS, ids=lambda b: b.__name__)
@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"grades": "AB"},
        {"grades": "A"},
        {"grades": "C"},
        {"start_year": 2012, "end_year": 2016},
        {"start_year": 2020, "end_year": 2024},
        {"start_year": 2026},
        {"end_year": 2005},
        {"end_year": 2020},
        {"religious": True},
        {"hours": "air", "kbs": False, "grouping": "owner"},
        {"channel_base": "persons", "contact": "ever", "old_maximum": "nis", "creed": "juche"},
        {"serial_entries": False, "viewers_per_device": 3.0, "confidence": 0.8},
    ],
    ids=str,
)
def test_every_figure_is_drawn_or_its_place_held(
    build: Build, chosen: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    told = chapter(**chosen).show(build)
    if told:
        assert len(told["title"].split()) <= 12
        assert "nan" not in told["title"]
    assert capsys.readouterr().err == ""


def numbers(claim: str, **choices: object) -> tuple[float, float, float]:
    """Return estimate and ends of an evaluation; an end that is not known is infinite."""
    found = evaluate(claim, **choices)  # type: ignore[arg-type]
    assert found.estimate is not None
    low, high = (-inf if found.lower is None else found.lower), (inf if found.upper is None else found.upper)
    return found.estimate, low, high


def test_the_mean_of_earlier_levels_never_exceeds_the_best() -> None:
    for reading in ("often", "broadcast"):
        best, mean = (numbers("I1", reading=reading, against=a)[0] for a in ("best", "mean"))
        assert best <= mean


def test_five_surveys_each_are_the_two_halves_of_the_record() -> None:
    values = data.load("ipus_sk_media_exposure_frequent").set_index("year")["value"]
    expected = 100 * values[values.index > 2015].mean() / values[values.index <= 2015].mean()
    assert len(values) == 10
    for against in ("best", "mean"):
        assert evaluate("I1", reading="often", width=5, against=against).estimate == pytest.approx(expected)


def test_persons_are_not_divided_by_the_answers_they_gave() -> None:
    plain, divided = (evaluate("I2", channel_base="persons", design_effect=d) for d in (1, 2))
    assert plain == divided
    answers = evaluate("I2", design_effect=2)
    count, people = 4, 71  # eight answers of twice as many are four of the people asked
    low, high = surveys.exact(count, people, 0.95)
    assert (answers.lower, answers.upper) == pytest.approx((100 * low, 100 * high))


def test_once_or_twice_bounds_the_share_who_watched_once_among_viewers() -> None:
    found = evaluate("I3", answer="once_or_twice")
    row = data.load("ipus_sk_media_exposure_once_or_twice", start=2020, end=2020).iloc[0]
    ever = data.load("ipus_sk_media_exposure_ever", start=2020, end=2020)["value"].iloc[0]
    assert found.estimate == pytest.approx(100 * row["value"] / ever)
    assert found.n == round(ever / 100 * row["n"])


def test_from_2013_compares_with_what_came_before() -> None:
    often = data.load("ipus_sk_media_exposure_frequent").set_index("year")["value"]
    expected = often[often.index >= 2013].mean() - often[often.index < 2013].mean()
    for error in ("scatter", "sampling"):
        assert evaluate("I5", hardened="from_2013", error=error).estimate == pytest.approx(expected)


def test_halves_of_the_creed_hold_everybody_of_the_extremes() -> None:
    extremes, halves = (evaluate("I6", reading="creed", cohorts=c).n or 0 for c in ("extremes", "halves"))
    assert halves > extremes > 0
    one = {"reading": "creed", "creed": "juche"}
    alone = [evaluate("I6", **one, creed_survey=year).n or 0 for year in ("2016", "2019")]  # type: ignore[arg-type]
    assert sum(alone) == evaluate("I6", **one).n  # type: ignore[arg-type]


def drawn(build: Build, **given: object) -> Chart:
    return chapter(**given).draw(build)


def stored(chart: Chart, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the JSON of a figure as a notebook stores it."""
    bundles: list[Any] = []
    monkeypatch.setattr(figures, "display", lambda bundle, raw: bundles.append(bundle))
    figures.show(chart.fig, name=chart.name, alt=chart.alt, data=chart.data, sources=chart.sources)
    return bundles[0][figures.PLOTLY]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("end_year", 2024),
        ("grades", "AB"),
        ("confidence", 0.9),
        ("hours", "air"),
        ("religious", True),
        ("kbs", False),
        ("grouping", "owner"),
        ("contact", "ever"),
        ("channel_base", "persons"),
        ("old_maximum", "nis"),
        ("creed", "juche"),
        ("serial_entries", False),
    ],
)
def test_a_parameter_and_the_same_choice_of_a_claim_give_the_same_figures_and_card(
    name: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = [c for c in CLAIMS if name in claim(c).choices and value in claim(c).choices[name].values]
    one, same = chapter(**{name: value}), chapter(choices={c: {name: value} for c in of})
    assert of
    for build in BUILDS:
        if build.claim in of:  # type: ignore[attr-defined]
            this, that = (stored(c.draw(build), monkeypatch) for c in (one, same))
            assert this == that, build.__name__
    for c in of:
        assert head_html(assess(c, **one.choices(c))) == head_html(assess(c, **same.choices(c)))


@pytest.mark.parametrize(
    ("choices", "fact"),
    [
        ({"pair": "adolescents_whole_sample"}, "viewing"),
        ({"creed": "juche", "creed_survey": "2019"}, "creed"),
        ({"cohorts": "halves"}, "creed"),
        ({"serial_entries": False}, "politics"),
    ],
    ids=str,
)
def test_the_number_of_a_figure_is_that_of_the_card(choices: dict[str, Any], fact: str) -> None:
    shown = drawn(inflow.youth, choices={"I6": choices}).facts[fact]
    expected = evaluate("I6", reading=fact, **choices)
    assert (shown.estimate, shown.lower, shown.upper) == (expected.estimate, expected.lower, expected.upper)
    plain = drawn(inflow.youth).facts[fact]
    assert (shown.estimate, shown.lower, shown.upper) != (plain.estimate, plain.lower, plain.upper)


def test_the_least_way_what_is_left_and_the_rates_are_those_of_the_card() -> None:
    for chosen in ({"interval": "wilson"}, {"design_effect": 1}, {"channel_base": "persons"}):
        least, card = drawn(inflow.ways, choices={"I2": chosen}).facts["least"], evaluate("I2", **chosen)  # type: ignore[arg-type]
        assert [least["percent"], least["lower"], least["upper"]] == pytest.approx(
            [card.estimate, card.lower, card.upper]
        )
    kept = drawn(radio_figures.voices).facts["kept"]
    assert kept == pytest.approx(evaluate("I8", reading="voices").estimate)
    hours = drawn(radio_figures.hours).facts
    assert 100 * hours["last"] / hours["before"] == pytest.approx(evaluate("I8", reading="hours").estimate)
    rates = drawn(inflow.first_viewing).facts
    assert 100 * rates["last"].percent / rates["fastest"].percent == pytest.approx(
        evaluate("I1", reading="first").estimate
    )


@pytest.mark.parametrize("offence", ["watching_southern", "watching_foreign"])
def test_the_terms_that_are_drawn_are_those_of_the_offence(offence: str) -> None:
    facts = drawn(inflow.penalties, choices={"I4": {"offence": offence}}).facts
    assert facts["ratio"] == evaluate("I4", offence=offence).estimate


def test_verdicts_by_grade_follow_the_choices_of_single_claims() -> None:
    c = chapter(choices={"I5": {"error": "sampling", "design_effect": 1}})
    under = c.graded("AB")
    assert facts.left_out(c) == [name for name, word in under.items() if word != str(c.found[name].verdict)]


def test_a_misspelt_choice_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(BookError, match=r"^I1 has no choice 'widht'; did you mean width\? "):
        evaluate("I1", widht=5)


@pytest.mark.parametrize("build", BUILDS, ids=lambda b: b.__name__)
def test_a_figure_names_every_source_of_its_table(build: Build) -> None:
    chart = drawn(build)
    assert chart.sources
    if "source" in chart.data:
        assert set(chart.data["source"]) <= set(chart.sources)
    footer = next(a.text for a in chart.fig.layout.annotations if a.name == "footer")
    assert f"Source: {credit.line(chart.sources)}" in footer.replace("<br>", " ")


def test_no_season_of_the_schedules_loses_its_source() -> None:
    view = evidence("I8", "hours", start_year=1998)
    by_provider(view, "frequency", religious=True)
    assert len(view.sources) > 10
    for build in (radio_figures.hours, radio_figures.changes, radio_figures.voices):
        assert view.sources <= set(drawn(build).sources)


# Findings that the words state without a condition, since nothing a reader can choose turns them.


def test_what_titles_say_without_a_condition_holds_under_every_choice() -> None:
    for given in ({}, {"hours": "air"}, {"religious": True}, {"kbs": False}, {"end_year": 2025}):
        assert drawn(radio_figures.hours, **given).facts["fell"] > 50  # type: ignore[arg-type]
        assert drawn(radio_figures.changes, **given).facts["share"] > 50  # type: ignore[arg-type]
        left = drawn(radio_figures.voices, **given).facts  # type: ignore[arg-type]
        assert left["before"] > left["last"] > left["before"] / 2
    for base in ("answers", "persons"):
        ways = drawn(inflow.ways, channel_base=base).facts
        assert (ways["first"]["way"], ways["least"]["way"]) == ("the border", "balloons")
    for offence in claim("I4").choices["offence"].values:
        terms = drawn(inflow.penalties, choices={"I4": {"offence": offence}}).facts
        assert terms["new"] > terms["old"]
    assert drawn(inflow.reach).facts["last"] > 50
    killed = drawn(inflow.executions).facts
    assert killed["killed"][1] < killed["killed"][0]
    assert killed["least"] < killed["most"]


@pytest.mark.parametrize("confidence", [0.5, 0.95])
def test_in_every_survey_most_viewers_watched_monthly_and_nobody_shows_the_young_ahead(
    confidence: float,
) -> None:
    assert facts.saying(chapter()).least > 50
    for cohorts in claim("I6").choices["cohorts"].values:
        for pair in claim("I6").choices["pair"].values:
            chosen = {"I6": {"pair": pair, "cohorts": cohorts}}
            shown = drawn(inflow.youth, confidence=confidence, choices=chosen).facts
            assert all(measure["lower"] < shown["margin"] for measure in shown["measures"])


def test_no_frequency_and_no_place_finer_than_a_province_is_drawn_or_shipped_with_a_figure() -> None:
    for build in BUILDS:
        columns = " ".join(map(str, drawn(build).data.columns)).lower()
        assert not any(word in columns for word in ("khz", "mhz", "latitude", "longitude", "county", "city"))
