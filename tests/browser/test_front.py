"""What a reader was promised of the first page, of finding something and of finding one's way."""

import gzip
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page

from nkbook.claims import chain, claims
from nkbook.site.computed import THEMES

from .reader import WIDTHS, Reader, barriers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_ON_LOAD = 150_000  # bytes under gzip, of the first page
PACKED = {".woff2", ".png"}  # gzip gains nothing on these
DENIED = """Object.defineProperty(window, "localStorage", {
  configurable: true, get() { throw new DOMException("denied", "SecurityError"); } })"""
NAMES = """() => [...document.querySelectorAll('details.nk-code > summary')].map((one) => one.textContent)"""


def on_the_way(path: Path) -> int:
    """Return the bytes that a file has on its way to a reader."""
    content = path.read_bytes()
    return len(content) if path.suffix in PACKED else len(gzip.compress(content, 9))


def spans(page: Page) -> list[dict[str, float]]:
    boxes = [one.bounding_box() for one in page.locator(".nk-bridge li > a").all()]
    assert all(boxes)
    return [dict(box) for box in boxes if box]


def test_every_span_of_the_bridge_is_reached_by_keyboard_and_leads_to_its_claim(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "intro.html")
        targets = [one.get_attribute("href") or "" for one in page.locator(".nk-bridge li > a").all()]
        assert len(targets) == len(chain.steps())
        page.locator(".nk-bridge li > a").first.focus()
        for target in targets:
            held = page.evaluate(
                "() => [document.activeElement.getAttribute('href'), document.activeElement.title,"
                " getComputedStyle(document.activeElement).outlineStyle]"
            )
            assert held[0] == target
            assert held[1]
            assert held[2] == "solid"
            page.keyboard.press("Tab")
        page.locator(".nk-bridge li > a").last.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{targets[-1]}")
        assert page.locator(f"[id='{targets[-1].partition('#')[2]}']").is_visible()


def test_the_book_on_one_page_prints_on_one_page_with_every_claim(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "summary.html")
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        shown = page.locator(".nk-summary li a").all_inner_texts()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
    assert shown == [item.id for item in sorted(claims(), key=lambda one: list(THEMES).index(one.theme))]


def test_no_gap_gapes_below_the_steps_of_the_bridge(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "intro.html")
        end, *steps = (
            page.evaluate("(all) => all.map((one) => one.getBoundingClientRect().bottom)", found)
            for found in (page.query_selector_all(".nk-bridge"), page.query_selector_all(".nk-verdict"))
        )
        assert end[0] - max(steps[0]) < 40


def test_spans_stand_side_by_side_on_a_desk_and_below_one_another_on_a_phone(reader: Reader) -> None:
    for width, side, above in (("desktop", True, False), ("phone", False, True)):
        with reader.context(width) as context:
            page = reader.open(context, "intro.html")
            assert page.locator(".nk-side").first.is_visible() is side
            assert page.locator(".nk-above").first.is_visible() is above
            key, other = ("x", "y") if side else ("y", "x")
            boxes = spans(page)
            assert [box[key] for box in boxes] == sorted({box[key] for box in boxes})
            assert len({box[other] for box in boxes}) == 1


@pytest.mark.parametrize("pixels", [320, 360, 640, 768])
def test_front_table_and_search_fit_any_screen(reader: Reader, pixels: int) -> None:
    with reader.context() as context:
        for name in ("intro.html", "claims.html", "search.html?q=2012"):
            page = context.new_page()
            page.set_viewport_size({"width": pixels, "height": 700})
            page.goto((reader.book / name.partition("?")[0]).as_uri() + "".join(name.partition("?")[1:]))
            page.wait_for_timeout(300)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (name, pixels)


def test_words_of_the_bridge_can_be_read_on_a_phone(reader: Reader) -> None:
    with reader.context("phone") as context:
        page = reader.open(context, "intro.html")
        sizes = page.evaluate(
            "() => [...document.querySelectorAll('.nk-bridge :is(b, .nk-verdict, .nk-nobody)')]"
            ".map((one) => parseFloat(getComputedStyle(one).fontSize))"
        )
        assert min(sizes) >= 11
        assert min(box["height"] for box in spans(page)) >= 44


