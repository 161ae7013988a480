"""Figures of the synthesis that come out of the evidence: the chain, and radio beside other media.

Each function takes the parameters of the chapter (after the verdicts, where it needs them) and returns
a `Drawing`; it raises `NoEvidence` where no admitted row is left.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from nkbook import data
from nkbook.book.information_inflow.i2_ways import answers_per_person
from nkbook.claims import Assessment, Verdict, assess
from nkbook.claims.chain import CHAIN, Link, grades_of, strength, verdict_of_link, weakest_links
from nkbook.errors import NoEvidence
from nkbook.figures import ACCENT, COMPARATOR, NORTH_KOREA, SECOND, THIRD, figure, label
from nkbook.methods import surveys
from nkbook.parameters import Synthesis
from nkbook.plots.drawing import Drawing

# Shape and colour of a verdict; the word always stands beside them.
MARKS = {
    Verdict.SUPPORTED: ("circle", THIRD),
    Verdict.WITHIN_LIMITS: ("diamond", SECOND),
    Verdict.CONTESTED: ("diamond-wide-open", ACCENT),
    Verdict.UNDETERMINED: ("square", "#6b7280"),
    Verdict.NOT_TESTABLE: ("circle-open", "#6b7280"),
    Verdict.CONTRADICTED: ("x", NORTH_KOREA),
}
BESIDE = ("I8",)  # claims of advice that stand beside the chain


def choices(p: Synthesis) -> dict[str, Any]:
    """Return the choices that every claim understands."""
    return {"grades": p.grades, **p.claim_years, "confidence": p.confidence}


def assessed(p: Synthesis) -> dict[str, Assessment]:
    """Return the assessments of all claims of the chain, and of those beside it."""
    names = [name for link in CHAIN for name in link.claims("stated")]
    return {name: assess(name, **choices(p)) for name in (*names, *BESIDE)}


# -- the chain --------------------------------------------------------------------------------------


def chain(p: Synthesis, found: Mapping[str, Assessment]) -> Drawing:
    """Draw every step of the argument with the claims that it rests on, and where it is weakest."""
    rows = pd.DataFrame([r for link in CHAIN for r in _claims_of(link, p, found)])
    broken = weakest_links(found, p.counted)
    fig = figure(
        _chain_title(broken, found, p),
        "Steps of the essay in its order, the weakest marked ◀; for each claim the verdict, the best and "
        "lowest grade of its evidence (letters) and the number of independent origins (horizontal place)",
        "Verdicts as on the cards of the claims. Weakness: origins count who measured, not how well.",
        height=170 + 22 * (len(CHAIN) + len(rows)),
    )
    most = max(int(rows["origins"].max()), 1)
    height = 0.0
    for number, link in enumerate(CHAIN, start=1):
        mark = " ◀" if link in broken else ""
        _heading(fig, height, f"<b>{number}. {link.title}</b>{mark}")
        for _, row in rows[rows["link"] == link.key].iterrows():
            height -= 1
            _claim_mark(fig, row, height)
        height -= 1.25
    fig.update_xaxes(
        range=[-0.25, 2.4 * most], tickvals=list(range(most + 1)), title="independent origins", zeroline=False
    )
    fig.update_yaxes(range=[height + 0.6, 0.8], visible=False)
    alt = "; ".join(f"{r.claim} {r.verdict}, {r.origins} origins, {r.grades}" for r in rows.itertuples())
    table = rows.drop(columns="link")
    return Drawing(fig, f"The chain, step by step: {alt}.", table)


def _claims_of(link: Link, p: Synthesis, found: Mapping[str, Assessment]) -> list[dict[str, Any]]:
    return [
        {
            "link": link.key,
            "step": link.title,
            "claim": name,
            "verdict": str(found[name].verdict),
            "origins": len(found[name].origins),
            "grades": span_of_grades(found[name]),
        }
        for name in sorted(link.claims(p.counted), key=lambda name: strength(found[name]))
    ]


def _chain_title(broken: list[Link], found: Mapping[str, Assessment], p: Synthesis) -> str:
    if len(broken) == len(CHAIN):
        return "No step of the argument is known any better than the others"
    places = [str(CHAIN.index(link) + 1) for link in broken]
    named = f"step {places[0]}" if len(places) == 1 else f"steps {', '.join(places[:-1])} and {places[-1]}"
    return f"The argument is weakest at {named}: {verdict_of_link(broken[0], found, p.counted)}"


def span_of_grades(found: Assessment) -> str:
    """Return best and lowest grade of the evidence behind a claim, e.g. "A–B"."""
    grades = grades_of(found)
    if not grades:
        return "no evidence"
    return grades if len(grades) == 1 else f"{grades[0]}–{grades[-1]}"


def _heading(fig: go.Figure, y: float, text: str) -> None:
    # As a text of the plot, since notes are wrapped on a narrow screen and would cover what follows.
    fig.add_scatter(
        x=[-0.2],
        y=[y],
        mode="text",
        text=[text],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
        textfont={"size": 11},
    )


def _claim_mark(fig: go.Figure, row: pd.Series, y: float) -> None:
    symbol, colour = MARKS[Verdict(row["verdict"])]
    fig.add_scatter(
        x=[row["origins"]],
        y=[y],
        mode="markers+text",
        marker={"symbol": symbol, "color": colour, "size": 11, "line": {"width": 2, "color": colour}},
        text=[f"  {row['claim']} {row['verdict']}, {row['grades']}"],
        textposition="middle right",
        textfont={"size": 12, "color": colour},
        cliponaxis=False,
        hoverinfo="skip",
    )


# -- radio, and what passes from hand to hand -------------------------------------------------------


MONTHLY_2019 = (
    "sk_content_frequency_almost_daily",
    "sk_content_frequency_weekly",
    "sk_content_frequency_monthly",
)
RADIO, HAND = "radio", "passes by hand"


def media(p: Synthesis) -> Drawing:
    """Draw what is known of radio beside media that pass from hand to hand, source by source."""
    parts = [part for part in (_ways(p), _owned(p), _monthly(p)) if part is not None]
    if not parts:
        raise NoEvidence("no survey of these grades and years asked for both")
    table = pd.concat(parts, ignore_index=True)
    wide = table.pivot_table(index="survey", columns="kind", values="percent", sort=False)
    ahead = int((wide[HAND] > wide[RADIO]).sum())
    fig = figure(
        f"Media that pass by hand lead radio in {ahead} of {len(wide)} surveys that asked for both",
        f"Percent, each survey by its own question; whiskers: {100 * p.confidence:g}% sampling error only",
        f"Sources: {', '.join(sorted(set(table['source'])))}. Weakness: small samples, most of them from "
        "a broadcaster about its own field.",
        height=330,
    )
    names = list(dict.fromkeys(table["survey"]))
    for kind, colour, symbol in ((RADIO, COMPARATOR, "circle"), (HAND, NORTH_KOREA, "diamond")):
        rows = table[table["kind"] == kind]
        places = [names[::-1].index(s) + (0.12 if kind == HAND else -0.12) for s in rows["survey"]]
        fig.add_scatter(
            x=rows["percent"],
            y=places,
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 10},
            error_x={
                "type": "data",
                "symmetric": False,
                "color": colour,
                "thickness": 2,
                "width": 0,
                "array": (rows["upper"] - rows["percent"]).tolist(),
                "arrayminus": (rows["percent"] - rows["lower"]).tolist(),
            },
        )
        top = rows.iloc[0]
        label(
            fig,
            top["percent"],
            places[0],
            kind,
            colour,
            xanchor="center",
            xshift=0,
            yshift=14 if kind == HAND else -14,
        )
    fig.update_xaxes(range=[0, 100], ticksuffix="%")
    fig.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=[n.replace(", ", ",<br>") for n in names[::-1]],
        range=[-0.6, len(names) - 0.4],
        showgrid=False,
        zeroline=False,
    )
    said = [f"{name}: radio {r[RADIO]:.0f}, by hand {r[HAND]:.0f}" for name, r in wide.iterrows()]
    facts = {"surveys": len(wide), "ahead": ahead, "said": "; ".join(said)}
    return Drawing(fig, f"Radio and media that pass by hand, percent. {'; '.join(said)}.", table, facts)


def _ways(p: Synthesis) -> pd.DataFrame | None:
    """Ways named by leavers of 2008 and 2009, as shares of answers."""
    heard, seen = _one("kida_info_channel_radio", p), _one("kida_info_channel_dvd_cd", p)
    if heard is None or seen is None:
        return None
    n = int(heard["n"]) * answers_per_person()
    name = f"way named, leavers of 2008–09, {n} answers"
    return _pairs(name, {RADIO: float(heard["value"]), HAND: float(seen["value"])}, n, heard["source"], p)


def _owned(p: Synthesis) -> pd.DataFrame | None:
    """Devices at home, residents reached by telephone in 2022."""
    series = {RADIO: "device_owned_residents_radio_receiving_foreign", HAND: "device_owned_residents_usb"}
    rows = {kind: _one(name, p) for kind, name in series.items()}
    if any(row is None for row in rows.values()):
        return None
    known = {kind: row for kind, row in rows.items() if row is not None}
    n, source = int(known[RADIO]["n"]), str(known[RADIO]["source"])
    name = f"owned, residents of {known[RADIO]['year']}, {n} people"
    return _pairs(name, {k: float(row["value"]) for k, row in known.items()}, n, source, p)


def _monthly(p: Synthesis) -> pd.DataFrame | None:
    """Used at least monthly, leavers asked in 2019."""
    heard = _one("external_radio_frequency_monthly_or_more_total", p)
    seen = [_one(name, p) for name in MONTHLY_2019]
    if heard is None or any(row is None for row in seen):
        return None
    watched = sum(float(row["value"]) for row in seen if row is not None)
    n = int(heard["n"])
    name = f"used monthly, leavers asked {heard['year']}, {n} people"
    sources = sorted({str(row["source"]) for row in (heard, *seen) if row is not None})
    return _pairs(name, {RADIO: float(heard["value"]), HAND: watched}, n, ", ".join(sources), p)


def _one(series: str, p: Synthesis) -> pd.Series | None:
    rows = data.load(series, grades=p.grades, start=p.start_year, end=p.end_year).dropna(subset="value")
    return None if rows.empty else rows.iloc[-1]


def _pairs(name: str, percents: dict[str, float], n: int, source: str, p: Synthesis) -> pd.DataFrame:
    ends = {kind: surveys.exact_percent(value, n, p.confidence) for kind, value in percents.items()}
    return pd.DataFrame(
        [
            {
                "survey": name,
                "kind": kind,
                "percent": value,
                "lower": ends[kind][0],
                "upper": ends[kind][1],
                "n": n,
                "source": source,
            }
            for kind, value in percents.items()
        ]
    )
