"""What the synthesis promises: verdicts as elsewhere, ranges and signs, no probability of change."""

import re
from functools import partial
from pathlib import Path

import nbformat
import pytest

from nkbook import parameters, paths, prose
from nkbook.claims import Assessment, assess
from nkbook.execute.once import run
from nkbook.plots import synthesis as plots
from nkbook.plots import synthesis_model as model
from nkbook.plots import synthesis_words as words
from nkbook.plots.drawing import draw
from nkbook.trust import channels, table
from tests.prose.figures_in_text import FIGURE

DEFAULTS = parameters.validate("synthesis", {})
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


@pytest.fixture(scope="module")
def found() -> dict[str, Assessment]:
    return plots.assessed(DEFAULTS)


def chapter() -> nbformat.NotebookNode:
    return nbformat.read(paths.chapters() / "synthesis.ipynb", as_version=4)


def test_verdicts_are_those_of_the_other_pages(found: dict[str, Assessment]) -> None:
    assert {name: a.verdict for name, a in found.items()} == {name: assess(name).verdict for name in found}


def test_parameters_of_the_model_have_its_plausible_ranges() -> None:
    ranges = {row["name"]: row["plausible"] for row in table()}
    fields = parameters.Synthesis.model_fields
    for name in set(ranges) & set(fields):
        low, high = ranges[name]
        assert parameters.allowed(fields[name]) == f"a number from {low} to {high}"
    assert {"believed_share", "copying"} <= set(ranges) & set(fields)


@pytest.mark.parametrize("chosen", CHOSEN, ids=str)
def test_every_choice_of_evidence_gives_figures_and_sentences(
    chosen: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    p = parameters.validate("synthesis", chosen)
    found = plots.assessed(p)
    told = words.sentences(found, p)
    assert all(sentence and "nan" not in sentence.split() for sentence in told.values())
    draw("synthesis-chain", partial(plots.chain, found=found), p)
    draw("synthesis-radio-and-media", plots.media, p)
    words.chain_chips(found, p)
    words.next_steps(found, p)
    assert capsys.readouterr().err == ""


@pytest.mark.slow
@pytest.mark.parametrize("chosen", MODELLED, ids=str)
def test_every_choice_of_the_model_gives_figures_and_sentences(
    chosen: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    p = parameters.validate("synthesis", {"combinations": 200, **chosen})
    facts = model.levers(p).facts | model.gates(p)[1] | model.believed(p) | model.hands(p).facts
    assert not [name for name, fact in facts.items() if "nan" in str(fact).split()]
    assert capsys.readouterr().err == ""


def test_less_danger_takes_no_reach_away_and_content_counts_less_once_copied() -> None:
    rows = model.elasticities(parameters.validate("synthesis", {"combinations": 400}))
    assert rows.loc[rows["lever"] == "background_risk", "elasticity"].min() >= 0
    content = rows[rows["lever"] == "arrival"].groupby("row", sort=False)["elasticity"].median()
    assert content.iloc[0] > 0.1
    assert abs(content.iloc[-1]) < 0.01


def test_formula_and_simulation_agree_on_signs_except_where_copies_spread_slowly() -> None:
    table, facts = model.simulated()
    assert (int(facts["same"]), int(facts["effects"])) == (9, 10)
    assert len(table) == len(model.WORLDS)


def test_formula_and_simulation_agree_over_the_combinations_of_the_figure() -> None:
    told = model.believed(DEFAULTS)["believed"]
    median, most = map(float, re.findall(r"by (?:at most )?(\d+\.\d)", told))
    assert median < 2
    assert most < 30
    same, effects = map(int, re.findall(r"(\d+) of (\d+) effects", told)[0])
    assert same / effects > 0.85


def test_a_sign_that_only_the_formula_turns_is_reported_as_such() -> None:
    told = model.believed(DEFAULTS)["believed"]
    assert re.search(r"In 1 of the \d+ the formula says that more content takes reach away", told)
    assert told.endswith("it does not.")


@pytest.mark.parametrize(
    ("least", "said"), [(9.0, "In no case does the formula say"), (-0.2, "the 12 clearest")]
)
def test_turned_signs_are_told_whatever_their_number(
    least: float, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "DIP", least)
    p = parameters.validate("synthesis", {"combinations": 200})
    assert said in model.believed(p)["believed"]


def test_hand_to_hand_joins_people_and_what_only_informs_joins_nobody() -> None:
    facts = model.hands(DEFAULTS).facts
    assert float(facts["hand_most"]) > 50
    assert float(facts["radio_most"]) == 0


def test_where_people_trust_already_no_content_is_said_to_join_them() -> None:
    drawing = model.hands(parameters.validate("synthesis", {"believed_share": 0.0065}))
    assert "trust is there already" in drawing.fig.layout.title.text


def test_no_lever_is_a_level_of_what_the_state_does() -> None:
    """Levers are content and safety of those who share; nothing is drawn against what stops them."""
    assert set(model.LEVERS) == {"arrival", "background_risk"}
    shown = model.hands(DEFAULTS)
    assert shown.data.columns[0] == "arriving"
    own = set(parameters.Synthesis.model_fields)
    assert not own & {"informer_risk", "informer_share", "removal", "leniency", "stake", "background_risk"}


def test_no_probability_of_change_is_printed() -> None:
    text = " ".join(c.source for c in prose.filled(chapter()).cells if c.cell_type == "markdown")
    near = [s for s in re.split(r"(?<=[.!?])\s", text) if "probab" in s or "likel" in s]
    assert near
    assert not [s for s in near if FIGURE.search(s)]


def test_model_and_chapter_speak_of_the_same_combinations() -> None:
    kinds = [channels.gate(c) for c in channels.combinations(DEFAULTS.combinations)]
    assert model.gates(DEFAULTS)[1]["gate_open"] == f"{kinds.count('open'):,}"


@pytest.mark.slow
@pytest.mark.parametrize("grades", ["A", "C"])
def test_the_chapter_runs_on_the_strongest_and_on_the_weakest_evidence_alone(
    grades: str, tmp_path: Path
) -> None:
    output = tmp_path / "out.ipynb"
    run("synthesis", {"grades": grades, "combinations": "200"}, output, as_html=False)
    filled = prose.filled(nbformat.read(output, as_version=4))
    assert not [c for c in filled.cells if c.cell_type == "markdown" and "{glue:" in c.source]
