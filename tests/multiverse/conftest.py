"""Fixtures for the tests of the multiverse."""

import shutil
from pathlib import Path

import pytest
import yaml

from tests.multiverse.synthetic import choice


@pytest.fixture
def book(copy: Path) -> Path:
    """A copy of the package in which C2 alone has choices, and none were evaluated."""
    shutil.rmtree(copy / "chapters" / "multiverse", ignore_errors=True)
    for path in (copy / "data" / "claims").glob("*.yml"):
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        if isinstance(entries, dict):
            continue
        for entry in entries:
            entry.pop("choices", None)
            entry.pop("constraints", None)
            if entry["id"] == "C2":
                entry["choices"] = {
                    "grades": choice("U", "ABC", "ABC", "A"),
                    "growth": choice("E", "power", "power", "exponential"),
                    "confidence": choice("S", 0.95, 0.95, 0.9),
                }
        path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    return copy
