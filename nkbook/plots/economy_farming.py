"""Figures on the farm policies of 2012 and 2014 (E4, E5)."""

from typing import Any

import numpy as np
import pandas as pd

from nkbook.claims import claim as find_claim
from nkbook.claims import economy as measured
from nkbook.claims import evaluate
from nkbook.errors import NoEvidence
from nkbook.figures import COMPARATOR, FAINT, NORTH_KOREA, SECOND, THIRD, figure, label
from nkbook.methods import breaks
from nkbook.parameters import Economy
from nkbook.plots.drawing import Drawing
from nkbook.plots.economy_shared import (
    admitted,
    choices,
    enumerated,
    evidence_of,
    footer_of,
    level_words,
    sources_of,
    whiskers,
)

RELEASES = {
    "fao_2025": "FAO, release of 2025",
    "fao_2020": "FAO, release of 2020",
    "rda": "Southern estimate",
}
# Ten harvests before the first that the policy of 2012 could touch: later than the famine years.
FIRST_SEARCHED = measured.FIRST_HARVEST["E4"] - 10
REFORMS = (
    ("China", "CHN", "reform_year_china_household_responsibility"),
    ("Vietnam, first step", "VNM", "reform_year_vietnam_contract_system"),
    ("Vietnam, next step", "VNM", "reform_year_vietnam_liberalisation"),
    ("Laos", "LAO", "reform_year_laos_agricultural_resolution"),
    ("Cuba", "CUB", "reform_year_cuba_ubpc_created"),
)


def yields(p: Economy) -> Drawing:
    """Draw the harvest in three printings, with the years of both policies."""
    series = {}
    for release in RELEASES:
        try:
            found = measured.harvests(evidence_of(p, "E4", release), release, p.crop)  # type: ignore[arg-type]
        except NoEvidence:
            continue
        series[release] = found[found.index >= max(1995, p.start_year)]
    series = {release: values for release, values in series.items() if len(values)}
    if not series:
        raise NoEvidence("no evidence of this grade")
    fig = figure(
        _yield_title(p, series),
        f"Above: yield of {p.crop}, tonnes per hectare, by release; below: food crops, {1e6:,.0f} tonnes",
        footer_of(
            sources_of(p, "E4"), "the FAO relies on official figures, the southern estimate on outside signs"
        ),
        height=560,
        yaxis={"domain": [0.44, 1], "gridcolor": FAINT},
        xaxis={"anchor": "y2", "gridcolor": FAINT},
        yaxis2={"domain": [0, 0.34], "gridcolor": FAINT, "anchor": "x"},
    )
    styles = {
        "fao_2025": (NORTH_KOREA, "solid", "y"),
        "fao_2020": (SECOND, "dash", "y"),
        "rda": (THIRD, "solid", "y2"),
    }
    for release, values in series.items():
        colour, dash, axis = styles[release]
        shown = values if release != "fao_2020" else values[values.index >= 2012]
        scale = 1e6 if release == "rda" else 1
        if len(shown):
            shown = shown.reindex(range(shown.index[0], shown.index[-1] + 1))
        fig.add_scatter(
            x=shown.index,
            y=shown / scale,
            mode="lines+markers",
            yaxis=axis,
            name=RELEASES[release],
            line={"color": colour, "dash": dash, "width": 2},
            marker={"size": 5, "color": colour},
        )
        if len(shown):
            at = int(shown.index.to_numpy()[shown.to_numpy().argmax() if release == "fao_2020" else -1])
            place: dict[str, Any] = (
                {"yanchor": "bottom"}
                if release == "fao_2020"
                else {
                    "yanchor": "top" if release == "fao_2025" else "bottom",
                    "xanchor": "right",
                    "xshift": 0,
                    "yshift": -8 if release == "fao_2025" else 8,
                }
            )
            label(fig, at, shown[at] / scale, RELEASES[release], colour, yref=axis, **place)
    for year, words in ((2013, "June 28"), (2015, "May 30")):
        fig.add_vline(
            x=year - 0.5,
            line={"color": COMPARATOR, "width": 1, "dash": "dot"},
            annotation_text=words,
            annotation_font={"size": 11, "color": COMPARATOR},
            annotation_position="bottom left" if year == 2013 else "bottom right",
        )
    frame = pd.concat(
        [
            pd.DataFrame({"year": v.index, "release": RELEASES[r], "value": v.to_numpy()})
            for r, v in series.items()
        ],
        ignore_index=True,
    )
    title = str(fig.layout.title.text).replace("<br>", " ")
    return Drawing(fig, f"Line chart. {title}.", frame, _vintage_facts(series))


def _yield_title(p: Economy, series: dict[str, pd.Series]) -> str:
    facts = _vintage_facts(series)
    if not facts:
        return f"Harvests of {p.crop} before and after both policies"
    return (
        f"One year's yield, {facts['year']}, is {facts['old']} tonnes in one release and {facts['new']} "
        "in the next"
    )


