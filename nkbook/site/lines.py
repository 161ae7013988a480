"""Strips whose lines a reader can move: a button on the page, and a script with all else for its first use.

Without a script nothing appears. The rule that the script follows is `assets/rule.js`; what it is given are
the measurements of `nkbook.multiverse.lines`, in the order in which the page shows parts and readings.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from nkbook import words
from nkbook.claims import Assessment, noise, phrases, section, strip, trials
from nkbook.claims.registry import Claim, Criterion, Part, Region, StandIn
from nkbook.claims.rule import SIDES, Side
from nkbook.multiverse import lines
from nkbook.multiverse.settings import Plan, plan
from nkbook.multiverse.words import choice_name, option_name
from nkbook.site import computed
from nkbook.site.stored_figure import in_script
from nkbook.site.template import render
from nkbook.tokens import HOLLOW, TOKENS

FOLDER = "_lines"
WORDS = Path(__file__).with_name("lines.yml")
STOPS = 100  # a slider has at least so many
# A claim on a page, and in it each strip and the fold of its analyses.
CLAIM = re.compile(r'<section class="nk-claim[^>]* id="(\w+)".*?</section>', re.DOTALL)
STRIP = re.compile(r'<figure class="nk-strip">.*?</figure>', re.DOTALL)
FOLD = re.compile(r'<div class="nk-multiverse" id="multiverse-(\w+)">')


@dataclass(frozen=True)
class Line:
    """A boundary of a part's regions, where the book has it.

    ends: the ends that it moves, each a side and 0 for at least or 1 for at most; two where regions touch.
    """

    value: float
    ends: tuple[tuple[Side, int], ...]


def prepare(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Add the buttons to the claims of a page, and write the script of each claim."""
    body = context.get("body") or ""
    for name in CLAIM.findall(body):
        found = next((a for a in computed.assessments() if a.claim.id == name), None)
        if found is not None and lines.has_lines(found.claim):
            body = with_buttons(body, found)
            folder = Path(app.outdir) / FOLDER
            folder.mkdir(exist_ok=True)
            (folder / f"{name}.js").write_text(script(found), encoding="utf-8", newline="\n")
    context["body"] = body


def with_buttons(body: str, assessment: Assessment) -> str:
    """Return a page with a hidden button below each strip whose lines move, and one in the fold."""
    item, number = assessment.claim, count()
    tested = [at for at, key in enumerate(ordered(item)) if item.parts[key].readings]

    def below(strip: re.Match[str]) -> str:
        at = tested[next(number)]
        moved = lines_of(item, ordered(item)[at])
        return strip[0] + (_button("move", at, several=len(moved) > 1) if moved else "")

    def in_claim(claim: re.Match[str]) -> str:
        return STRIP.sub(below, claim[0]) if claim[1] == item.id else claim[0]

    def in_fold(fold: re.Match[str]) -> str:
        wanted = fold[1] == item.id and plan(item).analytic
        return fold[0] + (_button("choose", "") if wanted else "")

    return FOLD.sub(in_fold, CLAIM.sub(in_claim, body))


def script(assessment: Assessment) -> str:
    """Return the script that hands a claim to the page: works from `file://`."""
    return f'nkbookLines("{assessment.claim.id}",{in_script(data(assessment))});\n'


def ordered(item: Claim) -> list[str]:
    """Return the keys of a claim's parts as the page shows them, those that the essay asserts first."""
    return [*item.states, *(key for key in item.parts if key not in item.states)]


def lines_of(item: Claim, key: str) -> list[Line]:
    """Return the boundaries of a part that can be moved, in order; none where no reading could follow."""
    part = item.parts[key]
    if part.criterion.unit == phrases.LEDGER or key in words.of(WORDS)["fixed"].get(item.id, ()):
        return []
    if not any(follows(part, name) and lines.stored(item.id)[name].found for name in part.readings):
        return []
    found: dict[float, list[tuple[Side, int]]] = {}
    for side in SIDES:
        for end, value in enumerate(_pair(getattr(part.criterion, side))):
            if value is not None:
                found.setdefault(value, []).append((side, end))
    return [Line(value, tuple(found[value])) for value in sorted(found)]


