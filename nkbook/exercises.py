"""The exercises of a chapter: one notebook, executed with its solutions, in the parts that readers get.

A cell of prose (`%%prose`) is a text; one that nbgrader grades is an answer in words. Tags say what a text
is: `exercise` begins one, `discussion` and `ethics` end the notebook, `teacher` is for the guide alone, and
`book` marks what only the book needs. The cell `parameters` holds what differs between variants, and the
notebook names the options of each under `variants`.
"""

import ast
import random
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode, v4

from nkbook import notebook, paths
from nkbook.claims.registry import THEMES
from nkbook.errors import BookError

MAGIC, MARKDOWN = "%%prose", "text/markdown"
SOLUTION = re.compile(r"^([ \t]*)### BEGIN SOLUTION.*?### END SOLUTION[ \t]*$", re.DOTALL | re.MULTILINE)
HIDDEN = re.compile(
    r"^[ \t]*### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS[ \t]*\n?", re.DOTALL | re.MULTILINE
)
# The words of nbgrader, which looks for them in no file but writes them itself.
CODE_STUB, TEXT_STUB = "# YOUR CODE HERE\nraise NotImplementedError()", "YOUR ANSWER HERE"
FOLD = re.compile(r"<details[^>]*>\s*<summary>.*?</summary>\s*(.*?)\s*</details>", re.DOTALL)
# Where the library is missing, the first cell says in a line what to do.
LIBRARY = """import importlib.util
import pathlib

if importlib.util.find_spec("nkbook") is None:
    wheel = next(pathlib.Path().glob("nkbook-*.whl"), "the wheel handed out with this notebook")
    raise ModuleNotFoundError(f"nkbook is missing: run `%pip install {wheel}` here and restart the kernel")"""
CITED = re.compile(r"\[([^\[\]]+)\]\(#cite-[^()\s]+\)")  # a link that leads somewhere in the book only


@dataclass
class Exercise:
    """One exercise. grade: 1 reads a figure, 2 changes a choice, 3 builds or challenges; minutes it takes.

    varies: whether a parameter enters its numbers, so that variants differ in them.
    """

    title: str
    grade: int
    minutes: int
    points: int = 0
    question: str = ""
    teacher: str = ""
    varies: bool = False

    @property
    def number(self) -> str:
        """Return the number that its title begins with."""
        return self.title.partition(".")[0]


@dataclass
class Sheet:
    """All exercises of a chapter, its questions for discussion, and its note on ethics, in Markdown."""

    theme: str
    exercises: list[Exercise]
    discussion: str
    ethics: str

    @property
    def minutes(self) -> int:
        """Return the minutes that all exercises take."""
        return sum(one.minutes for one in self.exercises)

    @property
    def points(self) -> int:
        """Return the points that can be had."""
        return sum(one.points for one in self.exercises)


def source(theme: str) -> Path:
    """Return the notebook that holds the exercises of a theme; raise `BookError` for an unknown one."""
    if theme not in THEMES:
        raise BookError(f"{theme}: no chapter has exercises under this name; there are {', '.join(THEMES)}")
    return paths.chapters() / "exercises" / f"{theme}.ipynb"


def solved(theme: str, seed: int | None = None) -> NotebookNode:
    """Return the exercises of a theme, executed with their solutions, in the variant that a seed draws."""
    drawn = variant(notebook.read(source(theme)), seed)
    with tempfile.TemporaryDirectory() as scratch:
        asked, made = Path(scratch) / f"{theme}.ipynb", Path(scratch) / "made.ipynb"
        asked.write_text(notebook.text(drawn), encoding="utf-8")
        done, _ = notebook.execute(asked, made, {}, folder=source(theme).parent)
    return done


def variant(exercises: NotebookNode, seed: int | None) -> NotebookNode:
    """Return the exercises with parameters drawn among their options; without a seed as they stand.

    The book prints solutions of what stands, so that no parameter is drawn as it stands.
    """
    if seed is None:
        return exercises
    draw = random.Random(seed)
    cell = next(cell for cell in exercises.cells if "parameters" in cell.metadata.get("tags", ()))
    for name, options in exercises.metadata["variants"].items():
        line = re.compile(rf"^({name}: [^=]+= )([^#\n]*?)(?=\s*(?:#|$))", re.MULTILINE)
        stands = ast.literal_eval(line.findall(cell.source)[0][1])
        stands = list(stands) if isinstance(stands, tuple) else stands  # as a notebook holds the options
        others = [option for option in options if option != stands]
        if not others:
            raise BookError(f"{name}: has no option besides the one that the book prints")
        value = draw.choice(others)
        cell.source = line.sub(rf"\g<1>{value!r}", cell.source)
    return exercises


