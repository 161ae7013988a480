"""Tables and chips of the synthesis, and what it says of its model; the words stand in figures.yml."""

import math
from html import escape

import pandas as pd
from IPython.display import display

from nkbook import trust
from nkbook.book.synthesis.figures import VILLAGES, responses
from nkbook.chapter import Chapter
from nkbook.claims.card import chip_html
from nkbook.claims.chain import steps, strength, verdict_of_link
from nkbook.marks import Facts
from nkbook.parameters import Synthesis
from nkbook.trust import TrustParameters
from nkbook.trust import levers as model
from nkbook.trust.kernels import MOST_EXCHANGES

PEOPLE = 20_000  # in the simulated worlds of the check
TIES = 10.0  # of each of them


def chain_chips(c: Chapter[Synthesis]) -> None:
    """Display the steps in their order, each with the verdict of its least known claim, linked to it."""
    parts, words = [], []
    for place, link in enumerate(steps(), start=1):
        verdict = verdict_of_link(link, c.found, c.p.counted)
        claim = min((c.found[name] for name in link.claims(c.p.counted)), key=strength).claim
        parts.append(chip_html(verdict, f"{place}. {link.title}:", f"{claim.theme}.html#{claim.id}"))
        words.append(f"{place} {link.title}: {verdict}")
    html = f'<p class="nk-chips">{" ".join(parts)}</p>'
    display({"text/html": html, "text/plain": "; ".join(words)}, raw=True)


def steps_table(c: Chapter[Synthesis]) -> None:
    """Display which claims each step needs, which the essay states besides, and why."""
    rows = [
        {
            "Step": f"{place}. {link.title} (¶{link.paragraphs})",
            "Needs": ", ".join(link.needed),
            "Also stated": ", ".join(link.also_stated) or "–",
            "Why the line is drawn there": link.why,
        }
        for place, link in enumerate(steps(), start=1)
    ]
    c.table(pd.DataFrame(rows))


def next_steps(c: Chapter[Synthesis]) -> None:
    """Display, step by step, what would change the verdict on each claim that counts."""
    counted = [(link, c.found[name]) for link in steps() for name in link.claims(c.p.counted)]
    rows = [
        {
            "Step": escape(link.title),
            "Claim": chip_html(a.verdict, a.claim.id, f"{a.claim.theme}.html#{a.claim.id}"),
            "What would change our mind": escape(a.claim.would_change.rstrip(".")),
        }
        for link, a in counted
    ]
    c.table(pd.DataFrame(rows), html=True)


def gates(c: Chapter[Synthesis]) -> Facts:
    """Display what both levers change behind each obstacle, in points of the share joined by trust.

    Returned are how many combinations stop at each obstacle, and in how many of those in which
    nobody dares less danger is enough to join people.
    """
    found = model.by_gate(c.p.combinations, c.p.ties, 12 * c.p.years)
    said = c.told("gates", {"factor": f"{model.FACTOR:g}"})
    rows = [
        {"What decides": said[gate], "Cases": len(effects)}
        | {said[lever]: _span([e[n] for e in effects]) for n, lever in enumerate(model.LEVERS)}
        for gate, effects in found.items()
    ]
    c.table(pd.DataFrame(rows))
    return Facts(
        {f"gate_{gate}": f"{len(effects):,}" for gate, effects in found.items()}
        | {"gate_freed": sum(model.sign(safer) > 0 for _, safer in found["dared"])}
        | {"combinations": f"{c.p.combinations:,}", "factor": said["factor"], "years": c.p.years}
    )


def believed(c: Chapter[Synthesis]) -> str:
    """Return in words how formula and simulation agree over the combinations of the figure of levers."""
    content = list(model.LEVERS).index("arrival")
    found = [response for _, _, response in responses(c) if math.isfinite(response.elasticities[content])]
    cases = [response for response in found if response.world.needed <= MOST_EXCHANGES]
    network = trust.random_ties(VILLAGES, c.p.ties, seed=model.SEED)
    facts = {"cases": len(cases), "factor": f"{model.FACTOR:g}"}
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
        row = {"World": c.told("worlds", {"months": months})[name]}
        row["Joined"] = " / ".join(f"{100 * share:.0f}%" for share in now)
        for lever, pair in zip(model.LEVERS, effects, strict=True):
            row[c.names["lever"][lever].capitalize()] = " / ".join(map(_points, pair))
        rows.append(row)
    c.table(pd.DataFrame(rows))
    return Facts({"same": sum(same), "effects": len(same), "people": f"{PEOPLE:,}"})


def _span(effects: list[float]) -> str:
    if not effects:
        return "no combination"
    low, high = _points(min(effects)), _points(max(effects))
    if low == high:
        return "none" if low == "0" else f"{low} points"
    return f"{low} to {high} points"


def _points(value: float) -> str:
    whole = round(value)
    return f"{whole:+d}".replace("-", "−") if whole else "0"
