"""Figures of the synthesis that come out of the model of trust: its levers, its obstacles, its check.

Effects are stated from the side of people who share. Parameters are assumed, so what is drawn are
ranges and signs over combinations of assumptions, never one value.
"""

import dataclasses
import math
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from nkbook import data, trust
from nkbook.figures import COMPARATOR, NORTH_KOREA, SECOND, THIRD, figure, label
from nkbook.parameters import Synthesis
from nkbook.plots.drawing import Drawing
from nkbook.trust import TrustParameters, channels
from nkbook.trust.kernels import DETAINED, INFORMER, MOST_EXCHANGES

LEVERS = {"arrival": "more content", "background_risk": "less danger"}
COLOURS = {"arrival": SECOND, "background_risk": THIRD}
FACTOR = 2.0
LEAST_REACH = 0.1  # trusted ties a person; below it a percentage is one of next to nothing
LITTLE = 0.1  # percent of reach for one percent of a lever; an effect below it is called small
MOST_ARRIVING = 0.1
VILLAGES = 10_000  # people in each of many simulated worlds
AMOUNTS = 13  # amounts of content tried in it
PER = 100  # people, for whom arriving items are counted
THROUGH = 0.9  # of its highest value, at which a line counts as risen
PEOPLE = 20_000
COMPARED = 48  # combinations in which formula and simulation are held together
DIP = 0.05  # percent: the least loss of reach that shows at one decimal
MOST_SIMULATED = 12  # combinations with such a loss that are simulated
SEED = 7
# Worlds in which the closed form is held against the simulation: months, and what differs from
# the model's defaults. Chosen to cover rare and common content, short and long times.
COMMON: dict[str, float] = {
    "informer_risk": 0.3,
    "value_over_loss": 0.2,
    "background_risk": 0.02,
    "removal": 0.1,
}
WORLDS: dict[str, tuple[int, dict[str, float]]] = {
    "no copies, short": (12, {"copying": 0.0, "arrival": 0.02}),
    "no copies, long": (60, {"copying": 0.0, "arrival": 0.005}),
    "copies, short": (12, {"copying": 0.1, "arrival": 0.02}),
    "copies, long": (60, {"copying": 0.1, "arrival": 0.01}),
    "copies, much lost": (60, {"copying": 0.03, "arrival": 0.005, "loss": 0.1}),
}
TIES = 10.0  # of each person in those worlds


def levers(p: Synthesis) -> Drawing:
    """Draw by how much reach answers to more content and to less danger, over all combinations."""
    rows = elasticities(p)
    safe = rows[rows["lever"] == "background_risk"]["elasticity"]
    late = rows[(rows["lever"] == "arrival") & (rows["row"] == _rows(p)[-1][0])]["elasticity"]
    saturated = bool(late.quantile(0.75) < LITTLE)
    first = (
        "Once content is copied and time has passed, more of it adds little"
        if saturated
        else "More content widens the reach of trust, copied or not"
    )
    second = "less danger never takes any away" if safe.min() >= 0 else "less danger can take some away"
    fig = figure(
        f"{first}; {second}",
        "Percent by which the reach of trust grows for each percent more content, or less danger of being "
        "found out; thin: all combinations of assumptions, thick: those between the quartiles",
        "Model of this book. Weakness: every parameter is assumed; a share of combinations is no "
        "probability.",
        height=430,
    )
    names = [name for name, *_ in _rows(p)]
    for lever, shift in (("arrival", 0.17), ("background_risk", -0.17)):
        for place, name in enumerate(reversed(names)):
            part = rows[(rows["lever"] == lever) & (rows["row"] == name)]["elasticity"]
            _range_bar(fig, part, place + shift, COLOURS[lever])
            if place == len(names) - 1 and len(part):
                label(fig, part.max(), place + shift, LEVERS[lever], COLOURS[lever])
    fig.add_vline(x=0, line={"color": COMPARATOR, "width": 1})
    top = float(rows["elasticity"].max()) if len(rows) else 1.0
    fig.update_xaxes(range=[min(-0.3, 1.1 * float(rows["elasticity"].min())), 1.45 * top], title="percent")
    fig.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=[name.replace(", ", ",<br>") for name in names[::-1]],
        range=[-0.6, len(names) - 0.4],
        showgrid=False,
        zeroline=False,
    )
    table = (
        rows.groupby(["row", "lever"], sort=False)["elasticity"]
        .describe(percentiles=[0.25, 0.75])[["count", "min", "25%", "75%", "max"]]
        .reset_index()
    )
    alt = "; ".join(
        f"{r['row']}, {LEVERS[r['lever']]}: {r['min']:.2f} to {r['max']:.2f}" for _, r in table.iterrows()
    )
    return Drawing(fig, f"Elasticities of the reach of trust. {alt}.", table, _lever_facts(p, rows))


