"""Thin, tested layers over statsmodels and scipy."""
