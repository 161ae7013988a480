"""Find figures, in digits or in words, that stand in text by hand instead of being computed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import yaml

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = ROOT / "tests" / "prose" / "allowed.yml"

WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundreds?|thousands?|millions?|billions?|dozens?|half|halves|halved|twice|thrice|doubled?|doubling|"
    "tripled?|trebled?|quarters?|thirds|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?"
)
FIGURE = re.compile(rf"\d[\d.,]*|\b(?:{WORDS})\b|\b\w+-?fold\b", re.IGNORECASE)

# Not prose: roles and directives that compute or cite, code, links, formulas, anchors, table rules.
SYNTAX = re.compile(
    r"```.*?```|`[^`]*`|\{[a-z:]+\}`[^`]*`|\]\([^)]*\)|https?://\S+|\$[^$]+\$|<[^>]+>|^\(.*\)=$",
    re.DOTALL | re.MULTILINE,
)


def allowed() -> list[tuple[re.Pattern[str], str]]:
    """Return the allow-list: pattern and the reason why it may stand by hand."""
    entries = yaml.safe_load(ALLOWED.read_text(encoding="utf-8"))
    return [(re.compile(entry["pattern"]), entry["reason"]) for entry in entries]


def found(text: str) -> list[str]:
    """Return the figures in a piece of prose that are neither computed nor allowed, in context."""
    bare = SYNTAX.sub(" ", text)
    for pattern, _ in allowed():
        bare = pattern.sub(" ", bare)
    return [bare[max(0, m.start() - 30) : m.end() + 20].replace("\n", " ") for m in FIGURE.finditer(bare)]


def pages() -> Iterator[tuple[str, str]]:
    """Yield name and text of every page and prose cell of the book."""
    for path in sorted(ROOT.glob("*.md")):
        if path.name not in ("README.md", "CONTRIBUTING.md"):
            yield path.name, path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "chapters").glob("*.ipynb")):
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells):
            if cell.cell_type == "markdown":
                yield f"{path.name} cell {number}", cell.source


def labels() -> Iterator[tuple[str, str]]:
    """Yield place and text of every phrase that code puts before a reader.

    Titles, labels, alternative texts and glued phrases stand in string literals: those of the
    chapters' cells and of nkbook.plots. Docstrings and single words are not shown to readers.
    """
    for path in sorted((ROOT / "chapters").glob("*.ipynb")):
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells):
            if cell.cell_type == "code":
                for phrase in _phrases(cell.source):
                    yield f"{path.name} cell {number}", phrase
    for path in sorted((ROOT / "nkbook" / "plots").glob("*.py")):
        for phrase in _phrases(path.read_text(encoding="utf-8")):
            yield path.name, phrase


def _phrases(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    hidden = {id(node) for node in _docstrings(tree)} | {id(node) for node in _specs(tree)}
    for node in ast.walk(tree):
        text = isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value
        if text and id(node) not in hidden and " " in text.strip():
            yield text


def _docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


def _specs(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            yield from ast.walk(node.format_spec)
