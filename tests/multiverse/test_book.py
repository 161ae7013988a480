"""What the book shows of every claim's choices: up to date, exact, equal to the notebooks."""

import itertools
import math
import re
from collections import Counter
from functools import cache, partial
from pathlib import Path

import pytest

from nkbook import data, parameters
from nkbook.claims import assess, claim, claims, evaluate
from nkbook.claims.evaluation import evaluate as evaluate_claim
from nkbook.data.validate import KEY
from nkbook.multiverse import results, words
from nkbook.multiverse.agreement import Claimed, agreement
from nkbook.multiverse.analyses import Outcome, distinct, heard, outcome, outcomes
from nkbook.multiverse.evidence import Remembered
from nkbook.multiverse.fold import bare, side
from nkbook.multiverse.settings import plan
from nkbook.multiverse.verify import verify
from nkbook.site.computed import THEMES
from tests import weight

CHOSEN = [item.id for item in claims() if item.choices]
WITHOUT = [item.id for item in claims() if not item.choices]
SMALL = 100_000


@cache
def evaluated(name: str) -> Claimed:
    found = plan(claim(name))
    return Claimed(found, outcomes(found))


def test_every_claim_has_choices_unless_nothing_can_be_computed() -> None:
    assert len(CHOSEN) >= 20
    for name in WITHOUT:
        stances = [evaluate(name, reading=key).stance for key in claim(name).readings]
        assert not [stance for stance in stances if stance and stance.carries], name


@pytest.mark.parametrize("name", CHOSEN)
def test_stored_results_are_up_to_date(name: str) -> None:
    assert not results.stale(claim(name)), "run `make multiverse` and commit"


@pytest.mark.parametrize("name", CHOSEN)
def test_no_analysis_failed_and_the_defaults_end_where_the_book_says(name: str) -> None:
    found = results.load(name)
    assert found.failed == []
    assert found.agreement.side == assess(name).verdict.side
    for key, one in found.readings.items():
        assert len(found.points[key]["estimate"]) == one.analyses
        assert sum(found.points[key]["default"]) <= 1


@pytest.mark.parametrize("name", CHOSEN)
def test_folded_shares_equal_those_of_every_combination_listed(name: str) -> None:
    found = evaluated(name)
    everything, item = agreement(found), found.plan.item
    ends: dict[tuple[int, ...], str] = {}
    for bit in range(len(found.plan.settings)):
        under = []
        for key in found.stated:
            here = [(id(a), bare(a.first.found)) for a in found.analyses[key] if a.mask >> bit & 1]
            under.append(here or [(0, None)])
        if math.prod(map(len, under)) > SMALL:
            pytest.skip("too many combinations to list")
        for several in itertools.product(*under):
            parts = (item.part_of(key) for key in found.stated)
            stances = frozenset(zip(parts, (stance for _, stance in several), strict=True))
            ends[tuple(identity for identity, _ in several)] = side(stances)
    sides = Counter(ends.values())
    assert (everything.agree, everything.combinations) == (sides[everything.side], sides.total())


@pytest.mark.parametrize("name", CHOSEN)
def test_counts_of_analyses_do_not_hang_on_the_last_digits_of_the_data(name: str) -> None:
    found = evaluated(name)
    read = {s for rows in found.outcomes.values() for one in rows for s in one.series}
    series = sorted(read - {"documents"})  # they hold no figure
    frame = data.load(series, country=None, inferred=True)
    keys = list(frame[KEY].astype(str).itertuples(index=False, name=None))
    signs = itertools.cycle((1e-13, -1e-13, -1e-13))
    world = {key: value * (1 + sign) for key, value, sign in zip(keys, frame["value"], signs, strict=False)}
    look_up = partial(Remembered, memory={}, world=world)
    moved = outcomes(found.plan, partial(evaluate_claim, look_up=look_up))
    counts = {key: len(heard(distinct(found.plan, rows))) for key, rows in moved.items()}
    assert counts == {key: len(heard(found.analyses[key])) for key in moved}


