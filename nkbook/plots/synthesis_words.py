"""Sentences, chips and tables of the synthesis that follow from the verdicts on its claims."""

import re
from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd
from IPython.display import display

from nkbook.claims import Assessment, Verdict
from nkbook.claims.card import chip_html, estimate
from nkbook.claims.chain import (
    CHAIN,
    IN_ORDER,
    Counted,
    Link,
    strength,
    strength_of_link,
    verdict_of_link,
    weakest_links,
)
from nkbook.claims.verdicts import SUPPORTING
from nkbook.parameters import Synthesis

COUNTED = {
    "needed": "the claims that the next step needs",
    "stated": "all that the essay states on the way",
}


def sentences(found: Mapping[str, Assessment], p: Synthesis) -> dict[str, str]:
    """Return the sentences on the chain by name."""
    other: Counted = "stated" if p.counted == "needed" else "needed"
    return {
        "steps": str(len(CHAIN)),
        "order": ", ".join(IN_ORDER),
        "counted": COUNTED[p.counted],
        "counted_other": COUNTED[other],
        "answer_weakest": _weakest(found, p.counted),
        "answer_end": _end(found, p.counted),
        "answer_carried": _carried(found, p.counted),
        "weakest_other": _weakest(found, other),
        "change_other": _changed(found, p.counted, other),
        "next_weakest": _next(found, p.counted),
        "holds_i2": str(found["I2"].verdict),
        "holds_i8": str(found["I8"].verdict),
        "editors": estimate(found["I8"].default),
    }


def chain_chips(found: Mapping[str, Assessment], p: Synthesis) -> None:
    """Display the steps in their order, each with the verdict of its least known claim, linked to it."""
    parts, words = [], []
    for place, link in enumerate(CHAIN, start=1):
        verdict = verdict_of_link(link, found, p.counted)
        claim = _least_known(link, found, p.counted).claim
        parts.append(chip_html(verdict, f"{place}. {link.title}:", f"{claim.theme}.html#{claim.id}"))
        words.append(f"{place} {link.title}: {verdict}")
    html = f'<p class="nk-chips">{" ".join(parts)}</p>'
    display({"text/html": html, "text/plain": "; ".join(words)}, raw=True)


def steps_table() -> None:
    """Display which claims each step needs, which the essay states besides, and why."""
    rows = [
        (
            f"{place}. {escape(link.title)} (¶{link.paragraphs})",
            ", ".join(link.needed),
            ", ".join(link.also_stated) or "–",
            escape(link.why),
        )
        for place, link in enumerate(CHAIN, start=1)
    ]
    _show(("Step", "Needs", "Also stated", "Why the line is drawn there"), rows)


def next_steps(found: Mapping[str, Assessment], p: Synthesis) -> None:
    """Display, step by step, what would change the verdict on each claim that counts."""
    rows = [
        (
            escape(link.title),
            chip_html(found[name].verdict, name, f"{found[name].claim.theme}.html#{name}"),
            escape(found[name].claim.would_change.rstrip(".")),
        )
        for link in CHAIN
        for name in link.claims(p.counted)
    ]
    _show(("Step", "Claim", "What would change our mind"), rows)


def show_table(table: pd.DataFrame) -> None:
    """Display a table of plain cells."""
    rows = [tuple(escape(str(cell)) for cell in row) for row in table.itertuples(index=False)]
    _show(tuple(map(str, table.columns)), rows)


def _show(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    html = f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    plain = "\n".join(" | ".join(re.sub(r"<[^>]+>", "", cell) for cell in row) for row in [head, *rows])
    display({"text/html": html, "text/plain": plain}, raw=True)


def _weakest(found: Mapping[str, Assessment], counted: Counted) -> str:
    links = weakest_links(found, counted)
    if len(links) == len(CHAIN):
        return "No step of the argument is known any better than the others"
    least = strength_of_link(links[0], found, counted)
    one = len(links) == 1
    stand = "independent origins of evidence stand" if least.origins > 1 else "independent origin stands"
    each = "it" if one else "each of them" if least.origins else "any of them"
    return (
        f"The argument is weakest at {named(links)}, which {'is' if one else 'are'} "
        f"{IN_ORDER[least.verdict]}: {least.origins or 'no'} {stand} behind {each}"
    )


def named(links: Sequence[Link]) -> str:
    """Return steps by number and title, e.g. "step 7 (trust is coming back)"."""
    places = [str(CHAIN.index(link) + 1) for link in links]
    titles = "; ".join(link.title[0].lower() + link.title[1:] for link in links)
    return f"{'step' if len(links) == 1 else 'steps'} {_listed(places)} ({titles})"


def _carried(found: Mapping[str, Assessment], counted: Counted) -> str:
    groups: dict[Verdict, int] = {
        v: sum(verdict_of_link(link, found, counted) is v for link in CHAIN) for v in IN_ORDER
    }
    held, within = sum(groups[v] for v in SUPPORTING), groups[Verdict.WITHIN_LIMITS]
    limits = ", within limits" if held == within else f", {within} of them within limits" if within else ""
    carried = f"supports {held}{limits}" if held else "supports none"
    rest = [
        f"{count} {'is' if count == 1 else 'are'} {verdict}"
        for verdict, count in reversed(groups.items())
        if count and verdict not in SUPPORTING
    ]
    return f"Of its {len(CHAIN)} steps open evidence {carried}; {_listed(rest) or 'none is left'}"


def _end(found: Mapping[str, Assessment], counted: Counted) -> str:
    if all(verdict_of_link(link, found, counted) in SUPPORTING for link in CHAIN):
        return "Open evidence carries the argument from one end to the other"
    return "Open evidence does not carry the argument from one end to the other"


def _changed(found: Mapping[str, Assessment], counted: Counted, other: Counted) -> str:
    same = weakest_links(found, counted) == weakest_links(found, other)
    return "The place does not depend on that" if same else "The place depends on that"


def _next(found: Mapping[str, Assessment], counted: Counted) -> str:
    """Return what would be weakest if the weakest steps were beyond doubt."""
    gone = weakest_links(found, counted)
    left = [link for link in CHAIN if link not in gone]
    if not left:
        return "nothing is left to compare"
    least = min(strength_of_link(link, found, counted) for link in left)
    links = [link for link in left if strength_of_link(link, found, counted) == least]
    return f"{named(links)}, {IN_ORDER[least.verdict]}"


def _least_known(link: Link, found: Mapping[str, Assessment], counted: Counted) -> Assessment:
    return min((found[name] for name in link.claims(counted)), key=strength)


def _listed(words: list[str]) -> str:
    return "".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} and {words[-1]}"
