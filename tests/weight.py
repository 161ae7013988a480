"""How heavy a page may be, in bytes."""

MOST = 200_000
# Chapters whose claims have most parts, each with a strip of its own; no page may join them.
HEAVIER = {"chapters/economy.html": 230_000, "chapters/trust.html": 250_000}


def most(name: str) -> int:
    """Return the bytes that a page may have, by its path in the book."""
    return HEAVIER.get(name, MOST)
