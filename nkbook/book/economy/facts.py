"""Numbers of the chapter's prose that stand in no figure: raw, and empty where no row admits them."""

from nkbook.book.economy import e1_collapse as e1
from nkbook.chapter import Chapter
from nkbook.marks import Facts
from nkbook.parameters import Economy


def one_estimate(c: Chapter[Economy]) -> Facts:
    """Return how growth by `un` and `maddison` correlates with that of the Bank of Korea."""
    return Facts(e1.agreement(c.of("E1").evidence("output")))


def state_jobs(c: Chapter[Economy]) -> float | None:
    """Return the percent of the latest leavers surveyed who had a state job in the household."""
    return _latest(c, "E1", "ipus_official_economy_participation")


def sample(c: Chapter[Economy]) -> Facts:
    """Return the percent of the ministry's sample who are `women`, and who come from the `border`."""
    found = {
        "women": _latest(c, "E2", "mou2024_sample_women_share"),
        "border": _latest(c, "E2", "mou2024_sample_border_province_share"),
    }
    return Facts(found if None not in found.values() else {})


def releases(c: Chapter[Economy]) -> Facts:
    """Return the step of the harvest of 2015 in the `old` release of the FAO and in the `new` one."""
    alone = c.found["E5"].findings
    found = {"old": alone["fao_2020"].estimate, "new": alone["fao_2025"].estimate}
    return Facts(found if None not in found.values() else {})


def local_budget(c: Chapter[Economy]) -> list[Facts]:
    """Return the percent of state revenue planned from local sources by `year`, as `share`, in order."""
    rows = c.of("E6").rows("state_budget_revenue_share_local", need=False)
    shares = rows.groupby("year")["value"].median()
    return [Facts({"year": year, "share": share}) for year, share in shares.items()]


def _latest(c: Chapter[Economy], claim: str, series: str) -> float | None:
    values = c.of(claim).rows(series, need=False)["value"]
    return float(values.iloc[-1]) if len(values) else None
