"""Figures of the chapter on the economy.

Each function takes the parameters of the chapter and returns a `Drawing`; it raises `NoEvidence`
where no admitted row is left, and `nkbook.plots.drawing.draw` then holds the place.
"""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from nkbook import data
from nkbook.claims import Assessment, Evaluation, assess, evaluate
from nkbook.claims import claim as find_claim
from nkbook.claims import economy as measured
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.figures import (
    ACCENT,
    COMPARATOR,
    FAINT,
    NORTH_KOREA,
    SECOND,
    THIRD,
    band,
    event,
    figure,
    label,
)
from nkbook.methods import breaks, prices, revisions, surveys
from nkbook.parameters import Economy
from nkbook.plots.drawing import Drawing

OPTIONS = {
    "E1": ("output_source",), "E2": ("cohort_size",), "E3": ("market_measure", "cohort_size"),
    "E4": ("crop", "weather_control", "window"), "E5": ("crop", "weather_control", "window"),
    "E6": ("cohort_size",),
}
NAMES = {
    "ALB": "Albania", "CHN": "China", "CUB": "Cuba", "KHM": "Cambodia", "LAO": "Laos", "MNG": "Mongolia",
    "POL": "Poland", "ROU": "Romania", "RUS": "Russia", "VNM": "Vietnam",
}
PRINTINGS = {
    "bok_revised": "Bank of Korea, as revised", "bok_first": "Bank of Korea, first printing",
    "un": "United Nations, per person", "maddison": "Maddison, per person",
}
RELEASES = {
    "fao_2025": "FAO, release of 2025", "fao_2020": "FAO, release of 2020", "rda": "Southern estimate",
}
AUTHORS = {
    "csis_nkdi": "CSIS", "kinu": "KINU", "lim_eul_chul": "Lim", "melvin": "Melvin", "nis": "NIS",
    "nkdi": "NKDI", "rok_intelligence": "intelligence",
}
# Ten harvests before the first that the policy of 2012 could touch: later than the famine years.
FIRST_SEARCHED = measured.FIRST_HARVEST["E4"] - 10
CITIES = ("pyongyang", "sinuiju", "hyesan")
REFORMS = (
    ("China", "CHN", "reform_year_china_household_responsibility"),
    ("Vietnam, first step", "VNM", "reform_year_vietnam_contract_system"),
    ("Vietnam, second step", "VNM", "reform_year_vietnam_liberalisation"),
    ("Laos", "LAO", "reform_year_laos_agricultural_resolution"),
    ("Cuba", "CUB", "reform_year_cuba_ubpc_created"),
)


def choices(p: Economy, claim: str) -> dict[str, Any]:
    """Return the parameters of the chapter as choices of one claim."""
    shared = {"grades": p.grades, "start_year": p.start_year, "end_year": p.end_year}
    own = {name: getattr(p, name) for name in OPTIONS[claim]}
    return {**shared, "confidence": p.confidence, **own}


def assessed(p: Economy, claim: str) -> Assessment:
    """Return the verdict of a claim under the parameters of the chapter."""
    return assess(claim, **choices(p, claim))


# E1: collapse --------------------------------------------------------------------------------


def output_level(p: Economy) -> Drawing:
    """Draw output since 1989 in all its printings, with the error that past revisions suggest."""
    evidence = _evidence(p, "E1", "output")
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
        f"revisions ({_level(p)}); thin lines: other printings of the same estimate",
        _footer(evidence, "one outside estimate, built on intelligence, in several printings"),
        height=460,
    )
    frames = []
    for source, dash in zip(PRINTINGS, ("solid", "dash", "dot", "dashdot"), strict=True):
        if source not in others:
            continue
        path, chosen = others[source], source == p.output_source
        colour = NORTH_KOREA if chosen else COMPARATOR
        fig.add_scatter(
            x=path.index, y=path, mode="lines", name=PRINTINGS[source],
            line={"color": colour, "width": 3 if chosen else 1.5, "dash": "solid" if chosen else dash},
        )
        frames.append(pd.DataFrame({"year": path.index, "printing": PRINTINGS[source], "level": path.to_numpy()}))
    if past is not None:
        paths = revisions.perturbed(100 * level.pct_change().dropna(), past.to_numpy())
        lower, upper = paths.band(p.confidence)
        band(fig, paths.years, lower, upper, NORTH_KOREA)
    threshold = find_claim("E1").criterion.supports.at_most or 0.0
    _line(fig, threshold, f"collapse: at most {threshold:g}")
    for moment, words in _moments(p, ("1991", "1995"), ("Soviet trade ends", "floods")):
        event(fig, moment, words)
    fig.update_yaxes(rangemode="tozero")
    fig.update_xaxes(range=[base - 0.5, max(last, base + 10) + 0.5])
    facts = {
        "low": f"{low:.1f}", "year": year, "base": base, "last": last, "now": f"{level[last]:.1f}",
        "regained": f"{regained:.0f}", "printing": PRINTINGS[p.output_source], **_break_even(level, year, threshold),
        **_revision_facts(past),
    }
    alt = f"Line chart. Output falls from {100} in {base} to {low:.1f} in {year} {end}; all printings move together."
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
    evidence = _evidence(p, "E1", "output")
    found = {}
    try:
        bank = measured.bok_growth(evidence, first=False)
        for source in ("un", "maddison"):
            other = 100 * measured.output_level(evidence, source).pct_change()  # type: ignore[arg-type]
            both = pd.concat([bank, other], axis=1).dropna()
            if len(both) < 3:
                return {}
            found[source] = f"{both.corr().iloc[0, 1]:.2f}"
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
        f"{_count(deep)} yardsticks show a collapse{beside}",
        f"Lowest level from {measured.FALL[0]} to {measured.FALL[1]}, last year before the fall = {100}. "
        f"Whiskers: {_level(p)} or range of counts; comparators: output per person",
        _footer_of(sources, "comparators: Maddison, release of 2020"),
        height=130 + 27 * len(table),
    )
    order = table.iloc[::-1]
    _whiskers(fig, order["what"], order["level"], order["lower"], order["upper"],
              [NORTH_KOREA if who == "North Korea" else COMPARATOR for who in order["who"]])
    criterion = find_claim("E1").criterion
    for limit, words, side in ((threshold, "collapse", "left"), (criterion.contradicts.at_least or 0.0, "none", "right")):
        fig.add_vline(x=limit, line={"color": COMPARATOR, "width": 1, "dash": "dot"}, annotation_text=words,
                      annotation_font={"size": 11, "color": COMPARATOR}, annotation_position=f"top {side}")
    fig.update_xaxes(range=[0, max(112, table["level"].max() + 5)])
    facts = {
        "deep": int(deep.sum()), "yardsticks": len(own), "fallen": len(fallen), "peers": len(peers),
        "names": _enumerated(fallen["what"].tolist()) or "none",
        **{key: f"{value:.1f}" for key, value in zip(own["what"], own["level"], strict=True)},
    }
    listed = "; ".join(f"{what} {level:.0f}" for what, level in zip(table["what"], table["level"], strict=True))
    return Drawing(fig, f"Dot chart of lowest levels: {listed}.", table, facts)


