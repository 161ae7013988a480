"""What the claims on information inflow answer, on the data and when choices change."""

from typing import Any

import pytest

from nkbook import data, figures, parameters
from nkbook.book.information_inflow import figures as inflow
from nkbook.book.information_inflow import radio_figures, words
from nkbook.book.information_inflow.i2_ways import answers_per_person
from nkbook.book.information_inflow.i3_once import monthly_viewers
from nkbook.book.information_inflow.i8_hands import editors_left
from nkbook.book.information_inflow.schedules import by_provider, totals
from nkbook.chapter import Build, Chapter
from nkbook.claims import assess, evaluate
from nkbook.claims.evidence import Evidence
from nkbook.claims.registry import claim
from nkbook.claims.rule import Verdict
from nkbook.claims.section import head_html
from nkbook.data import credit
from nkbook.errors import BookError, NoEvidence
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
    ours = totals(evidence("I8"), "frequency", religious=False)
    shipped = data.load("freq_hours_day_total_excl_religious").set_index("date")["value"]
    assert ours.to_dict() == pytest.approx(shipped.to_dict(), abs=0.06)
    everyone = totals(evidence("I8"), "frequency", religious=True) - ours
    religious = data.load("freq_hours_day_total_religious").set_index("date")["value"]
    assert everyone.to_dict() == pytest.approx(religious.to_dict(), abs=0.06)


def test_outside_count_of_hours_is_matched_within_a_tenth() -> None:
    found = words.outside_count(chapter())
    for gap in (found["check_gap_before"], found["check_gap_after"]):
        assert abs(float(gap.replace("−", "-"))) < words.CLOSE


def test_editors_lie_between_one_and_their_number() -> None:
    table = by_provider(evidence("I8"), "frequency", religious=True, grouping="editor")
    found = editors_left(evidence("I8"), 0.95, religious=True)
    assert 1 <= found.estimate <= (table.iloc[-1] > 0).sum()


def test_owners_are_never_more_diverse_than_editors() -> None:
    editors, owners = (evaluate("I8", grouping=g).estimate for g in ("editor", "owner"))
    assert editors is not None
    assert owners is not None
    assert owners <= editors


def test_only_once_is_the_exact_interval_of_seven_in_seventy_nine() -> None:
    found = evaluate("I3", design_effect=1)
    assert (found.estimate, found.n) == (pytest.approx(100 * 7 / 79), 79)
    assert (found.lower, found.upper) == pytest.approx([100 * x for x in surveys.exact(7, 79, 0.95)])
    assert (found.lower, found.upper) == pytest.approx((3.6, 17.4), abs=0.05)


def test_old_survey_of_ways_was_answered_twice_by_everybody() -> None:
    assert answers_per_person() == 2


def test_viewers_are_put_on_the_base_of_those_who_gave_a_frequency() -> None:
    table = monthly_viewers(evidence("I3")).set_index("survey")
    assert table.loc["csis", "percent"] == pytest.approx(100 * 33 / 34)
    assert table.loc["csis", "n"] == 34
    assert table.loc["umg_leavers", "percent"] == pytest.approx(100 * 65 / 85)
    assert table["percent"].between(0, 100).all()


def test_the_oldest_maximum_decides_how_much_harsher_the_law_is() -> None:
    ratios = [evaluate("I4", old_maximum=old).estimate for old in ("code_2012", "nis", "code_2015")]
    assert ratios == [7.5, 3.0, 1.5]


def test_nobody_was_asked_after_2020() -> None:
    assert evaluate("I5", reading="after_2020").verdict is Verdict.NOT_TESTABLE
    assert "ends_2020" in evaluate("I5").limits


def test_schedules_and_surveys_contest_the_steady_flow_and_what_was_ever_watched_has_no_say() -> None:
    found = assess("I1")
    stances = {key: e.stance for key, e in found.findings.items() if e.stance}
    assert stances["broadcast"].carries == "contradicts"
    assert "contradicts" in stances["often"].excludes
    assert stances["broadcast"].origins.isdisjoint(stances["often"].origins)
    assert found.findings["reach"].open == "could_not_fail"
    assert found.verdict is Verdict.CONTESTED
    assert {found.without[o] for o in found.hangs_on} == {Verdict.UNDETERMINED, Verdict.CONTRADICTED_WITHIN}