def follows(part: Part, reading: str) -> bool:
    """Tell whether a reading is held against its part's lines: it has none of its own, or the same ones."""
    own, common = part.readings[reading].stands_in, part.criterion
    return own is None or (own.supports, own.contradicts) == (common.supports, common.contradicts)


def data(assessment: Assessment) -> dict[str, Any]:
    """Return all that the script needs of a claim: for its rule, for its strips, and what it says."""
    item = assessment.claim
    planned, said, glyphs = plan(item), words.of(WORDS), TOKENS | {"": HOLLOW}
    origins = sorted({o for r in lines.stored(item.id).values() for one in r.found for o in one["origins"]})
    return {
        "verdicts": {name: {"hue": t.hue, "outer": t.outer, "path": t.path} for name, t in glyphs.items()},
        "parts": [_part(assessment, planned, key, origins) for key in ordered(item)],
        "settings": len(planned.settings),
        "shared": [
            [planned.analytic.index(name) for name in planned.shared],
            [lines.joined(setting) for setting in planned.settings],
        ],
        "defaults": [planned.defaults[name] for name in planned.analytic],
        "options": _options_html(planned) if planned.analytic else "",
        "words": {name: said[name] for name in ("said", "limits", "regions", "drawn")} | {"notes": _notes()},
    }


def _part(assessment: Assessment, planned: Plan, key: str, origins: Sequence[str]) -> dict[str, Any]:
    item, part = assessment.claim, assessment.claim.parts[key]
    moved = lines_of(item, key)
    found: dict[str, Any] = {
        "stated": key in item.states,
        "regions": _regions(part.criterion),
        "readings": [_reading(assessment, planned, name, origins) for name in part.readings],
        "lines": [asdict(line) for line in moved],
    }
    if moved:
        axis = _axis(assessment, key)
        found |= {
            "axis": [axis.low, axis.high],
            "suffix": phrases.brief(1, part.criterion.unit).removeprefix("1"),
            "html": _lines_html(assessment, key, moved, axis),
        }
    return found


def _reading(assessment: Assessment, planned: Plan, name: str, origins: Sequence[str]) -> dict[str, Any]:
    item, part = assessment.claim, assessment.claim.parts[assessment.claim.part_of(name)]
    measured = lines.stored(item.id)[name]
    own = part.readings[name].stands_in
    default = assessment.findings[name]
    return {
        "title": part.readings[name].title,
        "faced": [planned.analytic.index(choice) for choice in planned.faced[name]],
        "regions": None if own is None or follows(part, name) else _regions(own),
        "barred": sorted(trials.barred(item.id, name)),
        "power": {side: trials._power(item, name, side) for side in SIDES},
        "worlds": _worlds(item.id, name),
        "found": [_finding(one, origins) for one in measured.found],
        "grid": measured.grid,
        "analyses": measured.analyses,
        "shown": default.stance is not None,
        "too_wide": section.note("too_wide", default.smallest, default.unit),
        "no_interval": section.note("range" if phrases.interval(default) else "no_interval"),
    }


def _finding(one: dict[str, Any], origins: Sequence[str]) -> dict[str, Any]:
    """Return a measurement as the rule reads it; origins are numbers, since no page shows their keys."""
    kept = {name: one[name] for name in ("estimate", "ends", "cannot", "bounds", "people", "kinds")}
    return kept | {"origins": [origins.index(origin) for origin in one["origins"]]}


def _worlds(claim: str, reading: str) -> dict[str, Any] | None:
    found = noise.worlds(claim, reading)
    return asdict(found) if found else None


