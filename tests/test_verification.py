"""What `nkbook verify` promises: whatever was tampered with is named, by the stage that has to notice."""

import base64
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from rich.console import Console
from typer.testing import CliRunner

from nkbook import data, notebook
from nkbook.cli import app
from nkbook.errors import BookError
from nkbook.execute import chapters
from nkbook.verify import answers, book, command, notebooks, packages, record, seals, stored
from nkbook.verify.stage import Difference, Stage

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data package."""
    folder = tmp_path_factory.mktemp("package")
    shutil.copytree(ROOT / "data", folder / "data")
    return folder


@pytest.fixture
def recorded(package: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the data package and a record of it; what a test changes is whole again afterwards."""
    monkeypatch.chdir(package)
    parts = {"files": seals.hashes(), "corrections": seals.declared(), "criteria": seals.criteria()}
    record.write(parts | {"claims": {}})
    yield package
    shutil.copytree(ROOT / "data", package / "data", dirs_exist_ok=True)


def lines(found: object) -> list[str]:
    return [str(one) for one in found]  # type: ignore[attr-defined]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_data_that_nobody_touched_are_those_recorded(recorded: Path) -> None:
    assert list(seals.changed()) == []


def test_a_lost_trial_is_named_and_hides_no_other_difference(copy: Path) -> None:
    shutil.copytree(ROOT / "verified", copy / "verified")
    (copy / "chapters" / "trials" / "C1.json").unlink()
    edit(copy / "chapters" / "trials" / "E1.json", '"key": "', '"key": "0')
    assert {"chapters/trials/C1.json", "chapters/trials/E1.json"} <= {gap.thing for gap in stored.stale()}
    found = list(answers.changed())
    assert [gap.thing for gap in found] == ["C1"]
    assert "chapters/trials/C1.json: missing or damaged" in str(found[0])


def test_a_datum_is_named_by_its_table_and_the_claims_that_read_it(recorded: Path) -> None:
    edit(recorded / "data" / "economy" / "trade.csv", ",1990,", ",1991,")
    found = list(seals.changed())
    assert found[0].thing.startswith("data/economy/trade.csv")
    assert "E1" in found[0].claims


def test_a_datum_that_was_sealed_again_is_still_not_the_one_recorded(recorded: Path) -> None:
    path = recorded / "data" / "economy" / "trade.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(rows[:-1]), encoding="utf-8")
    data.seal()
    assert lines(seals.changed()) == [
        "data/datapackage.json: is not what was recorded",
        "data/economy/trade.csv: is not what was recorded",
    ]


def test_a_criterion_is_named_with_its_part_and_both_numbers(recorded: Path) -> None:
    edit(recorded / "data" / "claims" / "economy.yml", "at_most: 75", "at_most: 76")
    found = list(seals.changed())
    assert [str(one) for one in found] == [
        "data/claims/economy.yml: is not what was recorded",
        "E1, output: criterion: supports.at_most is 75.0 in the record, 76.0 here",
    ]
    assert found[1].claims == ("E1",)


