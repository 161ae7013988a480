"""A claim as a reader sees it: chips at a chapter's head, a strip under the heading, a foot at the end."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

import yaml
from IPython.display import display
from markupsafe import Markup, escape

from nkbook import data, files, words
from nkbook.claims import maps, phrases, strip
from nkbook.claims.assessment import Assessment
from nkbook.claims.evaluation import Finding
from nkbook.claims.registry import UNSAMPLED, Claim, Criterion, Part, StandIn
from nkbook.claims.rule import CONTRADICTING, SIDES, SUPPORTING, Verdict
from nkbook.data import credit
from nkbook.data.package import note_read
from nkbook.tokens import TOKENS, glyph
from nkbook.words import number

HERE = Path(__file__).parent
TEMPLATES = words.pages_of("nkbook.claims")
# How often a reading decides wrongly with the truth at an edge, in percent of samples: one tail of its
# interval, or both where the regions touch and either would be wrong.
ONE_TAIL, BOTH_TAILS = 2.5, 5.0
# Sides of a claim, of which its parts may have different ones.
TOLD = {str(Verdict.SUPPORTED), str(Verdict.CONTRADICTED), str(Verdict.CONTESTED)}
WORD = re.compile(r"\w+")


def head(assessment: Assessment, *, found: str = "", objection: str = "") -> None:
    """Display under a claim's heading its verdict, what each reading says, and two sentences.

    found, objection: the sentences in a chapter's own words; plain ones are computed where they are "".
    """
    html = head_html(assessment, found=found, objection=objection)
    display({"text/html": html, "text/plain": plain(assessment)}, raw=True)


def foot(
    assessment: Assessment,
    *,
    analyses: Callable[[str], str] | None = None,
    follows: str = "",
    observed: str = "",
) -> None:
    """Display at the end of a claim's section what speaks against it, and all that stands behind it.

    analyses: returns what other choices do to a claim, as HTML. follows, observed: for a claim that a
    model carries, the conditions under which it follows there, and what was seen; the verdict rests on
    what was seen alone.
    """
    html = foot_html(assessment, analyses=analyses, follows=follows, observed=observed)
    text = "\n".join(f"{title}: {text}" for title, text in _columns(assessment))
    display({"text/html": html, "text/plain": f"{text}\n{phrases.left_out(assessment)}".strip()}, raw=True)


def chips(assessments: Sequence[Assessment]) -> None:
    """Display the verdicts of a chapter in one line, each linked to its claim."""
    argued = [a for a in assessments if not a.claim.saying]
    groups = [argued, [a for a in assessments if a.claim.saying]]
    html = [[chip_html(a.verdict, a.claim.id, f"#{a.claim.id}", _word(a)) for a in group] for group in groups]
    text = [" · ".join(f"{a.claim.id} {a.verdict}{_word(a)}" for a in group) for group in groups if group]
    apart = f' <span class="nk-small">and a saying:</span> {" ".join(html[1])}' if html[1] else ""
    page = f'<p class="nk-chips">{" ".join(html[0])}{apart}</p>'
    display({"text/html": page, "text/plain": "; and a saying: ".join(text)}, raw=True)


def _word(assessment: Assessment) -> str:
    """Return what an evidence map comes to for the outcome that its claim is about, e.g. ": mixed"."""
    return f": {assessment.laid[0].word}" if assessment.verdict is Verdict.MAP else ""


def chip_html(verdict: Verdict, text: str = "", link: str = "", word: str = "") -> str:
    """Return a verdict as a chip, the word always beside colour and shape. word: more of it, for a map."""
    name = f"<strong>{escape(text)}</strong> " if text else ""
    said = f"<span>{name}{verdict}{escape(word)}</span>"
    tag, address = ("a", f' href="{escape(link)}"') if link else ("span", "")
    shape = glyph(TOKENS[str(verdict)])
    return f'<{tag} class="nk-chip" data-verdict="{verdict.slug}"{address}>{shape}{said}</{tag}>'


def carried_by(assessment: Assessment) -> str:
    """Return which of its parts carry the verdict of a claim, e.g. "the rule".

    "" where all parts agree, where nothing is decided, or where the claim names the part itself.
    """
    claim, side = assessment.claim, assessment.verdict.side
    if side == Verdict.IN_PART:
        side = Verdict.SUPPORTED.side
    agreeing = [key for key, ruling in assessment.parts.items() if ruling.verdict.side == side]
    carrying = [claim.parts[key] for key in claim.states if key in agreeing]
    if side not in TOLD or not carrying or len(agreeing) == len(claim.parts):
        return ""
    titles = [part.title[:1].lower() + part.title[1:] for part in carrying]
    others = {claim.parts[key].kind for key in assessment.parts if key not in agreeing}
    rule = {part.kind for part in carrying} == {"rule"} - others
    said, told = (set(WORD.findall(text.lower())) for text in (" ".join(titles), claim.claim))
    return "" if said <= told and not rule else _say("carried", titles=titles, rule=rule)


def measured(claim: Claim, finding: Finding) -> str:
    """Return what a finding measures, and for what it stands in where that is something else."""
    quantity = claim.parts[finding.part].criterion.quantity
    reading = claim.readings.get(finding.reading)
    stands_in = reading is not None and reading.stands_in is not None
    return _say("measured", title=reading.title if reading else "", quantity=quantity, stands_in=stands_in)


def head_html(assessment: Assessment, *, found: str = "", objection: str = "") -> str:
    """Return the head of a claim's section as HTML with the permanent anchor of the claim; see `head`."""
    claim = assessment.claim
    return _render(
        "head",
        claim=claim,
        verdict=assessment.verdict,
        kicker=" · ".join(filter(None, (claim.id, _paragraph(claim.paragraph)))),
        chip=Markup(chip_html(assessment.verdict, word=_word(assessment))),
        strips=[_strip(assessment, key) for key in _tested(assessment)],
        several=len(claim.parts) > 1,
        mapped=[_mapped(assessment, key) for key in _parts(assessment) if key not in _tested(assessment)],
        asked=maps.asked(claim),
        laid=assessment.laid,
        voices=[(phrases.brief(v.share, "percent"), v.says, v.n) for v in assessment.voices],
        found=found or _found(assessment),
        objection=objection or _sentence(_objections(claim)[0]),
    )


