"""What a reader with a phone is promised: the chapter itself says how a figure stands on a narrow page."""

import json
from pathlib import Path

import pytest

from nkbook import figures, phone
from nkbook.site import stored_figure

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
