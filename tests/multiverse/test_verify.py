"""The notebook and the function end in the same numbers, and a difference is told."""

import json
from pathlib import Path

import nbformat
import pytest

from nkbook.claims import evaluate, registry
from nkbook.claims.assessment import RESULTS, assess
from nkbook.multiverse.settings import plan
from nkbook.multiverse.verify import defaults, differences, drawn, verify


def chapter(folder: Path, cell: str) -> Path:
    first = nbformat.v4.new_code_cell("choices = {}", metadata={"tags": ["parameters"]})
    made = nbformat.v4.new_notebook(cells=[first, nbformat.v4.new_code_cell(cell)])
    path = folder / "chapters" / "tiny.ipynb"
    nbformat.write(made, path)
    return path


HONEST = "from nkbook.claims import assess\nfound = assess('C2', **choices.get('C2', {}))\nfound.verdict"


def test_an_honest_chapter_equals_the_function(book: Path) -> None:
    path = chapter(book, HONEST)
    assert verify(["C2"], chapter=lambda _: path) == []


def test_a_chapter_that_ignores_choices_or_fails_is_told(book: Path) -> None:
    deaf = chapter(book, "from nkbook.claims import assess\nfound = assess('C2')")
    told = verify(["C2"], chapter=lambda _: deaf)
    assert told
    assert all("the notebook noted no result with these choices" in line for line in told)
    failing = chapter(book, "choices['C2']['speed']")
    told = verify(["C2"], chapter=lambda _: failing)
    assert told
    assert told[0].startswith("C2: tiny.ipynb: ")


def test_the_side_file_holds_unrounded_results(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = book / "results.jsonl"
    monkeypatch.setenv(RESULTS, str(log))
    found = assess("C2", grades="AB")
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    told = {line["reading"]: line for line in lines if line["choices"] == {"grades": "AB"}}
    for key, one in found.findings.items():
        assert (told[key]["estimate"], told[key]["lower"]) == (one.estimate, one.lower)


def test_a_difference_in_the_last_digits_is_told(book: Path) -> None:
    choices = defaults(registry.claim("C2"))
    records = []
    for key in registry.claim("C2").readings:
        found = evaluate("C2", reading=key)
        numbers = {name: getattr(found, name) for name in ("estimate", "lower", "upper")}
        records.append(
            {"claim": "C2", "reading": key, "choices": choices, "verdict": str(found.verdict), **numbers}
        )
    assert differences("C2", choices, records) == []
    first = records[0]
    near = first | {"estimate": first["estimate"] * (1 + 1e-14)}
    far = first | {"estimate": first["estimate"] * (1 + 1e-11), "verdict": "supported"}
    assert differences("C2", choices, [near, *records[1:]]) == []
    assert len(differences("C2", choices, [far, *records[1:]])) == 2
    assert "noted no result with these choices" in differences("C2", choices, records[1:])[0]


def test_one_analysis_of_each_claim_is_drawn_by_the_seed(book: Path) -> None:
    item = registry.claim("C2")
    taken = [drawn(item, seed) for seed in range(20)]
    assert taken[0] == drawn(item, 0)
    assert len({str(one) for one in taken}) > 1
    allowed = [plan(item).values(plan(item).faced[k], o) for k in item.readings for o in plan(item).grid(k)]
    assert all(any(one == defaults(item) | some for some in allowed) for one in taken)
