"""Papers on the site: text filled in, figures among those of chapters, tables to take away."""

import json
from pathlib import Path

from nkbook import paths, words
from nkbook.book import papers
from nkbook.site import cite, stored_figure
from nkbook.site.stored_figure import StoredFigure
from nkbook.site.template import render

FOLDER = "papers"  # below the data of the built book


def filled(docname: str, text: str) -> str:
    """Return the text of a page: that of a paper with what its figure found, any other as it is."""
    if docname not in papers.PAPERS:
        return text
    facts = papers.paper(docname).chart.told
    return words.render(text, facts, f"{docname}.md", words.MARKDOWN) + "\n"


def figures(chapters: Path) -> dict[str, StoredFigure]:
    """Return the figures of all notebooks in `chapters`, and those of papers where it is the book's own."""
    found = stored_figure.in_folder(chapters)
    if chapters == paths.CODE / "chapters":
        made = [stored_figure.read(papers.paper(name).bundle, f"{name}.md") for name in papers.PAPERS]
        found |= {figure.name: figure for figure in made}
    return found


def take_away(name: str) -> str:
    """Return what a reader can take from a paper: its table, what each column means, how to cite it."""
    found = papers.paper(name)
    return render("paper", paper=found, bibtex=cite.bibtex(name, found.citation), folder=f"_data/{FOLDER}")


def write(folder: Path) -> None:
    """Write the table of each paper and its description below the folder of the data."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for name in papers.PAPERS:
        found = papers.paper(name)
        description = json.dumps(found.descriptor, indent=1, ensure_ascii=False) + "\n"
        for suffix, text in ((".csv", found.csv), (".json", description)):
            (folder / FOLDER / f"{name}{suffix}").write_text(text, encoding="utf-8", newline="\n")
