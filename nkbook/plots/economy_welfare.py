"""Figures on what people could buy and eat."""

import numpy as np
import pandas as pd

from nkbook.errors import NoEvidence
from nkbook.figures import COMPARATOR, FAINT, NORTH_KOREA, SECOND, figure, label
from nkbook.parameters import Economy
from nkbook.plots.drawing import Drawing
from nkbook.plots.economy_shared import admitted, city_prices, footer_of, way


def won_and_dollar(p: Economy) -> Drawing:
    """Draw the price of rice in won and in dollars."""
    rice = city_prices(p, "rice_price")["pyongyang"]
    rate = city_prices(p, "usd_market_rate")["pyongyang"]
    both = pd.concat({"won": rice, "rate": rate}, axis=1).dropna()
    both["dollar"] = both["won"] / both["rate"]
    if len(both) < 24:
        raise NoEvidence("prices and rates cover too few months")
    last = both.index[-1]
    start = (
        max(both.index[0], pd.Period("2023-12", "M")) if last > pd.Period("2024-06", "M") else both.index[0]
    )
    start = both.index[both.index >= start][0]
    won, dollar = (both.loc[last, c] / both.loc[start, c] for c in ("won", "dollar"))
    fig = figure(
        f"From {start} to {last} rice went to {won:.1f} times its price in won, {dollar:.1f} times in "
        "dollars",
        "Rice in Pyongyang, per kilogram: above in won (steps of equal ratio), below in US dollars at "
        "the market rate",
        footer_of(["dailynk_fnk_rice", "dailynk_fnk_fx"], "a few informants; monthly medians; one origin"),
        height=520,
        yaxis={"domain": [0.52, 1], "type": "log", "gridcolor": FAINT, "dtick": "D2"},
        yaxis2={"domain": [0, 0.42], "rangemode": "tozero", "gridcolor": FAINT, "anchor": "x"},
        xaxis={"anchor": "y2", "gridcolor": FAINT},
    )
    months = pd.PeriodIndex(both.index).to_timestamp()
    fig.add_scatter(
        x=months, y=both["won"], mode="lines", line={"color": NORTH_KOREA, "width": 2}, name="won"
    )
    fig.add_scatter(
        x=months, y=both["dollar"], mode="lines", yaxis="y2", line={"color": SECOND, "width": 2}, name="USD"
    )
    label(fig, months[2], float(np.log10(both["won"].max())), "won", NORTH_KOREA, yanchor="top")
    label(fig, months[2], 0.05, "US dollars", SECOND, yref="y2", yanchor="bottom")
    frame = both.reset_index().assign(month=lambda t: t["month"].astype(str))
    settled = both.loc[both.index >= pd.Period("2013-01", "M"), "dollar"]
    settled = settled if len(settled) else both["dollar"]
    facts = {
        "start": str(start),
        "last": str(last),
        "won": f"{won:.1f}",
        "dollar": f"{dollar:.1f}",
        "meaning": (
            "What looks like hunger in one currency is the fall of the currency in the other."
            if won > 1.5 and dollar < 1.5
            else "Neither currency alone tells what a meal costs."
        ),
        "low": f"{settled.quantile(0.05):.2f}",
        "high": f"{settled.quantile(0.95):.2f}",
    }
    title = str(fig.layout.title.text).replace("<br>", " ")
    return Drawing(fig, f"Line charts. {title}.", frame, facts)


def hunger(p: Economy) -> Drawing:
    """Draw measured stunting beside modelled undernourishment."""
    stunting, model = admitted(p, "child_stunting"), admitted(p, "undernourishment_prevalence")
    newest = model[model["vintage"] == model["vintage"].max()].sort_values("year")
    older = model[model["vintage"] != model["vintage"].max()].sort_values("year")
    first, last = stunting.sort_values("year").iloc[0], stunting.sort_values("year").iloc[-1]
    span = newest[newest["year"].between(first["year"], last["year"])]["value"]
    if len(span) < 2 or first["year"] == last["year"]:
        raise NoEvidence("measured and modelled hunger do not overlap")
    measured_way, modelled_way = way(last["value"] - first["value"]), way(span.iloc[-1] - span.iloc[0])
    joint = "while" if measured_way != modelled_way else "and"
    fig = figure(
        f"Measured stunting of children {measured_way} from {first['value']:.0f} to {last['value']:.0f} "
        "percent, "
        f"{joint} modelled undernourishment {modelled_way} from {span.iloc[0]:.0f} to {span.iloc[-1]:.0f}",
        "Stunting: percent of young children, measured in national surveys. Undernourishment: percent of "
        "people, modelled from food balances; thin line: an older release",
        footer_of(
            pd.concat([stunting, model])["source"],
            "surveys were run with the state; the model uses official harvests",
        ),
        height=430,
    )
    fig.add_scatter(
        x=older["year"], y=older["value"], mode="lines", line={"color": COMPARATOR, "width": 1, "dash": "dot"}
    )
    fig.add_scatter(
        x=newest["year"], y=newest["value"], mode="lines", line={"color": COMPARATOR, "width": 2.5}
    )
    fig.add_scatter(
        x=stunting["year"],
        y=stunting["value"],
        mode="lines+markers",
        line={"color": NORTH_KOREA, "width": 2.5},
        marker={"size": 10, "color": NORTH_KOREA},
    )
    label(
        fig,
        newest["year"].iloc[-1],
        newest["value"].iloc[-1],
        "model",
        COMPARATOR,
        yanchor="bottom",
        xanchor="right",
        xshift=0,
    )
    label(
        fig,
        last["year"],
        last["value"],
        "measured",
        NORTH_KOREA,
        yanchor="top",
        xanchor="center",
        xshift=0,
        yshift=-8,
    )
    fig.update_yaxes(rangemode="tozero", ticksuffix=" %")
    table = pd.concat([stunting, model])[["series", "year", "value", "vintage", "source"]]
    facts = {
        "measured_first": f"{first['value']:.1f}",
        "measured_last": f"{last['value']:.0f}",
        "year_first": str(first["year"]),
        "year_last": str(last["year"]),
        "model_first": f"{span.iloc[0]:.0f}",
        "model_last": f"{span.iloc[-1]:.0f}",
        "measured_way": measured_way,
        "modelled_way": modelled_way,
        "joint": joint,
    }
    return Drawing(fig, str(fig.layout.title.text).replace("<br>", " ") + ".", table, facts)
