"""Figures on the collapse of the 1990s (E1)."""

from typing import Any

import numpy as np
import pandas as pd

from nkbook.claims import Evaluation, evaluate
from nkbook.claims import claim as find_claim
from nkbook.claims import economy as measured
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.figures import COMPARATOR, NORTH_KOREA, band, figure
from nkbook.methods import revisions
from nkbook.parameters import Economy
from nkbook.plots.drawing import Drawing
from nkbook.plots.economy_shared import (
    admitted,
    choices,
    count_words,
    enumerated,
    evidence_of,
    footer,
    footer_of,
    level_words,
    moments,
    threshold_line,
    whiskers,
)

NAMES = {
    "ALB": "Albania",
    "CHN": "China",
    "CUB": "Cuba",
    "KHM": "Cambodia",
    "LAO": "Laos",
    "MNG": "Mongolia",
    "POL": "Poland",
    "ROU": "Romania",
    "RUS": "Russia",
    "VNM": "Vietnam",
}
PRINTINGS = {
    "bok_revised": "Bank of Korea, as revised",
    "bok_first": "Bank of Korea, first printing",
    "un": "United Nations, per person",
    "maddison": "Maddison, per person",
}


def output_level(p: Economy) -> Drawing:
    """Draw output since 1989 in all its printings, with the error that past revisions suggest."""
    evidence = evidence_of(p, "E1", "output")
    level = measured.output_level(evidence, p.output_source)
    year = measured.trough(level)
    base = int(level.index[0])
    low, last = float(level[year]), int(level.index[-1])
    regained = 100 * (level[last] - low) / (100 - low)
    end = f"and stood at {level[last]:.0f} in {last}" if last > year else "where the admitted years end"
    others = _printings(evidence)
    past = _revisions(evidence)
    fig = figure(
        f"Output fell to {low:.0f} percent of its level of {base} by {year} {end}",
        f"Output, {base} = {100}. Thick line: {PRINTINGS[p.output_source]}, with the error of past "
        f"revisions ({level_words(p)}); thin lines: other printings of the same estimate",
        footer(evidence, "one outside estimate, built on intelligence, in several printings"),
        height=460,
    )
    frames = []
    for source, dash in zip(PRINTINGS, ("solid", "dash", "dot", "dashdot"), strict=True):
        if source not in others:
            continue
        path, chosen = others[source], source == p.output_source
        colour = NORTH_KOREA if chosen else COMPARATOR
        fig.add_scatter(
            x=path.index,
            y=path,
            mode="lines",
            name=PRINTINGS[source],
            line={"color": colour, "width": 3 if chosen else 1.5, "dash": "solid" if chosen else dash},
        )
        frames.append(
            pd.DataFrame({"year": path.index, "printing": PRINTINGS[source], "level": path.to_numpy()})
        )
    if past is not None:
        paths = revisions.perturbed(100 * level.pct_change().dropna(), past.to_numpy())
        lower, upper = paths.band(p.confidence)
        band(fig, paths.years, lower, upper, NORTH_KOREA)
    threshold = find_claim("E1").criterion.supports.at_most or 0.0
    threshold_line(fig, threshold, f"collapse: at most {threshold:g}")
    for moment, words in moments(p, ("1991", "1995"), ("trade ends", "floods")):
        fig.add_vline(
            x=moment,
            line={"color": COMPARATOR, "width": 1, "dash": "dot"},
            annotation_text=words,
            annotation_font={"size": 11, "color": COMPARATOR},
            annotation_position="top right",
        )
    fig.update_yaxes(rangemode="tozero")
    fig.update_xaxes(range=[base - 0.5, max(last, base + 10) + 0.5])
    facts = {
        "low": f"{low:.1f}",
        "year": year,
        "base": base,
        "last": last,
        "now": f"{level[last]:.1f}",
        "regained": f"{regained:.0f} percent" if regained > 0 else "nothing",
        "printing": PRINTINGS[p.output_source],
        **_break_even(level, year, threshold),
        **_revision_facts(past),
    }
    alt = (
        f"Line chart. Output falls from {100} in {base} to {low:.1f} in {year} {end}; all printings move "
        "together."
    )
    return Drawing(fig, alt, pd.concat(frames, ignore_index=True), facts)


def _printings(evidence: Evidence) -> dict[str, pd.Series]:
    found = {}
    for source in PRINTINGS:
        try:
            found[source] = measured.output_level(evidence, source)  # type: ignore[arg-type]
        except NoEvidence:
            continue
    return found


def one_estimate(p: Economy) -> dict[str, str]:
    """Return how closely the printings of output growth move with the Bank of Korea; may be empty."""
    evidence = evidence_of(p, "E1", "output")
    found: dict[str, str] = {}
    try:
        bank = measured.bok_growth(evidence, first=False)
        printings: tuple[measured.Output, ...] = ("un", "maddison")
        for source in printings:
            other = 100 * measured.output_level(evidence, source).pct_change()
            both = pd.concat([bank, other], axis=1).dropna()
            if len(both) < 3:
                return {}
            found[source] = f"{float(np.corrcoef(both.to_numpy().T)[0, 1]):.2f}"
    except NoEvidence:
        return {}
    return found


