"""The warm engine stores what the default engine stores, and no run sees another."""

import json
import logging
import os
import re
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from nkbook.execute import notebook, warm
from nkbook.execute.warm import WarmEngine

papermill_engines.register("warm", WarmEngine)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

NOTEBOOKS: dict[str, list[str]] = {
    "streams": [
        "print('out')\nimport sys\nprint('err', file=sys.stderr)\n'result'",
        "for n in range(3): print(n, end=' ')",
        "import warnings\nwarnings.warn('careful')",
        "%%capture kept\nprint('kept')",
        "kept.stdout",
        "!echo from a shell",
    ],
    "displays": [
        "import pandas as pd\npd.DataFrame({'a': [1, 2.5], 'b': ['x', None]})",
        "from IPython.display import HTML, Markdown, clear_output, display\n"
        "handle = display(HTML('<b>before</b>'), display_id='one')\n"
        "display(Markdown('*text*'), metadata={'a': 1})",
        "handle.update(HTML('<b>after</b>'))",
        "print('gone')\nclear_output()\nprint('stays')",
        "import plotly.graph_objects as go\nimport plotly.io as pio\npio.renderers.default",
        "go.Figure(go.Scatter(y=[1, 2])).to_dict()",
        "_ = 3\n_1 is not None, In[0], get_ipython().execution_count",
        "raise_nothing = 1;\nraise_nothing;",
    ],
    "book": [
        "from nkbook import data, prose\nrows = data.load('trade_total_kotra')\nprose.glue(count=len(rows))",
        "from nkbook import figures\nfig = figures.figure('Finding', 'unit', 'source')\n"
        "fig.add_scatter(x=[1, 2], y=rows['value'].head(2))\n"
        "figures.show(fig, name='a-figure', alt='what a reader is told of it', data=rows[['date', 'value']])",
        "from nkbook.claims import assess, card\ncard(assess('C2'))",
    ],
    "asynchronous": [
        "import asyncio\nawait asyncio.sleep(0.01)\nprint('slept')",
        "async def answer():\n    return 42\nawait answer()",
    ],
    "surroundings": [
        "import os, sys\nos.getcwd(), sys.path[0], __name__",
        "os.environ.get('NKBOOK_TEST'), os.environ.get('MPLBACKEND')",
        "import multiprocessing as mp\nmp.current_process().name",
        "hash('text'), sys.stdout.isatty(), sys.stdin is None",
        "class Point:\n    x: int\nimport pickle\npickle.loads(pickle.dumps(Point())).__class__.__module__",
    ],
    "errors": ["def broken(x):\n    return 1 / x", "print('before')\nbroken(0)", "print('never')"],
    "book_errors": ["from nkbook.errors import BookError\nraise BookError('one line is enough')"],
    "syntax": ["if True print('no')"],
    "questions": ["input('name?')"],
}


def write(path: Path, cells: list[Any]) -> Path:
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"cell-{n}") for n, cell in enumerate(cells)]
    )
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.write_text(nbformat.writes(made), encoding="utf-8")
    return path


def run(engine: str | None, source: Path, **settings: Any) -> tuple[nbformat.NotebookNode, str]:
    """Return the notebook as stored, and the error that papermill raised."""
    target = source.with_name(f"{source.stem}-{engine}.ipynb")
    try:
        papermill.execute_notebook(
            str(source),
            str(target),
            engine_name=engine,
            progress_bar=False,
            cwd=str(source.parent),
            **settings,
        )
        error = ""
    except PapermillExecutionError as raised:
        error = str(raised)
    return nbformat.read(target, as_version=4), error


def _text(made: nbformat.NotebookNode) -> str:
    for number, cell in enumerate(made.cells):
        cell["id"] = f"cell-{number}"  # the cells by which papermill points at an error have random ones
    # Warnings name a file after the process that ran the cell.
    return re.sub(r"ipykernel_\d+", "ipykernel", notebook.text(notebook.stripped(made)))


