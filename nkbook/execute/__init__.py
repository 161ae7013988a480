"""Execute chapters before the build, and only where something that matters changed."""

from nkbook.execute.chapters import execute_chapters, stale
from nkbook.execute.once import run

__all__ = ["execute_chapters", "run", "stale"]
