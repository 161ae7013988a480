"""The notebook and the function end in the same numbers, and a difference is told."""

import json
from pathlib import Path

import nbformat
import pytest

from nkbook import paths
from nkbook.claims import registry
from nkbook.claims.assessment import RESULTS, assess
from nkbook.multiverse import results, study
from nkbook.multiverse.verify import differences, verify, wanted


def chapter(folder: Path, cell: str) -> Path:
    first = nbformat.v4.new_code_cell("choices = {}", metadata={"tags": ["parameters"]})
    made = nbformat.v4.new_notebook(cells=[first, nbformat.v4.new_code_cell(cell)])
    path = folder / "chapters" / "tiny.ipynb"
    nbformat.write(made, path)
    return path


HONEST = "from nkbook.claims import assess\nfound = assess('C2', **choices.get('C2', {}))\nfound.verdict"


def test_an_honest_chapter_equals_the_function(book: Path) -> None:
    path = chapter(book, HONEST)
    assert verify(["C2"], 1, chapter=lambda _: path) == []


def test_a_chapter_that_ignores_choices_or_fails_is_told(book: Path) -> None:
    deaf = chapter(book, "from nkbook.claims import assess\nfound = assess('C2')")
    told = verify(["C2"], 1, chapter=lambda _: deaf)
    assert told
    assert all("the notebook noted no result with these choices" in line for line in told)
    failing = chapter(book, "choices['C2']['speed']")
    told = verify(["C2"], 0, chapter=lambda _: failing)
    assert told
    assert told[0].startswith("tiny.ipynb failed with C2 ")


def test_the_side_file_holds_unrounded_results(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = book / "results.jsonl"
    monkeypatch.setenv(RESULTS, str(log))
    default = assess("C2", grades="AB").default
    line = json.loads(log.read_text(encoding="utf-8"))
    assert line == {
        "claim": "C2",
        "choices": {"grades": "AB"},
        "estimate": default.estimate,
        "lower": default.lower,
        "upper": default.upper,
        "verdict": str(default.verdict),
    }


def test_a_difference_in_the_last_digits_is_told(book: Path) -> None:
    from nkbook.multiverse.outcomes import outcome
    from nkbook.multiverse.universes import universe

    expected = outcome(universe(registry.claim("C2"), {}))
    record = {
        "claim": "C2",
        "choices": expected.options,
        "estimate": expected.estimate,
        "lower": expected.lower,
        "upper": expected.upper,
        "verdict": expected.verdict,
    }
    assert differences(expected, [record], "C2") == []
    assert expected.estimate is not None
    near = record | {"estimate": expected.estimate * (1 + 1e-14)}
    far = record | {"estimate": expected.estimate * (1 + 1e-11), "verdict": "supported"}
    assert differences(expected, [near], "C2") == []
    assert len(differences(expected, [far], "C2")) == 2


def test_flips_are_rerun_beside_the_default_and_a_sample(book: Path) -> None:
    item = registry.claim("C2")
    before = wanted(item, 2, 0)
    result, _ = study.plan(item).run(1)
    results.store(result)
    after = wanted(item, 2, 0)
    assert len(before) == 3
    assert not before[0].changed
    assert len(after) == 3 + len(result.robustness.flips)
    assert paths.root() == book