FAST = ("streams", "displays", "errors")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in FAST else pytest.mark.slow) for name in NOTEBOOKS]
)
def test_outputs_are_those_of_the_default_engine(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NKBOOK_TEST", "seen")
    monkeypatch.setenv("PYTHONHASHSEED", "0")
    source = write(tmp_path / f"{name}.ipynb", NOTEBOOKS[name])
    (ours, our_error), (theirs, their_error) = run("warm", source), run(None, source)
    assert our_error == their_error
    assert _text(ours) == _text(theirs)


@pytest.mark.slow
def test_papermill_notes_the_same_about_the_run(tmp_path: Path) -> None:
    source = write(tmp_path / "noted.ipynb", ["x = 1", "1 / 0", "x"])
    ours, theirs = run("warm", source)[0], run(None, source)[0]
    noted = [
        [(n.status, n.exception) for c in made.cells if (n := c.metadata.get("papermill"))]
        for made in (ours, theirs)
    ]
    assert noted[0] == noted[1]
    assert [status for status, _ in noted[0]] == ["completed", "failed", "pending"]
    assert ours.metadata.papermill.exception == theirs.metadata.papermill.exception


def test_parameters_arrive(tmp_path: Path) -> None:
    source = write(tmp_path / "given.ipynb", ["x = 1", "x"])
    made = nbformat.read(source, as_version=4)
    made.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(made, source)
    assert run("warm", source, parameters={"x": 7})[0].cells[-1].outputs[0]["data"]["text/plain"] == "7"


def test_nothing_leaks_from_run_to_run(tmp_path: Path) -> None:
    spoil = write(
        tmp_path / "spoil.ipynb",
        [
            "import builtins, os, random, pandas as pd, numpy as np, nkbook.claims\n"
            "builtins.leaked = 1\nos.environ['LEAKED'] = '1'\npd.options.display.max_rows = 3\n"
            "nkbook.claims.leaked = 1\nos.chdir('/')\n"
            "print(np.random.random(), random.random(), os.getpid())"
        ],
    )
    look = write(
        tmp_path / "look.ipynb",
        [
            "import builtins, os, random, pandas as pd, numpy as np, nkbook.claims\n"
            "[hasattr(builtins, 'leaked'), 'LEAKED' in os.environ, pd.options.display.max_rows == 3,\n"
            " hasattr(nkbook.claims, 'leaked'), os.getcwd() == '/']"
        ],
    )
    first, second = (run("warm", spoil)[0].cells[0].outputs[0]["text"].split() for _ in range(2))
    assert not set(first) & set(second)
    found = run("warm", look)[0].cells[0]
    assert found.outputs[0]["data"]["text/plain"] == str([False] * 5)
    assert found.execution_count == 1


def test_a_kernel_that_dies_is_told_as_papermill_tells_it(tmp_path: Path) -> None:
    source = write(tmp_path / "dies.ipynb", ["import os\nos._exit(3)", "'next'"])
    with pytest.raises(DeadKernelError, match="Kernel died"):
        run("warm", source)
    assert run("warm", write(tmp_path / "lives.ipynb", ["'alive'"]))[1] == ""


def test_a_cell_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    source = write(tmp_path / "long.ipynb", ["import time\ntime.sleep(30)"])
    with pytest.raises(CellTimeoutError, match="timed out"):
        run("warm", source, execution_timeout=1)


def test_what_a_run_leaves_for_its_end_is_done(tmp_path: Path) -> None:
    target = tmp_path / "end.txt"
    source = write(
        tmp_path / "end.ipynb",
        [
            "import atexit, pathlib\n"
            f"_ = atexit.register(lambda: pathlib.Path({str(target)!r}).write_text('done'))"
        ],
    )
    run("warm", source)
    assert target.read_text() == "done"


@pytest.mark.parametrize("missing", ["fork", "kernel"])
def test_it_falls_back_with_one_message(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if missing == "fork":
        monkeypatch.delattr(os, "fork")
        expected = warm.NO_FORK
    else:
        monkeypatch.setattr(warm, "KernelSpecManager", _OtherKernels)
        expected = warm.OTHER_KERNEL.format("python3")
    with caplog.at_level(logging.WARNING, logger="papermill"):
        done, error = run("warm", write(tmp_path / "plain.ipynb", ["6 * 7"]))
    assert error == ""
    assert json.dumps(done.cells[0].outputs[0]["data"]) == '{"text/plain": "42"}'
    assert [record.message for record in caplog.records if "engine warm" in record.message] == [expected]


class _OtherKernels:
    def get_kernel_spec(self, name: str) -> Any:
        class Spec:
            argv = ("/opt/R/bin/R", "--slave", "-e", "IRkernel::main()")

        return Spec
