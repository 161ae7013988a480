"""What the book expects: forecasts of figures that nobody has printed, renewed from data and scored later.

A row of `data/forecasts.csv` says what is forecast, from which series, how and on which day; its numbers
follow from that. To add a forecast, write its row without numbers, then `nkbook forecasts --fill` and
`nkbook data seal`. To score one, fill in `outcome` with its day and source, and set `state`.
"""

from typing import Any

import numpy as np
import pandas as pd

from nkbook import data, files, paths
from nkbook.data import descriptor, validate
from nkbook.errors import BookError, NoEvidence
from nkbook.methods import forecasts
from nkbook.methods.forecasts import LEVELS

WHOLE = {"mobile_subscriptions_itu_vintage"}  # series of which every release prints all years
QUOTED = "as quoted in a later report"
LATEST = 3  # years after which the first print on record is hardly the first one there was
DIGITS = 4

Row = dict[str, Any]


def rows() -> list[Row]:
    """Return the forecasts, in order of the table: numbers as numbers, what is blank as None."""
    return _typed(data.read("forecasts"))


def _typed(table: pd.DataFrame) -> list[Row]:
    def cell(name: str, text: str) -> Any:
        if text == "":
            return None
        return int(text) if name in ("year", "window") else float(text) if _numeric(name) else text

    found = table.to_dict("records")
    return [{str(name): cell(str(name), text) for name, text in row.items()} for row in found]


def prints(row: Row) -> pd.DataFrame:
    """Return every print of the figure that the ledger held on the day of the forecast, newest last.

    Columns year, printed, value (on the scale of the method: 100 times the logarithm, or as printed),
    target, source. A print without a date counts from the year of its source; one that only a later
    report quotes from the year after its own, and is never a target.
    """
    found = data.load(row["series"].split(), country="PRK", corrected=False)
    sources = data.sources().loc[found["source"]].reset_index(drop=True)
    logarithm = row["scale"] == "logarithm"
    keep = (sources["accessed"] <= row["made"]) & (found["variant"] == "") & found["value"].notna()
    keep &= (found["value"] > 0) | (not logarithm)
    printed = found["vintage"].where(found["vintage"] != "", sources["year"])
    quoted = found["note"].str.contains(QUOTED)
    printed = printed.where(~quoted, (found["year"] + 1).astype(str))
    value = 100 * np.log(found["value"].where(keep)) if logarithm else found["value"]
    table = found.assign(printed=printed, value=value, quoted=quoted)[keep]
    table = table.sort_values(["printed", "year"], kind="stable")
    first = ~table.duplicated("year") & (table["printed"] > table["printed"].min())
    soon = table["printed"].str[:4].astype(int) - table["year"] <= LATEST
    table["target"] = first & soon & ~table["quoted"]
    kept: pd.DataFrame = table[["year", "printed", "value", "target", "source"]]
    return kept.reset_index(drop=True)


def made(row: Row) -> dict[str, float]:
    """Return the numbers of a forecast, by column, from what had been printed when it was made."""
    table, whole = prints(row), row["series"] in WHOLE
    known = forecasts.as_of(table, row["made"], whole=whole)
    try:
        found = forecasts.made(row["method"], known, row["year"], row["window"])
        naive = forecasts.made("repeat", known, row["year"], row["window"])
    except NoEvidence as reason:
        raise BookError(f"data/forecasts.csv, {row['forecast']}: {reason}") from None
    numbers = forecasts.columns(found) | forecasts.columns(naive, "naive_")
    return {name: _short(_printed(row, value)) for name, value in numbers.items()}


def back_tests(row: Row) -> pd.DataFrame:
    """Return what the method of a forecast would have said of each earlier print; see `forecasts.back_tests`.

    Scores stay on the scale of the method: points, or percent where that is the logarithm.
    """
    whole = row["series"] in WHOLE
    table = forecasts.back_tests(prints(row), row["method"], window=row["window"], whole=whole)
    for name in table:
        if name == "value" or _numeric(str(name)):
            table[name] = [_printed(row, value) for value in table[name]]
    return table


def scores(row: Row) -> tuple[float, float]:
    """Return the scores of a forecast whose figure is out, and of the naive one, as in `back_tests`."""
    return _score(row, ""), _score(row, "naive_")


def _score(row: Row, name: str) -> float:
    scale = (lambda v: 100 * float(np.log(v))) if row["scale"] == "logarithm" else float
    ends = {
        level: (scale(row[f"{name}low_{100 * level:.0f}"]), scale(row[f"{name}high_{100 * level:.0f}"]))
        for level in LEVELS
    }
    return forecasts.weighted_score(scale(row[f"{name}middle"]), ends, scale(row["outcome"]))


def faults() -> list[str]:
    """Return what is wrong with the forecasts, the first fault of each in a line."""
    found = {row["forecast"]: _fault(row) for row in rows()}
    return [f"data/forecasts.csv, {name}: {fault}" for name, fault in found.items() if fault]


def _fault(row: Row) -> str:
    scored, again = row["state"] == "scored", made(row)
    if scored != (row["outcome"] is not None):
        return "a forecast is scored when its outcome is filled in, and only then"
    if scored and row["outcome_source"] not in data.sources().index:
        return f"the source of its outcome is not in sources.csv ({row['outcome_source']})"
    if scored and (row["outcome_printed"] or "") <= row["made"]:
        return "its outcome was printed before the forecast was made, so that it is void"
    if any(row[name] is None or not np.isclose(row[name], again[name], rtol=1e-3) for name in again):
        return "its numbers are not those that its series and method give"
    return ""


def fill() -> list[str]:
    """Write the numbers of the forecasts that have none; return their names."""
    item = descriptor.resource("forecasts")
    broken = validate.faults(item, sealed=False)  # the table is sealed after it has been filled
    if broken:
        raise BookError(broken[0])
    path = paths.data() / item["path"]
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    empty = [row for row in _typed(table) if row["middle"] is None]
    for row in empty:
        numbers = {name: f"{value:.10g}" for name, value in made(row).items()}
        table.loc[table["forecast"] == row["forecast"], list(numbers)] = list(numbers.values())
    files.write_atomic(path, table.to_csv(index=False, lineterminator="\n"))
    return [row["forecast"] for row in empty]


def _numeric(name: str) -> bool:
    return name == "outcome" or name.removeprefix("naive_").startswith(("middle", "low_", "high_"))


def _printed(row: Row, value: float) -> float:
    return float(np.exp(value / 100)) if row["scale"] == "logarithm" else float(value)


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
