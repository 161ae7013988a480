"""Estimators: scipy and statsmodels where they have the formula, short tested functions where they do not."""
