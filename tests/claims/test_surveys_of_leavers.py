"""Surveys of leavers: each is described, and what it says about residents follows from printed rows."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nkbook import data
from nkbook.claims import surveys
from nkbook.claims.evidence import known_series
from nkbook.claims.registry import claims
from nkbook.data import package
from nkbook.errors import DataError
from nkbook.methods import residents
from nkbook.methods.surveys import Interval, exact_percent

BORDER = ["north_hamgyong", "ryanggang"]
PERSONS = "leavers|resettled|refugees|migrants|residents"
# Whoever says why they left speaks about themselves, so no other residents are meant.
ABOUT_LEAVERS = {"X1"}
# Rows of these speak of other countries, or of a whole population.
NO_SURVEY = {"kotra", "lichter_loeffler_siegloch"}


def people() -> dict[str, float]:
    series = [name for name in known_series() if name.startswith("population_province_")]
    rows = data.load(series, source="citypop_prk", start=2008, end=2008)
    assert len(rows) == 10
    return dict(zip(rows["series"].str.removeprefix("population_province_"), rows["value"], strict=True))


def survey_of(source: str) -> surveys.Survey:
    found = surveys.described(source)
    assert found is not None
    return found


def test_every_survey_of_persons_that_a_reading_uses_is_described() -> None:
    described = {origin for survey in surveys.surveys().surveys for origin in survey.origins}
    needed = {name for claim in claims() if claim.id not in ABOUT_LEAVERS for name in claim.needs}
    rows = data.load(sorted(needed & known_series()), inferred=True)
    rows = rows[rows["sample"].str.contains(PERSONS) & (rows["unit"] == "percent")]
    origins = set(data.origins()[rows["source"]]) - NO_SURVEY
    assert len(origins) > 5
    assert origins <= described


def test_what_the_file_of_surveys_names_exists() -> None:
    found = surveys.surveys()
    origins = set(data.origins())
    assert found.unknown.source in data.sources().index
    for survey in found.surveys:
        assert set(survey.origins) <= origins
        assert not survey.source or survey.source in data.sources().index
        assert surveys.coverage(survey, 1e6).weights or not (
            survey.apart or survey.together or survey.arrivals
        )


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("drawn: through one", "drwan: through one", r"^data/surveys\.yml: surveys\.7\.drwan: Extra inputs"),
        ("  source: unityinfo_nkdb2023\n", "", r"^data/surveys\.yml: surveys\.4: .* needs a source"),
        ("design_effect: 2", "design_effect: 0.5", r"^data/surveys\.yml: unknown\.design_effect: .*greater"),
        ("provinces: [north_hamgyong", "provinces: [rason", "no province 'rason' in the census$"),
    ],
)
def test_a_fault_in_the_file_of_surveys_is_told_in_one_line(
    copy: Path, before: str, after: str, told: str
) -> None:
    path = copy / "data/surveys.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(DataError, match=told):
        [surveys.coverage(survey, 100) for survey in surveys.surveys().surveys]


def test_a_source_that_prints_no_survey_has_none() -> None:
    assert survey_of("kdi2018_press").origins == ["kdi_2016_trust"]
    assert surveys.described("citypop_prk") is None


def test_no_source_gives_a_design_effect_so_all_are_that_of_an_unknown_way_of_sampling() -> None:
    assert {surveys.design_effect(survey) for survey in surveys.surveys().surveys} == {2}


@pytest.mark.parametrize(
    ("source", "n", "covered"),
    [
        # Fifty-two and thirty-six in a hundred came from two provinces.
        ("segye_2020", 109, BORDER),
        ("segye_2020", 80, ["north_hamgyong"]),
        # All arrivals stand for those asked: of three hundred, 26 come from South Hamgyong.
        ("donga_kli2019", 300, BORDER),
        ("kdi2018_press", 1010, [*BORDER, "south_hamgyong"]),
        ("newsis_bribe_mou2024", 690, ["north_hamgyong and ryanggang"]),
        ("newsis_bribe_mou2024", 5278, ["north_hamgyong and ryanggang", "pyongyang"]),
        # Fifty people reached by telephone cover no province.
        ("umg2022_yonhap", 50, []),
    ],
)
def test_a_province_is_covered_if_thirty_of_those_asked_come_from_it(
    source: str, n: float, covered: list[str]
) -> None:
    found = surveys.coverage(survey_of(source), n)
    assert sorted(found.weights) == covered
    assert sum(found.weights.values()) == pytest.approx(
        residents.covered_weight(people(), [name for names in covered for name in names.split(" and ")])
    )
    assert "citypop_prk" in found.sources


def test_a_survey_that_covers_no_province_says_nothing_about_residents() -> None:
    found = surveys.on_residents(survey_of("umg2022_yonhap"), 50, (35, 65), 50, 60)
    assert found.bounds[1] == (0, 100)
    assert found.share == (60, 60)


def test_tables_behind_the_weights_are_noted_for_every_execution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("first", "second"):  # the second answer comes from memory
        monkeypatch.setenv(package.READS, str(tmp_path / name))
        surveys.coverage(survey_of("kdi2018_press"), 1010)
        noted = (tmp_path / name).read_text(encoding="utf-8")
        for table in ("surveys.yml", "trust/population_provinces.csv", "trust/arrivals.csv"):
            assert f"data/{table}\n" in noted


def test_weighting_leavers_by_province_leaves_about_a_quarter_of_the_sample() -> None:
    """The factor 3.75, found twice by hand, from the arrivals to 2016 that exclude one another."""
    groups = {
        **{name: [name] for name in ("north_hamgyong", "ryanggang", "chagang", "north_pyongan", "pyongyang")},
        "south_pyongan_south_hamgyong": ["south_pyongan", "south_hamgyong"],
        "other_provinces": ["south_hwanghae", "north_hwanghae", "kangwon"],
    }
    rows = data.load([f"arrivals_cumulative_{name}" for name in groups], end=2016)
    sizes = dict(zip(rows["series"].str.removeprefix("arrivals_cumulative_"), rows["value"], strict=True))
    assert sum(sizes.values()) == data.load("arrivals_cumulative_total", start=2016, end=2016)["value"].item()
    weights = {name: residents.covered_weight(people(), members) for name, members in groups.items()}
    assert residents.weighting_effect(weights, sizes) == pytest.approx(3.75, abs=0.005)


def asked(series: str, sizes: str) -> tuple[float, int, str]:
    """Return the latest share of a series, the fewest people known to have answered, and the source."""
    row = data.load(series).iloc[-1]
    n = row["n"] if not sizes else data.load(sizes, start=row["year"], end=row["year"])["value"].min()
    return float(row["value"]), int(n), str(row["source"])


def from_line_on(line: float) -> Callable[[Interval], bool]:
    return lambda bounds: bounds[0] >= line


REVIEWED: dict[str, tuple[str, str, float, float, Interval | None]] = {
    # claim: series of share and sizes, line, then as a referee gave them: share needed elsewhere, bounds
    "E3": ("ipus_informal_economy_participation", "", 50, 43.8, (12, 99)),
    "E6": ("mou2024_paid_bribe", "mou2024_cohort_size", 50, 49.3, (7, 94)),
    "T3": ("trusted_someone_outside_family_no", "", 60, 58.1, (9, 96)),
    "E2": ("mou2024_borrowed_privately", "mou2024_base_size", 25, 24.0, None),
}


@pytest.mark.parametrize("claim", REVIEWED)
def test_four_tipping_points_of_a_review_are_found_again_with_two_provinces_taken_as_alike(
    claim: str,
) -> None:
    series, sizes, line, needed, bounds = REVIEWED[claim]
    share, _, _ = asked(series, sizes)
    weight = residents.covered_weight(people(), BORDER)
    assert weight == pytest.approx(0.13, abs=0.001)
    found = residents.residents(share, (share, share), line, {"border": weight})
    assert found.share[0] == pytest.approx(needed, abs=0.06)
    assert bounds is None or found.bounds[1] == pytest.approx(bounds, abs=0.5)


@pytest.mark.parametrize(
    ("claim", "alike", "rung"),
    [
        # Somebody has to say that the other provinces trade no less than those on the border.
        ("E3", False, 2),
        # With the design effect of an unknown way of sampling it does not even decide about leavers.
        ("E6", False, None),
        # Provinces have to be alike, or residents as those asked: within three provinces little is fixed.
        ("T3", True, 2),
        ("T3", False, 4),
        ("E2", True, 2),
        ("E2", False, 4),
    ],
)
def test_none_of_the_four_decides_about_residents_without_an_assumption(
    claim: str, alike: bool, rung: int | None
) -> None:
    series, sizes, line, _, _ = REVIEWED[claim]
    share, n, source = asked(series, sizes)
    survey = survey_of(source)
    interval = exact_percent(share, n, 0.95, surveys.design_effect(survey))
    found = surveys.on_residents(survey, share, interval, n, line, alike=alike, others="no_lower")
    assert found.decided_at(from_line_on(line)) == rung
    assert found.limited(from_line_on(line))
    assert found.bounds[1][0] < line < found.bounds[1][1]
