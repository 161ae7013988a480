"""The page's filter keeps the universes with an option, ranks them anew, and says how many there are."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from nkbook import figures
from nkbook.multiverse.curve import drawn
from nkbook.multiverse.outcomes import marked, outcome
from nkbook.multiverse.results import collect
from nkbook.multiverse.robustness import robustness
from nkbook.multiverse.universes import universes
from tests.multiverse import synthetic
from tests.multiverse.synthetic import SIMPLE

pytestmark = pytest.mark.browser

# Stands for the book's own loader, and keeps what it is given to draw.
PAGE = """<!DOCTYPE html><title>t</title><div class="nk-plot" data-figure="multiverse-s1"></div>
<script>const shown = []; window.nkbookFigure = (name, figure) => shown.push(figure);
window.nkbookRedraw = (name) => {};</script><script src="multiverse.js"></script>
<script>nkbookFigure("multiverse-s1", FIGURE);</script>"""


def estimates(figure: dict[str, Any]) -> list[tuple[int, float]]:
    traces = [t for t in figure["data"] if t["meta"]["part"] == "estimate"]
    return sorted((x, y) for t in traces for x, y in zip(t["x"], t["y"], strict=True))


def test_a_reader_keeps_the_universes_with_an_option(root: Path, tmp_path: Path, browser: Any) -> None:
    table = marked(outcome(u, synthetic.evaluate) for u in universes(SIMPLE))
    result = collect(SIMPLE, table, len(table), robustness(SIMPLE, table))
    figure = figures.rounded(json.loads(drawn(SIMPLE, result).to_json()))
    script = root / "nkbook" / "site" / "assets" / "multiverse.js"
    (tmp_path / "multiverse.js").write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "index.html").write_text(PAGE.replace("FIGURE", json.dumps(figure)), encoding="utf-8")
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((tmp_path / "index.html").as_uri())
    labels = page.locator(".nk-multiverse-filter label").all_inner_texts()
    assert [re.split(r"\s", text)[0] for text in labels] == ["trim", "scale", "shift", "question"]
    lists = page.locator(".nk-multiverse-filter select")
    lists.nth(0).select_option(label="yes")
    lists.nth(1).select_option(label="1.0")
    kept = page.evaluate("shown[shown.length - 1]")
    distinct = [o for o in table if not o.same_as and o.options["trim"] and o.options["scale"] == 1.0]
    wanted = sorted(o.estimate for o in distinct if o.estimate is not None)
    assert estimates(kept) == list(enumerate(wanted, start=1))
    assert kept["layout"]["xaxis"]["range"] == [0, len(wanted) + 1]
    told = page.locator(".nk-count").inner_text()
    assert told.startswith(f"{len(wanted)} of {result.robustness.distinct} universes: ")
    lists.nth(0).select_option(label="all")
    lists.nth(1).select_option(label="all")
    assert estimates(page.evaluate("shown[shown.length - 1]")) == estimates(figure)
    assert errors == []
    page.close()
