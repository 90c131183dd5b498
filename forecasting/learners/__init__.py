"""Forecasters that are trained on people's nights before they serve: each module is a learner, and what it makes."""
