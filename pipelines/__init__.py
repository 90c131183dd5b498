"""Dagster wiring only: each asset is a few lines that call library code."""