def test_without_javascript_bridge_signs_and_verdicts_are_there(reader: Reader) -> None:
    with reader.context(java_script_enabled=False) as context:
        page = reader.open(context, "intro.html")
        for part in (".nk-answer", ".nk-bridge", ".nk-side", ".nk-glance", ".nk-doors", ".nk-edition"):
            assert page.locator(part).first.is_visible(), part
        assert page.locator(".nk-glance li .nk-glyph").count() == page.locator(".nk-glance li a").count() > 0
        table = reader.open(context, "claims.html").locator("table.nk-claims tbody tr")
        assert table.count() == page.locator(".nk-glance li a").count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_the_system_sets_all_colours_signs_and_spans_stay_visible(reader: Reader, scheme: str) -> None:
    with reader.context(theme=scheme, forced_colors="active") as context:
        page = reader.open(context, "intro.html")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        inks = page.evaluate(
            """() => [['.nk-filled, .nk-glyph path', 'fill'], ['.nk-open, .nk-rope', 'stroke']]
              .flatMap(([which, key]) => [...document.querySelectorAll(which)]
                .map((one) => getComputedStyle(one)[key]))"""
        )
        system = page.evaluate(
            """() => ["CanvasText", "LinkText"].map((name) => { document.body.style.outlineColor = name;
              return getComputedStyle(document.body).outlineColor; })"""
        )
        assert inks
        assert set(inks) <= set(system)
        assert ground not in inks


def test_paper_has_the_bridge_and_no_buttons(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "intro.html")
        page.emulate_media(media="print")
        assert page.locator(".nk-bridge").is_visible()
        assert page.locator(".nk-edition").is_visible()
        assert not page.locator(".nk-doors").is_visible()
        page.goto((reader.book / "claims.html").as_uri())
        assert not page.locator(".nk-filter").is_visible()
        assert page.locator("article h1").is_visible()


def test_the_first_page_is_light_and_loads_nothing_that_it_does_not_use(reader: Reader) -> None:
    asked = reader.visit("intro.html", "desktop", "light").requests
    files = {Path(unquote(urlsplit(url).path)) for url in asked if url.startswith("file:")}
    names = " ".join(path.name for path in files)
    assert not re.search(
        r"mathjax|tex-chtml|fontawesome|searchindex|searchtools|search-sections|plotly|bootstrap", names
    )
    assert sum(on_the_way(path) for path in files if path.is_file()) <= MOST_ON_LOAD


def test_mathjax_is_loaded_where_there_are_formulas_and_nowhere_else(
    built_book: Path, pages: list[str]
) -> None:
    texts = {name: (built_book / name).read_text(encoding="utf-8") for name in pages}
    formulas = {name for name, text in texts.items() if re.search(r'class="math\b', text)}
    assert formulas
    assert {name for name, text in texts.items() if "tex-chtml.js" in text} == formulas


@pytest.mark.parametrize("kept", [True, False])
def test_search_finds_a_year_and_shows_why_even_where_nothing_may_be_stored(
    reader: Reader, kept: bool
) -> None:
    with reader.context() as context:
        errors: list[str] = []
        context.on("weberror", lambda error: errors.append(str(error.error)))
        if not kept:
            context.add_init_script(DENIED)
        page = reader.open(context, "intro.html")
        page.keyboard.press("Control+k")
        page.locator("#pst-search-dialog input").fill("2012")
        page.keyboard.press("Enter")
        page.wait_for_selector(".nk-found li")
        assert page.locator(".nk-found li").count() > 3
        for excerpt in page.locator(".nk-found .nk-excerpt").all()[:5]:
            assert "2012" in excerpt.inner_text()
            assert excerpt.locator("mark").first.inner_text() == "2012"
        page.locator(".nk-found a").first.click()
        page.wait_for_selector("article h1")
        assert errors == []


def test_search_knows_forms_of_a_word_and_says_when_it_finds_nothing(reader: Reader) -> None:
    with reader.context() as context:
        page = context.new_page()
        for query, form in (("markets", "market"), ("policy", "policies"), ("장마당", "장마당")):
            page.goto((reader.book / "search.html").as_uri() + f"?q={query}")
            page.wait_for_selector("#search-results [role=status]")
            marks = {text.lower() for text in page.locator(".nk-found mark").all_inner_texts()}
            assert form in marks or query == "장마당"
        page.goto((reader.book / "search.html").as_uri() + "?q=zebrafinch")
        page.wait_for_selector("#search-results [role=status]")
        assert "No section" in page.locator("#search-results").inner_text()
        assert page.locator(".nk-found li").count() == 0


