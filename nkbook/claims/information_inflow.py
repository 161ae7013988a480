"""Functions behind the claims of the chapter on information inflow.

Every function is pure: it sees the rows that `Evidence` admits and returns one `Measurement` in
the unit of its criterion, or raises `NoEvidence`.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from nkbook import data
from nkbook.claims.evaluation import Measurement, measures
from nkbook.claims.evidence import Evidence, known_series
from nkbook.errors import NoEvidence
from nkbook.methods import broadcasts, diversity, proportions, surveys

REACH = "watched_foreign_video_by_escape_period"
BORDER_SEALED = 2020
CUTS = "2025"
CONCENTRATED = 4.0
CREED = ("baekdu_bloodline", "fair_treatment", "juche", "political_influence", "socialist_system")
SAMPLING_ONLY = "leavers, not residents; the interval is sampling error only"


@measures("I1")
def end_against_peak(
    evidence: Evidence, reading: str, confidence: float, contact: str = "frequent",
    hours: str = "frequency", religious: bool = False, **_: object,
) -> Measurement:
    """Return the level at the end of a record as percent of its highest earlier level.

    "reach": last leaving period over the best one before. "often": mean of the last three yearly
    surveys over the best earlier mean of three; `contact` is "frequent" or "ever". "broadcast":
    last season over the best one before; `hours` "frequency" or "air", the interval is the range
    of the two; `religious` stations counted or not.
    """
    if reading == "reach":
        rows = periods(evidence)
        best = rows.iloc[:-1].sort_values("value").iloc[-1]
        last = rows.iloc[-1]
        found = proportions.ratio(best["value"], best["n"], last["value"], last["n"], confidence)
        return Measurement(
            found.estimate, found.lower, found.upper, found.n, _reach_limits(rows, confidence),
            ("having ever watched is a stock: it cannot show that a flow dries up", SAMPLING_ONLY),
        )
    if reading == "often":
        return _windows(evidence, confidence, f"ipus_sk_media_exposure_{contact}")
    ratios = {}
    for kind, table in both_counts(evidence, religious=religious).items():
        total = table.sum(axis=1)
        if len(total) < 2:
            raise NoEvidence("fewer than two broadcasting seasons are admitted")
        ratios[kind] = float(100 * total.iloc[-1] / total.iloc[:-1].max())
    return Measurement(
        ratios[hours], min(ratios.values()), max(ratios.values()),
        warnings=("the interval spans two ways of counting; scheduled hours are not heard hours",),
    )


@measures("I2")
def least_named_way(
    evidence: Evidence, reading: str, confidence: float, channel_base: str = "answers", **_: object
) -> Measurement:
    """Return the smallest percent that receivers give to a named way on which they were asked.

    `channel_base` "answers": shares as printed, of all answers; "persons": as if everybody had named each
    way at most once. Exact interval.
    """
    if reading == "by_sea":
        evidence.rows()
    shares, persons = ways_named(evidence)
    named = shares.drop("television", errors="ignore")
    if len(named) < 2:
        raise NoEvidence("receivers' shares are admitted for fewer than two of the named ways")
    answers = persons * answers_per_person()
    count, n = round(float(named.min()) / 100 * answers), answers if channel_base == "answers" else persons
    low, high = surveys.exact(count, n, confidence)
    tests = {
        "sea_unasked": "received_by_sea_share" not in known_series(),
        "unnamed": shares.get("television", 0.0) >= shares.get("radio", np.inf),
        "old": _year(evidence) < _first_year("launch_storage_devices"),
    }
    return Measurement(
        100 * count / n, 100 * low, 100 * high, n, tuple(k for k, holds in tests.items() if holds),
        (f"the smallest is {named.idxmin()}; the size of a base of answers is reconstructed", SAMPLING_ONLY),
    )


@measures("I3")
def watched_once(evidence: Evidence, reading: str, confidence: float, **_: object) -> Measurement:
    """Return the percent of viewers who had watched once in their life, with exact interval."""
    rows = evidence.rows("teen_viewers_freq_once_in_lifetime")
    row = rows.iloc[-1]
    count, n = int(row["value"]), int(row["n"])
    low, high = surveys.exact(count, n, confidence)
    return Measurement(
        100 * count / n, 100 * low, 100 * high, n, ("one_survey",) if rows["source"].nunique() == 1 else (),
        ("teenage leavers, most of them from the border; the interval is sampling error only",),
    )


@measures("I4")
def severity_ratio(
    evidence: Evidence, reading: str, confidence: float, old_maximum: str = "code_2012", **_: object
) -> Measurement:
    """Return severity under Kim Jong Un as a multiple of severity before.

    "law": longest fixed term for watching, 2020 law over `old_maximum` ("code_2012", "nis" for
    the statement of the intelligence service, "code_2015"); the interval spans what documents
    give for the time before. "felt": share who say that control tightened, left from 2012 on over
    left before.
    """
    limits = _severity_limits(evidence)
    if reading == "felt":
        shares = evidence.values("said_surveillance_strengthened")
        if len(shares) < 2:
            raise NoEvidence("only one reign is admitted")
        return Measurement(
            float(shares.iloc[-1] / shares.iloc[0]), limits=limits,
            no_interval="the sample sizes are not printed",
        )
    new = evidence.rows("max_penalty_watching_sk_content").iloc[-1]["value"]
    olds = old_maxima(evidence, old_maximum)
    spread = set(olds.values())
    estimate = float(new / olds[old_maximum])
    if len(spread) == 1:
        return Measurement(estimate, limits=limits, no_interval="a single document gives the old maximum")
    return Measurement(
        estimate, float(new / max(spread)), float(new / min(spread)), limits=("old_maximum", *limits),
        warnings=("the interval spans documents that disagree; life and death sentences have no length",),
    )


@measures("I5")
def change_after_hardening(
    evidence: Evidence, reading: str, confidence: float, contact: str = "frequent", **_: object
) -> Measurement:
    """Return by how many points contact with outside material changed after penalties rose.

    "reach": last leaving period minus the one before. "often": later half of the yearly surveys
    minus the earlier half, with the scatter between years as error; `contact` is "frequent" or
    "ever". "after_2020" needs a series that does not exist.
    """
    if reading == "after_2020":
        evidence.rows()
    if reading == "reach":
        rows = periods(evidence)
        first, last = rows.iloc[-2], rows.iloc[-1]
        found = proportions.difference(first["value"], first["n"], last["value"], last["n"], confidence)
        end, note = int(last["year"]), SAMPLING_ONLY
    else:
        shares = evidence.values(f"ipus_sk_media_exposure_{contact}")
        half = len(shares) // 2
        if half < 2:
            raise NoEvidence("fewer than four yearly surveys are admitted")
        early, late = shares.iloc[:half].tolist(), shares.iloc[-half:].tolist()
        found = proportions.mean_difference(early, late, confidence)
        end, note = int(shares.index[-1]), "recent leavers; the scatter between years is the error"
    return Measurement(
        found.estimate, found.lower, found.upper, found.n if reading == "reach" else None,
        ("ends_2020",) if end <= BORDER_SEALED else (), (note,),
    )


@measures("I6")
def lead_of_the_young(
    evidence: Evidence, reading: str, confidence: float, creed: str = "all",
    serial_entries: bool = True, **_: object,
) -> Measurement:
    """Return the lead of the young over their elders, in percentage points.

    "viewing": ever watched, teenagers minus all ages of leavers of the same years. "creed": not
    proud of what the state teaches, born 1990 or later minus born 1969 or before; `creed` is one
    of CREED or "all", whose mean takes the items as fully correlated. "politics": wins of a
    democratic candidate; without the near-identical records where `serial_entries` is false.
    """
    if reading == "viewing":
        return _lead_in_viewing(evidence, confidence)
    if reading == "politics":
        suffix = "" if serial_entries else "_without_serial_entries"
        young, old = (
            _with_interval(evidence, f"conjoint_mm_democracy_best_{group}")
            for group in (f"born_1985_or_later{suffix}", "born_before_1985")
        )
        found = proportions.from_intervals(old[:3], young[:3], confidence)
        return Measurement(
            found.estimate, found.lower, found.upper, old[3] + young[3],
            warnings=("migrants in the South, recruited by one organisation; sampling error only",),
        )
    items = CREED if creed == "all" else (creed,)
    gaps = [creed_gap(evidence, item, confidence) for item in items]
    middle, low, high = np.mean([[gap.estimate, gap.lower, gap.upper] for gap in gaps], axis=0)
    return Measurement(
        float(middle), float(low), float(high), max(gap.n for gap in gaps),
        warnings=("two surveys of leavers pooled; sampling error only",),
    )


@measures("I7")
def share_moved(evidence: Evidence, reading: str, confidence: float, **_: object) -> Measurement:
    """Return the percent of those asked who say that outside material changed their view.

    "regime": view of the state more negative; no base is printed, so no interval. "weight":
    outside information weighs more than the state's. "liking": came to like the South. Exact
    intervals.
    """
    row = evidence.rows().dropna(subset="value").iloc[-1]
    limits = ("self_report", *(("exposure_without_change",) if _apart(evidence) else ()))
    if pd.isna(row["n"]):
        return Measurement(float(row["value"]), limits=limits, no_interval="the base is not printed")
    low, high = surveys.exact_percent(row["value"], int(row["n"]), confidence)
    return Measurement(float(row["value"]), low, high, int(row["n"]), limits, (SAMPLING_ONLY.replace(
        "leavers, not residents", "nobody was drawn by chance"),))


@measures("I8")
def editors_left(
    evidence: Evidence, reading: str, confidence: float, hours: str = "frequency",
    religious: bool = False, kbs: bool = True, grouping: str = "editor", **_: object,
) -> Measurement:
    """Return the number of independent editors of equal weight in the latest season.

    Inverse Herfindahl index of hours. `hours` "frequency" or "air", `religious` stations and `kbs`
    counted or not, `grouping` by "editor" or "owner". The interval is the range over both ways of
    counting hours in the latest two seasons.
    """
    aside = replace(evidence, seen={})
    faithful = by_provider(aside, hours, religious=True, kbs=kbs, grouping=grouping)
    recent = replace(evidence, start_year=_first_of_use(faithful.index))
    tables = both_counts(recent, religious=religious, kbs=kbs, grouping=grouping)
    ends = [
        diversity.effective_number(row) for each in tables.values() for _, row in each.iloc[-2:].iterrows()
    ]
    table = tables[hours]
    before = table[table.index < CUTS]
    tests = {
        "fewer_since": len(before) and table.index[-1] >= CUTS
        and (table.iloc[-1] > 0).sum() < (before.iloc[-1] > 0).sum(),
        "religious": diversity.effective_number(faithful.iloc[-1]) > CONCENTRATED,
        "unheard": "jamming_hours" not in known_series(),
    }
    return Measurement(
        diversity.effective_number(table.iloc[-1]), min(ends), max(ends),
        limits=tuple(limit for limit, holds in tests.items() if holds),
        warnings=("the interval spans two ways of counting hours and two seasons, not sampling error",),
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
    rows = data.load([f"kida_info_channel_{key}" for key in
                      ("dvd_cd", "chinese_people", "mobile_phone", "radio", "leaflets", "tv")])
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


def creed_gap(evidence: Evidence, item: str, confidence: float) -> proportions.Comparison:
    """Return the lead of the young in not being proud of one item, all admitted surveys pooled."""
    groups = []
    for cohort in ("born_1969_or_before", "born_1990_or_later"):
        rows = evidence.rows(f"proud_of_{item}_{cohort}").dropna(subset=["value", "n"])
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
    ("Hangyeore pupils",
     ("teen_viewers_freq_daily", "teen_viewers_freq_whenever_wanted", "teen_viewers_freq_monthly"),
     ("teen_viewers_freq_yearly", "teen_viewers_freq_once_in_lifetime"), True),
    ("KINU leavers", ("sk_video_frequency_daily", "sk_video_frequency_once_or_twice_month"), (), False),
    ("Kang and Park",
     tuple(f"kangpark_sk_video_frequency_{x}" for x in
           ("almost_daily", "once_or_twice_a_week", "once_or_twice_a_month")),
     ("kangpark_sk_video_frequency_few_times_a_year",), False),
    ("CSIS, inside",
     tuple(f"foreign_media_frequency_{x}_residents" for x in ("every_day", "once_a_week", "once_a_month")),
     ("foreign_media_frequency_once_a_year_residents",), True),
    ("UMG leavers",
     tuple(f"sk_content_frequency_{x}" for x in ("almost_daily", "weekly", "monthly")),
     ("sk_content_frequency_every_2_3_months",), False),
    ("UMG, inside",
     tuple(f"foreign_video_frequency_{x}_residents" for x in ("almost_daily", "weekly", "monthly")),
     ("foreign_video_frequency_every_2_3_months_residents",), False),
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


def _windows(evidence: Evidence, confidence: float, series: str, width: int = 3) -> Measurement:
    """Compare the last `width` yearly surveys with the best earlier run that does not overlap."""
    rows = evidence.rows(series).dropna(subset="value").sort_values("year").reset_index(drop=True)
    if len(rows) < 2 * width:
        raise NoEvidence(f"fewer than {2 * width} yearly surveys are admitted")
    # A size that is not printed is taken to be the smallest that is.
    size = rows["n"].astype(float).fillna(float(rows["n"].min()))
    value, last = rows["value"], len(rows) - width
    means = [float(value.iloc[i : i + width].mean()) for i in range(last - width + 1)]
    best = int(np.argmax(means))
    early, late = slice(best, best + width), slice(last, len(rows))
    found = proportions.mean_ratio(
        value[early].tolist(), size[early].astype(int).tolist(),
        value[late].tolist(), size[late].astype(int).tolist(), confidence,
    )
    return Measurement(
        found.estimate, found.lower, found.upper, found.n,
        ("ends_2020",) if rows["year"].max() <= BORDER_SEALED else (),
        ("the best earlier run is picked by looking, which leans the ratio downwards", SAMPLING_ONLY),
    )


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


def _lead_in_viewing(evidence: Evidence, confidence: float) -> Measurement:
    young = evidence.rows("watched_sk_media_ever_teen_defectors").iloc[-1]
    rows = evidence.rows(REACH).dropna(subset=["value", "n"])
    same = rows[rows["year"] <= young["year"]].sort_values("year")
    if same.empty or same.iloc[-1]["year"] < young["year"] - 5:
        raise NoEvidence("no survey of all ages covers the years of the teenagers")
    old = same.iloc[-1]
    found = proportions.difference(old["value"], int(old["n"]), young["value"], int(young["n"]), confidence)
    return Measurement(
        found.estimate, found.lower, found.upper, found.n,
        ("not_like",) if old["source"] != young["source"] else (),
        ("the pupils were asked about southern media, the others about all foreign video", SAMPLING_ONLY),
    )


def _with_interval(evidence: Evidence, series: str) -> tuple[float, float, float, int]:
    row = evidence.rows(series).dropna(subset=["value", "lower", "upper"]).iloc[-1]
    return float(row["value"]), float(row["lower"]), float(row["upper"]), int(row["n"])


def _apart(evidence: Evidence) -> bool:
    """Tell whether yearly exposure and the view of the South as a threat do not move together."""
    both = pd.concat([
        _beside(evidence, series).groupby("year")["value"].median()
        for series in ("ipus_sk_media_exposure_frequent", "ipus_sees_south_as_threat")
    ], axis=1).dropna()
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
