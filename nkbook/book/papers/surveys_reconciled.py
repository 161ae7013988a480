"""Two surveys of leavers side by side: the same questions, put on one composition as far as cells allow.

The pairs of questions, with their wordings, stand in `data/survey_pairs.csv`.
"""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from nkbook import data
from nkbook.book import papers
from nkbook.claims import surveys
from nkbook.errors import BookError
from nkbook.figures import SECOND, THIRD, rgba
from nkbook.marks import Chart
from nkbook.methods import proportions, reconcile
from nkbook.methods.surveys import Interval, percent_interval

NAME = "data_surveys_reconciled"
MOU, IPUS = "Ministry of Unification", "Seoul National University"
CONFIDENCE = 0.95
CELLS = ("border", "inland", "capital")
# Series that say how many people each survey of the university asked, the first that does.
SIZES = ("ipus_sk_media_exposure_ever", "ipus_phone_own_use", "ipus_used_south_korean_goods")

Pair = dict[str, str]


@dataclass(frozen=True)
class Side:
    """What one survey says: share in percent, people asked, whether their number was printed, rows."""

    value: float
    n: int
    printed: bool
    rows: pd.DataFrame

    def interval(self, effect: float) -> Interval:
        """Return the exact interval of the share, in percent."""
        return percent_interval(self.value, self.n, CONFIDENCE, design_effect=effect)


@dataclass(frozen=True)
class Composition:
    """Parts of those asked, from 0 to 1: of each survey from the border, of women, and what they may be."""

    border: float
    capital: float
    border_there: Interval
    women: float
    women_there: Interval


def build() -> tuple[Chart, pd.DataFrame]:
    """Return the figure of all pairs that can be compared, and every share behind it."""
    effect, sizes, made = surveys.surveys().unknown.design_effect, sample_sizes(), composition()
    pairs = [{str(k): v for k, v in pair.items()} for pair in data.read("survey-pairs").to_dict("records")]
    found = [compared(pair, sizes, made, effect) for pair in pairs]
    near = [one for one in found if one["relation"] == "near"]
    wider = replace(made, border_there=(made.border_there[0], 1.0))
    facts = {
        "near": near,
        "questions": list({one["title"]: one for one in near}.values()),
        "other": [one for one in found if one["relation"] != "near"],
        "unexplained": [one for one in near if one["left_over"]],
        "robust": {
            pair["title"].lower()
            for pair in pairs
            if pair["relation"] == "near" and compared(pair, sizes, wider, effect)["left_over"]
        },
        "chance": sum(one["chance"] for one in near),
        "explained": sum(not one["chance"] and not one["left_over"] for one in near),
        "bribes": next(one for one in near if one["question"].startswith("bribes")),
        "losses": next(one for one in near if one["question"].startswith("losses")),
        "media": [one for one in near if one["question"].startswith("media")],
        "border": 100 * made.border,
        "border_there": 100 * made.border_there[0],
        "women": 100 * made.women,
        "women_least": 100 * made.women_there[0],
        "women_most": 100 * made.women_there[1],
        "effect": effect,
        "level": f"{100 * CONFIDENCE:g}",
        "first": min(int(year) for year in sizes),
        "last": max(int(year) for year in sizes),
    }
    table = shares(found, effect)
    chart = papers.chart(
        NAME, facts, table["source"].unique(), height=110 + 40 * len(near), margin={"l": 170}
    )
    places = [f"{one['title']},<br>left {one['left']}" for one in near]
    draw(chart, near, places)
    columns = ["title", "left", "mou", "mou_n", "ipus", "ipus_n", "difference", "low", "high"]
    chart.data = pd.DataFrame(near)[[*columns, "shift_low", "shift_high", "rest_low", "rest_high"]]
    return chart, table


def draw(chart: Chart, near: list[dict[str, Any]], places: list[str]) -> None:
    """Draw both shares of each pair with intervals, and what another composition could make as a pale bar."""
    for one, place in zip(near, places, strict=True):
        bar = [one["mou"] + one["shift_low"], one["mou"] + one["shift_high"]]
        chart.line(bar, [place] * 2, colour=rgba(SECOND, 0.25), width=14, hoverinfo="skip")
        for side, colour in (("mou", SECOND), ("ipus", THIRD)):
            chart.line(
                [one[f"{side}_low"], one[f"{side}_high"]], [place] * 2, colour=colour, hoverinfo="skip"
            )
            chart.dots([one[side]], [place], colour=colour)
    first = near[0]
    for side, colour, up in (("mou", SECOND, 16), ("ipus", THIRD, -16)):
        chart.label(first[side], places[0], chart.say(side), colour, xanchor="right", yshift=up, xshift=0)
    chart.axes(x={"range": [0, 100], "ticksuffix": " %"}, y={"autorange": "reversed"})


def compared(pair: Pair, sizes: dict[str, int], made: Composition, effect: float) -> dict[str, Any]:
    """Return both sides of a pair, their difference, and what a composition could and cannot make of it."""
    here, there = ministry(pair, made), university(pair, sizes)
    told: dict[str, Any] = dict(pair) | {"sides": (here, there)}
    for name, side in (("mou", here), ("ipus", there)):
        low, high = side.interval(effect)
        told |= {name: side.value, f"{name}_n": side.n, f"{name}_low": low, f"{name}_high": high}
        told |= {f"{name}_printed": side.printed}
    gap = proportions.difference(here.value, here.n / effect, there.value, there.n / effect, CONFIDENCE)
    low, high = shifted(pair, here.value, made)
    return told | {
        "difference": gap.estimate,
        "low": gap.lower,
        "high": gap.upper,
        "chance": gap.lower <= 0 <= gap.upper,
        "cells": bool(pair["mou_cells"]),
        "shift_low": low,
        "shift_high": high,
        "rest_low": gap.lower - high,
        "rest_high": gap.upper - low,
        "left_over": not gap.lower - high <= 0 <= gap.upper - low,
    }


