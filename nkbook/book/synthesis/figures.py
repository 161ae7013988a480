"""The figures of the synthesis: the chain of the argument, what can be passed on, radio beside other media.

Words stand in figures.yml. What the model gives is stated from the side of people who share.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from nkbook import trust
from nkbook.book.information_inflow.i2_ways import answers_per_person
from nkbook.chapter import Chapter
from nkbook.claims import Assessment, Verdict
from nkbook.claims.chain import (
    IN_ORDER,
    Counted,
    Link,
    grades_of,
    steps,
    strength,
    strength_of_link,
    verdict_of_link,
    weakest_links,
)
from nkbook.claims.phrases import predicate
from nkbook.claims.rule import SUPPORTING
from nkbook.errors import NoEvidence
from nkbook.figures import ACCENT, COMPARATOR, NORTH_KOREA, SECOND, THIRD
from nkbook.marks import Chart, whisker
from nkbook.methods import surveys
from nkbook.parameters import Synthesis
from nkbook.tokens import TOKENS
from nkbook.trust import TrustParameters
from nkbook.trust import levers as model

# The chain -----------------------------------------------------------------------------------


def chain(c: Chapter[Synthesis]) -> Chart:
    """Every step of the argument with the claims that it rests on, and where it is weakest."""
    facts, rows = _chain_facts(c), {link.key: _claims_of(c, link) for link in steps()}
    every = [row for own in rows.values() for row in own]
    sources = {source for row in every for source in c.found[row["claim"]].sources}
    chart = c.chart(facts | {"rows": every}, sources, height=170 + 22 * (len(rows) + len(every)))
    place = 0.0
    for number, link in enumerate(steps(), start=1):
        mark = " ◀" if number in facts["weakest"]["places"] else ""
        _heading(chart, place, f"<b>{number}. {link.title}</b>{mark}")
        for row in rows[link.key]:
            place -= 1
            _claim_mark(chart, row, place)
        place -= 1.25
    most = max(1, *(row["origins"] for row in every))
    across = {"range": [-0.25, 2.4 * most], "tickvals": list(range(most + 1)), "zeroline": False}
    up = {"range": [place + 0.6, 0.8], "visible": False}
    chart.axes(x=across | {"title": chart.say("origins")}, y=up)
    chart.data = pd.DataFrame(every)
    return chart


def _claims_of(c: Chapter[Synthesis], link: Link) -> list[dict[str, Any]]:
    claims = sorted(link.claims(c.p.counted), key=lambda name: strength(c.found[name]))
    return [
        {
            "step": link.title,
            "claim": name,
            "verdict": str(c.found[name].verdict),
            "origins": len(c.found[name].origins),
            "grades": _span_of_grades(c.found[name]) or c.names["grades"]["none"],
        }
        for name in claims
    ]


def _chain_facts(c: Chapter[Synthesis]) -> dict[str, Any]:
    """Return where the argument is weakest by both ways of counting, and how far it carries."""
    counted = c.p.counted
    other: Counted = "stated" if counted == "needed" else "needed"
    weakest, otherwise = (weakest_links(c.found, kind) for kind in (counted, other))
    left = [link for link in steps() if link not in weakest]
    verdicts = [verdict_of_link(link, c.found, counted) for link in steps()]
    counts = [(verdicts.count(v), v) for v in reversed(IN_ORDER) if v in verdicts]
    return {
        "weakest": _described(c, weakest, counted),
        "otherwise": _described(c, otherwise, other),
        "following": _described(c, weakest_links(c.found, counted, left), counted) if left else None,
        "moves": weakest != otherwise,
        "needed": counted == "needed",
        "steps": len(verdicts),
        "held": sum(count for count, verdict in counts if verdict in SUPPORTING),
        "within": verdicts.count(Verdict.WITHIN_LIMITS),
        "rest": [(count, predicate(v, count)) for count, v in counts if v not in SUPPORTING],
        "order": IN_ORDER,
    }


def _described(c: Chapter[Synthesis], links: Sequence[Link], counted: Counted) -> dict[str, Any]:
    """Return which steps these are, and what stands behind the least known claim of the first."""
    least = strength_of_link(links[0], c.found, counted)
    facts = {
        "every": len(links) == len(steps()),
        "places": [steps().index(link) + 1 for link in links],
        "titles": [link.title for link in links],
        "verdict": IN_ORDER[least.verdict],
        "predicate": predicate(IN_ORDER[least.verdict], len(links)),
        "origins": least.origins,
    }
    return c.told("weakest", c.told("named", facts))


def _span_of_grades(found: Assessment) -> str:
    """Return best and lowest grade of the evidence behind a claim, e.g. "A–B"; nothing where none is."""
    grades = grades_of(found)
    return grades if len(grades) < 2 else f"{grades[0]}–{grades[-1]}"


def _heading(chart: Chart, y: float, text: str) -> None:
    # As a text of the plot, since notes are wrapped on a narrow screen and would cover what follows.
    look: dict[str, Any] = {
        "mode": "text",
        "text": [text],
        "textposition": "middle right",
        "textfont": {"size": 11},
    }
    chart.dots([-0.2], [y], marker=None, cliponaxis=False, hoverinfo="skip", **look)


def _claim_mark(chart: Chart, row: dict[str, Any], y: float) -> None:
    chart.glyph(row["origins"], y, row["verdict"])
    chart.dots(
        [row["origins"]],
        [y],
        mode="text",
        marker=None,
        text=[f"   {row['claim']} {row['verdict']}, {row['grades']}"],
        textposition="middle right",
        textfont={"size": 12, "color": TOKENS[row["verdict"]].colour},
        cliponaxis=False,
        hoverinfo="skip",
    )


# What can be passed on -------------------------------------------------------------------------

MOST_ARRIVING = 0.1
VILLAGES = 10_000  # people in each of many simulated worlds
AMOUNTS = 13  # amounts of content tried in it
PER = 100  # people, for whom arriving items are counted
THROUGH = 0.9  # of its highest value, at which a line counts as risen
HANDS = {"copied": (ACCENT, "solid"), "passed": (SECOND, "dash"), "retold": (THIRD, "dashdot")}


def hands(c: Chapter[Synthesis]) -> Chart:
    """The share joined by trust against what arrives, by whether it can be passed on."""
    kinds = _kinds(c)
    table, names = _arriving(c, kinds), c.names["hands"]
    chart = c.chart(_hands_facts(c, kinds, table), height=430)
    items = table["arriving"]
    for place, name in enumerate(kinds):
        colour, dash = HANDS[name]
        chart.line(items, table[name], colour=colour, dash=dash, width=3)
        at, look = _place_of_name(table[name], place)
        chart.label(math.log10(items.iloc[at]), table[name].iloc[at], names[name], colour, **look)
    ends = [math.log10(items.iloc[0]) - 0.05, math.log10(items.iloc[-1]) + 0.05]
    ticks = {"type": "log", "tickvals": [0.01, 0.1, 1, 10], "range": ends}
    chart.axes(
        x=ticks | {"title": chart.say("items")},
        y={"range": [-6, 108], "ticksuffix": "%", "tickvals": list(range(0, 101, 20))},
    )
    chart.data = table.rename(columns=dict(names))
    return chart


def _kinds(c: Chapter[Synthesis]) -> dict[str, tuple[float, float]]:
    """Return what share of content can be passed on, and the chance of a copy, by kind."""
    kinds = {"copied": (1.0, c.p.copying)} if c.p.copying else {}
    kinds["passed"] = (1.0, 0.0)
    retold = _last(c, "kida_shared_outside_info_orally")
    if retold is not None:
        kinds["retold"] = (float(retold["value"]) / 100, 0.0)
    return kinds


def _hands_facts(
    c: Chapter[Synthesis], kinds: dict[str, tuple[float, float]], table: pd.DataFrame
) -> dict[str, Any]:
    first, retold = next(iter(kinds)), kinds.get("retold")
    facts = {
        "per": PER,
        "people": VILLAGES,
        "years": c.p.years,
        "hand_most": float(table[first].iloc[-1]),
        "given": TrustParameters(believed_share=c.p.believed_share).needed == 0,
        "retold": retold and 100 * retold[0],
        "with_copies": _enough(c, table, first),
        "without_copies": _enough(c, table, "passed"),
        "once_retold": retold and _enough(c, table, "retold"),
        "most": [(c.names["hands"][name], float(table[name].max())) for name in kinds],
    }
    return c.told("finding", facts)


def _arriving(c: Chapter[Synthesis], kinds: dict[str, tuple[float, float]]) -> pd.DataFrame:
    """Return the share joined, in percent, by what arrives and by kind: share passed on, and copying."""
    arriving = np.geomspace(MOST_ARRIVING / 1_000, MOST_ARRIVING, AMOUNTS)
    network = trust.random_ties(VILLAGES, c.p.ties, seed=model.SEED)
    table = pd.DataFrame({"arriving": PER * arriving})
    for name, (passed, copying) in kinds.items():
        table[name] = [100 * _joined(network, c.p, float(m), copying) for m in arriving * passed]
    return table


def _joined(network: trust.Network, p: Synthesis, arrival: float, copying: float) -> float:
    world = TrustParameters(arrival=arrival, copying=copying, believed_share=p.believed_share)
    return model.lived(network, world, 12 * p.years)[1]


def _enough(c: Chapter[Synthesis], table: pd.DataFrame, name: str) -> str:
    """Return in words at how many items a line first comes near its highest value."""
    values, reached = table[name], table["arriving"].iloc[0]
    if values.max() >= 1:
        reached = table["arriving"][values >= THROUGH * values.max()].iloc[0]
    least = reached == table["arriving"].iloc[0]
    return str(c.told("enough", {"some": values.max() >= 1, "least": least, "amount": reached})["enough"])


def _place_of_name(values: pd.Series, place: int) -> tuple[int, dict[str, Any]]:
    """Return where a line stands alone: above its left end, beside its rise, or above its right end."""
    if values.iloc[0] > 1:
        return 0, {"yshift": 12 + 15 * place, "xshift": 2, "xanchor": "left"}
    if values.max() < 1:
        return len(values) - 1, {"yshift": 12 + 15 * place, "xshift": -2, "xanchor": "right"}
    side = {"xanchor": "right", "xshift": -12} if place % 2 else {"xanchor": "left", "xshift": 12}
    return int((values >= values.max() / 2).to_numpy().argmax()), side | {"yshift": 0}


def _last(c: Chapter[Synthesis], series: str) -> pd.Series | None:
    rows = c.rows(series, country=None, need=False).dropna(subset="value")
    return None if rows.empty else rows.iloc[-1]


# Radio, and what passes from hand to hand ------------------------------------------------------

MONTHLY_2019 = (
    "sk_content_frequency_almost_daily",
    "sk_content_frequency_weekly",
    "sk_content_frequency_monthly",
)
# Kinds of media: colour, symbol, and the side on which they stand in a row.
MEDIA = {"radio": (COMPARATOR, "circle", -1), "hand": (NORTH_KOREA, "diamond", 1)}


def radio_and_media(c: Chapter[Synthesis]) -> Chart:
    """What is known of radio beside media that pass from hand to hand, source by source."""
    asked = [found for found in (_ways(c), _owned(c), _monthly(c)) if found is not None]
    if not asked:
        raise NoEvidence("no survey of these grades and years asked for both")
    table = pd.concat(asked, ignore_index=True)
    wide = table.pivot_table(index="survey", columns="kind", values="percent", sort=False)
    said = [(name, row["radio"], row["hand"]) for name, row in wide.iterrows()]
    ahead = int((wide["hand"] > wide["radio"]).sum())
    sources = {source for together in table["source"] for source in together.split(", ")}
    chart = c.chart({"surveys": len(wide), "ahead": ahead, "asked": said}, sources, height=330)
    names = list(wide.index)
    for kind, (colour, symbol, side) in MEDIA.items():
        rows = table[table["kind"] == kind]
        places = [names[::-1].index(name) + 0.12 * side for name in rows["survey"]]
        error = whisker(rows["percent"], rows["lower"], rows["upper"], colour, 2)
        chart.dots(rows["percent"], places, colour=colour, symbol=symbol, size=10, error_x=error)
        beside = {"xanchor": "center", "xshift": 0, "yshift": 14 * side}
        chart.label(rows["percent"].iloc[0], places[0], c.names["media"][kind], colour, **beside)
    chart.axes(x={"range": [0, 100], "ticksuffix": "%"}, y=_rows_axis(names))
    chart.data = table.replace({"kind": dict(c.names["media"])})
    return chart


def _rows_axis(names: Sequence[str]) -> dict[str, Any]:
    """Return an axis of rows named in two lines, the first on top."""
    return {
        "tickvals": list(range(len(names))),
        "ticktext": [name.replace(", ", ",<br>") for name in names[::-1]],
        "range": [-0.6, len(names) - 0.4],
        "showgrid": False,
        "zeroline": False,
    }


def _ways(c: Chapter[Synthesis]) -> pd.DataFrame | None:
    """Return ways named by leavers of 2008 and 2009, as shares of answers."""
    heard, seen = _last(c, "kida_info_channel_radio"), _last(c, "kida_info_channel_dvd_cd")
    if heard is None or seen is None:
        return None
    n = int(heard["n"]) * answers_per_person()
    return _pair(c, "ways", heard, float(seen["value"]), n, heard["source"])


def _owned(c: Chapter[Synthesis]) -> pd.DataFrame | None:
    """Return devices at home, residents reached by telephone in 2022."""
    series = ("device_owned_residents_radio_receiving_foreign", "device_owned_residents_usb")
    heard, seen = (_last(c, name) for name in series)
    if heard is None or seen is None:
        return None
    return _pair(c, "owned", heard, float(seen["value"]), int(heard["n"]), heard["source"])


def _monthly(c: Chapter[Synthesis]) -> pd.DataFrame | None:
    """Return what was used at least monthly, leavers asked in 2019."""
    heard = _last(c, "external_radio_frequency_monthly_or_more_total")
    seen = [row for row in (_last(c, name) for name in MONTHLY_2019) if row is not None]
    if heard is None or len(seen) < len(MONTHLY_2019):
        return None
    watched = sum(float(row["value"]) for row in seen)
    sources = sorted({str(row["source"]) for row in (heard, *seen)})
    return _pair(c, "monthly", heard, watched, int(heard["n"]), ", ".join(sources))


def _pair(
    c: Chapter[Synthesis], survey: str, heard: pd.Series, by_hand: float, n: int, source: str
) -> pd.DataFrame:
    """Return both kinds of media in one survey, in percent with exact intervals."""
    name = c.told("surveys", {"year": heard["year"], "n": n})[survey]
    rows = []
    for kind, value in (("radio", float(heard["value"])), ("hand", by_hand)):
        lower, upper = surveys.exact_percent(value, n, c.p.confidence)
        rows.append(
            {
                "survey": name,
                "kind": kind,
                "percent": value,
                "lower": lower,
                "upper": upper,
                "n": n,
                "source": source,
            }
        )
    return pd.DataFrame(rows)
