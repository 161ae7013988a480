"""What `nkbook diff` promises: what differs is named with both values, and nothing else."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell

from nkbook import data, notebook, paths
from nkbook.diff import changes, command, snapshot, states
from nkbook.diff.changes import Change
from nkbook.diff.snapshot import Snapshot
from nkbook.errors import BookError

ROOT = Path(__file__).resolve().parent.parent
TABLE = "data/economy/trade.csv"


def state(**other: object) -> Snapshot:
    """Return a small state of the book, with other parts where they are given."""
    parts: dict[str, object] = {
        "rows": {TABLE: {"trade 1990": {"date": "1990", "value": "4.17"}, "trade 1991": {"value": "2.6"}}},
        "claims": {
            "E1": {"verdict": "supported", "parts": {"output": {"readings": {"gdp": {"lower": 66.5}}}}}
        },
        "figures": {"economy-output": {"data": [{"y": [100, 95.7]}]}, "economy-budget": {"data": []}},
        "sentences": {"economy": ["Output fell.", "Rations stopped.", "Nobody counted."]},
    }
    return Snapshot(**parts | other)  # type: ignore[arg-type]


def test_two_equal_states_do_not_differ() -> None:
    assert changes.between(state(), state()) == []


def test_each_kind_of_change_is_named_with_what_was_and_what_is() -> None:
    other = state(
        rows={TABLE: {"trade 1990": {"date": "1990", "value": "4.2"}, "trade 1992": {"value": "2.7"}}},
        claims={"E1": {"verdict": "contested", "parts": {"output": {"readings": {"gdp": {"lower": 70.0}}}}}},
        figures={"economy-output": {"data": [{"y": [100, 95.8]}]}},
        sentences={"economy": ["Output fell.", "Rations ended.", "Nobody counted.", "Nobody asked."]},
    )
    assert changes.between(state(), other) == [
        Change("verdict", "E1, verdict", "supported", "contested"),
        Change("estimate", "E1, output, gdp, lower", "66.5", "70.0"),
        Change("row", f"{TABLE}, trade 1990, value", "4.17", "4.2"),
        Change("row", f"{TABLE}, trade 1991", "value 2.6", "nothing"),
        Change("row", f"{TABLE}, trade 1992", "nothing", "value 2.7"),
        Change("figure", "economy-output, data[0].y[1]", "95.7", "95.8"),
        Change("figure", "economy-budget", "a figure", "nothing"),
        Change("sentence", "economy", "Rations stopped.", "Rations ended."),
        Change("sentence", "economy", "nothing", "Nobody asked."),
    ]


def test_sentences_are_parted_where_a_reader_parts_them() -> None:
    text = (
        "## A plan (E1)\n\nOutput fell by 2.5 % to 68 %. It rose\nagain, e.g. in 2012! “Why?” Nobody knows."
    )
    assert list(snapshot.sentences([new_markdown_cell(text)])) == [
        "## A plan (E1)",
        "Output fell by 2.5 % to 68 %.",
        "It rose",
        "again, e.g. in 2012!",
        "“Why?” Nobody knows.",
    ]


@pytest.fixture
def repository(copy: Path) -> Path:
    """A repository of git with a data package, one row of which was changed after the commit."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c"]
    for words in (["init", "-q"], ["add", "data"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *words], cwd=copy, check=True)
    path = copy / TABLE
    path.write_text(path.read_text(encoding="utf-8").replace(",1990,", ",1991,", 1), encoding="utf-8")
    return copy


def test_a_revision_is_looked_at_as_it_was_committed(repository: Path, tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    states.lay_out("HEAD", folder)
    assert (folder / TABLE).read_bytes() == (ROOT / TABLE).read_bytes() != (repository / TABLE).read_bytes()
    assert not (folder / "archive.zip").exists()


@pytest.mark.parametrize("name", ["", "nobody", "--output=x", "HEAD~9", "HEAD:data", "chapters"])
def test_what_is_no_state_is_told_in_one_line(repository: Path, tmp_path: Path, name: str) -> None:
    before = sorted(path.name for path in repository.iterdir())
    with pytest.raises(BookError, match=r"^.*: neither a folder with a data package nor a revision.*$"):
        states.lay_out(name, tmp_path)
    assert sorted(path.name for path in repository.iterdir()) == before


def test_a_state_whose_command_fails_is_told_in_one_line(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "nkbook", tmp_path / "nkbook", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "data" / "claims" / "trust.yml").write_text("[]")
    with pytest.raises(BookError, match=r"^`nkbook claims --json` fails there: data/claims/trust\.yml: .*$"):
        states.run(tmp_path, "claims", "--json")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("grades", "write name=value"), ("grades=A grades=B", "twice"), ("grades='A", "not closed")],
)
def test_parameters_that_cannot_be_read_are_refused_before_anything_runs(
    monkeypatch: pytest.MonkeyPatch, text: str, complaint: str
) -> None:
    monkeypatch.setattr(notebook, "execute", lambda *_, **__: pytest.fail("a chapter was executed"))
    with pytest.raises(BookError, match=complaint):
        command.diff("", text, "economy", None)


def test_the_page_shows_what_the_command_found_and_needs_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {"A": state(), "B": state(sentences={"economy": ["<b>Output</b> fell."]})}
    monkeypatch.setattr(snapshot, "of_state", found.__getitem__)
    told = command.diff("A", "B", None, tmp_path / "diff.html")
    assert [one["kind"] for one in json.loads(command.as_json(told))] == ["sentence"] * 3
    page = BeautifulSoup((tmp_path / "diff.html").read_text(encoding="utf-8"), "html.parser")
    assert [cell.get_text() for cell in page.select("tbody tr:first-child td")] == [
        "Output fell.",
        "<b>Output</b> fell.",
    ]
    assert not page.find_all(["script", "link", "img"])


@pytest.mark.whole
def test_a_parameter_moves_what_it_decides_and_nothing_where_it_is_the_default() -> None:
    default = snapshot.of_parameters("communication", {})
    assert changes.between(default, snapshot.of_parameters("communication", {"grades": "ABC"})) == []
    kinds = {
        one.kind for one in changes.between(default, snapshot.of_parameters("communication", {"grades": "A"}))
    }
    assert kinds == {*changes.KINDS}


@pytest.mark.whole
def test_one_changed_datum_is_followed_to_the_sentence_that_tells_it(copy: Path) -> None:
    path = copy / "data" / "communication" / "mobile_subscribers_prk.csv"
    row = "koryolink_subscribers,PRK,2008-12,1694,"
    path.write_text(
        path.read_text(encoding="utf-8").replace(row, row.replace("1694", "1794")), encoding="utf-8"
    )
    data.seal()
    found = changes.between(snapshot.of_state(str(paths.CODE / "data")), snapshot.of_state(str(copy)))
    told = {(one.kind, one.before, one.after) for one in found}
    assert ("row", "1694", "1794") in told
    assert any(one.kind == "estimate" and one.thing.startswith("C2, ") for one in found)
