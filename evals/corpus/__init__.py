"""Texts and spoken entries written for the evaluations, with their labels; no code."""
