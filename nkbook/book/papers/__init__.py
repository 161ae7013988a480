"""Pages that are papers of their own: a figure, a table to take away, and how to cite it."""
