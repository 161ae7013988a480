"""The bounds that the pages on method name are those that the code applies."""

from pathlib import Path

import pytest

from nkbook.claims import noise
from nkbook.multiverse import agreement
from nkbook.multiverse import noise as worlds

PAGE = " ".join((Path(__file__).resolve().parents[2] / "multiverse.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize(
    ("phrase", "named", "applied"),
    [
        ("fewer than ten between them", 10, agreement.FEW),
        ("at least 95 in a hundred combinations", 0.95, agreement.STEADY),
        ("199 worlds", 199, worlds.DRAWS),
        ("more than one world in twenty", 1 / 20, noise.LEVEL),
        ("more than twenty analyses, a fixed sample of twenty", 20, worlds.ANALYSES),
    ],
)
def test_a_bound_that_a_page_names_is_the_one_applied(phrase: str, named: float, applied: float) -> None:
    assert phrase in PAGE
    assert named == applied