def foot_html(
    assessment: Assessment,
    *,
    analyses: Callable[[str], str] | None = None,
    follows: str = "",
    observed: str = "",
) -> str:
    """Return the foot of a claim's section as HTML; see `foot`."""
    claim, keys = assessment.claim, _parts(assessment)
    changed = {o: v for o, v in assessment.without.items() if v != assessment.verdict}
    names = credit.names(changed)
    stays = _say("stays", origins=len(assessment.without)) if assessment.without else ""
    return _render(
        "foot",
        claim=claim,
        follows=follows,
        observed=observed,
        columns=_columns(assessment),
        analyses=Markup(analyses(claim.id)) if analyses else "",
        parts=[_criterion(assessment, *two) for two in zip(keys, ["", *keys], strict=False)],
        without=sorted((names[origin], verdict) for origin, verdict in changed.items()),
        stays=stays,
        warnings=[
            f"{claim.readings[key].title}: {_ended('; '.join(f.warnings))}"
            for key, f in assessment.findings.items()
            if f.warnings
        ],
        residents=[_residents(assessment, f) for f in assessment.findings.values() if f.residents],
        sources=_sources(assessment.sources),
        sources_in_all=len(assessment.sources),
    )


def plain(assessment: Assessment) -> str:
    """Return the head in plain text: the verdict, and of each part what its strip, or its map, shows."""
    strips = [_strip(assessment, key) for key in _tested(assessment)]
    several = len(assessment.parts) > 1
    lines = [(f"{s['title']}: {s['verdict']}. " if several else "") + s["alt"] for s in strips]
    lines += [f"{laid.outcome.title}: {laid.word}." for laid in assessment.laid]
    return "\n".join([f"{assessment.claim.id}: {assessment.verdict}", *lines, _found(assessment)])


