"""What the sections on the model promise: conditions computed for every choice, apart from what was seen."""

import functools
import json
import re
from typing import Any

import numpy as np
import pytest

from nkbook import data, parameters, trust
from nkbook.book.trust import facts
from nkbook.book.trust import model_figures as model
from nkbook.book.trust_model import figures
from nkbook.chapter import Chapter
from nkbook.claims import assess
from nkbook.claims.section import foot_html
from nkbook.errors import NoEvidence
from nkbook.figures import rounded
from nkbook.trust import TrustParameters, channels, joining, levers


def chosen(chapter: str = "trust", **given: Any) -> Chapter[Any]:
    return Chapter(chapter, parameters.validate(chapter, given))


FIGURES = (("trust", model.model_reach), ("trust_model", figures.exchanges))
BUILDS = pytest.mark.parametrize(
    ("chapter", "build"), FIGURES, ids=lambda part: getattr(part, "__name__", part)
)


@functools.cache
def grid() -> dict[str, Any]:
    """Return what the page gets to look settings up in, with the default parameters."""
    traces = json.loads(chosen().draw(model.model_reach).fig.to_json())["data"]
    found: dict[str, Any] = rounded(next(t["meta"] for t in traces if t["meta"]["part"] == "join"))
    return found


def fewest(month: int) -> list[float]:
    return [float(v) for v in grid()["fewest"][month].split()]


@pytest.mark.parametrize("claim", ["T8", "T9", "T10"])
def test_a_section_keeps_what_follows_apart_from_what_was_observed(claim: str) -> None:
    found = assess(claim)
    html = foot_html(found, follows="exchanges teach & people dare", observed="nobody asked")
    order = [html.index(text) for text in ("Condition in the model", "Observed", "Rival explanation")]
    assert order == sorted(order)
    assert "exchanges teach &amp; people dare" in html
    assert str(found.verdict) == "evidence map"


def test_a_section_without_a_model_has_no_empty_rows() -> None:
    html = foot_html(assess("T4"))
    assert "Condition in the model" not in html
    assert "Observed" not in html


@pytest.mark.parametrize("believed", [0.01, 0.051, 0.333, 0.6])
def test_every_sentence_is_computed_at_the_ends_of_what_is_admitted(believed: float) -> None:
    charts = [chosen(name, believed_share=believed).draw(build) for name, build in FIGURES]
    conditions = facts.follows(chosen(believed_share=believed))
    for text in [*(chart.say(part) for chart in charts for part in ("title", "alt")), *conditions.values()]:
        assert not re.search(r"\bnan\b|\binf\b|[{}]", text), text


def test_without_an_admitted_count_the_figures_say_so_and_no_condition_is_told() -> None:
    given = {"grades": "C", "end_year": 1980}
    for name, build in FIGURES:
        with pytest.raises(NoEvidence, match="no count of informers"):
            chosen(name, **given).draw(build)
    c = chosen(**given)
    assert set(facts.follows(c).values()) == {""}
    assert not facts.bridges(c)
    assert not figures.circles(chosen("trust_model", **given))


@BUILDS
@pytest.mark.parametrize("given", [{"believed_share": 0.2}, {"end_year": 1989}])
def test_figures_follow_parameters(chapter: str, build: Any, given: dict[str, Any]) -> None:
    assert chosen(chapter, **given).draw(build).fig != chosen(chapter).draw(build).fig


def test_the_map_follows_the_choices_of_the_count_of_informers() -> None:
    other = chosen(choices={"T4": {"inferred_dates": True}})
    assert other.draw(model.model_reach).fig != chosen().draw(model.model_reach).fig


@BUILDS
def test_a_figure_names_the_sources_of_the_counts_that_it_rests_on(chapter: str, build: Any) -> None:
    counts = data.load(["informants_total", "informants_share"], country=["DDR", "CHN"])
    chart = chosen(chapter).draw(build)
    assert set(chart.sources) & set(counts["source"])
    assert set(chart.sources) <= set(data.sources().index)


@pytest.mark.parametrize("believed", [0.333, 0.2])
def test_other_beliefs_and_risks_need_as_many_exchanges(believed: float) -> None:
    world = model.assumed(chosen(believed_share=believed).p, 0.01)
    rest = (world.trust_below, world.informer_risk / 2, world.partner_risk)
    twin = trust.believed_share_that_needs(world.needed, *rest)
    # At the bar itself rounding may ask for one exchange more.
    again = trust.exchanges_to_trust(twin, *rest)
    assert abs(again - world.needed) <= 1


