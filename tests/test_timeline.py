"""The timeline: every event of the data with its date and source, and what lies behind a figure."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from nkbook import data
from nkbook.claims.phrases import source_page
from nkbook.site import computed, stored_figure, timeline
from nkbook.site.stored_figure import StoredFigure

ITEM = re.compile(r'<li id="([^"]+)" data-of="([^"]+)">(.*?)</li>', re.DOTALL)
SHOWN = [event for _, found in timeline.by_year() for event in found]


@pytest.fixture(scope="module")
def page() -> str:
    return computed.dated()


@pytest.fixture(scope="module")
def figure(root: Path) -> StoredFigure:
    return next(stored_figure.in_notebook(root / "chapters" / "economy.ipynb"))


def with_axis(figure: StoredFigure, *x: object, **axis: object) -> StoredFigure:
    layout = figure.spec["layout"] | {"xaxis": axis}
    return replace(figure, spec={"data": [{"x": list(x)}], "layout": layout})


def test_every_event_of_these_years_is_named_once_with_a_source_that_the_book_lists(
    page: str, built_book: Path
) -> None:
    items = ITEM.findall(page)
    assert [(anchor, theme) for anchor, theme, _ in items] == [(e.anchor, " ".join(e.themes)) for e in SHOWN]
    listed = {path.name: path.read_text(encoding="utf-8") for path in built_book.glob("sources_*.html")}
    for event, (_, _, said) in zip(SHOWN, items, strict=True):
        assert event.name.rstrip(".") in unescape(said)
        named = re.findall(r'<a href="([^"#]+)#([^"]+)">[^<]+</a>', said)
        assert [f"{name}#{key}" for name, key in named] == [source_page(key) for key in event.sources]
        assert all(f'id="{key}"' in listed[name] for name, key in named)


def test_no_event_or_rule_of_the_data_is_lost() -> None:
    told = timeline.events()
    for row in data.events().to_dict("records"):
        title, _, said = row["event"].partition(": ")
        (one,) = [e for e in told if e.date == row["date"] and e.name.partition(": ")[0] == title]
        assert said in one.name
        assert row["theme"] in one.themes
        assert row["source"] in one.sources
    ruled = [event.rule or event.name for event in told]
    for row in data.read("rules").to_dict("records"):
        assert sum(text.endswith(f": {row['did']}") for text in ruled) == 1, row["document"]


def test_events_stand_in_the_order_of_their_dates_each_with_an_address_of_its_own() -> None:
    told = timeline.events()
    assert [event.date for event in told] == sorted(event.date for event in told)
    assert len({event.anchor for event in told}) == len(told)
    assert all(0 <= timeline.place(event.at) <= 100 for event in SHOWN)
    assert all(int(event.at) == event.year for event in told)


def test_every_theme_can_be_shown_alone_by_the_style_sheet(page: str, root: Path) -> None:
    style = (root / "nkbook/site/assets/nkbook.css").read_text(encoding="utf-8")
    for theme in {theme for event in SHOWN for theme in event.themes}:
        many = sum(theme in event.themes for event in SHOWN)
        assert re.search(rf'<input type="radio" name="theme" value="{theme}"> [^(]+\({many}\)', page)
        assert f'.nk-timeline:has([value="{theme}"]:checked) :is([data-of]:not([data-of~="{theme}"])' in style


def test_a_day_is_told_as_far_as_it_is_known() -> None:
    event = SHOWN[0]
    said = {date: replace(event, date=date).said for date in ("2012", "2012-06", "2012-06-28")}
    assert said == {"2012": "", "2012-06": "June", "2012-06-28": "28 June"}


@pytest.mark.parametrize(
    ("x", "axis"),
    [
        ((1.5, 20.0, 30.0), {}),
        (("north", "south"), {}),
        ((2001, 2002), {}),
        (("2001", "2009"), {"type": "category"}),
    ],
)
def test_nothing_lies_behind_a_figure_without_an_axis_of_time(
    figure: StoredFigure, x: tuple[object, ...], axis: dict[str, object]
) -> None:
    assert timeline.behind(with_axis(figure, *x, **axis), "chapters/economy.html") == {}


@pytest.mark.parametrize("x", [(2003, None, 2011), ("2003-05-01", "2011-12"), (2003.2, 2011.9)])
def test_events_of_the_chapter_lie_behind_the_years_that_a_figure_shows(
    figure: StoredFigure, x: tuple[object, ...]
) -> None:
    found = timeline.behind(with_axis(figure, *x), "chapters/trust.html#fig-x")
    wanted = [e for e in timeline.events() if "trust" in e.themes and 2003 <= e.year <= 2011]
    assert found == {"theme": "trust", "events": wanted}


def test_every_series_of_the_book_offers_its_events(built_book: Path, root: Path) -> None:
    offered = 0
    for figure in stored_figure.in_folder(root / "chapters").values():
        menu = built_book / "_figures" / "use" / f"{figure.name}.html"
        if not menu.is_file():
            continue
        dates = re.findall(r'<li data-at="([\d-]+)"', menu.read_text(encoding="utf-8"))
        years = timeline._years(figure)
        assert all(years and int(date[:4]) in years for date in dates), figure.name
        assert not years or dates, figure.name
        offered += bool(dates)
    assert offered > 20
