"""What the site room promises a chapter's author and a reader, without a browser."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jinja2 import UndefinedError

from nkbook import paths
from nkbook.errors import BookError
from nkbook.figures import PLOTLY
from nkbook.site import (
    icons,
    pages,
    plotly_renderer,
    static_images,
    stored_figure,
    take_away,
    template,
    usage,
)
from nkbook.site.build import build

CONFIG = """
title: "A small book"
author: Somebody
only_build_toc_files: true
execute: {execute_notebooks: "off"}
html: {use_multitoc_numbering: false}
sphinx:
  recursive_update: true
  extra_extensions: [nkbook.site]
  config: {html_show_search_summary: false, numfig: false, html_context: {default_mode: auto}}
"""


def bundle(name: str = "e1-output", **meta: Any) -> dict[str, Any]:
    """A figure as `nkbook.figures.show` stores it."""
    return {
        "data": [{"type": "scatter", "x": [1990, 2000], "y": [100, 74.8]}],
        "layout": {
            "title": {"text": "Output fell<br>by a quarter", "subtitle": {"text": "1989 = 100, n < 40"}},
            "annotations": [{"name": "footer", "text": "Source: bok"}, {"text": "North Korea"}],
            "height": 440,
            "meta": {
                "name": name,
                "alt": 'A line falls from 100 to "74.8".',
                "data": {"columns": ["year", "index"], "rows": [[1990, 100], [2000, None]]},
            }
            | meta,
        },
        "config": {},
    }


def notebook(path: Path, *bundles: dict[str, Any]) -> None:
    cells = [nbformat.v4.new_markdown_cell("# A chapter\n\nWith $x^2$.")]
    for stored in bundles:
        data = {PLOTLY: stored, "text/plain": stored["layout"]["meta"].get("alt", "")}
        output = nbformat.v4.new_output("display_data", data=data)
        cells.append(nbformat.v4.new_code_cell("show(fig)", outputs=[output]))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of one page and one chapter with one figure, its picture included."""
    (tmp_path / "_config.yml").write_text(CONFIG)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: intro\nchapters:\n  - file: chapters/one\n")
    (tmp_path / "intro.md").write_text("# Intro\n\nWords.\n")
    notebook(tmp_path / "chapters" / "one.ipynb", bundle())
    for folder in static_images.WIDTHS:
        picture = static_images.path_of(tmp_path / "chapters", "e1-output", folder)
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="760" height="440"></svg>')
    return tmp_path


def test_words_of_a_figure_stand_on_the_page_and_not_in_the_drawing() -> None:
    figure = stored_figure.read(bundle(), "one.ipynb")
    assert (figure.title, figure.footer) == ("Output fell by a quarter", "Source: bok")
    assert "title" not in figure.spec["layout"]
    assert [note["text"] for note in figure.spec["layout"]["annotations"]] == ["North Korea"]
    assert "74.8" in figure.script()
    assert "rows" not in figure.script()
    html = plotly_renderer.as_html(figure, "../_figures", has_picture=True)
    assert "1989 = 100, n &lt; 40" in html
    assert 'alt="A line falls from 100 to &#34;74.8&#34;."' in html
    assert '<a href="../_figures/use/e1-output.html">' in html


def test_sources_of_a_figure_are_those_it_stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook(tmp_path / "one.ipynb", bundle("some", sources=["bok_2015", "un"]), bundle("none"))
    monkeypatch.setattr(paths, "chapters", lambda: tmp_path)
    assert usage.figure_sources() == {"some": {"bok_2015", "un"}, "none": set()}


def test_templates_escape_text_and_stop_at_a_missing_name() -> None:
    door = template.render("front-door", title="Prices < wages", page="intro.html")
    assert door.count("Prices &lt; wages") == 2
    with pytest.raises(UndefinedError, match="'page' is undefined"):
        template.render("front-door", title="A book")


def test_reading_a_figure_leaves_the_stored_one_unchanged() -> None:
    stored = bundle()
    before = copy.deepcopy(stored)
    stored_figure.read(stored, "one.ipynb")
    assert stored == before


def test_drawing_cannot_close_the_script_it_travels_in() -> None:
    stored = bundle()
    stored["data"][0]["name"] = "</script>\u2028"
    script = stored_figure.read(stored, "one.ipynb").script()
    assert "<" not in script
    assert script.isascii()
    assert json.loads(script[script.index(",") + 1 : -3])["data"][0]["name"] == "</script>\u2028"


def test_figure_of_absent_evidence_offers_nothing_to_explore_or_take_away() -> None:
    figure = stored_figure.read(bundle(data={"columns": [], "rows": []}), "one.ipynb")
    html = plotly_renderer.as_html(figure, "_figures", has_picture=False)
    assert "<button" not in html
    assert "<details" not in html