def _north_korean_troughs(p: Economy) -> tuple[list[tuple[Any, ...]], set[str]]:
    rows: list[tuple[str, Evaluation]] = []
    for source, name in PRINTINGS.items():
        rows.append((name, evaluate("E1", reading="output", **{**choices(p, "E1"), "output_source": source})))
    for reading, name in (("electricity", "Electricity per person"), ("trade", "Foreign trade")):
        rows.append((name, evaluate("E1", reading=reading, **choices(p, "E1"))))
    found = [("North Korea", name, e.estimate, e.lower, e.upper) for name, e in rows if e.estimate is not None]
    return found, {source for _, e in rows for source in e.sources} | {"owid_maddison2020"}


def _peer_troughs(p: Economy) -> list[tuple[Any, ...]]:
    try:
        rows = _rows(p, "maddison_gdp_per_capita", country=sorted(NAMES))
    except NoEvidence:
        return []
    found = []
    for country, group in rows[rows["vintage"] == "2020"].groupby("country"):
        try:
            level = measured.based(group.set_index("year")["value"])
            found.append((NAMES[str(country)], NAMES[str(country)], float(level[measured.trough(level)]), None, None))
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
        return {"revision": "unknown", "largest": "unknown", "pairs": "no"}
    return {
        "revision": f"{past.abs().mean():.2f}", "largest": f"{past.abs().max():.1f}", "pairs": str(len(past)),
        "largest_year": str(past.abs().idxmax()),
    }


def _break_even(level: pd.Series, year: int, threshold: float) -> dict[str, str]:
    years = year - int(level.index[0])
    error = revisions.error_to_reach(float(level[year]), threshold, years)
    return {"error": f"{error:.1f}", "years": str(years)}


# E2: private property ------------------------------------------------------------------------


def private_homes(p: Economy) -> Drawing:
    """Draw trade in homes and private credit by period of leaving, with bounds where needed."""
    table = pd.concat([_ministry_homes(p), _university_homes(p)], ignore_index=True)
    if table.empty:
        raise NoEvidence("no evidence of this grade")
    private = table[table["what"] == "bought or sold privately"]
    first, last = (private.iloc[0], private.iloc[-1]) if len(private) else (None, None)
    title = (
        f"Private trade in homes: {_range(first)} of those who left {first['left']}, {_range(last)} of those "
        f"who left {last['left']}" if first is not None and len(private) > 1
        else "Private homes and private credit among leavers"
    )
    fig = figure(
        title,
        "Percent of leavers, by year of leaving. Bars: bounds, since a person may have bought and sold; whiskers: "
        f"{_level(p)}. Ministry of Unification; at the right Seoul National University",
        _footer_of(table["source"], "leavers, mostly women from border provinces; not the people who stayed"),
        height=470,
    )
    colours = {"bought or sold privately": NORTH_KOREA, "traded, lawful transfers included": ACCENT,
               "private credit": SECOND, "home bought (university)": THIRD}
    for what, group in table.groupby("what", sort=False):
        middle = (group["lower"] + group["upper"]) / 2
        fig.add_scatter(
            x=group["left"], y=group["value"].fillna(middle), mode="markers", name=str(what),
            marker={"color": colours[str(what)], "size": 10 if group["value"].notna().all() else 1},
            error_y=_error(group["value"].fillna(middle), group["lower"], group["upper"], colours[str(what)],
                           10 if group["value"].isna().all() else 2),
        )
        end = group.iloc[-1]
        label(fig, end["left"], end["upper"], _broken(str(what)), colours[str(what)], yanchor="bottom",
              xanchor="center", xshift=0)
    fig.update_yaxes(range=[0, 92], ticksuffix=" %")
    fig.update_xaxes(type="category", categoryorder="array", categoryarray=_periods(table))
    facts = {
        "first": _range(first) if first is not None else "unknown",
        "last": _range(last) if last is not None else "unknown",
        **{f"{row.what}|{row.left}": _range(row._asdict()) for row in table.itertuples()},
    }
    listed = "; ".join(f"{r.what}, left {r.left}: {_range(r._asdict())}" for r in table.itertuples())
    return Drawing(fig, f"Chart by period of leaving. {listed}.", table, facts)


def _ministry_homes(p: Economy) -> pd.DataFrame:
    names = ("mou2024_housing_bought", "mou2024_housing_sold", "mou2024_traded_housing_use_right",
             "mou2024_borrowed_privately")
    try:
        rows = _rows(p, *names)
    except NoEvidence:
        return pd.DataFrame()
    found = []
    for left, group in rows.groupby(rows.apply(_left, axis=1), sort=False):
        shares = group.set_index("series")["value"]
        both = shares.reindex(list(names[:2]))
        source = group["source"].iloc[0]
        if both.notna().all():
            found.append((left, "bought or sold privately", None, both.max(), both.sum(), source))
        for name, what in ((names[2], "traded, lawful transfers included"), (names[3], "private credit")):
            if name in shares:
                n = _number(group[group["series"] == name]["n"].iloc[0])
                low, high = surveys.exact_percent(shares[name], n, p.confidence) if n else (shares[name],) * 2
                found.append((left, what, shares[name], low, high, source))
    return _homes(found)


def _university_homes(p: Economy) -> pd.DataFrame:
    try:
        rows = _rows(p, "ipus_home_bought")
    except NoEvidence:
        return pd.DataFrame()
    found = []
    for _, row in rows.iterrows():
        low, high = surveys.exact_percent(row["value"], int(row["n"]), p.confidence)
        found.append((_left(row), "home bought (university)", row["value"], low, high, row["source"]))
    return _homes(found)


