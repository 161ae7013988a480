"""What the page on doing no harm promises: nothing shows from the state's side what works against people.

The list stands in `data/do_no_harm.yml`; each test holds one kind of thing to it, and the last ones show that
the tests would see a breach.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
import yaml

from nkbook import parameters, paths
from nkbook.site import stored_figure

ROOT = Path(__file__).resolve().parents[1]
TEXTS = (
    "*.md", "chapters/**/*.ipynb", "nkbook/**/*.yml", "nkbook/**/*.html", "nkbook/**/*.js", "nkbook/**/*.py",
    "data/**/*.csv", "data/**/*.yml", "scripts/*", "benchmarks/**/*.py", "benchmarks/*.md",
)  # fmt: skip
EXEMPT = ("data/do_no_harm.yml", "data/withdrawn.yml")
MODELS = ("trust", "trust_model", "synthesis")  # chapters that show the model
FIGURES = ("trust-model-",)  # figures of the model


@cache
def listed() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((paths.data() / "do_no_harm.yml").read_text(encoding="utf-8"))
    return found


def breaches(text: str, place: str, kind: str = "sentences") -> list[str]:
    """Return what of a text the list forbids, in context."""
    flat = re.sub(r"\s+", " ", text)
    return [
        f"{place}: …{flat[max(0, hit.start() - 60) : hit.end() + 30]}…"
        for entry in listed()[kind]
        if place.startswith(tuple(entry.get("only", [""])))
        for hit in re.finditer(entry["pattern"], flat, re.IGNORECASE)
    ]


def forbidden(name: str, kind: str) -> list[str]:
    """Return the patterns of a kind that a name meets."""
    return [pattern for pattern in listed()[kind] if re.search(pattern, name, re.IGNORECASE)]


def texts() -> Iterator[tuple[str, str]]:
    """Yield place and text of everything that is written, logs of withdrawals left out."""
    for path in sorted({path for pattern in TEXTS for path in ROOT.glob(pattern) if path.is_file()}):
        place = path.relative_to(ROOT).as_posix()
        if place in EXEMPT:
            continue
        text = path.read_text(encoding="utf-8")
        yield place, _notebook(text) if path.suffix == ".ipynb" else _without_logs(place, text)


def _notebook(text: str) -> str:
    """Return all that a notebook says: sources, outputs, and every text within its figures."""
    found: list[str] = []
    for cell in nbformat.reads(text, as_version=4).cells:
        found.append(cell.source)
        for output in cell.get("outputs", ()):
            found += _strings(output.get("data", {}))
    return "\n".join(found)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield re.sub(r"<[^>]+>", " ", value)
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in _strings(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in _strings(part))


def _without_logs(place: str, text: str) -> str:
    claims = yaml.safe_load(text) if place.startswith("data/claims/") else None
    if not isinstance(claims, list):
        return text
    kept = [{key: said for key, said in claim.items() if key != "log"} for claim in claims]
    return str(yaml.safe_dump(kept, allow_unicode=True, width=10_000))


def figures() -> Iterator[stored_figure.StoredFigure]:
    yield from stored_figure.in_folder(paths.chapters()).values()


def test_no_page_notebook_table_or_script_says_what_is_left_out() -> None:
    assert [breach for place, text in texts() for breach in breaches(text, place)] == []


@pytest.mark.parametrize("chapter", MODELS)
def test_parameters_of_a_chapter_are_what_people_who_share_can_know(chapter: str) -> None:
    own = set(parameters.of(chapter).model_fields)
    described = {
        n for n, f in parameters.of(chapter).model_fields.items() if "model" in (f.description or "")
    }
    assert described <= set(listed()["controls"]["model"])
    assert not own & set(listed()["conduct"])


def test_a_reader_sets_the_figure_by_what_people_who_share_can_know() -> None:
    script = (ROOT / "nkbook" / "site" / "assets" / "model.js").read_text(encoding="utf-8")
    labels = re.findall(r'^\s+\w+\("([A-Z][^"]+)", "\w+", grid', script, re.MULTILINE)
    assert labels == listed()["controls"]["figure"]
    assert len(re.findall(r'type: "range"|<select|"select"', script)) == 1
    reach = next(f for f in figures() if f.name == "trust-model-reach")
    grid = next(t["meta"] for t in reach.spec["data"] if t.get("meta", {}).get("part") == "join")
    assert set(grid["shown"]) == {"belief", "month"}
    assert not [name for name in grid if forbidden(name, "columns")]


def test_no_axis_shows_what_others_do_to_people_who_share() -> None:
    for figure in figures():
        axes = [axis for name, axis in figure.spec["layout"].items() if re.match(r"[xy]axis", name)]
        titles = [axis.get("title", {}).get("text", "") for axis in axes]
        assert [f"{figure.name}: {title}" for title in titles if title and forbidden(title, "axes")] == []
        if figure.name.startswith(FIGURES):
            names = [str(trace.get("name", "")) for trace in figure.spec["data"]]
            assert not [name for name in names if forbidden(name, "axes")]


def test_no_column_of_a_table_shows_what_others_do_to_people_who_share() -> None:
    for figure in figures():
        assert [f"{figure.name}: {c}" for c in figure.columns if forbidden(str(c), "columns")] == []
    for path in sorted(paths.data().rglob("*.csv")):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        names = [*table.columns, *(table["series"].unique() if "series" in table else ())]
        assert [f"{path.name}: {name}" for name in names if forbidden(name, "columns")] == []


def test_a_case_is_dated_by_its_year_alone() -> None:
    events = pd.read_csv(paths.data() / "events.csv", dtype=str, keep_default_na=False).to_dict("records")
    assert [row["event"] for row in events if finer_than_a_year(row)] == []


def finer_than_a_year(row: dict[str, str]) -> bool:
    """Return whether an event is a case in the country or of its people and has a month or day."""
    elsewhere = row["mover"] == "abroad" or row["note"].startswith("comparator")
    case = re.search(listed()["cases"], row["event"], re.IGNORECASE)
    return len(row["date"]) > len("2006") and not elsewhere and case is not None


def test_no_code_of_figures_and_no_script_varies_what_others_do() -> None:
    cells = {
        path.name: "\n".join(
            c.source for c in nbformat.read(path, as_version=4).cells
            if c.cell_type == "code" and not c.source.startswith("%%")
        )
        for path in paths.chapters().glob("*.ipynb")
    }  # fmt: skip
    files = [*ROOT.glob("nkbook/book/**/*.py"), *ROOT.glob("nkbook/site/*.py"), *ROOT.glob("scripts/*.py")]
    code = cells | {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files}
    for place, text in code.items():
        assert list(_varied(text)) == [], place
        assert breaches(text, place, "code") == []
    offered = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("nkbook/trust/*.py"))
    assert not [b for b in breaches(offered, "nkbook/trust", "code") if "elasticity" not in b]


def _varied(text: str) -> Iterator[str]:
    """Yield each place of code that gives a value to what others do; to read the one value is no harm.

    The counted share of informers is the one value that comes from evidence.
    """
    names = set(listed()["conduct"]) - {"informer_share"}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.keyword) and node.arg in names:
            yield node.arg
        if isinstance(node, ast.Constant) and node.value in names:
            yield str(node.value)


def test_the_list_says_of_each_sentence_why_it_is_left_out() -> None:
    assert all(len(entry["why"]) > 15 for entry in listed()["sentences"])


@pytest.mark.parametrize(
    "said",
    [
        "Less danger takes no reach away in any of the 477 cases",
        "Where informers let small things pass, safe exchanges teach nothing.",
        "The web breaks once one in five is removed",
        "Of the punished, 20 % are gone for good",
        "Content counts for less in 80 percent of the cases.",
        "records that are near-identical",
        "Pupils arrested after schoolmates who had been left out reported them",
        "An execution, reported by one witness",
    ],
)
def test_what_the_first_edition_said_would_be_found(said: str) -> None:
    assert breaches(said, "chapters/synthesis.ipynb")


@pytest.mark.parametrize(
    ("date", "event"),
    [
        ("2006-11", "Market traders protest; authorities concede stalls"),
        ("2009-11-30", "Currency reform, then sporadic protest"),
        ("2024-01", "Workers strike over pay"),
        ("2022-07", "A public execution for films"),
    ],
)
def test_the_date_of_a_case_would_be_found(date: str, event: str) -> None:
    case = {"date": date, "event": event, "mover": "people", "note": ""}
    assert finer_than_a_year(case)
    assert not finer_than_a_year(case | {"date": date[:4]})
    assert not finer_than_a_year(case | {"note": "comparator"})
    assert not finer_than_a_year(case | {"mover": "abroad"})


def test_the_place_of_cases_would_be_found() -> None:
    assert breaches("six of them in one city of the province", "data/events.csv")
    assert forbidden("video_executions_one_city_2012_2014", "columns")


def test_a_swept_rate_an_axis_and_a_column_would_be_found() -> None:
    assert list(_varied("for r in (0, 1): draw(replace(world, removal=r))")) == ["removal"]
    assert list(_varied('LEVERS = {"informer_risk": -1}')) == ["informer_risk"]
    assert list(_varied("reach(world, world.removal)")) == []
    assert forbidden("removed after punishment, percent", "axes")
    assert forbidden("informer_risk", "columns")