def test_every_control_of_a_figure_is_named_after_it() -> None:
    html = plotly_renderer.as_html(stored_figure.read(bundle(), "one.ipynb"), "_figures", has_picture=True)
    assert 'id="fig-e1-output-title"' in html
    for control in re.findall(r"<(?:button|summary)[^>]*>", html):
        own = re.search(r'id="([^"]+)"', control)
        assert own is not None
        assert f'aria-labelledby="{own[1]} fig-e1-output-title"' in control


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": None}, "the figure has no name"),
        ({"name": "E1 output"}, "may hold only a-z"),
        ({"alt": ""}, "has no alternative text"),
        ({"data": None}, "has no data"),
    ],
)
def test_a_figure_that_readers_could_not_use_is_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BookError, match=sentence) as error:
        stored_figure.read(bundle(**change), "one.ipynb, cell 2")
    assert str(error.value).startswith("one.ipynb, cell 2: ")


def test_a_figure_without_finding_is_refused() -> None:
    stored = bundle()
    del stored["layout"]["title"]
    with pytest.raises(BookError, match="has no title"):
        stored_figure.read(stored, "one.ipynb")


@pytest.mark.parametrize(
    ("value", "text"), [(2009, "2009"), (1234567, "1,234,567"), (0.25, "0.25"), (3.0, "3")]
)
def test_numbers_are_written_for_reading(value: float, text: str) -> None:
    assert take_away.number(value) == text


def test_icons_are_drawings_inside_the_page() -> None:
    page = '<script src="_static/scripts/fontawesome.js?digest=1"></script><i class="fa-solid fa-bars"></i>'
    html = icons.inline(page)
    assert "fontawesome" not in html
    assert '<svg class="nk-icon fa-solid fa-bars" aria-hidden="true"' in html


def test_code_keeps_its_text_and_its_colours_but_not_the_marks_of_plain_words() -> None:
    word = '<span class="kn">import</span>'
    code = f'{word}<span class="w"> </span><span class="n">a</span><span class="p">(</span>'
    assert pages.tidy(code) == f"{word} a("


def test_code_keeps_its_indentation_where_other_blanks_go() -> None:
    code = '<pre><span class="k">if</span> a:\n    <span class="k">return</span> b</pre>'
    assert pages.tidy(f"<div>\n    <p>{code}") == f"<div>\n<p>{code}"


def test_what_folds_pages_in_the_contents_says_which() -> None:
    page = (
        '<a class="reference internal" href="data.html">The data</a><details><summary><span></span></summary>'
    )
    assert '<summary aria-label="Pages below The data"><span>' in pages.tidy(page)


@pytest.mark.parametrize(("kind", "says"), [("ipynb", True), ("md", False)])
def test_the_source_of_a_page_is_downloaded_and_a_notebook_says_what_it_needs(kind: str, says: bool) -> None:
    link = (
        f'<a href="../_sources/a.{kind}" target="_blank"\n class="btn"\n title="Download source file"\n>x</a>'
    )
    told = pages.tidy(link)
    assert f'a.{kind}" download' in told
    assert "target=" not in told
    assert ("set up the book" in told) == says


def test_pages_load_nothing_from_elsewhere_and_keep_their_links() -> None:
    page = (
        '<link rel="stylesheet" href="https://a.example/x.css"><script src="//b.example/y.js"></script>'
        '<a href="https://doi.org/10.1000/1">Kim</a><div role="doc-biblioentry">'
    )
    assert pages.tidy(page) == '<a href="https://doi.org/10.1000/1">Kim</a><div>'


def test_pictures_know_which_figure_they_show(tmp_path: Path) -> None:
    chapters = tmp_path
    notebook(chapters / "one.ipynb", bundle())
    assert static_images.stale(chapters) == ["e1-output.svg: missing", "phone/e1-output.svg: missing"]
    figure = stored_figure.in_folder(chapters)["e1-output"]
    wide, phone = (static_images.path_of(chapters, "e1-output", name) for name in static_images.WIDTHS)
    phone.parent.mkdir(parents=True)
    for path in (wide, phone):
        path.write_text(static_images.finished(figure, '<svg class="main-svg" width="9"><g/></svg>'))
    assert static_images.stale(chapters) == []
    assert "<title id=" in wide.read_text()
    changed = bundle()
    changed["data"][0]["y"] = [100, 75.5]
    notebook(chapters / "one.ipynb", changed)
    older = "e1-output.svg: shows an older version of the figure"
    assert static_images.stale(chapters) == [older, f"phone/{older}"]
    notebook(chapters / "one.ipynb", bundle("other"))
    left = "e1-output.svg: belongs to no figure"
    missing = ["other.svg: missing", "phone/other.svg: missing"]
    assert static_images.stale(chapters) == [*missing, left, f"phone/{left}"]


