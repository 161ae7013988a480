"""What each release of the international series of mobile subscriptions printed, and what became of it."""

import pandas as pd

from nkbook import data
from nkbook.book import papers
from nkbook.figures import COMPARATOR, NORTH_KOREA
from nkbook.marks import Chart, Facts
from nkbook.methods import vintages

NAME = "data_itu_revisions"
SERIES = "mobile_subscriptions_itu_vintage"
COUNTED = ("koryolink_subscribers", "sunnet_subscribers")  # by the operators, the older one last


def build() -> tuple[Chart, pd.DataFrame]:
    """Return the figure, every print of every year over the date of its release, and the table of prints."""
    rows = data.load(SERIES, country="PRK", corrected=False)
    table = prints(rows)
    plain = rows[rows["variant"] == ""]
    triangle = vintages.triangle(plain)
    facts = found(triangle, counted()) | {"releases": rows["vintage"].nunique()}
    chart = papers.chart(NAME, facts, table["source"].unique(), height=520, margin={"r": 88})
    chart.data = triangle.reset_index().rename(columns=str)
    moved = [*facts["changed"], *facts["withdrawn"]]
    last: dict[float, list[str]] = {}
    for year in [year for year in triangle if triangle[year].max() > 0]:
        colour = NORTH_KOREA if year in moved else COMPARATOR
        chart.line(
            triangle.index,
            triangle[year],
            str(year),
            colour=colour,
            width=1,
            marker=6 if year in moved else 4,
        )
        if pd.notna(triangle[year].iloc[-1]):
            last.setdefault(float(triangle[year].iloc[-1]), []).append(str(year))
    for value, years in last.items():
        chart.label(triangle.index[-1], value, ", ".join(years), COMPARATOR, font={"size": 11})
    copied = triangle[facts["withdrawn"]].dropna()
    chart.label(
        copied.index[0], copied.iloc[0, 0], chart.say("copied"), xanchor="right", xshift=-4, yshift=22
    )
    chart.axes(x={"type": "date"}, y={"rangemode": "tozero", "tickformat": "~s"})
    return chart, table


def prints(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each year in each release: what is printed, and how the release before differs.

    status: new, as before, changed, withdrawn (the release leaves out what the one before prints), or
    rounded (releases that print fewer digits, compared with none). ratio: to the release before.
    """
    known, parts = data.sources(), []
    before: dict[int, float] = {}
    for release, group in rows.groupby("vintage"):
        now = dict(zip(group["year"], group["value"], strict=True))
        rounded = bool((group["variant"] != "").any())
        gone = [] if rounded else sorted(set(before) - set(now))
        status = [
            "rounded" if rounded
            else "new" if before and year not in before
            else "changed" if before and before[year] != value
            else "as before" if before
            else "first release"
            for year, value in now.items()
        ]  # fmt: skip
        parts.append(
            pd.DataFrame(
                {
                    "release": release,
                    "year": [*now, *gone],
                    "value": [*now.values(), *[None] * len(gone)],
                    "status": [*status, *["withdrawn"] * len(gone)],
                    "before": None if rounded else [before.get(year) for year in [*now, *gone]],
                    "locator": group["locator"].iloc[0],
                    "source": group["source"].iloc[0],
                }
            )
        )
        before = before if rounded else now
    table = pd.concat(parts, ignore_index=True)
    table[["value", "before"]] = table[["value", "before"]].astype("Int64")
    operator = counted()
    table["operator"] = table["year"].map(operator["value"]).astype("Int64")
    table["operator_source"] = table["year"].map(operator["source"]).fillna("")
    return table.assign(unit="subscriptions", url=table["source"].map(known["url"]))


def counted() -> pd.DataFrame:
    """Return what the operators said of the end of a year: the lowest statement, by year."""
    rows = data.load(COUNTED, grades="AB", country="PRK")
    ends = rows[rows["date"].str.endswith("-12")].sort_values("value")
    return ends.groupby("year")[["value", "source"]].first()


def found(triangle: pd.DataFrame, operator: pd.DataFrame) -> Facts:
    """Return what became of the figures printed, and which of them differ from the operator's own."""
    past, newest = vintages.history(triangle), triangle.iloc[-1].dropna()
    steps = 100 * (newest / newest.shift() - 1)[newest.index.to_series().diff() == 1]
    steps = steps[steps.index > past.index[past["first"] > 0][0] + LAUNCH]
    both = operator.join(newest.rename("printed"), how="inner")
    off = both[(both["printed"] / both["value"] - 1).abs() > TOLERANCE]
    later = past[past.index > triangle.iloc[0].dropna().index.max()]
    return Facts(
        {
            "plain": len(triangle),
            "versions": len(triangle.fillna(-1).drop_duplicates()),
            "years": triangle.shape[1],
            "first_release": pd.Timestamp(triangle.index[0]),
            "last_release": pd.Timestamp(triangle.index[-1]),
            "first_seen": int(later.index.min()),
            "near": int(both.index.difference(off.index).max()),
            "last_year": int(newest.index[-1]),
            "changed": [int(y) for y in past.index[past["ratio"].sub(1).abs() > 0]],
            "withdrawn": [int(y) for y in past.index[past["withdrawn"]]],
            "history": past.reset_index(names="year").to_dict("records"),
            "off": [
                {"year": int(year), "printed": float(printed), "counted": float(count)}
                for year, printed, count in zip(off.index.tolist(), off["printed"], off["value"], strict=True)
            ],
            "never": all(triangle[year].dropna().nunique() == 1 for year in off.index),
            "lag_least": int(later["lag"].min()),
            "lag_most": int(later["lag"].max()),
            "step_year": int(steps.idxmax()) if len(steps) else None,
            "step": float(steps.max()),
            "equal": [int(year) for year in steps.index[steps == 0]],
        }
    )


LAUNCH = 5  # years after the first count in which any network multiplies
TOLERANCE = 0.1  # a difference from the operator that the rounding of the series may make
