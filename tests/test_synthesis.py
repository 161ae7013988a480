"""What the synthesis promises: verdicts as elsewhere, signs and no sizes, no probability of change."""

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from nkbook import parameters, paths
from nkbook.book.synthesis import figures, tables
from nkbook.chapter import Chapter
from nkbook.claims import Verdict, assess, chain
from nkbook.execute.once import run
from nkbook.site import computed
from nkbook.trust import levers as model
from nkbook.trust import table
from tests.prose import as_read
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


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[pd.DataFrame]:
    """Return the list to which every table that is displayed is added."""
    frames: list[pd.DataFrame] = []
    monkeypatch.setattr(Chapter, "table", lambda self, frame, html=False: frames.append(frame))
    return frames


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


@pytest.mark.parametrize("given", CHOSEN, ids=str)
def test_every_choice_of_evidence_gives_figures_and_tables(
    given: dict[str, object], shown: list[pd.DataFrame], capsys: pytest.CaptureFixture[str]
) -> None:
    c = chosen(**given)
    told = c.show(figures.bridge) | figures.argument(c) | figures.arrivals(c)
    assert "nan" not in str(told).lower().split()
    tables.chips(c)
    tables.steps(c)
    tables.to_find_out(c)
    tables.would_change(c)
    assert not any(frame.isna().any(axis=None) for frame in shown)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("given", [{"grades": "A"}, {"counted": "stated"}])
def test_the_bridge_follows_the_parameters(given: dict[str, object]) -> None:
    assert chosen(**given).draw(figures.bridge).fig != DEFAULTS.draw(figures.bridge).fig


def test_the_bridge_names_every_source_behind_what_it_draws() -> None:
    behind = {s for link in chain.steps() for name in link.needed for s in DEFAULTS.found[name].sources}
    assert set(DEFAULTS.draw(figures.bridge).sources) == behind


def test_bars_are_as_long_as_the_steps_that_fall_are_many() -> None:
    chart = DEFAULTS.draw(figures.bridge)
    bars = [bar.x[0] for bar in chart.fig.data if bar.type == "bar"]
    assert bars == [len(chain.falling_with(link.key)) for link in chain.steps()]
    assert chart.facts.most == max(bars)


def test_every_needed_claim_stands_in_one_of_the_tables(shown: list[pd.DataFrame]) -> None:
    tables.to_find_out(DEFAULTS)
    tables.would_change(DEFAULTS)
    named = [re.search(r"#([A-Z]\d+)", cell).group(1) for frame in shown for cell in frame["Claim"]]  # type: ignore[union-attr]
    assert sorted(named) == sorted(name for link in chain.steps() for name in link.needed)


def test_claims_needed_end_as_the_prose_counts_them() -> None:
    needed = figures.argument(DEFAULTS).needed
    assert needed["all"] == sum(needed[end] for end in ("supported", "contradicted", "map", "open"))


def test_the_answer_says_what_the_verdicts_say() -> None:
    """It says that nobody could find out whether such trust grows, and whether it moves anything."""
    unknown = (Verdict.MAP, Verdict.NOT_TESTABLE, Verdict.UNDETERMINED)
    assert {DEFAULTS.found[name].verdict for name in ("T7", "T8", "T9", "T10")} <= set(unknown)
    answer = figures.argument(DEFAULTS).answer
    assert answer in computed.answer()
    assert answer in as_read.opening(chapter())


def test_what_is_typed_of_other_chapters_is_so() -> None:
    """The prose says that the hours of 2025 were ended in Washington and Seoul, and few trust outsiders."""
    assert DEFAULTS.found["T3"].findings["kdi"].lower > 50
    assert DEFAULTS.found["I8"].findings["hours"].stance.carries == "supports"
    assert DEFAULTS.found["T6"].verdict in (Verdict.SUPPORTED, Verdict.WITHIN_LIMITS)


def test_the_table_of_levers_holds_signs_and_no_size(shown: list[pd.DataFrame]) -> None:
    tables.levers(chosen(combinations=200))
    cells = shown[0].drop(columns="What decides")
    assert list(cells.columns) == list(DEFAULTS.names["lever"].values())
    assert len(cells.columns) == len(model.LEVERS)
    assert {sign for cell in cells.to_numpy().ravel() for sign in cell.split(" or ")} <= {"+", "0", "−"}


def test_what_the_prose_says_of_the_levers_is_in_the_table(shown: list[pd.DataFrame]) -> None:
    tables.levers(DEFAULTS)
    frame = shown[0].set_index("What decides")
    lever, gate, kind = (DEFAULTS.names[name] for name in ("lever", "gate", "kind"))
    assert frame.loc[gate["dared"], lever["arrival"]] == "0"
    for name in kind.values():
        assert "−" not in frame.loc[name, lever["background_risk"]]
        assert {"+", "−"} <= set(frame.loc[name, lever["informer_risk"]].split(" or "))


def test_no_probability_of_change_is_printed() -> None:
    text = " ".join(as_read.blocks(chapter()))
    near = [s for s in re.split(r"(?<=[.!?])\s", text) if "probab" in s or "likel" in s]
    assert near
    assert not [s for s in near if FIGURE.search(s)]


def test_the_bridge_can_be_handed_on_as_json() -> None:
    bridge = chain.bridge(DEFAULTS.found)
    assert json.loads(json.dumps(bridge)) == bridge


@pytest.mark.whole
@pytest.mark.parametrize("grades", ["A", "C"])
def test_the_chapter_runs_on_the_strongest_and_on_the_weakest_evidence_alone(
    grades: str, tmp_path: Path
) -> None:
    output = tmp_path / "out.ipynb"
    run("synthesis", {"grades": grades, "combinations": "200"}, output, as_html=False)
    assert as_read.opening(nbformat.read(output, as_version=4))