def _parts(assessment: Assessment) -> list[str]:
    """Return the keys of a claim's parts, those that the essay asserts first."""
    stated = assessment.claim.states
    return [*stated, *(key for key in assessment.parts if key not in stated)]


def _tested(assessment: Assessment) -> list[str]:
    """Return the keys of those parts that have readings, in the order of all."""
    return [key for key in _parts(assessment) if assessment.claim.parts[key].readings]


def _mapped(assessment: Assessment, key: str) -> dict[str, Any]:
    title = assessment.claim.parts[key].title or key.capitalize()
    chip = Markup(chip_html(Verdict.MAP, word=f": {assessment.laid[0].word}"))
    return {"title": title, "chip": chip, "stated": key in assessment.claim.states}


def _strip(assessment: Assessment, key: str) -> dict[str, Any]:
    part, criterion = assessment.claim.parts[key], assessment.claim.parts[key].criterion
    findings = [f for f in assessment.findings.values() if f.part == key]
    heard = [f for f in findings if f.stance is not None]
    regions = [r for own in _regions(part, heard) for r in (own.supports, own.contradicts)]
    axis = strip.axis(regions, heard, criterion.unit)
    rows = strip.rows(part, heard, axis)
    shown = [row._replace(note=_note(f), interval=between(f)) for row, f in zip(rows, heard, strict=True)]
    zones, unit = strip.zones(criterion, axis), phrases.unit_title(criterion.unit)
    shape = {
        "quantity": _capital(criterion.quantity),
        "unit": "" if unit[0] == "%" or unit.lower() in criterion.quantity.lower() else unit,
        "unheard": [f"{part.readings[f.reading].title} ({f.reason})" for f in findings if f.stance is None],
    }
    said = {side: phrases.region(getattr(criterion, side), criterion.unit) for side in SIDES}
    seen = [_seen(row, f, part) for row, f in zip(shown, heard, strict=True)]
    verdict = assessment.parts[key].verdict
    return shape | {
        "title": part.title or key.capitalize(),
        "verdict": verdict,
        "chip": Markup(chip_html(verdict)),
        "stated": key in assessment.claim.states,
        "sides": [
            (zone.side, phrases.region(getattr(criterion, zone.side), criterion.unit, short=True))
            for zone in sorted(zones, key=lambda zone: zone.x)
        ],
        "zones": zones,
        "rows": shown,
        "own": [_own_lines(part, f) if row.own else "" for row, f in zip(shown, heard, strict=True)],
        "bars": any(row.bar for row in shown),
        "labels": strip.labels(axis, strip.edges_of([criterion.supports, criterion.contradicts])),
        "alt": _say("seen.strip", **shape, **said, rows=seen),
    }


def _regions(part: Part, heard: Iterable[Finding]) -> list[Criterion | StandIn]:
    """Return the criterion of a part and all regions that stand-ins among its findings have of their own."""
    own = [part.readings[f.reading].stands_in for f in heard]
    return [part.criterion, *(regions for regions in own if regions)]


def _own_lines(part: Part, found: Finding) -> str:
    """Return in words the lines that a reading has of its own."""
    own = part.readings[found.reading].stands_in
    assert own is not None
    return _say("own", **{side: phrases.region(getattr(own, side), found.unit, short=True) for side in SIDES})


def _seen(row: strip.Row, found: Finding, part: Part) -> str:
    assert found.stance is not None
    bounds = found.residents.bounds[1] if found.residents else None
    return _say(
        "seen.row",
        title=row.title,
        number=row.number,
        interval=row.interval,
        reports=any(phrases.reports(found)[1:]),
        own=_own_lines(part, found) if row.own else "",
        note=row.note,
        bounds=phrases.span(bounds, found.unit) if bounds else "",
        side=_words()["side"].get(found.stance.carries, ""),
    )