def _lines_html(assessment: Assessment, key: str, moved: Sequence[Line], axis: strip.Axis) -> str:
    item, part = assessment.claim, assessment.claim.parts[key]
    several = len(moved) > 1
    own = [reading.title for name, reading in part.readings.items() if not follows(part, name)]
    title = part.title or f"{part.criterion.quantity} ({item.id})"
    changed = [words.day(date) for date in sorted({datetime.fromisoformat(c.date) for c in item.log})]
    note = _say("note", verdict=str(assessment.verdict), several=several, changed=changed)
    return render(
        "lines",
        legend=_say("legend", several=several, title=title),
        lines=[_slider(line, axis, [one.value for one in moved]) for line in moved],
        reset=_say("reset", several=several),
        note=note,
        own=_say("own", titles=own, several=several) if own else "",
        log=_say("log"),
        what=_say("what"),
    )


def _slider(line: Line, axis: strip.Axis, edges: Sequence[float]) -> dict[str, Any]:
    """Return a slider over an axis, in round steps of which every edge is a multiple."""
    step = _step(axis.high - axis.low, edges)
    low, high = _round(ceil(axis.low / step - 1e-9) * step), _round(floor(axis.high / step + 1e-9) * step)
    side, end = line.ends[0]
    return {
        "side": side,
        "word": words.of(WORDS)["regions"][("at_least", "at_most")[end]].format(value="").strip(),
        "min": low,
        "max": high,
        "step": step,
        "value": line.value,
        "start": axis.at(low),
        "long": round(axis.at(high) - axis.at(low), 1),
        "own": round((line.value - low) / (high - low), 4),
    }


def _step(length: float, edges: Sequence[float]) -> float:
    """Return the largest step of 1, 2 or 5 times a power of ten that meets all edges, STOPS in a length."""
    power = floor(log10(length / STOPS))
    steps = (_round(n * 10.0**p) for p in count(power, -1) for n in (5, 2, 1))
    return next(s for s in steps if s <= length / STOPS and all(_whole(edge / s) for edge in edges))


def _whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-6


def _round(value: float) -> float:
    """Return a number without what arithmetic of floats adds in the last digits."""
    return float(f"{value:.12g}")


def _axis(assessment: Assessment, key: str) -> strip.Axis:
    """Return the axis of a part's strip, as `nkbook.claims.section` draws it."""
    item, part = assessment.claim, assessment.claim.parts[key]
    heard = [f for f in assessment.findings.values() if f.part == key and f.stance is not None]
    criteria = [part.criterion, *(item.criterion_of(f.reading) for f in heard)]
    regions = [getattr(one, side) for one in criteria for side in SIDES]
    return strip.axis(regions, heard, part.criterion.unit)


def _options_html(planned: Plan) -> str:
    choices = [
        {
            "name": choice_name(name),
            "options": [
                (option_name(option.value), option.why) for option in planned.item.choices[name].options
            ],
            "default": planned.defaults[name],
        }
        for name in planned.analytic
    ]
    legend, reset = _say("options", claim=planned.item.id), _say("defaults")
    return render("options", legend=legend, choices=choices, reset=reset)


def _notes() -> dict[str, str]:
    """Return why a finding carries no side, as the strip says it, but for what depends on the finding."""
    return {name: section.note(name) for name in words.of(section.HERE / "section.yml")["abstains"]}


def _regions(criterion: Criterion | StandIn) -> dict[str, tuple[float | None, float | None]]:
    return {side: _pair(getattr(criterion, side)) for side in SIDES}


def _pair(region: Region) -> tuple[float | None, float | None]:
    return region.at_least, region.at_most


def _button(name: str, part: int | str, **facts: object) -> str:
    return f'<button class="nk-move" value="{part}" hidden>{_say(name, **facts)}</button>'


def _say(name: str, /, **facts: Any) -> str:
    return words.sentence(words.of(WORDS)[name], facts, f"lines.yml, {name}")