def test_search_shuts_out_nobody(reader: Reader) -> None:
    with reader.context() as context:
        page = context.new_page()
        page.goto((reader.book / "search.html").as_uri() + "?q=2012")
        page.wait_for_selector(".nk-found li")
        assert barriers(page) == []


def test_contents_come_before_the_text_and_stand_beside_it(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "chapters/economy.html")
        before = page.evaluate(
            """() => { const [one, other] = document.querySelectorAll('.bd-sidebar-secondary, article');
              return one.matches('.bd-sidebar-secondary') && other.matches('article'); }"""
        )
        assert before
        contents, text = (page.locator(part).bounding_box() for part in (".bd-sidebar-secondary", "article"))
        assert contents
        assert text
        assert contents["x"] >= text["x"] + text["width"] - 1


def test_the_answer_of_a_chapter_comes_before_its_code(reader: Reader, pages: list[str]) -> None:
    with reader.context() as context:
        for name in (name for name in pages if name.startswith("chapters/")):
            first = reader.open(context, name).locator("article section > :is(p, .cell)").first
            assert first.locator("summary").count() == 0, name


def test_figures_begin_where_the_text_begins(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "chapters/economy.html")
        text, *figures = page.evaluate(
            """() => [...document.querySelectorAll('article h1, article .nk-figure, article .nk-claim')]
              .map((one) => Math.round(one.getBoundingClientRect().x))"""
        )
        assert figures
        assert set(figures) == {text}


def test_a_page_without_contents_has_no_button_for_them(reader: Reader) -> None:
    with reader.context("phone") as context:
        page = reader.open(context, "intro.html")
        assert not page.locator(".secondary-toggle").is_visible()
        page.goto((reader.book / "claims.html").as_uri())
        assert page.locator(".secondary-toggle").is_visible()


def test_chapters_are_open_in_the_list_of_pages_and_the_rest_unfolds(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "intro.html")
        links = page.locator("#pst-primary-sidebar nav a")
        chapters = [
            link
            for link in links.all()
            if (link.get_attribute("href") or "").startswith("chapters/")
            and "exercises" not in str(link.get_attribute("href"))
        ]
        assert chapters
        assert all(link.is_visible() for link in chapters)
        choices = page.locator("#pst-primary-sidebar a[href='choices_economy.html']")
        assert not choices.is_visible()
        group = page.locator(".nk-group", has=page.locator("[href='choices_economy.html']"))
        group.locator("summary").first.press("Enter")
        assert choices.is_visible()
        there = reader.open(context, "choices_economy.html")
        assert there.locator("#pst-primary-sidebar .nk-group[open] li.current").first.is_visible()


def test_names_of_links_say_where_they_go(reader: Reader, built_book: Path, pages: list[str]) -> None:
    with reader.context() as context:
        for name in pages:
            if '<details class="nk-code">' not in (built_book / name).read_text(encoding="utf-8"):
                continue
            said = reader.open(context, name).evaluate(NAMES)
            assert len(set(said)) == len(said), name


def test_title_and_search_of_the_book_have_a_place_and_one_name(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "intro.html")
        assert page.evaluate(
            "!!document.querySelector('.navbar-brand').closest('nav, [role=navigation], header')"
        )
        button = page.locator("#pst-primary-sidebar .search-button-field")
        assert button.get_attribute("aria-label") is None
        assert button.inner_text().startswith("Search")
        icon = page.locator("link[rel=icon]").get_attribute("href") or ""
        assert (reader.book / icon).is_file()


@pytest.mark.parametrize("width", WIDTHS)
def test_downloads_of_a_page_open_without_javascript(reader: Reader, width: str) -> None:
    with reader.context(width, java_script_enabled=False) as context:
        page = reader.open(context, "chapters/economy.html")
        source = page.locator(".dropdown-download-buttons a").first
        assert not source.is_visible()
        page.locator(".dropdown-download-buttons summary").click()
        assert source.is_visible()
        box = source.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= WIDTHS[width][0]
