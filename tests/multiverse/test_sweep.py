"""A sweep ends in the same bytes, whoever computes it and however often it is interrupted."""

import itertools
from pathlib import Path
from typing import Any

import pytest

from nkbook.claims.evaluation import Finding
from nkbook.errors import BookError
from nkbook.multiverse import sweep
from nkbook.multiverse.backends import backend
from nkbook.multiverse.outcomes import Evaluate, outcome
from nkbook.multiverse.sweep import Sweep
from nkbook.multiverse.universes import universe, universes
from tests.multiverse import synthetic
from tests.multiverse.synthetic import SIMPLE


def swept(folder: Path, function: Evaluate = synthetic.evaluate, jobs: int = 1, key: str = "k") -> bytes:
    one = Sweep(SIMPLE, universes(SIMPLE), key, folder, function)
    one.run(jobs)
    return one.target.read_bytes()


def test_rows_are_sorted_and_nothing_else_is_left(tmp_path: Path) -> None:
    swept(tmp_path)
    rows = sweep.read(tmp_path / "S1.parquet")
    assert [o.universe for o in rows] == sorted(u.id for u in universes(SIMPLE))
    assert [path.name for path in tmp_path.iterdir()] == ["S1.parquet"]


def test_one_process_and_several_write_the_same_bytes(tmp_path: Path) -> None:
    with backend("loky", 2) as jobs:
        parallel = swept(tmp_path / "many", jobs=jobs)
    assert parallel == swept(tmp_path / "one")


def test_an_interrupted_sweep_resumes_and_ends_in_the_same_bytes(tmp_path: Path) -> None:
    calls = itertools.count(1)

    def interrupted(claim: str, **choices: Any) -> Finding:
        if next(calls) == 40:
            raise KeyboardInterrupt
        return synthetic.evaluate(claim, **choices)

    with pytest.raises(KeyboardInterrupt):
        swept(tmp_path / "a", interrupted)
    journal = next((tmp_path / "a").glob(".S1.*.jsonl"))
    # The power may fail in the middle of a line.
    journal.write_text(journal.read_text() + '{"universe": "0a', encoding="utf-8")
    counted: list[str] = []

    def counting(claim: str, **choices: Any) -> Finding:
        counted.append(claim)
        return synthetic.evaluate(claim, **choices)

    assert swept(tmp_path / "a", counting) == swept(tmp_path / "b")
    assert 0 < len(counted) < len(universes(SIMPLE))
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["S1.parquet"]


def test_what_is_done_is_not_done_again_unless_the_key_changes(tmp_path: Path) -> None:
    def never(claim: str, **_: Any) -> Finding:
        raise AssertionError("evaluated again")

    first = swept(tmp_path)
    assert swept(tmp_path, never) == first
    swept(tmp_path, never, key="another")
    assert all("evaluated again" in o.error for o in sweep.read(tmp_path / "S1.parquet"))


def test_failed_universes_are_rows_with_their_error_and_are_tried_again(tmp_path: Path) -> None:
    swept(tmp_path, synthetic.broken)
    rows = sweep.read(tmp_path / "S1.parquet")
    failed = [o for o in rows if o.error]
    assert {o.options["scale"] for o in failed} == {1.2}
    assert failed[0].error.startswith("ZeroDivisionError: no such scale (broken, line ")
    assert failed[0].verdict == ""
    assert swept(tmp_path) == swept(tmp_path / "whole")


def test_redundant_universes_are_marked_and_lead_to_a_distinct_one(tmp_path: Path) -> None:
    swept(tmp_path)
    rows = {o.universe: o for o in sweep.read(tmp_path / "S1.parquet")}
    distinct = [o for o in rows.values() if not o.same_as]
    # `idle` changes nothing; "max" ends in one answer for each set of rows.
    assert len(distinct) == 2 * 3 * 3 + 2
    assert all(o.options["idle"] == "x" for o in distinct)
    for o in rows.values():
        assert not o.same_as or rows[o.same_as].estimate == o.estimate
    assert not rows[universe(SIMPLE, {}).id].same_as


def test_seeds_belong_to_the_universe() -> None:
    def drawing(claim: str, **choices: Any) -> Finding:
        import numpy as np

        found = synthetic.evaluate(claim, **choices)
        return Finding(claim, "one", found.verdict, float(np.random.random()), unit="percent")

    one, other = universe(SIMPLE, {}), universe(SIMPLE, {"trim": True})
    assert outcome(one, drawing) == outcome(one, drawing)
    assert outcome(one, drawing).estimate != outcome(other, drawing).estimate


@pytest.mark.parametrize(
    ("name", "words"), [("spark", "backends are: loky, dask, ray"), ("loky", "no scheduler")]
)
def test_a_wrong_backend_is_refused_in_one_line(name: str, words: str) -> None:
    with pytest.raises(BookError, match=words), backend(name, 1, "tcp://127.0.0.1:1"):
        pass
