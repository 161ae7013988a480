"""What the synthesis promises: verdicts as elsewhere, ranges and signs, no probability of change."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from nkbook import data, parameters, paths, prose
from nkbook.book.synthesis import figures, words
from nkbook.chapter import Chapter
from nkbook.claims import assess
from nkbook.claims.chain import steps
from nkbook.data import credit
from nkbook.execute.once import run
from nkbook.trust import channels, table
from nkbook.trust import levers as model
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
    facts = c.show(figures.levers) | words.gates(c) | c.show(figures.hands)
    told = [words.believed(c), *map(str, facts.values())]
    assert not [sentence for sentence in told if "nan" in sentence.split()]
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


def test_less_danger_takes_no_reach_away_and_content_counts_less_once_copied() -> None:
    rows = figures.elasticities(chosen(combinations=400))
    assert rows.loc[rows["lever"] == "background_risk", "elasticity"].min() >= 0
    content = rows[rows["lever"] == "arrival"].groupby("condition", sort=False)["elasticity"].median()
    assert content.iloc[0] > 0.1
    assert abs(content.iloc[-1]) < 0.01


@pytest.mark.parametrize("given", [{"ties": 2.0, "years": 2}, {"ties": 50.0, "years": 30}], ids=str)
def test_some_combinations_give_trust_a_reach_to_compare_under_every_condition(
    given: dict[str, object],
) -> None:
    rows = figures.elasticities(chosen(combinations=200, **given))
    assert (rows.groupby(["condition", "lever"]).size() > 10).sum() == 8


def test_formula_and_simulation_agree_on_signs_except_where_copies_spread_slowly() -> None:
    facts = words.simulated(DEFAULTS)
    assert (facts.same, facts.effects) == (9, len(model.WORLDS) * len(model.LEVERS))


def test_formula_and_simulation_agree_over_the_combinations_of_the_figure() -> None:
    told = words.believed(DEFAULTS)
    median, most = map(float, re.findall(r"by (?:at most )?(\d+\.\d)", told))
    assert median < 2
    assert most < 30
    same, effects = map(int, re.findall(r"(\d+) of (\d+) effects", told)[0])
    assert same / effects > 0.85


def test_a_sign_that_only_the_formula_turns_is_reported_as_such() -> None:
    told = words.believed(DEFAULTS)
    assert re.search(r"In 1 of the \d+ the formula says that more content takes reach away", told)
    assert told.endswith("it does not.")


@pytest.mark.parametrize(
    ("least", "said"), [(9.0, "In no case does the formula say"), (-0.2, "the 12 clearest")]
)
def test_turned_signs_are_told_whatever_their_number(
    least: float, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "DIP", least)
    assert said in words.believed(chosen(combinations=200))


def test_hand_to_hand_joins_people_and_what_only_informs_joins_nobody() -> None:
    facts = DEFAULTS.draw(figures.hands).facts
    assert facts.hand_most > 50
    assert round(facts.radio_most) == 0


def test_where_people_trust_already_no_content_is_said_to_join_them() -> None:
    chart = chosen(believed_share=0.0065).draw(figures.hands)
    assert "trust is there already" in chart.fig.layout.title.text


def test_no_lever_is_a_level_of_what_the_state_does() -> None:
    """Levers are content and safety of those who share; nothing is drawn against what stops them."""
    assert set(model.LEVERS) == {"arrival", "background_risk"}
    assert DEFAULTS.draw(figures.hands).data.columns[0] == "arriving"
    own = set(parameters.Synthesis.model_fields)
    assert not own & {"informer_risk", "informer_share", "removal", "leniency", "stake", "background_risk"}


def test_no_probability_of_change_is_printed() -> None:
    text = " ".join(c.source for c in prose.filled(chapter()).cells if c.cell_type == "markdown")
    near = [s for s in re.split(r"(?<=[.!?])\s", text) if "probab" in s or "likel" in s]
    assert near
    assert not [s for s in near if FIGURE.search(s)]


def test_model_and_chapter_speak_of_the_same_combinations() -> None:
    kinds = [channels.gate(c) for c in channels.combinations(DEFAULTS.p.combinations)]
    assert words.gates(DEFAULTS)["gate_open"] == f"{kinds.count('open'):,}"


@pytest.mark.slow
@pytest.mark.parametrize("grades", ["A", "C"])
def test_the_chapter_runs_on_the_strongest_and_on_the_weakest_evidence_alone(
    grades: str, tmp_path: Path
) -> None:
    output = tmp_path / "out.ipynb"
    run("synthesis", {"grades": grades, "combinations": "200"}, output, as_html=False)
    filled = prose.filled(nbformat.read(output, as_version=4))
    assert not [c for c in filled.cells if c.cell_type == "markdown" and "{glue:" in c.source]
