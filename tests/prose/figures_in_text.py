"""Find figures, in digits or in words, that stand in text by hand instead of being computed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import yaml
from jinja2 import nodes

from nkbook.book.papers import PAPERS
from nkbook.words import TEXT

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = ROOT / "tests" / "prose" / "allowed.yml"
BOOK = ROOT / "nkbook" / "book"
MAGIC = "%%prose"
CLAIM = re.compile(r"[a-z]\d+_")

WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundreds?|thousands?|millions?|billions?|dozens?|half|halves|halved|twice|thrice|doubled?|doubling|"
    "tripled?|trebled?|quarters?|thirds|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?"
)
FIGURE = re.compile(rf"\d[\d.,]*|\b(?:{WORDS})\b|\b\w+-?fold\b", re.IGNORECASE)

# Not prose: roles and directives that compute or cite, code, links, formulas, anchors, table rules.
SYNTAX = re.compile(
    r"```.*?```|`[^`]*`|\{[a-z:]+\}`[^`]*`|\[[^\[\]]*\]\(#cite-[^)]*\)|\]\([^)]*\)|https?://\S+|\$[^$]+\$|"
    r"<[^>]+>|^\(.*\)=$",
    re.DOTALL | re.MULTILINE,
)
COMPUTED = "…"  # stands for what a template computes
PASS = (0, 1)  # no findings: signs are compared with one, and single things counted with the other


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


def found_in_template(template: str) -> list[str]:
    """Return the figures typed into a template: in its text, in its strings, and inside its braces."""
    tree = TEXT.parse(template)
    text = "".join(
        part.data if isinstance(part, nodes.TemplateData) else COMPUTED
        for part in tree.find_all((nodes.TemplateData, nodes.Expr))
        if isinstance(part, nodes.TemplateData) or _printed(part, tree)
    )
    constants = [const.value for const in tree.find_all(nodes.Const)]
    numbers = [str(value) for value in constants if _is_number(value) and value not in PASS]
    return [
        *found(text),
        *numbers,
        *(f for value in constants if isinstance(value, str) for f in found(value)),
    ]


def _printed(part: nodes.Node, tree: nodes.Template) -> bool:
    return any(part in output.nodes for output in tree.find_all(nodes.Output))


def pages() -> Iterator[tuple[str, str]]:
    """Yield name and text of every page and every Markdown cell of the book."""
    for path in sorted(ROOT.glob("*.md")):
        if path.name not in ("README.md", "CONTRIBUTING.md") and path.stem not in PAPERS:
            yield path.name, path.read_text(encoding="utf-8")
    for place, cell in _cells():
        if cell.cell_type == "markdown":
            yield place, cell.source


def templates() -> Iterator[tuple[str, str]]:
    """Yield place and text of every template: cells of executed prose, papers, and the words of figures."""
    for name in PAPERS:
        yield f"{name}.md", (ROOT / f"{name}.md").read_text(encoding="utf-8")
    for place, cell in _cells():
        if cell.source.startswith(MAGIC):
            yield place, cell.source.removeprefix(MAGIC)
    for path in sorted(BOOK.rglob("*.yml")):
        for place, text in _texts(yaml.safe_load(path.read_text(encoding="utf-8"))):
            yield f"{path.parent.name}/{path.name} {place}", text


def labels() -> Iterator[tuple[str, str]]:
    """Yield place and text of every phrase that code puts before a reader.

    Phrases stand in string literals: those of the chapters' cells and of nkbook.book. Docstrings and
    single words are not shown to readers; a number typed into an f-string is.
    """
    for place, cell in _cells():
        if cell.cell_type == "code" and not cell.source.startswith(MAGIC):
            yield from ((place, phrase) for phrase in phrases(cell.source))
    for path in sorted(BOOK.rglob("*.py")):
        if CLAIM.match(path.name):
            continue  # notes beside a verdict; what they count is printed with the sources
        yield from ((path.name, phrase) for phrase in phrases(path.read_text(encoding="utf-8")))


def phrases(source: str) -> Iterator[str]:
    """Yield the phrases of a piece of code, and the numbers that stand where a computed one should."""
    tree = ast.parse(source)
    hidden = {id(node) for node in _docstrings(tree)} | {id(node) for node in _specs(tree)}
    for node in ast.walk(tree):
        text = isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value
        if text and id(node) not in hidden and " " in text.strip():
            yield text
        if isinstance(node, ast.FormattedValue):
            yield from _typed(node.value)
        if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "facts" for t in node.targets):
            yield from _facts(node.value)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "chart" and node.args:
            yield from _facts(node.args[0])


def _cells() -> Iterator[tuple[str, nbformat.NotebookNode]]:
    for path in sorted((ROOT / "chapters").glob("*.ipynb")):
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells):
            yield f"{path.name} cell {number}", cell


def _texts(entry: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(entry, dict):
        for key, value in entry.items():
            yield from _texts(value, f"{place}.{key}" if place else str(key))
    elif isinstance(entry, list):
        for value in entry:
            yield from _texts(value, place)
    elif isinstance(entry, str):
        yield place, entry


def _facts(node: ast.expr) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Dict):
            for value in part.values:
                yield from _typed(value)


def _typed(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and _is_number(node.value) and node.value not in PASS:
        yield f"a typed {node.value}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


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
