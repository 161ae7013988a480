"""I3, a saying: nobody watches outside material only once.

Quantity: percent of viewers who watched once and never again. One survey asked, of pupils who may have
watched again since: their answers bound the share from above. How often viewers watch stands beside it.
"""

import pandas as pd

from nkbook.book.information_inflow.leavers import SAMPLING_ONLY
from nkbook.claims.answers import Answers, Measurement
from nkbook.claims.evidence import Evidence
from nkbook.errors import NoEvidence
from nkbook.methods import surveys
from nkbook.methods.surveys import ShareInterval

# Survey, answers that mean at least monthly, answers that mean less often, whether they are counts.
# Where no rarer answer is printed, the printed shares are taken of all viewers.
MONTHLY: tuple[tuple[str, tuple[str, ...], tuple[str, ...], bool], ...] = (
    (
        "hangyeore",
        ("teen_viewers_freq_daily", "teen_viewers_freq_whenever_wanted", "teen_viewers_freq_monthly"),
        ("teen_viewers_freq_yearly", "teen_viewers_freq_once_in_lifetime"),
        True,
    ),
    ("kinu", ("sk_video_frequency_daily", "sk_video_frequency_once_or_twice_month"), (), False),
    (
        "kangpark",
        tuple(
            f"kangpark_sk_video_frequency_{x}"
            for x in ("almost_daily", "once_or_twice_a_week", "once_or_twice_a_month")
        ),
        ("kangpark_sk_video_frequency_few_times_a_year",),
        False,
    ),
    (
        "csis",
        tuple(f"foreign_media_frequency_{x}_residents" for x in ("every_day", "once_a_week", "once_a_month")),
        ("foreign_media_frequency_once_a_year_residents",),
        True,
    ),
    (
        "umg_leavers",
        tuple(f"sk_content_frequency_{x}" for x in ("almost_daily", "weekly", "monthly")),
        ("sk_content_frequency_every_2_3_months",),
        False,
    ),
    (
        "umg_residents",
        tuple(f"foreign_video_frequency_{x}_residents" for x in ("almost_daily", "weekly", "monthly")),
        ("foreign_video_frequency_every_2_3_months_residents",),
        False,
    ),
)

i3 = Answers("I3")


@i3.reading("once")
def once(
    rows: Evidence,
    confidence: float,
    answer: str = "once",
    interval: ShareInterval = "exact",
    design_effect: float = 2.0,
) -> Measurement:
    """Answer from viewers who had watched once: an upper bound, from nought to its interval's end.

    answer: once in their life, asked of pupils, or the class of the yearly surveys that holds these
    viewers and bounds their share from above. interval: rule of the interval. design_effect: by how
    much people who came together answer alike.
    """
    if answer == "once_or_twice":
        return _once_or_twice(rows, confidence, interval, design_effect)
    table = rows.rows("teen_viewers_freq_once_in_lifetime")
    count, n = int(table["value"].iloc[-1]), int(table["n"].iloc[-1])
    _, high = surveys.share_interval(count, n, confidence, interval, design_effect)
    censored = "teenagers, most of them from the border, who may have watched again since they were asked"
    limits = ("one_survey",) if table["source"].nunique() == 1 else ()
    return Measurement(100 * count / n, 0.0, 100 * high, n, limits, (censored,), bounds=True)


def _once_or_twice(
    rows: Evidence, confidence: float, interval: ShareInterval, design_effect: float
) -> Measurement:
    seldom, never = (
        rows.rows(f"ipus_sk_media_exposure_{x}").dropna(subset=["value", "n"]).iloc[-1:]
        for x in ("once_or_twice", "never")
    )
    if seldom.empty or never.empty or int(seldom["year"].iloc[0]) != int(never["year"].iloc[0]):
        raise NoEvidence("no yearly survey with a printed size is admitted")
    viewers = 100 - float(never["value"].iloc[0])
    percent = 100 * float(seldom["value"].iloc[0]) / viewers
    n = round(viewers / 100 * int(seldom["n"].iloc[0]))
    _, high = surveys.percent_interval(percent, n, confidence, interval, design_effect)
    bound = "a bound from above: people who came back are in it"
    return Measurement(percent, 0.0, high, n, warnings=(bound, SAMPLING_ONLY), bounds=True)


def monthly_viewers(rows: Evidence) -> pd.DataFrame:
    """Return the share of viewers who watched at least monthly, one row per survey.

    Columns: survey, year, percent, n, grade. n is the number of viewers; what a survey printed as
    shares of all who were asked is put on the base of those who gave a frequency.
    """
    found = []
    for survey, often, rest, counted in MONTHLY:
        try:
            top, bottom = _answers(rows, often), _answers(rows, rest)
        except NoEvidence:
            continue
        if len(top) < len(often) or len(bottom) < len(rest):
            continue
        many, all_ = float(top["value"].sum()), float(top["value"].sum() + bottom["value"].sum())
        asked = round(all_) if counted else int(top["n"].max())
        n = round(asked * min(all_, 100) / 100) if rest and not counted else asked
        percent = 100 * many / (all_ if rest else 100)
        found.append((survey, int(top["year"].max()), percent, n, max(top["grade"])))
    if not found:
        raise NoEvidence("no evidence of this grade")
    return pd.DataFrame(found, columns=["survey", "year", "percent", "n", "grade"])


def _answers(rows: Evidence, series: tuple[str, ...]) -> pd.DataFrame:
    if not series:
        return pd.DataFrame({"series": [], "value": []})
    return rows.rows(*series).dropna(subset="value")
