"""E2: private property is tacitly accepted.

Quantity: percent of leavers with a practice that treats housing or money as private property, or
whose household had bought its home. The ministry asked what people did, the university how the
household came by its home.
"""

from nkbook.book import leavers
from nkbook.book.economy import state_steps
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import bounds, proportions, surveys

CREDIT = "mou2024_borrowed_privately"
# Trade in homes counts lawful transfers too, so that it can raise the upper bound only.
ASKED_OF_ALL = {"any": (CREDIT, "mou2024_traded_housing_use_right"), "credit": (CREDIT,), "home": ()}
PURCHASES = ("mou2024_housing_bought", "mou2024_housing_sold")

e2 = Answers("E2")


@e2.reading("mou")
def practised(
    rows: Evidence,
    confidence: float,
    practice: str = "any",
    left: int = 2020,
    overlap: str = "unknown",
    cohort_size: str = "smallest",
    design_effect: float = 2.0,
) -> Measurement:
    """Answer from practices that leavers report. Interval: bounds, as joint answers were not printed.

    practice: any, or credit or the home alone. left: last year of the five in which those left whose
    purchases and sales of homes count, where credit does not. overlap: unknown, or practices that
    come together by chance, for the estimate and for both ends. cohort_size: which printed number
    of people answered. design_effect: by how much clusters enlarge the variance.
    """
    n = leavers.group_size(leavers.printed(rows, "mou2024_base_size")["value"], cohort_size)
    if n is None:
        raise NoEvidence("the number of respondents is not admitted")
    shares = _shares(rows, ASKED_OF_ALL[practice], int(e2.threshold("asked_of_all")))
    if CREDIT not in shares:
        n = leavers.cohort(rows, left, cohort_size)
        shares = {} if practice == "credit" else _shares(rows, PURCHASES, left)
    if not shares or n is None:
        raise NoEvidence("no evidence of this grade")
    found = list(shares.values())
    ends = [surveys.exact_percent(share, n, confidence, design_effect) for share in found]
    lower, upper = ([end[side] for end in ends] for side in (0, 1))
    limits = leavers.border(rows, e2.threshold("border")) + restricted(rows)
    if overlap == "independent" and len(found) > 1:
        share, low, high = (bounds.any_of_independent(side) for side in (found, lower, upper))
        note = "nobody printed how many did several things; they are taken to come together by chance"
        return Measurement(share, low, high, n, limits, (note,))
    least, most = bounds.any_of(found)
    note = f"one person may have done several things: between {least:.1f} and {most:.1f} % did any"
    notes = (note,) if len(found) > 1 else ()
    return Measurement(least, max(lower), min(100.0, sum(upper)), n, limits, notes)


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
    old = int(newest["period_end"] or newest["year"]) <= e2.threshold("old")
    limits = (("old",) if old else ()) + restricted(rows)
    if survey == "latest":
        return leavers.latest(table, confidence, design_effect, limits)
    return leavers.together(table, len(table), confidence, design_effect, limits)


def restricted(rows: Evidence) -> tuple[str, ...]:
    """Return the limit that the latest dated step of the state restricts private dealing."""
    steps = state_steps.between(0, rows.end_year)["direction"]
    return ("restricted",) if len(steps) and steps.iloc[-1] == "restrict" else ()


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
