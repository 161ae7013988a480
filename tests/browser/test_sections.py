"""What a reader was promised of a claim's section: by keyboard, without scripts, and on a narrow screen."""

import pytest
from playwright.sync_api import Page

from nkbook.claims import claims

from .reader import Reader

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLAIM = "C4"  # has strips to move, a figure, options and a fold on residents
NARROW = 320  # CSS pixels, as the guidelines on reflow ask
# What can be focused between the heading of a claim and the end of its foot, folds opened on the way.
STOPS = """(claim) => {
  const from = document.getElementById(claim);
  const foot = [...document.querySelectorAll('.nk-foot')].find((f) => from.compareDocumentPosition(f) & 4);
  const stops = 'a[href], button, summary, input, select, [tabindex="0"]';
  return [...document.querySelectorAll(stops)].filter((one) => one.checkVisibility({visibilityProperty: true})
    && (from.contains(one) || from.compareDocumentPosition(one) & 4)
    && (foot.contains(one) || foot.compareDocumentPosition(one) & 2));
}"""
FOCUSED = """() => { const one = document.activeElement, box = one.getBoundingClientRect();
  const look = getComputedStyle(one);
  return [Number(one.dataset.stop ?? -1), box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0 || look.boxShadow !== 'none']; }"""


def number_stops(page: Page) -> int:
    """Number what can be focused in the section, in the order of the page, and return how many there are."""
    count: int = page.evaluate(
        f"(claim) => {{ const found = ({STOPS})(claim);"
        " found.forEach((one, at) => one.dataset.stop = at); return found.length; }",
        CLAIM,
    )
    return count


def test_a_whole_section_can_be_walked_by_keyboard(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "chapters/communication.html")
        page.wait_for_selector(f"#{CLAIM} .nk-move")
        page.evaluate("document.querySelectorAll('.nk-foot details').forEach((fold) => fold.open = true)")
        count = number_stops(page)
        assert count > 10
        page.locator("[data-stop='0']").focus()
        for expected in range(count):
            stop, in_sight, marked = page.evaluate(FOCUSED)
            assert (stop, in_sight, marked) == (expected, True, True)
            page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)[0] == -1  # no trap: the next stop lies beyond the section


def test_a_fold_opens_and_closes_by_keyboard(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "chapters/communication.html")
        fold = page.locator(".nk-foot details").first
        fold.locator("summary").first.focus()
        for opened in (True, False):
            page.keyboard.press("Enter")
            assert fold.evaluate("fold => fold.open") is opened


def test_without_javascript_every_strip_and_verdict_is_there(reader: Reader) -> None:
    for theme in sorted({item.theme for item in claims()}):
        with reader.context(java_script_enabled=False) as context:
            page = reader.open(context, f"chapters/{theme}.html")
            for item in claims(theme):
                section = page.locator(f"#{item.id}")
                assert section.locator(".nk-chip").first.is_visible(), item.id
                drawn = section.locator(".nk-strip, .nk-map")
                assert drawn.count(), item.id
                for strip in drawn.all():
                    box = strip.bounding_box()
                    assert box is not None
                    assert box["height"] > 40, item.id


@pytest.mark.whole
def test_every_page_fits_the_narrowest_screen(reader: Reader, pages: list[str]) -> None:
    with reader.context() as context:
        page = context.new_page()
        page.set_viewport_size({"width": NARROW, "height": 640})
        wide = {}
        for name in pages:
            page.goto((reader.book / name).as_uri(), wait_until="load")
            wide[name] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert {name: pixels for name, pixels in wide.items() if pixels > 0} == {}