def test_a_correction_is_named_by_its_id(recorded: Path) -> None:
    path = recorded / "data" / "corrections.yml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries[0]["reason"] = "somebody said so"
    path.write_text(yaml.safe_dump(entries), encoding="utf-8")
    assert lines(seals.changed()) == [
        "data/corrections.yml: is not what was recorded",
        f"data/corrections.yml, {entries[0]['id']}: is not what was recorded",
    ]


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chapter of one number and one sentence, as an execution has stored it."""
    path = tmp_path_factory.mktemp("chapters") / "small.ipynb"
    sources = (
        "from nkbook import prose\nprose.enable()\nx = 0.1 + 0.2",
        "x",
        "%%prose\n## Sums (E1)",
        "x + 1",
    )
    cells = [nbformat.v4.new_code_cell(source) for source in (*sources, "%%prose\nIt is {{ x|n1 }}.")]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    path.write_text(notebook.text(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    assert list(chapters.execute_chapters([path], jobs=1)) == ["small"]
    return path


TAMPERED = {
    "output": ('"1.3"', '"1.4"', "chapters/small.ipynb, cell 4: “1.4” as stored, “1.3” now"),
    "sentence": (
        '"It is 0.3."',
        '"It is 0.4."',
        "chapters/small.ipynb, cell 5: “It is 0.4.” as stored, “It is 0.3.” now",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_stored_output_or_sentence_is_named_by_its_cell_and_claim(
    executed: Path, tmp_path: Path, what: str
) -> None:
    path = Path(shutil.copy(executed, tmp_path))
    old, new, line = TAMPERED[what]
    edit(path, old, new)
    found = notebooks.of_chapter(path)
    assert [str(one) for one in found] == [line]
    assert found[0].claims == ("E1",)


def test_an_untouched_chapter_comes_out_the_same(executed: Path) -> None:
    assert notebooks.of_chapter(executed) == []


def test_a_chapter_that_cannot_be_executed_is_named(executed: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(executed, tmp_path))
    edit(path, "x = 0.1 + 0.2", "x = 0.1 / 0")
    assert lines(notebooks.of_chapter(path))[0].startswith("chapters/small.ipynb: cannot be executed (")


def test_an_edited_output_breaks_the_seal_of_its_chapter(copy: Path) -> None:
    path = copy / "chapters" / "communication.ipynb"
    edit(path, "Korea", "Corea")
    edit(copy / "chapters" / "trials" / "E1.json", '"key": "', '"key": "0')
    found = lines(stored.stale())
    for name in ("chapters/communication.ipynb", "chapters/trials/E1.json"):
        assert f"{name}: does not belong to the code, data and choices here, or was edited" in found


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A folder of packages with one package in it and its record."""
    info = tmp_path / "sums-1.0.dist-info"
    info.mkdir()
    (tmp_path / "sums.py").write_text("def add(a, b): return a + b\n")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sums\nVersion: 1.0\n")
    recorded_anew(tmp_path)
    return tmp_path


def recorded_anew(folder: Path) -> None:
    content = (folder / "sums.py").read_bytes()
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    rows = f"sums.py,sha256={digest},{len(content)}\nsums-1.0.dist-info/RECORD,,\n"
    (folder / "sums-1.0.dist-info" / "RECORD").write_text(rows)


def test_a_file_of_an_installed_package_is_named(environment: Path) -> None:
    assert list(packages.against_records(environment)) == []
    (environment / "sums.py").write_text("def add(a, b): return a + b + 1\n")
    (environment / "numpy.py").write_text("")
    assert lines(packages.against_records(environment)) == [
        "sums, sums.py: is not the file that the package was installed with",
        "numpy.py: belongs to no installed package",
    ]
    (environment / "sums.py").unlink()
    assert lines(packages.against_records(environment))[0].startswith("sums, sums.py: cannot be read (")


