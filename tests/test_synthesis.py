"""What the synthesis promises: verdicts as elsewhere, signs and no sizes, no probability of change."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from nkbook import data, parameters, paths, prose
from nkbook.book.synthesis import figures, words
from nkbook.chapter import Chapter
from nkbook.claims import assess
from nkbook.claims.chain import steps
from nkbook.data import credit
from nkbook.execute.once import run
from nkbook.trust import levers as model
from nkbook.trust import table
from tests.prose.figures_in_text import FIGURE


def chosen(**given: Any) -> Chapter[Any]:
    return Chapter("synthesis", parameters.validate("synthesis", given))


DEFAULTS = chosen()
CHOSEN = [
    {},
    {"grades": "A"},
    {"grades": "C"},
    {"grades": "AB", "counted": "stated"},
    {"start_year": 2021},
    {"end_year": 1990},
    {"confidence": 0.8},
]
MODELLED = [
    {},
    {"copying": 0.0},
    {"copying": 1.0, "years": 2},
    {"believed_share": 0.0065},
    {"ties": 2.0},
    {"ties": 25.0, "years": 4},
    {"grades": "C"},
]


def chapter() -> nbformat.NotebookNode:
    return nbformat.read(paths.chapters() / "synthesis.ipynb", as_version=4)


def test_verdicts_are_those_of_the_other_pages() -> None:
    found = DEFAULTS.found
    assert {name: a.verdict for name, a in found.items()} == {name: assess(name).verdict for name in found}


def test_parameters_of_the_model_have_its_plausible_ranges() -> None:
    ranges = {row["name"]: row["plausible"] for row in table()}
    fields = parameters.Synthesis.model_fields
    for name in set(ranges) & set(fields):
        low, high = ranges[name]
        assert parameters.allowed(fields[name]) == f"a number from {low} to {high}"
    assert {"believed_share", "copying"} <= set(ranges) & set(fields)


@pytest.mark.parametrize("given", CHOSEN, ids=str)
def test_every_choice_of_evidence_gives_figures_and_sentences(
    given: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    c = chosen(**given)
    told = c.show(figures.chain) | c.show(figures.radio_and_media)
    sentences = [fact for fact in told.values() if isinstance(fact, str)]
    assert sentences
    assert all(sentence and "nan" not in sentence.split() for sentence in sentences)
    words.chain_chips(c)
    words.next_steps(c)
    assert capsys.readouterr().err == ""


@pytest.mark.slow
@pytest.mark.parametrize("given", MODELLED, ids=str)
def test_every_choice_of_the_model_gives_figures_and_sentences(
    given: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    c = chosen(**{"combinations": 200, **given})
    facts = words.levers_table(c) | c.show(figures.hands)
    assert not [fact for fact in map(str, facts.values()) if "nan" in fact.split()]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("build", [figures.chain, figures.radio_and_media], ids=lambda f: f.__name__)
@pytest.mark.parametrize("given", [{"grades": "AB"}, {"end_year": 2010}])
def test_figures_of_the_evidence_follow_the_parameters(build: Any, given: dict[str, object]) -> None:
    assert chosen(**given).draw(build).fig != DEFAULTS.draw(build).fig


@pytest.mark.parametrize("given", [{"copying": 0.5}, {"believed_share": 0.1}, {"ties": 4.0}, {"years": 3}])
def test_figures_of_the_model_follow_the_parameters(given: dict[str, object]) -> None:
    assert chosen(**given).draw(figures.hands).fig != DEFAULTS.draw(figures.hands).fig


def test_a_figure_names_every_source_behind_what_it_draws() -> None:
    behind = {s for link in steps() for name in link.needed for s in DEFAULTS.found[name].sources}
    assert set(DEFAULTS.draw(figures.chain).sources) == behind
    media = DEFAULTS.draw(figures.radio_and_media)
    drawn = {source for cell in media.data["source"] for source in cell.split(", ")}
    assert set(media.sources) == drawn <= set(data.sources().index)
    assert credit.line(media.sources) in media.say("footer")


def test_the_table_of_levers_holds_signs_and_no_size(monkeypatch: pytest.MonkeyPatch) -> None:
    tables: list[pd.DataFrame] = []
    monkeypatch.setattr(Chapter, "table", lambda self, frame, html=False: tables.append(frame))
    words.levers_table(chosen(combinations=200))
    cells = tables[0].drop(columns="What decides")
    assert list(cells.columns) == list(DEFAULTS.names["lever"].values())
    assert len(cells.columns) == len(model.LEVERS)
    assert {sign for cell in cells.to_numpy().ravel() for sign in cell.split(" or ")} <= {"+", "0", "−"}


def test_hand_to_hand_joins_people_and_no_line_says_what_was_assumed_of_radio() -> None:
    chart = DEFAULTS.draw(figures.hands)
    assert chart.facts.hand_most > 50
    assert [name for name in chart.data if "inform" in name] == []


def test_where_people_trust_already_no_content_is_said_to_join_them() -> None:
    chart = chosen(believed_share=0.0065).draw(figures.hands)
    assert "trust is there already" in chart.fig.layout.title.text


def test_the_figure_of_the_model_is_drawn_against_what_arrives() -> None:
    assert DEFAULTS.draw(figures.hands).data.columns[0] == "arriving"


def test_no_probability_of_change_is_printed() -> None:
    text = " ".join(c.source for c in prose.filled(chapter()).cells if c.cell_type == "markdown")
    near = [s for s in re.split(r"(?<=[.!?])\s", text) if "probab" in s or "likel" in s]
    assert near
    assert not [s for s in near if FIGURE.search(s)]


@pytest.mark.slow
@pytest.mark.parametrize("grades", ["A", "C"])
def test_the_chapter_runs_on_the_strongest_and_on_the_weakest_evidence_alone(
    grades: str, tmp_path: Path
) -> None:
    output = tmp_path / "out.ipynb"
    run("synthesis", {"grades": grades, "combinations": "200"}, output, as_html=False)
    filled = prose.filled(nbformat.read(output, as_version=4))
    assert not [c for c in filled.cells if c.cell_type == "markdown" and "{glue:" in c.source]