def _homes(found: list[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(found, columns=["left", "what", "value", "lower", "upper", "source"])


def _periods(table: pd.DataFrame) -> list[str]:
    order = ("before 2000", "2011-2015", "2016-2020", "all periods", "2010-2011", "2012-2013")
    return sorted(table["left"].unique(), key=order.index)


# E3: markets ---------------------------------------------------------------------------------


def market_counts(p: Economy) -> Drawing:
    """Draw the counts of official markets by author, with what one author says of one year."""
    rows = _rows(p, "official_market_count")
    evidence = _evidence(p, "E3", "ipus")
    plateau = measured.market_plateau(evidence)
    title = (
        f"Since 2016 one author's count rose by {plateau[0]:.0f}, less than that author's counts of 2016 differ "
        f"({plateau[1]:.0f})" if plateau and plateau[0] <= plateau[1]
        else f"Since 2016 one author's count rose by {plateau[0]:.0f}, more than those of 2016 differ ({plateau[1]:.0f})"
        if plateau else f"Counts of official markets run from {rows['value'].min():.0f} to {rows['value'].max():.0f}"
    )
    fig = figure(
        title, "Official markets counted, by author; each dot is one statement",
        _footer_of(rows["source"], "satellite counts by differing definitions; alley markets are not counted"),
        height=440,
    )
    for author, group in rows.groupby("variant"):
        colour = NORTH_KOREA if author == "kinu" else SECOND if author == "melvin" else COMPARATOR
        fig.add_scatter(x=group["time"], y=group["value"], mode="markers", name=AUTHORS[str(author)],
                        marker={"color": colour, "size": 9})
        at, high = group.iloc[0 if author == "melvin" else -1], author in ("nis", "nkdi")
        label(fig, at["time"], at["value"], AUTHORS[str(author)], colour, yanchor="bottom" if high else "top")
    fig.update_yaxes(rangemode="tozero")
    fig.update_xaxes(range=[rows["time"].min() - pd.DateOffset(months=9), rows["time"].max() + pd.DateOffset(months=22)])
    facts = {
        "least": f"{rows['value'].min():.0f}", "most": f"{rows['value'].max():.0f}",
        "rise": f"{plateau[0]:.0f}" if plateau else "unknown", "differ": f"{plateau[1]:.0f}" if plateau else "unknown",
        "plateau": "the spread has ended" if plateau and plateau[0] <= plateau[1] else "no end of the spread is shown",
    }
    table = rows[["date", "variant", "value", "vintage", "source"]].rename(columns={"variant": "author", "value": "markets"})
    alt = f"Dot chart of {len(rows)} counts of official markets from {facts['least']} to {facts['most']}. {title}."
    return Drawing(fig, alt, table, facts)


MARKET_ROWS = (
    ("mou2024_informal_share_of_household_income", "informal income", "Ministry"),
    ("nkras2020_private_economy_workers", "private work", "Ministry"),
    ("kli_participated_in_informal_economy", "informal work", "Labor Inst."),
    ("ipus_informal_economy_participation", "informal work", "University"),
    ("ipus_main_job_trade", "trade as job", "University"),
    ("csis_household_income_almost_all_from_market", "market income", "CSIS"),
)


def market_shares(p: Economy) -> Drawing:
    """Draw how many depend on markets: each survey, each definition, each period of leaving."""
    found = []
    for series, what, survey in MARKET_ROWS:
        try:
            rows = _rows(p, series)
        except NoEvidence:
            continue
        for _, row in rows.iterrows():
            low, high = _interval(row, p.confidence)
            found.append((survey, what, _left(row), row["value"], low, high, row["source"]))
    if not found:
        raise NoEvidence("no evidence of this grade")
    table = pd.DataFrame(found, columns=["survey", "what", "left", "value", "lower", "upper", "source"])
    latest = table.groupby(["survey", "what"], sort=False).tail(1)
    line = find_claim("E3").criterion.supports.at_least or 0.0
    majority = int((latest["value"] >= line).sum())
    fig = figure(
        f"By {majority} of {len(latest)} measures most of the latest leavers lived from markets",
        "Percent of leavers (of residents for CSIS) or of household income, by year of leaving; "
        f"whiskers: {_level(p)} where the sample size is printed",
        _footer_of(table["source"], "leavers from trading families near the border are over-represented"),
        height=130 + 34 * len(table),
    )
    colours = {"Ministry": NORTH_KOREA, "University": SECOND, "Labor Inst.": THIRD, "CSIS": ACCENT}
    order = table.iloc[::-1]
    names = order["what"] + ", " + order["left"]
    names = names.where(~names.duplicated(keep=False), names + " " + order["survey"])
    _whiskers(fig, names, order["value"], order["lower"], order["upper"], [colours[x] for x in order["survey"]])
    for survey, group in table.groupby("survey", sort=False):
        label(fig, 1, names[group.index[0]], str(survey), colours[str(survey)], xshift=0, yshift=8)
    fig.add_vline(x=line, line={"color": COMPARATOR, "width": 1, "dash": "dot"})
    fig.update_xaxes(range=[0, 102], ticksuffix=" %")
    facts = {"majority": majority, "measures": len(latest), "least": f"{latest['value'].min():.0f}",
             "most": f"{latest['value'].max():.0f}",
             **{f"{r.what}, {r.left}": f"{r.value:g}" for r in table.itertuples()}}
    listed = "; ".join(f"{r.survey}, {r.what}, left {r.left}: {r.value:g}" for r in table.itertuples())
    return Drawing(fig, f"Dot chart, percent. {listed}.", table, facts)


def price_spread(p: Economy) -> Drawing:
    """Draw how far apart the rice prices of three cities are, month by month."""
    table = city_prices(p, "rice_price")
    gap = prices.spread(table)
    if len(gap) < 24:
        raise NoEvidence("fewer than two years of prices in all three cities")
    months = gap.index.to_timestamp()
    smooth = gap.rolling(12, center=True, min_periods=6).median()
    closed = gap.index >= pd.Period("2020-01", "M")
    before, after = gap[~closed].median(), gap[closed].median()
    title = (
        f"One rice market: prices in three cities lie {before:.1f} percent apart before the border closed, "
        f"{after:.1f} after" if closed.any() and (~closed).any()
        else f"One rice market: prices in three cities lie {gap.median():.1f} percent apart"
    )
    fig = figure(
        title,
        "Standard deviation over mean of the monthly rice price in Pyongyang, Sinuiju and Hyesan; "
        "thick line: median over a year",
        _footer_of(["dailynk_fnk_rice"], "a few informants per city; monthly medians; one origin"),
        height=420,
    )
    fig.add_scatter(x=months, y=gap, mode="lines", line={"color": COMPARATOR, "width": 1}, name="month")
    fig.add_scatter(x=months, y=smooth, mode="lines", line={"color": NORTH_KOREA, "width": 3}, name="year")
    for moment, words in _moments(p, ("2009-11-30", "2020-01-30", "2023-01"), ("new won", "border shut", "grain ban")):
        if months.min() <= pd.Timestamp(moment) <= months.max():
            event(fig, pd.Timestamp(moment), words)
    fig.update_yaxes(rangemode="tozero", ticksuffix=" %", range=[0, min(40.0, float(gap.max()) * 1.1)])
    facts = {"before": f"{before:.1f}", "after": f"{after:.1f}", "peak": f"{gap.max():.0f}",
             "peak_month": str(gap.idxmax()), **half_lives(p, table)}
    frame = pd.DataFrame({"month": gap.index.astype(str), "spread_percent": gap.to_numpy()})
    return Drawing(fig, f"Line chart. {title}. Highest in {facts['peak_month']}: {facts['peak']} percent.", frame, facts)


def half_lives(p: Economy, table: pd.DataFrame) -> dict[str, str]:
    """Return in words how fast the gap of each border city to Pyongyang closes, open and shut."""
    found = {}
    closed = table.index >= pd.Period("2020-01", "M")
    for name, part in (("open", table[~closed]), ("shut", table[closed])):
        for city in CITIES[1:]:
            fit = prices.half_life(np.log(part[city] / part[CITIES[0]]), p.confidence)
            found[f"{city}_{name}"] = (
                "not measurable" if fit is None
                else f"{fit.months:.1f} months ({fit.lower:.1f} to {_months(fit.upper)})"
            )
    return found


def city_prices(p: Economy, good: str) -> pd.DataFrame:
    """Return monthly prices, one column per city; old won before the redenomination are left out."""
    rows = _rows(p, *(f"{good}_{city}" for city in CITIES))
    table = rows.assign(city=rows["series"].str.rpartition("_")[2], month=pd.PeriodIndex(rows["date"], freq="M"))
    wide = table.pivot(index="month", columns="city", values="value")
    wide = wide[wide.index >= pd.Period("2010-01", "M")]
    if wide.empty or set(CITIES) - set(wide.columns):
        raise NoEvidence("no prices of all three cities")
    return wide


def _months(value: float) -> str:
    return f"{value:.1f}" if value < 60 else "years"


# E4, E5: farm policies -----------------------------------------------------------------------


def yields(p: Economy) -> Drawing:
    """Draw the harvest in three printings, with the years of both policies."""
    series = {}
    for release in RELEASES:
        try:
            found = measured.harvests(_evidence(p, "E4", release), release, p.crop)  # type: ignore[arg-type]
        except NoEvidence:
            continue
        series[release] = found[found.index >= max(1995, p.start_year)]
    series = {release: values for release, values in series.items() if len(values)}
    if not series:
        raise NoEvidence("no evidence of this grade")
    fig = figure(
        _yield_title(p, series),
        f"Above: yield of {p.crop}, tonnes per hectare, by release; below: food crops, million tonnes",
        _footer_of(_sources_of(p, "E4"), "the FAO relies on official figures, the southern estimate on outside signs"),
        height=560, yaxis={"domain": [0.44, 1], "gridcolor": FAINT}, xaxis={"anchor": "y2", "gridcolor": FAINT},
        yaxis2={"domain": [0, 0.34], "gridcolor": FAINT, "anchor": "x"},
    )
    styles = {"fao_2025": (NORTH_KOREA, "solid", "y"), "fao_2020": (SECOND, "dash", "y"), "rda": (THIRD, "solid", "y2")}
    for release, values in series.items():
        colour, dash, axis = styles[release]
        shown = values if release != "fao_2020" else values[values.index >= 2012]
        scale = 1e6 if release == "rda" else 1
        if len(shown):
            shown = shown.reindex(range(shown.index[0], shown.index[-1] + 1))
        fig.add_scatter(x=shown.index, y=shown / scale, mode="lines+markers", yaxis=axis, name=RELEASES[release],
                        line={"color": colour, "dash": dash, "width": 2}, marker={"size": 5, "color": colour})
        if len(shown):
            at = shown.idxmax() if release == "fao_2020" else shown.index[-1]
            place: dict[str, Any] = {"yanchor": "bottom"} if release == "fao_2020" else {
                "yanchor": "top" if release == "fao_2025" else "bottom", "xanchor": "right", "xshift": 0,
                "yshift": -8 if release == "fao_2025" else 8}
            label(fig, at, shown[at] / scale, RELEASES[release], colour, yref=axis, **place)
    for year, words in ((2013, "June 28"), (2015, "May 30")):
        fig.add_vline(x=year - 0.5, line={"color": COMPARATOR, "width": 1, "dash": "dot"}, annotation_text=words,
                      annotation_font={"size": 11, "color": COMPARATOR},
                      annotation_position="bottom left" if year == 2013 else "bottom right")
    frame = pd.concat([pd.DataFrame({"year": v.index, "release": RELEASES[r], "value": v.to_numpy()})
                       for r, v in series.items()], ignore_index=True)
    title = str(fig.layout.title.text).replace("<br>", " ")
    return Drawing(fig, f"Line chart. {title}.", frame, _vintage_facts(series))


def _yield_title(p: Economy, series: dict[str, pd.Series]) -> str:
    facts = _vintage_facts(series)
    if not facts:
        return f"Harvests of {p.crop} before and after both policies"
    return f"One year's yield, {facts['year']}, is {facts['old']} tonnes in one release and {facts['new']} in the next"


def _vintage_facts(series: dict[str, pd.Series]) -> dict[str, str]:
    if not {"fao_2025", "fao_2020"} <= set(series):
        return {}
    gap = (series["fao_2020"] - series["fao_2025"]).dropna().abs()
    if gap.empty or gap.max() == 0:
        return {}
    year = int(gap.idxmax())
    return {"year": str(year), "old": f"{series['fao_2020'][year]:.2f}", "new": f"{series['fao_2025'][year]:.2f}",
            "share": f"{100 * (series['fao_2020'][year] / series['fao_2025'][year] - 1):.0f}"}


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
    abroad = (f"; reforms elsewhere brought {reforms['step'].min():.0f} to {reforms['step'].max():.0f} percent"
              if len(reforms) else "")
    fig = figure(
        f"{clear or 'No'} of {len(own)} tests {'shows' if clear <= 1 else 'show'} a clear step after a farm policy{abroad}",
        f"Change of the mean harvest, {p.window} years after against {p.window} before, percent; "
        f"whiskers: {_level(p)}. Elsewhere: rice, without weather control",
        _footer_of(_sources_of(p, "E4"), "few harvests; the intervals hold only if years are independent"),
        height=140 + 32 * len(table),
    )
    order = table.iloc[::-1]
    _whiskers(fig, order["what"], order["step"], order["lower"], order["upper"], order["colour"].tolist())
    for limit in (0.0, criterion.supports.at_least or 0.0):
        fig.add_vline(x=limit, line={"color": COMPARATOR, "width": 1, "dash": "solid" if limit == 0 else "dot"})
    fig.update_xaxes(ticksuffix=" %", range=[min(-20, table["lower"].min() - 2), min(80, table["upper"].max() + 3)])
    facts = {"clear": clear or "no", "tests": len(own), "abroad_least": f"{reforms['step'].min():.0f}" if len(reforms) else "?",
             "abroad_most": f"{reforms['step'].max():.0f}" if len(reforms) else "?", **_detectable(p)}
    listed = "; ".join(f"{r.what} {r.step:+.0f} ({r.lower:+.0f} to {r.upper:+.0f})" for r in table.itertuples())
    return Drawing(fig, f"Dot chart of steps in percent. {listed}.", table.drop(columns="colour"), facts)


def reform_steps(p: Economy) -> list[tuple[Any, ...]]:
    """Return the step of the rice yield at each sourced reform year elsewhere."""
    found = []
    for name, country, series in REFORMS:
        try:
            year = int(_rows(p, series, country=country)["value"].iloc[0])
            rows = _rows(p, "rice_yield", country=country)
        except NoEvidence:
            continue
        rows = rows[rows["vintage"] == "2020"].set_index("year")["value"]
        step = breaks.step(rows, year, p.window, p.confidence)
        if step is not None:
            found.append((f"{name}, {year}", step.estimate, step.lower, step.upper, COMPARATOR, ""))
    return found


def _detectable(p: Economy) -> dict[str, str]:
    try:
        step = measured.harvest_step(
            _evidence(p, "E4", "fao_2025"), "fao_2025", measured.FIRST_HARVEST["E4"], p.confidence,
            p.crop, p.weather_control, p.window,
        )
    except NoEvidence:
        return {"detectable": "unknown"}
    return {"detectable": f"{breaks.detectable(step, 0.8, p.confidence):.0f}", "power": f"{80}"}


def break_dates(p: Economy) -> Drawing:
    """Draw the evidence for a break at every possible date, source by source."""
    found: dict[str, breaks.Break] = {}
    for release in RELEASES:
        try:
            values = measured.harvests(_evidence(p, "E4", release), release, p.crop)  # type: ignore[arg-type]
        except NoEvidence:
            continue
        values = np.log(values[values.index >= (2014 if release == "rda" else FIRST_SEARCHED)])
        result = breaks.unknown_break(values, confidence=p.confidence)
        if result is not None:
            found[release] = result
    if not found:
        raise NoEvidence("no series has eight harvests")
    official = {release: b for release, b in found.items() if release != "rda"} or found
    dates = _enumerated([str(year) for year in sorted({b.year for b in official.values()})])
    sure = sum(b.p <= 1 - p.confidence for b in official.values())
    early = all(b.year < measured.FIRST_HARVEST["E4"] for b in official.values())
    when = "before either policy could act" if early else "not only before the policies"
    certainty = "and is sure" if sure == len(official) else "but is not sure" if not sure else "and is sure in part"
    fig = figure(
        f"The likeliest break lies at {dates}, {when}, {certainty}",
        f"F value of a change of the mean harvest at each year; dotted: what chance exceeds in "
        f"{100 * (1 - p.confidence):.0f} percent of cases (block bootstrap)",
        _footer_of(_sources_of(p, "E4"), "levels, without weather control; the southern series is short"),
        height=440,
    )
    styles = {"fao_2025": NORTH_KOREA, "fao_2020": SECOND, "rda": THIRD}
    for release, b in found.items():
        fig.add_scatter(x=b.profile.index, y=b.profile, mode="lines+markers", name=RELEASES[release],
                        line={"color": styles[release], "width": 2}, marker={"size": 5})
        fig.add_scatter(x=[b.profile.index[0], b.profile.index[-1]], y=[b.critical] * 2, mode="lines",
                        line={"color": styles[release], "width": 1, "dash": "dot"}, hoverinfo="skip")
        label(fig, b.year, b.f, RELEASES[release], styles[release], yanchor="bottom", xanchor="center", xshift=0)
    fig.update_yaxes(rangemode="tozero")
    frame = pd.concat([pd.DataFrame({"release": RELEASES[r], "year": b.profile.index, "f": b.profile.to_numpy(),
                                     "critical": b.critical}) for r, b in found.items()], ignore_index=True)
    facts = {"dates": dates, "when": when, "certainty": certainty}
    facts |= {key: say for r, b in found.items() for key, say in
             ((r, f"{b.year} (F = {b.f:.1f}, p = {b.p:.3f})"), (f"{r}_year", str(b.year)))}
    listed = "; ".join(f"{RELEASES[r]}: {b.year}, F {b.f:.1f}, p {b.p:.3f}" for r, b in found.items())
    return Drawing(fig, f"Line chart of break tests. Highest: {listed}.", frame, facts)


# E6: dues ------------------------------------------------------------------------------------

BRIBES = (
    ("mou2024_paid_bribe", "Ministry", "any"), ("mou2024_paid_bribe_exit_to_2011", "Ministry", "any"),
    ("mou2024_paid_bribe_exit_from_2012", "Ministry", "any"), ("ipus_paid_bribes_any", "University", "any"),
    ("mou2024_lost_30pct_or_more_income_to_officials", "Ministry", "heavy"),
    ("ipus_paid_bribes_over_30pct_of_income", "University", "heavy"),
)


def bribes(p: Economy) -> Drawing:
    """Draw both bribe surveys: who paid at all, and who gave up much of the income."""
    found = []
    for series, survey, kind in BRIBES:
        try:
            rows = _rows(p, series)
        except NoEvidence:
            continue
        for _, row in rows.iterrows():
            if survey == "Ministry" and row["period_start"] == "" and row["date"] == "2022":
                continue
            low, high = _interval(row, p.confidence)
            found.append((survey, kind, _middle(row), _left(row), row["value"], low, high, row["source"]))
    if not found:
        raise NoEvidence("no evidence of this grade")
    table = pd.DataFrame(found, columns=["survey", "kind", "year", "left", "value", "lower", "upper", "source"])
    any_paid = table[table["kind"] == "any"].sort_values(["survey", "year"])
    words = [f"{_change(group['value'])} by the {survey.lower()}" for survey, group in any_paid.groupby("survey")]
    ways = {_way(g["value"].iloc[-1] - g["value"].iloc[0]) for _, g in any_paid.groupby("survey") if len(g) > 1}
    fig = figure(
        f"{'The surveys disagree on the trend of' if len(ways) > 1 else 'Leavers who paid'} bribes: percent from "
        f"{_enumerated(words)}",
        f"Percent of leavers who paid bribes (above) or gave up at least {30} % of income (below), by year of leaving; "
        f"whiskers: {_level(p)} where the sample is printed",
        _footer_of(table["source"], "two different questions; leavers only; none left after 2020"),
        height=560, yaxis={"domain": [0.48, 1], "range": [0, 105], "ticksuffix": " %", "gridcolor": FAINT},
        yaxis2={"domain": [0, 0.36], "range": [0, 60], "ticksuffix": " %", "gridcolor": FAINT, "anchor": "x"},
        xaxis={"anchor": "y2", "gridcolor": FAINT},
    )
    for (survey, kind), group in table.groupby(["survey", "kind"]):
        group = group.sort_values("year")
        colour = NORTH_KOREA if survey == "Ministry" else SECOND
        axis = "y" if kind == "any" else "y2"
        fig.add_scatter(
            x=group["year"], y=group["value"], yaxis=axis, mode="lines+markers", name=str(survey),
            line={"color": colour, "width": 1.5}, marker={"size": 8, "color": colour},
            error_y=_error(group["value"], group["lower"], group["upper"], colour, 1.5),
        )
        end = group.iloc[0]
        label(fig, end["year"], end["value"], str(survey), colour, yref=axis, yanchor="top", yshift=-8, xshift=0)
    facts = {f"{r.survey} {r.kind} {r.left}": f"{r.value:g}" for r in table.itertuples()}
    facts |= _payer_facts(p)
    listed = "; ".join(f"{r.survey}, {r.kind}, left {r.left}: {r.value:g}" for r in table.itertuples())
    return Drawing(fig, f"Line chart in percent. {listed}.", table, facts)


def _payer_facts(p: Economy) -> dict[str, str]:
    try:
        line = measured.heavy_payers(_evidence(p, "E6", "ipus"), p.confidence)
    except NoEvidence:
        return {"slope": "no slope can be computed"}
    return {"slope": f"{line.slope:+.2f} points a year ({line.lower:+.2f} to {line.upper:+.2f})"}


FEES = (
    ("market_daily_stall_fee_food", "food stall", "pyongyang"),
    ("market_daily_stall_fee_clothing", "clothes stall", "pyongyang"),
    ("market_daily_stall_fee_electronics_meat", "electronics or meat", "pyongyang"),
    ("market_daily_stall_fee_ryonghung_pyongyang", "Pyongyang, one market", "pyongyang"),
    ("market_daily_stall_fee_range", "several markets", "pyongyang"),
    ("market_daily_fee_sariwon_informal_min", "Sariwon, street", "pyongyang"),
    ("market_daily_stall_fee_sariwon_max", "Sariwon, highest", "pyongyang"),
    ("market_daily_stall_fee_sinuiju", "Sinuiju", "sinuiju"),
)


def dues_in_rice(p: Economy) -> Drawing:
    """Draw every stall fee on record in kilograms of rice at the price of that month or year."""
    found = []
    for series, place, city in FEES:
        try:
            fees, rice = _rows(p, series), _rows(p, f"rice_price_{city}")
        except NoEvidence:
            continue
        for _, fee in fees.iterrows():
            price = rice.loc[rice["date"].str.startswith(fee["date"]), "value"].median()
            low = fee["value"] if pd.isna(fee["lower"]) else fee["lower"]
            high = fee["value"] if pd.isna(fee["upper"]) else fee["upper"]
            if price > 0:
                found.append((f"{fee['date']} {place}", low / price, high / price, low, high, price, fee["source"]))
    if not found:
        raise NoEvidence("no stall fee and rice price of one month are admitted together")
    table = pd.DataFrame(found, columns=["what", "low", "high", "fee_low", "fee_high", "rice", "source"])
    table = table.sort_values("what").reset_index(drop=True)
    top = table.loc[table["high"].idxmax()]
    span = f"{table['low'].min():.1f} to {top['high']:.1f} kg of rice a day, the highest in {top['what'][:4]}"
    fig = figure(
        f"Stall fees on record run from {span}",
        "Daily fee of a market stall over the rice price of the same city (or Pyongyang), month or year; kg of rice",
        _footer_of(table["source"], "single reports from different places: every one is shown, no trend is fitted"),
        height=150 + 32 * len(table),
    )
    for row in table.iloc[::-1].itertuples():
        fig.add_scatter(x=[row.low, row.high], y=[row.what] * 2, mode="lines+markers",
                        line={"color": NORTH_KOREA, "width": 3}, marker={"color": NORTH_KOREA, "size": 9})
    fig.update_xaxes(rangemode="tozero", ticksuffix=" kg")
    listed = "; ".join(f"{r.what}: {r.low:.1f} to {r.high:.1f} kg" for r in table.itertuples())
    facts = {"span": span, "points": len(table), "least": f"{table['low'].min():.1f}", "most": f"{table['high'].max():.1f}"}
    return Drawing(fig, f"Dot chart of daily stall fees. {listed}.", table, facts)


def timeline(p: Economy) -> Drawing:
    """Draw the dated steps of the state in both directions, year by year."""
    steps = measured.policy_steps(max(p.start_year, 2002), p.end_year)
    if steps.empty:
        raise NoEvidence("no dated step of the state in these years")
    sign = steps["direction"].map({"tolerate": 1, "restrict": -1})
    steps = steps.assign(place=sign * (steps.groupby(["year", "direction"]).cumcount() + 1))
    since = steps[steps["year"] >= 2019]["direction"].value_counts()
    until = steps[steps["year"].between(2012, 2018)]["direction"].value_counts()
    tally = {f"{d}_{n}": int(c.get(d, 0)) for d in ("tolerate", "restrict") for n, c in (("until", until), ("since", since))}
    fig = figure(
        f"2012-2018: {tally['tolerate_until']} steps tolerate, {tally['restrict_until']} restrict; from 2019 on: "
        f"{tally['tolerate_since']} and {tally['restrict_since']}",
        "Dated steps of the state on markets, farms and firms; above: towards tolerance, below: towards control",
        _footer_of(steps["source"].unique()[:6], "steps that became known abroad; a count is not a weight"),
        height=380,
    )
    for direction, colour, symbol in (("tolerate", THIRD, "triangle-up"), ("restrict", NORTH_KOREA, "triangle-down")):
        part = steps[steps["direction"] == direction]
        fig.add_scatter(x=part["year"], y=part["place"], mode="markers", name=direction, text=part["event"],
                        hovertemplate="%{text}<extra>%{x}</extra>", marker={"color": colour, "size": 13, "symbol": symbol})
    top = max(3, int(steps["place"].abs().max()) + 1)
    fig.update_yaxes(range=[-top, top], showticklabels=False, zeroline=True)
    for y, words, colour in ((top - 0.5, "towards tolerance", THIRD), (-top + 0.5, "towards control", NORTH_KOREA)):
        label(fig, 0, y, words, colour, xref="paper", xshift=0)
    table = steps[["date", "event", "direction", "source"]]
    alt = (f"Timeline of {len(steps)} steps. From 2012 to 2018 {tally['tolerate_until']} tolerate and "
           f"{tally['restrict_until']} restrict; from 2019 on {tally['tolerate_since']} and {tally['restrict_since']}.")
    return Drawing(fig, alt, table, {key: str(value) for key, value in tally.items()})


def steps_table(p: Economy) -> pd.DataFrame:
    """Return the dated steps as a table for readers."""
    steps = measured.policy_steps(max(p.start_year, 2002), p.end_year)
    words = {"tolerate": "tolerates", "restrict": "restricts"}
    table = steps.assign(direction=steps["direction"].map(words))[["date", "event", "direction", "source"]]
    return table.rename(columns=str.capitalize)


# Welfare -------------------------------------------------------------------------------------


def won_and_dollar(p: Economy) -> Drawing:
    """Draw the price of rice in won and in dollars."""
    rice = city_prices(p, "rice_price")["pyongyang"]
    rate = city_prices(p, "usd_market_rate")["pyongyang"]
    both = pd.concat({"won": rice, "rate": rate}, axis=1).dropna()
    both["dollar"] = both["won"] / both["rate"]
    if len(both) < 24:
        raise NoEvidence("fewer than two years of prices and rates")
    last = both.index[-1]
    start = max(both.index[0], pd.Period("2023-12", "M")) if last > pd.Period("2024-06", "M") else both.index[0]
    start = both.index[both.index >= start][0]
    won, dollar = (both.loc[last, c] / both.loc[start, c] for c in ("won", "dollar"))
    fig = figure(
        f"From {start} to {last} rice rose {won:.1f} times in won, {dollar:.1f} times in dollars",
        "Rice in Pyongyang, per kilogram: above in won (steps of equal ratio), below in US dollars at the market rate",
        _footer_of(["dailynk_fnk_rice", "dailynk_fnk_fx"], "a few informants; monthly medians; one origin"),
        height=520, yaxis={"domain": [0.52, 1], "type": "log", "gridcolor": FAINT, "dtick": "D2"},
        yaxis2={"domain": [0, 0.42], "rangemode": "tozero", "gridcolor": FAINT, "anchor": "x"},
        xaxis={"anchor": "y2", "gridcolor": FAINT},
    )
    months = both.index.to_timestamp()
    fig.add_scatter(x=months, y=both["won"], mode="lines", line={"color": NORTH_KOREA, "width": 2}, name="won")
    fig.add_scatter(x=months, y=both["dollar"], mode="lines", yaxis="y2", line={"color": SECOND, "width": 2}, name="USD")
    label(fig, months[2], float(np.log10(both["won"].max())), "won", NORTH_KOREA, yanchor="top")
    label(fig, months[2], 0.05, "US dollars", SECOND, yref="y2", yanchor="bottom")
    frame = both.reset_index().assign(month=lambda t: t["month"].astype(str))
    settled = both.loc[both.index >= pd.Period("2013-01", "M"), "dollar"]
    settled = settled if len(settled) else both["dollar"]
    facts = {"start": str(start), "last": str(last), "won": f"{won:.1f}", "dollar": f"{dollar:.1f}",
             "low": f"{settled.quantile(0.05):.2f}", "high": f"{settled.quantile(0.95):.2f}"}
    title = str(fig.layout.title.text).replace("<br>", " ")
    return Drawing(fig, f"Two line charts. {title}.", frame, facts)


def hunger(p: Economy) -> Drawing:
    """Draw measured stunting beside modelled undernourishment."""
    stunting, model = _rows(p, "child_stunting"), _rows(p, "undernourishment_prevalence")
    newest = model[model["vintage"] == model["vintage"].max()].sort_values("year")
    older = model[model["vintage"] != model["vintage"].max()].sort_values("year")
    first, last = stunting.sort_values("year").iloc[0], stunting.sort_values("year").iloc[-1]
    span = newest[newest["year"].between(first["year"], last["year"])]["value"]
    if len(span) < 2 or first["year"] == last["year"]:
        raise NoEvidence("measured and modelled hunger do not overlap")
    measured_way, modelled_way = _way(last["value"] - first["value"]), _way(span.iloc[-1] - span.iloc[0])
    joint = "while" if measured_way != modelled_way else "and"
    fig = figure(
        f"Measured stunting of children {measured_way} from {first['value']:.0f} to {last['value']:.0f} percent, "
        f"{joint} modelled undernourishment {modelled_way} from {span.iloc[0]:.0f} to {span.iloc[-1]:.0f}",
        "Stunting: percent of children under five, measured in national surveys. Undernourishment: percent of "
        "people, modelled from food balances; thin line: an older release",
        _footer_of(pd.concat([stunting, model])["source"], "surveys were run with the state; the model uses official harvests"),
        height=430,
    )
    fig.add_scatter(x=older["year"], y=older["value"], mode="lines", line={"color": COMPARATOR, "width": 1, "dash": "dot"})
    fig.add_scatter(x=newest["year"], y=newest["value"], mode="lines", line={"color": COMPARATOR, "width": 2.5})
    fig.add_scatter(x=stunting["year"], y=stunting["value"], mode="lines+markers", line={"color": NORTH_KOREA, "width": 2.5},
                    marker={"size": 10, "color": NORTH_KOREA})
    label(fig, newest["year"].iloc[-1], newest["value"].iloc[-1], "model", COMPARATOR, yanchor="bottom", xanchor="right", xshift=0)
    label(fig, last["year"], last["value"], "measured", NORTH_KOREA, yanchor="top", xanchor="center", xshift=0, yshift=-8)
    fig.update_yaxes(rangemode="tozero", ticksuffix=" %")
    table = pd.concat([stunting, model])[["series", "year", "value", "vintage", "source"]]
    facts = {"measured_first": f"{first['value']:.1f}", "measured_last": f"{last['value']:.0f}", "year_first": str(first["year"]),
             "year_last": str(last["year"]), "model_first": f"{span.iloc[0]:.0f}", "model_last": f"{span.iloc[-1]:.0f}",
             "measured_way": measured_way, "modelled_way": modelled_way, "joint": joint}
    return Drawing(fig, str(fig.layout.title.text).replace("<br>", " ") + ".", table, facts)


# Shared --------------------------------------------------------------------------------------


def _evidence(p: Economy, claim: str, reading: str) -> Evidence:
    return Evidence(find_claim(claim).readings[reading], p.grades, p.start_year, p.end_year)


def _rows(p: Economy, *series: str, country: str | list[str] = "PRK") -> pd.DataFrame:
    rows = data.load(series, grades=p.grades, country=country, start=p.start_year, end=p.end_year)
    if rows.empty:
        raise NoEvidence("no evidence of this grade")
    rows.attrs = {}
    return rows


def _sources_of(p: Economy, claim: str) -> list[str]:
    found: set[str] = set()
    for reading in find_claim(claim).readings:
        found |= set(evaluate(claim, reading=reading, **choices(p, claim)).sources)
    return sorted(found)


def _footer(evidence: Evidence, weakness: str) -> str:
    found = {row["source"] for row in evidence.seen.values()}
    return _footer_of(found, weakness)


def _footer_of(sources: Any, weakness: str) -> str:
    keys = sorted(set(sources))
    more = f" and {len(keys) - 6} more" if len(keys) > 6 else ""
    return f"Sources: {', '.join(keys[:6])}{more}. Weakness: {weakness}."


def _level(p: Economy) -> str:
    return f"{100 * p.confidence:g} % interval"


def _left(row: pd.Series) -> str:
    start, end = str(row["period_start"]), str(row["period_end"])
    if not start and end:
        return "before 2000" if end == "2000" else "up to 2011" if end == "2011" else "all periods"
    if start and end:
        return "from 2012" if end == "2022" else f"{start[:4]}-{end[:4]}" if start != end else start
    return str(row["year"])


def _middle(row: pd.Series) -> float:
    start, end = str(row["period_start"]), str(row["period_end"])
    if start and end:
        return (int(start[:4]) + min(int(end[:4]), 2020)) / 2
    return float(int(end) - 1 if end == "2000" else int(end) - 5 if end else row["year"])


def _interval(row: pd.Series, confidence: float) -> tuple[float | None, float | None]:
    n = _number(row["n"])
    return surveys.exact_percent(row["value"], n, confidence) if n else (None, None)


def _number(n: Any) -> int | None:
    return None if pd.isna(n) else int(n)


def _error(middle: pd.Series, low: pd.Series, high: pd.Series, colour: str, width: float) -> dict[str, Any]:
    return {
        "type": "data", "symmetric": False, "color": colour, "thickness": width, "width": 0,
        "array": (high.astype(float) - middle).tolist(), "arrayminus": (middle - low.astype(float)).tolist(),
    }


def _whiskers(fig: go.Figure, names: pd.Series, middle: pd.Series, low: pd.Series, high: pd.Series,
              colours: list[str]) -> None:
    """Draw one dot with whiskers per row, names on the vertical axis."""
    for name, at, below, above, colour in zip(names, middle, low, high, colours, strict=True):
        if pd.notna(below) and pd.notna(above):
            fig.add_scatter(x=[below, above], y=[name] * 2, mode="lines", line={"color": colour, "width": 2}, hoverinfo="skip")
        fig.add_scatter(x=[at], y=[name], mode="markers", marker={"color": colour, "size": 9}, name=str(name))


def _line(fig: go.Figure, y: float, words: str) -> None:
    fig.add_hline(y=y, line={"color": COMPARATOR, "width": 1, "dash": "dot"}, annotation_text=words,
                  annotation_font={"size": 11, "color": COMPARATOR}, annotation_position="bottom right")


def _moments(p: Economy, dates: tuple[str, ...], words: tuple[str, ...]) -> list[tuple[Any, str]]:
    """Return events of the events table that lie in the admitted years, with short names."""
    known = set(data.events("economy")["date"])
    pairs = [(d, w) for d, w in zip(dates, words, strict=True) if d in known]
    return [(int(d) if len(d) == 4 else d, w) for d, w in pairs if p.start_year <= int(d[:4]) <= p.end_year]


def _range(row: Any) -> str:
    low, high, value = row["lower"], row["upper"], row["value"]
    if value is None or pd.isna(value):
        return f"{low:.0f}-{high:.0f} %"
    return f"{value:g} %"


def _change(values: pd.Series) -> str:
    first, last = values.iloc[0], values.iloc[-1]
    return f"{first:g} to {last:g}" if len(values) > 1 else f"{first:g}"


def _way(change: float) -> str:
    return "fell" if change < 0 else "rose"


def _count(flags: pd.Series) -> str:
    return f"All {len(flags)}" if flags.all() else f"{int(flags.sum())} of {len(flags)}"


def _broken(text: str) -> str:
    return text.replace(", ", ",<br>").replace(" (", "<br>(")


def _enumerated(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
