"""Parts of pages that are computed from the data package and the claims, never typed.

A page writes

    ```{computed} claims
    ```

and gets the HTML of the part named. The parts are the functions in `PARTS`.
"""

import importlib
import inspect
import re
from collections.abc import Callable, Iterable
from functools import partial
from html import escape

from docutils import nodes
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from nkbook import data
from nkbook.claims import Assessment, assess, claim, claims
from nkbook.claims.answers import module_of
from nkbook.claims.card import alone, chip_html, estimate, left_out, source_page
from nkbook.claims.verdicts import SUPPORTING, Verdict
from nkbook.data import corrections, descriptor
from nkbook.errors import BookError
from nkbook.multiverse import results
from nkbook.multiverse import words as universes
from nkbook.site import usage

THEMES = {
    "economy": "Economy",
    "communication": "Communication",
    "trust": "Trust",
    "information_inflow": "Information inflow",
}

# The steps of the essay's argument from shared content to trust to solidarity.
MECHANISM = ("T7", "T8", "T9", "T10")


class Computed(SphinxDirective):
    """Put a computed part into a page."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the part as raw HTML; an unknown name fails the build."""
        name = self.arguments[0]
        if name not in PARTS:
            raise BookError(f"{self.env.docname}: no computed part {name!r}; there are {', '.join(PARTS)}")
        return [nodes.raw("", PARTS[name](), format="html")]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("computed", Computed)


_assessments: list[Assessment] = []


def assessments() -> list[Assessment]:
    """Return all claims with their default choices, computed once per build."""
    if not _assessments:
        _assessments.extend(assess(item.id) for item in claims())
    return _assessments


def answer() -> str:
    """Return the answer to the essay's question in a sentence or two, computed from the verdicts."""
    count = {v: sum(a.verdict is v for a in assessments()) for v in Verdict}
    held = count[Verdict.SUPPORTED] + count[Verdict.WITHIN_LIMITS]
    whole = (
        f"Of the {len(assessments())} claims that the argument needs, open evidence supports {held} "
        f"({count[Verdict.WITHIN_LIMITS]} of them only within limits) and contradicts "
        f"{count[Verdict.CONTRADICTED]}; on {count[Verdict.CONTESTED]} the bodies of evidence disagree, "
        f"{count[Verdict.UNDETERMINED]} stay undetermined and {count[Verdict.NOT_TESTABLE]} cannot be tested."
    )
    return f'<p class="nk-answer">{escape(_mechanism())} {escape(whole)}</p>'


def _mechanism() -> str:
    """Return what the evidence says about the steps from shared content to trust to solidarity."""
    steps = [a for a in assessments() if a.claim.id in MECHANISM]
    held = [a.claim.id for a in steps if a.verdict in SUPPORTING]
    untested = [a.claim.id for a in steps if a.verdict is Verdict.NOT_TESTABLE]
    span = f"{MECHANISM[0]} to {MECHANISM[-1]}"
    if not held:
        return (
            "Whether content from outside builds the trust that would bring change from below is not "
            f"known: of the {len(steps)} steps from sharing to trust to solidarity ({span}), open "
            f"evidence carries none; {len(untested)} of them have no open series that could test them."
        )
    return (
        f"Of the {len(steps)} steps by which content from outside would bring change from below "
        f"({span}), open evidence carries {len(held)} ({', '.join(held)})."
    )


def claims_table() -> str:
    """Return all claims as a table that can be sorted and filtered, and reads without JavaScript."""
    rows = "".join(_claim_row(a) for a in assessments())
    names = ("Claim", "In our words", "Verdict", "Estimate", "Theme")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return f'<table class="nk-claims"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _claim_row(a: Assessment) -> str:
    page = f"chapters/{a.claim.theme}.html"
    label, shown = _label(a, page)
    return (
        f'<tr data-theme="{a.claim.theme}" data-verdict="{a.verdict.slug}" data-label="{label}">'
        f'<th scope="row"><a href="{page}#{a.claim.id}">{a.claim.id}</a></th>'
        f"<td>{escape(a.claim.claim)}</td><td>{chip_html(a.verdict)}{shown}</td>"
        f'<td>{escape(estimate(a.default))}<br><span class="nk-small">'
        f"{escape(a.claim.criterion.quantity)}</span></td><td>{THEMES[a.claim.theme]}</td></tr>"
    )


