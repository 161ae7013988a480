"""What a social scientist edits of the appendix on the model of trust: its figures and words."""