def for_teachers(done: NotebookNode) -> NotebookNode:
    """Return executed exercises with solutions and hidden tests, as nbgrader takes them for its source."""
    return _notebook(done, [_for_teachers(cell) for cell in done.cells if _shown(cell)])


def for_students(done: NotebookNode) -> NotebookNode:
    """Return executed exercises without solutions, hidden tests and outputs."""
    return _notebook(done, [_for_students(cell) for cell in done.cells if _shown(cell)])


def sheet(theme: str, done: NotebookNode) -> Sheet:
    """Return what executed exercises ask, and what teachers are told about each."""
    found = Sheet(theme, [], "", "")
    drawn = set(done.metadata["variants"])
    for cell in done.cells:
        tags, text = cell.metadata.get("tags", ()), said(cell)
        graded = cell.metadata.get("nbgrader", {})
        if "exercise" in tags:
            about = cell.metadata["nkbook"]
            title, _, question = text.partition("\n")
            found.exercises.append(Exercise(title.strip("# "), about["grade"], about["minutes"], 0, question))
        elif "discussion" in tags:
            found.discussion = text
        elif "ethics" in tags:
            found.ethics = text
        elif "teacher" in tags:
            found.exercises[-1].teacher = unfolded(text)
        if graded.get("grade"):
            found.exercises[-1].points += graded["points"]
        elif found.exercises and not _is_text(cell) and drawn & _names(cell.source):
            found.exercises[-1].varies = True
    return found


def _names(code: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}


def said(cell: NotebookNode) -> str:
    """Return the text of a cell: of prose as it was rendered, without links that lead only in the book."""
    text = cell.source
    if cell.source.startswith(MAGIC):
        shown = (output.get("data", {}).get(MARKDOWN) for output in cell.get("outputs", ()))
        text = next((part for part in shown if part), "")
    return CITED.sub(r"\1", text)


def unfolded(text: str) -> str:
    """Return what a fold of the page holds."""
    return FOLD.sub(r"\1", text).strip()


def _shown(cell: NotebookNode) -> bool:
    return not {"book", "teacher"} & set(cell.metadata.get("tags", ()))


def _for_teachers(cell: NotebookNode) -> NotebookNode:
    if not _is_text(cell):
        return _cell(cell, cell.source, outputs=cell.get("outputs", []))
    text = unfolded(said(cell)) if "nbgrader" in cell.metadata else said(cell)
    return _cell(
        cell, f"### BEGIN SOLUTION\n{text}\n### END SOLUTION" if "nbgrader" in cell.metadata else text
    )


def _for_students(cell: NotebookNode) -> NotebookNode:
    if _is_text(cell):
        return _cell(cell, TEXT_STUB if "nbgrader" in cell.metadata else said(cell))
    text = HIDDEN.sub("", SOLUTION.sub(_stub, cell.source)).rstrip("\n")
    return _cell(cell, text, outputs=[])


def _stub(found: re.Match[str]) -> str:
    return "\n".join(found[1] + line for line in CODE_STUB.splitlines())


def _is_text(cell: NotebookNode) -> bool:
    return bool(cell.cell_type == "markdown" or cell.source.startswith(MAGIC))


def _cell(cell: NotebookNode, text: str, outputs: list[Any] | None = None) -> NotebookNode:
    kept: dict[str, Any] = {}
    if "nbgrader" in cell.metadata:
        kind = "markdown" if _is_text(cell) else "code"
        graded = {**cell.metadata["nbgrader"], "cell_type": kind}
        kept = {"nbgrader": graded, "deletable": False} | ({"editable": False} if graded["locked"] else {})
    made: NotebookNode = (
        v4.new_markdown_cell(text, id=cell.id, metadata=kept)
        if _is_text(cell)
        else v4.new_code_cell(text, id=cell.id, metadata=kept, outputs=outputs or [])
    )
    return made


def _notebook(done: NotebookNode, cells: list[NotebookNode]) -> NotebookNode:
    graded = {"schema_version": 3, "grade_id": "library", "grade": False, "locked": True}
    graded |= {"solution": False, "task": False, "cell_type": "code"}
    first = v4.new_code_cell(LIBRARY, id="library", metadata={"nbgrader": graded})
    cells = [cells[0], _cell(first, LIBRARY), *cells[1:]]
    known = {name: done.metadata[name] for name in ("kernelspec", "language_info") if name in done.metadata}
    made: NotebookNode = v4.new_notebook(cells=cells, metadata=known)
    nbformat.validate(made)
    return made