def _rows(p: Synthesis) -> tuple[tuple[str, dict[str, float], int], ...]:
    """Name, parameters held fixed and months of each row of the figure of levers."""
    return (
        ("nobody copies, one year", {"copying": 0.0}, 12),
        (f"nobody copies, {p.years} years", {"copying": 0.0}, 12 * p.years),
        ("copies are made, one year", {}, 12),
        (f"copies are made, {p.years} years", {}, 12 * p.years),
    )


def elasticities(p: Synthesis) -> pd.DataFrame:
    """Return one row per combination of assumptions, condition and lever, where trust reaches anybody.

    elasticity: percent of reach for one percent more content, or one percent less danger. world, months:
    the combination itself, and the time after which reach is taken.
    """
    found = [
        {"row": name, "lever": lever, "number": number, "world": world, "months": months, "elasticity": value}
        for name, fixed, months in _rows(p)
        for number, (world, *values) in enumerate(
            _reached(p.combinations, tuple(fixed.items()), p.ties, months)
        )
        for lever, value in zip(LEVERS, values, strict=True)
        if math.isfinite(value)
    ]
    return pd.DataFrame(found, columns=["row", "lever", "number", "world", "months", "elasticity"])


@lru_cache(maxsize=8)
def _reached(
    count: int, fixed: tuple[tuple[str, float], ...], ties: float, months: int
) -> tuple[tuple[TrustParameters, float, float], ...]:
    """Combinations in which trust has a reach to change, and what content and safety do to it."""
    learning = [c for c in channels.combinations(count, **dict(fixed)) if channels.gate(c) == "open"]
    return tuple(
        (
            c,
            channels.elasticity("arrival", c, ties, months),
            -channels.elasticity("background_risk", c, ties, months),
        )
        for c in learning
        if channels.reach_of_trust(c, ties, months).reach >= LEAST_REACH
    )


def believed(p: Synthesis) -> dict[str, str]:
    """Return in sentences how formula and simulation agree over combinations of the figure of levers.

    Compared are joined people and signs in COMPARED combinations, spread evenly over the figure, and
    reach wherever the formula says that content takes it away.
    """
    rows = elasticities(p)
    rows = rows[rows["world"].map(lambda world: world.needed <= MOST_EXCHANGES).astype(bool)]
    rows = rows[rows["lever"] == "arrival"]
    if rows.empty:
        return {"believed": "No combination leaves trust any reach to compare."}
    network = trust.random_ties(VILLAGES, p.ties, seed=SEED)
    return {"believed": f"{_compared(network, rows)} {_turned(network, rows)}"}


def _compared(network: trust.Network, rows: pd.DataFrame) -> str:
    places = np.unique(np.linspace(0, len(rows) - 1, COMPARED).astype(int))
    chosen = rows.iloc[places]
    effects = [
        _effects(network, world, months)
        for world, months in zip(chosen["world"], chosen["months"], strict=True)
    ]
    apart = [abs(100 * (formula - drawn)) for (formula, drawn), _ in effects]
    signs = [_sign(formula) == _sign(drawn) for _, pairs in effects for formula, drawn in pairs]
    return (
        f"Of {len(rows):,} cases that can be simulated, {len(chosen)} spread evenly over the figure were. "
        f"The share joined differs from the formula's by {np.median(apart):.1f} points in the median and by "
        f"at most {max(apart):.1f}, and {sum(signs)} of {len(signs)} effects have the same sign, counted as "
        "in the table."
    )


