"""What a reader takes from a figure is whole: the drawing can be rebuilt, and its origin is told."""

import csv
import io
import math
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

from nkbook import paths
from nkbook.errors import BookError
from nkbook.site import papers, static_images, stored_figure, take_away
from nkbook.site.stored_figure import StoredFigure, plain
from tests.test_site import bundle

FIGURES = papers.figures(paths.chapters())
PAGE = "chapters/one.html#fig"

every_figure = pytest.mark.parametrize("figure", FIGURES.values(), ids=lambda figure: figure.name)


def alike(one: Any, other: Any) -> bool:
    """Whether a value that was drawn is the one read back; dates, names and numbers are text in a CSV."""
    if one is None or one == "":
        return other == ""
    if isinstance(one, int | float):
        return math.isclose(float(one), float(other), rel_tol=2e-5, abs_tol=1e-9)
    return plain(str(one)) == other


def ends(value: Any, bars: dict[str, Any] | None, n: int) -> tuple[Any, Any]:
    if not bars or value is None:
        return None, None
    below, above = bars.get("arrayminus", bars["array"])[n], bars["array"][n]
    return (None if below is None else value - below), (None if above is None else value + above)


@every_figure
def test_every_mark_of_a_figure_can_be_rebuilt_from_its_csv(figure: StoredFigure) -> None:
    text = take_away.marks(figure, PAGE)
    read = pd.read_csv(io.StringIO(text), comment="#", dtype=str, keep_default_na=False)
    groups = {int(mark): rows.to_dict("records") for mark, rows in read.groupby("mark")}
    for number, trace in enumerate(figure.spec["data"], start=1):
        rows = groups.pop(number)
        assert len(rows) == len(trace["x"])
        for n, row in enumerate(rows):
            drawn = [trace["x"][n], trace["y"][n]]
            drawn += ends(drawn[0], trace.get("error_x"), n) + ends(drawn[1], trace.get("error_y"), n)
            drawn += [trace["text"][n] if isinstance(trace.get("text"), list) else None, trace.get("name")]
            names = ("x", "y", "x_low", "x_high", "y_low", "y_high", "text", "name")
            found = [row[name] for name in names]
            assert all(map(alike, drawn, found)), (number, n, drawn, found)
    assert groups == {}


@every_figure
def test_the_data_of_a_figure_are_read_with_one_documented_argument(figure: StoredFigure) -> None:
    text = take_away.table(figure, PAGE)
    head = [line for line in text.splitlines() if line.startswith("#")]
    assert head[0] == f"# {figure.title}"
    assert f"# {figure.footer}" in head
    assert any("Licence" in line for line in head)
    assert any('comment="#"' in line for line in head)
    if figure.columns:
        read = pd.read_csv(io.StringIO(text), comment="#")
        assert tuple(read.columns) == figure.columns
        assert len(read) == len(figure.rows)


def test_a_cell_that_would_begin_a_comment_is_refused() -> None:
    stored = bundle(data={"columns": ["year"], "rows": [["no. #1"]]})
    with pytest.raises(BookError, match="would begin a comment"):
        take_away.table(stored_figure.read(stored, "one.ipynb"), PAGE)


@every_figure
def test_what_a_reader_opens_names_no_source_or_series_by_its_key(figure: StoredFigure) -> None:
    table = take_away.render("figure-data", **take_away.about(figure, PAGE))
    cells = re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", table)
    assert [cell for cell in cells if re.search(r"[a-z0-9]_[a-z0-9]", cell)] == []


@every_figure
def test_a_picture_to_share_holds_its_words_and_is_well_formed(figure: StoredFigure) -> None:
    path = static_images.path_of(paths.chapters(), figure.name)
    if not path.is_file():
        pytest.skip("its picture is not drawn yet")
    whole = take_away.with_words(figure, path.read_text(encoding="utf-8"))
    texts = [node.text or "" for node in ElementTree.fromstring(whole) if node.tag.endswith("}text")]
    said = " ".join(texts)
    for words in (figure.title, figure.subtitle, figure.footer):
        assert words in said


def test_a_citation_survives_latex() -> None:
    stored = bundle()
    stored["layout"]["title"]["text"] = "Output fell by 25 % & more"
    entry = take_away.bibtex(stored_figure.read(stored, "one.ipynb"), "chapters/one.html#fig-e1-output")
    assert entry.startswith("@misc{e1_output,")
    assert r"title = {{Output fell by 25 \% \& more}}" in entry
    assert r"one.html\#fig-e1-output" in entry
    assert entry.count("{") == entry.count("}")


@every_figure
def test_the_lines_of_python_run(
    figure: StoredFigure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = take_away.render("figure-use", **take_away.about(figure, PAGE), folder="..", alone=True)
    programs = [text for text in re.findall(r"<pre[^>]*>(.*?)</pre>", shown, re.DOTALL) if "import" in text]
    (tmp_path / f"{figure.name}-marks.csv").write_text(take_away.marks(figure, PAGE), encoding="utf-8")
    for program in programs:
        names: dict[str, Any] = {}
        with monkeypatch.context() as where:
            if "read_csv" in program:
                where.chdir(tmp_path)
            exec(program.replace("&#39;", "'").replace("&#34;", '"'), names)
        assert len(names.get("rows", names.get("marks"))) > 0
    assert programs


def test_a_table_shows_publishers_and_plain_words() -> None:
    rows = [["bok_real_gdp", "bok_ecos_fnk", 1990, None]]
    stored = bundle(data={"columns": ["series", "source", "year", "value"], "rows": rows})
    facts = take_away.about(stored_figure.read(stored, "one.ipynb"), PAGE)
    series, source, *numbers = facts["rows"][0]
    assert series == "bok real gdp"
    assert "_" not in source
    assert numbers == [1990, None]
    assert '<td class="nk-number">1990</td>' in take_away.render("figure-data", **facts)


def test_csv_keeps_what_a_spreadsheet_needs() -> None:
    text = take_away.table(stored_figure.read(bundle(), "one.ipynb"), PAGE)
    body = [line for line in text.splitlines() if not line.startswith("#")]
    assert list(csv.reader(body)) == [["year", "index"], ["1990", "100"], ["2000", ""]]
