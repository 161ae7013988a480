"""The argument put together again: its steps as a bridge, what falls with each, and the facts of the prose.

Words stand in figures.yml.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from nkbook import parameters
from nkbook.book.information_inflow import figures as inflow
from nkbook.book.trust import facts as trust_facts
from nkbook.chapter import Chapter
from nkbook.claims import chain
from nkbook.claims.rule import CONTRADICTING, SUPPORTING, Verdict
from nkbook.errors import NoEvidence
from nkbook.marks import Chart, Facts
from nkbook.parameters import Synthesis
from nkbook.tokens import TOKENS

LINES = 3  # of a step in the figure: title, claims, bar
GAP = "\u2002" * 2  # before the claims of a step, where the sign of its verdict stands


def bridge(c: Chapter[Synthesis]) -> Chart:
    """Every step of the argument: how many steps rest on it, itself included, and what is known of it."""
    steps = chain.bridge(c.found, c.p.counted)
    sources = {source for step in steps for one in step["claims"] for source in c.found[one["id"]].sources}
    most = max(steps, key=lambda step: len(step["falls"]))
    facts = {"all": steps, "steps": len(steps), "most": len(most["falls"]), "first": most["place"]}
    chart = c.chart(facts, sources, height=150 + 20 * LINES * len(steps))
    for step in steps:
        top, falls = -LINES * step["place"], len(step["falls"])
        _text(chart, top, f"<b>{step['place']}. {step['title']}</b>")
        _text(chart, top - 1, GAP + " · ".join(_said(step["claims"])))
        chart.glyph(0, top - 1, step["verdict"])
        look: dict[str, Any] = {"orientation": "h", "width": 0.7, "textposition": "outside", "text": [falls]}
        chart.bars([falls], [top - 1.95], colour=TOKENS[step["verdict"]].colour, cliponaxis=False, **look)
    chart.axes(
        x={"range": [-0.3, len(steps) + 0.5], "visible": False},
        y={"range": [-LINES * len(steps) - LINES + 0.4, 0.6 - LINES], "visible": False},
    )
    chart.data = pd.DataFrame(
        {
            "step": [step["title"] for step in steps],
            "verdict": [step["verdict"] for step in steps],
            "claims": ["; ".join(_said(step["claims"])) for step in steps],
            "steps that rest on it": [", ".join(map(str, step["falls"])) for step in steps],
        }
    )
    return chart


def argument(c: Chapter[Synthesis]) -> Facts:
    """Return what the prose says of the argument as a whole.

    steps, counts: as in `nkbook.claims.chain`. at: places of the steps by key. held, against: titles of the
    steps that evidence bears out, and speaks against. weakest, otherwise: the weakest steps, as "step 3", by
    this and by the other way of counting. needed: how many of the claims needed end how. traded_first:
    whether trade is found to have come before its permission.
    """
    steps = chain.bridge(c.found, c.p.counted)
    held = [step for step in steps if step["held"]]
    against = [step for step in steps if step["verdict"] in CONTRADICTING]
    other: chain.Counted = "stated" if c.p.counted == "needed" else "needed"
    given = [c.found[name].verdict for link in chain.steps() for name in link.needed]
    needed = {
        "all": len(given),
        "supported": sum(v in SUPPORTING for v in given),
        "contradicted": sum(v in CONTRADICTING for v in given),
        "map": given.count(Verdict.MAP),
    }
    facts = {
        "steps": steps,
        "counts": chain.counts(c.found),
        "at": {step["key"]: step["place"] for step in steps},
        "held": _titles(held),
        "against": _titles(against),
        "weakest": _weakest(steps),
        "otherwise": _weakest(chain.bridge(c.found, other)),
        "stated": c.p.counted == "stated",
        "traded_first": c.found["T2"].parts["markets"].verdict in CONTRADICTING,
        "needed": needed | {"open": 2 * needed["all"] - sum(needed.values())},
    }
    return c.told("answer", facts)


def arrivals(c: Chapter[Synthesis]) -> Facts:
    """Return who could be asked about the years since the border closed, as information inflow counts."""
    try:
        return _as_in(c, "information_inflow").draw(inflow.known).facts
    except NoEvidence:
        return Facts()


def bridges(c: Chapter[Synthesis]) -> Facts:
    """Return how many viewers at most can have a tie into another circle, as the chapter on trust has it."""
    return trust_facts.bridges(_as_in(c, "trust"))


def _as_in(c: Chapter[Synthesis], name: str) -> Chapter[Any]:
    """Return another chapter under the choices of this one."""
    given = {key: getattr(c.p, key) for key in ("grades", "start_year", "end_year", "confidence")}
    return Chapter(name, parameters.validate(name, given))


def _titles(steps: Iterable[dict[str, Any]]) -> list[str]:
    """Return titles of steps as they stand within a sentence."""
    return [step["title"][0].lower() + step["title"][1:] for step in steps]


def _weakest(steps: Iterable[dict[str, Any]]) -> list[str]:
    return [f"step {step['place']}" for step in steps if step["weakest"]]


def _said(claims: Sequence[dict[str, Any]]) -> list[str]:
    """Return claims of a step with what is known of them, those with the same verdict together."""
    words = {one["id"]: f"map: {one['word']}" if one["word"] else one["verdict"] for one in claims}
    together = {word: [name for name in words if words[name] == word] for word in words.values()}
    return [f"{', '.join(names)} {word}" for word, names in together.items()]


def _text(chart: Chart, y: float, text: str) -> None:
    # As a text of the plot, since notes are wrapped on a narrow screen and would cover what follows.
    look: dict[str, Any] = {
        "mode": "text",
        "text": [text],
        "textposition": "middle right",
        "textfont": {"size": 12},
    }
    chart.dots([0], [y], marker=None, cliponaxis=False, hoverinfo="skip", **look)
