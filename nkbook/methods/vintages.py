"""What a source printed when: the revision triangle of a series (Croushore and Stark 2001)."""

import pandas as pd

from nkbook.errors import NoEvidence


def triangle(rows: pd.DataFrame) -> pd.DataFrame:
    """Return values by vintage (rows, in order of date) and year (columns); blank where not printed."""
    return rows.pivot_table(index="vintage", columns="year", values="value", aggfunc="first").sort_index()


def history(table: pd.DataFrame) -> pd.DataFrame:
    """Return for each year the first and the last print and what became of it.

    Columns: first, last, ratio (last over first), withdrawn (printed once, blank in the last
    vintage), lag (years from the year meant to the vintage that first prints it). Years printed
    as zero have no ratio.
    """
    rows = {}
    for year in table.columns:
        printed = table[year].dropna()
        first, last = float(printed.iloc[0]), float(printed.iloc[-1])
        rows[int(year)] = {
            "first": first,
            "last": last,
            "ratio": last / first if first else float("nan"),
            "withdrawn": bool(pd.isna(table[year].iloc[-1])),
            "lag": int(str(printed.index[0])[:4]) - int(year),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def spread(table: pd.DataFrame) -> tuple[float, float, int]:
    """Return the smallest and the largest ratio of last to first print, and the number of years.

    The whole range of n past revisions holds the next one with probability (n - 1) / (n + 1) when
    they are exchangeable. Raises `NoEvidence` below three.
    """
    ratios = history(table)["ratio"].dropna()
    if len(ratios) < 3:
        raise NoEvidence("fewer than three revisions are on record")
    return float(ratios.min()), float(ratios.max()), len(ratios)


def carried_forward(values: pd.Series, year: int, window: int = 2) -> float:
    """Return the value of `year`, by mean growth over the last `window` steps where it is not printed.

    values: positive, indexed by year. Raises `NoEvidence` when nothing is printed up to `year`.
    """
    known = values[(values.index <= year) & (values > 0)].dropna().sort_index()
    if known.empty:
        raise NoEvidence(f"no value up to {year}")
    base = -min(window + 1, len(known))
    steps = int(known.index[-1]) - int(known.index[base])
    growth = (known.iloc[-1] / known.iloc[base]) ** (1 / steps) if steps else 1.0
    return float(known.iloc[-1] * growth ** (year - int(known.index[-1])))
