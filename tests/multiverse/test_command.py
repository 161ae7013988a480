"""The command evaluates what has changed, says what it would do, and fails where an analysis fails."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from nkbook.claims import registry
from nkbook.claims.answers import Answers, Measurement, module_of
from nkbook.cli import app
from nkbook.multiverse import analyses, content, results

COMMAND = ["multiverse", "C2", "-j", "1"]


def invoke(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})
    return done.exit_code, done.output + (str(done.exception) if done.exception else "")


def test_a_dry_run_counts_and_leaves_nothing(book: Path) -> None:
    code, told = invoke(*COMMAND, "--dry-run")
    assert code == 0
    assert "6" in told
    assert not (book / "_build").exists()
    assert not results.folder().exists()


def test_what_is_up_to_date_is_not_evaluated_again(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, told = invoke(*COMMAND)
    assert code == 0, told
    stored = (results.folder() / "C2.json").read_bytes()
    assert not results.stale(registry.claim("C2"))
    monkeypatch.setattr(analyses, "evaluate_claim", None)
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


def test_a_table_of_all_evaluations_is_left_and_the_same_seed_gives_the_same_bytes(book: Path) -> None:
    assert invoke(*COMMAND)[0] == 0
    table = book / "_build" / "multiverse" / "C2.parquet"
    stored = results.folder() / "C2.json"
    first = table.read_bytes(), stored.read_bytes()
    assert invoke(*COMMAND, "--all", "--seed", "0")[0] == 0
    assert (table.read_bytes(), stored.read_bytes()) == first
    assert results.store(results.load("C2")).read_bytes() == first[1]
    assert len(pd.read_parquet(table)) == 6


def test_a_failed_analysis_fails_the_command(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