def troughs(p: Economy) -> Drawing:
    """Draw the lowest level of the 1990s on every yardstick, beside that of other economies."""
    own_rows, sources = _north_korean_troughs(p)
    table = pd.DataFrame([*own_rows, *_peer_troughs(p)], columns=["who", "what", "level", "lower", "upper"])
    own = table[table["who"] == "North Korea"]
    if own.empty:
        raise NoEvidence("no yardstick of the fall is admitted")
    threshold = find_claim("E1").criterion.supports.at_most or 0.0
    peers = table[table["who"] != "North Korea"]
    fallen = peers[peers["level"] <= threshold]
    deep = own["upper"].fillna(own["level"]).le(threshold)
    beside = f", and {len(fallen)} of {len(peers)} comparators fell as far" if len(peers) else ""
    fig = figure(
        f"{count_words(deep)} yardsticks show a collapse{beside}",
        f"Lowest level from {measured.FALL[0]} to {measured.FALL[1]}, last year before the fall = {100}. "
        f"Whiskers: {level_words(p)} or range of counts; comparators: output per person",
        footer_of(sources, "comparators: Maddison, release of 2020"),
        height=130 + 27 * len(table),
    )
    order = table.iloc[::-1]
    whiskers(
        fig,
        order["what"],
        order["level"],
        order["lower"],
        order["upper"],
        [NORTH_KOREA if who == "North Korea" else COMPARATOR for who in order["who"]],
    )
    criterion = find_claim("E1").criterion
    for limit, words, side in (
        (threshold, "collapse", "left"),
        (criterion.contradicts.at_least or 0.0, "none", "right"),
    ):
        fig.add_vline(
            x=limit,
            line={"color": COMPARATOR, "width": 1, "dash": "dot"},
            annotation_text=words,
            annotation_font={"size": 11, "color": COMPARATOR},
            annotation_position=f"top {side}",
        )
    fig.update_xaxes(range=[0, max(112, table["level"].max() + 5)])
    facts = {
        "deep": int(deep.sum()),
        "yardsticks": len(own),
        "fallen": len(fallen),
        "peers": len(peers),
        "names": enumerated(fallen["what"].tolist()) or "none",
        "spared": enumerated(
            peers.loc[peers["level"] >= (criterion.contradicts.at_least or 0), "what"].tolist()
        )
        or "none of them",
        **{key: f"{value:.1f}" for key, value in zip(own["what"], own["level"], strict=True)},
    }
    listed = "; ".join(
        f"{what} {level:.0f}" for what, level in zip(table["what"], table["level"], strict=True)
    )
    return Drawing(fig, f"Dot chart of lowest levels: {listed}.", table, facts)


def _north_korean_troughs(p: Economy) -> tuple[list[tuple[Any, ...]], set[str]]:
    rows: list[tuple[str, Evaluation]] = []
    for source, name in PRINTINGS.items():
        rows.append((name, evaluate("E1", reading="output", **{**choices(p, "E1"), "output_source": source})))
    for reading, name in (("electricity", "Electricity per person"), ("trade", "Foreign trade")):
        rows.append((name, evaluate("E1", reading=reading, **choices(p, "E1"))))
    found = [
        ("North Korea", name, e.estimate, e.lower, e.upper) for name, e in rows if e.estimate is not None
    ]
    return found, {source for _, e in rows for source in e.sources} | {"owid_maddison2020"}


def _peer_troughs(p: Economy) -> list[tuple[Any, ...]]:
    try:
        rows = admitted(p, "maddison_gdp_per_capita", country=sorted(NAMES))
    except NoEvidence:
        return []
    found = []
    for country, group in rows[rows["vintage"] == "2020"].groupby("country"):
        try:
            level = measured.based(group.set_index("year")["value"])
            found.append(
                (NAMES[str(country)], NAMES[str(country)], float(level[measured.trough(level)]), None, None)
            )
        except NoEvidence:
            continue
    return sorted(found, key=lambda row: row[2])


def _revisions(evidence: Evidence) -> pd.Series | None:
    try:
        return measured.bok_revisions(evidence)
    except NoEvidence:
        return None


def _revision_facts(past: pd.Series | None) -> dict[str, str]:
    if past is None or past.empty:
        return {"revision_words": "Past revisions are not among the admitted rows."}
    years, size = past.index.to_numpy(), past.abs().to_numpy()
    return {
        "revision_words": f"Across {len(size)} years in which both a first and a revised rate are known, "
        "the bank changed "
        f"its mind by {size.mean():.2f} points on average, and by {size.max():.1f} points at most (for "
        f"{years[size.argmax()]})."
    }


def _break_even(level: pd.Series, year: int, threshold: float) -> dict[str, str]:
    years = year - int(level.index[0])
    error = revisions.error_to_reach(float(level[year]), threshold, years)
    return {"error": f"{error:.1f}", "years": str(years)}
