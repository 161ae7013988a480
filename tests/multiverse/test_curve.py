"""What the book shows: stored compactly, drawn so that the page can filter it, never a bare share."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nkbook import figures
from nkbook.multiverse import results, words
from nkbook.multiverse.curve import LABEL, drawn
from nkbook.multiverse.outcomes import marked, outcome
from nkbook.multiverse.results import Result, collect
from nkbook.multiverse.robustness import robustness
from nkbook.multiverse.universes import universes
from nkbook.site import stored_figure
from tests.multiverse import synthetic
from tests.multiverse.synthetic import SIMPLE


@pytest.fixture(scope="module")
def result() -> Result:
    table = marked(outcome(u, synthetic.evaluate) for u in universes(SIMPLE))
    return collect(SIMPLE, table, len(table), robustness(SIMPLE, table))


def traces(result: Result, part: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(drawn(SIMPLE, result).to_json())["data"]
    return [trace for trace in figures.rounded(found) if trace["meta"]["part"] == part]


def test_every_distinct_universe_is_a_point_in_order_of_its_estimate(result: Result) -> None:
    points = sorted(
        (x, y) for trace in traces(result, "estimate") for x, y in zip(trace["x"], trace["y"], strict=True)
    )
    assert [x for x, _ in points] == list(range(1, result.robustness.distinct + 1))
    assert [y for _, y in points] == sorted(y for _, y in points)


def test_verdicts_differ_by_shape_and_colour_and_other_questions_are_grey(result: Result) -> None:
    found = traces(result, "estimate")
    marks = {t["meta"]["verdict"]: (t["marker"]["symbol"], t["marker"]["color"]) for t in found}
    assert set(marks) == {"supported", "contradicted", "undetermined", "other question"}
    assert len({shape for shape, _ in marks.values()}) == len({color for _, color in marks.values()}) == 4


def test_the_page_can_tell_which_option_each_universe_takes(result: Result) -> None:
    found: dict[str, dict[int, int]] = {}
    options = {}
    for trace in traces(result, "choice"):
        options[trace["meta"]["choice"]] = trace["meta"]["options"]
        for x, y in zip(trace["x"][::3], trace["y"][::3], strict=True):
            found.setdefault(trace["meta"]["choice"], {})[x] = round(y + 0.2) - trace["meta"]["first"]
    assert options["trim"] == ["no", "yes"]
    for name, numbers in result.universes["choices"].items():
        assert [found[name][rank] for rank in range(1, len(numbers) + 1)] == numbers


def test_one_wild_interval_does_not_press_the_others_flat(result: Result) -> None:
    def drawn_with(upper: float) -> Any:
        columns = result.universes | {"upper": [*result.universes["upper"][:-1], upper]}
        return drawn(SIMPLE, replace(result, universes=columns))

    assert drawn(SIMPLE, result).layout.yaxis.range is None
    fig = drawn_with(9_000.0)
    low, high = fig.layout.yaxis.range
    estimates = [y for trace in fig.data if trace.meta["part"] == "estimate" for y in trace.y]
    assert low < min(estimates)
    assert max(estimates) < high < 9_000
    footer = next(note.text for note in fig.layout.annotations if note.name == "footer")
    assert "cut off" in footer.replace("<br>", " ")


def test_labels_fit_on_a_phone(result: Result) -> None:
    long = synthetic.claim({"wording": synthetic.choice("E", "a", "a", "b" * 90)})
    table = marked(outcome(u, synthetic.evaluate) for u in universes(long))
    fig = drawn(long, collect(long, table, 2, robustness(long, table)))
    texts = [text for t in fig.data if t.mode == "text" and t.yaxis == "y2" for text in t.text]
    assert max(len(text.replace("<b>", "").replace("</b>", "")) for text in texts) <= LABEL


def test_the_figure_goes_through_the_door(result: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(figures, "display", lambda bundle, raw: shown.append(bundle))
    data = pd.DataFrame({"a": [1]})
    figures.show(drawn(SIMPLE, result), name="multiverse-s1", alt="a curve of made-up universes", data=data)
    bundle = shown[0][figures.PLOTLY]
    assert "bdata" not in json.dumps(bundle)
    figure = stored_figure.read(bundle, "here")
    assert words.NO_PROBABILITY in figure.subtitle
    assert len(figure.script()) < 20_000


def test_wherever_a_share_stands_the_sentence_stands_too(result: Result) -> None:
    for term, text in words.summary(SIMPLE, result):
        if "%" in text and term != "Variance":  # a share of variance is no share of universes
            assert words.NO_PROBABILITY in text, term
    assert "trim: yes" in words.plain(SIMPLE, result)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (0.001, "less than 1 %"), (0.5, "50 %"), (0.999, "more than 99 %"), (1, "100 %")],
)
def test_a_percentage_never_rounds_to_all_or_nothing(share: float, text: str) -> None:
    assert words.percent(share).replace("\N{NO-BREAK SPACE}", " ") == text


def test_results_are_stored_and_read_back(result: Result, copy: Path) -> None:
    path = results.store(result)
    first = path.read_bytes()
    again = results.load("S1")
    assert (again.robustness.label, again.robustness.flips) == ("fragile", result.robustness.flips)
    assert results.store(again).read_bytes() == first
    assert len(first) < 6_000


def test_a_stored_flip_is_the_very_option_of_the_claim(copy: Path) -> None:
    item = synthetic.claim({"scale": synthetic.choice("E", 1.0, 1.0, 0.0)})
    table = marked(outcome(u, synthetic.evaluate) for u in universes(item))
    results.store(collect(item, table, 2, robustness(item, table)))
    flips = results.load("S1").robustness.flips
    assert [json.dumps(flip) for flip in flips] == ['{"scale": 0.0}']
