"""Tables and chips of the synthesis, and what it says of its model; the words stand in figures.yml."""

from html import escape

import pandas as pd
from IPython.display import display

from nkbook.chapter import Chapter
from nkbook.claims import Assessment
from nkbook.claims.chain import steps, strength
from nkbook.claims.section import chip_html
from nkbook.marks import Facts
from nkbook.parameters import Synthesis
from nkbook.trust import channels
from nkbook.trust import levers as model
from nkbook.trust.signs import in_words

KINDS: dict[str, dict[str, float]] = {"copied": {}, "alone": {"copying": 0.0}}  # of combinations tried


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


def levers_table(c: Chapter[Synthesis]) -> Facts:
    """Display which way each lever moves the share joined by trust, behind each obstacle: signs alone.

    Returned are what the text beside the table needs.
    """
    months, rows = (12, 12 * c.p.years), []
    for kind, held in KINDS.items():
        worlds = channels.combinations(c.p.combinations, **held)
        for gate, by_lever in model.signs(worlds, c.p.ties, months).items():
            # Where exchange does not teach, copies change nothing.
            if all(by_lever.values()) and (gate == "open" or not held):
                cells = {c.names["lever"][lever]: in_words(seen) for lever, seen in by_lever.items()}
                name = c.names["kind"][kind] if gate == "open" else c.names["gate"][gate]
                rows.append({"What decides": name} | cells)
    c.table(pd.DataFrame(rows))
    return c.told("levers", {"factor": model.FACTOR, "years": c.p.years})


def _chip(found: Assessment, text: str) -> str:
    return chip_html(found.verdict, text, f"{found.claim.theme}.html#{found.claim.id}")
