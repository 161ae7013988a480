"""What a reader who moves the lines of a strip was promised: the rule of the page is the rule of the book."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from nkbook import words
from nkbook.claims import assess, claims, noise, registry
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.assessment import judge, silenced
from nkbook.claims.evaluation import Finding
from nkbook.claims.evidence import Evidence
from nkbook.claims.registry import Claim, Region
from nkbook.claims.rule import SIDES, Ruling
from nkbook.errors import NoEvidence
from nkbook.multiverse import lines
from nkbook.multiverse.agreement import DECIDED, Claimed, of_reading
from nkbook.multiverse.analyses import evaluate, outcomes
from nkbook.multiverse.fold import fold
from nkbook.multiverse.settings import plan
from nkbook.site import lines as site
from nkbook.site.lines import follows, lines_of, ordered

BOOK = {item.id: item for item in claims()}
MOVING = [item.id for item in claims() if lines.has_lines(item)]
SETTINGS = 1000
SAID = words.of(site.WORDS)
RULE = Path(site.__file__).parent / "assets" / "rule.js"


def moved(item: Claim, key: str, values: list[float]) -> Claim:
    """Return a claim with the lines of a part somewhere else, for it and for readings held against them."""
    part = item.parts[key]
    ends: dict[str, list[float | None]] = {
        side: [getattr(part.criterion, side).at_least, getattr(part.criterion, side).at_most]
        for side in SIDES
    }
    for line, value in zip(lines_of(item, key), values, strict=True):
        for side, end in line.ends:
            ends[side][end] = value
    regions = {side: Region(at_least=low, at_most=high) for side, (low, high) in ends.items()}
    readings = {
        name: one.model_copy(update={"stands_in": one.stands_in.model_copy(update=regions)})
        if one.stands_in and follows(part, name)
        else one
        for name, one in part.readings.items()
    }
    changed = part.model_copy(
        update={"criterion": part.criterion.model_copy(update=regions), "readings": readings}
    )
    return item.model_copy(update={"parts": {**item.parts, key: changed}})


@pytest.fixture
def with_claim(monkeypatch: pytest.MonkeyPatch) -> Callable[[Claim], None]:
    """A way to put a changed claim in the place of the registry's own."""
    parsed, in_place = registry._parsed, {}

    def put(item: Claim) -> None:
        in_place.clear()
        in_place[item.id] = item

    monkeypatch.setattr(
        registry, "_parsed", lambda *file: tuple(in_place.get(one.id, one) for one in parsed(*file))
    )
    return put


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measurements made once, since no line changes them, which a test of its own shows."""
    known: dict[Any, Any] = {}
    measure = Answers.measure

    def once(self: Answers, rows: Evidence, reading: str, confidence: float, **choices: Any) -> Measurement:
        admits = (rows.grades, rows.start_year, rows.end_year, rows.exclude)
        asked = (self.claim, reading, confidence, admits, repr(sorted(choices.items())))
        if asked not in known:
            try:
                known[asked] = (measure(self, rows, reading, confidence, **choices), rows.seen, rows.observed)
            except NoEvidence as error:
                known[asked] = (error, rows.seen, rows.observed)
        found, rows.seen, rows.observed = known[asked]
        if isinstance(found, NoEvidence):
            raise found
        return found

    monkeypatch.setattr(Answers, "measure", once)


@dataclass(frozen=True)
class Setting:
    """A claim with the lines of one part moved, and options chosen, one for each choice."""

    claim: str
    part: str
    values: tuple[float, ...]
    options: tuple[int, ...]

    @property
    def book(self) -> list[float]:
        """Where the book has the lines."""
        return [line.value for line in lines_of(BOOK[self.claim], self.part)]


def drawn(rng: np.random.Generator) -> Setting:
    """Draw a setting: each line anywhere on the axis, at its own place, or on a number that was measured."""
    name = str(rng.choice(MOVING))
    item = registry.claim(name)
    key = str(rng.choice([key for key in item.parts if lines_of(item, key)]))
    axis, numbers = places(name, key)
    values = sorted(
        float(
            [rng.uniform(*axis), round(rng.uniform(*axis), 1), rng.choice(numbers), line.value][
                int(rng.choice(4, p=[0.25, 0.2, 0.4, 0.15]))
            ]
        )
        for line in lines_of(item, key)
    )
    planned = plan(item)
    defaults = [planned.defaults[choice] for choice in planned.analytic]
    sizes = [len(item.choices[choice].options) for choice in planned.analytic]
    options = [
        int(rng.integers(size)) if rng.random() < 0.3 else default
        for size, default in zip(sizes, defaults, strict=True)
    ]
    return Setting(name, key, tuple(values), tuple(options))


@cache
def places(name: str, key: str) -> tuple[tuple[float, float], list[float]]:
    """Return the axis of a strip, and every estimate, end of an interval and bound measured for it."""
    assessment = assess(name)
    axis, stored = site._axis(assessment, key), lines.stored(name)
    found = [one for reading in assessment.claim.parts[key].readings for one in stored[reading].found]
    bounds = [end for one in found if isinstance(one["people"], list) for end in one["people"][:2]]
    numbers = [one["estimate"] for one in found] + [end for one in found for end in one["ends"]] + bounds
    return (axis.low, axis.high), sorted({number for number in numbers if number is not None})


@dataclass(frozen=True)
class Ended:
    """What the library says of a claim under one set of options."""

    findings: dict[str, Finding]
    parts: dict[str, Ruling]
    claim: Ruling


def judged(item: Claim, options: tuple[int, ...]) -> Ended:
    """Evaluate every reading of a claim, and judge it; a reading that options leave no setting has no say."""
    planned = plan(item)
    at = planned.defaults | dict(zip(planned.analytic, options, strict=True))
    found = {}
    for key in item.readings:
        setting = tuple(at[name] for name in planned.faced[key])
        if setting in planned.grid(key):
            found[key] = silenced(evaluate(item.id, **planned.arguments(key, setting)))
        else:
            found[key] = Finding(item.id, item.part_of(key), key)
    return Ended(found, *judge(item, found))


def combined(item: Claim) -> Claimed:
    """Return all analyses of a claim; noise keeps readings from carrying a side as it does in the book."""
    planned = plan(item)
    worlds = {key: noise.worlds(item.id, key) for key in item.readings}
    quiet = {k for k, w in worlds.items() if w and noise.exceeds(w.p_value(item.criterion_of(k)))}
    return Claimed(planned, outcomes(planned), frozenset(quiet))


def said_of_lines(item: Claim, key: str, found: Ended, analyses: Claimed, changed: bool) -> str:
    said, several = SAID["said"], len(item.parts) > 1
    part = said["part"] if several else ""
    told = [said["moved" if changed else "book"].format(part=part, **_ended(found.parts[key]))]
    if key not in item.states:
        return " ".join([*told, said["aside"]])
    if several:
        told.append(said["claim"].format(**_ended(found.claim)))
    return " ".join([*told, *_combinations(found.claim, analyses)])


def said_of_options(item: Claim, setting: Setting, found: Ended, analyses: Claimed, changed: bool) -> str:
    said, planned = SAID["said"], plan(item)
    chosen = dict(zip(planned.analytic, setting.options, strict=True))
    if tuple(chosen[name] for name in planned.shared) not in planned.settings:
        return said["apart"]
    other = any(chosen[name] != planned.defaults[name] for name in chosen)
    told = [said["options_moved" if other else "options_book"].format(**_ended(found.claim))]
    told += [said["lines"]] if changed else []
    told += _combinations(found.claim, analyses)
    silent = [
        item.readings[key].title
        for part in ordered(item)
        for key in item.parts[part].readings
        if tuple(chosen[name] for name in planned.faced[key]) not in planned.grid(key)
    ]
    return " ".join([*told, *([said["silent"].format(titles="; ".join(silent))] if silent else [])])


def _ended(ruling: Ruling) -> dict[str, str]:
    limits = "; ".join(SAID["limits"][kind] for kind in sorted(ruling.limits))
    within = SAID["said"]["within"].format(limits=limits) if limits else ""
    return {"verdict": str(ruling.verdict), "limits": within}


def _combinations(ruling: Ruling, analyses: Claimed) -> list[str]:
    if ruling.verdict.side not in DECIDED:
        return []
    sides = fold(analyses.readers, analyses.everything)
    agree, total = sides[ruling.verdict.side], sides.total()
    return [SAID["said"]["combinations"].format(agree=agree, combinations=total)]


def told_by_library(setting: Setting) -> dict[str, Any]:
    """Return all that the page says of a setting, as the library has it; the claim is in place."""
    item = registry.claim(setting.claim)
    planned, analyses = plan(item), combined(item)
    defaults = tuple(planned.defaults[name] for name in planned.analytic)
    found, chosen = judged(item, defaults), judged(item, setting.options)
    changed = list(setting.values) != setting.book
    return {
        "parts": [[str(r.verdict), sorted(r.limits)] for r in (found.parts[key] for key in ordered(item))],
        "claim": [str(chosen.claim.verdict), sorted(chosen.claim.limits)],
        "opens": [None if one.stance is None else one.open for one in found.findings.values()],
        "lines": said_of_lines(item, setting.part, found, analyses, changed),
        "options": said_of_options(item, setting, chosen, analyses, changed),
        "counts": [
            SAID["said"]["counted"].format(
                title=item.readings[key].title, analyses=one.analyses, **_carried(one.carry)
            )
            for key in item.parts[setting.part].readings
            if (one := of_reading(analyses, key)).analyses > 1
        ],
        "tipping": [
            [*one.residents.gamma, *one.residents.share] if one.residents else None
            for one in found.findings.values()
        ],
    }


def _carried(carry: dict[str, int]) -> dict[str, int]:
    return {side: carry[side] for side in SIDES}


ASKED = """(setting) => {
    const claim = structuredClone(window.claims[setting.claim]), part = claim.parts[setting.at];
    part.lines.forEach((line, n) => line.ends.forEach(([side, end]) => {
        part.regions[side][end] = setting.values[n]; }));
    const changed = part.lines.some((line, n) => line.value !== setting.values[n]);
    const { judge, ofLines, ofOptions, ofReadings, tipping, held, chosen } = nkbookRule;
    const found = judge(claim, claim.defaults), other = judge(claim, setting.options);
    const readings = claim.parts.flatMap((part) => part.readings.map((reading) => [reading, part]));
    return {
        parts: found.parts.map(({ verdict, limits }) => [verdict, limits]),
        claim: [other.claim.verdict, other.claim.limits],
        opens: found.parts.flatMap(({ stances }) => stances.map((said) => said && said.open)),
        lines: ofLines(claim, setting.at, changed),
        options: ofOptions(claim, setting.options, changed),
        counts: ofReadings(claim, setting.at),
        tipping: readings.map(([reading, part]) => {
            const one = reading.found[chosen(reading, claim.defaults)];
            const turns = one && tipping(one, held(reading, part));
            return turns ? [...turns.odds, ...turns.share] : null;
        }),
    };
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page that knows the rule, and all claims as their scripts hand them over."""
    opened = browser.new_page()
    opened.add_script_tag(path=RULE)
    opened.evaluate("window.claims = {}")
    for name in MOVING:
        opened.evaluate("([name, data]) => { window.claims[name] = data; }", [name, site.data(assess(name))])
    yield opened
    opened.close()


@pytest.mark.browser
@pytest.mark.whole
def test_the_page_says_what_the_library_says_wherever_the_lines_stand(
    page: Page, with_claim: Callable[[Claim], None], remembered: None
) -> None:
    rng = np.random.default_rng(20261126)
    settings = [drawn(rng) for _ in range(SETTINGS)]
    verdicts = set()
    for setting in sorted(settings, key=lambda one: (one.claim, one.part)):
        item = BOOK[setting.claim]
        asked = {"claim": setting.claim, "at": ordered(item).index(setting.part)}
        asked |= {"values": list(setting.values), "options": list(setting.options)}
        shown = page.evaluate(ASKED, asked)
        with_claim(moved(item, setting.part, list(setting.values)))
        expected = told_by_library(setting)
        for one, other in zip(shown.pop("tipping"), expected.pop("tipping"), strict=True):
            assert one == (other and pytest.approx(other, rel=1e-9, abs=1e-9)), setting
        assert shown == expected, setting
        verdicts |= {verdict for verdict, _ in expected["parts"]}
    # The settings reach what a verdict can be, or the test would show little.
    assert {"supported within limits", "contradicted within limits", "contested", "undetermined"} <= verdicts


@pytest.mark.parametrize("name", MOVING)
def test_stored_measurements_are_up_to_date(name: str) -> None:
    assert not lines.stale(BOOK[name]), "run `make multiverse` and commit"


@pytest.mark.parametrize("name", MOVING)
def test_no_line_changes_what_a_reading_measures(name: str, with_claim: Callable[[Claim], None]) -> None:
    item = BOOK[name]
    before = {key: lines.measured(name, reading=key) for key in item.readings}
    for part in item.parts:
        if moving := lines_of(item, part):
            with_claim(moved(item, part, [line.value + 1 for line in moving]))
            after = {key: lines.measured(name, reading=key) for key in item.readings}
            assert after == before, part


def test_a_script_is_some_kilobytes_and_holds_no_key_of_a_source() -> None:
    for name in MOVING:
        found = assess(name)
        script = site.script(found)
        assert len(gzip.compress(script.encode())) < 30_000, name
        keys = set(found.origins) | set(found.sources)
        assert not [key for key in keys if f'"{key}"' in script], name
