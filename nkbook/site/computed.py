"""Parts of pages that are computed from the data package and the claims, never typed.

A page writes

    ```{computed} claims
    ```

and gets the HTML of the part named. The parts are the functions in `PARTS`.
"""

import importlib
import inspect
import re
from collections.abc import Callable
from datetime import datetime, time
from functools import partial

from docutils import nodes
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from nkbook import data, notebook, words
from nkbook import exercises as teaching
from nkbook.book import papers
from nkbook.claims import Assessment, assess, chain, claim, claims, phrases, registry, surveys
from nkbook.claims.answers import module_of
from nkbook.claims.registry import Claim
from nkbook.claims.rule import Verdict
from nkbook.data import corrections, credit, descriptor
from nkbook.errors import BookError
from nkbook.multiverse import curve, results
from nkbook.multiverse.results import Result
from nkbook.site import bridge, cite, korean, plotly_renderer, timeline, usage
from nkbook.site import glossary as terms_of_the_country
from nkbook.site import papers as on_the_site
from nkbook.site.template import render
from nkbook.tokens import TOKENS, glyph
from nkbook.words import listed

FIGURES = {f"figure-{name}": name for name in papers.PAPERS}
# In the order of the chapters.
THEMES = {
    "economy": "Economy",
    "communication": "Communication",
    "information_inflow": "Information inflow",
    "trust": "Trust",
}

WORKED = "T3"  # the claim that the page on method works through
GLYPHS = {verdict: glyph(token) for verdict, token in TOKENS.items()}
A_MINUTE = 200  # words that a reader reads in one


class Computed(SphinxDirective):
    """Put a computed part into a page."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the part as raw HTML, or the figure of a paper; an unknown name fails the build."""
        name = self.arguments[0]
        if name in FIGURES:
            return [plotly_renderer.figure_node(self.env, papers.paper(FIGURES[name]).bundle, None)]
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
    """Return the answer to the essay's question in a sentence."""
    said = words.phrases(words.of_chapter("synthesis")["answer"], {}, "answer")["answer"]
    return render("answer", answer=said)


def argument() -> str:
    """Return the essay's argument as a bridge, its spans as firm as what is known of each step."""
    return render("bridge", steps=bridge.spans(chain.bridge(_by_id())), glyphs=GLYPHS)


def counted() -> str:
    """Return how many claims of the essay end in which verdict, in words."""
    found = _by_id()
    counts = chain.counts(found)
    ends = [f"{n} {phrases.predicate(Verdict(verdict), n)}" for verdict, n in counts["verdicts"].items()]
    return render("counted", counts=counts, ends=listed(ends), steps=chain.bridge(found))


def glance() -> str:
    """Return one sign for each claim, by theme; sayings and what a linked column says stand apart."""
    found = _by_id()
    counts = chain.counts(found)
    essay = [found[name] for name in counts["essay"]]
    given = [a.verdict for a in essay]
    return render(
        "glance",
        themes=THEMES,
        essay=essay,
        apart=[found[name] for name in (*counts["sayings"], *counts["linked"])],
        legend=[(verdict, given.count(verdict)) for verdict in Verdict if verdict in given],
        glyphs=GLYPHS,
    )


def summary() -> str:
    """Return every claim with its verdict in a line, by theme."""
    return render("summary", themes=THEMES, found=assessments(), glyphs=GLYPHS)


def doors() -> str:
    """Return the ways into the book; how long the shortest takes is counted in words of the essay told."""
    said = sum(len(row["says"].split()) for row in _records("paragraphs"))
    return render("doors", minutes=max(1, round(said / A_MINUTE)))


def exercises() -> str:
    """Return how many exercises of which grade each chapter has, and how long they take."""
    sheets = [teaching.sheet(theme, notebook.read(teaching.source(theme))) for theme in THEMES]
    return render("exercises", sheets=sheets, themes=THEMES)


def glossary() -> str:
    """Return all terms of the country, each with its name in Korean, its meaning and its claims."""
    return render("glossary", terms=terms_of_the_country.terms(), found=_by_id())


def dated() -> str:
    """Return all events of the page's years, with theme, mover and sources, and one drawing of them."""
    return render(
        "timeline",
        years=timeline.by_year(),
        events=timeline.events(),
        span=(timeline.FIRST, timeline.last()),
        place=timeline.place,
        themes=THEMES,
        publishers=data.sources()["publisher"],
    )


def edition() -> str:
    """Return version and date of the book and how it is cited, from its committed description."""
    cited = papers.cited()
    released = datetime.combine(cited["date-released"], time())
    entry = cite.bibtex("change_from_below", cite.entry(cited["title"]))
    author = cited["authors"][0]["name"]
    return render("edition", cited=cited, day=words.day(released), author=author, bibtex=entry)


def _by_id() -> dict[str, Assessment]:
    return {a.claim.id: a for a in assessments()}


def citations() -> str:
    """Return how to cite each claim."""
    return render("citations", entries=[(a.claim.id, cite.of_claim(a)) for a in assessments()])


def claims_table() -> str:
    """Return all claims as a table that can be sorted and filtered, and reads without JavaScript."""
    return render("claims", assessments=assessments(), stored=results.stored(), themes=THEMES)


def choices(theme: str) -> str:
    """Return, claim by claim, what the analyses of a theme say and every choice with its reasons."""
    stored = [
        (item, found, Markup(curve.pictures(item, found)))
        for item, found in _analyses()
        if item.theme == theme
    ]
    return render("choices", stored=stored)


def multiverse() -> str:
    """Return all claims that have choices: how firm each is, and what its readings say."""
    return render("multiverse", stored=_analyses())


def _analyses() -> list[tuple[Claim, Result]]:
    return [(claim(name), found) for name, found in results.stored().items()]


