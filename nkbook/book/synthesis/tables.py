"""Tables and chips of the synthesis; their words stand in figures.yml."""

import pandas as pd
from IPython.display import display
from markupsafe import Markup

from nkbook.chapter import Chapter
from nkbook.claims import Assessment, chain, maps
from nkbook.claims.section import chip_html
from nkbook.marks import Facts
from nkbook.parameters import Synthesis
from nkbook.trust import channels
from nkbook.trust import levers as model
from nkbook.trust.signs import in_words

KINDS: dict[str, dict[str, float]] = {"copied": {}, "alone": {"copying": 0.0}}  # of combinations tried


def chips(c: Chapter[Synthesis]) -> None:
    """Display the steps in their order, each with the verdict of its least known claim, linked to it."""
    steps = chain.bridge(c.found, c.p.counted)
    shown = [_chip(c.found[s["claims"][0]["id"]], f"{s['place']}. {s['title']}:") for s in steps]
    plain = "; ".join(f"{s['place']} {s['title']}: {s['verdict']}" for s in steps)
    display({"text/html": f'<p class="nk-chips">{" ".join(shown)}</p>', "text/plain": plain}, raw=True)


def steps(c: Chapter[Synthesis]) -> None:
    """Display which claims and steps each step needs, which claims the essay states besides, and why."""
    places = {link.key: place for place, link in enumerate(chain.steps(), start=1)}
    c.tell("steps", ({"place": places[link.key], "link": link, "places": places} for link in chain.steps()))


def to_find_out(c: Chapter[Synthesis]) -> None:
    """Display what is open, first that with which most steps would fall, and what would settle it."""
    rows = [
        {
            "claim": Markup(_chip(c.found[name], name)),
            "parts": _open(c.found[name]),
            "says": c.found[name].claim.claim,
            "falls": len(chain.falling_with(link.key)),
            "asked": getattr(c.found[name].claim.map, "asked", None),
            "people": _hundreds(maps.asked(c.found[name].claim)),
            "otherwise": c.found[name].claim.would_change,
        }
        for name, link in chain.to_find_out(c.found, c.p.counted)
    ]
    c.tell("to_find_out", rows, html=True)


def would_change(c: Chapter[Synthesis]) -> None:
    """Display what would turn each verdict that has been reached on a claim that counts."""
    undecided = {name for name, _ in chain.to_find_out(c.found, c.p.counted)}
    rows = [
        {"claim": Markup(_chip(c.found[name], name)), "says": found.claim, "needed": found.would_change}
        for link in chain.steps()
        for name in link.claims(c.p.counted)
        if name not in undecided and (found := c.found[name].claim)
    ]
    c.tell("would_change", rows, html=True)


def levers(c: Chapter[Synthesis]) -> Facts:
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
    return Facts({"factor": model.FACTOR, "years": c.p.years})


def _open(found: Assessment) -> list[str]:
    """Return the titles of the open parts of a claim that asserts more than one."""
    parts = chain.open_parts(found) if len(found.claim.states) > 1 else []
    return [found.claim.parts[key].title for key in parts]


def _hundreds(size: maps.Size | None) -> int | None:
    """Return how many people a survey asks, to the nearest hundred."""
    return None if size is None else round(size.people, -2)


def _chip(found: Assessment, text: str) -> str:
    return chip_html(found.verdict, text, f"{found.claim.theme}.html#{found.claim.id}")
