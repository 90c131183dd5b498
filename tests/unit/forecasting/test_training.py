"""The retraining ritual tells the truth while there is nothing to train."""

from __future__ import annotations

from datetime import UTC, datetime

from forecasting.training import retrain_if_due


def test_nothing_is_due_and_it_says_why():
    found = retrain_if_due(datetime(2024, 5, 1, tzinfo=UTC))
    assert (found.due, found.trained) == ((), ())
    assert "no trained forecaster" in found.reason
