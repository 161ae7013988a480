"""Promises to a reader of a chapter that was written anew: it is short, says things once and in words."""

import nbformat
import pytest

from nkbook import data, paths
from tests.prose import as_read

WRITTEN = ("communication", "economy", "information_inflow", "synthesis", "trust")
LABELS = ("supported", "contradicted", "contested", "undetermined", "not testable", "holds in part")
FEWEST, MOST = 3_500, 5_000  # words
BOUNDS = {"synthesis": (1_500, 3_000), "trust": (3_500, 6_000)}  # where they are others


def stored(name: str) -> nbformat.NotebookNode:
    return nbformat.read(paths.chapters() / f"{name}.ipynb", as_version=4)


@pytest.fixture(scope="module", params=WRITTEN)
def chapter(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    """Return a chapter as stored, with its outputs."""
    return stored(request.param)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_chapter_is_as_long_as_promised(name: str) -> None:
    fewest, most = BOUNDS.get(name, (FEWEST, MOST))
    assert fewest <= as_read.words(stored(name)) <= most


def test_an_opening_is_short_and_holds_few_numbers(chapter: nbformat.NotebookNode) -> None:
    opening = as_read.opening(chapter)
    assert 0 < len(opening.split()) <= 150
    numbers = as_read.NUMBER.findall(as_read.YEAR.sub("", opening))
    assert len(numbers) <= 4, numbers


def test_an_opening_holds_neither_interval_nor_verdict_label(chapter: nbformat.NotebookNode) -> None:
    opening = as_read.opening(chapter)
    assert not as_read.INTERVAL.search(opening)
    assert [label for label in LABELS if label in opening.lower()] == []


def test_no_sentence_is_said_twice(chapter: nbformat.NotebookNode) -> None:
    said = as_read.sentences(chapter)
    assert sorted({sentence for sentence in said if said.count(sentence) > 1}) == []


def test_no_five_words_come_in_a_row_three_times(chapter: nbformat.NotebookNode) -> None:
    assert [run for run, times in as_read.runs(chapter).items() if times > 2] == []


def test_no_key_of_a_source_is_shown(chapter: nbformat.NotebookNode) -> None:
    said = set(" ".join(as_read.blocks(chapter)).replace("(", " ").replace(")", " ").split())
    assert sorted(said & {key for key in data.sources().index if "_" in key}) == []


def test_the_reader_of_these_promises_sees_what_breaks_them() -> None:
    texts = (
        "# T\n\nIt is supported: 3 to 5 percent of all the people said so.",
        "## A\n\nOf all the people there were. Of all the people there were not.",
        "Of all the people there were.",
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text) for text in texts])
    assert as_read.opening(notebook) == "It is supported: 3 to 5 percent of all the people said so."
    assert as_read.INTERVAL.search(as_read.opening(notebook))
    assert as_read.runs(notebook)["of all the people there"] == 3
    assert as_read.sentences(notebook).count("Of all the people there were.") == 2
    assert as_read.words(notebook) == 34
