"""The command evaluates what has changed, says what it would do, and fails where a universe fails."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from nkbook.claims import registry
from nkbook.claims.answers import Answers, Measurement, module_of
from nkbook.cli import app
from nkbook.multiverse import content, outcomes, results

COMMAND = ["multiverse", "C2", "-j", "1"]


def invoke(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})
    return done.exit_code, done.output + (str(done.exception) if done.exception else "")


def test_a_dry_run_counts_and_leaves_nothing(book: Path) -> None:
    code, told = invoke(*COMMAND, "--dry-run")
    assert code == 0
    assert "8" in told
    assert not (book / "_build").exists()
    assert not results.folder().exists()


def test_what_is_up_to_date_is_not_evaluated_again(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, told = invoke(*COMMAND)
    assert code == 0, told
    stored = (results.folder() / "C2.json").read_bytes()
    assert not results.stale(registry.claim("C2"))
    monkeypatch.setattr(outcomes, "evaluate_claim", None)
    code, told = invoke(*COMMAND)
    assert code == 0, told
    assert "C2" in told
    assert (results.folder() / "C2.json").read_bytes() == stored


def test_a_change_of_data_code_or_choices_makes_a_result_stale(book: Path) -> None:
    assert invoke(*COMMAND)[0] == 0
    item = registry.claim("C2")
    series = results.load("C2").series
    key = content.key(item, series)
    behind = content.code(item)
    assert module_of(item.id, item.theme).replace(".", "/") + ".py" in behind
    assert not [name for name in behind if "economy" in name or name.endswith("section.py")]
    table = book / content.tables(set(series))[0]
    table.write_bytes(table.read_bytes() + b"\n")
    assert content.key(item, series) != key
    assert results.stale(item)
    changed = item.model_copy(update={"choices": {k: v for k, v in item.choices.items() if k != "grades"}})
    assert content.key(changed, series) != content.key(item, series)


def test_a_sample_stores_no_result(book: Path) -> None:
    code, told = invoke(*COMMAND, "--sample", "5", "--seed", "3")
    assert code == 0, told
    assert not results.folder().exists()
    assert (book / "_build" / "multiverse" / "C2.parquet").is_file()


def test_a_failed_universe_fails_the_command(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Answers, *_: object, **__: object) -> Measurement:
        raise ArithmeticError("cannot be computed")

    monkeypatch.setattr(Answers, "measure", broken)
    code, told = invoke(*COMMAND)
    assert code == 1
    assert "ArithmeticError: cannot be computed" in told
    assert not results.folder().exists()


def test_a_claim_without_choices_is_told(book: Path) -> None:
    code, told = invoke("multiverse", "E1")
    assert code != 0
    assert "E1 has no choices in data/claims/economy.yml" in told
