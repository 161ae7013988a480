"""What a social scientist edits of the synthesis: claims, figures, words."""
