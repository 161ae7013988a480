"""What glued numbers promise: computed, plain, and readable outside the book."""

import nbformat
import numpy as np
import pandas as pd
import pytest

from nkbook import prose
from nkbook.errors import BookError


def glued(monkeypatch: pytest.MonkeyPatch, **values: object) -> dict[str, object]:
    found: dict[str, object] = {}
    monkeypatch.setattr(prose, "_glue", lambda name, value, display: found.update({name: value}))
    prose.glue(**values)
    return found


def test_glued_numbers_are_plain_and_rounded(monkeypatch: pytest.MonkeyPatch) -> None:
    found = glued(monkeypatch, a=np.float64(1 / 3), b=np.int64(7), c=pd.Timestamp("2010-02-03"), d="rose")
    assert found == {"a": 0.333333, "b": 7, "c": "2010-02-03", "d": "rose"}
    assert all(type(v) in (int, float, str) for v in found.values())


def test_a_missing_number_is_never_glued(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BookError, match="'level' is missing"):
        glued(monkeypatch, level=float("nan"))


def test_a_notebook_for_download_has_values_in_place_of_roles() -> None:
    output = nbformat.v4.new_output(
        "display_data",
        {"application/papermill.record/text/plain": "68.04"},
        metadata={"scrapbook": {"name": "level", "mime_prefix": "application/papermill.record/"}},
    )
    word = nbformat.v4.new_output(
        "display_data",
        {"application/papermill.record/text/plain": "'fell'"},
        metadata={"scrapbook": {"name": "verb", "mime_prefix": "application/papermill.record/"}},
    )
    code = nbformat.v4.new_code_cell("glue(...)", outputs=[output, word])
    text = nbformat.v4.new_markdown_cell("Output {glue:text}`verb` to {glue:text}`level:.1f`.")
    filled = prose.filled(nbformat.v4.new_notebook(cells=[text, code]))
    assert filled.cells[0].source == "Output fell to 68.0."
