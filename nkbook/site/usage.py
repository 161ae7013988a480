"""What uses a source: series, figures, claims, events, literature, rules, errors."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from nkbook import data, paths
from nkbook.claims import Assessment, surveys
from nkbook.data import descriptor
from nkbook.site import papers

CITING = (
    ("events", "source"),
    ("events", "note"),
    ("literature", "source"),
    ("rules", "source"),
    ("rules", "note"),
    ("rules", "carried_out_note"),
    ("studies", "source"),
    ("errors", "circulating_source"),
    ("errors", "correct_source"),
    ("errors", "comment"),
    ("forecasts", "outcome_source"),
)
_KEY = re.compile(r"[A-Za-z0-9_]+")


@dataclass
class Use:
    """The uses of one source."""

    grades: str = ""
    series: set[str] = field(default_factory=set)
    figures: set[str] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    def words(self) -> str:
        """Return the uses as sentences."""
        parts = [
            ("Series", self.series),
            ("Figures", self.figures),
            ("Claims", self.claims),
            ("Also in", self.others),
        ]
        return " ".join(f"{name}: {', '.join(sorted(found))}." for name, found in parts if found)

    def __bool__(self) -> bool:
        return bool(self.series or self.figures or self.claims or self.others)


def of_sources(assessments: list[Assessment]) -> dict[str, Use]:
    """Return the uses of every source of the data package, by key."""
    uses = {str(key): Use() for key in data.sources().index}
    for item in filter(descriptor.is_observations, descriptor.resources()):
        table = data.read(item["name"], corrected=False)
        for source, rows in table.groupby("source"):
            uses[str(source)].series |= set(rows["series"])
            uses[str(source)].grades = "".join(sorted(set(uses[str(source)].grades) | set(rows["grade"])))
        for key in _keys(table["note"]) & uses.keys():
            uses[key].others.add(item["name"])
    for assessment in assessments:
        for source in assessment.sources:
            uses[source].claims.add(assessment.claim.id)
    short = _short({*figure_sources()})
    for name, keys in figure_sources().items():
        for key in keys & uses.keys():
            uses[key].figures.add(short[name])
    for table_name, column in CITING:
        for key in _keys(data.read(table_name)[column]) & uses.keys():
            uses[key].others.add(table_name)
    described = surveys.surveys()
    for key in {described.unknown.source, *(one.source for one in described.surveys)} & uses.keys():
        uses[key].others.add("surveys")
    return uses


def _short(names: set[str]) -> dict[str, str]:
    """Return names of figures in words, without their chapter where no other chapter has such a figure."""
    own = {name: name.partition("-")[2] or name for name in names}
    counts = Counter(own.values())
    return {name: (one if counts[one] == 1 else name).replace("-", " ") for name, one in own.items()}


def _keys(texts: Iterable[str]) -> set[str]:
    return set(_KEY.findall(" ".join(map(str, texts))))


def figure_sources() -> dict[str, set[str]]:
    """Return the source keys of each stored figure."""
    return {figure.name: set(figure.sources) for figure in papers.figures(paths.chapters()).values()}
