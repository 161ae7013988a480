"""What was promised to who moves the lines of a strip or chooses options: at once, offline, by keyboard."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from nkbook.claims import claims
from nkbook.site.lines import lines_of

from .reader import Reader, barriers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHAPTER = "chapters/economy.html"


def opened(page: Page, claim: str) -> Locator:
    """Press the first button below the strips of a claim, and return what appears."""
    page.locator(f"#{claim} .nk-move").first.click()
    panel = page.locator(f"#{claim} fieldset.nk-lines").first
    panel.wait_for()
    return panel


def test_every_strip_with_a_line_that_can_move_has_a_button(reader: Reader, built_book: Path) -> None:
    for item in claims():
        page = (built_book / "chapters" / f"{item.theme}.html").read_text(encoding="utf-8")
        section = re.search(rf'<section class="nk-claim[^>]* id="{item.id}".*?</section>', page, re.DOTALL)
        assert section is not None
        moving = [key for key in item.parts if lines_of(item, key)]
        assert section[0].count('class="nk-move"') == len(moving), item.id


def test_a_line_is_moved_by_keyboard_and_comes_back(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, CHAPTER)
        strip = page.locator("#E1 .nk-strip").first
        before = strip.screenshot()
        panel = opened(page, "E1")
        told, slider = panel.get_by_role("status"), panel.get_by_role("slider")
        assert slider.first.evaluate("node => node === document.activeElement")
        at_first = told.inner_text()
        page.keyboard.press("End")
        assert slider.first.get_attribute("aria-valuetext") == "100\u202f%"
        assert told.inner_text() != at_first
        assert slider.nth(1).get_attribute("aria-valuetext") == "100\u202f%"  # pushed along
        assert "moved" in (strip.locator("[role=img]").get_attribute("aria-label") or "")
        panel.get_by_role("button").click()
        assert told.inner_text() == at_first
        page.mouse.move(0, 0)
        assert strip.screenshot() == before


def test_the_verdict_of_the_book_never_changes(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, CHAPTER)
        chips = page.locator("#E1 .nk-chip").all_inner_texts()
        opened(page, "E1")
        page.keyboard.press("End")
        assert page.locator("#E1 .nk-chip").all_inner_texts() == chips
        zones = page.locator("#E1 .nk-zones").first
        assert "100" in zones.inner_text()
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert "100" not in zones.inner_text()
        assert not page.locator("#E1 fieldset.nk-lines").is_visible()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert "100" in zones.inner_text()


def test_a_finger_moves_a_line_on_a_phone(reader: Reader) -> None:
    with reader.context("phone", has_touch=True) as context:
        page = reader.open(context, CHAPTER)
        panel = opened(page, "E3")
        slider = panel.get_by_role("slider").first
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        assert box is not None
        before = slider.input_value()
        page.touchscreen.tap(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2)
        assert slider.input_value() != before
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_options_are_chosen_in_the_fold_of_analyses(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "chapters/trust.html")
        fold = page.locator("details.nk-fold", has=page.locator("#multiverse-T4"))
        fold.locator("summary").click()
        fold.locator(".nk-move").click()
        panel = fold.locator("fieldset.nk-lines")
        at_first = panel.get_by_role("status").inner_text()
        lists = panel.locator("select")
        told = set()
        for number in range(lists.count()):
            choice = lists.nth(number)
            for option in range(choice.locator("option").count()):
                choice.select_option(index=option)
                told.add(panel.get_by_role("status").inner_text())
            panel.get_by_role("button").click()
        assert panel.get_by_role("status").inner_text() == at_first
        assert len(told) > 1


@pytest.mark.whole
@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.whole)])
def test_what_moves_lines_shuts_nobody_out(reader: Reader, theme: str) -> None:
    with reader.context(theme=theme) as context:
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        page = reader.open(context, CHAPTER)
        assert not [url for url in asked if "_lines/" in url or url.endswith("rule.js")]
        page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
        while page.locator(".nk-move").count():
            page.locator(".nk-move").first.click()
        page.locator("fieldset.nk-lines").last.wait_for()
        assert [url for url in asked if "_lines/" in url]
        assert barriers(page) == []


def test_without_javascript_no_button_appears(reader: Reader) -> None:
    with reader.context(java_script_enabled=False) as context:
        page = reader.open(context, CHAPTER)
        assert page.locator(".nk-move").count()
        assert not page.locator(".nk-move").first.is_visible()
        assert page.locator("#E1 .nk-strip").first.is_visible()
