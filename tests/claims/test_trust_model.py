"""What the sections on the model promise: conditions computed for every choice, apart from what was seen."""

import functools
import json
import re
from typing import Any

import numpy as np
import pytest

from nkbook import parameters, trust
from nkbook.claims import assess
from nkbook.claims.card import card_html
from nkbook.errors import NoEvidence
from nkbook.figures import rounded
from nkbook.parameters import Trust
from nkbook.plots import trust_model as model
from nkbook.plots import trust_model_words as words


def chosen(**given: Any) -> Trust:
    found = parameters.validate("trust", given)
    assert isinstance(found, Trust)
    return found


@functools.cache
def grid() -> dict[str, Any]:
    """Return what the page gets to look settings up in, with the default parameters."""
    traces = json.loads(model.reach(chosen()).fig.to_json())["data"]
    found: dict[str, Any] = rounded(next(t["meta"] for t in traces if t["meta"]["part"] == "join"))
    return found


def band(found: dict[str, Any], actual: int, removal: int, month: int) -> tuple[list[float], list[float]]:
    low, high = (
        [float(v) for v in side.split()] for side in found["bands"][actual][removal][month].split("|")
    )
    return low, high


@pytest.mark.parametrize("claim", ["T8", "T9", "T10"])
def test_a_card_keeps_what_follows_apart_from_what_was_observed(claim: str) -> None:
    found = assess(claim)
    html = card_html(found, follows="informers strike & others do not", observed="nobody asked")
    order = [html.index(text) for text in ("Follows in the model if", "Observed", "Estimate")]
    assert order == sorted(order)
    assert "informers strike &amp; others do not" in html
    assert "cannot be tested" in str(found.verdict) or "not testable" in str(found.verdict)


def test_a_card_without_a_model_has_no_empty_rows() -> None:
    html = card_html(assess("T4"))
    assert "Follows in the model" not in html
    assert "Observed" not in html


EXTREMES = [(0.01, 0.02), (0.01, 0.5), (0.333, 0.1), (0.6, 0.02), (0.6, 0.5)]


@pytest.mark.parametrize(("believed", "risk"), EXTREMES)
def test_every_sentence_is_computed_at_the_ends_of_what_is_admitted(believed: float, risk: float) -> None:
    p = chosen(believed_share=believed, informer_risk=risk)
    told = {
        **words.learned(model.learning(p).facts), **words.joined(model.reach(p).facts),
        **words.bound(model.hostages(p)), **words.reconciled(model.together(p).facts),
    }  # fmt: skip
    for text in told.values():
        assert not re.search(r"\bnan\b|\binf\b|[{}]", text), text


def test_without_an_admitted_count_the_figures_say_so_and_sentences_hold() -> None:
    p = chosen(grades="C", end_year=1980)
    with pytest.raises(NoEvidence, match="no count of informers"):
        model.reach(p)
    assert all("No admitted row" in text for text in words.joined({}).values())
    assert words.bound(model.hostages(p))["bond"].startswith("No admitted row")


@pytest.mark.parametrize(("believed", "risk"), [(0.333, 0.1), (0.2, 0.05)])
def test_other_beliefs_and_risks_need_as_many_exchanges(believed: float, risk: float) -> None:
    world = model.assumed(chosen(believed_share=believed, informer_risk=risk), 0.01)
    twin = model._twin(world, risk / 2)
    # At the bar itself rounding may ask for one exchange more.
    again = trust.exchanges_to_trust(twin, world.trust_below, risk / 2, world.partner_risk)
    assert abs(again - world.needed) <= 1


@pytest.mark.parametrize(("actual", "removal", "month"), [(0, 2, 6), (1, 2, 40), (1, 3, 10), (0, 0, 20)])
def test_the_map_is_bounded_where_reach_is_one(actual: int, removal: int, month: int) -> None:
    p = chosen()
    found = grid()
    low, high = band(found, actual, removal, month)
    share = (model.counted_share(p), model.LITERAL)[actual]
    for belief, few, most in zip(found["beliefs"], low, high, strict=True):
        world = model.assumed(p, share, believed_share=belief, removal=model.REMOVALS[removal])
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


def test_the_literal_saying_excludes_final_punishment_and_reported_sharing() -> None:
    table = model.combinations(chosen())
    literal = table[table["inform"] == f"{model.LITERAL:.1%}"]
    assert len(literal) == len(table) / 2
    assert literal["everybody"].str.startswith("no").all()
    # With nobody taken away the saying can live with what is reported.
    assert literal["nobody"].str.startswith("yes").all()


def test_simulated_and_computed_webs_stand_side_by_side() -> None:
    table = model.together(chosen()).data
    gaps = (table["closed_form"] - table["simulated"]).abs()
    assert len(table) <= 20
    assert gaps.median() < 2
    assert gaps.max() < 8
