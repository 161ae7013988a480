"""T1: markets and phones brought no basic gain in freedom and human rights.

Quantity: gain in rights from the years up to the base year to the latest ones, in percent of the way
from the worst to the best score of a source's own scale. The sources err differently: each has its
own interval, and none of them is a sampling error.
"""

from collections.abc import Mapping

import pandas as pd

from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import scales

# The countries whose civil liberties the data package holds in both releases of V-Dem.
CODED_AGAIN = ("CHN", "KOR", "PRK")

# How the data package names release 14 of V-Dem: by its year.
V14 = "2024"

# Freedom House: ratings run from 1 to 7 (worst), the scores behind them to 60 and 40.
WORST_RATING = 7.0
FH_PARTS = {
    "fh_civil_liberties": "fh_civil_liberties_score",
    "fh_political_rights": "fh_political_rights_score",
}
FH_POINTS = {"fh_civil_liberties": 60, "fh_political_rights": 40}

t1 = Answers("T1")


@t1.reading("vdem")
def vdem(
    rows: Evidence,
    confidence: float,
    index: str = "v2x_civlib",
    base_year: int = 1994,
    window: int = 5,
    span: scales.Span = "since_base",
    release: str = "newest",
) -> Measurement:
    """Answer from V-Dem. Range over single years, widened by what two releases of one coding differ.

    index: which index of civil liberty stands for rights. base_year: last of the years compared
    with. window: years that make a level. span: range over the years since the base year, or over
    the latest window. release: the newest that codes a year, or release 14 alone.
    """
    table = rows.rows(index, country=CODED_AGAIN if index == "v2x_civlib" else "PRK")
    found = scales.gain(newest(table[table["country"] == "PRK"], release), base_year, window, span)
    notes = ["interval: range over single years, not a sampling error; no intervals of the coders seen"]
    error, again = 0.0, coded_again(table)
    if len(again) >= t1.threshold("fewest_pairs"):
        error = scales.detectable_change(list(again["first"]), list(again["again"]), confidence)
        notes.append("widened by the difference between two releases of the same coding")
    return Measurement(
        100 * found.estimate,
        100 * (found.lowest - error),
        100 * (found.highest + error),
        limits=("range", *_floor(100 * max(found.base, found.latest))),
        warnings=tuple(notes),
    )


@t1.reading("freedom_house")
def freedom_house(
    rows: Evidence, confidence: float, base_year: int = 1994, window: int = 5, ratings: str = "both"
) -> Measurement:
    """Answer from Freedom House. Range of the scores that the published grades can hide.

    base_year, window: as for V-Dem. ratings: civil liberties and political rights, or the former.
    """
    parts = FH_PARTS if ratings == "both" else {"fh_civil_liberties": FH_PARTS["fh_civil_liberties"]}
    bounds = freedom_house_bounds(rows.rows(*parts, *parts.values(), country=None), parts)
    low, high, grade = (scales.gain(bounds[name], base_year, window) for name in ("low", "high", "grade"))
    stuck = bool((bounds["grade"] == bounds["grade"].iloc[0]).all())
    percent = 100 / sum(FH_POINTS[rating] for rating in parts)
    return Measurement(
        100 * grade.estimate,
        percent * (low.latest - high.base),
        percent * (high.latest - low.base),
        limits=("floor",) if stuck else (),
        warnings=("interval: what the scores behind the grades allow; estimate: the grades themselves",),
    )


@t1.reading("fariss")
def fariss(
    rows: Evidence,
    confidence: float,
    base_year: int = 1994,
    window: int = 5,
    span: scales.Span = "since_base",
) -> Measurement:
    """Answer from the latent score of Fariss. Range over single years; choices as for V-Dem."""
    table = rows.rows("fariss_human_rights_protection", country=None)
    values = table[table["country"] == "PRK"].set_index("year")["value"]
    found = scales.gain(values, base_year, window, span)
    worst = float(table["value"].min())
    length = float(table["value"].max() - worst)
    return Measurement(
        100 * found.estimate / length,
        100 * found.lowest / length,
        100 * found.highest / length,
        limits=("range", *_floor(100 * (max(found.base, found.latest) - worst) / length)),
        warnings=("interval: range over single years; scale: worst to best year of any country seen",),
    )


def _floor(level: float) -> tuple[str, ...]:
    """Return the limit that a source stands at its own floor (level in percent of its scale)."""
    return ("floor",) if level <= t1.threshold("floor") else ()


def newest(rows: pd.DataFrame, release: str = "newest") -> pd.Series:
    """Return values by year, each from the newest release that has it, or from release 14 alone."""
    if release != "newest":
        rows = rows[rows["vintage"] == V14]
    ordered = rows.sort_values(["year", "vintage"], kind="stable")
    return ordered.groupby("year")["value"].last()


def coded_again(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the country-years that stand in the oldest and in the newest release: first, again."""
    table = rows.pivot_table(index=["country", "year"], columns="vintage", values="value")
    if table.shape[1] < 2:
        table = table.iloc[:0]
        return pd.DataFrame({"first": [], "again": []}, index=table.index, dtype=float)
    table = table[[table.columns[0], table.columns[-1]]].dropna()
    return table.set_axis(["first", "again"], axis=1)


def freedom_house_bounds(rows: pd.DataFrame, parts: Mapping[str, str] = FH_PARTS) -> pd.DataFrame:
    """Return what North Korea's score was or can have been, in points, by year.

    rows: ratings and scores of all countries. parts: score behind each rating that counts; both
    together have 100 points. Columns: low and high (equal where the score was published, else the
    range of scores ever published with the same ratings, cut at the bottom of the scale), grade (0
    to 1 on the published ratings, 1 best).
    """
    wide = rows.pivot_table(index=["country", "year"], columns="series", values="value")
    if not set(parts) <= set(wide.columns) or "PRK" not in wide.index.get_level_values("country"):
        raise NoEvidence("no ratings of North Korea are admitted")
    own = wide[wide.index.get_level_values("country") == "PRK"].droplevel("country")
    own = own.dropna(subset=list(parts))
    bounds = pd.DataFrame({"low": 0.0, "high": 0.0}, index=own.index)
    for rating, score in parts.items():
        if score not in wide:
            raise NoEvidence("no scores behind the ratings are admitted")
        both = wide[[rating, score]].dropna()
        known = own[score]
        bands = {grade: scales.band_of_grade(both[rating], both[score], grade) for grade in set(own[rating])}
        bounds["low"] += known.fillna(own[rating].map(lambda g, b=bands: max(0.0, b[g][0])))
        bounds["high"] += known.fillna(own[rating].map(lambda g, b=bands: b[g][1]))
    mean = own[list(parts)].mean(axis=1)
    return bounds.assign(grade=(WORST_RATING - mean) / (WORST_RATING - 1))
