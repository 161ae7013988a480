"""The map of the model answers to a reader's hands: every setting is looked up, told and drawn."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nkbook import parameters
from nkbook.book.trust import model_figures as model
from nkbook.chapter import Chapter
from nkbook.figures import rounded

pytestmark = pytest.mark.browser

# Stands for the book's own loader, and keeps what it is given to draw.
PAGE = """<!DOCTYPE html><title>t</title><div class="nk-plot" data-figure="trust-model-reach"></div>
<script>const shown = []; window.nkbookFigure = (name, figure) => shown.push(figure);
window.nkbookLoad = window.nkbookExplore = () => {};</script>
<script src="model.js"></script><script>nkbookFigure("trust-model-reach", FIGURE);</script>"""


@pytest.fixture(scope="module")
def figure() -> dict[str, Any]:
    chart = Chapter("trust", parameters.validate("trust", {})).draw(model.model_reach)
    found: dict[str, Any] = rounded(json.loads(chart.fig.to_json()))
    return found


@pytest.fixture
def page(root: Path, tmp_path: Path, browser: Any, figure: dict[str, Any]) -> Iterator[Any]:
    assets = root / "nkbook" / "site" / "assets"
    (tmp_path / "model.js").write_text((assets / "model.js").read_text(encoding="utf-8"), encoding="utf-8")
    style = f"<style>{(assets / 'nkbook.css').read_text(encoding='utf-8')}</style>"
    html = PAGE.replace("FIGURE", json.dumps(figure)).replace("<div", style + "<div", 1)
    (tmp_path / "index.html").write_text(html, encoding="utf-8")
    found = browser.new_page(viewport={"width": 360, "height": 800})
    errors: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.goto((tmp_path / "index.html").as_uri())
    yield found
    assert errors == []
    found.close()


def last(page: Any) -> dict[str, Any]:
    page.wait_for_timeout(100)  # until the next frame
    found: dict[str, Any] = page.evaluate("shown[shown.length - 1]")
    return found


def part(figure: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(t for t in figure["data"] if t["meta"]["part"] == name)
    return found


def told(page: Any) -> str:
    page.wait_for_timeout(100)
    text: str = page.get_by_role("status").inner_text()
    return text


def test_a_setting_draws_the_band_of_the_grid(page: Any, figure: dict[str, Any]) -> None:
    grid = part(figure, "join")["meta"]
    page.get_by_label("Months of sharing").fill("40")
    drawn = part(last(page), "join")
    low, start = [float(v) for v in grid["fewest"][40].split()], grid["start"]
    begun = sum(share < start for share in grid["beliefs"])
    assert drawn["y"][:begun] == low[:begun]
    assert set(drawn["y"][-begun:]) == {model.MOST}
    assert max(drawn["x"]) == start
    page.get_by_label("Months of sharing").fill("0")
    assert told(page).endswith("Circles do not join yet: trust stays in cells.")


def test_a_belief_is_marked_and_told(page: Any, figure: dict[str, Any]) -> None:
    grid = part(figure, "join")["meta"]
    page.get_by_label("Believed to inform").fill("0")
    assert part(last(page), "belief")["x"] == [grid["beliefs"][0]] * 2
    assert "no proof is asked" in told(page)
    page.get_by_label("Believed to inform").fill(str(len(grid["beliefs"]) - 1))
    assert "no first exchange is worth its risk" in told(page)
    page.get_by_label("Believed to inform").fill(str(grid["shown"]["belief"]))
    assert f"after {grid['needed'][grid['shown']['belief']]} safe exchanges" in told(page)


def test_the_sliders_answer_to_the_keyboard_and_say_their_value(page: Any) -> None:
    months = page.get_by_label("Months of sharing")
    months.focus()
    page.keyboard.press("ArrowRight")
    assert months.get_attribute("aria-valuetext") == str(model.SHOWN + model.STEP)
    assert re.search(rf"After {model.SHOWN + model.STEP} months", told(page))


def test_every_control_has_a_label_and_room_for_a_finger(page: Any) -> None:
    controls = page.locator(".nk-model :is(input, select)")
    assert controls.count() == 2
    for n in range(controls.count()):
        box = controls.nth(n).bounding_box()
        assert box["height"] >= 24
        assert box["x"] + box["width"] <= 360
        assert controls.nth(n).evaluate("node => node.labels.length") == 1


def test_what_is_told_first_is_what_the_still_picture_says(page: Any, figure: dict[str, Any]) -> None:
    grid = part(figure, "join")["meta"]
    needed, months = grid["needed"][grid["shown"]["belief"]], grid["months"][grid["shown"]["month"]]
    assert f"after {needed} safe exchanges. After {months} months" in told(page)
    assert page.evaluate("shown.length") == 1
