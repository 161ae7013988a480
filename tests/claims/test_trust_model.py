"""What the sections on the model promise: conditions computed for every choice, apart from what was seen."""

import functools
import itertools
import json
import re
from typing import Any

import numpy as np
import pytest

from nkbook import data, parameters, trust
from nkbook.book.trust import model_figures as model
from nkbook.book.trust import model_words as words
from nkbook.chapter import Chapter
from nkbook.claims import assess
from nkbook.claims.section import foot_html
from nkbook.errors import NoEvidence
from nkbook.figures import rounded
from nkbook.prose import phrases
from nkbook.trust import joining

FIGURES = (model.model_exchanges, model.model_reach)


def chosen(**given: Any) -> Chapter[Any]:
    return Chapter("trust", parameters.validate("trust", given))


@functools.cache
def grid() -> dict[str, Any]:
    """Return what the page gets to look settings up in, with the default parameters."""
    traces = json.loads(chosen().draw(model.model_reach).fig.to_json())["data"]
    found: dict[str, Any] = rounded(next(t["meta"] for t in traces if t["meta"]["part"] == "join"))
    return found


def band(found: dict[str, Any], actual: int, removal: int, month: int) -> tuple[list[float], list[float]]:
    low, high = (
        [float(v) for v in side.split()] for side in found["bands"][actual][removal][month].split("|")
    )
    return low, high


@pytest.mark.parametrize("claim", ["T8", "T9", "T10"])
def test_a_section_keeps_what_follows_apart_from_what_was_observed(claim: str) -> None:
    found = assess(claim)
    html = foot_html(found, follows="informers strike & others do not", observed="nobody asked")
    order = [html.index(text) for text in ("Follows in the model if", "Observed", "Against it")]
    assert order == sorted(order)
    assert "informers strike &amp; others do not" in html
    assert str(found.verdict) == "evidence map"


def test_a_section_without_a_model_has_no_empty_rows() -> None:
    html = foot_html(assess("T4"))
    assert "Follows in the model" not in html
    assert "Observed" not in html


EXTREMES = [(0.01, 0.02), (0.01, 0.5), (0.333, 0.1), (0.6, 0.02), (0.6, 0.5)]


@pytest.mark.parametrize(("believed", "risk"), EXTREMES)
def test_every_sentence_is_computed_at_the_ends_of_what_is_admitted(believed: float, risk: float) -> None:
    c = chosen(believed_share=believed, informer_risk=risk)
    told = [c.draw(build).told for build in FIGURES] + [words.hostages(c)]
    for text in (text for facts in told for text in facts.values() if isinstance(text, str)):
        assert not re.search(r"\bnan\b|\binf\b|[{}]", text), text


def test_without_an_admitted_count_the_figures_say_so_and_sentences_hold() -> None:
    c = chosen(grades="C", end_year=1980)
    with pytest.raises(NoEvidence, match="no count of informers"):
        c.draw(model.model_reach)
    told = phrases(c.show(model.model_reach), "joins", "clean") | phrases(words.hostages(c), "bond")
    assert all(text.startswith("No admitted row") for text in told.values())


@pytest.mark.parametrize("build", FIGURES, ids=lambda build: build.__name__)
@pytest.mark.parametrize(
    "given", [{"believed_share": 0.2}, {"informer_risk": 0.3}, {"choices": {"T4": {"inferred_dates": True}}}]
)
def test_figures_follow_parameters_and_choices(build: Any, given: dict[str, Any]) -> None:
    assert chosen(**given).draw(build).fig != chosen().draw(build).fig


def test_a_figure_names_the_sources_of_the_counts_that_it_rests_on() -> None:
    counts = data.load(["informants_total", "informants_share"], country=["DDR", "CHN"])
    for build in FIGURES:
        chart = chosen().draw(build)
        assert set(chart.sources) & set(counts["source"])
        assert set(chart.sources) <= set(data.sources().index)


@pytest.mark.parametrize(("believed", "risk"), [(0.333, 0.1), (0.2, 0.05)])
def test_other_beliefs_and_risks_need_as_many_exchanges(believed: float, risk: float) -> None:
    world = model.assumed(chosen(believed_share=believed, informer_risk=risk).p, 0.01)
    rest = (world.trust_below, risk / 2, world.partner_risk)
    twin = trust.believed_share_that_needs(world.needed, *rest)
    # At the bar itself rounding may ask for one exchange more.
    again = trust.exchanges_to_trust(twin, *rest)
    assert abs(again - world.needed) <= 1


@pytest.mark.parametrize(("actual", "removal", "month"), [(0, 2, 6), (1, 2, 40), (1, 3, 10), (0, 0, 20)])
def test_the_map_is_bounded_where_reach_is_one(actual: int, removal: int, month: int) -> None:
    c, found = chosen(), grid()
    low, high = band(found, actual, removal, month)
    share = (model.counted_share(c), model.LITERAL)[actual]
    for belief, few, most in zip(found["beliefs"], low, high, strict=True):
        world = model.assumed(c.p, share, believed_share=belief, removal=model.REMOVALS[removal])
        months = found["months"][month]
        if few >= most:
            sizes = [world.reach(c, months) for c in np.geomspace(model.FEWEST, model.MOST, 30)]
            assert max(sizes) < 1.1
            continue
        for ties in {few, most} - {model.FEWEST, model.MOST}:
            assert world.reach(ties, months) == pytest.approx(1, abs=0.12)


def test_circles_never_part_with_more_months_or_less_removal() -> None:
    found = grid()
    widths = np.array([
        [[np.log(high) - np.log(low) for low, high in [band(found, a, r, m)]] for m in range(0, 41, 8)]
        for a in range(2) for r in range(4)
    ]).reshape(2, 4, 6, -1)  # fmt: skip
    assert (np.diff(widths, axis=1) <= 0.02).all()
    assert (widths[0] >= widths[1] - 0.02).all()
    assert (np.diff(widths, axis=2) >= -0.02).all()


def test_the_grid_of_the_map_stays_light() -> None:
    assert len(json.dumps(grid())) < 150_000


def test_no_range_of_ties_joins_where_reach_stays_below_one() -> None:
    ties = np.geomspace(1, 10, 5)
    assert joining.joining_ties(ties, np.full(5, 0.9)) == (ties[-1], ties[-1])
    assert joining.joining_ties(ties, ties / 5) == (pytest.approx(5), ties[-1])
    assert joining.joining_ties(ties, 2 / ties) == (ties[0], pytest.approx(2))


def test_a_bond_of_shared_guilt_has_both_signs_within_what_is_plausible() -> None:
    plausible = {row["name"]: row["plausible"] for row in trust.table()}
    ends = itertools.product(*(plausible[name] for name in ("exposure", "leniency", "baseline_risk")))
    assert {trust.complicity_sign(*symbols) for symbols in ends} >= {1, -1}
    assert "both signs occur" in words.hostages(chosen()).bond


@pytest.mark.parametrize(("believed", "risk"), EXTREMES)
def test_joined_circles_never_part_again_with_more_ties(believed: float, risk: float) -> None:
    """The sentence on the figure knows a least number of ties, and no most."""
    bands = chosen(believed_share=believed, informer_risk=risk).draw(model.model_reach).data
    assert set(bands["most_ties"].dropna()) <= {model.MOST}
