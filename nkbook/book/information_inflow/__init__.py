"""What a social scientist edits of the chapter on information inflow: claims, figures, words."""
