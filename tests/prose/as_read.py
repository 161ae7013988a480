"""A chapter as its reader meets it: the main column, without code, figures, tables, folds and strips."""

import re
from collections import Counter
from collections.abc import Iterator

import nbformat
from bs4 import BeautifulSoup

from tests.prose.executed import is_prose

MARKDOWN, HTML = "text/markdown", "text/html"
# What is drawn, listed or folded is not read line by line.
APART = "details, table, figure, svg, style, script, .nk-chips, .nk-links, .nk-kicker, .nk-part, .nk-small"
SENTENCE_ENDS = re.compile(r"(?<=[.!?])[\"”)]*\s+(?=[A-Z“\"])")
NUMBER = re.compile(r"(?<![\w.,])[−-]?\d[\d,.]*")
YEAR = re.compile(r"\b(1[89]|20)\d\d\b")
# "4.2 to 6.1", "(3.1–4.4)": two numbers that bound something.
INTERVAL = re.compile(
    r"interval|\d ?(?:%|percent)? (?:to|–) \d[\d.,]*(?: ?%| percent| to)|\(\d[\d.]* (?:to|–) \d"
)


def blocks(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """Yield the text of a chapter in order, one paragraph or heading at a time."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield from _paragraphs(cell.source)
        for output in cell.get("outputs", ()):
            held = output.get("data", {})
            if MARKDOWN in held and is_prose(cell):
                yield from _paragraphs(held[MARKDOWN])
            elif "nk-claim" in held.get(HTML, "") or "nk-foot" in held.get(HTML, ""):
                yield from _section(held[HTML])


def opening(notebook: nbformat.NotebookNode) -> str:
    """Return what stands between the title of a chapter and its first section, chips aside."""
    found: list[str] = []
    for block in blocks(notebook):
        if block.startswith("## "):
            break
        if not block.startswith("# "):
            found.append(block)
    return " ".join(found)


def words(notebook: nbformat.NotebookNode) -> int:
    """Return the number of words of a chapter as it is read."""
    return sum(len(block.lstrip("# ").split()) for block in blocks(notebook))


def sentences(notebook: nbformat.NotebookNode) -> list[str]:
    """Return every sentence of six words or more."""
    found = [s.strip() for block in blocks(notebook) for s in SENTENCE_ENDS.split(block)]
    return [sentence for sentence in found if len(sentence.split()) > 5]


def runs(notebook: nbformat.NotebookNode, length: int = 5) -> Counter[str]:
    """Return how often each run of words occurs within a sentence; numbers are words like others."""
    found: Counter[str] = Counter()
    for sentence in (s for block in blocks(notebook) for s in SENTENCE_ENDS.split(block)):
        said = re.findall(r"[\w’'.%-]+", sentence.lower())
        found.update(" ".join(said[at : at + length]) for at in range(len(said) - length + 1))
    return found


def _paragraphs(markdown: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", markdown.strip()):
        if not block.startswith(("|", "```", "$$")):
            text = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", block)  # links read as their words
            yield " ".join(re.sub(r"[*`]|(?<!\w)_|_(?!\w)", "", text).split())


def _section(html: str) -> Iterator[str]:
    page = BeautifulSoup(html, "html.parser")
    for part in page.select(APART):
        part.decompose()
    for part in page.select("p, strong, dt, dd"):
        text = " ".join(part.get_text(" ").split())
        if text:
            yield text