def _label(a: Assessment, page: str) -> tuple[str, str]:
    """Return the label of a claim and how it is shown; both empty where nothing can be computed."""
    stored = results.stored().get(a.claim.id)
    if stored is None:
        return "", ""
    found = stored.robustness
    chip = f'<a href="{page}#multiverse-{a.claim.id}">{universes.label_html(found.label)}</a>'
    # Choices are varied round the default evaluation, which in a contested claim is one side of several.
    remarks = [
        f"in its default evaluation ({found.verdict})" if found.verdict != a.verdict else "",
        universes.doubt(found),
    ]
    return found.label, f' {chip} <span class="nk-small">{escape("; ".join(filter(None, remarks)))}</span>'


def choices(theme: str) -> str:
    """Return, claim by claim, what the universes of a theme say and every choice with its reasons."""
    stored = {name: found for name, found in results.stored().items() if claim(name).theme == theme}
    return "".join(
        f'<h2 id="choices-{name}">{name}: {escape(claim(name).claim)}</h2>'
        + universes.full(claim(name), found)
        + f'<p><a href="chapters/{theme}.html#multiverse-{name}">The curve in the chapter</a></p>'
        for name, found in stored.items()
    )


def multiverse() -> str:
    """Return all claims that have choices, with label, shares and flips."""
    return universes.overview(results.stored().values())


def paragraphs() -> str:
    """Return the essay paragraph by paragraph, with the claims that each holds."""
    verdicts = {a.claim.id: a for a in assessments()}
    rows = [
        (
            row["paragraph"],
            escape(row["says"]),
            " ".join(_claim_link(verdicts[i]) for i in row["claims"].split()) or escape(row["kind"]),
        )
        for row in _records("paragraphs")
    ]
    return _table(("¶", "What it says, in our words", "What we make of it"), rows)


def _claim_link(a: Assessment) -> str:
    return chip_html(a.verdict, a.claim.id, f"chapters/{a.claim.theme}.html#{a.claim.id}")


def sources(theme: str) -> str:
    """Return every source of a theme with licence, grade, integrity and what uses it."""
    used = usage.of_sources(assessments())
    rows = [row for row in _records("sources") if row["theme"] == theme]
    return "\n".join(_source(row, used[row["source"]]) for row in rows)


def code(theme: str) -> str:
    """Return the file behind each verdict of a theme, as it is executed."""
    parts = []
    for item in (c for c in claims() if c.theme == theme):
        source = inspect.getsource(importlib.import_module(module_of(item.id)))
        parts.append(f'<h2 id="code-{item.id}">{item.id}: {escape(item.claim)}</h2>')
        parts.append(highlight(source, PythonLexer(), HtmlFormatter(cssclass="highlight")))
    return "".join(parts)


def _source(row: dict[str, str], used: usage.Use) -> str:
    key, title = escape(row["source"]), escape(row["title"])
    url = escape(row["url"])
    # Some sources are known by their site only, which is no address to follow.
    linked = f"{title}, {url}" if url else title
    if url.startswith("http"):
        linked = f'<a href="{url}" rel="noreferrer">{title}</a>'
    year = f" ({row['year']})" if row["year"] else ""
    remarks = [
        f"Repeats {row['origin']}." if row["origin"] else "",
        "Read in a repost or press summary." if row["relay"] == "true" else "",
        f"{row['note']}." if row["note"] else "",
    ]
    small = (
        f"Licence: {row['licence']}. Grade of its figures: {used.grades or 'none (events, texts)'}. "
        f"Integrity: {row['integrity']}. {used.words()}"
    )
    return (
        f'<p class="nk-source" id="{key}"><strong>{key}</strong>: {escape(row["publisher"])}{year}. '
        f"{linked}. {escape(' '.join(filter(None, remarks)))}<br>"
        f'<span class="nk-small">{escape(small)}</span></p>'
    )


