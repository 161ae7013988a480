"""What a reader of the book was promised: on a screen, a phone, paper, a USB stick, by keyboard."""

import os
import re
from pathlib import Path

import pytest

from tests import weight

from .reader import THEMES, WIDTHS, Links, Reader, explore, scroll_through

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.whole]

every_screen = pytest.mark.parametrize(("width", "theme"), [(w, t) for w in WIDTHS for t in THEMES])


@every_screen
def test_every_stored_figure_is_a_picture_and_can_be_made_live(
    reader: Reader, pages: list[str], stored: dict[str, int], width: str, theme: str
) -> None:
    assert set(stored) <= set(pages)
    for name in stored:
        visit = reader.visit(name, width, theme)
        assert (visit.figures, visit.pictures, visit.live) == (stored[name],) * 3, name


@every_screen
def test_no_page_asks_anybody_for_anything(reader: Reader, pages: list[str], width: str, theme: str) -> None:
    asked = {url for name in pages for url in reader.visit(name, width, theme).requests}
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


@every_screen
def test_no_page_reports_an_error(reader: Reader, pages: list[str], width: str, theme: str) -> None:
    errors = {name: reader.visit(name, width, theme).errors for name in pages}
    assert {name: texts for name, texts in errors.items() if texts} == {}


@every_screen
def test_no_page_scrolls_sideways(reader: Reader, pages: list[str], width: str, theme: str) -> None:
    wide = {name: reader.visit(name, width, theme).overflow for name in pages}
    assert {name: pixels for name, pixels in wide.items() if pixels > 0} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_no_page_shuts_out_a_reader_with_a_disability(reader: Reader, pages: list[str], theme: str) -> None:
    found = {name: reader.visit(name, "desktop", theme).barriers for name in pages}
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_every_formula_is_typeset(reader: Reader, pages: list[str]) -> None:
    visits = {name: reader.visit(name, "desktop", "light") for name in pages}
    assert {n: (v.formulas, v.typeset) for n, v in visits.items() if v.typeset < v.formulas} == {}


def test_every_page_is_light(built_book: Path, pages: list[str]) -> None:
    sizes = {name: (built_book / name).stat().st_size for name in pages}
    assert {name: size for name, size in sizes.items() if size > weight.most(name)} == {}


def test_no_link_leads_nowhere(built_book: Path, pages: list[str]) -> None:
    seen = {name: Links((built_book / name).read_text(encoding="utf-8")) for name in pages}
    broken = []
    for name, links in seen.items():
        for link in sorted(links.addresses):
            address, _, anchor = link.partition("#")
            if re.match(r"\w+:", address):
                continue
            target = (built_book / name).parent / address.partition("?")[0] if address else built_book / name
            page = Path(os.path.relpath(target, built_book)).as_posix()
            if not target.is_file() or (anchor and page in seen and anchor not in seen[page].anchors):
                broken.append(f"{name}: {link}")
    assert broken == []


def test_nothing_of_a_live_figure_is_loaded_before_a_reader_asks(
    reader: Reader, pages: list[str], stored: dict[str, int]
) -> None:
    # The map of the trust model keeps its numbers ready, since its sliders stand beside the picture.
    drawing = re.compile(r"plotly|_figures/(?!trust-model-reach)[\w-]+\.js|_figures/(use|whole)/")
    for name in (name for name in pages if stored.get(name)):
        with reader.context() as context:
            asked: list[str] = []
            context.on("request", lambda request, asked=asked: asked.append(request.url))
            page = reader.open(context, name)
            scroll_through(page)
            assert [url for url in asked if drawing.search(url)] == [], name
            page.locator(".nk-explore").last.click()
            page.wait_for_selector(".nk-plot[data-drawn]")
            assert len([url for url in asked if "plotly" in url]) == 1, name


def test_figures_follow_a_change_of_theme(reader: Reader, pages: list[str], stored: dict[str, int]) -> None:
    for name in [name for name in pages if stored.get(name)][:1]:
        with reader.context() as context:
            page = reader.open(context, name)
            plot = page.locator(".nk-plot[data-figure]").first
            plot.locator(".nk-static").click()
            page.wait_for_selector(".nk-plot[data-drawn=light]")
            page.evaluate("document.documentElement.dataset.theme = 'dark'")
            page.wait_for_selector(".nk-plot[data-drawn=dark]")
            tick = plot.locator(".xtick text, .ytick text").first
            assert tick.evaluate("node => getComputedStyle(node).fill") == "rgb(223, 227, 232)"


