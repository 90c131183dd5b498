"""Forecasters that need no training: they learn as they run, from the person's own nights and the population prior."""
