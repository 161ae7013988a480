"""What several claims on communication share: windows on their evidence, and the international series."""

from dataclasses import replace

import numpy as np
import pandas as pd

from nkbook import data
from nkbook.claims.answers import Answers
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import bounds, vintages

NEWEST = "2025-07-06"  # print of the international series
YEAR = 2023  # the year in which the essay counts phones


def between(rows: Evidence, first: int, last: int) -> Evidence:
    """Return the same evidence with a narrower window; what it sees is recorded together."""
    start = first if rows.start_year is None else max(first, rows.start_year)
    end = last if rows.end_year is None else min(last, rows.end_year)
    return replace(rows, start_year=start, end_year=end)


def beginning(rows: Evidence, first: int) -> Evidence:
    """Return the same evidence from a year on."""
    return between(rows, first, rows.end_year or 9999)


def of_origin(rows: Evidence, origin: str) -> Evidence:
    """Return the same evidence without all that another origin says."""
    known = data.origins()
    return replace(rows, exclude=(*rows.exclude, *known.index[known != origin]))


def latest(rows: Evidence, series: str) -> float:
    """Return the last admitted value of a series."""
    return float(rows.rows(series)["value"].iloc[-1])


def prints(rows: Evidence, of: Answers, vintage: str, keep_jump: bool = True) -> pd.DataFrame:
    """Return what was printed of the international series up to a vintage, for the years from 2009 on.

    of: the claim that says where the jump begins. keep_jump: with the years from there on.
    """
    found = beginning(rows, 2009).rows("mobile_subscriptions_itu_vintage")
    found = found[(found["vintage"] <= vintage) & (found["variant"] == "")]
    if not keep_jump:
        found = found[found["year"] < of.threshold("jump")]
    if found.empty:
        raise NoEvidence("no vintage of the international series is admitted")
    return found


def international(rows: Evidence, of: Answers, vintage: str, keep_jump: bool = True) -> pd.DataFrame:
    """Return the revision triangle of the international series; see `prints`."""
    return vintages.triangle(prints(rows, of, vintage, keep_jump))


def last_print(rows: Evidence, of: Answers, vintage: str, keep_jump: bool = True) -> pd.DataFrame:
    """Return the newest of these prints, one row per year; see `prints`."""
    found = prints(rows, of, vintage, keep_jump)
    newest: pd.DataFrame = found[found["vintage"] == found["vintage"].max()]
    return newest.dropna(subset="value")


def off_by(rows: Evidence, of: Answers, last: pd.Series) -> tuple[float, float]:
    """Return the least and the greatest factor from the international series to what others estimated.

    last: lines by year, as last printed. Others are compared with it for the same years, those of a January
    with the year before; "or more" is no estimate. Raises `NoEvidence` without one.
    """
    found = rows.aside().perhaps("mobile_lines_estimate")
    found = found[found["source"].map(data.origins()) != "itu"]
    found = found[~((found["lower"] == found["value"]) & found["upper"].isna())]
    year = found["year"] - found["date"].str.fullmatch(r"\d{4}-01")
    found = found.assign(printed=year.map(last))[year >= of.threshold("compared_from")]
    ends = [found[name].fillna(found["value"]) / found["printed"] for name in ("lower", "upper")]
    factors = pd.concat(ends).astype(float).dropna()
    if factors.empty:
        raise NoEvidence("no other estimate for a year of the series is admitted")
    return float(factors.min()), float(factors.max())


def owners(rows: Evidence, confidence: float, design_effect: float) -> tuple[float, float, float, int]:
    """Return the percent of people of 15 to 49 with a phone of their own, its interval, and n.

    Mean of men and women. n: people asked at least, taken as if no more women than men had been asked; sizes
    are no evidence, so that no grade touches them.
    """
    men, women = (latest(rows, f"phone_own_{sex}_15_49") for sex in ("men", "women"))
    asked = replace(rows.aside(), grades="ABC", start_year=None, end_year=None).rows("mics_sample_men")
    each = int(asked["lower"].iloc[-1])
    errors = [bounds.survey_error(share / 100, each, confidence, design_effect) for share in (men, women)]
    share, half = (men + women) / 2, 50 * float(np.linalg.norm(errors))
    return share, share - half, share + half, 2 * each


def refuse_old(of: Answers, year: int) -> None:
    """Refuse a series that ends too early to say anything about the year of the claim."""
    if year < YEAR - of.threshold("carried"):
        raise NoEvidence(f"the admitted series ends in {year}, too early for {YEAR}")


def event_date(month: str, word: str) -> pd.Timestamp:
    """Return the day of an event, from the table of events: the first of that month with that word."""
    table = data.events()
    found = table[table["date"].str.startswith(month) & table["event"].str.contains(word)]
    return pd.Timestamp(found["date"].iloc[0])


def month_end(date: str) -> pd.Timestamp:
    """Return the last day of a month, or the day itself where the date has one."""
    time = pd.Timestamp(date)
    return time if len(date) > len("2008-12") else time + pd.offsets.MonthEnd(0)
