"""The analyses of a claim, drawn without a script: one row for each reading, each mark one analysis.

Places across are thousandths of the width and places down are pixels, so that a row fits any screen. Marks
are ends of strokes: round for what supports, square for what contradicts, an upright for what is open.
"""

from typing import Any, NamedTuple

from nkbook.claims import phrases, registry, strip
from nkbook.claims.evaluation import Finding
from nkbook.claims.registry import Claim
from nkbook.claims.rule import SIDES
from nkbook.multiverse import results, words
from nkbook.multiverse.results import Result
from nkbook.words import pages_of

LEAST, MOST, STEP = 22, 120, 7  # pixels: height of a row at least and at most, and between two of few marks
TEMPLATES = pages_of("nkbook.multiverse")


class Cloud(NamedTuple):
    """The analyses of one reading: places of regions and their edges, and strokes by what they say.

    whiskers, marks: paths of intervals and estimates by side ("supports", "contradicts", "open"). default:
    path of the estimate of the default; "" where the default finds no evidence.
    """

    said: str
    height: int
    zones: tuple[strip.Zone, ...]
    edges: list[float]
    whiskers: dict[str, str]
    marks: dict[str, str]
    default: str


def analyses_html(claim: str) -> str:
    """Return what other choices do to a claim, as HTML for the fold at the foot of its section."""
    return told(registry.claim(claim), results.load(claim))


def told(item: Claim, result: Result) -> str:
    """Return what the analyses of a claim say, in sentences."""
    said, terms = words.said(item, result), words.sentences()["terms"]
    return TEMPLATES.get_template("analyses.html").render(
        item=item,
        said=said,
        told=[_said(item, result, name) for key in item.parts for name in _analysed(item, result, key)],
        terms={term: terms[term] for term in ("together", "turns", "strict", "noise") if said[term]},
        words=words.sentences(),
    )


def pictures(item: Claim, result: Result) -> str:
    """Return a picture of all analyses of those readings that can be analysed in other ways."""
    drawn = [(key, _analysed(item, result, key)) for key in item.parts]
    parts = [_part(item, result, key, readings) for key, readings in drawn if readings]
    return TEMPLATES.get_template("pictures.html").render(parts=parts, words=words.sentences())


def _analysed(item: Claim, result: Result, part: str) -> list[str]:
    """Return the readings of a part with more than one analysis; a single one is what the strip shows."""
    return [name for name in item.parts[part].readings if len(result.points[name]["estimate"]) > 1]


def _part(item: Claim, result: Result, key: str, told: list[str]) -> dict[str, Any]:
    """Return one part of a claim: its unit, the clouds of its readings, and the axis below them."""
    criterion = item.parts[key].criterion
    criteria = [item.criterion_of(name) for name in told]
    regions = [getattr(one, side) for one in (criterion, *criteria) for side in SIDES]
    axis = strip.axis(regions, [f for name in told for f in _findings(item, result, name)], criterion.unit)
    edges = strip.edges_of([criterion.supports, criterion.contradicts])
    return {
        "quantity": criterion.quantity[:1].upper() + criterion.quantity[1:],
        "unit": phrases.unit_title(criterion.unit),
        "clouds": [_cloud(item, result, name, axis) for name in told],
        "labels": strip.labels(axis, edges),
    }


def _findings(item: Claim, result: Result, key: str) -> list[Finding]:
    columns = (result.points[key][name] for name in ("estimate", "lower", "upper"))
    rows = zip(*columns, strict=True)
    return [Finding(item.id, item.part_of(key), key, *row) for row in rows]


def _cloud(item: Claim, result: Result, key: str, axis: strip.Axis) -> Cloud:
    points, criterion = result.points[key], item.criterion_of(key)
    count = len(points["estimate"])
    height = min(MOST, max(LEAST, STEP * (count + 1)))
    whiskers: dict[str, str] = {}
    marks: dict[str, str] = {}
    default = ""
    for rank, found in enumerate(_findings(item, result, key)):
        y = round(height * (1 - (rank + 1) / (count + 1)), 1)
        says = points["says"][rank] if points["says"][rank] in SIDES else "open"
        x, ends = _place(axis, found.estimate or 0.0), phrases.ends(found)
        if ends and phrases.interval(found):
            low, high = (_place(axis, end) for end in ends)
            whiskers[says] = whiskers.get(says, "") + f"M{low} {y}H{high}"
        marks[says] = marks.get(says, "") + (f"M{x} {y - 3:g}v6" if says == "open" else f"M{x} {y}h0")
        default = f"M{x} {y}h0" if points["default"][rank] else default
    edges = [10 * axis.at(e) for e in strip.edges_of([criterion.supports, criterion.contradicts])]
    return Cloud(
        _said(item, result, key), height, strip.zones(criterion, axis), edges, whiskers, marks, default
    )


def _said(item: Claim, result: Result, key: str) -> str:
    return words.write("reading", name=item.readings[key].title, one=result.readings[key])


def _place(axis: strip.Axis, value: float) -> int:
    return round(10 * axis.at(value))
