"""Chapters whose prose is executed can be read everywhere, and cite what the literature says."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from pybtex.database import parse_file

from tests.prose import executed

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))


@pytest.fixture(scope="module")
def literature() -> Any:
    return parse_file(ROOT / "references.bib").entries


def sample(*texts: str) -> nbformat.NotebookNode:
    """A chapter with one Markdown cell and one cell of prose, as it is stored."""
    output = nbformat.v4.new_output("display_data", {"text/markdown": texts[-1]})
    code = nbformat.v4.new_code_cell(f"%%prose\n{texts[1]}", outputs=[output])
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(texts[0]), code])


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_executed_prose_is_plain_markdown_that_hides_its_template(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    for place, text in executed.pieces(notebook):
        assert executed.unportable(text) == [], place
    assert all(executed.is_hidden(cell) for cell in notebook.cells if executed.is_prose(cell))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_words_of_a_citation_agree_with_the_literature(path: Path, literature: Any) -> None:
    for place, text in executed.pieces(nbformat.read(path, as_version=4)):
        assert executed.misquoted(text, literature) == [], place


def test_all_prose_of_a_chapter_is_read() -> None:
    read = list(executed.pieces(sample("Text.", "Output {{ low }}", "Output 68")))
    assert read == [
        ("cell 1", "Text."),
        ("cell 2", "%%prose\nOutput {{ low }}"),
        ("output of cell 2", "Output 68"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "as {cite:t}`lin_1992` says",
        "see {ref}`e1`",
        "{glue:text}`low`",
        "{doc}`method`",
        ":::{note}\nA note\n:::",
        "```{figure} x.png\n```",
        "a note[^1]",
        "Text.\n\n(target)=\n## Heading",
    ],
)
def test_what_only_sphinx_can_read_is_found(text: str) -> None:
    assert executed.unportable(text)


def test_templates_formulas_attributes_and_code_are_no_roles() -> None:
    text = "{{ cite }} `x` {{low}}`y` {% if ref %} $x^{2}$ {#id} f(x)= and {* glue *}"
    assert executed.unportable(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "[Haggard and Noland (2007)](#cite-haggard_noland_2007)",
        "([Künsch 1989](#cite-kunsch_1989))",
        "([Hill 1973](#cite-hill_1973); [Laakso and\nTaagepera 1979](#cite-laakso_taagepera_1979))",
        "(so [Nikolova et al. (2022)](#cite-nikolova_2022))",
        "[Crespo Cuaresma et al. (2020)](#cite-crespo_cuaresma_2020)",
        "[Rød and Weidmann (2015)](#cite-rod_weidmann_2015)",
        "[von Lampe and Johansen (2004)](#cite-vonlampe_2004)",
        "([V-Dem Institute 2026](#cite-ert_2026))",
        "[Harrison (2023)](#cite-harrison_leviathan)",
        "[elsewhere](#e1)",
    ],
)
def test_right_words_of_citations_pass(text: str, literature: Any) -> None:
    assert executed.misquoted(text, literature) == []


@pytest.mark.parametrize(
    "text",
    [
        "[Haggard and Noland (2008)](#cite-haggard_noland_2007)",
        "[Haggard (2007)](#cite-haggard_noland_2007)",
        "[Künsch 1989](#cite-kunsch_1989)",
        "([Künsch (1989)](#cite-kunsch_1989))",
        "[Nikolova, Popova and Otrachshenko (2022)](#cite-nikolova_2022)",
        "[Nobody (1999)](#cite-nobody_1999)",
    ],
)
def test_wrong_words_of_citations_are_found(text: str, literature: Any) -> None:
    assert executed.misquoted(text, literature)


@pytest.mark.parametrize("raw", ["<p>{{ low }}", "<p>{% if %}", "<pre>%%prose</pre>", '<a href="#cite-x">'])
def test_what_a_page_shows_raw_is_found(raw: str) -> None:
    assert executed.leftovers(raw)


def test_braces_of_code_and_scripts_may_stand_on_a_page() -> None:
    assert executed.leftovers('<pre>f"{{x}}"</pre><script>{{1}}</script><code>{% %}</code>') == []
