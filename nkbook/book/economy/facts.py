"""Numbers of the chapter's prose that stand in no figure: raw, and empty where no row admits them."""

from nkbook.book.economy import e1_collapse as e1
from nkbook.chapter import Chapter
from nkbook.claims import phrases
from nkbook.claims.registry import claim
from nkbook.claims.rule import SUPPORTING
from nkbook.marks import Facts
from nkbook.parameters import Economy


def one_estimate(c: Chapter[Economy]) -> Facts:
    """Return how growth by `un` and `maddison` correlates with that of the Bank of Korea."""
    return Facts(e1.agreement(c.of("E1").evidence("output")))


def held(c: Chapter[Economy]) -> set[str]:
    """Return the parts of claims that are supported, plainly or within limits, as "E1.plan"."""
    parts = ((name, key, ruling) for name, a in c.found.items() for key, ruling in a.parts.items())
    return {f"{name}.{key}" for name, key, ruling in parts if ruling.verdict in SUPPORTING}


def due(c: Chapter[Economy]) -> Facts:
    """Return the `share` of people said to depend on rations, its `year`, and who of them never got one.

    All in percent; `lower` and `upper` bound the last, None where they are not known.
    """
    rows = c.of("E1").rows("pds_dependent_population_share", need=False, inferred=True)
    if rows.empty:
        return Facts()
    least, never = rows.sort_values("value").iloc[0], c.found["E1"].findings["rations"]
    return Facts({"share": least["value"], "year": least["year"], "lower": never.lower, "upper": never.upper})


def recount(c: Chapter[Economy]) -> Facts:
    """Return the `first` and `last` count of markets from images by one author, with their years."""
    rows = c.of("E3").rows("official_market_count", need=False)
    counts = rows[(rows["variant"] == "melvin") & (rows["grade"] < "C")].groupby("year")["value"].median()
    ends = list(counts.items())
    if len(ends) < 2:
        return Facts()
    (first_year, first), (last_year, last) = ends[0], ends[-1]
    return Facts({"first": first, "first_year": first_year, "last": last, "last_year": last_year})


def sample(c: Chapter[Economy]) -> Facts:
    """Return the percent of the ministry's sample who are `women`, and who come from the `border`."""
    found = {
        "women": _latest(c, "E2", "mou2024_sample_women_share"),
        "border": _latest(c, "E2", "mou2024_sample_border_province_share"),
    }
    return Facts(found if None not in found.values() else {})


def farm_reports(c: Chapter[Economy]) -> Facts:
    """Return the reported size of `teams` and that `before`, and the `shares` of farmers in percent.

    said, denied: how many origins report practice on ordinary farms, and how many trials only.
    """
    view = c.of("E4")
    sizes = view.rows("sub_work_team_size_reported", need=False).set_index("year")[["lower", "upper"]]
    shares = view.rows("farmers_share_of_output_reported", need=False, inferred=True)["value"]
    year = int(claim("E4").parts["rule"].criterion.thresholds["announced"])
    years = {"before": year - 1, "teams": year}
    known = {name: tuple(sizes.loc[at]) for name, at in years.items() if at in sizes.index}
    said, denied = phrases.reports(c.found["E4"].findings["reported"]) or (0, 0)
    told = {"said": said, "denied": denied, "shares": [f"{v:.0f}" for v in sorted(set(shares))]}
    return Facts({"teams": (), "before": ()} | known | told)


def local_budget(c: Chapter[Economy]) -> list[Facts]:
    """Return the percent of state revenue planned from local sources: `year` and `share`, one per year."""
    rows = c.of("E6").rows("state_budget_revenue_share_local", need=False)
    planned = rows.groupby("year")["value"].median()  # two texts print the plans of 2011 and 2016
    return [Facts({"year": year, "share": share}) for year, share in planned.items()]


def _latest(c: Chapter[Economy], claim: str, series: str) -> float | None:
    values = c.of(claim).rows(series, need=False)["value"]
    return float(values.iloc[-1]) if len(values) else None
