"""What the first page promises: every claim, its verdict as it is computed, a bridge that follows them."""

import hashlib
import re
from html import unescape
from pathlib import Path

import pytest

from nkbook.book import papers
from nkbook.claims import Assessment, assess, chain, claims
from nkbook.claims.rule import SUPPORTING, Verdict
from nkbook.claims.section import carried_by
from nkbook.site import bridge, computed, pages, search
from nkbook.tokens import HUES, TOKENS

ASSETS = Path(computed.__file__).parent / "assets"
MOST_OF_A_FONT = 60_000  # bytes
STEP = {"title": "A step", "paragraphs": "1", "rests_on": [], "weakest": False, "falls": [1], "held": False}


@pytest.fixture(scope="module")
def found() -> dict[str, Assessment]:
    return {item.id: assess(item.id) for item in claims()}


@pytest.fixture
def computed_from(found: dict[str, Assessment], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computed, "_assessments", list(found.values()))


def step(place: int, verdict: Verdict) -> dict[str, object]:
    claim = {"id": "E1", "theme": "economy", "verdict": str(verdict), "slug": verdict.slug, "word": ""}
    return STEP | {"place": place, "verdict": str(verdict), "slug": verdict.slug, "claims": [claim]}


@pytest.mark.usefixtures("computed_from")
def test_every_claim_stands_once_among_the_signs_with_its_verdict(found: dict[str, Assessment]) -> None:
    tiles = re.findall(r'<li><a data-verdict="([^"]+)" href="([^"]+)"', computed.glance())
    wanted = [(a.verdict.slug, f"chapters/{a.claim.theme}.html#{a.claim.id}") for a in found.values()]
    assert sorted(tiles) == sorted(wanted)


@pytest.mark.usefixtures("computed_from")
def test_sayings_stand_apart_from_the_claims_of_the_essay(found: dict[str, Assessment]) -> None:
    counts = chain.counts(found)
    together, apart = computed.glance().split('<section aria-label="Counted apart">')
    for name in found:
        held_apart = name in (*counts["sayings"], *counts["linked"])
        assert (f"#{name}" in apart, f'#{name}"' in together) == (held_apart, not held_apart)


@pytest.mark.usefixtures("computed_from")
def test_the_signs_are_counted_as_the_sentence_below_them_counts(found: dict[str, Assessment]) -> None:
    counts = chain.counts(found)
    legend = re.findall(r'<li data-verdict="([^"]+)">.*?nk-small">(\d+)<', computed.glance())
    told = {Verdict(verdict).slug: n for verdict, n in counts["verdicts"].items()}
    assert {slug: int(n) for slug, n in legend} == told | {Verdict.MAP.slug: len(counts["maps"])}


@pytest.mark.usefixtures("computed_from")
def test_spans_of_the_bridge_have_the_verdicts_of_their_steps(found: dict[str, Assessment]) -> None:
    drawn = re.findall(r'<li data-verdict="([^"]+)"[^>]*>\s*<a href="([^"]+)"', computed.argument())
    wanted = []
    for link in chain.steps():
        weakest = min(link.needed, key=lambda name: chain.strength(found[name]))
        page = f"chapters/{found[weakest].claim.theme}.html#{weakest}"
        wanted.append((chain.verdict_of_link(link, found).slug, page))
    assert drawn == wanted


@pytest.mark.usefixtures("computed_from")
def test_the_bridge_says_how_many_steps_stand_and_how_many_nobody_measured(
    found: dict[str, Assessment],
) -> None:
    verdicts = [chain.verdict_of_link(link, found) for link in chain.steps()]
    held = sum(verdict in SUPPORTING for verdict in verdicts)
    gone = sum(verdict in (Verdict.MAP, Verdict.NOT_TESTABLE) for verdict in verdicts)
    title = re.search(r'id="bridge-title">(.*?)</p>', computed.argument(), re.DOTALL)
    assert title
    assert [int(number) for number in re.findall(r"\d+", title[1])] == [len(verdicts), held, gone]


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_span_of_its_own_shape(verdict: Verdict) -> None:
    shapes = {v: bridge.DECKS[v] for v in Verdict}
    same = {v for v, shape in shapes.items() if shape == shapes[verdict]}
    unmeasured = {Verdict.MAP, Verdict.NOT_TESTABLE}
    assert same == (unmeasured if verdict in unmeasured else {verdict})


def test_where_nobody_measured_there_is_a_gap_as_long_as_the_steps() -> None:
    verdicts = [Verdict.SUPPORTED, Verdict.MAP, Verdict.NOT_TESTABLE, Verdict.CONTESTED, Verdict.MAP]
    spans = bridge.spans([step(place, verdict) for place, verdict in enumerate(verdicts, start=1)])
    assert [span["gap"] for span in spans] == [0, 2, 0, 0, 1]
    for span, verdict in zip(spans, verdicts, strict=True):
        deck = [*span["side"], *span["side_open"], *span["above"], *span["above_open"]]
        assert bool(deck) is (verdict not in (Verdict.MAP, Verdict.NOT_TESTABLE))


def test_the_cable_is_one_line_from_tower_to_tower() -> None:
    spans = bridge.spans([step(place, Verdict.SUPPORTED) for place in range(1, 6)])
    ends = [re.match(r"M0,([\d.]+)Q50,[\d.]+ 100,([\d.]+)", span["ropes"]).groups() for span in spans]  # type: ignore[union-attr]
    assert [end for _, end in ends[:-1]] == [start for start, _ in ends[1:]]
    assert ends[0][0] == ends[-1][1]
    assert ["V100" in span["ropes"] for span in spans] == [True, False, False, False, True]