@pytest.mark.parametrize("month", [6, 10, 20, 40])
def test_the_map_is_bounded_where_reach_is_one(month: int) -> None:
    c, found = chosen(), grid()
    counted = model.counted_share(c)
    for belief, few in zip(found["beliefs"], fewest(month), strict=True):
        world, months = model.assumed(c.p, counted, believed_share=belief), found["months"][month]
        if few >= model.MOST:
            sizes = [world.reach(ties, months) for ties in np.geomspace(model.FEWEST, model.MOST, 30)]
            assert max(sizes) < 1.1
        elif few > model.FEWEST:
            assert world.reach(few, months) == pytest.approx(1, abs=0.12)


def test_circles_never_part_with_more_months() -> None:
    bounds = np.log([fewest(month) for month in range(0, 41, 8)])
    assert (np.diff(bounds, axis=0) <= 0.02).all()


@pytest.mark.parametrize("believed", [0.01, 0.1, 0.333, 0.6])
def test_joined_circles_never_part_again_with_more_ties(believed: float) -> None:
    """The figure knows a least number of ties, and no most."""
    c = chosen(believed_share=believed)
    world = model.assumed(c.p, model.counted_share(c))
    for reach in joining.reaches(world, model.TRIED, [6, 18, 60, 120], world.removal):
        low, high = joining.joining_ties(model.TRIED, reach)
        assert high == pytest.approx(model.MOST)
        assert low <= high


def test_the_grid_of_the_map_stays_light() -> None:
    assert len(json.dumps(grid())) < 25_000


def test_no_range_of_ties_joins_where_reach_stays_below_one() -> None:
    ties = np.geomspace(1, 10, 5)
    assert joining.joining_ties(ties, np.full(5, 0.9)) == (ties[-1], ties[-1])
    assert joining.joining_ties(ties, ties / 5) == (pytest.approx(5), ties[-1])
    assert joining.joining_ties(ties, 2 / ties) == (ties[0], pytest.approx(2))


def test_a_bond_of_shared_guilt_has_both_signs_within_what_is_plausible() -> None:
    low, high = next(row["plausible"] for row in trust.table() if row["name"] == "hold")
    assert {trust.complicity_sign(low), trust.complicity_sign(high)} == {1, -1}


# The bound on bridges ---------------------------------------------------------------------------


# The levers -------------------------------------------------------------------------------------


@functools.cache
def signs() -> dict[str, dict[str, set[int]]]:
    found = levers.signs(channels.combinations(400), 10.0, (12, 120))
    return {str(gate): by_lever for gate, by_lever in found.items()}


def test_dangers_are_moved_one_by_one_and_do_not_act_alike() -> None:
    open_ = signs()["open"]
    assert open_["background_risk"] == {0, 1}
    assert open_["informer_risk"] == {-1, 0, 1}
    assert open_["denunciation"] == {0, 1}
    assert open_["believed_share"] == {0, 1}


def test_where_nobody_dares_content_changes_nothing_and_less_danger_or_fear_may() -> None:
    dared = signs()["dared"]
    assert dared["arrival"] == {0}
    assert all(1 in found and -1 not in found for lever, found in dared.items() if lever != "arrival")


def test_where_trust_is_there_already_no_lever_moves_it() -> None:
    assert {lever: found for lever, found in signs()["given"].items() if found != {0}} == {}


@pytest.mark.slow
def test_the_clearest_signs_of_each_danger_are_those_of_the_simulation() -> None:
    network = trust.random_ties(5_000, 10.0, seed=levers.SEED)
    for lever, way in (("background_risk", 1), ("informer_risk", -1), ("informer_risk", 1)):
        worlds = [w for w in channels.combinations(400) if channels.gate(w) == "open" and w.needed < 200]
        worlds = [w for w in worlds if levers.moved(w, lever).needed < 200]

        def change(world: TrustParameters, lever: str = lever, way: int = way) -> float:
            after = channels.reach_of_trust(levers.moved(world, lever), 10, 120).joined
            return way * (after - channels.reach_of_trust(world, 10, 120).joined)

        world = max(worlds, key=change)
        before, after = (levers.lived(network, w, 120)[1] for w in (world, levers.moved(world, lever)))
        assert levers.sign(after - before) == way, lever


@pytest.mark.slow
def test_formula_and_simulation_join_about_as_many(capsys: pytest.CaptureFixture[str]) -> None:
    assert figures.simulated(chosen("trust_model")).widest < 20
    assert capsys.readouterr().err == ""