def _found(assessment: Assessment) -> str:
    """Return what was found on the parts that the essay asserts, in one plain sentence."""
    claim = assessment.claim
    asserted = {key: f for key, f in assessment.findings.items() if f.part in claim.states}
    stances = {key: f.stance for key, f in asserted.items() if f.stance is not None}
    named = {key: _named(assessment, assessment.findings[key]) for key in stances}
    carrying = {side: [named[key] for key, s in stances.items() if s.carries == side] for side in SIDES}
    excluding = {side: [named[key] for key, s in stances.items() if side in s.excludes] for side in SIDES}
    titles = {key: claim.parts[key].title.lower() or key for key in claim.states}
    held, broken = (
        [title for key, title in titles.items() if assessment.parts[key].verdict in side]
        for side in (SUPPORTING, CONTRADICTING)
    )
    if assessment.verdict is Verdict.MAP:
        first = assessment.laid[0]
        return _say("mapped", title=first.outcome.title, word=first.word, units=len(first.units))
    return _say(
        "found",
        verdict=assessment.verdict.side,
        heard=len(stances),
        twice=any(assessment.parts[key].twice for key in claim.states),
        excluded=sorted({side for key in claim.states for side in assessment.parts[key].excluded}),
        carrying=[name for side in SIDES for name in carrying[side]],
        disputed=next((side for side in SIDES if carrying[side] and excluding[side]), ""),
        sides={side: (carrying[side], excluding[side]) for side in SIDES},
        held=held,
        broken=broken,
        undecided=[title for title in titles.values() if title not in (*held, *broken)],
    )


def _named(assessment: Assessment, found: Finding) -> str:
    title = assessment.claim.readings[found.reading].title
    if found.estimate is None:
        return title
    return f"{title} ({_reports(found) or phrases.amount(found.estimate, found.unit)})"


def between(found: Finding) -> str:
    """Return an interval in words, or how many origins report a rule and how many deny it, where some do."""
    return _reports(found) if any(phrases.reports(found)[1:]) else phrases.interval(found)


def _reports(found: Finding) -> str:
    counts = phrases.reports(found)
    return _say("reports", said=counts[0], denied=counts[1]) if counts else ""


def _columns(assessment: Assessment) -> list[tuple[str, str]]:
    """Return title and text of the columns of the foot, all but the objection that the head states."""
    claim = assessment.claim
    columns = {
        "Also against it": _objections(claim)[1],
        "Rival explanation": claim.rival,
        "Would change our mind": claim.would_change,
    }
    return [(title, _sentence(text)) for title, text in columns.items() if text]


def _objections(claim: Claim) -> tuple[str, str]:
    """Return the strongest objection to a claim, and what else speaks against it ("" for nothing)."""
    first, _, rest = claim.against.partition(";")
    return first, rest.strip()


def _criterion(assessment: Assessment, key: str, before: str = "") -> dict[str, Any]:
    """Return why a part has its lines, what limits it and how it could fail; a strip shows the lines.

    before: the part told before it, whose reasons may be the same.
    """
    part, criterion = assessment.claim.parts[key], assessment.claim.parts[key].criterion
    heard = [f for f in assessment.findings.values() if f.part == key and f.stance is not None]
    told = assessment.claim.parts[before].criterion.otherwise if before else ""
    fails: dict[str, list[str]] = {}
    for finding in heard:
        fails.setdefault(assessment.claim.fails(finding.reading).why, []).append(
            part.readings[finding.reading].title
        )
    stands_in: dict[str, list[str]] = {}
    for finding in heard:
        if own := part.readings[finding.reading].stands_in:
            stands_in.setdefault(own.why, []).append(part.readings[finding.reading].title)
    touch = not {criterion.supports.at_least, criterion.supports.at_most}.isdisjoint(
        {criterion.contradicts.at_least, criterion.contradicts.at_most} - {None}
    )
    sampled = [f for f in heard if assessment.claim.fails(f.reading).by not in UNSAMPLED]
    risk = len(sampled) * (BOTH_TAILS if touch else ONE_TAIL)
    return {
        "title": part.title or key.capitalize(),
        "otherwise": "" if criterion.otherwise == told else criterion.otherwise,
        "risk": _say("risk", percent=min(risk, 100.0)) if sampled else "",
        "limits": _limits(assessment, key, [f for f in heard if f.stance and f.stance.carries]),
        "stands_in": list(stands_in.items()),
        "fails": list(fails.items()),
    }