def paragraphs() -> str:
    """Return the essay paragraph by paragraph, with the claims that each holds."""
    return render("paragraphs", rows=_records("paragraphs"), assessments=_by_id())


def sources(theme: str) -> str:
    """Return every source of a theme with licence, grade, integrity and what uses it."""
    rows = [row for row in _records("sources") if row["theme"] == theme]
    repeated = credit.names({row["origin"] for row in rows if row["origin"]})
    return render("sources", rows=rows, used=usage.of_sources(assessments()), repeated=repeated)


def code(theme: str) -> str:
    """Return the file behind each verdict of a theme, as it is executed."""
    items = [item for item in claims() if item.theme == theme]
    texts = [inspect.getsource(importlib.import_module(module_of(item.id, item.theme))) for item in items]
    style = HtmlFormatter(cssclass="highlight")
    return render("code", items=items, sources=[highlight(text, PythonLexer(), style) for text in texts])


def tables() -> str:
    """Return every table of the data package: rows, licence, integrity, file to download."""
    return render("tables", resources=descriptor.resources())


def claim_data() -> str:
    """Return, claim by claim, the series each reading uses and the files they lie in."""
    home = {s: item["path"] for item in descriptor.resources() for s in item.get("series", [])}
    return render("claim-data", assessments=assessments(), home=home)


def criteria() -> str:
    """Return each claim with its readings and what leaving sources out changes."""
    return render("criteria", assessments=assessments())


def wanted() -> str:
    """Return what was sought and not found, by theme."""
    return render("wanted", rows=_records("wanted"), themes=THEMES)


def errors() -> str:
    """Return errors in circulation, with both figures and sources."""
    return render(
        "errors",
        rows=_records("errors"),
        known=_known_sources,
        words=re.compile(r"(\w+)").split,
        publishers=data.sources()["publisher"],
    )


def corrected() -> str:
    """Return the declared corrections of upstream figures."""
    return render("corrections", corrections=corrections.declared())


def changed() -> str:
    """Return, day by day, what has changed in the book: versions, criteria, sentences, verdicts."""
    released = str(papers.cited()["date-released"])
    logged = [(a, change) for a in assessments() for change in a.claim.log]
    rule = registry.second_rule()
    turned = [name for name, was in rule.claims.items() if was.first != was.second]
    days = {released, rule.day, *(c.date for _, c in logged), *(w.date for w in data.withdrawn())}
    told = {
        day: {
            "version": papers.cited()["version"] if day == released else "",
            "turned": turned if day == rule.day else [],
            "logged": [one for one in logged if one[1].date == day],
            "withdrawn": [one for one in data.withdrawn() if one.date == day],
        }
        for day in sorted(days, reverse=True)
    }
    return render(
        "changed", days=[(words.day(datetime.fromisoformat(day)), said) for day, said in told.items()]
    )


def changes() -> str:
    """Return the log of every later change of a criterion."""
    return render("changes", changed=[a.claim for a in assessments() if a.claim.log])


def withdrawn() -> str:
    """Return what the book has said and says no longer, and why."""
    return render("withdrawn", withdrawn=data.withdrawn())


def second_rule() -> str:
    """Return the verdict on every claim under the first and the second rule, why, and the present one."""
    rule, found = registry.second_rule(), _by_id()
    rows = [
        {
            "claim": claim(name),
            "words": (Verdict(was.first), Verdict(was.second), found[name].verdict),
            "why": was.why,
        }
        for name, was in rule.claims.items()
    ]
    return render("second-rule", rows=rows, day=words.day(datetime.fromisoformat(rule.day)))


def worked_claim() -> str:
    """Return one claim worked through, from the rows of two surveys to its verdict."""
    found = next(a for a in assessments() if a.claim.id == WORKED)
    effect = found.claim.choices["design_effect"].default
    return render("worked-claim", a=found, effect=effect, limits=listed(sorted(found.ruling.limits)))


def surveyed() -> str:
    """Return every survey of leavers: how people were found, and which provinces it covers."""
    return render("surveys", surveys=surveys.surveys().surveys, effect=surveys.design_effect)


def _records(table: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = data.read(table).to_dict("records")  # type: ignore[assignment]
    return found


def _known_sources(keys: str) -> list[str]:
    known = data.sources().index
    return [key for key in re.findall(r"\w+", keys) if key in known]


PARTS: dict[str, Callable[[], str]] = {
    "answer": answer,
    "argument": argument,
    "changed": changed,
    "changes": changes,
    "citations": citations,
    "claim-data": claim_data,
    "claims": claims_table,
    **{f"choices-{theme}": partial(choices, theme) for theme in THEMES},
    "corrections": corrected,
    "counted": counted,
    "criteria": criteria,
    "doors": doors,
    "edition": edition,
    "errors": errors,
    "exercises": exercises,
    "glance": glance,
    "glossary": glossary,
    "korean-chapters": lambda: korean.chapters(_by_id()),
    "korean-claims": lambda: korean.claims(_by_id()),
    "korean-meanings": korean.meanings,
    "korean-steps": lambda: korean.steps(_by_id()),
    "multiverse": multiverse,
    "paragraphs": paragraphs,
    "second-rule": second_rule,
    "summary": summary,
    "surveys": surveyed,
    "worked-claim": worked_claim,
    **{f"sources-{theme}": partial(sources, theme) for theme in THEMES},
    **{f"code-{theme}": partial(code, theme) for theme in THEMES},
    **{f"paper-{name}": partial(on_the_site.take_away, name) for name in papers.PAPERS},
    "tables": tables,
    "timeline": dated,
    "wanted": wanted,
    "withdrawn": withdrawn,
}
