"""A running chapter: its parameters, what they decide about each claim, the rows they admit, its figures."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

import pandas as pd
from IPython.display import display
from markupsafe import Markup

from nkbook import claims, data, figures, parameters, prose, words
from nkbook.claims import Assessment, Finding, registry
from nkbook.claims.answers import ARGUMENTS, answers
from nkbook.claims.assessment import judge
from nkbook.claims.evidence import Evidence
from nkbook.claims.rule import Verdict
from nkbook.errors import NoEvidence
from nkbook.marks import Chart, Facts
from nkbook.parameters import Parameters

P = TypeVar("P", bound=Parameters)
Build = Callable[["Chapter[Any]"], Chart]


class Chapter(Generic[P]):
    """One chapter under one set of parameters.

    A figure sees it through the choices of its own claim (`of`), so that text, figure and verdict
    follow the parameter `choices` as they follow every other; what it reads is kept as its sources and
    series.
    """

    def __init__(self, name: str, p: P, *, base: "Chapter[P] | None" = None, claim: str = "") -> None:
        self.name, self.p, self.claim = name, p, claim
        self._base = base or self
        self._figure = ""
        self.sources: set[str] = set()  # of all rows that this figure has read
        self._series: set[str] = set()  # that this figure has asked for by name
        self._evidence: list[Evidence] = []  # through which it has read others

    @classmethod
    def start(cls, name: str) -> "Chapter[Any]":
        """Return the chapter of the running notebook, its parameters checked, its prose made ready."""
        found: Chapter[Any] = cls(name, parameters.check(name))  # type: ignore[arg-type]
        prose.enable()
        return found

    @cached_property
    def found(self) -> dict[str, Assessment]:
        """Return the verdict of each claim that the chapter weighs."""
        if self._base is not self:
            return self._base.found
        weighed = [item for theme in type(self.p).weighs or (self.name,) for item in registry.claims(theme)]
        return {item.id: claims.assess(item.id, **self.choices(item.id)) for item in weighed}

    def choices(self, claim: str) -> dict[str, Any]:
        """Return every choice of a claim: its default, the chapter's parameter, the chapter's own choice."""
        p = self._base.p
        own = {p.as_choice(name): getattr(p, name) for name in type(p).model_fields}
        defaults = {
            name: c.default for name, c in registry.claim(claim).choices.items() if name not in ARGUMENTS
        }
        mine = registry.claim(claim).theme == self.name  # parameters of a chapter speak of its own claims
        taken = {name: own[name] for name in answers(claim).choices if mine and name in own}
        shared = {"grades": p.grades, **p.claim_years, "confidence": p.confidence}
        chosen: dict[str, Any] = getattr(p, "choices", {}).get(claim, {})
        return shared | defaults | taken | chosen

    @property
    def chosen(self) -> dict[str, Any]:
        """Return every choice of the claim that the figure being drawn belongs to."""
        return self.choices(self.claim)

    def of(self, claim: str) -> "Chapter[P]":
        """Return the chapter as the choices of one claim make it; the parameters hold them too."""
        chosen = {self.p.as_parameter(name): value for name, value in self.choices(claim).items()}
        fields = type(self.p).model_fields
        known = {name: v for name, v in chosen.items() if name in fields and v is not None}
        return Chapter(self.name, self.p.model_copy(update=known), base=self._base, claim=claim)

    def rows(
        self,
        *series: str,
        country: str | Iterable[str] | None = "PRK",
        need: bool = True,
        inferred: bool = False,
        corrected: bool = True,
    ) -> pd.DataFrame:
        """Return the admitted rows of series, columns as `nkbook.data.load`.

        need: raise `NoEvidence` where there are none. Their sources become sources of the figure.
        """
        p = self.p
        found = data.load(
            series,
            grades=p.grades,
            country=country,
            start=p.start_year,
            end=p.end_year,
            inferred=inferred,
            corrected=corrected,
        )
        found = found[~found["source"].isin(self._excluded)].reset_index(drop=True)
        if need and found.empty:
            raise NoEvidence("no evidence of this grade")
        found.attrs = {}
        self.sources |= set(found["source"])
        self._series |= set(series)
        return found

    def evidence(self, reading: str | None = None, claim: str = "") -> Evidence:
        """Return access to the rows of a reading (its claim's default one where None)."""
        item = registry.claim(claim or self.claim)
        read, p = item.readings[reading or item.lead], self.p
        self._evidence.append(Evidence(read, p.grades, p.start_year, p.end_year, self._excluded))
        return self._evidence[-1]

    @property
    def series(self) -> set[str]:
        """Return the series that this figure has read; documents are no series."""
        seen = (row for evidence in self._evidence for row in evidence.seen.values())
        return self._series | {row["series"] for row in seen if "series" in row}

    def evaluate(self, claim: str = "", **other: Any) -> Finding:
        """Evaluate a claim under the chapter's choices, with other ones where they are named."""
        identifier = claim or self.claim
        found = claims.evaluate(identifier, **self.choices(identifier) | other)
        self.sources |= set(found.sources)
        return found

    def graded(self, grades: str) -> dict[str, str]:
        """Return the verdict of each claim under other grades, from its readings: no source is left out."""
        return {name: str(self._graded(name, grades)) for name in self.found}

    def _graded(self, claim: str, grades: str) -> Verdict:
        item = registry.claim(claim)
        found = {key: self.evaluate(claim, reading=key, grades=grades) for key in item.readings}
        return judge(item, found)[1].verdict

    @property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """Return the words that several figures of the chapter share, by kind and key."""
        names: Mapping[str, Mapping[str, str]] = words.of_chapter(self.name)["names"]
        return names

    def events(self, dates: Mapping[str, str]) -> list[tuple[Any, str]]:
        """Return those dates of the table of events that lie in the admitted years, each with its label."""
        known = set(data.events()["date"])
        inside = [d for d in dates if d in known and self.p.start_year <= int(d[:4]) <= self.p.end_year]
        return [(int(d) if len(d) == len("1991") else d, dates[d]) for d in inside]

    def chart(self, facts: Mapping[str, Any], sources: Iterable[str] | None = None, **layout: Any) -> Chart:
        """Return the chart of the figure being drawn, with its words over these facts.

        The level of intervals, in percent, is always among them. sources: keys of what is drawn;
        where None all that the figure has read.
        """
        said = words.of_chapter(self.name)[self._figure]
        facts = {"level": f"{100 * self.p.confidence:g}"} | dict(facts)
        return Chart(
            self._slug(self._figure), said, facts, self.sources if sources is None else sources, **layout
        )

    def draw(self, build: Build) -> Chart:
        """Return a figure's chart; raise `NoEvidence` where no row is admitted."""
        claim = getattr(build, "claim", "")
        view = self.of(claim) if claim else Chapter(self.name, self.p, base=self._base)
        view._figure = build.__name__
        chart = build(view)
        chart.series = sorted(view.series)
        return chart

    def show(self, build: Build) -> Facts:
        """Show a figure, or hold its place; return what it found, nothing where nothing is admitted."""
        try:
            chart = self.draw(build)
        except NoEvidence as reason:
            title = build.__name__.replace("_", " ").capitalize()
            figures.no_evidence(self._slug(build.__name__), title, str(reason).capitalize())
            return Facts()
        read = {"sources": chart.sources, "series": chart.series}
        figures.show(chart.fig, name=chart.name, alt=chart.alt, data=chart.data, **read)
        return chart.told

    def told(self, name: str, facts: Mapping[str, Any]) -> Facts:
        """Return facts with the phrases about them that the chapter's words hold under a name."""
        return Facts({**facts, **self.phrases(name, facts)})

    def phrases(self, name: str, facts: Mapping[str, Any]) -> dict[str, str]:
        """Return the phrases alone that the chapter's words hold under a name, over facts."""
        return words.phrases(words.of_chapter(self.name)[name], facts, f"{self.name}, {name}")

    def table(self, frame: pd.DataFrame, *, html: bool = False) -> None:
        """Display a table whose cells wrap, as HTML and as plain text. html: its cells hold HTML."""
        plain = frame.map(lambda cell: Markup(cell).striptags()) if html else frame
        page = frame.to_html(index=False, border=0, justify="left", escape=not html)
        display({"text/html": page, "text/plain": plain.to_string(index=False)}, raw=True)

    def tell(self, name: str, rows: Iterable[Mapping[Any, Any]], *, html: bool = False) -> None:
        """Display a table of one row for each of these facts; its columns are phrases, as in `told`.

        html: phrases hold HTML; facts in them are escaped unless they are `Markup`.
        """
        said, within = words.of_chapter(self.name)[name], words.HTML if html else words.TEXT
        cells = [words.phrases(said, row, f"{self.name}, {name}", within) for row in rows]
        self.table(pd.DataFrame(cells, columns=list(said["prose"])), html=html)

    def wanted(self) -> None:
        """Display what was sought for the chapter and not found, with the nearest figure there is."""
        sought = data.read("wanted")
        columns = {"wanted": "Wanted", "why": "Why", "nearest": "Nearest there is"}
        self.table(sought.loc[sought["theme"] == self.name, list(columns)].rename(columns=columns))

    def _slug(self, figure: str) -> str:
        return f"{type(self.p).slug or self.name}-{figure}".replace("_", "-")

    @property
    def _excluded(self) -> tuple[str, ...]:
        return tuple(self.chosen.get("exclude", ())) if self.claim else ()


def figure(claim: str) -> Callable[[Build], Build]:
    """Declare the claim whose choices a figure follows."""

    def mark(build: Build) -> Build:
        build.claim = claim  # type: ignore[attr-defined]
        return build

    return mark
