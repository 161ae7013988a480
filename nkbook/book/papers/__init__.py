"""Papers of the book: pages with one figure, a table to take away, and how to cite it.

A paper lies in a module of this package with one function, `build`, which returns its chart and its table;
its words stand in `figures.yml` under the name of the page, and its text in that page, a template over
what the chart found. `PAPERS` lists them.
"""

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from nkbook import data, figures, paths, words
from nkbook.data import credit, plain
from nkbook.files import sha256
from nkbook.marks import Chart

# Page of each paper, and the module that builds it. To add one: a line here, its module, words and page.
PAPERS = {
    "data_itu_revisions": "itu_revisions",
    "data_radio_panel": "radio_panel",
    "data_surveys_reconciled": "surveys_reconciled",
    "forecasts": "back_tests",
}
TYPES = {"b": "boolean", "i": "integer", "u": "integer", "f": "number"}
LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}


def chart(paper: str, facts: Mapping[str, Any], sources: Iterable[str], **layout: Any) -> Chart:
    """Return the chart of a paper, with its words over these facts; layout as in plotly."""
    return Chart(paper.replace("_", "-"), words.of_chapter("papers")[paper], facts, sources, **layout)


@dataclass(frozen=True)
class Paper:
    """A paper: name of its page, its chart, the table to take away (columns explained in its words)."""

    name: str
    chart: Chart
    table: pd.DataFrame

    @property
    def said(self) -> Mapping[str, Any]:
        """Return `title`, `description` and `fields` (column to meaning) of the table."""
        found: Mapping[str, Any] = words.of_chapter("papers")[self.name]["table"]
        return found

    @cached_property
    def csv(self) -> str:
        """Return the table as CSV; what is missing is an empty field."""
        return self.table.to_csv(index=False, lineterminator="\n")

    @property
    def bundle(self) -> dict[str, Any]:
        """Return the figure as chapters store theirs."""
        c = self.chart
        return figures.bundle(c.fig, name=c.name, alt=c.alt, data=c.data, sources=c.sources)

    @property
    def descriptor(self) -> dict[str, Any]:
        """Return the Frictionless descriptor of the table, with its sources and how to cite it."""
        known = data.sources()
        fields = [
            {"name": name, "type": TYPES.get(self.table[name].dtype.kind, "string"), "description": meaning}
            for name, meaning in self.said["fields"].items()
        ]
        resource = {
            "name": self.chart.name,
            "path": f"{self.name}.csv",
            "format": "csv",
            "encoding": "utf-8",
            "hash": f"sha256:{sha256(self.csv.encode())}",
            "rows": len(self.table),
            "schema": {"fields": fields, "missingValues": [""]},
        }
        return {
            "name": self.chart.name,
            "title": self.said["title"],
            "description": " ".join(self.said["description"].split()),
            "version": cited()["version"],
            "licenses": [LICENCE],
            "contributors": [{"title": self.citation["author"], "role": "author"}],
            "citation": self.reference,
            "sources": [
                {"title": f"{key}: {known['title'][key]}", "path": known["url"][key]}
                for key in self.chart.sources
            ],
            "resources": [resource],
        }

    @property
    def citation(self) -> dict[str, str]:
        """Return the parts of the paper's entry in a bibliography."""
        book = cited()
        return {
            "author": book["authors"][0]["name"],
            "title": self.said["title"],
            "year": str(book["date-released"])[:4],
            "howpublished": f"Data set and page in the executable book {book['title']}",
            "note": f"Version {book['version']}, checksum {sha256(self.csv.encode())[:12]}",
        }

    @property
    def reference(self) -> str:
        """Return how to cite the paper, in one line."""
        c = self.citation
        return f"{c['author']} ({c['year']}). {c['title']}. {c['howpublished']}. {c['note']}."

    @property
    def origins(self) -> str:
        """Return in words whose figures the table holds."""
        return credit.line(self.chart.sources)


@lru_cache(maxsize=16)
def paper(name: str) -> Paper:
    """Return a paper, built once."""
    made, table = importlib.import_module(f"{__name__}.{PAPERS[name]}").build()
    return Paper(name, made, table[list(words.of_chapter("papers")[name]["table"]["fields"])])


@lru_cache(maxsize=1)
def cited() -> dict[str, Any]:
    """Return how the book itself is cited."""
    found: dict[str, Any] = plain.read(paths.CODE / "CITATION.cff", dict)
    return found