def test_a_package_tampered_with_together_with_its_record_is_named_beside_a_new_one(
    environment: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    anew = tmp_path_factory.mktemp("anew")
    shutil.copytree(environment, anew, dirs_exist_ok=True)
    (environment / "sums.py").write_text("def add(a, b): return a + b + 1\n")
    recorded_anew(environment)
    assert list(packages.against_records(environment)) == []
    here, there = packages.installed(environment), packages.installed(anew)
    assert list(packages.between(there, there, ["sums"])) == []
    assert lines(packages.between(there, here, ["sums"])) == [
        "sums, sums.py: differs from what the lock installs elsewhere"
    ]


def test_a_package_of_another_version_or_none_is_named(environment: Path) -> None:
    here = packages.installed(environment)
    assert list(packages.against_lock({"sums": "1.0"}, here)) == []
    assert lines(packages.against_lock({"sums": "1.1", "products": "2.0"}, here)) == [
        "sums: is installed in version 1.0; the lock names 1.1",
        "products: is not installed; the lock names 2.0",
    ]


def test_a_page_of_the_built_book_is_named(copy: Path) -> None:
    pages = copy / "_build" / "html"
    (pages / "chapters").mkdir(parents=True)
    for name in ("index.html", "chapters/economy.html", "chapters/trust.html"):
        (pages / name).write_text(f"<p>{name}</p>")
    record.write_book(book.hashes(pages))
    assert list(book.before()) == []
    (pages / "chapters" / "economy.html").write_text("<p>as we like it</p>")
    (pages / "chapters" / "trust.html").unlink()
    (pages / "more.html").write_text("")
    assert lines(book.before()) == [
        "_build/html/chapters/economy.html: is not the page or file that was recorded",
        "_build/html/chapters/trust.html: is missing from the book",
        "_build/html/more.html: is in the book and not in the record",
    ]


def test_a_verdict_and_an_estimate_are_named_with_both_values() -> None:
    reading = {"estimate": 67.9973, "carries": "supports"}
    one = {"E1": {"verdict": "supported", "parts": {"output": {"readings": {"gdp": reading}}}}}
    other = json.loads(json.dumps(one))
    near, far = 67.9973 * (1 + 1e-6), 67.9973 * (1 + 1e-4)
    other["E1"]["parts"]["output"]["readings"]["gdp"]["estimate"] = near
    assert list(answers.between(one, other, "in the record", "here")) == []
    other["E1"]["parts"]["output"]["readings"]["gdp"]["estimate"] = far
    other["E1"]["verdict"] = "contested"
    assert lines(answers.between(one, other, "in the record", "here")) == [
        "E1: verdict is “supported” in the record, “contested” here",
        f"E1: parts.output.readings.gdp.estimate is 67.9973 in the record, {far} here",
    ]


def verified(copy: Path, monkeypatch: pytest.MonkeyPatch, *found: Difference | BookError) -> bool:
    def compare() -> list[Difference]:
        for one in found:
            if isinstance(one, BookError):
                raise one
        return [one for one in found if isinstance(one, Difference)]

    def steps(_: int) -> list[Stage]:
        return [Stage("answers", compare), Stage("environment", list, thorough=True)]

    monkeypatch.setattr(command, "stages", steps)
    return command.verify(Console(quiet=True), quick=True, jobs=1)


def test_what_was_found_is_told_claim_by_claim_in_both_files(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not verified(copy, monkeypatch, Difference("E1", "verdict is <b>other</b>", ("E1",)))
    told = json.loads((copy / "_build" / "verification.json").read_text(encoding="utf-8"))
    assert (told["same"], [stage["name"] for stage in told["stages"]]) == (False, ["answers"])
    claims = {one["id"]: one for one in told["claims"]}
    assert claims["E1"]["differences"] == ["E1: verdict is <b>other</b>"]
    assert all(one["same"] for name, one in claims.items() if name != "E1")
    assert told["hardware"]["cores"]
    assert told["packages"]["numpy"]
    page = BeautifulSoup((copy / "_build" / "verification.html").read_text(encoding="utf-8"), "html.parser")
    assert page.b is None
    assert "E1: verdict is <b>other</b>" in page.get_text()
    assert not page.find_all(["script", "link", "img"])


@pytest.mark.parametrize(("found", "code"), [([], 0), ([Difference("index.html", "is missing")], 1)])
def test_the_command_ends_in_one_where_something_differs_and_names_it(
    copy: Path, monkeypatch: pytest.MonkeyPatch, found: list[Difference], code: int
) -> None:
    monkeypatch.setattr(command, "stages", lambda _: [Stage("book", lambda: found)])
    done = CliRunner().invoke(app, ["verify"])
    assert done.exit_code == code, done.output
    assert ("index.html: is missing" in done.output) == bool(found)


def test_nothing_different_is_told_as_the_same(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert verified(copy, monkeypatch)
    assert json.loads((copy / "_build" / "verification.json").read_text(encoding="utf-8"))["same"]


def test_a_stage_that_stumbles_is_a_difference_and_no_traceback(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not verified(copy, monkeypatch, BookError("no table\n'x'"))
    told = json.loads((copy / "_build" / "verification.json").read_text(encoding="utf-8"))
    assert told["stages"][0]["differences"] == [{"thing": "answers", "how": "no table\n'x'", "claims": []}]
    assert "\n" not in str(Difference("answers", "no table\n'x'"))


def test_a_fault_that_nobody_foresaw_keeps_no_other_stage_from_running(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn() -> list[Difference]:
        return json.loads("[")  # type: ignore[no-any-return]

    monkeypatch.setattr(command, "stages", lambda _: [Stage("keys", torn), Stage("book", list)])
    assert not command.verify(Console(quiet=True), quick=False, jobs=1)
    told = json.loads((copy / "_build" / "verification.json").read_text(encoding="utf-8"))
    assert [len(stage["differences"]) for stage in told["stages"]] == [1, 0]


def test_a_stage_that_waits_for_a_process_goes_on_beside_the_others_and_is_told_in_its_place(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()

    def build() -> list[Difference]:
        begun.set()
        return []

    def look() -> list[Difference]:
        return [] if begun.wait(10) else [Difference("book", "was not begun")]

    monkeypatch.setattr(command, "stages", lambda _: [Stage("keys", look), Stage("book", build, beside=True)])
    assert command.verify(Console(quiet=True), quick=False, jobs=1)
    told = json.loads((copy / "_build" / "verification.json").read_text(encoding="utf-8"))
    assert [stage["name"] for stage in told["stages"]] == ["keys", "book"]


def test_no_claim_counts_as_the_same_where_none_could_be_evaluated(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not verified(copy, monkeypatch, BookError("no table"))
    told = json.loads((copy / "_build" / "verification.json").read_text(encoding="utf-8"))
    assert {one["same"] for one in told["claims"]} == {None}
    page = (copy / "_build" / "verification.html").read_text(encoding="utf-8")
    assert "No claim could be evaluated." in page
    assert page.count(">not evaluated<") == len(told["claims"])


def test_one_cause_is_told_once(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> list[Difference]:
        raise BookError("economy.ipynb: data/rates.csv: seal broken")

    cause = Difference("data/rates.csv", "seal broken")
    steps = [Stage("data", lambda: [cause]), Stage("notebooks", broken)]
    monkeypatch.setattr(command, "stages", lambda _: steps)
    assert not command.verify(Console(quiet=True), quick=False, jobs=1)
    told = json.loads((copy / "_build" / "verification.json").read_text(encoding="utf-8"))
    assert [stage["differences"][0]["how"] for stage in told["stages"]] == [
        "seal broken",
        "not looked at, because of data/rates.csv",
    ]


def test_what_was_found_is_told_where_it_cannot_be_written(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy / "_build").write_text("no folder")
    monkeypatch.setattr(command, "stages", lambda _: [Stage("answers", list)])
    with pytest.raises(OSError, match="_build"):  # which the command line tells in one line
        command.verify(Console(), quick=True, jobs=1)
    assert "30 of 30 claims come out the same; nothing differs" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "{", "{}", "[]", '{"files": {}}'])
def test_a_record_that_is_lost_or_damaged_is_told_in_one_line(copy: Path, content: str) -> None:
    (copy / "verified").mkdir()
    (copy / "verified" / "record.json").write_text(content)
    (copy / "verified" / "book.sha256").write_text(content or "no hash")
    for read in (record.read, record.read_book):
        with pytest.raises(BookError, match=r"^verified/\S+: is missing or damaged; .*$"):
            read()


def test_nothing_is_recorded_of_what_does_not_belong_together(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "changed", list)
    edit(copy / "chapters" / "trials" / "E1.json", '"key": "', '"key": "0')
    with pytest.raises(BookError, match=r"^nothing is recorded: chapters/trials/E1\.json: "):
        command.write()
    assert not (copy / "verified").exists()
