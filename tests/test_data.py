"""What the data package promises: nothing faulty is ever loaded, every figure has a source."""

import csv
import io
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from nkbook import data
from nkbook.cli import app
from nkbook.data import corrections, descriptor
from nkbook.data.validate import KEY
from nkbook.errors import DataError

TABLE = "data/economy/trade.csv"
NAME, SERIES = "economy-trade", "trade_total_kotra"


def edit(root: Path, row: int, column: str, value: str) -> None:
    path = root / TABLE
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    rows[row - 1][rows[0].index(column)] = value
    rewrite(path, rows)


def rewrite(path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def rows_of(root: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO((root / TABLE).read_text(encoding="utf-8"))))


def test_the_data_package_keeps_all_its_rules() -> None:
    assert data.check() == []


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("value", "many", "type"),
        ("grade", "D", "enum"),
        ("date", "in 1998", "pattern"),
        ("n", "0", "minimum"),
        ("unit", "furlongs", "unit is not in units.csv"),
        ("source", "hearsay", "source is not in sources.csv"),
        ("lower", "1e15", "lower"),
    ],
)
def test_a_bad_cell_is_refused_with_file_row_column_and_rule(
    copy: Path, column: str, value: str, rule: str
) -> None:
    edit(copy, 5, column, value)
    with pytest.raises(DataError) as refusal:
        data.load(SERIES)
    message = str(refusal.value)
    assert message.startswith(f"{TABLE}, row 5, column ")
    assert rule in message
    assert "\n" not in message


def test_a_value_outside_the_range_of_its_unit_is_refused(copy: Path) -> None:
    share = next(i for i, r in enumerate(rows_of(copy), 1) if "percent" in r)
    edit(copy, share, "value", "140")
    with pytest.raises(DataError, match=rf"row {share}, column value: lies above the range of its unit"):
        data.load(SERIES)


def test_a_stray_column_is_refused(copy: Path) -> None:
    rewrite(copy / TABLE, [[*row, "x"] for row in rows_of(copy)])
    with pytest.raises(DataError, match=r"trade\.csv, row 1, column x: column is not in the schema"):
        data.load(SERIES)


def test_a_doubled_key_is_refused(copy: Path) -> None:
    rows = rows_of(copy)
    rewrite(copy / TABLE, [*rows, rows[1]])
    with pytest.raises(DataError, match=rf"trade\.csv, row {len(rows) + 1}.*key stands twice"):
        data.load(SERIES)


def test_a_removed_row_is_refused_with_both_counts_and_hashes(copy: Path) -> None:
    rows = rows_of(copy)
    rewrite(copy / TABLE, rows[:-1])
    told = rf"expected {len(rows) - 1} rows and sha256 \w+, found {len(rows) - 2} rows and sha256 \w+"
    with pytest.raises(DataError, match=told):
        data.load(SERIES)


def test_a_changed_but_legal_value_breaks_the_seal(copy: Path) -> None:
    edit(copy, 5, "value", "123")
    with pytest.raises(DataError, match="seal broken"):
        data.load(SERIES)


def test_a_seal_shows_what_changed_and_makes_the_edit_legal(copy: Path) -> None:
    edit(copy, 5, "value", "123")
    changes = data.seal()
    assert len(changes) == 1
    assert changes[0].startswith(f"{TABLE}: ")
    assert data.check() == []
    assert data.seal() == []


def test_a_fault_cannot_be_sealed(copy: Path) -> None:
    edit(copy, 5, "grade", "D")
    before = (copy / "data/datapackage.json").read_bytes()
    with pytest.raises(DataError, match="enum"):
        data.seal()
    assert (copy / "data/datapackage.json").read_bytes() == before


def test_the_check_command_exits_0_on_sound_data_and_1_on_a_fault(copy: Path) -> None:
    assert CliRunner().invoke(app, ["data", "check"]).exit_code == 0
    edit(copy, 5, "grade", "D")
    result = CliRunner().invoke(app, ["data", "check"])
    assert result.exit_code == 1
    assert f"{TABLE}, row 5, column grade" in result.output


