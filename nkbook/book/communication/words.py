"""What the sentences of the chapter on communication rest on; they stand in figures.yml, under `verdicts`."""

from typing import Any

from nkbook.book.communication.c3_year_2023 import c3, users_per_line
from nkbook.book.communication.figures import printed_lines
from nkbook.book.communication.use_figures import moved
from nkbook.chapter import Chapter
from nkbook.parameters import Communication

AGES = (15, 49)
SURVEYED = 2017
COMFORT = 0.01  # share of the figure claimed within which a bound of the criterion is near


def sentences(c: Chapter[Communication]) -> dict[str, str]:
    """Return the conditional sentences of the chapter by name: they follow the verdicts."""
    view, counted = c.of("C3"), c.choices("C3")["counted"]
    facts = {
        "c": c,
        "found": c.found,
        "criteria": {claim: found.claim.criterion for claim, found in c.found.items()},
        "year_meant": c.choices("C2")["year_meant"],
        "counted": counted,
        "phones": c.names["phones"][counted],
        "comfort": COMFORT * c3.threshold("claimed"),
        "users_per_line": users_per_line(view.evidence()),
        "moved": moved(c.found["C5"].findings["contact"]),
        "years": printed_lines(view)["year"].tolist(),
    }
    return c.phrases("verdicts", facts | _owners(view))


def _owners(c: Chapter[Communication]) -> dict[str, Any]:
    """Return why the survey and the lines of its year do not fit, as a condition on the age structure.

    needed: percent of the population from which that age group owned more phones than there were lines.
    """
    lines = printed_lines(c).set_index("year")["value"].to_dict().get(SURVEYED)
    men, women = (_latest(c, f"phone_own_{sex}_15_49") for sex in ("men", "women"))
    people = _latest(c, "population_total", SURVEYED)
    needed = None
    if lines is not None and men is not None and women is not None and people is not None:
        needed = 100 * lines / people / ((men + women) / 2 / 100)
    return {"men": men, "women": women, "ages": AGES, "surveyed": SURVEYED, "needed": needed}


def _latest(c: Chapter[Communication], series: str, year: int | None = None) -> float | None:
    """Return the latest admitted value of a series (of one year); None where there is none."""
    rows = c.rows(series, need=False).dropna(subset="value")
    rows = rows if year is None else rows[rows["year"] == year]
    return None if rows.empty else float(rows.sort_values("date")["value"].iloc[-1])
