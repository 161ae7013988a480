"""Which chapter a file of tests is about."""

import pytest

pytest.register_assert_rewrite("tests.chapters.promises")


@pytest.fixture
def chapter(request: pytest.FixtureRequest) -> str:
    """The chapter named in the file of the test."""
    name: str = request.module.CHAPTER
    return name