def test_a_file_outside_the_package_is_named(copy: Path) -> None:
    (copy / "data/economy/stray.csv").write_text("a\n1\n")
    assert "data/economy/stray.csv: file is not in datapackage.json" in data.check()


def test_an_unknown_series_gets_a_suggestion() -> None:
    with pytest.raises(DataError, match=f"did you mean .*{SERIES}"):
        data.load("trade_total_kotr")


def test_a_loaded_series_carries_its_provenance() -> None:
    frame = data.load(SERIES, grades="AB")
    found = data.provenance(frame)
    assert found["tables"] == [TABLE]
    assert found["rows"] == len(frame) > 0
    assert set(found["sources"]) == set(frame["source"])
    assert len(found["sha256"][0]) == 64


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(1980, 2030),
    end=st.integers(1980, 2030),
    grades=st.sampled_from(["A", "B", "AB", "ABC"]),
)
def test_filters_admit_only_what_they_name(start: int, end: int, grades: str) -> None:
    frame = data.load(SERIES, start=start, end=end, grades=grades)
    assert frame["year"].between(start, end).all()
    assert frame["grade"].isin(list(grades)).all()


def test_rows_whose_year_was_deduced_stay_out_unless_asked_for() -> None:
    tables = [r["name"] for r in descriptor.resources() if descriptor.is_observations(r)]
    inferred = [(n, s) for n in tables for s in data.read(n).query("date_inferred")["series"].unique()]
    assert inferred
    for _, series in inferred:
        assert not data.load(series)["date_inferred"].any()
    _, series = inferred[0]
    assert data.load(series, inferred=True)["date_inferred"].any()


def test_keys_are_unique_in_the_whole_package() -> None:
    seen: set[tuple[str, ...]] = set()
    for item in filter(descriptor.is_observations, descriptor.resources()):
        keys = set(data.read(item["name"])[KEY].itertuples(index=False, name=None))
        assert not keys & seen
        seen |= keys


def test_every_survey_of_people_names_its_sample() -> None:
    for table in ("trust-motives", "economy-market-surveys", "information-inflow-foreign-media-surveys"):
        frame = data.read(table)
        asked = frame[frame["n"].notna()]
        assert (asked["sample"] != "").all(), asked[asked["sample"] == ""].iloc[0].to_dict()


def test_a_mirror_is_grade_c_or_b_never_a() -> None:
    relayed = data.sources().query("relay == 'true'").index
    for item in filter(descriptor.is_observations, descriptor.resources()):
        frame = data.read(item["name"])
        third_party = frame["source"].isin(relayed) & frame["source"].str.endswith("_fnk")
        assert not (third_party & (frame["grade"] == "A")).any(), item["name"]


def test_the_package_stays_small_enough_to_clone_and_carry(root: Path) -> None:
    assert sum(path.stat().st_size for path in (root / "data").rglob("*") if path.is_file()) <= 4_000_000


def test_an_outdated_correction_fails_loudly(copy: Path) -> None:
    first = corrections.declared()[0]
    assert isinstance(first.expect, float)
    path = copy / "data/corrections.yml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    declared[0]["expect"] = first.expect + 1
    path.write_text(yaml.safe_dump(declared), encoding="utf-8")
    with pytest.raises(DataError, match=f"{first.id}: expects {first.field} .*, found "):
        data.load(first.target.series)


def test_a_corrected_cell_is_changed_at_load_and_never_in_the_file() -> None:
    for correction in corrections.declared():
        printed = data.load(correction.target.series, country=None, inferred=True, corrected=False)
        mended = data.load(correction.target.series, country=None, inferred=True)
        assert not printed[[*KEY, "value"]].equals(mended[[*KEY, "value"]]), correction.id
        assert len(correction.reason) > 20


def test_a_malformed_correction_is_told_by_its_id(copy: Path) -> None:
    path = copy / "data/corrections.yml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    declared[0]["action"] = "guess"
    path.write_text(yaml.safe_dump(declared), encoding="utf-8")
    with pytest.raises(DataError, match=f"{declared[0]['id']}: action"):
        data.load(declared[0]["target"]["series"])
