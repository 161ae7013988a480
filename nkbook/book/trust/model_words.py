"""What the sections on the trust model say beside its figures; the words stand in figures.yml."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import pandas as pd

from nkbook.book.trust.model_figures import assumed, count, counted_share
from nkbook.chapter import Chapter
from nkbook.claims import Assessment
from nkbook.claims.card import estimate
from nkbook.errors import NoEvidence
from nkbook.marks import Facts
from nkbook.parameters import Trust
from nkbook.trust import signs
from nkbook.words import number

SHOWN = {1: "+", 0: "0", -1: "−"}
SAMPLE, SEED = 600, 1
WAYS = ("how_obtained_borrow_from_family_relatives", "how_obtained_borrow_free_from_friends")


def observed(c: Chapter[Trust], found: Mapping[str, Assessment]) -> Facts:
    """Return what was seen of each claim that the model carries, by claim."""
    rows = c.rows(*WAYS, need=False).drop_duplicates("series", keep="last").set_index("series")
    facts: dict[str, Any] = {"asked": None, "outside": estimate(found["T3"].default)}
    if set(WAYS) == set(rows.index):
        family, friends = (rows.loc[name] for name in WAYS)
        facts |= {"asked": family["n"], "year": family["year"]}
        facts |= {"family": family["value"], "friends": friends["value"]}
    return c.told("model_observed", facts)


def hostages(c: Chapter[Trust]) -> Facts:
    """Return what the chance that an ordinary partner denounces does to trust; none without a count."""
    try:
        world = assumed(c.p, counted_share(c))
    except NoEvidence:
        return Facts()
    bound = dataclasses.replace(world, denunciation=0.0)
    facts = {
        "plain": count(c, world.needed),
        "bound": count(c, bound.needed),
        "plain_ties": 100 * world.eventual,
        "bound_ties": 100 * bound.eventual,
    }
    return c.told("model_hostages", facts)


def sign_table(c: Chapter[Trust]) -> None:
    """Display which way more content that can be passed on moves trust and joint action, by condition."""
    said = c.told("model_signs", {"top": number(signs.TOP)})
    rows = [
        {"Condition": said[condition]} | {said[name]: _cell(row[name]) for name in signs.OUTCOMES}
        for condition, row in signs.sign_map(signs.sampled(SAMPLE, SEED)).items()
    ]
    c.table(pd.DataFrame(rows))


def _cell(found: set[int]) -> str:
    return " or ".join(SHOWN[sign] for sign in sorted(found, reverse=True))