def _limits(assessment: Assessment, key: str, heard: Sequence[Finding]) -> list[str]:
    """Return the limits of a part in words: the claim's own, and those kinds for which it has none.

    Where not every finding of the part has a limit, the readings that have it stand before it.
    """
    if not assessment.parts[key].limits:
        return []
    part = assessment.claim.parts[key]
    told = [f for f in assessment.findings.values() if f.part == key and f.stance is not None]
    known, found = part.criterion.limits, list[str]()
    for name in dict.fromkeys(name for f in heard for name in f.limits):
        limited = [part.readings[f.reading].title for f in heard if name in f.limits]
        prefix = "" if all(name in f.limits for f in told) else f"{'; '.join(limited)}: "
        found.append(_sentence(prefix + known[name].text))
    named = {known[name].kind for f in heard for name in f.limits}
    rest = sorted(kind for kind in assessment.parts[key].limits if kind not in named)
    return found + [_sentence(_words()["limits"][kind]) for kind in rest]


def _residents(assessment: Assessment, found: Finding) -> list[str]:
    """Return a row on residents: reading, interval of those asked, bounds, odds and share that turn it."""
    about = found.residents
    assert about is not None

    share = [phrases.amount(v, found.unit) if 0 <= v <= 100 else "none" for v in about.share]
    return [
        assessment.claim.readings[found.reading].title,
        phrases.span(about.interval, found.unit),
        phrases.span(about.bounds[1], found.unit),
        "{} ({})".format(*(number(v) if isfinite(v) else "any" for v in about.gamma)),
        "{} ({})".format(*share),
    ]


def _sources(keys: Iterable[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return origins by name, each with those who print it: publisher and a place in the list of sources."""
    behind, publishers = data.origins(), data.sources()["publisher"]
    found: dict[str, dict[str, str]] = {}
    for key in keys:
        found.setdefault(str(behind[key]), {})[str(publishers[key])] = phrases.source_page(key)
    names = credit.names(found)
    return sorted((names[origin], sorted(places.items())) for origin, places in found.items())


def _paragraph(text: str) -> str:
    return f"¶{text.replace('-', '–')}" if text[:1].isdigit() else text


def _sentence(text: str) -> str:
    """Return a phrase of the registry as a sentence."""
    return _capital(_ended(text))


def _ended(text: str) -> str:
    text = text.strip()
    return text + ("" if text.endswith((".", "?", "!")) else ".")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _note(found: Finding) -> str:
    """Return in words why a finding carries no side; "" where it does."""
    if not found.open:
        return ""
    ranged = found.open == "no_interval" and phrases.interval(found)
    return note("range" if ranged else found.open, found.smallest, found.unit)


def note(name: str, smallest: float | None = None, unit: str = "") -> str:
    """Return in words why a finding carries no side.

    name: a key of `abstains` in section.yml. smallest: how far from a line the truth has to lie to be shown,
    in `unit`.
    """
    shown = "" if smallest is None else number(smallest)
    return _say(f"abstains.{name}", smallest=shown, unit=phrases.unit_title(unit) if unit else "")


def _say(name: str, **facts: Any) -> str:
    template: Any = _words()
    for step in name.split("."):
        template = template[step]
    return words.sentence(template, facts, f"section.yml, {name}")


def _render(name: str, **shown: Any) -> str:
    for path in sorted((HERE / "templates").iterdir()):
        note_read(path)
    return TEMPLATES.get_template(f"{name}.html").render(shown)


def _words() -> dict[str, Any]:
    path = HERE / "section.yml"
    note_read(path)
    return _read(path, files.stamp(path))


@lru_cache(maxsize=4)
def _read(path: Path, _changed: files.Stamp) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found