def tables() -> str:
    """Return every table of the data package: rows, licence, integrity, file to download."""
    rows = [
        (
            f'<a href="_data/{item["path"]}" download>{escape(item["path"])}</a>',
            escape(item["title"]),
            f"{item['rows']:,}",
            item["integrity"],
            escape(", ".join(x["name"] for x in item["licenses"])),
        )
        for item in descriptor.resources()
    ]
    return _table(("File", "What it holds", "Rows", "Integrity", "Licence"), rows)


def claim_data() -> str:
    """Return, claim by claim, the series each reading uses and the files they lie in."""
    home = {s: item["path"] for item in descriptor.resources() for s in item.get("series", [])}
    parts = []
    for a in assessments():
        rows = [
            (escape(reading.title), ", ".join(_series_link(s, home) for s in reading.series))
            for reading in a.claim.readings.values()
        ]
        parts.append(
            f'<h3 id="data-{a.claim.id}">{a.claim.id}: {escape(a.claim.claim)}</h3>'
            + _table(("Reading", "Series"), rows)
        )
    return "".join(parts)


def _series_link(series: str, home: dict[str, str]) -> str:
    if series not in home:
        return f"<code>{escape(series)}</code> (wanted, not found)"
    return f'<a href="_data/{home[series]}" download><code>{escape(series)}</code></a>'


def criteria() -> str:
    """Return each claim with its readings and what leaving sources out changes."""
    rows = [
        (_claim_link(a), escape(alone(a)), escape(left_out(a)), str(len(a.origins))) for a in assessments()
    ]
    return _table(("Claim", "Each source alone", "Leaving one out", "Origins"), rows)


def wanted() -> str:
    """Return what was sought and not found, by theme."""
    rows = [
        (THEMES[r["theme"]], escape(r["wanted"]), escape(r["why"]), escape(r["nearest"]))
        for r in _records("wanted")
    ]
    return _table(("Theme", "Wanted", "What it would decide", "Nearest found"), rows)


def errors() -> str:
    """Return errors in circulation, with both figures and sources."""
    rows = [
        (
            escape(r["circulating"]),
            _source_links(r["circulating_source"]),
            escape(r["correct"]),
            _source_links(r["correct_source"]),
            escape(r["comment"]),
        )
        for r in _records("errors")
    ]
    return _table(("In circulation", "Where", "What the evidence carries", "Source", "How they relate"), rows)


def corrected() -> str:
    """Return the declared corrections of upstream figures."""
    rows = [
        (
            f"{c.target.series}, {c.target.country}, {c.target.date}",
            f"{c.expect}",
            "left out" if c.action == "exclude" else f"{c.replacement}",
            escape(c.reason),
        )
        for c in corrections.declared()
    ]
    return _table(("Cell", "Printed", "Used instead", "Why"), rows)


def changes() -> str:
    """Return the log of every later change of a criterion."""
    rows = [
        (a.claim.id, c.date, *map(escape, (c.old, c.new, c.reason, c.verdict_before, c.verdict_after)))
        for a in assessments()
        for c in a.claim.log
    ]
    if not rows:
        return "<p>No criterion has been changed since it was written.</p>"
    return _table(("Claim", "Date", "Old", "New", "Reason", "Verdict before", "Verdict after"), rows)


def _records(table: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = data.read(table).to_dict("records")  # type: ignore[assignment]
    return found


def _source_links(keys: str) -> str:
    known = data.sources().index
    return ", ".join(
        f'<a href="{source_page(k)}">{escape(k)}</a>' for k in re.findall(r"\w+", keys) if k in known
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    top = "".join(f'<th scope="col">{name}</th>' for name in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="nk-scroll-x" tabindex="0" role="region" aria-label="{escape(head[0])}">'
        f'<table class="nk-table"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
    )


PARTS: dict[str, Callable[[], str]] = {
    "answer": answer,
    "changes": changes,
    "claim-data": claim_data,
    "claims": claims_table,
    **{f"choices-{theme}": partial(choices, theme) for theme in THEMES},
    "corrections": corrected,
    "criteria": criteria,
    "errors": errors,
    "multiverse": multiverse,
    "paragraphs": paragraphs,
    **{f"sources-{theme}": partial(sources, theme) for theme in THEMES},
    **{f"code-{theme}": partial(code, theme) for theme in THEMES},
    "tables": tables,
    "wanted": wanted,
}
