"""What words in the data promise: on no page, in no notebook do they become anything but words."""

import csv
import io
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup

from nkbook import data, notebook
from nkbook.claims import check, registry
from nkbook.execute import html
from nkbook.site import computed
from tests.faults import amount

ROOT = Path(__file__).resolve().parents[2]
MARK = "zqx"  # stands in every hostile word, and nowhere else in the book
FORMS = (
    "<script>{0}()</script>",
    "</script><script>{0}()</script>",
    '<img src="x" onerror="{0}()">',
    '"><svg onload="{0}()">',
    "' onmouseover='{0}()' x='",
    '" autofocus onfocus="{0}()" x="',
    "</td></table><{0}-tag>",
    "<!-- {0}",
    "<a href='javascript:{0}()'>x</a>",
    "[x](javascript:{0}())",
    "[x](https://{0}.example)",
    "![x](https://{0}.example/x.png)",
    "`{{raw}} html {0}`",
    "```{{raw}} html {0}",
    ":::{{raw}} html {0}",
    "{{{{ {0} }}}}",
    "{{% if {0} %}}",
    "{{cite}}`{0}`",
    "$\\href{{javascript:{0}()}}{{x}}$",
    "&lt;script&gt;{0}()&lt;/script&gt;",
    "\u202e{0}\u202c",
    "%s %(n)s {{0}} {0}",
    "\\<b {0}>",
    "<style>*{{background:url(https://{0}.example)}}</style>",
    "<iframe srcdoc='<script>{0}()</script>'>",
    "] ( {0} ) [",
)
WORDS = [form.format(f"{MARK}{number}") for number in range(9) for form in FORMS]
# Columns that hold words for people, by table; keys, numbers and dates stay as they are.
COLUMNS = {
    "title", "publisher", "licence", "note", "event", "study", "setting", "treatment", "outcome", "direction",
    "circulating", "correct", "wanted", "why", "nearest", "document", "did", "carried_out_note", "says",
    "place", "condition", "sample", "locator", "derivation", "name", "reading",
    "mou_wording", "ipus_wording",
}  # fmt: skip
FIELDS = {
    "claim", "rival", "against", "would_change", "title", "why", "quantity", "otherwise", "text", "question",
    "whom", "tomorrow", "bounds", "missing", "needed", "name", "assumption", "drawn", "page", "said",
    "instead", "reason", "provider", "old", "new", "counts_for",
}  # fmt: skip
KEPT = {"events": {"direction"}}  # of a closed list there


def poisoned(folder: Path) -> int:
    """Append a hostile word to every text that the data package holds; return how many different ones."""
    words = itertools.cycle(WORDS)
    for path in sorted((folder / "data").rglob("*.csv")):
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        places = [i for i, name in enumerate(rows[0]) if name in COLUMNS - KEPT.get(path.stem, set())]
        for row, place in itertools.product(rows[1:], places):
            if row[place]:
                row[place] += f" {next(words)}"
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8")
    for name in ("chain", "corrections", "surveys", "withdrawn", *(f"claims/{t}" for t in registry.THEMES)):
        path = folder / "data" / f"{name}.yml"
        entries = _worded(yaml.safe_load(path.read_text(encoding="utf-8")), words)
        path.write_text(yaml.safe_dump(entries, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return len(set(WORDS))


def _worded(node: Any, words: Iterator[str], key: str = "") -> Any:
    if isinstance(node, dict):
        return {name: _worded(value, words, name) for name, value in node.items()}
    if isinstance(node, list):
        return [_worded(value, words) for value in node]
    return f"{node} {next(words)}" if isinstance(node, str) and key in FIELDS else node


def alive(page: str) -> list[str]:
    """Return what of a page a hostile word has made more than words."""
    found = []
    for tag in BeautifulSoup(page, "html.parser").find_all(True):
        values = {name: " ".join(v) if isinstance(v, list) else str(v) for name, v in tag.attrs.items()}
        found += [f"<{tag.name} {n}={v[:60]}>" for n, v in values.items() if MARK in n or _acts(n, v)]
        # Figures of a run stand on its page as data, out of which a word would break as a tag of its own.
        code = tag.name in ("script", "style") and "PLOTLYENV" not in tag.get_text()
        if MARK in tag.name or (code and MARK in tag.get_text()):
            found.append(f"<{tag.name}>{tag.get_text()[:60]}")
    return found


def _acts(name: str, value: str) -> bool:
    """Tell whether an attribute does something with a hostile word."""
    leads = name in ("href", "src", "action", "srcdoc", "style") and MARK in value
    return leads or (name.startswith("on") and MARK in value) or value.strip().startswith("javascript:")


@pytest.mark.parametrize("form", [form for form in FORMS[:9] if "<!--" not in form])
def test_a_page_on_which_a_word_has_come_alive_is_seen(form: str) -> None:
    word = form.format(f"{MARK}1")
    assert alive(f"<p>{word}</p><p title='{word}'></p><p title=\"{word}\"></p>")


def test_there_are_enough_hostile_words() -> None:
    assert len(set(WORDS)) >= 200


def test_parts_of_pages_show_hostile_words_as_words(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computed, "_assessments", [])  # a build computes them once
    poisoned(copy)
    data.seal()
    assert check.faults() == []
    for name in ("changes", "tables", "wanted", "errors", "corrections", "surveys", "withdrawn"):
        part = computed.PARTS[name]()
        assert alive(part) == []
        assert MARK in part or name == "tables"


@amount.long
def test_hostile_words_pass_seal_execution_and_build_as_words(tmp_path: Path) -> None:
    folder = tmp_path / "clone"
    ignored = shutil.ignore_patterns(".git", ".venv*", "_build", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, folder, ignore=ignored)
    assert poisoned(folder) >= 200
    environment = os.environ | {"PYTHONPATH": str(folder)}
    for words in (["data", "seal"], ["data", "check"], ["execute", "--all"], ["build"]):
        command = [sys.executable, "-m", "nkbook", *words]
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{words}: {done.stdout[-500:]} {done.stderr[-2000:]}"
    pages = sorted((folder / "_build" / "html").rglob("*.html"))
    texts = {path: path.read_text(encoding="utf-8") for path in pages}
    assert {path.name: alive(text) for path, text in texts.items() if alive(text)} == {}
    assert sum(MARK in text for text in texts.values()) > len(pages) / 2
    for path in sorted((folder / "chapters").glob("*.ipynb")):
        # nbconvert makes a link of a bare address, which is still the word that stands there.
        found = [one for one in alive(html.page(notebook.read(path))) if not one.startswith("<a href=https:")]
        assert found == [], path.name
