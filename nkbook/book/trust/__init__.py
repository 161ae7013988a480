"""What a social scientist edits of the chapter on trust: claims, figures, words."""
