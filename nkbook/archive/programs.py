"""Which program makes each figure, table and verdict, told by the chapters and the registry themselves."""

import ast
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nkbook import notebook, paths
from nkbook.book import papers
from nkbook.claims import registry
from nkbook.claims.answers import module_of
from nkbook.data import descriptor
from nkbook.data.package import READS
from nkbook.execute import chapters
from nkbook.figures import PLOTLY
from nkbook.multiverse import content
from nkbook.site import papers as on_the_site
from nkbook.site import stored_figure
from nkbook.site.stored_figure import StoredFigure
from nkbook.verify.notebooks import outputs, prose

HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
MARKUP = re.compile(r"[*`]|\{#.*?\}")
CHAPTER = {"c": "nkbook.chapter"}  # a running chapter, which shows tables of its own
OWN = "nkbook/chapter.py, "
STORED = ("trials", "multiverse", "lines")


@dataclass(frozen=True)
class Made:
    """Something that the book shows: its place in the built book, what makes it, the tables it reads."""

    title: str
    place: str
    programs: tuple[str, ...]
    tables: tuple[str, ...] = ()


def shown() -> Iterator[Made]:
    """Yield the figures and tables of chapters in reading order, then those of papers."""
    for path in chapters.all_chapters():
        yield from of_chapter(path)
    figures = on_the_site.figures(paths.chapters())
    for page, module in papers.PAPERS.items():
        program, tables = (f"nkbook/book/papers/{module}.py, build",), _read_by(page)
        figure = figures[page.replace("_", "-")]
        yield Made(figure.title, f"{page}.html#fig-{figure.name}", program, tables)
        yield Made(papers.paper(page).said["title"], f"_data/papers/{page}.csv", program, tables)


def _read_by(page: str) -> tuple[str, ...]:
    """Return the tables of figures that building a paper reads."""
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "reads"
        with notebook.environment(READS, str(log)):
            papers.paper.__wrapped__(page)
        read = set(log.read_text(encoding="utf-8").split())
    observed = filter(descriptor.is_observations, descriptor.resources())
    return tuple(sorted({f"data/{item['path']}" for item in observed} & read))


def of_chapter(path: Path) -> Iterator[Made]:
    """Yield the figures and tables that a stored chapter shows, in reading order."""
    page, heading, modules = f"chapters/{path.stem}.html", "", dict(CHAPTER)
    for cell in notebook.read(path).cells:
        heading = (HEADING.findall(prose(cell)) or [heading])[-1]
        if cell.cell_type == "code" and not cell.source.startswith("%%"):
            code = ast.parse(cell.source)
            modules |= _imported(code)
            called = list(_called(code, modules))
            bundles = [one[PLOTLY] for one in outputs(cell) if PLOTLY in one]
            for figure in (stored_figure.read(bundle, path.name) for bundle in bundles):
                yield _figure(figure, page, tuple(name for name in called if _draws(name, figure.name)))
            if called and not bundles and any("text/html" in one for one in outputs(cell)):
                beyond = tuple(name for name in called if not name.startswith(OWN))
                yield Made(f"Table under “{MARKUP.sub('', heading)}”", page, beyond or tuple(called))


def _figure(figure: StoredFigure, page: str, programs: tuple[str, ...]) -> Made:
    tables = tuple(content.tables(set(figure.series)))
    return Made(figure.title, f"{page}#fig-{figure.name}", programs, tables)


def _imported(code: ast.Module) -> dict[str, str]:
    """Return the modules of the book that a cell imports, by the names it gives them."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(code)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nkbook.book")
        for alias in node.names
    }


def _called(code: ast.Module, modules: dict[str, str]) -> Iterator[str]:
    """Yield the functions of modules that a cell names, as "path, function"."""
    for node in ast.walk(code):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield f"{modules[node.value.id].replace('.', '/')}.py, {node.attr}"


def _draws(program: str, figure: str) -> bool:
    """Tell whether a figure bears the name of a function."""
    return figure.endswith("-" + program.rpartition(", ")[2].replace("_", "-"))


def verdicts() -> Iterator[dict[str, Any]]:
    """Yield for each claim its id, sentence, program and tables, and where its results are stored."""
    for item in registry.claims():
        kept = [f"chapters/{kind}/{item.id}.json" for kind in STORED]
        yield {
            "id": item.id,
            "claim": item.claim,
            "program": module_of(item.id, item.theme).replace(".", "/") + ".py",
            "tables": [*content.tables({*item.needs}), *_lists(item)],
            "stored": [name for name in kept if (paths.root() / name).is_file()],
        }


def _lists(item: registry.Claim) -> list[str]:
    """Return the lists beside the tables of figures that a claim is answered from."""
    papers_read = ["data/studies.csv"] if item.map else []
    documents = any(one.says or one.denies for one in item.readings.values())
    return [*papers_read, *(["data/events.csv", "data/rules.csv"] if documents else [])]


def titles() -> dict[str, str]:
    """Return the title of each chapter by the path of its notebook."""
    return {
        path.relative_to(paths.root()).as_posix(): HEADING.findall("\n".join(map(prose, _cells(path))))[0]
        for path in chapters.all_chapters()
    }


def _cells(path: Path) -> list[Any]:
    return list(notebook.read(path).cells)