def test_random_ids_of_a_picture_become_fixed() -> None:
    figure = stored_figure.read(bundle(), "one.ipynb")

    def drawn(one: str, two: str) -> str:
        return (
            f'<svg><defs id="topdefs-{one}"><clipPath id="clip{one}xy"/></defs>'
            f'<g class="trace scatter trace{two}" clip-path="url(#clip{one}xy)"/></svg>'
        )

    first = static_images.finished(figure, drawn("a1b2c3", "d4e5f6"))
    second = static_images.finished(figure, drawn("0f0f0f", "9a9a9a"))
    assert first == second
    assert "url(#clip000000xy)" in first


def test_without_a_browser_a_stale_picture_is_reported_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook(tmp_path / "one.ipynb", bundle())
    monkeypatch.setattr(static_images, "browser", lambda: None)
    with pytest.raises(BookError, match=r"2 pictures? .* out of date.*install Chromium or set BROWSER_PATH"):
        static_images.redraw(tmp_path)


def test_committed_pictures_show_the_stored_figures(root: Path) -> None:
    assert static_images.stale(root / "chapters") == []


@pytest.mark.whole
def test_two_builds_of_the_same_book_are_the_same_bytes(book: Path) -> None:
    first, second = (build(book, book / "_build" / name).parent for name in ("first", "second"))
    files = {path.relative_to(first) for path in first.rglob("*") if path.is_file()}
    assert files == {path.relative_to(second) for path in second.rglob("*") if path.is_file()}
    assert [f for f in sorted(files) if (first / f).read_bytes() != (second / f).read_bytes()] == []
    kinds = ("{}.js", "{}.csv", "{}-marks.csv", "{}.svg", "phone/{}.svg", "use/{}.html", "whole/{}.svg")
    for wanted in kinds:
        assert Path("_figures", wanted.format("e1-output")) in files
    assert Path("index.html") in files
    assert Path(".buildinfo") not in files
    page = (first / "chapters" / "one.html").read_text()
    assert page.count('<figure class="nk-figure"') == 1
    assert page.count('<details class="nk-code">') == 1
    assert "https://" not in page
    # The table waits in files of its own until it is asked for: one for scripts, one without.
    assert "<td" not in page
    assert "nk-table" in (first / "_figures" / "use" / "e1-output.js").read_text()
    assert "nk-table" in (first / "_figures" / "use" / "e1-output.html").read_text()


@pytest.mark.whole
def test_a_failed_build_leaves_the_old_book_and_says_what_is_wrong(book: Path) -> None:
    index = build(book)
    old = index.read_bytes()
    notebook(book / "chapters" / "one.ipynb", bundle(), bundle())
    with pytest.raises(BookError, match=r"figure name 'e1-output' is already used in one.ipynb, cell 2"):
        build(book)
    assert index.read_bytes() == old
    assert [path.name for path in index.parent.parent.glob("[!.]*")] == ["html"]


MALFORMED = [("# nothing", "The Table of Contents file is malformed"), ("format: [", "_toc.yml")]


@pytest.mark.parametrize(("toc", "reason"), MALFORMED)
def test_a_table_of_contents_that_cannot_be_read_is_named(book: Path, toc: str, reason: str) -> None:
    (book / "_toc.yml").write_text(toc)
    with pytest.raises(BookError, match=reason) as refusal:
        build(book)
    assert "Traceback" not in str(refusal.value)
    assert "File " not in str(refusal.value)


@pytest.mark.slow
@pytest.mark.whole
def test_a_warning_fails_the_build(book: Path) -> None:
    (book / "intro.md").write_text("# Intro\n\n[nowhere](missing.md)\n")
    with pytest.raises(BookError, match=r"intro\.md.*missing\.md"):
        build(book)


@pytest.mark.slow
@pytest.mark.browser
def test_the_same_figure_gives_the_same_picture(tmp_path: Path) -> None:
    if static_images.browser() is None:
        pytest.skip("no Chromium to draw pictures with")
    notebook(tmp_path / "one.ipynb", bundle())
    path = tmp_path / "figures" / "e1-output.svg"
    assert static_images.redraw(tmp_path) == ["e1-output"]
    first = path.read_bytes()
    assert static_images.redraw(tmp_path) == []
    path.unlink()
    static_images.redraw(tmp_path)
    assert path.read_bytes() == first
    assert b"North Korea" in first
    assert b"A line falls" in first
    assert b"Output fell" not in first.split(b"</desc>")[1]
