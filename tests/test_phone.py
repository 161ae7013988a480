"""What a reader with a phone is promised: the chapter itself says how a figure stands on a narrow page."""

import json
from pathlib import Path

import pytest

from nkbook import figures, phone
from nkbook.site import stored_figure
from tests.drawn import Box, Picture

CHAPTERS = Path(__file__).resolve().parents[1] / "chapters"
STORED = {
    "data": [
        {"type": "scatter", "x": [1, 2], "y": ["Bank of Korea, as first printed", "Foreign trade"]},
        {"type": "scatter", "x": ["2009-01", "2010-01"], "y": [1, 2], "xaxis": "x2", "yaxis": "y2"},
    ],
    "layout": {
        "xaxis": {"title": {"text": "percent of leavers who had ever watched"}, "automargin": True},
        "yaxis": {},
        "xaxis2": {"tickvals": [1]},
        "yaxis2": {},
        "margin": {"l": 56, "r": 24, "t": 84, "b": 84},
        "annotations": [
            {"text": "Sources: all", "name": "footer"},
            {
                "text": "collapse: at most 75 percent",
                "xanchor": "right",
                "font": {"size": 12, "color": "red"},
            },
        ],
    },
}


def test_labels_are_short_lines_of_small_but_legible_type() -> None:
    (note,) = phone.layout(STORED)["annotations"]
    assert note["text"] == "collapse: at most<br>75 percent"
    assert note["font"] == {"size": 11, "color": "red"}
    assert note["align"] == "right"


def test_names_of_categories_wrap_and_numbers_and_dates_do_not() -> None:
    small = phone.layout(STORED)
    assert small["yaxis"]["ticktext"] == ["Bank of Korea,<br>as first printed", "Foreign trade"]
    assert "ticktext" not in small["xaxis"]
    assert "ticktext" not in small["xaxis2"]


def test_an_axis_across_has_few_ticks_unless_they_are_chosen() -> None:
    small = phone.layout(STORED)
    assert small["xaxis"]["nticks"] == 5
    assert "nticks" not in small["xaxis2"]
    assert small["xaxis"]["title"]["text"] == "percent of leavers who had<br>ever watched"


def test_no_short_word_is_left_alone_on_a_last_line() -> None:
    assert phone.wrapped("collapse: at most 75", phone.ROOM) == "collapse: at<br>most 75"
    assert phone.wrapped("order of March 2025", phone.ROOM) == "order of March<br>2025"


def test_dates_down_the_side_are_broken_after_the_year() -> None:
    small = phone.layout(
        {"data": [], "layout": {"yaxis": {"tickvals": [0, 1], "ticktext": ["2016-05-09", "all"]}}}
    )
    assert small["yaxis"]["ticktext"] == ["2016-<br>05-09", "all"]


DRAWN = """<svg><g class="plot" transform="translate(30,10)">
<g class="scatterlayer"><path class="js-line" d="M0,0L100,0" style="stroke-width: 2px;"/>
<path class="point" transform="translate(50,80)" d="M3,0A3,3 0 1,1 0,-3Z"/></g>
<g class="barlayer mlayer"><g class="points"><g class="point"><path d="M0,50V60H10V50Z"/>
<text class="bartext bartext-outside" transform="translate(9,55)">−260.0</text></g></g></g></g>
{}</svg>"""
LABEL = """<g class="annotation-text-g"><g class="cursor-pointer" transform="translate({},{})">
<rect width="40" height="15"/><text>{}</text></g></g>"""


@pytest.mark.parametrize(
    ("x", "y", "covers"), [(60, 2, True), (62, 82, True), (25, 60, True), (60, 12, False), (90, 60, False)]
)
def test_a_label_on_a_line_a_dot_or_a_bar_is_found(x: int, y: int, covers: bool) -> None:
    picture = Picture(DRAWN.format(LABEL.format(x, y, "owner")))
    assert picture.covered() == (["owner | mark"] if covers else [])
    assert dict(picture.labels()) == {"owner": Box(x + 3, y + 3, x + 37, y + 12)}
    assert picture.outside() == ["−260.0"]


def test_a_label_on_another_is_found() -> None:
    two = LABEL.format(90, 60, "owner") + LABEL.format(120, 65, "others")
    assert Picture(DRAWN.format(two)).covered() == ["owner | others", "others | owner"]


@pytest.mark.parametrize(
    "path", sorted(CHAPTERS.glob("figures/**/*.svg")), ids=lambda p: f"{p.parent.name}-{p.stem}"
)
def test_no_label_of_a_drawn_figure_covers_what_is_drawn(path: Path) -> None:
    picture = Picture(path.read_text(encoding="utf-8"))
    assert picture.covered() == []
    assert picture.outside() == []


@pytest.mark.parametrize("path", sorted(CHAPTERS.glob("*.ipynb")), ids=lambda p: p.stem)
def test_every_stored_figure_brings_a_layout_for_phones_and_no_type_below_eleven_pixels(path: Path) -> None:
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            bundle = output.get("data", {}).get(figures.PLOTLY)
            if bundle:
                stored = bundle["layout"]["meta"]["phone"]
                assert stored == phone.layout(bundle), bundle["layout"]["meta"]["name"]
                sizes = [note["font"]["size"] for note in stored["annotations"]]
                assert min([stored["font"]["size"], *sizes]) >= phone.SMALL
                assert stored_figure.read(bundle, path.name).spec["layout"]["meta"]["phone"] == stored
