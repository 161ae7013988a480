"""Functions behind the claims of the chapter on economy."""