def _vintage_facts(series: dict[str, pd.Series]) -> dict[str, str]:
    if not {"fao_2025", "fao_2020"} <= set(series):
        return {}
    gap = (series["fao_2020"] - series["fao_2025"]).dropna().abs()
    if gap.empty or gap.max() == 0:
        return {}
    year = int(gap.index.to_numpy()[gap.to_numpy().argmax()])
    return {
        "year": str(year),
        "old": f"{series['fao_2020'][year]:.2f}",
        "new": f"{series['fao_2025'][year]:.2f}",
        "share": f"{100 * (series['fao_2020'][year] / series['fao_2025'][year] - 1):.0f}",
    }


def policy_effects(p: Economy) -> Drawing:
    """Draw the step at each policy by source, beside the steps of reforms elsewhere."""
    found = []
    for claim, name in (("E4", "June 28"), ("E5", "May 30")):
        for release, words in RELEASES.items():
            e = evaluate(claim, reading=release, **choices(p, claim))
            if e.estimate is not None:
                found.append((f"{name}: {words}", e.estimate, e.lower, e.upper, NORTH_KOREA, str(e.verdict)))
    found += reform_steps(p)
    if not any(row[4] == NORTH_KOREA for row in found):
        raise NoEvidence("no harvest series reaches over the policies")
    table = pd.DataFrame(found, columns=["what", "step", "lower", "upper", "colour", "verdict"])
    own, reforms = table[table["colour"] == NORTH_KOREA], table[table["colour"] != NORTH_KOREA]
    criterion = find_claim("E4").criterion
    clear = int((own["lower"] >= (criterion.supports.at_least or 0)).sum())
    abroad = (
        f"; reforms elsewhere brought {reforms['step'].min():.0f} to {reforms['step'].max():.0f} percent"
        if len(reforms)
        else ""
    )
    fig = figure(
        f"{clear or 'No'} of {len(own)} tests {'shows' if clear <= 1 else 'show'} a clear step after a "
        f"farm policy{abroad}",
        f"Change of the mean harvest, {p.window} years after against {p.window} before, percent; "
        f"whiskers: {level_words(p)}. Elsewhere: rice, without weather control",
        footer_of(sources_of(p, "E4"), "few harvests; the intervals hold only if years are independent"),
        height=140 + 32 * len(table),
    )
    order = table.iloc[::-1]
    whiskers(fig, order["what"], order["step"], order["lower"], order["upper"], order["colour"].tolist())
    for limit in (0.0, criterion.supports.at_least or 0.0):
        fig.add_vline(
            x=limit, line={"color": COMPARATOR, "width": 1, "dash": "solid" if limit == 0 else "dot"}
        )
    fig.update_xaxes(
        ticksuffix=" %", range=[min(-20, table["lower"].min() - 2), min(80, table["upper"].max() + 3)]
    )
    facts = {
        "clear": f"{clear} show" if clear > 1 else "one shows" if clear else "none shows",
        "tests": len(own),
        "reforms": _reform_words(reforms),
        "abroad_least": f"{reforms['step'].min():.0f}" if len(reforms) else "?",
        "abroad_most": f"{reforms['step'].max():.0f}" if len(reforms) else "?",
        **_detectable(p),
    }
    listed = "; ".join(
        f"{r.what} {r.step:+.0f} ({r.lower:+.0f} to {r.upper:+.0f})" for r in table.itertuples()
    )
    return Drawing(fig, f"Dot chart of steps in percent. {listed}.", table.drop(columns="colour"), facts)


def _reform_words(reforms: pd.DataFrame) -> str:
    if reforms.empty:
        return "No reform elsewhere is admitted for comparison."
    listed = enumerated([f"{r['what']} ({r['step']:+.0f} percent)" for _, r in reforms.iterrows()])
    cuba = reforms[reforms["what"].str.startswith("Cuba") & (reforms["step"] < 0)]
    more = (
        " Cuba's came in the years of its own collapse: a change of rules does not show where all else "
        "gives way."
    )
    return f"Reforms elsewhere, by the same rule, in grey: {listed}.{more if len(cuba) else ''}"


def reform_steps(p: Economy) -> list[tuple[Any, ...]]:
    """Return the step of the rice yield at each sourced reform year elsewhere."""
    found = []
    for name, country, series in REFORMS:
        try:
            year = int(admitted(p, series, country=country)["value"].iloc[0])
            rows = admitted(p, "rice_yield", country=country)
        except NoEvidence:
            continue
        old = rows[rows["vintage"] == "2020"].set_index("year")["value"]
        step = breaks.step(old, year, p.window, p.confidence)
        if step is not None:
            found.append((f"{name} {year}", step.estimate, step.lower, step.upper, COMPARATOR, ""))
    return found