@pytest.mark.parametrize("name", CHOSEN)
def test_strictness_never_moves_an_estimate_and_every_other_choice_makes_an_analysis(name: str) -> None:
    found, item = evaluated(name), claim(name)
    strict = {n: [v for v in c.values if v != c.default] for n, c in item.choices.items() if c.type == "S"}
    for key, rows in found.outcomes.items():
        for choice, values in strict.items():
            if choice not in (*found.plan.takes[key], "confidence"):
                continue
            for one, value in itertools.product(rows, values):
                again = outcome(found.plan, key, one.options, **{choice: value})
                unmoved = one.estimate is None or pytest.approx(one.estimate, rel=1e-12) == again.estimate
                assert unmoved, (key, choice, value)
    for choice in found.plan.analytic:
        assert any(differs(found, key, choice) for key in item.readings), choice


def differs(found: Claimed, key: str, choice: str) -> bool:
    """Tell whether a choice, all else equal, makes a reading read other rows or estimate otherwise."""
    if choice not in found.plan.faced[key]:
        return False
    place = found.plan.faced[key].index(choice)
    groups: dict[tuple[int, ...], list[Outcome]] = {}
    for one in found.outcomes[key]:
        groups.setdefault(one.options[:place] + one.options[place + 1 :], []).append(one)
    return any(len(distinct(found.plan, group)) > 1 for group in groups.values())


def test_defaults_of_choices_and_of_chapters_agree() -> None:
    for item in claims():
        fields = parameters.of(item.theme).model_fields
        for name, choice in item.choices.items():
            # Years bound the figures of a chapter; as a choice "all" means that they bind nothing.
            if name in fields and name not in ("start_year", "end_year"):
                assert choice.default == fields[name].default, (item.id, name)


@pytest.mark.parametrize("name", CHOSEN)
def test_no_label_stands_beside_a_claim_that_is_not_decided(name: str) -> None:
    found = results.load(name)
    decided = found.agreement.side in ("supported", "contradicted", "holds in part")
    assert bool(found.agreement.label) is decided
    assert (found.strictness is not None) is decided
    if not decided:
        said = words.firm(claim(name), found)
        assert re.search(r"(None|\d+) of [\d,]+ analyses decide|only analysis does not decide", said)


@pytest.mark.parametrize("name", CHOSEN)
def test_how_firm_a_claim_is_stands_in_the_table_of_claims_and_at_the_foot_of_its_section(
    built_book: Path, name: str
) -> None:
    theme = claim(name).theme
    table = (built_book / "claims.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr .*?</tr>", table, re.DOTALL)
    row = next(text for text in rows if f'#{name}">{name}</a>' in text)
    assert f'href="chapters/{theme}.html#multiverse-{name}"' in row
    page = (built_book / "chapters" / f"{theme}.html").read_text(encoding="utf-8")
    parts = (name, f"multiverse-{name}")
    places = [page.index(f'id="{part}"') for part in parts]
    assert places == sorted(places)
    shown = (built_book / f"choices_{theme}.html").read_text(encoding="utf-8")
    assert f'id="choices-{name}"' in shown


def test_no_page_is_heavier_than_it_may_be(built_book: Path) -> None:
    sizes = {p.relative_to(built_book).as_posix(): p.stat().st_size for p in built_book.rglob("*.html")}
    heavy = {name: size for name, size in sizes.items() if size > weight.most(name)}
    assert heavy == {}


@pytest.mark.whole
@pytest.mark.parametrize("theme", THEMES)
def test_whole_notebooks_end_in_the_numbers_of_the_function(theme: str) -> None:
    assert verify([name for name in CHOSEN if claim(name).theme == theme]) == []


@pytest.mark.parametrize("name", ["E1", "E3", "E4", "E5", "E2", "T3"])
def test_a_level_is_named_only_where_what_carries_the_verdict_was_drawn(name: str) -> None:
    item, result = claim(name), results.load(name)
    drawn = any(item.fails(key).by not in ("document", "count") for key in result.agreement.carried_by)
    assert ("up to a level of" in words.said(item, result)["strict"]) == drawn
    assert drawn == (name in ("E2", "T3"))
