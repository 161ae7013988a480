"""The real nbgrader, in an environment of its own, grades what `nkbook assign` has made.

That environment also stands for a student's: it holds what the wheel asks for, and not the clone.
"""

import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from nkbook import paths
from nkbook.claims.registry import THEMES
from nkbook.teach.assign import assign_all

pytestmark = pytest.mark.whole
BIN = Path(os.environ.get("NKBOOK_GRADING", paths.CODE / ".venv-grading")) / "bin"
TIMEOUT = 20  # seconds that a cell may take here; a swallowed interrupt costs it for each later cell
SCORES = """
import json
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    found = book.assignment_submissions("{theme}")
    print(json.dumps({{one.student.id: [one.code_score, one.max_code_score] for one in found}}))
"""
HOSTILE, LAST = "economy", 4  # whose last exercise gets other answers, and the points of its test
ANSWER = {
    "wrong": "real, as_large = 1.0, 0.5",
    "endless": "while True:\n    pass",
    "swallows": (
        "while True:\n    try:\n        while True:\n            pass\n"
        "    except BaseException:\n        pass"
    ),
    "equals": (
        "class Equal(float):\n    def __eq__(self, other):\n        return True\n    __hash__ = None\n"
        "    __ge__ = __le__ = __gt__ = __lt__ = __eq__\n\n\nreal = as_large = Equal(0.5)"
    ),
}


