"""A claim as a reader sees it: chips at the head of a chapter, a card at the end of a section."""

from html import escape

from IPython.display import display

from nkbook import data
from nkbook.claims.assessment import Assessment
from nkbook.claims.evaluation import Finding
from nkbook.claims.registry import Region
from nkbook.claims.rule import Verdict
from nkbook.words import number


def card(assessment: Assessment, *, follows: str = "", observed: str = "") -> None:
    """Display claim, criterion, estimate with interval, verdict, what speaks against it, links.

    follows, observed: for a claim that a model carries, the conditions under which it follows there,
    and what was seen; the verdict rests on what was seen alone.
    """
    text = f"{assessment.claim.id}: {assessment.verdict}. {estimate(assessment.lead)}"
    html = card_html(assessment, follows=follows, observed=observed)
    display({"text/html": html, "text/plain": text}, raw=True)


def chips(assessments: list[Assessment]) -> None:
    """Display the verdicts of a chapter in one line, each linked to its card."""
    html = " ".join(chip_html(a.verdict, a.claim.id, f"#{a.claim.id}") for a in assessments)
    text = " · ".join(f"{a.claim.id} {a.verdict}" for a in assessments)
    display({"text/html": f'<p class="nk-chips">{html}</p>', "text/plain": text}, raw=True)


def chip_html(verdict: Verdict, text: str = "", link: str = "") -> str:
    """Return a verdict as a chip: the word always stands beside colour and shape."""
    words = f"<strong>{escape(text)}</strong> {verdict}" if text else str(verdict)
    tag, address = ("a", f' href="{escape(link)}"') if link else ("span", "")
    return f'<{tag} class="nk-chip" data-verdict="{verdict.slug}"{address}>{words}</{tag}>'


def card_html(assessment: Assessment, *, follows: str = "", observed: str = "") -> str:
    """Return the card of a claim as HTML with the permanent anchor of the claim; see `card`."""
    claim, criterion = assessment.claim, assessment.claim.criterion
    rows = [
        (
            "Criterion",
            f"{criterion.quantity}. Supports: {region(criterion.supports, criterion.unit)}; "
            f"contradicts: {region(criterion.contradicts, criterion.unit)}. {criterion.otherwise}",
        ),
        ("Follows in the model if", follows),
        ("Observed", observed),
        ("Estimate", estimate(assessment.lead)),
        *[("Limit", criterion.limits[limit].text) for limit in assessment.lead.limits],
        ("Each source alone", alone(assessment)),
        ("Independent origins", _origins(assessment)),
        ("Leaving one out", left_out(assessment)),
        ("Against the verdict", claim.against),
        ("Rival explanation", claim.rival),
        ("Would change our mind", claim.would_change),
        *[("Note", warning) for warning in assessment.lead.warnings],
    ]
    body = "".join(f"<dt>{term}</dt><dd>{escape(text)}</dd>" for term, text in rows if text)
    return (
        f'<section class="nk-card" id="{claim.id}" data-verdict="{assessment.verdict.slug}" '
        f'aria-label="Verdict on claim {claim.id}">'
        f'<p class="nk-card-head"><strong>{claim.id}</strong> {escape(claim.claim)} '
        f"{chip_html(assessment.verdict)}</p><dl>{body}</dl>{_links(assessment)}</section>"
    )


def estimate(found: Finding) -> str:
    """Return an estimate with interval, unit and n as a phrase, or the reason why there is none."""
    if found.estimate is None:
        return found.reason
    unit = unit_title(found.unit)
    text = f"{number(found.estimate)} {unit}"
    if found.lower is not None and found.upper is not None:
        text += f" (interval {number(found.lower)} to {number(found.upper)})"
    else:
        text += f" (no interval: {found.reason})"
    return text + (f", n = {found.n:,}" if found.n else "")


def alone(assessment: Assessment) -> str:
    """Return the result of each reading by itself as a phrase."""
    parts = [
        f"{assessment.claim.readings[key].title}: {estimate(found)}: {found.verdict}"
        for key, found in assessment.findings.items()
    ]
    return "; ".join(parts)


def left_out(assessment: Assessment) -> str:
    """Return what leaving out each source in turn changes."""
    if not assessment.without:
        return ""
    if not assessment.hangs_on:
        return f"the verdict stays whichever of {len(assessment.without)} sources is left out"
    changes = [f"without {s!s}: {assessment.without[s]}" for s in assessment.hangs_on]
    return "the verdict hangs on single sources: " + "; ".join(changes)


def region(found: Region, unit: str) -> str:
    """Return a region of the criterion in words."""
    low, high = found.at_least, found.at_most
    if low is not None and high is not None:
        return f"{number(low)} to {number(high)} {unit_title(unit)}"
    if low is not None:
        return f"at least {number(low)} {unit_title(unit)}"
    assert high is not None
    return f"at most {number(high)} {unit_title(unit)}"


def unit_title(unit: str) -> str:
    """Return the printed name of a unit."""
    table = data.units()
    return str(table["title"].get(unit, unit.replace("_", " ")))


def source_page(key: str) -> str:
    """Return where the book lists a source, relative to its root."""
    theme: str = data.sources()["theme"].to_dict()[key]
    return f"sources_{theme}.html#{key}"


def _origins(assessment: Assessment) -> str:
    count, sources = len(assessment.origins), len(assessment.sources)
    return f"{count} behind {sources} sources: {', '.join(assessment.origins)}" if count else ""


def _links(assessment: Assessment) -> str:
    identifier = assessment.claim.id
    sources = ", ".join(f'<a href="../{source_page(k)}">{escape(k)}</a>' for k in assessment.sources)
    code = f"../code_{assessment.claim.theme}.html#code-{identifier}"
    return (
        f'<p class="nk-card-links"><a href="{code}">Code</a> · '
        f'<a href="../data.html#data-{identifier}">Data</a> · '
        f'<a href="../references.html">References</a> · Sources: {sources or "none found"}</p>'
    )
