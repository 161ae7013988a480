"""The dated steps of the state that tolerate or restrict economic freedom."""

import pandas as pd

from nkbook import data


def between(start: int, end: int | None) -> pd.DataFrame:
    """Return the steps of these years, both included, in order of date, with their year."""
    events = data.events("economy")
    steps = events[(events["mover"] == "state") & events["direction"].isin(["tolerate", "restrict"])]
    steps = steps.assign(year=steps["date"].str[:4].astype(int))
    return steps[steps["year"].between(start, end or 9999)].reset_index(drop=True)


def tally(steps: pd.DataFrame) -> dict[str, int]:
    """Return how many steps tolerate and how many restrict."""
    return {way: int((steps["direction"] == way).sum()) for way in ("tolerate", "restrict")}
