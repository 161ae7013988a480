"""Run a chapter's cells in this process under other parameters; see which arms of its words are reached."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest import mock

import jinja2
import nbformat
import yaml
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from jinja2 import nodes

from nkbook import claims, words
from nkbook.chapter import Build, Chapter
from nkbook.claims import Finding, assessment
from nkbook.marks import Chart
from nkbook.words import environment
from tests.prose import figures_in_text

ROOT = Path(__file__).resolve().parents[2]
REACHED = "__reached__"
Arm = tuple[str, str]  # where a template stands, and what the arm says
Given = Mapping[str, Any]

_reached: set[Arm] = set()
_findings: dict[str, Finding] = {}


def sets(chapter: str) -> list[dict[str, Any]]:
    """Return the parameter sets under which a chapter is tested; the first holds the defaults."""
    listed = yaml.safe_load(Path(__file__).with_name("sets.yml").read_text(encoding="utf-8"))
    return [{}, *listed[chapter]]


@dataclass(frozen=True)
class Run:
    """What a chapter gave under parameters: outputs as bundles, its charts, the arms of words rendered."""

    shown: list[dict[str, Any]]
    charts: list[Chart]
    reached: set[Arm]


def run(chapter: str, given: Given) -> Run:
    """Run a chapter under parameters, once in this process; raises whatever a cell raises."""
    return _run(chapter, json.dumps(given, sort_keys=True))


@lru_cache(maxsize=128)
def _run(chapter: str, given: str) -> Run:
    stored = nbformat.read(ROOT / "chapters" / f"{chapter}.ipynb", as_version=4)
    shown: list[dict[str, Any]] = []
    with _shell() as shell, _remembering(), _charts() as charts, watching() as reached:
        for cell in (c for c in stored.cells if c.cell_type == "code"):
            with capture_output() as captured:
                done = shell.run_cell(cell.source, store_history=False)
            if not done.success:
                raise done.error_in_exec or done.error_before_exec
            if "parameters" in cell.metadata.get("tags", ()):
                shell.push(json.loads(given))
            shown += [json.loads(json.dumps(output.data)) for output in captured.outputs]
        return Run(shown, charts, set(reached))


def arms(chapter: str) -> set[Arm]:
    """Return every arm of every condition in a chapter's prose and in the words of its figures."""
    return {(place, arm) for place, text in templates(chapter) for arm in _arms(text.strip())}


def templates(chapter: str) -> list[tuple[str, str]]:
    """Return place and text of the templates of a chapter."""
    ours = (f"{chapter}.ipynb ", f"{chapter}/")
    return [(place, text) for place, text in figures_in_text.templates() if place.startswith(ours)]


def unreached(chapter: str, reached: set[Arm]) -> set[Arm]:
    """Return the arms of a chapter's words that are not among those rendered."""
    wanted = {(place, text.strip(), arm) for place, text in templates(chapter) for arm in _arms(text.strip())}
    return {(place, arm) for place, text, arm in wanted if (text, arm) not in reached}


@contextmanager
def watching() -> Iterator[set[Arm]]:
    """Note each arm of a template that is rendered meanwhile: text of the template, and the arm."""
    _reached.clear()
    with mock.patch.object(words, "_compiled", _watched):
        yield _reached


@contextmanager
def _charts() -> Iterator[list[Chart]]:
    drawn: list[Chart] = []

    def noting(view: Chapter[Any], build: Build) -> Chart:
        drawn.append(draw(view, build))
        return drawn[-1]

    draw = Chapter.draw
    with mock.patch.object(Chapter, "draw", noting):
        yield drawn


@contextmanager
def _remembering() -> Iterator[None]:
    """Evaluate a reading once for all parameter sets that ask it under the same choices."""
    evaluate = claims.evaluate

    def remembered(claim: str, **choices: Any) -> Finding:
        question = json.dumps([claim, choices], sort_keys=True)
        if question not in _findings:
            _findings[question] = evaluate(claim, **choices)
        return _findings[question]

    with (
        mock.patch.object(claims, "evaluate", remembered),
        mock.patch.object(assessment, "evaluate", remembered),
    ):
        yield


@contextmanager
def _shell() -> Iterator[InteractiveShell]:
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    shell.showtraceback = lambda *_, **__: None  # type: ignore[method-assign]
    try:
        yield shell
    finally:
        InteractiveShell.clear_instance()


@lru_cache(maxsize=8192)
def _watched(template: str, within: jinja2.Environment) -> jinja2.Template:
    text = template.strip()

    def note(arm: str, value: Any = "") -> Any:
        _reached.add((text, arm))
        return value

    found = within.overlay()
    found.globals = within.globals | {REACHED: note}
    tree = found.parse(text)
    for _, arm, mark in _conditions(tree):
        mark(arm)
    return jinja2.Template.from_code(found, found.compile(tree), found.make_globals(None))


def _arms(template: str) -> set[str]:
    return {arm for _, arm, _ in _conditions(environment().parse(template))}


def _conditions(tree: nodes.Template) -> Iterator[tuple[nodes.Node, str, Callable[[str], None]]]:
    """Yield each arm of a template: its condition, a name, and a function that marks when it is rendered."""
    for number, node in enumerate(list(tree.find_all((nodes.If, nodes.CondExpr)))):
        if isinstance(node, nodes.If):
            yield node, f"{number}: line {node.lineno} if {_said(node.body)}", _into(node.body)
            if node.else_:
                yield node, f"{number}: line {node.lineno} else {_said(node.else_)}", _into(node.else_)
        else:
            yield node, f"{number}: line {node.lineno} ?", _round(node, "expr1")
            if node.expr2 is not None:
                yield node, f"{number}: line {node.lineno} :", _round(node, "expr2")


def _said(body: list[nodes.Node]) -> str:
    data = (part.data for node in body for part in node.find_all(nodes.TemplateData))
    return " ".join(" ".join(data).split())[:60]


def _into(body: list[nodes.Node]) -> Callable[[str], None]:
    def mark(arm: str) -> None:
        body.insert(0, nodes.Output([_call(arm)], lineno=1))

    return mark


def _round(node: nodes.CondExpr, side: str) -> Callable[[str], None]:
    def mark(arm: str) -> None:
        setattr(node, side, _call(arm, getattr(node, side)))

    return mark


def _call(arm: str, *value: nodes.Expr) -> nodes.Call:
    return nodes.Call(nodes.Name(REACHED, "load"), [nodes.Const(arm), *value], [], None, None, lineno=1)
