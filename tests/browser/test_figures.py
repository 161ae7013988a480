"""What a reader can do with a figure: make it live, go through its points, take it away, by any means."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page
from plotly.offline import get_plotlyjs

from nkbook import paths
from nkbook.files import sha256
from nkbook.site import papers, static_images

from .reader import PICTURES, WIDTHS, Reader, scroll_through

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHAPTER = "chapters/economy.html"
BUNDLE = "plotly-basic.min.js"
DRAW = """async (figures) => {
    const plot = document.body.appendChild(document.createElement("div"));
    const drawn = [];
    for (const figure of figures) {
        await Plotly.newPlot(plot, figure);
        drawn.push(await Plotly.toImage(plot, { format: "svg", imageDataOnly: true }));
        Plotly.purge(plot);
    }
    return drawn;
}"""


@pytest.fixture
def page(reader: Reader) -> Any:
    with reader.context(accept_downloads=True) as context:
        yield reader.open(context, CHAPTER)


@pytest.fixture(scope="module")
def vendored(root: Path) -> Path:
    return root / "nkbook" / "site" / "assets" / "vendor" / "plotly"


def test_the_bundle_is_the_one_that_is_declared(vendored: Path) -> None:
    declared = yaml.safe_load((vendored / "source.yml").read_text(encoding="utf-8"))
    script = (vendored / BUNDLE).read_bytes()
    assert sha256(script) == declared["sha256"]
    assert f"v{declared['version']}\n".encode() in script[:200]
    assert "MIT License" in (vendored / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.whole
def test_the_small_bundle_draws_every_figure_as_the_whole_library_does(
    browser: Browser, vendored: Path
) -> None:
    figures = papers.figures(paths.chapters()).values()
    specs = [static_images.for_paper(figure, width) for figure in figures for width in (760, 328)]
    scripts = [(vendored / BUNDLE).read_text(encoding="utf-8"), get_plotlyjs()]
    drawn, versions = [], []
    for script in scripts:
        tab = browser.new_page(viewport={"width": 800, "height": 600})
        tab.add_script_tag(content=script)
        versions.append(tab.evaluate("Plotly.version"))
        drawn.append([static_images.without_random_ids(svg) for svg in tab.evaluate(DRAW, specs)])
        tab.close()
    assert versions[0] == versions[1]
    names = [spec["layout"]["meta"]["name"] for spec in specs]
    differing = [name for name, small, whole in zip(names, *drawn, strict=True) if small != whole]
    assert differing == []
    assert all("<path" in svg for svg in drawn[0])


def first(page: Page) -> Any:
    return page.locator("figure.nk-figure").first


def test_a_figure_is_made_live_and_read_point_by_point_from_the_keyboard(page: Page) -> None:
    figure = first(page)
    figure.locator(".nk-explore").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".nk-step input:focus")
    slider, said = figure.locator(".nk-step input"), figure.locator(".nk-step output")
    page.wait_for_function("document.activeElement.ariaValueText")
    before = said.inner_text()
    assert re.search(r"\d", before)
    page.wait_for_timeout(100)
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('.nk-step output').textContent !== before", arg=before
    )
    assert slider.get_attribute("aria-valuetext") == said.inner_text()
    assert figure.locator(".hovertext").count() > 0


def test_a_live_figure_keeps_its_words_for_screen_readers(page: Page) -> None:
    figure = first(page)
    figure.locator(".nk-static").click()
    page.wait_for_selector(".nk-plot[data-drawn]")
    assert figure.get_by_role("img").count() == 1
    assert len(figure.get_by_role("img").get_attribute("alt") or "") > 20
    assert figure.locator("[role=img] :is(a, button, input, [tabindex])").count() == 0
    assert figure.get_by_role("slider").count() == 1


def test_a_live_figure_is_given_no_address_of_others(page: Page) -> None:
    page.locator(".nk-explore").first.click()
    page.wait_for_selector(".nk-plot[data-drawn] .nk-live")
    known = page.evaluate(
        "() => { const c = document.querySelector('.nk-live')._context;"
        " return [c.plotlyServerURL, c.topojsonURL]; }"
    )
    assert known == ["", ""]


def test_a_touch_makes_a_figure_live(reader: Reader) -> None:
    with reader.context("phone", has_touch=True) as context:
        page = reader.open(context, CHAPTER)
        first(page).locator(".nk-static").tap()
        page.wait_for_selector(".nk-plot[data-drawn]")
        slider = first(page).locator(".nk-step input").bounding_box()
        assert slider is not None
        assert slider["height"] >= 24


def test_the_menu_opens_by_keyboard_and_holds_the_table(page: Page) -> None:
    figure = first(page)
    figure.locator(".nk-use > summary").focus()
    page.keyboard.press("Enter")
    figure.locator("table").wait_for(state="visible")
    assert figure.locator("pre").count() >= 2
    for link in figure.locator(".nk-uses a[download]").all():
        target = Path(reader_path(page, link.get_attribute("href") or ""))
        assert target.is_file()
    page.keyboard.press("Enter")
    assert not figure.locator("table").is_visible()


def reader_path(page: Page, address: str) -> str:
    found: str = page.evaluate("address => decodeURI(new URL(address, location.href).pathname)", address)
    return found


def test_a_figure_is_saved_as_a_picture_with_its_words(page: Page, tmp_path: Path) -> None:
    figure = first(page)
    figure.locator(".nk-use > summary").click()
    with page.expect_download() as waiting:
        figure.locator("[data-png]").click()
    saved = tmp_path / "saved.png"
    waiting.value.save_as(saved)
    content = saved.read_bytes()
    assert content.startswith(b"\x89PNG")
    width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
    assert width == 2 * (static_images.WIDTHS[""] + 32)
    assert height > 700
    assert len(content) > 20_000


def test_without_javascript_the_table_stands_on_a_page_of_its_own(reader: Reader) -> None:
    with reader.context(java_script_enabled=False) as context:
        page = reader.open(context, CHAPTER)
        figure = first(page)
        assert not figure.locator(".nk-explore").is_visible()
        figure.locator(".nk-use > summary").click()
        figure.locator(".nk-use > a").click()
        page.wait_for_selector("table td")
        assert page.locator("h1").inner_text()
        assert page.evaluate(PICTURES.replace("img.nk-static", "main img")) == 1
        page.get_by_text("Link to this figure").click()
        page.wait_for_selector("figure.nk-figure:target")


def test_no_two_controls_of_figures_have_the_same_name(page: Page) -> None:
    page.evaluate("document.querySelectorAll('.nk-use').forEach((fold) => { fold.open = true; })")
    page.wait_for_function(
        "[...document.querySelectorAll('.nk-use')].every((use) => use.querySelector('ul'))"
    )
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    roles = ("button", "DisclosureTriangle", "link", "region")
    names = [n["name"]["value"] for n in nodes if n.get("role", {}).get("value") in roles and "name" in n]
    ours = [
        name for name in names if re.search(r"Explore |Table, download|^Data: | of “|^\d+ sources? ", name)
    ]
    assert len(ours) > 6 * page.locator(".nk-use").count()
    assert sorted(ours) == sorted(set(ours))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_picture_fits_the_screen_it_is_shown_on(reader: Reader, width: str) -> None:
    with reader.context(width) as context:
        page = reader.open(context, CHAPTER)
        scroll_through(page)
        shown = page.evaluate(
            "[...document.querySelectorAll('img.nk-static')].map((still) => still.currentSrc)"
        )
        assert all(("/phone/" in address) == (width == "phone") for address in shown)


def test_words_on_a_phone_are_large_enough(reader: Reader) -> None:
    """No text of a picture is drawn below 11 px where the screen is 360 px wide."""
    folder = paths.chapters() / "figures" / "phone"
    with reader.context("phone") as context:
        page = reader.open(context, CHAPTER)
        scale = first(page).locator("img").evaluate("still => still.clientWidth / still.naturalWidth")
    small = {
        path.stem: sizes
        for path in folder.glob("*.svg")
        if (
            sizes := {
                float(px)
                for px in re.findall(r"font-size: ([\d.]+)px", path.read_text())
                if float(px) * scale < 10.9
            }
        )
    }
    assert small == {}