def test_figures_are_laid_out_again_when_the_window_narrows(reader: Reader, stored: dict[str, int]) -> None:
    assert [name for name in stored if not reader.visit(name, "desktop", "light").laid_out_again] == []


@every_screen
def test_no_label_of_a_figure_is_cut_off(
    reader: Reader, stored: dict[str, int], width: str, theme: str
) -> None:
    cut = {name: reader.visit(name, width, theme).cut for name in stored}
    assert {name: labels for name, labels in cut.items() if labels} == {}


def test_without_javascript_every_figure_is_a_picture(
    reader: Reader, pages: list[str], stored: dict[str, int]
) -> None:
    for name in [name for name in pages if stored.get(name)]:
        with reader.context(java_script_enabled=False) as context:
            page = reader.open(context, name)
            pictures = page.locator("img.nk-static")
            assert pictures.count() == stored[name]
            for number in range(stored[name]):
                picture = pictures.nth(number)
                picture.scroll_into_view_if_needed()
                box = picture.bounding_box()
                assert picture.is_visible()
                assert box is not None
                assert box["height"] > 80, picture.get_attribute("src")
                assert len(picture.get_attribute("alt") or "") > 20


def test_paper_shows_the_pictures(reader: Reader, pages: list[str], stored: dict[str, int]) -> None:
    for name in [name for name in pages if stored.get(name)][:1]:
        with reader.context() as context:
            page = reader.open(context, name)
            explore(page)
            page.emulate_media(media="print")
            page.locator("img.nk-static").first.wait_for(state="visible")
            page.locator(".nk-live").first.wait_for(state="hidden")


def test_code_is_folded_until_asked_for_and_the_choice_is_remembered(
    reader: Reader, pages: list[str], built_book: Path
) -> None:
    coded = _holding(built_book, pages, 'class="nk-code"')
    for name in coded[:1]:
        with reader.context() as context:
            page = reader.open(context, name)
            switch, source = page.locator(".nk-switch"), page.locator(".cell_input").first
            assert not source.is_visible()
            assert switch.inner_text() == "Show all code"
            switch.click()
            assert source.is_visible()
            again = reader.open(context, coded[-1])
            assert again.locator(".cell_input").first.is_visible()
            again.locator(".nk-switch").click()
            assert not again.locator(".cell_input").first.is_visible()


def test_claims_can_be_filtered_and_sorted(reader: Reader, pages: list[str], built_book: Path) -> None:
    for name in _holding(built_book, pages, '<table class="nk-claims">'):
        with reader.context() as context:
            page = reader.open(context, name)
            rows = page.locator("table.nk-claims tbody tr")
            verdict = page.get_by_label("Verdict")
            value = verdict.locator("option").nth(1).get_attribute("value")
            verdict.select_option(value)
            shown = rows.locator("visible=true")
            assert shown.count() == page.locator(f'tbody tr[data-verdict="{value}"]').count() > 0
            verdict.select_option("")
            before = rows.first.inner_text()
            head = page.locator("table.nk-claims thead th").first
            head.locator("button").click()
            head.locator("button").click()
            assert head.get_attribute("aria-sort") == "descending"
            assert rows.last.inner_text() == before or rows.first.inner_text() != before


def test_index_leads_to_the_first_page(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "index.html")
        page.wait_for_selector("article h1")


def test_search_finds_a_page_by_its_title(reader: Reader, pages: list[str]) -> None:
    with reader.context() as context:
        chapter = next((name for name in pages if name.startswith("chapters/")), pages[-1])
        title = reader.open(context, chapter).locator("h1").first.inner_text()
        word = max(re.findall(r"\w+", title), key=len)
        page = context.new_page()
        page.goto((reader.book / "search.html").as_uri() + f"?q={word}")
        page.wait_for_selector("#search-results li a")
        links = page.locator("#search-results li a")
        found = [links.nth(n).get_attribute("href") or "" for n in range(links.count())]
        assert any(chapter in link for link in found), (word, found)


def _holding(book: Path, pages: list[str], html: str) -> list[str]:
    return [name for name in pages if html in (book / name).read_text(encoding="utf-8")]