def _turned(network: trust.Network, rows: pd.DataFrame) -> str:
    """Say where content takes reach away, the clearest MOST_SIMULATED cases simulated."""
    dips = rows[rows["elasticity"] < -DIP].sort_values("elasticity", kind="stable")
    tried = dips.head(MOST_SIMULATED)
    lost = 0
    for world, months in zip(tried["world"], tried["months"], strict=True):
        before, after = (_lived(network, w, months)[0] for w in (world, _with(world, "arrival", FACTOR)))
        lost += after < before
    if dips.empty:
        return "In no case does the formula say that more content takes reach away."
    if len(dips) == 1:
        answer = "it does so there too" if lost else "it does not"
    else:
        which = "these" if len(tried) == len(dips) else f"the {len(tried)} clearest"
        answer = f"{lost or 'none'} of {which} {'does' if lost == 1 else 'do'} so"
    return (
        f"In {len(dips)} of the {len(rows):,} the formula says that more content takes reach away, because "
        f"people are punished and removed before their ties mature; simulated with {FACTOR:g} times the "
        f"content, {answer}."
    )


def _lived(network: trust.Network, world: TrustParameters, months: int) -> tuple[float, float]:
    """Reach R of trust among ordinary people and the share S of them it joins, in the simulation."""
    society = trust.begin(network, world, seed=SEED)
    trust.live(society, months)
    ordinary = ~society.who(INFORMER)
    left = int((ordinary & ~society.who(DETAINED)).sum())
    among = society.standing_among_ordinary()
    joined = trust.largest_component(network, among) * network.people / int(ordinary.sum())
    return 2 * int(among.sum()) / left if left else 0.0, joined


def _range_bar(fig: go.Figure, values: pd.Series, y: float, colour: str) -> None:
    if values.empty:
        return
    for low, high, width in (
        (values.min(), values.max(), 2),
        (values.quantile(0.25), values.quantile(0.75), 9),
    ):
        fig.add_scatter(
            x=[low, high], y=[y, y], mode="lines", line={"color": colour, "width": width}, hoverinfo="skip"
        )


def _lever_facts(p: Synthesis, rows: pd.DataFrame) -> dict[str, Any]:
    wide = rows.pivot_table(index=["row", "number"], columns="lever", values="elasticity").dropna()
    if wide.empty:
        return {}
    more = (wide["arrival"] > wide["background_risk"]).groupby(level="row").mean()
    content, safe = wide["arrival"], wide["background_risk"]
    names = [name for name, *_ in _rows(p)]
    best = str(content.groupby(level="row").median().idxmax())
    return {
        "outweighs_first": f"{100 * more.get(names[0], 0):.0f}",
        "outweighs_last": f"{100 * more.get(names[-1], 0):.0f}",
        "content_least": _signed(content.min()),
        "content_most": _signed(content.max()),
        "safety_least": _signed(safe.min()),
        "safety_most": _signed(safe.max()),
        "safer_share": f"{100 * (safe >= content).mean():.0f}",
        "dominance": _dominance(more[more > 0.5].index.tolist()),
        "safety_sign": "takes no reach away in any" if safe.min() >= 0 else "takes reach away in some",
        "content_where": "where nobody makes copies" if "nobody" in best else "where copies are made",
        "tried": f"{len(wide):,}",
        "years": p.years,
    }


def _dominance(rows: list[str]) -> str:
    """Return under which conditions the amount of content counts for more than danger, mostly."""
    if not rows:
        return "under every condition drawn"
    words = [
        f"{how} and {time} {'has' if time.startswith('one') else 'have'} passed"
        for how, time in (row.split(", ") for row in rows)
    ]
    return f"except where {' or where '.join(words)}"


def _signed(value: float) -> str:
    return f"{round(value, 1) + 0:.1f}".replace("-", "−")


