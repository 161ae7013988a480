"""nbval compares every stored output: a changed datum or a changed stored figure turns it red."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nkbook.figures import PLOTLY
from tests.mutation.bench import Change, change

CHANGES = {
    "economy": change("bok_real_gdp_growth", to=lambda v: v * 1.01, date="1997"),
    "communication": change("koryolink_subscribers", to=lambda v: v * 1.01, date="2008-12"),
    "trust": change("trusted_someone_outside_family_no", to=lambda v: v * 1.01),
    "information_inflow": change("freq_hours_week_kbs_hanminjok", to=lambda v: v * 0.99),
    "synthesis": change("trusted_someone_outside_family_yes", to=lambda v: v * 1.01),
}


def nbval(folder: Path, chapter: str, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "-c", "/dev/null"]
    return subprocess.run(
        [*command, *flags, "--rootdir", str(folder), f"chapters/{chapter}.ipynb"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.whole
@pytest.mark.parametrize("chapter", CHANGES)
def test_one_percent_on_one_figure_turns_its_chapter_red(chapter: str, copy: Path) -> None:
    alter: Change = CHANGES[chapter]
    alter()
    done = nbval(copy, chapter, "--exitfirst")
    assert done.returncode == 1, done.stdout[-2000:]
    assert "failed" in done.stdout


@pytest.mark.whole
def test_editing_one_value_of_a_stored_figure_turns_its_chapter_red(copy: Path) -> None:
    path = copy / "chapters" / "economy.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    traces = (
        trace
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        for trace in output.get("data", {}).get(PLOTLY, {}).get("data", [])
    )
    trace = next(t for t in traces if any(isinstance(v, float) for v in t.get("y", [])))
    spot = next(i for i, v in enumerate(trace["y"]) if isinstance(v, float))
    trace["y"][spot] += 0.01
    path.write_text(json.dumps(notebook), encoding="utf-8")
    done = nbval(copy, "economy")
    assert done.returncode == 1, done.stdout[-2000:]
    assert "1 failed" in done.stdout
