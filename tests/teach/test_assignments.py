"""What a teacher is promised of an assignment before nbgrader has seen it."""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbformat import NotebookNode

from nkbook import exercises, notebook, paths
from nkbook.book.papers import cited
from nkbook.claims.registry import THEMES
from nkbook.errors import BookError
from nkbook.execute import chapters
from nkbook.methods import power
from nkbook.teach import assign
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
def test_each_answer_in_words_is_asked_for_in_one_question(theme: str) -> None:
    cells = {cell.id: cell.source for cell in done(theme).cells}
    worded = [name.removesuffix("-words") for name in cells if name.endswith("-words")]
    asked = [cells[f"{name}-question"].rpartition("\n\n")[2] for name in worded]
    assert len(set(asked)) == len(worded) == len(exercises.sheet(theme, done(theme)).exercises)
    assert [one for one in asked if not re.fullmatch(r"In words: [^?\n]+\?", one)] == []
    assert sum(source.count("In words:") for source in cells.values()) == len(worded)


@pytest.mark.parametrize("theme", THEMES)
def test_what_a_test_says_to_students_names_no_option_of_a_claim(theme: str) -> None:
    given = [cell.source for cell in exercises.for_students(done(theme)).cells if cell.id.endswith("-test")]
    assert len(given) > 4
    named = {match for source in given for match in re.findall(r"\b\w+=\w+", source)}
    assert named <= {"name=value"}


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
    printed = standing(theme)
    for seed in range(8):
        cell = next(c for c in exercises.variant(done(theme), seed).cells if c.id == "parameters")
        values: dict[str, Any] = {}
        exec(cell.source, values)
        for name, options in done(theme).metadata["variants"].items():
            assert values[name] in options
            assert values[name] != printed[name], "the book prints solutions for this one"
        assert cell.source.count("  # ") == len(done(theme).metadata["variants"])


def standing(theme: str) -> dict[str, Any]:
    """Return the parameters as the book has them, as a notebook holds them."""
    values: dict[str, Any] = {}
    exec(next(cell for cell in done(theme).cells if cell.id == "parameters").source, values)
    names = done(theme).metadata["variants"]
    return {name: list(values[name]) if type(values[name]) is tuple else values[name] for name in names}


@pytest.mark.parametrize("theme", THEMES)
def test_an_exercise_differs_between_variants_where_a_parameter_enters_it(theme: str) -> None:
    same = [one.number for one in exercises.sheet(theme, done(theme)).exercises if not one.varies]
    assert same == {"economy": ["6"], "communication": ["3", "4"], "trust": ["4"]}.get(theme, [])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("seed", [None, 7])
def test_the_guide_says_what_grading_needs_before_it_says_how_to_grade(theme: str, seed: int | None) -> None:
    shown = {"sheet": exercises.sheet(theme, done(theme)), "book": cited(), "seed": seed}
    guide = assign._rendered("guide.html", **shown)
    needs = f"pip install nbgrader source/{theme}/nkbook-*.whl"
    assert 0 < guide.index(needs) < guide.index("nbgrader generate_assignment")
    assert ("The same in every variant: " in guide) == (theme != "information_inflow")
    if seed is None and find_spec("weasyprint"):
        import weasyprint

        assert len(weasyprint.HTML(string=guide).render().pages) == 1


def test_an_answer_is_held_against_the_number_that_the_student_found() -> None:
    """A size within the tolerance may lie on the other side of the group that was asked."""
    cell = next(cell for cell in done("economy").cells if cell.id == "e5-test")
    found = {"matches": matches, "number": number, "power": power, "true_share": 0.6, "asked": 391}
    for people in (388, 393):
        exec(cell.source, {**found, "people": people, "enough": people <= 391})
    with pytest.raises(AssertionError):
        exec(cell.source, {**found, "people": 393, "enough": True})


@pytest.mark.parametrize("folder", ["chapters", "data/economy", "chapters/../tests"])
def test_no_assignment_is_written_among_the_folders_of_the_book(folder: str) -> None:
    out = paths.root() / folder
    before = sorted(out.iterdir())
    with pytest.raises(BookError, match=r"lies in \w+/ of the book, which a run must not change$"):
        assign.assign("trust", out)
    assert sorted(out.iterdir()) == before


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
