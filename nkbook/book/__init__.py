"""The book itself: one folder per chapter, one file per claim, figures and their words."""
