"""What a social scientist edits of the chapter on the economy: claims, figures, words."""
