"""What a reader of a claim's section was promised: a strip that does not lie, words, every screen."""

import itertools
import re
from html.parser import HTMLParser
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from nkbook import figures
from nkbook.claims import Assessment, Finding, assess, phrases, section, strip
from nkbook.claims.registry import Criterion, StandIn
from tests.browser.reader import barriers
from tests.claims import samples

CSS = (Path(figures.__file__).parent / "site" / "assets" / "nkbook.css").read_text(encoding="utf-8")
EMPTY = {"path", "rect", "line", "meta", "link", "br"}

every_sample = pytest.mark.parametrize("name", samples.SAMPLES)


class Markup(HTMLParser):
    """What a piece of HTML is made of; a tag that is never closed, or closed in vain, is an error."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not (tag in ("p", "div", "ul", "figure", "details", "section") and "p" in self.open), tag
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in EMPTY, tag
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def whole(found: Assessment) -> str:
    return section.head_html(found) + section.foot_html(
        found, analyses=lambda claim: f"<p>all of {claim}</p>"
    )


# ---------- the strip ----------

numbers = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))
intervals = st.tuples(numbers, numbers, numbers).map(lambda three: tuple(sorted(three)))


@st.composite
def strips(draw: st.DrawFn) -> tuple[Criterion, list[Finding], strip.Axis]:
    low = draw(numbers)
    about = samples.criterion(
        "percent_change",
        low,
        low + draw(st.floats(0, 1e5).map(lambda gap: round(gap, 2))),
        upward=draw(st.booleans()),
    )
    ends = draw(st.lists(intervals, min_size=1, max_size=6))
    open_ends = draw(st.lists(st.sampled_from([None, 0, 2]), min_size=len(ends), max_size=len(ends)))
    found = []
    for number, (three, end) in enumerate(zip(ends, open_ends, strict=True)):
        whole = list(three)
        if end is not None:
            whole[end] = -inf if end == 0 else inf
        found.append(samples.finding(about, f"reading {number}", tuple(whole)))  # type: ignore[arg-type]
    return about, found, strip.axis([about.supports, about.contradicts], found, "percent_change")


@given(strips())
def test_every_estimate_and_edge_lies_on_the_axis_in_the_order_of_its_value(drawn: Any) -> None:
    about, found, axis = drawn
    values = sorted([f.estimate for f in found] + strip.edges_of([about.supports, about.contradicts]))
    places = [axis.at(value) for value in values]
    assert all(axis.holds(value) for value in values)
    assert places == sorted(places)
    assert 0 <= places[0] <= places[-1] <= 100


@given(strips())
def test_whiskers_end_where_the_interval_ends_and_are_open_where_it_goes_on(drawn: Any) -> None:
    about, found, axis = drawn
    part = samples.assessment("E1", {"main": ("", about, found)}).claim.parts["main"]
    for row, one in zip(strip.rows(part, found, axis), found, strict=True):
        if row.whisker is None:
            assert one.lower == one.upper
            continue
        low, high = phrases.ends(one) or (-inf, inf)
        assert row.open == (low < axis.low, high > axis.high)
        for place, end in zip(row.whisker, (low, high), strict=True):
            assert place == axis.at(end)
            value = axis.low + place / 100 * (axis.high - axis.low)
            assert abs(value - min(max(end, axis.low), axis.high)) <= 0.0006 * (axis.high - axis.low)
        assert row.whisker[0] <= row.dot <= row.whisker[1]


@given(strips())
def test_the_shaded_regions_are_those_of_the_criterion_and_do_not_overlap(drawn: Any) -> None:
    about, _, axis = drawn
    one, other = sorted(strip.zones(about, axis), key=lambda zone: zone.x)
    assert one.x == 0
    assert one.x + one.width <= other.x + 1e-9
    assert other.x + other.width == pytest.approx(100)
    assert min(one.width, other.width) > 0


@given(strips())
def test_all_edges_are_printed_and_no_number_covers_another(drawn: Any) -> None:
    about, _, axis = drawn
    edges = strip.edges_of([about.supports, about.contradicts])
    labels = strip.labels(axis, edges)
    assert {axis.at(edge) for edge in edges} == {label.x for label in labels if label.edge}
    for line in (0, 1):
        own = sorted((label for label in labels if label.line == line), key=lambda label: label.x)
        for left, right in itertools.pairwise(own):
            apart = (right.span[0] - left.span[1]) / 100 * strip.NARROW
            assert apart >= -1e-6


@given(strips())
def test_a_number_begins_ends_or_stands_in_the_middle_at_its_place(drawn: Any) -> None:
    about, _, axis = drawn
    for label in strip.labels(axis, strip.edges_of([about.supports, about.contradicts])):
        left, right = label.span
        assert left >= -1e-6
        assert right <= 100 + 1e-6
        assert label.x == pytest.approx(
            {"start": left, "middle": (left + right) / 2, "end": right}[label.anchor]
        )


def test_a_stand_in_is_set_against_regions_of_its_own() -> None:
    own = StandIn(why="counted by another agency", **samples.regions(60, 80, upward=False))
    html = section.head_html(samples.supported(electricity=own))
    assert len(re.findall(r"y1=\"-26\"", html)) == 6
    rows = [
        re.findall(r'class="nk-edge" x1="([\d.]+)%', part) for part in html.split('<div class="nk-row">')[1:4]
    ]
    assert rows[0] == rows[2] != rows[1]


def test_a_share_is_never_drawn_beyond_nought_or_a_hundred() -> None:
    about = samples.criterion(low=10, high=25, upward=True)
    found = [samples.finding(about, "one", (1, 96, 99.5))]
    axis = strip.axis([about.supports, about.contradicts], found, "percent")
    assert (axis.low, axis.high) == (0, 100)


# ---------- words ----------


@every_sample
def test_a_section_is_valid_without_script_and_the_same_each_time(name: str) -> None:
    html = whole(samples.SAMPLES[name]())
    parsed = Markup(html)
    assert html == whole(samples.SAMPLES[name]())
    assert not {tag for tag, _ in parsed.tags} & {"script", "style", "canvas", "img", "iframe"}
    assert not [key for _, attrs in parsed.tags for key in attrs if key.startswith("on") or key == "style"]
    ids = [attrs["id"] for _, attrs in parsed.tags if "id" in attrs]
    assert len(ids) == len(set(ids)) == 1
    places = [attrs[key] for _, attrs in parsed.tags for key in ("x", "x1", "x2", "width") if key in attrs]
    assert all(re.fullmatch(r"\d{1,3}(\.\d)?%|\d+", place) for place in places)


@every_sample
def test_a_strip_has_a_name_that_says_each_number(name: str) -> None:
    found = samples.SAMPLES[name]()
    named = [a["aria-label"] for _, a in Markup(section.head_html(found)).tags if a.get("role") == "img"]
    assert len(named) == len(found.parts)
    for one in found.findings.values():
        title = found.claim.readings[one.reading].title
        said = phrases.brief(one.estimate, one.unit) if one.stance else one.reason
        assert any(f"{title}: {said}" in text or f"{title} ({said})" in text for text in named), title
    assert all("Supports: at " in text and "contradicts: at " in text for text in named)


@every_sample
def test_nothing_that_can_be_seen_is_a_key(name: str) -> None:
    found = samples.SAMPLES[name]()
    parsed = Markup(whole(found))
    seen = " ".join(parsed.text + [attrs.get("aria-label", "") for _, attrs in parsed.tags])
    units = (part.criterion.unit for part in found.claim.parts.values())
    keys = {"border", "bok", "iea", *found.sources, *(key for key in units if "_" in key)}
    assert not [key for key in keys if re.search(rf"\b{key}\b", seen)]
    assert "_" not in seen


@every_sample
def test_the_plain_text_says_what_the_strip_shows(name: str) -> None:
    found = samples.SAMPLES[name]()
    text = section.plain(found)
    assert text.startswith(f"{found.claim.id}: {found.verdict}\n")
    assert all(found.claim.readings[key].title in text for key in found.findings)


def test_a_reading_that_does_not_decide_says_why_and_one_without_evidence_is_named_below() -> None:
    assert "<i>too wide</i>" in section.head_html(samples.supported())
    assert "<i>grade C</i>" in section.head_html(samples.contested())
    assert "<i>bounds only</i>" in section.head_html(samples.endless())
    assert "No evidence: Freight (no evidence of this grade)." in section.head_html(samples.supported())


def test_a_claim_with_two_parts_has_a_strip_and_a_chip_for_each() -> None:
    html = section.head_html(samples.in_part())
    assert re.findall(r'class="nk-chip" data-verdict="([a-z-]+)"', html) == [
        "holds-in-part",
        "supported",
        "contradicted-within-limits",
    ]
    assert html.count('<figure class="nk-strip">') == 2
    assert "The claim holds for the law and fails for practice." in html


def test_an_interval_without_an_end_has_an_arrow_there() -> None:
    html = section.head_html(samples.endless())
    assert html.count('class="nk-arrow"') == 3
    assert "(from 7,000,000 up)" in html
    assert "(up to 6,100,000)" in html


def test_lines_of_a_reading_of_its_own_are_said_in_row_name_and_fold() -> None:
    found = assess("E1")
    own = "own lines: supports at least 25\u202f%, contradicts at most 10\u202f%"
    html = section.head_html(found)
    assert html.count(f'<span class="nk-small">{own}</span>') == 1  # those of output are its part's
    assert f"50.9\u202f%, {own}, supports." in html
    assert "State budget at fixed prices, lost since 1994: The budget is what" in section.foot_html(found)


def test_a_row_of_documents_says_the_net_number_and_who_is_on_either_side() -> None:
    found = assess("E4")
    assert found.findings["reported"].estimate == -1
    assert "<b>\u22121</b> (1 origin for, 2 against)" in section.head_html(found)
    assert "<b>1</b> (from 1 up)" in section.head_html(found)


def test_a_chapter_may_say_the_two_sentences_in_its_own_words() -> None:
    html = section.head_html(
        samples.supported(), found="Output fell by a third.", objection="It is an estimate."
    )
    assert "Output fell by a third." in html
    assert "It is an estimate." in html
    assert "bodies of evidence" not in html


def test_the_foot_names_limits_origins_risk_and_what_turns_the_verdict() -> None:
    html = section.foot_html(samples.supported())
    limited = "Real output, Bank of Korea and what repeats it; Electricity used per person, IEA"
    assert f"<li>{limited}: four in five came from two provinces.</li>" in html
    assert "<li>Without Bank of Korea: undetermined.</li>" in html
    assert "International Energy Agency" not in html
    assert "with the truth at an edge: at most 7.5\u202f%." in html
    assert "job &lt;of the state&gt;." in html
    row = re.search(r"<tr><td>Hourly</td>(.*?)</tr>", section.foot_html(samples.contested()))
    assert row is not None
    assert re.findall(r"<td>(.*?)</td>", row[1]) == [
        "62 to 78\u202f%",
        "12 to 99\u202f%",
        "1.8 (1.4)",
        "24\u202f% (none)",
    ]


def test_regions_that_touch_double_the_risk() -> None:
    about = samples.criterion(low=50, high=50)
    found = samples.assessment("C4", {"main": ("", about, [samples.finding(about, "homes", (10, 20, 30))])})
    assert "with the truth at an edge: at most 5\u202f%." in section.foot_html(found)


def test_what_a_model_says_stands_apart_from_what_was_seen() -> None:
    html = section.foot_html(
        samples.untested(), follows="informers strike & others do not", observed="nobody asked"
    )
    order = [html.index(text) for text in ("Condition in the model", "Observed", "Rival explanation")]
    assert order == sorted(order)
    assert "Condition in the model" not in section.foot_html(samples.untested())


# ---------- screens and paper ----------


def page_of(theme: str) -> str:
    found = [make() for make in samples.SAMPLES.values()]
    body = "".join(f"<h2>{a.claim.claim} ({a.claim.id})</h2>{whole(a)}" for a in found)
    look = "body{margin:0 12px;color:var(--pst-color-text-base);background:var(--pst-color-background)}"
    look += "a{color:var(--pst-color-link)}"
    return (
        f'<!DOCTYPE html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8">'
        '<title>Sections</title><meta name="viewport" content="width=device-width">'
        f"<style>{look}{CSS}</style></head>"
        f'<body><main class="bd-article"><h1>Sections</h1>{body}</main></body></html>'
    )


def shown(browser: Browser, tmp_path: Path, theme: str, **context: Any) -> Page:
    path = tmp_path / f"{theme}.html"
    path.write_text(page_of(theme), encoding="utf-8")
    page = browser.new_context(**{"viewport": {"width": 360, "height": 740}, **context}).new_page()
    page.goto(path.as_uri())
    return page


SMALLEST = """() => Math.min(...[...document.querySelectorAll('main *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
CUT = """() => [...document.querySelectorAll('.nk-strip *')].map(e => e.getBoundingClientRect())
  .filter(r => r.width && (r.left < 0 || r.right > innerWidth)).length"""


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_shows_sections_whole_and_legible(browser: Browser, tmp_path: Path, theme: str) -> None:
    page = shown(browser, tmp_path, theme)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate(SMALLEST) >= 11
    assert page.evaluate(CUT) == 0
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert barriers(page) == []


@pytest.mark.browser
def test_marks_are_drawn_where_the_axis_has_their_values(browser: Browser, tmp_path: Path) -> None:
    page = shown(browser, tmp_path, "light", viewport={"width": 1000, "height": 900})
    edges = page.evaluate(
        """() => ['.nk-axis text.nk-edge', '.nk-row line.nk-edge'].map(css => [...document.querySelectorAll(
        '#E1 ' + css)].map(e => e.getBoundingClientRect()).map(r => (r.left + r.right) / 2).slice(0, 2))"""
    )
    assert edges[0] == pytest.approx(edges[1], abs=1)


@pytest.mark.browser
def test_sections_need_no_script(browser: Browser, tmp_path: Path) -> None:
    without = shown(browser, tmp_path, "light", java_script_enabled=False)
    summary = without.locator("#E1 ~ .nk-foot summary").first
    summary.click()
    assert without.get_by_text("all of E1").is_visible()
    assert without.get_by_role("img", name=re.compile("Real output.*68")).is_visible()


@pytest.mark.browser
def test_paper_shows_limits_and_columns_and_says_what_is_left_to_the_screen(
    browser: Browser, tmp_path: Path
) -> None:
    page = shown(browser, tmp_path, "dark", viewport={"width": 720, "height": 1000})
    page.emulate_media(media="print")
    assert page.get_by_text("Four in five came from two provinces.").first.is_visible()
    assert page.get_by_text("Would change our mind").first.is_visible()
    assert not page.get_by_text("all of E1").is_visible()
    after = "getComputedStyle(document.querySelector('.nk-fold > summary'), '::after').content"
    assert "on the page" in page.evaluate(after)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