BUILDS: list[Build] = [
    inflow.reach,
    inflow.first_viewing,
    inflow.bounds,
    inflow.supply,
    inflow.ways,
    inflow.budget,
    inflow.frequency,
    inflow.penalties,
    inflow.known,
    inflow.youth,
    inflow.studies,
    radio_figures.hours,
    radio_figures.fall,
    radio_figures.editors,
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
    told = words.shown(chapter(**chosen), build)
    assert told
    assert all(isinstance(phrase, str) and "nan" not in phrase.split() for phrase in told.values())
    assert capsys.readouterr().err == ""


def numbers(claim: str, **choices: object) -> tuple[float, float, float]:
    """Return estimate, lower and upper end of an evaluation that has all three."""
    found = evaluate(claim, **choices)  # type: ignore[arg-type]
    assert found.estimate is not None
    assert found.lower is not None
    assert found.upper is not None
    return found.estimate, found.lower, found.upper


def test_the_mean_of_earlier_levels_never_exceeds_the_best() -> None:
    for reading in ("reach", "often", "broadcast"):
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


def test_each_offence_has_its_own_terms() -> None:
    assert evaluate("I4", offence="bringing_in").estimate == 10 / 5
    assert evaluate("I4", offence="watching_foreign").estimate == 10 / 2
    sized = numbers("I4", reading="felt", base="same_programme")
    assert evaluate("I4", reading="felt").lower is None
    assert sized[0] == pytest.approx(evaluate("I4", reading="felt").estimate)


def test_from_2013_compares_with_what_came_before() -> None:
    reach = data.load("watched_foreign_video_by_escape_period").set_index("year")["value"]
    assert evaluate("I5", hardened="from_2013").estimate == pytest.approx(reach[2020] - reach[2010])
    often = data.load("ipus_sk_media_exposure_frequent").set_index("year")["value"]
    expected = often[often.index >= 2013].mean() - often[often.index < 2013].mean()
    for error in ("scatter", "sampling"):
        found = evaluate("I5", reading="often", hardened="from_2013", error=error)
        assert found.estimate == pytest.approx(expected)


def test_halves_of_the_creed_hold_everybody_of_the_extremes() -> None:
    extremes, halves = (evaluate("I6", reading="creed", cohorts=c).n or 0 for c in ("extremes", "halves"))
    assert halves > extremes > 0
    one = {"reading": "creed", "creed": "juche"}
    alone = [evaluate("I6", **one, creed_survey=year).n or 0 for year in ("2016", "2019")]  # type: ignore[arg-type]
    assert sum(alone) == evaluate("I6", **one).n  # type: ignore[arg-type]


def test_pupils_stand_beside_the_survey_on_southern_media_nearest_in_time() -> None:
    found = evaluate("I6", pair="pupils_southern_media")
    pupils = data.load("watched_sk_media_ever_teen_defectors")["value"].iloc[0]
    adults = data.load("ipus_sk_media_exposure_ever", start=2011, end=2011)["value"].iloc[0]
    assert found.estimate == pytest.approx(pupils - adults)


def test_the_gap_to_a_list_experiment_is_taken_off_and_widens_the_interval() -> None:
    plain, corrected = (numbers("I7", base="viewers", host_bias=b) for b in ("as_answered", "list_gap"))
    gap = data.load("proud_of_northern_origin_direct_minus_list").query("variant == ''").iloc[0]
    assert corrected[0] == pytest.approx(plain[0] + gap["value"])
    assert corrected[2] - corrected[1] > gap["upper"] - gap["lower"]
    assert evaluate("I7", reading="weight", host_bias="list_gap") == evaluate("I7", reading="weight")


def test_those_without_outside_information_can_be_left_out() -> None:
    everybody = evaluate("I7", reading="liking")
    exposed = evaluate("I7", reading="liking", exposed_only=True)
    assert exposed.estimate == pytest.approx(2 * (everybody.estimate or 0))  # half had some
    assert exposed.n == round((everybody.n or 0) / 2)


def test_one_schedule_spans_no_more_than_two() -> None:
    one, two = (numbers("I8", seasons=n) for n in (1, 2))
    assert one[0] == two[0]
    assert two[1] <= one[1] <= one[2] <= two[2]


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
    ("choices", "build", "fact"),
    [
        ({"I3": {"interval": "wilson"}}, inflow.frequency, "once"),
        ({"I3": {"design_effect": 1}}, inflow.frequency, "once"),
        ({"I6": {"pair": "adolescents_whole_sample"}}, inflow.youth, "viewing"),
        ({"I6": {"creed": "juche", "creed_survey": "2019"}}, inflow.youth, "creed"),
        ({"I6": {"cohorts": "halves"}}, inflow.youth, "creed"),
        ({"I6": {"serial_entries": False}}, inflow.youth, "politics"),
    ],
    ids=lambda v: getattr(v, "__name__", str(v)),
)
def test_the_number_of_a_figure_is_that_of_the_card(
    choices: dict[str, dict[str, Any]], build: Build, fact: str
) -> None:
    ((identifier, chosen),) = choices.items()
    shown = drawn(build, choices=choices).facts[fact]
    expected = evaluate(identifier, reading=fact, **chosen)
    assert (shown.estimate, shown.lower, shown.upper) == (expected.estimate, expected.lower, expected.upper)
    plain = drawn(build).facts[fact]
    assert (shown.estimate, shown.lower, shown.upper) != (plain.estimate, plain.lower, plain.upper)


