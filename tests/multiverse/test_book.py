"""What the book shows of every claim's choices: up to date, complete, equal to the notebooks."""

import re
from pathlib import Path

import pytest

from nkbook import parameters
from nkbook.claims import claim, claims, evaluate
from nkbook.claims.answers import answers
from nkbook.multiverse import results
from nkbook.multiverse.universes import CAP, refuse_unknown_options, universe
from nkbook.multiverse.verify import verify
from nkbook.site.computed import THEMES

CHOSEN = [item.id for item in claims() if item.choices]
WITHOUT = [item.id for item in claims() if not item.choices]


def test_every_claim_has_choices_unless_nothing_can_be_computed() -> None:
    assert len(CHOSEN) >= 20
    for name in WITHOUT:
        verdicts = {str(evaluate(name, reading=key).verdict) for key in claim(name).readings}
        assert verdicts == {"not testable"}, name


@pytest.mark.parametrize("name", CHOSEN)
def test_stored_results_are_up_to_date(name: str) -> None:
    assert not results.stale(claim(name)), "run `make multiverse` and commit"


@pytest.mark.parametrize("name", CHOSEN)
def test_no_universe_failed_and_all_were_evaluated_or_sampled(name: str) -> None:
    found = results.load(name)
    assert found.robustness.failed == 0
    assert found.robustness.universes == min(found.combinations, CAP)
    counted = sum(sum(kinds.values()) for kinds in found.robustness.verdicts.values())
    assert counted == found.robustness.distinct
    assert found.robustness.verdict == str(evaluate(name).verdict)


@pytest.mark.parametrize("name", CHOSEN)
def test_the_universe_of_all_defaults_is_the_default_evaluation(name: str) -> None:
    refuse_unknown_options(claim(name), answers(name).choices)
    chosen, plain = evaluate(name, **universe(claim(name), {}).arguments()), evaluate(name)
    numbers = (chosen.verdict, chosen.estimate, chosen.lower, chosen.upper, chosen.limits)
    assert numbers == (plain.verdict, plain.estimate, plain.lower, plain.upper, plain.limits)


def test_defaults_of_choices_and_of_chapters_agree() -> None:
    for item in claims():
        fields = parameters.of(item.theme).model_fields
        for name, choice in item.choices.items():
            # Years bound the figures of a chapter; as a choice "all" means that they bind nothing.
            if name in fields and name not in ("start_year", "end_year"):
                assert choice.default == fields[name].default, (item.id, name)


@pytest.mark.parametrize("name", CHOSEN)
def test_the_label_stands_on_the_front_page_and_other_choices_at_the_foot_of_the_section(
    built_book: Path, name: str
) -> None:
    label, theme = results.load(name).robustness.label, claim(name).theme
    front = (built_book / "intro.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr .*?</tr>", front, re.DOTALL)
    found = next(text for text in rows if f'#{name}">{name}</a>' in text)
    row = re.match(r'<tr [^>]*data-label="([^"]*)">.*', found, re.DOTALL)
    assert row is not None
    assert row[1] == label
    assert f'href="chapters/{theme}.html#multiverse-{name}"' in row[0]
    page = (built_book / "chapters" / f"{theme}.html").read_text(encoding="utf-8")
    parts = (name, f"multiverse-{name}")
    places = [page.index(f'id="{part}"') for part in parts]
    assert places == sorted(places)
    shown = (built_book / f"choices_{theme}.html").read_text(encoding="utf-8")
    assert f'id="choices-{name}"' in shown


def test_no_page_is_heavier_than_200_kilobytes(built_book: Path) -> None:
    heavy = {p.name: p.stat().st_size for p in built_book.rglob("*.html") if p.stat().st_size > 200_000}
    assert heavy == {}


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
def test_whole_notebooks_end_in_the_numbers_of_the_function(theme: str) -> None:
    assert verify([name for name in CHOSEN if claim(name).theme == theme], sample=1) == []