def _detectable(p: Economy) -> dict[str, str]:
    try:
        step = measured.harvest_step(
            evidence_of(p, "E4", "fao_2025"),
            "fao_2025",
            measured.FIRST_HARVEST["E4"],
            p.confidence,
            p.crop,
            p.weather_control,
            p.window,
        )
    except NoEvidence:
        return {"power": ""}
    power, rho = 0.8, _carried_over(p)
    held = breaks.coverage(step.n // 2, rho, p.confidence)
    return {
        "power": f"With harvests that vary as these do, a step has to reach about "
        f"{breaks.detectable(step, power, p.confidence):.0f} percent to be found in {100 * power:.0f} "
        "percent of such "
        f"histories. If years also resemble each other as they have since {FIRST_SEARCHED} (correlation "
        f"{rho:.2f}), an "
        f"interval of nominally {100 * p.confidence:g} percent holds the truth in {100 * held:.0f} "
        "percent of simulated "
        "histories."
    }


def _carried_over(p: Economy) -> float:
    """Return the correlation of a year's yield with the next, beyond the neighbours, since the search "
    "begins."""
    evidence = evidence_of(p, "E4", "fao_2025")
    series = measured.harvests(evidence, "fao_2025", p.crop)
    series = series[series.index >= FIRST_SEARCHED]
    control = measured.weather_rows(evidence, p.crop, p.weather_control)
    if control is not None:
        series = (series / np.exp(np.log(control).mean(axis=1))).dropna()
    logs = np.log(series.to_numpy())
    return float(np.corrcoef(logs[:-1], logs[1:])[0, 1]) if len(logs) > 4 else 0.0


def break_dates(p: Economy) -> Drawing:
    """Draw the evidence for a break at every possible date, source by source."""
    found: dict[str, breaks.Break] = {}
    for release in RELEASES:
        try:
            values = measured.harvests(evidence_of(p, "E4", release), release, p.crop)  # type: ignore[arg-type]
        except NoEvidence:
            continue
        values = np.log(values[values.index >= (2014 if release == "rda" else FIRST_SEARCHED)])
        result = breaks.unknown_break(values, confidence=p.confidence)
        if result is not None:
            found[release] = result
    if not found:
        raise NoEvidence("no series has enough harvests")
    official = {release: b for release, b in found.items() if release != "rda"} or found
    dates = enumerated([str(year) for year in sorted({b.year for b in official.values()})])
    sure = sum(b.p <= 1 - p.confidence for b in official.values())
    early = all(b.year < measured.FIRST_HARVEST["E4"] for b in official.values())
    when = "before either policy could act" if early else "not only before the policies"
    rival = (
        "A good harvest in the first year of a new leader, reported by officials who had reason to "
        "report one, fits "
        "that date better than the policy does."
        if early
        else "The date does not tell for or against the rival "
        "explanation, that harvest reports rose for political reasons in the first year of a new leader."
    )
    certainty = (
        "and is sure" if sure == len(official) else "but is not sure" if not sure else "and is sure in part"
    )
    fig = figure(
        f"The likeliest break lies at {dates}, {when}, {certainty}",
        f"F value of a change of the mean harvest at each year; dotted: what chance exceeds in "
        f"{100 * (1 - p.confidence):.0f} percent of cases (block bootstrap)",
        footer_of(sources_of(p, "E4"), "levels, without weather control; the southern series is short"),
        height=440,
    )
    styles = {"fao_2025": NORTH_KOREA, "fao_2020": SECOND, "rda": THIRD}
    for release, b in found.items():
        fig.add_scatter(
            x=b.profile.index,
            y=b.profile,
            mode="lines+markers",
            name=RELEASES[release],
            line={"color": styles[release], "width": 2},
            marker={"size": 5},
        )
        fig.add_scatter(
            x=[b.profile.index[0], b.profile.index[-1]],
            y=[b.critical] * 2,
            mode="lines",
            line={"color": styles[release], "width": 1, "dash": "dot"},
            hoverinfo="skip",
        )
        label(
            fig, b.year, b.f, RELEASES[release], styles[release], yanchor="bottom", xanchor="center", xshift=0
        )
    fig.update_yaxes(rangemode="tozero")
    frame = pd.concat(
        [
            pd.DataFrame(
                {
                    "release": RELEASES[r],
                    "year": b.profile.index,
                    "f": b.profile.to_numpy(),
                    "critical": b.critical,
                }
            )
            for r, b in found.items()
        ],
        ignore_index=True,
    )
    facts = {"dates": dates, "when": when, "certainty": certainty, "rival": rival}
    facts |= {
        key: say
        for r, b in found.items()
        for key, say in ((r, f"{b.year} (F = {b.f:.1f}, p = {b.p:.3f})"), (f"{r}_year", str(b.year)))
    }
    listed = "; ".join(f"{RELEASES[r]}: {b.year}, F {b.f:.1f}, p {b.p:.3f}" for r, b in found.items())
    return Drawing(fig, f"Line chart of break tests. Highest: {listed}.", frame, facts)
