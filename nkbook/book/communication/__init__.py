"""What a social scientist edits of the chapter on communication: claims, figures, words."""
