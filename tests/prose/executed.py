"""Find in executed prose, and on the pages made of it, what a reader could not read or should not trust."""

import re
from collections.abc import Iterator
from typing import Any

import nbformat
from pybtex.database import Entry
from pybtex.richtext import Text

from nkbook.site import prose

MAGIC = "%%prose"
# Roles, directives, footnotes and labels. Jinja's own double braces may stand in a template.
FOR_SPHINX_ONLY = re.compile(
    r"(?<!\{)\{(?:cite|ref|glue)|(?<!\{)\{[a-z][\w:.+-]*\}`|```\{|:::|\[\^|^\([\w-]+\)=", re.MULTILINE
)
CITED = re.compile(r"\[([^\[\]]+)\]\(#cite-([^()\s]+)\)")
# Scripts and styles are not read; code may hold braces, but not a template.
UNREAD = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)


def pieces(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, str]]:
    """Yield place and text of all prose of a chapter."""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown" or is_prose(cell):
            yield f"cell {number}", cell.source
        for output in cell.get("outputs", ()):
            if prose.MARKDOWN in output.get("data", {}):
                yield f"output of cell {number}", output.data[prose.MARKDOWN]


def is_prose(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell displays its text."""
    return cell.cell_type == "code" and cell.source.startswith(MAGIC)


def is_hidden(cell: nbformat.NotebookNode) -> bool:
    """Whether the template is hidden on the site, on pages of a run, and in JupyterLab."""
    hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
    return "remove-input" in cell.metadata.get("tags", ()) and hidden


def unportable(text: str) -> list[str]:
    """Return what only Sphinx could read, in context."""
    return _around(FOR_SPHINX_ONLY, text)


def misquoted(text: str, literature: dict[str, Entry] | Any) -> list[str]:
    """Return citations whose words differ from what the literature says of authors and year.

    Words are "A and B (2007)" or "A et al. (2007)", and "A 2007" where citations have a pair of
    parentheses to themselves.
    """
    wrong = []
    for citation in prose.CITATION.finditer(text):
        for words, key in CITED.findall(citation[0]):
            right = _words(literature[key], bare=citation[0].startswith("(")) if key in literature else key
            if " ".join(words.split()) != right:
                wrong.append(f"{words}, not {right}")
    return wrong


def leftovers(page: str) -> list[str]:
    """Return templates, magics and links to literature that stand raw on a built page, in context."""
    read = UNREAD.sub("", page)
    return _around(re.compile(MAGIC), read) + _around(re.compile(r"\{\{|\{%|#cite-"), CODE.sub("", read))


def _words(entry: Entry, bare: bool) -> str:
    people = entry.persons["author"]
    names = [str(Text.from_latex(" ".join(p.prelast_names + p.last_names))) for p in people]
    who = " and ".join(names) if len(names) < 3 and "others" not in names else f"{names[0]} et al."
    year = entry.fields.get("year", "n.d.")
    return f"{who} {year}" if bare else f"{who} ({year})"


def _around(pattern: re.Pattern[str], text: str) -> list[str]:
    return [text[max(0, match.start() - 30) : match.end() + 30] for match in pattern.finditer(text)]
