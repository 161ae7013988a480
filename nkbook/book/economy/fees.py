"""Fees that markets take: of a stall and a day, in won and in the rice that they would buy."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from nkbook.chapter import Chapter
from nkbook.parameters import Economy


def by_stall(c: Chapter[Economy]) -> dict[str, Any]:
    """Return the fee of a stall and a day in won, all fees over all stalls of a year, and that year."""
    daily, stalls = (c.rows(series, need=False) for series in ("market_fee_daily_kpw", "market_stalls"))
    both = daily.merge(stalls, on="year", suffixes=("", "_stalls"))
    if both.empty:
        return dict.fromkeys(("stall_low", "stall_high", "stall_year"))
    row = both.iloc[-1]
    low, high = row["lower"] / row["value_stalls"], row["upper"] / row["value_stalls"]
    return {"stall_low": low, "stall_high": high, "stall_year": int(row["year"])}


# Series of fees, and the city whose price of rice they are divided by.
FEES = {
    "market_daily_stall_fee_food": "pyongyang",
    "market_daily_stall_fee_clothing": "pyongyang",
    "market_daily_stall_fee_electronics_meat": "pyongyang",
    "market_daily_stall_fee_ryonghung_pyongyang": "pyongyang",
    "market_daily_stall_fee_range": "pyongyang",
    "market_daily_fee_sariwon_informal_min": "pyongyang",
    "market_daily_stall_fee_sariwon_max": "pyongyang",
    "market_daily_stall_fee_sinuiju": "sinuiju",
}


def in_rice(c: Chapter[Economy]) -> Iterator[dict[str, Any]]:
    """Yield each fee for which a price of rice is admitted: low and high, in rice and in won."""
    for series, city in FEES.items():
        rice = c.rows(f"rice_price_{city}", need=False)
        for fee in c.rows(series, need=False).to_dict("records"):
            price = rice.loc[rice["date"].str.startswith(fee["date"]), "value"].median()
            low, high = (fee["value"] if pd.isna(fee[end]) else fee[end] for end in ("lower", "upper"))
            if price > 0:
                what = {"what": f"{fee['date']} {c.names['stall'][series]}"}
                won = {"fee_low": low, "fee_high": high, "rice": price, "source": fee["source"]}
                yield what | {"low": low / price, "high": high / price} | won
