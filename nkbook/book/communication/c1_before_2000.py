"""C1: before 2000 hardly anybody had a mobile phone.

Quantity: mobile phones per 100 people in the last year before 2000, at most. Two bodies of evidence:
what the country reported to the international series, and what people who had left by then remember.
"""

from nkbook.book.communication.shared import between
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.methods import surveys

BEFORE = (1990, 1999)
LEFT = (1990, 2000)
MISSED = (2000, 2008)  # years of networks that the series is known to have missed
NETWORK = (2002, 2003)  # years in which a public network stood open

c1 = Answers("C1")


@c1.reading("itu")
def itu(rows: Evidence, confidence: float, missed: str = "largest") -> Measurement:
    """Answer from the printed value. Upper end: with the network that the series is known to have missed.

    missed: the largest or the median report of that network, over the population of the year.
    """
    before = between(rows, *BEFORE)
    value = float(before.rows("mobile_subscriptions_per_100")["value"].iloc[-1])
    network = missed_network(rows, missed)
    if network is None:
        return Measurement(
            value, no_interval="how much the series misses is not known from the admitted rows"
        )
    people = float(before.aside().rows("population_total")["value"].iloc[-1])
    return Measurement(
        value,
        value,
        value + 100 * network / people,
        limits=("silent_zeros",) if zeros_beside_a_network(rows) else (),
        warnings=(f"the upper end is the {missed} network that the series is known to have missed",),
    )


@c1.reading("leavers")
def leavers(rows: Evidence, confidence: float, cohort_size: str = "unknown") -> Measurement:
    """Answer from leavers who had left by 2000 and had used a phone, in percent. Interval: exact.

    cohort_size: of this group; unknown, since it is not printed, or borrowed from another question.
    """
    window = between(rows, *LEFT)
    value = float(window.rows("mou_phone_use_by_period")["value"].iloc[-1])
    warning = "use, not ownership; near the border it may have been a Chinese phone"
    if cohort_size == "unknown":
        reason = "the sample size of this group is not printed"
        return Measurement(value, no_interval=reason, warnings=(warning,))
    n = int(window.rows("mou2024_cohort_size")["value"].min())
    low, high = surveys.exact_percent(value, n, confidence)
    note = "the size of the group is that of another question of the programme"
    return Measurement(value, low, high, n, warnings=(warning, note))


def missed_network(rows: Evidence, which: str) -> float | None:
    """Return the lines of the network that the series missed: largest or median report, None without one."""
    reports = between(rows, *MISSED).perhaps("sunnet_subscribers")["value"]
    if reports.empty:
        return None
    return float(reports.max() if which == "largest" else reports.median())


def zeros_beside_a_network(rows: Evidence) -> bool:
    """Tell whether the series printed zero for years in which a public network is on record."""
    window = between(rows, *NETWORK)
    printed = window.perhaps("mobile_subscriptions_itu_vintage")["value"]
    return bool((printed == 0).any() and (window.perhaps("sunnet_subscribers")["value"] > 0).any())
