"""What the built book promises: the computed verdicts, anchors that last, files to take away."""

import re
from pathlib import Path

import pytest

from nkbook import data, paths
from nkbook.claims import Assessment, assess, claims
from nkbook.site import usage
from tests.prose import executed


@pytest.fixture(scope="module")
def assessments() -> list[Assessment]:
    return [assess(item.id) for item in claims()]


def test_the_pages_show_the_verdicts_that_the_command_prints(
    built_book: Path, assessments: list[Assessment]
) -> None:
    table = (built_book / "claims.html").read_text(encoding="utf-8")
    for found in assessments:
        page = (built_book / "chapters" / f"{found.claim.theme}.html").read_text(encoding="utf-8")
        kind = "nk-claim nk-saying" if found.claim.saying else "nk-claim"
        head = f'<section class="{kind}" id="{found.claim.id}" data-verdict="{found.verdict.slug}"'
        assert page.count(head) == 1, found.claim.id
        link = f'<a href="chapters/{found.claim.theme}.html#{found.claim.id}">{found.claim.id}</a>'
        row = rf'<tr [^>]*data-verdict="{found.verdict.slug}"[^>]*>\s*<th scope="row">{re.escape(link)}'
        assert len(re.findall(row, table)) == 1, found.claim.id


def test_every_claim_is_two_clicks_from_its_data_and_its_code(built_book: Path) -> None:
    shown = (built_book / "data.html").read_text(encoding="utf-8")
    for item in claims():
        code = (built_book / f"code_{item.theme}.html").read_text(encoding="utf-8")
        assert f'id="code-{item.id}"' in code
        assert f'id="data-{item.id}"' in shown


def test_notebooks_to_take_away_are_the_stored_ones(built_book: Path) -> None:
    for path in paths.chapters().glob("*.ipynb"):
        assert (built_book / "_sources" / "chapters" / path.name).read_bytes() == path.read_bytes()


def test_no_page_shows_a_template_or_leads_to_literature_that_is_not_there(built_book: Path) -> None:
    for path in [*built_book.glob("*.html"), *built_book.glob("chapters/*.html")]:
        assert executed.leftovers(path.read_text(encoding="utf-8")) == [], path.name


def test_regions_of_a_page_are_told_apart_by_their_names(built_book: Path) -> None:
    for path in [*built_book.glob("*.html"), *built_book.glob("chapters/*.html")]:
        regions = re.findall(r'role="region"[^>]*?aria-label="([^"]*)"', path.read_text(encoding="utf-8"))
        assert "" not in regions, path.name
        assert len(set(regions)) == len(regions), path.name


def test_the_data_package_can_be_taken_away_whole(built_book: Path) -> None:
    for path in paths.data().rglob("*"):
        if path.is_file():
            copied = built_book / "_data" / path.relative_to(paths.data())
            assert copied.read_bytes() == path.read_bytes()


def test_no_source_stands_unused(assessments: list[Assessment]) -> None:
    unused = [key for key, used in usage.of_sources(assessments).items() if not used]
    assert unused == []


def test_every_source_is_listed_once_with_licence_grade_and_integrity(built_book: Path) -> None:
    for key, theme in data.sources()["theme"].items():
        page = (built_book / f"sources_{theme}.html").read_text(encoding="utf-8")
        entry = re.findall(rf'<p class="nk-source" id="{re.escape(str(key))}">.*?</p>', page, re.DOTALL)
        assert len(entry) == 1, key
        assert all(word in entry[0] for word in ("Licence: ", "Grade: ", "Integrity: "))


def test_every_figure_has_its_data_as_a_file(built_book: Path) -> None:
    folder = built_book / "_figures"
    drawn = {path.stem for path in folder.glob("*.js")}
    for kind in ("*.svg", "phone/*.svg", "whole/*.svg", "whole/*.js", "use/*.html", "use/*.js"):
        assert {path.stem for path in folder.glob(kind)} == drawn, kind
    assert {path.stem.removesuffix("-marks") for path in folder.glob("*.csv")} == drawn
