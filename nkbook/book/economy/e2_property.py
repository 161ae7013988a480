"""E2: private property is tacitly accepted.

Homes: percent of leavers who bought or sold the right to a home (the ministry), or whose household had
bought its home (the university). Lending: percent who borrowed from lenders by trade. Rule: origins
that report a rule by which private income is owned.
"""

from nkbook.book import documents, leavers
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import bounds, proportions, surveys

CREDIT = "mou2024_borrowed_privately"
LENDERS = "mou2024_borrowers_from_donju_or_money_changer"
# Trade in homes counts lawful transfers too.
TRANSFERS = "mou2024_traded_housing_use_right"
PURCHASES = ("mou2024_housing_bought", "mou2024_housing_sold")

e2 = Answers("E2")


@e2.reading("mou")
def traded(
    rows: Evidence,
    confidence: float,
    transfers: str = "private",
    left: int = 2020,
    overlap: str = "unknown",
    cohort_size: str = "smallest",
    design_effect: float = 2.0,
) -> Measurement:
    """Answer from homes that leavers bought or sold. Interval: bounds, as joint answers were not printed.

    transfers: purchase and sale, or every transfer, those that the authorities led among them. left: last
    year of the five in which those counted left. overlap: unknown, or purchase and sale that come together
    by chance. cohort_size: which printed number of people answered. design_effect: by how much clusters
    enlarge the variance.
    """
    n = leavers.cohort(rows.aside(), left, cohort_size)
    shares = list(_shares(rows, PURCHASES if transfers == "private" else (TRANSFERS,), left).values())
    if not shares or n is None:
        raise NoEvidence("no evidence of this grade")
    lower, upper = zip(
        *(surveys.exact_percent(share, n, confidence, design_effect) for share in shares), strict=True
    )
    limits = leavers.border(rows.aside(), e2.threshold("border"))
    if overlap == "independent":
        share, low, high = (bounds.any_of_independent(side) for side in (shares, lower, upper))
        return Measurement(
            share, low, high, n, limits, ("purchase and sale are taken to come together by chance",)
        )
    least, most = bounds.any_of(shares)
    note = f"one person may have bought and sold: between {least:.1f} and {most:.1f} % did either"
    notes = (note,) if len(shares) > 1 else ()
    return Measurement(least, max(lower), min(100.0, sum(upper)), n, limits, notes, bounds=len(shares) > 1)


@e2.reading("ipus")
def bought(
    rows: Evidence, confidence: float, survey: str = "latest", design_effect: float = 2.0
) -> Measurement:
    """Answer from homes that the household had bought. Interval: exact, by the people surveyed.

    survey: the latest of the yearly surveys, or all of them pooled. design_effect: by how much
    clusters enlarge the variance.
    """
    table = rows.rows("ipus_home_bought")
    newest = table.iloc[-1]
    limits = ("old",) if int(newest["period_end"] or newest["year"]) <= e2.threshold("old") else ()
    if survey == "latest":
        return leavers.latest(table, confidence, design_effect, limits)
    return leavers.together(table, len(table), confidence, design_effect, limits)


@e2.reading("lenders")
def borrowed(
    rows: Evidence,
    confidence: float,
    lender: str = "by_trade",
    base: str = "unknown",
    cohort_size: str = "smallest",
    design_effect: float = 2.0,
) -> Measurement:
    """Answer from private loans by lender. Interval: exact, and bounds where two groups are mixed.

    lender: by trade, or anybody, which is another question. base: unknown, so that leavers since 2012 may
    be all who ever borrowed; or borrowers as frequent among them as among all. cohort_size: which number
    answered. design_effect: by how much clusters enlarge the variance.
    """
    everybody = leavers.printed(rows.aside(), "mou2024_base_size")["value"]
    n = leavers.group_size(everybody, cohort_size)
    row = rows.rows(CREDIT).iloc[-1]
    limits = leavers.border(rows.aside(), e2.threshold("border"))
    found = leavers.of_cohort(row, n, confidence, design_effect, limits)
    if lender == "anybody":
        return found
    since = leavers.group_size(
        leavers.printed(rows.aside(), "mou2024_cohort_size_from_2012")["value"], cohort_size
    )
    by_trade = leavers.printed(rows, LENDERS)
    if found.lower is None or found.upper is None or since is None or by_trade.empty:
        raise NoEvidence("who lent, or how many were asked, is not admitted")
    part = float(by_trade["value"].iloc[-1])
    low, high = surveys.exact_percent(part, round(since * found.estimate / 100), confidence, design_effect)
    estimate, limits = found.estimate * part / 100, (*limits, "mixed")
    if base == "alike":
        return Measurement(estimate, found.lower * low / 100, found.upper * high / 100, since, limits)
    most = min(100.0, found.upper * everybody.max() / since) * high / 100
    return Measurement(estimate, 0.0, most, since, limits, bounds=True)


@e2.reading("constitution")
def constitution(rows: Evidence, confidence: float) -> Measurement:
    """Answer from what is reported of the constitution of 1998."""
    return documents.weighed(rows, documents.unread(rows))


@e2.reading("glossary")
def glossary(rows: Evidence, confidence: float) -> Measurement:
    """Answer from a glossary of 1993 on farmers' markets."""
    return documents.weighed(rows, documents.unread(rows))


def least_rise(rows: Evidence, first: int, last: int, confidence: float) -> float | None:
    """Return by how many points private trade in homes rose at least, between two groups of leavers.

    first, last: years that date the groups. The rise is taken at its smallest within the bounds,
    with the smallest printed groups, and of its interval the lower end. None where a share or a
    size is not admitted.
    """
    before, after = (_shares(rows, PURCHASES, year) for year in (first, last))
    sizes = [leavers.cohort(rows, year, "smallest") for year in (first, last)]
    if min(len(before), len(after)) < len(PURCHASES) or sizes[0] is None or sizes[1] is None:
        return None
    most_before, least_after = bounds.any_of([*before.values()])[1], bounds.any_of([*after.values()])[0]
    return proportions.difference(most_before, sizes[0], least_after, sizes[1], confidence).lower


def _shares(rows: Evidence, series: tuple[str, ...], year: int) -> dict[str, float]:
    tables = {name: leavers.printed(rows, name, year) for name in series}
    return {name: float(table["value"].iloc[-1]) for name, table in tables.items() if len(table)}
