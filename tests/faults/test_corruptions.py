"""What broken data promise: named in lines that say where, never a traceback, nothing accepted."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from nkbook import data, paths
from nkbook.claims import check
from nkbook.errors import BookError
from tests.faults import amount, corruptions
from tests.faults.corruptions import Break, Corruption

ROOT = Path(__file__).resolve().parents[2]
# Edits that a person may have meant: only the seal tells them, and a new seal makes them right.
LEGAL = ("a row lost", "a letter changed", "cut in the middle")
CASES = amount.drawn(corruptions.all_of(), few=40, many=700)
CASES += amount.drawn(corruptions.references(), few=4, many=99)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the data package and of what was computed from it."""
    folder = tmp_path_factory.mktemp("package")
    for part in ("data", "chapters"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("figures"))
    return folder


@pytest.fixture
def mended(package: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The copy as working directory; whatever a test has broken in it is whole again afterwards."""
    monkeypatch.chdir(package)
    monkeypatch.setattr(paths, "CODE", package)  # where a folder without a descriptor would be looked up
    yield package / "data"
    for path in (ROOT / "data").rglob("*"):
        copied = package / path.relative_to(ROOT)
        if path.is_file() and (not copied.is_file() or copied.read_bytes() != path.read_bytes()):
            shutil.rmtree(copied) if copied.is_dir() else copied.unlink(missing_ok=True)
            shutil.copyfile(path, copied)


def test_there_are_enough_ways_to_break_the_data() -> None:
    assert not amount.WHOLE or len(CASES) >= 700


@pytest.mark.parametrize(("case", "change"), CASES, ids=[str(case) for case, _ in CASES])
def test_a_broken_file_is_named_and_neither_accepted_nor_a_traceback(
    mended: Path, case: Corruption, change: Break
) -> None:
    change(mended / case.file, random.Random(str(case)))
    told = check.faults()
    assert told
    assert all("\n" not in line for line in told)
    assert any(case.file.removesuffix(".csv") in line for line in told), told[:5]
    if case.how not in LEGAL:
        assert sealed(), "what cannot be right was sealed"


def sealed() -> list[str]:
    """Seal, and return what is wrong for all that."""
    try:
        data.seal()
    except BookError as refusal:
        return [str(refusal)]
    return check.faults()