@pytest.fixture(scope="module")
def assigned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All assignments, with the library of the bundle installed where they are graded; without it none is."""
    if not (BIN / "nbgrader").is_file():
        if os.environ.get("NKBOOK_REQUIRE_GRADING") == "1":
            pytest.fail(f"{BIN} holds no nbgrader")
        pytest.skip("needs nbgrader in .venv-grading; `make grading` installs it")
    out = tmp_path_factory.mktemp("assigned")
    list(assign_all(THEMES, out))
    wheel = next((out / "economy" / "student").glob("*.whl"))
    subprocess.run([BIN / "python", "-m", "pip", "uninstall", "--quiet", "--yes", "nkbook"], check=True)
    refused = tried(out / "economy" / "course", "nbgrader", "autograde", "economy")
    assert refused.returncode
    assert "pip install source/economy/nkbook-*.whl" in refused.stderr
    command = [BIN / "python", "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*command, "--force-reinstall", wheel], check=True)
    return out


def tried(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the grading environment in a folder."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    environment["PATH"] = f"{BIN}{os.pathsep}{environment['PATH']}"  # nbgrader calls others by name
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def run(folder: Path, *command: str) -> str:
    """Run a command of the grading environment in a folder, and return what it prints."""
    done = tried(folder, *command)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def without_network() -> list[str]:
    """Return what takes the network from a command, where the machine lets one."""
    alone = ["unshare", "--net", "--map-root-user"]
    found = shutil.which("unshare") and not subprocess.run([*alone, "true"], capture_output=True).returncode
    return alone if found else []


def submit(course: Path, theme: str, student: str, source: Path, **changes: str | None) -> None:
    """Hand in a copy of a notebook; changes: new text of cells by grade_id with _ for -, None deletes one."""
    notebook = nbformat.read(source, as_version=4)
    for cell in list(notebook.cells):
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "").replace("-", "_")
        if name in changes and changes[name] is None:
            notebook.cells.remove(cell)
        elif name in changes:
            cell.source = changes[name]
    place = course / "submitted" / student / theme / f"{theme}.ipynb"
    place.parent.mkdir(parents=True)
    nbformat.write(notebook, place)


def graded(course: Path, theme: str) -> dict[str, list[float]]:
    """Return what nbgrader gives each student for code, and the most there is."""
    run(course, "nbgrader", "generate_assignment", theme, "--create")
    run(course, "nbgrader", "autograde", theme, "--create", f"--ExecutePreprocessor.timeout={TIMEOUT}")
    found: dict[str, list[float]] = json.loads(run(course, "python", "-c", SCORES.format(theme=theme)))
    return found


@pytest.fixture(scope="module")
def scores(assigned: Path) -> dict[str, dict[str, list[float]]]:
    """What nbgrader gives for each assignment, two of them graded at a time."""
    for theme in THEMES:
        course, student = assigned / theme / "course", assigned / theme / "student" / f"{theme}.ipynb"
        solution = course / "source" / theme / f"{theme}.ipynb"
        submit(course, theme, "right", solution)
        submit(course, theme, "untouched", student)
        for name, text in ANSWER.items() if theme == HOSTILE else ():
            submit(course, theme, name, solution, e7_answer=text)
        if theme == HOSTILE:
            submit(course, theme, "deleted", solution, e7_test=None, e7_answer=ANSWER["wrong"])
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda theme: graded(assigned / theme / "course", theme), THEMES)
        return dict(zip(THEMES, found, strict=True))


@pytest.mark.parametrize("theme", THEMES)
def test_the_solution_gets_all_points_and_the_untouched_copy_none(
    theme: str, assigned: Path, scores: dict[str, dict[str, list[float]]]
) -> None:
    whole = scores[theme]["right"][1]
    assert scores[theme]["right"] == [whole, whole]
    assert scores[theme]["untouched"] == [0, whole]
    release = nbformat.read(assigned / theme / "course" / "release" / theme / f"{theme}.ipynb", as_version=4)
    ours = nbformat.read(assigned / theme / "student" / f"{theme}.ipynb", as_version=4)
    assert [cell.source for cell in ours.cells] == [cell.source for cell in release.cells]


@pytest.mark.parametrize("name", ANSWER)
def test_an_answer_that_is_wrong_endless_or_equal_to_everything_earns_nothing(
    name: str, scores: dict[str, dict[str, list[float]]]
) -> None:
    points, whole = scores[HOSTILE][name]
    assert points == whole - LAST


def test_a_deleted_test_is_put_back_with_a_note(
    assigned: Path, scores: dict[str, dict[str, list[float]]]
) -> None:
    place = assigned / HOSTILE / "course" / "autograded" / "deleted" / HOSTILE / f"{HOSTILE}.ipynb"
    assert "was missing from the submission" in place.read_text(encoding="utf-8")
    points, whole = scores[HOSTILE]["deleted"]
    assert points == whole - LAST


@pytest.mark.parametrize("theme", THEMES)
def test_a_student_runs_the_notebook_where_it_was_unpacked(theme: str, assigned: Path) -> None:
    """Everything that is given runs without a clone; only what is to be answered is missing."""
    folder = assigned / theme / "student"
    command = ["jupyter", "nbconvert", "--to", "notebook", "--execute", "--allow-errors", "--output", "out"]
    run(folder, *without_network(), *command, "--KernelManager.transport=ipc", f"{theme}.ipynb")
    for cell in nbformat.read(folder / "out.ipynb", as_version=4).cells:
        failed = [output.ename for output in cell.get("outputs", ()) if output.output_type == "error"]
        about = cell.metadata.get("nbgrader", {})
        assert not failed or about.get("grade") or about.get("solution"), (cell.source, failed)


@pytest.mark.parametrize("theme", THEMES)
def test_guide_and_handout_are_pdfs_and_the_guide_has_one_page(theme: str, assigned: Path) -> None:
    if os.environ.get("NKBOOK_REQUIRE_PRINT") != "1":
        pytest.importorskip("weasyprint", reason="`scripts/setup print` installs what a PDF needs")
    import weasyprint

    for page in ("guide", "handout"):
        assert (assigned / theme / f"{page}.pdf").read_bytes().startswith(b"%PDF-")
    guide = (assigned / theme / "guide.html").read_text(encoding="utf-8")
    assert len(weasyprint.HTML(string=guide).render().pages) == 1
