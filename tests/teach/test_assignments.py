"""What a teacher is promised of an assignment before nbgrader has seen it."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbformat import NotebookNode

from nkbook.claims.registry import THEMES
from nkbook.errors import BookError
from nkbook.execute import chapters, notebook
from nkbook.teach import assign, exercises
from nkbook.teach.answers import matches, number


@cache
def stored(theme: str) -> str:
    return exercises.source(theme).read_text(encoding="utf-8")


def done(theme: str) -> NotebookNode:
    return nbformat.reads(stored(theme), as_version=4)


def texts(value: Any) -> Iterator[str]:
    """Yield every text of a notebook: sources, outputs, metadata."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in texts(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in texts(part))


def withheld(cell: NotebookNode) -> list[str]:
    """Return the lines of a cell that students must not get: solutions, hidden tests, answers in words."""
    if cell.source.startswith("%%prose"):
        tags, graded = cell.metadata.get("tags", ()), "nbgrader" in cell.metadata
        return (
            re.split(r"(?<=[.:;]) ", exercises.unfolded(exercises.said(cell)))
            if graded or "teacher" in tags
            else []
        )
    found = re.findall(r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)### END", cell.source, re.DOTALL)
    return [line.strip() for part in found for line in part.splitlines()]


@pytest.mark.parametrize("theme", THEMES)
def test_a_student_gets_no_solution_and_no_hidden_test(theme: str) -> None:
    student = exercises.for_students(done(theme))
    given = "\n".join(texts(json.loads(notebook.text(student))))
    secret = [line for cell in done(theme).cells for line in withheld(cell) if len(line) > 25]
    assert len(secret) > 40
    assert [line for line in secret if line in given] == []
    assert not re.search(r"BEGIN (?:SOLUTION|HIDDEN)|nk-teacher|variants|%%prose|\{\{|\{%", given)
    assert not [cell for cell in student.cells if cell.get("outputs") or cell.get("execution_count")]


@pytest.mark.parametrize("theme", THEMES)
def test_a_teacher_gets_solutions_and_hidden_tests_in_words_that_nbgrader_reads(theme: str) -> None:
    course = exercises.for_teachers(done(theme))
    for cell in course.cells:
        graded = cell.metadata.get("nbgrader", {})
        assert ("### BEGIN SOLUTION" in cell.source) == bool(graded.get("solution")), cell.source
        assert cell.source.count("### BEGIN") == cell.source.count("### END")
        assert graded.get("schema_version", 3) == 3
        assert "{{" not in cell.source
    names = [cell.metadata["nbgrader"]["grade_id"] for cell in course.cells if "nbgrader" in cell.metadata]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("theme", THEMES)
def test_each_chapter_has_exercises_of_three_grades_two_questions_and_a_note(theme: str) -> None:
    sheet = exercises.sheet(theme, done(theme))
    assert len(sheet.exercises) >= 5
    assert {one.grade for one in sheet.exercises} == {1, 2, 3}
    assert all(one.points and one.minutes and one.question and one.teacher for one in sheet.exercises)
    assert len(re.findall(r"^\d\. ", sheet.discussion, re.MULTILINE)) == 2
    assert "ethics" in sheet.ethics


def test_exercises_are_executed_and_kept_as_chapters_are_and_are_none() -> None:
    assert [path.stem for path in chapters.all_exercises()] == sorted(THEMES)
    assert not set(chapters.all_exercises()) & set(chapters.all_chapters())
    assert not [path.name for path in chapters.all_exercises() if chapters.stale(path)]


@pytest.mark.parametrize("theme", THEMES)
def test_a_seed_draws_among_the_options_and_always_the_same(theme: str) -> None:
    drawn = [notebook.text(exercises.variant(done(theme), seed)) for seed in (3, 3, 4, 5, 6)]
    assert drawn[0] == drawn[1]
    assert len(set(drawn)) > 2
    for seed in range(8):
        cell = next(c for c in exercises.variant(done(theme), seed).cells if c.id == "parameters")
        values: dict[str, Any] = {}
        exec(cell.source, values)
        for name, options in done(theme).metadata["variants"].items():
            assert values[name] in options
        assert cell.source.count("  # ") == len(done(theme).metadata["variants"])


def test_an_unknown_chapter_and_a_folder_that_is_taken_are_refused_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"^synthesis: no chapter has exercises .* economy, communication"):
        assign.assign("synthesis", tmp_path / "new")
    assert not (tmp_path / "new").exists()
    (tmp_path / "economy").mkdir()
    with pytest.raises(BookError, match=r"economy: exists, and what you may have changed"):
        assign.assign("economy", tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(BookError, match=r"file: is no folder"):
        assign.assign("economy", tmp_path / "file")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["economy", "file"]


class Equal(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]
    __ge__ = __le__ = __gt__ = __lt__ = __eq__


@pytest.mark.parametrize("answer", [Equal(1), None, "1", [1.0], True, float("nan"), 1.01, pd.Series([1.0])])
def test_an_object_that_equals_everything_is_no_answer(answer: object) -> None:
    with pytest.raises(AssertionError):
        matches(answer, 1.0)


def test_numbers_sets_and_days_are_answers_whatever_library_they_come_from() -> None:
    matches(np.float64(1), 1)
    matches({"b", "a"}, ["a", "b"])
    matches(pd.Timestamp(2010, 1, 24), "2010-01-24")
    matches((1, [2.0]), [1.0, (2,)])
    assert number(np.int64(3), 0, 4) == 3
    with pytest.raises(AssertionError, match="unit"):
        number(300, 0, 100)
