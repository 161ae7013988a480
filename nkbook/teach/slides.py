"""A chapter as slides: its answer, and for each section heading, claim and figures as pictures."""

import base64
import re
from dataclasses import dataclass, field
from pathlib import Path

from nkbook import notebook, paths
from nkbook.claims import Assessment, assess, claims
from nkbook.exercises import said
from nkbook.figures import PLOTLY
from nkbook.site import stored_figure
from nkbook.site.stored_figure import StoredFigure

HEADING = re.compile(r"^## (.+?)(?: \(([A-Z]\d+)\))?$", re.MULTILINE)


@dataclass
class Section:
    """A section of a chapter: heading, what is said of its claim where it has one, its drawn figures."""

    heading: str
    claim: Assessment | None = None
    figures: list[tuple[StoredFigure, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Deck:
    """What the slides of a chapter show: its title, its answer, its sections."""

    title: str
    answer: str
    sections: list[Section]


def deck(theme: str) -> Deck:
    """Return the slides of a stored chapter; sections that hold neither claim nor figure have none."""
    weighed = {item.id: assess(item.id) for item in claims() if item.theme == theme}
    path = paths.chapters() / f"{theme}.ipynb"
    title, answer, sections = "", "", [Section("")]
    for number, cell in enumerate(notebook.read(path).cells, start=1):
        text = said(cell) if cell.cell_type == "markdown" or cell.source.startswith("%%prose") else ""
        if text.startswith("# "):
            title, _, text = text.removeprefix("# ").partition("\n")
        answer = answer or text.strip()
        sections += [Section(heading, weighed.get(claim)) for heading, claim in HEADING.findall(text)]
        for output in cell.get("outputs", ()):
            if stored := output.get("data", {}).get(PLOTLY):
                figure = stored_figure.read(stored, f"{path.name}, cell {number}")
                sections[-1].figures.append((figure, picture(path.parent / "figures" / f"{figure.name}.svg")))
    return Deck(title, answer, [one for one in sections if one.claim or one.figures])


def picture(path: Path) -> str:
    """Return a static figure as an address that holds it, so that slides are one file."""
    return "data:image/svg+xml;base64," + base64.b64encode(path.read_bytes()).decode()