def shifted(pair: Pair, value: float, made: Composition) -> Interval:
    """Return by how many points the ministry's share could move on the composition of the university.

    By province from the shares of areas where they are printed, else from their bounds; by sex from bounds.
    """
    if pair["mou_cells"]:
        cells = areas(pair)
        parts = {"border": made.border, "capital": made.capital}
        own = reconcile.from_cells(cells, parts, ("inland",))[0]
        place = [
            end - own
            for part in made.border_there
            for end in reconcile.from_cells(cells, {"border": part}, ("inland", "capital"))
        ]
    else:
        place = [end - value for end in reconcile.reweighted(value, made.border, made.border_there)]
    sex = [end - value for end in reconcile.reweighted(value, made.women, made.women_there)]
    return min(place) + sex[0], max(place) + sex[1]


def ministry(pair: Pair, made: Composition) -> Side:
    """Return the ministry's share; made up of areas where it is printed for these alone."""
    if not pair["mou_series"]:
        parts = {"border": made.border, "capital": made.capital}
        value = reconcile.from_cells(areas(pair), parts, ("inland",))[0]
        return Side(value, base(pair), False, _rows(pair, *pair["mou_cells"].split()))
    rows = _rows(pair, pair["mou_series"], dates=pair["mou_date"].split()).head(1)
    n = rows["n"].iloc[0]
    return Side(float(rows["value"].iloc[0]), base(pair) if pd.isna(n) else int(n), pd.notna(n), rows)


def university(pair: Pair, sizes: dict[str, int]) -> Side:
    """Return the university's share over all its surveys that belong to a pair, weighed by people asked."""
    rows = _rows(pair, pair["ipus_series"], dates=pair["ipus_dates"].split()).drop_duplicates("date")
    n = rows["date"].map(sizes)
    return Side(float((rows["value"] * n).sum() / n.sum()), int(n.sum()), True, rows.assign(n=n))


def areas(pair: Pair) -> dict[str, float]:
    """Return the ministry's shares by area: border, inland, capital."""
    rows = _rows(pair, *pair["mou_cells"].split()).set_index("series")["value"]
    return {name: float(rows[key]) for name, key in zip(CELLS, pair["mou_cells"].split(), strict=True)}


def base(pair: Pair) -> int:
    """Return who stands in for those asked: the fewest to whom a question of these years was put."""
    series, *dates = pair["mou_base"].split()
    return int(_rows(pair, series, dates=dates).groupby("date")["value"].min().sum())


def composition() -> Composition:
    """Return where those asked come from, and the part of women; printed for no survey of the university.

    The part of women there may be what it was among all who arrived in the years of its surveys.
    """
    ipus = data.load(["ipus_sample_share_north_hamgyong", "ipus_sample_share_ryanggang"])["value"].sum()
    here = data.load(["mou2024_sample_border_province_share", "mou2024_sample_women_share"])
    part = {key: value / 100 for key, value in zip(here["series"], here["value"], strict=True)}
    capital = data.load("mou_sample_share_pyongyang")["value"].iloc[0] / 100
    women = data.load("arrivals_share_women", start=min(map(int, sample_sizes())))["value"] / 100
    return Composition(
        part["mou2024_sample_border_province_share"],
        float(capital),
        (float(ipus / 100), float(ipus / 100)),
        part["mou2024_sample_women_share"],
        (float(women.min()), float(women.max())),
    )


def sample_sizes() -> dict[str, int]:
    """Return how many people each survey of the university asked, by year; only those printed."""
    rows = data.load(SIZES, start=2012, country="PRK").dropna(subset="n")
    return {str(date): int(n) for date, n in rows.groupby("date")["n"].first().items()}


def shares(found: list[dict[str, Any]], effect: float) -> pd.DataFrame:
    """Return every printed share behind the pairs, one row each, with interval, wording and source."""
    known, parts = data.sources(), []
    for pair in found:
        for survey, side, wording in zip(
            (MOU, IPUS), pair["sides"], (pair["mou_wording"], pair["ipus_wording"]), strict=True
        ):
            rows = side.rows
            n = rows["n"].astype("Int64").fillna(side.n)
            ends = [
                percent_interval(value, int(size), CONFIDENCE, design_effect=effect)
                for value, size in zip(rows["value"], n, strict=True)
            ]
            parts.append(
                pd.DataFrame(
                    {
                        "question": pair["question"],
                        "title": pair["title"],
                        "relation": pair["relation"],
                        "survey": survey,
                        "wording": wording,
                        "asked": rows["sample"],
                        "left_from": rows["period_start"],
                        "left_to": rows["period_end"],
                        "date": rows["date"],
                        "value": rows["value"],
                        "n": n,
                        "n_printed": side.printed,
                        "lower": [round(low, 1) for low, _ in ends],
                        "upper": [round(high, 1) for _, high in ends],
                        "series": rows["series"],
                        "locator": rows["locator"],
                        "grade": rows["grade"],
                        "source": rows["source"],
                        "url": rows["source"].map(known["url"]),
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def _rows(pair: Pair, *series: str, dates: list[str] | None = None) -> pd.DataFrame:
    found = data.load(series, country="PRK")
    found = found if dates is None else found[found["date"].isin(dates)]
    if found.empty or (dates and set(dates) - set(found["date"])):
        raise BookError(
            f"data/survey_pairs.csv, {pair['question']}: no rows of {' '.join(series)} {dates or ''}"
        )
    return found
