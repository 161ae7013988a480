"""What a reader was promised who wants to understand: cards, events behind figures, a timeline."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .reader import THEMES, Reader, barriers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHAPTER = "chapters/economy.html"
KINDS = {"terms": "a.nk-term", "claims": "a.nk-chip", "works": 'a[href*="references.html#"]'}
LINES = """() => [...document.querySelectorAll('.nk-live')]
  .flatMap((live) => (live.layout.shapes || []).filter((shape) => shape.name === 'event')).length"""


@pytest.fixture
def page(reader: Reader) -> Any:
    with reader.context() as context:
        yield reader.open(context, CHAPTER)


def link(page: Page, kind: str) -> Any:
    return page.locator(f".bd-article {KINDS[kind]}").first


def by_keyboard(page: Page, kind: str) -> Any:
    """Go to a link by key, as a reader does."""
    target = link(page, kind)
    target.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(target).to_be_focused()
    return target


@pytest.mark.parametrize("kind", KINDS)
def test_the_keyboard_opens_a_card_offline_and_escape_closes_it(page: Page, kind: str) -> None:
    target, card = by_keyboard(page, kind), page.locator("#nk-card")
    card.wait_for(state="visible")
    assert len(card.inner_text()) > 20
    expect(target).to_have_attribute("aria-describedby", "nk-card")
    page.wait_for_timeout(600)
    assert card.is_visible()  # it stays as long as the focus does
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    expect(target).to_be_focused()
    assert target.get_attribute("aria-describedby") is None


def test_a_card_can_be_pointed_at_and_closes_when_the_pointer_leaves(page: Page) -> None:
    card = page.locator("#nk-card")
    link(page, "works").hover()
    card.wait_for(state="visible")
    card.hover()
    page.wait_for_timeout(600)
    assert card.is_visible()
    page.mouse.move(2, 2)
    card.wait_for(state="hidden")


def test_a_first_touch_opens_a_card_and_a_second_goes_on(reader: Reader) -> None:
    with reader.context("phone", has_touch=True) as context:
        page = reader.open(context, CHAPTER)
        link(page, "terms").tap()
        page.locator("#nk-card").wait_for(state="visible")
        box = page.locator("#nk-card").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert CHAPTER in page.url
        link(page, "terms").tap()
        page.wait_for_url("**/glossary.html#term-*")


def test_cards_are_loaded_when_asked_for_and_no_sooner(reader: Reader) -> None:
    with reader.context() as context:
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        page = reader.open(context, CHAPTER)
        assert not [url for url in asked if "/cards/" in url]
        link(page, "terms").hover()
        page.locator("#nk-card").wait_for(state="visible")
        assert [url.rpartition("/")[2] for url in asked if "/cards/" in url] == ["terms.js"]


@pytest.mark.parametrize("theme", THEMES)
def test_an_open_card_shuts_nobody_out(reader: Reader, theme: str) -> None:
    with reader.context(theme=theme) as context:
        page = reader.open(context, "essay.html")
        link(page, "claims").hover()
        page.locator("#nk-card").wait_for(state="visible")
        assert barriers(page) == []


def test_without_javascript_a_term_has_its_meaning_as_a_title(reader: Reader) -> None:
    with reader.context(java_script_enabled=False) as context:
        page = reader.open(context, CHAPTER)
        assert (link(page, "terms").get_attribute("title") or "").endswith(".")


def test_events_are_laid_behind_a_figure_from_its_menu_by_keyboard_and_taken_away_again(page: Page) -> None:
    figure = page.locator("#fig-economy-output-level")
    figure.locator(".nk-use > summary").focus()
    page.keyboard.press("Enter")
    fold = figure.locator(".nk-events > summary")
    fold.wait_for(state="visible")
    fold.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"({LINES})() > 10")
    everybody, listed = page.evaluate(LINES), figure.locator(".nk-events li:visible")
    assert 0 < everybody <= listed.count()
    figure.get_by_label("Who moved").select_option("people")
    page.wait_for_function(f"({LINES})() < {everybody}")
    assert page.evaluate(LINES) <= listed.count() < everybody
    figure.locator(".nk-events a:visible").first.focus()
    fold.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"({LINES})() === 0")


def test_themes_of_the_timeline_are_chosen_without_javascript(reader: Reader) -> None:
    with reader.context("phone", java_script_enabled=False) as context:
        page = reader.open(context, "timeline.html")
        events = page.locator(".nk-year li:visible")
        assert events.count() == page.locator(".nk-year li").count() > 100
        page.locator('.nk-timeline input[value="trust"]').check()
        assert events.count() == page.locator('.nk-year li[data-of~="trust"]').count()
        assert (
            page.locator(".nk-year:visible").count()
            == page.locator('.nk-year:has([data-of~="trust"])').count()
        )
        assert page.locator(".nk-lanes div:visible").count() == 1


def test_paper_has_the_whole_timeline(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "timeline.html")
        page.emulate_media(media="print")
        assert page.locator(".nk-lanes").is_visible()
        assert not page.locator(".nk-filter").is_visible()
        assert page.locator(".nk-year li:visible").count() == page.locator(".nk-year li").count()
