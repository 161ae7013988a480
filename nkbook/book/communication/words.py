"""Sentences of the chapter on communication that depend on a result: they follow the verdict."""

from nkbook.book.communication.c2_year_2008 import c2
from nkbook.book.communication.c3_year_2023 import c3, users_per_line
from nkbook.book.communication.figures import printed_lines
from nkbook.chapter import Chapter
from nkbook.claims import Assessment, Evaluation, Verdict, claim
from nkbook.claims.verdicts import SUPPORTING
from nkbook.parameters import Communication
from nkbook.words import grouped, millions, number

AGES = (15, 49)
COMFORT = 0.01
HOLDS = {
    Verdict.SUPPORTED: "is supported",
    Verdict.WITHIN_LIMITS: "is supported within limits",
    Verdict.CONTRADICTED: "is contradicted",
    Verdict.CONTESTED: "is contested, for the sources do not agree",
    Verdict.UNDETERMINED: "stays undetermined",
    Verdict.NOT_TESTABLE: "cannot be tested with the admitted evidence",
}


def sentences(c: Chapter[Communication]) -> dict[str, str]:
    """Return the conditional sentences of the chapter by name."""
    return {
        "claimed_2008": grouped(c2.threshold("claimed")),
        "claimed_2023": millions(c3.threshold("claimed"), 0),
        **_factors(),
        **_year_2008(c.found["C2"], c.choices("C2")["year_meant"]),
        **_year_2023(c.found["C3"], c.choices("C3")["counted"]),
        "answer_households": _households(c.found["C4"]),
        **_opening(c.found["C5"]),
        "step_meaning": _step(c.of("C3")),
        "broke": _broke(c.of("C3")),
        "before": _before(c.found["C1"]),
        "owners": _owners(c.of("C3")),
        "users": _users(c.of("C3")),
    }


def _factors() -> dict[str, str]:
    criterion = claim("C2").criterion
    return {
        "factor_right": f"{criterion.supports.at_most:g}",
        "factor_wrong": f"{criterion.contradicts.at_least:g}",
    }


def _year_2008(found: Assessment, year: int) -> dict[str, str]:
    claimed = c2.threshold("claimed")
    counts, backcast = found.alone["counts"], found.alone["backcast"]
    answer = f"That the country had about {grouped(claimed)} phones in {year} {HOLDS[found.verdict]}"
    if counts.estimate is None:
        return {
            "answer_2008": f"{answer}.",
            "error_2008": f"No count for the end of {year} is admitted.",
            "backcast": _backcast(backcast),
        }
    spread = ""
    if counts.lower is not None and counts.upper is not None:
        spread = f" (between {number(counts.lower)} and {number(counts.upper)})"
    return {
        "answer_2008": f"{answer}: the year ended with {grouped(claimed / counts.estimate)} lines.",
        "error_2008": f"The figure claimed exceeds the count for the end of {year} by a factor of "
        f"{number(counts.estimate)}{spread}.",
        "backcast": _backcast(backcast),
    }


def _backcast(found: Evaluation) -> str:
    if found.estimate is None or found.lower is None or found.upper is None:
        return "Without it no admitted count can stand in."
    enough = claim("C2").criterion.contradicts.at_least or 0
    outcome = (
        "still beyond the line where error begins" if found.lower >= enough else "too wide a range to decide"
    )
    return (
        "Lines never fell in those months, so the first count of 2009 is a ceiling for December 2008; "
        "even if all of them had been sold on the first day, the figure would be too high by a factor of "
        f"{number(found.lower)}, and with steady sales by {number(found.estimate)}: {outcome}."
    )


def _year_2023(found: Assessment, counted: str) -> dict[str, str]:
    what = "mobile lines" if counted == "lines" else "people with a phone"
    default = found.default
    text = "no admitted estimate" if default.estimate is None else millions(default.estimate)
    interval = ""
    if default.lower is not None and default.upper is not None:
        interval = f" (interval {millions(default.lower)} to {millions(default.upper)})"
    return {
        "answer_2023": f"That it had about {millions(c3.threshold('claimed'), 0)} in 2023 "
        f"{HOLDS[found.verdict]}: {text} {what}{interval}.",
        "verdict_2023": f"Read as a count of {what}, the claim {HOLDS[found.verdict]}.",
        "margin_2023": _margin(default),
        "users_2023": ""
        if counted == "users"
        else "Read as people instead of lines, the same estimates shrink in that proportion.",
    }


def _margin(found: Evaluation) -> str:
    region = claim("C3").criterion.supports
    if found.lower is None or found.upper is None or region.at_least is None or region.at_most is None:
        return "No interval can be set beside the bounds of the criterion."
    origin = (
        "The interval measures how far the origins disagree with one another; an error that all of them "
        "share it cannot see. "
        if found.reading == "together"
        else "The interval is that of one source alone. "
    )
    gap = min(found.lower - region.at_least, region.at_most - found.upper)
    if gap < 0:
        return f"{origin}It leaves the bounds of the criterion by {number(-gap)} lines."
    comfort = ", so this is no comfortable verdict" if gap < COMFORT * c3.threshold("claimed") else ""
    return (
        f"{origin}It stays within the bounds of the criterion by {number(gap)} lines{comfort}; the card "
        "shows on which single sources it hangs."
    )


