"""What editors and archives are promised: one description of the book, and for each figure its program."""

import ast
import json
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from nkbook.archive import command, programs
from nkbook.book.papers import cited
from nkbook.data import descriptor
from nkbook.site import papers
from tests.test_lock import PYTHONS

ROOT = Path(__file__).resolve().parent.parent
SHOWN = list(programs.shown())
CURRENT = command.current()


@cache
def functions(path: str) -> set[str]:
    code = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(code) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("name", [*command.RENDERED, command.ZENODO])
def test_what_is_committed_is_what_the_book_says_now(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == CURRENT[name], "run `nkbook archive`"


def test_every_figure_has_a_program_and_each_program_holds_the_function_named() -> None:
    drawn = {one.place.partition("#fig-")[2] for one in SHOWN}
    assert {figure.name for figure in papers.figures(ROOT / "chapters").values()} <= drawn
    for one in SHOWN:
        assert one.programs, one.title
        for name in one.programs:
            path, _, function = name.partition(", ")
            assert function in functions(path), name
        for table in one.tables:
            assert (ROOT / table).is_file()


def test_a_figure_is_drawn_by_one_program() -> None:
    assert [one for one in SHOWN if "#fig-" in one.place and len(one.programs) != 1] == []


def test_each_verdict_has_its_program() -> None:
    for one in programs.verdicts():
        assert (ROOT / one["program"]).name.startswith(f"{one['id'].lower()}_")
        assert (ROOT / one["program"]).is_file()


def test_all_descriptions_agree_on_title_version_authors_and_licence() -> None:
    book, deposit = cited(), json.loads((ROOT / command.ZENODO).read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    check = yaml.safe_load((ROOT / "codecheck.yml").read_text(encoding="utf-8"))["paper"]
    package = descriptor.read()
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    authors = [author["name"] for author in book["authors"]]
    assert {deposit["title"], check["title"], config["title"]} == {book["title"]}
    assert package["title"].startswith(book["title"])
    assert book["title"].partition("?")[0] in project["description"]
    assert {deposit["version"], project["version"], package["version"]} == {book["version"]}
    assert book["version"] in check["reference"]
    assert [one["name"] for one in deposit["creators"]] == authors
    assert [one["name"] for one in check["authors"]] == authors
    assert {deposit["license"], project["license"]} == {book["license"]}
    assert deposit["publication_date"] == str(book["date-released"])
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert authors[0].removeprefix("The ").rstrip('"') in licence.replace("\n", " ")
    for name in ("BSD 3-Clause License", "Creative Commons Attribution 4.0 International", "CC BY-SA 4.0"):
        assert name in deposit["notes"]
        assert name in " ".join(licence.split())


def test_a_codecheck_finds_the_authors_side_complete_and_every_file_of_its_manifest() -> None:
    text = (ROOT / "codecheck.yml").read_text(encoding="utf-8")
    assert text.startswith("%YAML 1.1\n---\n")
    found: dict[str, Any] = yaml.safe_load(text)
    assert found["version"] == "https://codecheck.org.uk/spec/config/2.0/"
    for one in found["manifest"]:
        assert (ROOT / one["file"]).is_file(), one
        assert one["comment"]
    assert {f"chapters/{p.name}" for p in (ROOT / "chapters").glob("*.ipynb")} <= {
        o["file"] for o in found["manifest"]
    }
    assert {"title", "authors", "reference"} == set(found["paper"])
    assert not re.search(r"FIXME|TODO|XXXX", text)


def test_a_crate_can_be_read_and_names_every_file_of_the_data(tmp_path: Path) -> None:
    from rocrate.rocrate import ROCrate

    from nkbook.archive.crate import pack

    told = pack(tmp_path / "crate")
    found = ROCrate(told.parent)
    for path in (p for p in (ROOT / "data").rglob("*") if p.is_file()):
        entity = found.get(path.relative_to(ROOT).as_posix())
        assert entity is not None, path
        assert (told.parent / entity.id).read_bytes() == path.read_bytes()
    assert found.name == cited()["title"]
    assert found.root_dataset["datePublished"] == str(cited()["date-released"])
    assert found.get("data/trust/vdem.csv")["license"][0].id.endswith("/by-sa/4.0/")
    first = told.read_bytes()
    assert pack(tmp_path / "crate").read_bytes() == first


def test_containers_take_a_python_of_the_book_and_their_scripts_can_be_read() -> None:
    base = re.search(r"^FROM python:(3\.\d+)-slim$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.M)
    binder = (ROOT / ".binder" / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    assert base is not None
    assert {base[1], binder} <= set(PYTHONS)
    script = ROOT / ".binder" / "postBuild"
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
