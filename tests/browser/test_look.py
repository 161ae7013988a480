"""What can be read at every width, in every theme and on paper: words in figures, wide tables, numbers."""

from typing import Any

import pytest

from nkbook.figures import THIN

from .reader import Reader, scroll_through

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The contrast of words with the ground of the bar they stand in, as WCAG defines it.
CONTRAST = """live => {
    const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const back = parts(getComputedStyle(document.body).backgroundColor);
    const light = (rgb) => rgb.slice(0, 3).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
    return [...live.querySelectorAll(".point")].filter((bar) => bar.querySelector(".bartext")).map((bar) => {
      const path = getComputedStyle(bar.querySelector("path"));
      const ground = back.map((c, n) => c + (parts(path.fill)[n] - c) * Number(path.fillOpacity));
      const [high, low] = [light(ground), light(parts(getComputedStyle(bar.querySelector("text")).fill))]
        .sort((a, b) => b - a);
      return (high + 0.05) / (low + 0.05);
    }); }"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_within_bars_stand_out_in_a_live_figure(reader: Reader, theme: str) -> None:
    with reader.context(theme=theme) as context:
        page = reader.open(context, "chapters/communication.html")
        figure = page.locator("#fig-communication-revisions")
        figure.locator(".nk-explore").click()
        page.wait_for_selector("#fig-communication-revisions .nk-plot[data-drawn]")
        found = figure.locator(".nk-live").evaluate(CONTRAST)
        assert len(found) > 20
        assert min(found) > 3
        assert figure.locator(".hovertext").count() == 0  # no label opens by itself after a click


def test_no_table_of_words_is_cut_on_a_phone(reader: Reader) -> None:
    with reader.context("phone") as context:
        for name in ("chapters/synthesis.html", "chapters/economy.html", "choices_economy.html"):
            page = reader.open(context, name)
            page.evaluate("document.fonts.ready")
            cards = page.locator("table.nk-stacked:visible")
            assert cards.count() > 0, name
            for card in cards.all():
                assert card.evaluate("t => t.scrollWidth <= t.parentNode.clientWidth + 1"), name
            page.set_viewport_size({"width": 1280, "height": 900})
            page.wait_for_function("() => !document.querySelector('.nk-stacked, td[role]')")
            page.close()


def test_a_card_is_still_a_table_to_who_hears_it(reader: Reader) -> None:
    with reader.context("phone") as context:
        page = reader.open(context, "choices_economy.html")
        page.wait_for_selector("table.nk-stacked")
        region = page.get_by_role("region", name="Choices of E1")
        assert region.get_by_role("columnheader").count() == 4
        assert region.get_by_role("row").count() > 4


def test_what_is_wide_has_a_shade_at_its_edge(reader: Reader) -> None:
    with reader.context("phone") as context:
        page = reader.open(context, "teach.html")
        region = page.get_by_role("region", name="Exercises by chapter")
        shade = region.evaluate("node => getComputedStyle(node).backgroundAttachment")
        assert "local" in shade
        assert "scroll" in shade


def test_a_verdict_keeps_its_hue_in_a_table(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "chapters/synthesis.html")
        chip = page.locator("table.dataframe a.nk-chip[data-verdict^=contradicted]").first
        ink = chip.evaluate("chip => [getComputedStyle(chip).color, getComputedStyle(chip).borderColor]")
        assert ink[0] == ink[1]


def test_no_line_ends_between_a_number_and_its_percent_sign(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "intro.html")
        lines: Any = page.evaluate(
            """(thin) => { const box = document.body.appendChild(document.createElement("p"));
            box.style.width = "1px"; box.textContent = `93${thin}%`;
            const range = document.createRange(); range.selectNodeContents(box);
            return new Set([...range.getClientRects()].map((rect) => rect.top)).size; }""",
            THIN,
        )
        assert lines == 1


def test_on_paper_a_picture_is_as_wide_as_the_text(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "chapters/economy.html")
        scroll_through(page)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 600, "height": 900})
        for still in page.locator("img.nk-static").all()[:4]:
            assert still.evaluate("s => s.clientWidth / s.closest('figure').clientWidth") > 0.97
        assert (
            page.locator("figure.nk-strip").first.evaluate("s => getComputedStyle(s).breakInside") == "avoid"
        )


def test_the_title_of_the_map_follows_its_sliders(reader: Reader) -> None:
    with reader.context() as context:
        page = reader.open(context, "chapters/trust.html")
        figure = page.locator("#fig-trust-model-reach")
        title, below = figure.locator(".nk-title"), figure.locator(".nk-subtitle")
        printed = [title.inner_text(), below.inner_text()]
        slider = page.get_by_label("Believed to inform")
        shown = slider.input_value()
        slider.fill(str(int(shown) - 8))
        page.wait_for_function(
            "text => document.querySelector('#fig-trust-model-reach .nk-title').textContent !== text",
            arg=printed[0],
        )
        assert (slider.get_attribute("aria-valuetext") or "?") in below.inner_text()
        slider.fill(shown)
        page.wait_for_function(
            "text => document.querySelector('#fig-trust-model-reach .nk-title').textContent === text",
            arg=printed[0],
        )
        assert [title.inner_text(), below.inner_text()] == printed
