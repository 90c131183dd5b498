"""Trained versions: where they are kept, which may serve which evening, when they are stale."""