def gates(p: Synthesis) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return what both levers change behind each obstacle, in points of the share joined by trust.

    Also the facts: how many combinations stop at each obstacle, and the largest effects.
    """
    months = 12 * p.years
    names = {
        "given": "Trust is there already",
        "dared": "Nobody dares a first exchange",
        "telling": "Safe exchanges tell nothing",
        "open": "Exchange teaches trust",
    }
    found: dict[str, list[tuple[float, float]]] = {key: [] for key in names}
    for c in channels.combinations(p.combinations):
        now = channels.reach_of_trust(c, p.ties, months).joined
        richer, safer = (
            100 * (channels.reach_of_trust(changed, p.ties, months).joined - now)
            for changed in (_with(c, "arrival", FACTOR), _with(c, "background_risk", 1 / FACTOR))
        )
        found[channels.gate(c)].append((richer, safer))
    rows = [
        {
            "What decides": names[key],
            "Cases": len(effects),
            f"Content × {FACTOR:g}": _span([e[0] for e in effects]),
            f"Danger ÷ {FACTOR:g}": _span([e[1] for e in effects]),
        }
        for key, effects in found.items()
    ]
    total = sum(map(len, found.values()))
    dared = [safer for _, safer in found["dared"]]
    facts = {f"gate_{key}": f"{len(effects):,}" for key, effects in found.items()}
    facts["gate_freed"] = str(sum(safer > 1 for safer in dared))
    facts |= {"combinations": f"{total:,}", "factor": f"{FACTOR:g}"}
    return pd.DataFrame(rows), facts


def _with(c: TrustParameters, lever: str, factor: float) -> TrustParameters:
    return dataclasses.replace(c, **{lever: min(1.0, factor * getattr(c, lever))})


def _span(effects: list[float]) -> str:
    if not effects:
        return "no combination"
    low, high = (round(v) + 0 for v in (min(effects), max(effects)))
    if low == high:
        return "none" if low == 0 else f"{low:+d} points"
    return f"{low:+d} to {high:+d} points".replace("-", "−").replace("+0 ", "0 ")


def simulated() -> tuple[pd.DataFrame, dict[str, str]]:
    """Return effects of both levers by closed form and by simulation, and how often the signs agree.

    The worlds are fixed, so that the check is the same under all parameters of the chapter. An
    effect of less than a point counts as none.
    """
    network = trust.random_ties(PEOPLE, TIES, seed=SEED)
    rows, signs = [], []
    for name, (months, own) in WORLDS.items():
        now, effects = _effects(network, TrustParameters(**COMMON, **own), months)
        signs += [_sign(formula) == _sign(drawn) for formula, drawn in effects]
        row = {"World": f"{name} ({months} months)", "Joined": f"{100 * now[0]:.0f}% / {100 * now[1]:.0f}%"}
        for word, pair in zip(LEVERS.values(), effects, strict=True):
            row[word.capitalize()] = " / ".join(map(_points, pair))
        rows.append(row)
    facts = {"same": str(sum(signs)), "effects": str(len(signs)), "people": f"{PEOPLE:,}"}
    return pd.DataFrame(rows), facts


Pair = tuple[float, float]  # by closed form, by simulation


def _effects(network: trust.Network, world: TrustParameters, months: int) -> tuple[Pair, list[Pair]]:
    """Share of ordinary people joined now, and by how many points each lever moves it."""
    now = _both_ways(network, world, months)
    changed = [
        _both_ways(network, _with(world, lever, factor), months)
        for lever, factor in (("arrival", FACTOR), ("background_risk", 1 / FACTOR))
    ]
    return now, [(100 * (formula - now[0]), 100 * (drawn - now[1])) for formula, drawn in changed]


def _both_ways(network: trust.Network, world: TrustParameters, months: int) -> Pair:
    ties = 2 * network.ties / network.people
    return channels.reach_of_trust(world, ties, months).joined, _lived(network, world, months)[1]


def _sign(points: float) -> int:
    return 0 if abs(points) < 1 else int(math.copysign(1, points))


def _points(value: float) -> str:
    return f"{round(value) + 0:+d}".replace("-", "−").replace("+0", "0")


def hands(p: Synthesis) -> Drawing:
    """Draw the share joined by trust against what arrives, by whether it can be passed on."""
    retold = _retold(p)
    kinds: list[tuple[str, float, float, str, str]] = [
        ("passed on and copied", 1.0, p.copying, NORTH_KOREA, "solid"),
        ("passed on, not copied", 1.0, 0.0, SECOND, "dash"),
        ("informs, ties nobody", 0.0, 0.0, COMPARATOR, "dot"),
    ]
    if retold is not None:
        kinds.insert(2, ("retold as leavers retold", retold, 0.0, THIRD, "dashdot"))
    if p.copying == 0:
        kinds = kinds[1:]
    arriving = np.geomspace(MOST_ARRIVING / 1_000, MOST_ARRIVING, AMOUNTS)
    network = trust.random_ties(VILLAGES, p.ties, seed=SEED)
    table = pd.DataFrame({"arriving": PER * arriving})
    for name, passed, copying, *_ in kinds:
        # Where nothing can be passed on all amounts are alike.
        amounts = arriving * passed if passed else np.zeros(1)
        joined = [100 * _joined(network, p, float(m), copying) for m in amounts]
        table[name] = joined if passed else joined * AMOUNTS
    most, none = table[kinds[0][0]].iloc[-1], table["informs, ties nobody"].iloc[-1]
    fig = figure(
        _hands_title(most, none),
        f"Percent of people in one web of trust after {p.years} years, by items that arrive for every {PER} "
        "people and month (logarithmic)",
        f"Model of this book at its default values, simulated for {VILLAGES:,} people. Weakness: every "
        "parameter is assumed.",
        height=430,
    )
    for place, (name, _, _, colour, dash) in enumerate(kinds):
        fig.add_scatter(
            x=table["arriving"], y=table[name], mode="lines", line={"color": colour, "dash": dash, "width": 3}
        )
        _name_line(fig, table, name, colour, place)
    ends = [math.log10(table["arriving"].iloc[i]) for i in (0, -1)]
    fig.update_xaxes(
        type="log", title="items", tickvals=[0.01, 0.1, 1, 10], range=[ends[0] - 0.05, ends[1] + 0.05]
    )
    fig.update_yaxes(range=[-6, 108], ticksuffix="%", tickvals=list(range(0, 101, 20)))
    facts = {
        "per": PER,
        "hand_most": f"{most:.0f}",
        "radio_most": f"{none:.0f}",
        "years": p.years,
        "without_copies": _where(table, "passed on, not copied"),
        "with_copies": _where(table, kinds[0][0]),
        "retelling": (
            "No admitted survey asked how often outside information is retold."
            if retold is None
            else f"One survey asked: {100 * retold:.1f} percent of leavers who had outside information had "
            "passed it on by word of mouth. If broadcasts are retold as often, and retelling binds as a "
            f"shared film does, then {_where(table, 'retold as leavers retold')}."
        ),
        "finding": _hands_title(most, none),
    }
    alt = "; ".join(f"{name}: up to {table[name].max():.0f}%" for name, *_ in kinds)
    return Drawing(fig, f"People joined by trust: {alt}.", table, facts)


def _hands_title(most: float, none: float) -> str:
    if none > most - 1 and most >= 1:
        return "Where trust is there already, content adds none"
    if most < 1:
        return "Under these choices no content joins people into a web"
    return (
        f"What passes from hand to hand can join {most:.0f}% of people in a web of trust; "
        f"what only informs joins {none:.0f}%"
    )


def _where(table: pd.DataFrame, name: str) -> str:
    """Return at how many items a line first comes near its highest value, in words."""
    values = table[name]
    if values.max() < 1:
        return "no amount tried is enough"
    reached = table["arriving"][values >= THROUGH * values.max()].iloc[0]
    if reached == table["arriving"].iloc[0]:
        return f"the least amount tried, {reached:.2g}, is enough"
    return f"it takes about {reached:.2g}"


def _name_line(fig: go.Figure, table: pd.DataFrame, name: str, colour: str, place: int) -> None:
    """Name a line where it stands alone: above its left end, beside its rise, or above its right end."""
    values = table[name]
    if values.iloc[0] > 1:
        spot, settings = 0, {"yshift": 12 + 15 * place, "xshift": 2, "xanchor": "left"}
    elif values.max() < 1:
        spot, settings = len(values) - 1, {"yshift": 12 + 15 * place, "xshift": -2, "xanchor": "right"}
    else:
        spot = int((values >= values.max() / 2).to_numpy().argmax())
        left = place % 2 == 1
        settings = {"xanchor": "right" if left else "left", "xshift": -12 if left else 12, "yshift": 0}
    label(fig, math.log10(table["arriving"].iloc[spot]), values.iloc[spot], name, colour, **settings)


def _joined(network: trust.Network, p: Synthesis, arrival: float, copying: float) -> float:
    world = TrustParameters(arrival=arrival, copying=copying, believed_share=p.believed_share)
    return _lived(network, world, 12 * p.years)[1]


def _retold(p: Synthesis) -> float | None:
    """Return the share of leavers with outside information who had passed it on by word of mouth."""
    rows = data.load(
        "kida_shared_outside_info_orally", grades=p.grades, start=p.start_year, end=p.end_year
    ).dropna(subset="value")
    return None if rows.empty else float(rows["value"].iloc[-1]) / 100