@pytest.mark.usefixtures("computed_from")
def test_an_estimate_stands_beside_what_it_measures(found: dict[str, Assessment]) -> None:
    rows = re.findall(r'<a href="[^"]+#(\w+)">\1</a></th>(.*?)</tr>', unescape(computed.claims_table()), re.S)
    assert sorted(name for name, _ in rows) == sorted(found)
    for name, row in rows:
        item, lead = found[name].claim, found[name].lead
        said = row.rpartition('<span class="nk-small">')[2]
        if found[name].verdict is Verdict.MAP:
            assert "an evidence map has no reading" in row, name
            assert item.parts[item.states[0]].criterion.quantity in said
            continue
        assert lead.part in item.states, name
        assert item.parts[lead.part].criterion.quantity in said, name
        reading = item.readings[lead.reading]
        assert (f"{reading.title}; it stands in for: " in said) == (reading.stands_in is not None), name
    assert any(a.lead.reading and a.claim.readings[a.lead.reading].stands_in for a in found.values())


@pytest.mark.usefixtures("computed_from")
def test_a_verdict_that_not_all_parts_carry_names_those_that_do(found: dict[str, Assessment]) -> None:
    named = {name: carried_by(a) for name, a in found.items() if carried_by(a)}
    for shown in (computed.claims_table(), computed.summary(), computed.glance()):
        assert all(f"({word})" in shown for word in named.values())
    for name, a in found.items():
        sides = {ruling.verdict.side for ruling in a.parts.values()}
        assert name not in named or sides != {a.verdict.side}
        decided = a.verdict.side in ("supported", "contradicted", "contested")
        if decided and len(sides) > 1 and {a.claim.parts[key].kind for key in a.claim.states} == {"rule"}:
            assert name in named, name
    assert {"E4": "the rule", "E5": "the rule"}.items() <= named.items()


def test_date_version_and_title_are_those_of_the_citation_file() -> None:
    shown, cited = computed.edition(), papers.cited()
    released = cited["date-released"]
    for said in (cited["version"], cited["title"], f"{released.day} {released:%B %Y}", cited["license"]):
        assert str(said) in shown


def test_the_icon_is_the_sign_of_the_commonest_verdict() -> None:
    icon = (ASSETS / "icon.svg").read_text(encoding="utf-8")
    token = TOKENS[str(Verdict.WITHIN_LIMITS)]
    assert token.path in icon
    assert HUES[token.hue].light in icon
    assert HUES[token.hue].dark in icon


def test_fonts_are_light_and_are_the_files_that_are_named() -> None:
    named = dict(
        re.findall(r"`([\w-]+\.woff2)`.*?`([0-9a-f]{64})`", (ASSETS / "fonts/README.md").read_text())
    )
    files = {path.name: path.read_bytes() for path in (ASSETS / "fonts").glob("*.woff2")}
    assert {name: hashlib.sha256(content).hexdigest() for name, content in files.items()} == named
    assert max(map(len, files.values())) <= MOST_OF_A_FONT
    used = re.findall(r"url\(fonts/([^)]+)\)", (ASSETS / "type.css").read_text())
    assert sorted(used) == sorted(files)
    assert "SIL OPEN FONT LICENSE" in (ASSETS / "fonts/OFL.txt").read_text()


def test_groups_of_pages_are_folded_but_for_the_chapters_and_the_open_page() -> None:
    def group(name: str, current: str = "") -> str:
        page = f'<li class="toctree-l1{current}"><a href="{name}.html">{name}</a><ul><li>below</li></ul></li>'
        caption = (
            f'<p aria-level="2" class="caption" role="heading"><span class="caption-text">{name}</span></p>'
        )
        return f'{caption}\n<ul class="{current and "current"} nav bd-sidenav">\n{page}\n</ul>\n'

    page = f"<nav>{group('one')}{group('two')}{group('three', ' current active')}\n    </div>\n</nav>"
    folded = pages.tidy(page)
    assert re.findall(r'<details class="nk-group"( open)?><summary>(\w+)', folded) == [
        ("", "two"),
        (" open", "three"),
    ]
    assert folded.count("<ul") == folded.count("</ul>") == page.count("<ul")


def test_settings_are_asked_for_only_where_they_can_be_kept() -> None:
    html = pages.tidy('<script data-cfasync="false">localStorage.getItem("mode")</script>')
    assert html.index("window.localStorage.length") < html.index('localStorage.getItem("mode")')


def test_search_keeps_what_a_section_says_itself_and_where_it_stands() -> None:
    from docutils import nodes

    below = nodes.section("", nodes.title("", "Below"), nodes.paragraph("", "Radios of 1999."), ids=["below"])
    chip = nodes.raw("", "<p>E1 <svg><path/></svg><b>held&nbsp;&lt; 3</b></p>", format="html")
    top = nodes.section("", nodes.title("", "Top"), nodes.paragraph("", "In 2012"), chip, below, ids=["top"])
    document = nodes.document(None, None)  # type: ignore[arg-type]
    document += top
    assert search.sections(document, "page.html") == [
        ("page.html", "Top", "Top", "In 2012 E1 held < 3"),
        ("page.html#below", "Top", "Below", "Radios of 1999."),
    ]
