"""Functions behind the claims of the chapter on information inflow.

Every function is pure: it sees the rows that `Evidence` admits and returns one `Measurement` in
the unit of its criterion, or raises `NoEvidence`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from nkbook import data
from nkbook.claims.evidence import Evidence, known_series
from nkbook.claims.legacy import Measurement, measures
from nkbook.errors import NoEvidence
from nkbook.methods import broadcasts, diversity, proportions, surveys
from nkbook.methods.surveys import ShareInterval

Against = Literal["best", "mean"]
Offence = Literal["watching_southern", "watching_foreign", "bringing_in"]
Pair = Literal[
    "pupils_same_years", "pupils_whole_sample", "pupils_southern_media", "adolescents_whole_sample"
]
CreedSurvey = Literal["pooled", "2016", "2019"]
Cohorts = Literal["extremes", "halves"]

REACH = "watched_foreign_video_by_escape_period"
BORDER_SEALED = 2020
HARDENED = 2013
CUTS = "2025"
# Level of the intervals that the data package prints.
PRINTED = 0.95
CONCENTRATED = 4.0
CREED = ("baekdu_bloodline", "fair_treatment", "juche", "political_influence", "socialist_system")
COHORTS = {
    "extremes": (("born_1969_or_before",), ("born_1990_or_later",)),
    "halves": (("born_1969_or_before", "born_1970_79"), ("born_1980_89", "born_1990_or_later")),
}
SAMPLING_ONLY = "leavers, not residents; the interval is sampling error only"


@measures("I1")
def end_against_peak(
    evidence: Evidence,
    reading: str,
    confidence: float,
    contact: str = "frequent",
    hours: str = "frequency",
    religious: bool = False,
    public_broadcaster: bool = True,
    width: int = 3,
    against: Against = "best",
    **_: object,
) -> Measurement:
    """Return the level at the end of a record as percent of its highest earlier level.

    "reach": last leaving period over the best one before. "often": mean of the last `width` yearly
    surveys over the best earlier mean of as many; `contact` is "frequent" or "ever". "broadcast":
    last season over the best one before; `hours` "frequency" or "air", the interval is the range
    of the two; `religious` stations and the South's `public_broadcaster` counted or not. against
    "mean": the mean of all earlier levels in place of the highest.
    """
    if reading == "reach":
        rows = periods(evidence)
        earlier, last = rows.iloc[:-1], rows.iloc[-1]
        best = earlier.sort_values("value").iloc[-1]
        found = proportions.ratio(best["value"], best["n"], last["value"], last["n"], confidence)
        if against == "mean":
            found = proportions.mean_ratio(
                earlier["value"].tolist(), earlier["n"].tolist(), [last["value"]], [last["n"]], confidence
            )
        return Measurement(
            found.estimate,
            found.lower,
            found.upper,
            found.n,
            _reach_limits(rows, confidence),
            ("having ever watched is a stock: it cannot show that a flow dries up", SAMPLING_ONLY),
        )
    if reading == "often":
        return _windows(evidence, confidence, f"ipus_sk_media_exposure_{contact}", width, against)
    ratios = {}
    for kind, table in both_counts(evidence, religious=religious, kbs=public_broadcaster).items():
        total = table.sum(axis=1)
        if len(total) < 2:
            raise NoEvidence("fewer than two broadcasting seasons are admitted")
        earlier_hours = total.iloc[:-1]
        level = earlier_hours.max() if against == "best" else earlier_hours.mean()
        ratios[kind] = float(100 * total.iloc[-1] / level)
    return Measurement(
        ratios[hours],
        min(ratios.values()),
        max(ratios.values()),
        warnings=("the interval spans two ways of counting; scheduled hours are not heard hours",),
    )


@measures("I2")
def least_named_way(
    evidence: Evidence,
    reading: str,
    confidence: float,
    channel_base: str = "answers",
    interval: ShareInterval = "exact",
    design_effect: float = 1.0,
    **_: object,
) -> Measurement:
    """Return the smallest percent that receivers give to a named way on which they were asked.

    `channel_base` "answers": shares as printed, of all answers; "persons": as if everybody had named each
    way at most once. interval: as in `surveys.share_interval`. design_effect: for several answers of
    one person; where persons are the base it is one.
    """
    if reading == "by_sea":
        evidence.rows()
    shares, persons = ways_named(evidence)
    named = shares.drop("television", errors="ignore")
    if len(named) < 2:
        raise NoEvidence("receivers' shares are admitted for fewer than two of the named ways")
    answers = persons * answers_per_person()
    count, n = round(float(named.min()) / 100 * answers), answers if channel_base == "answers" else persons
    effect = design_effect if channel_base == "answers" else 1.0
    low, high = surveys.share_interval(count, n, confidence, interval, effect)
    tests = {
        "sea_unasked": "received_by_sea_share" not in known_series(),
        "unnamed": shares.get("television", 0.0) >= shares.get("radio", np.inf),
        "old": _year(evidence) < _first_year("launch_storage_devices"),
    }
    return Measurement(
        100 * count / n,
        100 * low,
        100 * high,
        n,
        tuple(k for k, holds in tests.items() if holds),
        (f"the smallest is {named.idxmin()}; the size of a base of answers is reconstructed", SAMPLING_ONLY),
    )


@measures("I3")
def watched_once(
    evidence: Evidence,
    reading: str,
    confidence: float,
    answer: Literal["once", "once_or_twice"] = "once",
    interval: ShareInterval = "exact",
    design_effect: float = 1.0,
    **_: object,
) -> Measurement:
    """Return the percent of viewers who had watched once in their life.

    answer "once_or_twice": the class of the yearly surveys that holds them, which bounds the share
    from above. interval, design_effect: as in `surveys.share_interval`.
    """
    if answer == "once_or_twice":
        return _once_or_twice(evidence, confidence, interval, design_effect)
    rows = evidence.rows("teen_viewers_freq_once_in_lifetime")
    row = rows.iloc[-1]
    count, n = int(row["value"]), int(row["n"])
    low, high = surveys.share_interval(count, n, confidence, interval, design_effect)
    return Measurement(
        100 * count / n,
        100 * low,
        100 * high,
        n,
        ("one_survey",) if rows["source"].nunique() == 1 else (),
        ("teenage leavers, most of them from the border; the interval is sampling error only",),
    )


def _once_or_twice(
    evidence: Evidence, confidence: float, interval: ShareInterval, design_effect: float
) -> Measurement:
    seldom, never = (
        evidence.rows(f"ipus_sk_media_exposure_{x}").dropna(subset=["value", "n"]).iloc[-1:]
        for x in ("once_or_twice", "never")
    )
    if seldom.empty or never.empty or int(seldom["year"].iloc[0]) != int(never["year"].iloc[0]):
        raise NoEvidence("no yearly survey with a printed size is admitted")
    viewers = 100 - float(never["value"].iloc[0])
    percent = 100 * float(seldom["value"].iloc[0]) / viewers
    n = round(viewers / 100 * int(seldom["n"].iloc[0]))
    low, high = surveys.percent_interval(percent, n, confidence, interval, design_effect)
    return Measurement(
        percent,
        low,
        high,
        n,
        warnings=("a bound from above: people who came back are in it", SAMPLING_ONLY),
    )


@measures("I4")
def severity_ratio(
    evidence: Evidence,
    reading: str,
    confidence: float,
    old_maximum: str = "code_2012",
    offence: Offence = "watching_southern",
    base: Literal["not_printed", "same_programme"] = "not_printed",
    design_effect: float = 1.0,
    **_: object,
) -> Measurement:
    """Return severity under Kim Jong Un as a multiple of severity before.

    "law": longest fixed term for watching, 2020 law over `old_maximum` ("code_2012", "nis" for
    the statement of the intelligence service, "code_2015"); the interval spans what documents
    give for the time before. offence: watching southern or other foreign material, or bringing
    either in, where the codes alone print a term. "felt": share who say that control tightened,
    left from 2012 on over left before; `base` "same_programme" takes the sizes of the two groups
    from another question, divided by `design_effect`.
    """
    limits = _severity_limits(evidence)
    if reading == "felt":
        shares = evidence.values("said_surveillance_strengthened")
        if len(shares) < 2:
            raise NoEvidence("only one reign is admitted")
        if base == "same_programme":
            return _felt(evidence, shares, confidence, design_effect, limits)
        return Measurement(
            float(shares.iloc[-1] / shares.iloc[0]),
            limits=limits,
            no_interval="the sample sizes are not printed",
        )
    if offence == "bringing_in":
        terms = evidence.values("max_penalty_import_distribute_decadent_culture")
        new, olds = terms.iloc[-1], {"code_2012": terms.get(2012, np.nan)}
        if len(terms) < 2 or pd.isna(olds["code_2012"]):
            raise NoEvidence("only one code is admitted")
    else:
        content = "sk" if offence == "watching_southern" else "foreign"
        new = evidence.rows(f"max_penalty_watching_{content}_content").iloc[-1]["value"]
        olds = old_maxima(evidence, old_maximum)
    spread = set(olds.values())
    estimate = float(new / olds[old_maximum])
    if len(spread) == 1:
        return Measurement(estimate, limits=limits, no_interval="a single document gives the old maximum")
    return Measurement(
        estimate,
        float(new / max(spread)),
        float(new / min(spread)),
        limits=("old_maximum", *limits),
        warnings=("the interval spans documents that disagree; life and death sentences have no length",),
    )


def _felt(
    evidence: Evidence, shares: pd.Series, confidence: float, design_effect: float, limits: tuple[str, ...]
) -> Measurement:
    before = evidence.rows("succession_not_justified_exit_to_2011")["n"].iloc[-1]
    since = evidence.rows("succession_not_justified_exit_from_2012")["n"].iloc[-1]
    first, last = float(shares.iloc[0]), float(shares.iloc[-1])
    found = proportions.ratio(first, before / design_effect, last, since / design_effect, confidence)
    return Measurement(
        found.estimate / 100,
        found.lower / 100,
        found.upper / 100,
        int(before + since),
        limits,
        ("base not printed: the groups that another question of the programme printed", SAMPLING_ONLY),
    )


@measures("I5")
def change_after_hardening(
    evidence: Evidence,
    reading: str,
    confidence: float,
    contact: str = "frequent",
    hardened: Literal["halves", "from_2013"] = "halves",
    error: Literal["scatter", "sampling"] = "scatter",
    design_effect: float = 1.0,
    **_: object,
) -> Measurement:
    """Return by how many points contact with outside material changed after penalties rose.

    "reach": last leaving period minus the one before. "often": later half of the yearly surveys
    minus the earlier half, with the scatter between years as error; `contact` is "frequent" or
    "ever". hardened "from_2013": against the last period, or all surveys, before 2013. error
    "sampling": that of the people in all years together. design_effect: divides their number.
    "after_2020" needs a series that does not exist.
    """
    if reading == "after_2020":
        evidence.rows()
    if reading == "reach":
        rows = periods(evidence)
        before = rows[rows["year"] < HARDENED] if hardened == "from_2013" else rows.iloc[:-1]
        if before.empty:
            raise NoEvidence("no leaving period before the penalties rose is admitted")
        first, last = before.iloc[-1], rows.iloc[-1]
        found = proportions.difference(
            first["value"], first["n"] / design_effect, last["value"], last["n"] / design_effect, confidence
        )
        end, note, people = int(last["year"]), SAMPLING_ONLY, int(first["n"] + last["n"])
    else:
        found, end = _between_surveys(evidence, confidence, contact, hardened, error, design_effect)
        note, people = "recent leavers; the scatter between years is the error", None
        if error == "sampling":
            note, people = SAMPLING_ONLY, found.n
    return Measurement(
        found.estimate,
        found.lower,
        found.upper,
        people,
        ("ends_2020",) if end <= BORDER_SEALED else (),
        (note,),
    )


def _between_surveys(
    evidence: Evidence, confidence: float, contact: str, hardened: str, error: str, design_effect: float
) -> tuple[proportions.Comparison, int]:
    """Return later yearly surveys minus earlier ones, and the year of the last."""
    rows = evidence.rows(f"ipus_sk_media_exposure_{contact}").dropna(subset="value")
    size = _sizes(rows).groupby(rows["year"]).max() / design_effect
    shares = rows.groupby("year")["value"].median()
    half = len(shares) // 2
    early, late = shares.iloc[:half], shares.iloc[len(shares) - half :]
    if hardened == "from_2013":
        early, late = shares[shares.index < HARDENED], shares[shares.index >= HARDENED]
    if min(len(early), len(late)) < 2:
        raise NoEvidence("fewer than four yearly surveys are admitted")
    end = int(shares.index[-1])
    if error == "scatter":
        return proportions.mean_difference(early.tolist(), late.tolist(), confidence), end
    people = [float(size[part.index].sum()) for part in (early, late)]
    return proportions.difference(
        float(early.mean()), people[0], float(late.mean()), people[1], confidence
    ), end


@measures("I6")
def lead_of_the_young(
    evidence: Evidence,
    reading: str,
    confidence: float,
    creed: str = "all",
    serial_entries: bool = True,
    pair: Pair = "pupils_same_years",
    creed_survey: CreedSurvey = "pooled",
    cohorts: Cohorts = "extremes",
    **_: object,
) -> Measurement:
    """Return the lead of the young over their elders, in percentage points.

    "viewing": ever watched, teenagers minus all ages of leavers of the same years; `pair` puts
    others in the place of either. "creed": not proud of what the state teaches, born 1990 or later
    minus born 1969 or before; `creed` is one of CREED or "all", whose mean takes the items as
    fully correlated; `creed_survey` and `cohorts` as in `creed_gap`. "politics": wins of a
    democratic candidate; without the near-identical records where `serial_entries` is false.
    """
    if reading == "viewing":
        return _lead_in_viewing(evidence, confidence, pair)
    if reading == "politics":
        suffix = "" if serial_entries else "_without_serial_entries"
        young, old = (
            _with_interval(evidence, f"conjoint_mm_democracy_best_{group}")
            for group in (f"born_1985_or_later{suffix}", "born_before_1985")
        )
        found = proportions.from_intervals(old[:3], young[:3], confidence)
        return Measurement(
            found.estimate,
            found.lower,
            found.upper,
            old[3] + young[3],
            warnings=("migrants in the South, recruited by one organisation; sampling error only",),
        )
    items = CREED if creed == "all" else (creed,)
    gaps = [creed_gap(evidence, item, confidence, creed_survey, cohorts) for item in items]
    middle, low, high = np.mean([[gap.estimate, gap.lower, gap.upper] for gap in gaps], axis=0)
    return Measurement(
        float(middle),
        float(low),
        float(high),
        max(gap.n for gap in gaps),
        warnings=(
            "two surveys of leavers pooled; sampling error only"
            if creed_survey == "pooled"
            else "one survey of leavers; sampling error only",
        ),
    )


@measures("I7")
def share_moved(
    evidence: Evidence,
    reading: str,
    confidence: float,
    base: Literal["not_printed", "viewers"] = "not_printed",
    host_bias: Literal["as_answered", "list_gap"] = "as_answered",
    effect: Literal["liking", "wish_to_leave"] = "liking",
    exposed_only: bool = False,
    interval: ShareInterval = "exact",
    design_effect: float = 1.0,
    **_: object,
) -> Measurement:
    """Return the percent of those asked who say that outside material changed their view.

    "regime": view of the state more negative; no base is printed, so no interval, unless `base`
    takes the number of viewers in the same survey; `host_bias` "list_gap" corrects by what a list
    experiment found unsaid of pride in one's origin. "weight": outside information weighs more
    than the state's. "liking": came to like the South, or wished to leave (`effect`); as a share of
    those with outside information where `exposed_only`. interval, design_effect: as in
    `surveys.share_interval`.
    """
    rows = (
        evidence.rows("effect_defection_intent")
        if (reading, effect) == ("liking", "wish_to_leave")
        else (evidence.rows())
    )
    row = rows.dropna(subset="value").iloc[-1]
    value, n = float(row["value"]), row["n"]
    if reading == "liking" and exposed_only:
        exposed = float(evidence.rows("outside_info_experience_in_nk").iloc[-1]["value"])
        value, n = 100 * value / exposed, round(exposed / 100 * int(n))
    if reading == "regime" and base == "viewers":
        viewers = evidence.rows("watched_foreign_video_ever_all").iloc[-1]
        n = round(viewers["value"] / 100 * int(viewers["n"]))
    limits = ("self_report", *(("exposure_without_change",) if _apart(evidence) else ()))

    def sampling(level: float) -> tuple[float, float]:
        if pd.isna(n):
            return value, value
        return surveys.percent_interval(value, int(n), level, interval, design_effect)

    if reading == "regime" and host_bias == "list_gap":
        return _with_gap(evidence, value, sampling, confidence, limits)
    if pd.isna(n):
        return Measurement(value, limits=limits, no_interval="the base is not printed")
    low, high = sampling(confidence)
    return Measurement(
        value,
        low,
        high,
        int(n),
        limits,
        (SAMPLING_ONLY.replace("leavers, not residents", "nobody was drawn by chance"),),
    )


def _with_gap(
    evidence: Evidence,
    value: float,
    sampling: Callable[[float], tuple[float, float]],
    confidence: float,
    limits: tuple[str, ...],
) -> Measurement:
    """Return a share plus the gap between direct answers and a list experiment, within 0 and 100."""
    rows = evidence.rows("proud_of_northern_origin_direct_minus_list")
    gap = rows[rows["variant"] == ""].iloc[-1]
    unsaid = -float(gap["value"]), -float(gap["upper"]), -float(gap["lower"])
    found = proportions.from_intervals(unsaid, (value, *sampling(PRINTED)), confidence, PRINTED)
    low, middle, high = (min(100.0, max(0.0, x)) for x in (found.lower, found.estimate, found.upper))
    return Measurement(
        middle,
        low,
        high,
        int(gap["n"]),
        limits,
        ("corrected by a gap that was measured for another question and other people",),
    )


@measures("I8")
def editors_left(
    evidence: Evidence,
    reading: str,
    confidence: float,
    hours: str = "frequency",
    religious: bool = False,
    kbs: bool = True,
    grouping: str = "editor",
    seasons: int = 2,
    **_: object,
) -> Measurement:
    """Return the number of independent editors of equal weight in the latest season.

    Inverse Herfindahl index of hours. `hours` "frequency" or "air", `religious` stations and `kbs`
    counted or not, `grouping` by "editor" or "owner". The interval is the range over both ways of
    counting hours in the latest `seasons`, at most two.
    """
    aside = replace(evidence, seen={})
    faithful = by_provider(aside, hours, religious=True, kbs=kbs, grouping=grouping)
    recent = replace(evidence, start_year=_first_of_use(faithful.index))
    tables = both_counts(recent, religious=religious, kbs=kbs, grouping=grouping)
    ends = [
        diversity.effective_number(row)
        for each in tables.values()
        for _, row in each.iloc[-seasons:].iterrows()
    ]
    shown = "two seasons" if seasons == 2 else "one season"
    table = tables[hours]
    before = table[table.index < CUTS]
    tests = {
        "fewer_since": len(before)
        and table.index[-1] >= CUTS
        and (table.iloc[-1] > 0).sum() < (before.iloc[-1] > 0).sum(),
        "religious": diversity.effective_number(faithful.iloc[-1]) > CONCENTRATED,
        "unheard": "jamming_hours" not in known_series(),
    }
    return Measurement(
        diversity.effective_number(table.iloc[-1]),
        min(ends),
        max(ends),
        limits=tuple(limit for limit, holds in tests.items() if holds),
        warnings=(f"the interval spans two ways of counting hours and {shown}, not sampling error",),
    )


def periods(evidence: Evidence) -> pd.DataFrame:
    """Return the leaving periods of the ministry survey in order; at least two."""
    rows = evidence.rows(REACH).dropna(subset=["value", "n"]).sort_values("year").reset_index(drop=True)
    if len(rows) < 2:
        raise NoEvidence("fewer than two leaving periods are admitted")
    return rows


def totals(evidence: Evidence, hours: str, religious: bool, kbs: bool = True) -> pd.Series:
    """Return hours a day by season over all stations that count; at least two seasons."""
    table = by_provider(evidence, hours, religious=religious, kbs=kbs, grouping="station")
    if len(table) < 2:
        raise NoEvidence("fewer than two broadcasting seasons are admitted")
    return table.sum(axis=1)


def by_provider(
    evidence: Evidence, hours: str, *, religious: bool, kbs: bool = True, grouping: str = "editor"
) -> pd.DataFrame:
    """Return hours a day by season and provider (`grouping`: station, title, editor or owner)."""
    return _counts(evidence, (hours,), religious, kbs, grouping)[hours]


def both_counts(
    evidence: Evidence, *, religious: bool, kbs: bool = True, grouping: str = "station"
) -> dict[str, pd.DataFrame]:
    """Return the tables of `by_provider` for both ways of counting hours."""
    return _counts(evidence, ("frequency", "air"), religious, kbs, grouping)


def _counts(
    evidence: Evidence, kinds: tuple[str, ...], religious: bool, kbs: bool, grouping: str
) -> dict[str, pd.DataFrame]:
    table = stations()
    counted = broadcasts.chosen(table, religious=religious, kbs=kbs)
    rows = evidence.rows(*(broadcasts.prefix_of(kind) + name for kind in kinds for name in counted))
    found = {}
    for kind in kinds:
        wide = broadcasts.daily(rows, kind)
        if wide.empty or not (wide.sum(axis=1) > 0).all():
            raise NoEvidence("a season is admitted without any hour on the air")
        found[kind] = wide if grouping == "station" else broadcasts.grouped(wide, table, grouping)
    return found


def stations() -> pd.DataFrame:
    """Return the table of stations: station, title, owner, editor, religious."""
    return data.read("information-inflow-radio-stations")


def ways_named(evidence: Evidence) -> tuple[pd.Series, int]:
    """Return the percent of answers by way, smallest border ways joined, and the people asked."""
    rows = evidence.rows(*(name for name in evidence.reading.series if name.startswith("kida_info_channel_")))
    value = rows.set_index("series")["value"].rename(lambda name: name.removeprefix("kida_info_channel_"))
    border = value.reindex(["dvd_cd", "chinese_people", "mobile_phone"]).dropna()
    shares = {"the border": border.sum()} if len(border) else {}
    for key, title in (("radio", "radio"), ("leaflets", "balloons"), ("tv", "television")):
        if key in value:
            shares[title] = float(value[key])
    return pd.Series(shares, dtype=float), int(rows["n"].max())


def answers_per_person() -> int:
    """Return how many answers each person gave in the survey of ways: the smallest whole number
    for which all printed shares are shares of whole answers."""
    rows = data.load(
        [
            f"kida_info_channel_{key}"
            for key in ("dvd_cd", "chinese_people", "mobile_phone", "radio", "leaflets", "tv")
        ]
    )
    persons = int(rows["n"].max())
    for each in range(1, 6):
        counts = rows["value"] / 100 * persons * each
        printed = (100 * counts.round() / (persons * each)).round(1)
        if np.allclose(printed, rows["value"]):
            return each
    return 1


def old_maxima(evidence: Evidence, chosen: str) -> dict[str, float]:
    """Return the longest term for watching before the law of 2020, by document.

    The code of 2015 is no term from before this reign and counts only where it is `chosen`. Raises
    `NoEvidence` when the chosen document is not admitted.
    """
    documents = {
        "code_2012": ("max_penalty_decadent_act", 2012),
        "nis": ("max_penalty_watching_sk_content_before_2020_law", 2020),
        "code_2015": ("max_penalty_decadent_act", 2015),
    }
    found = {}
    for key, (series, year) in documents.items():
        rows = _beside(evidence, series)
        if (rows["year"] == year).any() and (key != "code_2015" or key == chosen):
            only = replace(evidence, start_year=year, end_year=year)
            found[key] = float(only.rows(series).iloc[-1]["value"])
    if chosen not in found:
        raise NoEvidence("the chosen document on the old maximum is not admitted")
    return found


def creed_gap(
    evidence: Evidence,
    item: str,
    confidence: float,
    survey: CreedSurvey = "pooled",
    cohorts: Cohorts = "extremes",
) -> proportions.Comparison:
    """Return the lead of the young in not being proud of one item.

    survey: all admitted surveys pooled, or one of them. cohorts: the oldest and the youngest cohort
    alone, or everybody born before 1980 and since.
    """
    groups = []
    for births in COHORTS[cohorts]:
        rows = evidence.rows(*(f"proud_of_{item}_{years}" for years in births)).dropna(subset=["value", "n"])
        if survey != "pooled":
            rows = rows[rows["year"] == int(survey)]
        if rows.empty:
            raise NoEvidence("no evidence of this grade")
        n = int(rows["n"].sum())
        count = (rows["value"] / 100 * rows["n"].astype(int)).round().sum()
        groups.append((100 * (1 - count / n), n))
    (old, n_old), (young, n_young) = groups
    return proportions.difference(old, n_old, young, n_young, confidence)


def monthly_viewers(evidence: Evidence) -> pd.DataFrame:
    """Return the share of viewers who watched at least monthly, one row per survey.

    Columns: survey, year, percent, n, grade. n is the number of viewers; what a survey printed as
    shares of all who were asked is put on the base of those who gave a frequency.
    """
    found = []
    for survey, often, rest, counted in MONTHLY:
        try:
            top, bottom = _answers(evidence, often), _answers(evidence, rest)
        except NoEvidence:
            continue
        if len(top) < len(often) or len(bottom) < len(rest):
            continue
        many, all_ = float(top["value"].sum()), float(top["value"].sum() + bottom["value"].sum())
        n = round(all_) if counted else round(int(top["n"].max()) * min(all_, 100) / 100)
        whole = all_ if rest else 100.0
        n = n if rest else int(top["n"].max())
        found.append((survey, int(top["year"].max()), 100 * many / whole, n, max(top["grade"])))
    if not found:
        raise NoEvidence("no evidence of this grade")
    return pd.DataFrame(found, columns=["survey", "year", "percent", "n", "grade"])


# Survey, answers that mean at least monthly, answers that mean less often, whether they are counts.
# Where no rarer answer is printed, the printed shares are taken of all viewers.
MONTHLY: tuple[tuple[str, tuple[str, ...], tuple[str, ...], bool], ...] = (
    (
        "Hangyeore pupils",
        ("teen_viewers_freq_daily", "teen_viewers_freq_whenever_wanted", "teen_viewers_freq_monthly"),
        ("teen_viewers_freq_yearly", "teen_viewers_freq_once_in_lifetime"),
        True,
    ),
    ("KINU leavers", ("sk_video_frequency_daily", "sk_video_frequency_once_or_twice_month"), (), False),
    (
        "Kang and Park",
        tuple(
            f"kangpark_sk_video_frequency_{x}"
            for x in ("almost_daily", "once_or_twice_a_week", "once_or_twice_a_month")
        ),
        ("kangpark_sk_video_frequency_few_times_a_year",),
        False,
    ),
    (
        "CSIS, inside",
        tuple(f"foreign_media_frequency_{x}_residents" for x in ("every_day", "once_a_week", "once_a_month")),
        ("foreign_media_frequency_once_a_year_residents",),
        True,
    ),
    (
        "UMG leavers",
        tuple(f"sk_content_frequency_{x}" for x in ("almost_daily", "weekly", "monthly")),
        ("sk_content_frequency_every_2_3_months",),
        False,
    ),
    (
        "UMG, inside",
        tuple(f"foreign_video_frequency_{x}_residents" for x in ("almost_daily", "weekly", "monthly")),
        ("foreign_video_frequency_every_2_3_months_residents",),
        False,
    ),
)


def _answers(evidence: Evidence, series: tuple[str, ...]) -> pd.DataFrame:
    if not series:
        return pd.DataFrame({"series": [], "value": []})
    return evidence.rows(*series).dropna(subset="value")


def _first_of_use(seasons: pd.Index) -> int:
    """Return the year of the earliest season that the diversity of today is compared with."""
    dates = [str(date) for date in seasons]
    before = [date for date in dates if date < CUTS]
    return int(min(dates[-2:] + before[-1:])[:4])


def _windows(evidence: Evidence, confidence: float, series: str, width: int, against: Against) -> Measurement:
    """Compare the last `width` yearly surveys with the best earlier run that does not overlap.

    against "mean": with all earlier surveys.
    """
    rows = evidence.rows(series).dropna(subset="value").sort_values("year").reset_index(drop=True)
    if len(rows) < 2 * width:
        raise NoEvidence(f"fewer than {2 * width} yearly surveys are admitted")
    size, value, last = _sizes(rows), rows["value"], len(rows) - width
    means = [float(value.iloc[i : i + width].mean()) for i in range(last - width + 1)]
    best = int(np.argmax(means))
    early, late = slice(best, best + width), slice(last, len(rows))
    if against == "mean":
        early = slice(0, last)
    found = proportions.mean_ratio(
        value[early].tolist(),
        size[early].astype(int).tolist(),
        value[late].tolist(),
        size[late].astype(int).tolist(),
        confidence,
    )
    return Measurement(
        found.estimate,
        found.lower,
        found.upper,
        found.n,
        ("ends_2020",) if rows["year"].max() <= BORDER_SEALED else (),
        ("the best earlier run is picked by looking, which leans the ratio downwards", SAMPLING_ONLY),
    )


def _sizes(rows: pd.DataFrame) -> pd.Series:
    """Return the people asked by row; a size that is not printed is taken to be the smallest that is."""
    return rows["n"].astype(float).fillna(float(rows["n"].min()))


def _reach_limits(rows: pd.DataFrame, confidence: float) -> tuple[str, ...]:
    first, before, last = rows.iloc[0], rows.iloc[-2], rows.iloc[-1]
    step = proportions.difference(before["value"], before["n"], last["value"], last["n"], confidence)
    tests = {
        "trickle": first["value"] < 20,
        "saturated": step.p > 1 - confidence,
        "ends_2020": last["year"] <= BORDER_SEALED,
    }
    return tuple(limit for limit, holds in tests.items() if holds)


def _severity_limits(evidence: Evidence) -> tuple[str, ...]:
    limits = []
    counts = _beside(evidence, "kinu_public_executions")
    before, under = (counts[counts["year"] < 2012]["value"], counts[counts["year"] >= 2012]["value"])
    if len(before) and len(under) and under.mean() <= before.mean():
        limits.append("counts_fall")
    if len(_beside(evidence, "amnesty_bribe_upper", "bribe_to_cut_sentence")):
        limits.append("unequal")
    return tuple(limits)


def _lead_in_viewing(evidence: Evidence, confidence: float, pair: Pair) -> Measurement:
    adolescents = pair == "adolescents_whole_sample"
    young = evidence.rows(
        "watched_sk_drama_in_adolescence" if adolescents else "watched_sk_media_ever_teen_defectors"
    ).iloc[-1]
    if pair == "pupils_same_years":
        old = _of_same_years(evidence, int(young["year"]))
    elif pair == "pupils_southern_media":
        rows = evidence.rows("ipus_sk_media_exposure_ever").dropna(subset=["value", "n"])
        old = rows.iloc[int((rows["year"] - young["year"]).abs().argmin())]
    else:
        old = evidence.rows("watched_foreign_video_ever_all").iloc[-1]
    found = proportions.difference(old["value"], int(old["n"]), young["value"], int(young["n"]), confidence)
    return Measurement(
        found.estimate,
        found.lower,
        found.upper,
        found.n,
        ("not_like",) if old["source"] != young["source"] else (),
        (
            "both were asked about southern media, in different words"
            if pair == "pupils_southern_media"
            else "the pupils were asked about southern media, the others about all foreign video",
            SAMPLING_ONLY,
        ),
    )


def _of_same_years(evidence: Evidence, year: int) -> pd.Series:
    rows = evidence.rows(REACH).dropna(subset=["value", "n"])
    same = rows[rows["year"] <= year].sort_values("year")
    if same.empty or same.iloc[-1]["year"] < year - 5:
        raise NoEvidence("no survey of all ages covers the years of the teenagers")
    return same.iloc[-1]


def _with_interval(evidence: Evidence, series: str) -> tuple[float, float, float, int]:
    row = evidence.rows(series).dropna(subset=["value", "lower", "upper"]).iloc[-1]
    return float(row["value"]), float(row["lower"]), float(row["upper"]), int(row["n"])


def _apart(evidence: Evidence) -> bool:
    """Tell whether yearly exposure and the view of the South as a threat do not move together."""
    both = pd.concat(
        [
            _beside(evidence, series).groupby("year")["value"].median()
            for series in ("ipus_sk_media_exposure_frequent", "ipus_sees_south_as_threat")
        ],
        axis=1,
    ).dropna()
    if len(both) < 5:
        return False
    return float(stats.spearmanr(both.iloc[:, 0], both.iloc[:, 1]).pvalue) > 0.05


def _beside(evidence: Evidence, *series: str) -> pd.DataFrame:
    """Return rows that qualify an answer without entering its number; empty where none is admitted."""
    found = data.load(
        series, grades=evidence.grades, country="PRK", start=evidence.start_year, end=evidence.end_year
    )
    return found[~found["source"].isin(evidence.exclude)].dropna(subset="value")


def _year(evidence: Evidence) -> int:
    return int(_beside(evidence, *evidence.reading.series)["year"].max())


def _first_year(series: str) -> int:
    return int(data.load(series)["year"].min())
