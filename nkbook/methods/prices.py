"""Prices of one good in several places: spread. How fast gaps close stands in integration.py."""

import pandas as pd


def spread(prices: pd.DataFrame) -> pd.Series:
    """Return the standard deviation over the mean of each row, in percent.

    prices: one row per date, one column per place. Rows with a missing place are left out.
    """
    whole = prices.dropna()
    return 100 * whole.std(axis=1, ddof=1) / whole.mean(axis=1)
