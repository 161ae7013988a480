"""What the sections on the trust model say beside its figures; the words stand in figures.yml."""

import dataclasses
from collections.abc import Mapping

import pandas as pd

from nkbook.book.trust.model_figures import assumed, count, counted_share
from nkbook.chapter import Chapter
from nkbook.claims import Assessment
from nkbook.claims.phrases import estimate
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
    asked = [rows.loc[name] for name in WAYS] if set(WAYS) == set(rows.index) else []
    return c.told("model_observed", {"asked": asked, "outside": estimate(found["T3"].lead)})


def hostages(c: Chapter[Trust]) -> Facts:
    """Return what the chance that an ordinary partner denounces does to trust; none without a count."""
    try:
        world = assumed(c.p, counted_share(c))
    except NoEvidence:
        return Facts()
    bound = dataclasses.replace(world, denunciation=0.0)
    counts = {"takes": count(c, world.needed), "takes_bound": count(c, bound.needed)}
    return c.told("model_hostages", {"plain": world, "bound": bound} | counts)


def sign_table(c: Chapter[Trust]) -> None:
    """Display which way more content that can be passed on moves trust and joint action, by condition."""
    said = c.told("model_signs", {"top": number(signs.TOP)})
    rows = signs.sign_map(signs.sampled(SAMPLE, SEED))
    cells = [
        [" or ".join(SHOWN[s] for s in sorted(row[name], reverse=True)) for name in signs.OUTCOMES]
        for row in rows.values()
    ]
    table = pd.DataFrame(cells, columns=[said[name] for name in signs.OUTCOMES])
    table.insert(0, "Condition", [said[condition] for condition in rows])
    c.table(table)