def test_the_least_way_and_the_editors_left_are_those_of_the_card() -> None:
    for chosen in ({"interval": "wilson"}, {"design_effect": 1}, {"channel_base": "persons"}):
        least, card = drawn(inflow.ways, choices={"I2": chosen}).facts["least"], evaluate("I2", **chosen)  # type: ignore[arg-type]
        assert [least["percent"], least["lower"], least["upper"]] == pytest.approx(
            [card.estimate, card.lower, card.upper]
        )
    for hours in ({"hours": "air", "kbs": False}, {"religious": True, "grouping": "owner"}):
        now = drawn(radio_figures.editors, choices={"I8": hours | {"seasons": 1}}).facts["now"]["chosen"]
        assert now == pytest.approx(evaluate("I8", **hours, seasons=1).estimate)  # type: ignore[arg-type]


def test_a_flow_without_the_public_broadcaster_is_drawn_without_it() -> None:
    ends = drawn(inflow.supply, choices={"I1": {"public_broadcaster": False}}).facts["ends"]
    expected = evaluate("I1", reading="broadcast", public_broadcaster=False).estimate
    assert ends["broadcasting"] == pytest.approx(expected)


def test_another_answer_is_drawn_beside_the_one_that_the_saying_denies() -> None:
    plain, other = (drawn(inflow.frequency, choices={"I3": {"answer": a}}) for a in ("once", "once_or_twice"))
    assert len(other.fig.data) == len(plain.fig.data) + 1
    assert other.fig.data[-1].x[0] == evaluate("I3", answer="once_or_twice").estimate


@pytest.mark.parametrize("offence", ["watching_southern", "watching_foreign", "bringing_in"])
def test_the_terms_that_are_drawn_are_those_of_the_offence(offence: str) -> None:
    facts = drawn(inflow.penalties, choices={"I4": {"offence": offence}}).facts
    assert facts["ratio"] == evaluate("I4", offence=offence).estimate


def test_verdicts_by_grade_follow_the_choices_of_single_claims() -> None:
    chosen = {"I3": {"answer": "once_or_twice"}, "I5": {"hardened": "from_2013"}}
    for given in ({}, {"choices": chosen}):
        c = chapter(**given)  # type: ignore[arg-type]
        table = words.by_grade(c)["table"].set_index("Claim")["ABC"]
        assert table.to_dict() == {identifier: str(item.verdict) for identifier, item in c.found.items()}


def test_a_misspelt_choice_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(BookError, match=r"^I1 has no choice 'widht'; did you mean width\? "):
        evaluate("I1", widht=5)


@pytest.mark.parametrize("old", ["nis", "code_2015"])
def test_a_document_that_says_nothing_of_an_offence_gives_no_verdict(old: str) -> None:
    found = evaluate("I4", offence="bringing_in", old_maximum=old)
    assert found.verdict is Verdict.NOT_TESTABLE
    assert found.reason == "the chosen document on the old maximum is not admitted"


@pytest.mark.parametrize("build", BUILDS, ids=lambda b: b.__name__)
def test_a_figure_names_every_source_of_its_table(build: Build) -> None:
    chart = drawn(build)
    assert chart.sources
    if "source" in chart.data:
        assert set(chart.data["source"]) <= set(chart.sources)
    footer = next(a.text for a in chart.fig.layout.annotations if a.name == "footer")
    assert f"Source: {credit.line(chart.sources)}" in footer.replace("<br>", " ")


def test_no_season_of_the_schedules_loses_its_source() -> None:
    view = evidence("I8", start_year=1998)
    by_provider(view, "frequency", religious=True)
    assert len(view.sources) > 10
    for build in (radio_figures.hours, radio_figures.fall, radio_figures.editors, inflow.supply):
        assert view.sources <= set(drawn(build).sources)


def test_bounds_need_to_know_where_the_leavers_came_from() -> None:
    with pytest.raises(NoEvidence, match="where the leavers came from"):
        drawn(inflow.bounds, end_year=2020)


# Findings that the words state without a condition, since nothing a reader can choose turns them.


@pytest.mark.parametrize("confidence", [0.5, 0.95])
def test_in_every_survey_most_viewers_watched_monthly_and_nobody_shows_the_young_ahead(
    confidence: float,
) -> None:
    assert drawn(inflow.frequency, confidence=confidence).facts["least"] > 50
    for cohorts in claim("I6").choices["cohorts"].values:
        for pair in claim("I6").choices["pair"].values:
            chosen = {"I6": {"pair": pair, "cohorts": cohorts}}
            facts = drawn(inflow.youth, confidence=confidence, choices=chosen).facts
            assert all(measure["lower"] < facts["margin"] for measure in facts["measures"])
