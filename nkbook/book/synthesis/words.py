"""Tables and chips of the synthesis, and what it says of its model; the words stand in figures.yml."""

import math
from html import escape

import pandas as pd
from IPython.display import display

from nkbook import trust
from nkbook.book.synthesis.figures import VILLAGES, responses
from nkbook.chapter import Chapter
from nkbook.claims import Assessment
from nkbook.claims.chain import steps, strength
from nkbook.claims.section import chip_html
from nkbook.marks import Facts
from nkbook.parameters import Synthesis
from nkbook.trust import TrustParameters
from nkbook.trust import levers as model
from nkbook.trust.kernels import MOST_EXCHANGES

PEOPLE, TIES = 20_000, 10.0  # in the simulated worlds of the check, and ties of each person


def chain_chips(c: Chapter[Synthesis]) -> None:
    """Display the steps in their order, each with the verdict of its least known claim, linked to it."""
    parts, plain = [], []
    for place, link in enumerate(steps(), start=1):
        least = min((c.found[name] for name in link.claims(c.p.counted)), key=strength)
        parts.append(_chip(least, f"{place}. {link.title}:"))
        plain.append(f"{place} {link.title}: {least.verdict}")
    html = f'<p class="nk-chips">{" ".join(parts)}</p>'
    display({"text/html": html, "text/plain": "; ".join(plain)}, raw=True)


def steps_table(c: Chapter[Synthesis]) -> None:
    """Display which claims each step needs, which the essay states besides, and why."""
    c.tell("steps", ({"place": place, "link": link} for place, link in enumerate(steps(), start=1)))


def next_steps(c: Chapter[Synthesis]) -> None:
    """Display, step by step, what would change the verdict on each claim that counts."""
    rows = [
        {"step": escape(link.title), "claim": _chip(a, a.claim.id), "needed": escape(a.claim.would_change)}
        for link in steps()
        for a in (c.found[name] for name in link.claims(c.p.counted))
    ]
    c.tell("next_steps", rows, html=True)


def gates(c: Chapter[Synthesis]) -> Facts:
    """Display what both levers change behind each obstacle, in points of the share joined by trust.

    Returned are how many combinations stop at each obstacle, and in how many of those in which
    nobody dares less danger is enough to join people.
    """
    found = model.by_gate(c.p.combinations, c.p.ties, 12 * c.p.years)
    names, headings = c.names["gate"], c.told("moved", {"factor": model.FACTOR})
    rows = [
        {"What decides": names[gate], "Cases": len(effects)}
        | {headings[lever]: _span(c, [e[n] for e in effects]) for n, lever in enumerate(model.LEVERS)}
        for gate, effects in found.items()
    ]
    c.table(pd.DataFrame(rows))
    freed = sum(model.sign(safer) > 0 for _, safer in found["dared"])
    facts = {
        "gate_freed": freed,
        "combinations": c.p.combinations,
        "factor": model.FACTOR,
        "years": c.p.years,
    }
    return c.told("gates", facts | {f"gate_{gate}": len(effects) for gate, effects in found.items()})


def believed(c: Chapter[Synthesis]) -> str:
    """Return in words how formula and simulation agree over the combinations of the figure of levers."""
    content = list(model.LEVERS).index("arrival")
    found = [response for _, _, response in responses(c) if math.isfinite(response.elasticities[content])]
    cases = [response for response in found if response.world.needed <= MOST_EXCHANGES]
    network = trust.random_ties(VILLAGES, c.p.ties, seed=model.SEED)
    facts = {"cases": len(cases), "factor": model.FACTOR}
    facts |= model.compared(network, cases) | model.turned(network, cases)
    return str(c.told("believed", facts)["believed"])


def simulated(c: Chapter[Synthesis]) -> Facts:
    """Display effects of both levers by formula and by simulation; return how often the signs agree.

    The worlds are fixed, so that the check is the same under all parameters of the chapter.
    """
    network = trust.random_ties(PEOPLE, TIES, seed=model.SEED)
    rows, same = [], []
    for name, (months, own) in model.WORLDS.items():
        now, effects = model.effects(network, TrustParameters(**model.COMMON, **own), months)
        same += [model.sign(formula) == model.sign(drawn) for formula, drawn in effects]
        content, danger = ([_points(v) for v in pair] for pair in effects)
        world = c.names["world"][name]
        rows.append({"world": world, "months": months, "now": now, "content": content, "danger": danger})
    c.tell("worlds", rows)
    return c.told("simulated", {"same": sum(same), "effects": len(same), "people": PEOPLE})


def _chip(found: Assessment, text: str) -> str:
    return chip_html(found.verdict, text, f"{found.claim.theme}.html#{found.claim.id}")


def _span(c: Chapter[Synthesis], effects: list[float]) -> str:
    ends = [_points(end) for end in (min(effects), max(effects))] if effects else []
    return str(c.told("span", {"ends": ends, "moves": any(map(round, effects))})["span"])


def _points(value: float) -> str:
    whole = round(value)
    return f"{whole:+d}".replace("-", "−") if whole else "0"
