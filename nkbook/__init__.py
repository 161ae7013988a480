"""The library behind the book: load evidence, estimate, decide, draw, execute."""