def _users(c: Chapter[Communication]) -> str:
    share = users_per_line(c.evidence())
    if share is None:
        return "No admitted source tells users from lines."
    return f"The one source that prints both counts {100 * share:.0f} percent as many users as lines."


def _households(found: Assessment) -> str:
    lines = found.alone["lines"]
    text = f"That more than {_half()} households own one {HOLDS[found.verdict]}"
    if lines.lower is None or lines.upper is None:
        return f"{text}."
    return (
        f"{text}; the number of lines alone allows any share from {lines.lower:.0f} to {lines.upper:.0f} "
        "percent."
    )


def _half() -> str:
    return f"{claim('C4').criterion.supports.at_least:.0f} percent of"


def _opening(found: Assessment) -> dict[str, str]:
    contact = found.alone["contact"]
    answer = f"That the technology is a sign of opening {HOLDS[found.verdict]}"
    parts = {key: str(e.verdict) for key, e in found.alone.items()}
    verdict = (
        f"Contact with home is read as {parts['contact']}, South Korean media as {parts['outside_media']}, "
        f"the internet as {parts['internet']}; together the claim {HOLDS[found.verdict]}."
    )
    if contact.estimate is None or contact.lower is None or contact.upper is None:
        return {
            "answer_opening": f"{answer}.",
            "verdict_opening": verdict,
            "contact_meaning": "No change of contact can be computed from the admitted surveys.",
        }
    moved = "fell" if contact.upper < 0 else "rose" if contact.lower > 0 else "did not change measurably"
    size = f" by {abs(contact.estimate):.0f} points" if moved != "did not change measurably" else ""
    meaning = {
        "fell": "The whole interval lies below zero: while lines multiplied, this channel shrank.",
        "rose": "The whole interval lies above zero: this channel widened while lines multiplied.",
    }.get(moved, "The interval includes zero: this channel neither widened nor shrank measurably.")
    return {
        "answer_opening": f"{answer}: contact of leavers with home {moved}{size} as lines multiplied.",
        "verdict_opening": verdict,
        "contact_meaning": meaning,
    }


def _step(c: Chapter[Communication]) -> str:
    years, jump = _years(c), int(c3.threshold("jump"))
    if jump not in years:
        return f"The print chosen here does not carry the step of {jump}."
    return (
        f"The figure of {jump} appeared together with that of {years[years.index(jump) - 1]}, in a single "
        "print, years after the fact: what rose between them was what somebody thought, not what somebody "
        "counted. Growth rates read across this step are growth rates of knowledge."
    )


def _broke(c: Chapter[Communication]) -> str:
    if c3.threshold("jump") not in _years(c):
        return "Without the step there is no break to explain."
    return (
        "Either the growth of lines broke with its past in the very year when the border closed, or the "
        "series did."
    )


def _before(found: Assessment) -> str:
    if found.verdict not in SUPPORTING:
        return f"The claim {HOLDS[found.verdict]}."
    return (
        "The claim is right, and it understates. Its wording suggests that something began around 2000. "
        "What the record shows is a launch, a ban and a relaunch."
    )


def _owners(c: Chapter[Communication]) -> str:
    """Return why a survey of 2017 and the lines of 2017 do not fit, as a condition on the age structure."""
    printed = printed_lines(c).set_index("year")["value"]
    men, women = (_latest(c, f"phone_own_{sex}_15_49") for sex in ("men", "women"))
    people = _latest(c, "population_total", 2017)
    if 2017 not in printed.index or men is None or women is None or people is None:
        return "No admitted survey can be set beside it."
    share = (men + women) / 2
    needed = 100 * float(printed[2017]) / people / (share / 100)
    return (
        f"Other evidence points to the series. A household survey of 2017 found that {men:.0f} percent of "
        f"men and {women:.0f} percent of women between {AGES[0]} and {AGES[1]} owned a phone: more owners "
        f"than the series had lines, as soon as that age group is more than {needed:.0f} percent of the "
        "population."
    )


def _years(c: Chapter[Communication]) -> list[int]:
    """Return the years of the international series that the chosen print has."""
    years: list[int] = printed_lines(c)["year"].tolist()
    return years


def _latest(c: Chapter[Communication], series: str, year: int | None = None) -> float | None:
    """Return the latest admitted value of a series (of one year); None where there is none."""
    rows = c.rows(series, need=False).dropna(subset="value")
    rows = rows if year is None else rows[rows["year"] == year]
    return None if rows.empty else float(rows.sort_values("date")["value"].iloc[-1])
