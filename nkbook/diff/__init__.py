"""What differs between two states of the book: revisions, data packages, or sets of parameters."""
