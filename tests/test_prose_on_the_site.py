"""What executed prose is on the site and on other pages: text, citations, headings, no template."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

from nkbook.errors import BookError
from nkbook.execute import html
from nkbook.site import prose
from nkbook.site.build import build
from tests.prose import executed
from tests.test_site import bundle

KNOWN = ("kunsch_1989", "haggard_noland_2007", "hill_1973")
TOC = "format: jb-book\nroot: intro\nchapters:\n  - file: chapters/one\n  - file: references\n"
INTRO = """# Intro

A page that cites ([Künsch 1989](#cite-kunsch_1989)) and shows how: `[A (2007)](#cite-a_2007)`.
[By claim](chapters/one.ipynb#e1) and [by words](chapters/one.ipynb#what-leavers-say).
"""
RICH = """- one ([Laakso and Taagepera 1979](#cite-laakso_taagepera_1979); [Hill 1973](#cite-hill_1973))
- two

| place | share |
|---|--:|
| Hyesan | 68.0 |

With $x_i^2$ in a line, 장마당 in another, the mark {#id} and USD 3,500. See [the claim](#e1).
"""


def cell(template: str, *texts: str) -> nbformat.NotebookNode:
    """A cell of prose as it is stored: the template, and the Markdown that it displayed."""
    outputs = [nbformat.v4.new_output("display_data", {"text/markdown": text}) for text in texts]
    made = nbformat.v4.new_code_cell(f"%%prose\n{template}", outputs=outputs)
    made.metadata = {"tags": ["remove-input"], "jupyter": {"source_hidden": True}}
    return made


def figure(name: str) -> nbformat.NotebookNode:
    data = {"application/vnd.plotly.v1+json": bundle(name), "text/plain": ""}
    output = nbformat.v4.new_output("display_data", data)
    return nbformat.v4.new_code_cell("show(fig)", outputs=[output])


def notebook(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    for number, made in enumerate(cells):
        made["id"] = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=list(cells), metadata={"kernelspec": kernel})


def chapter() -> nbformat.NotebookNode:
    text = nbformat.v4.new_markdown_cell
    return notebook(
        text("# A chapter\n\nAs [Haggard and Noland (2007)](#cite-haggard_noland_2007) stress."),
        cell("Output {{ low }}", "It fell to 68.0 ([Künsch 1989](#cite-kunsch_1989)), zebrafinch."),
        cell("{% if x %}", "## What collapsed (E1)\n\nFirst.\n\n### Yardsticks\n\nSecond."),
        figure("e1-output"),
        cell("{% if nothing %}", ""),
        text("#### In cells\n\nThird."),
        cell("## Homes", "## E2 · Homes\n\nFourth.", "Fifth."),
        text("## Markets everywhere (E3)\n\nSixth."),
        cell("### Same", "### What leavers say\n\nSeventh.\n\n### What leavers say\n\nEighth."),
        cell("## Words", "## 장마당\n\n" + RICH),
    )


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A book with the settings and the literature of ours, one page and one chapter."""
    folder = tmp_path_factory.mktemp("book")
    for name in ("_config.yml", "references.bib", "references.md"):
        shutil.copy(root / name, folder)
    (folder / "_toc.yml").write_text(TOC)
    (folder / "intro.md").write_text(INTRO)
    (folder / "chapters").mkdir()
    nbformat.write(chapter(), folder / "chapters" / "one.ipynb")
    return folder


@pytest.fixture(scope="module")
def built(source: Path) -> Path:
    return build(source).parent


@pytest.fixture(scope="module")
def page(built: Path) -> str:
    return (built / "chapters" / "one.html").read_text(encoding="utf-8")


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", markup).split())


def section(page: str, anchor: str) -> str:
    """The text of a section, those below it included."""
    rest = page[page.index(f'<section id="{anchor}">') :]
    depth = 0
    for tag in re.finditer(r"<(/?)section\b", rest):
        depth += -1 if tag[1] else 1
        if not depth:
            return words(rest[: tag.start()])
    raise AssertionError(anchor)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("As [Künsch (1989)](#cite-kunsch_1989) says", "As {cite:t}`kunsch_1989` says"),
        ("told ([Künsch 1989](#cite-kunsch_1989)).", "told {cite:p}`kunsch_1989`."),
        (
            "([Künsch 1989](#cite-kunsch_1989); [Hill\n1973](#cite-hill_1973))",
            "{cite:p}`kunsch_1989,hill_1973`",
        ),
        ("(so [Künsch (1989)](#cite-kunsch_1989))", "(so {cite:t}`kunsch_1989`)"),
        ("`[K](#cite-k)` and [a](#e1)", "`[K](#cite-k)` and [a](#e1)"),
        ("```\n[K](#cite-k)\n```\n", "```\n[K](#cite-k)\n```\n"),
    ],
)
def test_links_to_the_literature_are_citations(written: str, shown: str) -> None:
    assert prose.cited(written, KNOWN, "one.ipynb") == shown


def test_an_unknown_key_names_page_and_key() -> None:
    with pytest.raises(BookError, match=r"^one\.ipynb, cell 2: 'kunsh_1989' is cited"):
        prose.cited("([K 1989](#cite-kunsh_1989))", KNOWN, "one.ipynb, cell 2")


@pytest.mark.parametrize(
    ("heading", "claim"),
    [
        ("What collapsed in the 1990s (E1)", "e1"),
        ("E1 · What collapsed", "e1"),
        ("T10: From circles to solidarity", "t10"),
        ("Between (E1) and (E2) lies more", ""),
        ("E1 and its rivals", ""),
    ],
)
def test_a_heading_names_its_claim_first_or_last(heading: str, claim: str) -> None:
    assert prose.claim_of(heading) == claim


@pytest.mark.slow
def test_prose_stands_on_the_page_as_text(page: str) -> None:
    assert "\n<p>It fell to 68.0 <span" in page
    assert '<td class="text-right"><p>68.0</p></td>' in page
    assert '<span class="math notranslate nohighlight">' in page
    assert "장마당 in another, the mark {#id} and USD 3,500." in page
    assert page.count('<details class="nk-code">') == page.count('<div class="cell">') == 1
    assert executed.leftovers(page) == []


@pytest.mark.slow
def test_citations_of_all_forms_lead_to_the_references(built: Path, page: str) -> None:
    text = words(page)
    assert "As Haggard and Noland [2007] stress." in text
    assert "to 68.0 [Künsch, 1989], zebrafinch" in text
    assert "one [Hill, 1973, Laakso and Taagepera, 1979]" in text
    assert len(re.findall(r'href="\.\./references\.html#id\d+"', page)) == 4
    intro = (built / "intro.html").read_text(encoding="utf-8")
    assert "cites [Künsch, 1989] and shows how: [A (2007)](#cite-a_2007)." in words(intro)


@pytest.mark.slow
def test_headings_of_outputs_hold_what_follows_them(page: str) -> None:
    claim = section(page, "e1")
    assert [n for n in ("First", "Second", "Third", "Fourth") if f"{n}." in claim] == [
        "First",
        "Second",
        "Third",
    ]
    assert "Output fell by a quarter" in claim
    assert section(page, "yardsticks") == claim[claim.index("Yardsticks") :]
    assert section(page, "e2").endswith("Fourth. Fifth.")
    assert "Sixth. What leavers say" in section(page, "e3")
    assert section(page, "장마당").startswith("장마당")


@pytest.mark.slow
def test_anchors_are_unique_last_and_serve_contents_search_and_links(built: Path, page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert sorted(set(ids)) == sorted(ids)
    anchors = ["e1", "yardsticks", "in-cells", "e2", "e3", "what-leavers-say", "what-leavers-say-1", "장마당"]
    contents = page[page.index('<nav id="pst-page-toc-nav"') :]
    assert re.findall(r'href="#([^"]*)"', contents[: contents.index("</nav>")]) == anchors
    assert "markets-everywhere-e3" in ids
    assert '<a class="reference internal" href="#e1">' in page
    intro = (built / "intro.html").read_text(encoding="utf-8")
    assert 'href="chapters/one.html#e1"' in intro
    assert 'href="chapters/one.html#what-leavers-say"' in intro
    index = json.loads((built / "searchindex.js").read_text(encoding="utf-8")[len("Search.setIndex(") : -1])
    one = index["docnames"].index("chapters/one")
    assert index["alltitles"]["What collapsed (E1)"] == [[one, "e1"]]
    assert index["terms"]["zebrafinch"] == one


@pytest.mark.slow
def test_a_notebook_to_take_away_is_the_stored_one(source: Path, built: Path) -> None:
    taken = built / "_sources" / "chapters" / "one.ipynb"
    assert taken.read_bytes() == (source / "chapters" / "one.ipynb").read_bytes()


@pytest.mark.slow
def test_an_unknown_key_fails_the_build_in_one_line(source: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(source, tmp_path / "book", ignore=shutil.ignore_patterns("_build"))
    broken = notebook(cell("# A chapter", "# A chapter\n\nAs [Nobody (1999)](#cite-nobody_1999) says."))
    nbformat.write(broken, copy / "chapters" / "one.ipynb")
    with pytest.raises(BookError) as error:
        build(copy)
    assert str(error.value).splitlines()[1:] == [
        "one.ipynb, cell 1: 'nobody_1999' is cited, but the bibliography has no such key."
    ]


def test_a_run_as_a_page_shows_the_text_and_not_the_template() -> None:
    page = html.page(chapter())
    shows_the_text_alone(page)
    assert "show" in page  # other code stays


def test_plain_nbconvert_shows_the_text_and_not_the_template() -> None:
    page, _ = HTMLExporter(exclude_input=True).from_notebook_node(chapter())
    shows_the_text_alone(page)


def shows_the_text_alone(page: str) -> None:
    body = page[page.index("<body") :]
    assert "It fell to 68.0" in body
    assert re.search(r"<h2[^>]*>What collapsed \(E1\)", body)
    assert "%%prose" not in body
    assert "nothing" not in body
